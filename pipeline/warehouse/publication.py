"""The last step of a build: what was found is exported and described, and the whole is published."""

from __future__ import annotations

from pathlib import Path

import duckdb

from pipeline.warehouse.record import describe, export_parquet, write_record
from pipeline.warehouse.release import Build, MartsFolder, Release, ReleaseError


def publish(build: Build) -> Release:
    """Completes a build's folder and makes it the current release.

    Raises:
        ReleaseError: the build has failed, or its gate was not held, or did not pass.
    """
    with duckdb.connect(str(build.database)) as con:
        _refuse_without_gate(con)
        export_parquet(con, build.folder / "parquet")
        write_record(describe(con, build), build.folder)
        con.execute("checkpoint")
    _close_to_writers(build.folder)
    return MartsFolder(build.settings.marts).publish(build)


def _close_to_writers(folder: Path) -> None:
    """Takes the right to write from every file: analysts read, and no client locks or alters a release by mistake."""
    for path in folder.rglob("*"):
        if path.is_file():
            path.chmod(0o444)


def _refuse_without_gate(con: duckdb.DuckDBPyConnection) -> None:
    """Whoever calls: a warehouse is published only when each gate was asked and none of it failed."""
    rows = con.execute(
        "select suite, count(*) filter (where not success) from marts.quality_result where gate group by suite"
    ).fetchall()
    failed = dict(rows)
    for suite in ("raw", "marts"):
        if failed.get(suite) != 0:
            raise ReleaseError(
                f"质量检查 {suite} 没有通过，不能发布。 / "
                f"The gate {suite} was not passed: this build cannot be published."
            )
