"""Sentences → facts and the identities they state. The sentences are our own; the patterns are those of published reports."""

from __future__ import annotations

import pytest

from pipeline.extract.terms import Term, classify
from tests.unit.documents import document, extract, fact, identities, read, terms_of


def test_total_with_sources_and_a_second_year_in_one_sentence() -> None:
    got = read(
        "2024年收入预算500.00万元，其中一般公共预算财政拨款420.50万元；政府性基金预算财政拨款79.50万元，2023年收入预算450.00万元，其中一般公共预算财政拨款400.00万元；政府性基金预算财政拨款50.00万元。"
    )
    assert {(f.value, f.fiscal_year) for f in got.facts} == {
        ("500.00", 2024), ("420.50", 2024), ("79.50", 2024), ("450.00", 2023), ("400.00", 2023), ("50.00", 2023),
    }  # fmt: skip
    assert [terms_of(got, i) for i in identities(got, "R06")] == [
        (["500.00"], ["420.50", "79.50"]),
        (["450.00"], ["400.00", "50.00"]),
    ]


def test_change_and_rate_against_a_named_year() -> None:
    got = read("2024年收入500.00万元，2023年收入450.00万元，相比2023年收入增加50.00万元，增长11.11%。")
    assert fact(got, "50.00").direction == 1 and fact(got, "50.00").base_year == 2023
    (change,) = identities(got, "R08")
    assert terms_of(got, change) == (["50.00"], ["500.00", "-450.00"])
    (rate,) = identities(got, "R09")
    assert rate.scale == 100 and terms_of(got, rate)[0] == ["11.11"]


def test_last_years_list_behind_a_comparison_is_of_last_year() -> None:
    got = read(
        "2024年支出300.00万元，其中教育支出200.00万元；农林水支出100.00万元；相比2023年支出280.00万元，增加20.00万元；其中教育支出190.00万元，增加10.00万元；农林水支出90.00万元，增加10.00万元。"
    )
    assert fact(got, "190.00").fiscal_year == 2023 and fact(got, "200.00").fiscal_year == 2024
    assert [terms_of(got, i) for i in identities(got, "R07")] == [
        (["300.00"], ["200.00", "100.00"]),
        (["280.00"], ["190.00", "90.00"]),
    ]
    assert [terms_of(got, i) for i in identities(got, "R10")] == [(["20.00"], ["10.00", "10.00"])]
    assert len(identities(got, "R08")) == 3


def test_fall_is_negative_and_the_rate_uses_the_printed_change_where_last_year_is_not_printed() -> None:
    got = read("机关运行经费支出80.00万元，比2023年减少20.00万元，下降20.00%。")
    assert fact(got, "20.00", "change").direction == -1
    (rate,) = identities(got, "R09")
    by_role = {o.role: o for o in rate.operands}
    assert (by_role["part"].numerator_weight, by_role["part"].denominator_weight) == (-1, 1)
    assert by_role["base"].denominator_weight == 1
    (change,) = identities(got, "R08")
    assert [o.missing for o in change.operands if o.fact_id is None] and rate.operands[0].stated_weight == -1


def test_shares_of_a_list_and_their_sum() -> None:
    got = read("本年支出合计100.00万元，其中：基本支出60.00万元，占60.00%；项目支出40.00万元，占40.00%。")
    assert [terms_of(got, i) for i in identities(got, "R92")] == [
        (["60.00"], ["60.00", "100.00"]),
        (["40.00"], ["40.00", "100.00"]),
    ]
    assert len(identities(got, "R07")) == 1 and len(identities(got, "R90")) == 1


def test_share_of_a_named_whole_and_a_missing_percent_sign() -> None:
    got = read("本年支出合计100.00万元。", "一般公共预算财政拨款支出90.00万元，占本年支出合计的90.00。")
    assert fact(got, "90.00", "share").unit == ""
    assert [terms_of(got, i) for i in identities(got, "R92")] == [(["90.00"], ["90.00", "100.00"])]


def test_completion_of_the_budget_that_is_named() -> None:
    got = read(
        "社会保障和就业支出（类）行政事业单位养老支出（款）职业年金缴费支出（项）。年初预算为10.00万元，支出决算为9.50万元，完成年初预算的95.00%。"
    )
    (rate,) = identities(got, "R02")
    assert terms_of(got, rate) == (["95.00"], ["9.50", "10.00"])
    assert fact(got, "9.50").item == "社会保障和就业支出/行政事业单位养老支出/职业年金缴费支出"
    assert fact(got, "10.00").stage == "original_budget" and fact(got, "9.50").stage == "final_outturn"


def test_budget_between_the_figure_and_its_rate() -> None:
    got = read("一般公共预算收入240万元，为年初预算数600万元的40%，比上年减收10万元，下降4%。")
    (rate,) = identities(got, "R02")
    assert terms_of(got, rate) == (["40"], ["240", "600"])
    (growth,) = identities(got, "R09")
    assert terms_of(got, growth)[1] == ["-10", "240"]


def test_parts_that_by_law_make_up_a_whole_need_no_marker() -> None:
    got = read("一般公共预算基本支出合计90.00万元，人员经费70.00万元，公用经费10.00万元。")
    assert [terms_of(got, i) for i in identities(got, "R07")] == [(["90.00"], ["70.00", "10.00"])]


def test_examples_after_among_are_bounded_not_summed() -> None:
    got = read("2024年支出100.00万元，其中教育支出20.00万元。")
    assert identities(got, "R07") == []
    assert [i.relation for i in identities(got, "R41")] == ["le"]


def test_headcounts_by_type() -> None:
    got = read("我局总编制30名，其中：行政编制20名，事业编制10名。在职人员总数28名，其中：行政19名，事业9名。离休0名。")
    assert [(f.measure, f.breakdown, f.item, f.value) for f in got.facts] == [
        ("establishment", "total", None, "30"), ("establishment", "headcount_type", "行政", "20"), ("establishment", "headcount_type", "事业", "10"),
        ("on_board_staff", "total", None, "28"), ("on_board_staff", "headcount_type", "行政", "19"), ("on_board_staff", "headcount_type", "事业", "9"),
        ("retired_veteran", "total", None, "0"),
    ]  # fmt: skip


def test_a_change_told_after_both_years() -> None:
    got = read(
        "2024年度的收入总计和支出总计都是120.00万元。2023年度这一数字为100.00万元，收支两边各多了20.00万元，增幅20%。变化来源：基本支出增加5.00万元，项目支出增加15.00万元。"
    )
    assert fact(got, "20.00").fiscal_year == 2024
    assert terms_of(got, identities(got, "R08")[0]) == (["20.00"], ["120.00", "-100.00"])
    assert [terms_of(got, i) for i in identities(got, "R10")] == [(["20.00"], ["5.00", "15.00"])]


def test_comparison_with_equal_figures_sets_no_base_year() -> None:
    got = read("A支出50万元，与2023年决算数持平。教育支出60万元，增加10万元，增长20%。")
    assert fact(got, "60").fiscal_year == 2024


