"""The web report of a release: a page that a browser opens from the disk, and its data in files beside it.

``site/`` is the page itself, copied as it stands. Its data are what the queries of ``queries/`` say of the finished
warehouse: each row of a query is one file, ``data/<name>.js``. A page from the disk may load scripts and nothing else,
so a file is a script that hands its JSON over. No figure is computed here.

The overview is small however many findings there are; the list of findings comes in chunks, a finding's arithmetic and
passages in parts of one department and year, and each is loaded when it is looked at.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb

FOLDER = "report"
SITE = Path(__file__).with_name("site")
QUERIES = Path(__file__).with_name("queries")

CHUNK_SIZE = 2_000
"""Findings in one file of the list."""
PART_SIZE = 100
"""Findings in one file of details: about half a megabyte."""
BATCH = 50
"""Departments, or parts, that one query writes: so much is in memory at a time, however large the warehouse."""
SHOWN_QUARANTINED = 500
SHOWN_UNREAD = 500
"""So many quarantined files the overview names, and so many unread figures a department's page; the rest is counted."""


def write_web_report(con: duckdb.DuckDBPyConnection, folder: Path, record: Mapping[str, Any]) -> None:
    """Writes ``<folder>/report`` from the marts that ``con`` can read.

    con: the finished warehouse; temporary tables are made in it. record: what release.json will say.
    """
    report = folder / FOLDER
    shutil.copytree(SITE, report)
    _write(report, "release", json.dumps(_release(folder, record), ensure_ascii=False))
    sizes = {"chunk_size": CHUNK_SIZE, "part_size": PART_SIZE}
    for statement in con.extract_statements(_query("prepare")):
        con.execute(statement, {name: sizes[name] for name in statement.named_parameters})
    for name, content in _files(con):
        _write(report, name, content)


def _files(con: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, str]]:
    """Name and JSON text of each file, a batch at a time."""
    for name, values in (("overview", {"shown_quarantined": SHOWN_QUARANTINED}), ("rules", {})):
        for (content,) in con.execute(_query(name), values).fetchall():
            yield name, content
    yield from con.execute(_query("findings")).fetchall()
    for batch in _batches(con, "department_id", "web_department_year"):
        con.execute(batch)
        yield from con.execute(_query("departments"), {"shown_unread": SHOWN_UNREAD}).fetchall()
    for batch in _batches(con, "department_id, fiscal_year, part", "web_finding"):
        con.execute(batch)
        yield from con.execute(_query("details")).fetchall()


def _batches(con: duckdb.DuckDBPyConnection, key: str, table: str) -> Iterator[str]:
    """Statements that make the table ``web_batch``, of some keys each, until each key of the table has had its turn."""
    con.execute(
        f"create or replace temp table web_key as "
        f"select *, (row_number() over (order by {key}) - 1) // {BATCH} as batch from (select distinct {key} from {table})"
    )
    last = con.execute("select coalesce(max(batch), -1) from web_key").fetchall()[0][0]
    for number in range(last + 1):
        yield f"create or replace temp table web_batch as select {key} from web_key where batch = {number}"


def _release(folder: Path, record: Mapping[str, Any]) -> dict[str, Any]:
    """What the head of each page says, and which files lie beside the report."""
    told = ("release_id", "created_at", "documents", "facts", "checks", "findings", "expectations_failed")
    beside = [name for name in ("data_docs/index.html", "findings.xlsx", "gouji.duckdb") if (folder / name).is_file()]
    return {name: record[name] for name in told} | {"beside": beside}


def _write(report: Path, name: str, content: str) -> None:
    path = report / "data" / f"{name}.js"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"gouji.take({json.dumps(name)}, {content});\n", encoding="utf-8")


def _query(name: str) -> str:
    return (QUERIES / f"{name}.sql").read_text(encoding="utf-8")
