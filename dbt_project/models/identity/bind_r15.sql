{#-
    An amount in brackets behind a price is a whole number of times that price, where no quantity is printed that the two
    could be multiplied with (人均260元（30000元）: no number of people costs that). Where three or more targets of one document
    cost the same for each unit (流动人口管理 12000人 and 12000元, 实有房屋 50000套 and 50000元 …), a cost that would do so but for
    one digit or for its unit is doubtful. Products with a quantity are stated by the reading of the document.
-#}
with

amounts as (
    select
        *,
        -- The layout may have broken the line anywhere.
        regexp_replace(quote, '\s', '', 'g') as quote_told,
        -- A price is exact as printed, an average (人均) was rounded. Whole numbers, so that a quotient loses nothing.
        cast(if(contains(quote, '均'), lower_bound, value_base) * 100000000 as hugeint) as lowest_price,
        cast(if(contains(quote, '均'), upper_bound, value_base) * 100000000 as hugeint) as highest_price,
        cast(lower_bound * 100000000 as hugeint) as lower_digits,
        cast(upper_bound * 100000000 as hugeint) as upper_digits
    from {{ ref('stg_raw__fact') }}
    where unit_kind in ('amount', 'price') and value_base > 0 and lower_bound > 0 and record_id is not null
),

multiplied as (
    select operands.fact_id
    from {{ ref('stg_raw__identity') }} as products
    inner join {{ ref('stg_raw__operand') }} as operands
        on products.document_id = operands.document_id and products.identity_id = operands.identity_id
    where products.rule_id = 'R15' and operands.role = 'stated'
),

priced as (
    select
        totals.document_id,
        totals.subject,
        totals.fiscal_year,
        price.fact_id as price_fact_id,
        totals.fact_id as total_fact_id,
        {{ ratio('totals.value_base', 'price.value_base') }} as times,
        price.value as price_value,
        totals.value as total_value,
        price.unit as price_unit,
        totals.unit as total_unit,
        -- Some whole number of the price, wherever in its rounding interval, meets the interval of the amount.
        totals.upper_digits // price.lowest_price
        >= (totals.lower_digits + price.highest_price - 1) // price.highest_price as holds
    from amounts as totals
    inner join amounts as price
        on totals.document_id = price.document_id
            and totals.record_id = price.record_id
            and totals.block_no = price.block_no
            and totals.row_no is not distinct from price.row_no
            and totals.col_no is not distinct from price.col_no
            and totals.char_start > price.char_start
    where
        regexp_matches(price.quote, '每|人均')
        and price.exactness in ('exact', 'printed')
        and totals.exactness in ('exact', 'printed')
        and starts_with(totals.quote_told, price.quote_told)
        and regexp_full_match(substr(totals.quote_told, length(price.quote_told) + 1), '[（(][\d,.]+(万|亿)?元')
        and totals.fact_id not in (select multiplied.fact_id from multiplied)
),

worded as (
    select
        *,
        {{ shown_number('cast(cast(times as decimal(30, 2)) as decimal(30, 8))', 2) }} as times_text
    from priced
),

identities as (
    select
        {{ bound_identity_id('R15', "'divisible|' || total_fact_id") }} as identity_id,
        document_id,
        subject,
        fiscal_year,
        holds,
        -- Budgets are often made up to full thousands.
        ends_with(total_value, '000') as is_round,
        concat(
            total_value, total_unit, ' ÷ ', price_value, price_unit, ' = ', times_text,
            case when holds then '，是单价的整数倍' else '，不是整数，多少个数量都得不出这个金额' end
        ) as explanation_zh,
        concat(
            total_value, total_unit, ' ÷ ', price_value, price_unit, ' = ', times_text,
            case when holds then ', a whole number of times the price' else ', which is no whole number' end
        ) as explanation_en,
        [
            {{ operand('stated', 'total_fact_id') }},
            {{ operand('part', 'price_fact_id') }}
        ] as operands
    from worded
),

unit_prices as (
    select
        *,
        {{ ratio('amount', 'quantity') }} as price_yuan
    from {{ ref('int_cost__quantity') }}
    where amount > 0
),

common_prices as (
    select
        document_id,
        price_yuan as common_price,
        count(distinct quantity) as row_count
    from unit_prices
    group by document_id, price_yuan
    having count(distinct quantity) >= 3
    -- Two prices that many things share are no rule of the document.
    qualify count(*) over (partition by document_id) = 1
),

held_against as (
    select
        unit_prices.*,
        common_prices.common_price,
        common_prices.row_count,
        unit_prices.price_yuan = common_prices.common_price as holds,
        {{ shown_number('cast(common_prices.common_price as decimal(30, 8))', 0) }} as common_text,
        {{ shown_number('cast(cast(unit_prices.price_yuan as decimal(30, 4)) as decimal(30, 8))', 0) }} as price_text,
        -- One of the two is the slip: the cost of this quantity, or the quantity of this cost.
        {{ differs_by_a_slip('unit_prices.amount', 'unit_prices.quantity * common_prices.common_price') }}
        or {{ differs_by_a_slip('unit_prices.quantity', ratio('unit_prices.amount', 'common_prices.common_price')) }}
            as is_slip
    from unit_prices
    inner join common_prices on unit_prices.document_id = common_prices.document_id
),

evenly_priced as (
    select
        {{ bound_identity_id('R15', "'evenly|' || held_against.amount_fact_id") }} as identity_id,
        held_against.document_id,
        trim(held_against.cost_name) as subject,
        documents.fiscal_year,
        held_against.holds,
        concat(
            '同表有 ', held_against.row_count, ' 项的成本都合每单位 ', held_against.common_text, ' 元，此项合 ',
            held_against.price_text, ' 元',
            case when not held_against.holds then '，与之只差一位数字或一个单位' else '' end
        ) as explanation_zh,
        concat(
            held_against.row_count, ' costs of the table are ', held_against.common_text,
            ' 元 for each unit, this one is ', held_against.price_text, ' 元',
            case when not held_against.holds then ', which is one digit or one unit away' else '' end
        ) as explanation_en,
        [
            {{ operand('stated', 'held_against.amount_fact_id') }},
            {{ operand('part', 'held_against.quantity_fact_id') }}
        ] as operands
    from held_against
    inner join {{ ref('stg_raw__document') }} as documents on held_against.document_id = documents.document_id
    where
        held_against.holds
        or held_against.amount = held_against.quantity * held_against.common_price * 10000
        or held_against.amount * 10000 = held_against.quantity * held_against.common_price
        or (
            -- A price in full 元 is one that somebody set.
            held_against.price_yuan <> round(held_against.price_yuan)
            and held_against.is_slip
        )
)

{{
    unnested_operands(
        'identities',
        'R15',
        form="'logical'",
        holds='holds',
        broken_verdict="case when is_round then 'ambiguous' else 'inconsistent' end",
        assumption="case when is_round then '金额取了整数 / The amount was rounded to full thousands' end",
        explanation_zh='explanation_zh',
        explanation_en='explanation_en'
    )
}}
union all by name
{{
    unnested_operands(
        'evenly_priced',
        'R15',
        form="'logical'",
        holds='holds',
        broken_verdict="'ambiguous'",
        assumption="case when not holds then '此项的单价与其他各项相同 / Each unit costs as much as those of the others' end",
        explanation_zh='explanation_zh',
        explanation_en='explanation_en'
    )
}}
