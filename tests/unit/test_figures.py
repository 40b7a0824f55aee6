"""The number grammar: every accepted notation reads back exactly; figures that are none are named as such."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.figures import VALUE_KINDS, Token, chinese_number, split_glued, tokens
from pipeline.extract.view import normalise


def values(text: str, unit: str = "") -> list[Token]:
    return [t for t in tokens(normalise(text), default_unit=unit) if t.kind in VALUE_KINDS]


def one(text: str, unit: str = "") -> Token:
    found = values(text, unit)
    assert len(found) == 1, (text, found)
    return found[0]


@pytest.mark.parametrize(
    ("text", "value", "unit", "base"),
    [
        ("收入6288.30万元", "6288.30", "万元", "62883000"),
        ("收入６２８８．３０万元", "6288.30", "万元", "62883000"),
        ("收入1,085,203.63元", "1085203.63", "元", "1085203.63"),
        ("收入3，518.85万元", "3518.85", "万元", "35188500"),
        ("收入1 129 236元", "1129236", "元", "1129236"),
        ("收入12.5亿元", "12.5", "亿元", "1250000000"),
        ("收入105.58 万\n元", "105.58", "万元", "1055800"),
        ("费用0.39 万（含税）", "0.39", "万", "3900"),
        ("增长15.87 %", "15.87", "%", "15.87"),
        ("回落2.3个百分点", "2.3", "个百分点", "2.3"),
        ("检测4.76万人", "4.76", "万人", "47600"),
        ("印制三万份", "30000", "份", "30000"),
        ("得分93分", "93", "分", "93"),
        ("是上年的3倍", "3", "倍", "3"),
        ("每个点位550元/月", "550", "元/月", "550"),
        ("减少-12万元", "-12", "万元", "-120000"),
    ],
)
def test_notations(text: str, value: str, unit: str, base: str) -> None:
    token = one(text)
    assert (token.value, token.unit, token.base) == (value, unit, Decimal(base))


def test_a_comma_between_two_figures_is_not_a_thousands_comma() -> None:
    assert [t.value for t in values("收、支总计各是1234.56,1345.67万元")] == ["1234.56", "1345.67"]


def test_a_doubled_sign_cannot_be_read() -> None:
    token = one("战训经费－-12万元")
    assert token.value is None and token.base is None and token.interval() == (None, None)


@pytest.mark.parametrize(
    ("text", "lower", "upper"),
    [
        ("10万元", "95000", "105000"),
        ("83.05%", "83.045", "83.055"),
        ("≥90%", "90", None),
        ("95%以上", "95", None),
        ("不超过5%", None, "5"),
        ("约100元", "90", "110"),
        ("45人", "45", "45"),
        ("550元/月", "550", "550"),
    ],
)
def test_intervals(text: str, lower: str | None, upper: str | None) -> None:
    expected = tuple(None if x is None else Decimal(x) for x in (lower, upper))
    assert one(text).interval() == expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("2024年度", "year"),
        ("川财行〔2023〕153号", "document_number"),
        ("2024年3月5日", "date"),
        ("1-5月", "date"),
        ("2.强化基础", "ordinal"),
        ("（3）办案", "ordinal"),
        ("第3期", "ordinal"),
        ("340M基站", "name"),
        ("Mate40终端", "name"),
        ("2040201行政运行", "code"),
        ("电话0833-5221234", "telephone"),
        ("收入XX亿元", "blank"),
    ],
)
def test_figures_that_are_none(text: str, kind: str) -> None:
    found = tokens(normalise(text))
    assert [t.kind for t in found] == [kind]


def test_declared_unit_applies_where_none_is_printed() -> None:
    assert one("6288.30", "万元").base == Decimal("62883000")
    assert one("107335.48元", "万元").base == Decimal("107335.48")


@pytest.mark.parametrize(
    ("text", "number"), [("三万", 30000), ("一百二十", 120), ("十五", 15), ("两千", 2000), ("三万五千", 35000)]
)
def test_chinese_numerals(text: str, number: int) -> None:
    assert chinese_number(text) == number


FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")


@given(
    number=st.decimals(min_value=0, max_value=10**12, places=2),
    places=st.integers(0, 2),
    unit=st.sampled_from(["万元", "元", "亿元", "%"]),
    style=st.sampled_from(["plain", "commas", "full", "spaced", "broken"]),
)
def test_any_decimal_reads_back_exactly(number: Decimal, places: int, unit: str, style: str) -> None:
    printed = f"{number:.{places}f}"
    text = {
        "plain": printed,
        "commas": f"{Decimal(printed):,.{places}f}",
        "full": printed.translate(FULL_WIDTH),
        "spaced": printed + " ",
        "broken": printed + "\n",
    }[style]
    token = one(f"收入{text}{unit}。")
    assert token.value == printed
    assert token.unit == unit
    assert token.decimals == places


@given(
    st.text(
        alphabet=st.characters(categories=("Lo", "Po", "Zs"), exclude_characters="十百千万亿一二两三四五六七八九零"),
        max_size=60,
    )
)
def test_text_without_figures_has_no_values(text: str) -> None:
    assert values(text) == []


@given(st.text(max_size=120))
def test_every_token_quotes_its_source(text: str) -> None:
    view = normalise(text)
    for token in tokens(view):
        assert view.quote(token.start, token.end) in text


@pytest.mark.parametrize(
    ("printed", "parts"),
    [
        ("194.9194.9100%", ("194.9", "194.9", "100")),
        ("50.0045.5091.00%", ("50.00", "45.50", "91.00")),
        ("88.588.590%", None),
        ("12.345.6", None),
    ],
)
def test_cells_run_together_are_parted_only_where_the_rate_says_how(
    printed: str, parts: tuple[str, ...] | None
) -> None:
    assert split_glued(printed) == parts


@pytest.mark.parametrize(
    "text", ["1至3月累计", "1—11月份", "财政部18日公布", "（达市财农﹝2024﹞3号）", "7月25日相继披露"]
)
def test_months_days_and_numbers_of_papers_are_no_quantities(text: str) -> None:
    assert values(text) == []


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("资产总额20.45万亿元", [("amount", "20.45")]),
        ("按5:5比例分担", [("ratio", None)]),
        ("落实“1+3+5”部署", [("ratio", None)]),
        ("依托“365平台”", [("name", None)]),
        ("详见附表12、13、14。", [("ordinal", None)]),
        ("增长8.5%，- 17 -", [("percent", "8.5"), ("page", None)]),
        ("90（含）-100分为优", [("band", None)]),
        ("80-90分（含）为良，得85分", [("band", None), ("score", "85")]),
        ("11.8+10=21.8万元", [("number", "11.8"), ("number", "10"), ("amount", "21.8")]),
        ("见表1、2.5万元", [("ordinal", None), ("amount", "2.5")]),
    ],
)
def test_figures_that_are_no_quantities_are_told_from_those_that_are(
    text: str, kinds: list[tuple[str, str | None]]
) -> None:
    assert [(token.kind, token.value) for token in tokens(normalise(text))] == kinds


def test_an_amount_in_trillions_is_of_that_size() -> None:
    (amount,) = tokens(normalise("资产总额20.45万亿元"))
    assert amount.base == Decimal("20450000000000")
