-- Rules of wording: what stands in the text against what the rule would have there. One question an identity.
-- R55, R73 and D16 have binders of their own; of R78, the full name of a department stands for itself.
with

pieces as (
    select
        *,
        -- A copied text is measured, every other piece is compared.
        case
            when rule_id = 'R74' then cast(found as integer) <= cast(expected as integer)
            else found = expected
        end as fits
    from {{ ref('stg_raw__wording') }}
    where rule_id not in ('R55', 'R73', 'D16') and not (rule_id = 'R78' and quote = found)
),

phrased as (
    select
        *,
        case rule_id
            when 'R57' then concat('文号的年份为 ', found, '，报告年度为 ', expected)
            when 'R58' then concat('机关代字「', found, '」在别处为「', expected, '」')
            when 'R59' then concat('「', found, '」：', {{ chinese_half('note') }})
            when 'R71'
                then concat(
                        '「', found, '」处没有写完',
                        case when expected like '%…' then '' else concat('，别处为「', expected, '」') end
                    )
            when 'R74'
                then concat('与绩效目标连续相同 ', found, ' 字（', {{ chinese_half('note') }}, '），逐字相同不应超过 ', expected, ' 字')
            when 'R75' then concat('该列应填「', expected, '」，', {{ chinese_half('note') }}, '填的是', found)
            when 'R77' then concat('「', found, '」与「', expected, '」混用')
            when 'R79' then concat('「', found, '」在别处为「', expected, '」')
            else concat('「', found, '」应为「', expected, '」')
        end as defect_zh,
        case rule_id
            when 'R57' then concat('the number is of ', found, ', the report of ', expected)
            when 'R58' then concat('the issuer "', found, '" is printed "', expected, '" elsewhere')
            when 'R59' then concat('"', found, '": ', {{ english_half('note') }})
            when 'R71'
                then concat(
                        'the text breaks off at "', found, '"',
                        case when expected like '%…' then '' else concat(', elsewhere it is "', expected, '"') end
                    )
            when 'R74'
                then concat(
                        found, ' characters in a row repeat the target (', {{ english_half('note') }},
                        '), no more than ', expected, ' should'
                    )
            when 'R75'
                then concat('the column asks for "', expected, '", ', {{ english_half('note') }}, ' hold "', found, '"')
            when 'R77' then concat('"', found, '" and "', expected, '" are mixed')
            when 'R79' then concat('"', found, '" is "', expected, '" elsewhere')
            else concat('"', found, '" should be "', expected, '"')
        end as defect_en
    from pieces
),

questions as (
    select
        document_id,
        rule_id,
        wording_id,
        arg_min(subject, wording_no) as subject,
        bool_and(fits) as holds,
        any_value(assumption) as assumption,
        count(*) filter (where not fits and role = 'stated') as defect_count,
        list(distinct defect_zh order by defect_zh) filter (where not fits) as defects_zh,
        list(distinct defect_en order by defect_en) filter (where not fits) as defects_en,
        arg_min(found, wording_no) as first_found,
        arg_max(found, wording_no) as last_found,
        arg_min(quote, wording_no) as first_quote,
        list(
            case
                when role = 'stated' then {{ text_operand('stated', 'quote', 'block_no', 'row_no', 'col_no') }}
                else {{ text_operand('part', 'quote', 'block_no', 'row_no', 'col_no') }}
            end
            order by wording_no
        ) as operands
    from phrased
    group by document_id, rule_id, wording_id
),

identities as (
    select
        left(md5(concat_ws('|', questions.rule_id, questions.document_id, questions.wording_id)), 16) as identity_id,
        questions.document_id,
        questions.rule_id,
        questions.subject,
        documents.fiscal_year,
        questions.holds,
        questions.assumption,
        questions.operands,
        case
            when not questions.holds
                then concat(
                        array_to_string(list_sort(questions.defects_zh), '；'),
                        case
                            when questions.defect_count > 1 then concat('（共 ', questions.defect_count, ' 处）') else ''
                        end
                    )
            when questions.rule_id = 'R57' then concat('文号的年份 ', questions.first_found, ' 可由年度、正文或提前下达说明')
            when questions.rule_id = 'R70'
                then concat('序号自「', questions.first_found, '」至「', questions.last_found, '」依次排列')
            when questions.rule_id = 'R74' then concat('与绩效目标连续相同 ', questions.first_found, ' 字')
            when questions.rule_id = 'R78' then concat('“', questions.first_quote, '”指', questions.first_found)
            else concat('各处均为「', questions.first_found, '」')
        end as explanation_zh,
        case
            when not questions.holds
                then concat(
                        array_to_string(list_sort(questions.defects_en), '; '),
                        case
                            when questions.defect_count > 1 then concat(' (', questions.defect_count, ' places)') else
                                ''
                        end
                    )
            when questions.rule_id = 'R57'
                then concat(
                        'The year of the number, ', questions.first_found,
                        ', is the report''s own, one that the text names, or an advance'
                    )
            when questions.rule_id = 'R70'
                then concat(
                        'The ordinals run from "', questions.first_found, '" to "', questions.last_found,
                        '" without a gap'
                    )
            when questions.rule_id = 'R74' then concat(questions.first_found, ' characters in a row repeat the target')
            when questions.rule_id = 'R78'
                then concat('"', questions.first_quote, '" stands for ', questions.first_found)
            else concat('Every mention is "', questions.first_found, '"')
        end as explanation_en
    from questions
    inner join {{ ref('stg_raw__document') }} as documents on questions.document_id = documents.document_id
)

{{
    unnested_operands(
        'identities',
        rule_id_column='rule_id',
        form="'logical'",
        broken_verdict="case when assumption is null then 'inconsistent' else 'ambiguous' end",
        assumption='assumption',
        holds='holds',
        explanation_zh='explanation_zh',
        explanation_en='explanation_en'
    )
}}
