-- A figure with two minus signs, a decrease that is itself printed as a negative number, and a minus sign before what
-- is never negative: a number of things, a price, a cost target, a score.
with

signed as (
    select
        document_id,
        fact_id,
        subject,
        fiscal_year,
        'doubled' as sign_fault,
        false as may_be_dash
    from {{ ref('stg_raw__fact') }}
    where exactness = 'unreadable' and regexp_matches(quote, '[-－−–]\s*[-－−–]\s*\d')
    union all
    select
        document_id,
        fact_id,
        subject,
        fiscal_year,
        'twice_told' as sign_fault,
        false as may_be_dash
    from {{ ref('stg_raw__fact') }}
    -- In a table the head says what changes, and a negative number under 增减 is right.
    where direction = -1 and aspect in ('change', 'change_rate') and value like '-%' and row_no is null
    union all
    select
        document_id,
        fact_id,
        subject,
        fiscal_year,
        'never_negative' as sign_fault,
        -- Between words and a figure the stroke may join the two: 监控点位-100个.
        regexp_matches(quote, '[^\d\s（(:：][-－−–]\s*\d') as may_be_dash
    from {{ ref('stg_raw__fact') }}
    where
        value_base < 0
        and exactness <> 'unreadable'
        and (
            unit_kind = 'price'
            or measure in ('self_score', 'score')
            or (measure in ('indicator_target', 'task_quantity') and unit_kind = 'count' and unit <> '')
            -- Amounts of a task may be cut back; what a target is to cost may not. A figure without a unit may be a
            -- temperature or a difference.
            or (
                measure = 'indicator_target'
                and unit_kind in ('amount', 'count')
                and not regexp_matches(coalesce(item, '') || quote, '温|增|减|降|升|涨|跌|差|变化|波动')
            )
        )
        and aspect = 'level'
),

identities as (
    select
        *,
        {{ bound_identity_id('R53', 'fact_id') }} as identity_id,
        [{{ operand('stated', 'fact_id') }}] as operands
    from signed
)

{{
    unnested_operands(
        'identities',
        'R53',
        form="'logical'",
        holds='false',
        broken_verdict="case when may_be_dash then 'ambiguous' else 'inconsistent' end",
        assumption="case when may_be_dash then '短横是负号，不是连接号 / The stroke is a sign and no dash' end",
        explanation_zh="case sign_fault when 'doubled' then '金额前印有两个负号，是正是负无法判断' when 'twice_told' then "
        ~ "'“减少”之后又印负数，方向说了两遍' else '数量、单价、成本和得分不会是负数，此处印有负号' end",
        explanation_en="case sign_fault when 'doubled' then 'The figure has two minus signs: nobody can tell whether it is negative' "
        ~ "when 'twice_told' then 'A decrease is printed as a negative number: its direction is said twice' "
        ~ "else 'Numbers of things, prices, costs and scores are never negative, and here stands a minus sign' end"
    )
}}
