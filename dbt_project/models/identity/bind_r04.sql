-- Opening balance and revenue of a year against its expenditure and closing balance.
with

totals as (
    select
        readings.document_id,
        readings.fact_id,
        readings.datum_subject_key as subject_key,
        readings.subject,
        readings.measure,
        readings.breakdown,
        readings.item_key,
        readings.fiscal_year,
        {{ stage_class('readings.stage') }} as stage_class,
        readings.place_no,
        readings.value_base,
        documents.fiscal_year as document_year
    from {{ ref('int_fact__reading') }} as readings
    inner join {{ ref('stg_raw__document') }} as documents on readings.document_id = documents.document_id
    where
        readings.measure in (
            'revenue', 'revenue_total', 'expenditure', 'expenditure_total', 'opening_balance', 'closing_balance'
        )
        and readings.aspect = 'level'
        and readings.unit_kind = 'amount'
        and readings.fiscal_year is not null
        and readings.is_first_print
),

-- Revenue and expenditure of one stage where the document has such a pair, else of the closest stages it has.
flows as (
    select
        revenue.document_id,
        revenue.subject_key,
        revenue.subject,
        revenue.fiscal_year,
        revenue.document_year,
        revenue.fact_id as revenue_fact_id,
        expenditure.fact_id as expenditure_fact_id,
        coalesce(revenue.stage_class = 'budget' and expenditure.stage_class = 'budget', false) as is_plan,
        coalesce(revenue.stage_class <> expenditure.stage_class, false) as is_mixed,
        revenue.measure = 'revenue_total' as is_of_totals,
        revenue.value_base - expenditure.value_base as difference_base
    from totals as revenue
    inner join totals as expenditure
        on revenue.document_id = expenditure.document_id
            and revenue.subject_key = expenditure.subject_key
            and revenue.fiscal_year = expenditure.fiscal_year
    where
        revenue.breakdown = 'total'
        and expenditure.breakdown = 'total'
        and (
            (revenue.measure = 'revenue' and expenditure.measure = 'expenditure')
            -- 总收入 and 总支出 with the balances in them are one figure; where they are two, they are without.
            or (
                revenue.measure = 'revenue_total'
                and expenditure.measure = 'expenditure_total'
                and revenue.value_base <> expenditure.value_base
            )
        )
    qualify row_number() over (
            partition by revenue.document_id, revenue.subject_key, revenue.fiscal_year
            order by is_of_totals, is_mixed, is_plan, revenue.place_no, expenditure.place_no
        ) = 1
),

-- A balance is its total where one is printed, else the parts of one breakdown.
balance_ranks as (
    select
        *,
        dense_rank() over (
            partition by document_id, subject_key, measure, fiscal_year
            order by
                case breakdown when 'total' then 1 when 'nature' then 2 when 'function' then 3 else 4 end,
                breakdown
        ) as breakdown_rank
    from totals
    where measure in ('opening_balance', 'closing_balance')
),

balances as (
    select
        document_id,
        subject_key,
        fiscal_year,
        bool_or(breakdown <> 'total') filter (where measure = 'closing_balance') as is_closing_in_parts,
        sum(value_base) filter (where measure = 'closing_balance') as closing_base,
        list({{ operand('part', 'fact_id', numerator=1) }} order by place_no) filter (where measure = 'opening_balance')
            as openings,
        list({{ operand('stated', 'fact_id', stated=1) }} order by place_no) filter (where measure = 'closing_balance')
            as closings
    from balance_ranks
    where breakdown_rank = 1
    group by document_id, subject_key, fiscal_year
),

-- What the two sides of an account hold beside revenue, expenditure and balances (财决公开01表): earlier surpluses that pay
-- for expenditure, and what is distributed of this year's. They are the department's own and in no fund.
beside as (
    select
        readings.document_id,
        readings.fiscal_year,
        documents.department_key as subject_key,
        list(
            case
                when readings.item_key like '%结余分配%' then {{ operand('part', 'readings.fact_id', numerator=-1) }}
                else {{ operand('part', 'readings.fact_id', numerator=1) }}
            end
            order by readings.place_no
        ) as operands
    from (
        select *
        from {{ ref('int_fact__reading') }}
        where
            measure in ('revenue', 'revenue_total', 'expenditure', 'expenditure_total')
            and aspect = 'level'
            and unit_kind = 'amount'
            and value_base <> 0
            and regexp_matches(item_key, '^(使用.*结余|用?事业基金弥补收支差额|结余分配)$')
        qualify row_number() over (
                partition by document_id, fiscal_year, item_key
                order by {{ stage_class('stage') }} = 'budget', place_no
            ) = 1
    ) as readings
    inner join {{ ref('stg_raw__document') }} as documents on readings.document_id = documents.document_id
    group by readings.document_id, readings.fiscal_year, documents.department_key
),

identities as (
    select
        {{ bound_identity_id('R04', 'flows.revenue_fact_id') }} as identity_id,
        flows.document_id,
        flows.subject,
        flows.fiscal_year,
        flows.is_mixed,
        flows.is_of_totals,
        balances.openings is null as is_opening_missing,
        coalesce(balances.is_closing_in_parts, false) as is_closing_in_parts,
        list_concat(
            coalesce(
                balances.closings,
                [{{ missing_operand('stated', "'年末结转结余 / the closing balance'") }}]
            ),
            list_concat(
                coalesce(balances.openings, []),
                [
                    {{ operand('part', 'flows.revenue_fact_id', numerator=1) }},
                    {{ operand('part', 'flows.expenditure_fact_id', numerator=-1) }}
                ]
            ),
            coalesce(beside.operands, [])
        ) as operands
    from flows
    left join beside
        on flows.document_id = beside.document_id
            and flows.subject_key = beside.subject_key
            and flows.fiscal_year = beside.fiscal_year
    left join balances
        on flows.document_id = balances.document_id
            and flows.subject_key = balances.subject_key
            and flows.fiscal_year = balances.fiscal_year
    -- A plan has no closing balance yet, and last year's figures are quoted without one.
    where
        -- Totals whose difference is the closing balance hold the opening one already; without one they tell nothing.
        (
            balances.closings is not null
            and not (
                flows.is_of_totals
                and (balances.openings is null or flows.difference_base = balances.closing_base)
            )
        )
        or (not flows.is_of_totals and not flows.is_plan and flows.fiscal_year = flows.document_year)
),

assumed as (
    select
        *,
        list_filter(
            [
                case when is_opening_missing then '年初结转结余没有披露，按零计' end,
                case when is_closing_in_parts then '年末结转结余只披露了部分，按已披露部分合计' end,
                case when is_mixed then '收入与支出的预算、决算口径不同' end,
                case when is_of_totals then '总收入、总支出不含结转结余' end
            ],
            lambda reading: reading is not null
        ) as readings_zh,
        list_filter(
            [
                case when is_opening_missing then 'the opening balance is not disclosed and counts as zero' end,
                case when is_closing_in_parts
                        then 'the closing balance is disclosed in parts, which are added up'
                end,
                case when is_mixed then 'revenue and expenditure are of different stages (budget, outturn)' end,
                case when is_of_totals then 'total revenue and expenditure are without balances' end
            ],
            lambda reading: reading is not null
        ) as readings_en
    from identities
)

{{
    unnested_operands(
        'assumed',
        'R04',
        broken_verdict="case when len(readings_zh) > 0 then 'ambiguous' else 'inconsistent' end",
        assumption="case when len(readings_zh) > 0 then array_to_string(readings_zh, '；') || ' / ' "
        ~ "|| array_to_string(readings_en, '; ') end"
    )
}}
