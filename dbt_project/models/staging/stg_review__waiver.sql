select
    waiver_id,
    scope_rule_id,
    scope_department,
    scope_fiscal_year,
    scope_subject,
    reason,
    owner,
    dated_on,
    expires_on,
    finding_id,
    expected_verdict,
    expected_stated,
    expected_computed
from {{ source('review', 'waiver') }}
