-- The bounds that one table sets on one indicator (不低于, 不高于) leave a common value.
with

bounds as (
    select
        facts.document_id,
        facts.fact_id,
        facts.block_no,
        facts.unit,
        facts.lower_bound,
        facts.upper_bound,
        facts.exactness,
        facts.fiscal_year,
        trim(facts.item) as subject,
        {{ any_order(counted_thing('facts.item_key')) }} as thing_key,
        {{ place_number('facts.block_no', 'facts.row_no', 'facts.col_no', 'facts.char_start') }} as place_no
    from {{ ref('stg_raw__fact') }} as facts
    where
        facts.measure = 'indicator_target'
        and facts.unit_kind in ('percent', 'count')
        and facts.exactness in ('at_least', 'at_most')
        and facts.item_key <> ''
    -- Several bounds in one row are of several things.
    qualify count(*) over (partition by facts.document_id, facts.record_id) = 1
),

identities as (
    select
        {{ bound_identity_id('R35', "concat_ws('|', document_id, block_no, thing_key, unit)") }} as identity_id,
        document_id,
        arg_min(subject, place_no) as subject,
        any_value(fiscal_year) as fiscal_year,
        coalesce(max(lower_bound) <= min(upper_bound), true) as holds,
        list({{ operand('stated', 'fact_id') }} order by place_no) as operands
    from bounds
    group by document_id, block_no, thing_key, unit
    having count(*) > 1
)

{{
    unnested_operands(
        'identities',
        'R35',
        form="'logical'",
        holds='holds',
        explanation_zh="case when holds then '各界限有共同的取值' else '下限高于上限，没有共同的取值' end",
        explanation_en="case when holds then 'The bounds leave a common value' "
        ~ "else 'The lower bound is above the upper one: no value meets both' end"
    )
}}
