{#-
    What one unit costs, from a quantity and a cost of one name, lies within the bounds of such things in the seed price_bounds.
    What others pay is not asked: a check would then hang on documents of other departments, and `gouji check` of the report alone
    would come to another verdict. Counters are asked about in bind_indicator.
-#}
with

prices as (
    select
        *,
        {{ ratio('amount', 'quantity') }} as price_yuan,
        regexp_replace(quantity_unit, '^[百千万]', '') as counter
    from {{ ref('int_cost__quantity') }}
    where quantity_unit <> ''
),

bounded as (
    select
        prices.*,
        min(bounds.least_yuan) as least_yuan,
        max(bounds.greatest_yuan) as greatest_yuan
    from prices
    inner join {{ ref('price_bounds') }} as bounds
        on regexp_matches(prices.cost_name, bounds.noun) and regexp_full_match(prices.counter, bounds.counters)
    group by all
),

identities as (
    select
        {{ bound_identity_id('R52', "'price|' || bounded.amount_fact_id") }} as identity_id,
        bounded.document_id,
        trim(bounded.cost_name) as subject,
        documents.fiscal_year,
        bounded.counter,
        bounded.price_yuan between bounded.least_yuan and bounded.greatest_yuan as holds,
        {{ shown_number('cast(cast(bounded.price_yuan as decimal(30, 2)) as decimal(30, 8))', 2) }} as price_text,
        {{ shown_number('cast(bounded.least_yuan as decimal(30, 8))', 2) }} as least_text,
        {{ shown_number('cast(bounded.greatest_yuan as decimal(30, 8))', 2) }} as greatest_text,
        [
            {{ operand('stated', 'bounded.quantity_fact_id') }},
            {{ operand('part', 'bounded.amount_fact_id') }},
            {{
                text_operand(
                    'context', 'bounded.cost_name', 'bounded.block_no', 'bounded.row_no', 'bounded.name_col_no'
                )
            }}
        ] as operands
    from bounded
    inner join {{ ref('stg_raw__document') }} as documents on bounded.document_id = documents.document_id
)

{{
    unnested_operands(
        'identities',
        'R52',
        form="'logical'",
        holds='holds',
        broken_verdict="'ambiguous'",
        assumption="'成本指标就是这些数量的全部成本，单位没有写错 / The cost is all that the quantity costs, and neither unit is a slip'",
        explanation_zh="concat('折合每', counter, ' ', price_text, ' 元，', case when holds then '在' else '不在' end, '此类事项的单价范围 ', "
        ~ "least_text, '–', greatest_text, ' 元之内')",
        explanation_en="concat('That is ', price_text, ' 元 for each ', counter, ', ', case when holds then 'within' else 'outside' end, "
        ~ "' the bounds of such things, ', least_text, '–', greatest_text, ' 元')"
    )
}}
