{#-
    An amount in brackets behind a price is a whole number of times that price, where no quantity is printed that the two
    could be multiplied with (人均260元（30000元）: no number of people costs that). Products with a quantity are stated by
    the reading of the document.
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
