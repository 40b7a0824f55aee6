"""One planted error and its clean twin for the rules that a sentence, a sheet or one form states itself, and for those of
the project tables that no other module holds.
"""

from __future__ import annotations

import pytest

from tests.unit.test_tables import SHEET
from tests.validation.test_rules_of_wording import (
    ACCOUNTS,
    EXPENDITURE,
    OFFICE,
    REVENUE,
    Case,
    checks,
    findings,
    project,
    replaced,
)

STAFF = "某县水务局总编制20名，其中：行政编制12名，事业编制8名。在职人员总数18名，其中：行政11名，事业7名。"
NATURE = "2024年支出500.00万元，其中：基本支出300.00万元，占60.00%；项目支出200.00万元，占40.00%。"
PROJECT = project("河道疏浚", "完成", "80分", "75.00%", "20.00万元")
TWO_DIGITS = (
    *PROJECT[:3],
    tuple(tuple(cell.replace("0.00万元", "0.000万元") for cell in row) for row in PROJECT[3] if isinstance(row, tuple)),
)
RECEIPTS = (
    "收入支出决算总表",
    "单位：万元",
    (
        ("项目", "决算数", "项目", "决算数"),
        ("一、一般公共预算财政拨款收入", "900.00", "一、农林水支出", "1000.00"),
        ("二、政府性基金预算财政拨款收入", "150.00", "二、住房保障支出", "120.00"),
        ("本年收入合计", "1050.00", "本年支出合计", "1120.00"),
        ("年初结转和结余", "80.00", "年末结转和结余", "10.00"),
        ("总计", "1130.00", "总计", "1130.00"),
    ),
)
THREE_PUBLIC = (
    "财政拨款“三公”经费支出决算表",
    "单位：万元",
    (
        ("项目", "预算数", "决算数"),
        ("合计", "30.00", "26.00"),
        ("1.因公出国（境）费", "0.00", "0.00"),
        ("2.公务用车购置及运行维护费", "20.00", "18.00"),
        ("（1）公务用车购置费", "0.00", "0.00"),
        ("（2）公务用车运行维护费", "20.00", "18.00"),
        ("3.公务接待费", "10.00", "8.00"),
    ),
)
CLASSIFIED = (
    "支出决算表",
    "单位：万元",
    (
        ("功能分类科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"),
        ("", "合计", "300.00", "205.00", "95.00"),
        ("213", "农林水支出", "300.00", "205.00", "95.00"),
        ("21303", "水利", "300.00", "205.00", "95.00"),
        ("2130301", "行政运行", "180.00", "180.00", "0.00"),
        ("2130305", "水利工程建设", "120.00", "25.00", "95.00"),
    ),
)
WITH_SURPLUSES = (
    "2024年收入总计120.00万元，其中：本年收入合计100.00万元，使用非财政拨款结余8.00万元，年初结转和结余12.00万元。"
    "2024年支出总计120.00万元，其中：本年支出合计109.00万元，结余分配3.00万元，年末结转和结余8.00万元。"
)
LIST = (
    "项目支出情况表",
    "单位：万元",
    (
        ("项目名称", "全年预算数", "执行数", "执行率"),
        ("河道疏浚", "60.00", "45.00", "75.00%"),
        ("堤防加固", "40.00", "30.00", "75.00%"),
        ("合计", "100.00", "75.00", "75.00%"),
    ),
)
UNLIKE_TOTALS = (*RECEIPTS[:2], (*RECEIPTS[2][:-1], ("总计", "1,130.00", "总计", "1130.00")))
SCORED = ("某县水务局2024年项目支出绩效自评表", tuple(tuple(row) for row in SHEET))

