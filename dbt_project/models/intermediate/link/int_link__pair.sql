{#-
    One figure in two documents of a department, with the rule that says that they agree.

    A claim is held against one figure: that of the same stage before one whose stage is not said, that which agrees before
    that which does not, that of the same scope before that of the appropriation alone. A budget figure is never held
    against an outturn, but for the total of 收入预算, which offices fill with the outturn (SPEC 1.1).
-#}
with

claims as (
    select
        *,
        'R23' as rule_id,
        fiscal_year as source_year,
        measure as source_measure
    from {{ ref('int_link__print') }}
    where fiscal_year = document_year - 1
    union all
    select
        *,
        'R24' as rule_id,
        fiscal_year as source_year,
        measure as source_measure
    from {{ ref('int_link__print') }}
    where fiscal_year = document_year and document_kind = 'self_evaluation'
    union all
    select
        *,
        'R25' as rule_id,
        fiscal_year as source_year,
        measure as source_measure
    from {{ ref('int_link__print') }}
    where fiscal_year = document_year and document_kind <> 'budget' and stage in ('budget', 'original_budget')
    union all
    select
        *,
        'R26' as rule_id,
        fiscal_year - 1 as source_year,
        'closing_balance' as source_measure
    from {{ ref('int_link__print') }}
    where fiscal_year = document_year and document_kind <> 'budget' and measure = 'opening_balance'
),

candidates as (
    select
        claims.rule_id,
        claims.document_id,
        claims.fact_id,
        claims.subject,
        claims.fiscal_year,
        claims.document_kind,
        sources.document_id as source_document_id,
        sources.fact_id as source_fact_id,
        sources.document_kind as source_kind,
        sources.is_appropriation_scope,
        sources.value_base as source_value,
        sources.decimals as source_decimals,
        claims.reading_lower <= sources.reading_upper and sources.reading_lower <= claims.reading_upper as does_meet,
        case
            when claims.stage = sources.stage then 'same'
            when {{ stage_class('claims.stage') }} = 'outturn' and {{ stage_class('sources.stage') }} = 'outturn'
                then 'same'
            when claims.rule_id = 'R25' and claims.stage = 'original_budget' and sources.stage = 'budget' then 'same'
            -- What a report of a closed year calls its balance is what was left, said or not.
            when
                claims.measure in ('opening_balance', 'closing_balance')
                and 'unstated' in (claims.stage, sources.stage)
                and coalesce({{ stage_class('claims.stage') }}, {{ stage_class('sources.stage') }}) = 'outturn'
                then 'same'
            when 'unstated' in (claims.stage, sources.stage) then 'unstated'
            when
                'budget' in (claims.stage, sources.stage)
                and {{ stage_class('claims.stage') }} = {{ stage_class('sources.stage') }}
                then 'unstated'
            when
                claims.rule_id = 'R24'
                and claims.stage = 'budget'
                and {{ stage_class('sources.stage') }} = 'outturn'
                and claims.link_key = 'total|total'
                then 'budget_for_outturn'
        end as stage_fit
    from claims
    inner join {{ ref('int_link__print') }} as sources
        on claims.department_id = sources.department_id
            and claims.source_year = sources.fiscal_year
            and claims.source_measure = sources.measure
            and claims.link_key = sources.link_key
    where
        not claims.is_appropriation_scope
        and claims.document_id <> sources.document_id
        and sources.document_year = sources.fiscal_year
        and (claims.rule_id <> 'R24' or sources.document_kind = 'final_accounts')
        and (claims.rule_id <> 'R25' or sources.document_kind = 'budget')
        and (claims.rule_id <> 'R26' or sources.document_kind <> 'budget')
),

chosen as (
    select
        *,
        max(is_appropriation_scope) over figure and min(source_value) over figure <> max(source_value) over figure
            as is_scope_open,
        rule_id = 'R26' and document_kind <> source_kind as is_kind_open
    from candidates
    where stage_fit is not null
    window figure as (partition by rule_id, fact_id, stage_fit = 'same')
    qualify row_number() over (
            partition by rule_id, fact_id
            order by
                stage_fit = 'same' desc,
                does_meet desc,
                is_appropriation_scope,
                document_kind = source_kind desc,
                {{ document_kind_rank('source_kind') }},
                source_decimals desc,
                source_document_id
        ) = 1
),

titled as (
    select
        chosen.*,
        coalesce(nullif(sources.title, ''), sources.path) as source_title
    from chosen
    inner join {{ ref('stg_raw__document') }} as sources on chosen.source_document_id = sources.document_id
)

select
    rule_id,
    left(md5(concat_ws('|', rule_id, fact_id, source_fact_id)), 16) as identity_id,
    document_id,
    fact_id,
    subject,
    fiscal_year,
    source_document_id,
    source_fact_id,
    source_title,
    list_filter(
        [
            case stage_fit
                when 'unstated' then '两处都是同一预算阶段的数；其中一处没有写明'
                when 'budget_for_outturn' then '“收入预算”等栏按决算数填列'
            end,
            case when is_scope_open then '两处的口径（全部资金或财政拨款）相同' end,
            case when is_kind_open then '两种文件的结转结余口径相同' end
        ],
        lambda reading: reading is not null
    ) as readings_zh,
    list_filter(
        [
            case stage_fit
                when 'unstated' then 'both are of one stage of the budget, which one of them does not say'
                when 'budget_for_outturn' then 'the line called budget was filled with the outturn'
            end,
            case when is_scope_open then 'both have one scope (all funds, or the appropriation)' end,
            case when is_kind_open then 'the balances of the two kinds of documents have one scope' end
        ],
        lambda reading: reading is not null
    ) as readings_en
from titled
