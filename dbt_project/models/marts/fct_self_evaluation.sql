with

-- A project's own sheet prints the score of its project, which the project rows carry; it is not the department's.
department_print as (
    select
        documents.department_id,
        coalesce(readings.fiscal_year, documents.fiscal_year) as fiscal_year,
        readings.value_base as score,
        readings.fact_id,
        readings.document_id,
        readings.quote,
        row_number() over figure_order as choice_no,
        count(*) over figure as n_prints,
        count(distinct readings.value_base) over figure as n_values
    from {{ ref('int_fact__reading') }} as readings
    inner join {{ ref('int_department__document') }} as documents on readings.document_id = documents.document_id
    where
        readings.measure = 'self_score'
        and readings.aspect = 'level'
        and readings.breakdown = 'total'
        and readings.value_base is not null
        and documents.kind != 'project_self_evaluation'
        and coalesce(readings.fiscal_year, documents.fiscal_year) is not null
    window
        figure as (partition by documents.department_id, coalesce(readings.fiscal_year, documents.fiscal_year)),
        figure_order as (
            partition by documents.department_id, coalesce(readings.fiscal_year, documents.fiscal_year)
            order by
                {{ document_kind_rank('documents.kind') }},
                readings.decimals desc,
                documents.document_id asc,
                readings.place_no asc
        )
),

project_row as (
    select distinct
        project_id,
        department_id,
        fiscal_year
    from {{ ref('int_project__named') }}
    where fiscal_year is not null
),

evaluation as (
    select
        'department' as level, -- noqa: RF04
        department_id,
        cast(null as varchar) as project_id,
        fiscal_year,
        score,
        fact_id,
        n_prints,
        n_values
    from department_print
    where choice_no = 1
    union all
    select
        'project' as level, -- noqa: RF04
        project_row.department_id,
        figures.project_id,
        figures.fiscal_year,
        figures.value_base as score,
        figures.fact_id,
        figures.n_prints,
        figures.n_values
    from {{ ref('int_project__figure') }} as figures
    inner join project_row
        on figures.project_id = project_row.project_id and figures.fiscal_year = project_row.fiscal_year
    where figures.field_name = 'self_score'
),

score_cells as (
    select
        fact_id,
        min(field_text) as field_text
    from {{ ref('stg_raw__record_field') }}
    where field_name = 'self_score' and fact_id is not null
    group by fact_id
),

-- The words around the score, as far as its quote and its cell go.
worded as (
    select
        evaluation.*,
        facts.document_id,
        regexp_extract(
            concat_ws(' ', facts.quote, score_cells.field_text),
            '(?:等级|等次|档次|结论|结果|评定|评为|分[，,（(]?)(?:为|是|：|:)?[“"「]?(优|良|中|差)(?:秀|好|等)?',
            1
        ) as grade_word
    from evaluation
    inner join {{ ref('stg_raw__fact') }} as facts on evaluation.fact_id = facts.fact_id
    left join score_cells on evaluation.fact_id = score_cells.fact_id
)

select
    {{ entity_id(["level", "department_id", "coalesce(project_id, '')", "fiscal_year"]) }} as self_evaluation_id,
    level,
    department_id,
    project_id,
    fiscal_year,
    score,
    case
        when score < 0 or score > 100 then null
        when score >= 90 then '优'
        when score >= 80 then '良'
        when score >= 60 then '中'
        else '差'
    end as grade,
    nullif(grade_word, '') as printed_grade,
    cast(n_prints as integer) as n_prints,
    cast(n_values as integer) as n_values,
    fact_id,
    document_id
from worded
