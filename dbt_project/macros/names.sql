{#-
    Names as they are compared: width folded, lower case, without spaces, quotes and brackets.
    translate() builds its table anew for each row, so only a name that has a wide letter or digit goes through it.
-#}
{%- macro normalised_name(text) -%}
    lower(regexp_replace(
        case
            when regexp_matches({{ text }}, '[０-９Ａ-Ｚａ-ｚ－—–]') then translate(
                {{ text }},
                '０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ－—–',
                '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz---'
            )
            else {{ text }}
        end,
        '[\s　"''“”‘’＂＇「」『』《》〈〉<>＜＞()（）\[\]［］【】〔〕{}｛｝]', '', 'g'
    ))
{%- endmacro -%}
