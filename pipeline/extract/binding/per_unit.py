"""What is so much for each: averages (人均, 户均, 车均, 生均, 平均) and counts told per unit (12期，每期60人): R15."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from itertools import takewhile

from pipeline.extract.binding.told import OUTTURNS, Told
from pipeline.extract.facts import Operand
from pipeline.extract.ledger import Ledger
from pipeline.extract.mention import Mention, a_slip_from
from pipeline.extract.products import (
    COST_WORDS,
    COUNTED_IN,
    OF_ANYTHING,
    are_of_one_thing,
    is_told,
    state_product,
    state_quotient,
)

_WHOM = "|".join(sorted(COUNTED_IN, key=len, reverse=True))
_EACH = re.compile(
    rf"(?:(?P<each>{_WHOM})均|单(?P<single>车)|平均每(?P<per>{_WHOM})次?)(?P<of>[^,;。:、，；：\d]{{0,14}})"
)
#: 「平均每名教师负担学生14人」: so many of one for each of the other.
_FOR_EACH = re.compile(
    r"^(?P<who>[\u4e00-\u9fff]*?)(?:负担|承担|拥有|配备|服务|管理|接待|办理)?(?P<what>[\u4e00-\u9fff]{2,4})$"
)
#: 「每人次平均22.2元」, 「每件摊到628元」.
_PER = re.compile(rf"每(?P<each>{_WHOM})[\u4e00-\u9fff]{{0,5}}$")
_ALTOGETHER = re.compile(r"(?:共|共计|合计|总计|累计)[^,;。，；\d]{0,6}[\d.]+[^\d]*$")
_PER_COUNT = re.compile(r"每(期|次|批|场|个|所|村|户|班|台|辆|天|年|月)[^,;。，；\d]{0,4}\d")
#: 「月人均4500元」: an average per month is of an amount for a number of months that nobody says.
_PER_PERIOD = re.compile(r"[月日天周季](?:度)?[\u4e00-\u9fff]?均|均[^\d,;。，；]*每?[月日天周季](?!末|底|初)|元/")
#: Words around the name of what is divided that do not tell it from other amounts.
_NAME = re.compile(rf"^(?:{COST_WORDS})*(?P<name>.*?)(?:{COST_WORDS})*$")
_LAST_WORDS = re.compile("[\u4e00-\u9fff]*$")
#: Paragraphs that an average may lie behind its total.
_REACH = 3
_SHORTEST_NAME = 2
#: Figures with fewer digits are two swapped digits away from too many quotients.
_FEWEST_DIGITS, _FEWEST_NEARBY = 4, 3
_NO_RESULT = re.compile("标准|限额|定额|目标|不低于|提高|可支配|生产总值|GDP")


class PerUnitBinder:
    """States what each average is computed from, and what comes of so many for each."""

    def __init__(self, ledger: Ledger, told: Told) -> None:
        self._ledger = ledger
        self._told = told

    def bind_averages(self) -> None:
        """R15: 「接待412人次，支出5.36万元，人均130元」; 「得分依次为96分、91分、88分，平均91.67分」."""
        for m in self._told.mentions:
            if not m.is_average or m.aside is not None or _NO_RESULT.search(m.words) or _PER_PERIOD.search(m.words):
                continue
            quote = m.words
            words = _EACH.search(quote)
            if words is None:
                values = [x for x in self._before(m) if x.sentence == m.sentence and x.fact.unit == m.fact.unit]
                self._bind_mean(m, list(reversed(values)))
                continue
            each, of = words["each"] or words["single"] or words["per"], words["of"].strip("为达约")
            in_front = _LAST_WORDS.findall(quote[: words.start()])[0]
            is_amount = m.unit_family == "amount"
            divided = self._divided_amount(m, each, of, in_front) if is_amount else self._divided_count(m, each, of)
            if divided is None:
                continue
            m.fact = self._ledger.round_off(m.fact)
            if divided[0].order > m.order and divided[0].totals:
                state_product(self._ledger, divided[0], [m, divided[1]])
            else:
                state_quotient(self._ledger, m, divided[0], [divided[1]])

    def bind_quotients(self) -> None:
        """R15: 「食品抽检支出1215.6万元，抽检5200批次，每批次2338元」: so much for each that is no price paid, but what an amount told
        before makes of a count, or would but for a slip in their sentence."""
        multiplied = {o.fact_id for i in self._ledger.identities if i.rule_id == "R15" for o in i.operands}
        for m in self._told.mentions:
            words = _PER.search(m.per)
            is_standard = _NO_RESULT.search(m.words) or _PER_PERIOD.search(m.words)
            if words is None or m.role != "level" or m.is_average or m.aside is not None or is_standard:
                continue
            if m.fact.fact_id in multiplied or len(_digits(m)) < _FEWEST_NEARBY:
                continue
            before = [x for x in self._before(m) if x.paragraph == m.paragraph and x.year == m.year]
            units = COUNTED_IN[words["each"]]
            counts = [
                x for x in before if x.fact.value_base and x.fact.unit.lstrip("万亿") in units and not x.is_average
            ]
            amounts = [x for x in before if _is_divisible(x)]
            own = [x for x in amounts if x.sentence == m.sentence]
            found = _first(m, amounts, counts, _is_quotient) or _first(m, own, counts[:1], _is_but_for_a_slip)
            if found is not None:
                m.fact = self._ledger.round_off(m.fact)
                state_quotient(self._ledger, m, found[0], [found[1]])

    def bind_counts(self) -> None:
        """R15: 「举办培训12期，每期60人，共培训720人次」."""
        for m in self._told.mentions:
            if m.role != "level" or m.unit_family == "amount" or not _ALTOGETHER.search(m.words):
                continue
            near = [x for x in self._before(m) if x.sentence == m.sentence]
            for each in near:
                per = _PER_COUNT.search(each.words)
                of = next((x for x in near if per is not None and x is not each and x.fact.unit == per[1]), None)
                if of is not None and each.fact.unit and m.fact.unit.startswith(each.fact.unit):
                    self._state(
                        m, Operand("part", each.fact.fact_id, numerator_weight=1),
                        Operand("part", of.fact.fact_id, numerator_weight=1), form="product", scale=1,
                    )  # fmt: skip
                    break

    def _before(self, m: Mention) -> list[Mention]:
        """The levels told a little before, the nearest first."""
        told = takewhile(lambda x: m.paragraph - x.paragraph <= _REACH, reversed(self._told.mentions[: m.order]))
        return [x for x in told if x.role == "level" and x.aside in (None, "budget")]

    def _behind(self, m: Mention) -> list[Mention]:
        told = takewhile(lambda x: x.sentence == m.sentence, self._told.mentions[m.order + 1 :])
        return [x for x in told if x.role == "level" and x.aside is None]

    def _divided_amount(self, m: Mention, each: str, of: str, in_front: str) -> tuple[Mention, Mention] | None:
        """(the amount, the count) of which the average is the quotient: those that its words name, else those that it reproduces, or
        would but for a slip, else the last of each that its sentence tells."""
        before, behind, units = self._before(m), self._behind(m), COUNTED_IN[each]
        near = [x for x in before if x.sentence == m.sentence]
        if not near and any(not x.is_average for x in behind):
            return self._named_behind(of, behind, units)
        if all(x.is_average for x in near):  # 「接待费2.94万元，接待49批次、392人次。批均600元，人均75元」
            near = [x for x in before if x.paragraph == m.paragraph and x.sentence >= m.sentence - 1]
        amounts = [x for x in before if _is_divisible(x) and x.year == m.year]
        counts = [x for x in before if x.fact.value_base and x.fact.unit.lstrip("万亿") in units and not x.is_average]
        counts = _told_of(counts, m.counted_by) or _told_of(counts, in_front) or counts
        total = [x for x in behind[:1] if x.totals and _is_divisible(x)]
        if total and m.is_price and not any(x in near for x in amounts if x.sentence == m.sentence):
            return None  # 「3个村，平均每村336万元，共1008万元」: a product (products.py)
        full, name = next(((w, n) for w in (of, m.divided, in_front) if (n := _stem(w))), ("", ""))
        named = _named(amounts, full, name) if name else _told_of(amounts, m.counted_by)
        found = (
            _first(m, named, counts, _is_quotient)
            or _first(m, [] if _told_of(named, full) else amounts, counts, _is_quotient)
            or _first(m, total, counts, _is_quotient)  # 「农田2.4万亩，亩均投入800元，计1920万元」
            or _first(m, named if name else amounts, counts, _is_but_for_a_slip)
        )
        count = self._last_count(m, each, counts, near)
        if found is not None or count is None or each == "个":
            return found
        own = [x for x in (named if name or named else amounts) if x in near or is_told(x, full or name)]
        of_one = own or [x for x in amounts if not name and x.paragraph == m.paragraph and are_of_one_thing(x, count)]
        return (of_one[0], count) if of_one else None

    def _named_behind(self, of: str, behind: Sequence[Mention], units: Sequence[str]) -> tuple[Mention, Mention] | None:
        """「人均公用经费1.25万元，公用经费支出98.75万元，在职人员79人」: only by name."""
        amounts = [x for x in behind if _is_divisible(x) and len(of) > _SHORTEST_NAME and x.fact.subject.endswith(of)]
        counts = [x for x in behind if x.fact.value_base and x.fact.unit.lstrip("万亿") in units]
        return (amounts[0], counts[-1]) if len(amounts) == 1 and counts else None

    def _last_count(self, m: Mention, each: str, counts: Sequence[Mention], near: Sequence[Mention]) -> Mention | None:
        """The count that an average is told to be of, else the last of its sentence, a whole before its parts; none where several of one
        unit could be meant."""
        if _told_of(counts, m.counted_by):
            return counts[0]
        own = [x for x in counts if x in near]
        if not own and each == "生":
            own = [x for x in counts if x.fact.unit in COUNTED_IN[each] and x.head is None and is_told(x, "学生")]
            return own[0] if own else None
        if not own:
            return None
        if own[0].head in own:
            return own[0].head
        return None if any(x.fact.unit == own[0].fact.unit for x in own[1:]) else own[0]

    def _divided_count(self, m: Mention, each: str, of: str) -> tuple[Mention, Mention] | None:
        """「在校学生2520人，专任教师180人，平均每名教师负担学生14人」: the counts that are named, else those that it reproduces."""
        counts = [
            x for x in self._before(m) if x.unit_family != "amount" and x.fact.value_base and x.paragraph == m.paragraph
        ]
        counts = [x for x in counts if not x.is_average]
        over = [x for x in counts if x.fact.unit.lstrip("万亿").startswith(m.fact.unit)]
        under = [x for x in counts if x.fact.unit.lstrip("万亿") in COUNTED_IN[each]]
        words = _FOR_EACH.match(of)
        who = (words["who"] if words is not None else "") or {"师": "教师"}.get(each, "")
        if words is not None and who and (named := _told_of(over, words["what"])) and (of_whom := _told_of(under, who)):
            return (named[0], of_whom[0]) if named[0] is not of_whom[0] else None
        return _first(m, over, under, _is_quotient) or _first(m, over, under, _is_but_for_a_slip)

    def _bind_mean(self, m: Mention, values: list[Mention]) -> None:
        """The mean of figures told one by one."""
        if len(values) > 2 and m.fact.unit in ("分", "%"):
            parts = [Operand("part", x.fact.fact_id, numerator_weight=1) for x in values]
            self._state(m, *parts, denominator_constant=Decimal(len(values)))

    def _state(self, m: Mention, *operands: Operand, **shape: object) -> None:
        stated = Operand("stated", m.fact.fact_id, stated_weight=1)
        self._ledger.state("R15", m.fact.subject, m.fact.fiscal_year, [stated, *operands], **shape)


def _is_divisible(x: Mention) -> bool:
    """Can an average be of this amount? Not of nothing, of another average, or of a price."""
    return x.unit_family == "amount" and bool(x.fact.value_base) and not (x.is_average or x.is_price)


def _named(amounts: Iterable[Mention], of: str, name: str) -> list[Mention]:
    """The amounts that the words of the average name, in full before those that they name in part; what was spent before budgets."""
    fits: tuple[Callable[[Mention], bool], ...] = (
        lambda x: x.fact.subject == of, lambda x: x.fact.subject.endswith(of), lambda x: is_told(x, of), lambda x: is_told(x, name),
    )  # fmt: skip
    told = list(amounts)
    named = next((found for fit in fits if (found := [x for x in told if fit(x)])), [])
    return [x for x in named if x.fact.stage in OUTTURNS] or named


def _told_of(told: Sequence[Mention], name: str) -> list[Mention]:
    return [x for x in told if is_told(x, name)] if len(name) >= _SHORTEST_NAME else []


def _stem(words: str) -> str:
    """What an average is of, without the words that every amount may have; "" where nothing tells it from others."""
    name = _NAME.sub(r"\g<name>", words)
    return name if len(OF_ANYTHING.sub("", name)) >= _SHORTEST_NAME else ""


def _first(
    m: Mention, amounts: Sequence[Mention], counts: Sequence[Mention], fits: Callable[[Mention, Mention, Mention], bool]
) -> tuple[Mention, Mention] | None:
    pairs = ((amount, count) for amount in amounts for count in counts)
    return next((pair for pair in pairs if fits(m, *pair)), None)


def _is_quotient(m: Mention, amount: Mention, count: Mention) -> bool:
    """Is the printed average their quotient within its rounding and the amount's? (Chooses a reading; no verdict.)"""
    over, under = amount.fact, count.fact.value_base
    if over.lower is None or over.upper is None or not under or not m.fact.value_base:
        return False
    half = abs(m.fact.value_base) / int(m.fact.value.lstrip("-").replace(".", "")) / 2
    return over.lower / under <= m.fact.value_base + half and over.upper / under >= m.fact.value_base - half


def _is_but_for_a_slip(m: Mention, amount: Mention, count: Mention) -> bool:
    over, under, each, digits = amount.fact.value_base, count.fact.value_base, m.fact.value_base, len(_digits(m))
    fewest = _FEWEST_NEARBY if m.paragraph == amount.paragraph == count.paragraph else _FEWEST_DIGITS
    if not over or not under or not each or digits < fewest:
        return False
    half = abs(each) / int(_digits(m)) / 2
    tens = any(abs(over / under - shifted) <= half * shifted / each for shifted in (each * 10, each / 10))
    return tens or a_slip_from(m, over / under)


def _digits(m: Mention) -> str:
    return m.fact.value.lstrip("-").replace(".", "")
