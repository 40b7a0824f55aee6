select
    -- Survives a rebuild, a renamed file and a moved page; changes when the stated figure does.
    left(md5(concat_ws(
        '|', checks.check_id, coalesce(checks.stated_value, ''), coalesce(checks.stated_unit, '')
    )), 16) as finding_id,
    checks.check_id,
    checks.rule_id,
    checks.severity,
    checks.verdict,
    'new' as status,
    checks.subject,
    checks.department,
    checks.fiscal_year,
    checks.document_id,
    checks.stated_value,
    checks.stated_unit,
    checks.computed_value,
    checks.computed_lower,
    checks.computed_upper,
    checks.computed_unit,
    checks.difference,
    checks.operand_fact_ids,
    checks.quotes,
    checks.locators,
    checks.message_zh,
    checks.message_en,
    checks.reason,
    checks.assumption,
    checks.derived_from,
    -- Known when the release is published, not before.
    cast(null as varchar) as first_release_id,
    cast(null as varchar) as last_release_id
from {{ ref('fct_check') }} as checks
where checks.verdict <> 'consistent'
