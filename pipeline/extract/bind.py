"""Mentions → the identities that sentences state: sums, changes, growth rates, shares, completion rates, 持平.

Which figures ought to agree is decided here; whether they do is decided in SQL. The only arithmetic here chooses between
readings of a list that no word marks as complete (SPEC R75: take the reading that reproduces the printed figures).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from pipeline.extract.facts import Operand
from pipeline.extract.lead import strip_label
from pipeline.extract.ledger import Ledger
from pipeline.extract.mention import Mention, difference, reproduces, told_together
from pipeline.extract.terms import BALANCES, BUDGET_STAGES, STAFF, Partition, Term, classify, partitions, split_stage

_OUTTURNS = (None, "outturn", "final_outturn")
_ADJUSTS = re.compile("追加|调增|调减|追减|调整增加|调整减少|核减|核增|收回")
_LEFT = re.compile(r"(?:结余|结转|剩余)(?:资金)?(?:下年)?[^,;。]{0,6}$")
_EXECUTION_NAMES = re.compile("执行率|完成率|执行进度|支出进度|使用率|支付率|支付进度|控制率")
_CUTS = re.compile("调减|追减|调整减少|核减|收回")
# A list that covers less than this part of the whole names examples (「其中：…」), not all parts.
_COVERS_WHOLE = Decimal("0.9")


class Binder:
    """Binds the mentions of one document. Lookups prefer the same paragraph, then what stands nearest before."""

    def __init__(
        self,
        ledger: Ledger,
        mentions: list[Mention],
        fiscal_year: int | None,
        comparisons: Sequence[tuple[Mention, str, str]] = (),
    ) -> None:
        self._ledger = ledger
        self._mentions = mentions
        self._comparisons = comparisons
        self._fiscal_year = fiscal_year
        self._levels: dict[tuple[str, str, str], list[Mention]] = defaultdict(list)
        # Parts without a list marker whose shares lead to one whole.
        self._shared: dict[str, list[tuple[Mention, Mention]]] = defaultdict(list)
        for m in mentions:
            if m.role == "level" and m.key is not None:
                self._levels[m.key].append(m)

    def bind(self) -> None:
        for m in self._mentions:
            if m.role == "change":
                self._bind_change(m)
            elif m.role == "change_rate":
                self._bind_change_rate(m)
            elif m.role == "share":
                self._bind_share(m)
            elif m.role == "rate":
                self._bind_rate(m)
            elif m.role == "gap":
                self._bind_gap(m)
        for m in self._mentions:
            for parts in (*m.told, m.parts):
                if parts:
                    self._bind_list(m, parts)
        self._bind_shared_wholes()
        self._bind_partitions()
        self._bind_additions()
        self._bind_adjustments()
        self._bind_unspent()
        self._bind_scores()
        self._bind_comparisons()
        self._bind_reserved_procurement()
        self._bind_repeats()

    # --- lookups --------------------------------------------------------------------------------------------------

    def _level(
        self,
        key: tuple[str, str, str] | None,
        year: int | None,
        near: Mention,
        accept: Callable[[Mention], bool] | None = None,
    ) -> Mention | None:
        """The level of that meaning and year nearest to ``near``: its own paragraph first, earlier before later."""
        if key is None:
            return None
        found = [
            m
            for m in self._levels_of_meaning(key)
            if m.year == year
            and m is not near
            and m.aside not in ("whole", "mark")
            and _comparable(m, near)
            and (accept is None or accept(m))
        ]
        if not found:
            return None

        def distance(m: Mention) -> tuple[int, int, int]:
            return (abs(m.paragraph - near.paragraph), 0 if m.order < near.order else 1, abs(m.order - near.order))

        return min(found, key=distance)

    def _levels_of_meaning(self, key: tuple[str, str, str]) -> list[Mention]:
        """The levels of that meaning; of 收支总体, where both sides are told apart, those of the receipts."""
        found = self._levels.get(key, [])
        if not found and key[0] == "revenue_expenditure_total":
            return self._levels.get(("revenue_total", *key[1:]), [])
        return found

    def _current(self, m: Mention) -> Mention | None:
        """The level in this year that a change or its rate speaks of; not the budget that it is measured against.

        Where the paragraph prints budget and outturn of one item, a change against last year is of the outturn.
        """
        base_stage = split_stage(m.base_budget)[1] if m.base_budget else None

        def accept(x: Mention) -> bool:
            return base_stage is None or x.fact.stage != base_stage

        near = [
            x
            for x in (self._levels_of_meaning(m.key) if m.key is not None else ())
            if x.year == m.year
            and x.aside is None
            and (x.unit_family == m.unit_family if m.role == "change" else x.fact.unit != "%")
            and x.paragraph == m.paragraph
            and x.order < m.order
            and accept(x)
        ]
        spent = [x for x in near if x.fact.stage in _OUTTURNS]
        if near:
            return (spent or near)[-1]
        return self._level(m.key, m.year, m, accept)

    def _base(self, m: Mention) -> Mention | None:
        """The level that a change is measured against: last year's, or a budget's of the same year."""
        if m.base is not None and m.base.aside in ("base", "prior"):
            return m.base
        if m.base_budget is not None:
            stage = split_stage(m.base_budget)[1]
            return self._level(m.key, m.year, m, lambda x: x.fact.stage == stage)
        return self._level(m.key, m.base_year, m)

    # --- changes --------------------------------------------------------------------------------------------------

    def _bind_change(self, m: Mention) -> None:
        """R08: change = this − last, signed by the direction word."""
        if m.direction is None:
            self._bind_difference(m)
            return
        this, last = self._current(m), self._base(m)
        if this is None:
            return
        self._ledger.state(
            "R08", m.fact.subject, m.fact.fiscal_year,
            [
                Operand("stated", m.fact.fact_id, stated_weight=m.direction),
                Operand("part", this.fact.fact_id, numerator_weight=1),
                _operand("base", last, "上年数（未在文中给出） / last year's figure (not printed)", numerator_weight=-1),
            ],
        )  # fmt: skip

    def _bind_difference(self, m: Mention) -> None:
        """R08 without a direction: 「支出2.05万元，年初预算为2.95万元，差值为0.9万元」 is the larger less the smaller."""
        near = [x for x in self._mentions if x.role == "level" and x.paragraph == m.paragraph and x.order < m.order]
        pair = [x for x in near[-2:] if x.key == m.key and x.fact.value_base is not None]
        if len(pair) < 2:
            return
        smaller, larger = sorted(pair, key=lambda x: x.fact.value_base or Decimal(0))
        self._ledger.state(
            "R08", m.fact.subject, m.fact.fiscal_year,
            [
                Operand("stated", m.fact.fact_id, stated_weight=1),
                Operand("part", larger.fact.fact_id, numerator_weight=1),
                Operand("base", smaller.fact.fact_id, numerator_weight=-1),
            ],
        )  # fmt: skip

    def _bind_change_rate(self, m: Mention) -> None:
        """R09: rate = change ÷ last. Last year's figure is the printed one, else this year's less the printed change."""
        change = m.of if m.of is not None and m.of.role == "change" and m.of.key == m.key else None
        if change is None:
            # 「增长5.1%，增收1.93亿元」: the percent first, its amount behind it.
            after = self._mentions[m.order + 1] if m.order + 1 < len(self._mentions) else None
            if after is not None and after.role == "change" and after.key == m.key and after.paragraph == m.paragraph:
                change = after
        anchor = change or m
        this, last = self._current(anchor), self._base(anchor)
        if this is not None and last is not None and this.unit_family != last.unit_family:
            last = None  # 「是2022年614.20万元的3倍，增长3倍」: an amount is measured against no multiple
        if m.direction is None or (this is None and last is None):
            return
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
                _operand("part", this, "本年数 / this year's figure", numerator_weight=1),
                _operand(
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

    def _bind_gap(self, m: Mention) -> None:
        """R08 in percentage points: 「比重为49.1%，较上年同期的53.4%回落4.3个百分点」."""
        base = m.base
        if base is None or base.fact.unit != "%" or m.direction is None:
            return
        before = [
            x for x in self._mentions if x.order < base.order and x.paragraph == m.paragraph and x.fact.unit == "%"
        ]
        if not before:
            return
        self._ledger.state(
            "R08", m.fact.subject, m.fact.fiscal_year,
            [
                Operand("stated", m.fact.fact_id, stated_weight=m.direction),
                Operand("part", before[-1].fact.fact_id, numerator_weight=1),
                Operand("base", base.fact.fact_id, numerator_weight=-1),
            ],
        )  # fmt: skip

    # --- shares and rates -----------------------------------------------------------------------------------------

    def _bind_share(self, m: Mention) -> None:
        """R92: share = part ÷ whole; the whole is the one named, else the one whose parts are being listed."""
        part = m.of
        if part is None:
            return
        whole = self._whole(m, part)
        if whole is None and not m.whole:
            whole = self._unnamed_whole(m, part)
        if whole is part or (whole is None and not m.whole):
            return
        if whole is not None and part.head is None and not m.whole:
            self._shared[whole.fact.fact_id].append((whole, part))
        siblings = self._siblings(part) if whole is None else []
        if siblings:
            # The whole is named and not printed, but all its parts are: 基本支出 ÷ (基本支出 + 项目支出).
            operands = [
                Operand("stated", m.fact.fact_id, stated_weight=1),
                Operand("part", part.fact.fact_id, numerator_weight=1, denominator_weight=1),
                *(Operand("base", x.fact.fact_id, denominator_weight=1) for x in siblings),
            ]
        else:
            operands = [
                Operand("stated", m.fact.fact_id, stated_weight=1),
                Operand("part", part.fact.fact_id, numerator_weight=1),
                _operand(
                    "base",
                    whole,
                    f"总数「{m.whole or '合计'}」 / the whole ({m.whole or 'total'})",
                    denominator_weight=1,
                ),
            ]
        self._ledger.state(
            "R92", m.fact.subject, m.fact.fiscal_year, operands, scale=100, denominator_constant=Decimal(0)
        )

    def _siblings(self, part: Mention) -> list[Mention]:
        """The other parts of the whole that law says a part belongs to, if all of them are printed nearby."""
        if part.term is None:
            return []
        for partition in partitions():
            if (
                part.term.measure != partition.measure
                or part.term.item not in partition.parts
                or partition.head is not None
            ):
                continue
            others = [
                self._level((part.term.measure, part.term.breakdown, item), part.year, part)
                for item in sorted(partition.parts - {part.term.item})
            ]
            found = [x for x in others if x is not None and abs(x.paragraph - part.paragraph) <= 1]
            if len(found) == len(others):
                return found
        return []

    def _unnamed_whole(self, m: Mention, part: Mention) -> Mention | None:
        """「…，占81.68%」 with no whole named: the total nearby that reproduces the share, else the nearest total before it."""
        found = self._reproducing_total(m, part, reach=1)
        before = [x for x in self._totals_near(m, part, 0) if x.order < part.order]
        return found or next(reversed(before), None)

    def _reproducing_total(self, m: Mention, part: Mention, reach: int = 9) -> Mention | None:
        """The nearest total of which the part is the printed share (SPEC R75: the reading that reproduces)."""
        totals = sorted(self._totals_near(m, part, reach), key=lambda x: abs(x.order - m.order))
        return next((x for x in totals if _is_share_of(m, part, x)), None)

    def _totals_near(self, m: Mention, part: Mention, reach: int) -> list[Mention]:
        near = (
            x for x in self._mentions
            if x.role == "level" and x.term is not None and x is not part and x.year == part.year
            and abs(x.paragraph - m.paragraph) <= reach and x.unit_family == part.unit_family
            and x.fact.value_base and part.fact.value_base is not None and x.fact.value_base >= part.fact.value_base
        )  # fmt: skip
        return [x for x in near if x.term is not None and (x.term.is_total or x.term.breakdown == "fund_source")]

    def _whole(self, m: Mention, part: Mention) -> Mention | None:
        if m.base is not None and m.base.aside == "whole":
            return m.base
        if not m.whole:
            return part.head
        side = {"revenue": "revenue", "expenditure": "expenditure"}.get(part.term.measure if part.term else "")
        term = classify(re.sub(r"^(?:本年度|本年|当年|全年|年度)", "", m.whole) or m.whole, side)
        candidates = [term] if term is not None else []
        if term is not None and term.breakdown == "nature":
            candidates.append(Term("expenditure", "fund_nature", f"一般公共预算财政拨款/{term.item}"))
        for candidate in candidates:
            found = self._level(
                (candidate.measure, candidate.breakdown, candidate.item), m.year, m, lambda x: _may_be_whole(x, part)
            )
            if found is not None:
                return found
        if (
            part.head is not None
            and part.head.term is not None
            and term is not None
            and part.head.term.measure.removesuffix("_total") == term.measure.removesuffix("_total")
            and (term.is_total or part.head.term.item.endswith(term.item))
        ):
            return part.head
        return self._whole_by_words(m, part) or (self._reproducing_total(m, part) if _names_total(term) else None)

    def _whole_by_words(self, m: Mention, part: Mention) -> Mention | None:
        """The amount told in the words by which the share names its whole (「占全国政府采购规模的74.4%」), the nearest before."""
        words = _bare_words(strip_label(m.whole or "", ()))
        if len(words) < 3:
            return None
        found = [
            x for x in self._mentions
            if x.role == "level" and x.order < m.order and x.year == m.year and x.unit_family == part.unit_family
            and _may_be_whole(x, part) and _bare_words(x.fact.quote.rstrip("0123456789.,元万亿%")).endswith(words)
        ]  # fmt: skip
        return found[-1] if found else None

    def _bind_rate(self, m: Mention) -> None:
        """R02: completion = outturn ÷ the budget that is named."""
        if m.rate_name is not None:
            self._bind_named_rate(m)
            return
        if m.rate_base is None:
            return
        near = m.of
        stage = split_stage(m.rate_base)[1] if m.rate_base else None
        before = [
            x
            for x in self._mentions
            if x.role == "level" and x.order < m.order and x.paragraph == m.paragraph and x.year == m.year
        ]
        budget = next(
            (x for x in reversed(before) if _is_budget(x, stage) and near is not None and x.key == near.key), None
        )
        if budget is None and near is not None and _is_budget(near, stage):
            budget = near
        key = budget.key if budget is not None else near.key if near is not None else None
        outturn = next((x for x in reversed(before) if x.fact.stage in _OUTTURNS and x.key == key), None)
        if (
            budget is not None
            and budget.aside is not None
            and near is not None
            and near.unit_family == budget.unit_family
        ):
            outturn = near
        if budget is None and near is not None and self._bind_rate_by_change(m, near):
            return
        whole = near.head if near is not None and near.role == "level" else None
        is_of_whole = whole is not None and (_is_budget(whole, None) or re.match("支出|收入|部门", m.rate_base))
        if whole is not None and near is not None and is_of_whole and "占" in m.fact.quote:
            self._state_ratio("R92", m, near, whole)  # 「支出预算2500万元，其中项目支出1000万元，占支出预算的40%」
            return
        if outturn is None:
            return
        bases = [budget]
        if budget is not None and not budget.fact.value_base:
            # 「年初预算为0…完成年初预算的95.89%」: the named base cannot carry a rate; a budget printed beside it may.
            bases += [x for x in before if _is_budget(x, None) and x.key == key and x.fact.value_base]
        for base in bases:
            operands = [
                Operand("stated", m.fact.fact_id, stated_weight=1),
                Operand("part", outturn.fact.fact_id, numerator_weight=1),
                _operand("base", base, f"{m.rate_base or '预算'} / the budget it names", denominator_weight=1),
            ]
            self._ledger.state(
                "R02", m.fact.subject, m.fact.fiscal_year, operands, scale=100, denominator_constant=Decimal(0)
            )

    def _bind_rate_by_change(self, m: Mention, outturn: Mention) -> bool:
        """「比年初预算增加189.78万元，完成年初预算的101.60%」: the budget is the outturn less its printed excess."""
        beside = self._mentions[max(m.order - 1, 0) : m.order + 2]
        told = (x for x in beside if x.role == "change" and x.key == outturn.key and x.paragraph == m.paragraph)
        change = next((x for x in told if x.base_budget or "预算" in x.fact.quote), None)
        if change is None or change.direction is None:
            return False
        self._ledger.state(
            "R02", m.fact.subject, m.fact.fiscal_year,
            [
                Operand("stated", m.fact.fact_id, stated_weight=1),
                Operand("part", outturn.fact.fact_id, numerator_weight=1, denominator_weight=1),
                Operand("base", change.fact.fact_id, denominator_weight=-change.direction),
            ],
            scale=100, denominator_constant=Decimal(0),
        )  # fmt: skip
        return True

    def _state_ratio(self, rule: str, m: Mention, part: Mention, base: Mention) -> None:
        self._ledger.state(
            rule, m.fact.subject, m.fact.fiscal_year,
            [
                Operand("stated", m.fact.fact_id, stated_weight=1),
                Operand("part", part.fact.fact_id, numerator_weight=1),
                Operand("base", base.fact.fact_id, denominator_weight=1),
            ],
            scale=100, denominator_constant=Decimal(0),
        )  # fmt: skip

    def _bind_named_rate(self, m: Mention) -> None:
        """R02: 「全年预算320万元，执行数318.4万元，执行率99.5%」; 在职人员控制率 = on board ÷ establishment."""
        name = m.rate_name or ""
        before = [x for x in self._mentions if x.role == "level" and x.order < m.order and x.paragraph == m.paragraph]
        before = [x for x in before if x.year == m.year and x.aside in (None, "budget")]
        spent: Mention | None
        budget: Mention | None
        if name.endswith("控制率") and re.search("在职|人员", m.fact.quote):
            spent = self._level(("on_board_staff", "total", ""), m.year, m)
            budget = self._level(("establishment", "total", ""), m.year, m)
        elif name.endswith("调整率"):
            spent = next((x for x in reversed(before) if _ADJUSTS.search(x.fact.quote) and x.fact.stage is None), None)
            budget = next((x for x in reversed(before) if x.fact.stage == "original_budget"), None)
        elif _EXECUTION_NAMES.search(name):
            spent, budget = _spent_of_budget(before)
        else:
            return
        if spent is not None and budget is not None and spent is not budget:
            self._state_ratio("R02", m, spent, budget)

    # --- lists ----------------------------------------------------------------------------------------------------

    def _bind_list(self, head: Mention, parts: list[Mention]) -> None:
        if head.role == "change" and head.direction is None:
            return  # differences without a direction cannot be added
        if head.role == "change":
            # Changes told one by one are all of them where law says so, or where they reproduce the total change.
            changes = self._parts_of(head, _one_breakdown(parts))
            if changes:
                self._state_sum("R10", head, changes)
            return
        if head.term is None or head.term.measure in STAFF:
            return  # R36 binds head-counts across the document
        levels = _one_breakdown(parts)
        if not levels:
            return
        if self._is_complete(head, levels):
            self._state_sum(_sum_rule(levels), head, levels)
            self._bind_part_changes(head, levels)
            self._bind_share_sum(head, levels)
        elif len(levels) >= 1:
            self._state_bound(head, levels)

    def _is_complete(self, head: Mention, parts: list[Mention]) -> bool:
        """Does the list name all parts? By law (partitions), by its shares, or because it covers the whole."""
        total = head.fact.value_base
        if total is None or any(p.fact.value_base is None for p in parts):
            return False
        items = {p.term.item for p in parts if p.term is not None}
        if any(_fits_partition(head.term, items, p) for p in partitions()):
            return True
        covered = sum((p.fact.value_base or Decimal(0) for p in parts), Decimal(0))
        shares = [
            s.fact.value_base
            for p in parts
            for s in self._mentions
            if s.role == "share" and s.of is p and s.fact.value_base is not None
        ]
        if len(shares) == len(parts) and len(parts) > 1 and sum(shares, Decimal(0)) >= 99:
            return True
        return len(parts) > 1 and covered >= total * _COVERS_WHOLE

    def _bind_shared_wholes(self) -> None:
        """Items told one by one, each with its share: when the shares add to 100 the items add to the whole."""
        for found in self._shared.values():
            whole, parts = found[0][0], [part for _, part in found]
            if len(parts) > 1 and self._is_complete(whole, parts) and len(_one_breakdown(parts)) == len(parts):
                self._state_sum(_sum_rule(parts), whole, parts)
                self._bind_part_changes(whole, parts)

    def _state_sum(self, rule: str, head: Mention, parts: list[Mention]) -> None:
        weight = head.direction if head.role == "change" and head.direction else 1
        operands = [Operand("stated", head.fact.fact_id, stated_weight=weight)]
        operands += [
            Operand("part", p.fact.fact_id, numerator_weight=(p.direction or 1) if p.role == "change" else 1)
            for p in parts
        ]
        self._ledger.state(rule, head.fact.subject, head.fact.fiscal_year, operands)

    def _state_bound(self, head: Mention, parts: list[Mention]) -> None:
        """R41: parts that are only examples do not exceed the whole, each for itself."""
        for part in parts:
            self._ledger.state(
                "R41", part.fact.subject, head.fact.fiscal_year,
                [Operand("stated", part.fact.fact_id, stated_weight=1), Operand("part", head.fact.fact_id, numerator_weight=1)],
                relation="le",
            )  # fmt: skip

    def _bind_part_changes(self, head: Mention, parts: list[Mention]) -> None:
        """R10: the changes of all parts add up to the change of the whole."""
        changes = {
            m.key: m
            for m in self._mentions
            if m.role == "change" and m.year == head.year and m.base_budget is None and m.direction is not None
        }
        total = changes.get(head.key)
        found = [changes.get(p.key) for p in parts]
        complete = [c for c in found if c is not None]
        if total is not None and len(complete) == len(parts) > 1:
            self._state_sum("R10", total, complete)

    def _bind_share_sum(self, head: Mention, parts: list[Mention]) -> None:
        """R90: the shares of all parts add up to 100 %."""
        shares = [
            next(
                (
                    s
                    for s in self._mentions
                    if s.role == "share" and s.of is p and (not s.whole or self._whole(s, p) is head)
                ),
                None,
            )
            for p in parts
        ]
        complete = [s for s in shares if s is not None]
        if len(complete) == len(parts) > 1:
            operands = [Operand("stated", s.fact.fact_id, stated_weight=1) for s in complete]
            self._ledger.state(
                "R90", head.fact.subject, head.fact.fiscal_year, operands, numerator_constant=Decimal(100)
            )

    def _bind_partitions(self) -> None:
        """Lists without a marker: neighbours that by law make up a whole printed before them, or that reproduce it."""
        by_year: dict[int | None, list[Mention]] = defaultdict(list)
        for m in self._mentions:
            if m.role == "level":
                by_year[m.year].append(m)
        for levels in by_year.values():
            run: list[Mention] = []
            for m in levels:
                if run and not _continues(run, m):
                    self._bind_run(run)
                    run = []
                run.append(m)
            self._bind_run(run)

    def _bind_run(self, run: list[Mention]) -> None:
        self._bind_total_below(run)
        for i, head in enumerate(run[:-1]):
            if head.term is None:
                continue
            rest = [m for m in run[i + 1 :] if m.key != head.key and (m.head is None or m.head is head)]
            parts = self._parts_of(head, _one_breakdown(rest))
            if parts and not any(p in told for told in (*head.told, head.parts) for p in parts):
                self._state_sum(_sum_rule(parts), head, parts)
                self._bind_part_changes(head, parts)
                return

    def _bind_total_below(self, run: list[Mention]) -> None:
        """A form flattened to text: the total stands behind the items that add up to it."""
        for i, total in enumerate(run):
            if i < 2 or total.term is None or not total.term.is_total or total.head is not None:
                continue
            parts = [
                m
                for m in run[:i]
                if m.term is not None
                and m.term.measure == total.term.measure
                and m.term.breakdown in ("function", "fund_source", "nature")
            ]
            for kind in {m.term.breakdown for m in parts if m.term is not None}:
                chosen = _one_breakdown([m for m in parts if m.term is not None and m.term.breakdown == kind])
                # In a flattened form the subtotal is known by its name; in prose only by reproducing it.
                by_form = total.flat and all(m.flat for m in chosen) and not total.term.measure.endswith("_total")
                if len(chosen) > 1 and (by_form or reproduces(total, chosen)):
                    self._state_sum(_sum_rule(chosen), total, chosen)

    def _parts_of(self, head: Mention, rest: list[Mention]) -> list[Mention]:
        """The first neighbours that by law make up the head, or that add up to it."""
        if rest and _planned(head) is not None and _planned(rest[0]) not in (None, _planned(head)):
            return []
        found: list[list[Mention]] = []
        for n in range(2, len(rest) + 1):
            parts = rest[:n]
            items = {p.term.item.rpartition("/")[2] for p in parts if p.term is not None}
            by_law = head.year == parts[0].year and any(_fits_partition(head.term, items, p) for p in partitions())
            term = rest[n].term if n < len(rest) else None
            after = term.item.rpartition("/")[2] if term is not None else ""
            ends = n == len(rest) or not any(after in p.may_add for p in partitions())
            if reproduces(head, parts) or (by_law and ends):
                found.append(parts)
        # A list whose next figure brings the sum nearer to the whole was not yet complete.
        return min(found, key=lambda parts: abs(difference(head, parts)), default=[])

    def _bind_additions(self) -> None:
        """「…收入23.86亿元，加上级补助收入…、上年结转…，收入总计为64.12亿元」: a sum told over a whole sentence (R06)."""
        run: list[Mention] = []
        for m in self._mentions:
            if m.role != "level" or m.aside is not None or m.term is None:
                continue
            if run and (m.paragraph != run[-1].paragraph or m.fact.unit != run[-1].fact.unit):
                run = []
            if m.head is not None and m.head in run:
                continue  # part of a figure that is added already
            closes = m.term.measure.endswith("_total") or (m.term.measure == "closing_balance" and m.term.is_total)
            if closes and any(x.adds for x in run):
                self._state_sum("R06", m, _added(m, run))
            run = [] if m.term.measure.endswith("_total") else [*run, m]

    def _bind_unspent(self) -> None:
        """R94: what is left is what was granted or received less what was spent, where one paragraph prints the three."""
        for m in self._mentions:
            words = m.fact.quote.rstrip("0123456789.,-元万亿 ")
            if m.role != "level" or m.aside is not None or m.unit_family != "amount" or not _LEFT.search(words):
                continue
            near = [
                x for x in self._mentions
                if x.role == "level" and x.aside is None and x.paragraph == m.paragraph and x.year == m.year
                and m.order - 8 <= x.order < m.order and x.unit_family == "amount" and not x.is_price
            ]  # fmt: skip
            if any(x.term is not None and x.term.measure in BALANCES for x in near):
                continue  # an opening balance goes in as well: R04
            spent = next((x for x in reversed(near) if x.head is None and _is_spending(x)), None)
            given = next(
                (x for x in reversed(near) if x.head is None and spent is not None and _is_grant(x, spent)), None
            )
            if spent is not None and given is not None:
                self._ledger.state(
                    "R94", m.fact.subject, m.fact.fiscal_year,
                    [
                        Operand("stated", m.fact.fact_id, stated_weight=1),
                        Operand("part", given.fact.fact_id, numerator_weight=1),
                        Operand("part", spent.fact.fact_id, numerator_weight=-1),
                    ],
                )  # fmt: skip

    def _bind_scores(self) -> None:
        """R21: 「投入9.5分，过程18分，产出46.5分，效果20分，合计94分」."""
        run: list[Mention] = []
        for m in self._mentions:
            if m.role != "level" or m.fact.unit != "分":
                continue
            if run and m.paragraph != run[-1].paragraph:
                run = []
            if len(run) > 1 and re.search(r"(?:合计|总分|总计|共计)(?:为|得)?[\d.]+分$", m.fact.quote):
                self._state_sum("R21", m, run)
                run = []
            else:
                run.append(m)

    def _bind_adjustments(self) -> None:
        """R95: revised budget = original budget + adjustments, where one sentence prints all of them."""
        levels = [m for m in self._mentions if m.role in ("level", "change") and m.fact.unit.endswith("元")]
        for m in levels:
            if m.fact.stage != "revised_budget":
                continue
            near = [x for x in levels if x.paragraph == m.paragraph and m.order - 6 < x.order < m.order]
            first = next((x for x in reversed(near) if x.fact.stage == "original_budget"), None)
            moves = [x for x in near if first is not None and x.order > first.order and _ADJUSTS.search(x.fact.quote)]
            if first is None or not moves or len(moves) != m.order - first.order - 1:
                continue
            operands = [
                Operand("stated", m.fact.fact_id, stated_weight=1),
                Operand("part", first.fact.fact_id, numerator_weight=1),
            ]
            signs = [-1 if _CUTS.search(x.fact.quote) else 1 for x in moves]
            operands += [Operand("part", x.fact.fact_id, numerator_weight=s) for x, s in zip(moves, signs, strict=True)]
            self._ledger.state("R95", m.fact.subject, m.fact.fiscal_year, operands)

    def _bind_reserved_procurement(self) -> None:
        """R41: what is reserved for SMEs and what they won of the other projects are apart, and within the total."""
        for other in self._levels.get(("procurement", "reserved", "其他政府采购项目"), ()):
            reserved = self._level(("procurement", "reserved", "面向中小企业预留"), other.year, other)
            total = self._level(("procurement", "total", ""), other.year, other)
            if reserved is None or total is None:
                continue
            self._ledger.state(
                "R41", other.fact.subject, other.fact.fiscal_year,
                [
                    Operand("stated", other.fact.fact_id, stated_weight=1),
                    Operand("part", total.fact.fact_id, numerator_weight=1),
                    Operand("part", reserved.fact.fact_id, numerator_weight=-1),
                ],
                relation="le",
            )  # fmt: skip

    def _bind_comparisons(self) -> None:
        """R96: outturn above, below or equal to the budget, as the words behind the two figures say."""
        for last, relation, named in self._comparisons:
            stage = split_stage(named)[1]
            near = [x for x in self._mentions if x.role == "level" and x.paragraph == last.paragraph]
            near = [x for x in near if last.order - 5 <= x.order <= last.order and x.year == last.year]
            budget = next((x for x in reversed(near) if _is_budget(x, stage)), None)
            outturn = next(
                (
                    x
                    for x in reversed(near)
                    if x.fact.stage in ("outturn", "final_outturn") and budget and x.key == budget.key
                ),
                None,
            )
            if budget is not None and outturn is not None:
                self._ledger.state(
                    "R96", outturn.fact.subject, outturn.fact.fiscal_year,
                    [
                        Operand("stated", outturn.fact.fact_id, stated_weight=1),
                        Operand("part", budget.fact.fact_id, numerator_weight=1),
                    ],
                    relation=relation,
                )  # fmt: skip

    def _bind_repeats(self) -> None:
        """R11 inside a paragraph: an item's figure in its heading and again behind 支出决算 (the stage named only once)."""
        for found in self._levels.values():
            for i, first in enumerate(found):
                for again in found[i + 1 :]:
                    same_place = (
                        again.paragraph == first.paragraph and again.year == first.year and again.term == first.term
                    )
                    stages = {first.fact.stage, again.fact.stage}
                    if same_place and len(stages) == 2 and None in stages and stages <= set(_OUTTURNS):
                        self._ledger.state(
                            "R11", first.fact.subject, first.fact.fiscal_year,
                            [Operand("stated", first.fact.fact_id, stated_weight=1), Operand("part", again.fact.fact_id, numerator_weight=1)],
                        )  # fmt: skip


