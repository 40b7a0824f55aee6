{%- set texts = [
    'timely_disposal', 'execution_progress', 'budget_completion', 'completion_status', 'unspent_text',
    'violation_record', 'goal_setting', 'goal_attainment',
] %}
{%- set figures = [
    'original_budget', 'revised_budget', 'outturn', 'unspent', 'execution_rate', 'self_score',
] %}
with

project_year as (
    select
        project_id,
        department_id,
        fiscal_year,
        {% for field in texts %}
            arg_min({{ field }}, preference) filter (where {{ field }} != '') as {{ field }},
        {% endfor %}
        bool_or(is_unspent_reclaimed) as is_unspent_reclaimed,
        list_sort(list(distinct document_id)) as document_ids
    from {{ ref('int_project__named') }}
    where fiscal_year is not null
    group by project_id, department_id, fiscal_year
),

figures as (
    select
        project_id,
        {% for field in figures %}
            max(value_base) filter (where field_name = '{{ field }}') as {{ field }},
            max(fact_id) filter (where field_name = '{{ field }}') as {{ field }}_fact_id,
        {% endfor %}
        fiscal_year
    from {{ ref('int_project__figure') }}
    group by project_id, fiscal_year
)

select
    project_year.project_id,
    project_year.department_id,
    project_year.fiscal_year,
    figures.original_budget as original_budget_yuan,
    coalesce(figures.revised_budget, figures.outturn + figures.unspent) as revised_budget_yuan,
    case
        when figures.revised_budget is not null then 'printed'
        when figures.outturn + figures.unspent is not null then 'outturn_plus_unspent'
    end as revised_budget_basis,
    figures.outturn as outturn_yuan,
    figures.unspent as unspent_yuan,
    figures.execution_rate as stated_execution_rate_pct,
    figures.self_score,
    project_year.timely_disposal,
    project_year.execution_progress as execution_progress_text,
    project_year.budget_completion as budget_completion_text,
    project_year.completion_status,
    project_year.unspent_text,
    project_year.violation_record,
    project_year.goal_setting,
    project_year.goal_attainment,
    coalesce(project_year.is_unspent_reclaimed, false) as is_unspent_reclaimed,
    figures.original_budget_fact_id,
    figures.revised_budget_fact_id,
    figures.outturn_fact_id,
    figures.unspent_fact_id,
    figures.execution_rate_fact_id,
    figures.self_score_fact_id,
    project_year.document_ids
from project_year
left join figures
    on project_year.project_id = figures.project_id and project_year.fiscal_year = figures.fiscal_year
