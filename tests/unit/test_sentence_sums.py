"""Which figures of sentences are told as parts, sides, bases and results of each other; a misprint does not hide a list.

The sentences are our own, with invented figures; the patterns are those of published reports.
"""

from __future__ import annotations

import pytest

from pipeline.extract.facts import Extraction
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


def stated(got: Extraction, *rules: str) -> list[tuple[list[str], list[str]]]:
    return [terms_of(got, i) for rule in rules for i in identities(got, rule)]


def test_a_full_stop_inside_brackets_ends_no_sentence() -> None:
    got = read(
        "2024年“三公”经费52.40万元，比上年减少4.60万元。其中：公务用车购置及运行费50.00万元"
        "（公务用车购置费20.00万元；公务用车运行费30.00万元，比上年减少1.00万元。）比上年减少2.00万元；公务接待费2.40万元。"
    )
    assert fact(got, "2.00").item == "公务用车购置及运行维护费"


def test_shares_of_items_not_told_are_of_nothing_told_before() -> None:
    got = read(
        "货物、工程、服务采购规模分别为10.5万元、20.5万元和30.5万元。集中采购、部门采购、分散采购规模分别为15.5万元、25.5万元和20.5万元。"
        "公开招标、邀请招标、竞争性谈判、磋商、询价、单一来源采购规模分别占采购总规模的77.6%、1.0%、2.8%、9.7%、5.1%和3.8%。"
    )
    assert identities(got, "R92") == []


@pytest.mark.parametrize(
    "text",
    [
        # the part is named and not told
        "一般公共预算支出236.50万元，增长12.0%。一般公共预算收入102.10万元。全区公共财政税收收入占一般公共预算收入的比重为65.9%。",
        # told by its growth alone
        "一般公共预算支出236.50万元，增长12.0%。其中，教育等民生相关支出增长11.4%，占一般公共预算支出比重达到73.8%。",
        # one part of two wholes
        "税收收入210.30万元；非税收入52.50万元。税收收入占地方收入和预算收入的比重分别为54.9%和80.0%。",
    ],
)
def test_a_share_of_what_is_not_told(text: str) -> None:
    got = read(text)
    assert [i for i in identities(got, "R92") if all(o.fact_id for o in i.operands)] == []


@pytest.mark.parametrize("whole", ["总支出决算", "支出", "全年支出"])
def test_a_whole_named_in_general_words_is_the_one_whose_parts_are_told(whole: str) -> None:
    got = read(
        f"“三公”经费支出决算为62.50万元。其中：公务用车购置费支出决算0万元，占{whole}的0%；"
        f"公务用车运行维护费支出决算12.50万元，占{whole}的20.00%；公务接待费支出决算50.00万元，占{whole}的80.00%。"
    )
    assert stated(got, "R92") == [
        (["0"], ["0", "62.50"]),
        (["20.00"], ["12.50", "62.50"]),
        (["80.00"], ["50.00", "62.50"]),
    ]


def test_a_list_in_a_numbered_line_is_of_that_line() -> None:
    got = sums(
        "“三公”经费预算79万元，其中：公务接待费4万元，公务用车购置及运行费75万元。具体情况如下：\n"
        "（一）公务接待费4万元，下降50%。\n"
        "（二）公务用车购置及运行费75万元，下降37.5%。其中：公务用车运行费50万元，下降16.67%；公务用车购置费25万元。",
        "R07",
    )
    assert (["75"], ["50", "25"]) in got and (["79"], ["50", "25"]) not in got


def test_the_words_before_its_list_name_the_whole() -> None:
    text = "补助收入260.00万元，其中：返还性收入70.00万元，转移支付收入190.00万元。\n一、返还性收入中，{0}。\n二、转移支付收入中，{1}。"
    got = sums(text.format("消费税返还20.00万元，其他返还50.00万元", "均衡性补助150.00万元，结算补助40.00万元"), "R07")
    assert (["70.00"], ["20.00", "50.00"]) in got and (["190.00"], ["150.00", "40.00"]) in got
    named = read("转移支付收入190.00万元。其他返还50.00万元。", "调整补助中，均衡性补助150.00万元，结算补助40.00万元。")
    assert stated(named, "R07", "R41") == []


