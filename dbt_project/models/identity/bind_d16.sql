-- The forms of a set of final accounts: those that every set has, those that its own contents list, the run of its
-- numbers 公开NN表; and a form without an amount says that there is none.
{%- set core_forms = {
    'receipts_and_payments': '收入支出决算总表',
    'revenue': '收入决算表',
    'expenditure': '支出决算表',
    'appropriation_total': '财政拨款收入支出决算总表',
    'general_expenditure': '一般公共预算财政拨款支出决算表',
    'general_basic': '一般公共预算财政拨款基本支出决算表',
    'three_public': '财政拨款“三公”经费支出决算表',
    'fund_receipts_and_payments': '政府性基金预算财政拨款收入支出决算表',
    'capital_receipts_and_payments': '国有资本经营预算财政拨款收入支出决算表',
} %}
with

core_form as (
    {% for form_name, form_title in core_forms.items() %}
        select
            '{{ form_name }}' as form_name,
            '{{ form_title }}' as form_title,
            {{ loop.index }} as form_no
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

documents as (
    select
        document_id,
        kind,
        fiscal_year,
        -- Without a department a document is a set of its own.
        coalesce(department_id, document_id) as department_id
    from {{ ref('int_department__document') }}
),

forms as (
    select
        documents.department_id,
        documents.fiscal_year,
        cells.document_id,
        cells.field_name as form_name,
        cells.field_text as form_title,
        cells.block_no
    from {{ ref('stg_raw__record_field') }} as cells
    inner join documents on cells.document_id = documents.document_id
    where cells.table_kind = 'money_form' and documents.kind = 'final_accounts'
),

-- A file with most of the forms is the set; single forms in files of their own may complete it.
sets as (
    select
        forms.document_id,
        any_value(forms.department_id) as department_id,
        any_value(forms.fiscal_year) as fiscal_year,
        arg_min(forms.form_title, forms.block_no) as first_title,
        min(forms.block_no) as first_block_no
    from forms
    inner join core_form on forms.form_name = core_form.form_name
    group by forms.document_id
    having count(distinct forms.form_name) >= 5
),

-- What a document says of its own forms.
told as (
    select
        wording.*,
        documents.department_id,
        documents.fiscal_year
    from {{ ref('stg_raw__wording') }} as wording
    inner join documents on wording.document_id = documents.document_id
    where wording.rule_id = 'D16'
),

listed as (
    select
        told.document_id,
        told.found as form_name,
        any_value(told.department_id) as department_id,
        any_value(told.fiscal_year) as fiscal_year,
        min(told.quote) as form_title,
        bool_or(told.note is not null) as is_titled_again,
        {{ text_operand('stated', 'min(told.quote)', 'min(told.block_no)', 'null', 'null') }} as title_operand
    from told
    where told.role = 'stated'
    group by told.document_id, told.found
),

printed as (
    select distinct
        department_id,
        fiscal_year,
        form_name
    from forms
),

compared_lists as (
    select
        listed.*,
        printed.form_name is not null as is_there
    from listed
    left join printed
        on
            listed.form_name = printed.form_name
            and listed.department_id = printed.department_id
            and listed.fiscal_year is not distinct from printed.fiscal_year
),

-- A document that holds half of the forms that it lists is the set; otherwise the forms are in other files.
lists as (
    select
        document_id,
        any_value(fiscal_year) as fiscal_year,
        list(form_title order by title_operand.block_no) filter (where not is_there) as titles,
        coalesce(bool_and(is_titled_again) filter (where not is_there), false) as is_titled_again,
        coalesce(
            list(title_operand order by title_operand.block_no) filter (where not is_there),
            list(title_operand order by title_operand.block_no)[1:1]
        ) as operands
    from compared_lists
    group by document_id
    having 2 * count(*) filter (where is_there) >= count(*)
),

own_lists as (
    select
        {{ bound_identity_id('D16', "'listed|' || document_id") }} as identity_id,
        document_id,
        '部门决算公开表' as subject,
        fiscal_year,
        titles is null as holds,
        case when is_titled_again then 'ambiguous' else 'inconsistent' end as broken_verdict,
        cast(null as varchar) as severity_cap,
        case
            when is_titled_again
                then '该表没有以图片等不能读取的形式附后 / The form is not attached in a shape that cannot be read, such as an image'
        end as assumption,
        case
            when titles is null then '目录所列各表都有'
            else concat('目录列有《', array_to_string(titles, '》《'), '》，后文没有')
        end as found_zh,
        case
            when titles is null then 'Every form that the contents list is there'
            else concat('The contents list 《', array_to_string(titles, '》《'), '》, which does not follow')
        end as found_en,
        operands
    from lists
),

numbers as (
    select
        document_id,
        any_value(fiscal_year) as fiscal_year,
        list_sort(list_distinct(list(cast(found as integer)))) as present,
        {{
            text_operand(
                'stated', 'arg_max(quote, found)', 'arg_max(block_no, found)', 'arg_max(row_no, found)',
                'arg_max(col_no, found)'
            )
        }} as last_operand
    from told
    where role = 'part'
    group by document_id
    having count(*) >= 5
),

gaps as (
    select
        *,
        list_filter(
            generate_series(1, list_max(present)),
            lambda number: not list_contains(present, cast(number as integer))  -- noqa: RF02
        ) as missing_numbers
    from numbers
),

numbered as (
    select
        {{ bound_identity_id('D16', "'numbers|' || document_id") }} as identity_id,
        document_id,
        '部门决算公开表编号' as subject,
        fiscal_year,
        len(missing_numbers) = 0 as holds,
        'ambiguous' as broken_verdict,
        cast(null as varchar) as severity_cap,
        '缺号的表没有另行公开，也没有以图片等不能读取的形式附后 / The form of that number is neither published in another file '
        || 'nor attached in a shape that cannot be read, such as an image' as assumption,
        case
            when len(missing_numbers) = 0 then concat('表号自 1 至 ', list_max(present), ' 没有间断')
            else concat('表号印到 ', list_max(present), '，其中没有 ', array_to_string(missing_numbers, '、'))
        end as found_zh,
        case
            when len(missing_numbers) = 0
                then concat('The forms are numbered from 1 to ', list_max(present), ' without a gap')
            else concat(
                    'The forms are numbered up to ', list_max(present), ', without ',
                    array_to_string(missing_numbers, ', ')
                )
        end as found_en,
        [last_operand] as operands
    from gaps
),

-- A form without an amount, and the next form after it, up to which what says 本表 is said of it.
blank_forms as (
    select
        forms.document_id,
        forms.form_name,
        any_value(forms.fiscal_year) as fiscal_year,
        min(forms.form_title) as form_title,
        min(forms.block_no) as block_no,
        max(forms.block_no) as last_block_no
    from forms
    left join {{ ref('stg_raw__fact') }} as facts
        on forms.document_id = facts.document_id and forms.block_no = facts.block_no
    where forms.form_name <> 'list'
    group by forms.document_id, forms.form_name
    having coalesce(bool_and(facts.value_base = 0) filter (where facts.value_base is not null), true)
),

bounded_forms as (
    select
        blank_forms.*,
        coalesce(min(forms.block_no), 1000000000) as next_block_no
    from blank_forms
    left join forms on blank_forms.document_id = forms.document_id and blank_forms.last_block_no < forms.block_no
    group by all
),

blanks as (
    select
        {{ bound_identity_id('D16', "concat_ws('|', 'blank', bounded_forms.document_id, bounded_forms.form_name)") }}
            as identity_id,
        bounded_forms.document_id,
        concat('《', bounded_forms.form_title, '》') as subject,
        bounded_forms.fiscal_year,
        count(told.document_id) > 0 as holds,
        'inconsistent' as broken_verdict,
        'info' as severity_cap,
        cast(null as varchar) as assumption,
        case
            when count(told.document_id) > 0 then '表内没有数据，文中已说明'
            else '表内没有一个不为零的金额，文中没有说明本表无数据'
        end as found_zh,
        case
            when count(told.document_id) > 0 then 'The form is empty, and the document says so'
            else 'The form has no amount but zero, and the document does not say that there is none'
        end as found_en,
        coalesce(
            list(
                {{ text_operand('part', 'told.quote', 'told.block_no', 'told.row_no', 'told.col_no') }}
                order by told.block_no
            ) filter (where told.document_id is not null),
            [
                {{ text_operand('stated', 'bounded_forms.form_title', 'bounded_forms.block_no', 'null', 'null') }}
            ]
        )[1:1] as operands
    from bounded_forms
    left join told
        on
            bounded_forms.document_id = told.document_id
            and told.role = 'context'
            and (
                bounded_forms.form_name = told.found
                or (
                    told.found = ''
                    and told.block_no between bounded_forms.block_no and bounded_forms.next_block_no - 1
                )
            )
    group by
        bounded_forms.document_id, bounded_forms.form_name, bounded_forms.form_title, bounded_forms.fiscal_year,
        bounded_forms.block_no
),

missing_forms as (
    select
        sets.document_id,
        list(core_form.form_title order by core_form.form_no) as titles
    from sets
    cross join core_form
    -- What the document itself lists is asked about there.
    anti join listed on core_form.form_name = listed.form_name and sets.document_id = listed.document_id
    anti join forms
        on
            core_form.form_name = forms.form_name
            and sets.department_id = forms.department_id
            and sets.fiscal_year is not distinct from forms.fiscal_year
    group by sets.document_id
),

core_sets as (
    select
        {{ bound_identity_id('D16', 'sets.document_id') }} as identity_id,
        sets.document_id,
        '部门决算公开表' as subject,
        sets.fiscal_year,
        missing_forms.titles is null as holds,
        'ambiguous' as broken_verdict,
        cast(null as varchar) as severity_cap,
        '这些表没有另行公开，也没有以图片等不能读取的形式附后 / The forms are neither published in another file '
        || 'nor attached in a shape that cannot be read, such as an image' as assumption,
        case
            when missing_forms.titles is null then '应公开的九张表齐全'
            else concat('没有读到《', array_to_string(missing_forms.titles, '》《'), '》')
        end as found_zh,
        case
            when missing_forms.titles is null then 'The nine forms that every set has are there'
            else concat('Not found: 《', array_to_string(missing_forms.titles, '》《'), '》')
        end as found_en,
        [{{ text_operand('stated', 'sets.first_title', 'sets.first_block_no', 'null', 'null') }}] as operands
    from sets
    left join missing_forms on sets.document_id = missing_forms.document_id
),

identities as (
    select * from core_sets
    union all by name
    select * from own_lists
    union all by name
    select * from numbered
    union all by name
    select * from blanks
)

{{
    unnested_operands(
        'identities',
        'D16',
        form="'logical'",
        holds='holds',
        broken_verdict='broken_verdict',
        severity_cap='severity_cap',
        assumption='assumption',
        explanation_zh='found_zh',
        explanation_en='found_en'
    )
}}
