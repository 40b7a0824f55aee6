with

reasoned as (
    select
        *,
        {{ ratio_reason('base_yuan', 'left_yuan', 'spent_yuan') }} as reason
    from {{ ref('int_execution__subject') }}
),

rated as (
    select
        *,
        case when reason is null then {{ ratio('(100 * left_yuan)', 'base_yuan') }} end as rate,
        case
            when reason is null then {{ percent_lower('balance_part', 'balance_shared', 'balance_rest') }}
        end as rate_lower,
        case
            when reason is null then {{ percent_upper('balance_part', 'balance_shared', 'balance_rest') }}
        end as rate_upper
    from reasoned
)

select
    rated.subject_year_id as balance_ratio_id,
    rated.level,
    rated.department_id,
    coalesce(rated.function_name, projects.name, departments.name) as subject,
    rated.project_id,
    rated.function_code,
    rated.fiscal_year,
    cast(rated.left_yuan as decimal(38, 8)) as unspent_yuan,
    cast(rated.base_yuan as decimal(38, 8)) as base_yuan,
    cast(rated.rate as decimal(30, 6)) as balance_ratio_pct,
    cast(rated.rate_lower as decimal(30, 6)) as lower_pct,
    cast(rated.rate_upper as decimal(30, 6)) as upper_pct,
    case when rated.is_projects_total then 'projects_total' else rated.basis end as basis,
    rated.unspent_basis,
    -- A misread figure of twenty digits has no rate that could be held exactly.
    case when rated.rate is null then coalesce(rated.reason, 'out_of_range') end as reason,
    cast(rated.project_count as integer) as project_count,
    cast(rated.unbalanced_project_count as integer) as incomplete_project_count,
    rated.budget_fact_id,
    rated.outturn_fact_id,
    rated.unspent_fact_id,
    rated.list_document_id
from rated
left join {{ ref('dim_department') }} as departments on rated.department_id = departments.department_id
left join {{ ref('dim_project') }} as projects on rated.project_id = projects.project_id
