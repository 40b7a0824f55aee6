{#-
    Parts that are counted make up the target: 新建卡口6个、改建卡口3个 in a text and 卡口 9 in the goal table; 46台, 50台 and 3台 in
    the name of a cost and 99台 of what it is for.
-#}
with

targets as (
    select *
    from {{ ref('int_quantity__cell') }}
    where source_kind = 'indicator' and len(prints) = 1 and not is_part_of_list
    qualify row_number() over (partition by document_id, thing_key order by place_no) = 1
),

parts as (
    select
        things.document_id,
        things.record_id,
        targets.thing_key as target_key,
        targets.thing as target_thing,
        targets.first_count as target_count,
        targets.unit as target_unit,
        targets.prints as target_prints,
        things.value_base,
        things.thing_name,
        things.thing,
        things.fact_id,
        things.quote,
        things.block_no,
        things.row_no,
        things.col_no,
        things.char_start
    from targets
    inner join {{ ref('int_quantity__cell') }} as named
        on targets.document_id = named.document_id and targets.thing_key = named.thing_key
    inner join {{ ref('int_quantity__thing') }} as things
        on named.document_id = things.document_id
            and named.record_id = things.record_id
            and named.source_kind = things.source_kind
            and named.unit = things.unit
    where
        named.source_kind in ('text', 'cost_name')
        and ('' in (named.unit, targets.unit) or named.unit = targets.unit)
        -- A text counts much else; the name of a cost lists what it is for.
        and (named.source_kind = 'cost_name' or things.thing_key = targets.thing_key)
),

sums as (
    select
        document_id,
        record_id,
        target_key,
        any_value(target_thing) as target_thing,
        any_value(target_count) as target_count,
        any_value(target_unit) as target_unit,
        any_value(target_prints) as target_prints,
        sum(value_base) as part_sum,
        string_agg(cast(cast(value_base as bigint) as varchar), ' + ' order by char_start, quote) as part_text,
        list(
            {
                'fact_id': fact_id, 'quote': quote, 'block_no': block_no, 'row_no': row_no, 'col_no': col_no
            }
            order by char_start, quote
        ) as prints
    from parts
    group by document_id, record_id, target_key
    -- The same words twice are one thing that is named twice.
    having count(*) > 1 and count(distinct thing) = count(*)
),

identities as (
    select
        {{ bound_identity_id('R33', "concat_ws('|', sums.document_id, sums.record_id, sums.target_key)") }}
            as identity_id,
        sums.document_id,
        trim(sums.target_thing) as subject,
        documents.fiscal_year,
        sums.part_sum = sums.target_count as holds,
        -- A count that fits no part is R31's too: one misprint, counted once.
        case
            when sums.part_sum = sums.target_count then []
            else [{{ bound_identity_id('R31', "sums.document_id || '|' || sums.target_key") }}]
        end as derived_from,
        concat(
            sums.part_text, ' = ', cast(sums.part_sum as bigint), '，指标值为 ', cast(sums.target_count as bigint),
            sums.target_unit
        ) as explanation_zh,
        concat(
            sums.part_text, ' = ', cast(sums.part_sum as bigint), ', the target is ', cast(sums.target_count as bigint),
            sums.target_unit
        ) as explanation_en,
        list_concat(
            list_transform(sums.target_prints, lambda print: {{ print_operand('stated', 'print') }}),
            list_transform(sums.prints, lambda print: {{ print_operand('part', 'print') }})
        ) as operands
    from sums
    inner join {{ ref('stg_raw__document') }} as documents on sums.document_id = documents.document_id
)

{{
    unnested_operands(
        'identities',
        'R33',
        form="'logical'",
        holds='holds',
        broken_verdict="'ambiguous'",
        assumption="'列出的各部分就是指标所指的全部 / The parts listed are all that the target counts'",
        derived_from='derived_from',
        explanation_zh='explanation_zh',
        explanation_en='explanation_en'
    )
}}
