"""How much of what applies was evaluated: counted by rule with the reasons, never silence."""

from __future__ import annotations

from decimal import Decimal

import duckdb
import pytest

from pipeline.report.checked import check_files
from tests.validation.conftest import seed_report


def test_coverage_by_rule_agrees_with_the_checks(warehouse: duckdb.DuckDBPyConnection) -> None:
    by_rule = warehouse.execute(
        "select rule_id, sum(applicable_count), sum(not_evaluated_count) from mart_coverage group by all order by all"
    ).fetchall()
    assert (
        by_rule
        == warehouse.execute(
            "select rule_id, count(*), count(*) filter (where verdict = 'not_evaluated') from fct_check "
            "group by all order by all"
        ).fetchall()
    )
    summary = warehouse.execute("select sum(checks_count), sum(not_evaluated_count) from mart_quality_summary")
    assert summary.fetchall() == [(sum(row[1] for row in by_rule), sum(row[2] for row in by_rule))]


def test_what_was_not_evaluated_says_why(warehouse: duckdb.DuckDBPyConnection) -> None:
    ((evaluated, coverage, reasons),) = warehouse.execute(
        "select evaluated_count, coverage_pct, reasons from mart_coverage where rule_id = 'R02' and not_evaluated_count > 0"
    ).fetchall()
    assert Decimal(0) < coverage < 100 and evaluated > 0
    assert any("收回的存量金额" in reason and reason.endswith("× 1") for reason in reasons)


def test_check_sums_up_with_the_coverage(capsys: pytest.CaptureFixture[str]) -> None:
    check_files([seed_report()], "text", False, None, None)
    last = capsys.readouterr().out.strip().splitlines()[-1]
    assert "核算覆盖率" in last and "R02 1" in last.rpartition("Coverage")[2]