def test_score_progress_and_balance() -> None:
    got = read("执行进度100%，整体绩效自评得分为93分。", "2024年年末基本支出结转结余2040201行政运行107335.48元。")
    assert (fact(got, "100").measure, fact(got, "93").measure) == ("execution_progress", "self_score")
    balance = fact(got, "107335.48")
    assert (balance.measure, balance.item, balance.item_code) == ("closing_balance", "基本支出", "2040201")


@pytest.mark.parametrize(
    ("label", "side", "term"),
    [
        ("收入预算", None, Term("revenue", "total", stage="budget")),
        ("本年收入合计", None, Term("revenue", "total")),
        ("总收入", None, Term("revenue_total", "total")),
        ("收入支出总计", None, Term("revenue_expenditure_total", "total")),
        ("一般公共预算财政拨款支出", None, Term("expenditure", "fund_source", "一般公共预算财政拨款")),
        ("一般公共预算财政拨款", "revenue", Term("revenue", "fund_source", "一般公共预算财政拨款")),
        ("农林水支出", None, Term("expenditure", "function", "农林水支出", "213")),
        ("基本支出", None, Term("expenditure", "nature", "基本支出")),
        ("上年结转和结余", None, Term("opening_balance", "total")),
        ("年末结转和结余", None, Term("closing_balance", "total")),
        ("公务接待费", None, Term("three_public", "three_public", "公务接待费")),
    ],
)
def test_vocabulary(label: str, side: str | None, term: Term) -> None:
    assert classify(label, side) == term


def test_quotes_are_exact_substrings_of_hard_wrapped_text() -> None:
    text = "本年支出合计307.82 万元，其中：基本支出105.58 万元，占\n34.30%；项目支出202.24 万\n元，占65.70%。"
    got = read(text)
    assert all(f.quote in text for f in got.facts)
    assert [f.value for f in got.facts] == ["307.82", "105.58", "34.30", "202.24", "65.70"]


def test_every_figure_has_a_fate() -> None:
    got = read("根据川财行〔2024〕73号，2024年下达80万元、战训经费－-12万元，共3个批次。")
    assert [(f.text, f.fate) for f in got.figures] == [
        ("〔2024〕73号", "ignored"), ("2024年", "ignored"), ("80万元", "fact"), ("－-12万元", "fact"), ("3个", "fact"),
    ]  # fmt: skip
    assert fact(got, "--12").exactness == "unreadable"


@pytest.mark.parametrize(
    ("text", "scale", "parts", "total"),
    [
        ("每个机位300元/月，20个机位共计72000元。", 12, ["300", "20"], "72000"),
        ("聘用护林员8人，每人每月1500元，共计144000元。", 12, ["1500", "8"], "144000"),
        ("采购制服40套，每套500元，共20000元。", 1, ["500", "40"], "20000"),
        ("聘用保安5人，每人每月2000元，服务期6个月，合计60000元。", 1, ["2000", "5", "6"], "60000"),
    ],
)
def test_price_times_quantity_times_periods(text: str, scale: int, parts: list[str], total: str) -> None:
    got = read(text)
    (product,) = identities(got, "R15")
    assert (product.form, product.scale) == ("product", scale)
    assert terms_of(got, product) == ([total], parts)


def test_a_zero_part_told_in_the_sentence_of_a_complete_list_is_still_a_part() -> None:
    got = read(
        "本年收入合计500.00万元，其中：财政拨款收入450.00万元，占90.00%；事业收入50.00万元，占10.00%；经营收入0万元，占0%。"
    )
    assert [terms_of(got, i) for i in identities(got, "R06")] == [(["500.00"], ["450.00", "50.00", "0"])]
    assert [terms_of(got, i)[1] for i in identities(got, "R92")][-1] == ["0", "500.00"]


def test_a_list_that_only_rounds_to_the_whole_goes_on_to_the_part_that_completes_it() -> None:
    got = read("“三公”经费19万元，其中：因公出国（境）费0万元；公务用车购置及运行费18万元；公务接待费1万元。")
    assert [terms_of(got, i) for i in identities(got, "R07")] == [(["19"], ["0", "18", "1"])]


def test_a_count_told_in_passing_does_not_end_a_list() -> None:
    got = read(
        "“三公”经费合计25万元，其中：因公出国（境）费0万元；公务用车保有量3辆，购置及运行维护费6万元，公务接待费19万元。"
    )
    assert [terms_of(got, i) for i in identities(got, "R07")] == [(["25"], ["0", "6", "19"])]


def test_a_comparison_behind_a_list_is_of_the_whole() -> None:
    got = read(
        "“三公”经费合计12.00万元，其中：公务接待费2.00万元，公务用车运行费10.00万元。较上年减少3.00万元，下降20.00%。"
    )
    assert fact(got, "3.00", "change").item is None
    (rate,) = identities(got, "R09")
    assert terms_of(got, rate)[1][-1] == "12.00"


def test_a_bare_figure_of_last_year_has_the_unit_of_the_change() -> None:
    got = read("公务接待费4.05万元，较上年4.55减少0.50万元。")
    assert fact(got, "4.55").value_base == fact(got, "4.05").value_base + fact(got, "0.50", "change").value_base


def test_the_excess_over_a_budget_is_a_change_against_it() -> None:
    got = read("支出总计1050.00万元，完成年初预算100%，决算数大于预算数50.00万元。")
    assert fact(got, "50.00", "change").direction == 1
    assert len(identities(got, "R02")) == 1


def test_a_difference_without_direction_is_the_larger_less_the_smaller() -> None:
    got = read("公务接待费支出2.50万元，年初预算为3.00万元，差值为0.50万元。")
    assert [terms_of(got, i) for i in identities(got, "R08")] == [(["0.50"], ["3.00", "-2.50"])]


def test_a_round_mark_that_was_passed_is_not_what_a_change_is_of() -> None:
    got = read("政府采购规模为20500.5亿元，首次突破2万亿元，比上年增加500.5亿元，增长2.5%。")
    (rate,) = identities(got, "R09")
    assert "20500.5" in terms_of(got, rate)[1]


def test_shares_listed_behind_their_parts_name_a_whole_told_before() -> None:
    got = read(
        "2023年政府采购规模为300.0亿元。中央单位、地方单位采购规模分别为30.0亿元和270.0亿元，占政府采购规模的10.0%和90.0%。"
    )
    assert [terms_of(got, i) for i in identities(got, "R92")] == [
        (["10.0"], ["30.0", "300.0"]),
        (["90.0"], ["270.0", "300.0"]),
    ]


def test_a_sentence_that_goes_from_one_year_to_the_next_is_followed_by_one_of_the_later() -> None:
    got = read("2023年支出120.00万元，2024年支出135.00万元。其中项目支出70.00万元。加上年初结转3.00万元。")
    assert fact(got, "120.00").fiscal_year == 2023
    assert fact(got, "70.00").fiscal_year == fact(got, "3.00").fiscal_year == 2024


def test_a_sentence_that_names_two_years_is_followed_by_one_of_the_first() -> None:
    got = read("2024年支出120.00万元，2023年支出100.00万元。基本支出70.00万元，项目支出50.00万元。")
    assert fact(got, "70.00").fiscal_year == 2024
    assert [terms_of(got, i) for i in identities(got, "R07")] == [(["120.00"], ["70.00", "50.00"])]


