{#-
    The evaluator: one row an identity, whoever bound it.

        Σ stated_weight·x   relation   scale · (n0 + Σ numerator_weight·x) / (d0 + Σ denominator_weight·x)

    A fact stands once in `net_operands`, whatever places it has in the identity, so that its interval is used once. A
    quotient of linear forms has its extremes at corners of the box of intervals; which end of an interval belongs to
    the corner follows from the sign of numerator_weight · D − denominator_weight · N. The sign at the centre finds the
    corner (first pass), the sign at that corner mends it where the quotient crosses the sign on the way (second pass).
-#}
with

operands as (
    select
        operands.identity_id,
        operands.document_id,
        operands.form,
        operands.relation,
        operands.scale,
        operands.numerator_constant,
        operands.denominator_constant,
        operands.broken_verdict,
        operands.holds,
        operands.role,
        operands.fact_id,
        operands.stated_weight,
        operands.numerator_weight,
        operands.denominator_weight,
        facts.value_base as centre,
        facts.printed_lower,
        facts.printed_upper,
        -- Two prints of one datum are compared as they stand: their intersection would agree with itself.
        case when operands.rule_id = 'R11' then facts.printed_lower else facts.reading_lower end as lower_end,
        case when operands.rule_id = 'R11' then facts.printed_upper else facts.reading_upper end as upper_end,
        facts.inferred_lower,
        facts.inferred_upper,
        facts.is_precision_inferred,
        facts.unit_kind = 'amount' as is_amount,
        -- In a product a percentage is so many hundredths of the rest.
        case when operands.form = 'product' and facts.unit_kind = 'percent' then 0.01 else 1.00 end as hundredths,
        case
            when operands.role = 'context' or operands.quote is not null or facts.value_base is not null then null
            else coalesce(operands.missing, '无法读取的数字 / a figure that cannot be read')
        end as missing
    from {{ ref('int_identity__operand') }} as operands
    left join {{ ref('int_fact__reading') }} as facts on operands.fact_id = facts.fact_id
),

identities as (
    select
        identity_id,
        any_value(document_id) as document_id,
        any_value(form) as form,
        any_value(relation) as relation,
        any_value(scale) as scale,
        any_value(scale * numerator_constant) as numerator_constant,
        any_value(denominator_constant) as denominator_constant,
        any_value(broken_verdict) as broken_verdict,
        any_value(holds) as holds,
        list(distinct missing order by missing) filter (where missing is not null) as missing_operands
    from operands
    group by identity_id
),

net_operands as (
    select
        identity_id,
        fact_id,
        cast(sum(stated_weight) as integer) as stated_weight,
        cast(sum(case when form = 'product' then 0 else scale * numerator_weight end) as integer) as numerator_weight,
        cast(sum(case when form = 'product' then 0 else denominator_weight end) as integer) as denominator_weight,
        any_value(centre) as centre,
        any_value(printed_lower) as printed_lower,
        any_value(printed_upper) as printed_upper,
        any_value(lower_end) as lower_end,
        any_value(upper_end) as upper_end,
        any_value(inferred_lower) as inferred_lower,
        any_value(inferred_upper) as inferred_upper,
        any_value(is_precision_inferred) as is_precision_inferred,
        any_value(is_amount) as is_amount
    from operands
    where role <> 'context' and form <> 'logical' and centre is not null
    group by identity_id, fact_id
),

centres as (
    select
        net.identity_id,
        sum(net.stated_weight * net.centre) as stated,
        {{ bounded_sum(
            'net.stated_weight * ' ~ least_end('net.stated_weight', 'net.printed_lower', 'net.printed_upper', 'net.centre')
        ) }} as printed_lower,
        {{ bounded_sum(
            'net.stated_weight * ' ~ greatest_end('net.stated_weight', 'net.printed_lower', 'net.printed_upper', 'net.centre')
        ) }} as printed_upper,
        {{ bounded_sum(
            'net.stated_weight * ' ~ least_end('net.stated_weight', 'net.lower_end', 'net.upper_end', 'net.centre')
        ) }} as stated_lower,
        {{ bounded_sum(
            'net.stated_weight * ' ~ greatest_end('net.stated_weight', 'net.lower_end', 'net.upper_end', 'net.centre')
        ) }} as stated_upper,
        {{ bounded_sum(
            'net.stated_weight * ' ~ least_end('net.stated_weight', 'net.inferred_lower', 'net.inferred_upper', 'net.centre')
        ) }} as inferred_stated_lower,
        {{ bounded_sum(
            'net.stated_weight * '
            ~ greatest_end('net.stated_weight', 'net.inferred_lower', 'net.inferred_upper', 'net.centre')
        ) }} as inferred_stated_upper,
        {{ bounded_sum(
            'net.numerator_weight * '
            ~ least_end('net.numerator_weight', 'net.inferred_lower', 'net.inferred_upper', 'net.centre')
        ) }} as inferred_sum_lower,
        {{ bounded_sum(
            'net.numerator_weight * '
            ~ greatest_end('net.numerator_weight', 'net.inferred_lower', 'net.inferred_upper', 'net.centre')
        ) }} as inferred_sum_upper,
        sum(net.numerator_weight * net.centre) as numerator_sum,
        sum(net.denominator_weight * net.centre) as denominator_sum,
        {{ bounded_sum(
            'net.denominator_weight * '
            ~ least_end('net.denominator_weight', 'net.lower_end', 'net.upper_end', 'net.centre')
        ) }} as least_denominator_sum,
        bool_or(net.is_precision_inferred) and bool_and(net.is_amount) and bool_and(net.denominator_weight = 0)
            as may_infer_precision
    from net_operands as net
    group by net.identity_id
),

quotients as (
    select
        centres.*,
        identities.form,
        identities.numerator_constant,
        identities.denominator_constant,
        identities.numerator_constant + centres.numerator_sum as numerator,
        identities.denominator_constant + centres.denominator_sum as denominator,
        coalesce(identities.denominator_constant + centres.least_denominator_sum > 0, false) as is_base_positive
    from centres
    inner join identities on centres.identity_id = identities.identity_id
),

first_gradients as (
    select
        net.*,
        net.numerator_weight * quotients.denominator - net.denominator_weight * quotients.numerator as gradient,
        quotients.numerator_constant,
        quotients.denominator_constant
    from net_operands as net
    inner join quotients on net.identity_id = quotients.identity_id
    where quotients.form = 'quotient' and quotients.is_base_positive
),

first_corners as (
    select
        identity_id,
        any_value(numerator_constant)
        + {{ bounded_sum('numerator_weight * ' ~ least_end('gradient', 'lower_end', 'upper_end', 'centre')) }}
            as least_numerator,
        any_value(denominator_constant)
        + {{ bounded_sum('denominator_weight * ' ~ least_end('gradient', 'lower_end', 'upper_end', 'centre')) }}
            as least_denominator,
        any_value(numerator_constant)
        + {{ bounded_sum('numerator_weight * ' ~ greatest_end('gradient', 'lower_end', 'upper_end', 'centre')) }}
            as greatest_numerator,
        any_value(denominator_constant)
        + {{ bounded_sum('denominator_weight * ' ~ greatest_end('gradient', 'lower_end', 'upper_end', 'centre')) }}
            as greatest_denominator
    from first_gradients
    group by identity_id
),

second_gradients as (
    select
        net.*,
        net.numerator_weight * corners.least_denominator - net.denominator_weight * corners.least_numerator
            as least_gradient,
        net.numerator_weight * corners.greatest_denominator - net.denominator_weight * corners.greatest_numerator
            as greatest_gradient
    from first_gradients as net
    inner join first_corners as corners on net.identity_id = corners.identity_id
),

-- A corner that is NULL lies at an open end: unbounded. So does one whose first pass found no corner.
corners as (
    select
        identity_id,
        any_value(numerator_constant)
        + {{ bounded_sum('numerator_weight * ' ~ least_end('least_gradient', 'lower_end', 'upper_end', 'centre')) }}
            as least_numerator,
        any_value(denominator_constant)
        + {{ bounded_sum('denominator_weight * ' ~ least_end('least_gradient', 'lower_end', 'upper_end', 'centre')) }}
            as least_denominator,
        bool_or(least_gradient is null) as is_unbounded_below,
        any_value(numerator_constant)
        + {{ bounded_sum(
            'numerator_weight * ' ~ greatest_end('greatest_gradient', 'lower_end', 'upper_end', 'centre')
        ) }} as greatest_numerator,
        any_value(denominator_constant)
        + {{ bounded_sum(
            'denominator_weight * ' ~ greatest_end('greatest_gradient', 'lower_end', 'upper_end', 'centre')
        ) }} as greatest_denominator,
        bool_or(greatest_gradient is null) as is_unbounded_above
    from second_gradients
    group by identity_id
),

factors as (
    select
        identity_id,
        any_value(scale) as scale,
        list(cast(centre * hundredths as decimal(38, 8))) as centres,
        list(cast(lower_end * hundredths as decimal(38, 8))) as lower_ends,
        list(cast(upper_end * hundredths as decimal(38, 8))) filter (where upper_end is not null) as upper_ends,
        coalesce(min(lower_end) < 0, true) or count(*) > count(lower_end) as has_negative_factor,
        count(*) > count(upper_end) as is_unbounded
    from operands
    where form = 'product' and role = 'part'
    group by identity_id
),

products as (
    select
        identity_id,
        has_negative_factor,
        scale * {{ product('centres') }} as numerator,
        scale * {{ product('lower_ends') }} as least_numerator,
        case when not is_unbounded then scale * {{ product('upper_ends') }} end as greatest_numerator
    from factors
),

-- Everything a verdict needs, each product of a stated end and a denominator computed once.
compared as (
    select
        identities.identity_id,
        identities.document_id,
        identities.form,
        identities.relation,
        identities.broken_verdict,
        identities.holds,
        identities.missing_operands,
        coalesce(products.has_negative_factor, false) as has_negative_factor,
        quotients.stated,
        quotients.printed_lower,
        quotients.printed_upper,
        quotients.stated_lower,
        quotients.stated_upper,
        quotients.may_infer_precision,
        case when quotients.form = 'product' then products.numerator else quotients.numerator end as numerator,
        case when quotients.form = 'product' then 1 else quotients.denominator end as denominator,
        case
            when quotients.form = 'product' then products.least_numerator
            when corners.least_denominator is not null and not corners.is_unbounded_below then corners.least_numerator
        end as least_numerator,
        coalesce(corners.least_denominator, 1) as least_denominator,
        case
            when quotients.form = 'product' then products.greatest_numerator
            when corners.greatest_denominator is not null and not corners.is_unbounded_above
                then corners.greatest_numerator
        end as greatest_numerator,
        coalesce(corners.greatest_denominator, 1) as greatest_denominator,
        quotients.inferred_stated_lower * quotients.denominator_constant
        > quotients.numerator_constant + quotients.inferred_sum_upper
        or quotients.numerator_constant + quotients.inferred_sum_lower
        > quotients.inferred_stated_upper * quotients.denominator_constant as is_broken_if_inferred
    from identities
    left join quotients on identities.identity_id = quotients.identity_id
    left join corners on identities.identity_id = corners.identity_id
    left join products on identities.identity_id = products.identity_id
),

crossed as (
    select
        *,
        try(stated * denominator) as stated_crossed,
        try(printed_lower * denominator) as printed_lower_crossed,
        try(printed_upper * denominator) as printed_upper_crossed,
        try(stated_lower * greatest_denominator) as stated_lower_crossed,
        try(stated_upper * least_denominator) as stated_upper_crossed
    from compared
),

obstacles as (
    select
        *,
        case
            when form = 'logical' and holds is not null then null
            when missing_operands is not null or form = 'logical' or stated is null then 'missing'
            when has_negative_factor then 'negative_factor'
            when denominator = 0 and numerator = 0 and stated = 0 then null
            when denominator = 0 then 'zero_base'
            when denominator < 0 then 'negative_base'
            when
                numerator is null
                or stated_crossed is null
                or (printed_lower is not null and printed_lower_crossed is null)
                or (printed_upper is not null and printed_upper_crossed is null)
                or (stated_lower is not null and greatest_denominator is not null and stated_lower_crossed is null)
                or (stated_upper is not null and least_denominator is not null and stated_upper_crossed is null)
                then 'out_of_range'
        end as obstacle,
        case relation
            when 'eq'
                then {{ not_above('printed_lower_crossed', 'numerator') }}
                    and {{ not_above('numerator', 'printed_upper_crossed') }}
            when 'le' then stated_crossed <= numerator
            when 'ge' then stated_crossed >= numerator
        end as holds_as_printed,
        case relation
            when 'eq'
                then {{ not_above('stated_lower_crossed', 'greatest_numerator') }}
                    and {{ not_above('least_numerator', 'stated_upper_crossed') }}
            when 'le' then {{ not_above('stated_lower_crossed', 'greatest_numerator') }}
            when 'ge' then {{ not_above('least_numerator', 'stated_upper_crossed') }}
        end as holds_in_intervals,
        relation = 'eq' and may_infer_precision and is_broken_if_inferred as is_broken_by_dropped_zeros
    from crossed
)

select
    identity_id,
    document_id,
    case
        when obstacle is not null then 'not_evaluated'
        when form = 'logical' then case when holds then 'consistent' else broken_verdict end
        when not holds_in_intervals and not holds_as_printed then broken_verdict
        when is_broken_by_dropped_zeros then 'ambiguous'
        when holds_as_printed then 'consistent'
        else 'rounding'
    end as verdict,
    case
        when obstacle is not null then obstacle
        when form = 'logical' then null
        -- A rate of 0 % where both figures are 0 is how an empty line is printed.
        when denominator = 0 then 'zero_base_zero_rate'
        when is_broken_by_dropped_zeros and (holds_in_intervals or holds_as_printed) then 'precision_inferred'
    end as reason,
    missing_operands,
    cast(stated as decimal(30, 8)) as stated,
    cast(stated_lower as decimal(30, 8)) as stated_lower,
    cast(stated_upper as decimal(30, 8)) as stated_upper,
    case
        when obstacle is not null then null
        when denominator = 1 then try(cast(numerator as decimal(30, 8)))
        else {{ ratio('numerator', 'denominator') }}
    end as computed,
    case
        when obstacle is not null then null
        when denominator = 1 then try(cast(least_numerator as decimal(30, 8)))
        else {{ ratio('least_numerator', 'least_denominator') }}
    end as computed_lower,
    case
        when obstacle is not null then null
        when denominator = 1 then try(cast(greatest_numerator as decimal(30, 8)))
        else {{ ratio('greatest_numerator', 'greatest_denominator') }}
    end as computed_upper,
    cast(numerator as decimal(38, 8)) as numerator,
    cast(denominator as decimal(38, 8)) as denominator
from obstacles
