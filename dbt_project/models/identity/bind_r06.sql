-- A source that is listed for one year and left out for another, whose total then lacks it. Lists that are whole are
-- added up where they are read (bind_stated).
with

prints as (
    select
        document_id,
        measure,
        stage,
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
        and breakdown in ('total', 'fund_source')
        and row_no is null
        and is_first_print
        and value_base is not null
        and fiscal_year is not null
),

lists as (
    select
        document_id,
        measure,
        stage,
        fiscal_year,
        arg_min(subject, place_no) filter (where breakdown = 'total') as subject,
        any_value(fact_id) filter (where breakdown = 'total') as total_fact_id,
        any_value(reading_lower) filter (where breakdown = 'total') as total_lower,
        any_value(reading_upper) filter (where breakdown = 'total') as total_upper,
        sum(reading_lower) filter (where breakdown <> 'total') as sum_lower,
        sum(reading_upper) filter (where breakdown <> 'total') as sum_upper,
        list(distinct item_key) filter (where breakdown <> 'total') as item_keys,
        map_from_entries(list((item_key, item)) filter (where breakdown <> 'total')) as items,
        list({{ operand('part', 'fact_id', numerator=1) }} order by place_no) filter (where breakdown <> 'total')
            as part_operands
    from prints
    group by document_id, measure, stage, fiscal_year
    having count(*) filter (where breakdown = 'total') = 1 and count(*) filter (where breakdown <> 'total') > 0
),

shortened as (
    select
        {{ bound_identity_id('R06', 'short.total_fact_id') }} as identity_id,
        short.document_id,
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
            and short.stage is not distinct from whole.stage
            and short.fiscal_year <> whole.fiscal_year
    where
        whole.sum_lower <= whole.total_upper
        and whole.sum_upper >= whole.total_lower
        and short.sum_upper < short.total_lower
        and len(short.item_keys) < len(whole.item_keys)
        and list_has_all(whole.item_keys, short.item_keys)
    qualify row_number() over (partition by short.total_fact_id order by whole.fiscal_year desc) = 1
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
        'R06',
        broken_verdict="'ambiguous'",
        explanation_zh="'所列各来源合计为'",
        explanation_en="'The sources that are listed come to'",
        assumption="concat('所列为全部来源，', whole_year, '年列有的“', left_out_names, '”漏列 / the list is of all sources and leaves out ', "
        ~ "left_out_names, ', which that of ', whole_year, ' has')"
    )
}}
