"""Which columns of a panel add up to which? The heads say it: a total is the sum of what stands beside it under one head."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from pipeline.extract.facts import Fact
from pipeline.extract.forms.panel import Line, Panel, Value
from pipeline.extract.terms import BALANCES

_TOTAL_HEAD = re.compile(r"(?:合计|小计|总计|总额)(?:金额|数)?$")
# So many rows in which a sum fails, and none in which it holds, say that the columns were misread.
_MISREAD = 2


@dataclass(frozen=True, slots=True)
class ColumnSum:
    """A total column and the columns that add up to it; ``is_doubtful`` where one of them has a head that nobody knows."""

    total: Value
    parts: tuple[Value, ...]

    @property
    def is_doubtful(self) -> bool:
        return any(v.term is not None and not v.term.known for v in self.parts)

    def terms(self, line: Line) -> tuple[Fact, list[Fact]] | None:
        """The total of a line and its parts; a blank part is none. None where the line prints no total or no part."""
        total = line.facts.get(self.total.index)
        parts = [line.facts[v.index] for v in self.parts if v.index in line.facts]
        return None if total is None or not parts else (total, parts)


def column_sums(panel: Panel) -> Iterator[ColumnSum]:
    """The sums of a panel's columns, each in the reading that most of its lines bear out.

    What fails in every line, and in more than one, is no misprint: the columns were misread, and no sum is stated.
    """
    levels = [v for v in panel.values if v.aspect == "level" and not _is_public(v)]
    for readings in _readings(levels, 0):
        counted = [(sum(_holds(reading, panel)), reading) for reading in readings]
        best, chosen = max(counted, key=lambda c: c[0])
        if best or (not panel.named_by_place and sum(1 for _ in _tested(chosen, panel)) < _MISREAD):
            yield chosen


def _is_public(value: Value) -> bool:
    """The three public costs stand beside others in many ways; they are complete by law wherever they stand (completes)."""
    return value.term is not None and value.term.measure == "three_public"


def _readings(values: list[Value], depth: int) -> Iterator[list[ColumnSum]]:
    """The sums under one head and under the heads below it, each with the ways in which it may be read."""
    members: list[Value] = []
    for _, found in groupby(values, key=lambda v: v.chain[depth : depth + 1]):
        within = list(found)
        if len(within[0].chain) > depth + 1:
            yield from _readings(within, depth + 1)
            own = [v for v in within if len(v.chain) == depth + 2 and _is_total(v)]
            members.extend(own[:1] or within)
        else:
            members.extend(within)
    total = _total_of(members, depth)
    if total is None:
        return
    parts = [v for v in members if v is not total and _is_of(v, total)]
    if len(parts) == 1 and parts[0].head.startswith("其中"):
        return  # 事业收入 {小计, 其中：教育收费}: one part of several
    flat = [v for v in parts if v.index > total.index] or parts
    readings = [
        ColumnSum(total, tuple(chosen))
        for chosen in (
            flat,
            [v for v in flat if not _is_balance(v)],
            [v for v in flat if v.term is not None and v.term.known],
            [v for v in flat if v.term is not None and v.term.known and not _is_balance(v)],
        )
        if chosen
    ]
    if readings:
        yield readings


def _is_total(value: Value) -> bool:
    return _TOTAL_HEAD.search(value.head) is not None


def _total_of(members: list[Value], depth: int) -> Value | None:
    """The total among the members of one head: the one that says so, else the column of a whole left of its parts."""
    own = [v for v in members if len(v.chain) <= depth + 1 and _is_total(v)]
    if own:
        return own[0]
    parts = [v for v in members if not v.is_total and not _is_balance(v)]
    left = [v for v in members if v.is_total and len(v.chain) <= depth + 1 and parts and v.index < parts[0].index]
    if left:
        return left[-1]
    right = [v for v in members if v.is_total and len(v.chain) <= depth + 1]
    return right[0] if right and len(parts) > 1 else None


def _is_of(part: Value, total: Value) -> bool:
    """A part is of the year and stage of its total, is no whole itself, and no cost of vehicles."""
    same = (part.stage, part.year, part.year_offset) == (total.stage, total.year, total.year_offset)
    return same and (not part.is_total or _is_balance(part) or len(part.chain) > len(total.chain))


def _is_balance(value: Value) -> bool:
    return value.term is not None and value.term.measure in BALANCES


def _tested(reading: ColumnSum, panel: Panel) -> Iterator[tuple[Fact, list[Fact]]]:
    for line in panel.rows:
        found = reading.terms(line)
        if found is not None:
            yield found


def _holds(reading: ColumnSum, panel: Panel) -> Iterator[bool]:
    return (meets(total, parts) for total, parts in _tested(reading, panel))


def meets(total: Fact, parts: Iterable[Fact]) -> bool:
    """Do the rounding intervals of a total and of the sum of its parts meet?"""
    parts = list(parts)
    lower = [f.lower for f in parts if f.lower is not None]
    upper = [f.upper for f in parts if f.upper is not None]
    if total.lower is None or total.upper is None or len(lower) < len(parts) or len(upper) < len(parts):
        return False
    return sum(lower) <= total.upper and total.lower <= sum(upper)


def multiplies(quantity: Fact, price: Fact, amount: Fact) -> bool:
    """Do the rounding intervals of quantity × price and of the amount meet?"""
    sides = [(f.lower, f.upper) for f in (quantity, price, amount)]
    (q0, q1), (p0, p1), (a0, a1) = sides
    if q0 is None or q1 is None or p0 is None or p1 is None or a0 is None or a1 is None:
        return False
    return q0 * p0 <= a1 and a0 <= q1 * p1
