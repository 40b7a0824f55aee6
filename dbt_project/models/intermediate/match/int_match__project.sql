-- Each name of a document with the project that it is: its own, or that of the name it was matched with.
with

links as (
    select
        low_id,
        arg_max(high_id, (score, high_id)) as high_id,
        arg_max(decision, (score, high_id)) as decision
    from {{ ref('int_match__pair') }}
    where decision in ('reviewed', 'similar', 'merged')
    group by low_id
),

-- A name is matched with one of a lower rank, of which there are five: four steps reach the end.
rooted as (
    select
        project_names.node_id,
        coalesce(
            fourth.high_id, third.high_id, after_it.high_id, nearest.high_id, project_names.node_id
        ) as entity_id,
        coalesce(nearest.decision, 'exact') as match_method,
        'merged' in (nearest.decision, after_it.decision, third.decision, fourth.decision) as is_merged
    from {{ ref('int_match__name') }} as project_names
    left join links as nearest on project_names.node_id = nearest.low_id
    left join links as after_it on nearest.high_id = after_it.low_id
    left join links as third on after_it.high_id = third.low_id
    left join links as fourth on third.high_id = fourth.low_id
)

select
    project_names.document_id,
    project_names.node_id,
    project_names.name_key,
    project_names.occurrence,
    project_names.name,
    project_names.stands_in,
    project_names.place,
    project_names.is_no_project,
    project_names.is_basic_expenditure,
    project_names.fiscal_year,
    rooted.entity_id,
    rooted.match_method,
    coalesce(rooted.is_merged, false) as is_merged
from rooted
inner join {{ ref('int_match__name') }} as project_names on rooted.node_id = project_names.node_id
