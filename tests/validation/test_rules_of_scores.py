"""Rules of scores and costs: repeated scores, grades, indicator scores, scores beside rates, costs stated twice.

Each rule is planted once in a small document whose other figures hold, and stays silent on that document without it.
"""

from __future__ import annotations

from functools import cache

import pytest

from tests.unit.documents import document
from tests.validation.test_rules_of_links import checked
from tests.validation.test_rules_of_projects import Check, judged, of_rule, only

GOALS = (
    ("任务名称", "主要内容"),
    ("监控点位租赁费", "每个点位600元/月，40个点位共计288000元。"),
)
INDICATORS = (
    ("一级指标", "二级指标", "三级指标", "指标值"),
    ("产出指标", "数量指标", "学员伙食费", "30人"),
    ("产出指标", "成本指标", "学员伙食", "每人每月500元（180000元）"),
    ("产出指标", "成本指标", "设备服务费", "支付租赁费28.80万元"),
    ("产出指标", "成本指标", "平台服务费每年12.00万元", "支付12.00万元"),
    ("产出指标", "成本指标", "安全宣传手册", "2.00万元"),
    ("产出指标", "成本指标", "宣传安全知识手册", "2.00万元"),
    ("产出指标", "成本指标", "道路标线施划费", "总计30.00万元"),
    ("产出指标", "成本指标", "道路护栏维修费", "总计20.00万元"),
)
RESULTS = (
    ("项目名称", "项目实施内容及过程概述", "项目金额", "调整执行率", "资金结余", "自评结果"),
    ("道路安全设施", "完成道路标线施划、道路护栏维修。", "50.00万元", "100%", "无", "98分"),
    ("校园安防", "按计划实施。", "40.00万元", "100%", "无", "98分"),
    ("消防器材", "按计划实施。", "45.00万元", "90%", "5.00万元", "95分"),
    ("应急演练", "按计划实施。", "18.00万元", "90%", "2.00万元", "95分"),
)
SHEET = (
    ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"),
    ("产出指标", "数量指标", "安装路灯", "200盏", "200盏", "30.00", "30.00"),
    ("产出指标", "质量指标", "亮灯率", "≥98%", "49%", "20.00", "10.00"),
)
CLOSING = "我单位整体绩效自评得分为95分，评价等级为“优”。"
REPEATED = "综上，部门整体绩效自评得分95分。"


@cache
def checks(*wrong: tuple[str, str]) -> list[Check]:
    """The checks of a self-evaluation with these wordings replaced."""

    def planted(text: str) -> str:
        for right, other in wrong:
            text = text.replace(right, other)
        return text

    blocks = (
        "青石县交通局2024年部门整体绩效自评报告",
        GOALS,
        "年度绩效指标",
        INDICATORS,
        "部门预算项目支出情况分析",
        RESULTS,
        "项目支出绩效自评表",
        SHEET,
        CLOSING,
        REPEATED,
    )
    changed = [
        planted(block) if isinstance(block, str) else [tuple(planted(cell) for cell in row) for row in block]
        for block in blocks
    ]
    return checked(document(*changed, path="青石县交通局2024年部门整体绩效自评报告.txt"))


RULES = {"R15", "R16", "R17", "R19", "R19E", "R22", "R86", "R88"}


def test_the_clean_report_has_no_finding_of_these_rules() -> None:
    clean = [check for check in checks() if check["rule_id"] in RULES]
    assert [(c["rule_id"], c["message_zh"]) for c in clean if c["verdict"] != "consistent"] == []
    assert {check["rule_id"] for check in clean} == RULES


