-- This year's figure beside last year's, one row a measure, item and year.
{%- set item_columns = ['department_id', 'measure', 'breakdown', 'item_key'] %}
with

print as (
    select
        *,
        -- Approved final accounts and the outturn in the unit's own reports are one stage for a comparison.
        case when stage in ('final_outturn', 'outturn') then 'outturn' else stage end as stage_family
    from {{ ref('int_budget__print') }}
),

chosen as (
    select * from print
    where choice_no = 1
),

-- Last year's figure in the same document: of the same stage if it has one, else whichever it gives.
same_document as (
    select
        later.fact_id as this_fact_id,
        earlier.fact_id,
        earlier.value_base,
        earlier.reading_lower,
        earlier.reading_upper,
        earlier.stage
    from chosen as later
    inner join print as earlier
        on
            later.document_id = earlier.document_id
            and later.fiscal_year = earlier.fiscal_year + 1
            {% for column in item_columns %}
                and later.{{ column }} = earlier.{{ column }}
            {% endfor %}
    qualify row_number() over (
            partition by later.fact_id
            order by
                later.stage = earlier.stage desc,
                later.stage_family = earlier.stage_family desc,
                earlier.choice_no asc,
                earlier.fact_id asc
        ) = 1
),

-- Last year's figure of the same stage as another document gives it.
prior_document as (
    select
        later.fact_id as this_fact_id,
        earlier.fact_id,
        earlier.value_base,
        earlier.reading_lower,
        earlier.reading_upper,
        earlier.stage
    from chosen as later
    inner join chosen as earlier
        on
            later.fiscal_year = earlier.fiscal_year + 1
            and later.stage_family = earlier.stage_family
            {% for column in item_columns %}
                and later.{{ column }} = earlier.{{ column }}
            {% endfor %}
    qualify row_number() over (
            partition by later.fact_id
            order by
                later.stage = earlier.stage desc,
                {{ document_kind_rank('earlier.document_kind') }} asc,
                earlier.fact_id asc
        ) = 1
),

pair as (
    select
        later.department_id,
        later.measure,
        later.breakdown,
        later.item,
        later.item_key,
        later.item_code,
        later.fiscal_year,
        later.stage,
        later.value_base as this_yuan,
        later.reading_lower as this_lower,
        later.reading_upper as this_upper,
        later.fact_id as this_fact_id,
        later.document_id,
        coalesce(same_document.stage, prior_document.stage) as last_stage,
        coalesce(same_document.value_base, prior_document.value_base) as last_yuan,
        case when same_document.fact_id is null then prior_document.reading_lower else same_document.reading_lower end
            as last_lower,
        case when same_document.fact_id is null then prior_document.reading_upper else same_document.reading_upper end
            as last_upper,
        coalesce(same_document.fact_id, prior_document.fact_id) as last_fact_id,
        case
            when same_document.fact_id is not null then 'same_document'
            when prior_document.fact_id is not null then 'prior_document'
        end as last_source
    from chosen as later
    left join same_document on later.fact_id = same_document.this_fact_id
    left join prior_document on later.fact_id = prior_document.this_fact_id
),

-- What a report gives for the year before its own, and the year itself no longer has.
gone as (
    select
        earlier.department_id,
        earlier.measure,
        earlier.breakdown,
        earlier.item,
        earlier.item_key,
        earlier.item_code,
        earlier.fiscal_year + 1 as fiscal_year,
        earlier.stage as last_stage,
        earlier.value_base as last_yuan,
        earlier.reading_lower as last_lower,
        earlier.reading_upper as last_upper,
        earlier.fact_id as last_fact_id,
        earlier.document_id,
        'same_document' as last_source
    from print as earlier
    anti join chosen as later
        on
            earlier.fiscal_year + 1 = later.fiscal_year
            {% for column in item_columns %}
                and earlier.{{ column }} = later.{{ column }}
            {% endfor %}
    where earlier.document_year = earlier.fiscal_year + 1
),

-- A change that is printed without the figures it is the change of.
unfounded as (
    select
        stated.department_id,
        stated.measure,
        stated.breakdown,
        stated.item,
        stated.item_key,
        stated.item_code,
        stated.fiscal_year,
        stated.document_id
    from {{ ref('int_budget__stated_change') }} as stated
    where stated.document_choice_no = 1
),

candidate as (
    select
        *,
        1 as origin
    from pair
    union all by name
    select
        *,
        2 as origin
    from gone
    union all by name
    select
        *,
        3 as origin
    from unfounded
)

-- One stage a year: one that can be compared before one that cannot, then final accounts, outturn, budgets.
select * exclude (origin)
from candidate
qualify row_number() over (
        partition by {{ item_columns | join(', ') }}, fiscal_year
        order by
            origin asc,
            (last_yuan is not null) desc,
            case stage
                when 'final_outturn' then 1 when 'outturn' then 2 when 'revised_budget' then 3 when 'budget' then 4
                when 'original_budget' then 5 else 6
            end,
            document_id asc,
            this_fact_id asc,
            last_fact_id asc
    ) = 1
