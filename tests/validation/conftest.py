"""Warehouses built once from the seed report and from the data that ships, for tests that look at their figures."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from pipeline.cli import main

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
SEED = SHARED / "cases/seed/report.txt"
SHIPPED = ROOT / "data/raw"


def seed_report() -> Path:
    if not SEED.exists():
        pytest.skip("../shared is absent: the seed report is not part of the project")
    return SEED


@pytest.fixture(scope="session", params=["seed", "shipped"])
def warehouse(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A published warehouse, attached as ``gouji``."""
    folder = tmp_path_factory.mktemp(request.param)
    raw = folder / "raw"
    if request.param == "seed":
        raw.mkdir()
        shutil.copy(seed_report(), raw)
    else:
        shutil.copytree(SHIPPED, raw)
    assert main(["build", "--raw", str(raw), "--marts", str(folder / "marts")]) == 0
    with duckdb.connect() as con:
        con.execute(f"attach '{folder / 'marts/gouji.duckdb'}' as gouji (read_only)")
        con.execute("use gouji.marts")
        yield con
