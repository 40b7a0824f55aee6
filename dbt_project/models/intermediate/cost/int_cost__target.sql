-- Cost targets: a row of a goal table under 成本指标 that prints one amount, and no price, as its target.
with

records as (
    select
        document_id,
        record_id,
        min(record_no) as record_no,
        min(record_name) as cost_name,
        min(field_text) filter (where field_name = 'target_value') as target_text,
        min(block_no) as block_no,
        max(row_no) filter (where field_name = 'indicator_l3') as row_no,
        min(col_no) filter (where field_name = 'indicator_l3') as name_col_no,
        bool_or(field_name in ('indicator_l1', 'indicator_l2') and field_text like '%成本%') as is_cost
    from {{ ref('stg_raw__record_field') }}
    where field_name in ('indicator_l1', 'indicator_l2', 'indicator_l3', 'target_value')
    group by document_id, record_id
),

amounts as (
    select
        document_id,
        record_id,
        any_value(fact_id) as amount_fact_id,
        any_value(value_base) as amount
    from {{ ref('stg_raw__fact') }}
    where record_id is not null and measure = 'indicator_target' and unit_kind in ('amount', 'price')
    group by document_id, record_id
    having count(*) = 1 and not bool_or(unit_kind = 'price' or regexp_matches(quote, '每|人均'))
)

select
    records.document_id,
    records.record_id,
    records.record_no,
    records.cost_name,
    -- What is bought, without how many of it and by whom: 「12条公安四级网租赁费（电信）」 is 公安四级网租赁费.
    regexp_replace(
        regexp_replace(records.cost_name, '[（(][^（）()]*[)）]', '', 'g'), '^[0-9０-９.]+[^0-9０-９]|[\s“”"、，,]', '', 'g'
    ) as cost_key,
    records.target_text,
    records.block_no,
    records.row_no,
    records.name_col_no,
    amounts.amount_fact_id,
    amounts.amount
from records
inner join amounts on records.document_id = amounts.document_id and records.record_id = amounts.record_id
where records.is_cost
