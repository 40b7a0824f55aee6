-- The revenue form against the receipts-and-payments form: the total, each kind of revenue, and the appropriation.
with

{{ form_identities('D05') }},

-- 财政拨款收入 is one column in the revenue form and three lines in the receipts-and-payments form.
appropriation as (
    select
        {{ bound_identity_id('D05', "claims.fact_id || '|appropriation'") }} as identity_id,
        claims.document_id,
        any_value(claims.subject) as subject,
        any_value(claims.fiscal_year) as fiscal_year,
        list_concat(
            [{{ operand('stated', 'any_value(claims.fact_id)', stated=1) }}],
            list({{ operand('part', 'print_lines.fact_id', numerator=1) }} order by print_lines.place_no)
        ) as operands
    from {{ ref('int_form__print') }} as claims
    inner join {{ ref('int_form__print') }} as print_lines
        on claims.document_id = print_lines.document_id
            and claims.measure = print_lines.measure
            and claims.fiscal_year = print_lines.fiscal_year
            and claims.stage is not distinct from print_lines.stage
    where
        claims.form_name = 'revenue'
        and claims.measure = 'revenue'
        and claims.breakdown = 'fund_source'
        and claims.item_key = '财政拨款'
        and print_lines.form_name = 'receipts_and_payments'
        and print_lines.breakdown = 'fund_source'
        and regexp_matches(print_lines.item_key, '^(一般公共预算|政府性基金|国有资本经营)')
    group by claims.document_id, claims.fact_id
)

{{ form_operands('D05') }}
union all by name
{{ unnested_operands('appropriation', 'D05') }}
