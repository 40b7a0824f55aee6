"""The schema ``review``: what people decided (waivers, notes) and what earlier releases showed, beside the raw schema.

History travels with the releases: each holds all of it, and a build carries on that of the release which is current
when it starts. A build that fails adds nothing, and after a rollback the history goes on from the release that was
made current; what the releases after it said is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from typing import Any

import duckdb

from pipeline.warehouse.attach import attached
from pipeline.warehouse.columns import REVIEW_TABLES, RawTable
from pipeline.warehouse.load import create_table, quoted
from pipeline.warehouse.register import (
    Entries,
    covered_findings,
    read_notes,
    read_waivers,
    register_version,
    waiver_name,
)
from pipeline.warehouse.release import Build, MartsFolder, log

CHINA = timezone(timedelta(hours=8))
"""Expiry dates are days in China, which knows no summer time."""


CARRIED = {"finding_history": "fct_finding_history", "earlier_waiver": "fct_waiver"}
"""Tables that are filled from the release before, each with the mart that it holds."""


def take_in_review(build: Build) -> None:
    """Fills the schema ``review`` of a build: its own release, the registers, and the history of the current release.

    Raises:
        RegisterError: a register is not valid; nobody can tell what was meant to be waived, so nothing is published.
    """
    register = build.settings.register
    version, waivers, notes = register_version(register), read_waivers(register), read_notes(register)
    previous = MartsFolder(build.settings.marts).current()
    with duckdb.connect(str(build.database)) as con:
        create_review_schema(con)
        built_at = build.created_at.replace(tzinfo=None)
        previous_id = previous.release_id if previous else None
        built_on = day_in_china(build.created_at)
        _insert(con, "release", [(build.release_id, built_at, built_on, previous_id, version)])
        _insert(con, "waiver", list(_waiver_rows(waivers)))
        _insert(con, "note", list(_note_rows(notes)))
        if previous is not None:
            with attached(con, previous.database, "previous"):
                for table, mart in CARRIED.items():
                    _carry(con, REVIEW_TABLES[table], mart)
                if build.goes_on:
                    _carry_documents(con)


def day_in_china(moment: datetime) -> date:
    """The date that a moment (with its time zone) falls on in China."""
    return moment.astimezone(CHINA).date()


def create_review_schema(con: duckdb.DuckDBPyConnection) -> None:
    """Creates the schema ``review`` with its empty tables and comments."""
    con.execute("CREATE SCHEMA IF NOT EXISTS review")
    for table in REVIEW_TABLES.values():
        con.execute(f"DROP TABLE IF EXISTS review.{table.name}")
        create_table(con, "review", table)
        con.execute(f"COMMENT ON TABLE review.{table.name} IS {quoted(table.comment)}")
        for column in table.columns:
            con.execute(f'COMMENT ON COLUMN review.{table.name}."{column.name}" IS {quoted(column.comment)}')


def _insert(con: duckdb.DuckDBPyConnection, table: str, rows: list[tuple[Any, ...]]) -> None:
    if rows:
        places = ", ".join("?" for _ in REVIEW_TABLES[table].columns)
        con.executemany(f"INSERT INTO review.{table} VALUES ({places})", rows)


def _waiver_rows(waivers: Entries) -> Iterator[tuple[Any, ...]]:
    for waiver in waivers.entries:
        scope = waiver.get("scope", {})
        for seen in covered_findings(waiver):
            yield (
                waiver_name(waiver),
                waiver.get("rule"),
                scope.get("department"),
                scope.get("fiscal_year"),
                scope.get("subject"),
                waiver["reason"],
                waiver["owner"],
                waiver["date"],
                waiver["expires"],
                seen["finding"],
                seen["verdict"],
                seen.get("stated"),
                seen.get("computed"),
            )


def _note_rows(notes: Entries) -> Iterator[tuple[Any, ...]]:
    for ordinal, note in enumerate(notes.entries):
        texts = (note.get("decision"), note.get("opinion"), note.get("reply"))
        yield (note["finding"], ordinal, *texts, note["owner"], note["date"])


def _carry_documents(con: duckdb.DuckDBPyConnection) -> None:
    """Copies what the attached release knew of each file: its raw row, and the department that it was taken for."""
    table = REVIEW_TABLES["earlier_document"]
    columns = ", ".join(name if name == "department_id" else f"documents.{name}" for name in table.column_names)
    con.execute(
        f"INSERT INTO review.{table.name} BY NAME SELECT {columns} FROM previous.raw.document AS documents "
        "INNER JOIN previous.intermediate.int_department__document AS owners USING (document_id)"
    )


def _carry(con: duckdb.DuckDBPyConnection, table: RawTable, mart: str) -> None:
    """Copies a mart of the attached release into a table of ``review``; columns that it had not yet are left empty."""
    held = {
        name
        for (name,) in con.execute(
            "select column_name from duckdb_columns() "
            "where database_name = 'previous' and schema_name = 'marts' and table_name = ?",
            [mart],
        ).fetchall()
    }
    columns = ", ".join(name for name in table.column_names if name in held)
    if not columns:
        log.warning("the release before has no %s: it begins with this one", mart)
        return
    con.execute(f"INSERT INTO review.{table.name} BY NAME SELECT {columns} FROM previous.marts.{mart}")
