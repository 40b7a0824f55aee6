-- The quantity and the cost that a goal table gives of one thing in two rows of one name: 毛发检测 4.76万人 and 毛发检测 1万元.
with

quantities as (
    select *
    from {{ ref('int_quantity__cell') }}
    where source_kind = 'indicator' and len(prints) = 1
    qualify count(*) over (partition by document_id, thing_key) = 1
),

costs as (
    select
        *,
        {{ any_order(counted_thing(normalised_name('cost_name'))) }} as thing_key
    from {{ ref('int_cost__target') }}
    qualify count(*) over (partition by document_id, thing_key) = 1
)

select
    costs.document_id,
    costs.record_id,
    quantities.thing_key,
    costs.cost_name,
    costs.block_no,
    costs.row_no,
    costs.name_col_no,
    costs.amount_fact_id,
    costs.amount,
    quantities.prints[1].fact_id as quantity_fact_id,
    quantities.first_count as quantity,
    quantities.unit as quantity_unit
from costs
inner join quantities on costs.document_id = quantities.document_id and costs.thing_key = quantities.thing_key
where quantities.first_count > 0
