"""Tables → facts, records and the sums that a form states. All tables are our own."""

from __future__ import annotations

import io

import openpyxl
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract import extract
from pipeline.extract.facts import Extraction
from pipeline.extract.headers import read_head
from pipeline.readers import read_bytes
from tests.unit.documents import fact, identities, read, terms_of
from tests.unit.grids import html_table

PROJECTS = [
    ["项目名称", "项目金额", "及时处置", "调整执行率", "完成情况", "资金结余", "自评结果"],
    ["甲项目", "18.00万元", "及时", "90%", "完成", "2.00万元", "95分"],
    ["乙项目", "5万元", "及时", "100%", "完成", "无", "100分"],
    ["丙项目", "6.00万元", "及时", "100%", "完成", "收回存量", "100分"],
]


def test_project_rows_are_records() -> None:
    got = read(PROJECTS)
    kinds = {r.table_kind for r in got.records}
    assert kinds == {"project_result"}
    first = {r.field: r.text for r in got.records if r.record_no == 1}
    assert first == {
        "project_name": "甲项目", "project_amount": "18.00万元", "timely_disposal": "及时", "execution_rate": "90%",
        "completion_status": "完成", "unspent_amount": "2.00万元", "self_score": "95分",
    }  # fmt: skip
    assert (fact(got, "90").measure, fact(got, "90").aspect, fact(got, "95").measure) == (
        "execution_rate",
        "rate",
        "self_score",
    )


def test_nothing_left_is_an_exact_zero_and_reclaimed_is_no_figure() -> None:
    got = read(PROJECTS)
    left = {f.item: f for f in got.facts if f.measure == "unspent_amount"}
    assert set(left) == {"甲项目", "乙项目"}
    zero = left["乙项目"]
    assert (zero.value, zero.quote, zero.lower, zero.upper) == ("0", "无", 0, 0)
    assert [r.text for r in got.records if r.record_no == 3 and r.field == "unspent_amount"] == ["收回存量"]


def test_goal_table_with_three_parts_in_one_grid() -> None:
    got = read([
        ["年度主要任务", "任务名称", "主要内容", "", ""],
        ["", "巡查", "全年巡查12次", "", ""],
        ["年度总体目标", "做好各项工作", "", "", ""],
        ["年度绩效指标", "一级指标", "二级指标", "三级指标", "指标值（包含数字及文字描述）"],
        ["", "产出指标", "数量指标", "巡查", "12次"],
        ["", "", "", "设备", "≥3台"],
        ["", "", "质量指标", "合格率", "95%以上"],
    ])  # fmt: skip
    rows = [
        (r.record_no, r.field, r.text)
        for r in got.records
        if r.table_kind == "goal_indicator" and r.field in ("indicator_l1", "indicator_l2", "indicator_l3")
    ]
    assert (
        (2, "indicator_l1", "产出指标") in rows
        and (2, "indicator_l2", "数量指标") in rows
        and (3, "indicator_l2", "质量指标") in rows
    )
    assert [r.text for r in got.records if r.table_kind == "goal_task" and r.field == "task_name"] == ["巡查"]
    assert fact(got, "95").exactness == "at_least" and fact(got, "3").lower == 3 and fact(got, "3").upper is None


def test_execution_list_with_units_in_heads_and_a_total_row() -> None:
    got = read([
        ["项目名称", "全年预算数（万元）", "全年执行数（万元）", "资金结余（万元）", "执行率（%）"],
        ["甲项目", "20.00", "18.00", "2.00", "90.00"],
        ["乙项目", "5.00", "5.00", "0.00", "100.00"],
        ["合计", "25.00", "23.00", "2.00", "92.00"],
    ])  # fmt: skip
    assert fact(got, "18.00").value_base == 180000 and fact(got, "92.00").unit == "%"
    assert terms_of(got, identities(got, "R93")[0]) == (["25.00"], ["20.00", "5.00"])
    assert terms_of(got, identities(got, "R94")[0]) == (["2.00"], ["20.00", "-18.00"])


def test_budget_list_of_two_years() -> None:
    got = read("部门收入预算表", "单位：万元", [
        ["项目", "2024年", "2023年", "比上年增减额", "比上年增减率（%）"],
        ["收入合计", "30.00", "25.00", "5.00", "20.00"],
        ["一般公共预算财政拨款", "20.00", "16.00", "4.00", "25.00"],
        ["政府性基金预算财政拨款", "10.00", "9.00", "1.00", "11.11"],
    ])  # fmt: skip
    assert fact(got, "25.00", "level").fiscal_year == 2023 and fact(got, "30.00").value_base == 300000
    assert [terms_of(got, i) for i in identities(got, "R06")] == [
        (["30.00"], ["20.00", "10.00"]),
        (["25.00"], ["16.00", "9.00"]),
    ]
    assert len(identities(got, "R08")) == len(identities(got, "R09")) == 3


def test_two_sided_form() -> None:
    got = read("收入支出决算总表", "单位：万元", [
        ["收入", "", "支出", ""],
        ["项目", "决算数", "项目", "决算数"],
        ["一、一般公共预算财政拨款收入", "90.00", "一、一般公共服务支出", "60.00"],
        ["二、其他收入", "5.00", "二、教育支出", "38.00"],
        ["本年收入合计", "95.00", "本年支出合计", "98.00"],
        ["年初结转和结余", "10.00", "年末结转和结余", "7.00"],
        ["总计", "105.00", "总计", "105.00"],
    ])  # fmt: skip
    assert [terms_of(got, i) for i in identities(got, "D01")] == [
        (["95.00"], ["90.00", "5.00"]),
        (["105.00"], ["95.00", "10.00"]),
    ]
    assert [terms_of(got, i) for i in identities(got, "D02")] == [
        (["98.00"], ["60.00", "38.00"]),
        (["105.00"], ["98.00", "7.00"]),
    ]
    assert len(identities(got, "D03")) == 1
    assert (fact(got, "10.00").measure, fact(got, "7.00").measure) == ("opening_balance", "closing_balance")


def test_classified_form_with_codes_and_kinds() -> None:
    got = read("支出决算表", "单位：万元", [
        ["科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"],
        ["", "合计", "100.00", "70.00", "30.00"],
        ["205", "教育支出", "100.00", "70.00", "30.00"],
        ["20502", "普通教育", "100.00", "70.00", "30.00"],
        ["2050201", "学前教育", "40.00", "30.00", "10.00"],
        ["2050202", "小学教育", "60.00", "40.00", "20.00"],
    ])  # fmt: skip
    sums = [terms_of(got, i) for i in identities(got, "D04")]
    assert (["100.00"], ["70.00", "30.00"]) in sums and (["70.00"], ["30.00", "40.00"]) in sums
    leaf = fact(got, "20.00")
    assert (leaf.breakdown, leaf.item, leaf.item_code) == ("function_item×nature", "小学教育/项目支出", "2050202")


