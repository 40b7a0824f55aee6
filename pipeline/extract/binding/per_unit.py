"""What is so much for each: averages (人均, 户均, 车均, 生均, 平均) and counts told per unit (12期，每期60人): R15."""

from __future__ import annotations

import re
from decimal import Decimal

from pipeline.extract.binding.told import OUTTURNS, Told
from pipeline.extract.facts import Operand
from pipeline.extract.ledger import Ledger
from pipeline.extract.mention import Mention

#: For whom or what the average is, and the measure words in which those are counted.
_COUNTED_IN = {
    "人": ("人次", "人", "名", "位"), "生": ("人", "名", "位"), "户": ("户", "家"), "车": ("辆", "台"),
    "次": ("次", "批次", "场次", "人次"), "批": ("批次", "批", "个"),
    "亩": ("亩",), "村": ("个", "村"), "校": ("所", "个"), "床": ("张", "床"), "班": ("个", "班"), "台": ("台",), "件": ("件",),
    "辆": ("辆",), "期": ("期",), "家": ("家", "户"), "名": ("名", "人"), "所": ("所",), "项": ("项",), "公里": ("公里",),
}  # fmt: skip
_EACH = re.compile(
    r"(?:(?P<each>[人户车生次批亩村校床班台件])均|单(?P<single>车)|平均每(?P<per>[人户车次批亩村校床班台件辆期家名所项]|公里))(?P<of>[^,;。:、，；：\d]{0,14})"
)
_ALTOGETHER = re.compile(r"(?:共|共计|合计|总计|累计)[^,;。，；\d]{0,6}[\d.]+[^\d]*$")
_PER_COUNT = re.compile(r"每(期|次|批|场|个|所|村|户|班|台|辆|天|年|月)[^,;。，；\d]{0,4}\d")
_PUPILS = re.compile("在校|学生")
#: Paragraphs that an average may lie behind its total.
_REACH = 3
_SHORTEST_NAME = 3
_NO_RESULT = re.compile("标准|限额|定额|目标|不低于|提高|可支配|生产总值|GDP")


#: Figures with fewer digits are two swapped digits away from too many quotients.
_FEWEST_DIGITS = 4


