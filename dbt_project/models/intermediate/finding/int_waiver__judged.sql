-- Whether each waiver still covers what was seen when it was signed. Once it has met something else it is spent, even
-- if the same error comes back: somebody must look again and sign anew.
with

lapsed as (
    select
        waivers.finding_id,
        true as is_lapsed
    from {{ ref('stg_review__waiver') }} as waivers
    inner join {{ ref('stg_review__earlier_waiver') }} as earlier
        on waivers.finding_id = earlier.finding_id and waivers.waiver_id = earlier.waiver_id
    where
        earlier.state in ('changed', 'gone', 'spent')
        and waivers.reason = earlier.reason
        and waivers.owner = earlier.owner
        and waivers.dated_on = earlier.dated_on
        and waivers.expires_on = earlier.expires_on
        and waivers.expected_verdict = earlier.expected_verdict
        and waivers.expected_stated is not distinct from earlier.expected_stated
        and (waivers.expected_computed is not distinct from earlier.expected_computed)
)

select
    waivers.waiver_id,
    waivers.scope_rule_id,
    waivers.scope_department,
    waivers.scope_fiscal_year,
    waivers.scope_subject,
    waivers.reason,
    waivers.owner,
    waivers.dated_on,
    waivers.expires_on,
    waivers.finding_id,
    waivers.expected_verdict,
    waivers.expected_stated,
    waivers.expected_computed,
    presence.resolution,
    coalesce(presence.restated_finding_id, found.finding_id) as current_finding_id,
    found.verdict as current_verdict,
    found.stated_text as current_stated,
    found.computed_value as current_computed,
    case
        when presence.resolution = 'restated' then 'changed'
        when presence.presence = 'unread' and not coalesce(lapsed.is_lapsed, false) then 'unread'
        when found.finding_id is null then 'gone'
        when
            waivers.scope_rule_id <> found.rule_id
            or waivers.scope_department <> found.department
            or waivers.scope_fiscal_year <> found.fiscal_year
            or waivers.scope_subject <> found.subject
            then 'out_of_scope'
        when
            waivers.expected_verdict <> found.verdict
            or coalesce(waivers.expected_stated, '') <> found.stated_text
            or (waivers.expected_computed is distinct from found.computed_value)
            then 'changed'
        when lapsed.is_lapsed then 'spent'
        when waivers.expires_on < released.built_on then 'expired'
        else 'in_force'
    end as state
from {{ ref('stg_review__waiver') }} as waivers
cross join {{ ref('stg_review__release') }} as released
left join {{ ref('int_finding__presence') }} as presence on waivers.finding_id = presence.finding_id
left join {{ ref('int_finding__identified') }} as found on waivers.finding_id = found.finding_id
left join lapsed on waivers.finding_id = lapsed.finding_id
