"""Which figures of sentences are told as parts, sides, bases and results of each other; a misprint does not hide a list.

The sentences are our own, with invented figures; the patterns are those of published reports.
"""

from __future__ import annotations

import pytest

from tests.unit.documents import fact, identities, read, terms_of


def sums(text: str, rule: str) -> list[tuple[list[str], list[str]]]:
    got = read(*text.split("\n"))
    return [terms_of(got, i) for i in identities(got, rule)]


def test_totals_of_the_appropriation_are_not_the_departments() -> None:
    got = read(
        "2023年度收入总计910.00万元，支出总计910.00万元。",
        "四、财政拨款收入支出决算总体情况说明",
        "2023年度财政拨款收入总计730.00万元，支出总计730.00万元。",
    )
    assert [f.breakdown for f in got.facts] == ["total", "total", "fund_source", "fund_source"]
    assert {f.item for f in got.facts if f.breakdown == "fund_source"} == {"财政拨款"}
    assert [terms_of(got, i) for i in identities(got, "R04")] == [(["910.00"], ["910.00"]), (["730.00"], ["730.00"])]


def test_receipts_that_hold_the_balance_are_not_those_of_the_year() -> None:
    got = read("2023年收入预算820.50万元，其中：本年收入790.00万元，上年结转30.50万元。")
    assert [f.measure for f in got.facts] == ["revenue_total", "revenue", "opening_balance"]


@pytest.mark.parametrize(
    ("printed", "complete"),
    [
        ("5213.40", True),  # two digits swapped: 2513.40 is printed where the parts need it
        ("2531.40", True),
        ("4186.00", False),  # a list of examples misses its whole by any amount
    ],
)
def test_a_list_one_misprint_off_is_complete(printed: str, complete: bool) -> None:
    text = f"人员经费{printed}万元，主要包括：基本工资1513.40万元，津贴补贴600.25万元，奖金399.75万元。"
    assert bool(sums(text, "R07")) == complete


def test_numbered_lines_tell_a_complete_list_again_and_have_lists_of_their_own() -> None:
    got = sums(
        "基本支出500.00万元，包括人员经费420.00万元和公用经费80.00万元。其中：\n"
        "1.人员经费420.00万元，主要包括：基本工资300.00万元，奖金120.00万元。\n"
        "2.公用经费80.00万元，主要包括：办公费50.00万元，差旅费30.00万元。",
        "R07",
    )
    assert (["420.00"], ["300.00", "120.00"]) in got and (["80.00"], ["50.00", "30.00"]) in got
    assert (["500.00"], ["420.00", "80.00"]) in got


def test_a_list_behind_what_was_left_is_of_what_was_spent() -> None:
    text = "全年支出900.00万元，结转60.00万元。其中：基本支出500.00万元，项目支出400.00万元。"
    assert sums(text, "R07") == [(["900.00"], ["500.00", "400.00"])]


def test_lists_of_budget_and_outturn_told_together() -> None:
    text = (
        "2023年度“三公”经费支出预算为14.00万元，支出决算为11.25万元。"
        "其中：公务用车购置及运行维护费预算9.50万元，决算8.15万元；公务接待费预算4.50万元，决算3.10万元。"
    )
    assert sorted(sums(text, "R07")) == [(["11.25"], ["8.15", "3.10"]), (["14.00"], ["9.50", "4.50"])]


def test_sums_by_column_over_numbered_lines() -> None:
    text = (
        "共实施项目2个，预算安排260.00万元，实际支出231.50万元。\n"
        "1.河道清淤项目：全年预算150.00万元，执行数141.50万元。\n2.泵站维修项目：全年预算110.00万元，执行数90.00万元。"
    )
    assert sorted(sums(text, "R07")) == [(["231.50"], ["141.50", "90.00"]), (["260.00"], ["150.00", "110.00"])]


@pytest.mark.parametrize(
    ("text", "rule", "expected"),
    [
        ("发放工资120.50万元，奖金30.00万元，津贴19.50万元，合计170.00万元。", "R07", (["170.00"], ["120.50", "30.00", "19.50"])),
        (
            "收入6.20亿元，加上级补助收入2.30亿元、上年结余0.50亿元，收入合计9.00亿元。", "R06",
            (["9.00"], ["6.20", "2.30", "0.50"]),
        ),
        (
            "年初结转230.00万元，本年到位资金860.00万元，本年支出905.00万元，年末结转185.00万元。", "R04",
            (["185.00"], ["230.00", "860.00", "-905.00"]),
        ),
        (
            "综合得分91.5分，其中：决策指标满分20分，得分18.5分；过程指标满分80分，得分73分。", "R07",
            (["91.5"], ["18.5", "73"]),
        ),
        (
            "三年累计投入36.60万元，其中2020年10.50万元，2021年12.30万元，2022年13.80万元。", "R07",
            (["36.60"], ["10.50", "12.30", "13.80"]),
        ),
        ("离退休人员156人，其中离休2人、退休154人。", "R36", (["156"], ["2", "154"])),
    ],
)  # fmt: skip
def test_what_a_sentence_adds_up(text: str, rule: str, expected: tuple[list[str], list[str]]) -> None:
    assert expected in sums(text, rule)


