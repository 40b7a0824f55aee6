-- One cost stated twice: by quantity and price in one place and as an amount in another, or under two names alike.
with

-- 「生活污水检测16次 | 每次1500元」: so many of a thing at a price each, without the amount that this makes.
{%- set counted_name = "'^([^0-9（(]{3,})([0-9]{1,6})([^0-9（(])$'" %}
counted as (
    select
        document_id,
        record_id,
        record_name as cost_name,
        block_no,
        row_no,
        col_no,
        regexp_extract(record_name, {{ counted_name }}, 1) as noun,
        regexp_extract(record_name, {{ counted_name }}, 2) as number_text,
        regexp_extract(record_name, {{ counted_name }}, 3) as counter
    from {{ ref('stg_raw__record_field') }}
    where field_name = 'indicator_l3' and regexp_matches(record_name, {{ counted_name }})
),

prices as (
    select
        counted.*,
        price.fact_id as price_fact_id,
        price.value as price_text,
        {{ in_unit("price.value_base * cast(counted.number_text as decimal(18, 0))", '10000') }} as product
    from counted
    inner join {{ ref('stg_raw__fact') }} as price
        on counted.document_id = price.document_id and counted.record_id = price.record_id
    where
        price.measure = 'indicator_target'
        and price.unit_kind in ('amount', 'price')
        and contains(price.quote, '每' || counted.counter)
),

priced_and_stated as (
    select
        {{ bound_identity_id('R16', "prices.price_fact_id || '|' || targets.amount_fact_id") }} as identity_id,
        prices.document_id,
        concat(prices.cost_name, '；', targets.cost_name) as subject,
        documents.fiscal_year,
        prices.product = {{ in_unit('targets.amount', '10000') }} as holds,
        concat(
            '“', prices.cost_name, '”按单价计算为 ', prices.price_text, ' × ', prices.number_text, ' 元 = ',
            {{ shown_number('prices.product', 0) }}, ' 万元，“', targets.cost_name, '”为 ',
            {{ shown_number(in_unit('targets.amount', '10000'), 0) }}, ' 万元'
        ) as found_zh,
        concat(
            '"', prices.cost_name, '" at its price is ', prices.price_text, ' × ', prices.number_text, ' 元 = ',
            {{ shown_number('prices.product', 0) }}, ' 万元, "', targets.cost_name, '" is ',
            {{ shown_number(in_unit('targets.amount', '10000'), 0) }}, ' 万元'
        ) as found_en,
        [
            {{ operand('stated', 'targets.amount_fact_id', stated=1) }},
            {{ operand('context', 'prices.price_fact_id') }},
            {{ text_operand('context', 'prices.cost_name', 'prices.block_no', 'prices.row_no', 'prices.col_no') }}
        ] as operands
    from prices
    -- The end of a name says what it is of: 生活污水检测 is 污水检测, but 禁毒宣传印制 is no 禁毒宣传.
    inner join {{ ref('int_cost__target') }} as targets
        on prices.document_id = targets.document_id
            and length(targets.cost_key) >= 4
            and (suffix(prices.noun, targets.cost_key) or suffix(targets.cost_key, prices.noun))
    inner join {{ ref('stg_raw__document') }} as documents on prices.document_id = documents.document_id
),

-- What one unit costs in the whole period, where the document computes an amount from it (R15).
products as (
    select
        stated.identity_id,
        any_value(stated.document_id) as document_id,
        any_value(stated.subject) as subject,
        any_value(stated.fiscal_year) as fiscal_year,
        arg_min(facts.fact_id, stated.ordinal) filter (where stated.role = 'stated') as amount_fact_id,
        arg_min(facts.value_base, stated.ordinal) filter (where stated.role = 'stated') as amount,
        any_value(stated.scale) * min(facts.value_base) filter (where stated.role = 'part' and facts.unit like '%元%')
            as unit_cost,
        regexp_extract(any_value(stated.subject), '[^0-9（）()、，,]{2}费$') as cost_noun
    from {{ ref('bind_stated') }} as stated
    inner join {{ ref('stg_raw__fact') }} as facts on stated.fact_id = facts.fact_id
    where stated.rule_id = 'R15'
    group by stated.identity_id
),

-- An amount under the same noun that is a whole number of the same units, but of another number of them.
other_count as (
    select
        {{ bound_identity_id('R16', "products.amount_fact_id || '|' || targets.amount_fact_id") }} as identity_id,
        products.document_id,
        products.subject,
        products.fiscal_year,
        concat('“', products.subject, '”按数量和单价计算为') as source_zh,
        concat('“', products.subject, '” by quantity and price is') as source_en,
        [
            {{ operand('stated', 'targets.amount_fact_id', stated=1) }},
            {{ operand('part', 'products.amount_fact_id', numerator=1) }}
        ] as operands
    from products
    inner join {{ ref('int_cost__target') }} as targets on products.document_id = targets.document_id
    where
        products.cost_noun <> ''
        and products.unit_cost > 0
        and contains(concat(targets.cost_name, targets.target_text), products.cost_noun)
        and targets.amount % products.unit_cost = 0
        and targets.amount between products.amount / 2 and products.amount * 2
),

named_alike as (
    select
        {{ bound_identity_id('R16', "one.amount_fact_id || '|' || other.amount_fact_id") }} as identity_id,
        one.document_id,
        concat(one.cost_name, '；', other.cost_name) as subject,
        documents.fiscal_year,
        concat('“', one.cost_name, '”为') as source_zh,
        concat('“', one.cost_name, '” is') as source_en,
        [
            {{ text_operand('context', 'one.cost_name', 'one.block_no', 'one.row_no', 'one.name_col_no') }},
            {{ text_operand('context', 'other.cost_name', 'other.block_no', 'other.row_no', 'other.name_col_no') }},
            {{ operand('stated', 'other.amount_fact_id', stated=1) }},
            {{ operand('part', 'one.amount_fact_id', numerator=1) }}
        ] as operands
    from {{ ref('int_cost__target') }} as one
    inner join {{ ref('int_cost__target') }} as other
        on one.document_id = other.document_id and one.record_no < other.record_no
    inner join {{ ref('stg_raw__document') }} as documents on one.document_id = documents.document_id
    where
        one.cost_key <> other.cost_key
        and least(length(one.cost_key), length(other.cost_key)) >= 5
        -- All but one of the characters of the shorter name stand in the longer one.
        and len(list_intersect(string_split(one.cost_key, ''), string_split(other.cost_key, '')))
        >= least(
            len(list_distinct(string_split(one.cost_key, ''))), len(list_distinct(string_split(other.cost_key, '')))
        ) - 1
)

{{ unnested_operands('other_count', 'R16', explanation_zh='source_zh', explanation_en='source_en') }}
union all by name
{{
    unnested_operands(
        'named_alike',
        'R16',
        broken_verdict="'ambiguous'",
        assumption="'两个名称指同一项成本，而不是两项资金来源不同的成本 / Both names mean one cost, not two costs paid from two funds'",
        explanation_zh='source_zh',
        explanation_en='source_en'
    )
}}
union all by name
{{
    unnested_operands(
        'priced_and_stated',
        'R16',
        form="'logical'",
        holds='holds',
        broken_verdict="'ambiguous'",
        assumption="'两个名称指同一项成本，而不是两项资金来源不同的成本 / Both names mean one cost, not two costs paid from two funds'",
        explanation_zh='found_zh',
        explanation_en='found_en'
    )
}}
