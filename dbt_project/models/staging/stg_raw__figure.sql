select
    document_id,
    ordinal,
    text as figure_text,
    fate,
    reason,
    fact_id,
    block as block_no,
    "row" as row_no,
    col as col_no,
    "start" as char_start,
    "end" as char_end,
    page as page_no,
    sheet as sheet_name
from {{ source('raw', 'figure') }}
{{ of_scope() }}
