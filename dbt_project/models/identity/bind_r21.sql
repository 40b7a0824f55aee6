-- A department's total score whose items are nowhere printed: nobody can recompute it. Totals beside their items are
-- added up where the sheet is read (bind_stated).
with

documents as (
    select
        document_id,
        department_id,
        fiscal_year,
        kind
    from {{ ref('int_department__document') }}
    where department_id is not null
),

-- The first print of the total; scores of projects stand in tables.
totals as (
    select
        scores.document_id,
        documents.department_id,
        documents.fiscal_year,
        scores.subject,
        scores.value as score_text,
        scores.fact_id
    from {{ ref('int_fact__reading') }} as scores
    inner join documents on scores.document_id = documents.document_id
    where
        documents.kind = 'self_evaluation'
        and scores.measure = 'self_score'
        and scores.aspect = 'level'
        and scores.breakdown = 'total'
        and scores.row_no is null
        and scores.identifies_datum
        and coalesce(scores.fiscal_year, documents.fiscal_year) is not distinct from documents.fiscal_year
    qualify row_number() over (partition by scores.document_id order by scores.place_no) = 1
),

-- Weights, scores of items and deductions, in the document itself or in another one of its department and year.
itemised as (
    select distinct
        documents.department_id,
        documents.fiscal_year
    from {{ ref('stg_raw__fact') }} as points
    inner join documents on points.document_id = documents.document_id
    where points.unit = '分' and points.measure <> 'self_score'
),

underived as (
    select
        {{ bound_identity_id('R21', 'totals.document_id') }} as identity_id,
        totals.document_id,
        totals.subject,
        totals.fiscal_year,
        concat('总分 ', totals.score_text, ' 分，没有印出各项指标的分值和得分，无法复算') as found_zh,
        concat(
            'The total score is ', totals.score_text,
            '; no weight or score of its items is printed, so it cannot be recomputed'
        ) as found_en,
        [{{ operand('stated', 'totals.fact_id', stated=1) }}] as operands
    from totals
    anti join itemised
        on
            totals.department_id = itemised.department_id
            and totals.fiscal_year is not distinct from itemised.fiscal_year
)

{{
    unnested_operands(
        'underived',
        'R21',
        form="'logical'",
        holds='false',
        broken_verdict="'ambiguous'",
        assumption="'各项得分没有另行公开 / The scores of the items are not published elsewhere'",
        explanation_zh='found_zh',
        explanation_en='found_en'
    )
}}
