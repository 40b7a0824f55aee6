-- Which file of the report shows each finding, and which files must be written.

create or replace temp macro digits(amount) as
    regexp_replace(regexp_replace(cast(amount as varchar), '(\.\d*?)0+$', '\1'), '\.$', '');

-- Findings of this release and, after them, those that are resolved or whose file could not be read.
create or replace temp table web_finding as
with

current_finding as (
    select
        finding_id, rule_id, severity, verdict, status, subject, department, fiscal_year,
        stated_value, stated_unit, computed_value, computed_unit, document_id, locators, true as is_present
    from marts.fct_finding
    union all
    select
        finding_id, rule_id, severity, verdict, status, subject, department, fiscal_year,
        stated_value, stated_unit, computed_value, computed_unit, null, '[]', false
    from marts.fct_finding_history
    where is_current and finding_id not in (select finding_id from marts.fct_finding)
),

placed as (
    select
        finding.finding_id,
        -- A finding that is resolved may outlive its document: its department is then known by name.
        coalesce(document.department_id, department.department_id, 'none') as department_id,
        coalesce(finding.fiscal_year, 0) as fiscal_year,
        finding.rule_id,
        finding.severity,
        finding.verdict,
        finding.status,
        finding.subject,
        concat(finding.stated_value, finding.stated_unit) as stated,
        concat(digits(round(finding.computed_value, 4)), finding.computed_unit) as computed,
        finding.document_id,
        finding.is_present,
        finding.locators,
        row_number() over (
            order by
                finding.is_present desc,
                list_position(['error', 'warn', 'info'], finding.severity),
                list_position(['inconsistent', 'ambiguous', 'rounding', 'not_evaluated'], finding.verdict),
                finding.department, finding.fiscal_year desc, finding.rule_id, finding.finding_id
        ) as number
    from current_finding as finding
    left join marts.dim_document as document on finding.document_id = document.document_id
    left join (
        select name, min(department_id) as department_id from marts.dim_department group by name
    ) as department on finding.department = department.name
)

select
    * exclude (locators),
    (number - 1) // $chunk_size + 1 as chunk,
    (row_number() over (partition by department_id, fiscal_year order by number) - 1) // $part_size + 1 as part,
    cast(json_extract(locators, '$[*]') as json []) as places
from placed;

create or replace temp table web_department_year as
select department_id, fiscal_year from web_finding
union
select department_id, fiscal_year from marts.fct_budget
union
select department_id, fiscal_year from marts.fct_project
union
select department_id, fiscal_year from marts.mart_execution_rate
union
select department_id, fiscal_year from marts.dim_document
where department_id is not null and fiscal_year is not null;

delete from web_department_year where department_id is null or fiscal_year is null;

-- Departments whose pages are not those of the release before: their documents or something about their findings has changed.
create or replace temp table web_changed as
select department_id from web_department_year
where not $goes_on
union
select department_id from web_finding
where not $goes_on or department_id = 'none'
union
select department_id from intermediate.int_scope__document
where department_id is not null
union
select shown.department_id
from marts.fct_finding_history as span
cross join review.release as released
inner join web_finding as shown on span.finding_id = shown.finding_id
where span.from_release_id = released.release_id
union
select shown.department_id
from marts.fct_waiver as waiver
inner join web_finding as shown on waiver.finding_id = shown.finding_id
left join review.earlier_waiver as earlier
    on waiver.finding_id = earlier.finding_id and waiver.waiver_id = earlier.waiver_id
where waiver.state is distinct from earlier.state;
