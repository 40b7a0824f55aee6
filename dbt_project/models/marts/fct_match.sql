select
    left(md5(concat_ws('|', pairs.low_id, pairs.high_id)), 16) as match_id,
    pairs.document_id,
    documents.department_id,
    low.fiscal_year,
    low.name,
    low.stands_in as table_kinds,
    high.name as other_name,
    high.stands_in as other_table_kinds,
    pairs.decision,
    pairs.score,
    pairs.name_pct,
    pairs.text_pct,
    low.amount as amount_yuan,
    high.amount as other_amount_yuan,
    pairs.is_amount_equal,
    pairs.is_neighbour_equal
from {{ ref('int_match__pair') }} as pairs
inner join {{ ref('int_match__name') }} as low on pairs.low_id = low.node_id
inner join {{ ref('int_match__name') }} as high on pairs.high_id = high.node_id
inner join {{ ref('int_department__document') }} as documents on pairs.document_id = documents.document_id
