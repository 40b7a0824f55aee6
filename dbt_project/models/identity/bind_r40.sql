-- Two projects of one year do not describe the same payment.
with

rows_with_text as (
    select
        projects.document_id,
        projects.entity_id,
        projects.fiscal_year,
        projects.project_name,
        project_names.other_years,
        cells.field_text,
        cells.block_no,
        cells.row_no,
        cells.col_no
    from {{ ref('int_project__matched') }} as projects
    inner join {{ ref('int_match__name') }} as project_names on projects.entity_id = project_names.node_id
    inner join {{ ref('stg_raw__record_field') }} as cells
        on projects.document_id = cells.document_id and projects.record_id = cells.record_id
    where
        cells.field_name in ('project_content', 'goal_setting')
        and contains(cells.field_text, '支付')
        and not project_names.is_no_project
),

clauses as (
    select
        *,
        trim(unnest(string_split_regex(field_text, '[，。；;！\n]'))) as clause
    from rows_with_text
),

-- What is paid, without the words for doing so; a clause of a few characters names no payment.
payments as (
    select
        *,
        regexp_replace({{ normalised_name('clause') }}, '支付|完成|及时|足额|20\d\d年度?', '', 'g') as payment_key
    from clauses
    where regexp_matches(clause, '(款|费|补助|租金)支付|支付.+(款|费|补助|租金)')
),

shared as (
    select
        document_id,
        payment_key,
        other_years,
        any_value(fiscal_year) as fiscal_year,
        arg_min(trim(project_name), (block_no, row_no)) as subject,
        arg_max(trim(project_name), (block_no, row_no)) as other_project,
        arg_min(clause, (block_no, row_no)) as clause,
        list(
            { 'quote': clause, 'block_no': block_no, 'row_no': row_no, 'col_no': col_no } order by block_no, row_no
        ) as prints
    from payments
    where length(payment_key) >= 8
    group by document_id, payment_key, other_years
    -- What more than two projects say is a form of words.
    having count(distinct entity_id) = 2
),

identities as (
    select
        {{ bound_identity_id('R40', "concat_ws('|', document_id, payment_key, array_to_string(other_years, ','))") }}
            as identity_id,
        document_id,
        subject,
        fiscal_year,
        concat('“', subject, '”与“', other_project, '”都写着“', clause, '”') as explanation_zh,
        concat('"', subject, '" and "', other_project, '" both say "', clause, '"') as explanation_en,
        list_transform(prints, lambda print: {{ cell_operand('stated', 'print') }}) as operands
    from shared
)

{{
    unnested_operands(
        'identities',
        'R40',
        form="'logical'",
        holds='false',
        broken_verdict="'ambiguous'",
        assumption="'两处写的是同一笔支付 / both describe one payment'",
        explanation_zh='explanation_zh',
        explanation_en='explanation_en'
    )
}}