@pytest.mark.parametrize(
    ("parts", "stated"),
    [
        ("甲税62.10万元；乙税28.20万元", None),  # nine tenths: examples
        ("甲税62.10万元；乙税36.60万元", "ambiguous"),  # nearly all: perhaps all there are
        ("甲税62.10万元；乙税37.85万元", "inconsistent"),  # nobody leaves out a thousandth
        ("甲税62.10万元；乙税37.90万元", "inconsistent"),
    ],
)
def test_how_much_of_the_whole_an_unmarked_list_covers(parts: str, stated: str | None) -> None:
    got = identities(read(f"税收入库100.00万元，其中：{parts}。"), "R07")
    assert [i.broken_verdict for i in got] == ([] if stated is None else [stated])


def test_shares_that_say_how_much_is_left() -> None:
    got = read("征收入库100.00万元。分部门看，甲局62.00万元，占62.0%，乙局36.30万元，占36.3%。")
    assert stated(got, "R07", "R90") == []


def test_parts_in_brackets_are_not_added_again() -> None:
    got = sums(
        "收入40.00万元，加上级补助收入30.00万元，其中：一般补助20.00万元（含均衡补助15.00万元、其他补助5.00万元），专项补助10.00万元，"
        "上年结转2.00万元，收入合计为72.00万元。",
        "R06",
    )
    assert got == [(["72.00"], ["40.00", "30.00", "2.00"])]


def test_what_is_left_is_no_sum_of_what_was_spent() -> None:
    text = "收入总计64.21万元；支出57.93万元，加上解支出2.15万元、债务还本支出1.90万元，结转下年2.23万元。"
    assert sums(text, "R06") == []


def test_one_sum_is_stated_once() -> None:
    got = read("2024年经营预算收入420.00万元，加上年结转35.60万元，收入总计455.60万元。")
    assert stated(got, "R06", "R07") == [(["455.60"], ["420.00", "35.60"])]


def test_nothing_has_no_parts() -> None:
    got = read(
        "采购预算170.00万元，其中：集中采购170.00万元。分散采购0万元。按资金类型划分，预算拨款170.00万元，专户资金0万元。"
    )
    assert all(terms_of(got, i)[1] != ["0"] for i in identities(got, "R41"))


def test_the_year_of_a_reason_is_not_that_of_the_next_figure() -> None:
    got = read("公务用车运行费461.20万元，下降21%，主要是2016年开展公车改革，车辆减少；公务接待费43.00万元。")
    assert fact(got, "43.00").fiscal_year == 2024


def test_receipts_within_receipts_are_known_by_their_own_name() -> None:
    got = read(
        "一般公共预算收入505.46万元。一般公共预算收入中的税收收入443.32万元。税收收入占财政收入的比重达到87.7%。"
    )
    assert stated(got, "R92") == [(["87.7"], ["443.32", "505.46"])]


def test_what_is_seen_from_one_side_is_no_part_of_the_other() -> None:
    got = read("一般公共预算收入中的税收收入443.32万元。", "从支出来看，一般公共预算支出突破500万元，达到509.97万元。")
    assert fact(got, "509.97").measure == "expenditure" and fact(got, "500").breakdown == "other"
    assert identities(got, "R41") == []


@pytest.mark.parametrize(
    ("period", "months"),
    [
        ("1-11月", 11),
        ("上半年", 6),
        ("截至2024年9月30日", 9),
        ("至4月底", 4),
        ("一季度", 3),
        ("1至10月", 10),
        ("今年", None),
    ],
)
def test_difference_to_the_progress_of_the_year(period: str, months: int | None) -> None:
    got = read(f"2024年{period}，支出完成调整预算430.00亿元的93.7%，快于序时进度2.03个百分点。")
    found = identities(got, "R08")
    assert [i.numerator_constant for i in found] == ([] if months is None else [-100 * months])
    assert all(i.denominator_constant == 12 and terms_of(got, i) == (["2.03"], ["93.7"]) for i in found)


