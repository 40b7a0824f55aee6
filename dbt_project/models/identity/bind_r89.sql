-- A rate, share or growth that a sentence or table prints over a base of zero: no finite rate exists.
with

terms as (
    select
        stated.identity_id,
        stated.document_id,
        stated.subject,
        stated.fiscal_year,
        stated.denominator_constant,
        stated.ordinal,
        stated.role,
        stated.fact_id,
        stated.stated_weight,
        stated.denominator_weight,
        facts.value_base,
        facts.value,
        facts.unit
    from {{ ref('bind_stated') }} as stated
    left join {{ ref('int_fact__reading') }} as facts on stated.fact_id = facts.fact_id
    where stated.form = 'quotient' and stated.rule_id in ('R02', 'R09', 'R92') and stated.role <> 'context'
),

bases as (
    select
        identity_id as ratio_id,
        any_value(document_id) as document_id,
        any_value(subject) as subject,
        any_value(fiscal_year) as fiscal_year,
        arg_min(fact_id, ordinal) filter (where role = 'stated') as stated_fact_id,
        arg_min(concat(value, ' ', unit), ordinal) filter (where role = 'stated') as stated_text,
        list({{ operand('part', 'fact_id') }} order by ordinal) filter (where role <> 'stated') as parts,
        any_value(denominator_constant) + sum(denominator_weight * value_base) as base,
        sum(stated_weight * value_base) as stated,
        count(*) = count(value_base) as is_complete,
        -- 307.82 − 307.82: how the base comes to be 0, where it is not printed itself.
        string_agg(
            concat(
                case when denominator_weight * value_base < 0 then ' − ' else ' + ' end, ltrim(value, '-−－')
            ), '' order by denominator_weight * value_base < 0, ordinal
        ) filter (where denominator_weight <> 0) as base_terms,
        count(*) filter (where denominator_weight <> 0) as base_term_count
    from terms
    group by identity_id
),

worded as (
    select
        *,
        case when base_term_count > 1 then concat({{ first_term('base_terms') }}, ' = 0') else '0' end as base_text
    from bases
    where is_complete and base = 0 and stated <> 0
),

identities as (
    select
        {{ bound_identity_id('R89', 'ratio_id') }} as identity_id,
        document_id,
        subject,
        fiscal_year,
        concat('文中印为 ', stated_text, '，而基数为 ', base_text, '，不存在有限的比率') as explanation_zh,
        concat(
            'The document prints ', stated_text, ', but the base is ', base_text, ', over which no finite rate exists'
        ) as explanation_en,
        list_concat([{{ operand('stated', 'stated_fact_id', stated=1) }}], parts) as operands
    from worded
)

{{
    unnested_operands(
        'identities',
        'R89',
        form="'logical'",
        holds='false',
        explanation_zh='explanation_zh',
        explanation_en='explanation_en'
    )
}}