@pytest.mark.parametrize(
    ("rule", "right", "wrong", "arithmetic", "judgement"),
    [
        ("R15", "30人", "20人", "500 × 20 × 12 = 120000 元，文中为 180000 元", ("inconsistent", "error")),
        ("R16", "支付租赁费28.80", "支付租赁费28.08", "按数量和单价计算为 28.80 万元，此处为 28.08 万元", ("inconsistent", "warn")),
        ("R17", "支付12.00万元", "支付10.00万元", "费用为 12.00 万元，计划支付 10.00 万元，少 2.00 万元", ("ambiguous", "info")),
        ("R17", "总计20.00万元", "总计15.00万元", "文中为 50.00 万元，应不大于 30.00 + 15.00 = 45.00 万元", ("ambiguous", "info")),
        ("R22", "自评得分95分", "自评得分59分", "59 分", ("inconsistent", "error")),
        ("R88", "自评得分为95分", "自评得分为85分", "得分 85 分，按 90、80、60 分划分应为“良”，文中为“优”", ("inconsistent", "error")),
    ],
)  # fmt: skip
def test_a_planted_error(rule: str, right: str, wrong: str, arithmetic: str, judgement: tuple[str, str] | None) -> None:
    found = [check for check in of_rule(checks((right, wrong)), rule) if check["verdict"] != "consistent"]
    assert [judged(check) for check in found] == [judgement]
    assert [check["message_zh"] for check in found if arithmetic not in check["message_zh"]] == []


def test_a_total_score_without_its_items() -> None:
    title, path = "青石县交通局2024年部门整体绩效自评报告", "青石县交通局2024年部门整体绩效自评报告.txt"
    bare = only(checked(document(title, RESULTS, CLOSING, REPEATED, path=path)), "R21")
    assert judged(bare) == ("ambiguous", "warn")
    assert "总分 95 分，没有印出各项指标的分值和得分" in bare["message_zh"]
    sheet = document("青石县交通局2024年项目支出绩效自评表", SHEET, path="青石县交通局2024年自评表.txt")
    for one in (document(title, RESULTS, SHEET, CLOSING, path=path), document(title, CLOSING, path=path)):
        others = [sheet] if one.blocks[1].table is None else []
        assert not of_rule(checked(one, *others), "R21")


def test_a_higher_rate_that_scores_lower() -> None:
    found = [c for c in of_rule(checks(("98分", "93分")), "R19") if c["verdict"] != "consistent"]
    assert [judged(check) for check in found] == [("ambiguous", "info")]
    assert "文中为 95 分，应不大于 93 分" in found[0]["message_zh"]


def test_rates_that_are_alike_and_scores_that_are_not() -> None:
    found = of_rule(checks(("18.00万元", "18.04万元"), ("2.00万元", "1.96万元")), "R19")
    assert all(check["verdict"] == "consistent" for check in found)
    rows = [RESULTS[0], *RESULTS[1:3], ("消防器材", "实施。", "45.00万元", "90%", "5.00万元", "91分"),
            ("应急演练", "实施。", "18.04万元", "90.2%", "1.96万元", "95分")]  # fmt: skip
    report = document("青石县交通局2024年部门整体绩效自评报告", rows, path="青石县交通局2024年自评报告.txt")
    found = [check for check in of_rule(checked(report), "R19") if check["verdict"] != "consistent"]
    assert [judged(check) for check in found] == [("ambiguous", "info")]
    assert "得分相差 4 分" in found[0]["message_zh"]


def test_one_rate_and_two_scores() -> None:
    rows = [*RESULTS[:-1], ("应急演练", "按计划实施。", "18.00万元", "90%", "2.00万元", "96分")]
    report = document("青石县交通局2024年部门整体绩效自评报告", rows, path="青石县交通局2024年自评报告.txt")
    found = [check for check in of_rule(checked(report), "R19E") if check["verdict"] != "consistent"]
    assert [judged(check) for check in found] == [("ambiguous", "info")]


@pytest.mark.parametrize(("stated", "verdict"), [("2.40万元", "consistent"), ("8.00万元", "ambiguous")])
def test_a_cost_by_its_price_and_the_count_in_its_name(stated: str, verdict: str) -> None:
    rows = [*INDICATORS[:1], ("产出指标", "成本指标", "道路路面检测16次", "每次1500元"),
            ("产出指标", "成本指标", "路面检测", stated), ("产出指标", "成本指标", "道路路面检测设备", "9.00万元")]  # fmt: skip
    report = document("青石县交通局2024年部门整体绩效自评报告", rows, path="青石县交通局2024年自评报告.txt")
    found = only(checked(report), "R16")
    assert judged(found) == (verdict, "info")
    assert "1500 × 16 元 = 2.4 万元，“路面检测”为" in found["message_zh"]