def _operand(role: str, mention: Mention | None, missing: str, **weights: int) -> Operand:
    if mention is None:
        return Operand(role, None, missing=missing, **weights)  # type: ignore[arg-type]
    return Operand(role, mention.fact.fact_id, **weights)  # type: ignore[arg-type]


def _comparable(m: Mention, near: Mention) -> bool:
    """A change of an amount is measured against amounts; nothing is measured against a percent."""
    return m.unit_family == near.unit_family if near.role == "change" else m.fact.unit != "%"


def _may_be_whole(x: Mention, part: Mention) -> bool:
    """A whole is no aside, and no budget of which the part is an outturn."""
    plan = x.fact.stage in BUDGET_STAGES and part.fact.stage not in BUDGET_STAGES
    return x is not part and x.aside is None and not plan


def _is_budget(m: Mention, stage: str | None) -> bool:
    return m.fact.stage == stage if stage not in (None, "budget", "target") else m.fact.stage in BUDGET_STAGES


def _spent_of_budget(before: list[Mention]) -> tuple[Mention | None, Mention | None]:
    """(outturn, budget) that a named rate is of: the revised budget before others, the whole before parts.

    An amount told right behind the budget, or before it of the same item, is what was spent whatever it is called (兑付, 采购金额).
    """
    budgets = [x for x in before if x.fact.stage in BUDGET_STAGES]
    revised = [x for x in budgets if x.fact.stage == "revised_budget"]
    whole = [x for x in (revised or budgets) if x.head is None]
    if not budgets:
        return None, None
    budget = (whole or revised or budgets)[-1]
    outturns = [
        x for x in before if x.fact.stage in ("outturn", "final_outturn") and x.unit_family == budget.unit_family
    ]
    same = [x for x in outturns if x.key == budget.key]
    behind = [x for x in before if x.order == budget.order + 1 and x.fact.stage is None]
    ahead = [x for x in before if x.order == budget.order - 1 and x.fact.stage is None and x.key == budget.key]
    beside = [x for x in behind or ahead if x.unit_family == budget.unit_family]
    return next(reversed(same or outturns or beside), None), budget


