select
    document_id,
    path,
    sha256,
    format,
    kind,
    title,
    department,
    department_key,
    region_code,
    fiscal_year,
    aliases,
    alias_keys,
    status,
    reason,
    remedy,
    warnings,
    table_blocks,
    parser_version
from {{ ref('base_raw__document') }}
{{ of_scope() }}
