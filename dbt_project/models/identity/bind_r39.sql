-- One project has one name in all tables of a document, and in the title of the document that grants it; what a
-- quantity and a cost of the goal table are for has one name in both.
with

linked as (
    select
        {{ bound_identity_id('R39', "low.node_id || '|' || high.node_id") }} as identity_id,
        low.document_id,
        high.name as subject,
        low.fiscal_year,
        low.match_method = 'merged' as is_merged,
        concat('此处名称为“', low.name, '”，另一表为“', high.name, '”') as explanation_zh,
        concat('The name is "', low.name, '" here and "', high.name, '" in another table') as explanation_en,
        [
            {{ place_operand('stated', 'low.place') }},
            {{ place_operand('part', 'high.place') }}
        ] as operands
    from {{ ref('int_match__pair') }} as pairs
    inner join {{ ref('int_match__project') }} as low on pairs.low_id = low.node_id
    inner join {{ ref('int_match__project') }} as high on pairs.high_id = high.node_id
    where pairs.decision in ('reviewed', 'similar', 'merged')
),

same_names as (
    select
        {{ bound_identity_id('R39', 'node_id') }} as identity_id,
        document_id,
        name as subject,
        fiscal_year,
        [{{ place_operand('stated', 'place') }}] as operands
    from {{ ref('int_match__project') }}
    where len(stands_in) > 1 and not is_no_project
),

-- 关于提前下达2024年……的通知: the name that the grant itself gives.
cited as (
    select
        document_id,
        record_id,
        name_key,
        min(task_name) as task_name,
        min(title) as title
    from (
        select
            document_id,
            record_id,
            record_key as name_key,
            record_name as task_name,
            trim(unnest(regexp_extract_all(
                field_text, '关于(提前)?下达(20\d\d年)?度?([^《》，。；、\n]{4,60}?)的通知', 3
            ))) as title
        from {{ ref('stg_raw__record_field') }}
        where table_kind = 'goal_task' and field_name = 'task_content'
    )
    group by document_id, record_id, name_key
    having count(distinct title) = 1
),

cited_names as (
    select
        *,
        {{ core_name('name_key') }} as core,
        {{ core_name(normalised_name('title')) }} as title_core
    from cited
),

cited_differently as (
    select
        {{ bound_identity_id('R39', "'title|' || cited.record_id") }} as identity_id,
        cited.document_id,
        cited.task_name as subject,
        documents.fiscal_year,
        concat('项目名称为“', trim(cited.task_name), '”，所引通知的标题为“', cited.title, '”') as explanation_zh,
        concat('The name is "', trim(cited.task_name), '", the notice cited is titled "', cited.title, '"')
            as explanation_en,
        [
            {{ text_operand('stated', 'cells.field_text', 'cells.block_no', 'cells.row_no', 'cells.col_no') }},
            {{ text_operand('part', 'cited.title', 'contents.block_no', 'contents.row_no', 'contents.col_no') }}
        ] as operands
    from cited_names as cited
    inner join {{ ref('stg_raw__document') }} as documents on cited.document_id = documents.document_id
    inner join {{ ref('stg_raw__record_field') }} as cells
        on cited.document_id = cells.document_id
            and cited.record_id = cells.record_id
            and cells.field_name = 'task_name'
    inner join {{ ref('stg_raw__record_field') }} as contents
        on cited.document_id = contents.document_id
            and cited.record_id = contents.record_id
            and contents.field_name = 'task_content'
    where
        cited.core <> cited.title_core
        and not contains(cited.title_core, cited.core)
        and not contains(cited.core, cited.title_core)
        -- Alike enough to be the name of this project, by the measure of the matcher.
        and 200 * len(list_intersect({{ bigrams('cited.core') }}, {{ bigrams('cited.title_core') }}))
        >= 60 * (len({{ bigrams('cited.core') }}) + len({{ bigrams('cited.title_core') }}))
),

