"""Rows that need not be made again: the release that stands holds them, of the same bytes, path and parser.

A published warehouse carries the whole raw schema and is never written to again. It therefore is the cache: bounded by the
releases that are kept, whole whenever a build is killed, and without a file of its own that could disagree with it.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import duckdb

from pipeline.warehouse.attach import attached
from pipeline.warehouse.columns import RAW_TABLES
from pipeline.warehouse.release import MartsFolder, log
from pipeline.warehouse.settings import Settings
from pipeline.warehouse.versions import parser_version


def earlier_warehouse(settings: Settings) -> Path | None:
    """The warehouse whose rows may be kept: that of the current release, or None where everything is to be read."""
    current = None if settings.full_refresh else MartsFolder(settings.marts).current()
    return current.database if current else None


def read_before(earlier: Path | None) -> dict[tuple[str, str], str]:
    """The id of each document that the earlier warehouse has read with today's parser, by path and SHA-256."""
    if earlier is None:
        return {}
    try:
        with duckdb.connect() as con, attached(con, earlier, "earlier"):
            rows = con.execute(
                "select path, sha256, document_id from earlier.raw.document where status = 'read' and parser_version = ?",
                [parser_version()],
            ).fetchall()
    except duckdb.Error as error:
        # A release that cannot be read costs time, not the night: every document is read again.
        log.warning("nothing is kept of %s: %s", earlier, error)
        return {}
    return {(path, sha256): document_id for path, sha256, document_id in rows}


def copy_rows(con: duckdb.DuckDBPyConnection, earlier: Path, document_ids: Collection[str]) -> None:
    """Appends all rows of the named documents in the earlier warehouse to the raw tables of ``con``."""
    with attached(con, earlier, "earlier"):
        for table in RAW_TABLES.values():
            columns = ", ".join(f'"{name}"' for name in table.column_names)
            con.execute(
                f"INSERT INTO raw.{table.name} ({columns}) SELECT {columns} FROM earlier.raw.{table.name} "
                "WHERE document_id IN (SELECT unnest(?::VARCHAR[]))",
                [list(document_ids)],
            )
