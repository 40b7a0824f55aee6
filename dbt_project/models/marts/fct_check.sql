with

evaluated as (
    select
        arithmetic.*,
        evaluation.verdict,
        evaluation.reason,
        evaluation.missing_operands,
        documents.department,
        left(md5(concat_ws(
            '|', arithmetic.rule_id, coalesce(documents.department_key, ''), coalesce(documents.kind, ''),
            coalesce(arithmetic.fiscal_year, documents.fiscal_year, 0), {{ normalised_name('arithmetic.subject') }},
            arithmetic.meaning
        )), 16) as meaning_id,
        {{ in_unit('evaluation.stated', 'arithmetic.unit_factor') }} as stated_number,
        {{ in_unit('evaluation.stated_lower', 'arithmetic.unit_factor') }} as stated_lower,
        {{ in_unit('evaluation.stated_upper', 'arithmetic.unit_factor') }} as stated_upper,
        {{ in_unit('evaluation.computed', 'arithmetic.unit_factor') }} as computed_value,
        {{ in_unit('evaluation.computed_lower', 'arithmetic.unit_factor') }} as computed_lower,
        {{ in_unit('evaluation.computed_upper', 'arithmetic.unit_factor') }} as computed_upper
    from {{ ref('int_check__evaluate') }} as evaluation
    inner join {{ ref('int_check__arithmetic') }} as arithmetic on evaluation.identity_id = arithmetic.identity_id
    inner join {{ ref('stg_raw__document') }} as documents on arithmetic.document_id = documents.document_id
),

-- One claim printed in two places makes two checks: the second is told from the first by its turn alone.
turns as (
    select
        identity_id,
        row_number() over (partition by meaning_id order by document_id, place_no, identity_id) as turn
    from evaluated
),

check_ids as (
    select
        evaluated.identity_id,
        evaluated.verdict,
        evaluated.meaning_id,
        case
            when turns.turn = 1 then evaluated.meaning_id
            else left(md5(concat(evaluated.meaning_id, '#', turns.turn)), 16)
        end as check_id
    from evaluated
    inner join turns on evaluated.identity_id = turns.identity_id
),

-- A check follows from another one: said by its binder, or because it rests on a datum whose prints contradict
-- (R11, R22 for scores, D05–D17 between forms).
known_parents as (
    select
        identity_id,
        unnest(derived_from_identity_ids) as parent_identity_id
    from evaluated
    union
    select
        operands.identity_id,
        unnest([
            {{ bound_identity_id('R11', 'facts.datum_id') }},
            {{ bound_identity_id('R22', 'facts.datum_id') }}
        ]) as parent_identity_id
    from {{ ref('int_identity__operand') }} as operands
    inner join {{ ref('int_fact__reading') }} as facts on operands.fact_id = facts.fact_id
    where facts.is_conflicting and operands.role <> 'context' and operands.rule_id not in ('R11', 'R22')
    union
    select
        operands.identity_id,
        pairs.identity_id as parent_identity_id
    from {{ ref('int_identity__operand') }} as operands
    inner join {{ ref('int_fact__reading') }} as facts on operands.fact_id = facts.fact_id
    inner join {{ ref('int_form__pair') }} as pairs on facts.datum_id = pairs.datum_id
    where facts.is_conflicting and operands.role <> 'context' and operands.identity_id <> pairs.identity_id
),

-- ... or because one figure, were it another, would mend both.
parents as (
    select * from known_parents
    union
    select
        roots.identity_id,
        roots.root_identity_id as parent_identity_id
    from {{ ref('int_cascade__root') }} as roots
    left join known_parents
        on
            roots.identity_id = known_parents.parent_identity_id
            and roots.root_identity_id = known_parents.identity_id
    where known_parents.identity_id is null
),

derivations as (
    select
        parents.identity_id,
        list(distinct check_ids.check_id order by check_ids.check_id) as derived_from
    from parents
    inner join check_ids on parents.parent_identity_id = check_ids.identity_id
    where check_ids.verdict not in ('consistent', 'not_evaluated')
    group by parents.identity_id
),

places as (
    select
        operands.identity_id,
        operands.ordinal,
        operands.fact_id,
        coalesce(facts.document_id, operands.document_id) as document_id,
        coalesce(facts.quote, operands.quote) as quote,
        coalesce(facts.block_no, operands.block_no) as block_no,
        coalesce(facts.row_no, operands.row_no) as row_no,
        coalesce(facts.col_no, operands.col_no) as col_no,
        facts.char_start,
        facts.char_end,
        facts.page_no,
        facts.sheet_name
    from {{ ref('int_identity__operand') }} as operands
    left join {{ ref('int_fact__reading') }} as facts on operands.fact_id = facts.fact_id
),

