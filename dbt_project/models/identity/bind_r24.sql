-- A figure of the self-evaluation against the final accounts of the same year.
with

{{ link_identities('R24') }},

-- Without final accounts in the warehouse: one line a document, not one a figure.
evaluations as (
    select
        prints.document_id,
        any_value(prints.department_id) as department_id,
        any_value(prints.fiscal_year) as fiscal_year,
        arg_min(prints.subject, prints.place_no) as subject,
        arg_min(prints.fact_id, prints.place_no) as first_fact_id
    from {{ ref('int_link__print') }} as prints
    where prints.document_kind = 'self_evaluation' and prints.fiscal_year = prints.document_year
    group by prints.document_id
),

unlinked as (
    select
        {{ bound_identity_id('R24', "evaluations.document_id || '|absent'") }} as identity_id,
        evaluations.document_id,
        evaluations.subject,
        evaluations.fiscal_year,
        [
            {{ operand('stated', 'evaluations.first_fact_id', stated=1) }},
            {{
                missing_operand(
                    'part',
                    "concat(evaluations.fiscal_year, '年部门决算 / the final accounts of ', evaluations.fiscal_year)"
                )
            }}
        ] as operands
    from evaluations
    anti join {{ ref('int_department__document') }} as documents
        on evaluations.department_id = documents.department_id
            and evaluations.fiscal_year = documents.fiscal_year
            and documents.kind = 'final_accounts'
)

{{ link_operands('R24') }}
union all by name
{{ unnested_operands('unlinked', 'R24') }}
