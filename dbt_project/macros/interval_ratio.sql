{#-
    Ends of the percentage (part + shared) ÷ (rest + shared), where each figure stands for its rounding interval and
    the shared one is used once, above and below. A quotient of linear forms has its extremes at corners; with a
    positive denominator the part moves it one way only, so four corners are enough for each end.
    `part`, `shared` and `rest` name pairs of columns: <name>_lower and <name>_upper.
    NULL where an end is unbounded: an interval is open, or the denominator may be zero.
-#}
{%- macro percent_bound(side, part='part', shared='shared', rest='rest') -%}
    {%- set end = 'lower' if side == 'least' else 'upper' -%}
    {%- set numerator_low = '(100 * (' ~ part ~ '_' ~ end ~ ' + ' ~ shared ~ '_lower))' -%}
    {%- set numerator_high = '(100 * (' ~ part ~ '_' ~ end ~ ' + ' ~ shared ~ '_upper))' -%}
    {%- set denominator = '(' ~ rest -%}
    case
        when
            {{ rest }}_lower + {{ shared }}_lower > 0
            and {{ part }}_{{ end }} + {{ shared }}_upper + {{ rest }}_upper is not null
            then {{ side }}(
                {{ ratio(numerator_low, denominator ~ '_lower + ' ~ shared ~ '_lower)') }},
                {{ ratio(numerator_low, denominator ~ '_upper + ' ~ shared ~ '_lower)') }},
                {{ ratio(numerator_high, denominator ~ '_lower + ' ~ shared ~ '_upper)') }},
                {{ ratio(numerator_high, denominator ~ '_upper + ' ~ shared ~ '_upper)') }}
            )
    end
{%- endmacro -%}

{#- Least value that the printed figures allow. -#}
{%- macro percent_lower(part='part', shared='shared', rest='rest') -%}
    {{ percent_bound('least', part, shared, rest) }}
{%- endmacro -%}

{#- Greatest value that the printed figures allow. -#}
{%- macro percent_upper(part='part', shared='shared', rest='rest') -%}
    {{ percent_bound('greatest', part, shared, rest) }}
{%- endmacro -%}

{#-
    Why a share of a budget has no value (SPEC 2.1), or NULL where it has one: `missing` where budget or numerator is
    not known, `spent_without_budget` for a budget of 0 of which something was spent, else `zero_base` and
    `negative_base`.
-#}
{%- macro ratio_reason(base, numerator, spent) -%}
    case
        when {{ base }} is null or {{ numerator }} is null then 'missing'
        when {{ base }} < 0 then 'negative_base'
        when {{ base }} = 0 and {{ spent }} > 0 then 'spent_without_budget'
        when {{ base }} = 0 then 'zero_base'
    end
{%- endmacro -%}

{#- An interval's lower end, moved down to the printed value where it lies above it; NULL stays unbounded. -#}
{%- macro lower_with_value(lower, value) -%}
    case when {{ lower }} > {{ value }} then {{ value }} else {{ lower }} end
{%- endmacro -%}

{#- An interval's upper end, moved up to the printed value where it lies below it; NULL stays unbounded. -#}
{%- macro upper_with_value(upper, value) -%}
    case when {{ upper }} < {{ value }} then {{ value }} else {{ upper }} end
{%- endmacro -%}
