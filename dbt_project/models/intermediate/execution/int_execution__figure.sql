-- What is known of the execution of each project, function and department in a year: budget, outturn and unspent
-- amount with their intervals, and how the missing one of the three follows from the others.
with

project_year as (
    select distinct
        department_id,
        project_id,
        fiscal_year
    from {{ ref('int_project__named') }}
    where fiscal_year is not null
),

project_figure as (
    select
        project_id,
        {% for field in ['original_budget', 'revised_budget', 'outturn', 'unspent'] %}
            max(value_base) filter (where field_name = '{{ field }}') as {{ field }}_yuan,
            max(lower_bound) filter (where field_name = '{{ field }}') as {{ field }}_lower,
            max(upper_bound) filter (where field_name = '{{ field }}') as {{ field }}_upper,
            max(fact_id) filter (where field_name = '{{ field }}') as {{ field }}_fact_id,
        {% endfor %}
        fiscal_year
    from {{ ref('int_project__figure') }}
    where fiscal_year is not null
    group by project_id, fiscal_year
),

project as (
    select
        'project' as level, -- noqa: RF04
        project_year.department_id,
        project_year.project_id as subject_id,
        project_year.fiscal_year,
        coalesce(figures.revised_budget_yuan, figures.original_budget_yuan) as budget_yuan,
        case
            when figures.revised_budget_yuan is not null then figures.revised_budget_lower
            else figures.original_budget_lower
        end as budget_lower,
        case
            when figures.revised_budget_yuan is not null then figures.revised_budget_upper
            else figures.original_budget_upper
        end as budget_upper,
        coalesce(figures.revised_budget_fact_id, figures.original_budget_fact_id) as budget_fact_id,
        case
            when figures.revised_budget_yuan is not null then 'revised_budget'
            when figures.original_budget_yuan is not null then 'original_budget'
        end as budget_stage,
        figures.outturn_yuan,
        figures.outturn_lower,
        figures.outturn_upper,
        figures.outturn_fact_id,
        figures.unspent_yuan,
        figures.unspent_lower,
        figures.unspent_upper,
        figures.unspent_fact_id
    from project_year
    left join project_figure as figures
        on project_year.project_id = figures.project_id and project_year.fiscal_year = figures.fiscal_year
),

budget as (
    select
        *,
        case
            when measure = 'closing_balance' then 'unspent'
            when stage in ('final_outturn', 'outturn') then 'outturn'
            else 'budget'
        end as role,
        case stage
            when 'final_outturn' then 1 when 'outturn' then 2
            when 'revised_budget' then 1 when 'budget' then 2 when 'original_budget' then 3
            else 4
        end as stage_rank
    from {{ ref('int_budget__chosen') }}
    where
        breakdown in ('total', 'function', 'function_group', 'function_item')
        and (
            measure = 'closing_balance'
            or (
                measure = 'expenditure'
                and stage in ('final_outturn', 'outturn', 'revised_budget', 'budget', 'original_budget')
            )
        )
),

best_budget as (
    select *
    from budget
    qualify row_number() over (
            partition by department_id, fiscal_year, breakdown, item_key, role order by stage_rank, fact_id
        ) = 1
),

whole as (
    select
        case when breakdown = 'total' then 'department' else 'function' end as level, -- noqa: RF04
        department_id,
        case when breakdown = 'total' then department_id else item_key end as subject_id,
        fiscal_year,
        {% for role in ['budget', 'outturn', 'unspent'] %}
            max(value_base) filter (where role = '{{ role }}') as {{ role }}_yuan,
            max(reading_lower) filter (where role = '{{ role }}') as {{ role }}_lower,
            max(reading_upper) filter (where role = '{{ role }}') as {{ role }}_upper,
            max(fact_id) filter (where role = '{{ role }}') as {{ role }}_fact_id,
        {% endfor %}
        max(stage) filter (where role = 'budget') as budget_stage
    from best_budget
    group by level, department_id, subject_id, fiscal_year
),

subject as (
    select * from project
    union all by name
    select * from whole
)

-- Unspent money of a department's accounts is not simply budget less outturn (it holds balances of earlier years, and
-- other scopes); that of a project is. So a department's printed budget of any stage goes before outturn and balance,
-- while for a project these two give its revised budget, which goes before the original one.
select
    *,
    case
        when outturn_yuan is not null and unspent_yuan is not null and (
                budget_stage is null or (level = 'project' and budget_stage = 'original_budget')
            ) then 'outturn_plus_unspent'
        else budget_stage
    end as basis,
    case
        when outturn_yuan is not null then 'printed'
        when level = 'project' and budget_stage = 'revised_budget' and unspent_yuan is not null
            then 'budget_minus_unspent'
    end as outturn_basis,
    case
        when unspent_yuan is not null then 'printed'
        when level = 'project' and budget_stage = 'revised_budget' and outturn_yuan is not null
            then 'budget_minus_outturn'
    end as unspent_basis
from subject
