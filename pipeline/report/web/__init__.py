"""The web report of a release: a page that a browser opens from the disk, and its data in files beside it.

``site/`` is the page itself, copied as it stands. Its data are what the queries of ``queries/`` say of the finished
warehouse: each row of a query is one file, ``data/<name>.js``. A page from the disk may load scripts and nothing else,
so a file is a script that hands its JSON over. No figure is computed here.

The overview is small however many findings there are; the list of findings comes in chunks, a finding's arithmetic and
passages in parts of one department and year, and each is loaded when it is looked at.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from pipeline.warehouse.record import count
from pipeline.warehouse.release import Release

WEB_REPORT = "report"
SITE = Path(__file__).with_name("site")
QUERIES = Path(__file__).with_name("queries")

CHUNK_SIZE = 2_000
"""Findings in one file of the list."""
PART_SIZE = 100
"""Findings in one file of details: about half a megabyte."""
BATCH = 500
"""Departments, or parts, that one query writes: so much is in memory at a time, however large the warehouse. Each query goes
over whole tables once, so that smaller batches cost more."""
SHOWN_QUARANTINED = 500
SHOWN_UNREAD = 500
"""So many quarantined files the overview names, and so many unread figures a department's page; the rest is counted."""


def write_web_report(database: Path, target: Path, earlier: Release | None = None) -> None:
    """Writes the folder ``target`` for the release whose warehouse file is ``database``.

    earlier: the release that it goes on from; files of departments of which nothing has changed since are taken from there.
    Links lead to the Data Docs and the working paper where these lie beside the report already.
    """
    shutil.copytree(SITE, target)
    with duckdb.connect(str(database), read_only=True) as con:
        _write(target, "release", json.dumps(_release(con, target.parent), ensure_ascii=False))
        goes_on = earlier is not None and earlier.record.get("register") == _register_version(con)
        _run(con, "prepare", chunk_size=CHUNK_SIZE, part_size=PART_SIZE, goes_on=goes_on)
        if earlier is not None and goes_on:
            _take_over(con, earlier.folder / target.name, target)
        _run(con, "operands")
        for name, content in _files(con):
            _write(target, name, content)


def _run(con: duckdb.DuckDBPyConnection, name: str, **values: Any) -> None:
    for statement in con.extract_statements(_query(name)):
        con.execute(statement, {name: values[name] for name in statement.named_parameters})


def _take_over(con: duckdb.DuckDBPyConnection, earlier: Path, target: Path) -> None:
    """Gives the unchanged files of the earlier report a second name; where some are not there any more, they are written anew."""
    unchanged = con.execute(_query("unchanged")).fetchall()
    lost = {department_id for department_id, name in unchanged if not _data_file(earlier, name).is_file()}
    con.execute("insert into web_changed select unnest(?::varchar[])", [sorted(lost)])
    for department_id, name in unchanged:
        if department_id not in lost:
            path = _data_file(target, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            os.link(_data_file(earlier, name), path)


def _register_version(con: duckdb.DuckDBPyConnection) -> str | None:
    """The version of waivers and notes that the warehouse was built with."""
    rows = con.execute("select register_version from review.release").fetchall()
    return rows[0][0] if rows else None


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
    """Statements that make the table ``web_batch``, of some keys each, until each key of a changed department has had its turn."""
    con.execute(
        f"create or replace temp table web_key as "
        f"select *, (row_number() over (order by {key}) - 1) // {BATCH} as batch from (select distinct {key} from {table} "
        "where department_id in (select web_changed.department_id from web_changed))"
    )
    last = con.execute("select coalesce(max(batch), -1) from web_key").fetchall()[0][0]
    for number in range(last + 1):
        yield f"create or replace temp table web_batch as select {key} from web_key where batch = {number}"


def _release(con: duckdb.DuckDBPyConnection, folder: Path) -> dict[str, Any]:
    """What the head of each page says, and which files lie beside the report."""
    rows = con.execute("select release_id, strftime(built_at, '%Y-%m-%d %H:%M UTC') from review.release").fetchall()
    release_id, built_at = rows[0]
    beside = [name for name in ("data_docs/index.html", "findings.xlsx") if (folder / name).is_file()]
    return {"release_id": release_id, "built_at": built_at, "beside": beside, **count(con)}


def _write(target: Path, name: str, content: str) -> None:
    path = _data_file(target, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"gouji.take({json.dumps(name)}, {content});\n", encoding="utf-8")


def _data_file(report: Path, name: str) -> Path:
    return report / "data" / f"{name}.js"


def _query(name: str) -> str:
    return (QUERIES / f"{name}.sql").read_text(encoding="utf-8")
