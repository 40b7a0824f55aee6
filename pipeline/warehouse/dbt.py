"""Runs dbt in this process: builds a warehouse, or compiles the models that ``replay.py`` replays without dbt.

``python -m pipeline.warehouse.dbt`` writes the compiled models anew. Importing this module imports dbt, which takes more
than a second: only those who build import it.
"""

from __future__ import annotations

import csv
import json
import os
import sys
import tempfile
from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from pipeline.warehouse.load import create_raw_schema
from pipeline.warehouse.replay import DBT_PROJECT, REPLAY, fingerprint
from pipeline.warehouse.review import create_review_schema

os.environ.setdefault("DO_NOT_TRACK", "1")

from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner
from dbt.contracts.graph.manifest import Manifest
from dbt.flags import set_from_args

WAREHOUSE_VARIABLE = "GOUJI_WAREHOUSE"
KEEP_OPEN_VARIABLE = "GOUJI_KEEP_OPEN"
QUIET = ("--log-level", "none", "--log-level-file", "none", "--no-write-json")
"""Nobody reads what dbt would write into target/, which would take a second a build."""
TABLES = ("--select", "config.materialized:table", "config.materialized:incremental")
ENTRY = "int_finding__identified"
"""The model that a replay ends with; fct_check comes before it. Status and history belong to releases."""

Callback = Callable[[Any], None]


class DbtError(Exception):
    """dbt could not run at all (a project that does not parse, a warehouse that cannot be opened). Says why."""


@dataclass(frozen=True, slots=True)
class NodeResult:
    """What became of one seed, model or test.

    status: success, pass, warn, fail, error or skipped (dbt's words). failures: rows that a test returned.
    message: dbt's own words for a failure, else a short note. seconds: how long it ran.
    """

    unique_id: str
    name: str
    kind: str
    status: str
    message: str
    failures: int
    seconds: float

    @property
    def is_ok(self) -> bool:
        """Whether a build may go on after it."""
        return self.status in ("success", "pass", "warn", "no-op")


def build(warehouse: Path, *, goes_on: bool = False, callbacks: Sequence[Callback] = ()) -> list[NodeResult]:
    """Runs all seeds, models and data tests on the warehouse, whose raw tables are filled.

    goes_on: the warehouse holds what this project has made before; its seeds and views stand, and tables and their tests run.

    Unit tests are left out: they ask about the SQL and not about the data, and take as long as all the rest.
    warehouse: a DuckDB file that must be called ``gouji.duckdb``, since its stem is the name of the database in every
    model; no connection to it may be open in this process. callbacks: called with each of dbt's events.
    Returns one result a node, failed ones included; raises DbtError where dbt could not even begin.
    """
    if warehouse.name != "gouji.duckdb":
        raise ValueError(
            f"文件名须为 gouji.duckdb：{warehouse}。 / The warehouse must be called gouji.duckdb: {warehouse}"
        )
    with _warehouse_variable(warehouse):
        command = ["build", "--exclude-resource-type", "unit_test", *(TABLES if goes_on else ())]
        result = _invoke(command, manifest=_manifest(), callbacks=callbacks)
    return [_node_result(run) for run in result.results]


def run_unit_tests(warehouse: Path) -> list[NodeResult]:
    """Runs the unit tests of the models, each on its own made-up rows; returns one result a test.

    warehouse: a file that does not exist yet, called ``gouji.duckdb``. It is given the raw schema and every model
    without a row, because dbt takes the types of the made-up rows from there.
    """
    with duckdb.connect(str(warehouse)) as con:
        create_raw_schema(con)
        create_review_schema(con)
    with _warehouse_variable(warehouse):
        _invoke(["seed"], manifest=_manifest())
        _invoke(["run", "--empty"], manifest=_manifest())
        result = _invoke(["test", "--select", "test_type:unit"], manifest=_manifest())
    return [_node_result(run) for run in result.results]


def compile_models() -> None:
    """Writes ``replay.json``: the compiled SQL of ``int_finding__identified`` and all it rests on, and the seeds that these need."""
    with tempfile.TemporaryDirectory() as folder, _warehouse_variable(Path(folder) / "gouji.duckdb"):
        result = _invoke(["compile", "--select", f"+{ENTRY}"], manifest=_manifest())
    nodes = {run.node.unique_id: run.node for run in result.results}
    ordered = [nodes[unique_id] for unique_id in _in_order(nodes)]
    files = sorted({name for node in ordered for name in _files(node)})
    replay = {
        "fingerprint": fingerprint(files),
        "files": files,
        "seeds": [_seed(node) for node in ordered if node.resource_type == "seed"],
        "models": [_model(node, nodes) for node in ordered if node.resource_type == "model"],
    }
    aside = REPLAY.with_suffix(f".{os.getpid()}.tmp")
    aside.write_text(json.dumps(replay, ensure_ascii=False, indent=1), encoding="utf-8")
    os.replace(aside, REPLAY)


def manifest() -> dict[str, Any]:
    """The parsed project as dbt's manifest.json describes it: nodes, sources and what depends on what."""
    # Parsing wants a path and opens nothing.
    with _warehouse_variable(Path("gouji.duckdb")):
        described: dict[str, Any] = _manifest().writable_manifest().to_dict(omit_none=False)
    return described