locators as (
    select
        identity_id,
        to_json(list_transform(list_sort(list({
            'ordinal': ordinal,
            'place': {
                'document': document_id,
                'fact_id': fact_id,
                'quote': quote,
                'block': block_no,
                'row': row_no,
                'col': col_no,
                'start': char_start,
                'end': char_end,
                'page': page_no,
                'sheet': sheet_name
            }
        })), lambda placed: placed.place)) as locators
    from places
    where quote is not null
    group by identity_id
),

-- Figures as texts, in the unit of the claim.
shown as (
    select
        *,
        cast(stated_number - computed_value as decimal(30, 8)) as difference,
        coalesce(nullif(' ' || unit, ' '), '') as unit_text,
        coalesce(stated_value, {{ shown_number('stated_number', 'decimals') }}) as stated_text,
        case
            when is_ratio then {{ rounded_number('computed_value', 'greatest(decimals + 1, 3)') }}
            else {{ shown_number('computed_value', 'decimals') }}
        end as computed_text,
        case
            when is_ratio then {{ rounded_number('computed_lower', 'greatest(decimals + 2, 4)') }}
            else {{ shown_number('computed_lower', 'decimals') }}
        end as lower_text,
        case
            when is_ratio then {{ rounded_number('computed_upper', 'greatest(decimals + 2, 4)') }}
            else {{ shown_number('computed_upper', 'decimals') }}
        end as upper_text,
        {{ shown_number('stated_lower', 'decimals') }} as stated_lower_text,
        {{ shown_number('stated_upper', 'decimals') }} as stated_upper_text
    from evaluated
),

-- The pieces of a message.
phrased as (
    select
        *,
        concat(coalesce(expression || ' = ', ''), computed_text, unit_text) as computation,
        concat(stated_text, unit_text) as claim,
        concat(
            case when difference > 0 then '+' else '' end,
            case
                when is_ratio then {{ rounded_number('difference', 'greatest(decimals + 1, 3)') }}
                else {{ shown_number('difference', 'decimals') }}
            end
        ) as difference_text,
        case when unit_kind = 'percent' then ' 个百分点' else unit_text end as difference_unit_zh,
        case when unit_kind = 'percent' then ' percentage points' else unit_text end as difference_unit_en,
        concat('[', coalesce(lower_text, '−∞'), ', ', coalesce(upper_text, '+∞'), ']') as computed_interval,
        concat('[', coalesce(stated_lower_text, '−∞'), ', ', coalesce(stated_upper_text, '+∞'), ']') as stated_interval,
        -- Exact figures have no interval worth showing.
        coalesce(stated_lower = stated_upper and computed_lower = computed_upper, false) as is_exact,
        array_to_string(list_transform(missing_operands, lambda label: {{ chinese_half('label') }}), '、') as missing_zh,
        array_to_string(list_transform(missing_operands, lambda label: {{ english_half('label') }}), '; ') as missing_en
    from shown
),

compared as (
    select
        *,
        case
            when form = 'logical' then explanation_zh
            when relation = 'le' then concat('文中为 ', claim, '，应不大于 ', computation)
            when relation = 'ge' then concat('文中为 ', claim, '，应不小于 ', computation)
            when expression is not null then concat(computation, '，文中为 ', claim)
            when numerator_count = 0 then concat('应为 ', computation, '，文中为 ', claim)
            else concat(coalesce(explanation_zh, '另一处为'), ' ', computation, '，此处为 ', claim)
        end as comparison_zh,
        case
            when form = 'logical' then explanation_en
            when relation = 'le' then concat('The document prints ', claim, ', which should not exceed ', computation)
            when relation = 'ge' then concat('The document prints ', claim, ', which should not be below ', computation)
            when expression is not null then concat(computation, ', the document prints ', claim)
            when numerator_count = 0 then concat('It should be ', computation, ', the document prints ', claim)
            else concat(coalesce(explanation_en, 'The other figure is'), ' ', computation, ', this one is ', claim)
        end as comparison_en,
        case
            when form = 'logical' then ''
            when is_exact then concat('；相差 ', difference_text, difference_unit_zh)
            else concat(
                    '；相差 ', difference_text, difference_unit_zh,
                    '，区间 ', computed_interval, ' 与文中的舍入区间 ', stated_interval, ' 不相交'
                )
        end as gap_zh,
        case
            when form = 'logical' then ''
            when is_exact then concat('; the difference is ', difference_text, difference_unit_en)
            else concat(
                    '; the difference is ', difference_text, difference_unit_en, ', the interval ', computed_interval,
                    ' and the rounding interval ', stated_interval, ' do not meet'
                )
        end as gap_en
    from phrased
)

