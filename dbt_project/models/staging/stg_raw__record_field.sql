select
    document_id,
    record_id,
    table_kind,
    record_no,
    name as record_name,
    {{ normalised_name('name') }} as record_key,
    field as field_name,
    text as field_text,
    fact_id,
    block as block_no,
    "row" as row_no,
    col as col_no
from {{ source('raw', 'record_field') }}
{{ of_scope() }}
