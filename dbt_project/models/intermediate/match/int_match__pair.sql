{#-
    Two names of a document that may be one project, with the evidence and what was decided.

    A name looks for its like in tables of a lower rank than all of its own (a task of the goal table among the projects
    of the result table). `similar`: each is the other's best and scores 60 or more. `merged`: what is left over goes,
    several to one, to the project whose name and description have 60 % or more of it, unless that one has its like
    already. A person's word in reviewed_matches.csv goes before both.
-#}
with

document_tables as (
    select
        document_id,
        count(distinct stands_in_table) as table_count
    from (
        select
            document_id,
            unnest(stands_in) as stands_in_table
        from {{ ref('int_match__name') }}
    )
    group by document_id
),

-- A name that stands in every table has its like everywhere: nothing is left to look for.
project_names as (
    select
        project_names.document_id as scope_id,
        project_names.node_id,
        project_names.name_rank,
        project_names.stands_in,
        project_names.core_name,
        concat(project_names.core_name, '|', {{ normalised_name('project_names.description') }}) as full_text,
        project_names.other_years,
        project_names.amount,
        project_names.neighbours,
        project_names.department_key,
        project_names.name_key
    from {{ ref('int_match__name') }} as project_names
    inner join document_tables on project_names.document_id = document_tables.document_id
    where not project_names.is_no_project and len(project_names.stands_in) < document_tables.table_count
),

{{ one_to_one_pairs('project_names') }},

taken as (
    select
        *,
        bool_or(is_similar) over (partition by low_id) as is_low_taken,
        bool_or(is_similar) over (partition by high_id, low_stands_in) as is_high_taken,
        row_number() over (partition by low_id order by reviewed_rank desc, text_pct desc, score desc, high_id asc)
            as place_by_text
    from one_to_one
)

select
    scope_id as document_id,
    low_id,
    high_id,
    name_pct,
    text_pct,
    is_amount_equal,
    is_neighbour_equal,
    score,
    case
        when reviewed_rank = 2 then 'reviewed'
        when reviewed_rank = 0 then 'rejected'
        when is_similar then 'similar'
        when not is_low_taken and not is_high_taken and place_by_text = 1 and text_pct >= 60 then 'merged'
        else 'candidate'
    end as decision
from taken
where score >= 30 or text_pct >= 60 or reviewed_rank <> 1
