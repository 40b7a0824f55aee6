-- The score of an indicator: never above its weight, and below a target that was missed not above the share reached.
with

records as (
    select
        document_id,
        record_id,
        min(record_name) as indicator_name,
        min(field_text) filter (where field_name = 'indicator_l3') as name_text,
        min(block_no) filter (where field_name = 'indicator_l3') as block_no,
        min(row_no) filter (where field_name = 'indicator_l3') as row_no,
        min(col_no) filter (where field_name = 'indicator_l3') as col_no,
        min(fact_id) filter (where field_name = 'weight') as weight_fact_id,
        min(fact_id) filter (where field_name = 'self_score') as score_fact_id,
        min(fact_id) filter (where field_name = 'target_value') as target_fact_id,
        min(fact_id) filter (where field_name = 'actual_value') as actual_fact_id,
        coalesce(bool_or(field_name = 'operator' and regexp_matches(field_text, '[≤<＜]|小于|不超|不高|以内')), false)
            as is_upper_bound
    from {{ ref('stg_raw__record_field') }}
    group by document_id, record_id
    having count(*) filter (where field_name = 'indicator_l3') > 0
),

weighed as (
    select
        records.*,
        documents.fiscal_year,
        weight.value_base as weight,
        targets.value_base as target_value,
        targets.exactness as target_exactness,
        reached.value_base as actual_value,
        coalesce(targets.unit = reached.unit, false) as is_same_unit
    from records
    inner join {{ ref('stg_raw__document') }} as documents on records.document_id = documents.document_id
    inner join {{ ref('stg_raw__fact') }} as weight on records.weight_fact_id = weight.fact_id
    inner join {{ ref('stg_raw__fact') }} as score on records.score_fact_id = score.fact_id
    left join {{ ref('stg_raw__fact') }} as targets on records.target_fact_id = targets.fact_id
    left join {{ ref('stg_raw__fact') }} as reached on records.actual_fact_id = reached.fact_id
    where weight.value_base is not null and score.value_base is not null
),

capped as (
    select
        {{ bound_identity_id('R86', 'score_fact_id') }} as identity_id,
        document_id,
        indicator_name as subject,
        fiscal_year,
        [
            {{ text_operand('context', 'name_text', 'block_no', 'row_no', 'col_no') }},
            {{ operand('stated', 'score_fact_id', stated=1) }},
            {{ operand('part', 'weight_fact_id', numerator=1) }}
        ] as operands
    from weighed
),

missed as (
    select
        {{ bound_identity_id('R86', "score_fact_id || '|reached'") }} as identity_id,
        document_id,
        indicator_name as subject,
        fiscal_year,
        cast(weight as integer) as weight,
        [
            {{ text_operand('context', 'name_text', 'block_no', 'row_no', 'col_no') }},
            {{ operand('stated', 'score_fact_id', stated=1) }},
            {{ operand('context', 'weight_fact_id') }},
            {{ operand('part', 'actual_fact_id', numerator=1) }},
            {{ operand('base', 'target_fact_id', denominator=1) }}
        ] as operands
    from weighed
    where
        weight = round(weight)
        and target_value > 0
        and actual_value >= 0
        and actual_value < target_value
        and is_same_unit
        and not is_upper_bound
        and target_exactness in ('printed', 'exact', 'at_least')
)

{{ unnested_operands('capped', 'R86', relation_sign="'le'") }}
union all by name
{{
    unnested_operands(
        'missed',
        'R86',
        relation_sign="'le'",
        scale='weight',
        denominator_constant=0,
        broken_verdict="'ambiguous'",
        assumption="'未完成的定量指标按完成比例计分 / A quantified target that was missed scores by the share reached'"
    )
}}
