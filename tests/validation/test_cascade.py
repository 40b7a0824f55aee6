"""One misprint is one finding: what follows from it says so, and the figures with which all would hold are named."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from pipeline.extract import extract
from pipeline.warehouse.load import rows_of
from pipeline.warehouse.replay import evaluate
from tests.unit.documents import document

REVENUE = "2024年收入预算512.36万元，其中一般公共预算财政拨款432.36万元；政府性基金预算财政拨款80.00万元。"
EXPENDITURE = (
    "2024年支出512.36万元，其中公共安全支出312.36万元；城乡社区支出80.00万元；卫生健康支出120.00万元；"
    "相比2023年支出450.00万元，增加62.36万元；其中公共安全支出260.00万元，增加52.36万元；"
    "城乡社区支出75.00万元，增加5.00万元；卫生健康支出115.00万元，增加5.00万元。"
)


@cache
def judged(expenditure: str = EXPENDITURE) -> tuple[dict[str, dict[str, Any]], list[dict[str, Any]]]:
    """Checks that do not hold, by id, and the corrections that would mend two of them or more."""
    report = document(
        "某县水务局2024年部门整体绩效自评报告",
        "二、部门财政资金收支情况",
        "（一）部门财政资金收入情况。",
        REVENUE,
        "（二）部门财政资金支出情况。",
        expenditure,
    )
    found: list[list[dict[str, Any]]] = []
    with evaluate(rows_of(report, extract(report))) as con:
        for sql in (
            "from marts.fct_check where verdict in ('inconsistent', 'ambiguous')",
            "from intermediate.int_cascade__correction",
        ):
            cursor = con.execute(sql)
            names = [column[0] for column in cursor.description or ()]
            found.append([dict(zip(names, row, strict=True)) for row in cursor.fetchall()])
    checks, corrections = found
    return {check["check_id"]: check for check in checks}, corrections


def test_nothing_is_offered_where_all_holds() -> None:
    assert judged() == ({}, [])


@pytest.mark.parametrize("misprint", ["342.36", "322.36", "312.86", "302.36"])
def test_one_misprint_is_one_finding(misprint: str) -> None:
    checks, corrections = judged(EXPENDITURE.replace("312.36", misprint))
    roots = [check for check in checks.values() if not check["derived_from"]]
    assert {check["rule_id"] for check in checks.values()} == {"R07", "R08", "R12"}
    assert len(roots) == 1 and len(checks) == 3
    for check in checks.values():
        assert check["derived_from"] in ([], [roots[0]["check_id"]])
    best = max(corrections, key=lambda correction: correction["net_mended"])
    assert (best["value"], best["corrected_text"], len(best["mended_ids"])) == (misprint, "312.36", 3)
    assert best["newly_broken_ids"] == []


def test_a_total_that_is_misprinted() -> None:
    """The sum and the change both rest on the total of the year; R12 has another total then and only doubts."""
    checks, corrections = judged(EXPENDITURE.replace("2024年支出512.36", "2024年支出552.36"))
    mended = {
        (correction["value"], correction["corrected_text"]): correction["net_mended"] for correction in corrections
    }
    assert max(mended, key=lambda key: mended[key]) == ("552.36", "512.36")
    assert sum(not check["derived_from"] for check in checks.values() if check["verdict"] == "inconsistent") == 1


def test_two_misprints_are_two_findings() -> None:
    twice = EXPENDITURE.replace("312.36", "342.36").replace("城乡社区支出75.00", "城乡社区支出71.00")
    checks, _ = judged(twice)
    roots = [check for check in checks.values() if not check["derived_from"]]
    assert len(roots) >= 2


def test_findings_that_no_one_figure_explains_stand_alone() -> None:
    """A wrong change and a wrong share of another datum have nothing in common."""
    apart = EXPENDITURE.replace("增加52.36", "增加53.36").replace("增加62.36", "增加69.36")
    checks, _ = judged(apart)
    assert {check["rule_id"] for check in checks.values()} >= {"R08"}
    assert sum(not check["derived_from"] for check in checks.values()) >= 2
