-- Values that would mend two broken identities or more if one figure were misprinted: those that some broken identity
-- asks for, in the digits that the figure is printed with.
with

asked as (
    select distinct
        terms.figure_id,
        terms.document_id,
        facts.fact_id,
        facts.value,
        facts.unit,
        facts.unit_factor,
        facts.decimals,
        facts.value_base,
        2 * {{ half_unit('facts.decimals', 'facts.unit_factor') }} as last_place,
        terms.value_base - {{ ratio('terms.residual', 'terms.gradient') }} as asked_value
    from {{ ref('int_cascade__term') }} as terms
    inner join {{ ref('int_fact__reading') }} as facts on terms.fact_id = facts.fact_id
    where terms.is_broken
),

printable as (
    select distinct
        * exclude (asked_value, last_place),
        cast(
            cast({{ ratio('asked_value', 'last_place') }} as decimal(30, 0)) * last_place as decimal(38, 6)
        ) as corrected_value
    from asked
    where asked_value is not null
),

tried as (
    select
        printable.figure_id,
        printable.corrected_value,
        terms.identity_id,
        terms.is_broken,
        terms.residual + try(terms.gradient * (printable.corrected_value - terms.value_base)) as residual,
        terms.slack,
        terms.relation
    from printable
    inner join {{ ref('int_cascade__term') }} as terms on printable.figure_id = terms.figure_id
    -- An amount that is printed without a sign is not mended by one.
    where
        printable.corrected_value <> printable.value_base
        and sign(printable.corrected_value) * sign(printable.value_base) >= 0
),

judged as (
    select
        *,
        coalesce(
            (relation = 'ge' or residual <= slack) and (relation = 'le' or residual >= -slack), false
        ) as would_hold
    from tried
),

counted as (
    select
        figure_id,
        corrected_value,
        list_sort(list(identity_id) filter (where is_broken and would_hold)) as mended_ids,
        list_sort(coalesce(list(identity_id) filter (where not is_broken and not would_hold), [])) as newly_broken_ids
    from judged
    group by figure_id, corrected_value
    having count(*) filter (where is_broken and would_hold) >= 2
)

select
    {{ entity_id(["printable.figure_id", "cast(counted.corrected_value as varchar)"]) }} as correction_id,
    printable.document_id,
    printable.figure_id,
    printable.fact_id,
    printable.value,
    printable.unit,
    {{ shown_number(in_unit('counted.corrected_value', 'printable.unit_factor'), 'printable.decimals') }}
        as corrected_text,
    counted.corrected_value,
    counted.mended_ids,
    counted.newly_broken_ids,
    len(counted.mended_ids) - len(counted.newly_broken_ids) as net_mended
from counted
inner join printable
    on counted.figure_id = printable.figure_id and counted.corrected_value = printable.corrected_value
