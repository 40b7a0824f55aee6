"""Published forms in the layouts of several offices, as web pages with merged cells. All figures are our own."""

from __future__ import annotations

from pipeline.extract import extract
from pipeline.extract.facts import Extraction
from pipeline.readers import read_bytes
from tests.unit.documents import fact, identities, terms_of
from tests.unit.grids import html_table as table


def read_page(*parts: str) -> Extraction:
    """A page of one office: paragraphs and tables as HTML."""
    page = "".join(parts).encode()
    return extract(
        read_bytes(b"<html><body>" + page + b"</body></html>", "a.html"), department="某局", fiscal_year=2024
    )


def test_codes_of_one_level_a_column_are_put_together_under_any_head() -> None:
    got = read_page(
        "<p>一般公共预算财政拨款支出决算表</p><p>单位：万元</p>",
        table(
            "1x4:项目|4x1:合计|4x1:基本支出|4x1:项目支出",
            "1x3:支出功能分类|3x1:科目名称",
            "1x3:科目编码",
            "类|款|项",
            "204|||公共安全支出|90.00|60.00|30.00",
            "204|06||司法|90.00|60.00|30.00",
            "204|06|01|行政运行|60.00|60.00|",
            "204|06|04|基层司法业务|30.00||30.00",
            "221|||住房保障支出|10.00|10.00|",
            "221|02||住房改革支出|10.00|10.00|",
            "221|02|01|住房公积金|10.00|10.00|",
            "1x4:合计|100.00|70.00|30.00",
        ),
    )
    assert {f.item_code for f in got.facts} >= {"204", "20406", "2040604", "2210201"}
    stated = [terms_of(got, i) for i in identities(got, "D04")]
    assert (["90.00"], ["60.00", "30.00"]) in stated and (["100.00"], ["90.00", "10.00"]) in stated
    assert (["30.00"], ["30.00"]) in stated and not identities(got, "R93")


def test_a_total_in_the_row_that_names_the_levels_of_the_code() -> None:
    got = read_page(
        "<p>支出决算表</p><p>单位：万元</p>",
        table(
            "1x4:项目|3x1:本年支出合计|3x1:基本支出|3x1:项目支出",
            "1x3:支出功能分类|2x1:科目名称",
            "1x3:科目编码",
            "类|款|项|合计|100.00|70.00|30.00",
            "204|||公共安全支出|90.00|60.00|30.00",
            "204|06||司法|90.00|60.00|30.00",
            "221|||住房保障支出|10.00|10.00|",
            "221|02||住房改革支出|10.00|10.00|",
        ),
    )
    assert (["100.00"], ["90.00", "10.00"]) in [terms_of(got, i) for i in identities(got, "D04")]
    assert fact(got, "100.00").breakdown == "total"


def test_costs_of_vehicles_below_a_head_that_others_are_merged_beside() -> None:
    got = read_page(
        "<p>“三公”经费和机关运行经费预算表</p><p>单位：万元</p>",
        table(
            "1x6:“三公”经费预算数|3x1:机关运行经费预算数",
            "2x1:合计|2x1:因公出国(境)费|2x1:公务接待费|1x3:公务用车购置及运行费",
            "小计|购置费|运行费",
            "38.00|0|2.00|36.00|15.00|21.00|400.00",
        ),
    )
    stated = [terms_of(got, i) for i in identities(got, "D12")]
    assert (["38.00"], ["0", "2.00", "36.00"]) in stated and (["36.00"], ["15.00", "21.00"]) in stated
    assert fact(got, "400.00").measure == "organ_operating"


def test_a_head_that_begins_with_a_year_is_no_code() -> None:
    got = read_page(
        "<p>“三公”经费和机关运行经费预算表</p><p>单位：万元</p>",
        table(
            "1x3:2024年“三公”经费预算数|2x1:2024年机关运行经费预算数",
            "合计|因公出国(境)费|公务接待费",
            "3.00|1.00|2.00|400.00",
        ),
    )
    assert (fact(got, "3.00").measure, fact(got, "3.00").fiscal_year) == ("three_public", 2024)
    assert not [f for f in got.facts if f.item_code]


def test_heads_are_one_chain_over_a_row_that_holds_nothing_but_their_lower_ends() -> None:
    got = read_page(
        "<p>一般公共预算财政拨款“三公”经费支出决算表</p><p>单位：万元</p>",
        table(
            "1x12:财政拨款“三公”经费",
            "2x2:合计|2x2:因公出国（境）费|1x6:公务用车购置及运行费|3x2:公务接待费",
            "1x2:小计|2x2:公务用车购置费|1x2:公务用车运行费",
            "|||||||",
            "预算数|决算数|预算数|决算数|预算数|决算数|预算数|决算数|预算数|决算数|预算数|决算数",
            "9.00|8.00|||7.00|6.50|4.00|4.00|3.00|2.50|2.00|1.50",
        ),
    )
    stated = [terms_of(got, i) for i in identities(got, "D12")]
    assert (["9.00"], ["7.00", "2.00"]) in stated and (["6.50"], ["4.00", "2.50"]) in stated
    assert fact(got, "2.50").item == "公务用车运行维护费"