def _one_breakdown(parts: Iterable[Mention]) -> list[Mention]:
    """The parts of the kind that the first one is of (all functions, all funds …), each item once, at one stage."""
    out: list[Mention] = []
    for part in parts:
        if part.role not in ("level", "change") or part.term is None:
            continue
        if out and (part.key in {p.key for p in out} or not _goes_with(part, out[0])):
            continue
        if out and part.role == "level" and part.fact.stage in BUDGET_STAGES and out[0].fact.stage not in BUDGET_STAGES:
            continue
        out.append(part)
    return out


def _goes_with(part: Mention, first: Mention) -> bool:
    assert part.term is not None and first.term is not None
    if {part.term.measure, first.term.measure} == {"revenue", "expenditure"}:
        return False
    return not (part.term.known and first.term.known) or told_together(part.term, first.term)


def _is_share_of(m: Mention, part: Mention, whole: Mention) -> bool:
    """Does part ÷ whole round to the printed share? (Chooses a reading; the verdict is the evaluator's.)"""
    lower, upper, x, y = m.fact.lower, m.fact.upper, part.fact.value_base, whole.fact.value_base
    return None not in (lower, upper, x, y) and bool(y) and lower * y <= 100 * x <= upper * y  # type: ignore[operator]


def _sum_rule(parts: list[Mention]) -> str:
    first = parts[0]
    if first.fact.measure == "count":
        return "R33"
    return "R06" if first.term is not None and first.term.breakdown == "fund_source" else "R07"


