-- Last year's figure in this year's document against the document of last year.
with

{{ link_identities('R23') }},

-- A report that looks back on a year of which the warehouse has no document.
{{
    unanswered_documents(
        'R23',
        "prints.fiscal_year = prints.document_year - 1 and prints.document_kind in ('self_evaluation', 'final_accounts')",
        ['self_evaluation', 'final_accounts'],
        '的自评报告或决算',
        'the self-evaluation or final accounts'
    )
}}

{{ link_operands('R23') }}
union all by name
{{ unnested_operands('unanswered', 'R23') }}
