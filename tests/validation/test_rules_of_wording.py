"""One planted error and its clean twin for each rule of units, signs, codes, structure and wording.

A case is a small document whose text agrees with the rule, and one replacement that breaks it. The twin stays silent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest

from pipeline.extract import extract
from pipeline.warehouse.load import rows_of
from pipeline.warehouse.replay import evaluate
from tests.unit.documents import document

Check = dict[str, Any]
Block = str | tuple[tuple[str, ...], ...]

OFFICE = "某县水务局2024年部门整体绩效自评报告"
ACCOUNTS = "某县水务局2024年度部门决算"
INDICATORS = ("一级指标", "二级指标", "三级指标", "指标值（包含数字及文字描述）")
RESULTS = (
    "项目名称", "项目实施内容及过程概述", "项目金额", "及时处置", "调整执行率", "完成情况", "资金结余", "自评结果",
)  # fmt: skip
ANALYSIS = ("项目名称", "目标制定", "目标实现", "支出控制", "及时处置", "执行进度", "预算完成", "资金结余", "违规记录")
GOALS = (
    INDICATORS,
    ("产出指标", "数量指标", "疏浚河道", "36公里"),
    ("产出指标", "数量指标", "治安巡查车辆", "4辆"),
    ("产出指标", "数量指标", "新建泵站", "9座"),
    ("产出指标", "质量指标", "工程验收合格率", "≥98%"),
    ("产出指标", "质量指标", "水质抽检", "达到三类水标准"),
    ("效益指标", "社会效益指标", "城区内涝点减少率", "≥20%"),
    ("满意度指标", "服务对象满意度指标", "群众满意度", "≥90%"),
)
REVENUE = (
    "2024年收入500.00万元，其中一般公共预算财政拨款420.00万元；政府性基金预算财政拨款80.00万元；"
    "2023年收入480.00万元，其中一般公共预算财政拨款400.00万元；政府性基金预算财政拨款80.00万元；"
    "相比2023年收入增加20.00万元，增长4.17%。"
)
EXPENDITURE = (
    "2024年支出500.00万元，其中农林水支出400.00万元；城乡社区支出80.00万元；住房保障支出20.00万元；"
    "相比2023年支出480.00万元，增加20.00万元；其中农林水支出380.00万元，增加20.00万元；"
    "城乡社区支出80.00万元，增加0.00万元；住房保障支出20.00万元，增加0.00万元。"
)
GOAL_TEXT = (
    "完成全县河道疏浚三十六公里，新建泵站九座，改造老旧管网，消除城区内涝点，保障汛期供水安全，"
    "加强水质监测和水土保持执法，推进农村饮水安全工程建设，提高群众用水满意度，完成县委县政府交办的其他水务工作。"
)
RESULT_TEXT = (
    "全年疏浚河道三十七公里，泵站全部建成并通水，老旧管网改造后漏损率下降三个百分点，汛期供水没有中断，"
    "查处水土保持违法案件四起，农村饮水工程惠及二千户，群众满意度调查结果为百分之九十四。"
)


@dataclass(frozen=True)
class Case:
    """A document that holds, and what is replaced in it (once, everywhere) to break one rule."""

    rule: str
    blocks: tuple[Block, ...]
    right: str
    wrong: str
    verdict: str = "inconsistent"
    severity: str = "info"


def project(
    name: str, attained: str, score: str, rate: str = "100%", unspent: str = "无", content: str = "按计划实施。"
) -> tuple[Block, ...]:
    """A project in both tables; 60.00万元 were spent."""
    return (
        OFFICE,
        "三、部门整体绩效管理情况",
        (ANALYSIS, (name, "清理城区河道淤泥，保障行洪。", attained, "60.00万元", "及时", rate, rate, unspent, "无")),
        (RESULTS, (name, content, "60.00万元", "及时", rate, rate, unspent, score)),
    )


TASKED = (("任务名称", "主要内容"), ("水情监测", "在城区河道新装水位计12个，巡查河道。"))
PRICED = (
    *GOALS,
    ("产出指标", "数量指标", "水样检测", "300份"),
    ("产出指标", "成本指标", "水样检测", "3万元"),
    ("产出指标", "成本指标", "河道保洁", "3万元"),
    ("产出指标", "成本指标", "防汛物资", "每套75元（30150元）"),
    ("产出指标", "成本指标", "河道保洁", "5万元"),
)
EVENLY_PRICED = (
    *GOALS,
    ("产出指标", "数量指标", "河道巡查", "1200人"),
    ("产出指标", "数量指标", "水样化验", "136份"),
    ("产出指标", "数量指标", "堤防检测", "2400处"),
    ("产出指标", "数量指标", "泵站保养", "128台"),
    ("产出指标", "数量指标", "河道保洁", "3000处"),
    ("产出指标", "成本指标", "河道巡查", "18000元"),
    ("产出指标", "成本指标", "水样化验", "2040元"),
    ("产出指标", "成本指标", "堤防检测", "36000元"),
    ("产出指标", "成本指标", "泵站保养", "1920元"),
    ("产出指标", "成本指标", "河道保洁", "70000元"),
)
DONE = (
    (*INDICATORS, "实际完成值"),
    ("产出指标", "数量指标", "疏浚河道", "36公里", "36公里"),
    ("产出指标", "质量指标", "工程验收合格率", "≥98%", "99%"),
    ("效益指标", "社会效益指标", "城区内涝点减少率", "≥20%", "25%"),
)

CASES = [
    Case("R15", (OFFICE, PRICED), "每套75元", "每套76元", severity="error"),
    Case("R15", (OFFICE, PRICED), "每套75元（30150元）", "每套76元（30000元）", "ambiguous", "warn"),
    Case("R15", (OFFICE, EVENLY_PRICED), "1920元", "1290元", "ambiguous", "warn"),
    Case("R15", (OFFICE, EVENLY_PRICED), "128台", "28台", "ambiguous", "warn"),
    Case("R15", (OFFICE, EVENLY_PRICED), "36000元", "36000万元", "ambiguous", "warn"),
    # P3: units, signs, codes, outliers
    Case("R50", (OFFICE, "二、收支情况", REVENUE, "（三）结转结余情况。", "2024年年末结转结余5.00万元。"),
         "5.00万元", "50000.00元", "ambiguous"),
    Case("R50", (OFFICE, "二、收支情况", REVENUE, "2024年收入500.00万元全部到位。"),
         "收入500.00万元全部", "收入500.00元全部", "inconsistent", "error"),
    Case("R50", (OFFICE, PRICED), "5万元", "3元", "ambiguous", "warn"),
    Case("R51", (OFFICE, GOALS), "9座", "9", "ambiguous"),
    Case("R52", (OFFICE, GOALS), "4辆", "4座", "ambiguous"),
    Case("R52", (OFFICE, PRICED), "300份", "40000份", "ambiguous"),
    Case("R53", (OFFICE, "下达培训经费－12万元。"), "－12", "－-12", "inconsistent", "warn"),
    Case("R53", (OFFICE, "2024年收入500.00万元，比上年减少12.00万元。"), "减少12", "减少-12", "inconsistent", "warn"),
    Case("R53", (OFFICE, GOALS), "4辆", "-4辆", severity="warn"),
    Case("R53", (OFFICE, PRICED), "5万元", "－5万元", severity="warn"),
    Case("R53", (OFFICE, TASKED), "水位计12个", "水位计-12个", "ambiguous"),
    Case("R53", project("河道疏浚", "完成", "92分"), "92分", "-92分", severity="warn"),
    Case("R54", (OFFICE, "二、收支情况", REVENUE.replace("拨款80.00", "拨款183.62"),
                 EXPENDITURE.replace("社区支出80.00", "社区支出183.62")),
         "城乡社区支出183.62万元；住", "城乡社区支出183.26万元；住", "ambiguous", "warn"),
    Case("R55", (ACCOUNTS, "2024年收入600.00万元，比2023年增加200.00万元，增长50.00%，主要原因是新建泵站。"),
         "，主要原因是新建泵站", "", "ambiguous"),
    Case("R55", (ACCOUNTS, "2024年收入600.00万元，比2023年增加400.00万元，增长200.00%，主要原因是新建泵站。"),
         "，主要原因是新建泵站", "", "ambiguous", "warn"),
    Case("R56", (OFFICE, "2024年年末基本支出结转结余2040201行政运行5.00万元。"), "行政运行", "住房公积金",
         severity="error"),
    Case("R56", (OFFICE, "2024年年末基本支出结转结余2040201行政运行5.00万元。"), "2040201", "2990201", severity="warn"),
    Case("R56", (OFFICE, EXPENDITURE, "2024年年末基本支出结转结余2130101行政运行5.00万元。"), "2130101", "2040101", "ambiguous"),
    Case("R57", (OFFICE, "川财农〔2024〕12号下达河道疏浚经费120万元。"), "〔2024〕", "〔2021〕"),
    Case("R58", (OFFICE, "乐山市财政农〔2024〕12号下达疏浚经费120万元；乐山市财政农〔2024〕15号下达泵站经费80万元。"),
         "乐山市财政农〔2024〕15", "乐市财政农〔2024〕15"),
    Case("R59", (OFFICE, GOALS), "疏浚河道", "核酸检测", "ambiguous", "warn"),
    # P4: structure and wording
    Case("R70", (OFFICE, "一要疏浚河道。二要新建泵站。三要改造管网。"), "三要", "二要"),
    Case("R70", (OFFICE, "（一）机构组成。", "水务局设办公室。", "（二）机构职能。", "主管全县水务。", "（三）任务。"),
         "（二）", "（2）"),
    Case("R70", (OFFICE, "（一）机构组成。", "水务局设办公室。", "（二）机构职能。", "主管全县水务。", "（三）任务。"),
         "（三）", "（四）"),
    Case("R71", (OFFICE, (("任务名称", "主要内容"), ("河道疏浚", "清理城区河道淤泥，共三十六公里，购置疏浚设备。"))),
         "购置疏浚设备。", "购置疏浚专用", "ambiguous"),
    Case("R72", (OFFICE, "水务局实施“智慧水务”工程（二期）。"), "“智慧水务”", "“”智慧水务“”"),
    Case("R72", (OFFICE, "水务局实施“智慧水务”工程（二期）。"), "（二期）", "（二期））"),
    Case("R72", (OFFICE, "水务局实施“智慧水务”工程（二期）。"), "“智慧水务”", "“智慧水务"),
    Case("R73", (OFFICE, GOALS, DONE), "满意", "受益", severity="warn"),
    Case("R73", (OFFICE, GOALS, DONE), "质量", "其他", "ambiguous"),
    Case("R73", (OFFICE, GOALS, DONE), "实际完成值", "备注", "ambiguous"),
    Case("R73", (OFFICE, GOALS, DONE), "达到三类水标准", "优良中低差", "ambiguous"),
    Case("R73", (OFFICE, "（二）逐项说明。根据项目计划自评。", RESULT_TEXT), "项目计划", "《项目支出绩效自评表》", "ambiguous"),
    Case("R73", (OFFICE, DONE), "25%", "", severity="warn"),
    Case("R73", (OFFICE, "一、部门基本情况", "二、收支情况", "三、评价结论及建议"), "评价结论及建议", "收支总体情况", "ambiguous"),
    Case("R74", (OFFICE, (("年度总体目标", GOAL_TEXT),), "三、绩效管理情况", "（一）部门整体履职绩效分析。", RESULT_TEXT),
         RESULT_TEXT, GOAL_TEXT[:-9] + "。", severity="warn"),
    Case("R75", (OFFICE, (("项目名称", "支出控制"), ("河道疏浚", "控制在预算以内"), ("泵站", "控制在预算以内"))),
         "控制在预算以内", "120.00万元", "ambiguous"),
    Case("R76", project("河道疏浚", "全部完成", "100分"), "全部完成", "基本完成", "ambiguous"),
    Case("R76", (*project("河道疏浚", "全部完成", "92分"), *project("河道保洁", "全部完成", "95分")[2:]), "92分", "29分",
         "ambiguous"),
    Case("R77", (OFFICE, "2024年一般公共预算财政拨款420.00万元，一般公共预算财政拨款比2023年增加20.00万元。"),
         "，一般公共预算财政拨款比", "，一般公共预算收入比", "ambiguous"),
    Case("R79", (OFFICE, "维护350M数字基站4个。新增350M基站2个。"), "新增350M", "新增340M", "ambiguous"),
    Case("R80", (OFFICE, (("任务名称", "主要内容"), ("禁毒", "购买尿检板一千份。"))), "尿检板", "尿检版"),
    Case("R81", (OFFICE, GOALS), "达到三类水标准", "良好", "ambiguous"),
    Case("R82", (OFFICE, GOALS), "达到三类水标准", "抽检水质样品48份", "ambiguous"),
    Case("R83", project("河道疏浚", "完成", "96分", "96.00%", "2.50万元"), "2.50万元", "20.00万元", "ambiguous"),
    Case("R84", project("河道疏浚", "完成", "80分", "75.00%", "20.00万元", "因汛期停工，部分款项未支付。"),
         "因汛期停工，部分款项未支付。", "按计划实施。", "ambiguous"),
]  # fmt: skip

FLOWS = "2024年总收入500.00万元，总支出480.00万元。年初结转结余10.00万元，年末结转结余30.00万元。"
LISTED = (
    OFFICE,
    "2024年总支出480.00万元，其中：基本支出180.00万元，项目支出300.00万元。",
    (("项目名称", "全年预算数（万元）", "全年执行数（万元）", "执行率"),
     ("河道疏浚", "200.00", "180.00", "90.00%"), ("泵站新建", "100.00", "100.00", "100.00%")),
)  # fmt: skip
CARS = "2024年“三公”经费预算数30.00万元，决算数22.50万元；公务接待费预算数5.00万元，决算数2.50万元。"
PATROLS = (OFFICE, (("任务名称", "主要内容"), ("河道管护", "每月巡查2次，全年24次。每季度检测1次；全年清淤9处。")))
CASES += [
    # P1 and P2 in other words: totals that are called 总收入, lists with budget and outturn, sentences of tasks
    Case("R04", (OFFICE, FLOWS), "30.00万元", "40.00万元", "ambiguous", "warn"),
    Case("R06", (OFFICE, "二、收支情况", REVENUE), "其中一般公共预算财政拨款420.00万元；", "其中", "ambiguous", "warn"),
    Case(
        "R07",
        (OFFICE, "二、收支情况", EXPENDITURE),
        "农林水支出400.00万元；城乡社区支出80.00万元；",
        "农林水支出400.00万元；",
        "ambiguous",
        "warn",
    ),
    Case("R41", LISTED, "180.00", "580.00", "ambiguous", "warn"),
    Case("R91", (ACCOUNTS, CARS), "决算数22.50", "决算数32.50", severity="error"),
    Case("R91", (ACCOUNTS, CARS), "决算数2.50", "决算数7.50", severity="error"),
    Case("R32", PATROLS, "全年24次", "全年26次", severity="warn"),
]

RULES = sorted({case.rule for case in CASES} | {"R78"})
"""What this module holds a planted error and a clean twin of (test_rule_book)."""


def replaced(block: Block, right: str, wrong: str) -> Block:
    if isinstance(block, str):
        return block.replace(right, wrong)
    return tuple(tuple(cell.replace(right, wrong) for cell in row) for row in block)


@cache
def checks(blocks: tuple[Block, ...]) -> list[Check]:
    made = document(*blocks, path=f"{blocks[0]}.txt")
    with evaluate(rows_of(made, extract(made))) as con:
        cursor = con.execute("from marts.fct_check")
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def test_r54_a_fund_that_pays_for_several_functions() -> None:
    funds = "2024年收入预算1183.62万元，其中一般公共预算财政拨款1000.00万元；政府性基金预算财政拨款183.62万元。"
    spent = "2024年支出1183.62万元，其中农林水支出100.00万元；社会保障和就业支出900.00万元；城乡社区支出{0}万元；其他支出{1}万元。"
    for functions, expected in ((("183.26", "0.36"), []), (("183.26", "0.63"), [("ambiguous", "warn")])):
        found = checks((OFFICE, "二、收支情况", funds, spent.format(*functions)))
        assert findings(found, "R54") == expected


def test_r78_names_of_the_department_are_a_table_and_never_a_finding() -> None:
    made = document(
        "青石县水务局2024年部门整体绩效自评报告",
        "青石县水务局（以下简称“县水局”）主管全县水务。县水务局设办公室。",
        "雅安市水务局下达经费12万元，由水务局使用。",
        path="青石县水务局2024年部门整体绩效自评报告.txt",
    )
    with evaluate(rows_of(made, extract(made))) as con:
        names = con.execute(
            "select quote, note, block_no from staging.stg_raw__wording where rule_id = 'R78' order by block_no, wording_no"
        ).fetchall()
        verdicts = con.execute("select distinct verdict from marts.fct_check where rule_id = 'R78'").fetchall()
    assert [(name, note.split(" / ")[0], block) for name, note, block in names] == [
        ("青石县水务局", "全称", 0), ("县水局", "以下简称", 1), ("县水务局", "简称", 1), ("水务局", "简称", 2),
    ]  # fmt: skip
    assert verdicts == [("consistent",)]


def findings(found: Sequence[Check], rule: str) -> list[tuple[str, str]]:
    return [
        (check["verdict"], check["severity"])
        for check in found
        if check["rule_id"] == rule and check["verdict"] != "consistent"
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}-{case.wrong[:12]}")
def test_the_planted_error_is_found_and_its_clean_twin_is_not(case: Case) -> None:
    planted = tuple(replaced(block, case.right, case.wrong) for block in case.blocks)
    assert planted != case.blocks
    assert findings(checks(case.blocks), case.rule) == []
    assert findings(checks(planted), case.rule) == [(case.verdict, case.severity)]
    for check in checks(planted):
        if check["rule_id"] == case.rule and check["verdict"] != "consistent":
            texts = [block for block in planted if isinstance(block, str)]
            cells = [cell for block in planted if not isinstance(block, str) for row in block for cell in row]
            assert check["quotes"] and all(any(quote in text for text in texts + cells) for quote in check["quotes"])
