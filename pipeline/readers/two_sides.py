"""Which of two columns a line's only amount stands under, where a blank cell left nothing behind.

「科目编码 科目名称 合计 基本支出 项目支出」 over 「2130301 行政运行 812.36 812.36」: the amount stands under its total and under one of the
two. The line above it in the codes tells which: its own two amounts are those of the lines below it. So the sides are those that come
nearest to what is printed above; where two ways come as near, nothing is told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product

_CODE = re.compile(r"\d{3}(?:\d{2}){0,2}")
_HEADS = re.compile(r"(?:支出)?(?:合计|总计|小计)\|基本支出\|项目支出")
# Ways grow by two with each line: a printed group is seldom longer.
_MOST_UNTOLD = 12


@dataclass(slots=True)
class _Line:
    """A line of the table: its words, and its amounts under the total and the two columns."""

    words: list[str]
    amounts: list[str]
    sides: tuple[Decimal, Decimal] | None = None
    below: list[_Line] = field(default_factory=list)

    @property
    def total(self) -> Decimal:
        return _amount(self.amounts[0])


def is_two_sided(heads: Sequence[str]) -> bool:
    """Do the last three heads divide a total into 基本支出 and 项目支出?"""
    return _HEADS.fullmatch("|".join(heads[-3:])) is not None


def amounts_in_columns(lines: Sequence[tuple[list[str], list[str]]]) -> list[list[str]]:
    """The three amounts of each line, "" for a blank cell, from its words and printed amounts; none where they cannot be told."""
    table = [_Line(words, amounts) for words, amounts in lines]
    top = _family(table)
    if top is None or not _tell(top):
        return []
    return [[line.amounts[0], *_printed(line)] for line in table]


def _family(table: Sequence[_Line]) -> _Line | None:
    """The line of the grand total, each line put below the one of which its code is a part; None where a line has no place."""
    top, path = None, list[_Line]()
    for line in table:
        if len(line.amounts) == 3:
            line.sides = _amount(line.amounts[1]), _amount(line.amounts[2])
        elif len(line.amounts) != 2 or line.amounts[0] != line.amounts[1]:
            return None
        if _CODE.fullmatch(line.words[0]) is None:
            if top is not None:
                return None
            top = line
            continue
        if top is None:
            return None
        while path and not line.words[0].startswith(path[-1].words[0]):
            path.pop()
        (path[-1] if path else top).below.append(line)
        path.append(line)
    return top if top is not None and top.sides is not None else None


def _tell(line: _Line) -> bool:
    """Tells the sides of the lines below; False where two ways come as near to the line's own."""
    untold = [x for x in line.below if x.sides is None]
    assert line.sides is not None
    if untold and not all(line.sides):
        side = 0 if line.sides[0] else 1
        ways: list[tuple[int, ...]] = [(side,) * len(untold)]
    elif len(untold) > _MOST_UNTOLD:
        return False
    else:
        wanting = line.sides[0] - sum((x.sides[0] for x in line.below if x.sides is not None), Decimal(0))
        by_way = {
            way: abs(wanting - sum((x.total for x, side in zip(untold, way, strict=True) if side == 0), Decimal(0)))
            for way in product((0, 1), repeat=len(untold))
        }
        ways = [way for way, off in by_way.items() if off == min(by_way.values())]
    if len(ways) > 1:
        return False
    for x, side in zip(untold, ways[0], strict=True):
        x.sides = (x.total, Decimal(0)) if side == 0 else (Decimal(0), x.total)
    return all(_tell(x) for x in line.below)


def _printed(line: _Line) -> list[str]:
    if len(line.amounts) == 3:
        return line.amounts[1:]
    return [line.amounts[1], ""] if line.sides is not None and line.sides[0] else ["", line.amounts[1]]


def _amount(printed: str) -> Decimal:
    return Decimal(printed.replace(",", "") if re.search(r"\d", printed) else "0")
