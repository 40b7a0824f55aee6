-- One row: what the overview shows. Nothing here grows with the findings, only with departments, years and rules.

with

department_years as (
    select
        shown.department_id,
        shown.fiscal_year,
        count(finding.finding_id) filter (where finding.severity = 'error') as error,
        count(finding.finding_id) filter (where finding.severity = 'warn') as warn,
        count(finding.finding_id) filter (where finding.severity = 'info') as info
    from web_department_year as shown
    left join web_finding as finding
        on
            shown.department_id = finding.department_id
            and shown.fiscal_year = finding.fiscal_year
            and finding.is_present
    group by all
),

departments as (
    select department_id, name, region_name from marts.dim_department
    union all
    select 'none', '未识别部门 / Unknown department', null
    where exists (select 1 from web_finding where department_id = 'none')
),

rules as (
    select
        rule.rule_id,
        rule.name_zh,
        rule.name_en,
        count(*) filter (where finding.severity = 'error' and finding.is_present) as error,
        count(*) filter (where finding.severity = 'warn' and finding.is_present) as warn,
        count(*) filter (where finding.severity = 'info' and finding.is_present) as info
    from marts.dim_rule as rule
    inner join web_finding as finding on rule.rule_id = finding.rule_id
    group by all
),

quality as (
    select
        sum(figures_read_count) as figures_read,
        sum(figures_ignored_count) as figures_ignored,
        sum(figures_unread_count) as figures_unread
    from marts.mart_quality_summary
)

select to_json({
    'chunks': (select coalesce(max(chunk), 0) from web_finding),
    'statuses': (select map_from_entries(list((status, number) order by status)) from (
        select status, count(*) as number from web_finding group by status
    )),
    'figures': (select {
        'read': cast(figures_read as bigint),
        'ignored': cast(figures_ignored as bigint),
        'unread': cast(figures_unread as bigint)
    } from quality),
    'departments': (select list(departments order by name) from departments),
    'department_years': (select list(department_years order by department_id, fiscal_year) from department_years),
    'rules': (select list(rules order by error desc, warn desc, info desc, rule_id) from rules),
    'measures': (select map_from_entries(list((code, {'zh': name_zh, 'en': name_en}) order by code)) from seeds.measures),
    'rates': (
        select list({
            'department_id': department_id,
            'fiscal_year': fiscal_year,
            'basis': basis,
            'rate': digits(execution_rate_pct),
            'lower': digits(lower_pct),
            'upper': digits(upper_pct),
            'stated': digits(stated_pct)
        } order by department_id, fiscal_year, basis)
        from marts.mart_execution_rate
        where level = 'department' and execution_rate_pct is not null
    ),
    'changes': (
        select list({
            'department_id': department_id,
            'fiscal_year': fiscal_year,
            'measure': measure,
            'rate': digits(change_pct),
            'lower': digits(lower_pct),
            'upper': digits(upper_pct),
            'stated': digits(stated_change_pct)
        } order by department_id, fiscal_year, measure)
        from marts.mart_year_over_year
        where breakdown = 'total' and measure in ('revenue', 'expenditure') and change_pct is not null
    ),
    'waivers': (
        select list({
            'waiver_id': waiver_id,
            'finding_id': finding_id,
            'rule_id': scope_rule_id,
            'department': scope_department,
            'fiscal_year': scope_fiscal_year,
            'reason': reason,
            'owner': owner,
            'expires_on': cast(expires_on as varchar),
            'message_zh': message_zh,
            'message_en': message_en
        } order by expires_on, waiver_id)
        from marts.fct_waiver
        where needs_attention
    ),
    'quarantined': (
        select list({'path': path, 'reason': reason, 'remedy': remedy} order by path)
        from (from marts.dim_document where status = 'quarantined' order by path limit $shown_quarantined)
    )
}) as content
