{#-
    The projects of a department over all its documents and years. What one document names differently was matched within
    it; here a name looks for its like among the names of other documents, earlier ones nearest.
-#}
with recursive

named as (
    select
        projects.*,
        documents.department_id,
        project_names.core_name,
        project_names.other_years,
        project_names.amount,
        project_names.neighbours,
        project_names.department_key
    from {{ ref('int_match__project') }} as projects
    inner join {{ ref('int_match__name') }} as project_names on projects.node_id = project_names.node_id
    inner join {{ ref('int_department__document') }} as documents on projects.document_id = documents.document_id
    where not projects.is_no_project and projects.stands_in <> ['goal_task']
),

-- What each name is called within its document; a row that was merged into another project keeps its own name.
called as (
    select
        named.*,
        case when named.is_merged then named.name_key else roots.name_key end as called_key
    from named
    inner join {{ ref('int_match__name') }} as roots on named.entity_id = roots.node_id
),

keys as (
    select
        department_id,
        called_key,
        min(fiscal_year) as first_fiscal_year,
        list_sort(list(distinct document_id)) as stands_in,
        min(department_key) as department_key,
        -- Those of the row that bears the name itself.
        arg_min(core_name, (name_key <> called_key, fiscal_year, document_id, name_key)) as core_name,
        arg_min(other_years, (name_key <> called_key, fiscal_year, document_id, name_key)) as other_years,
        arg_min(amount, (name_key <> called_key, fiscal_year, document_id, name_key)) as amount,
        arg_min(neighbours, (name_key <> called_key, fiscal_year, document_id, name_key)) as neighbours
    from called
    group by department_id, called_key
),

project_names as (
    select
        department_id as scope_id,
        {{ entity_id(["department_id", "called_key"]) }} as node_id,
        row_number() over (
            partition by department_id order by first_fiscal_year asc nulls last, len(stands_in) desc, called_key asc
        ) as name_rank,
        stands_in,
        core_name,
        core_name as full_text,
        other_years,
        amount,
        neighbours,
        department_key,
        called_key as name_key
    from keys
),

{{ one_to_one_pairs('project_names') }},

links as (
    select
        low_id,
        arg_max(high_id, (score, high_id)) as high_id
    from one_to_one
    where is_similar
    group by low_id
),

-- Each link leads to a name of a lower rank, so that every walk ends.
walks as (
    select
        project_names.node_id,
        project_names.node_id as reached_id,
        project_names.name_key as reached_key
    from project_names
    union all
    select
        walks.node_id,
        project_names.node_id as reached_id,
        project_names.name_key as reached_key
    from walks
    inner join links on walks.reached_id = links.low_id
    inner join project_names on links.high_id = project_names.node_id
),

ends as (
    select
        node_id,
        reached_key
    from walks
    where reached_id not in (select links.low_id from links)
)

select
    called.document_id,
    called.name_key,
    called.occurrence,
    called.department_id,
    ends.reached_key as canonical_key
from called
inner join ends on ends.node_id = {{ entity_id(["called.department_id", "called.called_key"]) }}
