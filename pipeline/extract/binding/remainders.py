"""What is left of what was given, wherever the two are told: R94; the rest of a whole, R07; places that nobody fills, R33."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import chain, combinations, islice, pairwise, takewhile

from pipeline.extract.binding.differences import Pair, a_slip_in, is_between, is_telling, tells_difference
from pipeline.extract.binding.told import Told
from pipeline.extract.facts import Operand
from pipeline.extract.ledger import Ledger
from pipeline.extract.mention import Mention

#: Paragraphs that what was given, or used, may lie before what is left of it.
_REACH = 3
_NEAREST, _FARTHEST = 8, 20
_PERSONS = {"名": "人", "位": "人", "个人": "人"}
_USED = re.compile("支出|支付|使用|用[了掉去]|花|兑付|发放|付出|执行(?!率)|在职|在编|在岗|实有")
_GIVEN = re.compile("预算|批复|下达|到账|到位|进账|可用|能用|安排|拨|资金|收入|编制|核定")
#: 「预算248.07万元，支出251.70万元，超支3.63万元」
_OVERSPENT = re.compile("(?:超支|超预算|超出预算)(?:金?额)?(?:了|为)?[\\d.,]+[万亿]?元$")
#: What is left misses what is told to be left by no more than this factor.
_MAY_BE_SLIPPED = 2
#: What else left, or was added, so that what was given less what was used is not what is left.
_MOVED = re.compile("收回|上缴|交回|退|年初|上年|追加|调[增减]")


class RemainderBinder:
    """States what is left, and the rest, where no list and no account has stated it."""

    def __init__(self, ledger: Ledger, told: Told) -> None:
        self._ledger = ledger
        self._told = told

    def bind_left(self) -> None:
        """「预算160.00万元，…用了151.73万元，…还有8.27万元没动」, 「…超支3.63万元」, 「共支出2141.33万元，三项支出1541.76万元，其余599.57万元」."""
        stated = {
            o.fact_id for i in self._ledger.identities for o in i.operands if o.role == "stated" and i.relation == "eq"
        }
        for m in self._told.mentions:
            if (
                not (m.is_left or m.is_rest or _OVERSPENT.search(m.words))
                or m.role != "level"
                or m.aside is not None
                or m.unit_family in ("%", "")
                or m.is_price
                or m.is_average
                or m.fact.fact_id in stated
                or (m.head is not None and m.head.is_left)
                or (m.term is not None and m.term.account)  # a government's accounts hold transfers as well
            ):
                continue
            pair = self._whole_and_used(m)
            if pair is not None:
                self._state(m, *pair)

    def _whole_and_used(self, left: Mention) -> Pair | None:
        """The level told last and one before it, or two told before, that differ by what is left; else the last one and the nearest
        above it, where a slip is in the way, or where their words say that they were used and given."""
        before = list(self._before(left))
        if len(before) < 2:
            return None
        used = before[0]
        near = chain(((used, x) for x in before[1:]), combinations(before[1:_NEAREST], 2), pairwise(before))
        beside = (used, before[1])
        pairs = (pair for pair in near if is_telling(left) or (pair == beside and used.sentence == left.sentence))
        found = next(
            (pair for pair in pairs if tells_difference(left, pair) or (pair == beside and is_between(left, *pair))),
            None,
        )
        if found is None and used.paragraph == left.paragraph:
            above = [x for x in before[1:] if (x.fact.value_base or 0) > (used.fact.value_base or 0)]
            under = [x for x in before[1:2] if x not in above]
            ends = [(x, used) for x in (*above[:1], *under) if not self._is_summed(left, used, x)]
            found = next((pair for pair in ends if a_slip_in(left, pair)), None)
            if found is None and left.is_left and above and self._are_used_and_given(left, used, above[0]):
                found = (above[0], used)
        if found is None:
            return None
        one, other = found
        return (one, other) if (one.fact.value_base or 0) >= (other.fact.value_base or 0) else (other, one)

    def _is_summed(self, *figures: Mention) -> bool:
        """Has a sum of these been stated?"""
        return self._ledger.is_stated_over(m.fact.fact_id for m in figures)

    def _are_used_and_given(self, left: Mention, used: Mention, given: Mention) -> bool:
        beside = self._told.of_paragraphs(given.paragraph, left.paragraph)
        between = [x for x in beside if x.sentence >= given.sentence and x.order <= left.order]
        true = (given.fact.value_base or Decimal(0)) - (used.fact.value_base or Decimal(0))
        told = left.fact.value_base or Decimal(0)
        return (
            true <= told * _MAY_BE_SLIPPED
            and told <= true * _MAY_BE_SLIPPED
            and used.sentence >= left.sentence - 1
            and _USED.search(used.words) is not None
            and _GIVEN.search(given.words) is not None
            and not _USED.search(given.words)
            and not any(_MOVED.search(x.words) for x in between)
        )

    def _before(self, left: Mention) -> Iterator[Mention]:
        """The levels told before it that are counted as it is, the last one first."""
        told = takewhile(lambda x: left.paragraph - x.paragraph <= _REACH, reversed(self._told.mentions[: left.order]))
        levels = (
            x for x in told
            if x.role == "level" and x.aside in (None, "prior", "budget") and x.fact.value_base
            and _counted_as(x) == _counted_as(left) and not (x.is_price or x.is_average)
        )  # fmt: skip
        return islice(levels, _FARTHEST)

    def _state(self, left: Mention, whole: Mention, used: Mention) -> None:
        if left.is_left and left.unit_family == "amount":
            self._ledger.state_unspent(left.fact, whole.fact, used.fact)
            return
        self._ledger.state(
            "R07" if left.unit_family == "amount" else "R33", left.fact.subject, left.fact.fiscal_year,
            [
                Operand("stated", left.fact.fact_id, stated_weight=1),
                Operand("part", whole.fact.fact_id, numerator_weight=1),
                Operand("part", used.fact.fact_id, numerator_weight=-1),
            ],
        )  # fmt: skip


def _counted_as(m: Mention) -> str:
    return _PERSONS.get(m.unit_family, m.unit_family)
