-- What indicators of a goal table print: units (R51), counters (R52), measurability (R81), class (R82).
-- One question a document and rule, with every indicator that it is asked about.
with

indicators as (
    select
        document_id,
        record_id,
        min(block_no) as block_no,
        -- The row of its own name: a class that is merged over many rows stands in the first of them.
        max(row_no) filter (where field_name = 'indicator_l3') as row_no,
        min(trim(field_text)) filter (where field_name = 'indicator_l2') as class_name,
        min(trim(field_text)) filter (where field_name = 'indicator_l3') as indicator_name,
        min(col_no) filter (where field_name = 'indicator_l3') as name_col_no,
        min(trim(field_text)) filter (where field_name = 'target_value') as target_text,
        min(col_no) filter (where field_name = 'target_value') as target_col_no,
        min(trim(field_text)) filter (where field_name = 'unit') as unit_name,
        min(trim(field_text)) filter (where field_name = 'operator') as operator_text
    from {{ ref('stg_raw__record_field') }}
    where field_name in ('indicator_l2', 'indicator_l3', 'target_value', 'unit', 'operator')
    group by document_id, record_id
),

parsed as (
    select
        *,
        regexp_full_match(target_text, '[≥≤＞＜><=＝约]*\s*[\d,.]+') as is_bare_number,
        regexp_extract(target_text, '^[≥≤＞＜><=＝约]*\s*[\d,.]+\s*([^\d\s，。；,;（(]{1,4})$', 1) as counter
    from indicators
    where coalesce(target_text, '') <> '' and coalesce(indicator_name, '') <> ''
),

counted as (
    select
        *,
        count(*) filter (where counter <> '') over (partition by document_id) as counter_count
    from parsed
),

-- R51: a number alone, where most targets of the table say what they count.
units as (
    select
        *,
        'R51' as rule_id,
        concat(indicator_name, ' ', target_text) as defect
    from counted
    where
        is_bare_number
        and counter_count >= 3
        and coalesce(unit_name, '') = ''
        -- The name says the unit itself: 培训人数, 参保户数（户）.
        and not regexp_matches(indicator_name, '[人户次天个台件套份期场条处项]数$|数量$|[（(][^（()）]{1,4}[)）]$|率$|度$|得分$')
),

-- R52: a counter of other things.
unfit as (
    select
        parsed.*,
        'R52' as rule_id,
        concat(parsed.indicator_name, ' ', parsed.target_text) as defect
    from parsed
    inner join {{ ref('counters') }} as counters on regexp_matches(parsed.indicator_name, counters.noun)
    where regexp_matches(parsed.counter, '^[座辆头只匹棵株幢艘架支艇扇顶双枚盏尾亩]$')
    group by all
    having not bool_or(regexp_full_match(parsed.counter, counters.counters))
),

-- R81: a percentage of nothing that the name says, or a word that nobody can check.
unmeasurable as (
    select
        *,
        'R81' as rule_id,
        concat(indicator_name, ' ', target_text) as defect
    from parsed
    where
        (
            regexp_full_match(target_text, '[≥≤＞＜><=＝]*\s*[\d.]+\s*[%％]')
            and regexp_matches(indicator_name, '^(长期|持续|不断|进一步|有效|切实)?(巩固|保障|维护|提升|促进|推动|加强|增强)')
            and not regexp_matches(indicator_name, '率|度|比|占|覆盖|合格|达标|完成|准确|及时|正常|在线|人数|数量|水平')
        )
        or (
            regexp_full_match(target_text, '规范|良好|较好|提升|提高|明显|显著|有效|加强|完善|持续|长期|促进|增强')
            and not coalesce(operator_text like '%定性%', false)
        )
),

-- R82: a count among the indicators of quality. Mishaps and complaints are counted there rightly.
misplaced as (
    select
        *,
        'R82' as rule_id,
        concat(indicator_name, ' ', left(target_text, 24)) as defect
    from parsed
    where
        class_name like '%质量%'
        and regexp_matches(target_text, '\d+\s*(人|名|个|件|起|份|台|套|辆|次|场|期|户|块|本|册)([^均每/]|$)')
        and not regexp_matches(target_text, '[%％率≤＜<]|不超过|以内|以下')
        and not regexp_matches(indicator_name, '故障|事故|投诉|差错|失误|返工|发生|零|无|合格|达标|率|度')
),

defects as (
    select * from units
    union all by name
    select * from unfit
    union all by name
    select * from unmeasurable
    union all by name
    select * from misplaced
),

questions as (
    select
        defects.document_id,
        defects.rule_id,
        count(*) as defect_count,
        array_to_string(list(defects.defect order by defects.block_no, defects.row_no)[1:8], '；') as listed,
        list_concat(
            list(
                {{
                    text_operand(
                        'stated', 'defects.target_text', 'defects.block_no', 'defects.row_no', 'defects.target_col_no'
                    )
                }}
                order by defects.block_no, defects.row_no
            ),
            list(
                {{
                    text_operand(
                        'context', 'defects.indicator_name', 'defects.block_no', 'defects.row_no', 'defects.name_col_no'
                    )
                }}
                order by defects.block_no, defects.row_no
            )
        ) as operands
    from defects
    group by defects.document_id, defects.rule_id
),

identities as (
    select
        left(md5(concat_ws('|', questions.rule_id, questions.document_id)), 16) as identity_id,
        questions.document_id,
        questions.rule_id,
        coalesce(documents.department, documents.title) as subject,
        documents.fiscal_year,
        questions.operands,
        concat(
            case questions.rule_id
                when 'R51' then '同表其他指标值有单位，以下只有数字：'
                when 'R52' then '以下量词与所指事物不相配：'
                when 'R81' then '以下指标值没有写明可以核对的基准或标准：'
                else '以下质量指标的指标值是数量：'
            end,
            questions.listed, '（共 ', questions.defect_count, ' 个）'
        ) as explanation_zh,
        concat(
            case questions.rule_id
                when 'R51' then 'Other targets of the table have a unit, these are bare numbers: '
                when 'R52' then 'These counters do not fit what they count: '
                when 'R81' then 'These targets name no base or mark that could be checked: '
                else 'These indicators of quality are counts: '
            end,
            questions.listed, ' (', questions.defect_count, ' in all)'
        ) as explanation_en,
        case questions.rule_id
            when 'R51' then '单位没有写在表头或别处 / No head or note gives the unit'
            when 'R52' then '量词不是指标所指事物的计量方式 / The counter is not how the thing is counted'
            when 'R81' then '别处没有写明衡量办法 / No other place says how it is measured'
            else '数量本身不是质量要求 / The count is not itself a mark of quality'
        end as assumption
    from questions
    inner join {{ ref('stg_raw__document') }} as documents on questions.document_id = documents.document_id
)

{{
    unnested_operands(
        'identities',
        rule_id_column='rule_id',
        form="'logical'",
        holds='false',
        broken_verdict="'ambiguous'",
        assumption='assumption',
        explanation_zh='explanation_zh',
        explanation_en='explanation_en'
    )
}}
