with

-- Of a finding that is gone the last thing seen is kept.
contents as (
    select
        finding_id,
        meaning_id,
        rule_id,
        severity,
        verdict,
        department,
        fiscal_year,
        subject,
        document_path,
        stated_value,
        stated_unit,
        computed_value,
        computed_unit,
        quotes,
        message_zh,
        message_en
    from {{ ref('int_finding__identified') }}
    union all
    select
        known.finding_id,
        known.meaning_id,
        known.rule_id,
        known.severity,
        known.verdict,
        known.department,
        known.fiscal_year,
        known.subject,
        known.document_path,
        known.stated_value,
        known.stated_unit,
        known.computed_value,
        known.computed_unit,
        known.quotes,
        known.message_zh,
        known.message_en
    from {{ ref('int_finding__known') }} as known
    anti join {{ ref('int_finding__identified') }} as found on known.finding_id = found.finding_id
),

-- A span goes on as long as nothing of this changes.
continued as (
    select
        known.finding_id,
        known.span_no,
        known.from_release_id,
        known.from_built_at,
        known.release_count
    from {{ ref('int_finding__known') }} as known
    inner join {{ ref('int_finding__status') }} as statuses on known.finding_id = statuses.finding_id
    inner join contents on known.finding_id = contents.finding_id
    where
        known.status = statuses.status
        and known.resolution is not distinct from statuses.resolution
        and known.waiver_id is not distinct from statuses.waiver_id
        and known.severity = contents.severity
        and known.verdict = contents.verdict
        and known.computed_value is not distinct from contents.computed_value
),

current_spans as (
    select
        contents.finding_id,
        cast(coalesce(continued.span_no, known.span_no + 1, 1) as integer) as span_no,
        statuses.status,
        statuses.resolution,
        statuses.waiver_id,
        coalesce(continued.from_release_id, released.release_id) as from_release_id,
        coalesce(continued.from_built_at, released.built_at) as from_built_at,
        released.release_id as to_release_id,
        released.built_at as to_built_at,
        cast(coalesce(continued.release_count, 0) + 1 as integer) as release_count,
        statuses.first_release_id,
        statuses.last_release_id,
        statuses.reopened_count,
        true as is_current,
        contents.meaning_id,
        contents.rule_id,
        contents.severity,
        contents.verdict,
        contents.department,
        contents.fiscal_year,
        contents.subject,
        contents.document_path,
        contents.stated_value,
        contents.stated_unit,
        contents.computed_value,
        contents.computed_unit,
        contents.quotes,
        contents.message_zh,
        contents.message_en
    from contents
    inner join {{ ref('int_finding__status') }} as statuses on contents.finding_id = statuses.finding_id
    cross join {{ ref('stg_review__release') }} as released
    left join {{ ref('int_finding__known') }} as known on contents.finding_id = known.finding_id
    left join continued on contents.finding_id = continued.finding_id
),

closed_spans as (
    select
        earlier.finding_id,
        earlier.span_no,
        earlier.status,
        earlier.resolution,
        earlier.waiver_id,
        earlier.from_release_id,
        earlier.from_built_at,
        earlier.to_release_id,
        earlier.to_built_at,
        earlier.release_count,
        earlier.first_release_id,
        earlier.last_release_id,
        earlier.reopened_count,
        false as is_current,
        earlier.meaning_id,
        earlier.rule_id,
        earlier.severity,
        earlier.verdict,
        earlier.department,
        earlier.fiscal_year,
        earlier.subject,
        earlier.document_path,
        earlier.stated_value,
        earlier.stated_unit,
        earlier.computed_value,
        earlier.computed_unit,
        earlier.quotes,
        earlier.message_zh,
        earlier.message_en
    from {{ ref('stg_review__finding_history') }} as earlier
    anti join continued on earlier.finding_id = continued.finding_id and earlier.span_no = continued.span_no
)

select * from closed_spans
union all
select * from current_spans
