-- Two amounts of sides that ought to meet (total of revenue and of expenditure; a fund, a function and a project of it)
-- whose digits differ by one left out, added, or swapped with its neighbour.
with

amounts as (
    select
        document_id,
        fact_id,
        datum_id,
        subject,
        fiscal_year,
        unit,
        value,
        value_base,
        coalesce(item like '一般公共预算%', false) as is_general,
        replace(replace(value, '.', ''), '-', '') as digits,
        printed_lower,
        printed_upper,
        place_no,
        case
            when measure in ('revenue', 'revenue_total') and breakdown = 'total' then 'revenue'
            when measure in ('expenditure', 'expenditure_total') and breakdown = 'total' then 'expenditure'
            when measure = 'revenue' and breakdown = 'fund_source' then 'fund'
            when measure = 'expenditure' and breakdown = 'function' then 'function'
            when measure in ('project_amount', 'outturn') and breakdown = 'project' then 'project'
        end as side
    from {{ ref('int_fact__reading') }}
    where aspect = 'level' and unit_kind = 'amount' and value_base > 0 and not is_conflicting
),

-- One of a value and side: a project stands in two tables.
sides as (
    select
        document_id,
        fiscal_year,
        unit,
        side,
        value,
        digits,
        any_value(value_base) as value_base,
        bool_or(is_general) as is_general,
        min(printed_lower) as printed_lower,
        max(printed_upper) as printed_upper,
        arg_min(fact_id, place_no) as fact_id,
        arg_min(subject, place_no) as subject,
        list({{ operand('stated', 'fact_id') }} order by place_no) as stated_operands,
        list({{ operand('part', 'fact_id') }} order by place_no) as part_operands
    from amounts
    -- Round amounts tell too little: 38000000.00 beside 3000000.00 is no slip.
    where side is not null and length(rtrim(digits, '0')) >= 4
    group by document_id, fiscal_year, unit, side, value, digits
),

suspects as (
    select
        suspect.document_id,
        suspect.subject,
        suspect.fiscal_year,
        suspect.value || suspect.unit as suspect_text,
        meant.value || meant.unit as meant_text,
        {{ bound_identity_id('R54', "suspect.fact_id || '|' || meant.fact_id") }} as identity_id,
        list_concat(suspect.stated_operands, meant.part_operands) as operands
    from sides as suspect
    inner join sides as meant
        on suspect.document_id = meant.document_id
            and suspect.fiscal_year is not distinct from meant.fiscal_year
            and suspect.unit = meant.unit
            and (
                (suspect.side = 'expenditure' and meant.side = 'revenue')
                or (suspect.side = 'function' and meant.side = 'fund')
                or (suspect.side = 'project' and meant.side in ('fund', 'function'))
            )
            and suspect.value <> meant.value
            and length(suspect.digits) between length(meant.digits) - 1 and length(meant.digits) + 1
    where
        greatest(length(suspect.digits), length(meant.digits)) >= 5
        and (
            (
                length(suspect.digits) <> length(meant.digits)
                and levenshtein(suspect.digits, meant.digits) = 1
                -- 20.00 beside 420.00 is no slip: before the point a digit is missed in long figures alone.
                and (
                    split_part(suspect.value, '.', 1) = split_part(meant.value, '.', 1)
                    or greatest(length(suspect.digits), length(meant.digits)) >= 6
                )
            )
            or (
                length(suspect.digits) = length(meant.digits)
                and damerau_levenshtein(suspect.digits, meant.digits) = 1
                and levenshtein(suspect.digits, meant.digits) = 2
            )
        )
        -- Rounding explains a dropped last digit.
        and (suspect.printed_upper < meant.printed_lower or meant.printed_upper < suspect.printed_lower)
        -- The side has the very figure elsewhere: this one is another thing.
        and not exists (
            select 1
            from sides as twins
            where
                twins.document_id = suspect.document_id
                and twins.fiscal_year is not distinct from suspect.fiscal_year
                and twins.side = suspect.side
                and twins.value = meant.value
        )
        -- A fund may pay for several functions: another one makes up the difference; and the general budget pays for
        -- most of them.
        and not (
            suspect.side = 'function'
            and meant.side = 'fund'
            and exists (
                select 1
                from amounts as paid_for
                where
                    paid_for.document_id = suspect.document_id
                    and paid_for.fiscal_year is not distinct from suspect.fiscal_year
                    and paid_for.side = 'function'
                    and paid_for.value <> suspect.value
                    and (meant.is_general or paid_for.value_base + suspect.value_base = meant.value_base)
            )
        )
    -- A fund and the function that it pays for print one figure: one question.
    qualify row_number() over (
            partition by suspect.document_id, suspect.fiscal_year, suspect.side, suspect.value, meant.value
            order by meant.fact_id
        ) = 1
)

{{
    unnested_operands(
        'suspects',
        'R54',
        form="'logical'",
        holds='false',
        broken_verdict="'ambiguous'",
        assumption="'两处所指是同一笔资金 / Both amounts are of the same funds'",
        explanation_zh="concat(suspect_text, ' 与 ', meant_text, ' 只差一位数字（漏写、多写或相邻两位颠倒）')",
        explanation_en="concat(suspect_text, ' and ', meant_text, ' differ by one digit (left out, added or swapped)')"
    )
}}
