select
    document_id,
    wording_id,
    ordinal as wording_no,
    rule_id,
    subject,
    role,
    quote,
    found,
    expected,
    note,
    assumption,
    block as block_no,
    "row" as row_no,
    col as col_no
from {{ source('raw', 'wording') }}
{{ of_scope() }}
