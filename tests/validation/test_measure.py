"""The measure counts what it says: a finding over other operands is no strict hit, and counts in a row of its own."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.validation.measure import GoldClaim, GoldFile, ReadCheck, Reading, score_file

CLAIM = GoldClaim(
    "a.txt", "sum", Decimal("21.07"), "万元", (Decimal("12.07"), Decimal("8.00")), Decimal("20.07"), "inconsistent",
    "其他项目采购金额21.07万元", "a+b", "",
)  # fmt: skip


def check(rule: str, verdict: str, stated: str, quote: str, *operands: str, computed: str = "0") -> ReadCheck:
    values = tuple(Decimal(x) for x in operands)
    return ReadCheck("c1", rule, verdict, Decimal(stated), Decimal(computed), values, (quote,), "")


@pytest.mark.parametrize(
    ("found", "strict", "at_figure"),
    [
        (check("R07", "inconsistent", "21.07", "采购金额21.07万元", "12.07", "8.00", computed="20.07"), 1, 1),
        (check("R41", "inconsistent", "21.07", "其他项目采购金额21.07万元", "5.00"), 0, 1),
        (check("R41", "ambiguous", "21.07", "其他项目采购金额21.07万元", "5.00"), 0, 1),
        (check("R41", "consistent", "21.07", "其他项目采购金额21.07万元", "50.00"), 0, 0),  # no finding
        (check("R41", "inconsistent", "8.00", "其他项目采购金额21.07万元", "5.00"), 0, 0),  # of another figure
        (check("R41", "inconsistent", "21.07", "年末结余21.07亿元", "5.00"), 0, 0),  # at another place
        (check("R41", "inconsistent", "21.07", "其他项目采购金额", "5.00"), 0, 0),  # the figure is not in the quote
    ],
)
def test_a_planted_error_found_by_another_identity(found: ReadCheck, strict: int, at_figure: int) -> None:
    score = score_file(GoldFile(Path("a.txt"), (), (CLAIM,)), Reading((), (found,), ()))
    assert score.hits["inconsistent claims found"] == strict
    assert score.hits["  or by another identity over the figure"] == at_figure
    assert score.totals["  or by another identity over the figure"] == 1
