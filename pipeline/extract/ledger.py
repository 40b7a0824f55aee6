"""The account book of one extraction: every figure that is seen is entered here, as a fact or with its reason."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field, replace
from decimal import Decimal

from pipeline.document import Block, Cell, Locator
from pipeline.extract.facts import Fact, Figure, Identity, Operand, RecordField
from pipeline.extract.figures import Token
from pipeline.extract.view import View

IGNORED_REASONS = {
    "age": "age of those meant / 年龄",
    "factor": "factor of a percentage / 换算百分比的乘数",
    "year": "year / 年份",
    "date": "date / 日期",
    "document_number": "document number / 文号",
    "ordinal": "ordinal / 序号",
    "code": "classification code / 科目代码",
    "name": "part of a name / 名称的一部分",
    "telephone": "telephone / 电话号码",
    "blank": "unfilled placeholder / 未填写的占位",
    "page": "page number / 页码",
    "ratio": "ratio or formula / 比例或代号",
    "band": "bounds of a grade / 等级的分数段",
}


GLUED = "cells run together / 单元格数字粘连"
UNBELIEVABLE = Decimal(10) ** 18
"""A figure from here on (in 元, or the plain number) is a misprint, and more than the warehouse's DECIMAL can reckon with: the
digits stand, the value is unreadable."""


def short_hash(*parts: object) -> str:
    """16 hex digits that are the same for the same parts in every run."""
    return hashlib.blake2b("\x1f".join(map(str, parts)).encode(), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands: the block, and the cell if it stands in a table."""

    block: int
    row: int | None = None
    col: int | None = None
    page: int | None = None
    sheet: str | None = None

    @classmethod
    def of_cell(cls, block: Block, cell: Cell) -> Place:
        """The place of a cell of the table in ``block``."""
        return cls(block.index, cell.row, cell.col, block.page, block.sheet)

    def locator(self, start: int, end: int) -> Locator:
        return Locator(self.block, self.row, self.col, start, end, self.page, self.sheet)


