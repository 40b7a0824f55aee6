select
    release_id,
    built_at,
    built_on,
    previous_release_id,
    register_version
from {{ source('review', 'release') }}