def test_totals_of_one_level_and_of_all_levels_are_apart() -> None:
    got = read("全省一般公共预算收入300亿元，收入总量为700亿元。省级一般公共预算收入80亿元，收入总量为400亿元。")
    assert fact(got, "700").item is None and fact(got, "400").item == "省级"


def test_a_figure_beyond_all_belief_is_kept_as_printed_and_not_reckoned_with() -> None:
    """Its digits stand, its value is unreadable; it would overflow the warehouse's decimals, and the whole build with them."""
    extraction = read(f"2024年收入预算{'9' * 40}万元，支出预算6288.30万元。")
    unbelievable = fact(extraction, "9" * 40)
    assert unbelievable.exactness == "unreadable"
    assert (unbelievable.value_base, unbelievable.lower, unbelievable.upper) == (None, None, None)
    assert fact(extraction, "6288.30").value_base == 62_883_000


def test_kinds_of_expenditure_under_one_project_are_not_those_of_the_whole() -> None:
    got = read(
        "基本支出300.00万元，其中：工资福利支出200.00万元，商品和服务支出100.00万元。",
        "项目支出90.00万元，其中：工资福利支出30.00万元，商品和服务支出60.00万元。",
    )
    assert {f.item for f in got.facts if f.value in ("200.00", "100.00")} == {"工资福利支出", "商品和服务支出"}
    assert {f.item for f in got.facts if f.value in ("30.00", "60.00")} == {
        "项目支出/工资福利支出", "项目支出/商品和服务支出",
    }  # fmt: skip


def test_what_is_left_is_what_was_granted_less_what_was_spent() -> None:
    got = read("2024年实施项目3个，预算安排200.00万元，实际支出180.00万元，结余20.00万元。")
    assert [terms_of(got, i) for i in identities(got, "R94")] == [(["20.00"], ["200.00", "-180.00"])]


def test_scores_told_one_by_one_add_to_the_last() -> None:
    got = read("综合评价：投入9分，过程18分，产出45分，效果20分，合计92分。")
    assert [terms_of(got, i) for i in identities(got, "R21")] == [(["92"], ["9", "18", "45", "20"])]


def test_a_list_across_sentences_and_lines() -> None:
    got = read(
        "“三公”经费支出100.00万元，下降5%。其中：因公出国（境）费支出0万元。公务用车购置费支出20.00万元，增长3%；"
        "公务用车运行维护费支出50.00万元。公务接待费支出30.00万元。"
    )
    assert [terms_of(got, i)[1] for i in identities(got, "R07")] == [["0", "20.00", "50.00", "30.00"]]


def test_a_base_is_of_what_is_named_in_front_of_the_comparison() -> None:
    got = read(
        "年末资产总额100.00万元，其中流动资产70.00万元，固定资产30.00万元。资产总额较上年末的80.00万元增加20.00万元，增幅25%。"
    )
    assert [terms_of(got, i)[1] for i in identities(got, "R08")] == [["100.00", "-80.00"]]


def test_years_may_stand_in_front_of_the_figures_of_one_label() -> None:
    got = read("一般公共预算财政拨款支出2024年和2023年各为20.00，16.00万元，同比增长25%。")
    assert (fact(got, "20.00").fiscal_year, fact(got, "16.00").fiscal_year) == (2024, 2023)


def test_what_follows_brackets_is_told_of_the_figure_before_them() -> None:
    got = read(
        "“三公”经费预算300.00万元，较2023年的310.00万元减少10.00万元。其中：公务接待费90.00万元，减少4.00万元；"
        "公务用车购置及运行维护费210.00万元（其中：公务用车运行维护费180.00万元，公务用车购置费30.00万元），减少6.00万元，下降2.78%。"
    )
    assert fact(got, "6.00").item == fact(got, "2.78").item == "公务用车购置及运行维护费"
    assert [terms_of(got, i)[1] for i in identities(got, "R07")][-1] == ["180.00", "30.00"]


def test_a_year_named_inside_brackets_ends_with_them() -> None:
    got = read("实施项目9个（含2022年结转项目2个），到位资金120.00万元。")
    assert (fact(got, "2").fiscal_year, fact(got, "120.00").fiscal_year) == (2022, 2024)


def test_changes_told_in_one_run_are_each_of_its_own_part() -> None:
    got = read(
        "“三公”经费预算60.00万元中，因公出国（境）费10.00万元，公务用车购置及运行费30.00万元，公务接待费20.00万元。"
        "与2023年预算相比，分别减少1.00万元、2.00万元和3.00万元。"
    )
    assert [(f.item, f.direction) for f in got.facts if f.aspect == "change"] == [
        ("因公出国（境）费", -1), ("公务用车购置及运行维护费", -1), ("公务接待费", -1),
    ]  # fmt: skip
    rates = read(
        "2024年收、支总计分别为80.00万元、90.00万元。与2023年相比，收、支总计各增加8.00万元、9.00万元，各增长11.11%、11.11%。"
    )
    assert [terms_of(rates, i)[1] for i in identities(rates, "R09")] == [["8.00", "80.00"], ["9.00", "90.00"]]


def test_a_percent_in_brackets_behind_a_change_is_its_rate() -> None:
    got = read("公务接待费2.00万元，较上年减少0.50万元（20.00%），主要是接待减少。")
    assert [terms_of(got, i)[0] for i in identities(got, "R09")] == [["-20.00"]]


def test_two_comparisons_in_one_sentence_have_each_its_own_rate() -> None:
    got = read(
        "机关运行经费支出90.00万元，比年初预算数减少10.00万元，下降10.00%；比上年决算数增加5.00万元，增长5.88%。"
    )
    assert (fact(got, "10.00", "change_rate").base_year, fact(got, "5.88").base_year) == (None, 2023)


def test_a_section_about_one_account_tells_of_that_account() -> None:
    got = read(
        "八、政府性基金预算财政拨款收入支出决算情况说明",
        "2024年度政府性基金预算财政拨款年初结转和结余1.00万元，本年收入3.00万元，本年支出4.00万元。",
    )
    assert {f.item for f in got.facts} == {"政府性基金预算财政拨款"}


def test_a_list_of_one_side_is_no_part_of_the_other_side() -> None:
    got = read(
        "收入包括：一般公共预算拨款收入50.00万元、其他收入0.00万元；支出包括：教育支出30.00万元、农林水支出20.00万元。"
    )
    assert not [i for i in identities(got, "R07") if terms_of(got, i)[0] == ["0.00"]]


def test_averages_come_of_a_total_and_a_count() -> None:
    got = read(
        "公务用车保有量4辆，运行维护费9.20万元，车均2.30万元。国内公务接待20批次、150人次，接待费1.80万元，人均120元。"
    )
    assert [terms_of(got, i) for i in identities(got, "R15")] == [
        (["2.30"], ["9.20", "4"]), (["120"], ["1.80", "150"]),
    ]  # fmt: skip
    assert all(i.denominator_constant == 0 for i in identities(got, "R15"))
    mean = read("4个项目得分依次为90.00分、80.00分、85.00分、95.00分，平均87.50分。")
    (identity,) = identities(mean, "R15")
    assert identity.denominator_constant == 4 and len(identity.operands) == 5


