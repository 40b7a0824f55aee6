-- Each identity as it is shown to people: its terms in printed units, its quotes and places, and what it means.
with

operands as (
    select
        operands.*,
        facts.value,
        facts.unit,
        facts.unit_kind,
        facts.unit_factor,
        facts.value_base,
        facts.decimals,
        coalesce(facts.quote, operands.quote) as source_quote,
        coalesce(
            facts.place_no, {{ place_number('operands.block_no', 'operands.row_no', 'operands.col_no', 'null') }}
        ) as place_no,
        -- What the operand is, wherever it stands: two runs that read the same figure elsewhere agree on it.
        concat_ws(
            ':', operands.role, facts.measure, facts.aspect, facts.breakdown, facts.item_key, facts.datum_subject_key,
            coalesce(facts.stage, ''), facts.fiscal_year, coalesce(facts.base_year, 0),
            operands.stated_weight, operands.numerator_weight, operands.denominator_weight,
            case when facts.fact_id is null then coalesce(operands.missing, 'text') end
        ) as meaning
    from {{ ref('int_identity__operand') }} as operands
    left join {{ ref('int_fact__reading') }} as facts on operands.fact_id = facts.fact_id
),

-- The unit of the claim, and that of the terms, which differ where amounts make a percentage.
units as (
    select
        identity_id,
        arg_min(unit, ordinal) filter (where stated_weight <> 0) as unit,
        arg_min(unit_kind, ordinal) filter (where stated_weight <> 0) as unit_kind,
        arg_min(unit_factor, ordinal) filter (where stated_weight <> 0) as unit_factor,
        arg_min(unit_factor, ordinal) filter (
            where unit_kind = 'amount' and (numerator_weight <> 0 or denominator_weight <> 0)
        ) as term_factor,
        count(*) filter (where numerator_weight <> 0 or denominator_weight <> 0) as term_count
    from operands
    group by identity_id
),

terms as (
    select
        operands.*,
        units.term_count,
        case
            when operands.unit_kind <> 'amount' then operands.unit_factor
            when units.unit_kind = 'amount' then units.unit_factor
            else units.term_factor
        end as shown_factor
    from operands
    inner join units on operands.identity_id = units.identity_id
),

terms_in_unit as (
    select
        *,
        {{ in_unit('value_base', 'shown_factor') }} as shown_number
    from terms
),

worded_terms as (
    select
        *,
        case
            when value_base is null then '?'
            when value_base < 0 then concat('(', {{ shown_number('shown_number', 0) }}, ')')
            when unit_factor = shown_factor then value
            else {{ shown_number('shown_number', 0) }}
        end as shown_value,
        numerator_weight <> 0 and denominator_weight <> numerator_weight as is_numerator_alone,
        coalesce(term_count > 4 and value_base = 0, false) as is_left_out
    from terms_in_unit
),

written_terms as (
    select
        *,
        case
            when numerator_weight <> 0 and not is_left_out
                then concat({{ signed_factor('numerator_weight') }}, shown_value)
        end as numerator_term,
        case
            when denominator_weight <> 0 and not is_left_out
                then concat({{ signed_factor('denominator_weight') }}, shown_value)
        end as denominator_term
    from worded_terms
),

identities as (
    select
        identity_id,
        any_value(document_id) as document_id,
        any_value(rule_id) as rule_id,
        any_value(subject) as subject,
        any_value(fiscal_year) as fiscal_year,
        any_value(form) as form,
        any_value(relation) as relation,
        any_value(scale) as scale,
        any_value(numerator_constant) as numerator_constant,
        any_value(denominator_constant) as denominator_constant,
        any_value(assumption) as assumption,
        any_value(explanation_zh) as explanation_zh,
        any_value(explanation_en) as explanation_en,
        any_value(severity_cap) as severity_cap,
        any_value(derived_from_identity_ids) as derived_from_identity_ids,
        any_value(term_count) as term_count,
        max(decimals) filter (where stated_weight <> 0) as decimals,
        max(decimals) filter (where numerator_weight <> 0 or denominator_weight <> 0) as term_decimals,
        max(shown_factor) filter (where numerator_weight <> 0 or denominator_weight <> 0) as shown_factor,
        count(*) filter (where stated_weight <> 0) as stated_count,
        arg_min(
            case
                when stated_weight = 1 or value_base = 0 then value
                when value like '-%' then substr(value, 2)
                else '-' || value
            end, ordinal
        ) filter (where abs(stated_weight) = 1) as stated_value,
        arg_min(coalesce(value, trim(quote)), ordinal) filter (where role = 'stated') as stated_text,
        arg_min(unit, ordinal) filter (where role = 'stated') as stated_unit,
        count(*) filter (where numerator_weight <> 0) as numerator_count,
        count(*) filter (where denominator_weight <> 0) as denominator_count,
        bool_or(abs(numerator_weight) > 1 or numerator_weight < 0) as has_weights,
        coalesce(bool_or(is_numerator_alone), false) as has_numerator_alone,
        sum(numerator_weight * value_base) as numerator_sum,
        sum(denominator_weight * value_base) as denominator_sum,
        -- One list for all that is written in order. It is sorted afterwards, by its first field: an aggregate with an
        -- ORDER BY of its own takes several times as long.
        list({
            'ordinal': ordinal,
            'fact_id': fact_id,
            'numerator_term': numerator_term,
            'denominator_term': denominator_term,
            'factor': case
                when role = 'part' then concat(shown_value, case when unit_kind = 'percent' then '%' end)
            end,
            'meaning': case when role <> 'context' then meaning end
        }) as terms,
        min(place_no) as place_no
    from written_terms
    group by identity_id
),

