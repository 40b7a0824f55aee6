with

project_row as (
    select * from {{ ref('int_project__named') }}
),

project as (
    select
        project_id,
        department_id,
        project_key,
        namesake_no,
        arg_min(trim(project_name), preference) as project_name,
        list_sort(list(distinct trim(project_name))) as printed_names,
        min(fiscal_year) as first_fiscal_year,
        max(fiscal_year) as last_fiscal_year
    from project_row
    group by project_id, department_id, project_key, namesake_no
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
