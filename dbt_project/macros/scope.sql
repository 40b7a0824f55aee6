{#-
    A build that goes on from the release before evaluates only departments whose documents have changed (int_scope__document).
    Staging shows the rows of these documents and no other; a mart by department keeps its rows of all other departments.
-#}
{%- macro of_scope() -%}
    where document_id in (select scoped.document_id from {{ ref('int_scope__document') }} as scoped)
{%- endmacro -%}

{#- Takes the rows of the departments in scope out of a mart, before their rows of today are added. -#}
{%- macro forget_scope(key=none) -%}
    {%- set scope = ref('int_scope__document') -%}
    {%- if is_incremental() -%}
        {%- set key = key or (['document_id', 'department_id', 'department'] | select('in', model.columns) | list)[0] -%}
        delete from {{ this }}
        where coalesce({{ key }}, '') in (select coalesce(scoped.{{ key }}, '') from {{ scope }} as scoped)
    {%- endif -%}
{%- endmacro -%}
