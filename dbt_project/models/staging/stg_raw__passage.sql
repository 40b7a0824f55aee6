select
    document_id,
    kind as passage_kind,
    block as block_no,
    "row" as row_no,
    col as col_no,
    rowspan as row_span,
    colspan as column_span,
    text as passage_text,
    page as page_no,
    sheet as sheet_name
from {{ source('raw', 'passage') }}
{{ of_scope() }}
