-- The overall execution progress of the department against all projects of its table.
with

progress as (
    select
        document_id,
        fact_id,
        subject,
        fiscal_year
    from {{ ref('int_fact__reading') }}
    where measure = 'execution_progress' and unit_kind = 'percent' and breakdown = 'total'
        and is_first_print
),

-- One table decides: results before lists before single sheets.
ranked as (
    select
        *,
        dense_rank() over (
            partition by document_id
            order by case table_kind when 'project_result' then 1 when 'project_execution' then 2 else 3 end
        ) as table_rank
    from {{ ref('int_project__execution') }}
    where table_kind in ('project_result', 'project_execution', 'project_sheet')
),

project_operands as (
    select
        ranked.document_id,
        ranked.record_no,
        ranked.record_id,
        case
            when ranked.is_unspent_reclaimed and ranked.spent_fact_id is not null and ranked.granted_fact_id is null
                then [{{ operand('part', 'ranked.spent_fact_id', numerator=1, denominator=1) }}]
            when ranked.basis is null or ranked.basis = 'outturn_of_original_budget'
                then [
                    {{
                        missing_operand(
                            'part',
                            "concat(ranked.project_name, '：', coalesce(split_part(ranked.missing, ' / ', 1), "
                            ~ "'调整后预算数或资金结余'), ' / ', ranked.project_name, ': ', "
                            ~ "coalesce(split_part(ranked.missing, ' / ', 2), 'the revised budget or the unspent amount'))"
                        )
                    }}
                    ]
            else ranked.execution_operands
        end as operands,
        case when rate.value_base < 100 then [{{ operand('context', 'ranked.rate_fact_id') }}] else [] end
            as low_rates
    from ranked
    left join {{ ref('int_fact__reading') }} as rate on ranked.rate_fact_id = rate.fact_id
    where ranked.table_rank = 1
),

tables as (
    select
        document_id,
        flatten(list(operands order by record_no, record_id)) as operands,
        flatten(list(low_rates order by record_no, record_id)) as low_rates
    from project_operands
    group by document_id
),

identities as (
    select
        {{ bound_identity_id('R03', 'progress.fact_id') }} as identity_id,
        progress.document_id,
        progress.subject,
        progress.fiscal_year,
        list_concat(
            [{{ operand('stated', 'progress.fact_id', stated=1) }}],
            list_concat(
                coalesce(
                    tables.operands,
                    [{{ missing_operand('part', "'项目执行情况表 / a table of the projects'") }}]
                ),
                coalesce(tables.low_rates, [])
            )
        ) as operands
    from progress
    left join tables on progress.document_id = tables.document_id
)

{{ unnested_operands('identities', 'R03', scale=100, denominator_constant=0) }}
