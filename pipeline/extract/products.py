"""Quantity × price × periods = amount (R15): 「每个点位550元/月，87个点位共计574200元」.

A price says what it is per (每人, 每月, 元/月, 人均); the amount stands behind a word of totalling or in brackets behind the price. A
price per month, quarter or week is paid for a year unless the text counts the periods itself: of the readings that the
text leaves open the one that reproduces the amount is taken, else the year's. In a table of indicators the quantity stands in
a row of its own: 「人犯衣被费 | 200套」 above 「人犯衣被费 | 每套75元（30000元）」.
"""

from __future__ import annotations

import re
from decimal import Decimal

from pipeline.extract.facts import Fact, Operand
from pipeline.extract.ledger import Ledger
from pipeline.extract.mention import Mention

_PERIODS = {"月": 12, "季": 4, "周": 52, "学期": 2, "年": 1}
_TOTAL = re.compile(
    r"(?:全年(?:共|实际)?(?:发放|支付|补助|兑付|需要|安排)?|发放|兑付|小计|共计|总计|合计|共需|合计需|共|总额|总价|总费用|需|计)[^\d]{0,6}$|[（(]$"
)
#: Periods that a price may be paid for and that say nothing by themselves of how often in the year.
_OPEN_PERIODS = re.compile(r"[天日次期]|课时|小时")
_PEOPLE = {"生": ("名", "人"), "人": ("人", "名", "位"), "名": ("名", "人")}
_READINGS = (1, 12, 4)
_COUNTED = re.compile(r"每([\u4e00-\u9fff]{1,2}?)(?=每|[年月季周]|\d|$)|(人)均")
_COST_WORDS = re.compile(r"(?:补助|工作)?(?:经费|费用|费)$|^\d+(?:\.\d+)?[\u4e00-\u9fff]")
_SHORTEST_NAME = 4
_UNIT_PRICE = ("单价", "均价")
_TIMES = tuple("×xX*")
_COUNTED_PERIODS = re.compile(r"^(?:个月|月|年|季度|次|天|周|期)$")


def state_products(ledger: Ledger, mentions: list[Mention]) -> None:
    """States R15 for each price that stands with a quantity and an amount in one sentence or cell."""
    _state_multiplications(ledger, mentions)
    for i, price in enumerate(mentions):
        if price.fact.measure != "price" and not price.is_price:
            continue
        near = [m for m in mentions[max(0, i - 3) : i + 5] if m.paragraph == price.paragraph and m is not price]
        if price.is_average and any(
            m.sentence == price.sentence and m.order < price.order and _is_amount(m) for m in near
        ):
            continue  # 「发放1584万元，人均1.2万元」: the result of a division (binding/averages.py)
        behind = (m for m in near if m.order > price.order and m.totals and _is_amount(m))
        total = next(behind, None)
        priced = (m for m in near if m.is_price or m.fact.measure == "price")
        if total is not None and any(
            price.order < m.order < total.order and m.sentence != price.sentence for m in priced
        ):
            total = None  # a price told later is what was paid
        if (
            total is not None
            and total.sentence != price.sentence
            and (_counts_anew(near, price, total) or any(m.sentence == price.sentence for m in near if m.is_price))
        ):
            total = None  # of another count, or of one of several prices
        counts = [m for m in near if _is_count(m) and (total is None or m.order < total.order)]
        by_unit = price.per.startswith(_UNIT_PRICE)
        if by_unit:  # 「灭火器60个，单价280元，合计…」: of what was counted last
            counts = [m for m in counts if m.order == price.order - 1 and m.sentence == price.sentence]
        things = [m for m in counts if not _COUNTED_PERIODS.match(m.fact.unit)]
        quantity = _quantity(price, things)
        periods = next((m for m in counts if _COUNTED_PERIODS.match(m.fact.unit)), None)
        if total is None and (told := _told_first(mentions, i)) is not None:
            total, quantity = told
            after = mentions[i + 1 : i + 2]
            paid = [m for m in after if m.sentence == price.sentence and _COUNTED_PERIODS.match(m.fact.unit)]
            periods = paid[0] if paid else None
        if total is None:
            continue
        if by_unit and (quantity is None or price.fact.exactness not in ("exact", "printed")):
            continue
        if quantity is None:
            _state_with_quantity_elsewhere(ledger, price, total, periods)
            continue
        operands = [
            Operand("stated", total.fact.fact_id, stated_weight=1),
            Operand("part", price.fact.fact_id, numerator_weight=1),
            Operand("part", quantity.fact.fact_id, numerator_weight=1),
        ]
        if periods is not None:
            operands.append(Operand("part", periods.fact.fact_id, numerator_weight=1))
        scale = 1 if periods is not None else _periods(price, quantity, total)
        ledger.state("R15", total.fact.subject, total.fact.fiscal_year, operands, form="product", scale=scale)


