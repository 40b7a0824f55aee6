with

pair as (
    select
        *,
        this_yuan - last_yuan as change_yuan,
        case
            when this_yuan is null or last_yuan is null then 'missing'
            when last_yuan = 0 then 'zero_base'
        end as reason,
        -- (this − last) ÷ |last| is this ÷ |last| less the sign of last: last year's interval is used once.
        this_lower as part_lower,
        this_upper as part_upper,
        cast(0 as decimal(30, 8)) as shared_lower,
        cast(0 as decimal(30, 8)) as shared_upper,
        case when last_yuan < 0 then -last_upper else last_lower end as rest_lower,
        case when last_yuan < 0 then -last_lower else last_upper end as rest_upper
    from {{ ref('int_budget__year_pair') }}
),

rated as (
    select
        *,
        case when reason is null then {{ ratio('(100 * change_yuan)', 'abs(last_yuan)') }} end as rate,
        case when reason is null then {{ percent_lower() }} - 100 * sign(last_yuan) end as rate_lower,
        case when reason is null then {{ percent_upper() }} - 100 * sign(last_yuan) end as rate_upper
    from pair
),

stated as (
    select
        pair.department_id,
        pair.measure,
        pair.breakdown,
        pair.item_key,
        pair.fiscal_year,
        stated.aspect,
        stated.signed_value,
        stated.fact_id
    from pair
    inner join {{ ref('int_budget__stated_change') }} as stated
        on
            pair.department_id = stated.department_id
            and pair.measure = stated.measure
            and pair.breakdown = stated.breakdown
            and pair.item_key = stated.item_key
            and pair.fiscal_year = stated.fiscal_year
            and stated.document_choice_no = 1
    -- The change that the document of this year's figure prints, else the one of the best other document.
    qualify row_number() over (
            partition by
                pair.department_id, pair.measure, pair.breakdown, pair.item_key, pair.fiscal_year, stated.aspect
            order by
                pair.document_id = stated.document_id desc,
                {{ document_kind_rank('stated.document_kind') }},
                stated.decimals desc,
                stated.fact_id asc
        ) = 1
),

reported_year as (
    select distinct
        department_id,
        fiscal_year
    from {{ ref('int_department__document') }}
    where fiscal_year is not null
)

select
    {{ entity_id(["rated.department_id", "rated.measure", "rated.breakdown", "rated.item_key", "rated.fiscal_year"]) }}
        as year_over_year_id,
    rated.department_id,
    rated.measure,
    rated.breakdown,
    rated.item,
    rated.item_key,
    rated.item_code,
    rated.fiscal_year,
    rated.stage,
    rated.this_yuan,
    rated.last_yuan,
    cast(rated.change_yuan as decimal(31, 8)) as change_yuan,
    cast(rated.rate as decimal(30, 6)) as change_pct,
    cast(rated.rate_lower as decimal(30, 6)) as lower_pct,
    cast(rated.rate_upper as decimal(30, 6)) as upper_pct,
    stated_change.signed_value as stated_change_yuan,
    stated_rate.signed_value as stated_change_pct,
    rated.last_source,
    rated.last_stage,
    -- A misread figure of twenty digits has no rate that could be held exactly.
    case when rated.rate is null then coalesce(rated.reason, 'out_of_range') end as reason,
    rated.this_fact_id,
    rated.last_fact_id,
    stated_change.fact_id as stated_change_fact_id,
    stated_rate.fact_id as stated_rate_fact_id,
    rated.document_id
from rated
left join stated as stated_change
    on
        rated.department_id = stated_change.department_id
        and rated.measure = stated_change.measure
        and rated.breakdown = stated_change.breakdown
        and rated.item_key = stated_change.item_key
        and rated.fiscal_year = stated_change.fiscal_year
        and stated_change.aspect = 'change'
left join stated as stated_rate
    on
        rated.department_id = stated_rate.department_id
        and rated.measure = stated_rate.measure
        and rated.breakdown = stated_rate.breakdown
        and rated.item_key = stated_rate.item_key
        and rated.fiscal_year = stated_rate.fiscal_year
        and stated_rate.aspect = 'change_rate'
left join reported_year
    on rated.department_id = reported_year.department_id and rated.fiscal_year = reported_year.fiscal_year
-- A year that reports only look back on has no earlier one to compare with: not a row, unless a change is printed.
where
    reported_year.department_id is not null
    or rated.last_yuan is not null
    or stated_change.fact_id is not null
    or stated_rate.fact_id is not null
