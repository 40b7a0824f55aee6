"""What changed between two releases: schema, row counts, figures, findings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from pipeline.warehouse.attach import attached
from pipeline.warehouse.release import MartsFolder

Rows = list[tuple[Any, ...]]

# A figure is known by what it is, not by where it stands: a renamed file or a moved page changes nothing here.
_FIGURES_OF = """
select
    coalesce(documents.department, '') as department, facts.fiscal_year, facts.subject, facts.measure, facts.aspect,
    coalesce(facts.breakdown, '') as breakdown, coalesce(facts.item, '') as item, coalesce(facts.stage, '') as stage,
    string_agg(distinct facts.value || facts.unit, ', ' order by facts.value || facts.unit) as printed
from {side}.marts.fct_fact as facts
inner join {side}.marts.dim_document as documents on facts.document_id = documents.document_id
group by all
"""

_FIGURES = f"""
select
    department, fiscal_year, subject, measure, aspect, breakdown, item, stage,
    a.printed as before, b.printed as after
from ({_FIGURES_OF.format(side="a")}) as a
full join ({_FIGURES_OF.format(side="b")}) as b
using (department, fiscal_year, subject, measure, aspect, breakdown, item, stage)
where a.printed is distinct from b.printed
order by all
"""

_FINDINGS = """
select
    case when a.finding_id is null then 'appeared' when b.finding_id is null then 'gone' else 'changed' end as change,
    finding_id,
    coalesce(b.rule_id, a.rule_id) as rule_id,
    a.verdict as verdict_before, b.verdict as verdict_after,
    a.severity as severity_before, b.severity as severity_after,
    coalesce(b.department, a.department) as department,
    coalesce(b.fiscal_year, a.fiscal_year) as fiscal_year,
    coalesce(b.subject, a.subject) as subject,
    coalesce(b.message_zh, a.message_zh) as message_zh,
    coalesce(b.message_en, a.message_en) as message_en
from a.marts.fct_finding as a
full join b.marts.fct_finding as b using (finding_id)
where a.finding_id is null or b.finding_id is null or a.verdict <> b.verdict or a.severity <> b.severity
order by change, rule_id, finding_id
"""

_SCHEMA = """
with columns as (
    select database_name as side, table_name, column_name, data_type
    from duckdb_columns() where schema_name = 'marts'
)
select
    table_name, column_name, a.data_type as before, b.data_type as after
from (from columns where side = 'a') as a
full join (from columns where side = 'b') as b using (table_name, column_name)
where a.data_type is distinct from b.data_type
order by all
"""


@dataclass(frozen=True, slots=True)
class Changes:
    """Rows that differ, with the names of their columns."""

    columns: tuple[str, ...]
    rows: Rows


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed from one release to another; each part is empty where nothing did."""

    before: str
    after: str
    schema: Changes
    row_counts: Changes
    figures: Changes
    findings: Changes


def compare(marts: Path, before: str, after: str) -> Difference:
    """What changed from the release ``before`` to the release ``after``.

    Raises:
        ReleaseError: one of them is not there.
    """
    folder = MartsFolder(marts)
    a, b = folder.release(before).database, folder.release(after).database
    with duckdb.connect() as con, attached(con, a, "a"), attached(con, b, "b"):
        return Difference(
            before,
            after,
            schema=_changes(con, _SCHEMA),
            row_counts=_row_counts(con),
            figures=_changes(con, _FIGURES),
            findings=_changes(con, _FINDINGS),
        )


def _changes(con: duckdb.DuckDBPyConnection, query: str) -> Changes:
    cursor = con.execute(query)
    return Changes(tuple(column[0] for column in cursor.description or ()), cursor.fetchall())


def _row_counts(con: duckdb.DuckDBPyConnection) -> Changes:
    counts: dict[str, dict[str, int]] = {"a": {}, "b": {}}
    tables = con.execute(
        "select database_name, table_name from duckdb_tables() where schema_name = 'marts' order by all"
    ).fetchall()
    for side, table in tables:
        row = con.execute(f"select count(*) from {side}.marts.{table}").fetchone()
        counts[side][table] = int(row[0]) if row else 0
    rows: Rows = [
        (table, counts["a"].get(table), counts["b"].get(table))
        for table in sorted(counts["a"].keys() | counts["b"].keys())
        if counts["a"].get(table) != counts["b"].get(table)
    ]
    return Changes(("table_name", "before", "after"), rows)
