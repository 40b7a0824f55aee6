select
    document_id,
    path,
    sha256,
    format,
    kind,
    title,
    department,
    {{ normalised_name('department') }} as department_key,
    region_code,
    fiscal_year,
    aliases,
    list_transform(aliases, lambda alias: {{ normalised_name('alias') }}) as alias_keys,
    status,
    reason,
    remedy,
    warnings,
    parser_version
from {{ source('raw', 'document') }}
