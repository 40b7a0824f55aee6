{#-
    Cells that count a thing under a name like that of a target: 党政网 1条 of a text and the target 党政网专线通信 1条. Alike are
    names of which one holds the other, names that share two thirds of their bigrams, and names that share one where the
    count is the same and the row speaks of what the target is called. A cell that names a target itself has no named.
-#}
with

cells as (
    select
        *,
        list(thing_key) over (partition by document_id, record_id) as row_keys,
        bool_or(source_kind = 'indicator') over (partition by document_id, thing_key) as is_target
    from {{ ref('int_quantity__cell') }}
    where not is_part_of_list
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
        contexts.row_text
    from cells as named
    inner join cells as goal
        on named.document_id = goal.document_id and named.record_id <> goal.record_id
    inner join contexts on named.document_id = contexts.document_id and named.record_id = contexts.record_id
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
                and (
                    '' in (named.unit, goal.unit)
                    or named.unit = goal.unit
                    -- 个 counts anything but people.
                    or ('个' in (named.unit, goal.unit) and '人' not in (named.unit, goal.unit))
                )
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
        or name_pct >= 65 as is_named_alike
    from measured
    where shared_count > 0
),

best as (
    select *
    from alike
    where is_named_alike or (agrees and row_pct >= 60 and source_kind <> 'indicator')
    qualify row_number() over (
            partition by document_id, record_id, source_kind, thing_key
            order by is_named_alike desc, agrees desc, row_pct desc, shared_count desc, target_place_no asc
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
