select
    release_id,
    built_at,
    built_on,
    previous_release_id
from {{ source('review', 'release') }}
