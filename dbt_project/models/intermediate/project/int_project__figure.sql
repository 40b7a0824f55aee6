-- The figures of a project and year, each from the best table that prints it: results, then execution lists and
-- sheets, then the goal table. Its interval is what all prints of it leave; where they leave nothing, its own.
{%- set fact_ids = {
    'original_budget': 'original_budget_fact_id',
    'revised_budget': "coalesce(revised_budget_fact_id, case when amount_reading = 'budget' then amount_fact_id end)",
    'outturn': "coalesce(outturn_fact_id, case when amount_reading = 'outturn' then amount_fact_id end)",
    'unspent': 'unspent_fact_id',
    'execution_rate': 'rate_fact_id',
    'self_score': 'score_fact_id',
} %}
with

project_row as (
    select * from {{ ref('int_project__named') }}
),

printed as (
    {% for field, fact_id in fact_ids.items() %}
        select
            project_id,
            fiscal_year,
            preference,
            '{{ field }}' as field_name,
            {{ fact_id }} as fact_id
        from project_row
        {% if not loop.last %}
            union all
        {% endif %}
    {% endfor %}
),

valued as (
    select
        printed.*,
        readings.value_base,
        readings.reading_lower,
        readings.reading_upper
    from printed
    inner join {{ ref('int_fact__reading') }} as readings on printed.fact_id = readings.fact_id
    where readings.value_base is not null
),

merged as (
    select
        project_id,
        fiscal_year,
        field_name,
        arg_min(fact_id, preference) as fact_id,
        arg_min(value_base, preference) as value_base,
        max(reading_lower) as common_lower,
        min(reading_upper) as common_upper,
        count(*) as n_prints,
        count(distinct value_base) as n_values
    from valued
    group by project_id, fiscal_year, field_name
),

bounded as (
    select
        merged.*,
        case
            when merged.common_lower > merged.common_upper then readings.reading_lower else merged.common_lower
        end as lower_bound,
        case
            when merged.common_lower > merged.common_upper then readings.reading_upper else merged.common_upper
        end as upper_bound
    from merged
    inner join {{ ref('int_fact__reading') }} as readings on merged.fact_id = readings.fact_id
)

select
    project_id,
    fiscal_year,
    field_name,
    fact_id,
    value_base,
    {{ lower_with_value('lower_bound', 'value_base') }} as lower_bound,
    {{ upper_with_value('upper_bound', 'value_base') }} as upper_bound,
    n_prints,
    n_values
from bounded