_parsed: dict[str, Manifest] = {}


def _manifest() -> Manifest:
    """The parsed project, parsed again only when one of its files or dbt itself has changed, in whichever process."""
    key = fingerprint(sorted(str(path.relative_to(DBT_PROJECT)) for path in _project_files()))
    if key not in _parsed:
        _parsed.clear()
        _parsed[key] = _stored_manifest(key) or _store_manifest(key, _invoke(["parse"]))
    return _parsed[key]


def _manifest_file(key: str) -> Path:
    libraries = "-".join(version(name) for name in ("dbt-core", "dbt-duckdb"))
    return DBT_PROJECT / "target" / f"manifest-{libraries}-{key[:16]}.msgpack"


def _stored_manifest(key: str) -> Manifest | None:
    """What an earlier process parsed; reading it takes a seventh of parsing."""
    try:
        stored = Manifest.from_msgpack(_manifest_file(key).read_bytes())
    except FileNotFoundError:
        return None
    # Parsing would have set dbt's flags, which describing a manifest asks for.
    set_from_args(Namespace(send_anonymous_usage_stats=False), {})
    return stored


def _store_manifest(key: str, parsed: Manifest) -> Manifest:
    path = _manifest_file(key)
    aside = path.with_suffix(f".{os.getpid()}.tmp")
    aside.write_bytes(parsed.to_msgpack())
    for older in path.parent.glob("manifest-*.msgpack"):
        older.unlink(missing_ok=True)
    os.replace(aside, path)
    return parsed


def _project_files() -> Iterator[Path]:
    for folder in ("models", "seeds", "tests"):
        yield from (path for path in (DBT_PROJECT / folder).rglob("*") if path.suffix in (".sql", ".yml", ".csv"))


def _invoke(command: list[str], manifest: Manifest | None = None, callbacks: Sequence[Callback] = ()) -> Any:
    """What dbt returns for a command: the manifest for parse, the results of the nodes for all others."""
    folders = ["--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT)]
    runner = dbtRunner(manifest=manifest, callbacks=list(callbacks))
    result = runner.invoke([*command, *folders, *QUIET])
    if result.exception is not None or result.result is None:
        raise DbtError(
            f"dbt 未能运行：{result.exception}。 / dbt could not run: {result.exception}"
        ) from result.exception
    return result.result


@contextmanager
def _warehouse_variable(warehouse: Path) -> Iterator[None]:
    """Tells profiles.yml where the warehouse lies, and closes it afterwards: dbt keeps it open from node to node."""
    told = {WAREHOUSE_VARIABLE: str(warehouse), KEEP_OPEN_VARIABLE: "True"}
    before = {name: os.environ.get(name) for name in told}
    os.environ.update(told)
    try:
        yield
    finally:
        _close_warehouse()
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _close_warehouse() -> None:
    """Closes dbt's connection, so that others can open the file (with another configuration, or to move it)."""
    manager: Any = DuckDBConnectionManager
    if manager._ENV is not None:
        manager._ENV.close()
        manager.close_all_connections()


def _node_result(run: Any) -> NodeResult:
    return NodeResult(
        unique_id=run.node.unique_id,
        name=run.node.name,
        kind=str(run.node.resource_type),
        status=str(run.status),
        message=run.message or "",
        failures=run.failures or 0,
        seconds=run.execution_time,
    )


def _in_order(nodes: dict[str, Any]) -> list[str]:
    """Ids of the nodes, each after all it depends on; the order is the same from run to run."""
    ordered: dict[str, None] = {}

    def add(unique_id: str) -> None:
        if unique_id in nodes and unique_id not in ordered:
            for parent in sorted(getattr(nodes[unique_id].depends_on, "nodes", ())):
                add(parent)
            ordered[unique_id] = None

    for unique_id in sorted(nodes):
        add(unique_id)
    return list(ordered)


def _files(node: Any) -> list[str]:
    """The files of the project that make a node: its own, and the yml that describes it."""
    described = [node.patch_path.partition("://")[2]] if node.patch_path else []
    return [node.original_file_path, *described]


def _model(node: Any, nodes: Mapping[str, Any]) -> dict[str, object]:
    """A model as ``replay.py`` wants it; ``after`` names the models that it reads from."""
    parents = [nodes[unique_id] for unique_id in sorted(set(node.depends_on.nodes)) if unique_id in nodes]
    after = [parent.name for parent in parents if parent.resource_type == "model"]
    return {"schema": node.schema, "name": node.name, "after": after, "sql": node.compiled_code}


def _seed(node: Any) -> dict[str, object]:
    with (DBT_PROJECT / node.original_file_path).open(encoding="utf-8", newline="") as file:
        rows = [{name: text or None for name, text in row.items()} for row in csv.DictReader(file)]
    return {"schema": node.schema, "name": node.name, "columns": dict(node.config.column_types), "rows": rows}


if __name__ == "__main__":
    compile_models()
    print(f"{REPLAY}", file=sys.stderr)
