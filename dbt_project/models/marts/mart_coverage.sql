-- Of the identities that apply to a department and year, how many were evaluated, by rule, and why others were not.
with

checks as (
    select
        coalesce(documents.department, '') as department,
        documents.fiscal_year,
        checks.rule_id,
        checks.verdict,
        checks.message_zh
    from {{ ref('fct_check') }} as checks
    inner join {{ ref('stg_raw__document') }} as documents on checks.document_id = documents.document_id
),

reasons as (
    select
        department,
        fiscal_year,
        rule_id,
        message_zh,
        count(*) as reason_count
    from checks
    where verdict = 'not_evaluated'
    group by department, fiscal_year, rule_id, message_zh
),

reason_lists as (
    select
        department,
        fiscal_year,
        rule_id,
        list(concat(message_zh, '× ', reason_count) order by reason_count desc, message_zh asc) as reasons
    from reasons
    group by department, fiscal_year, rule_id
),

counted as (
    select
        department,
        fiscal_year,
        rule_id,
        count(*) as applicable_count,
        count(*) filter (where verdict <> 'not_evaluated') as evaluated_count,
        count(*) filter (where verdict = 'not_evaluated') as not_evaluated_count
    from checks
    group by department, fiscal_year, rule_id
)

select
    nullif(counted.department, '') as department,
    counted.fiscal_year,
    counted.rule_id,
    counted.applicable_count,
    counted.evaluated_count,
    counted.not_evaluated_count,
    cast(round({{ ratio(
        'cast(100 * counted.evaluated_count as decimal(30, 8))', 'cast(counted.applicable_count as decimal(30, 8))'
    ) }}, 2) as decimal(5, 2)) as coverage_pct,
    coalesce(reason_lists.reasons, []) as reasons
from counted
left join reason_lists
    on
        counted.department = reason_lists.department
        and counted.fiscal_year is not distinct from reason_lists.fiscal_year
        and counted.rule_id = reason_lists.rule_id
