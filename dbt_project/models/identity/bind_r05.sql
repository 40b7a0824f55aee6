-- The closing balance that a self-evaluation discloses against what its projects left unspent.
with

closings as (
    select
        readings.document_id,
        readings.subject,
        readings.fiscal_year,
        readings.fact_id,
        readings.place_no,
        case
            when readings.breakdown = 'total' then 'total'
            when readings.breakdown = 'nature' and readings.item_key like '%项目支出%' then 'project'
            when readings.breakdown = 'nature' and readings.item_key like '%基本支出%' then 'basic'
        end as scope
    from {{ ref('int_fact__reading') }} as readings
    inner join {{ ref('stg_raw__document') }} as documents
        on readings.document_id = documents.document_id
            and readings.fiscal_year = documents.fiscal_year
            and readings.datum_subject_key is not distinct from documents.department_key
    where
        documents.kind = 'self_evaluation'
        and readings.measure = 'closing_balance'
        and readings.aspect = 'level'
        and readings.unit_kind = 'amount'
        and readings.is_first_print
        and coalesce({{ stage_class('readings.stage') }} <> 'budget', true)
),

balances as (
    select
        document_id,
        fiscal_year,
        arg_min(subject, place_no) as subject,
        arg_min(fact_id, place_no) filter (where scope = 'total') as total_fact_id,
        arg_min(fact_id, place_no) filter (where scope = 'project') as project_fact_id,
        arg_min(fact_id, place_no) filter (where scope = 'basic') as basic_fact_id
    from closings
    where scope is not null
    group by document_id, fiscal_year
),

unspent as (
    select
        project_rows.document_id,
        list({{ operand('part', 'facts.fact_id', numerator=1) }} order by facts.place_no) as operands
    from {{ ref('int_project__row') }} as project_rows
    inner join {{ ref('int_fact__reading') }} as facts on project_rows.unspent_fact_id = facts.fact_id
    where project_rows.table_kind = 'project_result' and facts.value_base > 0
    group by project_rows.document_id
),

identities as (
    select
        {{
            bound_identity_id(
                'R05', 'coalesce(balances.project_fact_id, balances.total_fact_id, balances.basic_fact_id)'
            )
        }} as identity_id,
        balances.document_id,
        balances.subject,
        balances.fiscal_year,
        -- A total alone may hold basic expenditure beside the projects.
        case
            when balances.project_fact_id is null and balances.basic_fact_id is null then 'ge'
            else 'eq'
        end as relation_sign,
        list_concat(
            case
                when balances.project_fact_id is not null
                    then [{{ operand('stated', 'balances.project_fact_id', stated=1) }}]
                when balances.total_fact_id is null
                    then [{{ operand('stated', 'balances.basic_fact_id', stated=1, numerator=1) }}]
                when balances.basic_fact_id is null
                    then [{{ operand('stated', 'balances.total_fact_id', stated=1) }}]
                else [
                        {{ operand('stated', 'balances.total_fact_id', stated=1) }},
                        {{ operand('part', 'balances.basic_fact_id', numerator=1) }}
                    ]
            end,
            unspent.operands
        ) as operands
    from balances
    inner join unspent on balances.document_id = unspent.document_id
)

{{
    unnested_operands(
        'identities',
        'R05',
        relation_sign='relation_sign',
        broken_verdict="'ambiguous'",
        assumption="'财政年末没有收回各项目的结余；若已收回，结转结余一节可以不含，文中没有说明 / The treasury did not reclaim "
        ~ "the project balances at year end; had it done so they could be left out, but the document does not say'"
    )
}}
