-- The grade that is printed beside a score: 优 from 90, 良 from 80, 中 from 60, 差 below.
with

graded as (
    select
        cells.document_id,
        cells.fact_id,
        cells.field_text as printed_grade,
        cells.block_no,
        cells.row_no,
        cells.col_no,
        scores.subject,
        scores.value as score_text,
        coalesce(scores.fiscal_year, documents.fiscal_year) as fiscal_year,
        case
            when scores.value_base >= 90 then '优'
            when scores.value_base >= 80 then '良'
            when scores.value_base >= 60 then '中'
            else '差'
        end as grade
    from {{ ref('stg_raw__record_field') }} as cells
    inner join {{ ref('stg_raw__fact') }} as scores on cells.fact_id = scores.fact_id
    inner join {{ ref('stg_raw__document') }} as documents on cells.document_id = documents.document_id
    where cells.table_kind = 'score_grade' and scores.value_base between 0 and 100
),

identities as (
    select
        {{ bound_identity_id('R88', 'fact_id') }} as identity_id,
        document_id,
        subject,
        fiscal_year,
        printed_grade = grade as is_in_band,
        concat(
            '得分 ', score_text, ' 分，按 90、80、60 分划分应为“', grade, '”，文中为“', printed_grade, '”'
        ) as found_zh,
        concat(
            'The score is ', score_text, '; by the bounds of 90, 80 and 60 the grade is ', grade,
            ', the document prints ', printed_grade
        ) as found_en,
        [
            {{ operand('stated', 'fact_id', stated=1) }},
            {{ text_operand('context', 'printed_grade', 'block_no', 'row_no', 'col_no') }}
        ] as operands
    from graded
)

{{
    unnested_operands(
        'identities',
        'R88',
        form="'logical'",
        holds='is_in_band',
        explanation_zh='found_zh',
        explanation_en='found_en'
    )
}}
