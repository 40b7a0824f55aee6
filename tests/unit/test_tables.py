"""Tables → facts, records and the sums that a form states. All tables are our own."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.documents import fact, identities, read, terms_of

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


CELL = st.text(alphabet="项目名称执行率合计万元%0123456789.,-—/无完成年预算数收入支出一二三、（）", max_size=12)


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
