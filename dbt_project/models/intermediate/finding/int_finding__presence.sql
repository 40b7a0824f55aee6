with

-- What is said now of a claim, by a finding that is not known yet.
restated as (
    select
        found.meaning_id,
        min(found.finding_id) as finding_id
    from {{ ref('int_finding__identified') }} as found
    anti join {{ ref('int_finding__known') }} as known on found.finding_id = known.finding_id
    group by found.meaning_id
),

agreeing as (
    select distinct meaning_id
    from {{ ref('fct_check') }}
    where verdict = 'consistent'
),

files as (
    select
        path,
        bool_or(status = 'read') as is_read
    from {{ ref('dim_document') }}
    group by path
),

gone as (
    select
        known.finding_id,
        case
            when known.status = 'resolved' then 'gone'
            -- Its file lies there and could not be read: nobody knows.
            when not files.is_read then 'unread'
            else 'gone'
        end as presence,
        case
            when known.status = 'resolved' then known.resolution
            when not files.is_read then null
            when restated.meaning_id is not null then 'restated'
            when agreeing.meaning_id is not null then 'corrected'
            when files.is_read then 'not_checked'
            else 'withdrawn'
        end as resolution,
        restated.finding_id as restated_finding_id
    from {{ ref('int_finding__known') }} as known
    anti join {{ ref('int_finding__identified') }} as found on known.finding_id = found.finding_id
    left join restated on known.meaning_id = restated.meaning_id
    left join agreeing on known.meaning_id = agreeing.meaning_id
    left join files on known.document_path = files.path
)

select
    finding_id,
    'seen' as presence,
    cast(null as varchar) as resolution,
    cast(null as varchar) as restated_finding_id
from {{ ref('int_finding__identified') }}
union all
select
    finding_id,
    presence,
    resolution,
    restated_finding_id
from gone
