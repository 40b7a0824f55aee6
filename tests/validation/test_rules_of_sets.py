"""Which names are one project (the matcher), and the rules that rest on it: sets of projects and their names.

Each rule is planted once in a small report whose other rows hold, and stays silent on that report without the error.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from pipeline.document import Document
from pipeline.extract import extract
from pipeline.report.checked import check_file
from pipeline.warehouse.load import rows_of
from pipeline.warehouse.replay import evaluate
from tests.unit.documents import document
from tests.validation.conftest import seed_report
from tests.validation.test_rules_of_links import checked
from tests.validation.test_rules_of_projects import (
    HOLDS,
    PERFORMANCE_HEADER,
    RESULT_HEADER,
    Check,
    Project,
    judged,
    of_rule,
    only,
)

RULES = {"R30", "R31", "R32", "R33", "R34", "R35", "R38", "R39", "R40"}
TASK_HEADER = ("任务名称", "主要内容")
INDICATOR_HEADER = ("一级指标", "二级指标", "三级指标", "指标值（包含数字及文字描述）")

Task = tuple[str, str]
Indicator = tuple[str, str, str]

DREDGING = Project("河道清淤疏浚项目", "60.00", "100%", "无", "100分")
LIGHTING = Project("城区照明服务费", "80.00", "100%", "无", "100分")
WATCH = Project("防汛值守经费", "12.00", "100%", "无", "100分")
PROJECTS = (DREDGING, LIGHTING, WATCH)
TASKS: tuple[Task, ...] = (
    ("基本支出", "保障人员工资和机构运转。"),
    ("河道清淤疏浚项目", "清理城区河道淤泥。"),
    ("城区照明服务费", "保障城区道路照明。"),
    ("防汛值守经费", "汛期值班值守。"),
)


INDICATORS: tuple[Indicator, ...] = (
    ("数量指标", "清淤河道", "12条"),
    ("数量指标", "路灯终端", "36台"),
    ("质量指标", "抽检", "抽检水质样品48份"),
    ("成本指标", "12条清淤河道维护费", "总计5万元"),
)


def report(
    tasks: Sequence[Task] = TASKS,
    performance: Sequence[Project] = PROJECTS,
    results: Sequence[Project] = PROJECTS,
    contents: dict[str, str] | None = None,
    indicators: Sequence[Indicator] = INDICATORS,
) -> dict[str, list[dict[str, Any]]]:
    """Rows of fct_check and fct_finding, and the names matched, of a report with these tables."""
    made = document(
        "某县水务局2024年部门整体绩效自评报告",
        "一、部门基本情况",
        "（四）部门整体支出绩效目标。",
        [("年度主要任务", ""), TASK_HEADER, *tasks],
        [INDICATOR_HEADER, *(("产出指标", *indicator) for indicator in indicators)],
        "三、部门整体绩效管理情况",
        "（二）特定目标类项目绩效分析。",
        [PERFORMANCE_HEADER, *(project.performance() for project in performance)],
        "（三）部门预算项目支出情况分析。",
        [
            RESULT_HEADER,
            *(
                (row[0], (contents or {}).get(row[0], row[1]), *row[2:])
                for row in (project.results() for project in results)
            ),
        ],
        path="某县水务局2024年部门整体绩效自评报告.txt",
    )
    with evaluate(rows_of(made, extract(made))) as con:
        return {
            name: [
                dict(zip([column[0] for column in cursor.description or ()], row, strict=True))
                for row in cursor.fetchall()
            ]
            for name, cursor in (
                (name, con.cursor().execute(sql))
                for name, sql in {
                    "checks": "from gouji.marts.fct_check",
                    "pairs": "select low.name, high.name as other_name, pairs.decision, pairs.score "
                    "from gouji.intermediate.int_match__pair as pairs "
                    "join gouji.intermediate.int_match__name as low on pairs.low_id = low.node_id "
                    "join gouji.intermediate.int_match__name as high on pairs.high_id = high.node_id",
                }.items()
            )
        }


def checks(**tables: Any) -> list[Check]:
    return report(**tables)["checks"]


def broken(found: Sequence[Check], rule: str) -> list[tuple[str, str, str]]:
    return sorted(
        (check["subject"], *judged(check)) for check in of_rule(list(found), rule) if check["verdict"] != "consistent"
    )


def test_the_clean_report_has_no_finding_of_these_rules() -> None:
    found = checks()
    for rule in sorted(RULES):
        assert broken(found, rule) == []
    assert judged(only(found, "R31")) == HOLDS
    assert len(of_rule(found, "R38")) == 3 + 3 + 1, "tables A and B, goal table, basic expenditure"
    assert len(of_rule(found, "R39")) == 3


# --- R38 -------------------------------------------------------------------------------------------------------------


def test_r38_project_without_a_task() -> None:
    found = checks(tasks=TASKS[:3])
    assert broken(found, "R38") == [("防汛值守经费", "inconsistent", "warn")]
    check = next(check for check in of_rule(found, "R38") if check["verdict"] == "inconsistent")
    assert check["quotes"] == ["防汛值守经费"] and "goal table" in check["message_en"]


def test_r38_project_analysed_and_not_among_the_results() -> None:
    assert broken(checks(results=PROJECTS[:2]), "R38") == [("防汛值守经费", "inconsistent", "warn")]


def test_r38_project_among_the_results_alone_may_be_of_another_class() -> None:
    assert broken(checks(performance=PROJECTS[:2]), "R38") == [("防汛值守经费", "ambiguous", "info")]


def test_r38_duties_are_no_projects() -> None:
    duties = (("依法行政", "依法履行职责。"), ("安全生产", "落实安全责任。"), ("防汛值守经费", "汛期值班值守。"))
    found = checks(tasks=duties)
    assert broken(found, "R38") == []
    assert len(of_rule(found, "R38")) == 3, "tables A and B alone"


def test_r38_total_rows_are_no_projects() -> None:
    total = Project("合计", "152.00", "100%", "无", "/")
    assert broken(checks(results=(*PROJECTS, total)), "R38") == []


def sheet_of(name: str) -> Document:
    return document(
        "某县水务局2024年项目支出绩效自评表",
        (
            ("项目名称", name, "", "", "", ""),
            ("项目资金", "全年预算数（万元）", "全年执行数（万元）", "分值", "执行率", "得分"),
            ("年度资金总额", "40.00", "40.00", "10", "100%", "10.00"),
        ),
        (("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"),
         ("产出指标", "数量指标", "工作量", "20个", "20个", "90.00", "90.00")),
        path=f"某县水务局/2024/{name}自评表.txt",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("sheets", "expected"),
    [
        (("河道清淤疏浚项目", "城区照明服务费", "防汛值守经费"), []),
        (("河道清淤疏浚经费", "城区照明服务费", "防汛值守经费", "基本支出"), []),
        (("河道清淤疏浚项目", "城区照明服务费"), [("防汛值守经费", "ambiguous", "info")]),
        (
            ("河道清淤疏浚项目", "城区照明服务费", "防汛值守经费", "职工食堂补助"),
            [("职工食堂补助", "ambiguous", "info")],
        ),
        (("职工食堂补助", "城区照明服务费"), []),  # one of three: not the sheets of this table
    ],
)
def test_r38_projects_and_their_sheets(sheets: tuple[str, ...], expected: list[tuple[str, str, str]]) -> None:
    report = document(
        "某县水务局2024年部门整体绩效自评报告",
        "（三）部门预算项目支出情况分析。",
        [RESULT_HEADER, *(project.results() for project in PROJECTS)],
        path="某县水务局/2024/某县水务局2024年部门整体绩效自评报告.txt",
    )
    assert broken(checked(report, *map(sheet_of, sheets)), "R38") == expected


# --- the matcher, and R39 --------------------------------------------------------------------------------------------


def renamed(old: str, new: str) -> tuple[Task, ...]:
    return tuple((new if name == old else name, content) for name, content in TASKS)


@pytest.mark.parametrize("name", ["河道清淤及疏浚经费", "县水务局河道清淤疏浚", "2024年河道清淤疏浚项目"])
def test_r39_a_name_that_differs_is_the_same_project(name: str) -> None:
    found = checks(tasks=renamed("河道清淤疏浚项目", name))
    assert broken(found, "R38") == []
    assert broken(found, "R39") == [("河道清淤疏浚项目", "inconsistent", "info")]
    check = next(check for check in of_rule(found, "R39") if check["verdict"] == "inconsistent")
    assert check["quotes"] == [name, "河道清淤疏浚项目"]


@pytest.mark.parametrize("name", ["道路养护项目", "2023年河道清淤疏浚项目"])
def test_another_name_or_year_is_another_project(name: str) -> None:
    found = checks(tasks=renamed("河道清淤疏浚项目", name))
    assert broken(found, "R39") == []
    assert ("河道清淤疏浚项目", "inconsistent", "warn") in broken(found, "R38")


def test_width_spaces_and_brackets_are_no_variant() -> None:
    assert broken(checks(tasks=renamed("河道清淤疏浚项目", " 河道清淤（疏浚）项目 ")), "R39") == []


def test_several_tasks_are_one_project_that_names_them() -> None:
    tasks = (*TASKS[:2], ("路灯一期租赁费", "支付租金。"), ("路灯二期租赁费", "支付租金。"), TASKS[3])
    contents = {"城区照明服务费": "支付路灯一期、二期的租赁费和路灯维修费。"}
    found = report(tasks=tasks, contents=contents)
    assert {(pair["name"], pair["decision"]) for pair in found["pairs"] if pair["decision"] != "candidate"} == {
        ("路灯一期租赁费", "merged"),
        ("路灯二期租赁费", "merged"),
    }
    assert broken(found["checks"], "R38") == []
    assert broken(found["checks"], "R39") == [("城区照明服务费", "ambiguous", "info")] * 2


def test_two_rows_of_one_table_are_two_projects() -> None:
    twins = (DREDGING, Project("河道清淤疏浚二期项目", "30.00", "100%", "无", "100分"), LIGHTING, WATCH)
    found = report(performance=twins, results=twins)
    assert broken(found["checks"], "R38") == [("河道清淤疏浚二期项目", "inconsistent", "warn")]
    assert broken(found["checks"], "R39") == []


def test_amounts_of_differently_named_rows_are_compared_and_a_person_must_look() -> None:
    other = Project("河道清淤及疏浚经费", "66.00", "100%", "无", "100分")
    check = only(checks(performance=(other, LIGHTING, WATCH)), "R13", other.name)
    assert judged(check) == ("ambiguous", "warn")
    assert "名称不同" in check["message_zh"] and "names differ" in check["message_en"]


def test_r39_title_of_the_notice_that_is_cited() -> None:
    cited = "按照省水利厅关于提前下达2024年小型水库维修养护资金的通知实施。"
    tasks = (TASKS[0], ("河道清淤疏浚项目", cited), *TASKS[2:])
    assert broken(checks(tasks=tasks), "R39") == []
    near = cited.replace("小型水库维修养护资金", "河道清淤疏浚工程资金")
    assert broken(checks(tasks=(TASKS[0], ("河道清淤及疏浚工程", near), *TASKS[2:])), "R39") == [
        ("河道清淤及疏浚工程", "ambiguous", "info"),
        ("河道清淤疏浚项目", "inconsistent", "info"),
    ]


@pytest.mark.parametrize(
    ("cost", "expected"),
    [("对帮扶村的补助", [("帮扶乡", "inconsistent", "info")]), ("对帮扶乡的补助", []), ("对库区村的补助", [])],
)
def test_r39_whom_a_quantity_and_its_cost_are_for(cost: str, expected: list[tuple[str, str, str]]) -> None:
    parallel: tuple[Indicator, ...] = (
        ("数量指标", "帮扶乡", "1个"),
        ("数量指标", "河道保洁", "12次"),
        ("成本指标", cost, "10万元"),
        ("成本指标", "河道保洁", "3万元"),
    )
    assert broken(checks(indicators=(*INDICATORS[:3], *parallel)), "R39") == expected
    apart = (*parallel[:3], ("成本指标", "泵站维修", "3万元"))
    assert broken(checks(indicators=(*INDICATORS[:3], *apart)), "R39") == []


# --- R30 and R31 -----------------------------------------------------------------------------------------------------


def test_r30_one_thing_with_two_targets() -> None:
    check = only(checks(indicators=(*INDICATORS, ("质量指标", "清淤", "全年清淤河道15条"))), "R30")
    assert (judged(check), check["quotes"]) == (("inconsistent", "warn"), ["12条", "全年清淤河道15条"])
    assert "12条" in check["message_zh"] and "15条" in check["message_en"]


def test_r30_the_same_target_twice_holds_and_another_unit_is_another_thing() -> None:
    assert judged(only(checks(indicators=(*INDICATORS, ("质量指标", "清淤", "全年清淤河道12条"))), "R30")) == HOLDS
    assert of_rule(checks(indicators=(*INDICATORS, ("质量指标", "清淤", "全年清淤河道15次"))), "R30") == []


def test_r30_listed_targets_go_to_their_names_in_order() -> None:
    listed = ("数量指标", "整治隐患水闸、清淤河道", "分别3座、12条")
    assert judged(only(checks(indicators=(*INDICATORS, listed)), "R30")) == HOLDS
    swapped = (*listed[:2], "分别3座、16条")
    assert judged(only(checks(indicators=(*INDICATORS, swapped)), "R30")) == ("inconsistent", "warn")


def test_r30_one_of_a_list_may_share_its_figure() -> None:
    listed = ("数量指标", "清淤河道、沟渠", "40条")
    assert judged(only(checks(indicators=(*INDICATORS, listed)), "R30")) == ("ambiguous", "info")


def test_r30_costs_and_frequencies_are_no_counts() -> None:
    more = (("成本指标", "清淤河道", "8000"), ("质量指标", "清淤", "每月清淤河道1条"))
    assert of_rule(checks(indicators=(*INDICATORS, *more)), "R30") == []


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("清淤河道12条，维修路灯。", HOLDS),
        ("新建清淤河道8条，改建清淤河道4条。", HOLDS),
        ("清淤河道14条。", ("inconsistent", "warn")),
        ("共计14条清淤河道。", ("inconsistent", "warn")),
    ],
)
def test_r31_text_against_the_target(content: str, expected: tuple[str, str]) -> None:
    assert judged(only(checks(contents={DREDGING.name: content}), "R31")) == expected


def test_r31_name_of_a_cost_indicator_against_the_target() -> None:
    cost = ("成本指标", "15条清淤河道维护费", "总计5万元")
    check = only(checks(indicators=(*INDICATORS[:3], cost)), "R31")
    assert (judged(check), check["quotes"]) == (("inconsistent", "warn"), ["12条", "15条清淤河道维护费"])


def test_r31_kinds_of_one_thing_are_added() -> None:
    kinds = ("成本指标", "20台移动路灯终端、16台路灯终端租赁费", "总计5万元")
    assert judged(only(checks(indicators=(*INDICATORS[:3], kinds)), "R31")) == HOLDS


def test_r31_one_of_the_kinds_that_make_up_the_target() -> None:
    kinds = ("成本指标", "20台移动路灯终端、16台路灯终端租赁费", "总计5万元")
    contents = {LIGHTING.name: "共16台路灯终端。"}
    found = checks(indicators=(*INDICATORS[:3], kinds), contents=contents)
    assert judged(only(found, "R31")) == ("ambiguous", "info")
    contents = {LIGHTING.name: "共18台路灯终端。"}
    found = checks(indicators=(*INDICATORS[:3], kinds), contents=contents)
    assert judged(only(found, "R31")) == ("inconsistent", "warn")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("全县路灯8台。", []),
        ("共36台城区路灯终端。", [HOLDS]),
        ("城区道路路灯终端设备36台。", [HOLDS]),
        ("城区道路路灯终端设备40台。", [("ambiguous", "info")]),
        ("其中移动路灯终端9台。", []),
        ("其中移动路灯终端40台。", [("ambiguous", "info")]),
        ("新增垃圾桶40台。", []),
    ],
)
def test_r31_names_alike_are_compared_and_a_part_may_be_less(content: str, expected: list[tuple[str, str]]) -> None:
    found = checks(contents={LIGHTING.name: content})
    assert [judged(check) for check in of_rule(found, "R31") if check["subject"] == "路灯终端"] == expected


def test_r31_a_count_is_of_what_its_task_is_about() -> None:
    """「点位」 alone says nothing: the name of its row says of which."""
    target = ("数量指标", "雪亮点位", "100个")
    for name, content, expected in (
        ("雪亮一期租赁费", "共计87个点位。", [("ambiguous", "info")]),
        ("雪亮一期租赁费", "共计100个点位。", [HOLDS]),
        ("防汛预警租赁费", "共计87个点位。", []),
    ):
        found = checks(tasks=(*TASKS, (name, content)), indicators=(*INDICATORS, target))
        assert [judged(check) for check in of_rule(found, "R31") if check["subject"] == "雪亮点位"] == expected


def test_r31_names_are_told_by_their_neighbours() -> None:
    """Text and targets list the same things in one order; the second is called by its name in both."""
    targets = (
        ("数量指标", "内涝点位", "100个"), ("数量指标", "排水泵房", "9座"), ("数量指标", "人行点位", "50个"),
    )  # fmt: skip
    for first, third, expected in (
        (100, 50, [HOLDS, HOLDS]),
        (700, 50, [HOLDS, ("ambiguous", "info")]),
        (100, 60, [HOLDS, ("ambiguous", "info")]),
    ):
        content = f"治理城区内涝，整治积水点位{first}个，改造排水泵房9座，增设人行监测点{third}个。"
        found = checks(tasks=(*TASKS, ("内涝治理", content)), indicators=(*INDICATORS, *targets))
        of_points = [check for check in of_rule(found, "R31") if check["subject"] in ("内涝点位", "人行点位")]
        assert sorted(map(judged, of_points), reverse=True) == sorted(expected, reverse=True), content
    elsewhere = "整治积水点位30个。改造排水泵房9座。"
    found = checks(tasks=(*TASKS, ("道路养护", elsewhere)), indicators=(*INDICATORS, targets[1], targets[0]))
    assert [check for check in of_rule(found, "R31") if check["subject"] == "内涝点位"] == [], "another order"


def test_r31_what_a_cost_indicator_counts_in_another_unit() -> None:
    target = ("数量指标", "水文模拟基站", "1座")
    for count, expected in (("1", HOLDS), ("2", ("inconsistent", "warn"))):
        cost = ("成本指标", f"{count}个水文模拟基站通讯费用", "总计1万元")
        found = checks(indicators=(*INDICATORS, target, cost))
        assert [judged(check) for check in of_rule(found, "R31") if check["subject"] == target[1]] == [expected]


def test_r31_target_of_a_cost() -> None:
    quantity = ("数量指标", "护河专职人员工资", "专职护河员7人，每人每年4.5万元")
    for people, expected in (("7", HOLDS), ("9", ("ambiguous", "info"))):
        cost = ("成本指标", "护河专职工作人员工资", f"专职人员{people}人，每人每年4.5万元")
        found = checks(indicators=(*INDICATORS, quantity, cost))
        assert {judged(check) for check in of_rule(found, "R31") if check["subject"] == quantity[1]} == {expected}


def test_r30_names_alike_in_two_classes() -> None:
    sewage = ("数量指标", "污水检测", "108次")
    other = checks(indicators=(*INDICATORS, sewage, ("质量指标", "生活污水检测", "全年检测16次")))
    assert judged(only(other, "R30")) == ("ambiguous", "info")
    same = checks(indicators=(*INDICATORS, sewage, ("质量指标", "生活污水检测", "全年检测108次")))
    assert judged(only(same, "R30")) == HOLDS
    assert of_rule(checks(indicators=(*INDICATORS, sewage, ("数量指标", "生活污水检测", "16次"))), "R30") == []


def test_r30_two_marks_for_the_running_of_one_plant() -> None:
    mark = ("质量指标", "保障泵站平台正常运行", "≥95%")
    for other, expected in (
        (("质量指标", "平台维护", "在线率90%以上"), [("ambiguous", "info")]),
        (("质量指标", "平台维护", "在线率95%以上"), [HOLDS]),
        (("质量指标", "车辆维护", "完好率90%以上"), []),
        (("质量指标", "平台使用", "使用率90%以上"), []),
    ):
        assert [judged(check) for check in of_rule(checks(indicators=(*INDICATORS, mark, other)), "R30")] == expected


# --- R33 -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("新建清淤河道8条，改建清淤河道4条。", [HOLDS]),
        ("新建清淤河道8条，改建清淤河道5条。", [("ambiguous", "warn")]),
        ("清淤河道12条。", []),
    ],
)
def test_r33_parts_in_a_text(content: str, expected: list[tuple[str, str]]) -> None:
    found = checks(contents={DREDGING.name: content})
    assert [judged(check) for check in of_rule(found, "R33")] == expected


@pytest.mark.parametrize(("count", "expected"), [("16", HOLDS), ("17", ("ambiguous", "warn"))])
def test_r33_parts_in_the_name_of_a_cost(count: str, expected: tuple[str, str]) -> None:
    kinds = ("成本指标", f"20台移动路灯终端、{count}台路灯终端租赁费", "总计5万元")
    check = only(checks(indicators=(*INDICATORS[:3], kinds)), "R33")
    assert judged(check) == expected and f"20 + {count}" in check["message_zh"].replace(
        f"{count} + 20", f"20 + {count}"
    )


# --- R32, R34, R35 ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("每季度水质检测4次，全年16次", HOLDS),
        ("每月开展一次巡查，全年共12次", HOLDS),
        ("每季度水质检测4次，全年18次", ("inconsistent", "warn")),
        ("各乡镇每月开展一次巡查，全年共120次", ("ambiguous", "info")),
    ],
)
def test_r32_frequency_and_total_in_one_target(target: str, expected: tuple[str, str]) -> None:
    check = only(checks(indicators=(*INDICATORS, ("质量指标", "水质监测", target))), "R32")
    assert judged(check) == expected and "×" in check["message_zh"]


def test_r32_total_in_the_name_of_a_cost() -> None:
    monthly = ("数量指标", "河道巡查", "每月开展两次河道巡查。")
    found = checks(indicators=(*INDICATORS, monthly, ("成本指标", "河道巡查24次", "每次500元")))
    assert judged(only(found, "R32")) == HOLDS
    found = checks(indicators=(*INDICATORS, monthly, ("成本指标", "河道巡查30次", "每次500元")))
    assert judged(only(found, "R32")) == ("ambiguous", "info")


def test_r32_once_each_time_where_no_number_is_printed() -> None:
    monthly = ("数量指标", "河道巡查", "每月巡查城区河道。")
    for times, expected in (("12", HOLDS), ("16", ("ambiguous", "info"))):
        found = checks(indicators=(*INDICATORS, monthly, ("成本指标", f"河道巡查{times}次", "每次500元")))
        assert judged(only(found, "R32")) == expected


def test_r32_a_frequency_alone_claims_nothing() -> None:
    assert of_rule(checks(indicators=(*INDICATORS, ("质量指标", "水质监测", "每季度水质检测4次"))), "R32") == []


@pytest.mark.parametrize(
    ("indicator", "expected"),
    [
        (INDICATORS[0], ("inconsistent", "info")),
        (("数量指标", "新建清淤河道", "12条"), ("ambiguous", "info")),
        (("质量指标", "清淤河道", "12条"), HOLDS),
        (("数量指标", "清淤水塘", "12条"), HOLDS),
    ],
)
def test_r34_an_indicator_twice(indicator: Indicator, expected: tuple[str, str]) -> None:
    assert judged(only(checks(indicators=(*INDICATORS, indicator)), "R34")) == expected


@pytest.mark.parametrize(("other", "expected"), [("≥90%", HOLDS), ("≤90%", ("inconsistent", "info"))])
def test_r35_bounds_of_one_indicator(other: str, expected: tuple[str, str]) -> None:
    bounds = (("质量指标", "水质达标率", "≥95%"), ("效益指标", "水质达标率", other))
    assert judged(only(checks(indicators=(*INDICATORS, *bounds)), "R35")) == expected


# --- R40 -------------------------------------------------------------------------------------------------------------


def test_r40_two_projects_with_one_payment() -> None:
    same = {
        DREDGING.name: "支付泵站改造工程尾款；清理河道。",
        LIGHTING.name: "维修路灯；完成支付泵站改造工程尾款。",
    }
    check = only(checks(contents=same), "R40")
    assert judged(check) == ("ambiguous", "info")
    assert set(check["quotes"]) == {"支付泵站改造工程尾款", "完成支付泵站改造工程尾款"}


def test_r40_forms_of_words_and_other_payments_are_no_overlap() -> None:
    everywhere = {project.name: "按照合同约定支付工程进度款。" for project in PROJECTS}
    assert of_rule(checks(contents=everywhere), "R40") == []
    other = {DREDGING.name: "支付泵站改造工程尾款。", LIGHTING.name: "支付路灯改造工程尾款。"}
    assert of_rule(checks(contents=other), "R40") == []


# --- the seed report -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def seed() -> list[Check]:
    return check_file(seed_report()).checks


def test_seed_sets_of_projects(seed: list[Check]) -> None:
    """Labels F041, F042, C045 and C083."""
    assert broken(seed, "R38") == [
        ("2023年铁路“护路办”工作经费（乐山市财政行〔2023〕75号））", "inconsistent", "warn"),
        ("峨边彝族自治县监管中心", "inconsistent", "warn"),
    ]
    assert judged(only(seed, "R38", "基本支出")) == HOLDS


def test_seed_counts(seed: list[Check]) -> None:
    """Labels F023, F025, F032 and F035; C052, C054 and C055 hold."""
    conflicts = {tuple(check["quotes"]) for check in of_rule(seed, "R30") if judged(check) == ("inconsistent", "warn")}
    assert ("40000", "印制禁毒宣传手册、资料三万份") in conflicts
    assert ("拟 查处吸毒人员100人", "分别72人") in conflicts
    assert broken(seed, "R31") == [
        ("北斗卫星定位卡流量", "inconsistent", "warn"),
        ("租赁天网点位", "ambiguous", "info"),
        ("移动警务通", "ambiguous", "info"),
        ("移动警务通", "ambiguous", "info"),
    ]
    assert {check["subject"]: judged(check) for check in of_rule(seed, "R33")} == {
        "治安卡口": HOLDS,
        "移动警务通": HOLDS,
    }
    running = next(check for check in of_rule(seed, "R30") if "≥90%" in check["quotes"])
    assert judged(running) == ("ambiguous", "info")


def test_seed_frequencies_and_repetitions(seed: list[Check]) -> None:
    """Labels F029, C058 and F039."""
    assert sorted((check["subject"], *judged(check)) for check in of_rule(seed, "R32")) == [
        ("生活污水检测", "ambiguous", "info"),
        ("生活污水检测", *HOLDS),
        ("禁毒宣传", "ambiguous", "info"),
    ]
    assert ("租赁天网点位", "ambiguous", "info") in broken(seed, "R34")
    assert broken(seed, "R35") == []
    assert broken(seed, "R40") == [("拖欠企业账款清偿项目", "ambiguous", "info")]


def test_seed_names(seed: list[Check]) -> None:
    """Labels F036, F046, F047 and F049, and C084–C086, which are the same in all tables."""
    found = broken(seed, "R39")
    assert found.count(("公安局天网一二三期的服务费", "ambiguous", "info")) == 2
    assert ("中央和省委政法委转移支付资金", "ambiguous", "info") in found
    assert ("扶贫帮扶乡", "inconsistent", "info") in found
    assert ("县公安局2024年县级衔接资金“两不愁三保障”及乡村建设治理补短项目", "inconsistent", "info") in found
    same = {check["subject"] for check in of_rule(seed, "R39") if judged(check) == HOLDS}
    assert {"中央和省级政法转移支付（禁毒）", "拖欠企业账款清偿项目", "中央和省委政法委转移支付资金"} <= same
