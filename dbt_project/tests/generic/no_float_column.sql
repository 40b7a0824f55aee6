{#- Money, counts and percents are DECIMAL or INTEGER: no column of the table is a binary float. -#}
{% test no_float_column(model) %}
select column_name
from duckdb_columns()
where
    database_name = '{{ model.database }}'
    and schema_name = '{{ model.schema }}'
    and table_name = '{{ model.identifier }}'
    and data_type in ('FLOAT', 'DOUBLE')
{% endtest %}