quotes_once as (
    select
        identity_id,
        source_quote,
        min(ordinal) as first_ordinal
    from operands
    where source_quote is not null
    group by identity_id, source_quote
),

quote_lists as (
    select
        identity_id,
        list_transform(
            list_sort(list({ 'ordinal': first_ordinal, 'quote': source_quote })), lambda once: once.quote
        ) as quotes
    from quotes_once
    group by identity_id
),

sorted_identities as (
    select * replace (list_sort(terms) as terms)
    from identities
),

totals as (
    select
        *,
        array_to_string(list_transform(terms, lambda term: term.numerator_term), '') as numerator_terms,
        array_to_string(list_transform(terms, lambda term: term.denominator_term), '') as denominator_terms,
        array_to_string(list_transform(terms, lambda term: term.factor), ' × ') as factors,
        list_filter(list_transform(terms, lambda term: term.fact_id), lambda id: id is not null) as fact_ids,
        array_to_string(list_sort(list_transform(terms, lambda term: term.meaning)), '|') as meaning,
        {{ in_unit('numerator_sum', 'shown_factor') }} as numerator_number,
        {{ in_unit('denominator_sum', 'shown_factor') }} as denominator_number,
        {{ in_unit('denominator_sum - numerator_sum', 'shown_factor') }} as remainder_number
    from sorted_identities
),

expressions as (
    select
        *,
        {{ first_term('numerator_terms') }} as numerator_text,
        {{ first_term('denominator_terms') }} as denominator_text,
        {{ shown_number('numerator_number', 'term_decimals') }} as numerator_total,
        {{ shown_number('denominator_number', 'term_decimals') }} as denominator_total,
        {{ shown_number('remainder_number', 'term_decimals') }} as remainder_total,
        case when numerator_constant <> 0 then ' + ' || {{ shown_number('numerator_constant', 0) }} else '' end
            as numerator_constant_text,
        case when denominator_constant <> 0 then ' + ' || {{ shown_number('denominator_constant', 0) }} else '' end
            as denominator_constant_text
    from totals
)

select
    expressions.identity_id,
    expressions.document_id,
    expressions.rule_id,
    expressions.subject,
    expressions.fiscal_year,
    expressions.form,
    expressions.relation,
    expressions.assumption,
    expressions.explanation_zh,
    expressions.explanation_en,
    expressions.severity_cap,
    expressions.derived_from_identity_ids,
    case
        when expressions.form = 'logical' then expressions.stated_unit
        else units.unit
    end as unit,
    units.unit_kind,
    coalesce(units.unit_factor, 1) as unit_factor,
    coalesce(expressions.decimals, 0) as decimals,
    case
        when expressions.form = 'logical' then expressions.stated_text
        when expressions.stated_count = 1 then expressions.stated_value
    end as stated_value,
    expressions.denominator_count > 0 as is_ratio,
    case
        when expressions.form = 'product'
            then concat(
                    expressions.factors, case when expressions.scale <> 1 then ' × ' || expressions.scale else '' end
                )
        -- Many terms: their sums are the arithmetic, the operands stand beside it.
        when expressions.denominator_count > 0 and expressions.term_count > 8 and not expressions.has_numerator_alone
            then concat(
                    expressions.numerator_total, ' ÷ (',
                    expressions.numerator_total, ' + ', expressions.remainder_total, ')'
                )
        when expressions.denominator_count > 0 and expressions.term_count > 8
            then concat(expressions.numerator_total, ' ÷ ', expressions.denominator_total)
        when expressions.denominator_count > 0
            then concat(
                    -- A percentage says so by its unit; the weight of a score has to be said.
                    case when expressions.scale not in (1, 100) then expressions.scale || ' × ' else '' end,
                    case
                        when expressions.numerator_count > 1 or expressions.numerator_constant <> 0
                            then concat('(', expressions.numerator_text, expressions.numerator_constant_text, ')')
                        else expressions.numerator_text
                    end,
                    ' ÷ ',
                    case
                        when expressions.denominator_count > 1 or expressions.denominator_constant <> 0
                            then concat('(', expressions.denominator_text, expressions.denominator_constant_text, ')')
                        else expressions.denominator_text
                    end
                )
        -- A constant alone is what is asked for, no sum.
        when
            expressions.numerator_count > 1
            or expressions.has_weights
            or (expressions.numerator_constant <> 0 and expressions.numerator_count > 0)
            then concat(expressions.numerator_text, expressions.numerator_constant_text)
    end as expression,
    expressions.numerator_count,
    expressions.fact_ids,
    quote_lists.quotes,
    expressions.meaning,
    expressions.place_no
from expressions
inner join units on expressions.identity_id = units.identity_id
left join quote_lists on expressions.identity_id = quote_lists.identity_id
