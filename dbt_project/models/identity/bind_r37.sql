-- Staff on board within the approved posts, in total and for each type.
with

counts as (
    select *
    from {{ ref('int_fact__reading') }}
    where
        measure in ('establishment', 'on_board_staff')
        and aspect = 'level'
        and breakdown in ('total', 'headcount_type')
        and is_first_print
),

identities as (
    select
        {{ bound_identity_id('R37', 'staff.fact_id') }} as identity_id,
        staff.document_id,
        coalesce(nullif(staff.item, ''), staff.subject) as subject,
        staff.fiscal_year,
        [
            {{ operand('stated', 'staff.fact_id', stated=1) }},
            {{ operand('part', 'posts.fact_id', numerator=1) }}
        ] as operands
    from counts as staff
    inner join counts as posts
        on staff.document_id = posts.document_id
            and staff.datum_subject_key = posts.datum_subject_key
            and staff.breakdown = posts.breakdown
            and coalesce(staff.item_key, '') = coalesce(posts.item_key, '')
            and staff.fiscal_year is not distinct from posts.fiscal_year
    where staff.measure = 'on_board_staff' and posts.measure = 'establishment'
)

{{ unnested_operands('identities', 'R37', relation_sign="'le'") }}