def _added(total: Mention, run: list[Mention]) -> list[Mention]:
    """The figures that were added up: from the one in front of the first 加上, or from an earlier one that gives the total."""
    first = max(next(i for i, x in enumerate(run) if x.adds) - 1, 0)
    starts = [first, *range(first)]
    return next((run[i:] for i in starts if reproduces(total, run[i:])), run[first:])


def _is_spending(m: Mention) -> bool:
    return m.fact.stage in ("outturn", "final_outturn") or (
        "支出" in m.fact.quote and m.fact.stage not in BUDGET_STAGES
    )


def _is_grant(m: Mention, spent: Mention) -> bool:
    """The budget or the receipts that were spent; a revised budget before the original one."""
    if m.order > spent.order or m.fact.value_base is None or m is spent:
        return False
    return m.fact.stage in BUDGET_STAGES or re.search("收入|到位|下达|拨付|安排|资金", m.fact.quote) is not None


def _names_total(term: Term | None) -> bool:
    return term is not None and (term.is_total or term.breakdown == "fund_source")


def _bare_words(label: str) -> str:
    """A label as labels are compared: without the words that come and go (的, 为, 总, 合计)."""
    return re.sub(r"合计|总计|共计|总额|金额|[的为是总约\s“”\"]", "", label)


def _planned(m: Mention) -> bool | None:
    """Is the figure budgeted, or spent? None where its words do not say."""
    return None if m.fact.stage is None else m.fact.stage in BUDGET_STAGES


def _fits_partition(head: Term | None, items: set[str], partition: Partition) -> bool:
    """Are these items all the parts that law or form gives the head?"""
    if head is None or head.measure.removesuffix("_total") not in (partition.measure, "revenue_expenditure"):
        return False
    name = head.item.rpartition("/")[2]
    if partition.head is not None and name != partition.head:
        return False
    own_fund = head.breakdown == "fund_source" and name in (partition.of_fund, "")
    whole_of_nature = partition.measure == "expenditure" and head.breakdown == "fund_source"
    if partition.head is None and not (head.is_total or own_fund or whole_of_nature):
        return False
    return partition.parts <= items and items <= partition.parts | partition.may_add


def _continues(run: list[Mention], m: Mention) -> bool:
    last = run[-1]
    adjoins = m.paragraph == last.paragraph or (
        m.paragraph == last.paragraph + 1 and m.term is not None and m.term.is_total
    )
    return adjoins and m.fact.unit == last.fact.unit
