-- Two prints of one claim with one figure are told apart by their turn alone. A print with another figure beside them
-- changes nothing: the figure belongs to the id, the place does not.
with

turns as (
    select
        check_id,
        row_number() over (
            partition by meaning_id, coalesce(stated_value, ''), coalesce(stated_unit, '')
            order by document_id, check_id
        ) as turn
    from {{ ref('fct_check') }}
    where verdict <> 'consistent'
)

select
    left(md5(concat_ws(
        '|',
        checks.meaning_id,
        coalesce(checks.stated_value, ''),
        coalesce(checks.stated_unit, ''),
        case when turns.turn > 1 then '#' || turns.turn end
    )), 16) as finding_id,
    checks.check_id,
    checks.meaning_id,
    checks.rule_id,
    checks.severity,
    checks.verdict,
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
    checks.suggested_value,
    checks.operand_fact_ids,
    checks.quotes,
    checks.message_zh,
    checks.message_en,
    checks.reason,
    checks.assumption,
    checks.derived_from,
    checks.locators,
    documents.path as document_path,
    concat_ws(' ', checks.stated_value, nullif(checks.stated_unit, '')) as stated_text
from {{ ref('fct_check') }} as checks
inner join turns on checks.check_id = turns.check_id
inner join {{ ref('stg_raw__document') }} as documents on checks.document_id = documents.document_id
