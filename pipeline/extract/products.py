"""Quantity × price × periods = amount (R15): 「每个点位550元/月，87个点位共计574200元」.

A price says what it is per (每人, 每月, 元/月, 人均); the amount stands behind a word of totalling or in brackets behind the price. A
price per month, quarter or week is paid for a year unless the text counts the periods itself: of the readings that the
text leaves open the one that reproduces the amount is taken, else the year's. An amount told before its quantity and price is
theirs where brackets or words (按…人算) say so, or where they multiply to it, or would but for a slip. In a table of indicators the quantity stands in
a row of its own: 「人犯衣被费 | 200套」 above 「人犯衣被费 | 每套75元（30000元）」.
"""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import takewhile
from math import prod

from pipeline.extract.facts import Fact, Operand
from pipeline.extract.ledger import Ledger
from pipeline.extract.mention import Mention, a_slip_from

#: Who or what something is so much for, and the measure words in which those are counted.
COUNTED_IN = {
    "人": ("人次", "人", "名", "位"), "生": ("人", "名", "位"), "师": ("人", "名", "位"), "名": ("名", "人"), "位": ("位", "人", "名"),
    "户": ("户", "家"), "家": ("家", "户"), "车": ("辆", "台"), "辆": ("辆",), "台": ("台",),
    "次": ("次", "批次", "场次", "人次"), "批": ("批次", "批", "个"), "场": ("场", "场次"), "期": ("期",), "班": ("个", "班"),
    "亩": ("亩",), "村": ("个", "村"), "校": ("所", "个"), "所": ("所",), "床": ("张", "床"), "件": ("件",), "案": ("件", "起"), "个": ("个",),
    "项": ("项",), "例": ("例", "例次", "人次", "人"), "公里": ("公里",),
    "处": ("处",), "座": ("座",), "套": ("套",), "头": ("头",), "吨": ("吨",), "平方米": ("平方米",),
}  # fmt: skip
_PERIODS = {"学期": 2, "月": 12, "季": 4, "周": 52, "年": 1}
_TOTAL = re.compile(
    r"(?:全年(?:共|实际)?(?:发放|支付|补助|兑付|需要|安排)?|发放|兑付|小计|共计|总计|合计|共需|合计需|共|总额|总价|总费用|加起来|合起来|需|计)[^\d;。]{0,6}$|[（(]$"
)
#: Periods that a price may be paid for and that say nothing by themselves of how often in the year.
_OPEN_PERIODS = re.compile(r"[天日次期]|课时|小时")
_READINGS = (1, 12, 4)
_COUNTED = re.compile(r"每([\u4e00-\u9fff]{1,2}?)(?=每|[年月季周]|\d|$)|(人)均")
#: Words around the name of an amount that do not tell it from others.
COST_WORDS = "支出|收入|费用|经费|资金|金额|补助|补贴|投资|投入|发放|水平|成本|费|额|约|为|达"
#: Words in the names of amounts and counts that do not make them of one thing.
OF_ANYTHING = re.compile(
    rf"{COST_WORDS}|全年|年度|年末|本年|今年|当年|20\d\d|实际|预算|决算|财政|公共|公务|共计|合计|总计|累计|单位|部门|全[省市县区镇乡村校]|[^\u4e00-\u9fff]"
)
_PUPILS = re.compile("在校|学生")
_COST_WORDS = re.compile(r"(?:补助|工作)?(?:经费|费用|费)$|^\d+(?:\.\d+)?[\u4e00-\u9fff]")
_SHORTEST_NAME = 4
_WORD = 2
#: An amount told before its price is theirs by name alone where it is off by less than this part of it.
_TOLD_FIRST_OFF = 8
_UNIT_PRICE = ("单价", "均价")
_TIMES = tuple("×xX*")
_EACH = re.compile(r"每(公里|[\u4e00-\u9fff])|(人)均")
#: So many figures may stand between what is counted and its price: 「助餐10.86万人次，完成率90.5%；每人次补贴3元」.
_FIGURES_BETWEEN = 3
#: 「提高到720元」: the price before it is one of the past.
_RAISED = re.compile(r"(?:[高整增升涨降调]|增加|减少)[到至为][\d,.]+[^\d]*$")
#: A price for persons or households is paid for nothing that is counted otherwise.
_PERSONS = frozenset("人生师名位户")
#: 「按在职95人算，每人1.36万元」: the count that a price is reckoned by; 「按收缴率98%测算」: the part of a product that is reckoned with.
_RECKONED_BY = re.compile(r"按(?:照)?[^,;。，；\d]{0,10}[\d,.]+[^\d]{1,3}$")
_COUNTED_PERIODS = re.compile(r"^(?:个月|月|年|季度|次|天|周|期)$")


