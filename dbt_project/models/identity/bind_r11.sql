-- One datum printed more than once in a document: all prints must agree.
with

-- Prints that are no repetition of one datum. Two forms, or the narrative and a form, are
-- compared by their own rules (D05–D17), and a function that the narrative lists under one fund is that fund's.
form_pairs as (
    select
        least(fact_id, source_fact_id) as lesser_fact_id,
        greatest(fact_id, source_fact_id) as greater_fact_id
    from {{ ref('int_form__pair') }}
),

listed_under_fund as (
    select fact_id
    from {{ ref('int_form__print') }}
    where is_of_one_fund
),

repeated as (
    select
        data.*,
        -- The coarser print is the claim; the finer one must round to it.
        coalesce(highest.printed_upper - highest.printed_lower > lowest.printed_upper - lowest.printed_lower, false)
            as is_highest_coarser,
        case when data.highest_fact_id = data.lowest_fact_id then data.first_fact_id else data.lowest_fact_id end
            as one_fact_id,
        case when data.highest_fact_id = data.lowest_fact_id then data.last_fact_id else data.highest_fact_id end
            as other_fact_id
    from {{ ref('int_fact__datum') }} as data
    inner join {{ ref('int_fact__reading') }} as highest on data.highest_fact_id = highest.fact_id
    inner join {{ ref('int_fact__reading') }} as lowest on data.lowest_fact_id = lowest.fact_id
    where
        data.print_count > 1
        -- Differences in percentage points are told against many bases (上年同期, 全省平均水平), which the fact does not name.
        and highest.unit <> '个百分点'
        -- R13 and R14 compare the project tables, cell by cell.
        and not (data.breakdown = 'project' and data.measure in ('project_amount', 'unspent_amount'))
        -- Scores are R22's.
        and data.measure not in ('self_score', 'grade_score')
),

pairs as (
    select
        repeated.*,
        case when repeated.is_highest_coarser then repeated.other_fact_id else repeated.one_fact_id end
            as stated_fact_id,
        case when repeated.is_highest_coarser then repeated.one_fact_id else repeated.other_fact_id end
            as second_fact_id
    from repeated
    anti join form_pairs
        on least(repeated.one_fact_id, repeated.other_fact_id) = form_pairs.lesser_fact_id
            and greatest(repeated.one_fact_id, repeated.other_fact_id) = form_pairs.greater_fact_id
    anti join listed_under_fund as one_listed on repeated.one_fact_id = one_listed.fact_id
    anti join listed_under_fund as other_listed on repeated.other_fact_id = other_listed.fact_id
),

signed_pairs as (
    select
        pairs.*,
        coalesce(stated.direction, 1) as stated_sign,
        coalesce(other.direction, 1) as second_sign
    from pairs
    inner join {{ ref('int_fact__reading') }} as stated on pairs.stated_fact_id = stated.fact_id
    inner join {{ ref('int_fact__reading') }} as other on pairs.second_fact_id = other.fact_id
),

repeated_prints as (
    select
        {{ bound_identity_id('R11', 'datum_id') }} as identity_id,
        document_id,
        coalesce(nullif(item, ''), subject) as subject,
        fiscal_year,
        aspect in ('share', 'rate') or (aspect in ('change', 'change_rate') and base_year is null) as is_base_open,
        [
            {{ operand('stated', 'stated_fact_id', stated='stated_sign') }},
            {{ operand('part', 'second_fact_id', numerator='second_sign') }}
        ] as operands
    from signed_pairs
),

-- Revenue and expenditure that are equal in both years have changed by the same amount.
year_totals as (
    select
        *,
        coalesce(direction, 1) * value_base as signed_value
    from {{ ref('int_fact__reading') }}
    where
        measure in ('revenue', 'expenditure')
        and breakdown = 'total'
        and unit_kind = 'amount'
        and identifies_datum
        and is_first_print
),

sides as (
    select
        change.document_id,
        change.subject,
        change.datum_subject_key,
        change.measure,
        change.fiscal_year,
        change.base_year,
        change.fact_id as change_fact_id,
        change.signed_value as change_value,
        this_year.fact_id as this_fact_id,
        this_year.value_base as this_value,
        last_year.fact_id as last_fact_id,
        last_year.value_base as last_value
    from year_totals as change
    inner join year_totals as this_year
        on change.document_id = this_year.document_id
            and change.datum_subject_key = this_year.datum_subject_key
            and change.measure = this_year.measure
            and change.fiscal_year = this_year.fiscal_year
            and this_year.aspect = 'level'
    inner join year_totals as last_year
        on change.document_id = last_year.document_id
            and change.datum_subject_key = last_year.datum_subject_key
            and change.measure = last_year.measure
            and change.base_year = last_year.fiscal_year
            and last_year.aspect = 'level'
    where change.aspect = 'change'
    qualify row_number() over (
            partition by change.document_id, change.datum_subject_key, change.measure, change.fiscal_year
            order by change.place_no
        ) = 1
),

-- Which identities of the same document the two changes are already claims of (R08).
change_claims as (
    select
        document_id,
        fact_id,
        list(distinct identity_id order by identity_id) as identity_ids
    from {{ ref('bind_stated') }}
    where rule_id = 'R08' and stated_weight <> 0
    group by document_id, fact_id
),

equal_sides as (
    select
        {{ bound_identity_id('R11', "expenditure.change_fact_id || '|' || revenue.change_fact_id") }} as identity_id,
        expenditure.document_id,
        expenditure.subject,
        expenditure.fiscal_year,
        list_concat(coalesce(expenditure_claims.identity_ids, []), coalesce(revenue_claims.identity_ids, []))
            as derived_from,
        [
            {{ operand('stated', 'expenditure.change_fact_id', stated=1) }},
            {{ operand('part', 'revenue.change_fact_id', numerator=1) }},
            {{ operand('context', 'expenditure.this_fact_id') }},
            {{ operand('context', 'expenditure.last_fact_id') }},
            {{ operand('context', 'revenue.this_fact_id') }},
            {{ operand('context', 'revenue.last_fact_id') }}
        ] as operands
    from sides as expenditure
    inner join sides as revenue
        on expenditure.document_id = revenue.document_id
            and expenditure.datum_subject_key = revenue.datum_subject_key
            and expenditure.fiscal_year = revenue.fiscal_year
            and expenditure.base_year = revenue.base_year
            and expenditure.this_value = revenue.this_value
            and expenditure.last_value = revenue.last_value
    left join change_claims as expenditure_claims on expenditure.change_fact_id = expenditure_claims.fact_id
    left join change_claims as revenue_claims on revenue.change_fact_id = revenue_claims.fact_id
    where
        expenditure.measure = 'expenditure'
        and revenue.measure = 'revenue'
        and expenditure.change_value <> revenue.change_value
)

{{
    unnested_operands(
        'repeated_prints',
        'R11',
        broken_verdict="case when is_base_open then 'ambiguous' else 'inconsistent' end",
        assumption="case when is_base_open then '两处的比较基数相同；文中没有写明 / Both prints have the same base, which the "
        ~ "document does not say' end"
    )
}}
union all by name
{{
    unnested_operands(
        'equal_sides',
        'R11',
        form="'logical'",
        holds='false',
        broken_verdict="'ambiguous'",
        derived_from='derived_from',
        assumption="'两处增减额各自按未取整的数计算时，可能都成立 / Both changes may hold if each was computed from unrounded figures'",
        explanation_zh="'收入与支出的本年数、上年数分别相同，两处印出的增减额却不同'",
        explanation_en="'Revenue and expenditure are the same in both years, yet the two printed changes differ'"
    )
}}
