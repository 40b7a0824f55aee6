{#- The column identifies a row: it is never null and no value stands twice. One question to the table instead of two. -#}
{% test key(model, column_name) %}
select {{ column_name }}
from {{ model }}
group by {{ column_name }}
having {{ column_name }} is null or count(*) > 1
{% endtest %}
