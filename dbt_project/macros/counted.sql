{#-
    Cells that count one thing, compared with the first of them: one logical check a thing. `compared` is an SQL text that
    says which cells, besides the reference, take part. Used by R30 (targets against targets) and R31 (texts and costs
    against targets). Behind them come the counts of things of names alike, each a check of its own that a person must
    look at where it fails; `alike` says which.
-#}
{%- macro same_count(rule_id, compared, alike) -%}
cells as (
    select
        cells.*,
        row_number() over (
            partition by cells.document_id, cells.thing_key
            order by cells.source_kind <> 'indicator', cells.place_no, cells.record_id
        ) as cell_no
    from {{ ref('int_quantity__cell') }} as cells
),

judged as (
    select
        other.*,
        reference.thing as subject,
        reference.unit as reference_unit,
        reference.counts as reference_counts,
        reference.first_count as reference_count,
        reference.prints as reference_prints,
        list_has_any(other.counts, reference.counts) as agrees,
        other.is_part_of_list or reference.is_part_of_list as is_part_compared
    from cells as other
    inner join cells as reference
        on other.document_id = reference.document_id and other.thing_key = reference.thing_key
    where
        reference.cell_no = 1
        and other.cell_no > 1
        and {{ compared }}
        and {{ may_count_alike('other.unit', 'reference.unit') }}
),

compared as (
    select
        document_id,
        thing_key,
        any_value(subject) as subject,
        any_value(reference_count) as reference_count,
        any_value(reference_unit) as reference_unit,
        any_value(reference_prints) as reference_prints,
        bool_and(agrees) as holds,
        coalesce(flatten(list(counts) filter (where agrees)), []) as agreed_counts,
        coalesce(list(counts) filter (where not agrees), []) as other_counts,
        bool_or(is_part_compared) as is_part_compared,
        arg_min(first_count, (agrees::integer, place_no)) as other_count,
        arg_min(unit, (agrees::integer, place_no)) as other_unit,
        flatten(list(prints order by agrees, place_no, record_id)) as other_prints
    from judged
    group by document_id, thing_key
),

identities as (
    select
        {{ bound_identity_id(rule_id, "compared.document_id || '|' || compared.thing_key") }} as identity_id,
        compared.document_id,
        trim(compared.subject) as subject,
        documents.fiscal_year,
        compared.holds,
        -- Of two characters or three a name may stand for two things; one of a list may share its figure with others.
        -- So may a count that another place gives as one of the kinds that make up the target.
        length(compared.thing_key) >= case when compared.is_part_compared then 6 else 4 end
        and not list_bool_and(
            list_transform(compared.other_counts, lambda counts: list_has_any(counts, compared.agreed_counts))
        ) as is_telling,
        {{ counts_compared(
            'compared.holds', 'compared.reference_count', 'compared.reference_unit', 'compared.other_count',
            'compared.other_unit'
        ) }},
        list_concat(
            list_transform(compared.reference_prints, lambda print: {{ print_operand('stated', 'print') }}),
            list_transform(compared.other_prints, lambda print: {{ print_operand('part', 'print') }})
        ) as operands
    from compared
    inner join {{ ref('stg_raw__document') }} as documents on compared.document_id = documents.document_id
),

alike_identities as (
    select
        {{ bound_identity_id(
            rule_id, "concat_ws('|', alike.document_id, alike.record_id, alike.thing_key, alike.target_key)"
        ) }} as identity_id,
        alike.document_id,
        trim(alike.target_thing) as subject,
        documents.fiscal_year,
        alike.agrees as holds,
        concat(
            '“', trim(alike.target_thing), '”与“', trim(alike.thing), '”是同一事项 / "', trim(alike.target_thing), '" and "',
            trim(alike.thing), '" are one thing'
        ) as assumption,
        {{ counts_compared(
            'alike.agrees', 'alike.target_count', 'alike.target_unit', 'alike.first_count', 'alike.unit'
        ) }},
        list_concat(
            list_transform(alike.target_prints, lambda print: {{ print_operand('stated', 'print') }}),
            list_transform(alike.prints, lambda print: {{ print_operand('part', 'print') }})
        ) as operands
    from {{ ref('int_quantity__alike') }} as alike
    inner join {{ ref('stg_raw__document') }} as documents on alike.document_id = documents.document_id
    where {{ alike }}
)

{{
    unnested_operands(
        'identities',
        rule_id,
        form="'logical'",
        holds='holds',
        broken_verdict="case when is_telling then 'inconsistent' else 'ambiguous' end",
        assumption="case when not is_telling then '两处数的是同一事项 / both count the same thing' end",
        explanation_zh='explanation_zh',
        explanation_en='explanation_en'
    )
}}
union all by name
{{
    unnested_operands(
        'alike_identities',
        rule_id,
        form="'logical'",
        holds='holds',
        broken_verdict="'ambiguous'",
        assumption='case when not holds then assumption end',
        explanation_zh='explanation_zh',
        explanation_en='explanation_en'
    )
}}
{%- endmacro -%}

{#- 台 and 人 of one name are two things; a figure without a unit may be either, and 个 counts anything but people. -#}
{%- macro may_count_alike(one_unit, other_unit) -%}
(
            '' in ({{ one_unit }}, {{ other_unit }})
            or {{ one_unit }} = {{ other_unit }}
            or ('个' in ({{ one_unit }}, {{ other_unit }}) and '人' not in ({{ one_unit }}, {{ other_unit }}))
        )
{%- endmacro -%}

{#- What a comparison of two counts found, in both languages. -#}
{%- macro counts_compared(holds, reference_count, reference_unit, other_count, other_unit) -%}
case
            when {{ holds }} then '各处数量相同'
            else concat(
                    '此处为 ', {{ shown_number('cast(' ~ reference_count ~ ' as decimal(30, 8))', 0) }}, {{ reference_unit }},
                    '，另一处为 ', {{ shown_number('cast(' ~ other_count ~ ' as decimal(30, 8))', 0) }}, {{ other_unit }}
                )
        end as explanation_zh,
        case
            when {{ holds }} then 'The counts agree'
            else concat(
                    'The count is ', {{ shown_number('cast(' ~ reference_count ~ ' as decimal(30, 8))', 0) }},
                    {{ reference_unit }}, ' here and ',
                    {{ shown_number('cast(' ~ other_count ~ ' as decimal(30, 8))', 0) }}, {{ other_unit }}, ' elsewhere'
                )
        end as explanation_en
{%- endmacro -%}

{#- A print of a count as an operand: its figure, or the name that it stands in. -#}
{%- macro print_operand(role, print) -%}
    {{ operand_struct(
        role, print ~ '.fact_id', 0, 0, 0, 'null',
        'case when ' ~ print ~ '.fact_id is null then ' ~ print ~ '.quote end',
        print ~ '.block_no', print ~ '.row_no', print ~ '.col_no'
    ) }}
{%- endmacro -%}

{#- A cell with words as an operand of an identity. -#}
{%- macro cell_operand(role, cell) -%}
    {{ operand_struct(
        role, 'null', 0, 0, 0, 'null', cell ~ '.quote', cell ~ '.block_no', cell ~ '.row_no', cell ~ '.col_no'
    ) }}
{%- endmacro -%}