def test_self_evaluation_sheet_of_a_project() -> None:
    got = read([
        ["项目名称", "甲项目", "", "", "", "", ""],
        ["年度预算数（万元）", "年初预算", "调整后预算数", "预算执行数", "预算执行率", "权重", "得分"],
        ["总额", "10.00", "12.00", "9.00", "75.00%", "10", "7.5"],
        ["其中：财政资金", "8.00", "10.00", "8.00", "80.00%", "/", "/"],
        ["单位资金", "2.00", "2.00", "1.00", "50.00%", "/", "/"],
        ["其他资金", "0.00", "0.00", "0.00", "0.00%", "/", "/"],
    ])  # fmt: skip
    total = fact(got, "12.00")
    assert (total.item, total.measure, total.breakdown, total.value_base) == (
        "甲项目",
        "revised_budget",
        "project",
        120000,
    )
    assert [terms_of(got, i)[1] for i in identities(got, "R06")][1] == ["10.00", "2.00", "0.00"]
    assert [terms_of(got, i)[0] for i in identities(got, "R02")] == [["80.00"], ["50.00"]]
    assert {r.name for r in got.records if r.table_kind == "project_sheet"} == {"甲项目"}


SHEET = [
    ["项目名称", "甲项目", "", "", "", "", "", ""],
    ["项目资金（元）", "资金来源", "年初预算数", "全年预算数（A）", "全年执行数（B）", "分值", "执行率（B/A）", "得分"],
    ["", "年度资金总额", "10.00", "12.00", "9.00", "10", "75.00%", "7.50"],
    ["", "其中：财政拨款", "8.00", "10.00", "8.00", "—", "80.00%", "—"],
    ["", "某类特别款项", "2.00", "2.00", "1.00", "—", "50.00%", "—"],
    ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因"],
    ["产出指标", "数量指标", "巡查", "10次", "12次", "40", "40", ""],
    ["", "质量指标", "预算执行率", "95%", "75%", "20", "15.5", "结算晚"],
    ["小计", "", "", "", "", "60", "55.5", ""],
    ["满意度指标", "满意度", "群众满意", "90%", "95%", "30", "30", ""],
    ["总分", "", "", "", "", "100", "93.00", ""],
]


def test_money_block_is_told_by_its_rows_whatever_heads_them() -> None:
    for head in ("资金来源", "资金类别", "", "类型"):
        got = read([[head if cell == "资金来源" else cell for cell in row] for row in SHEET])
        assert [terms_of(got, i) for i in identities(got, "R06")] == [
            (["10.00"], ["8.00", "2.00"]), (["12.00"], ["10.00", "2.00"]), (["9.00"], ["8.00", "1.00"]),
        ]  # fmt: skip
        assert (fact(got, "12.00").item, fact(got, "12.00").unit) == ("甲项目", "元")
        assert [terms_of(got, i)[0] for i in identities(got, "R02")] == [["80.00"], ["50.00"]]


def test_scores_of_a_sheet() -> None:
    got = read(SHEET)
    [execution] = identities(got, "R85")
    assert (execution.scale, terms_of(got, execution)) == (10, (["7.50"], ["9.00", "12.00"]))
    group, weights, full = identities(got, "R87")
    assert terms_of(got, group) == (["60"], ["40", "20"])
    assert terms_of(got, weights) == (["100"], ["10", "40", "20", "30"])
    assert (terms_of(got, full)[0], full.numerator_constant) == (["100"], 100)
    group, total = identities(got, "R21")
    assert (group.subject, terms_of(got, group)) == ("产出指标小计", (["55.5"], ["40", "15.5"]))
    assert terms_of(got, total) == (["93.00"], ["7.50", "40", "15.5", "30"])


def test_whole_points_of_indicators_are_exact_and_those_reckoned_by_a_rate_are_not() -> None:
    got = read(SHEET)
    assert {f.exactness for f in got.facts if f.measure == "weight"} == {"exact"}
    points = {f.value: f.exactness for f in got.facts if f.measure in ("score", "self_score")}
    assert points == {
        "7.50": "printed",
        "40": "exact",
        "15.5": "printed",
        "30": "exact",
        "55.5": "printed",
        "93.00": "printed",
    }


def test_a_group_of_indicators_that_is_not_listed_counts_by_its_subtotal() -> None:
    got = read([*SHEET[:9], ["满意度指标", "小计", "", "", "", "30", "30", ""], SHEET[10]])
    assert terms_of(got, identities(got, "R21")[-1]) == (["93.00"], ["7.50", "40", "15.5", "30"])
    assert [len(i.operands) for i in identities(got, "R87")] == [3, 5, 1]


def test_titles_and_names_of_a_form_are_no_figures() -> None:
    got = read([
        ["项目名称", "51000024T000000012345-甲项目", "主管部门", "某县财政局", "", "", ""],
        ["预算执行情况（10分）", "年度预算数（万元）", "年初预算", "调整后预算数", "预算执行数", "权重", "得分"],
        ["预算执行情况（10分）", "总额", "10.00", "12.00", "9.00", "10", "7.50"],
        ["预算执行情况（10分）", "其中：财政资金", "10.00", "12.00", "9.00", "/", "/"],
    ])  # fmt: skip
    assert not [f.text for f in got.figures if f.fate == "unread"]
    assert fact(got, "7.50").subject == "甲项目"


def test_total_score_is_the_project_s_and_no_indicator() -> None:
    got = read(SHEET)
    sheet = {r.field: r.text for r in got.records if r.table_kind == "project_sheet"}
    assert (sheet["execution_score"], sheet["self_score"], sheet["project_name"]) == ("7.50", "93.00", "甲项目")
    assert {r.name for r in got.records if r.table_kind == "goal_indicator"} == {"巡查", "预算执行率", "群众满意"}
    assert (fact(got, "93.00").measure, fact(got, "15.5").measure) == ("self_score", "score")


def test_score_of_an_overspent_project_is_its_weight() -> None:
    rows = [["13.00" if cell == "9.00" else cell for cell in row] for row in SHEET]
    [execution] = identities(read(rows), "R85")
    assert execution.numerator_constant == 10
    assert [o.role for o in execution.operands] == ["stated", "context", "context", "context"]


def test_block_of_indicators_in_a_table_of_its_own_and_a_short_totals_row() -> None:
    got = read(SHEET[:5], [*SHEET[5:10], ["合计", "100", "93.00"]])
    assert terms_of(got, identities(got, "R21")[-1]) == (["93.00"], ["7.50", "40", "15.5", "30"])
    assert terms_of(got, identities(got, "R87")[-1])[0] == ["100"]