def test_economic_codes_of_two_columns_whose_second_lost_its_zero() -> None:
    got = read_page(
        "<p>部门一般公共预算基本支出部门预算经济分类预算表</p><p>单位：元</p>",
        table(
            "1x3:项目|1x3:一般公共预算基本支出",
            "1x2:经济分类科目编码|2x1:经济分类科目名称|2x1:合计|2x1:人员经费|2x1:公用经费",
            "类|款",
            "301||工资福利支出|90|90|0",
            "301|1|基本工资|50|50|0",
            "301|07|绩效工资|40|40|0",
            "302||商品和服务支出|10|0|10",
            "302|01|办公费|10|0|10",
            "1x3:合计|100|90|10",
        ),
    )
    stated = [terms_of(got, i) for i in identities(got, "D09")]
    assert (["90"], ["50", "40"]) in stated and (["100"], ["90", "10"]) in stated
    assert {f.item_code for f in got.facts} >= {"30101", "30107", "30201"}


def test_a_fund_that_alone_is_filled_in_is_the_whole() -> None:
    got = read_page(
        "<p>财政拨款收支预算总表</p><p>单位：元</p>",
        table(
            "1x2:财政拨款收入|1x3:财政拨款支出",
            "项目|预算数|项目|合计|一般公共预算",
            "一、一般公共预算资金|95|一、一般公共服务支出|80|80",
            "二、政府性基金||二、住房保障支出|15|15",
            "三、国有资本经营预算||||",
            "收入总计|95|支出总计|95|95",
        ),
    )
    (stated,) = [i for i in identities(got, "D07") if len(i.operands) == 2 and i.assumption]
    assert terms_of(got, stated) == (["95"], ["95"]) and stated.broken_verdict == "ambiguous"
    funds = {(f.breakdown, f.item) for f in got.facts if f.measure == "revenue" and f.breakdown == "fund_source"}
    assert funds == {("fund_source", "一般公共预算财政拨款")}


def test_a_sheet_whose_total_score_stands_in_its_head() -> None:
    got = read_page(
        "<h1>2024年度项目绩效自评表</h1>",
        table(
            "项目名称|1x3:档案建设|项目编码|1x2:50011824T000000001|自评总分（分）|98.00",
            "4x1:项目资金（万元）||年初预算数|全年（调整）预算数|全年执行数|执行率（%）|执行率权重（%）|1x2:执行率得分（分）",
            "年度总金额|50.00|60.00|54.00|90.00|10|1x2:9.00",
            "其中：财政拨款|50.00|60.00|54.00|90.00||1x2:",
            "其他资金|0.00|0.00|0.00|||1x2:",
            "3x1:绩效指标|指标名称|计量单位|指标性质|年初指标值|调整指标值|全年完成值|指标权重|得分",
            "扫描页数|万页|≥|100|120|125|60|60",
            "群众满意度|%|≥|90|90|95|30|29",
        ),
    )
    (total,) = identities(got, "R21")
    assert terms_of(got, total) == (["98.00"], ["9.00", "60", "29"])
    assert [terms_of(got, i)[0] for i in identities(got, "R85")] == [["9.00"]]
    assert {f.measure for f in got.facts if f.value in ("100", "120")} == {
        "indicator_original_target",
        "indicator_target",
    }
    assert [r.text for r in got.records if r.field == "self_score" and r.table_kind == "project_sheet"] == ["98.00"]
    assert not [f for f in got.figures if f.fate == "unread"]


BOUGHT = (
    "序号|采购品目|计量单位|数量|单价（元）|金额（万元）",
    "1|台式计算机|台|12|5,000.00|6.00",
    "2|激光打印机|台|4|2500|1.00",
    "1x3:合计|16||7.00",
)


def test_quantity_by_price_is_the_amount_of_the_row() -> None:
    got = read_page("<p>政府采购预算表</p>", table(*BOUGHT))
    stated = [(terms_of(got, i), i.form, i.broken_verdict) for i in identities(got, "R15")]
    assert stated == [
        ((["6.00"], ["5000.00", "12"]), "product", "inconsistent"),
        ((["1.00"], ["2500", "4"]), "product", "inconsistent"),
    ]
    assert [terms_of(got, i) for i in identities(got, "R93")] == [(["7.00"], ["6.00", "1.00"])]
    assert fact(got, "12").exactness == "exact" and not [f for f in got.figures if f.fate == "unread"]


