-- The projects of a document are the same in its goal table and in its two project tables (A and B), and those of the
-- tables have their sheets, in the document or in others of the department and year.
with

project_names as (
    select * from {{ ref('int_match__project') }}
    where not is_no_project
),

-- One row a project: the name it has in each table.
projects as (
    select
        document_id,
        entity_id,
        any_value(fiscal_year) as fiscal_year,
        min(name) filter (where node_id = entity_id) as subject,
        min(place) filter (where list_contains(stands_in, 'goal_task')) as task_place,
        min(place) filter (where list_contains(stands_in, 'project_goal')) as goal_place,
        min(place) filter (where list_contains(stands_in, 'project_result')) as result_place
    from project_names
    group by document_id, entity_id
),

-- A goal table lists projects where at least two of its tasks, and half of them, are projects of the other tables;
-- elsewhere it lists duties, which need no row of their own.
documents as (
    select
        document_id,
        count(goal_place) > 0 and count(result_place) > 0 as has_both_tables,
        count(*) filter (where task_place is not null and coalesce(goal_place, result_place) is not null) >= 2
        and 2 * count(*) filter (where task_place is not null and coalesce(goal_place, result_place) is not null)
        >= count(task_place) as has_projects_as_tasks
    from projects
    group by document_id
),

compared_tables as (
    select
        {{ bound_identity_id('R38', "'A|B|' || projects.entity_id") }} as identity_id,
        projects.document_id,
        projects.subject,
        projects.fiscal_year,
        projects.goal_place is not null and projects.result_place is not null as holds,
        case when projects.goal_place is null then 'ambiguous' else 'inconsistent' end as broken_verdict,
        case
            when projects.goal_place is null
                then concat(
                        '绩效分析表应列出全部项目；若只列特定目标类项目，可以没有这一项 / ',
                        'the table of performance analysis lists all projects, not only those with a specific target'
                    )
        end as assumption,
        case
            when projects.goal_place is null then '项目在自评情况表中有，在绩效分析表中没有'
            when projects.result_place is null then '项目在绩效分析表中有，在自评情况表中没有'
            else '项目在绩效分析表和自评情况表中都有'
        end as explanation_zh,
        case
            when projects.goal_place is null
                then 'The project stands in the table of results and not in the table of performance analysis'
            when projects.result_place is null
                then 'The project stands in the table of performance analysis and not in the table of results'
            else 'The project stands in the table of performance analysis and in that of results'
        end as explanation_en,
        [
            {{ place_operand('stated', 'coalesce(projects.goal_place, projects.result_place)') }}
        ] as operands
    from projects
    inner join documents on projects.document_id = documents.document_id
    where documents.has_both_tables and coalesce(projects.goal_place, projects.result_place) is not null
),

compared_tasks as (
    select
        {{ bound_identity_id('R38', "'goal|' || projects.entity_id") }} as identity_id,
        projects.document_id,
        projects.subject,
        projects.fiscal_year,
        projects.task_place is not null and coalesce(projects.result_place, projects.goal_place) is not null as holds,
        case when projects.task_place is null then 'inconsistent' else 'ambiguous' end as broken_verdict,
        case
            when projects.task_place is not null
                then '年度任务都应是项目 / every task of the year is a project'
        end as assumption,
        case
            when projects.task_place is null then '项目表中有这个项目，绩效目标表的年度任务中没有'
            when coalesce(projects.result_place, projects.goal_place) is null then '绩效目标表的年度任务中有这一项，项目表中没有'
            else '绩效目标表的年度任务和项目表中都有这个项目'
        end as explanation_zh,
        case
            when projects.task_place is null
                then 'The project stands in the project tables and not among the tasks of the goal table'
            when coalesce(projects.result_place, projects.goal_place) is null
                then 'The task stands in the goal table and not in the project tables'
            else 'The project stands in the goal table and in the project tables'
        end as explanation_en,
        [
            {{ place_operand('base', 'coalesce(projects.result_place, projects.goal_place, projects.task_place)') }}
        ] as operands
    from projects
    inner join documents on projects.document_id = documents.document_id
    where
        documents.has_projects_as_tasks
        and coalesce(projects.task_place, projects.goal_place, projects.result_place) is not null
),

