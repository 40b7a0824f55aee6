with

documents as (
    select * from {{ ref('int_department__document') }}
    where department_id is not null
),

-- The name that most documents print, an alias only where no document prints the full name.
named as (
    select
        department_id,
        department_name
    from documents
    where department_name is not null
    group by department_id, department_name
    qualify row_number() over (
            partition by department_id
            order by bool_or(is_own_name) desc, count(*) desc, length(department_name) desc, department_name asc
        ) = 1
),

known_as as (
    select
        department_id,
        unnest(aliases) as other_name
    from documents
    union
    select
        department_id,
        department_name as other_name
    from documents
),

aliased as (
    select
        known_as.department_id,
        list(known_as.other_name order by length(known_as.other_name) desc, known_as.other_name asc) as aliases
    from known_as
    left join named on known_as.department_id = named.department_id
    where known_as.other_name is distinct from named.department_name and known_as.other_name != ''
    group by known_as.department_id
),

department as (
    select
        department_id,
        min(region_code) as region_code,
        min(path) as first_path,
        count(*) as document_count,
        min(fiscal_year) as first_fiscal_year,
        max(fiscal_year) as last_fiscal_year
    from documents
    group by department_id
)

select
    department.department_id,
    coalesce(named.department_name, '未识别部门（' || department.first_path || '）') as name,
    coalesce(aliased.aliases, []) as aliases,
    department.region_code,
    division.name_zh as region_name,
    named.department_name is not null as is_recognised,
    cast(department.document_count as integer) as document_count,
    department.first_fiscal_year,
    department.last_fiscal_year
from department
left join named on department.department_id = named.department_id
left join aliased on department.department_id = aliased.department_id
left join {{ ref('divisions_sichuan') }} as division on department.region_code = division.code
