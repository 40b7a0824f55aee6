"""Other warehouse files beside the one at hand, and names of files inside SQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb


@contextmanager
def attached(con: duckdb.DuckDBPyConnection, database: Path, name: str) -> Iterator[None]:
    """Lets ``con`` read another warehouse file as the database ``name``, for as long as the block lasts."""
    con.execute(f"attach {quoted_path(database)} as {name} (read_only)")
    try:
        yield
    finally:
        con.execute(f"detach {name}")


def quoted_path(path: Path) -> str:
    """The path as a text in SQL."""
    return "'" + str(path).replace("'", "''") + "'"
