"""The published warehouse, opened read-only for people's questions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from pipeline.warehouse.release import MartsFolder


@contextmanager
def published_warehouse(marts: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to the current release: read-only, without access to files or network; ``marts`` is its schema.

    Raises:
        ReleaseError: nothing is published yet.
    """
    database = MartsFolder(marts).must_have_current().database
    with duckdb.connect(str(database), read_only=True) as con:
        con.execute("set schema = 'marts'")
        con.execute("set enable_external_access = false")
        con.execute("set lock_configuration = true")
        yield con


Result = tuple[list[str], list[tuple[Any, ...]]]


def query(con: duckdb.DuckDBPyConnection, sql: str, values: Sequence[Any] = ()) -> Result:
    """Column names and rows of a query; a statement without a result gives neither."""
    cursor = con.execute(sql, list(values))
    columns = [column[0] for column in cursor.description or []]
    return columns, cursor.fetchall() if columns else []