def state_products(ledger: Ledger, mentions: list[Mention]) -> None:
    """States R15 for each price that stands with a quantity and an amount in one sentence or cell."""
    _state_multiplications(ledger, mentions)
    for i, price in enumerate(mentions):
        if not _is_price(price) or _is_former(price, mentions[i + 1 : i + 2]):
            continue
        near = [m for m in mentions[max(0, i - 3) : i + 5] if m.paragraph == price.paragraph and m is not price]
        if price.is_average and any(
            m.sentence == price.sentence and m.order < price.order and _is_amount(m) for m in near
        ):
            continue  # 「发放1584万元，人均1.2万元」: the result of a division (binding/per_unit.py)
        behind = (m for m in near if m.order > price.order and (m.totals or m.mark == "=") and _is_amount(m))
        right_behind = _amount_behind(mentions, i)
        total = next(behind, None)
        priced = [m for m in near if _is_price(m)]
        if total is not None and any(
            price.order < m.order < total.order and m.sentence != price.sentence for m in priced
        ):
            total = None  # a price told later is what was paid
        if (
            total is not None
            and any(price.order < m.order < total.order for m in priced)
            and not _is_one_of_several(price, mentions)
        ):
            total = None  # of a price told between
        if (
            total is not None
            and total.sentence != price.sentence
            and (
                _counts_anew(near, price, total)
                or any(m.sentence == price.sentence for m in near if m.is_price)
                or any(price.order < m.order < total.order for m in near if _is_amount(m))
            )
        ):
            total = None  # of another count, of one of several prices, or behind what else was paid
        if total is None or (right_behind is not None and right_behind.order < total.order):
            total = right_behind
            if total is None:
                _state_told_first(ledger, mentions, i)
                continue
        counts = [m for m in near if _is_count(m) and m.order < total.order]
        by_unit = price.per.startswith(_UNIT_PRICE)
        if by_unit:  # 「灭火器60个，单价280元，合计…」: of what was counted last
            counts = [m for m in counts if m.order == price.order - 1 and m.sentence == price.sentence]
        things = [m for m in counts if not _COUNTED_PERIODS.match(m.fact.unit)]
        quantity = _quantity(price, things)
        periods = next((m for m in counts if _COUNTED_PERIODS.match(m.fact.unit)), None)
        if by_unit and (quantity is None or price.fact.exactness not in ("exact", "printed")):
            continue
        if quantity is None:
            _state_with_quantity_elsewhere(ledger, price, total, periods)
            continue
        crowd = _told_in_one_breath(price, quantity, things)
        factors = [price, quantity] if periods is None else [price, quantity, periods]
        rates = [
            m for m in near
            if m.fact.unit == "%" and m.order < total.order and m.sentence == total.sentence and _RECKONED_BY.search(m.words)
        ]  # fmt: skip
        times = 1 if periods is not None else _periods(price, quantity, total)
        if not _multiply(total, *factors, times=times):
            factors += rates
            fits = _multiply(total, *factors, times=times) or _multiply_but_for_a_slip(total, factors, times)
            if len(crowd) > 1 and not fits:
                _state_for_all(ledger, total, price, crowd)
                continue
        if not _is_one_of_several(price, mentions) or _product(factors, times) == total.fact.value_base:
            state_product(ledger, total, factors, times)


def state_product(ledger: Ledger, total: Mention, factors: list[Mention], times: int = 1) -> None:
    """States R15: the amount is so much for each, times the count (times periods, times a rate)."""
    parts = [Operand("part", m.fact.fact_id, numerator_weight=1) for m in factors]
    stated = Operand("stated", total.fact.fact_id, stated_weight=1)
    ledger.state("R15", total.fact.subject, total.fact.fiscal_year, [stated, *parts], form="product", scale=times)