def test_indicators_without_heads_end_with_their_points() -> None:
    got = read(
        [
            *SHEET[:5],
            ["产出指标（50分）", "巡查10次", "完成12次", "60", "55.5"],
            ["满意度指标", "30", "30"],
            ["合计", "100", "93.00"],
        ]
    )
    assert terms_of(got, identities(got, "R21")[0]) == (["93.00"], ["7.50", "55.5", "30"])
    assert terms_of(got, identities(got, "R87")[0]) == (["100"], ["10", "60", "30"])
    got = read([*SHEET[:5], ["产出指标", "巡查", "10", "12"]])  # more than was to be had: no points
    assert not [f for f in got.facts if f.measure == "score" and f.value == "12"]


def test_totals_of_indicators_alone_leave_the_execution_out() -> None:
    rows = [*SHEET[:10], ["合计", "", "", "", "", "90", "85.5", ""]]
    got = read(rows)
    assert [terms_of(got, i)[1] for i in identities(got, "R87")] == [["40", "20"], ["40", "20", "30"]]


def test_no_sum_of_scores_without_its_total_or_with_a_cell_that_cannot_be_read() -> None:
    assert [i.subject for i in identities(read(SHEET[:10]), "R87")] == ["产出指标小计"]
    rows = [["40或20" if cell == "40" else cell for cell in row] for row in SHEET]
    got = read(rows)
    assert [len(terms_of(got, i)[1]) for i in identities(got, "R21")] == [2, 4]


def test_two_sheets_keep_their_funds_and_scores_apart() -> None:
    other = [["乙项目" if cell == "甲项目" else cell for cell in row] for row in SHEET]
    got = read([*SHEET, *other])
    assert (len(identities(got, "R21")), len(identities(got, "R85"))) == (4, 2)
    items = {f.item for f in got.facts if f.breakdown == "project_fund"}
    assert items == {f"{p}/{x}" for p in ("甲项目", "乙项目") for x in ("财政拨款", "某类特别款项")}


def test_funds_of_a_fund_are_not_added_twice() -> None:
    rows = [*SHEET[:4], ["", "其中：中央资金", "5.00", "6.00", "5.00", "—", "83.33%", "—"], SHEET[4]]
    assert not identities(read(rows), "R06")


def test_three_public_with_items_in_numbered_rows() -> None:
    got = read("财政拨款“三公”经费支出决算表", "单位：万元", [
        ["项目", "预算数", "决算数", "占比%"],
        ["合计", "12.00", "9.00", ""],
        ["（一）因公出国（境）费", "2.00", "1.00", "11.11"],
        ["（二）公务用车购置及运行维护费", "6.00", "5.00", "55.56"],
        ["1.公务用车购置费", "2.00", "1.50", ""],
        ["2.公务用车运行维护费", "4.00", "3.50", ""],
        ["（三）公务接待费", "4.00", "3.00", "33.33"],
    ])  # fmt: skip
    assert [terms_of(got, i) for i in identities(got, "D12")] == [
        (["12.00"], ["2.00", "6.00", "4.00"]), (["6.00"], ["2.00", "4.00"]),
        (["9.00"], ["1.00", "5.00", "3.00"]), (["5.00"], ["1.50", "3.50"]),
    ]  # fmt: skip
    caps = identities(got, "R91")
    assert [i.relation for i in caps] == ["le"] * 4
    assert terms_of(got, caps[0]) == (["9.00"], ["12.00"])
    assert terms_of(got, identities(got, "R92")[0]) == (["11.11"], ["1.00", "9.00"])
    assert (fact(got, "1.50").item, fact(got, "9.00").breakdown) == ("公务用车购置费", "total")


def test_monthly_execution_with_budget_last_year_and_changes() -> None:
    got = read("2024年9月预算执行情况表", "单位：万元", [
        ["项目", "年初预算数", "本月完成", "1-9月累计", "占年初预算%", "上年同期", "增减额", "增减（%）"],
        ["一般公共预算收入", "200", "11", "100", "50.0", "90", "10", "11.1"],
        ["其中：税收收入", "120", "7", "60", "50.0", "50", "10", "20.0"],
        ["非税收入", "80", "4", "40", "50.0", "40", "0", "0.0"],
    ])  # fmt: skip
    assert terms_of(got, identities(got, "R02")[0]) == (["50.0"], ["100", "200"])
    assert [terms_of(got, i) for i in identities(got, "R08")][1] == (["10"], ["60", "-50"])
    assert terms_of(got, identities(got, "R09")[0]) == (["11.1"], ["100", "-90"])
    assert (["200"], ["120", "80"]) in [terms_of(got, i) for i in identities(got, "R06")]
    assert (fact(got, "90").fiscal_year, fact(got, "11").measure, fact(got, "50").unit) == (2023, "amount", "万元")


def test_month_and_period_each_with_its_own_last_year() -> None:
    got = read("单位：万元", [
        ["项目", "本月", "上年同月", "增减%", "累计", "上年同期", "增减%"],
        ["税收收入", "7", "5", "40.0", "60", "50", "20.0"],
    ])  # fmt: skip
    assert [terms_of(got, i) for i in identities(got, "R09")] == [(["40.0"], ["7", "-5"]), (["20.0"], ["60", "-50"])]


def test_list_of_items_with_budget_outturn_rate_and_balance() -> None:
    got = read("单位：万元", [
        ["序号", "支出项目", "年初预算数", "调整预算数", "决算数", "完成预算%", "结余"],
        ["1", "基本支出", "18.00", "20.00", "19.00", "95.00", "1.00"],
        ["2", "其中：人员经费", "12.00", "15.00", "14.50", "96.67", "0.50"],
        ["3", "公用经费", "6.00", "5.00", "4.50", "90.00", "0.50"],
        ["4", "项目支出", "5.00", "5.00", "4.00", "80.00", "1.00"],
        ["", "合计", "23.00", "25.00", "23.00", "92.00", "2.00"],
    ])  # fmt: skip
    assert [terms_of(got, i) for i in identities(got, "R02")][1] == (["96.67"], ["14.50", "15.00"])
    assert len(identities(got, "R02")) == len(identities(got, "R94")) == 5
    sums = [terms_of(got, i) for i in identities(got, "R07")]
    assert (["25.00"], ["20.00", "5.00"]) in sums and (["20.00"], ["15.00", "5.00"]) in sums
    assert not [f for f in got.figures if f.fate == "unread"]


def test_projects_headed_by_a_bare_word_stay_projects() -> None:
    got = read([
        ["项目", "预算数（万元）", "执行数（万元）", "完成年初预算比例"],
        ["道路养护", "20.00", "18.00", ""],
        ["路灯更新", "5.00", "5.00", ""],
    ])  # fmt: skip
    assert {r.table_kind for r in got.records} == {"project_execution"}


def test_rate_of_the_original_budget_of_a_project() -> None:
    got = read([
        ["项目名称", "年初预算数（万元）", "支出数（万元）", "完成年初预算（%）"],
        ["道路养护", "20.00", "18.00", "90.00"],
        ["路灯更新", "5.00", "5.00", "100.00"],
    ])  # fmt: skip
    assert terms_of(got, identities(got, "R02")[0]) == (["90.00"], ["18.00", "20.00"])


