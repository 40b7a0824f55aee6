"""Changes against a year or a budget, and their rates: R08, R09."""

from __future__ import annotations

import re
from decimal import Decimal

from pipeline.extract.binding.differences import are_two_years, is_between, reproducing_levels, two_levels, two_percents
from pipeline.extract.binding.told import Told, operand
from pipeline.extract.facts import Operand
from pipeline.extract.ledger import Ledger
from pipeline.extract.mention import Mention, adds_up, reproduces
from pipeline.extract.terms import BALANCES

_ABOVE_BELOW = re.compile("(?P<above>高于|快于|高出|超过|领先|超|高|快)|低于|慢于|落后|滞后|低|慢")
_COMPARABLE = re.compile("同口径|可比|剔除")
_LAST_YEARS = re.compile("上年|上一年|去年|同期")
_MONTHS = 12


class ChangeBinder:
    """States what each change, growth rate and difference in percentage points is computed from."""

    def __init__(self, ledger: Ledger, told: Told) -> None:
        self._ledger = ledger
        self._told = told

    def bind_change(self, m: Mention) -> None:
        """R08: change = this − last, signed by the direction word."""
        if m.direction is None:
            self._bind_difference(m)
            return
        this, last = self._this_and_last(m)
        if this is None:
            return
        may_exceed = this.term is not None and (this.term.measure in BALANCES or this.term.account)
        if last is None and m.direction > 0 and not may_exceed:
            # Last year's figure is not printed; it was at least nothing.
            self._ledger.state(
                "R41", m.fact.subject, m.fact.fiscal_year,
                [
                    Operand("stated", m.fact.fact_id, stated_weight=1),
                    Operand("part", this.fact.fact_id, numerator_weight=1),
                ],
                relation="le",
            )  # fmt: skip
        self._ledger.state(
            "R08", m.fact.subject, m.fact.fiscal_year,
            [
                Operand("stated", m.fact.fact_id, stated_weight=m.direction),
                Operand("part", this.fact.fact_id, numerator_weight=1),
                operand("base", last, "上年数（未在文中给出） / last year's figure (not printed)", numerator_weight=-1),
            ],
        )  # fmt: skip

    def bind_unchanged(self) -> None:
        """R08, a change of nothing: 「补助38.46万元，与上年38.46万元持平」, 「2020年42.00万元，2021年还是42.00万元，与上年持平」."""
        for m in self._told.mentions:
            if m.role != "level" or not (m.unchanged or m.as_before):
                continue
            near = [x for x in self._told.mentions[max(0, m.order - 1) : m.order] if x.sentence == m.sentence]
            before = next((x for x in near if x.role in ("level", "rate") and x.unit_family == m.unit_family), None)
            if before is not None and (m.as_before or are_two_years(m, before)):
                self._ledger.state(
                    "R08", m.fact.subject, m.fact.fiscal_year,
                    [
                        Operand("stated", m.fact.fact_id, stated_weight=1),
                        Operand("part", before.fact.fact_id, numerator_weight=1),
                    ],
                )  # fmt: skip

    def _this_and_last(self, change: Mention) -> tuple[Mention | None, Mention | None]:
        """The levels that a change lies between: those that its words name, else two that the text tells it to lie between."""
        this, last = self._told.current(change), self._told.base(change)
        this = self._led_to(change, this, last) or this
        if this is not None and last is not None:
            meant = None if is_between(change, this, last) else reproducing_levels(self._told, change, last)
            return meant or (this, last)
        return two_levels(self._told, change, last) or (this, last)

    def _led_to(self, m: Mention, this: Mention | None, last: Mention | None) -> Mention | None:
        """「债务余额58.93亿元。其中…专项债务37.58亿元。比2022年末的51.76亿元增加7.17亿元」: what a named base and its change lead to,
        where they do not lead to what was told last."""
        if last is None or last.aside not in ("base", "prior") or (this is not None and adds_up(this, [last, m])):
            return None
        found = [x for x in self._told.levels_before(m, 1) if x.unit_family == m.unit_family]
        meant = next((x for x in found if reproduces(x, [last, m])), None)
        return meant or (next((x for x in found if adds_up(x, [last, m])), None) if this is None else None)

    def _bind_difference(self, m: Mention) -> None:
        """R08 without a direction: 「支出2.05万元，年初预算为2.95万元，差值为0.9万元」 is the larger less the smaller."""
        near = [x for x in self._told.of_paragraph[m.paragraph] if x.role == "level" and x.order < m.order]
        pair = [x for x in near[-2:] if x.key == m.key and x.fact.value_base is not None]
        if len(pair) < 2:
            return
        smaller, larger = sorted(pair, key=lambda x: x.fact.value_base or Decimal(0))
        self._state_difference(m, larger, smaller)

    def bind_change_rate(self, m: Mention) -> None:
        """R09: rate = change ÷ last. Last year's figure is the printed one, else this year's less the printed change."""
        change = m.of if m.of is not None and m.of.role == "change" and m.of.key == m.key else None
        if change is None:
            # 「增长5.1%，增收1.93亿元」: the percent first, its amount behind it.
            after = self._told.mentions[m.order + 1] if m.order + 1 < len(self._told.mentions) else None
            if after is not None and after.role == "change" and after.key == m.key and after.paragraph == m.paragraph:
                change = after
        anchor = change or m
        if change is not None:
            this, last = self._this_and_last(change)
            if this is None and last is None:
                this = self._told_in_full(change, m)
        else:
            this, last = self._told.current(m), self._told.base(m)
            if this is None or last is None:
                this, last = two_levels(self._told, m, this or last) or (this, last)
        if this is not None and last is not None and this.unit_family != last.unit_family:
            last = None  # 「是2022年614.20万元的3倍，增长3倍」: an amount is measured against no multiple
        if m.direction is None or (this is None and last is None):
            return
        if m.term is not None and m.term.account and _COMPARABLE.search(m.words + anchor.words):
            return  # 「同口径增长3.6%」: a government's figures are printed as they are, the rate of what is comparable in them
        stated = Operand("stated", m.fact.fact_id, stated_weight=m.direction)
        scale = 1 if m.fact.unit == "倍" else 100
        operands = [stated]
        if this is not None and last is not None:
            operands += [
                Operand("part", this.fact.fact_id, numerator_weight=1),
                Operand("base", last.fact.fact_id, numerator_weight=-1, denominator_weight=1),
            ]
            if change is not None:
                operands.append(Operand("context", change.fact.fact_id))
        elif this is not None and change is not None and change.direction is not None:
            operands += [
                Operand(
                    "part", change.fact.fact_id, numerator_weight=change.direction, denominator_weight=-change.direction
                ),
                Operand("base", this.fact.fact_id, denominator_weight=1),
            ]
        else:
            operands += [
                operand("part", this, "本年数 / this year's figure", numerator_weight=1),
                operand(
                    "base",
                    last,
                    "上年数（未在文中给出） / last year's figure (not printed)",
                    numerator_weight=-1,
                    denominator_weight=1,
                ),
            ]
        self._ledger.state(
            "R09", m.fact.subject, m.fact.fiscal_year, operands, scale=scale, denominator_constant=Decimal(0)
        )

    def _told_in_full(self, change: Mention, rate: Mention) -> Mention | None:
        """「国有资产总额512.36亿元，负债总额87.64亿元。…资产总额增加38.16亿元，增长8.05%；负债减少2.10亿元，下降2.34%」: the level of the longer
        name that the change and its rate lead to."""
        name, by = change.fact.subject, (change.fact.value_base or Decimal(0)) * (change.direction or 1)
        told = (
            x for x in self._told.levels_before(change, 1)
            if x.unit_family == change.unit_family
            and (x.fact.subject.startswith(name) or x.fact.subject.endswith(name))
        )  # fmt: skip
        half = Decimal(10) ** -rate.fact.decimals / 2
        for x in told if len(name) > 1 else ():
            last = (x.fact.value_base or Decimal(0)) - by
            if last and abs(abs(by) / last * 100 - (rate.fact.value_base or Decimal(0))) <= half:
                return x
        return None

    def _bind_gap_to_mean(self, m: Mention) -> None:
        """「增长7.6%，高于全市平均5.2%的水平2.4个百分点」: the figure before less the mean that it is compared with."""
        before = [x for x in self._told.mentions[: m.order] if x.sentence == m.sentence and x.fact.unit == "%"]
        if len(before) < 2 or before[-1].order != m.order - 1:
            return
        words = _ABOVE_BELOW.search(before[-1].words)
        if words is not None:
            direction = 1 if words["above"] else -1
            self._ledger.state(
                "R08", m.fact.subject, m.fact.fiscal_year,
                [
                    Operand("stated", m.fact.fact_id, stated_weight=direction),
                    Operand("part", before[-2].fact.fact_id, numerator_weight=before[-2].direction or 1),
                    Operand("base", before[-1].fact.fact_id, numerator_weight=-1),
                ],
            )  # fmt: skip

    def _bind_gap_to_schedule(self, m: Mention, months: int) -> None:
        """「1-9月…完成预算的78.5%，快于序时进度3.5个百分点」: the rate before less nine twelfths of 100."""
        before = [x for x in self._told.mentions[: m.order] if x.sentence == m.sentence and x.fact.unit == "%"]
        rate = next((x for x in reversed(before) if x.role != "change_rate"), None)
        words = _ABOVE_BELOW.search(m.words)
        if rate is not None and words is not None:
            self._ledger.state(
                "R08", m.fact.subject, m.fact.fiscal_year,
                [
                    Operand("stated", m.fact.fact_id, stated_weight=1 if words["above"] else -1),
                    Operand("part", rate.fact.fact_id, numerator_weight=_MONTHS),
                ],
                numerator_constant=Decimal(-100 * months), denominator_constant=Decimal(_MONTHS),
            )  # fmt: skip

    def _base_in_brackets(self, m: Mention) -> Mention | None:
        """「占全年支出的71.0%，较上年提高2.6个百分点（上年68.4%）」: last year's figure right behind the difference to it."""
        after = self._told.mentions[m.order + 1] if m.order + 1 < len(self._told.mentions) else None
        is_base = after is not None and after.sentence == m.sentence and after.fact.unit == "%"
        return after if is_base and after is not None and _LAST_YEARS.search(after.words) else None

    def bind_gap(self, m: Mention) -> None:
        """R08 in percentage points: 「比重为49.1%，较上年同期的53.4%回落4.3个百分点」."""
        told = two_percents(self._told, m)
        if m.months is not None and (told is None or not is_between(m, *told)):
            self._bind_gap_to_schedule(m, m.months)
            return
        base = m.base or self._base_in_brackets(m)
        if m.direction is None or base is None or base.fact.unit != "%":
            if told is not None:
                self._state_difference(m, *told)
            elif m.direction is None:
                self._bind_gap_to_mean(m)
            return
        before = [x for x in self._told.of_paragraph[m.paragraph] if x.order < base.order and x.fact.unit == "%"]
        behind = base.order > m.order
        before = before if not behind else [x for x in before if x.order < m.order]
        this = m.of if m.of is not None and m.of.base is base else next(reversed(before), None)
        if this is not None:
            self._state_difference(m, this, base)

    def _state_difference(self, m: Mention, this: Mention, last: Mention) -> None:
        self._ledger.state(
            "R08", m.fact.subject, m.fact.fiscal_year,
            [
                Operand("stated", m.fact.fact_id, stated_weight=m.direction or 1),
                Operand("part", this.fact.fact_id, numerator_weight=1),
                Operand("base", last.fact.fact_id, numerator_weight=-1),
            ],
        )  # fmt: skip
