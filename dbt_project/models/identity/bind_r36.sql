-- Posts, staff and units by type against their total.
with

counts as (
    select *
    from {{ ref('int_fact__reading') }}
    where
        measure in ('establishment', 'on_board_staff', 'retired_veteran', 'retired', 'temporary_staff', 'budget_unit')
        and aspect = 'level'
        and breakdown in ('total', 'headcount_type')
        and is_first_print
),

types as (
    select
        document_id,
        datum_subject_key,
        measure,
        fiscal_year,
        stage,
        count(*) as type_count,
        list({{ operand('part', 'fact_id', numerator=1) }} order by place_no) as operands
    from counts
    where breakdown = 'headcount_type'
    group by document_id, datum_subject_key, measure, fiscal_year, stage
),

identities as (
    select
        {{ bound_identity_id('R36', 'totals.fact_id') }} as identity_id,
        totals.document_id,
        totals.subject,
        totals.fiscal_year,
        types.type_count,
        list_concat([{{ operand('stated', 'totals.fact_id', stated=1) }}], types.operands) as operands
    from counts as totals
    inner join types
        on totals.document_id = types.document_id
            and totals.datum_subject_key = types.datum_subject_key
            and totals.measure = types.measure
            and totals.fiscal_year is not distinct from types.fiscal_year
            and totals.stage is not distinct from types.stage
    where totals.breakdown = 'total'
)

{{
    unnested_operands(
        'identities',
        'R36',
        broken_verdict="case when type_count = 1 then 'ambiguous' else 'inconsistent' end",
        assumption="case when type_count = 1 then '文中只列出一类，其余各类可能没有列出 / The document names one type alone; others may "
        ~ "be left out' end"
    )
}}