indicators as (
    select
        document_id,
        record_id,
        {{ normalised_name("min(field_text) filter (where field_name = 'indicator_l3')") }} as name_key,
        min(trim(field_text)) filter (where field_name = 'indicator_l3') as indicator_name,
        bool_or(field_name in ('indicator_l1', 'indicator_l2') and contains(field_text, '成本')) as is_cost,
        min(record_no) as record_no,
        min(block_no) as block_no,
        max(row_no) filter (where field_name = 'indicator_l3') as row_no,
        min(col_no) filter (where field_name = 'indicator_l3') as col_no
    from {{ ref('stg_raw__record_field') }}
    where table_kind = 'goal_indicator'
    group by document_id, record_id
),

-- 扶贫帮扶乡 and 对帮扶村的补助: whom it is for, without the level of government.
beneficiaries as (
    select
        *,
        lag(name_key) over in_order as name_before,
        lead(name_key) over in_order as name_behind,
        regexp_extract(
            regexp_replace({{ counted_thing('name_key') }}, '^(对|给)', ''),
            '^(.{2,}?)(省|市|州|县|区|乡镇|乡|镇|街道|村|社区)$', ['stem', 'rank']
        ) as named
    from indicators
    where name_key <> ''
    window in_order as (partition by document_id, is_cost order by record_no)
),

other_level as (
    select
        {{ bound_identity_id('R39', "'level|' || quantity.record_id || '|' || spending.record_id") }} as identity_id,
        quantity.document_id,
        quantity.indicator_name as subject,
        documents.fiscal_year,
        concat('数量指标写“', quantity.indicator_name, '”，成本指标写“', spending.indicator_name, '”') as explanation_zh,
        concat('The quantity is of "', quantity.indicator_name, '", the cost of "', spending.indicator_name, '"')
            as explanation_en,
        [
            {{
                text_operand(
                    'stated', 'quantity.indicator_name', 'quantity.block_no', 'quantity.row_no', 'quantity.col_no'
                )
            }},
            {{
                text_operand(
                    'part', 'spending.indicator_name', 'spending.block_no', 'spending.row_no', 'spending.col_no'
                )
            }}
        ] as operands
    from beneficiaries as quantity
    inner join beneficiaries as spending on quantity.document_id = spending.document_id
    inner join {{ ref('stg_raw__document') }} as documents on quantity.document_id = documents.document_id
    where
        not quantity.is_cost
        and spending.is_cost
        and quantity.named.rank <> ''
        and spending.named.rank <> ''
        and quantity.named.rank <> spending.named.rank
        and (contains(quantity.named.stem, spending.named.stem) or contains(spending.named.stem, quantity.named.stem))
        -- They stand in one place of two parallel lists.
        and (quantity.name_before = spending.name_before or quantity.name_behind = spending.name_behind)
)

{{
    unnested_operands(
        'linked',
        'R39',
        form="'logical'",
        holds='false',
        broken_verdict="case when is_merged then 'ambiguous' else 'inconsistent' end",
        assumption="case when is_merged then '几项任务合并成了一个项目 / several tasks were merged into one project' end",
        explanation_zh='explanation_zh',
        explanation_en='explanation_en'
    )
}}
union all by name
{{
    unnested_operands(
        'same_names',
        'R39',
        form="'logical'",
        holds='true',
        explanation_zh="'各表中的名称相同'",
        explanation_en="'The name is the same in all tables'"
    )
}}
union all by name
{{
    unnested_operands(
        'cited_differently',
        'R39',
        form="'logical'",
        holds='false',
        broken_verdict="'ambiguous'",
        assumption="'所引通知就是这个项目的资金来源 / the notice cited is what grants this project'",
        explanation_zh='explanation_zh',
        explanation_en='explanation_en'
    )
}}
union all by name
{{
    unnested_operands(
        'other_level',
        'R39',
        form="'logical'",
        holds='false',
        explanation_zh='explanation_zh',
        explanation_en='explanation_en'
    )
}}
