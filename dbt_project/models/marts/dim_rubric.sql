select
    generation,
    first_year,
    last_year,
    scope,
    item_code,
    parent_code,
    item_zh,
    item_en,
    weight_min,
    weight_max,
    rule_zh,
    verified,
    confidence,
    is_enabled,
    source
from {{ ref('rubric') }}
