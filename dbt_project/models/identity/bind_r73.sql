-- What a table of targets must have: an indicator of satisfaction; actual values where the table has a column for them.
with

cells as (
    select *
    from {{ ref('stg_raw__record_field') }}
    where field_name in ('indicator_l1', 'indicator_l2', 'indicator_l3', 'target_value', 'actual_value')
),

tables as (
    select
        cells.document_id,
        cells.block_no,
        count(*) filter (where cells.field_name = 'indicator_l3') as indicator_count,
        bool_or(regexp_matches(cells.field_text, '满意')) as has_satisfaction,
        bool_or(regexp_matches(cells.field_text, '产出|数量指标')) as has_output,
        bool_or(regexp_matches(cells.field_text, '效益')) as has_benefit,
        count(*) filter (where cells.field_name = 'indicator_l1') > 0 as has_levels,
        count(*) filter (where cells.field_name = 'actual_value' and trim(cells.field_text) <> '') as actual_count,
        count(*) filter (where cells.field_name = 'actual_value') as actual_cell_count,
        {{
            text_operand(
                'stated', "arg_max(cells.field_text, cells.row_no) filter (where cells.field_name = 'indicator_l1')",
                'any_value(cells.block_no)', "max(cells.row_no) filter (where cells.field_name = 'indicator_l1')",
                "max(cells.col_no) filter (where cells.field_name = 'indicator_l1')"
            )
        }} as last_level_operand
    from cells
    group by cells.document_id, cells.block_no
),

documents_with_targets as (
    select
        tables.document_id,
        sum(tables.indicator_count) as indicator_count,
        bool_or(tables.has_satisfaction) as has_satisfaction,
        any_value(tables.last_level_operand) filter (where tables.has_levels) as last_level_operand
    from tables
    group by tables.document_id
    -- An excerpt, or a list without levels, need not have every class.
    having sum(tables.indicator_count) >= 5 and bool_or(tables.has_output) and bool_or(tables.has_benefit)
),

identities as (
    select
        {{ bound_identity_id('R73', 'targets.document_id') }} as identity_id,
        targets.document_id,
        coalesce(documents.department, documents.title) as subject,
        documents.fiscal_year,
        targets.indicator_count,
        targets.has_satisfaction as holds,
        [targets.last_level_operand] as operands
    from documents_with_targets as targets
    inner join {{ ref('stg_raw__document') }} as documents on targets.document_id = documents.document_id
    where targets.last_level_operand is not null
)

{{
    unnested_operands(
        'identities',
        'R73',
        form="'logical'",
        holds='holds',
        explanation_zh="concat('绩效目标表列有 ', indicator_count, ' 个指标，', case when holds then '其中有满意度指标' else "
        ~ "'没有满意度指标' end)",
        explanation_en="concat('The table of targets has ', indicator_count, ' indicators, ', case when holds then 'satisfaction "
        ~ "among them' else 'none of them of satisfaction' end)"
    )
}}
