-- No indicator stands twice in one table.
with

indicators as (
    select
        cells.document_id,
        cells.record_id,
        min(cells.block_no) as block_no,
        {{ normalised_name("coalesce(min(cells.field_text) filter (where cells.field_name = 'indicator_l2'), '')") }}
            as class_key,
        {{ normalised_name("min(cells.field_text) filter (where cells.field_name = 'indicator_l3')") }} as name_key,
        {{ normalised_name("coalesce(min(cells.field_text) filter (where cells.field_name = 'target_value'), '')") }}
            as target_key,
        min(facts.value_base) filter (where cells.field_name = 'target_value') as target_value,
        coalesce(bool_or(facts.unit_kind = 'count') filter (where cells.field_name = 'target_value'), false)
            as is_count,
        min(documents.fiscal_year) as fiscal_year,
        min(trim(cells.field_text)) filter (where cells.field_name = 'indicator_l3') as indicator_name,
        min(cells.row_no) filter (where cells.field_name = 'indicator_l3') as row_no,
        min(cells.col_no) filter (where cells.field_name = 'indicator_l3') as col_no
    from {{ ref('stg_raw__record_field') }} as cells
    inner join {{ ref('stg_raw__document') }} as documents on cells.document_id = documents.document_id
    left join {{ ref('stg_raw__fact') }} as facts on cells.fact_id = facts.fact_id
    group by cells.document_id, cells.record_id
    having count(*) filter (where cells.field_name = 'indicator_l3') > 0
),

keyed as (
    select
        *,
        {{ any_order(counted_thing('name_key')) }} as thing_key
    from indicators
    where name_key <> '' and target_key <> ''
),

-- Word for word; or the same thing and figure in other words, where that is a count of something.
repeated as (
    select
        document_id,
        block_no,
        'same' as likeness,
        concat_ws('|', class_key, name_key, target_key) as likeness_key,
        not bool_and(is_count) as is_doubtful,
        arg_min(indicator_name, row_no) as subject,
        any_value(fiscal_year) as fiscal_year,
        list({ 'quote': indicator_name, 'block_no': block_no, 'row_no': row_no, 'col_no': col_no } order by row_no)
            as prints
    from keyed
    group by document_id, block_no, class_key, name_key, target_key
    having count(*) > 1
    union all
    select
        document_id,
        block_no,
        'alike' as likeness,
        concat_ws('|', class_key, thing_key, cast(target_value as varchar)) as likeness_key,
        true as is_doubtful,
        arg_min(indicator_name, row_no) as subject,
        any_value(fiscal_year) as fiscal_year,
        list({ 'quote': indicator_name, 'block_no': block_no, 'row_no': row_no, 'col_no': col_no } order by row_no)
            as prints
    from keyed
    where is_count and length(thing_key) >= 4
    group by document_id, block_no, class_key, thing_key, target_value
    having count(distinct name_key) > 1
),

-- A table without repetition is checked too.
tables as (
    select
        document_id,
        block_no,
        arg_min(indicator_name, row_no) as subject,
        any_value(fiscal_year) as fiscal_year,
        list({ 'quote': indicator_name, 'block_no': block_no, 'row_no': row_no, 'col_no': col_no } order by row_no)[:1]
            as prints
    from keyed
    group by document_id, block_no
    having count(*) > 1
),

identities as (
    select
        {{ bound_identity_id('R34', "concat_ws('|', document_id, block_no, likeness, likeness_key)") }} as identity_id,
        document_id,
        subject,
        fiscal_year,
        false as holds,
        is_doubtful,
        case likeness
            when 'same' then concat('同一指标和指标值在表中出现 ', len(prints), ' 次')
            else '两个指标名称相近、指标值相同'
        end as explanation_zh,
        case likeness
            when 'same' then concat('The indicator stands ', len(prints), ' times in the table with one target')
            else 'Two indicators have nearly one name and the same target'
        end as explanation_en,
        list_transform(prints, lambda print: {{ cell_operand('stated', 'print') }}) as operands
    from repeated
    union all
    select
        {{ bound_identity_id('R34', "concat_ws('|', tables.document_id, tables.block_no)") }} as identity_id,
        tables.document_id,
        tables.subject,
        tables.fiscal_year,
        true as holds,
        false as is_doubtful,
        '表中没有重复的指标' as explanation_zh,
        'No indicator of the table is repeated' as explanation_en,
        list_transform(tables.prints, lambda print: {{ cell_operand('stated', 'print') }}) as operands
    from tables
    left join repeated on tables.document_id = repeated.document_id and tables.block_no = repeated.block_no
    where repeated.document_id is null
)

{{
    unnested_operands(
        'identities',
        'R34',
        form="'logical'",
        holds='holds',
        broken_verdict="case when is_doubtful then 'ambiguous' else 'inconsistent' end",
        assumption="case when is_doubtful then '两行是同一指标 / both rows are one indicator' end",
        explanation_zh='explanation_zh',
        explanation_en='explanation_en'
    )
}}