def test_averages_do_not_add_up() -> None:
    got = read("全县居民人均可支配收入30000元，其中城镇居民人均可支配收入40000元，农村居民人均可支配收入20000元。")
    assert not identities(got, "R07") and not identities(got, "R41")


def test_a_count_for_each_and_all_of_them() -> None:
    got = read("举办培训班8期，每期50人，共培训400人次。")
    assert [terms_of(got, i) for i in identities(got, "R15")] == [(["400"], ["50", "8"])]


def test_a_price_is_not_multiplied_into_another_sentences_total() -> None:
    got = read("孤儿20人，发放生活费36.00万元，每人每月1500元。残疾人300人次，共发放28.80万元。")
    assert [terms_of(got, i) for i in identities(got, "R15")] == [(["36.00"], ["1500", "20"])]


def test_rates_named_after_what_was_counted() -> None:
    got = read(
        "发放问卷100份，收回80份，回收率80%，其中满意76份，满意率95%。计划培训500人次，实际培训450人次，完成率90%。"
    )
    assert [terms_of(got, i) for i in identities(got, "R02")] == [
        (["80"], ["80", "100"]), (["95"], ["76", "80"]), (["90"], ["450", "500"]),
    ]  # fmt: skip
    both = read("重点工作10项，其中提前完成6项，按期完成4项，完成率100%。")
    assert [terms_of(both, i)[1] for i in identities(both, "R02")] == [["4", "6", "10"]]


def test_progress_of_what_was_granted_and_what_was_left_of_the_budget() -> None:
    got = read("衔接补助资金共500.00万元。资金支出450.00万元，支出进度90%。")
    assert [terms_of(got, i)[1] for i in identities(got, "R02")] == [["450.00", "500.00"]]
    left = read("调整后预算200.00万元，支出决算190.00万元。年末结转10.00万元，结转率5.00%。")
    assert [terms_of(left, i)[1] for i in identities(left, "R02")] == [["10.00", "200.00"]]


def test_the_words_may_say_how_many_figures_were_added() -> None:
    got = read("城市低保发放100.00万元；农村低保发放300.00万元，两项合计发放400.00万元。")
    assert [terms_of(got, i) for i in identities(got, "R07")] == [(["400.00"], ["100.00", "300.00"])]


def test_total_receipts_of_an_account_are_not_its_own_receipts() -> None:
    got = read("一般公共预算总收入900.00万元，其中：一般公共预算收入300.00万元。")
    assert (fact(got, "900.00").measure, fact(got, "300.00").measure) == ("revenue_total", "revenue")


def test_shares_of_parts_whose_whole_is_not_printed() -> None:
    got = read("道路投入50.00万元，占总投入的50.00%；饮水投入30.00万元，占30.00%；绿化投入20.00万元，占20.00%。")
    assert [terms_of(got, i)[1] for i in identities(got, "R92")] == [
        ["50.00", "30.00", "20.00"], ["30.00", "50.00", "20.00"], ["20.00", "50.00", "30.00"],
    ]  # fmt: skip
    assert len(identities(got, "R90")) == 1
    some = read("道路投入50.00万元，占总投入的50.00%；饮水投入30.00万元，占30.00%。")
    assert not identities(some, "R90")


def test_what_is_left_of_the_totals_of_both_sides() -> None:
    got = read(
        "本级收入30.00万元，加上级补助收入20.00万元、上年结转5.00万元，收入总计55.00万元；本级支出40.00万元，加上解支出9.00万元，"
        "支出总计49.00万元，年终结转6.00万元。"
    )
    assert [terms_of(got, i)[1] for i in identities(got, "R94")] == [["55.00", "-49.00"]]


def test_a_price_in_yuan_is_exact() -> None:
    got = read("老人120人，每人每月50元，全年共发放7.20万元。")
    assert (fact(got, "50").exactness, fact(got, "7.20").exactness) == ("exact", "printed")


def test_a_number_with_a_measure_word_is_no_code() -> None:
    got = read("1.封山育林18600亩，补助标准25元/亩，兑付46.50万元。", "20132组织事务12.00万元。")
    assert fact(got, "18600").unit == "亩" and fact(got, "12.00").item_code == "20132"


def test_the_four_costs_of_three_public_are_complete_though_one_is_misprinted() -> None:
    got = read(
        "“三公”经费预算为100.00万元，比2023年减少20.00万元。其中：因公出国（境）费比2023年减少3.00万元，公务接待费比2023年减少5.00万元；"
        "公务用车购置费比2023年减少4.00万元，公务用车运行费比2023年减少9.00万元。"
    )
    assert [terms_of(got, i) for i in identities(got, "R10")] == [(["-20.00"], ["-3.00", "-5.00", "-4.00", "-9.00"])]


def test_bare_figures_in_a_row_are_a_lost_table_and_a_label_with_one_figure_is_none() -> None:
    lost = read("项目支出绩效自评表", "得分", "年度资金总额", "51.6", "48.20", "93%", "10")
    assert not lost.facts and [f.fate for f in lost.figures] == ["unread"] * 4
    told = read("基本支出", "51.60万元", "项目支出", "48.20万元")
    assert [(f.subject, f.value) for f in told.facts] == [("基本支出", "51.60"), ("项目支出", "48.20")]


def test_an_item_whose_levels_carry_their_codes_is_what_the_budget_of_the_year_is_of() -> None:
    got = read(
        "7、社会保障和就业支出（208类）行政事业单位养老支出（05款）事业单位离退休（01项）56.12万元，主要用于事业单位离退休。"
        "2023年当年预算执行数为50.00万元，2024年预算安排56.12万元，比2023年预算执行数增加12.24%。",
        fiscal_year=2024,
    )
    item = "社会保障和就业支出/行政事业单位养老支出/事业单位离退休"
    assert {f.item for f in got.facts} == {item} and not [f for f in got.figures if f.fate == "unread"]
    (rate,) = identities(got, "R09")
    assert terms_of(got, rate)[1][0] == "56.12"


def test_parts_of_several_wholes_told_by_turns_are_each_of_the_whole_of_their_name() -> None:
    got = read(
        "企业资产总额90.45亿元，负债总额60.12亿元。其中，市属企业资产总额50.22亿元、负债总额30.01亿元；县属企业资产总额40.23亿元、负债总额30.11亿元。"
    )
    assert [terms_of(got, i) for i in identities(got, "R07")] == [
        (["90.45"], ["50.22", "40.23"]),
        (["60.12"], ["30.01", "30.11"]),
    ]
    assert not identities(got, "R41")


def test_a_rate_of_something_whose_amounts_are_not_told_is_not_the_departments() -> None:
    got = read(
        "部门年初预算2300.00万元，支出决算2185.00万元，完成年初预算95.00%，其中规划咨询服务较年初完成92%，系统运维完成年初预算的88%。"
    )
    assert [terms_of(got, i) for i in identities(got, "R02")] == [(["95.00"], ["2185.00", "2300.00"])]
    assert fact(got, "92").subject == "规划咨询服务" and fact(got, "88").subject == "系统运维"


def test_items_that_the_vocabulary_does_not_know_have_each_their_budget_and_outturn() -> None:
    got = read(
        "规划咨询服务年初预算20.00万元，支出19.00万元，完成95%；系统运维年初预算30.00万元，实际完成24.00万元，为预算的80%。"
    )
    assert [terms_of(got, i) for i in identities(got, "R02")] == [
        (["95"], ["19.00", "20.00"]),
        (["80"], ["24.00", "30.00"]),
    ]


