-- One datum in two forms of a document, or in its narrative and a form, with the rule that says that they agree.
{%- set linked_forms = [
    ('D05', 'revenue', 'receipts_and_payments'),
    ('D06', 'expenditure', 'receipts_and_payments'),
    ('D07', 'appropriation_total', 'receipts_and_payments'),
    ('D08', 'general_expenditure', 'appropriation_total'),
    ('D09', 'general_basic', 'general_expenditure'),
    ('D10', 'general_projects', 'general_expenditure'),
    ('D11', 'fund_receipts_and_payments', 'appropriation_total'),
    ('D11', 'capital_receipts_and_payments', 'appropriation_total'),
    ('D14', 'appropriation_detail', 'appropriation_total'),
    ('D14', 'general_detail', 'general_expenditure'),
] %}
with

linked_form as (
    {% for rule_id, claiming, giving in linked_forms %}
        select
            '{{ rule_id }}' as rule_id,
            '{{ claiming }}' as claiming_form,
            '{{ giving }}' as giving_form
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

-- What a form prints once under a name can be referred to by that name.
unique_prints as (
    select *
    from {{ ref('int_form__print') }}
    qualify count(*) over (
            partition by
                document_id, form_name, measure, breakdown, item_key, fiscal_year, stage,
                case when form_name = 'narrative' then fact_id end
        ) = 1
),

between_forms as (
    select
        linked_form.rule_id,
        claims.*,
        sources.fact_id as source_fact_id,
        sources.form_title as source_title,
        false as is_stage_open
    from unique_prints as claims
    inner join linked_form on claims.form_name = linked_form.claiming_form
    inner join unique_prints as sources
        on claims.document_id = sources.document_id
            and linked_form.giving_form = sources.form_name
            and claims.measure = sources.measure
            and claims.breakdown = sources.breakdown
            and claims.item_key = sources.item_key
            and claims.fiscal_year = sources.fiscal_year
            and claims.stage is not distinct from sources.stage
            and claims.item_code is not distinct from sources.item_code
),

-- Forms with a column of outturns: a blank there is nothing, and never the budget beside it.
forms_of_outturns as (
    select distinct
        document_id,
        form_name
    from {{ ref('int_form__print') }}
    where stage in ('final_outturn', 'outturn')
),

from_narrative as (
    select
        'D17' as rule_id,
        claims.*,
        sources.fact_id as source_fact_id,
        sources.form_title as source_title,
        claims.stage is null as is_stage_open
    from unique_prints as claims
    inner join unique_prints as sources
        on claims.document_id = sources.document_id
            -- 收支总计 is the total of either side.
            and (
                claims.measure = sources.measure
                or (claims.measure = 'revenue_expenditure_total' and sources.measure = 'revenue_total')
            )
            and claims.breakdown = sources.breakdown
            and claims.item_key = sources.item_key
            and claims.fiscal_year = sources.fiscal_year
            and (claims.stage = sources.stage or claims.stage is null)
    left join forms_of_outturns
        on sources.document_id = forms_of_outturns.document_id and sources.form_name = forms_of_outturns.form_name
    where
        claims.form_name = 'narrative' and sources.form_name <> 'narrative'
        and (
            claims.stage is not null
            or forms_of_outturns.form_name is null
            or sources.stage in ('final_outturn', 'outturn')
        )
    -- A sentence that does not say its stage is held against the outturn, where a form prints one.
    qualify row_number() over (
            partition by claims.fact_id
            order by coalesce(sources.stage in ('final_outturn', 'outturn'), false) desc, sources.place_no
        ) = 1
)

select
    rule_id,
    left(md5(concat_ws('|', rule_id, fact_id, source_fact_id)), 16) as identity_id,
    document_id,
    datum_id,
    fact_id,
    source_fact_id,
    subject,
    fiscal_year,
    source_title,
    is_stage_open
from between_forms
union all
select
    rule_id,
    left(md5(concat_ws('|', rule_id, fact_id, source_fact_id)), 16) as identity_id,
    document_id,
    datum_id,
    fact_id,
    source_fact_id,
    subject,
    fiscal_year,
    source_title,
    is_stage_open
from from_narrative
