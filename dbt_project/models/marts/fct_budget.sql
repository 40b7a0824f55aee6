with

chosen as (
    select * from {{ ref('int_budget__chosen') }}
),

-- One figure printed for both sides (收入支出总计) is a row of each.
sided as (
    select
        chosen.* exclude (side),
        unnest(case when side is null then ['revenue', 'expenditure'] else [side] end) as side
    from chosen
)

select
    department_id,
    fiscal_year,
    side,
    measure,
    breakdown,
    item,
    item_key,
    item_code,
    stage,
    value_base as amount_yuan,
    reading_lower as lower_yuan,
    reading_upper as upper_yuan,
    cast(n_prints as integer) as n_prints,
    cast(n_values as integer) as n_values,
    fact_id,
    document_id
from sided