def test_a_function_code_without_its_name_is_the_item() -> None:
    got = read("一般公共服务支出中，20103为120.50万元，20106为80.20万元。")
    assert [(f.item_code, f.breakdown) for f in got.facts] == [("20103", "function_group"), ("20106", "function_group")]


def test_the_year_of_a_closing_remark_in_brackets_is_not_carried_over() -> None:
    got = read(
        "本年支出合计500.00万元（2023年含一次性支出20.00万元）。", "其中基本支出300.00万元，项目支出200.00万元。"
    )
    assert fact(got, "300.00").fiscal_year == fact(got, "500.00").fiscal_year == 2024


def test_shares_of_a_part_and_of_its_parts_may_all_be_of_the_grand_total() -> None:
    got = read(
        "全年安排支出70.90亿元。",
        "基本支出48.00亿元，占比67.70%。其中，人员经费45.70亿元，占比64.46%；公用经费2.30亿元，占比3.24%。",
    )
    assert [terms_of(got, i)[1][1] for i in identities(got, "R92")] == ["70.90", "70.90", "70.90"]


def test_a_total_may_be_called_by_its_side_alone_where_it_changed() -> None:
    got = read("2024年收入总计740.50万元，与2023年度700.30万元相比，收入增加40.20万元，增长5.74%。")
    assert [terms_of(got, i) for i in identities(got, "R08")] == [(["40.20"], ["740.50", "-700.30"])]


def test_an_average_told_in_passing_does_not_take_up_the_change_of_what_it_divides() -> None:
    passing = read("公务接待50人次，支出0.90万元，人均180元；较上年减少0.10万元，下降10.00%。")
    own = read("公务接待50人次，支出0.90万元，人均180元，较上年减少20元，下降10.00%。")
    assert fact(passing, "0.10", "change").subject == fact(passing, "0.90").subject
    assert fact(own, "20", "change").subject != fact(own, "0.90").subject


def test_goods_works_and_services_are_all_of_procurement() -> None:
    got = read("政府采购支出总额90.00万元，其中：货物支出20.00万元、工程支出30.00万元、服务类采购金额50.00万元。")
    assert [terms_of(got, i) for i in identities(got, "R07")] == [(["90.00"], ["20.00", "30.00", "50.00"])]


def test_sources_of_one_sum_that_exceed_it_are_all_of_it() -> None:
    got = read("水渠工程总投资700万元，其中：中央资金400万元，省级资金200万元，自筹资金150万元。")
    assert [terms_of(got, i) for i in identities(got, "R07")] == [(["700"], ["400", "200", "150"])]


def test_a_budget_changes_by_what_it_spends_on() -> None:
    got = read(
        "2024年收入预算830.00万元，较2023年预算增加61.40万元，其中基本支出增加20.10万元、项目支出增加31.30万元。"
    )
    assert [terms_of(got, i) for i in identities(got, "R10")] == [(["61.40"], ["20.10", "31.30"])]


def test_points_given_of_points_that_stand_right_before_them() -> None:
    got = read("综合得分86.5分。其中：决策指标40分，得38.5分；成效指标60分，得48.0分。")
    assert fact(got, "38.5").subject == "决策指标"
    assert [terms_of(got, i) for i in identities(got, "R07")] == [(["86.5"], ["38.5", "48.0"])]


def test_what_indicators_are_compiled_for_is_no_establishment() -> None:
    assert fact(read("本部门共编制绩效目标项目15个。"), "15").measure == "count"


def test_an_office_before_both_sides_is_the_department() -> None:
    told = "2024年度清泉县档案局收、支总计均为740.50万元。与2023年度相比，收、支总计各增加40.20万元，增长5.74%。"
    got = extract(document(told, path="a.txt"))
    assert [terms_of(got, i)[0] for i in identities(got, "R09")] == [["5.74"]]


def test_a_unit_price_is_of_what_was_counted_right_before_it() -> None:
    got = read("发放补助，40人×500元/月×12个月，共计24.00万元；购置水泵30台，单价650元，合计1.95万元。")
    assert [terms_of(got, i) for i in identities(got, "R15")] == [
        (["24.00"], ["500", "40", "12"]),
        (["1.95"], ["650", "30"]),
    ]
    assert not identities(read("本部门有设备30台，单价50万元以上，合计1.95万元。"), "R15")


def test_rates_told_before_the_two_sides_that_they_are_of() -> None:
    got = read(
        "预算收入完成率为101.68%，收入预算1500.00万元，收入决算1525.20万元；预算支出完成率为98.16%，支出预算1500.00万元，支出决算1472.40万元。"
    )
    assert [terms_of(got, i) for i in identities(got, "R02")] == [
        (["101.68"], ["1525.20", "1500.00"]),
        (["98.16"], ["1472.40", "1500.00"]),
    ]


def test_a_total_may_hold_the_balance_told_behind_its_parts() -> None:
    told = "支出总计99.50万元，其中：基本支出{}万元；项目支出30.00万元；年末结转和结余9.00万元。"
    held, wrong = read(told.format("60.50")), read(told.format("65.00"))
    assert [terms_of(held, i) for i in identities(held, "R07")] == [(["99.50"], ["60.50", "30.00", "9.00"])]
    assert [terms_of(wrong, i) for i in identities(wrong, "R07")] == [(["99.50"], ["65.00", "30.00"])]


def test_a_month_is_no_print_of_the_year_so_far() -> None:
    got = read("3月份，教育支出完成120.50万元；1-3月累计完成366.20万元。")
    assert (fact(got, "120.50").breakdown, fact(got, "366.20").breakdown) == ("other", "function")
    assert not identities(got, "R11")


def test_basic_expenditure_may_be_told_by_its_two_kinds_beside_the_projects() -> None:
    got = read("支出合计90.50万元，其中：人员支出50.20万元；公用支出10.30万元；项目支出35.00万元。")
    assert [terms_of(got, i) for i in identities(got, "R07")] == [(["90.50"], ["50.20", "10.30", "35.00"])]
    nested = read(
        "支出合计90.50万元，其中：基本支出60.50万元，包括人员经费50.20万元、公用经费10.30万元；项目支出30.00万元。"
    )
    assert [terms_of(nested, i)[0] for i in identities(nested, "R07")] == [["90.50"], ["60.50"]]


def test_a_list_of_counts_and_amounts_by_turns_is_complete_where_one_of_them_adds_up() -> None:
    told = "本部门共有项目15个，涉及资金235.20万元。其中：重点项目11个，资金185.20万元；一般项目4个，资金{}万元。"
    for last in ("50.00", "60.00"):
        got = read(told.format(last))
        assert [terms_of(got, i) for i in identities(got, "R33")] == [(["15"], ["11", "4"])]
        assert [terms_of(got, i) for i in identities(got, "R07")] == [(["235.20"], ["185.20", last])]
    unmarked = read("培训5次，支出10.20万元；宣传3次，支出12.30万元；走访2次，支出1.10万元。")
    assert not identities(unmarked, "R33")
    assert not identities(unmarked, "R07")


