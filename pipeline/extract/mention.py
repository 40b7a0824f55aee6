"""Figures in running text as they relate to each other, between reading and binding."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from pipeline.extract.facts import Fact
from pipeline.extract.terms import Term

Role = Literal["level", "change", "change_rate", "share", "rate", "gap"]


@dataclass(slots=True, eq=False)
class Mention:
    """One figure in a sentence: its fact, its meaning, and the mentions it refers to.

    of: for a share or rate, the level that it is computed from; for a change rate, the change it was printed with.
    head: the whole whose list of parts this figure stands in.
    per: what a price is per (每人每月); totals: a word of totalling leads to the figure (products.py).
    """

    fact: Fact
    role: Role
    term: Term | None
    order: int
    paragraph: int
    year: int | None
    base_year: int | None = None
    base_budget: str | None = None
    direction: int | None = None
    of: Mention | None = None
    head: Mention | None = None
    whole: str | None = None
    rate_base: str | None = None
    per: str = ""
    totals: bool = False
    parts: list[Mention] = field(default_factory=list)

    @property
    def is_price(self) -> bool:
        return bool(self.per)

    @property
    def key(self) -> tuple[str, str, str] | None:
        """What the figure is of, apart from year and stage."""
        return None if self.term is None else (self.term.measure, self.term.breakdown, self.term.item)
