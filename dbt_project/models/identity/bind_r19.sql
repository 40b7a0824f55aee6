-- Scores of the projects of one table: a higher execution rate does not score lower, rates that are alike score alike.
with

rated as (
    select
        project_rows.document_id,
        project_rows.table_kind,
        project_rows.record_no,
        project_rows.project_name,
        project_rows.fiscal_year,
        project_rows.name_text,
        project_rows.block_no,
        project_rows.row_no,
        project_rows.name_col_no,
        rate.fact_id as rate_fact_id,
        rate.value_base as rate,
        rate.value as rate_text,
        score.fact_id as score_fact_id,
        score.value_base as score,
        score.value as score_text
    from {{ ref('int_project__row') }} as project_rows
    inner join {{ ref('int_fact__reading') }} as rate on project_rows.rate_fact_id = rate.fact_id
    inner join {{ ref('int_fact__reading') }} as score on project_rows.score_fact_id = score.fact_id
    where project_rows.table_kind in ('project_goal', 'project_result', 'project_execution')
),

-- Of each rate the project with the lowest and that with the highest score stand for all.
rates as (
    select
        document_id,
        table_kind,
        rate,
        min(rate_text) as rate_text,
        arg_min(score_fact_id, (score, record_no, score_fact_id)) as lowest_score_fact_id,
        min(score) as lowest_score,
        arg_max(score_fact_id, (score, record_no, score_fact_id)) as highest_score_fact_id,
        max(score) as highest_score,
        arg_max(rate_fact_id, (score, record_no, score_fact_id)) as rate_fact_id,
        arg_max(project_name, (score, record_no, score_fact_id)) as project_name,
        any_value(fiscal_year) as fiscal_year
    from rated
    group by document_id, table_kind, rate
),

steps as (
    select
        *,
        lead(rate) over step as next_rate,
        lead(rate_text) over step as next_rate_text,
        lead(rate_fact_id) over step as next_rate_fact_id,
        lead(lowest_score_fact_id) over step as next_score_fact_id,
        lead(lowest_score) over step as next_score
    from rates
    window step as (partition by document_id, table_kind order by rate)
),

monotone as (
    select
        {{ bound_identity_id('R19', "highest_score_fact_id || '|' || next_score_fact_id") }} as identity_id,
        document_id,
        project_name as subject,
        fiscal_year,
        [
            {{ operand('stated', 'highest_score_fact_id', stated=1) }},
            {{ operand('context', 'rate_fact_id') }},
            {{ operand('part', 'next_score_fact_id', numerator=1) }},
            {{ operand('context', 'next_rate_fact_id') }}
        ] as operands
    from steps
    where next_rate is not null
),

-- Rates that are the same to the whole percent, and scores that differ by a point or more.
unexplained as (
    select
        {{ bound_identity_id('R19', "'gap|' || highest_score_fact_id || '|' || next_score_fact_id") }} as identity_id,
        document_id,
        project_name as subject,
        fiscal_year,
        abs(next_score - highest_score) < 1 as is_explained,
        concat(
            '执行率 ', rate_text, '% 与 ', next_rate_text, '% 相近，按10分计相差不到0.1分，得分相差 ',
            {{ shown_number('cast(abs(next_score - highest_score) as decimal(30, 8))', 0) }}, ' 分'
        ) as found_zh,
        concat(
            'The execution rates ', rate_text, ' % and ', next_rate_text, ' % are alike (less than 0.1 of 10 points), ',
            'the scores differ by ',
            {{ shown_number('cast(abs(next_score - highest_score) as decimal(30, 8))', 0) }}, ' points'
        ) as found_en,
        [
            {{ operand('stated', 'highest_score_fact_id', stated=1) }},
            {{ operand('context', 'rate_fact_id') }},
            {{ operand('part', 'next_score_fact_id', numerator=1) }},
            {{ operand('context', 'next_rate_fact_id') }}
        ] as operands
    from steps
    where round(rate) = round(next_rate)
),

-- The score that most projects of a rate have; the others are held against it.
usual as (
    select
        document_id,
        table_kind,
        rate,
        score as usual_score
    from rated
    group by document_id, table_kind, rate, score
    qualify row_number() over (partition by document_id, table_kind, rate order by count(*) desc, score desc) = 1
),

same_rate as (
    select
        rated.*,
        usual.usual_score,
        rated.score = usual.usual_score as is_usual,
        first_value(rated.score_fact_id) over peers as usual_score_fact_id
    from rated
    inner join usual
        on rated.document_id = usual.document_id
            and rated.table_kind = usual.table_kind
            and rated.rate = usual.rate
    window
        peers as (
            partition by rated.document_id, rated.table_kind, rated.rate
            order by rated.score <> usual.usual_score, rated.record_no
        )
),

equal_scores as (
    select
        {{ bound_identity_id('R19E', "score_fact_id || '|' || usual_score_fact_id") }} as identity_id,
        document_id,
        project_name as subject,
        fiscal_year,
        is_usual,
        concat(
            '执行率同为 ', rate_text, '%，其他项目得分为 ', {{ shown_number('cast(usual_score as decimal(30, 8))', 0) }},
            ' 分，此项目为 ', score_text, ' 分'
        ) as found_zh,
        concat(
            'With the same execution rate of ', rate_text, ' % other projects score ',
            {{ shown_number('cast(usual_score as decimal(30, 8))', 0) }}, ', this one ', score_text
        ) as found_en,
        [
            {{ text_operand('context', 'name_text', 'block_no', 'row_no', 'name_col_no') }},
            {{ operand('stated', 'score_fact_id', stated=1) }},
            {{ operand('context', 'rate_fact_id') }},
            {{ operand('part', 'usual_score_fact_id', numerator=1) }}
        ] as operands
    from same_rate
    where score_fact_id <> usual_score_fact_id
)

{{
    unnested_operands(
        'monotone',
        'R19',
        relation_sign="'le'",
        broken_verdict="'ambiguous'",
        assumption="'两个项目类型相同，得分只差在执行上 / Both projects are of one type and differ in their execution alone'"
    )
}}
union all by name
{{
    unnested_operands(
        'unexplained',
        'R19',
        form="'logical'",
        holds='is_explained',
        broken_verdict="'ambiguous'",
        assumption="'差额另有绩效指标的扣分，文中没有说明 / The indicators account for the rest, which the document does not say'",
        explanation_zh='found_zh',
        explanation_en='found_en'
    )
}}
union all by name
{{
    unnested_operands(
        'equal_scores',
        'R19E',
        form="'logical'",
        holds='is_usual',
        broken_verdict="'ambiguous'",
        assumption="'两个项目类型相同，得分只差在执行上 / Both projects are of one type and differ in their execution alone'",
        explanation_zh='found_zh',
        explanation_en='found_en'
    )
}}