class PerUnitBinder:
    """States what each average is computed from, and what comes of so many for each."""

    def __init__(self, ledger: Ledger, told: Told) -> None:
        self._ledger = ledger
        self._told = told

    def bind_averages(self) -> None:
        """R15: 「接待412人次，支出5.36万元，人均130元」; 「得分依次为96分、91分、88分，平均91.67分」."""
        for m in self._told.mentions:
            if not m.is_average or m.aside is not None or _NO_RESULT.search(m.fact.quote):
                continue
            behind = self._told.mentions[m.order + 1] if m.order + 1 < len(self._told.mentions) else None
            if (
                behind is not None
                and behind.totals
                and behind.sentence == m.sentence
                and behind.unit_family == "amount"
            ):
                continue  # 「2.4万亩，亩均投入800元，计1920万元」: a price, and what comes of it
            words = _EACH.search(m.fact.quote)
            near = self._sentence_before(m) or self._sentence_behind(m)
            if words is None:
                self._bind_mean(m, [x for x in near if x.fact.unit == m.fact.unit])
            elif m.unit_family == "amount":
                each = words["each"] or words["single"] or words["per"]
                name = words["of"].strip("为达约") or m.divided
                total = self._total(m, name, near)
                count = self._counted_by_name(m) or self._count(m, each, near)
                if (
                    total is None
                    or count is None
                    or not (_is_quotient(m, total, count) or len(name) >= _SHORTEST_NAME or m.counted_by)
                ):
                    total, count = self._by_reading(m, each) or (total, count)
                if total is not None and count is not None:
                    self._state(
                        m, Operand("part", total.fact.fact_id, numerator_weight=1),
                        Operand("base", count.fact.fact_id, denominator_weight=1), denominator_constant=Decimal(0),
                    )  # fmt: skip

    def bind_counts(self) -> None:
        """R15: 「举办培训12期，每期60人，共培训720人次」."""
        for m in self._told.mentions:
            if m.role != "level" or m.unit_family == "amount" or not _ALTOGETHER.search(m.fact.quote):
                continue
            near = self._sentence_before(m)
            for each in reversed(near):
                per = _PER_COUNT.search(each.fact.quote)
                of = next((x for x in near if per is not None and x is not each and x.fact.unit == per[1]), None)
                if of is not None and each.fact.unit and m.fact.unit.startswith(each.fact.unit):
                    self._state(
                        m, Operand("part", each.fact.fact_id, numerator_weight=1),
                        Operand("part", of.fact.fact_id, numerator_weight=1), form="product", scale=1,
                    )  # fmt: skip
                    break

    def _sentence_before(self, m: Mention) -> list[Mention]:
        return [
            x for x in self._told.mentions
            if x.role == "level" and x.sentence == m.sentence and x.order < m.order and x.aside is None
        ]  # fmt: skip

    def _sentence_behind(self, m: Mention) -> list[Mention]:
        return [
            x for x in self._told.mentions[m.order + 1 :]
            if x.role == "level" and x.sentence == m.sentence and x.aside is None
        ]  # fmt: skip

    def _total(self, m: Mention, name: str, near: list[Mention]) -> Mention | None:
        """The amount that the average names, told a little before, else the last amount of the sentence; behind it only by name."""
        totals = [x for x in near if x.unit_family == "amount" and not x.is_average and not x.is_price]
        if near and near[0].order > m.order:
            named = [x for x in totals if len(name) >= _SHORTEST_NAME and x.fact.subject.endswith(name)]
            return named[0] if len(named) == 1 else None
        if len(name) < _SHORTEST_NAME:
            return next(reversed(totals), None)
        told = [
            x for x in reversed(self._told.mentions)
            if x.role == "level" and x.order < m.order and x.year == m.year
            and x.aside is None and x.unit_family == "amount" and not x.is_average and not x.is_price
            and m.paragraph - x.paragraph <= _REACH and (x.fact.subject.endswith(name) or name in x.fact.quote)
        ]  # fmt: skip
        spent = [x for x in told if x.fact.stage in OUTTURNS] or told
        return next((x for x in spent if x.fact.subject == name), next(iter(spent), None))

    def _count(self, m: Mention, each: str, near: list[Mention]) -> Mention | None:
        """The count of those for each of whom the average is; a whole before its parts."""
        units = _COUNTED_IN[each]
        counts = [x for x in near if x.fact.unit.lstrip("万亿") in units and not x.is_average]
        if not counts and each == "生":
            counts = [
                x for x in self._told.mentions
                if x.role == "level" and x.order < m.order and m.paragraph - x.paragraph <= _REACH
                and x.fact.unit in units and x.head is None and _PUPILS.search(x.fact.quote)
            ]  # fmt: skip
        found = next(reversed(counts), None)
        return found.head if found is not None and found.head in counts else found

    def _counted_by_name(self, m: Mention) -> Mention | None:
        """「公用经费按在职人员计，人均1.27万元」: the count of those whom the words name."""
        told = (
            x for x in reversed(self._told.mentions[: m.order])
            if x.role == "level" and x.unit_family != "amount" and m.paragraph - x.paragraph <= _REACH
        )  # fmt: skip
        return next((x for x in told if m.counted_by and m.counted_by in x.fact.quote), None)

    def _by_reading(self, m: Mention, each: str) -> tuple[Mention, Mention] | None:
        """The amount and the count told before, the nearest first, of which the printed average is the quotient, or would be but for
        two swapped digits."""
        before = [x for x in self._told.levels_before(m, _REACH) if x.fact.value_base]
        totals = [x for x in before if x.unit_family == "amount"]
        counts = [x for x in before if x.fact.unit.lstrip("万亿") in _COUNTED_IN[each]]
        pairs = [(total, count) for total in totals for count in counts]
        found = next((pair for pair in pairs if _is_quotient(m, *pair)), None)
        return found or next((pair for pair in pairs if _is_quotient(m, *pair, swapped=True)), None)

    def _bind_mean(self, m: Mention, values: list[Mention]) -> None:
        """The mean of figures told one by one."""
        if len(values) > 2 and m.fact.unit in ("分", "%"):
            parts = [Operand("part", x.fact.fact_id, numerator_weight=1) for x in values]
            self._state(m, *parts, denominator_constant=Decimal(len(values)))

    def _state(self, m: Mention, *operands: Operand, **shape: object) -> None:
        stated = Operand("stated", m.fact.fact_id, stated_weight=1)
        self._ledger.state("R15", m.fact.subject, m.fact.fiscal_year, [stated, *operands], **shape)


def _is_quotient(m: Mention, total: Mention, count: Mention, *, swapped: bool = False) -> bool:
    """Is the printed average their quotient, to its last digit; or the quotient with two neighbouring digits swapped?
    (Chooses a reading.)"""
    over, under, printed = total.fact.value_base, count.fact.value_base, m.fact.value_base
    if over is None or not under or not printed:
        return False
    digits = m.fact.value.replace(".", "")
    place = printed / Decimal(digits)
    quotient = over / under
    if not swapped:
        slack = (
            place / 2 + (total.fact.upper - total.fact.lower) / 2 / under
            if total.fact.upper and total.fact.lower
            else place / 2
        )
        return abs(quotient - printed) <= slack
    true = str(int((quotient / place).to_integral_value()))
    apart = [i for i, (x, y) in enumerate(zip(true, digits, strict=False)) if x != y]
    neighbours = len(apart) == 2 and apart[1] - apart[0] == 1 and sorted(true) == sorted(digits)
    return len(true) == len(digits) >= _FEWEST_DIGITS and neighbours
