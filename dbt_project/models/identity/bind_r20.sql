-- A project whose status is printed as 完成 in one of its tables has a rate of 100 % and nothing unspent in all of them.
with

project_rows as (
    select
        *,
        {{ place_number('block_no', 'row_no', 'name_col_no', 'null') }} as place_no
    from {{ ref('int_project__matched') }}
    where table_kind in ('project_goal', 'project_result', 'project_execution') and project_key <> '' and not is_merged
),

claims as (
    select
        project_rows.document_id,
        project_rows.entity_id,
        arg_min(project_rows.project_name, project_rows.place_no) as subject,
        arg_min(project_rows.fiscal_year, project_rows.place_no) as fiscal_year,
        arg_min(trim(cells.field_text), project_rows.place_no) as status_text,
        arg_min(
            {{
                text_operand(
                    'context', 'project_rows.name_text', 'project_rows.block_no', 'project_rows.row_no',
                    'project_rows.name_col_no'
                )
            }},
            project_rows.place_no
        ) as name_operand,
        list(
            {{ text_operand('stated', 'cells.field_text', 'cells.block_no', 'cells.row_no', 'cells.col_no') }}
            order by project_rows.place_no, cells.col_no
        ) as status_operands
    from project_rows
    inner join {{ ref('stg_raw__record_field') }} as cells
        on project_rows.document_id = cells.document_id and project_rows.record_id = cells.record_id
    where
        cells.field_name in ('execution_progress', 'budget_completion', 'completion_status')
        -- 基本完成, 未完成 and 完成80% claim something else.
        and regexp_full_match(cells.field_text, '[\s　]*已?完成[\s　。]*')
    group by project_rows.document_id, project_rows.entity_id
),

printed as (
    select
        project_rows.document_id,
        project_rows.entity_id,
        project_rows.place_no,
        project_rows.rate_fact_id,
        project_rows.unspent_fact_id,
        rate.value_base as rate,
        concat(rate.value, rate.unit) as rate_text,
        unspent.value_base as unspent,
        concat(unspent.value, unspent.unit) as unspent_text,
        case
            when rate.value_base = 100 and (project_rows.is_unspent_reclaimed or unspent.value_base <> 0)
                then {{ bound_identity_id('R01', 'project_rows.record_id') }}
        end as full_rate_identity_id
    from project_rows
    left join {{ ref('int_fact__reading') }} as rate on project_rows.rate_fact_id = rate.fact_id
    left join {{ ref('int_fact__reading') }} as unspent on project_rows.unspent_fact_id = unspent.fact_id
),

figures as (
    select
        document_id,
        entity_id,
        min(rate) as least_rate,
        max(unspent) as greatest_unspent,
        arg_min(rate_text, (rate, place_no)) as least_rate_text,
        arg_max(unspent_text, (unspent, place_no)) as greatest_unspent_text,
        coalesce(
            list({{ operand('part', 'rate_fact_id') }} order by place_no) filter (where rate is not null), []
        ) as rate_operands,
        coalesce(
            list({{ operand('part', 'unspent_fact_id') }} order by place_no) filter (where unspent is not null), []
        ) as unspent_operands,
        coalesce(
            list(full_rate_identity_id order by place_no) filter (where full_rate_identity_id is not null), []
        ) as derived_from
    from printed
    group by document_id, entity_id
    having count(rate) + count(unspent) > 0
),

compared as (
    select
        {{ bound_identity_id('R20', 'claims.entity_id') }} as identity_id,
        claims.document_id,
        claims.subject,
        claims.fiscal_year,
        claims.status_text,
        figures.derived_from,
        figures.least_rate_text,
        figures.greatest_unspent_text,
        coalesce(figures.least_rate < 100, false) as is_rate_short,
        coalesce(figures.greatest_unspent > 0, false) as is_money_left,
        list_concat(
            list_concat([claims.name_operand], claims.status_operands),
            list_concat(figures.rate_operands, figures.unspent_operands)
        ) as operands
    from claims
    inner join figures
        on claims.entity_id = figures.entity_id
),

identities as (
    select
        *,
        not is_rate_short and not is_money_left as holds,
        concat(
            '状态印为“', status_text, '”，',
            case
                when not is_rate_short and not is_money_left then '所印执行率没有低于100%，也没有资金结余'
                else concat(
                        '而',
                        case when is_rate_short then concat('执行率为 ', least_rate_text) else '' end,
                        case when is_rate_short and is_money_left then '、' else '' end,
                        case when is_money_left then concat('资金结余为 ', greatest_unspent_text) else '' end
                    )
            end
        ) as explanation_zh,
        concat(
            'The status is printed as "', status_text, '" (completed), ',
            case
                when not is_rate_short and not is_money_left
                    then 'no printed rate is below 100 % and nothing is unspent'
                else concat(
                        'while ',
                        case when is_rate_short then concat('the execution rate is ', least_rate_text) else '' end,
                        case when is_rate_short and is_money_left then ' and ' else '' end,
                        case when is_money_left then concat('the unspent amount is ', greatest_unspent_text) else '' end
                    )
            end
        ) as explanation_en
    from compared
)

{{
    unnested_operands(
        'identities',
        'R20',
        form="'logical'",
        holds='holds',
        derived_from='derived_from',
        explanation_zh='explanation_zh',
        explanation_en='explanation_en'
    )
}}
