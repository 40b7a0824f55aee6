select
    waiver_id,
    reason,
    owner,
    dated_on,
    expires_on,
    finding_id,
    expected_verdict,
    expected_stated,
    expected_computed,
    state
from {{ source('review', 'earlier_waiver') }}
