{#- What a printed unit counts: amount, price, percent, points, times, score or count. -#}
{%- macro unit_kind(unit) -%}
    case
        when {{ unit }} in ('元', '千元', '万元', '百万元', '亿元', '万亿元', '万', '亿', '万亿') then 'amount'
        when {{ unit }} like '%元/%' then 'price'
        when {{ unit }} in ('%', '％') then 'percent'
        when {{ unit }} in ('个百分点', '百分点') then 'points'
        when {{ unit }} = '倍' then 'times'
        when {{ unit }} = '分' then 'score'
        else 'count'
    end
{%- endmacro -%}

{#- How many base units (元, or ones) one printed unit holds; a money unit says so itself, a count by its own value. -#}
{%- macro unit_factor(unit, value, value_base) -%}
    case
        when {{ unit }} like '万亿%' then 1000000000000
        when {{ unit }} like '亿%' then 100000000
        when {{ unit }} like '百万元%' then 1000000
        when {{ unit }} like '万元%' or {{ unit }} = '万' then 10000
        when {{ unit }} like '千元%' then 1000
        when {{ value }} = {{ value_base }} then 1
        when {{ value }} * 10000 = {{ value_base }} then 10000
        when {{ value }} * 1000 = {{ value_base }} then 1000
        when {{ value }} * 100 = {{ value_base }} then 100
        else 1
    end
{%- endmacro -%}
