-- A goal that was attained 基本 (by and large), beside full marks; one that was attained, beside the marks of 差 (poor).
with

wordings as (
    select
        project_rows.document_id,
        project_rows.project_key,
        project_rows.occurrence,
        project_rows.project_name,
        project_rows.fiscal_year,
        cells.field_text,
        case
            when regexp_matches(cells.field_text, '基本(实现|完成|保障|达到|达成|满足|落实)') then 'by_and_large'
            -- Money that was spent (预算完成) attains no goal.
            when
                cells.field_name in ('goal_attainment', 'completion_status')
                and regexp_full_match(cells.field_text, '[\s　]*(已|已经|全部|全面|圆满|顺利|按期)*(完成|实现|达标)[\s　。]*')
                then 'in_full'
        end as claim,
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
        facts.value_base,
        max(facts.value_base) over (partition by project_rows.document_id) as greatest_score
    from {{ ref('int_project__row') }} as project_rows
    inner join {{ ref('int_fact__reading') }} as facts on project_rows.score_fact_id = facts.fact_id
),

judged as (
    select
        {{ bound_identity_id('R76', "scores.fact_id || case wordings.claim when 'in_full' then '|full' else '' end") }}
            as identity_id,
        wordings.document_id,
        min(wordings.project_name) as subject,
        any_value(wordings.fiscal_year) as fiscal_year,
        min(trim(wordings.field_text)) as wording,
        any_value(scores.value) as score,
        wordings.claim,
        not bool_or(
            case
                when wordings.claim = 'by_and_large' then scores.value_base = 100
                -- The grade 差 ends below 60 points (R88), where 100 are to be had.
                else scores.value_base < 60 and scores.greatest_score > 60
            end
        ) as holds,
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
    where wordings.claim is not null
    group by wordings.document_id, scores.fact_id, wordings.claim
)

{{
    unnested_operands(
        'judged',
        'R76',
        form="'logical'",
        holds='holds',
        broken_verdict="'ambiguous'",
        assumption="case claim when 'by_and_large' then '“基本”是说没有全部实现 / 基本 is meant as not in full' else '目标完成的项目得分不会"
        ~ "落入“差”（不足60分） / A project that attained its goal is not poor, which is what less than 60 points means' end",
        explanation_zh="concat('目标实现情况写为「', wording, '」，得分为 ', score, ' 分')",
        explanation_en="concat('The goal is said to be attained (\"', wording, '\"), and the score is ', score)"
    )
}}
