"""The scores of a self-evaluation sheet (SPEC 2.2): the score of the execution, the weights, and the total score.

A sheet is a money block (its total row carries a weight and a score), an indicator block, and a row of totals; they stand
in one table or in several. Sums are stated only where the sheet prints their totals.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from pipeline.extract.facts import Fact, Operand
from pipeline.extract.ledger import Ledger

FULL_WEIGHT = Decimal(100)
#: No sheet gives an item more points; a weight beyond is a misprint.
MOST_POINTS = 10_000
#: The weight of the execution in a sheet that prints none (SPEC 2.2).
EXECUTION_WEIGHT = 10
_POINTS_ASSUMED = (
    "表中没有印执行率的分值，按10分计 / The sheet prints no weight of the execution; ten points are assumed"
)
_UNREAD_ASSUMED = "同一列另有没有读懂的数字 / A figure of the same column could not be read"
_ORIGINAL_ASSUMED = (
    "表中只有年初预算数，以其为分母 / The table gives the original budget alone, taken as the base of the score"
)


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """The total row of the money block: its record, for the total score that is printed further below."""

    record_id: str
    record_no: int
    name: str


@dataclass(slots=True)
class Sheet:
    """One self-evaluation sheet while it is read. ``weights`` and ``scores`` are those of the indicators.

    ``grouped``: how many of them (weights, scores) stand in front of the last subtotal. ``gaps`` names the columns (weight, score)
    in which a figure could not be read: their sums are not stated. ``points`` are those of the execution where a title or head
    prints them (预算执行情况（10分）) and no column of weights does. ``printed_first`` is the total score where a sheet prints it in its
    head (自评总分 | 99.00).
    """

    ledger: Ledger
    money: MoneyRow | None = None
    execution: dict[str, Fact] = field(default_factory=dict)
    weights: list[Fact] = field(default_factory=list)
    scores: list[Fact] = field(default_factory=list)
    gaps: set[str] = field(default_factory=set)
    grouped: tuple[int, int] = (0, 0)
    points: Decimal | None = None
    scores_execution: bool = False
    printed_first: Fact | None = None

    def score_execution(self, row: MoneyRow, facts: Mapping[str, Fact]) -> None:
        """Takes the total row of the money block (facts by field) and states R85 where it prints a score."""
        self.money = row
        self.execution = {key: facts[key] for key in ("weight", "self_score") if key in facts}
        self._state_execution(row.name, facts)

    def add_indicator(self, weight: Fact | None, score: Fact | None, *, of_execution: bool) -> None:
        """Takes an indicator row. ``of_execution``: the row scores the execution again (预算执行率)."""
        self.scores_execution = self.scores_execution or of_execution
        if weight is not None:
            self.weights.append(weight)
        if score is not None:
            self.scores.append(score)

    def add_subtotal(self, weight: Fact | None, score: Fact | None) -> None:
        """R87 and R21 for a group of indicators; a group whose indicators are not listed counts by its subtotal."""
        for rule, column, total, parts, since in (
            ("R87", "weight", weight, self.weights, self.grouped[0]),
            ("R21", "self_score", score, self.scores, self.grouped[1]),
        ):
            if column in self.gaps:
                continue
            if total is not None and len(parts) > since:
                self._sum(rule, total, parts[since:])
            elif total is not None:
                parts.append(total)
        self.grouped = len(self.weights), len(self.scores)

    @property
    def has_indicators(self) -> bool:
        return bool(self.weights or self.scores)

    def close(self) -> Fact | None:
        """States the total score that was printed in front of what it is the sum of, and gives it; None where none was."""
        score = self.printed_first
        if score is None or not self.has_indicators:
            return None
        self.state_totals(None, score)
        self.printed_first = None
        return score

    def state_totals(self, weight: Fact | None, score: Fact | None) -> None:
        """R87 and R21: the printed totals are the sums of the weights and of the scores."""
        with_execution = self._covers_execution(weight)
        if with_execution is None:
            return
        for rule, name, parts, total in (
            ("R87", "weight", self.weights, weight),
            ("R21", "self_score", self.scores, score),
        ):
            own = self.execution.get(name)
            whole = [own, *parts] if with_execution and own is not None else parts
            if total is not None and parts and len(whole) > 1 and name not in self.gaps:
                self._sum(rule, total, whole)
        if weight is not None and with_execution and self.weights and "weight" not in self.gaps:
            self.ledger.state(
                "R87", weight.subject, weight.fiscal_year, [Operand("stated", weight.fact_id, stated_weight=1)],
                numerator_constant=FULL_WEIGHT,
            )  # fmt: skip

    def _covers_execution(self, total: Fact | None) -> bool | None:
        """Is the execution's weight part of the totals row? The weights tell; None where they leave it open.

        Without a printed total of weights, a sheet whose weights do not reach 100 was not read to its end.
        """
        if not self.execution:
            return None if total is not None and self._is_unread(total) else False
        own = self.execution.get("weight")
        if own is None or not self.weights:
            return not self.scores_execution
        inner = sum((f.value_base or Decimal(0) for f in self.weights), Decimal(0))
        goal = FULL_WEIGHT if total is None else total.value_base
        if goal in (inner, inner + (own.value_base or 0)):
            return goal != inner
        return None if total is None else not self.scores_execution

    def _is_unread(self, total: Fact) -> bool:
        """Do the points that are wanting stand in the column, or are they those of a money block, in rows that could not be read?"""
        wanting = (total.value_base or Decimal(0)) - sum((f.value_base or Decimal(0) for f in self.weights), Decimal(0))
        if wanting == EXECUTION_WEIGHT and self.ledger.has_unread_row(total.locator.block):
            return True
        return str(wanting.normalize()) in self.ledger.unread_beside(total)

    def _state_execution(self, name: str, facts: Mapping[str, Fact]) -> None:
        """R85: score = weight · outturn ÷ budget, and never more than the weight."""
        score, weight = facts.get("self_score"), facts.get("weight")
        outturn = facts.get("outturn") or facts.get("final_outturn")
        budget = facts.get("revised_budget") or facts.get("original_budget")
        if score is None or outturn is None or budget is None or not (budget.value_base or score.value_base):
            return
        printed = self.points if weight is None else weight.value_base
        points = Decimal(EXECUTION_WEIGHT) if printed is None else printed
        if points != points.to_integral_value() or points > MOST_POINTS:
            return
        stated = Operand("stated", score.fact_id, stated_weight=1)
        given = [] if weight is None else [Operand("context", weight.fact_id)]
        if outturn.value_base is not None and budget.value_base and outturn.value_base > budget.value_base:
            spent = [Operand("context", outturn.fact_id), Operand("context", budget.fact_id)]
            self.ledger.state("R85", name, score.fiscal_year, [stated, *given, *spent], numerator_constant=points)
            return
        assumed = _POINTS_ASSUMED if printed is None else None if "revised_budget" in facts else _ORIGINAL_ASSUMED
        self.ledger.state(
            "R85", name, score.fiscal_year,
            [
                stated,
                Operand("part", outturn.fact_id, numerator_weight=1),
                Operand("base", budget.fact_id, denominator_weight=1),
                *given,
            ],
            scale=int(points), denominator_constant=Decimal(0),
            broken_verdict="ambiguous" if assumed else "inconsistent", assumption=assumed,
        )  # fmt: skip

    def _sum(self, rule: str, total: Fact, parts: list[Fact]) -> None:
        doubtful = bool(self.ledger.unread_beside(total))
        self.ledger.state(
            rule, total.subject, total.fiscal_year,
            [
                Operand("stated", total.fact_id, stated_weight=1),
                *(Operand("part", f.fact_id, numerator_weight=1) for f in parts),
            ],
            broken_verdict="ambiguous" if doubtful else "inconsistent",
            assumption=_UNREAD_ASSUMED if doubtful else None,
        )  # fmt: skip