-- What a project is called over the documents of its department; one that was merged into another is that other one.
named_across as (
    select
        project_names.document_id,
        documents.department_id,
        project_names.fiscal_year,
        across.canonical_key,
        project_names.name,
        project_names.place,
        list_contains(project_names.stands_in, 'project_sheet') as is_sheet,
        list_has_any(project_names.stands_in, ['project_goal', 'project_result']) as is_row
    from project_names
    inner join {{ ref('int_match__project') }} as roots on project_names.entity_id = roots.node_id
    inner join {{ ref('int_match__across') }} as across
        on
            roots.document_id = across.document_id
            and roots.name_key = across.name_key
            and roots.occurrence = across.occurrence
    inner join {{ ref('int_department__document') }} as documents on project_names.document_id = documents.document_id
    where not project_names.is_basic_expenditure and documents.is_recognised
),

sheeted as (
    select
        department_id,
        fiscal_year,
        canonical_key,
        bool_or(is_sheet) as has_sheet,
        bool_or(is_row) as has_row,
        -- The table of projects makes the claim; a sheet does where no table names its project.
        arg_min(
            { 'document_id': document_id, 'name': name, 'place': place }, (not is_row, document_id, name)
        ) as spokesman
    from named_across
    where (is_sheet or is_row) and place is not null
    group by department_id, fiscal_year, canonical_key
),

-- Sheets are a set of those projects where at least two, and half of them, are of projects of the tables.
sheet_sets as (
    select
        department_id,
        fiscal_year
    from sheeted
    group by department_id, fiscal_year
    having
        count(*) filter (where has_sheet and has_row) >= 2
        and 2 * count(*) filter (where has_sheet and has_row) >= count(*) filter (where has_sheet)
),

compared_sheets as (
    select
        {{
            bound_identity_id(
                'R38', "concat_ws('|', 'sheet', sheeted.department_id, sheeted.fiscal_year, sheeted.canonical_key)"
            )
        }} as identity_id,
        struct_extract(sheeted.spokesman, 'document_id') as document_id,
        sheeted.spokesman.name as subject,
        sheeted.fiscal_year,
        sheeted.has_sheet and sheeted.has_row as holds,
        case
            when not sheeted.has_sheet
                then '该项目的自评表没有另行公开 / The sheet of the project is not published elsewhere'
            else '项目表应列出全部项目；若只列特定目标类项目，可以没有这一项 / The tables list all projects, not only those with '
                || 'a specific target'
        end as assumption,
        case
            when not sheeted.has_sheet then '项目表中有这个项目，没有它的自评表'
            when not sheeted.has_row then '有这个项目的自评表，项目表中没有'
            else '项目表中有这个项目，也有它的自评表'
        end as explanation_zh,
        case
            when not sheeted.has_sheet then 'The project stands in the project tables and has no sheet'
            when not sheeted.has_row then 'The project has a sheet and stands in no project table'
            else 'The project stands in the project tables and has its sheet'
        end as explanation_en,
        [
            {{ place_operand('base', 'sheeted.spokesman.place') }}
        ] as operands
    from sheeted
    inner join sheet_sets
        on
            sheeted.department_id = sheet_sets.department_id
            and sheeted.fiscal_year is not distinct from sheet_sets.fiscal_year
),

-- Basic expenditure is a task of the goal table and no project: it rightly stands in no project table.
basic_expenditure as (
    select
        {{ bound_identity_id('R38', "'basic|' || project_names.node_id") }} as identity_id,
        project_names.document_id,
        project_names.name as subject,
        project_names.fiscal_year,
        [
            {{ place_operand('base', 'project_names.place') }}
        ] as operands
    from {{ ref('int_match__project') }} as project_names
    inner join documents on project_names.document_id = documents.document_id
    where
        project_names.is_basic_expenditure
        and documents.has_projects_as_tasks
        and project_names.stands_in = ['goal_task']
)

{{
    unnested_operands(
        'compared_tables',
        'R38',
        form="'logical'",
        holds='holds',
        broken_verdict='broken_verdict',
        assumption='assumption',
        explanation_zh='explanation_zh',
        explanation_en='explanation_en'
    )
}}
union all by name
{{
    unnested_operands(
        'compared_tasks',
        'R38',
        form="'logical'",
        holds='holds',
        broken_verdict='broken_verdict',
        assumption='assumption',
        explanation_zh='explanation_zh',
        explanation_en='explanation_en'
    )
}}
union all by name
{{
    unnested_operands(
        'basic_expenditure',
        'R38',
        form="'logical'",
        holds='true',
        explanation_zh="'基本支出不是项目，项目表中不必有'",
        explanation_en="'Basic expenditure is no project and needs no row in the project tables'"
    )
}}
union all by name
{{
    unnested_operands(
        'compared_sheets',
        'R38',
        form="'logical'",
        holds='holds',
        broken_verdict="'ambiguous'",
        assumption='assumption',
        explanation_zh='explanation_zh',
        explanation_en='explanation_en'
    )
}}
