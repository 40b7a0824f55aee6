"""Rules between the forms of one set of final accounts, and between its narrative and its forms (D05–D17).

One small set of forms whose figures agree; each rule is planted once in it, and the rest of the set stays silent.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from pipeline.extract import extract
from pipeline.warehouse.load import rows_of
from pipeline.warehouse.replay import evaluate
from tests.unit.documents import document
from tests.validation.test_rules_of_projects import Check, judged, of_rule, only

DEPARTMENT = "某县林业局"

Table = tuple[tuple[str, ...], ...]
FORMS: dict[str, Table] = {
    "收入支出决算总表": (
        ("项目", "决算数", "项目", "决算数"),
        ("一、一般公共预算财政拨款收入", "900.00", "一、农林水支出", "1000.00"),
        ("二、政府性基金预算财政拨款收入", "100.00", "二、住房保障支出", "120.00"),
        ("三、其他收入", "50.00", "", ""),
        ("本年收入合计", "1050.00", "本年支出合计", "1120.00"),
        ("年初结转和结余", "80.00", "年末结转和结余", "10.00"),
        ("总计", "1130.00", "总计", "1130.00"),
    ),
    "收入决算表": (
        ("科目编码", "科目名称", "本年收入合计", "财政拨款收入", "其他收入"),
        ("213", "农林水支出", "930.00", "880.00", "50.00"),
        ("221", "住房保障支出", "120.00", "120.00", ""),
        ("", "合计", "1050.00", "1000.00", "50.00"),
    ),
    "支出决算表": (
        ("科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"),
        ("213", "农林水支出", "1000.00", "500.00", "500.00"),
        ("221", "住房保障支出", "120.00", "120.00", ""),
        ("", "合计", "1120.00", "620.00", "500.00"),
    ),
    "财政拨款收入支出决算总表": (
        ("收入", "收入", "支出", "支出", "支出", "支出"),
        ("项目", "决算数", "项目", "合计", "一般公共预算财政拨款", "政府性基金预算财政拨款"),
        ("一、一般公共预算财政拨款", "900.00", "一、农林水支出", "880.00", "780.00", "100.00"),
        ("二、政府性基金预算财政拨款", "100.00", "二、住房保障支出", "120.00", "120.00", ""),
        ("本年收入合计", "1000.00", "本年支出合计", "1000.00", "900.00", "100.00"),
        ("总计", "1000.00", "总计", "1000.00", "900.00", "100.00"),
    ),
    "一般公共预算财政拨款支出决算表": (
        ("科目编码", "科目名称", "合计", "基本支出", "项目支出"),
        ("213", "农林水支出", "780.00", "500.00", "280.00"),
        ("221", "住房保障支出", "120.00", "120.00", ""),
        ("", "合计", "900.00", "620.00", "280.00"),
    ),
    "一般公共预算财政拨款支出决算明细表": (
        ("科目编码", "科目名称", "合计", "工资福利支出", "商品和服务支出"),
        ("213", "农林水支出", "780.00", "450.00", "330.00"),
        ("221", "住房保障支出", "120.00", "120.00", ""),
        ("", "合计", "900.00", "570.00", "330.00"),
    ),
    "一般公共预算财政拨款基本支出决算表": (
        ("科目编码", "科目名称", "决算数"),
        ("301", "工资福利支出", "570.00"),
        ("302", "商品和服务支出", "50.00"),
        ("30217", "公务接待费", "5.00"),
        ("30231", "公务用车运行维护费", "45.00"),
        ("", "合计", "620.00"),
    ),
    "一般公共预算财政拨款项目支出决算表": (
        ("科目编码", "科目名称", "合计"),
        ("213", "农林水支出", "280.00"),
        ("", "合计", "280.00"),
    ),
    "政府性基金预算财政拨款收入支出决算表": (
        ("科目编码", "科目名称", "年初结转和结余", "本年收入", "本年支出", "年末结转和结余"),
        ("213", "农林水支出", "0.00", "100.00", "100.00", "0.00"),
        ("", "合计", "0.00", "100.00", "100.00", "0.00"),
    ),
    "国有资本经营预算财政拨款收入支出决算表": (
        ("科目编码", "科目名称", "年初结转和结余", "本年收入", "本年支出", "年末结转和结余"),
    ),
    "财政拨款“三公”经费支出决算表": (
        ("项目", "预算数", "决算数"),
        ("合计", "60.00", "52.00"),
        ("因公出国（境）费", "0.00", "0.00"),
        ("公务用车购置及运行维护费", "50.00", "46.00"),
        ("公务用车购置费", "0.00", "0.00"),
        ("公务用车运行维护费", "50.00", "46.00"),
        ("公务接待费", "10.00", "6.00"),
    ),
}
NARRATIVE = (
    "一、收入支出决算总体情况说明",
    "2024年度收入总计1130.00万元，支出总计1130.00万元。",
    "二、支出决算情况说明",
    "2024年本年支出合计1120.00万元，其中：基本支出620.00万元，占55.36%；项目支出500.00万元，占44.64%。",
    "三、一般公共预算财政拨款支出决算情况说明",
    "一般公共预算财政拨款支出900.00万元，主要用于以下方面：农林水支出780.00万元，占86.67%；住房保障支出120.00万元，占13.33%。",
)


NO_CAPITAL = "本部门2024年度没有国有资本经营预算财政拨款收入和支出，故本表无数据。"


def accounts(
    planted: dict[tuple[str, int, int], str], narrative: tuple[str, ...], left_out: str
) -> Iterator[str | Table]:
    """The blocks of a set of final accounts: forms with the planted cells, without the one left out, then narrative."""
    yield f"{DEPARTMENT}2024年度部门决算"
    for title, rows in FORMS.items():
        if title == left_out:
            continue
        yield title
        yield "单位：万元"
        yield tuple(tuple(planted.get((title, r, c), text) for c, text in enumerate(row)) for r, row in enumerate(rows))
    yield NO_CAPITAL
    yield from narrative


@cache
def checks(
    planted: tuple[tuple[tuple[str, int, int], str], ...] = (),
    narrative: tuple[str, ...] = NARRATIVE,
    left_out: str = "",
) -> list[Check]:
    """The checks of the set with these cells planted."""
    made = document(*accounts(dict(planted), narrative, left_out), path=f"{DEPARTMENT}2024年度部门决算.txt")
    with evaluate(rows_of(made, extract(made))) as con:
        cursor = con.execute("from marts.fct_check")
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def broken(found: list[Check]) -> list[tuple[str, str, str]]:
    return sorted({(c["rule_id"], c["verdict"], c["message_zh"]) for c in found if c["verdict"] != "consistent"})


RULES = ("D05", "D06", "D07", "D08", "D09", "D10", "D11", "D13", "D14", "D15", "D16", "D17")


def test_the_clean_set_has_no_finding_and_every_rule_was_asked() -> None:
    clean = checks()
    assert broken(clean) == []
    asked = {check["rule_id"]: judged(check) for check in clean if check["rule_id"] in RULES}
    assert asked == dict.fromkeys(sorted(RULES), ("consistent", "info"))


@pytest.mark.parametrize(
    ("rule", "form", "row", "col", "wrong", "arithmetic"),
    [
        ("D05", "收入决算表", 3, 2, "1005.00", "《收入支出决算总表》为 1050.00 万元，此处为 1005.00 万元"),
        ("D05", "收入决算表", 3, 3, "1001.00", "900.00 + 100.00 = 1000.00 万元，文中为 1001.00 万元"),
        ("D06", "支出决算表", 2, 2, "102.00", "《收入支出决算总表》为 120.00 万元，此处为 102.00 万元"),
        ("D07", "财政拨款收入支出决算总表", 2, 1, "910.00", "《收入支出决算总表》为 900.00 万元，此处为 910.00 万元"),
        ("D08", "一般公共预算财政拨款支出决算表", 1, 2, "870.00", "《财政拨款收入支出决算总表》为 780.00 万元"),
        ("D09", "一般公共预算财政拨款基本支出决算表", 5, 2, "602.00", "《一般公共预算财政拨款支出决算表》为 620.00 万元"),
        ("D10", "一般公共预算财政拨款项目支出决算表", 2, 2, "208.00", "《一般公共预算财政拨款支出决算表》为 280.00 万元"),
        ("D11", "政府性基金预算财政拨款收入支出决算表", 2, 4, "110.00", "《财政拨款收入支出决算总表》为 100.00 万元"),
        ("D14", "一般公共预算财政拨款支出决算明细表", 2, 2, "102.00", "《一般公共预算财政拨款支出决算表》为 120.00 万元"),
    ],
)  # fmt: skip
def test_a_figure_that_differs_from_another_form(
    rule: str, form: str, row: int, col: int, wrong: str, arithmetic: str
) -> None:
    broken_checks = [c for c in of_rule(checks((((form, row, col), wrong),)), rule) if c["verdict"] != "consistent"]
    found = [check for check in broken_checks if arithmetic in check["message_zh"]]
    assert [judged(check) for check in found] == [("inconsistent", "error")]
    assert wrong in " ".join(found[0]["quotes"])


def test_two_forms_are_not_compared_a_second_time_as_repeated_prints() -> None:
    planted = checks(((("支出决算表", 2, 2), "102.00"),))
    assert not [check for check in of_rule(planted, "R11") if check["verdict"] != "consistent"]


def test_what_rests_on_the_misprint_says_that_it_follows() -> None:
    planted = checks(((("支出决算表", 2, 2), "102.00"),))
    root = next(check for check in of_rule(planted, "D06") if check["verdict"] == "inconsistent")
    followers = [c for c in planted if c["verdict"] == "inconsistent" and c["rule_id"] == "D04"]
    assert followers and all(root["check_id"] in check["derived_from"] for check in followers)


def test_three_public_below_what_basic_expenditure_spent() -> None:
    found = only(checks(((("财政拨款“三公”经费支出决算表", 6, 2), "4.00"),)), "D13", "公务接待费")
    assert judged(found) == ("inconsistent", "warn")
    assert "文中为 4.00 万元，应不小于 5.00 万元" in found["message_zh"]


def test_expenditure_that_no_other_revenue_can_have_paid() -> None:
    wrong = ((("财政拨款收入支出决算总表", 4, 3), "900.00"),)
    assert judged(only(checks(wrong), "D15")) == ("ambiguous", "info")


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("支出合计1120.00万元", "支出合计1210.00万元"),
        ("农林水支出780.00万元", "农林水支出870.00万元"),
    ],
)
def test_a_sentence_that_differs_from_the_form(right: str, wrong: str) -> None:
    narrative = tuple(sentence.replace(right, wrong) for sentence in NARRATIVE)
    assert narrative != NARRATIVE
    found = [check for check in of_rule(checks(narrative=narrative), "D17") if check["verdict"] != "consistent"]
    assert [judged(check) for check in found] == [("inconsistent", "error")]


def test_functions_of_one_fund_are_not_held_against_those_of_all_expenditure() -> None:
    # 780.00 of the general budget beside 1000.00 of all expenditure: two figures, no contradiction.
    assert not [check for check in of_rule(checks(), "R11") if check["verdict"] != "consistent"]


def test_a_form_that_is_missing() -> None:
    found = [c for c in of_rule(checks(left_out="财政拨款“三公”经费支出决算表"), "D16") if c["verdict"] != "consistent"]
    assert [judged(check) for check in found] == [("ambiguous", "warn")]
    assert "三公" in found[0]["message_zh"]


def findings_of_d16(*blocks: str | Table) -> list[tuple[tuple[str, str], str]]:
    made = document(f"{DEPARTMENT}2024年度部门决算", *blocks, path=f"{DEPARTMENT}2024年度部门决算.txt")
    with evaluate(rows_of(made, extract(made))) as con:
        cursor = con.execute("from marts.fct_check where rule_id = 'D16' and verdict <> 'consistent'")
        names = [column[0] for column in cursor.description or ()]
        found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [(judged(check), check["message_zh"]) for check in found]


def test_a_set_that_names_no_office_and_no_year_is_held_against_itself() -> None:
    made = document(*printed_forms(numbered=True), path="附表.txt")
    with evaluate(rows_of(made, extract(made))) as con:
        found = con.execute("select verdict from marts.fct_check where rule_id = 'D16' and verdict <> 'consistent'")
        assert found.fetchall() == []


def printed_forms(left_out: str = "", numbered: bool = False) -> list[str | Table]:
    made: list[str | Table] = []
    for number, (title, rows) in enumerate(FORMS.items(), start=1):
        if title != left_out:
            made += [title, *([f"公开{number:02}表"] if numbered else []), "单位：万元", rows]
    return [*made, NO_CAPITAL]


CONTENTS = [f"{ordinal}、{title}" for ordinal, title in zip("一二三四五六七八九十", FORMS, strict=False)]


def test_a_form_that_the_contents_list() -> None:
    last = list(FORMS)[len(CONTENTS) - 1]
    assert findings_of_d16("目录", *CONTENTS, "第二部分 部门决算表", *printed_forms()) == []
    ((judgement, message),) = findings_of_d16("目录", *CONTENTS, "第二部分 部门决算表", *printed_forms(last))
    assert judgement == ("inconsistent", "error")
    assert f"目录列有《{last}》，后文没有" in message
    # Its heading is there: what lies under it could not be read, which is no proof that it is missing.
    ((judgement, _),) = findings_of_d16("目录", *CONTENTS, "第二部分 部门决算表", *printed_forms(last), last)
    assert judgement == ("ambiguous", "warn")


def test_a_number_left_out_of_the_run_of_forms() -> None:
    assert findings_of_d16(*printed_forms(numbered=True)) == []
    found = findings_of_d16(*printed_forms(left_out="一般公共预算财政拨款支出决算明细表", numbered=True))
    assert [judgement for judgement, _ in found] == [("ambiguous", "warn")]
    assert "其中没有 6" in found[0][1]


EMPTY_FORM: Table = (
    ("科目编码", "科目名称", "年初结转和结余", "本年收入", "本年支出合计", "基本支出", "项目支出", "年末结转和结余"),
    ("", "合计", "0.00", "0.00", "0.00", "0.00", "0.00", "0.00"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("注：本表无数据。", []),
        ("本部门本年度没有国有资本经营预算财政拨款收入和支出。", []),
        ("本部门本年度没有政府性基金预算财政拨款支出。", [("inconsistent", "info")]),
        ("无国有资本经营预算财政拨款支出的，仍保留该表格式。", [("inconsistent", "info")]),
    ],
)
def test_a_form_without_an_amount(after: str, expected: list[tuple[str, str]]) -> None:
    title = "国有资本经营预算财政拨款收入支出决算表"
    forms = [*printed_forms(left_out=title)[:-1], title, "单位：万元", EMPTY_FORM, after]
    assert [judgement for judgement, _ in findings_of_d16(*forms)] == expected
