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
