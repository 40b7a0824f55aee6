{%- set amounts = {
    'original_budget': 'original_budget_yuan',
    'revised_budget': 'revised_budget_yuan',
    'project_amount': 'amount_yuan',
    'outturn': 'outturn_yuan',
} %}
with

records as (
    select
        cells.document_id,
        cells.record_id,
        min(cells.record_no) as record_no,
        min(cells.field_text) filter (where cells.field_name = 'task_content') as task_content,
        {% for field, column in amounts.items() %}
            min(facts.value_base) filter (where cells.field_name = '{{ field }}' and facts.unit_kind = 'amount')
                as {{ column }},
        {% endfor %}
        min(cells.field_text) filter (where cells.field_name = 'task_name') as task_name
    from {{ ref('stg_raw__record_field') }} as cells
    left join {{ ref('stg_raw__fact') }} as facts on cells.fact_id = facts.fact_id
    where cells.table_kind = 'goal_task'
    group by cells.document_id, cells.record_id
),

figures as (
    select
        document_id,
        record_id,
        count(*) as figure_count
    from {{ ref('stg_raw__fact') }}
    where record_id is not null
    group by document_id, record_id
)

select
    records.document_id,
    records.record_id,
    cast(records.record_no as integer) as row_no,
    documents.department_id,
    documents.fiscal_year,
    trim(records.task_name) as task_name,
    records.task_content,
    records.amount_yuan,
    records.original_budget_yuan,
    records.revised_budget_yuan,
    records.outturn_yuan,
    cast(coalesce(figures.figure_count, 0) as integer) as figure_count
from records
inner join {{ ref('int_department__document') }} as documents on records.document_id = documents.document_id
left join figures on records.document_id = figures.document_id and records.record_id = figures.record_id
