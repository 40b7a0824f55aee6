-- The budget that a report starts from, the budgets of its projects and its targets, against the budget book.
with

{{ link_identities('R25') }},

documents as (
    select
        departments.document_id,
        departments.department_id,
        departments.fiscal_year,
        departments.kind,
        coalesce(nullif(staged.title, ''), staged.path) as title
    from {{ ref('int_department__document') }} as departments
    inner join {{ ref('stg_raw__document') }} as staged on departments.document_id = staged.document_id
    where departments.is_recognised
),

-- A project once a document: two of one name are not told apart across documents.
projects as (
    select
        documents.*,
        project_rows.project_name,
        project_rows.project_key,
        coalesce(
            project_rows.original_budget_fact_id,
            case when documents.kind = 'budget' then project_rows.amount_fact_id end
        ) as budget_fact_id,
        project_rows.name_text,
        project_rows.block_no,
        project_rows.row_no,
        project_rows.name_col_no
    from {{ ref('int_project__row') }} as project_rows
    inner join documents on project_rows.document_id = documents.document_id
    where project_rows.project_key <> ''
    qualify count(*) over (partition by documents.document_id, project_rows.project_key, project_rows.table_kind) = 1
),

project_budgets as (
    select
        {{ bound_identity_id('R25', "report.budget_fact_id || '|' || book.budget_fact_id") }} as identity_id,
        report.document_id,
        report.project_name as subject,
        report.fiscal_year,
        concat('《', book.title, '》为') as source_zh,
        concat('《', book.title, '》 gives') as source_en,
        [
            {{
                text_operand('context', 'report.name_text', 'report.block_no', 'report.row_no', 'report.name_col_no')
            }},
            {{ operand('stated', 'report.budget_fact_id', stated=1) }},
            {{ operand('part', 'book.budget_fact_id', numerator=1) }}
        ] as operands
    from projects as report
    inner join projects as book
        on report.department_id = book.department_id
            and report.fiscal_year = book.fiscal_year
            and report.project_key = book.project_key
    where
        report.kind <> 'budget'
        and book.kind = 'budget'
        and report.budget_fact_id is not null
        and book.budget_fact_id is not null
),

-- An indicator with one target figure, named once in its document.
indicators as (
    select
        documents.*,
        cells.record_name as indicator_name,
        cells.record_key as indicator_key,
        facts.fact_id,
        facts.unit
    from {{ ref('stg_raw__record_field') }} as cells
    inner join documents on cells.document_id = documents.document_id
    inner join {{ ref('stg_raw__fact') }} as facts on cells.fact_id = facts.fact_id
    where cells.field_name = 'target_value' and facts.measure = 'indicator_target' and cells.record_key <> ''
    qualify
        count(*) over (partition by documents.document_id, cells.record_key) = 1
        and count(*) over (partition by documents.document_id, facts.block_no, facts.row_no, facts.col_no) = 1
),

targets as (
    select
        {{ bound_identity_id('R25', "report.fact_id || '|' || book.fact_id") }} as identity_id,
        report.document_id,
        report.indicator_name as subject,
        report.fiscal_year,
        concat('《', book.title, '》为') as source_zh,
        concat('《', book.title, '》 gives') as source_en,
        [
            {{ operand('stated', 'report.fact_id', stated=1) }},
            {{ operand('part', 'book.fact_id', numerator=1) }}
        ] as operands
    from indicators as report
    inner join indicators as book
        on report.department_id = book.department_id
            and report.fiscal_year = book.fiscal_year
            and report.indicator_key = book.indicator_key
            and report.unit = book.unit
    where report.kind <> 'budget' and book.kind = 'budget'
)

{{ link_operands('R25') }}
union all by name
{{ unnested_operands('project_budgets', 'R25', explanation_zh='source_zh', explanation_en='source_en') }}
union all by name
{{ unnested_operands('targets', 'R25', explanation_zh='source_zh', explanation_en='source_en') }}
