"""The dbt project's own unit tests. A build leaves them out: they ask about the SQL, not about the data of the day."""

from __future__ import annotations

from pathlib import Path

from pipeline.warehouse import dbt


def test_unit_tests_of_the_models_pass(tmp_path: Path) -> None:
    results = dbt.run_unit_tests(tmp_path / "gouji.duckdb")
    assert len(results) >= 4
    assert [f"{result.name}: {result.message}" for result in results if not result.is_ok] == []


def test_no_mart_has_a_column_of_binary_floats() -> None:
    marts = [
        node
        for node in dbt.manifest()["nodes"].values()
        if node["fqn"][1:2] == ["marts"] and node["resource_type"] == "model"
    ]
    assert marts and all(mart["config"]["contract"]["enforced"] for mart in marts)
    types = {
        f"{mart['name']}.{column['name']}": column["data_type"] for mart in marts for column in mart["columns"].values()
    }
    assert [name for name, kind in types.items() if kind.split("(")[0].upper() in ("FLOAT", "DOUBLE", "REAL")] == []
