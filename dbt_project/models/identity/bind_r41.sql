-- What the projects of a table of results, or of a list with budget and outturn, spent together is not above the total
-- expenditure of the year.
with

spent as (
    select
        execution.document_id,
        execution.fiscal_year,
        execution.table_kind,
        execution.block_no,
        list({{ operand('stated', 'execution.spent_fact_id', stated=1) }} order by outturn.place_no) as operands,
        -- An amount that may be the budget, in a row that does not say what was left of it.
        bool_or(
            project_rows.outturn_fact_id is null
            and not project_rows.is_reading_settled
            and execution.unspent_fact_id is null
        ) as is_reading_open
    from {{ ref('int_project__execution') }} as execution
    inner join {{ ref('int_project__row') }} as project_rows
        on execution.document_id = project_rows.document_id and execution.record_id = project_rows.record_id
    inner join {{ ref('int_fact__reading') }} as outturn on execution.spent_fact_id = outturn.fact_id
    where execution.table_kind in ('project_result', 'project_execution')
    group by execution.document_id, execution.fiscal_year, execution.table_kind, execution.block_no
    -- The table of results has all projects; lists may repeat each other.
    qualify row_number() over (
            partition by execution.document_id, execution.fiscal_year
            order by execution.table_kind = 'project_result' desc, count(*) desc, execution.block_no asc
        ) = 1
),

totals as (
    select
        readings.document_id,
        readings.subject,
        readings.fiscal_year,
        readings.fact_id,
        coalesce({{ stage_class('readings.stage') }} = 'budget', false) as is_budget
    from {{ ref('int_fact__reading') }} as readings
    inner join {{ ref('stg_raw__document') }} as documents on readings.document_id = documents.document_id
    where
        -- 总支出 may include what is carried over, and is then a bound all the same.
        readings.measure in ('expenditure', 'expenditure_total')
        and readings.breakdown = 'total'
        and readings.aspect = 'level'
        and readings.unit_kind = 'amount'
        and readings.is_first_print
        and readings.datum_subject_key is not distinct from documents.department_key
    qualify row_number() over (
            partition by readings.document_id, readings.fiscal_year
            order by readings.measure = 'expenditure_total', is_budget, readings.stage is null, readings.place_no
        ) = 1
),

identities as (
    select
        {{ bound_identity_id('R41', 'totals.fact_id') }} as identity_id,
        totals.document_id,
        totals.subject,
        totals.fiscal_year,
        spent.is_reading_open,
        spent.table_kind = 'project_execution' as is_list,
        totals.is_budget,
        list_concat(spent.operands, [{{ operand('part', 'totals.fact_id', numerator=1) }}]) as operands
    from spent
    inner join totals on spent.document_id = totals.document_id and spent.fiscal_year = totals.fiscal_year
)

{{
    unnested_operands(
        'identities',
        'R41',
        relation_sign="'le'",
        broken_verdict="case when is_reading_open or is_budget or is_list then 'ambiguous' else 'inconsistent' end",
        assumption="case when is_reading_open then '项目金额是执行数；表中没有写明 / The project amounts are outturns, which the "
        ~ "table does not say' when is_budget then '支出总额只印有预算数，执行数未经调整 / Only the budget of the total "
        ~ "expenditure is printed, and it was not adjusted' when is_list then '清单中的项目都由本部门支出 / What the list names is spent "
        ~ "by the department itself' end"
    )
}}
