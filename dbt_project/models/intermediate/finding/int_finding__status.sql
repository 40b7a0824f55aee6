with

decided as (
    select
        presence.finding_id,
        presence.presence,
        presence.resolution,
        released.release_id,
        waivers.waiver_id,
        known.first_release_id,
        known.last_release_id,
        coalesce(known.reopened_count, 0) as reopened_count,
        case
            when presence.presence = 'gone' then 'resolved'
            when presence.presence = 'unread' then 'unread'
            when waivers.waiver_id is not null then 'waived'
            when known.status is null then 'new'
            -- It had been resolved, or its waiver has expired, no longer fits, or was taken back.
            when known.status in ('resolved', 'waived') then 'reopened'
            else 'open'
        end as status
    from {{ ref('int_finding__presence') }} as presence
    cross join {{ ref('stg_review__release') }} as released
    left join {{ ref('int_finding__known') }} as known on presence.finding_id = known.finding_id
    left join {{ ref('int_waiver__judged') }} as waivers
        on presence.finding_id = waivers.finding_id and waivers.state = 'in_force'
)

select
    finding_id,
    status,
    resolution,
    waiver_id,
    coalesce(first_release_id, release_id) as first_release_id,
    case when presence = 'seen' then release_id else last_release_id end as last_release_id,
    cast(reopened_count + cast(status = 'reopened' as integer) as integer) as reopened_count
from decided
