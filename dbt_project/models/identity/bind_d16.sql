-- The forms that every set of final accounts has: those of a set that lacks some.
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

forms as (
    select
        documents.department_id,
        documents.fiscal_year,
        cells.document_id,
        cells.field_name as form_name,
        cells.field_text as form_title,
        cells.block_no
    from {{ ref('stg_raw__record_field') }} as cells
    inner join {{ ref('int_department__document') }} as documents on cells.document_id = documents.document_id
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

missing_forms as (
    select
        sets.document_id,
        list(core_form.form_title order by core_form.form_no) as titles
    from sets
    cross join core_form
    anti join forms
        on
            core_form.form_name = forms.form_name
            and sets.department_id = forms.department_id
            and sets.fiscal_year = forms.fiscal_year
    group by sets.document_id
),

identities as (
    select
        {{ bound_identity_id('D16', 'sets.document_id') }} as identity_id,
        sets.document_id,
        '部门决算公开表' as subject,
        sets.fiscal_year,
        missing_forms.titles is null as is_complete,
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
)

{{
    unnested_operands(
        'identities',
        'D16',
        form="'logical'",
        holds='is_complete',
        broken_verdict="'ambiguous'",
        assumption="'这些表没有另行公开，也没有以图片等不能读取的形式附后 / The forms are neither published in another file "
        ~ "nor attached in a shape that cannot be read, such as an image'",
        explanation_zh='found_zh',
        explanation_en='found_en'
    )
}}
