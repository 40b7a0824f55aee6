with

printed as (
    select
        *,
        try_cast(value as decimal(30, 8)) as value_number
    from {{ source('raw', 'fact') }}
    {{ of_scope() }}
)

select
    document_id,
    fact_id,
    subject,
    {{ normalised_name('subject') }} as subject_key,
    measure,
    aspect,
    breakdown,
    item,
    {{ normalised_name('item') }} as item_key,
    item_code,
    fiscal_year,
    base_year,
    stage,
    value,
    unit,
    {{ unit_kind('unit') }} as unit_kind,
    {{ unit_factor('unit', 'value_number', 'value_base') }} as unit_factor,
    value_base,
    decimals,
    lower as lower_bound,
    upper as upper_bound,
    exactness,
    direction,
    section,
    record_id,
    quote,
    block as block_no,
    "row" as row_no,
    col as col_no,
    "start" as char_start,
    "end" as char_end,
    page as page_no,
    sheet as sheet_name
from printed
