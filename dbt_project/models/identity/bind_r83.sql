-- The score of a project without its points for execution, against its execution rate; and rates below 90 % without a
-- reason (R84). Both rest on the execution of the row, recomputed.
with

executed as (
    select
        execution.document_id,
        execution.record_id,
        execution.project_key,
        project_rows.occurrence,
        execution.project_name as subject,
        execution.fiscal_year,
        execution.basis,
        execution.execution_operands,
        execution.rate_fact_id,
        execution.name_text,
        execution.block_no,
        execution.row_no,
        execution.name_col_no,
        project_rows.score_fact_id,
        score.value_base as score,
        score.value as score_text,
        case execution.basis
            when 'outturn_of_budget' then spent.value_base
            when 'outturn_of_outturn_and_unspent' then spent.value_base
            else budget.value_base - unspent.value_base
        end as spent_base,
        case execution.basis
            when 'outturn_of_outturn_and_unspent' then spent.value_base + unspent.value_base
            else budget.value_base
        end as granted_base,
        case
            when rate.value_base = 100 and unspent.value_base <> 0
                then [{{ bound_identity_id('R01', 'execution.record_id') }}]
            else []
        end as derived_from
    from {{ ref('int_project__execution') }} as execution
    inner join {{ ref('int_project__row') }} as project_rows
        on execution.document_id = project_rows.document_id and execution.record_id = project_rows.record_id
    left join {{ ref('int_fact__reading') }} as score on project_rows.score_fact_id = score.fact_id
    left join {{ ref('int_fact__reading') }} as spent on execution.spent_fact_id = spent.fact_id
    left join {{ ref('int_fact__reading') }} as budget on execution.granted_fact_id = budget.fact_id
    left join {{ ref('int_fact__reading') }} as unspent on execution.unspent_fact_id = unspent.fact_id
    left join {{ ref('int_fact__reading') }} as rate on execution.rate_fact_id = rate.fact_id
    where
        execution.table_kind in ('project_goal', 'project_result', 'project_execution')
        and execution.basis in (
            'outturn_of_budget', 'outturn_of_outturn_and_unspent', 'budget_less_unspent_of_budget'
        )
),

rated as (
    select
        *,
        {{ ratio('100 * spent_base', 'granted_base') }} as rate
    from executed
    where granted_base > 0 and spent_base >= 0
),

-- 90 points are for indicators, 10 for execution: what the score leaves for indicators, as a share of 90.
scored as (
    select
        *,
        {{ ratio('(1000 * score - 100 * rate)', 'cast(900 as decimal(30, 8))') }} as performance
    from rated
    where score_fact_id is not null and score between 0 and 100
),

gaps as (
    select
        {{ bound_identity_id('R83', 'record_id') }} as identity_id,
        document_id,
        subject,
        fiscal_year,
        -- A score above its cap (R18) is too high for the rate in any case.
        list_concat(
            derived_from,
            case when 10 * score > 900 + rate then [{{ bound_identity_id('R18', 'record_id') }}] else [] end
        ) as derived_from,
        score_text,
        100 * (performance - rate) <= 5 * performance as holds,
        {{ shown_number('cast(cast(rate as decimal(30, 2)) as decimal(30, 8))', 2) }} as rate_text,
        {{ shown_number('cast(cast(performance as decimal(30, 2)) as decimal(30, 8))', 2) }} as performance_text,
        list_prepend({{ operand('stated', 'score_fact_id') }}, execution_operands) as operands
    from scored
),

reasons as (
    select
        document_id,
        record_id,
        bool_or(
            (field_name = 'deviation_reason' and trim(field_text) <> '')
            or regexp_matches(field_text, '原因|由于|因为|所致|未支付|未执行|未完工|跨年|结转|受.{1,12}影响')
        ) as is_reason_given
    from {{ ref('stg_raw__record_field') }}
    group by document_id, record_id
),

slow as (
    select
        {{ bound_identity_id('R84', 'rated.record_id') }} as identity_id,
        rated.document_id,
        rated.subject,
        rated.fiscal_year,
        rated.derived_from,
        rated.rate >= 90 as is_high,
        rated.rate >= 90 or coalesce(reasons.is_reason_given, false) as holds,
        {{ shown_number('cast(cast(rated.rate as decimal(30, 2)) as decimal(30, 8))', 2) }} as rate_text,
        list_concat(
            [{{ text_operand('stated', 'rated.name_text', 'rated.block_no', 'rated.row_no', 'rated.name_col_no') }}],
            list_concat(
                case when rated.rate_fact_id is null then [] else [{{ operand('part', 'rated.rate_fact_id') }}] end,
                rated.execution_operands
            )
        ) as operands
    from rated
    left join reasons on rated.document_id = reasons.document_id and rated.record_id = reasons.record_id
    where rated.rate < 90
    -- A project stands in two tables: asked once, where its rate is printed.
    qualify row_number() over (
            partition by rated.document_id, rated.project_key, rated.occurrence
            order by rated.rate_fact_id is null, rated.record_id
        ) = 1
)

{{
    unnested_operands(
        'gaps',
        'R83',
        form="'logical'",
        holds='holds',
        broken_verdict="'ambiguous'",
        derived_from='derived_from',
        assumption="'执行占 10 分、指标占 90 分，差距以 5% 为限 / Execution counts 10 points and indicators 90, and the gap is held to "
        ~ "5 %'",
        explanation_zh="concat('得分 ', score_text, ' 分，扣除执行得分后为指标满分的 ', performance_text, ' %，执行率为 ', rate_text, ' %')",
        explanation_en="concat('The score of ', score_text, ' leaves ', performance_text, ' % of the points for indicators, the "
        ~ "execution rate is ', rate_text, ' %')"
    )
}}
union all by name
{{
    unnested_operands(
        'slow',
        'R84',
        form="'logical'",
        holds='holds',
        broken_verdict="'ambiguous'",
        derived_from='derived_from',
        assumption="'原因没有写在别处 / No other place gives the reason'",
        explanation_zh="concat('执行率为 ', rate_text, ' %，低于 90 %，', case when holds then '该行说明了原因' else '该行没有说明原因' end)",
        explanation_en="concat('The execution rate is ', rate_text, ' %, below 90 %; the row ', case when holds then 'gives a "
        ~ "reason' else 'gives no reason' end)"
    )
}}
