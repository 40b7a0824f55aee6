"""The dbt project's own unit tests. A build leaves them out: they ask about the SQL, not about the data of the day."""

from __future__ import annotations

from pathlib import Path

from pipeline.warehouse import dbt


def test_unit_tests_of_the_models_pass(tmp_path: Path) -> None:
    results = dbt.run_unit_tests(tmp_path / "gouji.duckdb")
    assert len(results) >= 4
    assert [f"{result.name}: {result.message}" for result in results if not result.is_ok] == []
