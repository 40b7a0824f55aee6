-- What the operands of changed departments' findings are shown with.

create or replace temp table web_operand as
with

unnested as (
    select
        finding_id, department_id, fiscal_year, part, document_id,
        unnest(places) as place,
        generate_subscripts(places, 1) as number
    from web_finding
    where department_id in (select web_changed.department_id from web_changed)
)

select
    unnested.finding_id, unnested.department_id, unnested.fiscal_year, unnested.part, unnested.number,
    coalesce(fact.document_id, unnested.document_id) as document_id,
    place ->> 'fact_id' as fact_id,
    place ->> 'quote' as quote,
    cast(place ->> 'block' as integer) as block,
    list_position(document.table_blocks, cast(place ->> 'block' as integer)) as table_number,
    cast(place ->> 'row' as integer) as "row",
    cast(place ->> 'col' as integer) as col,
    cast(place ->> 'start' as integer) as "start",
    cast(place ->> 'end' as integer) as "end",
    cast(place ->> 'page' as integer) as page,
    place ->> 'sheet' as sheet
from unnested
left join marts.fct_fact as fact on place ->> 'fact_id' = fact.fact_id
left join marts.dim_document as document
    on coalesce(fact.document_id, unnested.document_id) = document.document_id;

-- A cell that covers several rows belongs to each of them.
create or replace temp table web_passage as
select
    passage_id, document_id, block,
    unnest(case when "row" is null then [null] else generate_series("row", "row" + rowspan - 1) end) as covered_row
from marts.fct_passage;
