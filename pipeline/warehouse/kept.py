"""Rows that need not be made again: the release that stands holds them, of the same bytes, path and parser.

A published warehouse carries the whole raw schema and is never written to again. It therefore is the cache: bounded by the
releases that are kept, whole whenever a build is killed, and without a file of its own that could disagree with it.

Where the program is the same too, its marts are as good as its rows: the build goes on from them, and only the departments
whose documents have changed are evaluated anew (``int_scope__document``).
"""

from __future__ import annotations

import shutil
from collections.abc import Collection
from pathlib import Path

import duckdb

from pipeline.warehouse.attach import attached
from pipeline.warehouse.columns import RAW_TABLES
from pipeline.warehouse.release import MartsFolder, Release, log
from pipeline.warehouse.settings import Settings
from pipeline.warehouse.versions import parser_version

OF_ONE_RELEASE = "marts.quality_result"
"""What a gate found is told of one release alone."""


def earlier_release(settings: Settings) -> Release | None:
    """The release whose rows may be kept: the current one, or None where everything is to be read."""
    return None if settings.full_refresh else MartsFolder(settings.marts).current()


def read_before(earlier: Release | None) -> dict[tuple[str, str], str]:
    """The id of each document that the earlier release has read with today's parser, by path and SHA-256."""
    if earlier is None:
        return {}
    try:
        with duckdb.connect() as con, attached(con, earlier.database, "earlier"):
            rows = con.execute(
                "select path, sha256, document_id from earlier.raw.document where status = 'read' and parser_version = ?",
                [parser_version()],
            ).fetchall()
    except duckdb.Error as error:
        # A release that cannot be read costs time, not the night: every document is read again.
        log.warning("nothing is kept of %s: %s", earlier.database, error)
        return {}
    return {(path, sha256): document_id for path, sha256, document_id in rows}


def begin_with(earlier: Release, database: Path, document_ids: Collection[str], program: str) -> bool:
    """Makes ``database`` a copy of the earlier warehouse, with the raw rows of the named documents alone.

    Returns whether the build goes on from its marts: they are there, and ``program`` has made them. If not, they are dropped.
    """
    shutil.copyfile(earlier.database, database)
    goes_on = earlier.record.get("program") == program
    with duckdb.connect(str(database)) as con:
        for table in RAW_TABLES.values():
            con.execute(
                f"delete from raw.{table.name} where document_id not in (select unnest(?::varchar[]))",
                [list(document_ids)],
            )
        if goes_on:
            con.execute(f"drop table if exists {OF_ONE_RELEASE}")
        else:
            for schema in _schemas(con) - {"raw"}:
                con.execute(f"drop schema {schema} cascade")
    return goes_on


def _schemas(con: duckdb.DuckDBPyConnection) -> set[str]:
    rows = con.execute(
        "select schema_name from duckdb_schemas() where not internal and database_name = current_database()"
    )
    return {name for (name,) in rows.fetchall()} - {"main"}
