{#-
    What one unit costs, from a quantity and a cost of one name, lies within the bounds of such things: those of the seed
    price_bounds, or the first and the 99th percentile of what the same thing costs elsewhere, where twenty documents say so.
    Counters are asked about in bind_indicator.
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

peers as (
    select
        *,
        count(distinct document_id) over same_thing as peer_count,
        quantile_disc(price_yuan, 0.01) over same_thing as peer_least,
        quantile_disc(price_yuan, 0.99) over same_thing as peer_greatest
    from prices
    window same_thing as (partition by thing_key, quantity_unit)
),

listed as (
    select
        peers.*,
        min(bounds.least_yuan) as listed_least,
        max(bounds.greatest_yuan) as listed_greatest
    from peers
    left join {{ ref('price_bounds') }} as bounds
        on regexp_matches(peers.cost_name, bounds.noun) and regexp_full_match(peers.counter, bounds.counters)
    group by all
),

bounded as (
    select
        *,
        case when peer_count >= 20 then peer_least else listed_least end as least_yuan,
        case when peer_count >= 20 then peer_greatest else listed_greatest end as greatest_yuan
    from listed
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
    where bounded.least_yuan is not null
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
