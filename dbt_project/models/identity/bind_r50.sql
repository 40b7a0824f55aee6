-- One measure printed ten thousand times as large elsewhere, sections that turn from 万元 to 元, and rows of one name that
-- print the same digits in two units.
with

amounts as (
    select
        *,
        split_part(split_part(section, '（', 1), '(', 1) as chapter
    from {{ ref('int_fact__reading') }}
    where identifies_datum and aspect = 'level' and unit_kind = 'amount' and value_base > 0
),

printed_measures as (
    select
        document_id,
        datum_subject_key,
        measure,
        breakdown,
        coalesce(item_key, '') as item_key,
        arg_min(fact_id, (value_base, place_no)) as least_fact_id,
        arg_max(fact_id, (value_base, place_no)) as greatest_fact_id,
        arg_min(datum_id, (value_base, place_no)) = arg_max(datum_id, (value_base, place_no)) as is_one_datum,
        min(datum_id) as datum_id,
        arg_min(subject, (value_base, place_no)) as subject,
        arg_min(fiscal_year, (value_base, place_no)) as fiscal_year
    from amounts
    group by document_id, datum_subject_key, measure, breakdown, coalesce(item_key, '')
    having count(*) > 1 and max(value_base) between min(value_base) * 9900 and min(value_base) * 10100
),

scales as (
    select
        {{ bound_identity_id('R50', "least_fact_id || '|' || greatest_fact_id") }} as identity_id,
        document_id,
        subject,
        fiscal_year,
        is_one_datum,
        -- Two prints of one datum contradict each other in R11 too: one misprint, counted once.
        case when is_one_datum then [{{ bound_identity_id('R11', 'datum_id') }}] else [] end as derived_from,
        [{{ operand('stated', 'least_fact_id') }}, {{ operand('part', 'greatest_fact_id') }}] as operands
    from printed_measures
),

chapters as (
    select
        document_id,
        chapter,
        any_value(fiscal_year) as fiscal_year,
        count(*) filter (where unit = '万元') as usual_count,
        count(*) filter (where unit = '元' and value_base >= 10000) as other_count,
        list({{ operand('stated', 'fact_id') }} order by place_no) filter (where unit = '元' and value_base >= 10000)
            as other_operands,
        {{ operand('part', "arg_min(fact_id, place_no) filter (where unit = '万元')") }} as usual_operand,
        string_agg(value || unit, '、' order by place_no) filter (where unit = '元' and value_base >= 10000) as other_text
    from amounts
    where row_no is null and chapter <> ''
    group by document_id, chapter
),

switches as (
    select
        {{ bound_identity_id('R50', "chapters.document_id || '|' || chapters.chapter") }} as identity_id,
        chapters.document_id,
        coalesce(documents.department, documents.title) as subject,
        chapters.fiscal_year,
        chapters.other_text,
        list_append(chapters.other_operands, chapters.usual_operand) as operands
    from chapters
    inner join {{ ref('stg_raw__document') }} as documents on chapters.document_id = documents.document_id
    where chapters.other_count > 0 and chapters.usual_count >= 3 * chapters.other_count
),

-- 流动人口管理 12000人 and 12000元: digits of a count and of its cost may be the same; those of two amounts of one cost
-- in 元 and in 万元 may not.
named_alike as (
    select
        quantity_fact_id as one_fact_id,
        amount_fact_id as other_fact_id,
        cost_name as name
    from {{ ref('int_cost__quantity') }}
    union all
    select
        one.amount_fact_id as one_fact_id,
        other.amount_fact_id as other_fact_id,
        one.cost_name as name
    from {{ ref('int_cost__target') }} as one
    inner join {{ ref('int_cost__target') }} as other
        on one.document_id = other.document_id and one.cost_key = other.cost_key and one.record_no < other.record_no
),

same_digits as (
    select
        {{ bound_identity_id('R50', "one.fact_id || '|' || other.fact_id") }} as identity_id,
        one.document_id,
        trim(named_alike.name) as subject,
        one.fiscal_year,
        one.unit_kind <> other.unit_kind as holds,
        concat(one.value, one.unit) as one_text,
        concat(other.value, other.unit) as other_text,
        [{{ operand('stated', 'one.fact_id') }}, {{ operand('part', 'other.fact_id') }}] as operands
    from named_alike
    inner join {{ ref('stg_raw__fact') }} as one on named_alike.one_fact_id = one.fact_id
    inner join {{ ref('stg_raw__fact') }} as other on named_alike.other_fact_id = other.fact_id
    where one.value = other.value and one.unit <> other.unit and one.unit <> '' and one.value not in ('0', '1')
)

{{
    unnested_operands(
        'scales',
        'R50',
        form="'logical'",
        holds='false',
        broken_verdict="case when is_one_datum then 'inconsistent' else 'ambiguous' end",
        derived_from='derived_from',
        assumption="case when not is_one_datum then '两处年度或阶段不同，金额也可能确实相差一万倍 / The two are of different years or "
        ~ "stages and may really differ by that factor' end",
        explanation_zh="'同一指标的两个金额相差一万倍，其中一处的单位可能写错'",
        explanation_en="'Two amounts of one measure differ by a factor of 10,000: the unit of one may be wrong'"
    )
}}
union all by name
{{
    unnested_operands(
        'switches',
        'R50',
        form="'logical'",
        holds='false',
        broken_verdict="'ambiguous'",
        severity_cap="'info'",
        assumption="'单位是有意换用的 / The unit was changed on purpose'",
        explanation_zh="concat('同一节的金额都以万元为单位，而 ', other_text, ' 以元为单位')",
        explanation_en="concat('The amounts of the section are in 万元, but ', other_text, ' is in 元')"
    )
}}
union all by name
{{
    unnested_operands(
        'same_digits',
        'R50',
        form="'logical'",
        holds='holds',
        broken_verdict="'ambiguous'",
        assumption="case when not holds then '两行是同一项成本 / Both rows are one cost' end",
        explanation_zh="concat(one_text, ' 与 ', other_text, case when holds then ' 数字相同，计量的不是同一种量' else ' 数字相同，"
        ~ "单位不同，其中一处的单位可能写错' end)",
        explanation_en="concat(one_text, ' and ', other_text, case when holds then ' share their digits and measure two things' else "
        ~ "' share their digits and differ in unit: one unit may be wrong' end)"
    )
}}
