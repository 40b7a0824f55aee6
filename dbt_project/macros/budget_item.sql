{#-
    What tells one item of a breakdown from another. A function class, group or item is its code where that is known,
    because 行政运行 stands under many groups; crossed with a fund or a nature it is code and name. Everything else is
    its name, and a total is `total`.
-#}
{%- macro budget_item_key(breakdown, item_code, item_key) -%}
    case
        when {{ breakdown }} in ('function', 'function_group', 'function_item') and {{ item_code }} is not null
            then {{ item_code }}
        when {{ breakdown }} like '%function%' and length({{ item_code }}) > 3
            then concat_ws('/', {{ item_code }}, nullif({{ item_key }}, ''))
        else coalesce(nullif({{ item_key }}, ''), 'total')
    end
{%- endmacro -%}
