select
    document_id,
    path,
    status,
    kind,
    fiscal_year,
    department,
    {{ normalised_name('department') }} as department_key,
    region_code,
    aliases,
    reason,
    remedy,
    department_id
from {{ source('review', 'earlier_document') }}
