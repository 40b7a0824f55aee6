{#-
    The one shape of an identity, long: one row an operand, the header repeated (docs/architecture.md, "The heart").
    A binder makes one row an identity with a list of operands, and `unnested_operands` turns it into that shape.
-#}

{#- Header and operand columns in the order in which every binder returns them. -#}
{%- macro identity_operand_columns() -%}
    identity_id,
    document_id,
    rule_id,
    subject,
    fiscal_year,
    form,
    relation,
    scale,
    numerator_constant,
    denominator_constant,
    broken_verdict,
    assumption,
    holds,
    explanation_zh,
    explanation_en,
    severity_cap,
    derived_from_identity_ids,
    ordinal,
    role,
    fact_id,
    stated_weight,
    numerator_weight,
    denominator_weight,
    missing,
    quote,
    block_no,
    row_no,
    col_no
{%- endmacro -%}

{#- The id of an identity that a binder makes: from the rule and the place it is bound at. -#}
{%- macro bound_identity_id(rule_id, place) -%}
    left(md5('{{ rule_id }}|' || {{ place }}), 16)
{%- endmacro -%}

{#- One figure's part in an identity. -#}
{%- macro operand(role, fact_id, stated=0, numerator=0, denominator=0) -%}
    {{ operand_struct(role, fact_id, stated, numerator, denominator, 'null', 'null', 'null', 'null', 'null') }}
{%- endmacro -%}

{#- An operand that the document does not give; `missing` is an SQL text that names it, Chinese / English. -#}
{%- macro missing_operand(role, missing) -%}
    {{ operand_struct(role, 'null', 0, 0, 0, missing, 'null', 'null', 'null', 'null') }}
{%- endmacro -%}

{#- A cell without a figure that the identity rests on, such as a project's name or 「收回存量」. -#}
{%- macro text_operand(role, quote, block_no, row_no, col_no) -%}
    {{ operand_struct(role, 'null', 0, 0, 0, 'null', quote, block_no, row_no, col_no) }}
{%- endmacro -%}

{%- macro operand_struct(role, fact_id, stated, numerator, denominator, missing, quote, block_no, row_no, col_no) -%}
    {
        'role': '{{ role }}',
        'fact_id': {{ fact_id }},
        'stated_weight': {{ stated }},
        'numerator_weight': {{ numerator }},
        'denominator_weight': {{ denominator }},
        'missing': {{ missing }},
        'quote': {{ quote }},
        'block_no': {{ block_no }},
        'row_no': {{ row_no }},
        'col_no': {{ col_no }}
    }
{%- endmacro -%}

{#-
    The long shape of a relation with one row an identity. It must have identity_id, document_id, subject, fiscal_year
    and operands (a list of operand structs); what else differs from a plain equality is handed over as SQL text. A binder of several
    rules names the column that says which instead of one rule.
-#}
{%- macro unnested_operands(
    relation,
    rule_id,
    rule_id_column=none,
    form="'quotient'",
    relation_sign="'eq'",
    scale=1,
    numerator_constant=0,
    denominator_constant=1,
    broken_verdict="'inconsistent'",
    assumption='null',
    holds='null',
    explanation_zh='null',
    explanation_en='null',
    severity_cap='null',
    derived_from='[]'
) -%}
    select
        identity_id,
        document_id,
        {{ rule_id_column or "'" ~ rule_id ~ "'" }} as rule_id,
        subject,
        fiscal_year,
        {{ form }} as form,
        {{ relation_sign }} as relation,
        cast({{ scale }} as integer) as scale,
        cast({{ numerator_constant }} as decimal(30, 8)) as numerator_constant,
        cast({{ denominator_constant }} as decimal(30, 8)) as denominator_constant,
        {{ broken_verdict }} as broken_verdict,
        cast({{ assumption }} as varchar) as assumption,
        cast({{ holds }} as boolean) as holds,
        cast({{ explanation_zh }} as varchar) as explanation_zh,
        cast({{ explanation_en }} as varchar) as explanation_en,
        cast({{ severity_cap }} as varchar) as severity_cap,
        cast({{ derived_from }} as varchar[]) as derived_from_identity_ids,
        cast(generate_subscripts(operands, 1) as integer) as ordinal,
        unnest(operands, recursive := true)
    from {{ relation }}
{%- endmacro -%}
