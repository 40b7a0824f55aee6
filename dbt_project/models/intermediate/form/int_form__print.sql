-- Amounts of a document that has published forms: each by the form it stands in, or by the narrative around the forms.
with

forms as (
    select
        document_id,
        block_no,
        field_name as form_name,
        field_text as form_title
    from {{ ref('stg_raw__record_field') }}
    where table_kind = 'money_form'
),

with_forms as (
    select distinct document_id
    from forms
),

amounts as (
    select
        readings.document_id,
        readings.fact_id,
        readings.datum_id,
        readings.subject,
        readings.measure,
        readings.breakdown,
        readings.item_key,
        readings.fiscal_year,
        readings.stage,
        readings.section,
        readings.value_base,
        readings.place_no,
        facts.item_code,
        coalesce(forms.form_name, 'narrative') as form_name,
        forms.form_title
    from {{ ref('int_fact__reading') }} as readings
    inner join {{ ref('stg_raw__fact') }} as facts on readings.fact_id = facts.fact_id
    left join forms on readings.document_id = forms.document_id and readings.block_no = forms.block_no
    where
        readings.identifies_datum
        and readings.aspect = 'level'
        and readings.unit_kind = 'amount'
        and readings.value_base is not null
        and (forms.form_name is not null or readings.row_no is null)
        and readings.document_id in (select with_forms.document_id from with_forms)
),

-- A sentence that lists functions lists those of the whole named before it in its section: of one fund, or of all.
scoped as (
    select
        *,
        case
            when form_name = 'narrative' and breakdown in ('function', 'function_group', 'function_item')
                then last_value(case when breakdown in ('total', 'fund_source') then item_key end ignore nulls) over (
                        partition by document_id, form_name, left(section, 1), measure
                        order by place_no
                    )
        end as listed_fund_key
    from amounts
)

select
    document_id,
    fact_id,
    datum_id,
    subject,
    measure,
    fiscal_year,
    stage,
    value_base,
    place_no,
    item_code,
    form_name,
    form_title,
    coalesce(listed_fund_key, '') <> '' as is_of_one_fund,
    case when coalesce(listed_fund_key, '') <> '' then 'fund_' || breakdown else breakdown end as breakdown,
    -- A sentence gives an item with its class and group, a form with its code: what both have is the last name.
    concat_ws(
        '/',
        nullif(listed_fund_key, ''),
        case
            when form_name = 'narrative' and breakdown = 'function_item' then split_part(item_key, '/', -1)
            else item_key
        end
    ) as item_key
from scoped
