-- What the release before said last of each finding.
select * -- noqa: AM04
from {{ ref('stg_review__finding_history') }}
qualify row_number() over (partition by finding_id order by span_no desc) = 1
