"""Number formats: the digits that a person sees in the cell."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.readers.number_format import BUILT_IN, number_of, show_number, show_text

ACCOUNTING = BUILT_IN[43]


@pytest.mark.parametrize(
    ("stored", "code", "shown"),
    [
        ("6288.3000000000002", "#,##0.00", "6,288.30"),
        ("6288.3000000000002", "General", "6288.3"),
        ("107335.48000000001", "GENERAL", "107335.48"),
        ("0.83199999999999996", "0.00%", "83.20%"),
        ("0.83199999999999996", BUILT_IN[9], "83%"),
        # Excel rounds the decimal digits, half away from zero: neither the binary value nor half to even.
        ("2.675", "0.00", "2.68"),
        ("2.5", "0", "3"),
        ("0", "0.00", "0.00"),
        ("0", "#", ""),
        ("7", "000", "007"),
        ("0.1234", ".00", ".12"),
        ("1234567.891", ACCOUNTING, "1,234,567.89"),
        ("-12.5", ACCOUNTING, "-12.50"),
        ("0", ACCOUNTING, "-"),
        ("6288.3", '0.00"万元"', "6288.30万元"),
        ("243.31", "#,##0.00\\ 万元", "243.31 万元"),
        ("-5.5", "0.00_);[Red](0.00)", "(5.50)"),
        ("5.5", "0.00_);[Red](0.00)", "5.50"),
        ("-5.5", "0.0", "-5.5"),
        ("5", "0;;;", "5"),
        ("-5", "0;;;", ""),
        ("12", "[>=10]0.0;0.00", "12.0"),
        ("9", "[>=10]0.0;0.00", "9.00"),
        # A section that only negative numbers reach prints its own sign, or none.
        ("-26", "[<-25]General;[>25]0.0;0", "26"),
        ("-25", "[<-25]General;[>25]0.0;0", "-25"),
        ("1234567", "#,##0,", "1,235"),
        # Ten thousands by the well-known trick: a literal point before the last of the thousands' digits.
        ("123456", '0!.0,"万"', "12.3万"),
        ("145", 'General"人"', "145人"),
        ("-3", "[Red]General", "-3"),
        ("2.5", "[$￥-804]#,##0.00", "￥2.50"),
        ("12345.678", "0.00E+00", "1.23E+04"),
        ("0.5", "# ?/?", "0.5"),
        ("0.33333333333333331", "General", "0.333333333"),
        ("157", "@", "157"),
    ],
)
def test_numbers(stored: str, code: str, shown: str) -> None:
    number = number_of(stored)
    assert number is not None
    assert show_number(number, code) == shown


@pytest.mark.parametrize(
    ("serial", "code", "shown"),
    [
        ("45322", "yyyy-mm-dd", "2024-01-31"),
        ("45322", BUILT_IN[14], "2024-01-31"),
        ("45322", 'yyyy"年"m"月"d"日";@', "2024-01-31"),
        ("45322", '[DBNum1][$-804]yyyy"年"m"月"d"日"', "2024-01-31"),
        ("45322.5", "yyyy/m/d h:mm", "2024-01-31 12:00"),
        ("45322", 'yyyy"年"m"月"', "2024年1月"),
        ("45322", BUILT_IN[28], "1月31日"),
        ("0.25", "h:mm", "6:00"),
        ("0.75", "h:mm AM/PM", "6:00 PM"),
        ("0.75", "上午/下午h:mm", "下午6:00"),
        ("45322", "ddd d mmmm", "Wed 31 January"),
        ("45322", "aaaa", "星期三"),
        ("1.5", "[h]:mm", "36:00"),
        # The day before Excel's 29 February 1900, which never was.
        ("59", "yyyy-m-d", "1900-02-28"),
        ("61", "yyyy-m-d", "1900-03-01"),
    ],
)
def test_dates(serial: str, code: str, shown: str) -> None:
    assert show_number(Decimal(serial), code) == shown


def test_dates_counted_from_1904() -> None:
    assert show_number(Decimal(43860), "yyyy-mm-dd", epoch_1904=True) == "2024-01-31"


@pytest.mark.parametrize(
    ("text", "code", "shown"),
    [
        ("无", "General", "无"),
        ("无", "0.00", "无"),
        ("无", '@"数"', "无数"),
        ("无", ";;;", ""),
        ("无", ACCOUNTING, "无"),
        ("无", "0;0;0;General", "无"),
    ],
)
def test_texts(text: str, code: str, shown: str) -> None:
    assert show_text(text, code) == shown


@pytest.mark.parametrize("stored", ["", "无", "nan", "inf", "1e999"])
def test_what_is_no_number(stored: str) -> None:
    assert number_of(stored) is None


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_two_decimals_survive_binary_storage(value: Decimal) -> None:
    number = number_of(repr(float(value)))
    assert number is not None
    assert Decimal(show_number(number, "#,##0.00").replace(",", "")) == value


@given(st.floats(allow_nan=False, allow_infinity=False), st.text('0#?.,%;"@E+/ymdhsG[]*_\\-万', max_size=12))
def test_no_format_fails(value: float, code: str) -> None:
    number = number_of(repr(value))
    assert number is not None
    assert isinstance(show_number(number, code), str)
    assert isinstance(show_text("文", code), str)
