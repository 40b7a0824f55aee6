{#-
    The documents that a build evaluates: those that have come, gone or changed since the release before, and all that may be
    held against them: the other documents of their departments, and of departments that print the same name, since a check is
    known by the printed name. Where no release is gone on from, these are all documents.
-#}
{%- set told = [
    'document_id', 'path', 'status', 'kind', 'fiscal_year', 'department', 'region_code', 'aliases', 'reason', 'remedy',
    'department_id',
] %}
with recursive

documents as (
    select
        files.document_id,
        files.path,
        files.status,
        files.kind,
        files.fiscal_year,
        files.department,
        files.department_key,
        files.region_code,
        files.aliases,
        files.reason,
        files.remedy,
        owners.department_id
    from {{ ref('base_raw__document') }} as files
    inner join {{ ref('int_department__document') }} as owners on files.document_id = owners.document_id
),

earlier as (
    select * from {{ ref('stg_review__earlier_document') }}
),

changed as (
    select coalesce(documents.document_id, earlier.document_id) as document_id
    from documents
    full outer join earlier on documents.document_id = earlier.document_id
    where
        {% for column in told %}
            {{ 'or ' if not loop.first }}(documents.{{ column }} is distinct from earlier.{{ column }})
        {% endfor %}
),

-- A department is known by its id and by the names that its documents print, before and now.
known_by as (
    select
        document_id,
        unnest([concat('id ', department_id), concat('name ', department_key)]) as department_mark
    from documents
    union all
    select
        document_id,
        unnest([concat('id ', department_id), concat('name ', department_key)]) as department_mark
    from earlier
),

touched as (
    select known_by.department_mark
    from changed
    inner join known_by on changed.document_id = known_by.document_id
    union
    select known_by.department_mark
    from touched
    inner join known_by as shared on touched.department_mark = shared.department_mark
    inner join known_by on shared.document_id = known_by.document_id
),

scoped as (
    select distinct known_by.document_id
    from known_by
    inner join touched on known_by.department_mark = touched.department_mark
)

select
    scoped.document_id,
    documents.department_id,
    documents.department
from scoped
inner join documents on scoped.document_id = documents.document_id
union
select
    scoped.document_id,
    earlier.department_id,
    earlier.department
from scoped
inner join earlier on scoped.document_id = earlier.document_id
