"""Rules that join the project tables with each other and with the sections around them.

Each rule is planted once, in a small report whose other figures hold, and stays silent on that report without the error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipeline.extract import extract
from pipeline.report.checked import check_file
from pipeline.warehouse.load import rows_of
from pipeline.warehouse.replay import evaluate
from tests.unit.documents import document
from tests.validation.conftest import seed_report

PERFORMANCE_HEADER = (
    "项目名称",
    "目标制定",
    "目标实现",
    "支出控制",
    "及时处置",
    "执行进度",
    "预算完成",
    "资金结余",
    "违规记录",
)
RESULT_HEADER = (
    "项目名称",
    "项目实施内容及过程概述",
    "项目金额",
    "及时处置",
    "调整执行率",
    "完成情况",
    "资金结余",
    "自评结果",
)

Check = dict[str, Any]


@dataclass(frozen=True)
class Project:
    """A project as both tables print it; amounts in 万元."""

    name: str
    amount: str
    rate: str
    unspent: str
    score: str
    progress: str = "完成"
    completed: str = "完成"
    result: str = "完成"

    def performance(self) -> tuple[str, ...]:
        return (
            self.name,
            "按计划实施",
            "达到预期",
            f"{self.amount}万元",
            "及时",
            self.progress,
            self.completed,
            self.unspent,
            "无",
        )

    def results(self) -> tuple[str, ...]:
        return (
            self.name,
            "按计划实施。",
            f"{self.amount}万元",
            "及时",
            self.rate,
            self.result,
            self.unspent,
            self.score,
        )


SPENT = Project("道路养护经费", "120.00", "100%", "无", "100分")
PART_SPENT = Project("河道清淤经费", "60.00", "75.00%", "20.00万元", "97分", "75%", "75%", "未完成")

REVENUE = "2024年收入预算500.00万元，其中一般公共预算财政拨款420.00万元；政府性基金预算财政拨款80.00万元。"
EXPENDITURE = "2024年支出500.00万元，其中公共安全支出300.00万元；城乡社区支出80.00万元；卫生健康支出120.00万元。"
BALANCE = "2024年年末结转结余30.00万元，其中基本支出结转结余10.00万元，项目支出结转结余20.00万元。"


@cache
def checks(
    projects: tuple[Project, ...] = (SPENT, PART_SPENT),
    revenue: str = REVENUE,
    expenditure: str = EXPENDITURE,
    balance: str = BALANCE,
) -> list[Check]:
    """The checks of a self-evaluation report with these projects and sections."""
    report = document(
        "某县水务局2024年部门整体绩效自评报告",
        "二、部门财政资金收支情况",
        "（一）部门财政资金收入情况。",
        revenue,
        "（二）部门财政资金支出情况。",
        expenditure,
        "（三）部门财政资金结转结余情况。",
        balance,
        "三、部门整体绩效管理情况",
        "（二）特定目标类项目绩效分析。",
        [PERFORMANCE_HEADER, *(project.performance() for project in projects)],
        "（三）部门预算项目支出情况分析。",
        [RESULT_HEADER, *(project.results() for project in projects)],
        path="某县水务局2024年部门整体绩效自评报告.txt",
    )
    with evaluate(rows_of(report, extract(report))) as con:
        cursor = con.execute("from marts.fct_check")
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def of_rule(found: list[Check], rule: str) -> list[Check]:
    return [check for check in found if check["rule_id"] == rule]


def only(found: list[Check], rule: str, subject: str | None = None) -> Check:
    matching = [check for check in of_rule(found, rule) if subject in (None, check["subject"])]
    assert len(matching) == 1, [(check["rule_id"], check["subject"], check["message_en"]) for check in found]
    return matching[0]


def judged(check: Check) -> tuple[str, str]:
    return check["verdict"], check["severity"]


HOLDS = ("consistent", "info")


def test_the_clean_report_has_no_finding_of_these_rules() -> None:
    clean = checks()
    assert {check["rule_id"]: judged(check) for check in clean if check["rule_id"] in RULES} == dict.fromkeys(
        sorted(RULES), HOLDS
    )
    assert not [check["message_en"] for check in clean if check["severity"] == "error"]


RULES = {"R05", "R12", "R18", "R20", "R41"}


# --- R20 -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("column", ["progress", "completed", "result"])
@pytest.mark.parametrize("status", ["完成", "已完成", " 已完成。"])
def test_r20_completed_beside_a_rate_below_100(column: str, status: str) -> None:
    check = only(checks((SPENT, replace(PART_SPENT, **{column: status}))), "R20", PART_SPENT.name)
    assert judged(check) == ("inconsistent", "warn")
    assert check["derived_from"] == []
    assert {"75.00%", "20.00万元"} <= set(check["quotes"])
    assert "执行率为 75.00%、资金结余为 20.00万元" in check["message_zh"]


@pytest.mark.parametrize("status", ["未完成", "基本完成", "75%", "完成75%"])
def test_r20_other_statuses_claim_nothing(status: str) -> None:
    found = of_rule(checks((SPENT, replace(PART_SPENT, result=status))), "R20")
    assert [(check["subject"], judged(check)) for check in found] == [(SPENT.name, HOLDS)]


def test_r20_is_one_check_a_project_and_follows_a_full_rate_with_a_balance() -> None:
    found = checks((SPENT, replace(PART_SPENT, rate="100%", result="完成", completed="完成")))
    check = only(found, "R20", PART_SPENT.name)
    assert judged(check) == ("inconsistent", "warn")
    assert check["derived_from"] == [only(found, "R01", PART_SPENT.name)["check_id"]]
    assert "执行率" not in check["message_zh"] and "资金结余为 20.00万元" in check["message_zh"]


def test_r20_a_rate_below_100_is_enough() -> None:
    found = checks((replace(SPENT, rate="99.50%"), PART_SPENT))
    assert judged(only(found, "R20", SPENT.name)) == ("inconsistent", "warn")


def test_r02_nothing_is_spent_beyond_the_revised_budget() -> None:
    # What was taken back says nothing of how much it was, so that the rate cannot be recomputed.
    found = of_rule(checks((SPENT, replace(PART_SPENT, unspent="收回存量", rate="175.00%"))), "R02")
    above = [check for check in found if check["subject"] == PART_SPENT.name and check["verdict"] != "not_evaluated"]
    assert [judged(check) for check in above] == [("ambiguous", "warn")]
    assert "应不大于 100" in above[0]["message_zh"]
    found = of_rule(checks((SPENT, replace(PART_SPENT, rate="175.00%"))), "R02")
    root, above_all = sorted(
        (check for check in found if check["subject"] == PART_SPENT.name), key=lambda c: len(c["derived_from"])
    )
    assert judged(root) == ("inconsistent", "error") and above_all["derived_from"] == [root["check_id"]]


# --- R18 -------------------------------------------------------------------------------------------------------------


def test_r18_score_above_the_cap() -> None:
    check = only(checks((SPENT, replace(PART_SPENT, score="99分"))), "R18", PART_SPENT.name)
    assert judged(check) == ("inconsistent", "warn")
    assert (check["stated_value"], check["computed_value"]) == ("99", Decimal("97.5"))
    assert check["derived_from"] == []


def test_r18_score_at_the_cap_holds_and_rounding_is_granted() -> None:
    assert judged(only(checks((SPENT, replace(PART_SPENT, score="97.5分"))), "R18", PART_SPENT.name)) == HOLDS
    assert judged(only(checks((SPENT, replace(PART_SPENT, score="98分"))), "R18", PART_SPENT.name)) == (
        "rounding",
        "info",
    )


def test_r18_follows_a_full_rate_with_a_balance() -> None:
    found = checks((SPENT, replace(PART_SPENT, rate="100%", score="100分")))
    check = only(found, "R18", PART_SPENT.name)
    assert judged(check) == ("inconsistent", "warn")
    assert check["derived_from"] == [only(found, "R01", PART_SPENT.name)["check_id"]]


# --- R05 -------------------------------------------------------------------------------------------------------------


def test_r05_basic_balance_alone_leaves_the_projects_out() -> None:
    check = only(checks(balance="2024年年末基本支出结转结余10.00万元。"), "R05")
    assert judged(check) == ("ambiguous", "warn")
    assert (check["stated_value"], check["computed_value"]) == ("10.00", Decimal("30"))
    assert "收回" in check["message_zh"] and "treasury" in check["message_en"]


def test_r05_total_below_the_projects() -> None:
    assert judged(only(checks(balance="2024年年末结转结余15.00万元。"), "R05")) == ("ambiguous", "warn")
    assert judged(only(checks(balance="2024年年末结转结余35.00万元。"), "R05")) == HOLDS


@pytest.mark.parametrize("unspent", ["无", "收回存量"])
def test_r05_is_silent_where_nothing_is_left(unspent: str) -> None:
    found = checks((SPENT, replace(PART_SPENT, unspent=unspent)), balance="2024年年末基本支出结转结余10.00万元。")
    assert of_rule(found, "R05") == []


# --- R12 -------------------------------------------------------------------------------------------------------------


def test_r12_rest_of_the_functions_is_not_the_general_budget() -> None:
    check = only(checks(expenditure=EXPENDITURE.replace("300.00", "290.00")), "R12")
    assert judged(check) == ("inconsistent", "warn")
    assert (check["stated_value"], check["computed_value"]) == ("420.00", Decimal("410"))


def test_r12_other_totals_leave_another_reading() -> None:
    check = only(checks(expenditure=EXPENDITURE.replace("500.00", "490.00").replace("300.00", "290.00")), "R12")
    assert judged(check) == ("ambiguous", "info")


def test_r12_is_bound_only_where_the_fund_equals_its_function() -> None:
    swapped = EXPENDITURE.replace("城乡社区支出80.00", "城乡社区支出90.00").replace(
        "卫生健康支出120.00", "卫生健康支出110.00"
    )
    assert of_rule(checks(expenditure=swapped), "R12") == []


def test_r12_is_not_bound_with_a_third_source() -> None:
    assert of_rule(checks(revenue=REVENUE.replace("80.00万元。", "80.00万元；事业收入10.00万元。")), "R12") == []


# --- R41 -------------------------------------------------------------------------------------------------------------


def test_r41_projects_spent_more_than_the_department() -> None:
    found = checks((replace(SPENT, amount="620.00"), PART_SPENT))
    check = only(found, "R41")
    assert judged(check) == ("inconsistent", "error")
    assert (check["stated_value"], check["computed_value"]) == ("680.00", Decimal("500"))


def test_r41_is_not_bound_to_another_year() -> None:
    assert of_rule(checks(expenditure="2023年支出100.00万元。"), "R41") == []


# --- R22: one score in two places ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("second", "expected"), [("93", HOLDS), ("95", ("inconsistent", "error"))])
def test_a_score_printed_twice_is_one_datum(second: str, expected: tuple[str, str], tmp_path: Path) -> None:
    path = tmp_path / "某县水务局2024年部门整体绩效自评报告.txt"
    path.write_text(
        f"某县水务局2024年部门整体绩效自评报告\n整体绩效自评得分为93分。\n四、评价结论\n绩效评价得分：{second}分。\n",
        encoding="utf-8",
    )
    assert judged(only(check_file(path).checks, "R22")) == expected


# --- the seed report -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def seed() -> list[Check]:
    return check_file(seed_report()).checks


def test_seed_findings_of_these_rules(seed: list[Check]) -> None:
    """Labels F003–F005 and F008 to F010, by hand."""
    found = sorted(
        (check["rule_id"], check["subject"], *judged(check))
        for check in seed
        if check["rule_id"] in RULES and check["verdict"] != "consistent"
    )
    assert found == [
        ("R05", "峨边彝族自治县公安局", "ambiguous", "warn"),
        ("R18", "中央和省级政法转移支付（禁毒）", "inconsistent", "warn"),
        ("R20", "中央和省委政法委转移支付资金", "inconsistent", "warn"),
        ("R20", "中央和省级政法转移支付（禁毒）", "inconsistent", "warn"),
        ("R20", "铁路“护路办”工作经费", "inconsistent", "warn"),
    ]


def test_seed_checks_that_hold(seed: list[Check]) -> None:
    held = [check["rule_id"] for check in seed if check["verdict"] == "consistent"]
    assert {rule: held.count(rule) for rule in sorted(RULES)} == {"R05": 0, "R12": 2, "R18": 8, "R20": 7, "R41": 1}
    assert judged(only(seed, "R18", "中央和省委政法委转移支付资金")) == HOLDS
    assert sorted(check["fiscal_year"] for check in of_rule(seed, "R12")) == [2023, 2024]


def test_seed_findings_that_follow_from_the_full_rate(seed: list[Check]) -> None:
    project = "中央和省级政法转移支付（禁毒）"
    root = only(seed, "R01", project)["check_id"]
    assert only(seed, "R20", project)["derived_from"] == only(seed, "R18", project)["derived_from"] == [root]
    cap = only(seed, "R18", project)
    assert (round(cap["computed_lower"], 3), round(cap["computed_upper"], 3)) == (Decimal("95.398"), Decimal("95.399"))


def test_seed_messages_are_bilingual(seed: list[Check]) -> None:
    for check in seed:
        if check["rule_id"] in RULES:
            assert re.search(r"[\u4e00-\u9fff]", check["message_zh"]) and check["message_en"].endswith(".")
