-- A figure of the self-evaluation against the final accounts of the same year.
with

{{ link_identities('R24') }},

-- A self-evaluation without final accounts in the warehouse.
{{
    unanswered_documents(
        'R24',
        "prints.document_kind = 'self_evaluation' and prints.fiscal_year = prints.document_year",
        ['final_accounts'],
        '部门决算',
        'the final accounts'
    )
}}

{{ link_operands('R24') }}
union all by name
{{ unnested_operands('unanswered', 'R24') }}
