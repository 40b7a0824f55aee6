-- Last year's figure in this year's document against the document of last year.
with

{{ link_identities('R23') }},

-- A report that looks back on a year of which the warehouse has no document: one line a document, not one a figure.
looking_back as (
    select
        prints.document_id,
        any_value(prints.department_id) as department_id,
        any_value(prints.fiscal_year) as fiscal_year,
        arg_min(prints.subject, prints.place_no) as subject,
        arg_min(prints.fact_id, prints.place_no) as first_fact_id
    from {{ ref('int_link__print') }} as prints
    where
        prints.fiscal_year = prints.document_year - 1
        and prints.document_kind in ('self_evaluation', 'final_accounts')
    group by prints.document_id
),

unlinked as (
    select
        {{ bound_identity_id('R23', "looking_back.document_id || '|absent'") }} as identity_id,
        looking_back.document_id,
        looking_back.subject,
        looking_back.fiscal_year,
        [
            {{ operand('stated', 'looking_back.first_fact_id', stated=1) }},
            {{
                missing_operand(
                    'part',
                    "concat(looking_back.fiscal_year, '年的自评报告或决算 / the self-evaluation or final accounts of ', "
                    ~ "looking_back.fiscal_year)"
                )
            }}
        ] as operands
    from looking_back
    anti join {{ ref('int_department__document') }} as documents
        on looking_back.department_id = documents.department_id
            and looking_back.fiscal_year = documents.fiscal_year
            and documents.kind in ('self_evaluation', 'final_accounts')
)

{{ link_operands('R23') }}
union all by name
{{ unnested_operands('unlinked', 'R23') }}
