-- The names of projects in the tables of a document, each once, with what tells it from others.
{%- set tables = ['project_result', 'project_goal', 'project_execution', 'project_sheet', 'goal_task'] %}
with

named_cells as (
    select
        document_id,
        record_id,
        table_kind,
        record_no,
        record_key as name_key,
        min(record_name) as name,
        min(block_no) as block_no,
        min(field_text) filter (where field_name in ('project_name', 'task_name')) as name_text,
        min(row_no) filter (where field_name in ('project_name', 'task_name')) as row_no,
        min(col_no) filter (where field_name in ('project_name', 'task_name')) as col_no,
        -- What the project is for, in the words of its row.
        string_agg(field_text, '' order by field_name, field_text) filter (
            where field_name in ('task_content', 'project_content', 'goal_setting', 'goal_attainment')
        ) as description
    from {{ ref('stg_raw__record_field') }}
    where table_kind in ('{{ tables | join("', '") }}')
    group by document_id, record_id, table_kind, record_no, record_key
),

-- Projects of one name in tables of one kind are told apart by their turn.
placed as (
    select
        named_cells.*,
        row_number() over (
            partition by named_cells.document_id, named_cells.table_kind, named_cells.name_key
            order by named_cells.block_no, named_cells.record_no, named_cells.record_id
        ) as occurrence,
        lag(named_cells.name_key) over in_table as name_before,
        lead(named_cells.name_key) over in_table as name_behind,
        list_position({{ tables }}, named_cells.table_kind) as table_rank,
        amounts.value_base as amount
    from named_cells
    left join {{ ref('int_project__row') }} as project_rows
        on named_cells.document_id = project_rows.document_id and named_cells.record_id = project_rows.record_id
    left join {{ ref('stg_raw__fact') }} as amounts
        on amounts.fact_id = coalesce(
                project_rows.amount_fact_id, project_rows.outturn_fact_id, project_rows.revised_budget_fact_id
            )
    window
        in_table as (
            partition by named_cells.document_id, named_cells.table_kind
            order by named_cells.block_no, named_cells.record_no, named_cells.record_id
        )
),

project_names as (
    select
        document_id,
        name_key,
        occurrence,
        min(table_rank) as name_rank,
        list_sort(list(distinct table_kind)) as stands_in,
        arg_min(trim(name), table_rank) as name,
        arg_min(
            { 'quote': name_text, 'block_no': block_no, 'row_no': row_no, 'col_no': col_no }, table_rank
        ) filter (where name_text is not null) as place,
        coalesce(string_agg(description, '' order by table_rank), '') as description,
        arg_min(amount, table_rank) filter (where amount is not null) as amount,
        list_distinct(list_concat(
            coalesce(list(name_before) filter (where name_before is not null), []),
            coalesce(list(name_behind) filter (where name_behind is not null), [])
        )) as neighbours
    from placed
    group by document_id, name_key, occurrence
)

select
    {{
        entity_id([
            "project_names.document_id", "project_names.name_key", "cast(project_names.occurrence as varchar)"
        ])
    }} as node_id,
    project_names.*,
    documents.department,
    documents.department_key,
    documents.fiscal_year,
    {{ is_basic_expenditure('project_names.name_key') }} as is_basic_expenditure,
    {{ is_no_project('project_names.name_key') }} as is_no_project,
    {{ core_name('project_names.name_key') }} as core_name,
    {{ other_years('project_names.name', 'documents.fiscal_year') }} as other_years
from project_names
inner join {{ ref('stg_raw__document') }} as documents on project_names.document_id = documents.document_id
