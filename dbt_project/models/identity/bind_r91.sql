-- What sentences say was spent on 三公, or on one of its items, against what they say its budget was; forms state it
-- themselves.
with

amounts as (
    select
        document_id,
        datum_subject_key,
        subject,
        fiscal_year,
        measure,
        breakdown,
        coalesce(item_key, '') as item_key,
        fact_id,
        place_no,
        {{ stage_class('stage') }} as stage_class
    from {{ ref('int_fact__reading') }}
    where
        measure in ('three_public', 'overseas_travel', 'official_vehicle', 'official_reception')
        and aspect = 'level'
        and unit_kind = 'amount'
        and is_first_print
        and row_no is null
),

identities as (
    select
        {{ bound_identity_id('R91', "spent.fact_id || '|' || budget.fact_id") }} as identity_id,
        spent.document_id,
        spent.subject,
        spent.fiscal_year,
        [
            {{ operand('stated', 'spent.fact_id', stated=1) }},
            {{ operand('part', 'budget.fact_id', numerator=1) }}
        ] as operands
    from amounts as spent
    inner join amounts as budget
        on spent.document_id = budget.document_id
            and spent.datum_subject_key is not distinct from budget.datum_subject_key
            and spent.fiscal_year = budget.fiscal_year
            and spent.measure = budget.measure
            and spent.breakdown = budget.breakdown
            and spent.item_key = budget.item_key
    where spent.stage_class = 'outturn' and budget.stage_class = 'budget'
    -- Of an original and a revised budget the last is held against it.
    qualify row_number() over (partition by spent.fact_id order by budget.place_no desc, budget.fact_id asc) = 1
)

{{ unnested_operands('identities', 'R91', relation_sign="'le'") }}
