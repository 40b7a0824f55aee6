{#-
    What a report must have: indicators of output, by quantity and quality, of benefit and of satisfaction; a grade where a
    target is one of a scale; the actual values of its indicators; the sheets that it rests on; the chapters that a
    self-evaluation begins and ends with.
-#}
{%- set kinds = {'产出指标': '产出|数量|质量', '数量指标': '数量', '质量指标': '质量', '效益指标': '效益'} %}
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
        list(distinct cells.field_text order by cells.field_text) filter (
            where cells.field_name in ('indicator_l1', 'indicator_l2')
        ) as level_names,
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
        array_to_string(flatten(list(tables.level_names order by tables.block_no)), '|') as level_names,
        arg_max(tables.last_level_operand, tables.block_no) filter (where tables.has_levels) as last_level_operand
    from tables
    group by tables.document_id
    -- An excerpt, or a list without levels, need not have every class; two of the three say that it is a whole table.
    having
        sum(tables.indicator_count) >= 5
        and bool_or(tables.has_output)::integer + bool_or(tables.has_benefit)::integer
        + bool_or(tables.has_satisfaction)::integer >= 2
),

targets as (
    select
        targets.document_id,
        coalesce(documents.department, documents.title) as subject,
        documents.fiscal_year,
        targets.indicator_count,
        targets.has_satisfaction,
        list_filter(
            [
                {%- for kind, words in kinds.items() %}
                    case when not regexp_matches(targets.level_names, '{{ words }}') then '{{ kind }}' end
                    {%- if not loop.last %},{% endif %}
                {%- endfor %}
            ],
            lambda kind: kind is not null  -- noqa: RF02
        ) as missing_kinds,
        -- Outputs are told apart in a table that names one of their kinds.
        regexp_matches(targets.level_names, '数量|质量|时效|成本') as has_kinds,
        targets.last_level_operand
    from documents_with_targets as targets
    inner join {{ ref('stg_raw__document') }} as documents on targets.document_id = documents.document_id
    where targets.last_level_operand is not null
),

satisfaction as (
    select
        {{ bound_identity_id('R73', 'document_id') }} as identity_id,
        document_id,
        subject,
        fiscal_year,
        has_satisfaction as holds,
        null as assumption,
        concat('绩效目标表列有 ', indicator_count, ' 个指标，', case when has_satisfaction then '其中有满意度指标' else '没有满意度指标' end)
            as explanation_zh,
        concat(
            'The table of targets has ', indicator_count, ' indicators, ',
            case when has_satisfaction then 'satisfaction among them' else 'none of them of satisfaction' end
        ) as explanation_en,
        [last_level_operand] as operands
    from targets
),

kinds as (
    select
        {{ bound_identity_id('R73', "'kinds|' || document_id") }} as identity_id,
        document_id,
        subject,
        fiscal_year,
        len(missing_kinds) = 0 as holds,
        '表中没有的指标类别对这些支出也适用 / The kinds that the table lacks apply to this spending' as assumption,
        case
            when len(missing_kinds) = 0 then '数量、质量和效益指标都有'
            else concat('绩效目标表没有', array_to_string(missing_kinds, '、'))
        end as explanation_zh,
        case
            when len(missing_kinds) = 0
                then 'There are indicators of quantity, quality and benefit'
            else concat('The table of targets lacks ', array_to_string(missing_kinds, ', '))
        end as explanation_en,
        [last_level_operand] as operands
    from targets
    where has_kinds
),

-- An indicator whose target is printed and whose actual value is not, in a table that gives those of others.
actual_rows as (
    select
        document_id,
        record_id,
        min(block_no) as block_no,
        max(row_no) filter (where field_name = 'target_value') as row_no,
        min(col_no) filter (where field_name = 'target_value') as col_no,
        min(trim(field_text)) filter (where field_name = 'target_value') as target_text,
        min(trim(field_text)) filter (where field_name = 'indicator_l3') as indicator_name,
        coalesce(max(trim(field_text)) filter (where field_name = 'actual_value'), '') as actual_text
    from cells
    group by document_id, record_id
),