def _state_multiplications(ledger: Ledger, mentions: list[Mention]) -> None:
    """States R15 for figures multiplied by signs, none of which says what it is per: 「9500人×900元=855.00万元」."""
    for i, first in enumerate(mentions):
        factors = [first]
        for m in mentions[i + 1 :]:
            if m.mark not in _TIMES or m.sentence != first.sentence or m.role != "level":
                break
            factors.append(m)
        total = mentions[i + len(factors)] if i + len(factors) < len(mentions) else None
        if len(factors) < 2 or first.mark in _TIMES or total is None or any(m.is_price for m in factors):
            continue
        if not _is_amount(total) or total.sentence != first.sentence or not (total.mark == "=" or total.totals):
            continue
        parts = [Operand("part", m.fact.fact_id, numerator_weight=1) for m in factors]
        stated = Operand("stated", total.fact.fact_id, stated_weight=1)
        ledger.state(
            "R15", total.fact.subject, total.fact.fiscal_year, [stated, *parts], form="product", scale=1,
        )  # fmt: skip


def _told_first(mentions: list[Mention], i: int) -> tuple[Mention, Mention] | None:
    """(total, quantity) told before their price: 「办公经费54万元（9个村，每村6万元）」; without brackets where they multiply."""
    if i < 2:
        return None
    total, quantity, price = mentions[i - 2 : i + 1]
    if any(m.sentence != price.sentence for m in (total, quantity)) or not _is_amount(total) or not _is_count(quantity):
        return None
    if quantity.mark != "(" and f"每{quantity.fact.unit}" not in price.per:
        return None
    product = (price.fact.value_base or Decimal(0)) * (quantity.fact.value_base or Decimal(0))
    after = mentions[i + 1] if i + 1 < len(mentions) else None
    if after is not None and after.sentence == price.sentence and _COUNTED_PERIODS.match(after.fact.unit):
        times = after.fact.value_base or Decimal(1)
    else:
        times = Decimal(_periods(price, quantity, total))
    return (total, quantity) if quantity.mark == "(" or product * times == total.fact.value_base else None


def _quantity(price: Mention, counts: list[Mention]) -> Mention | None:
    """What the price is paid for: counted behind it, else in its own unit before it (「32个，每个15万元」), else first of all."""
    behind = (m for m in counts if m.order > price.order)
    own = (
        m for m in reversed(counts) if m.sentence == price.sentence and m.fact.unit and f"每{m.fact.unit}" in price.per
    )
    named = (m for m in reversed(counts) if m.order < price.order and _is_for(price, m))
    return next(behind, None) or next(own, None) or next(named, None) or next(iter(counts), None)


def _is_for(price: Mention, count: Mention) -> bool:
    """Is the price paid for what was counted, by the word that says what it is per (每生: 名, 人)?"""
    per = price.per[1:2]
    return bool(per) and (per in count.fact.quote or count.fact.unit in _PEOPLE.get(per, ()))


