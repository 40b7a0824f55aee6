with

prints as (
    select
        *,
        coalesce(direction, 1) * value_base as signed_value,
        case when direction = -1 then -printed_upper else printed_lower end as signed_lower,
        case when direction = -1 then -printed_lower else printed_upper end as signed_upper
    from {{ ref('int_fact__reading') }}
    where identifies_datum
)

select
    datum_id,
    document_id,
    datum_subject_key as subject_key,
    measure,
    aspect,
    breakdown,
    item_key,
    fiscal_year,
    stage,
    base_year,
    unit_kind,
    min(subject) as subject,
    min(item) as item,
    count(*) as print_count,
    count(distinct signed_value) as value_count,
    max(signed_lower) as lower_bound,
    min(signed_upper) as upper_bound,
    bool_or(is_conflicting) as is_conflicting,
    arg_min(fact_id, place_no) as first_fact_id,
    arg_max(fact_id, place_no) as last_fact_id,
    -- The two prints that tell most: those whose intervals lie apart, else those whose values do.
    case when bool_or(is_conflicting) then arg_min(fact_id, signed_upper) else arg_min(fact_id, signed_value) end
        as lowest_fact_id,
    case when bool_or(is_conflicting) then arg_max(fact_id, signed_lower) else arg_max(fact_id, signed_value) end
        as highest_fact_id
from prints
group by
    datum_id, document_id, datum_subject_key, measure, aspect, breakdown, item_key, fiscal_year, stage, base_year,
    unit_kind