def test_two_years_with_a_part_of_a_part_and_a_total() -> None:
    got = read("单位：万元", [
        ["项目", "2023年预算数", "2024年预算数", "增减额", "增减率"],
        ["一、基本支出", "18.00", "20.00", "2.00", "11.11%"],
        ["（一）人员经费", "14.00", "15.00", "1.00", "7.14%"],
        ["二、项目支出", "5.00", "6.00", "1.00", "20.00%"],
        ["其中：普查", "0.00", "2.00", "2.00", "/"],
        ["结转下年", "0.00", "1.00", "1.00", "/"],
        ["合计", "23.00", "27.00", "4.00", "17.39%"],
    ])  # fmt: skip
    assert [terms_of(got, i) for i in identities(got, "R07")] == [
        (["23.00"], ["18.00", "5.00", "0.00"]), (["27.00"], ["20.00", "6.00", "1.00"]),
    ]  # fmt: skip
    assert len(identities(got, "R08")) == 6


def test_balance_among_the_classes_of_a_coded_list_is_in_its_total() -> None:
    got = read("单位：万元", [
        ["科目编码", "科目名称", "2024年", "2023年"],
        ["205", "教育支出", "20.00", "18.00"],
        ["221", "住房保障支出", "3.00", "2.00"],
        ["", "结转下年", "1.00", "0.00"],
        ["", "支出总计", "24.00", "20.00"],
    ])  # fmt: skip
    assert [terms_of(got, i) for i in identities(got, "R07")] == [
        (["24.00"], ["20.00", "3.00", "1.00"]),
        (["20.00"], ["18.00", "2.00", "0.00"]),
    ]


def test_balances_of_the_appropriation_form_by_fund() -> None:
    got = read("财政拨款收入支出决算总表", "单位：万元", [
        ["收入", "", "支出", "", "", ""],
        ["项目", "决算数", "项目", "合计", "一般公共预算财政拨款", "政府性基金预算财政拨款"],
        ["一、一般公共预算财政拨款", "90.00", "一、教育支出", "85.00", "85.00", ""],
        ["二、政府性基金预算财政拨款", "20.00", "二、城乡社区支出", "22.00", "", "22.00"],
        ["本年收入合计", "110.00", "本年支出合计", "107.00", "85.00", "22.00"],
        ["年初财政拨款结转和结余", "9.00", "年末财政拨款结转和结余", "12.00", "11.00", "1.00"],
        ["一般公共预算财政拨款", "6.00", "", "", "", ""],
        ["政府性基金预算财政拨款", "3.00", "", "", "", ""],
        ["总计", "119.00", "总计", "119.00", "96.00", "23.00"],
    ])  # fmt: skip
    sums = [terms_of(got, i) for i in identities(got, "D07")]
    assert (["9.00"], ["6.00", "3.00"]) in sums and (["119.00"], ["110.00", "9.00"]) in sums
    assert (fact(got, "6.00").measure, fact(got, "11.00").measure) == ("opening_balance", "closing_balance")


def test_basic_expenditure_is_staff_and_running_costs() -> None:
    got = read("一般公共预算财政拨款基本支出决算表", "单位：万元", [
        ["经济分类科目编码", "科目名称", "决算数"],
        ["301", "工资福利支出", "9.00"],
        ["302", "商品和服务支出", "2.00"],
        ["303", "对个人和家庭的补助", "1.00"],
        ["", "人员经费合计", "10.00"],
        ["", "公用经费合计", "2.00"],
        ["", "基本支出合计", "12.00"],
    ])  # fmt: skip
    assert terms_of(got, identities(got, "D09")[-1]) == (["12.00"], ["10.00", "2.00"])


def test_heads_that_are_built_from_parts() -> None:
    expected = {
        "比上年同期增减额（万元）": "change", "同比增长（%）": "change_rate", "增减（%）": "change_rate", "增减": "change",
        "占年初预算的比例（%）": "original_budget_rate", "完成预算%": "execution_rate", "1—9月累计": "cumulative",
        "9月份完成数": "month", "去年同期累计": "same_period", "占总支出%": "share", "全年执行": "outturn",
        "调整后预算金额": "revised_budget", "预算完成情况": "budget_completion",
    }  # fmt: skip
    got = {head: read_head(0, head) for head in expected}
    assert {head: column.field for head, column in got.items() if column is not None} == expected
    assert read_head(0, "支出") is None


WORDS = (
    "项目", "项目名称", "序号", "预算数", "年初预算数", "全年执行数", "执行率", "1-7月累计", "本月", "上年同期", "增减额", "增减%", "占比", "结余",
    "分值", "得分", "一级指标", "三级指标", "年度资金总额", "其中：财政拨款", "其他资金", "总分", "合计", "小计", "100", "12.50", "95%", "基本支出",
    "项目支出", "因公出国（境）费", "公务接待费", "年初结转和结余", "一般公共预算财政拨款", "本年收入合计", "科目编码", "205", "20501", "",
)  # fmt: skip
CELL = st.sampled_from(WORDS) | st.text(
    alphabet="项目名称执行率合计万元%0123456789.,-—/无完成年预算数收入支出一二三、（）", max_size=12
)


@given(st.lists(st.lists(CELL, min_size=1, max_size=6), min_size=1, max_size=6))
def test_no_table_raises_and_every_figure_has_a_fate(rows: list[list[str]]) -> None:
    got = read(rows)
    ids = {f.fact_id for f in got.facts}
    assert all(o.fact_id in ids for i in got.identities for o in i.operands if o.fact_id)
    assert {f.fate for f in got.figures} <= {"fact", "ignored", "unread"}


@given(
    st.text(
        alphabet="某局2024年度收入支出其中增加减少占完成预算的，。；：、万元%0123456789.比上年与相（类款项）",
        max_size=200,
    )
)
def test_no_paragraph_raises(text: str) -> None:
    got = read(text)
    assert all(f.quote in text for f in got.facts)


def test_figures_run_together_in_a_cell_are_unread_not_a_fault() -> None:
    got = read([PROJECTS[0], ["甲项目", "18.00.5万元", "及时", "90%", "完成", "1.2.3", "95分"], ["合计1.2.3"] * 7])
    assert {figure.text for figure in got.figures if figure.fate == "unread"} >= {"18.00.5", "1.2.3"}


SCORED = [
    ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"],
    ["产出指标", "数量指标", "检测样品", "≥40批", "41批", "60", "60"],
    ["效益指标", "社会效益", "投诉处理率", "≥95%", "91%", "30", "28.7"],
    ["总分", "", "", "", "", "100", "97.2"],
]
"""The indicators of a sheet whose execution carries ten points and scores 8.5."""


