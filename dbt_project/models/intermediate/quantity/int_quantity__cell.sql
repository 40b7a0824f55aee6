-- The counts of one thing in one cell: each figure, their sum, and the sum of all that the cell counts in that unit
-- (46台 of one kind and 50台 of another are 96台).
with

things as (
    select * from {{ ref('int_quantity__thing') }}
),

-- A figure that has several names is one figure.
figures as (
    select distinct
        document_id,
        record_id,
        source_kind,
        unit,
        value_base,
        quote,
        char_start
    from things
),

cell_sums as (
    select
        document_id,
        record_id,
        source_kind,
        unit,
        sum(value_base) as cell_sum
    from figures
    group by document_id, record_id, source_kind, unit
)

select
    things.document_id,
    things.thing_key,
    things.record_id,
    things.source_kind,
    min(things.thing) as thing,
    min(things.thing_name) as thing_name,
    min(things.indicator_class) as indicator_class,
    max(things.unit) as unit,
    bool_or(things.is_part_of_list) as is_part_of_list,
    list_distinct(list_concat(
        list(things.value_base), [sum(things.value_base), any_value(cell_sums.cell_sum)]
    )) as counts,
    -- Names of costs are no figures, and have no place in their cell.
    coalesce(arg_min(things.value_base, things.char_start), min(things.value_base)) as first_count,
    min({{ place_number('things.block_no', 'things.row_no', 'things.col_no', 'things.char_start') }}) as place_no,
    list(
        {
            'fact_id': things.fact_id, 'quote': things.quote, 'block_no': things.block_no, 'row_no': things.row_no,
            'col_no': things.col_no
        }
        order by things.char_start
    ) as prints
from things
inner join cell_sums
    on things.document_id = cell_sums.document_id
        and things.record_id = cell_sums.record_id
        and things.source_kind = cell_sums.source_kind
        and things.unit = cell_sums.unit
group by things.document_id, things.thing_key, things.record_id, things.source_kind
