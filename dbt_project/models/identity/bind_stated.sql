-- Identities that a sentence or table of the document states itself, as the extraction bound them.
select
    identities.identity_id,
    identities.document_id,
    identities.rule_id,
    identities.subject,
    identities.fiscal_year,
    identities.form,
    identities.relation,
    identities.scale,
    identities.numerator_constant,
    identities.denominator_constant,
    identities.broken_verdict,
    identities.assumption,
    cast(null as boolean) as holds,
    cast(null as varchar) as explanation_zh,
    cast(null as varchar) as explanation_en,
    cast(null as varchar) as severity_cap,
    cast([] as varchar[]) as derived_from_identity_ids,
    operands.ordinal,
    operands.role,
    operands.fact_id,
    coalesce(operands.stated_weight, 0) as stated_weight,
    coalesce(operands.numerator_weight, 0) as numerator_weight,
    coalesce(operands.denominator_weight, 0) as denominator_weight,
    operands.missing,
    cast(null as varchar) as quote,
    cast(null as integer) as block_no,
    cast(null as integer) as row_no,
    cast(null as integer) as col_no
from {{ ref('stg_raw__identity') }} as identities
inner join {{ ref('stg_raw__operand') }} as operands
    on identities.document_id = operands.document_id and identities.identity_id = operands.identity_id
