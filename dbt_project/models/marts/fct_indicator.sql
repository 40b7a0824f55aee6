{%- set fields = [
    'indicator_l1', 'indicator_l2', 'indicator_l3', 'operator', 'target_value', 'unit', 'actual_value', 'weight',
    'self_score', 'deviation_reason',
] %}
with

cells as (
    select * from {{ ref('stg_raw__record_field') }}
),

-- Every table whose rows have a third-level name and a target, a weight or a score is an indicator table.
records as (
    select
        document_id,
        record_id,
        min(table_kind) as table_kind,
        {% for field in fields %}
            nullif(trim(min(field_text) filter (where field_name = '{{ field }}')), '') as {{ field }}_text,
            min(fact_id) filter (where field_name = '{{ field }}') as {{ field }}_fact_id,
        {% endfor %}
        min(record_no) as record_no
    from cells
    group by document_id, record_id
    having count(*) filter (where field_name = 'indicator_l3') > 0
),

cell_figure as (
    select
        cells.document_id,
        cells.record_id,
        count(*) as target_figure_count
    from cells
    inner join {{ ref('stg_raw__fact') }} as facts
        on
            cells.document_id = facts.document_id
            and cells.block_no = facts.block_no
            and cells.row_no = facts.row_no
            and cells.col_no = facts.col_no
    where cells.field_name = 'target_value'
    group by cells.document_id, cells.record_id
),

valued as (
    select
        records.*,
        targets.value_base as target_value_base,
        targets.unit as target_unit,
        targets.exactness as target_exactness,
        cell_figure.target_figure_count,
        documents.department_id,
        documents.fiscal_year,
        try_cast(targets.value as decimal(30, 8)) as target_number,
        try_cast(actual.value as decimal(30, 8)) as actual_number,
        weight.value_base as weight,
        score.value_base as score,
        translate(coalesce(records.operator_text, ''), ' 　', '') as operator_word,
        ltrim(records.target_value_text) as target_start
    from records
    inner join {{ ref('int_department__document') }} as documents on records.document_id = documents.document_id
    left join cell_figure on records.document_id = cell_figure.document_id and records.record_id = cell_figure.record_id
    left join {{ ref('stg_raw__fact') }} as targets on records.target_value_fact_id = targets.fact_id
    left join {{ ref('stg_raw__fact') }} as actual on records.actual_value_fact_id = actual.fact_id
    left join {{ ref('stg_raw__fact') }} as weight on records.weight_fact_id = weight.fact_id
    left join {{ ref('stg_raw__fact') }} as score on records.self_score_fact_id = score.fact_id
)

select
    document_id,
    record_id,
    table_kind,
    cast(record_no as integer) as row_no,
    department_id,
    fiscal_year,
    indicator_l1_text as indicator_l1,
    indicator_l2_text as indicator_l2,
    indicator_l3_text as indicator_l3,
    -- The column 指标性质 decides; without it the sign or word before or behind the figure.
    case
        when operator_word in ('=', '＝', '等于') then '＝'
        when operator_word in ('≥', '>=', '＞＝', '大于等于', '不低于') then '≥'
        when operator_word in ('≤', '<=', '＜＝', '小于等于', '不高于', '不超过') then '≤'
        when operator_word in ('>', '＞', '大于') then '＞'
        when operator_word in ('<', '＜', '小于') then '＜'
        when operator_word like '定性%' or target_value_text like '定性%' then '定性'
        when target_number is null then '定性'
        when regexp_matches(target_start, '^(>|＞)([^=＝]|$)') then '＞'
        when regexp_matches(target_start, '^(<|＜)([^=＝]|$)') then '＜'
        when target_exactness = 'at_least' then '≥'
        when target_exactness = 'at_most' then '≤'
        else '＝'
    end as operator, -- noqa: RF04
    target_number as target_value,
    target_value_text as target_text,
    coalesce(unit_text, nullif(target_unit, '')) as unit,
    target_value_base,
    cast(coalesce(target_figure_count, 0) as integer) as target_figure_count,
    actual_number as actual_value,
    actual_value_text as actual_text,
    weight,
    score,
    deviation_reason_text as deviation_reason,
    target_value_fact_id as target_fact_id,
    actual_value_fact_id as actual_fact_id
from valued
