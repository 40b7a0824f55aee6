-- A goal that was attained 基本 (by and large), beside full marks.
with

wordings as (
    select
        project_rows.document_id,
        project_rows.project_key,
        project_rows.occurrence,
        project_rows.project_name,
        project_rows.fiscal_year,
        cells.field_text,
        cells.block_no,
        cells.row_no,
        cells.col_no
    from {{ ref('int_project__row') }} as project_rows
    inner join {{ ref('stg_raw__record_field') }} as cells
        on project_rows.document_id = cells.document_id and project_rows.record_id = cells.record_id
    where
        cells.field_name in ('goal_attainment', 'completion_status', 'budget_completion', 'execution_progress')
        and project_rows.project_key <> ''
),

scores as (
    select
        project_rows.document_id,
        project_rows.project_key,
        project_rows.occurrence,
        facts.fact_id,
        facts.value,
        facts.value_base
    from {{ ref('int_project__row') }} as project_rows
    inner join {{ ref('int_fact__reading') }} as facts on project_rows.score_fact_id = facts.fact_id
),

judged as (
    select
        {{ bound_identity_id('R76', "scores.fact_id") }} as identity_id,
        wordings.document_id,
        min(wordings.project_name) as subject,
        any_value(wordings.fiscal_year) as fiscal_year,
        min(trim(wordings.field_text)) as wording,
        any_value(scores.value) as score,
        not bool_or(scores.value_base = 100) as holds,
        list_concat(
            [{{ operand('stated', 'any_value(scores.fact_id)') }}],
            list({{
                text_operand(
                    'context', 'wordings.field_text', 'wordings.block_no', 'wordings.row_no', 'wordings.col_no'
                )
            }} order by wordings.block_no, wordings.row_no, wordings.col_no)
        ) as operands
    from wordings
    inner join scores
        on wordings.document_id = scores.document_id
            and wordings.project_key = scores.project_key
            and wordings.occurrence = scores.occurrence
    where regexp_matches(wordings.field_text, '基本(实现|完成|保障|达到|达成|满足|落实)')
    group by wordings.document_id, scores.fact_id
)

{{
    unnested_operands(
        'judged',
        'R76',
        form="'logical'",
        holds='holds',
        broken_verdict="'ambiguous'",
        assumption="'“基本”是说没有全部实现 / 基本 is meant as not in full'",
        explanation_zh="concat('目标实现情况写为「', wording, '」，得分为 ', score, ' 分')",
        explanation_en="concat('The goal is said to be attained \"', wording, '\" (by and large), and the score is ', score)"
    )
}}
