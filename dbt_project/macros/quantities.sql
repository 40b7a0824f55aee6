{#- Units in which things are counted. -#}
{%- macro counting_units() -%}
人次|人|名|台|套|条|张|个|座|次|场次|场|期|份|块|部|户|所|项|处|件|起|批次|批|本|册|间|栋|只|支|辆
{%- endmacro -%}

{#-
    What is counted, as it is compared: without the words for doing it (新建, 购买 …) and paying for it (租赁费, 工资 …).
    Takes a normalised name.
-#}
{%- macro counted_thing(key) -%}
    regexp_replace(
        {{ core_name(
            "regexp_replace(" ~ key ~ ", '(租赁|通讯|通信|维保|运维|维护|服务)费用$|^(拟|计划|预计|全年|新建|改建|改造|新增|增设|安装|购买|购置|采购|印刷|印制|制作|开展|组织|完成|配备|建设|支付|租赁|租用|扩容|接入|包含|包括|其中|共计|约|共|达到|不少于)+', '', 'g')"
        ) }},
        '(租赁|通讯|通信|流量|维保|运维|维护|服务)?(费|工资|补助)$', ''
    )
{%- endmacro -%}

{#- The characters of a name in a fixed order: 宣传禁毒资料 and 禁毒宣传资料 count one thing. -#}
{%- macro any_order(key) -%}
    array_to_string(list_sort(string_split({{ key }}, '')), '')
{%- endmacro -%}

{#-
    Whether two whole numbers differ by a slip of the pen: a digit left out or added, or two neighbours swapped. Another digit is
    a slip in a long figure alone: 12000 beside 15000 is another amount.
-#}
{%- macro differs_by_a_slip(printed, meant) -%}
(
            {{ meant }} = round({{ meant }})
            and damerau_levenshtein({{ whole_digits(printed) }}, {{ whole_digits(meant) }}) = 1
            and (
                levenshtein({{ whole_digits(printed) }}, {{ whole_digits(meant) }}) = 2
                or length({{ whole_digits(printed) }}) <> length({{ whole_digits(meant) }})
                or length(rtrim({{ whole_digits(meant) }}, '0')) >= 3
            )
        )
{%- endmacro -%}

{%- macro whole_digits(number) -%}
    cast(cast({{ number }} as hugeint) as varchar)
{%- endmacro -%}
