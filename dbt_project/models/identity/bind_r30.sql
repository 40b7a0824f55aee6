-- One thing that is counted by two targets of the goal table has one target; so has what is to be available or run.
with

-- Rows of one class that ask for the running of the same plant by a percentage: 前端在线率95%以上 and ≥90%.
running as (
    select
        facts.document_id,
        facts.fact_id,
        facts.value_base,
        facts.value,
        min(cells.field_text) filter (where cells.field_name = 'indicator_l2') as indicator_class,
        min(trim(cells.field_text)) filter (where cells.field_name = 'indicator_l3') as indicator_name,
        min(cells.record_no) as record_no,
        regexp_extract_all(
            string_agg(cells.field_text, '|' order by cells.field_name, cells.col_no) filter (
                where cells.field_name in ('indicator_l3', 'target_value')
            ),
            '平台|系统|设备|设施|网络|线路|点位|监控|服务器|机房|路灯|车辆|管网|泵站'
        ) as plant
    from {{ ref('stg_raw__fact') }} as facts
    inner join {{ ref('stg_raw__record_field') }} as cells
        on facts.document_id = cells.document_id and facts.record_id = cells.record_id
    where facts.measure = 'indicator_target' and facts.unit_kind = 'percent' and cells.table_kind = 'goal_indicator'
    group by facts.document_id, facts.fact_id, facts.value_base, facts.value
    having
        bool_or(
            cells.field_name in ('indicator_l3', 'target_value')
            and regexp_matches(cells.field_text, '正常运行|运行正常|正常运转|在线率|完好率|可用率|正常率|无故障')
        )
),

availability as (
    select
        {{ bound_identity_id('R30', "one.fact_id || '|' || other.fact_id") }} as identity_id,
        one.document_id,
        one.indicator_name as subject,
        documents.fiscal_year,
        one.value_base = other.value_base as holds,
        array_to_string(list_sort(list_intersect(one.plant, other.plant)), '、') as plant_text,
        one.value as one_value,
        other.value as other_value,
        [{{ operand('stated', 'one.fact_id') }}, {{ operand('part', 'other.fact_id') }}] as operands
    from running as one
    inner join running as other
        on one.document_id = other.document_id
            and one.indicator_class = other.indicator_class
            and one.record_no < other.record_no
    inner join {{ ref('stg_raw__document') }} as documents on one.document_id = documents.document_id
    where list_has_any(one.plant, other.plant)
),

{{
    same_count(
        'R30', "reference.source_kind = 'indicator' and other.source_kind = 'indicator'", "alike.source_kind = 'indicator'"
    )
}}
union all by name
{{
    unnested_operands(
        'availability',
        'R30',
        form="'logical'",
        holds='holds',
        broken_verdict="'ambiguous'",
        assumption="case when not holds then '两行要求的是同一套' || plant_text || ' / both rows ask for the same plant' end",
        explanation_zh="concat(plant_text, '正常运行的要求，此处为 ', one_value, '%，另一处为 ', other_value, '%')",
        explanation_en="concat('The running of ', plant_text, ' is to be ', one_value, ' % here and ', other_value, ' % elsewhere')"
    )
}}
