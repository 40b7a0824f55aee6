select
    finding_id,
    ordinal,
    decision,
    opinion,
    reply,
    owner,
    dated_on
from {{ source('review', 'note') }}
-- The register is a log: of several notes on one finding the last counts.
qualify row_number() over (partition by finding_id order by ordinal desc) = 1
