-- Execution rate and balance ratio as (part + shared) ÷ (rest + shared), one row a subject, and one more a department
-- for all its projects together (basis projects_total). The shared figure stands above and below and is used once.
{%- set zero = 'cast(0 as decimal(30, 8))' %}
with

figures as (
    select
        *,
        case
            when basis = 'outturn_plus_unspent' then outturn_yuan + unspent_yuan else budget_yuan
        end as base_yuan,
        case
            when outturn_basis = 'budget_minus_unspent' then budget_yuan - unspent_yuan else outturn_yuan
        end as spent_yuan,
        case
            when unspent_basis = 'budget_minus_outturn' then budget_yuan - outturn_yuan else unspent_yuan
        end as left_yuan
    from {{ ref('int_execution__figure') }}
),

termed as (
    select
        level,
        department_id,
        subject_id,
        fiscal_year,
        basis,
        outturn_basis,
        unspent_basis,
        base_yuan,
        spent_yuan,
        left_yuan,
        case when basis != 'outturn_plus_unspent' then budget_fact_id end as budget_fact_id,
        outturn_fact_id,
        -- Each end: part, shared, rest of the execution rate, then of the balance ratio.
        {% for end, other in [('lower', 'upper'), ('upper', 'lower')] %}
            case
                when basis = 'outturn_plus_unspent' then {{ zero }}
                when outturn_basis = 'budget_minus_unspent' then -unspent_{{ other }}
                else outturn_{{ end }}
            end as rate_part_{{ end }},
            case
                when basis = 'outturn_plus_unspent' then outturn_{{ end }}
                when outturn_basis = 'budget_minus_unspent' then budget_{{ end }}
                else {{ zero }}
            end as rate_shared_{{ end }},
            case
                when basis = 'outturn_plus_unspent' then unspent_{{ end }}
                when outturn_basis = 'budget_minus_unspent' then {{ zero }}
                else budget_{{ end }}
            end as rate_rest_{{ end }},
            case
                when basis = 'outturn_plus_unspent' then {{ zero }}
                when unspent_basis = 'budget_minus_outturn' then -outturn_{{ other }}
                else unspent_{{ end }}
            end as balance_part_{{ end }},
            case
                when basis = 'outturn_plus_unspent' then unspent_{{ end }}
                when unspent_basis = 'budget_minus_outturn' then budget_{{ end }}
                else {{ zero }}
            end as balance_shared_{{ end }},
            case
                when basis = 'outturn_plus_unspent' then outturn_{{ end }}
                when unspent_basis = 'budget_minus_outturn' then {{ zero }}
                else budget_{{ end }}
            end as balance_rest_{{ end }},
        {% endfor %}
        unspent_fact_id
    from figures
),

-- A list of two or more projects is summed as it stands, because another document may name the same projects
-- otherwise; only where no document lists several are the projects of all documents (one sheet each) summed.
list_size as (
    select
        department_id,
        fiscal_year,
        document_id,
        count(distinct project_id) as project_count,
        any_value(document_kind) as document_kind
    from {{ ref('int_project__named') }}
    where fiscal_year is not null
    group by department_id, fiscal_year, document_id
),

best_list as (
    select *
    from list_size
    qualify row_number() over (
            partition by department_id, fiscal_year
            order by project_count desc, {{ document_kind_rank('document_kind') }}, document_id
        ) = 1
),

summed_project as (
    select distinct
        named.project_id,
        named.fiscal_year,
        case when best_list.project_count > 1 then best_list.document_id end as list_document_id
    from {{ ref('int_project__named') }} as named
    inner join best_list
        on
            named.department_id = best_list.department_id
            and named.fiscal_year = best_list.fiscal_year
            and (best_list.project_count = 1 or named.document_id = best_list.document_id)
),

projects_total as (
    select
        'department' as level, -- noqa: RF04
        termed.department_id,
        termed.department_id as subject_id,
        termed.fiscal_year,
        'projects_total' as basis,
        case when bool_and(termed.base_yuan is not null) then sum(termed.base_yuan) end as base_yuan,
        case when bool_and(termed.spent_yuan is not null) then sum(termed.spent_yuan) end as spent_yuan,
        case when bool_and(termed.left_yuan is not null) then sum(termed.left_yuan) end as left_yuan,
        {% for ratio_name in ['rate', 'balance'] %}
            {% for term in ['part', 'shared', 'rest'] %}
                {% for end in ['lower', 'upper'] %}
                    case
                        when bool_and(termed.{{ ratio_name }}_{{ term }}_{{ end }} is not null)
                            then sum(termed.{{ ratio_name }}_{{ term }}_{{ end }})
                    end as {{ ratio_name }}_{{ term }}_{{ end }},
                {% endfor %}
            {% endfor %}
        {% endfor %}
        min(summed_project.list_document_id) as list_document_id,
        count(*) as project_count,
        count(*) filter (where termed.base_yuan is null or termed.spent_yuan is null) as unrated_project_count,
        count(*) filter (where termed.base_yuan is null or termed.left_yuan is null) as unbalanced_project_count
    from termed
    inner join summed_project
        on termed.subject_id = summed_project.project_id and termed.fiscal_year = summed_project.fiscal_year
    where termed.level = 'project'
    group by termed.department_id, termed.fiscal_year
)

select * from termed -- noqa: AM07
union all by name
select * from projects_total