select
    check_ids.check_id,
    check_ids.identity_id,
    check_ids.meaning_id,
    compared.rule_id,
    case
        when compared.verdict = 'inconsistent'
            then {{ least_severe("coalesce(rules.severity, 'error')", 'compared.severity_cap') }}
        when compared.verdict = 'ambiguous'
            then {{ least_severe("coalesce(rules.severity_if_assumed, 'warn')", 'compared.severity_cap') }}
        else 'info'
    end as severity,
    compared.verdict,
    compared.subject,
    compared.department,
    compared.fiscal_year,
    compared.document_id,
    compared.stated_text as stated_value,
    compared.unit as stated_unit,
    compared.computed_value,
    compared.computed_lower,
    compared.computed_upper,
    case when compared.computed_value is not null then compared.unit end as computed_unit,
    compared.difference,
    -- Only an equation says what the figure would be; the other figures may be the wrong ones.
    case
        when
            compared.relation = 'eq' and compared.form <> 'logical'
            and compared.verdict in ('inconsistent', 'ambiguous') and compared.reason is null
            then {{ printed_number(
                'compared.computed_value', 'case when compared.is_ratio then greatest(compared.decimals, 2) else compared.decimals end'
            ) }}
    end as suggested_value,
    coalesce(compared.fact_ids, []) as operand_fact_ids,
    coalesce(compared.quotes, []) as quotes,
    case
        when compared.reason = 'missing' then concat('未能核算：缺少', compared.missing_zh, '。')
        when compared.reason = 'zero_base' then '未能核算：分母为 0。'
        when compared.reason = 'negative_base' then '未能核算：分母为负数。'
        when compared.reason = 'negative_factor' then '未能核算：乘数为负数。'
        when compared.verdict = 'not_evaluated' then '未能核算：数字过大。'
        when compared.reason = 'zero_base_zero_rate' then concat('分子、分母均为 0，文中为 ', compared.claim, '，相符。')
        when compared.reason = 'precision_inferred'
            then concat(compared.comparison_zh, '；按印出的位数，舍入区间相交；若末位的零没有印出，则不相交，存疑。')
        when compared.verdict = 'consistent' then concat(compared.comparison_zh, '，相符。')
        when compared.verdict = 'rounding'
            then concat(
                    compared.comparison_zh, '；区间 ', compared.computed_interval,
                    ' 与文中的舍入区间 ', compared.stated_interval, ' 相交，可由四舍五入解释。'
                )
        when compared.verdict = 'ambiguous'
            then concat(
                    compared.comparison_zh, compared.gap_zh,
                    '；存疑', coalesce('，须核实：' || {{ chinese_half('compared.assumption') }}, ''), '。'
                )
        else concat(compared.comparison_zh, compared.gap_zh, '，不一致。')
    end as message_zh,
    case
        when compared.reason = 'missing' then concat('Not evaluated: missing ', compared.missing_en, '.')
        when compared.reason = 'zero_base' then 'Not evaluated: the base is 0.'
        when compared.reason = 'negative_base' then 'Not evaluated: the base is negative.'
        when compared.reason = 'negative_factor' then 'Not evaluated: a factor is negative.'
        when compared.verdict = 'not_evaluated' then 'Not evaluated: a figure is too large.'
        when compared.reason = 'zero_base_zero_rate'
            then concat('Both figures are 0 and the document prints ', compared.claim, ': they agree.')
        when compared.reason = 'precision_inferred'
            then concat(
                    compared.comparison_en, '; the rounding intervals meet as printed, ',
                    'but not if trailing zeros were left out: a person must look.'
                )
        when compared.verdict = 'consistent' and compared.form = 'logical' then concat(compared.comparison_en, '.')
        when compared.verdict = 'consistent' then concat(compared.comparison_en, ': they agree.')
        when compared.verdict = 'rounding'
            then concat(
                    compared.comparison_en, '; the interval ', compared.computed_interval,
                    ' and the rounding interval ', compared.stated_interval, ' meet, so rounding explains it.'
                )
        when compared.verdict = 'ambiguous'
            then concat(
                    compared.comparison_en, compared.gap_en,
                    '; ambiguous', coalesce(', to be verified: ' || {{ english_half('compared.assumption') }}, ''), '.'
                )
        else concat(compared.comparison_en, compared.gap_en, ': inconsistent.')
    end as message_en,
    compared.reason,
    compared.assumption,
    case
        when compared.verdict = 'consistent' then []
        else coalesce(derivations.derived_from, [])
    end as derived_from,
    coalesce(locators.locators, '[]') as locators
from compared
inner join check_ids on compared.identity_id = check_ids.identity_id
left join locators on compared.identity_id = locators.identity_id
left join derivations on compared.identity_id = derivations.identity_id
left join {{ ref('rules') }} as rules on compared.rule_id = rules.rule_id
