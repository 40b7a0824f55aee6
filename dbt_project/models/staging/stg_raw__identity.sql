select
    document_id,
    identity_id,
    rule_id,
    subject,
    fiscal_year,
    form,
    relation,
    scale,
    numerator_constant,
    denominator_constant,
    broken_verdict,
    assumption
from {{ source('raw', 'identity') }}
{{ of_scope() }}
