{#- Table rows that are no project: totals, and basic expenditure (SPEC 1.1). Takes a name as it is compared. -#}
{%- macro is_no_project(key) -%}
    ({{ key }} = '' or {{ is_total(key) }} or {{ is_basic_expenditure(key) }})
{%- endmacro -%}

{%- macro is_total(key) -%}
    regexp_full_match({{ key }}, '(收入|支出|本年|全年)?(合计|总计|小计|总额|共计)|年度资金总额|总分|其中.*')
{%- endmacro -%}

{%- macro is_basic_expenditure(key) -%}
    regexp_full_match({{ key }}, '基本支出.*')
{%- endmacro -%}

{#- Whether two rows are one project only because the matcher, not the document, says so. Takes two aliases of rows. -#}
{%- macro is_name_assumed(one, other) -%}
    ({{ one }}.node_id <> {{ other }}.node_id and 'similar' in ({{ one }}.match_method, {{ other }}.match_method))
{%- endmacro -%}

{%- macro verdict_of_matched(is_name_assumed) -%}
    case when {{ is_name_assumed }} then 'ambiguous' else 'inconsistent' end
{%- endmacro -%}

{%- macro assumption_of_matched(is_name_assumed) -%}
    case
        when {{ is_name_assumed }}
            then '两处名称不同，按名称相近作为同一项目比较 / the names differ and are taken for one project because they are alike'
    end
{%- endmacro -%}

{#- The cell of a project's name (int_match__name.place) as an operand. -#}
{%- macro place_operand(role, place) -%}
    {{ text_operand(role, place ~ '.quote', place ~ '.block_no', place ~ '.row_no', place ~ '.col_no') }}
{%- endmacro -%}