def test_from_one_level_to_another() -> None:
    got = read("2023年公务接待费由2022年的8.60万元减少到6.45万元，下降25.00%。")
    assert [(f.value, f.aspect, f.fiscal_year) for f in got.facts] == [
        ("8.60", "level", 2022), ("6.45", "level", 2023), ("25.00", "change_rate", 2023),
    ]  # fmt: skip
    (rate,) = identities(got, "R09")
    assert {got_fact.value for got_fact in got.facts if got_fact.fact_id in {o.fact_id for o in rate.operands}} == {
        "8.60", "6.45", "25.00",
    }  # fmt: skip


def test_a_multiple_of_last_year_and_the_growth_behind_it() -> None:
    got = read("2023年接待游客356.4万人次，是上年162.0万人次的2.2倍，增长1.2倍。")
    assert fact(got, "162.0").fiscal_year == 2022
    assert [len(identities(got, rule)) for rule in ("R92", "R09")] == [1, 1]
    assert all(o.fact_id is not None for rule in ("R92", "R09") for i in identities(got, rule) for o in i.operands)


def test_each_insurance_is_a_fund_of_its_own() -> None:
    got = read(
        "失业保险基金收入2.10亿元，支出1.80亿元，当年结余0.30亿元；工伤保险基金收入0.90亿元，支出0.70亿元，当年结余0.20亿元。"
    )
    spent = [f for f in got.facts if f.measure == "expenditure"]
    assert [f.item for f in spent] == ["失业保险基金", "工伤保险基金"]


@pytest.mark.parametrize(
    "text",
    [
        "“三公”经费控制率=决算数18.00万元/预算数22.50万元×100%=80.00%。",
        "“三公”经费控制率80.00%（决算数18.00万元/预算数22.50万元×100%）。",
        "总投资22.50万元，实际到位18.00万元，资金到位率80.00%。",
        "过程指标满分22.50分，得分18.00分，得分率80.00%。",
    ],
)
def test_a_rate_beside_the_figures_of_its_division(text: str) -> None:
    (rate,) = identities(got := read(text), "R02")
    values = {f.fact_id: f.value for f in got.facts}
    assert [values[o.fact_id or ""] for o in rate.operands] == ["80.00", "18.00", "22.50"]


def test_a_part_executes_its_own_budget() -> None:
    got = read(
        "2024年部门年初预算900.00万元，其中：基本支出500.00万元，项目支出400.00万元。全年支出880.00万元，执行率97.78%。"
        "其中：基本支出495.00万元，执行率99.00%。"
    )
    values = {f.fact_id: f.value for f in got.facts}
    rates = [[values[o.fact_id or ""] for o in i.operands] for i in identities(got, "R02")]
    assert ["99.00", "495.00", "500.00"] in rates


def test_shares_of_one_sentence_without_amounts_add_up() -> None:
    got = read("支出结构：人员经费占38.5%，公用经费占9.2%，项目支出占52.3%。")
    (shares,) = identities(got, "R90")
    assert len(shares.operands) == 3 and shares.numerator_constant == 100


def test_ages_are_no_quantities() -> None:
    got = read("高龄津贴80-89岁每人每月50元，共发放3210人、192.60万元。")
    assert [f.value for f in got.facts] == ["50", "3210", "192.60"]
    assert [f.reason for f in got.figures if f.fate == "ignored"] == ["age of those meant / 年龄"]
    assert len(identities(got, "R15")) == 1


@pytest.mark.parametrize(
    "comparison",
    ["较上年的590.00万元增长30.00万元", "比上年590.00万元增加30.00万元", "与上年590.00万元相比增加30.00万元"],
)
def test_a_comparison_behind_a_list_is_of_what_the_list_is_of(comparison: str) -> None:
    got = read(f"2024年收入合计620.00万元，其中：事业收入600.00万元，其他收入20.00万元。{comparison}，增幅5.08%。")
    assert [f.breakdown for f in got.facts[3:]] == ["total"] * 3
    assert [terms_of(got, i) for i in identities(got, "R08")] == [(["30.00"], ["620.00", "-590.00"])]
