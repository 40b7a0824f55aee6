-- The printed execution rate of a project against its outturn and budget (or outturn and unspent amount); it is at most
-- 100 %: nothing may be spent beyond the revised budget.
with

rated as (
    select
        execution.*,
        {{ bound_identity_id('R02', 'execution.record_id') }} as identity_id,
        execution.project_name as subject,
        -- Where the rate is 100 % and money is left, R01 says so first.
        case
            when rate.value_base = 100 and (execution.is_unspent_reclaimed or unspent.value_base <> 0)
                then [{{ bound_identity_id('R01', 'execution.record_id') }}]
            else []
        end as derived_from
    from {{ ref('int_project__execution') }} as execution
    inner join {{ ref('int_fact__reading') }} as rate on execution.rate_fact_id = rate.fact_id
    left join {{ ref('int_fact__reading') }} as unspent on execution.unspent_fact_id = unspent.fact_id
),

identities as (
    select
        identity_id,
        document_id,
        subject,
        fiscal_year,
        derived_from,
        basis,
        list_concat(
            [
                {{ text_operand('context', 'name_text', 'block_no', 'row_no', 'name_col_no') }},
                {{ operand('stated', 'rate_fact_id', stated=1) }}
            ],
            case
                when basis is null then [{{ missing_operand('base', 'missing') }}]
                else execution_operands
            end
        ) as operands
    from rated
),

above_all as (
    select
        {{ bound_identity_id('R02', "'above|' || execution.record_id") }} as identity_id,
        execution.document_id,
        execution.project_name as subject,
        execution.fiscal_year,
        -- Where the rate can be recomputed that check says so first.
        [{{ bound_identity_id('R02', 'execution.record_id') }}] as derived_from,
        -- Of the original budget more may be spent, once it was raised; that may be the base where none is printed.
        coalesce(execution.basis = 'outturn_of_original_budget', true) as may_be_of_original,
        [
            {{
                text_operand(
                    'context', 'execution.name_text', 'execution.block_no', 'execution.row_no', 'execution.name_col_no'
                )
            }},
            {{ operand('stated', 'execution.rate_fact_id', stated=1) }}
        ] as operands
    from {{ ref('int_project__execution') }} as execution
    inner join {{ ref('int_fact__reading') }} as rate on execution.rate_fact_id = rate.fact_id
    where rate.printed_lower > 100
)

{{
    unnested_operands(
        'above_all',
        'R02',
        relation_sign="'le'",
        numerator_constant=100,
        derived_from='derived_from',
        broken_verdict="case when may_be_of_original then 'ambiguous' else 'inconsistent' end",
        assumption="case when may_be_of_original then '执行率以调整后预算数为分母 / The base of the rate is the revised budget' end"
    )
}}
union all by name
{{
    unnested_operands(
        'identities',
        'R02',
        scale=100,
        denominator_constant=0,
        derived_from='derived_from',
        broken_verdict="case when basis = 'outturn_of_original_budget' then 'ambiguous' else 'inconsistent' end",
        assumption="case when basis = 'outturn_of_original_budget' then '表中只有年初预算数，以其为分母；若有预算调整，"
        ~ "应以调整后预算数为分母 / The table gives the original budget alone, taken as the base; where the budget was "
        ~ "adjusted the revised budget is the base' end"
    )
}}
