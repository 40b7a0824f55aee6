-- Amounts by which documents of one department meet: once a document, in every scope that they answer for.
with

amounts as (
    select
        readings.document_id,
        readings.fact_id,
        readings.subject,
        readings.measure,
        readings.breakdown,
        {{ budget_item_key('readings.breakdown', 'facts.item_code', 'readings.item_key') }} as item_key,
        facts.item_code,
        readings.fiscal_year,
        coalesce(readings.stage, 'unstated') as stage, -- noqa: RF04
        readings.value_base,
        {{ lower_with_value('readings.reading_lower', 'readings.value_base') }} as reading_lower,
        {{ upper_with_value('readings.reading_upper', 'readings.value_base') }} as reading_upper,
        readings.decimals,
        readings.place_no,
        documents.department_id,
        documents.kind as document_kind,
        documents.fiscal_year as document_year
    from {{ ref('int_fact__reading') }} as readings
    inner join {{ ref('stg_raw__fact') }} as facts on readings.fact_id = facts.fact_id
    inner join {{ ref('int_department__document') }} as documents on readings.document_id = documents.document_id
    inner join {{ ref('measures') }} as measures on readings.measure = measures.code
    where
        readings.identifies_datum
        and readings.aspect = 'level'
        and readings.unit_kind = 'amount'
        and readings.value_base is not null
        and measures.side in ('revenue', 'expenditure', 'balance')
        and readings.breakdown not in ('project', 'projects_total', 'indicator', 'task')
        and documents.is_recognised
        and documents.kind in ('self_evaluation', 'final_accounts', 'budget')
        and readings.fiscal_year between documents.fiscal_year - 1 and documents.fiscal_year
    qualify row_number() over (
            partition by
                readings.document_id, readings.measure, readings.breakdown, readings.item_key, facts.item_code,
                readings.fiscal_year, readings.stage
            order by readings.decimals desc, readings.place_no asc
        ) = 1
),

-- A report that says 支出 may mean what the appropriation paid: that figure answers for the total as well, in another
-- scope.
scopes as (
    select
        *,
        concat_ws('|', breakdown, item_key) as link_key,
        false as is_appropriation_scope
    from amounts
    union all
    select
        *,
        case
            when breakdown = 'fund_source' then 'total|total'
            else concat_ws('|', substr(breakdown, length('fund_') + 1), item_code)
        end as link_key,
        true as is_appropriation_scope
    from amounts
    where
        (breakdown = 'fund_source' and item_key = '财政拨款')
        or (
            breakdown in ('fund_function', 'fund_function_group', 'fund_function_item')
            and item_code is not null
            and regexp_matches(item_key, '(^|/)(一般公共预算)?财政拨款/')
        )
)

select
    document_id,
    fact_id,
    subject,
    measure,
    link_key,
    is_appropriation_scope,
    fiscal_year,
    stage,
    value_base,
    reading_lower,
    reading_upper,
    decimals,
    place_no,
    department_id,
    document_kind,
    document_year
from scopes
