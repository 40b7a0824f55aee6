{#- A value lies in its own interval; an end that is NULL is unbounded. -#}
{% test within_bounds(model, column_name, lower, upper) %}
select *
from {{ model }}
where {{ lower }} > {{ column_name }} or {{ column_name }} > {{ upper }}
{% endtest %}