@dataclass(slots=True)
class Ledger:
    """Collects facts, identities, table records and the fate of every figure of one document."""

    document_id: str
    facts: list[Fact] = field(default_factory=list)
    identities: list[Identity] = field(default_factory=list)
    records: list[RecordField] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    _stated: set[str] = field(default_factory=set)
    _rules_over: dict[frozenset[tuple[str | None, int]], set[str]] = field(default_factory=dict)
    _stated_over: set[frozenset[str | None]] = field(default_factory=set)
    #: What is stated of a figure and lacks another, by that figure.
    _incomplete: dict[str, set[str]] = field(default_factory=dict)

    def enter(
        self,
        token: Token,
        view: View,
        place: Place,
        *,
        subject: str,
        measure: str,
        quote_start: int | None = None,
        aspect: str = "level",
        fiscal_year: int | None = None,
        base_year: int | None = None,
        stage: str | None = None,
        breakdown: str | None = None,
        item: str | None = None,
        item_code: str | None = None,
        direction: int | None = None,
        section: str = "",
        record_id: str | None = None,
    ) -> Fact:
        """Enters a figure as a fact; ``quote_start`` (normalised offset) lets the quote begin at its label."""
        start, end = view.span(token.start, token.end)
        lower, upper = token.interval()
        base = token.base
        if base is not None and abs(base) >= UNBELIEVABLE:
            base = lower = upper = None
        fact = Fact(
            fact_id=short_hash(self.document_id, place.block, place.row, place.col, start, end),
            subject=subject,
            measure=measure,
            aspect=aspect,  # type: ignore[arg-type]
            fiscal_year=fiscal_year,
            base_year=base_year,
            stage=stage,
            value=token.value if token.value is not None else view.text[token.start : token.digits_end],
            unit=token.unit,
            value_base=base,
            decimals=token.decimals,
            lower=lower,
            upper=upper,
            exactness="unreadable" if base is None else "exact" if lower == upper else token.exactness,
            quote=view.quote(token.start if quote_start is None else quote_start, token.end),
            locator=place.locator(start, end),
            breakdown=breakdown,
            item=item,
            item_code=item_code,
            direction=direction,
            section=section,
            record_id=record_id,
        )
        self.facts.append(fact)
        self.figures.append(Figure(view.quote(token.start, token.end), "fact", None, fact.fact_id, fact.locator))
        return fact

    def amend(self, fact: Fact, **changes: object) -> Fact:
        """What a figure is of, or how it was rounded, may turn out by the figures that it stands among: replaces its fact."""
        at = next(i for i in range(len(self.facts) - 1, -1, -1) if self.facts[i] is fact)
        self.facts[at] = replace(fact, **changes)  # type: ignore[arg-type]
        return self.facts[at]

    def round_off(self, fact: Fact) -> Fact:
        """A quotient is rounded to its last place, whatever it counts: 「每名教师负担学生14.2人」, 「平均每批次548元」."""
        if fact.exactness != "exact" or not fact.value_base:
            return fact
        half = fact.value_base / Decimal(fact.value) / 2 * Decimal(10) ** -fact.decimals
        return self.amend(fact, lower=fact.value_base - half, upper=fact.value_base + half, exactness="printed")

    def set_whole(self, fact: Fact) -> Fact:
        """Whole points that are added up were set, not measured: they are exact as counts are."""
        if fact.exactness != "printed" or fact.decimals:
            return fact
        return self.amend(fact, lower=fact.value_base, upper=fact.value_base, exactness="exact")

    def leave_unnamed(self, fact_ids: Set[str]) -> None:
        """What these figures are of is left open: they are no print of any datum."""
        if fact_ids:
            self.facts[:] = [replace(f, breakdown="other") if f.fact_id in fact_ids else f for f in self.facts]

    def name_accounts(self, accounts: Mapping[str, str]) -> None:
        """The figures of a government's accounts are of the account, and their items of its: 「市本级政府性基金/上级补助收入」.

        accounts: the account of each figure, by its fact; "" where it is of none.
        """
        if any(accounts.values()):
            self.facts[:] = [
                replace(f, subject="/".join(dict.fromkeys((account, f.subject if f.item else account))))
                if (account := accounts.get(f.fact_id, ""))
                else f
                for f in self.facts
            ]

    def ignore(self, token: Token, view: View, place: Place, reason: str | None = None) -> None:
        """Enters a figure that is none of a quantity, with the reason. Figures run together are quantities, and unread."""
        if token.kind == "glued" and reason is None:
            self.leave_unread(token, view, place, GLUED)
            return
        start, end = view.span(token.start, token.end)
        why = reason or IGNORED_REASONS[token.kind]
        self.figures.append(Figure(view.quote(token.start, token.end), "ignored", why, None, place.locator(start, end)))

    def leave_unread(self, token: Token, view: View, place: Place, reason: str) -> None:
        """Enters a figure that could not be understood. It is counted and shown; it takes part in no check."""
        start, end = view.span(token.start, token.end)
        self.figures.append(
            Figure(view.quote(token.start, token.end), "unread", reason, None, place.locator(start, end))
        )

    def unread_beside(self, fact: Fact) -> list[str]:
        """The figures of the column in which the fact stands that could not be understood: a sum down the column lacks them."""
        column = (fact.locator.block, fact.locator.col)
        return [f.text for f in self.figures if f.fate == "unread" and (f.locator.block, f.locator.col) == column]

    def has_unread_row(self, block: int) -> bool:
        """Whether a row of the block has several figures that could not be understood, as a money block has."""
        rows = [f.locator.row for f in self.figures if f.fate == "unread" and f.locator.block == block]
        return len(set(rows)) < len(rows)

    def state_unspent(self, left: Fact, given: Fact, spent: Fact) -> None:
        """R94: what is left is what was given less what was spent."""
        self.state(
            "R94", left.subject, left.fiscal_year,
            [
                Operand("stated", left.fact_id, stated_weight=1),
                Operand("part", given.fact_id, numerator_weight=1),
                Operand("part", spent.fact_id, numerator_weight=-1),
            ],
        )  # fmt: skip

    def state(
        self,
        rule_id: str,
        subject: str,
        fiscal_year: int | None,
        operands: list[Operand],
        **shape: object,
    ) -> None:
        """Enters an identity that the document states. An identity with the same rule and operands is entered once."""
        key = [rule_id, *(f"{o.role}:{o.fact_id or o.missing}" for o in operands)]
        identity = Identity(
            identity_id=short_hash(self.document_id, *key),
            rule_id=rule_id,
            subject=subject,
            fiscal_year=fiscal_year,
            operands=tuple(operands),
            **shape,  # type: ignore[arg-type]
        )
        if identity.identity_id not in self._stated:
            self._stated.add(identity.identity_id)
            self.identities.append(identity)
            self._rules_over.setdefault(_balance(operands), set()).add(rule_id)
            self._stated_over.add(frozenset(o.fact_id for o in operands))
            if any(o.fact_id is None and o.missing for o in operands):
                for fact_id in (o.fact_id for o in operands if o.fact_id and o.stated_weight):
                    self._incomplete.setdefault(fact_id, set()).add(identity.identity_id)

    def withdraw_missing(self, fact_ids: Iterable[str]) -> None:
        """What was stated of these figures with another missing is withdrawn: the other was found."""
        if gone := {i for fact_id in fact_ids for i in self._incomplete.pop(fact_id, ())}:
            self.identities[:] = [i for i in self.identities if i.identity_id not in gone]

    def is_stated_over(self, fact_ids: Iterable[str]) -> bool:
        """Has anything been stated of just these figures?"""
        return frozenset(fact_ids) in self._stated_over

    def rules_over(self, operands: Iterable[Operand]) -> Set[str]:
        """The rules under which these operands have been stated to balance, whichever of them was the total: a = b + c is b = a − c."""
        return self._rules_over.get(_balance(operands), frozenset())


def _balance(operands: Iterable[Operand]) -> frozenset[tuple[str | None, int]]:
    """What is added and what is taken off so that nothing is left; its first figure is added."""
    weights = [(o.fact_id, o.stated_weight - o.numerator_weight) for o in operands]
    _, sign = min(weights, key=lambda pair: pair[0] or "", default=(None, 1))
    return frozenset((fact_id, weight if sign > 0 else -weight) for fact_id, weight in weights)