def test_a_price_that_multiplies_in_one_row_alone_doubts_the_other() -> None:
    got = read_page("<p>政府采购预算表</p>", table(*BOUGHT[:2], "2|激光打印机|台|4|2500|1.10", "1x3:合计|16||7.10"))
    assert len(identities(got, "R15")) == 2


def test_prices_that_multiply_in_no_row_are_of_something_else() -> None:
    rows = ("采购品目|数量|单价（元）|金额（万元）", "保洁|12|300|9.00", "绿化|6|400|7.00")
    got = read_page("<p>政府采购预算表</p>", table(*rows))
    assert not identities(got, "R15")
    (one,) = identities(read_page("<p>政府采购预算表</p>", table(*rows[:2])), "R15")
    assert one.broken_verdict == "ambiguous"


def test_a_form_of_two_sides_is_told_by_its_lines_where_its_title_was_cut() -> None:
    got = read_page(
        "<p>收入支出决算总</p><p>第二部分 某局2024年度决算</p><p>表</p><p>单位：万元</p>",
        table(
            "1x2:收入|1x2:支出",
            "项目|决算数|项目|决算数",
            "一、一般公共预算财政拨款收入|90.00|一、一般公共服务支出|92.00",
            "二、其他收入|5.00||",
            "本年收入合计|95.00|本年支出合计|92.00",
            "年初结转和结余|4.00|年末结转和结余|7.00",
            "总计|99.00|总计|99.00",
        ),
    )
    assert {f.measure for f in got.facts if f.value == "99.00"} == {"revenue_total", "expenditure_total"}
    assert {r.field for r in got.records} == {"receipts_and_payments"}
    assert (["99.00"], ["95.00", "4.00"]) in [terms_of(got, i) for i in identities(got, "D01")]


GENERAL = [
    "科目编码|科目名称|小计|基本支出|项目支出",
    "1x2:合计|50.00|30.00|20.00",
    "204|公共安全支出|50.00|30.00|20.00",
]


def forms_of(got: Extraction) -> list[str]:
    return [r.field for r in got.records if r.table_kind == "money_form"]


def test_number_office_and_unit_may_stand_between_a_title_and_its_form() -> None:
    lines = ("（2023年度）", "公开05表", "编制部门：某县审计局", "金额单位：万元")
    got = read_page("<p>一般公共预算财政拨款支出决算表</p>", *(f"<p>{line}</p>" for line in lines), table(*GENERAL))
    assert forms_of(got) == ["general_expenditure"]
    assert {f.item for f in got.facts if f.breakdown == "fund_source"} == {"一般公共预算财政拨款"}


def test_a_title_is_that_of_its_own_table_alone() -> None:
    public = ["1x3:“三公”经费", "合计|因公出国（境）费|公务接待费", "3.00|1.00|2.00"]
    got = read_page(
        "<p>一般公共预算财政拨款支出决算表</p>", table(*GENERAL), "<p>财政拨款“三公”经费支出决算表</p>", table(*public),
        "<p>支出决算表</p>", table(*GENERAL), table(*GENERAL),
    )  # fmt: skip
    assert forms_of(got) == ["general_expenditure", "three_public", "expenditure", "expenditure"]


def test_what_a_kind_of_expenditure_without_a_number_was_spent_on_is_its_own() -> None:
    got = read_page(
        "<p>部门收支总体情况表</p><p>单位：万元</p>",
        table(
            "收入|预算数|支出|预算数", "一、一般公共预算拨款|90.00|一、基本支出|60.00", "二、政府性基金预算拨款|10.00|工资福利支出|45.00",
            "||商品和服务支出|15.00", "||二、项目支出|40.00", "本年收入合计|100.00|本年支出合计|100.00",
        ),
    )  # fmt: skip
    stated = [terms_of(got, i) for i in got.identities]
    assert (["100.00"], ["60.00", "40.00"]) in stated and (["60.00"], ["45.00", "15.00"]) in stated
    assert not any(len(parts) > 2 for _, parts in stated)


def test_a_numbered_total_is_no_total_of_the_lines_numbered_beside_it() -> None:
    got = read_page(
        "<p>“三公”经费预算表</p><p>单位：万元</p>",
        table(
            "项目|2024年预算数", "一、“三公”经费合计|9.00", "（一）公务接待费|2.00", "（二）公务用车费|7.00", "1.公务用车购置费|",
            "2.公务用车运行维护费|7.00", "二、会议费|3.00", "三、培训费|5.00",
        ),
    )  # fmt: skip
    stated = [terms_of(got, i) for i in got.identities]
    assert (["9.00"], ["2.00", "7.00"]) in stated and (["7.00"], ["7.00"]) in stated
    assert (["9.00"], ["3.00", "5.00"]) not in stated


