{#-
    The arithmetic of the evaluator. Amounts are DECIMAL and stay so: DuckDB's / gives DOUBLE, so a ratio is taken by
    integer division of HUGEINTs. TRY turns an overflow into NULL, which the evaluator reports as not evaluated.
-#}

{#- Half a unit of the last printed place in base units: what rounding can have taken off. -#}
{%- macro half_unit(decimals, unit_factor) -%}
    cast(
        {{ unit_factor }} * case {{ decimals }}
            when 0 then 0.50000000 when 1 then 0.05000000 when 2 then 0.00500000 when 3 then 0.00050000
            when 4 then 0.00005000 when 5 then 0.00000500 when 6 then 0.00000050 else 0.00000005
        end as decimal(30, 8)
    )
{%- endmacro -%}

{#- The end of an interval at which a form that changes with the sign of `gradient` is greatest. -#}
{%- macro greatest_end(gradient, lower, upper, centre) -%}
    case when {{ gradient }} > 0 then {{ upper }} when {{ gradient }} < 0 then {{ lower }} else {{ centre }} end
{%- endmacro -%}

{#- The end of an interval at which a form that changes with the sign of `gradient` is least. -#}
{%- macro least_end(gradient, lower, upper, centre) -%}
    case when {{ gradient }} > 0 then {{ lower }} when {{ gradient }} < 0 then {{ upper }} else {{ centre }} end
{%- endmacro -%}

{#- numerator ÷ denominator, rounded half away from zero to six decimals; NULL for a denominator of 0. -#}
{%- macro ratio(numerator, denominator) -%}
    try(cast(
        cast(
            sign({{ numerator }}) * sign({{ denominator }}) * (
                (
                    2000000 * cast(abs({{ numerator }}) * 100000000 as hugeint)
                    + cast(abs({{ denominator }}) * 100000000 as hugeint)
                )
                // nullif(2 * cast(abs({{ denominator }}) * 100000000 as hugeint), 0)
            ) as decimal(30, 0)
        ) * 0.000001 as decimal(30, 8)
    ))
{%- endmacro -%}

{#- a ≤ b, where an end that is NULL is unbounded and settles nothing against the claim. -#}
{%- macro not_above(a, b) -%}
    coalesce({{ a }} <= {{ b }}, true)
{%- endmacro -%}

{#- A sum of interval ends; NULL (unbounded) as soon as one of them is. -#}
{%- macro bounded_sum(term) -%}
    case when count(*) = count({{ term }}) then sum({{ term }}) end
{%- endmacro -%}

{#- The product of a list of one to six DECIMAL(38, 8) factors; NULL where it overflows or has more. -#}
{%- macro product(factors) -%}
    {%- set ns = namespace(text='cast(1 as decimal(38, 8))') -%}
    {%- for n in range(1, 7) -%}
        {%- set ns.text = 'cast(' ~ ns.text ~ ' * coalesce(' ~ factors ~ '[' ~ n ~ '], 1) as decimal(38, 8))' -%}
    {%- endfor -%}
    case when len({{ factors }}) <= 6 then try({{ ns.text }}) end
{%- endmacro -%}