def test_a_book_value_is_what_was_paid_less_what_is_off_it() -> None:
    got = read("固定资产原值256.30万元，累计折旧123.20万元，净值133.10万元。")
    assert [terms_of(got, i) for i in identities(got, "R07")] == [(["133.10"], ["256.30", "-123.20"])]
    sheet = read("资产总额520.30万元，其中流动资产310.10万元；负债总额120.20万元，净资产400.10万元。")
    assert [terms_of(sheet, i) for i in identities(sheet, "R07")] == [(["400.10"], ["520.30", "-120.20"])]


def test_an_average_may_be_told_before_what_it_names() -> None:
    got = read("人均公用经费1.25万元，公用经费支出98.75万元，在职人员79人。")
    assert [terms_of(got, i) for i in identities(got, "R15")] == [(["1.25"], ["98.75", "79"])]
    assert not identities(read("人均1.25万元，培训支出98.75万元，接待79人。"), "R15")


def test_a_change_that_leads_from_the_budget_to_the_outturn_is_measured_against_the_budget() -> None:
    got = read("2023年预算数378.60万元，调整数461.20万元，决算数461.20万元，增加82.60万元。")
    assert [terms_of(got, i) for i in identities(got, "R08")] == [(["82.60"], ["461.20", "-378.60"])]
    other = read("2023年预算数378.60万元，决算数461.20万元，增加12.30万元。")
    assert [[o.missing for o in i.operands][-1] is not None for i in identities(other, "R08")] == [True]


def test_both_shares_of_a_whole_that_is_not_printed_wherever_its_two_parts_stand() -> None:
    got = read(
        "1. 基本支出预算840.60元，占一般公共预算支出的84.06%。其中：",
        "工资福利支出预算640.40元，占基本支出预算76.18%。",
        "商品和服务支出预算200.20元，占基本支出预算23.82%。",
        "2. 项目支出159.40元，占一般公共预算支出的19.62%。",
    )
    assert [terms_of(got, i) for i in identities(got, "R92")][-1] == (["19.62"], ["159.40", "840.60"])


def test_a_list_of_one_fund_goes_on_in_the_next_paragraph() -> None:
    got = read(
        "一般公共预算基本支出911.39元，其中：人员经费809.19元，主要包括：基本工资、津贴补贴。",
        "公用经费71.20元，主要包括：办公费、工会经费。",
    )
    assert [terms_of(got, i) for i in identities(got, "R07")] == [(["911.39"], ["809.19", "71.20"])]


def test_a_criterion_names_what_is_parted_by_it() -> None:
    got = read(
        "2023年政府采购预算170.20元。",
        "按政府采购资金类型划分，一般公共预算拨款100.20元，财政专户管理的资金安排70.00元。按政府采购项目类型，分为货物类采购和服务类采购"
        "两种类型。其中：货物类采购120.20元；服务类采购50.00元。",
    )
    assert fact(got, "100.20").measure == "procurement"
    assert [terms_of(got, i)[1] for i in identities(got, "R07")] == [["100.20", "70.00"], ["120.20", "50.00"]]


def test_as_many_names_as_figures_need_no_word_that_says_so() -> None:
    got = read("环境服务、文化体育服务为106.59亿元、17.24亿元，比上年增长14.0%、25.1%。")
    assert (fact(got, "106.59").subject, fact(got, "17.24").subject) == ("环境服务", "文化体育服务")


def test_each_side_of_a_budget_is_all_of_it() -> None:
    got = read(
        "2023年收支总预算705.20万元。收入包括：一般公共预算拨款收入690.00万元、上年结转5.20万元；"
        "支出包括：教育支出501.80万元、住房保障支出203.40万元。"
    )
    assert [(i.rule_id, terms_of(got, i)) for i in identities(got, "R06") + identities(got, "R07")] == [
        ("R06", (["705.20"], ["690.00", "5.20"])),
        ("R07", (["705.20"], ["501.80", "203.40"])),
    ]


def test_lines_of_a_list_are_of_its_year_whatever_year_a_reason_tells() -> None:
    got = read(
        "本部门2022年度总收入347.35万元，收入具体情况如下：",
        "1.一般公共预算财政拨款收入340.35万元，主要原因是：①在职人员2021年下半年增加2人；②缴费数比上年增加。",
        "2.其他收入7.00万元，与2021年决算持平。",
    )
    assert fact(got, "7.00").fiscal_year == 2022
    assert [terms_of(got, i) for i in identities(got, "R06")] == [(["347.35"], ["340.35", "7.00"])]


def test_a_list_that_names_what_there_is_nothing_of_is_complete() -> None:
    got = read("2023年收入预算381.40万元，其中：财政拨款336.20万元；专户管理的事业收入43.40万元；单位资金收入0万元。")
    assert [i.broken_verdict for i in identities(got, "R06")] == ["inconsistent"]


def test_people_counted_before_their_name_are_others_than_those_told_before() -> None:
    got = read("核定编制159人，由于14名新招聘教师入职手续未办齐，实际纳入预算145人。")
    assert (fact(got, "159").measure, fact(got, "14").measure) == ("establishment", "count")


def test_what_is_measured_against_a_named_base_whatever_is_told_of_it() -> None:
    got = read("2020年决算支出312.45万元，与年初预算298.00万元比，超出14.45万元，为预算的104.8%。")
    assert [terms_of(got, i) for i in identities(got, "R08")] == [(["14.45"], ["312.45", "-298.00"])]
    assert [terms_of(got, i) for i in identities(got, "R02")] == [(["104.8"], ["312.45", "298.00"])]


def test_a_difference_in_points_to_a_rate_told_behind_it() -> None:
    got = read("项目支出占全年支出的71.0%，较上年提高2.6个百分点（上年68.4%）。")
    assert [terms_of(got, i) for i in identities(got, "R08")] == [(["2.6"], ["71.0", "-68.4"])]


def test_shares_behind_the_sum_of_a_list_are_of_its_parts() -> None:
    got = read("支出中：工资福利支出60.00万元，商品和服务支出40.00万元，合计100.00万元。分别占60%、40%。")
    assert [f.subject for f in got.facts if f.unit == "%"] == ["工资福利支出", "商品和服务支出"]


def test_a_numbered_title_before_a_colon_is_what_is_told_of() -> None:
    got = read("二、“三公”经费安排：2024年预算安排68.50万元，比上年减少7.50万元，下降9.87%。")
    assert fact(got, "68.50").measure == "three_public"


def test_people_behind_a_semicolon_that_outnumber_the_staff_are_no_part_of_them() -> None:
    got = read("教职工214人，其中专任教师189人；在校学生2688人。")
    assert [terms_of(got, i) for i in identities(got, "R41")] == [(["189"], ["214"])]


def test_an_enumeration_is_one_list_whatever_its_first_items_add_up_to() -> None:
    got = read("共有车辆21辆，其中：机要通信用车2辆、执法执勤用车16辆、特种专业技术用车3辆、其他用车1辆。")
    assert [terms_of(got, i) for i in identities(got, "R33")] == [(["21"], ["2", "16", "3", "1"])]


