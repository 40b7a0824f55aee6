"""A warehouse as large as asked: a small one's marts repeated under other departments, documents and ids."""

from __future__ import annotations

from pathlib import Path

import duckdb

SAME = (
    "marts.dim_rule",
    "marts.fct_correction",
    "marts.fct_waiver",
    "marts.quality_result",
    "seeds.measures",
    "review.earlier_waiver",
    "review.release",
)
REPEATED = (
    "marts.dim_department",
    "marts.dim_document",
    "marts.dim_project",
    "marts.fct_budget",
    "marts.fct_check",
    "marts.fct_fact",
    "marts.fct_finding",
    "marts.fct_finding_history",
    "marts.fct_passage",
    "marts.fct_project",
    "marts.mart_execution_rate",
    "marts.mart_quality_summary",
    "marts.mart_year_over_year",
    "raw.document",
    "raw.figure",
    "intermediate.int_scope__document",
)
IDS = ("finding_id", "check_id", "document_id", "department_id", "project_id", "fact_id", "passage_id")


def multiply(small: Path, folder: Path, findings: int) -> Path:
    """Writes ``folder/gouji.duckdb`` with at least so many findings, made from the warehouse file ``small``.

    Each repetition is a department of its own; its ids keep their first ten digits and end in its number.
    """
    folder.mkdir(parents=True)
    large = folder / "gouji.duckdb"
    with duckdb.connect(str(large)) as con:
        con.execute(f"attach '{small}' as small (read_only)")
        ((present,),) = con.execute("select count(*) from small.marts.fct_finding").fetchall()
        for schema in ("marts", "raw", "seeds", "review", "intermediate"):
            con.execute(f"create schema {schema}")
        for table in SAME:
            con.execute(f"create table {table} as from small.{table}")
        con.execute(f"create table number as select unnest(range({-(-findings // present)})) as number")
        for table in REPEATED:
            con.execute(f"create table {table} as select {_columns(con, table)} from small.{table}, number")
        con.execute("drop table number")
    return large


def _columns(con: duckdb.DuckDBPyConnection, table: str) -> str:
    names = [row[0] for row in con.execute(f"describe small.{table}").fetchall()]
    return ", ".join(f'{_other(table, name)} as "{name}"' for name in names)


def _other(table: str, name: str) -> str:
    """What a column holds in a repetition."""
    if name in IDS:
        return f"left({name}, 10) || printf('%06x', number)"
    if name == "locators":
        return (
            'cast(regexp_replace(cast(locators as varchar), \'("fact_id":"[0-9a-f]{10})[0-9a-f]{6}\', '
            "'\\1' || printf('%06x', number), 'g') as json)"
        )
    if name in ("department", "path") or (table, name) == ("marts.dim_department", "name"):
        return f"printf('%04d', number) || {name}"
    return f'"{name}"'
