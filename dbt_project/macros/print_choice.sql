{#-
    Which of several prints of one figure is taken, by the kind of its document: final accounts before the unit's own
    evaluation, that before the budget, then all others.
-#}
{%- macro document_kind_rank(kind) -%}
    case {{ kind }} when 'final_accounts' then 1 when 'self_evaluation' then 2 when 'budget' then 3 else 4 end
{%- endmacro -%}

{#- The id of an entity: the same for the same meaning in every build. `parts` are SQL texts. -#}
{%- macro entity_id(parts) -%}
    left(md5(concat_ws('|', {{ parts | join(', ') }})), 16)
{%- endmacro -%}
