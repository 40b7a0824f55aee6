-- A figure with two minus signs, and a decrease that is itself printed as a negative number.
with

signed as (
    select
        document_id,
        fact_id,
        subject,
        fiscal_year,
        exactness = 'unreadable' as is_doubled,
        {{ bound_identity_id('R53', 'fact_id') }} as identity_id,
        [{{ operand('stated', 'fact_id') }}] as operands
    from {{ ref('stg_raw__fact') }}
    where
        -- In a table the head says what changes, and a negative number under 增减 is right.
        (exactness = 'unreadable' and regexp_matches(quote, '[-－−–]\s*[-－−–]\s*\d'))
        or (direction = -1 and aspect in ('change', 'change_rate') and value like '-%' and row_no is null)
)

{{
    unnested_operands(
        'signed',
        'R53',
        form="'logical'",
        holds='false',
        explanation_zh="case when is_doubled then '金额前印有两个负号，是正是负无法判断' else '“减少”之后又印负数，方向说了两遍' end",
        explanation_en="case when is_doubled then 'The figure has two minus signs: nobody can tell whether it is negative' "
        ~ "else 'A decrease is printed as a negative number: its direction is said twice' end"
    )
}}