def test_a_part_narrower_than_what_was_told_is_not_it() -> None:
    got = read(
        "政府采购支出总额318.40万元，其中货物支出96.20万元。授予中小企业合同金额301.30万元。货物采购授予中小企业合同金额占货物支出金额的100%。"
    )
    assert not identities(got, "R92")


def test_the_two_sides_of_a_budget_and_the_totals_of_final_accounts() -> None:
    budget = read("（一）2024年收入预算412.36万元，较去年增加16.36万元。", "（二）2024年支出预算421.36万元。")
    assert [terms_of(budget, i) for i in identities(budget, "R04")] == [(["421.36"], ["412.36"])]
    accounts = read(
        "2023年度收入总计874.32万元。", "本年收入合计869.45万元，年初结转和结余4.87万元。",
    )  # fmt: skip
    assert [terms_of(accounts, i) for i in identities(accounts, "R04")] == [(["874.32"], ["869.45", "4.87"])]


def test_figures_that_no_word_makes_a_list_add_up_to_one_told_before_or_behind_them() -> None:
    got = read(
        "今年的盘子是432.65万元。钱从哪来：一般公共预算拨款396.82万元，课后服务收费28.53万元，上年结转7.30万元。"
    )
    assert [terms_of(got, i) for i in identities(got, "R06")] == [(["432.65"], ["396.82", "28.53", "7.30"])]
    behind = read("上年结转38.65万元，本年收入1254.30万元，可用资金1292.95万元。")
    assert [terms_of(behind, i) for i in identities(behind, "R07")] == [(["1292.95"], ["38.65", "1254.30"])]
    other = read("今年的盘子是432.65万元。办公费96.82万元，差旅费28.53万元。")
    assert not identities(other, "R07")


def test_shares_of_parts_may_be_of_what_their_whole_is_a_part_of() -> None:
    got = read(
        "支出预算70.90亿元。其中：专项支出22.90亿元，占比32.3%，包括：配套支出13.00亿元，占比18.3%；偿债支出4.30亿元，占比6.1%；"
        "建设支出5.60亿元，占比7.9%。"
    )
    [shares] = identities(got, "R90")
    assert [got_operand.missing for got_operand in shares.operands] == [None] * 4


def test_bullets_and_dashes_begin_items_of_an_announced_list() -> None:
    got = read("2023年支出合计649.20万元，其中：", "——一般公共服务支出550.10万元；", "——住房改革支出99.10万元。")
    assert [terms_of(got, i) for i in identities(got, "R07")] == [(["649.20"], ["550.10", "99.10"])]


def test_the_changes_of_a_list_are_all_where_the_other_parts_are_told_to_be_unchanged() -> None:
    got = read(
        "“三公”经费支出823.72万元，比年初预算增加131.17万元。其中：因公出国（境）经费0万元，和年初预算持平；"
        "公务用车购置及运行维护费763.47万元，比年初预算增加183.37万元；公务接待费60.25万元，比年初预算减少51.66万元。"
    )
    assert [terms_of(got, i) for i in identities(got, "R10")] == [(["131.17"], ["183.37", "-51.66"])]


def test_ratios_of_debts_and_of_posts() -> None:
    got = read(
        "编制436名，年末实有在职412人，编制使用率94.5%。资产总额15862.40万元，负债合计902.10万元，资产负债率5.69%。"
    )
    assert [terms_of(got, i) for i in identities(got, "R02")] == [
        (["94.5"], ["412", "436"]),
        (["5.69"], ["902.10", "15862.40"]),
    ]


def test_the_rest_is_the_whole_less_what_was_told() -> None:
    got = read("本年支出126.87万元。人员经费68.25万元，公用经费6.12万元，合计74.37万元，剩下的项目支出52.50万元。")
    assert (["52.50"], ["126.87", "-74.37"]) in [terms_of(got, i) for i in identities(got, "R07")]
    listed = read("总收入4.86亿元，其中财政拨款1.58亿元；医疗收入3.12亿元，其余是其他收入2600万元。")
    assert [(terms_of(listed, i), i.broken_verdict) for i in identities(listed, "R06")] == [
        ((["4.86"], ["1.58", "3.12", "2600"]), "inconsistent")
    ]


def test_shares_of_one_list_are_of_one_whole() -> None:
    got = read(
        "一般公共预算财政拨款支出213.18万元，占本年支出合计215.73万元的98.82%；其中公共安全支出178.26万元，占82.63%，"
        "卫生健康支出34.92万元，占16.38%。"
    )
    assert [terms_of(got, i) for i in identities(got, "R92")][1:] == [
        (["82.63"], ["178.26", "213.18"]),
        (["16.38"], ["34.92", "213.18"]),
    ]


def test_figures_multiplied_by_signs_and_totals_told_before_their_price() -> None:
    signs = read("住宿费收入：9,500人×900元=855.00万元；生均拨款：9,860人×12,000元，计11,823.00万元。")
    assert [terms_of(signs, i) for i in identities(signs, "R15")] == [
        (["855.00"], ["9500", "900"]),
        (["11823.00"], ["9860", "12000"]),
    ]
    bracket = read("村级办公经费45.0万元（9个村，每村6万元）。")
    assert [terms_of(bracket, i) for i in identities(bracket, "R15")] == [(["45.0"], ["6", "9"])]
    passing = read("发放补助100.00万元，惠及1200人，每人500元。")
    assert not identities(passing, "R15")


def test_averages_of_what_stands_nearby() -> None:
    got = read("公务接待费支出0.72万元。国内公务接待18批次、120人次，批均400元，人均60元。")
    assert [terms_of(got, i) for i in identities(got, "R15")] == [(["400"], ["0.72", "18"]), (["60"], ["0.72", "120"])]
    swapped = read("公务接待费6.92万元，全年共接待来访团组86个、来宾642人次，人均107.97元。")
    assert [terms_of(swapped, i) for i in identities(swapped, "R15")] == [(["107.97"], ["6.92", "642"])]
    named = read("年末在职人员57人，离退休人员41人，合计98人。公用经费124.16万元，公用经费按在职人员计，人均12669元。")
    assert [terms_of(named, i)[1] for i in identities(named, "R15")] == [["124.16", "57"]]


def test_lists_whose_parts_tell_two_counts_and_an_amount() -> None:
    got = read(
        "全市14035户25559人享受城乡低保，发放低保金4721万元，其中城市低保6195户12533人，发放低保金3277万元，"
        "农村低保7840户13026人，发放低保金1446万元。"
    )
    assert [terms_of(got, i) for i in identities(got, "R33")] == [
        (["14035"], ["6195", "7840"]),
        (["25559"], ["12533", "13026"]),
    ]
    assert [terms_of(got, i) for i in identities(got, "R07")] == [(["4721"], ["3277", "1446"])]


def test_what_a_reason_adds_is_not_the_change_again() -> None:
    got = read(
        "基本支出180.18万元，比2022年增加39.45万元，主要原因是考核奖纳入年初预算编制等，共计增加33.61万元；项目支出19.80万元。"
    )
    assert (fact(got, "39.45").item, fact(got, "33.61").breakdown) == ("基本支出", "other")


def test_balances_told_behind_a_complete_list_are_no_part_of_it() -> None:
    got = read("收入合计331.53万元，其中：财政拨款收入331.53万元，占100%。此外，年初结转和结余2.96万元。")
    assert not [i for i in identities(got, "R06") if len(i.operands) > 2]


