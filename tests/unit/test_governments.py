"""Reports of governments: the accounts of several levels and budgets in one text. The sentences are our own."""

from __future__ import annotations

from pipeline.extract.facts import Extraction
from pipeline.extract.governments import Account, levels_told
from tests.unit.documents import Rows, document, extract, fact, identities, terms_of


def read(*blocks: str | Rows) -> Extraction:
    return extract(document(*blocks, path="某市2024年预算执行情况的报告.txt"))


def test_the_same_item_of_two_levels_is_two_data() -> None:
    got = read(
        "全市一般公共预算收入300.12亿元，收入总计700.45亿元。市本级一般公共预算收入80.31亿元，收入总计400.27亿元。"
    )
    assert got.kind == "execution_report"
    assert fact(got, "700.45").subject == "全市一般公共预算"
    assert fact(got, "400.27").subject == "市本级一般公共预算"
    assert fact(got, "80.31").subject == "市本级一般公共预算/一般公共预算财政拨款"


def test_headings_tell_level_budget_and_year() -> None:
    got = read(
        "一、2024年预算执行情况",
        "全市一般公共预算收入300.12亿元，市本级一般公共预算收入80.31亿元。",
        "（二）市本级",
        "2.政府性基金预算",
        "上级补助收入12.34亿元。",
        "二、2025年预算安排",
        "全市一般公共预算收入安排310.55亿元。",
    )
    assert fact(got, "12.34").subject == "市本级政府性基金/上级补助收入"
    assert fact(got, "310.55").fiscal_year == 2025


def test_what_moves_between_budgets_leaves_the_account() -> None:
    account = Account("全市", "一般公共预算")
    assert account.after("从政府性基金预算收入调入") == account.after("调入政府性基金预算收入") == account
    assert account.after("；国有资本经营预算支出") == Account("全市", "国有资本经营")
    assert account.under("(二)市本级") == Account("市本级", "")
    assert account.under("1.全市和市本级一般公共预算") == Account("", "一般公共预算")


def test_a_department_that_mentions_its_government_has_one_account() -> None:
    assert (
        levels_told("某县财政局2024年部门整体绩效自评报告", ["全县一般公共预算收入5.12亿元，税收收入3.11亿元。"] * 3)
        is None
    )
    assert levels_told("某县审计局2024年决算", ["本年全县一般公共预算收入5.12亿元。"]) is None


def test_a_sum_that_lacks_the_accounts_own_receipts_is_not_stated() -> None:
    told = "全市一般公共预算收入300.12亿元，完成预算的98.10%。加上级补助收入52.33亿元、上年结余12.44亿元，收入总计{}亿元。市本级一般公共预算支出10.00亿元。"
    assert not identities(read("全市一般公共预算支出1.11亿元。" + told.format("371.22")), "R06")
    (whole,) = identities(read(told.format("364.89")), "R06")
    assert terms_of(read(told.format("364.89")), whole) == (["364.89"], ["300.12", "52.33", "12.44"])
    (swapped,) = identities(read(told.format("346.89")), "R06")
    assert terms_of(read(told.format("346.89")), swapped)[0] == ["346.89"]


def test_figures_quite_unlike_under_one_name_are_of_accounts_that_are_not_named() -> None:
    told = "全市一般公共预算收入300.12亿元，增长2.10%。全市一般公共预算支出410.55亿元。"
    apart = read(told, "一般公共预算收入81.44亿元。")
    assert {f.breakdown for f in apart.facts if f.value in ("300.12", "81.44")} == {"other"}
    misprint = read(told, "一般公共预算收入301.02亿元。")
    assert {f.breakdown for f in misprint.facts if f.value in ("300.12", "301.02")} == {"fund_source"}


def test_what_a_bracket_leaves_out_is_no_part_of_the_account() -> None:
    got = read(
        "全市政府性基金预算收入16.13亿元。",
        "市本级政府性基金预算收入2.71亿元（不含某某新区4.84亿元），加上上级补助收入8.62亿元，收入总计11.33亿元。",
    )
    (account,) = identities(got, "R06")
    assert terms_of(got, account) == (["11.33"], ["2.71", "8.62"])


def test_a_rate_of_what_is_comparable_is_not_reckoned_from_the_figures_as_printed() -> None:
    told = "全市一般公共预算收入300.12亿元，{}增加10.01亿元，增长5.55%。市本级一般公共预算收入80.31亿元。"
    assert not identities(read(told.format("同口径比上年")), "R09")
    assert identities(read(told.format("比上年")), "R09")


def test_a_sentence_that_adds_to_the_accounts_own_receipts_tells_all_of_them() -> None:
    added = "全市政府性基金预算收入5.20亿元，加上上级补助收入1.10亿元、专项债券收入3.00亿元，收入总量为{}亿元。"
    ((stated, parts),) = [terms_of(got, i) for got in (read(added.format("8.30")),) for i in identities(got, "R06")]
    assert stated == ["8.30"] and parts == ["5.20", "1.10", "3.00"]
