"""What lies between two figures told, where no word names them: 「2023年162.40万元，2024年154.80万元，少了7.60万元」."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import combinations, takewhile

from pipeline.extract.binding.told import Told
from pipeline.extract.mention import Mention, a_slip_from
from pipeline.extract.terms import BUDGET_STAGES

Pair = tuple[Mention, Mention]
#: A difference of fewer digits than this (without the zeros at its end) lies between some two figures by chance.
_TELLING_DIGITS = 3
#: Figures whose rounding alone is more than this part of a difference do not tell it.
_TOO_COARSE = 10
#: The levels told nearest among which a difference is looked for.
_NEAREST = 8
_AGAINST_A_YEAR = re.compile("上年|上一年|去年|前年|同比|同期|(?:19|20)\\d\\d年")
#: A level with no other words than these is of what was told right before it, in another year: 「上年42.60万元，这一年38.10万元」.
_NO_NAME = re.compile("[这今本当去上前一年度则是到了为在还只有用花升降落涨跌退达的]*")


def two_levels(told: Told, m: Mention, known: Mention | None = None) -> Pair | None:
    """(this, last) that a change or its rate lies between: two years' levels of one thing right before it, else the nearest two that
    it reproduces, else the two right before it where only a slip is in the way. known: the one that its words name."""
    if m.term is not None and m.term.account:
        return None
    before = list(_levels(reversed(told.mentions[: m.order]), m))
    near = right_before(before, m)
    if near is not None and _are_named(m, near):
        this, last = near if (near[0].year or 0) > (near[1].year or 0) else (near[1], near[0])
        return (last, this) if m.base is this else (this, last)  # 「去年6.4亿元，比年初预算8.3亿元减少1.9亿元」
    found = reproducing_levels(told, m, known)
    if found is None and near is not None and _may_differ_by(m, near, known, near[0]) and a_slip_in(m, near):
        found = near
    return _in_order(m, found) if found is not None else None


def reproducing_levels(told: Told, m: Mention, known: Mention | None) -> Pair | None:
    """(this, last): the nearest two that a change or its rate may be of, and that it reproduces; those told before it first."""
    before = list(_levels(reversed(told.mentions[: m.order]), m))
    sides = (before, _levels(told.mentions[m.order + 1 :], m))
    last = before[0] if before and before[0].sentence == m.sentence else None
    pairs = (pair for levels in sides for pair in combinations(levels, 2) if _may_differ_by(m, pair, known, last))
    ordered = (_in_order(m, pair) for pair in pairs)
    return next((pair for pair in ordered if _reproduces(m, pair)), None)


def two_percents(told: Told, gap: Mention) -> Pair | None:
    """(this, last) that percentage points lie between: the nearest two percents of its sentence that they are the difference of, else
    those of two years, or but for a slip any two, right before it."""
    before = [
        x for x in reversed(told.of_paragraph[gap.paragraph])
        if x.order < gap.order and x.sentence == gap.sentence and x.fact.unit == "%" and x.role in ("level", "rate", "share")
    ]  # fmt: skip
    near = right_before(before, gap)
    pairs = (pair for pair in combinations(before[:_NEAREST], 2) if pair == near or is_telling(gap))
    found = next((pair for pair in pairs if is_between(gap, *pair)), None)
    if found is None and near is not None and (_are_named(gap, near) or a_slip_in(gap, near)):
        found = near
    return _in_order(gap, found) if found is not None else None


def right_before(levels: Sequence[Mention], m: Mention) -> Pair | None:
    """The last two of these levels, the last one first, where they stand in the sentence of the figure and right before it."""
    if len(levels) < 2 or levels[0].order != m.order - 1 or levels[1].sentence != m.sentence:
        return None
    return levels[0], levels[1]


def is_telling(m: Mention) -> bool:
    """Has the figure so many digits that hardly any two others differ by it by chance?"""
    return len(m.fact.value.replace(".", "").strip("-0")) >= _TELLING_DIGITS


def is_between(m: Mention, one: Mention, other: Mention) -> bool:
    """Is the figure what these two differ by, within their rounding? (Chooses a reading; no verdict.)"""
    larger, smaller = _by_size((one, other))
    ends = [x for f in (m.fact, larger.fact, smaller.fact) for x in (f.lower, f.upper) if x is not None]
    if len(ends) < 6 or not m.fact.value_base:
        return False
    low, high, larger_low, larger_high, smaller_low, smaller_high = ends
    return larger_low - smaller_high <= high and larger_high - smaller_low >= low


def tells_difference(m: Mention, pair: Pair) -> bool:
    """Is the figure what these two differ by, and do they say so finely enough to tell?"""
    slack = sum(((x.fact.upper or Decimal(0)) - (x.fact.lower or Decimal(0)) for x in pair), Decimal(0))
    return is_between(m, *pair) and slack * _TOO_COARSE <= (m.fact.value_base or Decimal(0))


def a_slip_in(m: Mention, pair: Pair) -> bool:
    """Would the figure be what these two differ by, but for two digits swapped, one wrong, or the point misplaced?"""
    larger, smaller = _by_size(pair)
    if m.role == "change_rate":
        return False
    told = m.fact.value_base or Decimal(0)
    true = (larger.fact.value_base or Decimal(0)) - (smaller.fact.value_base or Decimal(0))
    misplaced = m.unit_family == "amount" and is_telling(larger) and true in (told * 10, told / 10)
    return a_slip_from(m, true) or misplaced


def _are_named(m: Mention, near: Pair) -> bool:
    """「差旅费上年42.60万元，这一年38.10万元，省下5.50万元」: one thing in two years, and a change without another name."""
    return are_two_years(*near) and m.key == near[0].key and m.base_budget is None


def are_two_years(now: Mention, then: Mention) -> bool:
    """Are these of one thing, in two years?"""
    return _of_two_years((now, then)) and (now.key == then.key or _NO_NAME.fullmatch(now.fact.subject) is not None)


def _of_two_years(pair: Pair) -> bool:
    one, other = pair[0].year, pair[1].year
    return one is not None and other is not None and abs(one - other) == 1


def _may_differ_by(m: Mention, pair: Pair, known: Mention | None, last: Mention | None) -> bool:
    """Can the words mean these two: of two years, or, where they compare with none, one of them told last in its sentence?"""
    if pair[0].unit_family != pair[1].unit_family or (known is not None and known not in pair):
        return False
    if known is None and not is_telling(m) and pair[0].sentence != pair[1].sentence:
        return False
    if _of_two_years(pair):
        return True
    if m.base_budget is not None and len({x.fact.stage in BUDGET_STAGES for x in pair}) > 1:
        return True
    return _AGAINST_A_YEAR.search(m.words) is None and last in pair


def _reproduces(m: Mention, pair: Pair) -> bool:
    if m.role != "change_rate":
        return tells_difference(m, pair)
    this, last = (x.fact.value_base or Decimal(0) for x in pair)
    if not last or not m.fact.value_base or not is_telling(m):
        return False
    scale = 1 if m.fact.unit == "倍" else 100
    half = Decimal(10) ** -m.fact.decimals / 2
    return abs(abs(this - last) / last * scale - m.fact.value_base) <= half


def _levels(mentions: Iterable[Mention], m: Mention) -> Iterator[Mention]:
    """The levels of its paragraph, and of the one beside it, that the figure may lie between."""
    near = takewhile(lambda x: abs(x.paragraph - m.paragraph) <= 1, mentions)
    found = [
        x for x in near
        if x.role == "level" and x.aside in (None, "base", "prior", "budget") and _is_of_its_kind(x, m)
        and x.fact.value_base is not None and not (x.is_price or x.is_average)
        and not (x.term is not None and x.term.account)
    ]  # fmt: skip
    yield from found[:_NEAREST]


def _is_of_its_kind(x: Mention, m: Mention) -> bool:
    return x.unit_family == m.unit_family if m.role == "change" else x.unit_family not in ("%", "")


def _by_size(pair: Pair) -> Pair:
    one, other = pair
    return (one, other) if (one.fact.value_base or 0) >= (other.fact.value_base or 0) else (other, one)


def _in_order(m: Mention, pair: Pair) -> Pair:
    """(this, last): this is above last where the figure is a rise."""
    larger, smaller = _by_size(pair)
    return (larger, smaller) if (m.direction or 1) > 0 else (smaller, larger)