def _is_former(price: Mention, behind: list[Mention]) -> bool:
    """「由每人每年650元提高到720元」: is this what was paid before?"""
    raised = (m.fact.unit == price.fact.unit and _RAISED.search(m.words) is not None for m in behind)
    return price.aside is not None or any(raised)


def _state_multiplications(ledger: Ledger, mentions: list[Mention]) -> None:
    """States R15 for figures multiplied by signs, none of which says what it is per: 「9500人×900元=855.00万元」."""
    for i, first in enumerate(mentions):
        factors = [first]
        for m in (mentions[at] for at in range(i + 1, len(mentions))):
            if m.mark not in _TIMES or m.sentence != first.sentence or m.role != "level":
                break
            factors.append(m)
        total = mentions[i + len(factors)] if i + len(factors) < len(mentions) else None
        if len(factors) < 2 or first.mark in _TIMES or total is None or any(m.is_price for m in factors):
            continue
        if not _is_amount(total) or total.sentence != first.sentence or not (total.mark == "=" or total.totals):
            continue
        state_product(ledger, total, factors, 1)


def _state_told_first(ledger: Ledger, mentions: list[Mention], at: int) -> None:
    """States R15 for an amount told before its price: 「办公经费54万元（9个村，每村6万元）」, 「用车14辆，运行费32.2万元，每辆2.3万元」."""
    price = mentions[at]
    before = list(takewhile(lambda m: m.sentence == price.sentence, reversed(mentions[:at])))
    counts = list(takewhile(_is_count, before))
    told = next((m for m in before[len(counts) :] if m.role == "level" and m.aside is None), None)
    if told is None or not _is_amount(told) or told.is_average or not told.fact.value_base:
        return
    counts = counts or [m for m in before[1:2] if _is_count(m)]
    in_brackets = counts[-1].mark == "(" if counts and counts[-1].order > told.order else False
    quantity = next((m for m in counts if is_counted_in(price, m)), None)
    if price.per.startswith(_UNIT_PRICE) and _is_count(before[0]):
        quantity = before[0]
    if quantity is None and in_brackets and not _names_what_is_counted(price):
        quantity = next((m for m in counts if not _COUNTED_PERIODS.match(m.fact.unit)), None)
    if quantity is None:
        return
    behind = (m for m in mentions[at + 1 : at + 2] if m.sentence == price.sentence and _is_count(m))
    periods = next((m for m in (*counts, *behind) if _COUNTED_PERIODS.match(m.fact.unit)), None)
    if periods is None and _OPEN_PERIODS.search(price.per.replace(f"每{quantity.fact.unit}", "")):
        return
    factors = [price, quantity] if periods is None else [price, quantity, periods]
    times = 1 if periods is not None else _periods(price, quantity, told)
    if not _multiply(told, *factors, times=times):
        if _is_rounded(price, told, quantity):
            price.fact = ledger.round_off(price.fact)  # 「接待费2.68万元，313人，每人86元」: a quotient
            state_quotient(ledger, price, told, [quantity])
            return
        named = in_brackets or _RECKONED_BY.search(quantity.words) is not None
        near = are_of_one_thing(told, quantity) and _are_near(told, factors, times)
        slipped = _multiply_but_for_a_slip(told, factors, times)
        if not (named or near or slipped) or _is_one_of_several(price, mentions):
            return
    state_product(ledger, told, factors, times)


def _amount_behind(mentions: list[Mention], at: int) -> Mention | None:
    """「疫苗42万毫升，每毫升1.8元，75.60万元」: the amount right behind a price and its quantity, where they multiply to it or would but
    for a slip."""
    price = mentions[at]
    run = [m for m in mentions[max(0, at - 1) : at + 4] if m.sentence == price.sentence]
    amount = next((m for m in run if m.order > price.order and not _is_count(m)), None)
    counts = [m for m in run if _is_count(m) and (amount is None or m.order < amount.order)]
    before = (m for m in reversed(mentions[max(0, at - _FIGURES_BETWEEN) : max(0, at - 1)]) if _is_count(m))
    counts += [m for m in before if m.sentence == price.sentence and is_counted_in(price, m)][:1]
    quantity = next((m for m in counts if is_counted_in(price, m) or not _EACH.search(price.per)), None)
    if amount is None or quantity is None or not _is_amount(amount) or amount.is_average or amount.aside is not None:
        return None
    periods = [m for m in counts if _COUNTED_PERIODS.match(m.fact.unit)][:1]
    factors, times = [price, quantity, *periods], 1 if periods else _periods(price, quantity, amount)
    return (
        amount if _multiply(amount, *factors, times=times) or _multiply_but_for_a_slip(amount, factors, times) else None
    )


