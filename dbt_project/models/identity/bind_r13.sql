-- The amount of a project in the table of performance analysis (A) against that in the table of results (B).
with

rows_with_amount as (
    select
        *,
        coalesce(amount_fact_id, outturn_fact_id) as compared_fact_id,
        -- A table without such a column claims nothing; an empty cell in a filled column is missing.
        count(coalesce(amount_fact_id, outturn_fact_id)) over (partition by document_id, table_kind) > 0 as has_column
    from {{ ref('int_project__matched') }}
    where table_kind in ('project_goal', 'project_result')
),

identities as (
    select
        {{ bound_identity_id('R13', "goal.record_id || '|' || result.record_id") }} as identity_id,
        goal.document_id,
        goal.project_name as subject,
        goal.fiscal_year,
        {{ is_name_assumed('goal', 'result') }} as is_name_assumed,
        [
            {{ text_operand('context', 'goal.name_text', 'goal.block_no', 'goal.row_no', 'goal.name_col_no') }},
            case
                when goal.compared_fact_id is null
                    then {{ missing_operand('stated', "'绩效分析表的项目金额 / the amount in the first table'") }}
                else {{ operand('stated', 'goal.compared_fact_id', stated=1) }}
            end,
            case
                when result.compared_fact_id is null
                    then {{ missing_operand('part', "'自评情况表的项目金额 / the amount in the second table'") }}
                else {{ operand('part', 'result.compared_fact_id', numerator=1) }}
            end
        ] as operands
    from rows_with_amount as goal
    inner join rows_with_amount as result
        on goal.entity_id = result.entity_id
    where
        goal.table_kind = 'project_goal'
        and result.table_kind = 'project_result'
        and goal.has_column
        and result.has_column
        -- Several rows that one project was split into are not compared one by one.
        and not goal.is_merged
        and not result.is_merged
)

{{
    unnested_operands(
        'identities',
        'R13',
        broken_verdict=verdict_of_matched('is_name_assumed'),
        assumption=assumption_of_matched('is_name_assumed')
    )
}}
