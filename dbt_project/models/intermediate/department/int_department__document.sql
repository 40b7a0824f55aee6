-- Which department and division a document belongs to.
with

documents as (
    select
        document_id,
        path,
        kind,
        fiscal_year,
        status,
        nullif(trim(department), '') as department_name,
        nullif(department_key, '') as department_key,
        nullif(trim(region_code), '') as printed_region_code,
        coalesce(aliases, []) as aliases,
        coalesce(alias_keys, []) as alias_keys
    from {{ ref('base_raw__document') }}
),

-- The division that a department's own name holds, the deepest first; a name shared by two divisions
-- (市中区) is settled by the parent's name or not at all.
named_division as (
    select
        documents.document_id,
        division.code,
        rank() over (
            partition by documents.document_id
            order by
                case division.level when 'township' then 1 when 'county' then 2 when 'prefecture' then 3 else 4 end,
                length(division.name_zh) desc,
                coalesce(contains(documents.department_name, parent.name_zh), false) desc
        ) as place
    from documents
    inner join {{ ref('divisions_sichuan') }} as division
        on contains(documents.department_name, division.name_zh)
    left join {{ ref('divisions_sichuan') }} as parent on division.parent = parent.code
),

division as (
    select
        document_id,
        min(code) as region_code
    from named_division
    where place = 1
    group by document_id
    having count(*) = 1
),

located as (
    select
        documents.*,
        coalesce(documents.printed_region_code, division.region_code) as region_code
    from documents
    left join division on documents.document_id = division.document_id
),

-- A name is an alias where another document's department calls itself so. 「县公安局」 says so only within its own
-- division; a short name that keeps the department's first two characters (峨边公安局) says so anywhere.
claim as (
    select distinct
        department_key,
        region_code,
        unnest(alias_keys) as alias_key
    from located
    where department_key is not null
),

renamed as (
    select
        located.document_id,
        min(claim.department_key) as department_key,
        min(claim.region_code) as region_code
    from located
    inner join claim
        on
            located.department_key = claim.alias_key
            -- Always towards the longer name, so that two names that claim each other end at one.
            and length(claim.department_key) > length(located.department_key)
            and (
                located.region_code = claim.region_code
                or (located.region_code is null and left(claim.alias_key, 2) = left(claim.department_key, 2))
            )
    group by located.document_id
    having count(distinct claim.department_key || '|' || coalesce(claim.region_code, '')) = 1
)

select
    located.document_id,
    located.kind,
    located.fiscal_year,
    located.path,
    located.department_name,
    located.aliases,
    coalesce(renamed.region_code, located.region_code) as region_code,
    located.department_name is not null as is_recognised,
    renamed.document_id is null as is_own_name,
    case
        -- A file that could not be read has no department; one that names none is a department of its own,
        -- so that its figures are kept and meet no other document's.
        when located.department_key is null and located.status = 'quarantined' then null
        when located.department_key is null then {{ entity_id(["'document'", "located.document_id"]) }}
        else {{ entity_id([
            "'department'",
            "coalesce(renamed.region_code, located.region_code, '')",
            "coalesce(renamed.department_key, located.department_key)",
        ]) }}
    end as department_id
from located
left join renamed on located.document_id = renamed.document_id