def test_points_for_the_execution_told_behind_the_rate() -> None:
    got = read("全年预算110.00万元，实际兑付104.50万元，预算执行率95.00%，得分9.50分（满分10分）。")
    (score,) = identities(got, "R85")
    assert score.scale == 10 and terms_of(got, score) == (["9.50"], ["104.50", "110.00"])
    assert identities(read("预算执行率95.00%，得分19.00分（满分20分）。"), "R85") == []  # by another scale


def test_taxes_that_end_with_the_others_are_those_of_the_total_before() -> None:
    text = "其中税收收入151.30亿元，非税收入35.12亿元。\n主要税种完成情况：增值税58.26亿元，企业所得税33.90亿元，{0}其他各税{1}亿元。"
    assert (["151.30"], ["58.26", "33.90", "59.14"]) in sums(text.format("", "59.14"), "R07")
    assert (["151.30"], ["58.26", "33.90", "51.94"]) in sums(text.format("", "51.94"), "R07")  # digits swapped
    assert sums(text.format("", "20.33"), "R07") == []


@pytest.mark.parametrize("graded", ["“优”的项目28个，“良”的7个，“中”的3个", "优28个、良7个、中3个"])
def test_projects_by_grade_add_up_to_those_that_were_graded(graded: str) -> None:
    got = sums(f"部门共有项目52个，其中自评项目37个，涉及资金520.66万元。从结果看，{graded}。", "R33")
    assert (["37"], ["28", "7", "3"]) in got


def test_changes_told_as_the_reasons_of_a_change() -> None:
    text = "支出总计782.19万元，较上年减少28.14万元。主要原因：基本支出增加11.40万元，项目支出减少39.54万元。"
    assert sums(text, "R10") == [(["-28.14"], ["11.40", "-39.54"])]


def test_a_part_that_did_not_change_is_not_missed() -> None:
    text = (
        "“三公”经费预算86.50万元，比上年减少5.80万元。其中：\n1.因公出国（境）费18.50万元，比上年减少6.00万元。\n"
        "2.公务接待费10.00万元，比上年增加0.20万元。\n3.公务用车购置和运行维护费58.00万元，与上年持平。"
    )
    assert sums(text, "R10") == [(["-5.80"], ["-6.00", "0.20"])]


def test_a_budget_has_two_equal_sides_and_tells_its_change_once() -> None:
    got = sums(
        "2024年收入预算301.57万元，比上年增加14.24万元。\n"
        "2024年支出预算301.57万元。其中：基本支出预算93.46万元，比上年增加1.25万元；项目支出预算208.11万元，比上年增加12.99万元。",
        "R10",
    )
    assert got == [(["14.24"], ["1.25", "12.99"])]


def test_a_comparison_that_names_a_bare_side_is_of_what_was_spoken_of() -> None:
    got = read(
        "乡村产业专项资金全年预算52.00万元，实际支出51.28万元，预算执行率98.62%；比2023年支出49.10万元增加2.18万元。"
    )
    assert [terms_of(got, i) for i in identities(got, "R08")] == [(["2.18"], ["51.28", "-49.10"])]


def test_no_money_is_no_rounded_figure() -> None:
    assert (fact(read("出国费0万元，接待费2.35万元。"), "0").lower, fact(read("占比0%。"), "0").exactness) == (
        0,
        "printed",
    )


def test_a_list_with_a_misprint_has_ended_where_another_begins() -> None:
    got = sums(
        "债务余额350346万元。其中，一般债务143841万元，专项债务206523万元；政府债券348741万元，存量债务1623万元。",
        "R07",
    )
    assert (["350346"], ["143841", "206523"]) in got


def test_a_list_with_a_misprint_does_not_go_on_in_the_lines_below() -> None:
    got = sums(
        "下达资金17082万元，其中，中央资金5273万元，省级资金5509万元。\n（一）产业发展2993.7万元；\n（二）乡村建设480万元。",
        "R07",
    )
    assert (["17082"], ["5273", "5509"]) in got