@pytest.mark.parametrize(("spent", "verdict"), [("40.80万元", "consistent"), ("10.80万元", "ambiguous")])
def test_planned_payments_of_a_project_that_is_called_by_their_noun(spent: str, verdict: str) -> None:
    results = (RESULTS[0], ("信号灯一二期服务费", "按计划支付。", spent, "100%", "无", "98分"), *RESULTS[2:])
    goals = (*INDICATORS[:1], ("产出指标", "成本指标", "服务费", "支付租赁费28.80万元"),
             ("产出指标", "成本指标", "服务费每年12.00万元", "支付12.00万元"))  # fmt: skip
    report = document("青石县交通局2024年部门整体绩效自评报告", goals, results, path="青石县交通局2024年自评报告.txt")
    found = only(checked(report), "R17", "信号灯一二期服务费")
    assert judged(found) == (verdict, "info")
    assert f"文中为 {spent[:5]} 万元，应不小于 28.80 + 12.00 = 40.8" in found["message_zh"]


def test_costs_named_alike_with_two_amounts() -> None:
    rows = [*INDICATORS[:1], ("产出指标", "成本指标", "安全宣传手册", "2.00万元"),
            ("产出指标", "成本指标", "宣传安全知识手册", "3.00万元")]  # fmt: skip
    report = document("青石县交通局2024年部门整体绩效自评报告", rows, path="青石县交通局2024年自评报告.txt")
    assert judged(only(checked(report), "R16")) == ("ambiguous", "info")


@pytest.mark.parametrize(
    ("score", "judgements"),
    [
        ("10.00", {("consistent", "info")}),
        ("12.00", {("consistent", "info"), ("ambiguous", "warn")}),
        ("21.00", {("inconsistent", "error"), ("ambiguous", "warn")}),
    ],
)
def test_the_score_of_an_indicator_that_was_missed(score: str, judgements: set[tuple[str, str]]) -> None:
    rows = [*SHEET[:2], (*SHEET[2][:-1], score)]
    report = document("青石县交通局2024年项目支出绩效自评表", rows, path="青石县交通局2024年自评表.txt")
    found = [check for check in of_rule(checked(report), "R86") if check["subject"] == "亮灯率"]
    assert {judged(check) for check in found} == judgements


def test_the_scores_of_several_projects_in_one_list_are_not_one_score() -> None:
    report = document(
        "青石县交通局2024年部门整体绩效自评报告",
        "三个项目自评得分依次为96.20分、91.50分、88.40分。",
        path="青石县交通局2024年自评报告.txt",
    )
    assert not of_rule(checked(report), "R22")


def test_the_score_of_a_project_in_the_report_and_in_its_own_sheet() -> None:
    report = document(
        "青石县交通局2024年部门整体绩效自评报告", RESULTS, path="青石县交通局2024年部门整体绩效自评报告.txt"
    )
    sheet = document(
        "青石县交通局2024年项目支出绩效自评表",
        (
            ("项目名称", "校园安防", "", "", "", ""),
            ("项目资金", "全年预算数（万元）", "全年执行数（万元）", "分值", "执行率", "得分"),
            ("年度资金总额", "40.00", "40.00", "10", "100%", "10.00"),
        ),
        (*SHEET[:1], ("产出指标", "数量指标", "安装探头", "20个", "20个", "90.00", "86.00"),
         ("总分", "", "", "", "", "100.00", "96.00")),
        path="青石县交通局2024年项目支出绩效自评表.txt",
    )  # fmt: skip
    found = [check for check in of_rule(checked(report, sheet), "R22") if check["subject"] == "校园安防"]
    assert [judged(check) for check in found] == [("inconsistent", "error")]
    assert "得分为 96.00 分，此处为 98 分" in found[0]["message_zh"]