def sums(got: Extraction) -> dict[str, list[str]]:
    """The printed parts of the sums of scores, by rule; without the weights' sum that must be 100."""
    return {
        i.rule_id: terms_of(got, i)[1] for i in got.identities if i.rule_id in ("R21", "R87") and len(i.operands) > 1
    }


def test_the_money_block_is_told_by_its_rows_however_they_are_called() -> None:
    heads = ["项目资金（万元）", "", "年初预算数", "全年预算数(A)", "全年执行数(B)", "分值", "执行率(B/A)", "得分"]
    for total, part in (
        ("年度资金总额：", "其中：本年财政拨款"),
        ("年度财政资金总额", "财政拨款"),
        ("合计", "基本支出"),
        ("资金总额（万元）", "市级财政资金"),
    ):
        got = read([
            ["项目名称", "样品检测", "", "", "", "", "", ""],
            heads,
            ["", total, "20.00", "24.00", "20.40", "10", "85.00%", "8.5"],
            ["", part, "20.00", "24.00", "20.40", "-", "85.00%", "-"],
            *([*row[:2], "", *row[2:]] for row in SCORED),
        ])  # fmt: skip
        assert not [f for f in got.figures if f.fate == "unread"], total
        assert sums(got) == {"R87": ["10", "60", "30"], "R21": ["8.5", "60", "28.7"]}, total
        assert {f.unit for f in got.facts if f.measure in ("original_budget", "revised_budget", "outturn")} == {"万元"}