def test_a_later_sentence_pays_no_one_of_several_prices() -> None:
    got = read("按集中供养每人每年3500元、分散供养每人每年2300元拨付基本生活费。全年新增五保142人，发放供养金464万元。")
    assert not identities(got, "R15")


def test_what_was_cut_or_left_out_is_no_print_of_what_is_left() -> None:
    got = read(
        "2017年度“三公”经费支出433.33万元，与上年相比，减少了127.65万元。其中，三个单位上划，减少了“三公”经费34.27万元。"
        "如果剔除这一因素，“三公”经费仍然减少了93.38万元。"
    )
    assert [f.value for f in got.facts if f.measure == "three_public"] == ["433.33", "127.65"]


def test_an_item_named_by_its_rank_is_what_is_told_of() -> None:
    got = read("“三公”经费决算64.00万元。公务接待费降幅最大，2015年决算数23.52万元，相比年初预算数62.00万元下降62.1%。")
    assert fact(got, "23.52").item == "公务接待费"


def test_what_a_named_base_and_its_change_lead_to() -> None:
    got = read(
        "债务余额58.93亿元，其中一般债务21.35亿元，专项债务37.58亿元。比2022年末的51.76亿元增加7.17亿元，增长13.9%。"
    )
    assert [terms_of(got, i) for i in identities(got, "R08")] == [(["7.17"], ["58.93", "-51.76"])]
    assert [terms_of(got, i)[1] for i in identities(got, "R09")] == [["58.93", "-51.76"]]


def test_the_surplus_of_all_that_came_in_over_all_that_went_out() -> None:
    got = read("全年总收入12846.50万元。总支出12511.80万元，人员经费4879.60万元。收支结余344.70万元。")
    assert [terms_of(got, i) for i in identities(got, "R94")] == [(["344.70"], ["12846.50", "-12511.80"])]


def test_an_average_before_what_comes_of_it_is_a_price_and_one_of_last_year_is_no_quotient() -> None:
    price = read("共安排资金5610万元：高标准农田2.4万亩，亩均投入800元，计1920万元。")
    assert not [i for i in identities(price, "R15") if "5610" in terms_of(price, i)[1]]
    last = read("培训学员4230人，培训费支出203.04万元，人均480元，比上年人均512元减少32元，下降6.25%。")
    assert [terms_of(last, i) for i in identities(last, "R15")] == [(["480"], ["203.04", "4230"])]


def test_a_total_before_a_price_its_quantity_and_its_periods() -> None:
    got = read("机械租赁720,000元（装载机4台，每台每天1200元，租用150天）。")
    assert [terms_of(got, i) for i in identities(got, "R15")] == [(["720000"], ["1200", "4", "150"])]


def _products(text: str) -> list[tuple[list[str], list[str]]]:
    got = read(text)
    return [terms_of(got, i) for i in identities(got, "R15")]


def test_averages_are_of_what_their_words_name() -> None:
    assert _products(
        "门诊30.00万人次，门诊收入6300.00万元，次均门诊费用210元；出院12500人次，住院收入9375.00万元，次均住院费用7500元。"
    ) == [(["210"], ["6300.00", "30.00"]), (["7500"], ["9375.00", "12500"])]
    assert _products("在职教职工186人，学生2500人，总预算3125.00万元。按总预算算，生均12500元。") == [
        (["12500"], ["3125.00", "2500"])
    ]
    assert _products("公用经费75.60万元，在职36人，退休12人，人均公用经费2.10万元。") == [(["2.10"], ["75.60", "36"])]
    assert _products("接待费2.94万元，接待49批次、392人次。批均660元，人均75元。") == [
        (["660"], ["2.94", "49"]),
        (["75"], ["2.94", "392"]),
    ]
    assert _products("车辆购置费0万元，车辆运行费18.30万元，车辆6辆，单车运行费3.05万元。") == [
        (["3.05"], ["18.30", "6"])
    ]


def test_averages_of_which_nothing_is_known_are_left_alone() -> None:
    assert not _products("发放绩效奖金216.00万元，职工40人，月人均4500元。")
    assert not _products("公用经费75.60万元，在职30人，退休12人，人均管理费1.15万元。")
    assert not _products("公用经费0万元，在职30人，人均1.15万元。")


def test_counts_divided_by_counts_are_rounded() -> None:
    got = read("在校学生2688人，专任教师189人，平均每名专任教师负担学生14.2人。")
    assert [terms_of(got, i) for i in identities(got, "R15")] == [(["14.2"], ["2688", "189"])]
    stated = fact(got, "14.2")
    assert stated.lower is not None and stated.upper is not None and stated.lower < 14.2 < stated.upper
    assert _products("全年结案29958件，法官96人，人均结案312.1件。") == [(["312.1"], ["29958", "96"])]


def test_amounts_told_before_their_price() -> None:
    assert _products("补助107.52万元，受益学生1344人，每生每学年800元。") == [(["107.52"], ["800", "1344"])]
    assert _products("商品和服务支出116.00万元，按在职80人算，每人1.54万元。") == [(["116.00"], ["1.54", "80"])]
    assert _products("业务用车14辆，运行费32.2万元，每辆2.3万元。") == [(["32.2"], ["2.3", "14"])]
    assert _products("机械租赁45.00万元（挖掘机3台，每台每天1500元，租用120天）。") == [
        (["45.00"], ["1500", "3", "120"])
    ]
    assert not _products("运转经费1200万元，全县114个村，每村10万元，16个社区，每个社区3.75万元。")
    assert not _products("培训费20.00万元，培训300人，每人500元，另支付场地费5万元。")
    rounded = read("接待费2.68万元，共接待313人，每人86元。")
    assert [terms_of(rounded, i) for i in identities(rounded, "R15")] == [(["86"], ["2.68", "313"])]


def test_amounts_right_behind_their_price_without_a_word_of_totalling() -> None:
    assert _products("疫苗12500支，每支48元，60.00万元；疫苗8600支，每支55元，43.70万元。") == [
        (["60.00"], ["48", "12500"]),
        (["43.70"], ["55", "8600"]),
    ]
    assert not _products("学员350人，每人200元，场地费6.20万元。")


def test_prices_for_several_counts_and_several_prices_for_one_amount() -> None:
    assert _products("体检费：在职93人、退休57人，每人800元，合计12.00万元。") == [(["800"], ["12.00", "93", "57"])]
    assert not _products("困难职工60人，每人1000元，困难党员40人，每人800元，共支出9.20万元。")
    assert not _products("补助由每生每年650元提高到720元，惠及学生1.20万人，全年拨付864.00万元。")
    assert not _products("每生每天补助5元，覆盖23所，全年按200天，共需1164万元。")


def test_rates_that_products_are_reckoned_with() -> None:
    assert _products("在校生4200人，学费4800元/生·年，按收缴率95%测算，计1915.20万元。") == [
        (["1915.20"], ["4800", "4200", "95"])
    ]
    assert _products("在校生4200人，学费4800元/生·年，按收缴率95%测算，计2016.00万元。") == [
        (["2016.00"], ["4800", "4200"])
    ]
