{#-
    So many times a month, quarter or week, times the periods of a year, make the number of times a year. The total stands
    in the same cell of a target or the same sentence of a task (每季度检测4次，全年16次), or in the name of an indicator that is called as this one (禁毒宣传76次); there,
    and where several units act, another reading is possible.
-#}
with

-- A target is told as a whole; a task sentence by sentence.
told as (
    select
        document_id,
        record_id,
        field_text,
        block_no,
        row_no,
        col_no,
        'indicator_l3' as name_field
    from {{ ref('stg_raw__record_field') }}
    where field_name = 'target_value'
    union all
    select
        document_id,
        record_id,
        unnest(regexp_extract_all(field_text, '[^。；;]+')) as field_text,
        block_no,
        row_no,
        col_no,
        case field_name when 'task_content' then 'task_name' else 'project_name' end as name_field
    from {{ ref('stg_raw__record_field') }}
    where
        field_name in ('task_content', 'project_content')
        -- Another thing may be counted between the two.
        and regexp_matches(
            field_text,
            '每[^，。；,;]{1,24}(次|场|期)[，,、（(]\s*(全年|年度|一年|共计?|合计|总计)[^，。；,;\d]{0,10}\d{1,5}(次|场|期)'
        )
),

cells as (
    select
        cells.document_id,
        cells.record_id,
        cells.field_text,
        case when cells.name_field <> 'indicator_l3' then cells.field_text end as sentence,
        cells.block_no,
        cells.row_no,
        cells.col_no,
        min(named.field_text) as indicator_name
    from told as cells
    inner join {{ ref('stg_raw__record_field') }} as named
        on cells.document_id = named.document_id
            and cells.record_id = named.record_id
            and cells.name_field = named.field_name
    where contains(cells.field_text, '每')
    group by all
),

frequencies as (
    select
        *,
        regexp_extract(
            field_text,
            '每(?:个|一)?(半年|季度|季|月|周|年)[^，。；,;每\d]{0,20}?(\d{1,3}|[一二两三四五六七八九十])(次|场次|场|期)',
            ['period', 'times', 'unit']
        ) as frequency,
        regexp_extract(
            field_text, '每(?:个|一)?(?:半年|季度|季|月|周|年)[^，。；,;每\d]{0,20}?(?:\d{1,3}|[一二两三四五六七八九十])(?:次|场次|场|期)'
        ) as frequency_quote,
        regexp_extract(field_text, '(?:全年|年度|一年|共计?|合计|总计)[^，。；,;\d]{0,10}?(\d{1,5})(次|场次|场|期)', 1) as total,
        regexp_extract(field_text, '(?:全年|年度|一年|共计?|合计|总计)[^，。；,;\d]{0,10}?\d{1,5}(?:次|场次|场|期)')
            as total_quote,
        -- 每月提取污水送检: once each time, where the words do not say how often.
        regexp_extract(
            field_text,
            '(每(?:个|一)?(季度|季|月|周)(?:定期)?(?:提取|采集|抽取|检测|监测|送检|抽查|抽检|巡查|检查|召开|举办|开展|组织|演练|走访)'
            || '[^，。；,;每\d一二两三四五六七八九十]{2,20})',
            ['quote', 'period']
        ) as once,
        regexp_matches(field_text, '各|每个(单位|村|社区|乡镇|学校)|分别') as has_several_units
    from cells
),

counted as (
    select
        * exclude (frequency_quote),
        case when frequency.times <> '' then frequency.period else once.period end as period,
        case when frequency.times <> '' then frequency.times else '1' end as times_text,
        case when frequency.times <> '' then frequency_quote else once.quote end as frequency_quote
    from frequencies
    where frequency.times <> '' or (once.period <> '' and total = '')
),

totals_in_names as (
    select
        document_id,
        trim(field_text) as named_quote,
        {{ normalised_name("regexp_extract(trim(field_text), '^(.*[^\d.])\d{1,5}(?:次|场次|场|期)$', 1)") }} as thing_key,
        regexp_extract(trim(field_text), '(\d{1,5})(?:次|场次|场|期)$', 1) as named_total,
        block_no as named_block_no,
        row_no as named_row_no,
        col_no as named_col_no
    from {{ ref('stg_raw__record_field') }}
    where field_name = 'indicator_l3' and regexp_matches(trim(field_text), '[^\d.]\d{1,5}(次|场次|场|期)$')
),

joined as (
    select
        counted.*,
        named.named_quote,
        named.named_total,
        named.named_block_no,
        named.named_row_no,
        named.named_col_no,
        coalesce(
            try_cast(counted.times_text as integer),
            case counted.times_text when '两' then 2 else strpos('一二三四五六七八九十', counted.times_text) end
        ) as times,
        case counted.period
            when '年' then 1 when '半年' then 2 when '季' then 4 when '季度' then 4 when '月' then 12 when '周' then 52
        end as periods,
        cast(coalesce(nullif(counted.total, ''), named.named_total) as integer) as total_times,
        counted.total = '' as is_elsewhere
    from counted
    left join totals_in_names as named
        on counted.document_id = named.document_id
            and {{ normalised_name('counted.indicator_name') }} = named.thing_key
            and counted.total = ''
    where counted.total <> '' or named.named_total is not null
),

identities as (
    select
        {{
            bound_identity_id(
                'R32', "concat_ws('|', joined.document_id, joined.record_id, joined.sentence, joined.named_row_no)"
            )
        }} as identity_id,
        joined.document_id,
        trim(joined.indicator_name) as subject,
        documents.fiscal_year,
        joined.times * joined.periods = joined.total_times as holds,
        joined.is_elsewhere or joined.has_several_units as is_doubtful,
        concat(
            joined.times,
            ' × ',
            joined.periods,
            ' = ',
            joined.times * joined.periods,
            ' 次，文中为 ',
            joined.total_times,
            ' 次'
        ) as explanation_zh,
        concat(
            joined.times, ' × ', joined.periods, ' = ', joined.times * joined.periods, ' times, the document prints ',
            joined.total_times
        ) as explanation_en,
        [
            {{ text_operand('stated', 'coalesce(joined.named_quote, joined.total_quote)',
                'coalesce(joined.named_block_no, joined.block_no)', 'coalesce(joined.named_row_no, joined.row_no)',
                'coalesce(joined.named_col_no, joined.col_no)') }},
            {{ text_operand('part', 'joined.frequency_quote', 'joined.block_no', 'joined.row_no', 'joined.col_no') }}
        ] as operands
    from joined
    inner join {{ ref('stg_raw__document') }} as documents on joined.document_id = documents.document_id
)

{{
    unnested_operands(
        'identities',
        'R32',
        form="'logical'",
        holds='holds',
        broken_verdict="case when is_doubtful then 'ambiguous' else 'inconsistent' end",
        assumption="case when is_doubtful then '只有一个单位开展，两处说的是同一事项 / one unit acts, and both mean the same' end",
        explanation_zh='explanation_zh',
        explanation_en='explanation_en'
    )
}}
