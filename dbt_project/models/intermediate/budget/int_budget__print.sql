-- Every print of a revenue, expenditure or balance figure, ranked within its document and over all documents.
with

facts as (
    select
        readings.document_id,
        readings.fact_id,
        readings.measure,
        readings.breakdown,
        readings.item,
        readings.item_key,
        readings.stage,
        readings.value_base,
        -- What all prints of the datum in this document leave, and always the printed value itself: two prints may
        -- meet in a rounding interval that holds neither of them.
        {{ lower_with_value('readings.reading_lower', 'readings.value_base') }} as reading_lower,
        {{ upper_with_value('readings.reading_upper', 'readings.value_base') }} as reading_upper,
        readings.decimals,
        readings.place_no,
        documents.department_id,
        documents.kind as document_kind,
        documents.fiscal_year as document_year,
        measures.side,
        coalesce(readings.fiscal_year, documents.fiscal_year) as fiscal_year
    from {{ ref('int_fact__reading') }} as readings
    inner join {{ ref('int_department__document') }} as documents on readings.document_id = documents.document_id
    inner join {{ ref('measures') }} as measures on readings.measure = measures.code
    where
        readings.aspect = 'level'
        and readings.unit_kind = 'amount'
        and readings.value_base is not null
        and measures.identifies_datum
        and (measures.side in ('revenue', 'expenditure', 'balance') or measures.code = 'revenue_expenditure_total')
        and readings.breakdown not in ('project', 'projects_total', 'indicator', 'task')
        and coalesce(readings.fiscal_year, documents.fiscal_year) is not null
),

keyed as (
    select
        facts.*,
        coalesce(raw_fact.item_code, paths.code) as item_code
    from facts
    inner join {{ ref('stg_raw__fact') }} as raw_fact on facts.fact_id = raw_fact.fact_id
    left join {{ ref('int_function__path') }} as paths
        on facts.breakdown = 'function_item' and facts.item = paths.path_zh
),

named as (
    select
        keyed.* exclude (item, item_key, stage, item_code),
        keyed.item_code,
        coalesce(nullif(keyed.item, ''), 'total') as item,
        {{ budget_item_key('keyed.breakdown', 'keyed.item_code', 'keyed.item_key') }} as item_key,
        coalesce(keyed.stage, 'unstated') as stage -- noqa: RF04
    from keyed
)

select
    *,
    row_number() over (
        partition by department_id, fiscal_year, measure, breakdown, item_key, stage
        order by
            {{ document_kind_rank('document_kind') }},
            (document_year is not distinct from fiscal_year) desc,
            decimals desc,
            document_id asc,
            place_no asc
    ) as choice_no
from named
