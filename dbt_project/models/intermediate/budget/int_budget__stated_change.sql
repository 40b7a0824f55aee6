-- Changes against the previous year as printed, in 元 and in percent, signed: a fall is negative.
with

printed as (
    select
        readings.document_id,
        readings.fact_id,
        readings.measure,
        readings.breakdown,
        readings.aspect,
        readings.decimals,
        readings.place_no,
        documents.department_id,
        documents.kind as document_kind,
        coalesce(readings.fiscal_year, documents.fiscal_year) as fiscal_year,
        coalesce(nullif(readings.item, ''), 'total') as item,
        coalesce(facts.item_code, paths.code) as item_code,
        {{ budget_item_key('readings.breakdown', 'coalesce(facts.item_code, paths.code)', 'readings.item_key') }}
            as item_key,
        cast(coalesce(readings.direction, 1) * readings.value_base as decimal(30, 8)) as signed_value
    from {{ ref('int_fact__reading') }} as readings
    inner join {{ ref('stg_raw__fact') }} as facts on readings.fact_id = facts.fact_id
    inner join {{ ref('int_department__document') }} as documents on readings.document_id = documents.document_id
    inner join {{ ref('measures') }} as measures on readings.measure = measures.code
    left join {{ ref('int_function__path') }} as paths
        on readings.breakdown = 'function_item' and readings.item = paths.path_zh
    where
        readings.value_base is not null
        and (
            (readings.aspect = 'change' and readings.unit_kind = 'amount')
            or (readings.aspect = 'change_rate' and readings.unit_kind = 'percent')
        )
        and measures.identifies_datum
        and (measures.side in ('revenue', 'expenditure', 'balance') or measures.code = 'revenue_expenditure_total')
        and coalesce(
            readings.base_year = coalesce(readings.fiscal_year, documents.fiscal_year) - 1, true
        )
)

select
    *,
    row_number() over (
        partition by department_id, fiscal_year, measure, breakdown, item_key, aspect, document_id
        order by decimals desc, place_no asc
    ) as document_choice_no
from printed
where fiscal_year is not null