def state_quotient(ledger: Ledger, each: Mention, amount: Mention, counts: list[Mention]) -> None:
    """States R15: so much for each is the amount divided by the count, or by these counts together."""
    ledger.state(
        "R15", each.fact.subject, each.fact.fiscal_year,
        [
            Operand("stated", each.fact.fact_id, stated_weight=1),
            Operand("part", amount.fact.fact_id, numerator_weight=1),
            *(Operand("base", m.fact.fact_id, denominator_weight=1) for m in counts),
        ],
        denominator_constant=Decimal(0),
    )  # fmt: skip


def is_counted_in(price: Mention, count: Mention) -> bool:
    """Is this the count of what the price is per (每村 and 9个, 每生 and 1344人, 元/辆 and 2辆)?"""
    unit = count.fact.unit.lstrip("万亿")
    each = [word for pair in _EACH.findall(price.per) for word in pair if word]
    return bool(unit) and (f"每{unit}" in price.per or any(unit in COUNTED_IN.get(word, (word,)) for word in each))


def is_told(x: Mention, name: str) -> bool:
    """Is the figure told of what has this name?"""
    if name == "学生":
        return _PUPILS.search(x.words) is not None
    return name in x.fact.subject or name in x.words


def are_of_one_thing(amount: Mention, count: Mention) -> bool:
    """Do the names of the amount and of the count share a word: 公务接待费, and 接待来宾642人次?"""
    pieces = [piece for piece in OF_ANYTHING.split(amount.fact.subject) if len(piece) >= _WORD]
    words = (piece[i : i + _WORD] for piece in pieces for i in range(len(piece) - 1))
    return any(is_told(count, word) for word in words)


def _told_in_one_breath(price: Mention, quantity: Mention, counts: list[Mention]) -> list[Mention]:
    """「在职93人、退休57人，每人800元」: all that are counted in one unit right before the price, none of them a part of another."""
    before = [
        m
        for m in counts
        if m.sentence == price.sentence and m.order < price.order and m.fact.unit == quantity.fact.unit
    ]
    return before if quantity in before and not any(m.head in before for m in before) else []


def _state_for_all(ledger: Ledger, total: Mention, price: Mention, crowd: list[Mention]) -> None:
    """States R15 for a price that is paid for all these together, where that makes the amount, or would but for a slip."""
    all_counted = sum((m.fact.value_base or Decimal(0) for m in crowd), Decimal(0))
    product = all_counted * (price.fact.value_base or Decimal(0))
    if total.fact.value_base == product or a_slip_from(total, product):
        state_quotient(ledger, price, total, crowd)


def _is_one_of_several(price: Mention, mentions: list[Mention]) -> bool:
    """「困难职工60人，每人1000元，困难党员40人，每人800元，共支出9.20万元」: do only counts stand between this price and another?"""
    at = price.order
    beside = (
        takewhile(lambda m: _is_count(m) or _is_price(m), run) for run in (mentions[at + 1 :], reversed(mentions[:at]))
    )
    return any(_is_price(m) and m.sentence == price.sentence for run in beside for m in run)


def _product(factors: list[Mention], times: int) -> Decimal:
    return prod((_hundredths(m) * (m.fact.value_base or Decimal(0)) for m in factors), start=Decimal(times))


def _hundredths(m: Mention) -> Decimal:
    return Decimal("0.01") if m.fact.unit == "%" else Decimal(1)


def _multiply(total: Mention, *factors: Mention, times: int = 1) -> bool:
    """Do these multiply to the amount within their rounding? (Chooses a reading; no verdict.)"""
    low = high = Decimal(times)
    for m in factors:
        if m.fact.lower is None or m.fact.upper is None:
            return False
        low, high = low * m.fact.lower * _hundredths(m), high * m.fact.upper * _hundredths(m)
    lower, upper = total.fact.lower, total.fact.upper
    return lower is not None and upper is not None and low <= upper and high >= lower


