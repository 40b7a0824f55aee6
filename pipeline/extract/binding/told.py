"""What the sentences of a document tell: its mentions, and which level a change, share or rate speaks of."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from pipeline.extract.facts import Operand
from pipeline.extract.ledger import Ledger
from pipeline.extract.mention import Key, Mention, adds_up, fits_account
from pipeline.extract.terms import BUDGET_STAGES, STAFF, split_stage

#: Stages at which money is spent; None where the words name no stage.
OUTTURNS = (None, "outturn", "final_outturn")
#: The rules of sums by what the parts are; a sum is stated under one of them.
SUMS = frozenset({"R06", "R07", "R10", "R21", "R33"})
#: The most points that an item can be given, beside what it was given.
FULL_MARKS = re.compile(r"(?:满分|分值|权重|标准分|权重分|总分值)\s*(?:分)?(?:为|是|:|：)?\s*[\d.]+\s*分?$")


class Told:
    """The mentions of one document in their order. Lookups prefer the same paragraph, then what stands nearest before."""

    def __init__(self, mentions: Sequence[Mention]) -> None:
        self.mentions = list(mentions)
        self.levels: dict[Key, list[Mention]] = defaultdict(list)
        self.of_paragraph: dict[int, list[Mention]] = defaultdict(list)
        #: The levels told of each year in each unit.
        self.counted: dict[tuple[int | None, str], list[Mention]] = defaultdict(list)
        #: The changes told of each year, and the shares told of each mention, by its order.
        self.changes: dict[int | None, list[Mention]] = defaultdict(list)
        self.shares: dict[int, list[Mention]] = defaultdict(list)
        for m in self.mentions:
            if m.role == "level":
                self.counted[m.year, m.unit_family].append(m)
            if m.role == "change":
                self.changes[m.year].append(m)
            if m.role == "share" and m.of is not None:
                self.shares[m.of.order].append(m)
            self.of_paragraph[m.paragraph].append(m)
            if m.role == "level" and m.key is not None:
                self.levels[m.key].append(m)

    def of_paragraphs(self, first: int, last: int) -> list[Mention]:
        """What the paragraphs from the first to the last tell."""
        return [m for at in range(first, last + 1) for m in self.of_paragraph.get(at, ())]

    def levels_of_meaning(self, key: Key) -> list[Mention]:
        """The levels of that meaning; of 收支总体, where both sides are told apart, those of the receipts."""
        found = self.levels.get(key, [])
        if not found and key[0] == "revenue_expenditure_total":
            return self.levels.get(("revenue_total", *key[1:]), [])
        if not found and key[0] in ("revenue_total", "expenditure_total"):
            return self.levels.get((key[0].removesuffix("_total"), *key[1:]), [])  # 总支出, where no 支出总计 is told
        return found

    def level(
        self,
        key: Key | None,
        year: int | None,
        near: Mention,
        accept: Callable[[Mention], bool] | None = None,
    ) -> Mention | None:
        """The level of that meaning and year nearest to ``near``: its own paragraph first, earlier before later."""
        if key is None:
            return None
        found = [
            m
            for m in self.levels_of_meaning(key)
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

    def levels_before(self, m: Mention, paragraphs: int = 0) -> Iterator[Mention]:
        """The levels of its year told before it, the last one first, in its paragraph and in so many before that; without those
        that only serve another figure, prices and averages."""
        for i in range(m.order - 1, -1, -1):
            x = self.mentions[i]
            if m.paragraph - x.paragraph > paragraphs:
                return
            if x.role == "level" and x.aside is None and x.year == m.year and not (x.is_price or x.is_average):
                yield x

    def current(self, m: Mention) -> Mention | None:
        """The level in this year that a change or its rate speaks of; not the budget that it is measured against.

        Where the paragraph prints budget and outturn of one item, a change against last year is of the outturn.
        """
        base_stage = split_stage(m.base_budget)[1] if m.base_budget else None

        def accept(x: Mention) -> bool:
            return x.aside != "base" and (base_stage is None or x.fact.stage != base_stage)

        near = [
            x
            for x in (self.levels_of_meaning(m.key) if m.key is not None else ())
            if x.year == m.year
            and x.aside is None
            and (x.unit_family == m.unit_family if m.role == "change" else x.fact.unit != "%")
            and x.paragraph == m.paragraph
            and x.order < m.order
            and accept(x)
        ]
        spent = [x for x in near if x.fact.stage in OUTTURNS]
        if near:
            return (spent or near)[-1]
        plain = self.level(m.key, m.year, m, lambda x: accept(x) and x.aside != "budget")
        return plain or self.level(m.key, m.year, m, accept)

    def base(self, m: Mention) -> Mention | None:
        """The level that a change is measured against: last year's, or a budget's of the same year."""
        if m.base is not None and m.base.aside in ("base", "prior"):
            return m.base
        if m.base_budget is not None:
            stage = split_stage(m.base_budget)[1]
            return self.level(m.key, m.year, m, lambda x: x.fact.stage == stage)
        return self.level(m.key, m.base_year, m) or self._budget_before(m)

    def _budget_before(self, m: Mention) -> Mention | None:
        """「预算数378.60万元，决算数461.20万元，增加82.60万元」: the budget in the sentence, where the change leads from it to the outturn."""
        this = self.current(m) if m.role == "change" else None
        if this is None or this.key is None or this.sentence != m.sentence or this.fact.stage in BUDGET_STAGES:
            return None
        budgets = (
            x for x in self.levels[this.key]
            if x.sentence == m.sentence and x.order < this.order and x.year == this.year and x.fact.stage in BUDGET_STAGES
        )  # fmt: skip
        return next((x for x in budgets if adds_up(this, [x, m])), None)


def operand(role: str, mention: Mention | None, missing: str, **weights: int) -> Operand:
    if mention is None:
        return Operand(role, None, missing=missing, **weights)  # type: ignore[arg-type]
    return Operand(role, mention.fact.fact_id, **weights)  # type: ignore[arg-type]


def state_sum(
    ledger: Ledger, rule: str, head: Mention, parts: Sequence[Mention], *, assumption: str | None = None
) -> None:
    """States that the parts add up to the head; changes count with their signs. With an assumption a miss is ambiguous."""
    weight = head.direction if head.role == "change" and head.direction else 1
    operands = [Operand("stated", head.fact.fact_id, stated_weight=weight)]
    operands += [
        Operand("part", p.fact.fact_id, numerator_weight=(p.direction or 1) if p.role == "change" else 1) for p in parts
    ]
    if head.term is not None and head.term.account and not fits_account(head, parts):
        return  # an account of a government is told with its own receipts left out, or told before
    if rule in SUMS and not SUMS.isdisjoint(ledger.rules_over(operands)):
        return  # told by two words of totalling, or in another order: one sum
    if head.fact.unit == "分":
        for part in parts:
            part.fact = ledger.set_whole(part.fact)
    ledger.state(
        rule, head.fact.subject, head.fact.fiscal_year, operands,
        broken_verdict="inconsistent" if assumption is None else "ambiguous", assumption=assumption,
    )  # fmt: skip


def sum_rule(parts: Sequence[Mention]) -> str:
    """The rule of a sum by what its parts are: counts, staff, funds, or anything else."""
    first = parts[0]
    if first.fact.measure == "count":
        return "R33"
    if first.fact.measure in STAFF:
        return "R36"
    return "R06" if first.term is not None and first.term.breakdown == "fund_source" else "R07"


def is_budget(m: Mention, stage: str | None) -> bool:
    return m.fact.stage == stage if stage not in (None, "budget", "target") else m.fact.stage in BUDGET_STAGES


def planned(m: Mention) -> bool | None:
    """Is the figure budgeted, or spent? None where its words do not say."""
    return None if m.fact.stage is None else m.fact.stage in BUDGET_STAGES


def _comparable(m: Mention, near: Mention) -> bool:
    """A change of an amount is measured against amounts; nothing is measured against a percent."""
    return m.unit_family == near.unit_family if near.role == "change" else m.fact.unit != "%"
