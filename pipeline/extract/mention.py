"""Figures in running text as they relate to each other, between reading and binding."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from pipeline.extract.facts import Fact
from pipeline.extract.terms import Term

Role = Literal["level", "change", "change_rate", "share", "rate", "gap"]
#: What a figure is of: measure, breakdown, item, account.
Key = tuple[str, str, str, str]
# A level that only serves the figure behind it: last year's in a comparison, the budget of a completion rate, the
# whole of a share, last year's figure told in passing (「上年为…」), or a round mark that was passed (「首次突破2万亿元」).
# It starts no list and carries no change.
Aside = Literal["base", "budget", "whole", "prior", "mark"]


#: Words that move a budget during the year.
ADJUSTS = re.compile("追加|调增|调减|追减|调整增加|调整减少|核减|核增|收回")
CUTS = re.compile("调减|追减|调整减少|核减|收回")
_AVERAGE = re.compile(
    r"(?:[人户车生师次批期场亩村校床班台件案例里]均|单车|平均每|平均)(?:[^,;。:、，；：]|(?<=\d)[,，](?=\d)){0,16}$"
)


@dataclass(slots=True, eq=False)
class Mention:
    """One figure in a sentence: its fact, its meaning, and the mentions it refers to.

    words: what was read of it (the fact's quote) without the blanks and line ends of its layout.
    of: for a share or rate, the level that it is computed from; for a change rate, the change it was printed with.
    head: the whole whose list of parts this figure stands in.
    parts: the list that is being told of this whole; told: earlier lists of it (by nature, then by function …).
    aside: this level only serves the figure behind it. base: the aside that serves this change, share or rate.
    flat: the figure stands in a form flattened to text (its unit is declared above, not printed behind it).
    counted_by, divided: whom an average is told to be of, and what (公用经费按在职人员计).
    mark: the sign that the words before the figure begin with (×, =, an opening bracket), "" for another.
    divides: the figure before it is divided by this one (「36.50万元/45.00万元」).
    opens_list: the words before the figure announce parts (其中, 包括).
    is_rest: the words before the figure say that it is all that is left of a whole (其余, 剩下).
    is_left: the words around the figure say that it is what was not used (还剩, 结余, 没动), or not filled (空编).
    unchanged: the words behind the figure say that it is what it was, or what was budgeted (持平).
    as_before: it is what the figure before it is told to be the same as (「与上年38.46万元持平」).
    adds: the figure is told as added to those before it (加上…, 另加…).
    sentence: its number in the document.
    per: what a price is per (每人每月); totals: a word of totalling leads to the figure (products.py).
    months: the months that had gone by, where the figure is a difference to the progress of the year (序时进度).
    """

    fact: Fact
    role: Role
    term: Term | None
    order: int
    paragraph: int
    year: int | None
    sentence: int = 0
    base_year: int | None = None
    base_budget: str | None = None
    direction: int | None = None
    of: Mention | None = None
    head: Mention | None = None
    whole: str | None = None
    rate_base: str | None = None
    aside: Aside | None = None
    base: Mention | None = None
    rate_name: str | None = None
    opens_list: bool = False
    is_rest: bool = False
    is_left: bool = False
    unchanged: bool = False
    as_before: bool = False
    adds: bool = False
    flat: bool = False
    of_one_month: bool = False
    counted_by: str = ""
    divided: str = ""
    mark: str = ""
    divides: bool = False
    per: str = ""
    totals: bool = False
    months: int | None = None
    parts: list[Mention] = field(default_factory=list)
    told: list[list[Mention]] = field(default_factory=list)
    words: str = field(init=False)

    def __post_init__(self) -> None:
        self.words = "".join(self.fact.quote.split())

    @property
    def unit_family(self) -> str:
        """What the figure counts in: all money units are one family, any other unit is its own."""
        return "amount" if self.fact.unit.endswith(("元", "万", "亿")) else self.fact.unit

    @property
    def is_price(self) -> bool:
        return bool(self.per)

    @property
    def is_average(self) -> bool:
        """Is it so much for each (人均, 户均, 平均 …)?"""
        return self.role == "level" and _AVERAGE.search(self.words) is not None

    @property
    def key(self) -> Key | None:
        """What the figure is of, apart from year and stage."""
        return None if self.term is None else key_of(self.term)


def key_of(term: Term, account: str | None = None) -> Key:
    """What a term means, apart from its stage; in the given account where it is a bare label's."""
    return term.measure, term.breakdown, term.item, term.account if account is None else account


def difference(head: Mention, parts: Sequence[Mention]) -> Decimal:
    """Head less the sum of these figures, in base units; a missing value counts as nothing. (Chooses a reading; no verdict.)"""
    sign = (head.direction or 1) if head.role == "change" else 1
    told = (((p.direction or 1) * sign if p.role == "change" else 1) * (p.fact.value_base or 0) for p in parts)
    return (head.fact.value_base or Decimal(0)) - sum(told, Decimal(0))


def reproduces(head: Mention, parts: Sequence[Mention]) -> bool:
    """Do these figures add up to the head within their rounding intervals? (Chooses a reading; no verdict.)"""
    total = head.fact
    if total.lower is None or total.upper is None or not total.value_base:
        return False
    sign = (head.direction or 1) if head.role == "change" else 1
    low = high = Decimal(0)
    for part in parts:
        if part.fact.lower is None or part.fact.upper is None:
            return False
        weight = (part.direction or 1) * sign if part.role == "change" else 1
        ends = sorted((weight * part.fact.lower, weight * part.fact.upper))
        low, high = low + ends[0], high + ends[1]
    return low <= total.upper and high >= total.lower


#: Figures with fewer digits than this (without the zeros at their end) are a misprint away from too many sums; the more
#: parts a list has, the fewer do.
_TELLING_DIGITS = 4
_FEWER_DIGITS = {3: 3, 4: 2}
#: A gap of less than this part of the whole, and the chance that a gap looks like a misprint and is none.
_LITTLE = 30
_TELLING_CHANCE = Decimal("0.1")


def misprinted(head: Mention, parts: Sequence[Mention]) -> bool:
    """Would these figures add up but for one misprint: two neighbouring digits swapped, one wrong digit, or the point
    misplaced, in one of them?

    A list that names only some parts misses its whole by any amount; one that is a misprint off is complete. (Chooses a
    reading; no verdict.)
    """
    figures = [head, *parts]
    if any(m.fact.lower is None or m.fact.upper is None or m.fact.value_base is None for m in figures):
        return False
    gap = difference(head, parts)
    slack = sum(((m.fact.upper or Decimal(0)) - (m.fact.lower or Decimal(0)) for m in figures), Decimal(0)) / 2
    return a_misprint_off(figures, gap, len(parts), slack)


def adds_up(head: Mention, parts: Sequence[Mention]) -> bool:
    """Do these figures add up to the head, or would they but for one misprint? (Chooses a reading; no verdict.)"""
    return reproduces(head, parts) or misprinted(head, parts)


#: A total that a sentence adds up is off by less than this part of it where it is theirs.
_LISTED_OFF = 8
_ALL_RECEIPTS = {"税收收入", "非税收入"}


def fits_account(head: Mention, parts: Sequence[Mention]) -> bool:
    """Are these the receipts or payments that an account of a government adds up to, or would they be but for one misprint?

    Such a report leaves out small items and tells its own receipts somewhere before: only a sum that fits to the finest place
    printed is one, and of a whole that is no total only two swapped digits count as a misprint. (Chooses a reading.)
    """
    if {p.term.item for p in parts if p.term is not None} == _ALL_RECEIPTS and len({p.sentence for p in parts}) == 1:
        return parts[0].paragraph == head.paragraph  # complete by law
    figures = [head, *parts]
    places = [abs(m.fact.value_base or Decimal(0)) / int(_digits(m)) for m in figures if m.fact.value_base]
    gap = abs(difference(head, parts))
    finest = min(places, default=Decimal(1))
    if gap * 2 <= finest * len(figures):
        return reproduces(head, parts)
    is_total = head.term is not None and head.term.measure.endswith("_total")
    if is_total and _begins_with_its_own(head, parts):
        # 「收入4.2亿元，加上上级补助1.5亿元、债券3亿元，收入总量为9.2亿元」: the sentence adds up, and so tells all.
        return gap * _LISTED_OFF <= abs(head.fact.value_base or Decimal(0))
    coarse = max(places, default=Decimal(1)) * len(figures) > gap  # twice what rounding may explain
    little = gap * 2 <= abs(head.fact.value_base or Decimal(0))
    telling = len(_digits(head).strip("0")) >= _FEWER_DIGITS[3] and little and not coarse
    return telling and (is_total or gap % (9 * finest) == 0) and misprinted(head, parts)


def _begins_with_its_own(total: Mention, parts: Sequence[Mention]) -> bool:
    """Does the sentence of this total begin with the account's own receipts or payments, and add the others to them, figure by figure?"""
    own = parts[0].term if parts else None
    one_by_one = [p.order for p in parts] == list(range(total.order - len(parts), total.order))
    in_one_breath = one_by_one and all(p.sentence == total.sentence for p in parts)
    if own is None or total.term is None or len(parts) < 2 or not in_one_breath:
        return False
    return (f"{own.measure}_total", own.breakdown, own.item) == (
        total.term.measure,
        total.term.breakdown,
        total.term.item,
    )


def one_figure(a: Mention, b: Mention) -> bool:
    """Are these prints of one figure: alike within their rounding, or one misprint apart?"""
    if None in (a.fact.lower, a.fact.upper, b.fact.lower, b.fact.upper):
        return True
    if a.direction in (None, b.direction) and a.fact.lower <= b.fact.upper and b.fact.lower <= a.fact.upper:  # type: ignore[operator]
        return True
    one, other = _digits(a), _digits(b)
    if len(one) != len(other) or len(one.strip("0")) < _TELLING_DIGITS or a.fact.unit != b.fact.unit:
        return False
    apart = [i for i, (x, y) in enumerate(zip(one, other, strict=True)) if x != y]
    swapped = len(apart) == 2 and apart[1] - apart[0] == 1 and sorted(one) == sorted(other)
    return swapped or len(apart) <= 1


def _digits(m: Mention) -> str:
    return m.fact.value.lstrip("-").replace(".", "")


def a_slip_from(m: Mention, expected: Decimal) -> bool:
    """Would the figure be the expected one if two neighbouring digits changed places, or one of its many digits were another?

    Figures with few digits are one wrong digit away from too many products and quotients. (Chooses a reading; no verdict.)
    """
    digits = _digits(m)
    if not m.fact.value_base or not digits.isdigit() or not int(digits) or expected <= 0:
        return False
    true = str(int((expected * int(digits) / abs(m.fact.value_base)).to_integral_value()))
    if len(true) != len(digits):
        return False
    apart = [i for i, (x, y) in enumerate(zip(true, digits, strict=True)) if x != y]
    swapped = len(apart) == 2 and apart[1] - apart[0] == 1 and sorted(true) == sorted(digits)
    return swapped or (len(apart) == 1 and len(digits.strip("0")) >= _TELLING_DIGITS)


def a_misprint_off(figures: Sequence[Mention], gap: Decimal, parts: int, slack: Decimal) -> bool:
    """Would one misprint in one of these figures explain the gap between a whole and its parts, so many of them?"""
    fewest = _FEWER_DIGITS.get(min(parts, max(_FEWER_DIGITS)), _TELLING_DIGITS)
    changes = {by for m in figures for by in _misprints(m, fewest)}
    if not gap or not any(abs(abs(gap) - by) <= slack for by in changes):
        return False
    # Many small figures are a misprint away from half of all sums: then the misprint tells nothing, unless little is missing.
    by_chance = sum(by <= 2 * abs(gap) for by in changes) * slack / abs(gap)
    little = abs(gap) * _LITTLE <= max(abs(m.fact.value_base or Decimal(0)) for m in figures)
    return little or by_chance <= _TELLING_CHANCE


def _misprints(m: Mention, fewest: int) -> set[Decimal]:
    """By how much one misprint may change a figure, in base units."""
    digits = m.fact.value.lstrip("-")
    plain = digits.replace(".", "")
    telling = len(plain.strip("0"))
    if telling < fewest or not plain.isdigit() or m.fact.value_base is None or not Decimal(digits):
        return set()
    last = abs(m.fact.value_base) / Decimal(plain)
    places = range(len(plain) - 1)
    swapped = {abs(int(plain[i]) - int(plain[i + 1])) * 9 * 10 ** (len(plain) - 2 - i) for i in places}
    wrong = {n * 10**i for i in range(len(plain)) for n in range(1, 10)} if telling > _TELLING_DIGITS else set()
    misplaced = {9 * abs(m.fact.value_base), 9 * abs(m.fact.value_base) / 10}
    return {n * last for n in swapped | wrong if n} | misplaced


# Lists of parts that are told in one breath: funds with the balance brought forward, this year's total with it.
_TOGETHER = (
    {"three_public", "official_vehicles"},
    {"total", "fund_source", "part", "other"},
    {"total", "fund_source"},
    {"nature", "fund_nature"},
    {"basic", "fund_basic"},
    {"economic", "fund_economic"},
)


def told_together(one: Term, other: Term) -> bool:
    """Can these two be parts of one list?"""
    a, b = one.breakdown, other.breakdown
    return a == b or any({a, b} <= group for group in _TOGETHER)


def continues_list(last: Term, term: Term) -> bool:
    """Does a new sentence that marks no list go on with the one before it? Only with another item of its kind."""
    a, b = last.kind, term.kind
    return a == b or {a, b} == {"three_public", "official_vehicles"}
