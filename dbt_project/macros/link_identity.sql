{#- The equalities that a rule states between two documents of a department (int_link__pair), as a binder returns them. -#}
{%- macro link_identities(rule_id) -%}
    linked as (
        select
            identity_id,
            document_id,
            subject,
            fiscal_year,
            readings_zh,
            readings_en,
            concat('《', source_title, '》为') as source_zh,
            concat('《', source_title, '》 gives') as source_en,
            [
                {{ operand('stated', 'fact_id', stated=1) }},
                {{ operand('part', 'source_fact_id', numerator=1) }}
            ] as operands
        from {{ ref('int_link__pair') }}
        where rule_id = '{{ rule_id }}'
    )
{%- endmacro -%}

{%- macro link_operands(rule_id) -%}
    {{
        unnested_operands(
            'linked',
            rule_id,
            broken_verdict="case when len(readings_zh) > 0 then 'ambiguous' else 'inconsistent' end",
            assumption="case when len(readings_zh) > 0 then array_to_string(readings_zh, '；') || ' / ' "
            ~ "|| array_to_string(readings_en, '; ') end",
            explanation_zh='source_zh',
            explanation_en='source_en'
        )
    }}
{%- endmacro -%}

{#-
    Documents that print figures a rule would hold against a document that the warehouse lacks: one line a document, not one
    a figure. `claims` chooses the prints (int_link__print), `kinds` the documents that would answer, `missing` names them,
    Chinese / English, before the year.
-#}
{%- macro unanswered_documents(rule_id, claims, kinds, missing_zh, missing_en) -%}
    claiming as (
        select
            prints.document_id,
            any_value(prints.department_id) as department_id,
            any_value(prints.fiscal_year) as fiscal_year,
            arg_min(prints.subject, prints.place_no) as subject,
            arg_min(prints.fact_id, prints.place_no) as first_fact_id
        from {{ ref('int_link__print') }} as prints
        where {{ claims }}
        group by prints.document_id
    ),

    unanswered as (
        select
            {{ bound_identity_id(rule_id, "claiming.document_id || '|absent'") }} as identity_id,
            claiming.document_id,
            claiming.subject,
            claiming.fiscal_year,
            [
                {{ operand('stated', 'claiming.first_fact_id', stated=1) }},
                {{
                    missing_operand(
                        'part',
                        "concat(claiming.fiscal_year, '年" ~ missing_zh ~ " / " ~ missing_en ~ " of ', claiming.fiscal_year)"
                    )
                }}
            ] as operands
        from claiming
        anti join {{ ref('int_department__document') }} as documents
            on claiming.department_id = documents.department_id
                and claiming.fiscal_year = documents.fiscal_year
                and documents.kind in ('{{ kinds | join("', '") }}')
    )
{%- endmacro -%}