def test_the_money_block_of_a_department_goes_on_with_kinds_of_revenue() -> None:
    got = read([
        ["年度预算申请（万元）", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
        ["", "年度资金总额", "20.00", "24.00", "20.40", "10", "85.00%", "8.5"],
        ["", "按收入性质分：", "", "", "按支出性质分：", "", "", ""],
        ["", "其中：一般公共预算：23.00", "", "", "其中：基本支出：12.40", "", "", ""],
        *([*row[:2], "", *row[2:]] for row in SCORED),
    ])  # fmt: skip
    assert sums(got) == {"R87": ["10", "60", "30"], "R21": ["8.5", "60", "28.7"]}
    assert (fact(got, "23.00").unit, fact(got, "12.40").unit) == ("万元", "万元")


def test_the_points_of_the_execution_are_told_by_a_head_or_a_title() -> None:
    for title, head in (("预算执行情况（万元）（20分）", "得分"), ("预算执行情况（万元）", "得分（20分*执行率）")):
        got = read([
            [title, "", "预算数（A）", "执行数（B）", "执行率（B/A）", head],
            ["", "年度资金总额", "24.00", "20.40", "85%", "17"],
        ])  # fmt: skip
        [scored] = identities(got, "R85")
        assert (scored.scale, scored.broken_verdict) == (20, "inconsistent")
    got = read([
        ["预算执行情况（万元）", "", "预算数（A）", "执行数（B）", "执行率（B/A）", "得分"],
        ["", "年度资金总额", "24.00", "20.40", "85%", "17"],
    ])  # fmt: skip
    [assumed] = identities(got, "R85")
    assert (assumed.scale, assumed.broken_verdict) == (10, "ambiguous")


def test_money_in_one_row_of_heads_and_figures() -> None:
    got = read([
        ["项目名称", "样品检测", "", "", "", "", ""],
        ["预算执行情况（元）", "预算数：", "240,000.00", "执行数：", "204,000.00", "预算执行率：", "85.00%"],
    ])  # fmt: skip
    assert [(f.value, f.unit, f.measure, f.subject) for f in got.facts] == [
        ("240000.00", "元", "revised_budget", "样品检测"),
        ("204000.00", "元", "outturn", "样品检测"),
        ("85.00", "%", "execution_rate", "样品检测"),
    ]
    assert {r.table_kind for r in got.records} == {"project_sheet"} and len({r.record_id for r in got.records}) == 1


def test_a_sum_of_scores_is_doubtful_where_its_column_has_an_unread_figure() -> None:
    def verdicts(execution: str) -> set[str]:
        got = read([["执行情况的说明", "", "", "", "", "", execution], *SCORED])
        return {i.broken_verdict for i in identities(got, "R21")}

    assert verdicts("8.5") == {"ambiguous"}
    assert verdicts("") == {"inconsistent"}


def test_a_total_may_stand_in_the_column_of_ordinals() -> None:
    got = read([
        ["序号", "项目名称", "年初预算", "调整预算", "实际支出", "结余资金"],
        ["1", "围墙维修", "30.00", "28.00", "26.60", "1.40"],
        ["2", "技能培训", "5.00", "5.00", "4.50", "0.50"],
        ["合计", "", "35.00", "33.00", "31.10", "1.90"],
    ])  # fmt: skip
    assert not [f for f in got.figures if f.fate == "unread"]
    assert sorted(terms_of(got, i)[0][0] for i in identities(got, "R93")) == ["1.90", "31.10", "33.00", "35.00"]


def test_a_short_cell_that_says_what_its_figure_is_of_is_read() -> None:
    got = read([["年度总体目标", "预期目标", "", "实际完成情况"], ["", "检测样品不少于40批。", "", "检测样品41批"]])
    assert (fact(got, "41").subject, fact(got, "41").unit) == ("检测样品", "批")


def test_a_row_that_numbers_the_columns_holds_no_figures() -> None:
    heads = ["科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"]
    for numbers in (["栏次", "", "1", "2", "3"], ["", "", "1", "2", "3"], ["**", "**", "1", "2=3+4", "3"]):
        got = read(
            "支出决算表 单位：万元",
            [
                heads,
                numbers,
                ["", "合计", "9.30", "7.10", "2.20"],
                ["201", "一般公共服务支出", "9.30", "7.10", "2.20"],
            ],
        )
        assert len(got.facts) == 6, numbers
        assert all(f.value in ("9.30", "7.10", "2.20") for f in got.facts)


def test_a_code_in_a_column_a_level_and_columns_under_a_subtotal() -> None:
    got = read(
        "部门支出总体情况表 单位：万元",
        [
            ["科目编码", "科目编码", "科目编码", "科目名称", "总计", "基本支出", "基本支出", "基本支出", "项目支出"],
            ["类", "款", "项", "科目名称", "总计", "小计", "人员经费", "公用经费", "项目支出"],
            ["", "", "", "合计", "9.30", "7.10", "6.00", "1.10", "2.20"],
            ["201", "", "", "一般公共服务支出", "9.30", "7.10", "6.00", "1.10", "2.20"],
            ["201", "03", "", "政府办公厅（室）及相关机构事务", "9.30", "7.10", "6.00", "1.10", "2.20"],
            ["201", "03", "01", "行政运行", "7.10", "7.10", "6.00", "1.10", "0.00"],
            ["201", "03", "02", "一般行政管理事务", "2.20", "0.00", "0.00", "0.00", "2.20"],
        ],
    )
    assert {f.item_code for f in got.facts} == {None, "201", "20103", "2010301", "2010302"}
    sums = {(tuple(stated), tuple(parts)) for stated, parts in (terms_of(got, i) for i in identities(got, "D04"))}
    assert (("9.30",), ("7.10", "2.20")) in sums  # across: total = 基本支出 + 项目支出; down: 款 = Σ 项
    assert (("7.10",), ("6.00", "1.10")) in sums
    assert not any("6.00" in parts and "7.10" in parts for _, parts in sums)


def test_the_unit_of_the_money_is_told_by_a_head_also_where_the_title_of_the_block_was_lost() -> None:
    got = read([
        ["项目名称", "样品检测", "", "", "", "", "", ""],
        ["预算执行情况（10分）", "年度预算数（万元）", "年初预算", "调整后预算数", "预算执行数", "预算执行率", "权重", "得分"],
        ["总额", "20.00", "24.00", "20.40", "85.00%", "10", "8.5", ""],
        ["其中：财政资金", "20.00", "24.00", "20.40", "85.00%", "/", "/", ""],
    ])  # fmt: skip
    assert {f.unit for f in got.facts if f.measure in ("original_budget", "revised_budget", "outturn")} == {"万元"}


def added(got: Extraction, rule: str) -> list[tuple[list[str], list[str]]]:
    """The sums of a rule, each as (total, parts), in the order in which they are printed."""
    return [terms_of(got, i) for i in identities(got, rule)]


def test_funds_under_two_heads_are_two_data() -> None:
    got = read("部门收入总表", "单位：万元", [
        ["单位代码", "单位名称", "合计", "本年收入", "本年收入", "本年收入", "上年结转结余", "上年结转结余", "上年结转结余"],
        ["单位代码", "单位名称", "合计", "小计", "一般公共预算", "单位资金", "小计", "一般公共预算", "单位资金"],
        ["", "合计", "90.00", "80.00", "70.00", "10.00", "10.00", "6.00", "4.00"],
        ["101", "某县财政局", "90.00", "80.00", "70.00", "10.00", "10.00", "6.00", "4.00"],
        ["101001", "局本级", "55.00", "50.00", "50.00", "", "5.00", "5.00", ""],
        ["101002", "票据中心", "35.00", "30.00", "20.00", "10.00", "5.00", "1.00", "4.00"],
    ], department="某县财政局")  # fmt: skip
    rows = added(got, "D04")
    assert (["80.00"], ["70.00", "10.00"]) in rows and (["10.00"], ["6.00", "4.00"]) in rows
    assert (["90.00"], ["80.00", "10.00"]) in rows and (["35.00"], ["30.00", "5.00"]) in rows
    offices = added(got, "R93")
    assert (["90.00"], ["90.00"]) in offices and (["90.00"], ["55.00", "35.00"]) in offices
    # No figure of a unit is a print of the department's.
    assert {f.item for f in got.facts if f.value in ("55.00", "35.00")} == {"局本级", "票据中心"}
    funds = [f for f in got.facts if f.breakdown == "fund_source"]
    assert {(f.measure, f.value) for f in funds if f.item == "一般公共预算财政拨款"} == {
        ("revenue", "70.00"),
        ("opening_balance", "6.00"),
    }


def test_a_reading_of_columns_that_no_line_bears_out_states_nothing() -> None:
    table = [
        ["科目名称", "合计", "基本支出", "项目支出", "会议费"],
        ["教育支出", "9.00", "4.00", "5.00", "1.00"],
        ["科学技术支出", "7.00", "4.00", "3.00", "2.00"],
    ]
    # 会议费 has a head that nobody knows, and is no part of the total.
    assert added(read("支出预算表", "单位：万元", table), "D04") == [
        (["9.00"], ["4.00", "5.00"]),
        (["7.00"], ["4.00", "3.00"]),
    ]
    table[1][1], table[2][1] = "29.00", "27.00"
    assert added(read("支出预算表", "单位：万元", table), "D04") == []


def test_a_column_with_an_unknown_head_counts_in_the_total() -> None:
    got = read("项目支出预算表", "单位：万元", [
        ["项目名称", "总计", "一般公共预算拨款", "其他资金"],
        ["甲项目", "9.00", "7.00", "2.00"],
        ["乙项目", "5.00", "5.00", ""],
        ["合计", "14.00", "12.00", "2.00"],
    ])  # fmt: skip
    assert (["9.00"], ["7.00", "2.00"]) in added(got, "D04")
    assert (["14.00"], ["9.00", "5.00"]) in added(got, "R93")
    assert not [f for f in got.figures if f.fate == "unread"]


def test_projects_under_one_code_are_told_apart() -> None:
    got = read("一般公共预算财政拨款项目支出决算表", "单位：万元", [
        ["科目编码", "科目名称", "项目名称", "金额"],
        ["", "合计", "", "9.00"],
        ["2130199", "其他农业农村支出", "甲项目", "4.00"],
        ["2130199", "其他农业农村支出", "乙项目", "5.00"],
    ])  # fmt: skip
    assert added(got, "R93") == [(["9.00"], ["4.00", "5.00"])]
    assert len({f.item for f in got.facts if f.value in ("4.00", "5.00")}) == 2


def test_numbered_lines_are_the_whole_of_what_is_numbered_below_them() -> None:
    got = read("收支总表", "单位：元", [
        ["收入", "", "支出", ""],
        ["项目", "2024年预算", "项目", "2024年预算"],
        ["一、本年收入", "41", "一、本年支出", "42"],
        ["（一）一般公共预算拨款", "38", "（一）农林水支出", "33"],
        ["（二）其他收入", "3", "（二）住房保障支出", "9"],
        ["二、上年结转", "1", "二、年终结转", ""],
        ["收入总计", "42", "支出总计", "42"],
    ])  # fmt: skip
    assert added(got, "D01") == [(["42"], ["41", "1"]), (["41"], ["38", "3"])]
    assert added(got, "D02") == [(["42"], ["42"]), (["42"], ["33", "9"])]  # the balance left blank is none


def test_a_kind_of_balance_below_it_is_no_addend_of_the_total() -> None:
    got = read("收入支出决算总表", "单位：元", [
        ["项目", "决算数", "项目", "决算数"],
        ["一、其他收入", "8.00", "一、教育支出", "7.00"],
        ["本年收入合计", "8.00", "本年支出合计", "7.00"],
        ["年初结转和结余", "2.00", "年末结转和结余", "3.00"],
        ["其中：项目支出结转和结余", "1.00", "其中：项目支出结转和结余", "1.50"],
        ["总计", "10.00", "总计", "10.00"],
    ])  # fmt: skip
    assert (["10.00"], ["8.00", "2.00"]) in added(got, "D01") and (["10.00"], ["7.00", "3.00"]) in added(got, "D02")
    assert [f.measure for f in got.facts if f.value in ("1.00", "1.50")] == ["opening_balance", "closing_balance"]


def test_the_money_of_a_goal_form_stands_behind_its_funds() -> None:
    got = read("项目支出绩效目标申报表", [
        ["项目名称", "甲项目", "", "", ""],
        ["项目资金（万元）", "中期资金总额：", "12.60", "年度资金总额：", "4.20"],
        ["", "其中：财政拨款", "10.60", "其中：财政拨款", "3.70"],
        ["", "其他资金", "2.00", "其他资金", "0.50"],
        ["一级指标", "二级指标", "三级指标", "指标值", ""],
        ["产出指标", "数量指标", "巡查次数", "12次", ""],
    ])  # fmt: skip
    assert added(got, "R06") == [(["12.60"], ["10.60", "2.00"]), (["4.20"], ["3.70", "0.50"])]
    assert fact(got, "4.20").value_base == 42000
    assert (fact(got, "4.20").breakdown, fact(got, "12.60").breakdown) == ("project", "other")


def test_groups_of_funds_each_add_up_to_the_money_of_a_department() -> None:
    got = read("部门整体绩效自评表", [
        ["部门预算资金（万元）", "资金来源", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
        ["", "资金总额", "10.00", "11.00", "9.90", "10", "90.00%", "9.00"],
        ["", "按收入性质分：", "", "", "", "", "", ""],
        ["", "政府预算资金", "9.00", "10.00", "9.00", "-", "90.00%", "-"],
        ["", "单位资金", "1.00", "1.00", "0.90", "-", "90.00%", "-"],
        ["", "按支出性质分：", "", "", "", "", "", ""],
        ["", "基本支出", "7.00", "7.00", "6.90", "-", "98.57%", "-"],
        ["", "项目支出", "3.00", "4.00", "3.00", "-", "75.00%", "-"],
    ])  # fmt: skip
    assert (["10.00"], ["9.00", "1.00"]) in added(got, "R06") and (["10.00"], ["7.00", "3.00"]) in added(got, "R06")
    assert len(identities(got, "R85")) == 1


def test_what_a_line_counts_is_no_money() -> None:
    got = read("机构运行信息表", "金额单位：万元", [
        ["项目", "统计数"],
        ["一、“三公”经费支出", "—"],
        ["（一）支出合计", "7.00"],
        ["1．公务接待费", "7.00"],
        ["二、资产信息", "—"],
        ["（一）车辆数合计（辆）", "5"],
        ["1．机要通信用车", "2"],
        ["2．执法执勤用车", "3"],
    ])  # fmt: skip
    assert [f.unit for f in got.facts if f.value in ("5", "2", "3")] == ["辆"] * 3
    assert (["5"], ["2", "3"]) in added(got, "R93")
    assert {f.measure for f in got.facts if f.value == "7.00"} == {"three_public"}


def test_a_score_is_not_above_the_points_in_the_name_of_its_indicator() -> None:
    got = read([
        ["一级指标", "二级指标", "三级指标", "年度指标值", "全年实际值", "得分"],
        ["产出指标（50分）", "数量指标", "养护里程（20分）", "≥50公里", "52公里", "20"],
    ])  # fmt: skip
    capped = [i for i in identities(got, "R86") if i.relation == "le" and i.numerator_constant == 20]
    assert len(capped) == 1


def test_kinds_of_basic_expenditure_without_a_number_are_no_addends() -> None:
    got = read("收入支出决算总表", "单位：万元", [
        ["项目（按支出性质和经济分类）", "决算数"],
        ["一、基本支出", "42.00"],
        ["人员经费", "35.00"],
        ["公用经费", "7.00"],
        ["二、项目支出", "10.00"],
        ["本年支出合计", "52.00"],
    ])  # fmt: skip
    assert (["52.00"], ["42.00", "10.00"]) in added(got, "D02")


def test_a_list_of_balances_closes_in_each_row() -> None:
    got = read("项目支出结转结余情况表", "单位：万元", [
        ["项目名称", "上年结转", "本年收入", "本年支出", "年末结转结余"],
        ["甲项目", "1.00", "9.00", "9.50", "0.50"],
        ["合计", "1.00", "9.00", "9.50", "0.50"],
    ])  # fmt: skip
    assert added(got, "D11") == [(["9.50", "0.50"], ["1.00", "9.00"])] * 2


def test_points_of_an_execution_that_was_not_read_are_not_missed_in_the_total() -> None:
    rows = [
        ["一级指标", "二级指标", "三级指标", "指标值", "实际完成值", "分值", "得分"],
        ["产出指标", "数量指标", "巡查", "12次", "12次", "50", "50"],
        ["效益指标", "社会效益", "安全", "提升", "提升", "40", "40"],
        ["总分", "", "", "", "", "100", "99.5"],
    ]
    money = ["某种资金", "甲", "26.00", "乙", "24.70", "", ""]
    assert not identities(read([money, *rows]), "R87") and not identities(read([money, *rows]), "R21")
    rows[2][5] = "30"
    assert identities(read([money, *rows]), "R87")


def read_page_table(*rows: str) -> Extraction:
    """One table with merged cells, as a web page."""
    page = f"<html><body>{html_table(*rows)}</body></html>".encode()
    return extract(read_bytes(page, "a.html"), department="某局", fiscal_year=2024)


def test_tasks_with_their_money_by_fund() -> None:
    got = read_page_table(
        "5x1:年度主要任务|2x1:任务名称|2x1:主要内容|1x3:预算金额（万元）", "总额|财政拨款|其他资金", "文物保护|修缮文物4处|30.00|25.00|5.00",
        "旅游宣传|举办活动3场|12.00|12.00|0.00", "1x2:金额合计|42.00|37.00|5.00",
    )  # fmt: skip
    assert [terms_of(got, i) for i in identities(got, "R06")] == [
        (["30.00"], ["25.00", "5.00"]), (["12.00"], ["12.00", "0.00"]), (["42.00"], ["37.00", "5.00"]),
    ]  # fmt: skip
    assert [terms_of(got, i) for i in identities(got, "R93")] == [
        (["42.00"], ["30.00", "12.00"]), (["37.00"], ["25.00", "12.00"]), (["5.00"], ["5.00", "0.00"]),
    ]  # fmt: skip
    assert {r.name for r in got.records if r.table_kind == "goal_task"} == {"文物保护", "旅游宣传"}


def test_sources_and_kinds_told_in_one_cell_each_are_the_money_above() -> None:
    got = read_page_table(
        "5x1:年度预算申请（万元）||年初预算数|全年预算数|全年执行数|分值|执行率|得分", "年度资金总额|80.00|90.00|85.00|10|94.44%|9.44",
        "1x4:按收入性质分：|1x3:按支出性质分：", "1x4:其中：一般公共预算：70.00|1x3:其中：基本支出：40.00", "1x4:政府性基金拨款：20.00|1x3:项目支出：50.00",
    )  # fmt: skip
    found = identities(got, "R06")
    assert [terms_of(got, i) for i in found] == [(["90.00"], ["70.00", "20.00"]), (["90.00"], ["40.00", "50.00"])]
    assert {i.broken_verdict for i in found} == {"ambiguous"}
    assert not [f for f in got.figures if f.fate == "unread"]


def test_a_fund_left_blank_keeps_its_place_among_the_funds() -> None:
    got = read([
        ["项目资金（万元）", "年初预算数", "全年执行数", "执行率"], ["年度资金总额：", "12.00", "9.00", "75.00%"],
        ["其中：财政拨款", "12.00", "9.00", "75.00%"], ["其他资金", "", "", ""],
    ])  # fmt: skip
    assert [terms_of(got, i) for i in identities(got, "R06")] == [(["12.00"], ["12.00"]), (["9.00"], ["9.00"])]


def test_money_that_was_paid_to_the_office_stands_between_budget_and_outturn() -> None:
    got = read([
        ["资金来源", "安排金额", "到位金额", "支出金额", "支出率"], ["资金总额", "30.00", "28.00", "27.00", "90.00%"],
        ["其中：省级财政资金", "20.00", "18.00", "18.00", "90.00%"], ["市县配套资金", "10.00", "10.00", "9.00", "90.00%"],
    ])  # fmt: skip
    assert [terms_of(got, i)[0] for i in identities(got, "R06")] == [["30.00"], ["28.00"], ["27.00"]]
    assert fact(got, "28.00").measure == "funds_received"


def test_a_figure_behind_the_name_of_what_it_is_is_read() -> None:
    got = read([
        ["单位名称", "某局", "", ""], ["基本支出总额", "18.20万元", "项目支出总额", "32.70万元"],
        ["部门整体支出", "预算数", "执行数", "执行率"], ["部门整体支出总额", "50.90", "45.81", "90%"],
    ])  # fmt: skip
    assert [(fact(got, v).breakdown, fact(got, v).item) for v in ("18.20", "32.70")] == [
        ("nature", "基本支出"), ("nature", "项目支出"),
    ]  # fmt: skip
    assert fact(got, "45.81").measure == "outturn"


def test_a_form_further_down_a_sheet_is_read_like_the_first() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    form = (
        ("单位：万元",),
        ("科目编码", "科目名称", "合计", "基本支出", "项目支出"),
        ("204", "公共安全支出", 9, 5, 4),
        (None, "合计", 9, 5, 4),
    )
    for at, title in ((1, "支出决算表"), (21, "一般公共预算财政拨款支出决算表")):
        sheet.cell(at, 1, title)
        for r, row in enumerate(form, at + 1):
            for c, value in enumerate(row, 1):
                sheet.cell(r, c, value)
    stream = io.BytesIO()
    book.save(stream)
    got = extract(read_bytes(stream.getvalue(), "a.xlsx"), department="某局", fiscal_year=2024)
    assert [r.field for r in got.records if r.table_kind == "money_form"] == ["expenditure", "general_expenditure"]
    assert {f.unit for f in got.facts} == {"万元"} and len(got.facts) == 12


def test_money_of_a_goal_form_by_source_and_by_kind_is_twice_the_whole() -> None:
    got = read([
        ["预算情况", "部门预算总额（万元）", "50.00"], ["", "1、资金来源：（1）政府预算资金", "45.00"], ["", "（2）单位资金", "5.00"],
        ["", "2、资金结构：（1）基本支出", "20.00"], ["", "（2）项目支出", "30.00"],
    ])  # fmt: skip
    found = [terms_of(got, i) for i in identities(got, "R06")]
    assert found == [(["50.00"], ["45.00", "5.00"]), (["50.00"], ["20.00", "30.00"])]
    assert {f.unit for f in got.facts} == {"万元"}


def test_money_beside_the_indicators_of_a_project_is_the_project_s() -> None:
    got = read_page_table(
        "单位名称|项目名称|年度预算数|年度目标|一级指标|二级指标|三级指标|绩效指标值|权重",
        "2x1:某局|2x1:档案扫描|2x1:86.50|2x1:扫描42万页|产出指标|数量指标|页数|≥42万页|50", "效益指标|社会效益|便利|好|40",
    )  # fmt: skip
    assert (fact(got, "86.50").item, fact(got, "86.50").breakdown) == ("档案扫描", "project")
    assert not [f for f in got.figures if f.fate == "unread"]


def test_the_weight_of_a_level_is_the_sum_of_those_of_its_indicators() -> None:
    got = read_page_table(
        "一级指标|分值|二级指标|分值|三级指标|分值|评价标准|得分", "3x1:过程|3x1:30|2x1:预算执行|2x1:20|完成率|12|100%|11", "支付率|8|及时|8",
        "预算管理|10|制度健全|10|健全|10", "效益|70|履职|70|满意度|70|≥90%|68", "总分|100||100||100||97",
    )  # fmt: skip
    stated = [terms_of(got, i) for i in identities(got, "R87")]
    assert (["20"], ["12", "8"]) in stated and (["30"], ["12", "8", "10"]) in stated
    assert not [f for f in got.figures if f.fate == "unread"]


def test_scores_of_the_first_level_alone_are_no_funds() -> None:
    got = read(
        [
            ["预算执行（万元）", "年初预算", "全年预算", "全年执行", "分值", "执行率", "得分"],
            ["年度资金总额", "268.00", "274.26", "260.55", "10", "95.00%", "9.50"],
            ["其中：中央资金", "214.40", "219.41", "208.44", "/", "95.00%", "/"],
            ["县级资金", "53.60", "54.85", "52.11", "/", "95.00%", "/"],
            ["一级指标", "分值", "得分", "", "", "", ""],
            ["产出指标", "60", "57.5", "", "", "", ""],
            ["效益指标", "30", "28.4", "", "", "", ""],
            ["总分", "100", "95.4", "", "", "", ""],
        ]
    )
    assert next(terms_of(got, i) for i in identities(got, "R06")) == (["268.00"], ["214.40", "53.60"])
    assert [terms_of(got, i) for i in identities(got, "R21")] == [(["95.4"], ["9.50", "57.5", "28.4"])]


def test_a_list_whose_heads_nobody_knows_is_named_by_its_first_column_of_words() -> None:
    rows = [["乡镇", "中央资金", "县级资金"], ["青石镇", "120.50", "36.20"], ["白水乡", "98.30", "29.60"]]
    got = read("单位：万元", [*rows, ["合计", "218.80", "68.50"]])
    assert (fact(got, "98.30").subject, fact(got, "98.30").breakdown) == ("白水乡", "other")
    assert [terms_of(got, i) for i in identities(got, "R93")] == [
        (["218.80"], ["120.50", "98.30"]), (["68.50"], ["36.20", "29.60"]),
    ]  # fmt: skip
    misread = read("单位：万元", [*rows, ["合计", "120.50", "36.20"]])
    assert not identities(misread, "R93")  # what holds in no column is no misprint
