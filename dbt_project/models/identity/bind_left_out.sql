-- A source (R06) or function (R07) that is listed for one year and left out for another, whose total then lacks it.
-- Lists that are whole are added up where they are read (bind_stated).
with

prints as (
    select
        document_id,
        measure,
        fiscal_year,
        breakdown,
        item,
        item_key,
        subject,
        fact_id,
        reading_lower,
        reading_upper,
        place_no
    from {{ ref('int_fact__reading') }}
    where
        measure in ('revenue', 'expenditure')
        and aspect = 'level'
        and breakdown in ('total', 'fund_source', 'function')
        and row_no is null
        and is_first_print
        and value_base is not null
        and fiscal_year is not null
),

totals as (
    select
        document_id,
        measure,
        fiscal_year,
        any_value(subject) as subject,
        any_value(fact_id) as fact_id,
        any_value(reading_lower) as total_lower,
        any_value(reading_upper) as total_upper
    from prints
    where breakdown = 'total'
    group by document_id, measure, fiscal_year
    having count(*) = 1
),

lists as (
    select
        totals.document_id,
        totals.measure,
        totals.fiscal_year,
        prints.breakdown,
        any_value(totals.subject) as subject,
        any_value(totals.fact_id) as total_fact_id,
        any_value(totals.total_lower) as total_lower,
        any_value(totals.total_upper) as total_upper,
        sum(prints.reading_lower) as sum_lower,
        sum(prints.reading_upper) as sum_upper,
        list(distinct prints.item_key) as item_keys,
        map_from_entries(list((prints.item_key, prints.item))) as items,
        list({{ operand('part', 'prints.fact_id', numerator=1) }} order by prints.place_no) as part_operands
    from totals
    inner join prints
        on totals.document_id = prints.document_id
            and totals.measure = prints.measure
            and totals.fiscal_year = prints.fiscal_year
    where prints.breakdown <> 'total'
    group by totals.document_id, totals.measure, totals.fiscal_year, prints.breakdown
    having count(*) = count(distinct prints.item_key)
),

shortened as (
    select
        {{ bound_identity_id('left out', "short.breakdown || '|' || short.total_fact_id") }} as identity_id,
        short.document_id,
        case when short.breakdown = 'fund_source' then 'R06' else 'R07' end as rule_id,
        short.subject,
        short.fiscal_year,
        whole.fiscal_year as whole_year,
        list_filter(
            whole.item_keys, lambda item_key: not list_contains(short.item_keys, item_key)  -- noqa: RF02
        ) as left_out,
        whole.items,
        list_concat([{{ operand('stated', 'short.total_fact_id', stated=1) }}], short.part_operands) as operands
    from lists as short
    inner join lists as whole
        on short.document_id = whole.document_id
            and short.measure = whole.measure
            and short.breakdown = whole.breakdown
            and short.fiscal_year <> whole.fiscal_year
    where
        whole.sum_lower <= whole.total_upper
        and whole.sum_upper >= whole.total_lower
        and short.sum_upper < short.total_lower
        and len(short.item_keys) < len(whole.item_keys)
        and list_has_all(whole.item_keys, short.item_keys)
    qualify row_number() over (partition by short.total_fact_id, short.breakdown order by whole.fiscal_year desc) = 1
),

named as (
    select
        *,
        array_to_string(list_sort(list_transform(left_out, lambda item_key: items[item_key])), '、') as left_out_names
    from shortened
)

{{
    unnested_operands(
        'named',
        rule_id_column='rule_id',
        broken_verdict="'ambiguous'",
        explanation_zh="'所列各项合计为'",
        explanation_en="'The items that are listed come to'",
        assumption="concat('所列为全部各项，', whole_year, '年列有的“', left_out_names, '”漏列 / the list is meant to be whole and leaves out ', "
        ~ "left_out_names, ', which that of ', whole_year, ' has')"
    )
}}
