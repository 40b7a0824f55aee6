{#-
    How many of what a document says there are: in the targets of its goal table, in the text of its tasks and projects,
    and in the names of its cost indicators (12条专线租赁费). One figure may be known by several names of its thing: the
    words before it or behind it, the indicator's name, or a part of that.
-#}
with

cells as (
    select
        document_id,
        record_id,
        table_kind,
        field_name,
        block_no,
        row_no,
        col_no,
        regexp_replace(field_text, '\s', '', 'g') as cell_text
    from {{ ref('stg_raw__record_field') }}
    where
        (table_kind = 'goal_indicator' and field_name = 'target_value')
        or (table_kind = 'goal_task' and field_name = 'task_content')
        or (table_kind = 'project_result' and field_name = 'project_content')
),

indicators as (
    select
        document_id,
        record_id,
        coalesce(min(field_text) filter (where field_name = 'indicator_l3'), '') as indicator_name,
        min(trim(field_text)) filter (where field_name = 'indicator_l2') as indicator_class,
        bool_or(field_name in ('indicator_l1', 'indicator_l2') and contains(field_text, '成本')) as is_cost,
        min(block_no) filter (where field_name = 'indicator_l3') as block_no,
        min(row_no) filter (where field_name = 'indicator_l3') as row_no,
        min(col_no) filter (where field_name = 'indicator_l3') as col_no
    from {{ ref('stg_raw__record_field') }}
    where table_kind = 'goal_indicator'
    group by document_id, record_id
),

-- Offsets of facts count in the cell as printed, white space of the layout and all: the figure is found again by its
-- quote, whose last occurrence up to there it is.
located as (
    select
        cells.document_id,
        cells.record_id,
        cells.table_kind,
        cells.field_name,
        facts.fact_id,
        facts.measure,
        facts.value_base,
        facts.unit,
        facts.unit_kind,
        facts.exactness,
        facts.quote,
        facts.block_no,
        facts.row_no,
        facts.col_no,
        facts.char_start,
        cells.cell_text,
        instr(
            reverse(left(cells.cell_text, facts.char_end)), reverse(regexp_replace(facts.quote, '\s', '', 'g'))
        ) as from_behind,
        least(length(cells.cell_text), facts.char_end) as searched_length,
        length(regexp_replace(right(facts.quote, facts.char_end - facts.char_start), '\s', '', 'g')) as figure_length
    from cells
    inner join {{ ref('stg_raw__fact') }} as facts
        on cells.document_id = facts.document_id
            and cells.block_no = facts.block_no
            and cells.row_no is not distinct from facts.row_no
            and cells.col_no is not distinct from facts.col_no
),

placed as (
    select
        *,
        searched_length - from_behind + 1 - figure_length as figure_start,
        searched_length - from_behind + 1 as figure_end
    from located
    where from_behind > 0
),

printed as (
    select
        placed.document_id,
        placed.record_id,
        placed.table_kind,
        placed.fact_id,
        placed.value_base,
        coalesce(placed.unit, '') as unit,
        placed.quote,
        placed.block_no,
        placed.row_no,
        placed.col_no,
        placed.char_start,
        indicators.indicator_name,
        indicators.indicator_class,
        coalesce(indicators.is_cost, false) as is_cost,
        contains(placed.cell_text, '分别') as is_respective,
        -- The words in front, up to the last comma or figure, and those behind.
        regexp_extract(
            left(placed.cell_text, placed.figure_start), '[^，。；：,;:（）()、.．\d][^，。；：,;:（）()\d]*$'
        ) as words_before,
        regexp_replace(
            regexp_extract(substr(placed.cell_text, placed.figure_end + 1), '^[^，。；：,;:（）()、]*'),
            '(共计|总计|合计|以及|及其).*$', ''
        ) as words_behind,
        count(*) over (partition by placed.document_id, placed.record_id, placed.field_name) as figure_count,
        row_number() over (
            partition by placed.document_id, placed.record_id, placed.field_name
            order by placed.char_start, placed.fact_id
        ) as figure_no
    from placed
    left join indicators
        on placed.document_id = indicators.document_id and placed.record_id = indicators.record_id
    where
        placed.measure in ('indicator_target', 'task_quantity')
        and placed.unit_kind = 'count'
        and placed.value_base is not null
        and placed.exactness in ('exact', 'printed')
        -- Spans of time are no things; 每季度4次 is a frequency (R32); the bare number of a cost is money.
        and coalesce(placed.unit, '') not in ('年', '个月', '月', '天', '日', '小时', '周', '季度')
        and not regexp_matches(left(placed.cell_text, placed.figure_start), '每[^，。；,;]*$')
        and not (coalesce(indicators.is_cost, false) and coalesce(placed.unit, '') in ('', '元每人'))
),

named as (
    select
        printed.*,
        case
            when is_respective
                then list_filter(
                        [string_split(indicator_name, '、')[figure_no]], lambda part: part is not null
                    )
            -- Ahead of a figure that follows 、 or 和 stands another thing.
            when
                {{ counted_thing(normalised_name('words_before')) }} = ''
                or regexp_matches(words_before, '(、|以及|和|及|与|或)\s*$')
                then [words_behind]
            else [words_before]
        end as own_names,
        case
            when figure_count = 1 and table_kind = 'goal_indicator'
                then list_concat(
                        [indicator_name], string_split(indicator_name, '、')
                    )
            else []
        end as indicator_names
    from printed
),

-- 12条专线租赁费, 生活污水检测16次: a cost indicator counts in its name.
cost_parts as (
    select
        document_id,
        record_id,
        indicator_name,
        block_no,
        row_no,
        col_no,
        unnest(string_split(indicator_name, '、')) as part
    from indicators
    where is_cost
),

cost_names as (
    select
        *,
        regexp_extract(trim(part), '^(\d{1,9})({{ counting_units() }})(.+)$', ['figure', 'unit', 'thing']) as in_front,
        regexp_extract(
            trim(part), '^(.*[^\d.])(\d{1,9})({{ counting_units() }})$', ['thing', 'figure', 'unit']
        ) as at_end
    from cost_parts
),

all_names as (
    select
        document_id,
        record_id,
        case when table_kind <> 'goal_indicator' then 'text' when is_cost then 'cost_target' else 'indicator' end
            as source_kind,
        indicator_class,
        fact_id,
        quote,
        block_no,
        row_no,
        col_no,
        char_start,
        value_base,
        unit,
        unnest(list_distinct(list_concat(own_names, indicator_names))) as thing,
        case when not is_respective then indicator_name end as indicator_name
    from named
    union all
    select
        document_id,
        record_id,
        'cost_name' as source_kind,
        null as indicator_class,
        null as fact_id,
        trim(part) as quote,
        block_no,
        row_no,
        col_no,
        null as char_start,
        cast(coalesce(nullif(in_front.figure, ''), at_end.figure) as decimal(30, 8)) as value_base,
        coalesce(nullif(in_front.unit, ''), at_end.unit) as unit,
        -- Who provides it (电信) is no part of what it is.
        regexp_replace(coalesce(nullif(in_front.thing, ''), at_end.thing), '[（(][^（()）]*[)）]$', '') as thing,
        null as indicator_name
    from cost_names
    where coalesce(nullif(in_front.figure, ''), at_end.figure) <> ''
),

keyed as (
    select
        * exclude (indicator_name),
        -- One of several things that share a figure: 干部 of 培训干部、群众.
        coalesce(contains(indicator_name, '、' || thing) or contains(indicator_name, thing || '、'), false)
        and fact_id is not null as is_part_of_list,
        {{ counted_thing(normalised_name('thing')) }} as thing_name,
        {{ any_order('thing_name') }} as thing_key
    from all_names
)

select * from keyed
where length(thing_key) >= 2 and regexp_matches(thing_key, '\p{Han}')
