select
    corrections.correction_id,
    corrections.document_id,
    corrections.fact_id,
    corrections.value as printed_value,
    corrections.corrected_text as corrected_value,
    corrections.unit,
    list_sort(list(checks.check_id)) as mended_check_ids,
    cast(len(corrections.mended_ids) as integer) as mended_count,
    cast(len(corrections.newly_broken_ids) as integer) as newly_broken_count
from {{ ref('int_cascade__correction') }} as corrections
inner join {{ ref('fct_check') }} as checks on list_contains(corrections.mended_ids, checks.identity_id)
group by all
