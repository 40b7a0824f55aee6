-- A change of more than 30 % whose paragraph gives no reason. Above 100 % it is a warning.
with

-- A department accounts for its own changes; a government's monthly bulletin only tells them.
figures as (
    select readings.*
    from {{ ref('int_fact__reading') }} as readings
    inner join {{ ref('stg_raw__document') }} as documents on readings.document_id = documents.document_id
    where
        readings.row_no is null
        and readings.aspect in ('change', 'change_rate', 'level')
        and documents.kind in ('self_evaluation', 'final_accounts', 'budget')
),

-- What a printed change or rate is measured against: the base of the statement that binds it.
bases as (
    select
        stated.fact_id,
        base.fact_id as base_fact_id
    from {{ ref('stg_raw__operand') }} as stated
    inner join {{ ref('stg_raw__identity') }} as identities
        on stated.document_id = identities.document_id and stated.identity_id = identities.identity_id
    inner join {{ ref('stg_raw__operand') }} as base
        on identities.document_id = base.document_id and identities.identity_id = base.identity_id
    where identities.rule_id in ('R08', 'R09') and stated.role = 'stated' and base.role = 'base'
),

rates as (
    select
        changes.document_id,
        changes.datum_subject_key,
        changes.measure,
        changes.breakdown,
        coalesce(changes.item_key, '') as item_key,
        changes.fiscal_year,
        changes.base_year,
        changes.subject,
        changes.block_no,
        changes.place_no,
        changes.fact_id,
        bases.base_fact_id,
        changes.aspect = 'change_rate' as is_printed,
        case
            when changes.aspect = 'change_rate' and changes.unit_kind = 'percent' then abs(changes.value_base)
            when changes.aspect = 'change' and last_year.value_base > 0
                then {{ ratio('100 * abs(changes.value_base)', 'last_year.value_base') }}
        end as rate
    from figures as changes
    left join bases on changes.fact_id = bases.fact_id
    left join figures as last_year on bases.base_fact_id = last_year.fact_id
    where
        changes.aspect in ('change', 'change_rate')
        -- A rate over a base of 0 is R89's.
        and coalesce(last_year.value_base <> 0, true)
),

-- Amount and rate of one change are one question; the printed rate is preferred.
changes as (
    select
        document_id,
        fiscal_year,
        block_no,
        arg_min(subject, place_no) as subject,
        arg_max(rate, (is_printed, place_no)) as rate,
        arg_max(fact_id, (is_printed, place_no)) as fact_id,
        arg_max(base_fact_id, (is_printed, place_no)) as base_fact_id
    from rates
    where rate is not null
    group by document_id, datum_subject_key, measure, breakdown, item_key, fiscal_year, base_year, block_no
),

reasons as (
    select distinct
        document_id,
        block_no
    from {{ ref('stg_raw__wording') }}
    where rule_id = 'R55'
),

judged as (
    select
        {{ bound_identity_id('R55', 'changes.fact_id') }} as identity_id,
        changes.document_id,
        changes.subject,
        changes.fiscal_year,
        changes.rate,
        changes.rate <= 30 as is_usual,
        changes.rate <= 30 or reasons.block_no is not null as is_explained,
        {{ shown_number('cast(cast(changes.rate as decimal(30, 2)) as decimal(30, 8))', 2) }} as rate_text,
        list_concat(
            [{{ operand('stated', 'changes.fact_id') }}],
            case when changes.base_fact_id is null then [] else [{{ operand('base', 'changes.base_fact_id') }}] end
        ) as operands
    from changes
    left join reasons on changes.document_id = reasons.document_id and changes.block_no = reasons.block_no
)

{{
    unnested_operands(
        'judged',
        'R55',
        form="'logical'",
        holds='is_explained',
        broken_verdict="'ambiguous'",
        severity_cap="case when rate <= 100 then 'info' end",
        assumption="'原因没有写在本段 / The reason is given elsewhere, if at all'",
        explanation_zh="concat('变动 ', rate_text, ' %', case when is_usual then '，不超过 30 %' when is_explained then "
        ~ "'，超过 30 %，本段说明了原因' else '，超过 30 %，本段没有说明原因' end)",
        explanation_en="concat('A change of ', rate_text, ' %', case when is_usual then ', not above 30 %' when is_explained "
        ~ "then ', above 30 %, for which the paragraph gives a reason' else ', above 30 %, for which the paragraph gives no reason' end)"
    )
}}