actual_tables as (
    select
        document_id,
        block_no,
        count(*) filter (where actual_text = '') as empty_count,
        array_to_string(
            (list(indicator_name order by row_no) filter (where actual_text = ''))[1:8], '、'
        ) as empty_names,
        coalesce(
            list({{ text_operand('stated', 'target_text', 'block_no', 'row_no', 'col_no') }} order by row_no)
            filter (where actual_text = ''),
            list({{ text_operand('stated', 'target_text', 'block_no', 'row_no', 'col_no') }} order by row_no)[1:1]
        ) as operands
    from actual_rows
    where target_text <> '' and indicator_name <> ''
    group by document_id, block_no
    having count(*) filter (where actual_text <> '') >= 2
),

actual_values as (
    select
        {{ bound_identity_id('R73', "concat_ws('|', 'actual', asked.document_id, asked.block_no)") }} as identity_id,
        asked.document_id,
        coalesce(documents.department, documents.title) as subject,
        documents.fiscal_year,
        asked.empty_count = 0 as holds,
        null as assumption,
        case
            when asked.empty_count = 0 then '有指标值的指标都填了实际完成值'
            else concat('以下指标没有填实际完成值：', asked.empty_names, '（共 ', asked.empty_count, ' 个）')
        end as explanation_zh,
        case
            when asked.empty_count = 0 then 'Every indicator with a target has its actual value'
            else concat(
                    'These indicators have no actual value: ', asked.empty_names, ' (', asked.empty_count, ' in all)'
                )
        end as explanation_en,
        asked.operands
    from actual_tables as asked
    inner join {{ ref('stg_raw__document') }} as documents on asked.document_id = documents.document_id
),

-- What the documents of one department and year print together.
printed as (
    select
        documents.department_id,
        documents.fiscal_year,
        bool_or(cells.field_name = 'actual_value' and trim(cells.field_text) <> '') as has_actual_values,
        bool_or(cells.table_kind = 'project_sheet') as has_sheets
    from {{ ref('stg_raw__record_field') }} as cells
    inner join {{ ref('int_department__document') }} as documents on cells.document_id = documents.document_id
    group by documents.department_id, documents.fiscal_year
),

-- A self-evaluation that repeats the targets of its indicators and nowhere says what became of them.
without_actual_values as (
    select
        {{ bound_identity_id('R73', "'no actual|' || targets.document_id") }} as identity_id,
        targets.document_id,
        targets.subject,
        targets.fiscal_year,
        false as holds,
        '各指标的完成值没有另行公开 / The actual values are not published elsewhere' as assumption,
        concat('绩效目标表列有 ', targets.indicator_count, ' 个指标，全文没有印出任何指标的实际完成值') as explanation_zh,
        concat(
            'The table of targets has ', targets.indicator_count, ' indicators; the actual value of none is printed'
        ) as explanation_en,
        [targets.last_level_operand] as operands
    from targets
    inner join {{ ref('int_department__document') }} as documents on targets.document_id = documents.document_id
    left join printed
        on
            documents.department_id = printed.department_id
            and documents.fiscal_year is not distinct from printed.fiscal_year
    where documents.kind = 'self_evaluation' and not coalesce(printed.has_actual_values, false)
),

-- A target that prints the whole scale, 优良中低差, sets no grade.
whole_scales as (
    select
        {{ bound_identity_id('R73', "'scale|' || cells.document_id || '|' || cells.record_id") }} as identity_id,
        cells.document_id,
        any_value(cells.record_name) as subject,
        any_value(documents.fiscal_year) as fiscal_year,
        false as holds,
        '别处没有写明应达到的等级 / The grade to be reached is not given elsewhere' as assumption,
        concat('指标值“', min(trim(cells.field_text)), '”列出了全部等级，没有写明应达到哪一级') as explanation_zh,
        concat('The target "', min(trim(cells.field_text)), '" lists every grade and sets none') as explanation_en,
        [
            {{
                text_operand(
                    'stated', 'min(trim(cells.field_text))', 'min(cells.block_no)', 'max(cells.row_no)', 'min(cells.col_no)'
                )
            }}
        ] as operands
    from cells
    inner join {{ ref('stg_raw__document') }} as documents on cells.document_id = documents.document_id
    where
        cells.field_name = 'target_value'
        and regexp_matches(cells.field_text, '优[秀、/，]{0,2}良[好、/，]{0,2}中?[等、/，]{0,2}(低|一般)?[、/，]{0,2}差')
    group by cells.document_id, cells.record_id
),

