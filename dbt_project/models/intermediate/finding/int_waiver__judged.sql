-- Whether each waiver still covers what was seen when it was signed.
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
        when presence.presence = 'unread' then 'unread'
        when presence.resolution = 'restated' then 'changed'
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
        when waivers.expires_on < released.built_on then 'expired'
        else 'in_force'
    end as state
from {{ ref('stg_review__waiver') }} as waivers
cross join {{ ref('stg_review__release') }} as released
left join {{ ref('int_finding__presence') }} as presence on waivers.finding_id = presence.finding_id
left join {{ ref('int_finding__identified') }} as found on waivers.finding_id = found.finding_id
