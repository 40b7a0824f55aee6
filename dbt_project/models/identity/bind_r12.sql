-- Where the government fund finances 城乡社区支出 to the full, the general budget finances all other functions.
with

amounts as (
    select
        readings.document_id,
        readings.fact_id,
        readings.subject,
        readings.measure,
        readings.breakdown,
        coalesce(readings.item_key, '') as item_key,
        facts.item_code,
        readings.fiscal_year,
        coalesce(readings.stage, '') as stage,
        readings.value_base,
        readings.reading_lower,
        readings.reading_upper,
        readings.place_no
    from {{ ref('int_fact__reading') }} as readings
    inner join {{ ref('stg_raw__fact') }} as facts on readings.fact_id = facts.fact_id
    where
        readings.measure in ('revenue', 'expenditure')
        and readings.breakdown in ('total', 'fund_source', 'function')
        and readings.aspect = 'level'
        and readings.unit_kind = 'amount'
        and readings.fiscal_year is not null
        and readings.is_first_print
),

sources as (
    select
        document_id,
        fiscal_year,
        stage,
        arg_min(fact_id, place_no) filter (where item_key like '%一般公共预算%') as general_fact_id,
        arg_min(subject, place_no) filter (where item_key like '%一般公共预算%') as subject,
        arg_min(fact_id, place_no) filter (where item_key like '%政府性基金%') as fund_fact_id
    from amounts
    where measure = 'revenue' and breakdown = 'fund_source'
    group by document_id, fiscal_year, stage
    -- With a third source the rest is not the general budget's alone.
    having
        count(*) = 2
        and count(*) filter (where item_key like '%一般公共预算%') = 1
        and count(*) filter (where item_key like '%政府性基金%') = 1
),

functions as (
    select
        document_id,
        fiscal_year,
        stage,
        arg_min(fact_id, place_no) filter (where item_code = '212') as community_fact_id,
        list({{ operand('part', 'fact_id', numerator=1) }} order by place_no) filter (where item_code <> '212')
            as other_operands
    from amounts
    where measure = 'expenditure' and breakdown = 'function'
    group by document_id, fiscal_year, stage
    -- Classes alone, each once: groups and items below them would be counted twice.
    having
        count(*) = count(*) filter (where length(item_code) = 3)
        and count(*) = count(distinct item_code)
        and count(*) filter (where item_code = '212') = 1
        and count(*) > 1
),

totals as (
    select
        document_id,
        measure,
        fiscal_year,
        stage,
        arg_min(reading_lower, place_no) as reading_lower,
        arg_min(reading_upper, place_no) as reading_upper
    from amounts
    where breakdown = 'total'
    group by document_id, measure, fiscal_year, stage
),

linked as (
    select
        {{ bound_identity_id('R12', "sources.general_fact_id || '|' || functions.community_fact_id") }} as identity_id,
        sources.document_id,
        sources.subject,
        sources.fiscal_year,
        -- Revenue that was all spent in the year leaves no other reading.
        coalesce(
            revenue.reading_lower <= expenditure.reading_upper and expenditure.reading_lower <= revenue.reading_upper,
            false
        ) as is_all_spent,
        list_concat(
            [{{ operand('stated', 'sources.general_fact_id', stated=1) }}],
            list_concat(
                functions.other_operands,
                [
                    {{ operand('context', 'sources.fund_fact_id') }},
                    {{ operand('context', 'functions.community_fact_id') }}
                ]
            )
        ) as operands
    from sources
    inner join functions
        on sources.document_id = functions.document_id and sources.fiscal_year = functions.fiscal_year
    inner join amounts as fund on sources.fund_fact_id = fund.fact_id
    inner join amounts as community on functions.community_fact_id = community.fact_id
    left join totals as revenue
        on sources.document_id = revenue.document_id
            and sources.fiscal_year = revenue.fiscal_year
            and sources.stage = revenue.stage
            and revenue.measure = 'revenue'
    left join totals as expenditure
        on functions.document_id = expenditure.document_id
            and functions.fiscal_year = expenditure.fiscal_year
            and functions.stage = expenditure.stage
            and expenditure.measure = 'expenditure'
    where
        fund.value_base > 0
        and fund.reading_lower <= community.reading_upper
        and community.reading_lower <= fund.reading_upper
    -- One check a year: figures of one stage where the document has such a pair.
    qualify row_number() over (
            partition by sources.document_id, sources.fiscal_year
            order by sources.stage <> functions.stage, fund.place_no, community.place_no
        ) = 1
)

{{
    unnested_operands(
        'linked',
        'R12',
        broken_verdict="case when is_all_spent then 'inconsistent' else 'ambiguous' end",
        assumption="case when not is_all_spent then '当年拨款当年全部支出，没有使用上年结转；文中没有说明 / The appropriations of "
        ~ "the year were all spent in it and no balance of last year was used, which the document does not say' end"
    )
}}
