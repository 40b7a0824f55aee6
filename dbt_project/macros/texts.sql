{#- Numbers as people read them. All take DECIMAL and give text without detour over a float. -#}

{#- One printed unit as a factor: 1 for 元, 0.0001 for 万元. -#}
{%- macro per_unit(unit_factor) -%}
    case {{ unit_factor }}
        when 1 then 1.00000000 when 100 then 0.01000000 when 1000 then 0.00100000 when 10000 then 0.00010000
        when 1000000 then 0.00000100 else 0.00000001
    end
{%- endmacro -%}

{#- A base value in printed units, exact to eight decimals. -#}
{%- macro in_unit(value_base, unit_factor) -%}
    try(cast(({{ value_base }}) * {{ per_unit(unit_factor) }} as decimal(30, 8)))
{%- endmacro -%}

{#- All decimals that are not zero, but at least as many as asked for: 6288.3 with 2 → 6288.30. Takes DECIMAL(30, 8). -#}
{%- macro shown_number(number, decimals) -%}
    rtrim(
        left(
            cast({{ number }} as varchar),
            length(cast({{ number }} as varchar)) - 8
            + greatest({{ decimals }}, length(rtrim(right(cast({{ number }} as varchar), 8), '0')))
        ), '.'
    )
{%- endmacro -%}

{#- Rounded half away from zero to three, four or six decimals. -#}
{%- macro rounded_number(number, decimals) -%}
    case
        when {{ decimals }} <= 3 then cast(cast({{ number }} as decimal(30, 3)) as varchar)
        when {{ decimals }} <= 4 then cast(cast({{ number }} as decimal(30, 4)) as varchar)
        else cast(cast({{ number }} as decimal(30, 6)) as varchar)
    end
{%- endmacro -%}

{#- Rounded half away from zero to the decimals of the print that it would replace, six at most. -#}
{%- macro printed_number(number, decimals) -%}
    case {{ decimals }}
        when 0 then cast(cast({{ number }} as decimal(30, 0)) as varchar)
        {%- for n in range(1, 6) %}
        when {{ n }} then cast(cast({{ number }} as decimal(30, {{ n }})) as varchar)
        {%- endfor %}
        else cast(cast({{ number }} as decimal(30, 6)) as varchar)
    end
{%- endmacro -%}

{#- What stands before a term of a sum: " + ", " − " or " − 2 × ". -#}
{%- macro signed_factor(weight) -%}
    case when {{ weight }} < 0 then ' − ' else ' + ' end,
    case when abs({{ weight }}) <> 1 then abs({{ weight }}) || ' × ' else '' end
{%- endmacro -%}

{#- A sum of signed terms without the sign of its first one, unless that is a minus. -#}
{%- macro first_term(terms) -%}
    case when {{ terms }} like ' + %' then substr({{ terms }}, 4) else '−' || substr({{ terms }}, 4) end
{%- endmacro -%}

{#- The Chinese and the English half of a text "中文 / English". -#}
{%- macro chinese_half(text) -%}
    split_part({{ text }}, ' / ', 1)
{%- endmacro -%}

{%- macro english_half(text) -%}
    coalesce(nullif(split_part({{ text }}, ' / ', 2), ''), {{ text }})
{%- endmacro -%}
