with

documents as (
    select
        document_id,
        coalesce(department, '') as department,
        fiscal_year,
        status
    from {{ ref('stg_raw__document') }}
),

fact_counts as (
    select
        document_id,
        count(*) as fact_count
    from {{ ref('stg_raw__fact') }}
    group by document_id
),

figure_counts as (
    select
        document_id,
        count(*) filter (where fate = 'fact') as figures_read_count,
        count(*) filter (where fate = 'ignored') as figures_ignored_count,
        count(*) filter (where fate = 'unread') as figures_unread_count
    from {{ ref('stg_raw__figure') }}
    group by document_id
),

check_counts as (
    select
        document_id,
        count(*) as checks_count,
        count(*) filter (where verdict = 'consistent') as consistent_count,
        count(*) filter (where verdict = 'rounding') as rounding_count,
        count(*) filter (where verdict = 'inconsistent') as inconsistent_count,
        count(*) filter (where verdict = 'ambiguous') as ambiguous_count,
        count(*) filter (where verdict = 'not_evaluated') as not_evaluated_count,
        count(*) filter (where verdict <> 'consistent' and severity = 'error') as error_count,
        count(*) filter (where verdict <> 'consistent' and severity = 'warn') as warn_count,
        count(*) filter (where verdict <> 'consistent' and severity = 'info') as info_count
    from {{ ref('fct_check') }}
    group by document_id
),

summed as (
    select
        documents.department,
        documents.fiscal_year,
        count(*) filter (where documents.status = 'read') as documents_read_count,
        count(*) filter (where documents.status = 'quarantined') as documents_quarantined_count,
        sum(coalesce(fact_counts.fact_count, 0)) as facts_count,
        sum(coalesce(figure_counts.figures_read_count, 0)) as figures_read_count,
        sum(coalesce(figure_counts.figures_ignored_count, 0)) as figures_ignored_count,
        sum(coalesce(figure_counts.figures_unread_count, 0)) as figures_unread_count,
        sum(coalesce(check_counts.checks_count, 0)) as checks_count,
        sum(coalesce(check_counts.consistent_count, 0)) as consistent_count,
        sum(coalesce(check_counts.rounding_count, 0)) as rounding_count,
        sum(coalesce(check_counts.inconsistent_count, 0)) as inconsistent_count,
        sum(coalesce(check_counts.ambiguous_count, 0)) as ambiguous_count,
        sum(coalesce(check_counts.not_evaluated_count, 0)) as not_evaluated_count,
        sum(coalesce(check_counts.error_count, 0)) as error_count,
        sum(coalesce(check_counts.warn_count, 0)) as warn_count,
        sum(coalesce(check_counts.info_count, 0)) as info_count
    from documents
    left join fact_counts on documents.document_id = fact_counts.document_id
    left join figure_counts on documents.document_id = figure_counts.document_id
    left join check_counts on documents.document_id = check_counts.document_id
    group by documents.department, documents.fiscal_year
)

select
    nullif(department, '') as department,
    fiscal_year,
    cast(documents_read_count as bigint) as documents_read_count,
    cast(documents_quarantined_count as bigint) as documents_quarantined_count,
    cast(facts_count as bigint) as facts_count,
    cast(figures_read_count as bigint) as figures_read_count,
    cast(figures_ignored_count as bigint) as figures_ignored_count,
    cast(figures_unread_count as bigint) as figures_unread_count,
    cast(checks_count as bigint) as checks_count,
    cast(consistent_count as bigint) as consistent_count,
    cast(rounding_count as bigint) as rounding_count,
    cast(inconsistent_count as bigint) as inconsistent_count,
    cast(ambiguous_count as bigint) as ambiguous_count,
    cast(not_evaluated_count as bigint) as not_evaluated_count,
    cast(error_count as bigint) as error_count,
    cast(warn_count as bigint) as warn_count,
    cast(info_count as bigint) as info_count,
    cast(round({{ ratio(
        'cast(100 * (checks_count - not_evaluated_count) as decimal(30, 8))', 'cast(checks_count as decimal(30, 8))'
    ) }}, 2) as decimal(5, 2)) as coverage_pct
from summed
