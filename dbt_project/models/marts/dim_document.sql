with

figures as (
    select
        document_id,
        count(*) filter (where fate = 'fact') as fact_count,
        count(*) filter (where fate = 'ignored') as ignored_count,
        count(*) filter (where fate = 'unread') as unread_count
    from {{ ref('stg_raw__figure') }}
    group by document_id
)

select
    documents.document_id,
    documents.sha256,
    documents.path,
    documents.format,
    documents.kind,
    documents.title,
    departments.department_id,
    departments.department_name as department,
    documents.fiscal_year,
    documents.status,
    documents.reason,
    documents.remedy,
    documents.warnings,
    cast(coalesce(figures.fact_count, 0) as integer) as fact_count,
    cast(coalesce(figures.ignored_count, 0) as integer) as ignored_count,
    cast(coalesce(figures.unread_count, 0) as integer) as unread_count,
    cast({{ ratio('(100 * figures.fact_count)', '(figures.fact_count + figures.unread_count)') }} as decimal(9, 6))
        as read_share_pct,
    documents.table_blocks,
    documents.parser_version
from {{ ref('stg_raw__document') }} as documents
inner join {{ ref('int_department__document') }} as departments
    on documents.document_id = departments.document_id
left join figures on documents.document_id = figures.document_id
