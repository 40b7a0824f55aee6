-- What the execution rate of a project row is made of, best basis first.
with

read_rows as (
    select
        *,
        coalesce(outturn_fact_id, case when amount_reading = 'outturn' then amount_fact_id end) as spent_fact_id,
        coalesce(revised_budget_fact_id, case when amount_reading = 'budget' then amount_fact_id end) as granted_fact_id
    from {{ ref('int_project__row') }}
),

based as (
    select
        *,
        case
            when spent_fact_id is not null and granted_fact_id is not null then 'outturn_of_budget'
            when spent_fact_id is not null and unspent_fact_id is not null then 'outturn_of_outturn_and_unspent'
            when granted_fact_id is not null and unspent_fact_id is not null then 'budget_less_unspent_of_budget'
            when spent_fact_id is not null and original_budget_fact_id is not null then 'outturn_of_original_budget'
        end as basis
    from read_rows
)

select
    document_id,
    record_id,
    table_kind,
    record_no,
    project_name,
    project_key,
    fiscal_year,
    amount_reading,
    spent_fact_id,
    granted_fact_id,
    unspent_fact_id,
    original_budget_fact_id,
    rate_fact_id,
    is_unspent_reclaimed,
    unspent_text,
    name_text,
    block_no,
    row_no,
    name_col_no,
    unspent_col_no,
    basis,
    case basis
        when 'outturn_of_budget'
            then [
                    {{ operand('part', 'spent_fact_id', numerator=1) }},
                    {{ operand('base', 'granted_fact_id', denominator=1) }}
                ]
        when 'outturn_of_outturn_and_unspent'
            then [
                    {{ operand('part', 'spent_fact_id', numerator=1, denominator=1) }},
                    {{ operand('base', 'unspent_fact_id', denominator=1) }}
                ]
        when 'budget_less_unspent_of_budget'
            then [
                    {{ operand('base', 'granted_fact_id', numerator=1, denominator=1) }},
                    {{ operand('part', 'unspent_fact_id', numerator=-1) }}
                ]
        when 'outturn_of_original_budget'
            then [
                    {{ operand('part', 'spent_fact_id', numerator=1) }},
                    {{ operand('base', 'original_budget_fact_id', denominator=1) }}
                ]
        when null then []
    end as execution_operands,
    case
        when basis is not null then null
        when is_unspent_reclaimed then '被收回的存量金额 / the amount of stock funds reclaimed'
        when spent_fact_id is null and granted_fact_id is null then '执行数 / the outturn'
        else '调整后预算数或资金结余 / the revised budget or the unspent amount'
    end as missing
from based
