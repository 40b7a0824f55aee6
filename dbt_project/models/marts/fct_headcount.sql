{%- set measures = {
    'establishment': 'establishment',
    'on_board_staff': 'on_board',
    'retired': 'retired',
    'retired_veteran': 'retired_veteran',
    'temporary_staff': 'temporary',
    'budget_unit': 'budget_unit',
} %}
with

printed as (
    select
        documents.department_id,
        coalesce(readings.fiscal_year, documents.fiscal_year) as fiscal_year,
        case
            when readings.breakdown = 'headcount_type' then coalesce(nullif(readings.item, ''), 'unstated')
            else 'total'
        end as headcount_type,
        readings.measure,
        readings.value_base,
        readings.fact_id,
        readings.document_id,
        row_number() over (
            partition by
                documents.department_id, coalesce(readings.fiscal_year, documents.fiscal_year), headcount_type,
                readings.measure
            order by {{ document_kind_rank('documents.kind') }}, documents.document_id, readings.place_no
        ) as choice_no
    from {{ ref('int_fact__reading') }} as readings
    inner join {{ ref('int_department__document') }} as documents on readings.document_id = documents.document_id
    where
        readings.measure in (
            'establishment', 'on_board_staff', 'retired', 'retired_veteran', 'temporary_staff', 'budget_unit'
        )
        and readings.aspect = 'level'
        and readings.breakdown in ('total', 'headcount_type')
        and readings.value_base is not null
        and coalesce(readings.fiscal_year, documents.fiscal_year) is not null
),

chosen as (
    select * from printed
    where choice_no = 1
)

select
    department_id,
    fiscal_year,
    headcount_type,
    {% for measure, column in measures.items() %}
        cast(max(value_base) filter (where measure = '{{ measure }}') as decimal(30, 0)) as {{ column }}_count,
        max(fact_id) filter (where measure = '{{ measure }}') as {{ column }}_fact_id,
    {% endfor %}
    list_sort(list(distinct document_id)) as document_ids
from chosen
group by department_id, fiscal_year, headcount_type
