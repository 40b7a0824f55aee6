-- What the three-public form gives for an item against what basic expenditure alone spent on it.
with

items as (
    select
        document_id,
        fact_id,
        subject,
        fiscal_year,
        stage,
        item_code,
        form_name,
        place_no,
        case
            when item_code = '30212' then '因公出国境费'
            when item_code = '30217' then '公务接待费'
            when item_code = '30231' then '公务用车运行维护费'
            when item_code = '31013' then '公务用车购置费'
            else item_key
        end as item_key
    from {{ ref('int_form__print') }}
    where
        (form_name = 'three_public' and stage in ('outturn', 'final_outturn'))
        or (form_name = 'general_basic' and item_code in ('30212', '30217', '30231', '31013'))
),

identities as (
    select
        {{ bound_identity_id('D13', "total.fact_id || '|' || basic.fact_id") }} as identity_id,
        total.document_id,
        total.subject,
        total.fiscal_year,
        [
            {{ operand('stated', 'total.fact_id', stated=1) }},
            {{ operand('part', 'basic.fact_id', numerator=1) }}
        ] as operands
    from items as total
    inner join items as basic
        on total.document_id = basic.document_id
            and total.item_key = basic.item_key
            and total.fiscal_year = basic.fiscal_year
            and total.stage = basic.stage
    where total.form_name = 'three_public' and basic.form_name = 'general_basic'
    qualify count(*) over (partition by total.document_id, total.item_key, total.fiscal_year, total.stage) = 1
)

{{ unnested_operands('identities', 'D13', relation_sign="'ge'") }}
