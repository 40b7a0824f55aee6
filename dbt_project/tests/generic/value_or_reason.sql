{#- A ratio either has a value or a reason for having none, never both and never neither. -#}
{% test value_or_reason(model, column_name, reason) %}
select *
from {{ model }}
where ({{ column_name }} is null) = ({{ reason }} is null)
{% endtest %}