annexed_sheets as (
    select
        {{ bound_identity_id('R73', "'sheets|' || wording.document_id || '|' || wording.wording_id") }} as identity_id,
        wording.document_id,
        wording.subject,
        documents.fiscal_year,
        coalesce(printed.has_sheets, false) as holds,
        '自评表没有另行公开 / The sheets are not published elsewhere' as assumption,
        concat(
            '文中以', wording.quote, '为依据，', case when coalesce(printed.has_sheets, false) then '并附有该表' else '没有附该表' end
        ) as explanation_zh,
        concat(
            'The report rests on ', wording.quote, ', which is ',
            case when coalesce(printed.has_sheets, false) then 'annexed' else 'not annexed' end
        ) as explanation_en,
        [
            {{ text_operand('stated', 'wording.quote', 'wording.block_no', 'wording.row_no', 'wording.col_no') }}
        ] as operands
    from {{ ref('stg_raw__wording') }} as wording
    inner join {{ ref('int_department__document') }} as documents on wording.document_id = documents.document_id
    left join printed
        on
            documents.department_id = printed.department_id
            and documents.fiscal_year is not distinct from printed.fiscal_year
    where wording.rule_id = 'R73' and documents.kind = 'self_evaluation'
),

-- The first and the last chapter of a report, as the rule of ordinals (R70) has read them.
chapters as (
    select
        wording.document_id,
        arg_min(wording.quote, wording.wording_no) as first_title,
        arg_max(wording.quote, wording.wording_no) as last_title,
        [
            {{
                text_operand(
                    'stated', 'arg_min(wording.quote, wording.wording_no)', 'min(wording.block_no)', 'null', 'null'
                )
            }},
            {{
                text_operand(
                    'stated', 'arg_max(wording.quote, wording.wording_no)', 'max(wording.block_no)', 'null', 'null'
                )
            }}
        ] as operands
    from {{ ref('stg_raw__wording') }} as wording
    where wording.rule_id = 'R70' and regexp_full_match(wording.found, '[一二三四五六七八九十]+、')
    group by wording.document_id, wording.wording_id
    having min(wording.found) = '一、' or arg_min(wording.found, wording.wording_no) = '一、'
    -- The chapters of the report are the run that reaches furthest.
    qualify row_number() over (
            partition by wording.document_id
            order by max(wording.block_no) - min(wording.block_no) desc, wording.wording_id
        ) = 1
),

chapter_checks as (
    select
        {{ bound_identity_id('R73', "'chapters|' || chapters.document_id") }} as identity_id,
        chapters.document_id,
        coalesce(documents.department, documents.title) as subject,
        documents.fiscal_year,
        regexp_matches(chapters.first_title, '概况|基本情况|概述|简介|职能')
        and regexp_matches(chapters.last_title, '结论|建议|问题|改进|应用|公开|说明|附') as holds,
        '该报告应按部门整体绩效自评报告的格式编写 / The report follows the layout of departmental self-evaluations' as assumption,
        concat('报告自“', chapters.first_title, '”至“', chapters.last_title, '”') as explanation_zh,
        concat('The report runs from "', chapters.first_title, '" to "', chapters.last_title, '"') as explanation_en,
        chapters.operands
    from chapters
    inner join {{ ref('stg_raw__document') }} as documents on chapters.document_id = documents.document_id
    where documents.kind = 'self_evaluation'
),

identities as (
    select * from satisfaction
    union all by name
    select * from kinds
    union all by name
    select * from actual_values
    union all by name
    select * from without_actual_values
    union all by name
    select * from whole_scales
    union all by name
    select * from annexed_sheets
    union all by name
    select * from chapter_checks
)

{{
    unnested_operands(
        'identities',
        'R73',
        form="'logical'",
        holds='holds',
        broken_verdict="case when assumption is null then 'inconsistent' else 'ambiguous' end",
        assumption='case when not holds then assumption end',
        explanation_zh='explanation_zh',
        explanation_en='explanation_en'
    )
}}
