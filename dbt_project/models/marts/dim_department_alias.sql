-- R78: no finding follows from a name; the table says which names stand for a department and where each first stands.
select
    wording.document_id,
    documents.department_id,
    wording.quote as name,
    {{ chinese_half('wording.note') }} as name_kind,
    wording.block_no,
    wording.row_no,
    wording.col_no
from {{ ref('stg_raw__wording') }} as wording
inner join {{ ref('int_department__document') }} as documents on wording.document_id = documents.document_id
where wording.rule_id = 'R78'
