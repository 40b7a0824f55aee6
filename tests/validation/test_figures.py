"""The figures of the seed report, recomputed: the same from the seed itself and from the data that ships.

Which verdict each carries is labelled by hand (shared/cases/seed/labels.jsonl: F001, F002, F006, F056, F058, C001–C046).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import duckdb
import pytest

Warehouse = duckdb.DuckDBPyConnection


def rows(warehouse: Warehouse, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    return warehouse.execute(sql, values).fetchall()


def test_execution_rates(warehouse: Warehouse) -> None:
    found = {
        subject: (outturn, budget, rate, stated)
        for subject, outturn, budget, rate, stated in rows(
            warehouse,
            "select subject, outturn_yuan / 10000, budget_yuan / 10000, round(execution_rate_pct, 3), stated_pct "
            "from mart_execution_rate where level = 'project'",
        )
    }
    assert len(found) == 10
    unlike = {name: figures for name, figures in found.items() if figures[2] != 100}
    assert {name: (f[0], f[1], f[2], f[3]) for name, f in unlike.items()} == {
        "铁路“护路办”工作经费": (18.44, 22.20, Decimal("83.063"), Decimal("83.05")),
        "中央和省级政法转移支付（禁毒）": (35.89, 66.48, Decimal("53.986"), Decimal("100")),
        "中央和省委政法委转移支付资金": (501.69, 603.00, Decimal("83.199"), Decimal("83.2")),
    }


def test_all_ten_projects(warehouse: Warehouse) -> None:
    assert rows(
        warehouse,
        "select outturn_yuan, budget_yuan, round(execution_rate_pct, 3) from mart_execution_rate where basis = 'projects_total'",
    ) == [(Decimal("13497000"), Decimal("14853600"), Decimal("90.867"))]


def test_balance_ratios(warehouse: Warehouse) -> None:
    found = rows(
        warehouse,
        "select round(balance_ratio_pct, 3) from mart_balance_ratio where level = 'project' and unspent_yuan > 0 order by 1",
    )
    assert [ratio for (ratio,) in found] == [Decimal("16.801"), Decimal("16.937"), Decimal("46.014")]


def test_year_over_year(warehouse: Warehouse) -> None:
    found = {
        (measure, item): (change, rate)
        for measure, item, change, rate in rows(
            warehouse,
            "select measure, item, change_yuan, round(change_pct, 3) from mart_year_over_year "
            "where fiscal_year = 2024 and measure in ('revenue', 'expenditure') and change_yuan is not null",
        )
    }
    assert found == {
        ("revenue", "total"): (Decimal("856100"), Decimal("1.380")),
        ("revenue", "一般公共预算财政拨款"): (Decimal("3285000"), Decimal("5.747")),
        ("revenue", "政府性基金预算财政拨款"): (Decimal("-2428900"), Decimal("-49.957")),
        ("expenditure", "total"): (Decimal("856100"), Decimal("1.380")),
        ("expenditure", "公共安全支出"): (Decimal("-2364500"), Decimal("-5.018")),
        ("expenditure", "社会保障和就业支出"): (Decimal("-1026100"), Decimal("-17.012")),
        ("expenditure", "卫生健康支出"): (Decimal("-493500"), Decimal("-37.100")),
        ("expenditure", "城乡社区支出"): (Decimal("-2428900"), Decimal("-49.957")),
        ("expenditure", "农林水支出"): (Decimal("7236500"), Decimal("7236.500")),
        ("expenditure", "住房保障支出"): (Decimal("-67400"), Decimal("-2.608")),
    }


def test_the_errors_are_found_and_nothing_else_is_an_error(warehouse: Warehouse) -> None:
    found = rows(warehouse, "select rule_id, subject, verdict from fct_finding where severity = 'error' order by all")
    assert found == [
        ("R01", "中央和省级政法转移支付（禁毒）", "inconsistent"),
        ("R02", "中央和省级政法转移支付（禁毒）", "inconsistent"),
        ("R03", "峨边彝族自治县公安局", "inconsistent"),
        ("R15", "人犯供养", "inconsistent"),
        ("R15", "人犯衣被费", "inconsistent"),
        ("R15", "医疗及体检", "inconsistent"),
    ]


def test_one_misprint_is_counted_once(warehouse: Warehouse) -> None:
    """The rate of 100 % beside a balance is R01; that it cannot be recomputed follows from it."""
    ((parents, root),) = rows(
        warehouse,
        "select follower.derived_from, root.check_id from fct_check as follower, fct_check as root "
        "where follower.rule_id = 'R02' and follower.verdict = 'inconsistent' and root.rule_id = 'R01' and root.verdict = 'inconsistent'",
    )
    assert parents == [root]


def test_overall_progress_against_the_projects(warehouse: Warehouse) -> None:
    ((stated, computed, lower, upper, quotes),) = rows(
        warehouse,
        "select stated_value, round(computed_value, 3), computed_lower, computed_upper, quotes from fct_check where rule_id = 'R03'",
    )
    assert (stated, computed) == ("100", Decimal("90.867"))
    assert (round(lower, 4), round(upper, 4)) == (Decimal("90.8593"), Decimal("90.8744"))
    assert {"执行进度100%", "83.05%", "83.2%"} <= set(quotes)


@pytest.mark.parametrize(
    ("rule", "stated", "verdict"),
    [
        ("R02", "83.05", "rounding"),
        ("R02", "83.2", "consistent"),
        ("R08", "85.62", "rounding"),
        ("R08", "85.61", "consistent"),
    ],
)
def test_rounding_is_no_error(warehouse: Warehouse, rule: str, stated: str, verdict: str) -> None:
    found = rows(
        warehouse,
        "select distinct verdict, severity from fct_check where rule_id = ? and stated_value = ?",
        rule,
        stated,
    )
    assert found == [(verdict, "info")]


@pytest.mark.parametrize(("rule", "least"), [("R06", 2), ("R07", 2), ("R13", 10), ("R36", 3), ("R37", 4)])
def test_sums_and_head_counts_are_consistent(warehouse: Warehouse, rule: str, least: int) -> None:
    found = rows(warehouse, "select verdict, count(*) from fct_check where rule_id = ? group by all", rule)
    assert [verdict for verdict, _ in found] == ["consistent"] and found[0][1] >= least


def test_balance_and_status_of_a_project_in_both_tables(warehouse: Warehouse) -> None:
    found = rows(
        warehouse, "select verdict, severity, count(*) from fct_check where rule_id = 'R14' group by all order by all"
    )
    assert found == [("consistent", "info", 9), ("inconsistent", "warn", 1)]


def test_closing_balance_without_an_opening_one(warehouse: Warehouse) -> None:
    assert rows(warehouse, "select distinct verdict, severity from fct_check where rule_id = 'R04'") == [
        ("ambiguous", "warn")
    ]


def test_every_figure_of_the_document_is_read_or_ignored(warehouse: Warehouse) -> None:
    assert rows(warehouse, "select sum(unread_count) from dim_document") == [(0,)]


def test_indicators_tasks_and_head_counts(warehouse: Warehouse) -> None:
    assert rows(warehouse, "select count(*) from fct_indicator") == [(107,)]
    assert rows(warehouse, "select count(*) from fct_task") == [(10,)]
    assert rows(
        warehouse, "select establishment_count, on_board_count from fct_headcount where headcount_type = 'total'"
    ) == [(157, 145)]
    assert rows(warehouse, "select distinct score from fct_self_evaluation where project_id is null") == [(93,)]
