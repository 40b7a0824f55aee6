-- Expenditure that no appropriation paid for: not above the other revenue of the year and the other opening balance.
with

totals as (
    select
        document_id,
        fiscal_year,
        arg_min(subject, place_no) filter (where measure = 'expenditure' and breakdown = 'total') as subject,
        arg_min(fact_id, place_no) filter (where measure = 'expenditure' and breakdown = 'total') as spent,
        arg_min(fact_id, place_no) filter (where measure = 'revenue' and breakdown = 'total') as received,
        arg_min(fact_id, place_no) filter (where measure = 'opening_balance' and breakdown = 'total') as opening,
        arg_min(fact_id, place_no) filter (
            where measure = 'expenditure' and breakdown = 'fund_source' and item_key = '财政拨款'
        ) as appropriation_spent,
        arg_min(fact_id, place_no) filter (
            where measure = 'revenue' and breakdown = 'fund_source' and item_key = '财政拨款'
        ) as appropriation_received,
        arg_min(fact_id, place_no) filter (
            where measure = 'opening_balance' and breakdown = 'fund_source' and item_key = '财政拨款'
        ) as appropriation_opening
    from {{ ref('int_form__print') }}
    where form_name in ('receipts_and_payments', 'appropriation_total') and stage = 'final_outturn'
    group by document_id, fiscal_year
),

identities as (
    select
        {{ bound_identity_id('D15', "spent || '|' || appropriation_spent") }} as identity_id,
        document_id,
        subject,
        fiscal_year,
        opening is null as is_opening_missing,
        list_concat(
            [
                {{ operand('stated', 'spent', stated=1) }},
                {{ operand('stated', 'appropriation_spent', stated=-1) }},
                {{ operand('part', 'received', numerator=1) }},
                {{ operand('part', 'appropriation_received', numerator=-1) }}
            ],
            list_concat(
                case when opening is not null then [{{ operand('part', 'opening', numerator=1) }}] else [] end,
                case
                    when appropriation_opening is not null
                        then [{{ operand('part', 'appropriation_opening', numerator=-1) }}]
                    else []
                end
            )
        ) as operands
    from totals
    where
        spent is not null
        and received is not null
        and appropriation_spent is not null
        and appropriation_received is not null
)

{{
    unnested_operands(
        'identities',
        'D15',
        relation_sign="'le'",
        broken_verdict="'ambiguous'",
        assumption="'没有使用非财政拨款结余，年初结转结余以表中所列为准 / No balance of non-appropriation funds was used beyond the "
        ~ "opening balances that the forms print'"
    )
}}
