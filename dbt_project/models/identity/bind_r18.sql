-- The score of a project against 90 points for its indicators and 10 points times its recomputed execution rate.
with

scored as (
    select
        execution.*,
        scores.score_fact_id,
        {{ bound_identity_id('R18', 'execution.record_id') }} as identity_id,
        execution.project_name as subject,
        -- Where the rate is 100 % and money is left, R01 says so first.
        case
            when rate.value_base = 100 and unspent.value_base <> 0
                then [{{ bound_identity_id('R01', 'execution.record_id') }}]
            else []
        end as derived_from
    from {{ ref('int_project__execution') }} as execution
    inner join {{ ref('int_project__row') }} as scores
        on execution.document_id = scores.document_id and execution.record_id = scores.record_id
    left join {{ ref('int_fact__reading') }} as rate on execution.rate_fact_id = rate.fact_id
    left join {{ ref('int_fact__reading') }} as unspent on execution.unspent_fact_id = unspent.fact_id
    where
        scores.score_fact_id is not null
        -- A sheet prints the weight and the score of its execution: R85 and R21 recompute those.
        and execution.table_kind in ('project_goal', 'project_result', 'project_execution')
        and execution.basis in (
            'outturn_of_budget', 'outturn_of_outturn_and_unspent', 'budget_less_unspent_of_budget'
        )
),

-- 90 + 10 · rate, over the base of the rate.
identities as (
    select
        identity_id,
        document_id,
        subject,
        fiscal_year,
        derived_from,
        list_concat(
            [
                {{ text_operand('context', 'name_text', 'block_no', 'row_no', 'name_col_no') }},
                {{ operand('stated', 'score_fact_id', stated=1) }}
            ],
            case basis
                when 'outturn_of_budget'
                    then [
                            {{ operand('part', 'spent_fact_id', numerator=10) }},
                            {{ operand('base', 'granted_fact_id', numerator=90, denominator=1) }}
                        ]
                when 'outturn_of_outturn_and_unspent'
                    then [
                            {{ operand('part', 'spent_fact_id', numerator=100, denominator=1) }},
                            {{ operand('base', 'unspent_fact_id', numerator=90, denominator=1) }}
                        ]
                else [
                        {{ operand('base', 'granted_fact_id', numerator=100, denominator=1) }},
                        {{ operand('part', 'unspent_fact_id', numerator=-10) }}
                    ]
            end
        ) as operands
    from scored
)

{{
    unnested_operands(
        'identities', 'R18', relation_sign="'le'", denominator_constant=0, derived_from='derived_from'
    )
}}
