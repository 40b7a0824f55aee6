{#-
    Cells that count a thing under a name like that of a target: 党政网 1条 of a text and the target 党政网专线通信 1条. Alike are
    names of which one holds the other, names that share two thirds of their bigrams, and names that share one where the
    row speaks of what the target is called and either the count is the same or the neighbours are: text and targets list
    治安卡口 and behind it 人脸识别监控, 人脸点位. A cell that names a target itself has no named.
-#}
with

cells as (
    select
        *,
        list(thing_key) over (partition by document_id, record_id) as row_keys,
        bool_or(source_kind = 'indicator') over (partition by document_id, thing_key) as is_target,
        dense_rank() over (partition by document_id, source_kind order by place_no) as row_in_order
    from {{ ref('int_quantity__cell') }}
    where not is_part_of_list
),

-- Targets that a text calls by their names, and where in both they stand.
anchors as (
    select
        texts.document_id,
        texts.record_id,
        texts.place_no,
        goal.row_in_order as target_order
    from cells as texts
    inner join cells as goal on texts.document_id = goal.document_id and texts.thing_key = goal.thing_key
    where texts.source_kind = 'text' and goal.source_kind = 'indicator'
),

-- The rows of targets next to those, on the side on which the text goes on.
neighbours as (
    select distinct
        named.document_id,
        named.record_id,
        named.place_no,
        anchors.target_order + sign(named.place_no - anchors.place_no) as target_order
    from cells as named
    inner join anchors on named.document_id = anchors.document_id and named.record_id = anchors.record_id
    where named.source_kind = 'text' and named.place_no <> anchors.place_no
),

-- What the row of a cell says it is about.
contexts as (
    select
        document_id,
        record_id,
        string_agg(field_text, '|' order by col_no, field_name) as row_text
    from {{ ref('stg_raw__record_field') }}
    where field_name in ('task_name', 'task_content', 'project_name', 'project_content', 'indicator_l3')
    group by document_id, record_id
),

met as (
    select
        named.document_id,
        named.record_id,
        named.source_kind,
        named.thing_key,
        named.thing,
        named.thing_name,
        named.unit,
        named.first_count,
        named.place_no,
        named.prints,
        goal.thing_key as target_key,
        goal.thing as target_thing,
        goal.thing_name as target_name,
        goal.unit as target_unit,
        goal.first_count as target_count,
        goal.place_no as target_place_no,
        goal.prints as target_prints,
        list_has_any(named.counts, goal.counts) as agrees,
        {{ bigrams('named.thing_name') }} as grams,
        {{ bigrams('goal.thing_name') }} as target_grams,
        contexts.row_text,
        neighbours.document_id is not null as is_beside
    from cells as named
    inner join cells as goal
        on named.document_id = goal.document_id and named.record_id <> goal.record_id
    inner join contexts on named.document_id = contexts.document_id and named.record_id = contexts.record_id
    left join neighbours
        on named.document_id = neighbours.document_id
            and named.record_id = neighbours.record_id
            and named.place_no = neighbours.place_no
            and goal.row_in_order = neighbours.target_order
            and named.source_kind = 'text'
    where
        goal.source_kind = 'indicator'
        and not list_contains(named.row_keys, goal.thing_key)
        and case
            -- Rows of one class are different things; another class sets marks for the same things.
            when named.source_kind = 'indicator'
                then named.indicator_class <> goal.indicator_class
                    and named.place_no > goal.place_no
                    and named.unit = goal.unit
                    and named.unit <> ''
                    and not list_contains(goal.row_keys, named.thing_key)
            else not named.is_target
                and {{ may_count_alike('named.unit', 'goal.unit') }}
        end
),

measured as (
    select
        * exclude (grams, target_grams, row_text),
        len(list_intersect(grams, target_grams)) as shared_count,
        contains(target_name, thing_name) as is_whole,
        contains(thing_name, target_name) as is_kind,
        200 * len(list_intersect(grams, target_grams)) // (len(grams) + len(target_grams)) as name_pct,
        100 * len(list_filter(target_grams, lambda gram: contains(row_text, gram))) // len(target_grams) as row_pct
    from met
),

alike as (
    select
        *,
        ((is_whole or is_kind) and (least(length(thing_name), length(target_name)) > 2 or row_pct >= 60))
        or name_pct >= 65 as is_named_alike,
        -- Beside one target of such a name: with two of them the order tells nothing.
        is_beside
        and row_pct >= 60
        and count(*) filter (where is_beside) over (
            partition by document_id, record_id, source_kind, thing_key
        ) = 1 as is_placed_alike
    from measured
    where shared_count > 0
),

best as (
    select *
    from alike
    where is_named_alike or is_placed_alike or (agrees and row_pct >= 60 and source_kind <> 'indicator')
    qualify row_number() over (
            partition by document_id, record_id, source_kind, thing_key
            order by
                is_named_alike desc, is_placed_alike desc, agrees desc, row_pct desc, shared_count desc,
                target_place_no asc
        ) = 1
)

select * from best
where
    -- Of a kind there may be fewer than of the whole.
    (
        agrees
        or source_kind = 'indicator'
        or not ((is_kind and first_count < target_count) or (is_whole and first_count > target_count))
    )
-- A figure that is known by two names is compared once.
qualify row_number() over (
        partition by document_id, record_id, source_kind, target_key
        order by name_pct desc, place_no asc, thing_key asc
    ) = 1
