{#-
    What a person must see around a finding: the paragraph that an operand stands in, or of its table the heads,
    the row and its neighbours.
-#}
{%- set head_rows = [0, 1, 2] %}
with

operands as (
    select
        document_id as finding_document_id,
        unnest(json_extract(locators, '$[*]')) as place
    from {{ ref('fct_finding') }}
    where document_id in (select documents.document_id from {{ ref('stg_raw__document') }} as documents)
),

places as (
    select distinct
        -- A text that is no figure stands in the finding's own document.
        coalesce(facts.document_id, operands.finding_document_id) as document_id,
        cast(operands.place ->> 'block' as integer) as block_no,
        cast(operands.place ->> 'row' as integer) as row_no
    from operands
    left join {{ ref('fct_fact') }} as facts on operands.place ->> 'fact_id' = facts.fact_id
),

shown_rows as (
    select
        document_id,
        block_no,
        unnest([row_no - 1, row_no, row_no + 1, {{ head_rows | join(', ') }}]) as row_no
    from places
    where row_no is not null
),

passages as (
    select passages.*
    from {{ ref('stg_raw__passage') }} as passages
    semi join places
        on passages.document_id = places.document_id and passages.block_no = places.block_no
),

-- A cell that covers several rows belongs to each of them.
covered as (
    select
        document_id,
        block_no,
        row_no,
        col_no,
        unnest(generate_series(row_no, row_no + row_span - 1)) as covered_row_no
    from passages
    where row_no is not null
),

shown_cells as (
    select distinct
        covered.document_id,
        covered.block_no,
        covered.row_no,
        covered.col_no
    from covered
    inner join shown_rows
        on
            covered.document_id = shown_rows.document_id
            and covered.block_no = shown_rows.block_no
            and covered.covered_row_no = shown_rows.row_no
),

shown as (
    select passages.*
    from passages
    inner join shown_cells
        on
            passages.document_id = shown_cells.document_id
            and passages.block_no = shown_cells.block_no
            and passages.row_no = shown_cells.row_no
            and passages.col_no = shown_cells.col_no
    union all
    select *
    from passages
    where row_no is null
)

select
    {{ entity_id(['document_id', 'block_no', 'row_no', 'col_no']) }} as passage_id,
    document_id,
    passage_kind as kind,
    block_no as block,
    row_no as "row",
    col_no as col,
    row_span as rowspan,
    column_span as colspan,
    passage_text as text,
    page_no as page,
    sheet_name as sheet
from shown