def _multiply_but_for_a_slip(total: Mention, factors: list[Mention], times: int) -> bool:
    """Would these multiply to the amount but for a slip in one of the figures? (Chooses a reading; no verdict.)"""
    amount, product = total.fact.value_base or Decimal(0), _product(factors, times)
    if not product:
        return False
    if product in (amount * 10, amount / 10):
        return True
    expected = [(m, amount * (m.fact.value_base or Decimal(0)) / product) for m in factors]
    return a_slip_from(total, product) or any(
        a_slip_from(m, value) and _is_printable(m, value, total) for m, value in expected
    )


def _are_near(total: Mention, factors: list[Mention], times: int) -> bool:
    amount = total.fact.value_base or Decimal(0)
    return abs(amount - _product(factors, times)) * _TOLD_FIRST_OFF <= amount


def _is_rounded(price: Mention, total: Mention, quantity: Mention) -> bool:
    """Is the price the quotient of these, rounded to its last place?"""
    over, under, each = total.fact.value_base, quantity.fact.value_base, price.fact.value_base
    if not over or not under or not each:
        return False
    place = each / Decimal(price.fact.value) * Decimal(10) ** -price.fact.decimals
    return abs(over / under - each) <= place / 2


def _is_printable(m: Mention, expected: Decimal, total: Mention) -> bool:
    """Is the value expected of this factor one that it could print: a whole number of its places, as near as the amount was rounded?"""
    place = Decimal(10) ** -m.fact.decimals * (m.fact.value_base or Decimal(0)) / Decimal(m.fact.value)
    if m.fact.exactness != "exact" or None in (total.fact.lower, total.fact.upper) or not total.fact.value_base:
        return True
    slack = expected * (total.fact.upper - total.fact.lower) / total.fact.value_base  # type: ignore[operator]
    return abs(expected - (expected / place).to_integral_value() * place) <= slack


def _quantity(price: Mention, counts: list[Mention]) -> Mention | None:
    """What the price is paid for: counted behind it, else in its own unit before it (「32个，每个15万元」), else first of all."""
    own = [m for m in counts if is_counted_in(price, m)]
    if _names_what_is_counted(price):
        counts = own
    behind = (m for m in counts if m.order > price.order)
    near = (m for m in reversed(own) if m.sentence == price.sentence)
    named = (m for m in reversed(own) if m.order < price.order)
    return next(behind, None) or next(near, None) or next(named, None) or next(iter(counts), None)


def _names_what_is_counted(price: Mention) -> bool:
    """Does the price say whom it is for (每生, 每人), so that nothing that is counted otherwise can be meant?"""
    return any(word in _PERSONS for pair in _EACH.findall(price.per) for word in pair)


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


def _is_price(m: Mention) -> bool:
    return (m.is_price or m.fact.measure == "price") and "元" in m.fact.unit


def _is_amount(m: Mention) -> bool:
    return m.role == "level" and m.fact.unit.endswith(("元", "万", "亿")) and not m.is_price


def _is_count(m: Mention) -> bool:
    return (
        m.role == "level" and m.fact.exactness == "exact" and not _is_amount(m) and not m.is_price and bool(m.fact.unit)
    )


def per_words(before: str, unit: str, counted: str = "") -> str:
    """What a price is per: the words 每… before it and those behind the stroke of its unit, "" for no price. ``counted`` is the unit
    of the figure before: 「612人，一人200元」."""
    if counted and re.search(rf"[,;、:(]一{counted}(?:补助?|补贴|是|为)?$", before):
        return f"每{counted}"
    lead = re.search(
        rf"(?:{'|'.join(_UNIT_PRICE)}|(?:平均)?(?:每[\u4e00-\u9fff]{{1,5}}?)+|人均|每人均|(?<![\d个每])月(?:标准|工资|薪酬?|补助|补贴|报酬))[^\d,;。:：、]{{0,3}}$",
        before,
    )
    words = lead.group() if lead else ""
    return words + (unit.partition("/")[2] or unit.partition("每")[2])


def totals(before: str) -> bool:
    """Does a word of totalling, or an opening bracket behind a price, lead to this figure?"""
    return _TOTAL.search(before) is not None
