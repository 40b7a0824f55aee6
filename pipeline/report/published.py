"""The published warehouse, opened read-only for people's questions."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from pipeline.warehouse.release import MartsFolder

MEMORY = "2GB"
SECONDS = 60.0


class TooLong(Exception):
    """A query took longer than it may; the text says how long that is and what to do."""


@contextmanager
def opened(database: Path, memory: str = MEMORY) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to a release: read-only, without access to files or network; ``marts`` is its schema.

    memory: the most that a query may use; it spills nothing to disk.
    """
    with duckdb.connect(str(database), read_only=True) as con:
        con.execute("set schema = 'marts'")
        con.execute("set temp_directory = ''")
        con.execute("set memory_limit = $memory", {"memory": memory})
        con.execute("set enable_external_access = false")
        con.execute("set lock_configuration = true")
        yield con


@contextmanager
def published_warehouse(marts: Path, memory: str = MEMORY) -> Iterator[duckdb.DuckDBPyConnection]:
    """The current release, as ``opened`` opens it.

    Raises:
        ReleaseError: nothing is published yet.
    """
    with opened(MartsFolder(marts).must_have_current().database, memory) as con:
        yield con


Result = tuple[list[str], list[tuple[Any, ...]]]


def query(con: duckdb.DuckDBPyConnection, sql: str, values: Sequence[Any] = (), seconds: float = SECONDS) -> Result:
    """Column names and rows of a query; a statement without a result gives neither.

    Raises:
        TooLong: it was not done after so many seconds.
    """
    watch = threading.Timer(seconds, con.interrupt)
    watch.start()
    try:
        cursor = con.execute(sql, list(values))
        columns = [column[0] for column in cursor.description or []]
        return columns, cursor.fetchall() if columns else []
    except duckdb.InterruptException:
        raise TooLong(
            f"查询超过 {seconds:g} 秒，已停止；请缩小范围，或用 --seconds 放宽。 / "
            f"The query was stopped after {seconds:g} s: narrow it down, or allow more with --seconds."
        ) from None
    finally:
        watch.cancel()
