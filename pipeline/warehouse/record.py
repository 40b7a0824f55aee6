"""What a release says of itself: counts, versions, inputs and durations, read from the finished warehouse file."""

from __future__ import annotations

import json
import platform
import subprocess
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from pipeline.warehouse.attach import quoted_path
from pipeline.warehouse.release import RECORD, Build
from pipeline.warehouse.settings import PROJECT

COMPONENTS = ("gouji", "duckdb", "dbt-core", "dbt-duckdb", "dagster", "great-expectations")


def published_tables(con: duckdb.DuckDBPyConnection) -> list[str]:
    """The tables of the schema ``marts``, by name."""
    rows = con.execute(
        "select table_name from information_schema.tables where table_schema = 'marts' order by table_name"
    ).fetchall()
    return [name for (name,) in rows]


def export_parquet(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Writes every mart as ``<folder>/<table>.parquet``, its rows in a fixed order."""
    folder.mkdir(parents=True, exist_ok=True)
    for table in published_tables(con):
        target = quoted_path(folder / f"{table}.parquet")
        con.execute(f"copy (from marts.{table} order by all) to {target} (format parquet, compression zstd)")


def describe(con: duckdb.DuckDBPyConnection, build: Build) -> dict[str, Any]:
    """The content of release.json: what was read, what came of it, with which versions, and where the time went."""
    return {
        "release_id": build.release_id,
        "created_at": f"{build.created_at:%Y-%m-%dT%H:%M:%SZ}",
        "git_commit": _git_commit(),
        "versions": {"python": platform.python_version(), **{name: version(name) for name in COMPONENTS}},
        "program": build.program,
        "inputs": dict(build.inputs),
        "documents_kept": build.kept,
        "quarantined": [asdict(file) for file in build.quarantined],
        **_reviewed(con),
        **count(con),
        "row_counts": {table: _scalar(con, f"select count(*) from marts.{table}") for table in published_tables(con)},
        "steps": build.steps,
    }


def count(con: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Documents by status, facts, checks by verdict, findings by severity, and expectations asked and failed."""
    return {
        "documents": _counts(con, "select status, count(*) from raw.document group by status"),
        "facts": _scalar(con, "select count(*) from marts.fct_fact"),
        "checks": _counts(con, "select verdict, count(*) from marts.fct_check group by verdict"),
        "findings": _counts(con, "select severity, count(*) from marts.fct_finding group by severity"),
        "expectations": _counts(con, "select suite, count(*) from marts.quality_result group by 1"),
        "expectations_failed": _counts(
            con, "select suite, count(*) from marts.quality_result where not success group by 1"
        ),
    }


def _reviewed(con: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Findings by status, waivers by state, what is wrong with waivers, and how long the others hold."""
    columns = "finding_id, message_zh, message_en"
    complaints = con.execute(f"select {columns} from marts.fct_waiver where needs_attention order by all").fetchall()
    holding = con.execute("select min(expires_on) from marts.fct_waiver where state = 'in_force'").fetchone()
    version = con.execute("select register_version from review.release").fetchone()
    return {
        "register": version[0] if version else None,
        "statuses": _counts(con, "select status, count(*) from marts.fct_finding group by status"),
        "waivers": _counts(con, "select state, count(*) from marts.fct_waiver group by state"),
        "waiver_complaints": [f"豁免 {waived}：{zh} / Waiver {waived}: {en}" for waived, zh, en in complaints],
        "waivers_hold_until": str(holding[0]) if holding and holding[0] else None,
    }


def write_record(record: dict[str, Any], folder: Path) -> None:
    """Writes release.json into a release's folder."""
    (folder / RECORD).write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _counts(con: duckdb.DuckDBPyConnection, query: str) -> dict[str, int]:
    return {str(key): int(number) for key, number in sorted(con.execute(query).fetchall())}


def _scalar(con: duckdb.DuckDBPyConnection, query: str) -> int:
    row = con.execute(query).fetchone()
    return int(row[0]) if row else 0


def _git_commit() -> str | None:
    """The commit that the project stands at, or None outside a git work tree."""
    try:
        asked = subprocess.run(
            ["git", "-C", str(PROJECT), "rev-parse", "HEAD"], capture_output=True, text=True, check=False, timeout=10
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return asked.stdout.strip() if asked.returncode == 0 else None
