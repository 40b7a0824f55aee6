select
    code,
    name_zh,
    name_en,
    level,
    parent_code,
    path_zh,
    verified,
    source
from {{ ref('int_function__code') }}