CASES = [
    Case("R01", PROJECT, "75.00%", "100%", severity="error"),
    Case("R02", PROJECT, "75.00%", "57.00%", severity="error"),
    Case("R03", (*PROJECT, "严格按照预算管理要求，执行进度75.00%。"), "执行进度75.00%", "执行进度100%", severity="error"),
    Case("R04", (OFFICE, "2024年年初结转结余5.00万元。", REVENUE, EXPENDITURE, "2024年年末结转结余5.00万元。"),
         "年末结转结余5.00", "年末结转结余7.00", severity="error"),
    # 财决公开01表: what is used of earlier surpluses, and what is distributed, belong to the account.
    Case("R04", (OFFICE, WITH_SURPLUSES), "年末结转和结余8.00", "年末结转和结余6.00", severity="error"),
    Case("R06", (OFFICE, REVENUE), "420.00", "410.00", severity="error"),
    Case("R07", (OFFICE, EXPENDITURE), "400.00", "410.00", severity="error"),
    Case("R08", (OFFICE, REVENUE), "增加20.00", "增加25.00", severity="error"),
    Case("R09", (OFFICE, REVENUE), "4.17%", "5.17%", severity="error"),
    Case("R10", (OFFICE, EXPENDITURE), "增加20.00万元；其中", "增加30.00万元；其中", severity="error"),
    Case("R11", (OFFICE, REVENUE, "2024年收入500.00万元全部到位。"), "收入500.00万元全部", "收入505.00万元全部", severity="warn"),
    Case("R13", TWO_DIGITS, "60.000", "61.000", severity="error"),
    Case("R14", TWO_DIGITS, "20.000", "21.000", severity="warn"),
    Case("R21", SCORED, "93.00", "95.00", severity="error"),
    Case("R36", (OFFICE, STAFF), "事业编制8名", "事业编制9名", severity="error"),
    Case("R37", (OFFICE, STAFF), "总数18名，其中：行政11名", "总数28名，其中：行政21名", severity="error"),
    Case("R85", SCORED, "7.50", "8.50", severity="error"),
    Case("R89", (ACCOUNTS, "2024年收入50.00万元，2023年收入0万元，增加50.00万元。"), "增加50.00万元。",
         "增加50.00万元，增长100%。", severity="error"),
    Case("R90", (ACCOUNTS, NATURE), "占40.00%", "占45.00%", severity="warn"),
    Case("R92", (ACCOUNTS, NATURE), "占40.00%", "占45.00%", severity="error"),
    Case("R33", (OFFICE, "全局共有公务用车8辆，其中：机要通信用车3辆，执法执勤用车5辆。"), "用车5辆", "用车6辆", severity="error"),
    Case("R87", SCORED, "40", "45", severity="error"),
    Case("R91", (ACCOUNTS, *THREE_PUBLIC), "26.00", "36.00", severity="error"),
    Case("R93", (OFFICE, *LIST), "100.00", "110.00", severity="error"),
    Case("R94", (OFFICE, "2024年实施项目3个，预算安排200.00万元，实际支出180.00万元，结余20.00万元。"), "结余20.00", "结余25.00",
         severity="error"),
    Case("R95", (OFFICE, "2024年项目年初预算100.00万元，年中追加20.00万元，调整后预算120.00万元。"), "预算120.00", "预算130.00",
         severity="error"),
    Case("R96", (ACCOUNTS, "公务接待费年初预算为10.00万元，支出决算为8.00万元，决算数小于年初预算数的主要原因是厉行节约。"), "小于", "大于",
         severity="error"),
    Case("D01", (ACCOUNTS, *RECEIPTS), "900.00", "910.00", severity="error"),
    Case("D02", (ACCOUNTS, *RECEIPTS), "10.00", "30.00", severity="error"),
    Case("D03", (ACCOUNTS, *UNLIKE_TOTALS), "1,130.00", "1,140.00", severity="error"),
    Case("D04", (ACCOUNTS, *CLASSIFIED), "25.00", "35.00", severity="error"),
    Case("D12", (ACCOUNTS, *THREE_PUBLIC), "8.00", "6.00", severity="warn"),
]  # fmt: skip
RULES = sorted({case.rule for case in CASES})
"""What this module holds a planted error and a clean twin of (test_rule_book)."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_the_planted_error_is_found_and_its_clean_twin_is_not(case: Case) -> None:
    planted = tuple(replaced(block, case.right, case.wrong) for block in case.blocks)
    assert planted != case.blocks
    assert findings(checks(case.blocks), case.rule) == []
    assert (case.verdict, case.severity) in findings(checks(planted), case.rule)


def test_a_constant_alone_is_what_is_asked_for() -> None:
    asked = [check for check in checks((ACCOUNTS, NATURE)) if check["rule_id"] == "R90"]
    assert [check["message_zh"] for check in asked] == ["应为 100.00 %，文中为 100.00 %，相符。"]
