with

facts as (
    select
        facts.*,
        coalesce(facts.direction, 1) as signed_by,
        case
            when
                coalesce(facts.subject_key, '') = ''
                or list_contains(documents.alias_keys, facts.subject_key)
                then documents.department_key
            else facts.subject_key
        end as datum_subject_key,
        -- What is printed twice is one datum only where the figure says of what it is: a price, an unclassified amount
        -- or a label that the vocabulary does not know may stand for two things in two places.
        coalesce(measures.identifies_datum, false)
        and facts.fiscal_year is not null
        and facts.exactness in ('printed', 'exact')
        and coalesce(facts.breakdown, 'total') not in ('part', 'other') as identifies_datum,
        {{ place_number('facts.block_no', 'facts.row_no', 'facts.col_no', 'facts.char_start') }} as place_no
    from {{ ref('stg_raw__fact') }} as facts
    inner join {{ ref('stg_raw__document') }} as documents on facts.document_id = documents.document_id
    left join {{ ref('measures') }} as measures on facts.measure = measures.code
),

keyed as (
    select
        *,
        case
            when identifies_datum
                then left(md5(concat_ws(
                        '|', document_id, datum_subject_key, measure, aspect, coalesce(breakdown, 'total'), item_key,
                        fiscal_year, coalesce(stage, ''), coalesce(base_year, 0), unit_kind,
                        -- 行政运行 stands under many groups: items of one name are told apart by their codes.
                        case when regexp_matches(breakdown, '_(item|group)') then item_code end
                    )), 16)
            else fact_id
        end as datum_id,
        case when signed_by = -1 then -upper_bound else lower_bound end as signed_lower,
        case when signed_by = -1 then -lower_bound else upper_bound end as signed_upper
    from facts
),

-- All prints of one datum, intersected. Narrow rows and a join: a window would sort the whole table.
intersections as (
    select
        datum_id,
        max(signed_lower) as datum_lower,
        min(signed_upper) as datum_upper,
        arg_min(fact_id, place_no) as first_fact_id
    from keyed
    where identifies_datum
    group by datum_id
),

-- Precision of a document (per unit): the number of decimals that most of its amounts are printed with.
decimals_used as (
    select
        document_id,
        unit,
        decimals,
        count(*) as fact_count,
        sum(count(*)) over (partition by document_id, unit) as unit_count
    from facts
    where unit_kind = 'amount' and exactness = 'printed'
    group by document_id, unit, decimals
),

precisions as (
    select
        document_id,
        unit,
        decimals as modal_decimals
    from decimals_used
    where unit_count >= 5 and fact_count * 10 >= unit_count * 6
),

interpreted as (
    select
        keyed.*,
        coalesce(intersections.datum_lower > intersections.datum_upper, false) as is_conflicting,
        coalesce(intersections.first_fact_id = keyed.fact_id, true) as is_first_print,
        case
            when not keyed.identifies_datum or intersections.datum_lower > intersections.datum_upper
                then keyed.lower_bound
            when keyed.signed_by = -1 then -intersections.datum_upper
            else intersections.datum_lower
        end as reading_lower,
        case
            when not keyed.identifies_datum or intersections.datum_lower > intersections.datum_upper
                then keyed.upper_bound
            when keyed.signed_by = -1 then -intersections.datum_lower
            else intersections.datum_upper
        end as reading_upper,
        case
            when precisions.modal_decimals > keyed.decimals and keyed.exactness = 'printed'
                then {{ half_unit('precisions.modal_decimals', 'keyed.unit_factor') }}
        end as inferred_half_unit
    from keyed
    left join intersections on keyed.datum_id = intersections.datum_id
    left join precisions
        on
            keyed.document_id = precisions.document_id
            and keyed.unit = precisions.unit
            and keyed.unit_kind = 'amount'
)

select
    document_id,
    fact_id,
    datum_id,
    identifies_datum,
    is_first_print,
    subject,
    datum_subject_key,
    measure,
    aspect,
    coalesce(breakdown, 'total') as breakdown,
    item,
    item_key,
    fiscal_year,
    base_year,
    stage,
    direction,
    value,
    unit,
    unit_kind,
    unit_factor,
    value_base,
    decimals,
    lower_bound as printed_lower,
    upper_bound as printed_upper,
    reading_lower,
    reading_upper,
    is_conflicting,
    -- Trailing zeros dropped: narrower than the reading, where another print of the datum does not contradict it.
    coalesce(inferred_half_unit is not null and value_base between reading_lower and reading_upper, false)
        as is_precision_inferred,
    case
        when value_base between reading_lower and reading_upper
            then greatest(reading_lower, value_base - inferred_half_unit)
        else reading_lower
    end as inferred_lower,
    case
        when value_base between reading_lower and reading_upper
            then least(reading_upper, value_base + inferred_half_unit)
        else reading_upper
    end as inferred_upper,
    quote,
    section,
    record_id,
    block_no,
    row_no,
    col_no,
    char_start,
    char_end,
    page_no,
    sheet_name,
    place_no
from interpreted
