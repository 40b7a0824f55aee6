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
    any_value(document_id) as document_id,
    any_value(datum_subject_key) as subject_key,
    any_value(measure) as measure,
    any_value(aspect) as aspect,
    any_value(breakdown) as breakdown,
    any_value(item_key) as item_key,
    any_value(fiscal_year) as fiscal_year,
    any_value(stage) as stage,
    any_value(base_year) as base_year,
    any_value(unit_kind) as unit_kind,
    arg_min(subject, place_no) as subject,
    arg_min(item, place_no) as item,
    count(*) as print_count,
    count(distinct signed_value) as value_count,
    max(signed_lower) as lower_bound,
    min(signed_upper) as upper_bound,
    bool_or(is_conflicting) as is_conflicting,
    arg_min(fact_id, place_no) as first_fact_id,
    arg_max(fact_id, place_no) as last_fact_id,
    -- The two prints that tell most: those whose intervals lie apart, else those whose values do.
    case
        when bool_or(is_conflicting) then arg_min(fact_id, (signed_upper, place_no))
        else arg_min(fact_id, (signed_value, place_no))
    end as lowest_fact_id,
    case
        when bool_or(is_conflicting) then arg_max(fact_id, (signed_lower, place_no))
        else arg_max(fact_id, (signed_value, place_no))
    end as highest_fact_id
from prints
group by datum_id