def test_items_that_add_up_elsewhere_are_all_there_are() -> None:
    line = "{0}、安排{1}项目资金{2}万元（其中：中央资金{3}万元、省级资金{4}万元）。"
    got = sums(line.format(1, "农业", 5272, 2930, 2342) + "\n" + line.format(2, "中药", 480, 300, 108), "R07")
    assert (["480"], ["300", "108"]) in got
    assert sums(line.format(2, "中药", 480, 300, 108), "R07") == []  # alone it may name examples


@pytest.mark.parametrize(("upper", "lower"), [("中央", "地方"), ("省级", "市县级"), ("市本级", "县区")])
def test_two_levels_of_government_are_all_there_are(upper: str, lower: str) -> None:
    assert sums(f"预算支出74.6万元。其中：{upper}支出26.2万元，增长6.6%；{lower}支出47.6万元，增长3.9%。", "R07")


def test_a_side_named_as_the_topic_is_the_whole_of_its_list() -> None:
    got = sums(
        "一般公共预算收入60.19万元；一般公共预算支出72.82万元。\n"
        "收入方面，分中央和地方看，中央一般公共预算收入24.33万元；地方一般公共预算本级收入35.86万元。",
        "R07",
    )
    assert got == [(["60.19"], ["24.33", "35.86"])]


def test_receipts_are_no_part_of_expenditure_nor_the_other_way_round() -> None:
    got = sums(
        "完成基金收入969万元，其中出让收入686万元，配套费收入135万元，处理费收入68万元；完成基金支出4093万元。", "R07"
    )
    assert all("4093" not in parts for _, parts in got)


def test_a_comparison_with_last_year_opens_no_list() -> None:
    got = read(
        "各类学校生均经费增长情况。",
        "普通高校由上年17916.00元增加到21360.17元。",
        "中职学校由上年30355.33元增加到31504.20元。",
    )
    assert identities(got, "R41") == []


def test_what_brackets_leave_out_is_no_part() -> None:
    assert stated(read("境外捐赠144万元（不包含对口援建项目款639万元）。"), "R41", "R07") == []


def test_what_has_accumulated_holds_what_was_there_before() -> None:
    got = read("捐赠款收入1535.67万元，捐赠款支出1228.84万元，期初捐赠款结存689.91万元，累计捐赠款结余996.74万元。")
    assert identities(got, "R94") == []
    assert stated(got, "R04") == [(["996.74"], ["689.91", "1535.67", "-1228.84"])]


def test_funds_beside_goods_are_a_part() -> None:
    got = read("募集款物8018.82万元（资金收入6000.53万元，物资收入2018.29万元）。")
    assert fact(got, "6000.53").breakdown == "part"
    assert stated(got, "R07") == [(["8018.82"], ["6000.53", "2018.29"])]


def test_units_of_a_kind_are_not_all_units() -> None:
    got = read("独立核算单位共计196个。", "一级预算单位129个，二级预算单位67个。")
    assert [f.measure for f in got.facts] == ["budget_unit", "count", "count"]


def test_shares_of_a_total_told_by_another_name() -> None:
    text = "实现财务收入279.40万元。\n1.捐赠收入41.31万元，占总收入的14.79%。\n2.拨款收入220.43万元，占总收入的78.89%。\n3.其他收入17.66万元，占总收入的{0}%。"
    assert (["6.32"], ["17.66", "279.40"]) in sums(text.format("6.32"), "R92")
    assert (["6.23"], ["17.66", "279.40"]) in sums(text.format("6.23"), "R92")  # the others say what 总收入 is


def test_items_that_add_up_elsewhere_do_not_make_any_figure_their_whole() -> None:
    got = sums(
        "下达公益金1237万元。其中，福利公益金498万元，体育公益金739万元。\n收入1237万元，安排支出1169万元，结转下年68万元。其中：\n"
        "1.福利公益金498万元，用于养老。\n2.体育公益金739万元，用于健身。",
        "R07",
    )
    assert (["1237"], ["498", "739"]) in got and (["68"], ["498", "739"]) not in got