def _counts_anew(near: list[Mention], price: Mention, total: Mention) -> bool:
    """Does the sentence of the total count something of its own? Then it is not the total of an earlier sentence's price."""
    counted = {m.fact.unit for m in near if _is_count(m) and m.sentence == price.sentence}
    return bool(counted) and any(_is_count(m) and m.sentence == total.sentence and m.order < total.order for m in near)


def _periods(price: Mention, quantity: Mention, total: Mention) -> int:
    """How many times a year the price is paid: by its own words, 12 for 每月; 1 where that alone gives the amount."""
    words = price.per
    stated = next((n for word, n in _PERIODS.items() if word in words), 1)
    once = (price.fact.value_base or Decimal(0)) * (quantity.fact.value_base or Decimal(0))
    return 1 if once == total.fact.value_base else stated


def _state_with_quantity_elsewhere(ledger: Ledger, price: Mention, total: Mention, periods: Mention | None) -> None:
    """States R15 for a price and an amount in one row of a table, with the quantity from the row of the same name."""
    quantity = _quantity_elsewhere(ledger, price)
    if quantity is None or (periods is None and _OPEN_PERIODS.search(price.per)):
        return
    operands = [
        Operand("stated", total.fact.fact_id, stated_weight=1),
        Operand("part", price.fact.fact_id, numerator_weight=1),
        Operand("part", quantity.fact_id, numerator_weight=1),
    ]
    if periods is not None:
        operands.append(Operand("part", periods.fact.fact_id, numerator_weight=1))
    once = (price.fact.value_base or Decimal(0)) * (quantity.value_base or Decimal(0))
    stated = next((n for word, n in _PERIODS.items() if word in price.per), None)
    readings = (1,) if periods is not None else _READINGS if stated is None else (stated, 1)
    scale = next((n for n in readings if n * once == total.fact.value_base), readings[0])
    ledger.state("R15", total.fact.subject, total.fact.fiscal_year, operands, form="product", scale=scale)


def _quantity_elsewhere(ledger: Ledger, price: Mention) -> Fact | None:
    """The quantity of what the price is for: in another row of its name, counted in what the price is per.

    None where no row names it, or where rows of the name print different quantities (R30 and R31 say so).
    """
    counted = _COUNTED.search(price.per)
    unit = (counted[1] or counted[2]) if counted else price.per
    rows = [
        fact
        for fact in ledger.facts
        if fact.record_id is not None
        and fact.record_id != price.fact.record_id
        and fact.breakdown == price.fact.breakdown == "indicator"
        and fact.unit == unit
        and fact.exactness == "exact"
        and _same_cost(fact.subject, price.fact.subject)
    ]
    return rows[0] if len({fact.value_base for fact in rows}) == 1 else None


def _same_cost(one: str, other: str) -> bool:
    """Do two names mean one cost? Without 费 and the like they are equal, or the longer ends with the shorter."""
    shorter, longer = sorted((_COST_WORDS.sub("", one), _COST_WORDS.sub("", other)), key=len)
    return len(shorter) >= _SHORTEST_NAME and longer.endswith(shorter)


def _is_amount(m: Mention) -> bool:
    return m.role == "level" and m.fact.unit.endswith(("元", "万", "亿")) and not m.is_price


def _is_count(m: Mention) -> bool:
    return (
        m.role == "level" and m.fact.exactness == "exact" and not _is_amount(m) and not m.is_price and bool(m.fact.unit)
    )


def per_words(before: str, unit: str) -> str:
    """What a price is per: the words 每… before it and those behind the stroke of its unit, "" for no price."""
    lead = re.search(
        rf"(?:{'|'.join(_UNIT_PRICE)}|(?:每[\u4e00-\u9fff]{{1,5}}?)+|人均|每人均|(?<![\d个每])月(?:工资|薪酬?|补助|补贴|报酬))[^\d,;。:：、]{{0,3}}$",
        before,
    )
    words = lead.group() if lead else ""
    return words + (unit.partition("/")[2] or unit.partition("每")[2])


def totals(before: str) -> bool:
    """Does a word of totalling, or an opening bracket behind a price, lead to this figure?"""
    return _TOTAL.search(before) is not None
