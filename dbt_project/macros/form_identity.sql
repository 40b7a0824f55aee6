{#- The equalities that a rule states between two forms of a document (int_form__pair), as a binder returns them. -#}
{%- macro form_identities(rule_id) -%}
    paired as (
        select
            identity_id,
            document_id,
            subject,
            fiscal_year,
            is_stage_open,
            concat('《', coalesce(source_title, '公开表'), '》为') as source_zh,
            concat('The form 《', coalesce(source_title, '公开表'), '》 gives') as source_en,
            [
                {{ operand('stated', 'fact_id', stated=1) }},
                {{ operand('part', 'source_fact_id', numerator=1) }}
            ] as operands
        from {{ ref('int_form__pair') }}
        where rule_id = '{{ rule_id }}'
    )
{%- endmacro -%}

{%- macro form_operands(rule_id) -%}
    {{
        unnested_operands(
            'paired',
            rule_id,
            broken_verdict="case when is_stage_open then 'ambiguous' else 'inconsistent' end",
            assumption="case when is_stage_open then '文中没有写明是预算数还是决算数，按决算数核对 / The sentence does not say "
            ~ "whether it means the budget or the outturn; it is held against the outturn' end",
            explanation_zh='source_zh',
            explanation_en='source_en'
        )
    }}
{%- endmacro -%}
