{#- The milder of two severities; one that is NULL says nothing. -#}
{%- macro least_severe(severity, cap) -%}
    case when 'info' in ({{ severity }}, {{ cap }}) then 'info' when 'warn' in ({{ severity }}, {{ cap }}) then 'warn' else 'error' end
{%- endmacro -%}
