with

cells as (
    select *
    from {{ ref('stg_raw__record_field') }}
    where table_kind in ('project_goal', 'project_result', 'project_execution', 'project_sheet')
),

cell_texts as (
    select
        document_id,
        record_id,
        table_kind,
        record_no,
        min(record_name) as project_name,
        min(record_key) as project_key,
        min(block_no) as block_no,
        min(row_no) as row_no,
        min(field_text) filter (where field_name = 'project_name') as name_text,
        min(col_no) filter (where field_name = 'project_name') as name_col_no,
        -- An empty cell, a dash and a stroke claim nothing.
        min(field_text) filter (
            where field_name = 'unspent_amount' and not regexp_full_match(field_text, '[\s　—–\-－/／]*')
        ) as unspent_text,
        min(col_no) filter (where field_name = 'unspent_amount') as unspent_col_no,
        min(field_text) filter (where field_name = 'goal_setting') as goal_setting,
        min(field_text) filter (where field_name = 'goal_attainment') as goal_attainment,
        min(field_text) filter (where field_name = 'timely_disposal') as timely_disposal,
        min(field_text) filter (where field_name = 'execution_progress') as execution_progress,
        min(field_text) filter (where field_name = 'budget_completion') as budget_completion,
        min(field_text) filter (where field_name = 'completion_status') as completion_status,
        min(field_text) filter (where field_name = 'violation_record') as violation_record
    from cells
    group by document_id, record_id, table_kind, record_no
),

cell_facts as (
    select
        cells.document_id,
        cells.record_id,
        facts.fact_id,
        facts.measure,
        facts.unit_kind,
        -- A column that is called like the measure goes before a figure inside a description.
        (cells.field_name <> facts.measure)::integer * 1000 + coalesce(cells.col_no, 0) as preference
    from cells
    inner join {{ ref('stg_raw__fact') }} as facts on cells.fact_id = facts.fact_id
),

row_facts as (
    select
        document_id,
        record_id,
        arg_min(fact_id, preference) filter (where measure = 'project_amount' and unit_kind = 'amount')
            as amount_fact_id,
        arg_min(fact_id, preference) filter (where measure = 'original_budget' and unit_kind = 'amount')
            as original_budget_fact_id,
        arg_min(fact_id, preference) filter (where measure = 'revised_budget' and unit_kind = 'amount')
            as revised_budget_fact_id,
        arg_min(fact_id, preference) filter (where measure = 'outturn' and unit_kind = 'amount')
            as outturn_fact_id,
        -- 「无」 is the exact figure 0 and prints no unit.
        arg_min(fact_id, preference) filter (where measure = 'unspent_amount') as unspent_fact_id,
        arg_min(fact_id, preference) filter (where measure = 'execution_rate' and unit_kind = 'percent')
            as rate_fact_id,
        arg_min(fact_id, preference) filter (where measure = 'self_score') as score_fact_id
    from cell_facts
    group by document_id, record_id
),

-- Projects of one name are told apart by their turn.
turns as (
    select
        document_id,
        record_id,
        row_number() over (
            partition by document_id, table_kind, project_key
            order by block_no, record_no, record_id
        ) as occurrence
    from cell_texts
),

project_rows as (
    select
        cell_texts.*,
        row_facts.amount_fact_id,
        row_facts.original_budget_fact_id,
        row_facts.revised_budget_fact_id,
        row_facts.outturn_fact_id,
        row_facts.unspent_fact_id,
        row_facts.rate_fact_id,
        row_facts.score_fact_id,
        turns.occurrence,
        coalesce(regexp_matches(cell_texts.unspent_text, '收回|缴回|上缴|盘活'), false) as is_unspent_reclaimed
    from cell_texts
    inner join turns on cell_texts.document_id = turns.document_id and cell_texts.record_id = turns.record_id
    left join row_facts
        on cell_texts.document_id = row_facts.document_id and cell_texts.record_id = row_facts.record_id
),

-- R75: is 项目金额 what was spent, or what was granted? The reading that reproduces more printed rates decides.
-- A row without unspent money says nothing: both readings give 100 % there.
telling_rows as (
    select
        project_rows.document_id,
        try(
            rate.lower_bound * (amount.upper_bound + unspent.lower_bound) <= 100 * amount.upper_bound
            and 100 * amount.lower_bound <= rate.upper_bound * (amount.lower_bound + unspent.upper_bound)
        ) as fits_outturn,
        try(
            rate.lower_bound * amount.upper_bound <= 100 * (amount.upper_bound - unspent.lower_bound)
            and 100 * (amount.lower_bound - unspent.upper_bound) <= rate.upper_bound * amount.lower_bound
        ) as fits_budget
    from project_rows
    inner join {{ ref('stg_raw__fact') }} as amount on project_rows.amount_fact_id = amount.fact_id
    inner join {{ ref('stg_raw__fact') }} as unspent on project_rows.unspent_fact_id = unspent.fact_id
    inner join {{ ref('stg_raw__fact') }} as rate on project_rows.rate_fact_id = rate.fact_id
    where project_rows.outturn_fact_id is null and unspent.value_base > 0
),

readings as (
    select
        document_id,
        count(*) filter (where fits_outturn) as outturn_fits,
        count(*) filter (where fits_budget) as budget_fits
    from telling_rows
    group by document_id
)

select
    project_rows.document_id,
    project_rows.record_id,
    project_rows.table_kind,
    project_rows.record_no,
    project_rows.project_name,
    project_rows.project_key,
    project_rows.occurrence,
    documents.department,
    documents.fiscal_year,
    project_rows.amount_fact_id,
    case when coalesce(readings.budget_fits > readings.outturn_fits, false) then 'budget' else 'outturn' end
        as amount_reading,
    coalesce(readings.outturn_fits, 0) + coalesce(readings.budget_fits, 0) > 0 as is_reading_settled,
    project_rows.original_budget_fact_id,
    project_rows.revised_budget_fact_id,
    project_rows.outturn_fact_id,
    project_rows.unspent_fact_id,
    project_rows.unspent_text,
    project_rows.is_unspent_reclaimed,
    project_rows.rate_fact_id,
    project_rows.score_fact_id,
    project_rows.goal_setting,
    project_rows.goal_attainment,
    project_rows.timely_disposal,
    project_rows.execution_progress,
    project_rows.budget_completion,
    project_rows.completion_status,
    project_rows.violation_record,
    project_rows.name_text,
    project_rows.block_no,
    project_rows.row_no,
    project_rows.name_col_no,
    project_rows.unspent_col_no
from project_rows
inner join {{ ref('stg_raw__document') }} as documents on project_rows.document_id = documents.document_id
left join readings on project_rows.document_id = readings.document_id
