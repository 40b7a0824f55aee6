-- The projects of a document are the same in its goal table and in its two project tables (A and B).
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
