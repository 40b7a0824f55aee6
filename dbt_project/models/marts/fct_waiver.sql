with

worded as (
    select
        *,
        state not in ('in_force', 'unread') as needs_attention,
        concat(
            '结论 ', expected_verdict, '，文中 ', coalesce(expected_stated, '–'),
            '，核算 ', coalesce({{ shown_number('expected_computed', 0) }}, '–')
        ) as expected_zh,
        concat(
            'verdict ', expected_verdict, ', stated ', coalesce(expected_stated, '–'),
            ', computed ', coalesce({{ shown_number('expected_computed', 0) }}, '–')
        ) as expected_en,
        concat(
            '结论 ', current_verdict, '，文中 ', coalesce(nullif(current_stated, ''), '–'),
            '，核算 ', coalesce({{ shown_number('current_computed', 0) }}, '–')
        ) as current_zh,
        concat(
            'verdict ', current_verdict, ', stated ', coalesce(nullif(current_stated, ''), '–'),
            ', computed ', coalesce({{ shown_number('current_computed', 0) }}, '–')
        ) as current_en
    from {{ ref('int_waiver__judged') }}
)

select
    waiver_id,
    finding_id,
    scope_rule_id,
    scope_department,
    scope_fiscal_year,
    scope_subject,
    reason,
    owner,
    dated_on,
    expires_on,
    expected_verdict,
    expected_stated,
    expected_computed,
    state,
    needs_attention,
    current_finding_id,
    case
        when state = 'in_force' then concat('有效，至 ', expires_on, '。')
        when state = 'expired'
            then concat('已于 ', expires_on, ' 到期，发现重新打开；请重新审核后续期，或删除该豁免。')
        when state = 'spent' then '所豁免的发现曾经消失或改变，现又出现；请重新审核后续签，或删除该豁免。'
        when state = 'unread' then '文件本次未能读取，无法核实。'
        when state = 'out_of_scope' then '发现不在该豁免的规则和范围之内，不予豁免；请更正范围或删除该项。'
        when state = 'changed' and resolution = 'restated'
            then concat(
                    '豁免时：', expected_zh, '；文中数字已改，现为发现 ', current_finding_id,
                    '。豁免不再适用，请重新审核。'
                )
        when state = 'changed'
            then concat('豁免时：', expected_zh, '；现在：', current_zh, '。豁免不再适用，请重新审核。')
        when resolution = 'corrected' then '所豁免的发现已不存在：文件已更正，现在相符。请删除该豁免。'
        when resolution = 'not_checked' then '所豁免的发现已不存在：文件中不再有这项核对。请删除该豁免。'
        when resolution = 'withdrawn' then '所豁免的发现已不存在：文件已不在原始文件夹。请删除该豁免。'
        else '没有这样的发现，以前的版本也没有。请更正或删除该豁免。'
    end as message_zh,
    case
        when state = 'in_force' then concat('In force until ', expires_on, '.')
        when state = 'expired'
            then concat('Expired on ', expires_on, ', its finding is open again: review and renew it, or delete it.')
        when state = 'spent'
            then 'The waived finding had gone or changed and is back: review it and sign the waiver anew, or delete it.'
        when state = 'unread' then 'The file could not be read this time, so nothing can be said.'
        when state = 'out_of_scope'
            then 'The finding is not of the rule and scope of the waiver, so it is not waived: mend or delete it.'
        when state = 'changed' and resolution = 'restated'
            then concat(
                    'When signed: ', expected_en, '; the printed figure has changed, it is now finding ',
                    current_finding_id, '. The waiver no longer applies: review it again.'
                )
        when state = 'changed'
            then concat(
                    'When signed: ', expected_en, '; now: ', current_en,
                    '. The waiver no longer applies: review it again.'
                )
        when resolution = 'corrected'
            then 'The waived finding is gone: the document was corrected and agrees. Delete the waiver.'
        when resolution = 'not_checked'
            then 'The waived finding is gone: the document no longer makes this claim. Delete the waiver.'
        when resolution = 'withdrawn'
            then 'The waived finding is gone: its file has left the raw folder. Delete the waiver.'
        else 'There is no such finding and no earlier release had it: mend or delete the waiver.'
    end as message_en
from worded
