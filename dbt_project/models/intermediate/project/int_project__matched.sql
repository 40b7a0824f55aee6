-- Rows of project tables with the project that the matcher takes each for.
select
    project_rows.*, -- noqa: AM04
    projects.node_id,
    projects.entity_id,
    projects.match_method,
    projects.is_merged
from {{ ref('int_project__row') }} as project_rows
inner join {{ ref('int_match__project') }} as projects
    on
        project_rows.document_id = projects.document_id
        and project_rows.project_key = projects.name_key
        and project_rows.occurrence = projects.occurrence
