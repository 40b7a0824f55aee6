"""The parts that a form is read into: panels of key and value columns, and their lines."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.extract.facts import Fact
from pipeline.extract.headers import Column
from pipeline.extract.terms import Term
from pipeline.extract.view import normalise

CODE = re.compile(r"^[1-5]\d{2}(?:\d{2}){0,2}$")
# Columns whose figures multiply to the amount of the row, with the measure of each; neither adds up to anything.
PRODUCT_FIELDS = {"quantity": "count", "unit_price": "price"}
# Heads of the columns of a code that is printed one level a column.
CODE_LEVELS = ("类", "款", "项")
SUBTOTAL = re.compile(r"^(?:(?:本年|当年)(?:收入|支出)(?:合计|小计)?|(?:收入|支出)(?:合计|小计)|小计)$")
TOTAL = re.compile(r"^(?:合计|总计|收入总计|支出总计|总额|收支总计)$")
# 一、 （一） 1. （1） ①: the five levels at which the lines of a form are numbered.
_NUMBERED = (
    re.compile(r"^[一二三四五六七八九十]{1,3}[、.]"),
    re.compile(r"^\([一二三四五六七八九十]{1,3}\)[、.]?"),
    re.compile(r"^\d{1,2}[、.](?!\d)"),
    re.compile(r"^(?:\(\d{1,2}\)|\d{1,2}\))[、.]?"),
    re.compile(r"^[①-⑳]"),
)


_AMONG = re.compile(r"^其中[:：]?")


@dataclass(frozen=True, slots=True)
class Value:
    """A value column: where it stands and what its heads say; ``chain`` holds them, outermost first."""

    index: int
    term: Term | None
    is_total: bool
    head: str
    side: str | None
    stage: str | None
    unit: str
    year: int | None
    year_offset: int
    aspect: str
    field: str = ""
    period: str = ""
    chain: tuple[str, ...] = ()

    @property
    def is_dated(self) -> bool:
        """Does the head say which year the column is of?"""
        return self.year is not None or bool(self.year_offset) or "本年" in self.head


@dataclass(slots=True)
class Panel:
    """Key columns and the value columns to their right; ``named_by_place`` where no head says that the first column of words
    names the lines."""

    keys: list[Column]
    values: list[Value]
    side: str | None
    named_by_place: bool = False
    rows: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class Line:
    """A row of a panel with the fact of each value column. ``project`` names what of its item the row is, ``unit`` the office
    that it is of, with ``unit_code``; ``counts`` is the unit in which it counts things; ``of_code``
    the code of the item that a project stands under. Each is "" where the form says none."""

    name: str
    code: str | None
    term: Term
    facts: dict[int, Fact]
    project: str = ""
    unit: str = ""
    unit_code: str = ""
    counts: str = ""
    of_code: str = ""

    @property
    def is_total(self) -> bool:
        return bool(TOTAL.match(self.name))

    @property
    def is_office(self) -> bool:
        """Is the line about an office as a whole?"""
        return bool(self.unit) and self.name in (self.unit, self.unit_code)

    @property
    def is_subtotal(self) -> bool:
        return bool(SUBTOTAL.match(self.name))

    @property
    def is_among(self) -> bool:
        """Is the line a part of the line above it?"""
        return bool(_AMONG.match(self.name))

    @property
    def level(self) -> int | None:
        return level_of(self.name)


def level_of(name: str) -> int | None:
    """The level at which a line is numbered (0 for 一、 … 4 for ①), None where it has no number."""
    plain = _AMONG.sub("", normalise(name).text)
    return next((i for i, pattern in enumerate(_NUMBERED) if pattern.match(plain)), None)


def unnumbered(name: str) -> str:
    """A line's name without 其中 and without its number."""
    plain = _AMONG.sub("", normalise(name).text)
    for pattern in _NUMBERED:
        plain = pattern.sub("", plain, count=1)
    return _AMONG.sub("", plain)
