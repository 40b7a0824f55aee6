{#-
    A number that grows in reading order within a document: block, row, column, character, packed into one BIGINT
    (18, 18, 10 and 17 bits). Places beyond those bounds share a number; ties are broken by id where order matters.
-#}
{%- macro place_number(block_no, row_no, col_no, char_start) -%}
    cast(least(coalesce({{ block_no }}, 0), 262143) as bigint) * 35184372088832
    + least(coalesce({{ row_no }} + 1, 0), 262143) * cast(134217728 as bigint)
    + least(coalesce({{ col_no }} + 1, 0), 1023) * cast(131072 as bigint)
    + least(coalesce({{ char_start }}, 0), 131071)
{%- endmacro -%}
