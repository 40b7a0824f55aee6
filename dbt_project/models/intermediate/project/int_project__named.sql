-- Rows of project tables that are projects, with the project that each belongs to (int_match__across).
with

project_row as (
    select
        rows_read.* replace (across_documents.canonical_key as project_key),
        documents.department_id,
        documents.kind as document_kind,
        -- Two rows of one name in one table are two projects; the same name in another table is the same project.
        row_number() over (
            partition by
                rows_read.document_id, rows_read.block_no, rows_read.table_kind, across_documents.canonical_key
            order by rows_read.record_no, rows_read.record_id
        ) as namesake_no
    from {{ ref('int_project__row') }} as rows_read
    inner join {{ ref('int_department__document') }} as documents
        on rows_read.document_id = documents.document_id
    inner join {{ ref('int_match__across') }} as across_documents
        on
            rows_read.document_id = across_documents.document_id
            and rows_read.project_key = across_documents.name_key
            and rows_read.occurrence = across_documents.occurrence
)

select
    {{ entity_id(["department_id", "project_key", "namesake_no"]) }} as project_id,
    *, -- noqa: AM04
    row_number() over (
        partition by department_id, project_key, namesake_no, fiscal_year
        order by
            case table_kind when 'project_result' then 1 when 'project_goal' then 3 else 2 end,
            {{ document_kind_rank('document_kind') }},
            document_id,
            block_no,
            record_no,
            record_id
    ) as preference
from project_row