def test_of_two_outturns_the_later_is_over_the_budget() -> None:
    got = read_page(
        "<p>一般公共预算支出决算表</p><p>单位：万元</p>",
        table(
            "科目|2023年决算数|调整预算数|2024年决算数|为调整预算%", "一、教育支出|70|80|60|75.0", "二、农林水支出|30|40|30|75.0",
            "本年支出合计|100|120|90|75.0",
        ),
    )  # fmt: skip
    assert [terms_of(got, i)[1] for i in identities(got, "R02")] == [["60", "80"], ["30", "40"], ["90", "120"]]


def test_a_comparison_over_columns_compares_those_of_one_kind() -> None:
    got = read_page(
        "<p>一般公共预算支出表</p><p>单位：万元</p>",
        table(
            "2x1:科目编码|2x1:科目名称|1x2:2023年预算数|1x2:2024年预算数|1x2:2024年预算数比2023年预算数增减（%）",
            "合计|基本支出|合计|基本支出|合计|基本支出", "204|公共安全支出|50.00|40.00|60.00|44.00|20.00|10.00",
        ),
    )  # fmt: skip
    assert [terms_of(got, i)[0] for i in identities(got, "R09")] == [["20.00"], ["10.00"]]
    assert [terms_of(got, i)[1] for i in identities(got, "R09")] == [["60.00", "-50.00"], ["44.00", "-40.00"]]


def test_one_part_of_a_column_is_not_all_of_it() -> None:
    got = read_page(
        "<p>收入决算表</p><p>单位：万元</p>",
        table(
            "2x1:科目编码|2x1:科目名称|2x1:本年收入合计|2x1:财政拨款收入|1x2:事业收入", "小计|其中：教育收费",
            "205|教育支出|30.00|20.00|10.00|4.00",
        ),
    )  # fmt: skip
    assert [terms_of(got, i) for i in identities(got, "D04")] == [(["30.00"], ["20.00", "10.00"])]


def test_contents_and_subtotals_of_the_year_under_any_word() -> None:
    got = read_page(
        "<p>收支总表</p><p>单位：万元</p>",
        table(
            "1x2:收入|1x2:支出", "内容|金额|内容|金额", "一、一般公共预算拨款收入|60.00|一、教育支出|50.00", "二、单位资金收入|10.00|二、住房保障支出|22.00",
            "当年收入小计|70.00|当年支出小计|72.00", "上年结转结余资金|2.00|结转下年资金|0.00", "总计|72.00|总计|72.00",
        ),
    )  # fmt: skip
    stated = [terms_of(got, i) for i in got.identities]
    assert (["70.00"], ["60.00", "10.00"]) in stated and (["72.00"], ["50.00", "22.00"]) in stated
    assert (["72.00"], ["70.00", "2.00"]) in stated


def test_receipts_and_payments_one_below_the_other_add_up_each_to_its_total() -> None:
    got = extract(
        read_bytes(
            "2025年部门收支预算总表（单位：万元）\n项目 | 2024年预算数 | 2025年预算数\n一般公共预算拨款 | 6,830.00 | 7,245.50\n"
            "政府性基金预算拨款 | 420.00 | 365.00\n上年结转结余 | 118.20 | 96.70\n收入总计 | 7,368.20 | 7,707.20\n"
            "基本支出 | 1,526.40 | 1,588.90\n项目支出 | 5,841.80 | 6,181.30\n支出总计 | 7,368.20 | 7,707.20\n".encode(),
            "a.txt",
        ),
        department="某局",
        fiscal_year=2025,
    )
    assert [terms_of(got, i) for i in identities(got, "D01")] == [
        (["7368.20"], ["6830.00", "420.00", "118.20"]),
        (["7368.20"], ["1526.40", "5841.80"]),
        (["7707.20"], ["7245.50", "365.00", "96.70"]),
        (["7707.20"], ["1588.90", "6181.30"]),
    ]


def test_the_costs_of_vehicles_told_apart_are_parts_of_the_three_public_costs() -> None:
    got = extract(
        read_bytes(
            "三公经费对比表（单位：万元）\n项目\t2022年决算\t2023年预算\n因公出国（境）费\t0\t0\n公务接待费\t3.15\t5.00\n"
            "公务用车购置\t0\t46.00\n公务用车运行维护\t87.40\t90.00\n合计\t90.55\t114.00\n".encode(),
            "a.txt",
        ),
        department="某局",
        fiscal_year=2023,
    )
    assert [terms_of(got, i)[0] for i in identities(got, "D12")] == [["90.55"], ["114.00"]]
