-- One row a department and year of the batch: what its page shows.

with

batch as (
    select shown.*
    from web_department_year as shown
    inner join web_batch using (department_id)
),

document as (
    select document.* from marts.dim_document as document inner join web_batch using (department_id)
),

findings as (
    select
        department_id,
        fiscal_year,
        {
            'finding_id': list(finding_id order by number),
            'department_id': list(department_id order by number),
            'fiscal_year': list(fiscal_year order by number),
            'rule_id': list(rule_id order by number),
            'severity': list(severity order by number),
            'verdict': list(verdict order by number),
            'status': list(status order by number),
            'subject': list(subject order by number),
            'stated': list(stated order by number),
            'computed': list(computed order by number),
            'part': list(part order by number)
        } as content
    from web_finding
    inner join web_batch using (department_id)
    group by department_id, fiscal_year
),

documents as (
    select
        department_id,
        fiscal_year,
        list({
            'document_id': document_id,
            'path': path,
            'title': title,
            'format': format,
            'kind': kind,
            'status': status,
            'reason': reason,
            'remedy': remedy,
            'warnings': warnings,
            'fact_count': fact_count,
            'ignored_count': ignored_count,
            'unread_count': unread_count,
            'read_share': digits(read_share_pct)
        } order by path) as content
    from document
    group by department_id, fiscal_year
),

unread as (
    select department_id, fiscal_year, list(figure order by path, ordinal) as content
    from (
        select
            document.department_id, document.fiscal_year, document.path, figure.ordinal,
            {
                'path': document.path,
                'text': figure.text,
                'reason': figure.reason,
                'block': figure.block,
                'table': list_position(document.table_blocks, figure.block),
                'row': figure."row",
                'col': figure.col,
                'page': figure.page,
                'sheet': figure.sheet
            } as figure
        from raw.figure as figure
        inner join document using (document_id)
        where figure.fate = 'unread'
        qualify row_number() over (
            partition by document.department_id, document.fiscal_year order by document.path, figure.ordinal
        ) <= $shown_unread
    )
    group by department_id, fiscal_year
),

names as (
    select distinct department_id, department, fiscal_year from document
),

quality as (
    select
        names.department_id,
        names.fiscal_year,
        list({
            'department': quality.department,
            'documents_read': quality.documents_read_count,
            'documents_quarantined': quality.documents_quarantined_count,
            'figures_read': quality.figures_read_count,
            'figures_ignored': quality.figures_ignored_count,
            'figures_unread': quality.figures_unread_count,
            'checks': quality.checks_count,
            'consistent': quality.consistent_count,
            'rounding': quality.rounding_count,
            'inconsistent': quality.inconsistent_count,
            'ambiguous': quality.ambiguous_count,
            'not_evaluated': quality.not_evaluated_count,
            'coverage': digits(quality.coverage_pct)
        } order by quality.department) as content
    from marts.mart_quality_summary as quality
    inner join names
        on
            quality.department is not distinct from names.department
            and quality.fiscal_year is not distinct from names.fiscal_year
    group by names.department_id, names.fiscal_year
),

budget as (
    select
        department_id,
        fiscal_year,
        list({
            'side': side,
            'measure': measure,
            'breakdown': breakdown,
            'item': item,
            'item_code': item_code,
            'amounts': amounts
        } order by
            list_position(['revenue', 'expenditure', 'balance'], side), measure,
            list_position(['total', 'fund_source', 'nature', 'function'], breakdown), item_key
        ) as content
    from (
        select
            department_id, fiscal_year, side, measure, breakdown, item_key,
            any_value(item) as item,
            any_value(item_code) as item_code,
            map_from_entries(list((stage, digits(amount_yuan)) order by stage)) as amounts
        from marts.fct_budget
        inner join web_batch using (department_id)
        where breakdown in ('total', 'fund_source', 'nature', 'function')
        group by all
    )
    group by department_id, fiscal_year
),

projects as (
    select
        project.department_id,
        project.fiscal_year,
        list({
            'name': named.name,
            'budget': digits(project.revised_budget_yuan),
            'budget_basis': project.revised_budget_basis,
            'outturn': digits(project.outturn_yuan),
            'unspent': digits(project.unspent_yuan),
            'stated': digits(project.stated_execution_rate_pct),
            'rate': digits(rate.execution_rate_pct),
            'lower': digits(rate.lower_pct),
            'upper': digits(rate.upper_pct),
            'reason': rate.reason,
            'score': digits(project.self_score)
        } order by project.outturn_yuan desc nulls last, named.name) as content
    from marts.fct_project as project
    inner join web_batch using (department_id)
    inner join marts.dim_project as named using (project_id)
    left join marts.mart_execution_rate as rate
        on
            rate.level = 'project'
            and project.project_id = rate.project_id
            and project.fiscal_year = rate.fiscal_year
    group by project.department_id, project.fiscal_year
),

rates as (
    select
        department_id,
        fiscal_year,
        list({
            'level': level,
            'subject': subject,
            'basis': basis,
            'budget': digits(budget_yuan),
            'outturn': digits(outturn_yuan),
            'rate': digits(execution_rate_pct),
            'lower': digits(lower_pct),
            'upper': digits(upper_pct),
            'stated': digits(stated_pct),
            'reason': reason
        } order by level, basis, function_code, subject) as content
    from marts.mart_execution_rate
    inner join web_batch using (department_id)
    where level in ('department', 'function')
    group by department_id, fiscal_year
),

changes as (
    select
        department_id,
        fiscal_year,
        list({
            'measure': measure,
            'breakdown': breakdown,
            'item': item,
            'this': digits(this_yuan),
            'last': digits(last_yuan),
            'change': digits(change_yuan),
            'rate': digits(change_pct),
            'lower': digits(lower_pct),
            'upper': digits(upper_pct),
            'stated_change': digits(stated_change_yuan),
            'stated': digits(stated_change_pct),
            'reason': reason
        } order by measure, list_position(['total', 'fund_source', 'nature', 'function'], breakdown), item_key) as content
    from marts.mart_year_over_year
    inner join web_batch using (department_id)
    where
        breakdown in ('total', 'fund_source', 'nature', 'function')
        and (this_yuan is not null or last_yuan is not null)
    group by department_id, fiscal_year
)

select
    concat('departments/', batch.department_id, '-', batch.fiscal_year) as name,
    to_json({
        'findings': findings.content,
        'documents': documents.content,
        'unread': unread.content,
        'quality': quality.content,
        'budget': budget.content,
        'projects': projects.content,
        'rates': rates.content,
        'changes': changes.content
    }) as content
from batch
left join findings using (department_id, fiscal_year)
left join documents using (department_id, fiscal_year)
left join unread using (department_id, fiscal_year)
left join quality using (department_id, fiscal_year)
left join budget using (department_id, fiscal_year)
left join projects using (department_id, fiscal_year)
left join rates using (department_id, fiscal_year)
left join changes using (department_id, fiscal_year)
