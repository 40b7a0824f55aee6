"""Rules between documents of one department: this year's against last year's, against final accounts and budget book.

A small department with four documents that agree. Each rule is planted once, and the documents around it stay silent.
"""

from __future__ import annotations

from functools import cache

import pytest

from pipeline.document import Document
from pipeline.extract import extract
from pipeline.warehouse.load import rows_of
from pipeline.warehouse.replay import evaluate
from tests.unit.documents import document
from tests.validation.test_rules_of_projects import Check, judged, of_rule, only

THIS_REPORT = (
    "青石县水务局2024年部门整体绩效自评报告",
    "（一）部门财政资金收入情况。",
    "2024年收入决算700.00万元，其中一般公共预算财政拨款700.00万元。2023年收入决算640.00万元。",
    "（二）部门财政资金支出情况。",
    "2024年支出决算690.00万元，其中农林水支出600.00万元；住房保障支出90.00万元。2024年年初预算支出650.00万元。",
    "（三）部门财政资金结转结余情况。",
    "2024年年初结转结余20.00万元，2024年年末结转结余30.00万元。",
    [
        ("一级指标", "二级指标", "三级指标", "指标值"),
        ("产出指标", "数量指标", "疏浚河道", "36公里"),
    ],
)
LAST_REPORT = (
    "青石县水务局2023年部门整体绩效自评报告",
    "2023年收入决算640.00万元，支出决算630.00万元。",
    "2023年年初结转结余10.00万元，2023年年末结转结余20.00万元。",
)
FINAL_ACCOUNTS = (
    "青石县水务局2024年度部门决算",
    "收入支出决算总表",
    "单位：万元",
    [
        ("项目", "决算数", "项目", "决算数"),
        ("一、一般公共预算财政拨款收入", "700.00", "一、农林水支出", "600.00"),
        ("", "", "二、住房保障支出", "90.00"),
        ("本年收入合计", "700.00", "本年支出合计", "690.00"),
        ("年初结转和结余", "20.00", "年末结转和结余", "30.00"),
        ("总计", "720.00", "总计", "720.00"),
    ],
)
BUDGET_BOOK = (
    "青石县水务局2024年部门预算",
    "2024年支出预算650.00万元。",
    "部门整体支出绩效目标表",
    [
        ("一级指标", "二级指标", "三级指标", "指标值"),
        ("产出指标", "数量指标", "疏浚河道", "36公里"),
    ],
)

Blocks = tuple[str | list[tuple[str, ...]], ...]


def made(blocks: Blocks, wrong: tuple[str, str] | None) -> Document:
    """The document of these blocks, with one wording replaced everywhere in it."""

    def planted(text: str) -> str:
        return text if wrong is None else text.replace(*wrong)

    changed = [
        planted(block) if isinstance(block, str) else [tuple(planted(cell) for cell in row) for row in block]
        for block in blocks
    ]
    return document(*changed, path=f"{blocks[0]}.txt")


def checked(*documents: Document) -> list[Check]:
    """All checks of these documents, evaluated together."""
    rows = [rows_of(one, extract(one)) for one in documents]
    together = {table: [row for one in rows for row in one[table]] for table in rows[0]}
    with evaluate(together) as con:
        cursor = con.execute("from marts.fct_check")
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@cache
def checks(planted_in: int | None = None, wrong: tuple[str, str] | None = None) -> list[Check]:
    """The checks of the four documents, with one wording replaced in the one with that number."""
    all_blocks = (THIS_REPORT, LAST_REPORT, FINAL_ACCOUNTS, BUDGET_BOOK)
    return checked(*(made(blocks, wrong if n == planted_in else None) for n, blocks in enumerate(all_blocks)))


RULES = ("R23", "R24", "R25", "R26")


def test_the_clean_department_has_no_finding_and_every_rule_was_asked() -> None:
    clean = checks()
    assert [check["message_zh"] for check in clean if check["verdict"] not in ("consistent", "not_evaluated")] == []
    consistent = {check["rule_id"] for check in clean if check["verdict"] == "consistent"}
    assert set(RULES) <= consistent


