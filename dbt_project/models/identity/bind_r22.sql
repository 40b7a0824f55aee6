-- A score that is printed more than once: in one document, or in a project's own sheet and its department's table.
with

-- 「96.20分、91.50分、88.40分」 are the scores of several, not one score several times.
prints as (
    select
        *,
        coalesce(
            least(
                char_start - lag(char_end) over sentence,
                lead(char_start) over sentence - char_end
            ) <= 1, false
        ) as is_listed
    from {{ ref('int_fact__reading') }}
    where measure in ('self_score', 'grade_score') and aspect = 'level' and identifies_datum
    window sentence as (partition by document_id, block_no, row_no, col_no order by char_start)
),

repeated as (
    select
        datum_id,
        any_value(document_id) as document_id,
        arg_min(coalesce(nullif(item, ''), subject), place_no) as subject,
        any_value(fiscal_year) as fiscal_year,
        -- The two that differ most, else the first and the last.
        case
            when count(distinct value_base) = 1 then arg_min(fact_id, place_no)
            else arg_min(fact_id, (value_base, place_no))
        end as one_fact_id,
        case
            when count(distinct value_base) = 1 then arg_max(fact_id, place_no)
            else arg_max(fact_id, (value_base, place_no))
        end as other_fact_id
    from prints
    where not is_listed
    group by datum_id
    having count(*) > 1
),

scored as (
    select
        project_rows.document_id,
        project_rows.table_kind,
        project_rows.project_name,
        project_rows.project_key,
        project_rows.fiscal_year,
        project_rows.score_fact_id,
        documents.department_id,
        coalesce(nullif(staged.title, ''), staged.path) as title
    from {{ ref('int_project__row') }} as project_rows
    inner join {{ ref('int_department__document') }} as documents
        on project_rows.document_id = documents.document_id
    inner join {{ ref('stg_raw__document') }} as staged on project_rows.document_id = staged.document_id
    where project_rows.score_fact_id is not null and project_rows.project_key <> '' and documents.is_recognised
    -- Two projects of one name are not told apart across documents.
    qualify count(*) over (
            partition by project_rows.document_id, project_rows.table_kind, project_rows.project_key
        ) = 1
),

-- 93 and 94 are two scores, 93 and 93.4 may be one: prints of one precision must be the same.
compared as (
    select
        {{ bound_identity_id('R22', 'repeated.datum_id') }} as identity_id,
        repeated.document_id,
        repeated.subject,
        repeated.fiscal_year,
        repeated.one_fact_id,
        repeated.other_fact_id,
        cast(null as varchar) as source_title
    from repeated
    union all
    select
        {{ bound_identity_id('R22', "report.score_fact_id || '|' || sheet.score_fact_id") }} as identity_id,
        report.document_id,
        report.project_name as subject,
        report.fiscal_year,
        sheet.score_fact_id as one_fact_id,
        report.score_fact_id as other_fact_id,
        sheet.title as source_title
    from scored as report
    inner join scored as sheet
        on report.department_id = sheet.department_id
            and report.fiscal_year = sheet.fiscal_year
            and report.project_key = sheet.project_key
            and report.document_id <> sheet.document_id
    where report.table_kind in ('project_goal', 'project_result') and sheet.table_kind = 'project_sheet'
),

identities as (
    select
        compared.identity_id,
        compared.document_id,
        compared.subject,
        compared.fiscal_year,
        one.value_base = other.value_base
        or (
            one.decimals <> other.decimals
            and one.printed_lower <= other.printed_upper
            and other.printed_lower <= one.printed_upper
        ) as is_same,
        concat(
            coalesce('《' || compared.source_title || '》', '另一处'), '得分为 ', one.value, ' 分，此处为 ',
            other.value, ' 分'
        ) as found_zh,
        concat(
            coalesce('《' || compared.source_title || '》', 'The other place'), ' gives a score of ', one.value,
            ', this one ', other.value
        ) as found_en,
        [
            {{ operand('stated', 'compared.other_fact_id', stated=1) }},
            {{ operand('part', 'compared.one_fact_id', numerator=1) }}
        ] as operands
    from compared
    inner join {{ ref('int_fact__reading') }} as one on compared.one_fact_id = one.fact_id
    inner join {{ ref('int_fact__reading') }} as other on compared.other_fact_id = other.fact_id
)

{{
    unnested_operands(
        'identities',
        'R22',
        form="'logical'",
        holds='is_same',
        explanation_zh='found_zh',
        explanation_en='found_en'
    )
}}
