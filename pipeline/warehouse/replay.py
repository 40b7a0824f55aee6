"""Replays the compiled models on a DuckDB in memory: the verdicts of the nightly build, without dbt and within a blink.

The SQL is not written here. ``dbt.py`` compiles the project once and stores the models that lead to ``fct_check`` and the ids
of findings in ``replay.json`` beside this file; it is compiled anew, in a process of its own, as soon as one of their files changes.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any

import duckdb

from pipeline.warehouse.columns import EARLIER_DOCUMENT
from pipeline.warehouse.load import Row, create_raw_schema, create_table, insert, quoted

DBT_PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"
REPLAY = Path(__file__).with_name("replay.json")
OPTIMIZERS = (
    "common_subexpressions",
    "cte_inlining",
    "deliminator",
    "expression_rewriter",
    "filter_pushdown",
    "unnest_rewriter",
    "unused_columns",
)
"""The steps of DuckDB's optimiser that pay on the few hundred rows of a document."""
PLANNERS = min(4, os.cpu_count() or 1)
FEW_FACTS = 5_000
"""Up to so many facts planning costs more than running; above, the optimiser and all threads are on."""


class ReplayError(Exception):
    """The models could not be compiled; the text says what dbt said."""


class Replay:
    """The compiled models on a database in memory that has everything but the rows of documents; for one evaluation."""

    def __init__(self) -> None:
        compiled = _compiled()
        self._models = compiled["models"]
        self._con = _database(compiled)

    def evaluate(self, rows: Mapping[str, Sequence[Row]]) -> duckdb.DuckDBPyConnection:
        """Runs all models up to ``marts.fct_check`` and ``intermediate.int_finding__identified`` on the raw rows, and returns the
        database in memory that holds them.

        rows: as ``load.rows_of`` makes them, of one document or of many. The caller closes the connection.
        """
        insert(self._con, rows)
        if len(rows.get("fact", ())) > FEW_FACTS:
            self._con.execute("RESET disabled_optimizers")
            self._con.execute("RESET threads")
        _create_models(self._con, self._models)
        return self._con


def evaluate(rows: Mapping[str, Sequence[Row]]) -> duckdb.DuckDBPyConnection:
    """``Replay.evaluate`` on a database of its own."""
    return Replay().evaluate(rows)


def _database(compiled: Mapping[str, Any]) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect(":memory:")
    # What does not fit into memory goes to the machine's temporary folder; DuckDB would take the one that one stands in.
    con.execute(f"SET temp_directory = {quoted(str(Path(tempfile.gettempdir()) / f'gouji-{os.getpid()}'))}")
    con.execute("ATTACH ':memory:' AS gouji")
    con.execute("USE gouji")
    # One thread: on the few hundred rows of a document, handing work to threads costs more than the work.
    # What is planned at the same time instead are the models (_create_models).
    con.execute("SET threads = 1")
    # For the same reason most of the optimiser is off: it would take longer than what it saves. It changes no result.
    names = [name for (name,) in con.execute("SELECT name FROM duckdb_optimizers()").fetchall()]
    con.execute(f"SET disabled_optimizers = '{','.join(name for name in names if name not in OPTIMIZERS)}'")
    create_raw_schema(con)
    # Empty: nothing is gone on from, and every document is in scope.
    con.execute("CREATE SCHEMA review")
    create_table(con, "review", EARLIER_DOCUMENT)
    for schema in sorted({item["schema"] for item in (*compiled["seeds"], *compiled["models"])}):
        con.execute(f"CREATE SCHEMA {schema}")
    for seed in compiled["seeds"]:
        _create_seed(con, seed)
    return con


def fingerprint(files: Sequence[str]) -> str:
    """A hash of the named files of the dbt project, and of its settings and macros, which belong to every model."""
    digest = hashlib.sha256()
    settings = [DBT_PROJECT / "dbt_project.yml", *sorted((DBT_PROJECT / "macros").rglob("*.sql"))]
    for path in (*settings, *(DBT_PROJECT / name for name in files)):
        digest.update(path.relative_to(DBT_PROJECT).as_posix().encode())
        digest.update(path.read_bytes() if path.is_file() else b"")
    return digest.hexdigest()


def _compiled() -> dict[str, Any]:
    replay = _stored()
    if replay is None:
        print("正在编译核算模型…… / Compiling the models …", file=sys.stderr, flush=True)
        run = subprocess.run(
            [sys.executable, "-m", "pipeline.warehouse.dbt"], capture_output=True, text=True, cwd=DBT_PROJECT.parent
        )
        replay = _stored()
        if run.returncode != 0 or replay is None:
            raise ReplayError(f"核算模型未能编译。 / The models could not be compiled.\n{run.stdout}{run.stderr}")
    return replay


def _stored() -> dict[str, Any] | None:
    """The compiled models, or None where they are absent or older than the project."""
    if not REPLAY.is_file():
        return None
    replay: dict[str, Any] = json.loads(REPLAY.read_bytes())
    return replay if replay["fingerprint"] == fingerprint(replay["files"]) else None


def _create_models(con: duckdb.DuckDBPyConnection, models: Sequence[Mapping[str, Any]]) -> None:
    """Creates each model as soon as all that it reads from is there, several at a time.

    On few rows nearly all the time goes into planning, which DuckDB does outside the interpreter's lock. All models
    become tables, since a view would be planned again by every model that reads it.
    """
    worker = threading.local()

    def create(model: Mapping[str, Any]) -> str:
        if not hasattr(worker, "cursor"):
            worker.cursor = con.cursor()
            worker.cursor.execute("USE gouji")
        worker.cursor.execute(f"CREATE TABLE {model['schema']}.{model['name']} AS {model['sql']}")
        return str(model["name"])

    waiting, done, running = list(models), set[str](), set[Future[str]]()
    with ThreadPoolExecutor(PLANNERS) as pool:
        while waiting or running:
            ready = [model for model in waiting if done.issuperset(model["after"])]
            waiting = [model for model in waiting if model not in ready]
            running |= {pool.submit(create, model) for model in ready}
            finished, running = wait(running, return_when=FIRST_COMPLETED)
            done |= {future.result() for future in finished}


def _create_seed(con: duckdb.DuckDBPyConnection, seed: Mapping[str, Any]) -> None:
    lists = {name: [row[name] for row in seed["rows"]] for name in seed["columns"]}
    structure = json.dumps({name: [kind] for name, kind in seed["columns"].items()})
    unnested = ", ".join(f'unnest(lists."{name}") AS "{name}"' for name in seed["columns"])
    con.execute(
        f"CREATE TABLE {seed['schema']}.{seed['name']} AS "
        f"SELECT {unnested} FROM (SELECT from_json(?, '{structure}') AS lists)",
        [json.dumps(lists)],
    )
