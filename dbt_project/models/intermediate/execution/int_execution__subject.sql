-- Who the subjects of execution rates and balance ratios are, and which of them are reported: a year that a document
-- of the department only looks back on is left out where it gives no more than one figure.
with

term as (
    select * from {{ ref('int_execution__term') }}
),

stated as (
    select * from {{ ref('int_execution__stated') }}
),

-- A printed rate whose budget and outturn are not printed is a row as well: it cannot be recomputed, and that is told.
subject as (
    select
        level,
        department_id,
        subject_id,
        fiscal_year,
        coalesce(basis = 'projects_total', false) as is_projects_total
    from term
    union
    select
        level,
        department_id,
        subject_id,
        fiscal_year,
        is_projects_total
    from stated
),

reported_year as (
    select distinct
        department_id,
        fiscal_year
    from {{ ref('int_department__document') }}
    where fiscal_year is not null
),

item as (
    select
        department_id,
        item_key,
        arg_min(item, choice_no) as item
    from {{ ref('int_budget__print') }}
    where breakdown in ('function', 'function_group', 'function_item')
    group by department_id, item_key
)

select
    {{ entity_id([
        "subject.level", "subject.department_id", "subject.subject_id", "subject.fiscal_year",
        "subject.is_projects_total",
    ]) }} as subject_year_id,
    subject.level,
    subject.department_id,
    subject.subject_id,
    subject.fiscal_year,
    subject.is_projects_total,
    case when subject.level = 'function' then coalesce(codes.name_zh, item.item, subject.subject_id) end
        as function_name,
    case when subject.level = 'project' then subject.subject_id end as project_id,
    case when subject.level = 'function' then codes.code end as function_code,
    term.* exclude (level, department_id, subject_id, fiscal_year), -- noqa: RF02, AM04
    -- The total over the projects is held against its own total row, else against the department's overall progress.
    coalesce(own.value_base, overall.value_base) as stated_pct,
    coalesce(own.measure, overall.measure) as stated_measure,
    coalesce(own.fact_id, overall.fact_id) as stated_fact_id
from subject
left join term
    on
        subject.level = term.level
        and subject.department_id = term.department_id
        and subject.subject_id = term.subject_id
        and subject.fiscal_year = term.fiscal_year
        and subject.is_projects_total = coalesce(term.basis = 'projects_total', false)
left join stated as own
    on
        subject.level = own.level
        and subject.department_id = own.department_id
        and subject.subject_id = own.subject_id
        and subject.fiscal_year = own.fiscal_year
        and subject.is_projects_total = own.is_projects_total
left join stated as overall
    on
        subject.is_projects_total
        and overall.level = 'department'
        and not overall.is_projects_total
        and subject.department_id = overall.department_id
        and subject.fiscal_year = overall.fiscal_year
        and overall.measure = 'execution_progress'
left join {{ ref('int_function__code') }} as codes
    on subject.level = 'function' and subject.subject_id = codes.code
left join item
    on
        subject.level = 'function'
        and subject.department_id = item.department_id
        and subject.subject_id = item.item_key
left join reported_year
    on subject.department_id = reported_year.department_id and subject.fiscal_year = reported_year.fiscal_year
where
    reported_year.department_id is not null
    or (term.base_yuan is not null and term.spent_yuan is not null)
    or own.fact_id is not null
