-- The unspent amount of a project in the table of performance analysis (A) against that in the table of results (B).
with

rows_with_balance as (
    select
        *,
        count(unspent_text) over (partition by document_id, table_kind) > 0 as has_column
    from {{ ref('int_project__matched') }}
    where table_kind in ('project_goal', 'project_result')
),

pairs as (
    select
        {{ bound_identity_id('R14', "goal.record_id || '|' || result.record_id") }} as identity_id,
        goal.document_id,
        goal.project_name as subject,
        goal.fiscal_year,
        {{ is_name_assumed('goal', 'result') }} as is_name_assumed,
        goal.unspent_fact_id as goal_fact_id,
        goal.unspent_text as goal_text,
        goal.is_unspent_reclaimed as is_goal_reclaimed,
        result.unspent_fact_id as result_fact_id,
        result.unspent_text as result_text,
        result.is_unspent_reclaimed as is_result_reclaimed,
        {{ text_operand('context', 'goal.name_text', 'goal.block_no', 'goal.row_no', 'goal.name_col_no') }}
            as name_operand,
        case
            when goal.unspent_fact_id is not null then {{ operand('stated', 'goal.unspent_fact_id', stated=1) }}
            when goal.is_unspent_reclaimed
                then {{
                    text_operand('stated', 'goal.unspent_text', 'goal.block_no', 'goal.row_no', 'goal.unspent_col_no')
                }}
            else {{ missing_operand('stated', "'绩效分析表的资金结余 / the unspent amount in the first table'") }}
        end as goal_operand,
        case
            when result.unspent_fact_id is not null then {{ operand('part', 'result.unspent_fact_id', numerator=1) }}
            when result.is_unspent_reclaimed
                then {{
                    text_operand('part', 'result.unspent_text', 'result.block_no', 'result.row_no', 'result.unspent_col_no')
                }}
            else {{ missing_operand('part', "'自评情况表的资金结余 / the unspent amount in the second table'") }}
        end as result_operand
    from rows_with_balance as goal
    inner join rows_with_balance as result
        on goal.entity_id = result.entity_id
    where
        goal.table_kind = 'project_goal'
        and result.table_kind = 'project_result'
        and goal.has_column
        and result.has_column
        -- Several rows that one project was split into are not compared one by one.
        and not goal.is_merged
        and not result.is_merged
),

identities as (
    select
        identity_id,
        document_id,
        subject,
        fiscal_year,
        is_name_assumed,
        case
            when is_goal_reclaimed or is_result_reclaimed then 'logical'
            else 'quotient'
        end as form,
        case
            when is_goal_reclaimed and is_result_reclaimed then true
            when
                (is_goal_reclaimed and result_fact_id is not null)
                or (is_result_reclaimed and goal_fact_id is not null)
                then false
        end as holds,
        case
            when is_goal_reclaimed or is_result_reclaimed
                then concat('资金结余在绩效分析表为“', trim(goal_text), '”，在自评情况表为“', trim(result_text), '”')
        end as explanation_zh,
        case
            when is_goal_reclaimed or is_result_reclaimed
                then concat(
                        'The unspent amount is "', trim(goal_text), '" in the table of performance analysis and "',
                        trim(result_text), '" in the table of results'
                    )
        end as explanation_en,
        [name_operand, goal_operand, result_operand] as operands
    from pairs
)

{{
    unnested_operands(
        'identities',
        'R14',
        form='form',
        holds='holds',
        broken_verdict=verdict_of_matched('is_name_assumed'),
        assumption=assumption_of_matched('is_name_assumed'),
        explanation_zh='explanation_zh',
        explanation_en='explanation_en'
    )
}}
