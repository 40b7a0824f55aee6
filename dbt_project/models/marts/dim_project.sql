with

project_row as (
    select * from {{ ref('int_project__named') }}
),

-- What goal tables call a task that the matcher takes for one project of the other tables.
task_names as (
    select
        names_across.department_id,
        names_across.canonical_key,
        list(distinct trim(task_rows.name)) as task_aliases
    from {{ ref('int_match__project') }} as task_rows
    inner join {{ ref('int_match__name') }} as roots on task_rows.entity_id = roots.node_id
    inner join {{ ref('int_match__across') }} as names_across
        on roots.document_id = names_across.document_id
            and roots.name_key = names_across.name_key
            and roots.occurrence = names_across.occurrence
    where task_rows.stands_in = ['goal_task'] and not task_rows.is_merged
    group by names_across.department_id, names_across.canonical_key
),

project as (
    select
        project_row.project_id,
        project_row.department_id,
        project_row.project_key,
        project_row.namesake_no,
        arg_min(trim(project_row.project_name), project_row.preference) as project_name,
        list_sort(list_distinct(list_concat(
            list(trim(project_row.project_name)), coalesce(any_value(task_names.task_aliases), [])
        ))) as printed_names,
        min(project_row.fiscal_year) as first_fiscal_year,
        max(project_row.fiscal_year) as last_fiscal_year
    from project_row
    left join task_names
        on project_row.department_id = task_names.department_id
            and project_row.project_key = task_names.canonical_key
    group by project_row.project_id, project_row.department_id, project_row.project_key, project_row.namesake_no
)

select
    project_id,
    department_id,
    project_name as name,
    list_filter(printed_names, lambda printed: printed != project_name) as aliases,
    project_key,
    cast(namesake_no as integer) as namesake_no,
    first_fiscal_year,
    last_fiscal_year
from project
