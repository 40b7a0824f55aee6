select
    document_id,
    identity_id,
    ordinal,
    role,
    fact_id,
    stated_weight,
    numerator_weight,
    denominator_weight,
    missing
from {{ source('raw', 'operand') }}
{{ of_scope() }}
