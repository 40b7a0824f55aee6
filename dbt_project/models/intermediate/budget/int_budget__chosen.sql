-- One print of each figure. The order: final accounts, self-evaluation, budget, others; then the document of the
-- figure's own year before one that looks back on it; then most decimals; then document_id; then place.
with

counted as (
    select
        *,
        count(*) over figure as n_prints,
        count(distinct value_base) over figure as n_values
    from {{ ref('int_budget__print') }}
    window figure as (partition by department_id, fiscal_year, measure, breakdown, item_key, stage)
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
    value_base,
    reading_lower,
    reading_upper,
    n_prints,
    n_values,
    fact_id,
    document_id,
    document_kind,
    document_year
from counted
where choice_no = 1