@pytest.mark.parametrize(
    ("rule", "planted_in", "right", "wrong", "arithmetic", "severity"),
    [
        ("R23", 1, "收入决算640.00", "收入决算604.00",
         "《青石县水务局2023年部门整体绩效自评报告》为 604.00 万元，此处为 640.00 万元", "error"),
        ("R24", 2, "600.00", "60.00", "《青石县水务局2024年度部门决算》为 60.00 万元，此处为 600.00 万元", "error"),
        ("R25", 3, "650.00", "560.00", "《青石县水务局2024年部门预算》为 560.00 万元，此处为 650.00 万元", "warn"),
        ("R25", 3, "36公里", "63公里", "《青石县水务局2024年部门预算》为 63 公里，此处为 36 公里", "warn"),
        ("R26", 1, "结余20.00", "结余25.00", "《青石县水务局2023年部门整体绩效自评报告》为 25.00 万元，此处为 20.00 万元", "error"),
    ],
)  # fmt: skip
def test_a_figure_that_differs_from_another_document(
    rule: str, planted_in: int, right: str, wrong: str, arithmetic: str, severity: str
) -> None:
    planted = [check for check in checks(planted_in, (right, wrong)) if check["verdict"] != "ambiguous"]
    found = [check for check in planted if arithmetic in check["message_zh"]]
    assert [(check["rule_id"], *judged(check)) for check in found] == [(rule, "inconsistent", severity)]
    assert '"document"' in found[0]["locators"]


def test_a_budget_is_not_held_against_an_outturn() -> None:
    report = made(THIS_REPORT, ("其中农林水支出600.00万元", "其中农林水支出预算590.00万元"))
    accounts = made(FINAL_ACCOUNTS, None)
    assert not [c for c in of_rule(checked(report, accounts), "R24") if "590.00" in c["message_zh"]]


def test_a_line_called_budget_that_may_hold_the_outturn_is_for_a_person() -> None:
    report = made(THIS_REPORT, ("2024年收入决算700.00", "2024年收入预算710.00"))
    linked = [c for c in of_rule(checked(report, made(FINAL_ACCOUNTS, None)), "R24") if "710.00" in c["message_zh"]]
    assert [judged(check) for check in linked] == [("ambiguous", "warn")]


def test_the_total_of_the_appropriation_is_another_scope() -> None:
    """The report counts the appropriation alone; the accounts have other revenue as well, and say what each is."""
    accounts = document(
        "青石县水务局2024年度部门决算",
        "2024年本年收入合计760.00万元，其中：财政拨款收入700.00万元，其他收入60.00万元。",
        path="青石县水务局2024年度部门决算.txt",
    )
    linked = [c for c in of_rule(checked(made(THIS_REPORT, None), accounts), "R24") if "收入" in " ".join(c["quotes"])]
    assert {judged(check) for check in linked} == {("consistent", "info")}
    wrong = made(THIS_REPORT, ("收入决算700.00", "收入决算770.00"))
    linked = [c for c in of_rule(checked(wrong, accounts), "R24") if "770.00" in c["message_zh"]]
    assert [judged(check) for check in linked] == [("ambiguous", "warn")]


def test_without_last_year_s_document_one_line_says_so() -> None:
    alone = checked(made(THIS_REPORT, None))
    for rule in ("R23", "R24"):
        assert judged(only(alone, rule)) == ("not_evaluated", "info")
    assert not of_rule(alone, "R25") and not of_rule(alone, "R26")


def test_another_department_is_not_compared() -> None:
    other = made(LAST_REPORT, ("青石县水务局", "青石县林业局"))
    assert {judged(check) for check in of_rule(checked(made(THIS_REPORT, None), other), "R23")} == {
        ("not_evaluated", "info")
    }
