-- The execution rate that the documents print for a project, function or department, one a subject and year.
with

owner as (
    select distinct
        project_id,
        department_id
    from {{ ref('int_project__named') }}
),

project as (
    select
        'project' as level, -- noqa: RF04
        owner.department_id,
        figures.project_id as subject_id,
        figures.fiscal_year,
        false as is_projects_total,
        'execution_rate' as measure,
        figures.value_base,
        figures.fact_id
    from {{ ref('int_project__figure') }} as figures
    inner join owner on figures.project_id = owner.project_id
    where figures.field_name = 'execution_rate' and figures.fiscal_year is not null
),

printed as (
    select
        case
            when readings.breakdown in ('total', 'projects_total') then 'department'
            else 'function'
        end as level, -- noqa: RF04
        documents.department_id,
        case
            when readings.breakdown in ('total', 'projects_total') then documents.department_id
            else {{ budget_item_key(
                'readings.breakdown', 'coalesce(facts.item_code, paths.code)', 'readings.item_key'
            ) }}
        end as subject_id,
        coalesce(readings.fiscal_year, documents.fiscal_year) as fiscal_year,
        readings.breakdown = 'projects_total' as is_projects_total,
        readings.measure,
        readings.value_base,
        readings.fact_id,
        row_number() over (
            partition by
                level,
                documents.department_id,
                subject_id,
                coalesce(readings.fiscal_year, documents.fiscal_year),
                is_projects_total
            order by
                case readings.measure when 'execution_rate' then 1 when 'execution_progress' then 2 else 3 end,
                {{ document_kind_rank('documents.kind') }},
                readings.decimals desc,
                documents.document_id asc,
                readings.place_no asc
        ) as choice_no
    from {{ ref('int_fact__reading') }} as readings
    inner join {{ ref('stg_raw__fact') }} as facts on readings.fact_id = facts.fact_id
    inner join {{ ref('int_department__document') }} as documents on readings.document_id = documents.document_id
    left join {{ ref('int_function__path') }} as paths
        on readings.breakdown = 'function_item' and readings.item = paths.path_zh
    where
        readings.aspect = 'rate'
        and readings.unit_kind = 'percent'
        and readings.value_base is not null
        and readings.measure in ('execution_rate', 'execution_progress', 'budget_completion_rate', 'expenditure')
        and readings.breakdown in ('total', 'projects_total', 'function', 'function_group', 'function_item')
        and coalesce(readings.fiscal_year, documents.fiscal_year) is not null
)

select * from project -- noqa: AM07
union all by name
select * exclude (choice_no)
from printed
where choice_no = 1
