"""Percents beside amounts that no word ties together: 「84.6%来自财政拨款，即7290.18万元」, 「预算数120万元，用了108.6万元，90.5%」: R92, R02.

A percent is of the figures that it reproduces: the amount right beside it over a whole told near it, or the last two told
before it. Where several of one sentence are of one whole, those beside them are as well, and the one that does not fit is wrong.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import takewhile

from pipeline.extract.binding.told import Told, planned
from pipeline.extract.facts import Operand
from pipeline.extract.ledger import Ledger
from pipeline.extract.mention import Mention, a_slip_from

#: Percents with fewer digits are reproduced by too many pairs, unless only those right before it are asked.
_TELLING_DIGITS = 3
#: Paragraphs that a whole may lie before its part, and the wholes told nearest among which one is looked for.
_REACH, _NEAREST = 2, 12
#: A rate is of two among so many figures told right before it; one named as such (资金到位率), of two among so many.
_RATE_REACH, _NAMED_RATE_REACH = 3, 8
#: So many percents of a sentence that are of one whole say what the others beside them are of.
_GROUP = 2
_RATE_NAME = re.compile(r"率[^,;。、]{0,6}?[\d.]+[%％]$")


def bind_percents(ledger: Ledger, told: Told) -> None:
    """States each percent that no other identity evaluates and that figures told beside it reproduce."""
    by_sentence: dict[int, list[Mention]] = defaultdict(list)
    for m in _unbound(ledger, told):
        by_sentence[m.sentence].append(m)
    found = [of for percents in by_sentence.values() for of in _of_sentence(told, percents)]
    for percent, part, whole in found:
        _state(ledger, percent, part, whole)
    ledger.withdraw_missing(percent.fact.fact_id for percent, _, _ in found)


def _of_sentence(told: Told, percents: Sequence[Mention]) -> Iterator[tuple[Mention, Mention, Mention]]:
    """(percent, part, whole) for the percents of a sentence."""
    wholes = [found for m in percents for found in [_share_of(told, m)] if found is not None]
    groups = [whole for _, whole, _ in wholes]
    common = next((w for w in groups if sum(x is w for x in groups) >= _GROUP), None)
    bound = {m.order for m, _, _ in wholes}
    for m, whole, part in wholes:
        if len(_digits(m)) >= _TELLING_DIGITS or whole is common:
            yield m, part, whole
        else:
            bound.discard(m.order)
    for m in percents:
        if m.order in bound:
            continue
        like = _beside_like(told, m, [(x, p) for x, w, p in wholes if w is common]) if common is not None else None
        if like is not None and common is not None and _is_part(like, common):
            yield m, like, common
        elif (pair := _rate_of(told, m)) is not None:
            yield m, *pair


def _unbound(ledger: Ledger, told: Told) -> Iterator[Mention]:
    """The percents that no identity states, and those of which one states that a figure is missing."""
    stated = {
        o.fact_id
        for i in ledger.identities
        if not any(x.fact_id is None and x.missing for x in i.operands)
        for o in i.operands
        if o.stated_weight
    }
    for m in told.mentions:
        is_percent = m.fact.unit == "%" and m.role in ("level", "share", "rate") and bool(m.fact.value_base)
        if is_percent and m.aside is None and m.fact.fact_id not in stated and not (m.term and m.term.account):
            yield m


def _share_of(told: Told, m: Mention) -> tuple[Mention, Mention, Mention] | None:
    """(the percent, the whole, the part) that it reproduces: the amount right before it or right behind, over the nearest whole."""
    for part in _beside(told, m):
        for whole in _wholes(told, m, part):
            if _reproduces(m, part, whole):
                return m, whole, part
    return None


def _beside(told: Told, m: Mention) -> Iterator[Mention]:
    for at in (m.order - 1, m.order + 1):
        if 0 <= at < len(told.mentions):
            x = told.mentions[at]
            if (
                x.sentence == m.sentence
                and x.role == "level"
                and x.fact.unit != "%"
                and not (x.is_price or x.is_average)
            ):
                yield x


def _beside_like(told: Told, m: Mention, group: Sequence[tuple[Mention, Mention]]) -> Mention | None:
    """The amount that stands to the percent as those of its group do: all before, or all behind."""
    offsets = {part.order - percent.order for percent, part in group}
    return next((x for x in _beside(told, m) if offsets == {x.order - m.order}), None)


def _wholes(told: Told, m: Mention, part: Mention) -> Iterable[Mention]:
    before = takewhile(lambda x: m.paragraph - x.paragraph <= _REACH, reversed(told.mentions[: m.order]))
    behind = takewhile(lambda x: x.paragraph == m.paragraph, told.mentions[m.order + 1 :])
    found = [x for x in before if _is_part(part, x)][:_NEAREST]
    return [*found, *[x for x in behind if _is_part(part, x)][:_NEAREST]]


def _is_part(part: Mention, whole: Mention) -> bool:
    """May the one be a part of the other: less than it, in its unit, of its year?"""
    alike = whole.role == "level" and whole.unit_family == part.unit_family and whole.year == part.year
    told = whole is not part and not (whole.is_price or whole.is_average)
    return alike and told and (whole.fact.value_base or 0) > (part.fact.value_base or 0) > 0


def _rate_of(told: Told, m: Mention) -> tuple[Mention, Mention] | None:
    """(what was reached, of what): the last two figures of one unit before a rate, in its sentence, that it reproduces or, where no
    other figure stands between, would but for a slip."""
    before = takewhile(lambda x: x.sentence == m.sentence, reversed(told.mentions[: m.order]))
    levels = [x for x in before if x.role == "level" and x.fact.unit != "%" and not (x.is_price or x.is_average)]
    near = levels[:_RATE_REACH]
    pairs = [(a, b) for a in near for b in near if a is not b and a.unit_family == b.unit_family and b.fact.value_base]
    found = next((pair for pair in pairs if _reproduces(m, *pair)), None) or _named_rate_of(told, m)
    if found is not None or m.role != "rate" or len(levels) != 2 or len(_digits(m)) <= _TELLING_DIGITS:
        return found
    return next(((a, b) for a, b in pairs if a.order > b.order and a_slip_from(m, _percent(a, b))), None)


def _named_rate_of(told: Told, m: Mention) -> tuple[Mention, Mention] | None:
    """「计划总投资4500万元，其中…。截至9月末，到位资金4176万元，资金到位率92.8%」: what a named rate reproduces, farther off: the figure right
    before it over another, what was planned under what was not, or, where the rate has many digits, any two."""
    if m.role != "rate" and not _RATE_NAME.search(m.words):
        return None
    before = takewhile(lambda x: m.paragraph - x.paragraph <= 1, reversed(told.mentions[: m.order]))
    levels = [x for x in before if x.role == "level" and x.fact.unit != "%" and not (x.is_price or x.is_average)]
    near = levels[:_NAMED_RATE_REACH]
    pairs = ((a, b) for a in near for b in near if a is not b and a.unit_family == b.unit_family and b.fact.value_base)
    last = near[0] if near and near[0].sentence == m.sentence else None
    digits = len(_digits(m))
    meant = (
        (a, b) for a, b in pairs
        if digits > _TELLING_DIGITS or a is last or (digits == _TELLING_DIGITS and planned(b) and not planned(a))
    )  # fmt: skip
    return next((pair for pair in meant if _reproduces(m, *pair)), None)


def _percent(part: Mention, whole: Mention) -> Decimal:
    return 100 * (part.fact.value_base or Decimal(0)) / (whole.fact.value_base or Decimal(1))


def _reproduces(m: Mention, part: Mention, whole: Mention) -> bool:
    lower, upper = m.fact.lower, m.fact.upper
    return lower is not None and upper is not None and lower <= _percent(part, whole) <= upper


def _digits(m: Mention) -> str:
    return m.fact.value.lstrip("-0").replace(".", "")


def _state(ledger: Ledger, m: Mention, part: Mention, whole: Mention) -> None:
    ledger.state(
        "R02" if m.role == "rate" else "R92", part.fact.subject, m.fact.fiscal_year,
        [
            Operand("stated", m.fact.fact_id, stated_weight=1),
            Operand("part", part.fact.fact_id, numerator_weight=1),
            Operand("base", whole.fact.fact_id, denominator_weight=1),
        ],
        scale=100, denominator_constant=Decimal(0),
    )  # fmt: skip
