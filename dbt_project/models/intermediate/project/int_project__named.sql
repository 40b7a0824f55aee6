-- Rows of project tables that are projects, with the project that each belongs to.
with

project_row as (
    select
        project_row.*,
        documents.department_id,
        documents.kind as document_kind,
        -- Two rows of one name in one table are two projects; the same name in another table is the same project.
        row_number() over (
            partition by project_row.document_id, project_row.block_no, project_row.table_kind, project_row.project_key
            order by project_row.record_no, project_row.record_id
        ) as namesake_no
    from {{ ref('int_project__row') }} as project_row
    inner join {{ ref('int_department__document') }} as documents
        on project_row.document_id = documents.document_id
    where
        -- Total rows, and basic expenditure, which is no project (SPEC 1.1).
        not regexp_full_match(
            project_row.project_key, '(收入|支出|本年|全年)?(合计|总计|小计|总额|共计)|年度资金总额|总分|其中.*|基本支出.*'
        )
        and project_row.project_key != ''
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
