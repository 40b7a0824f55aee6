"""What a text has told so far, as later words refer back to it."""

from __future__ import annotations

from collections.abc import Iterator
from types import EllipsisType

from pipeline.extract.mention import Key, Mention, key_of
from pipeline.extract.terms import Term


class Recall(list[Mention]):
    """The mentions of a document in their order, asked for by what they are of or how they were called."""

    def levels(self, key: Key | None = None) -> Iterator[Mention]:
        """The levels told so far, the last one first, without those that only serve another figure; of one meaning, or all."""
        told = (m for m in reversed(self) if m.role == "level" and m.aside is None)
        return told if key is None else (m for m in told if m.key == key)

    def last_level(self, key: Key | None, *, year: int | EllipsisType | None = ...) -> Mention | None:
        """The level of that meaning told last (of that year, where one is given)."""
        return next((m for m in self.levels(key) if year is ... or m.year == year), None) if key is not None else None

    def last_level_of(
        self, term: Term | None, account: str, *, year: int | EllipsisType | None = ...
    ) -> Mention | None:
        """The level told last of what a known term means, in that account; None for words that mean nothing known."""
        return self.last_level(key_of(term, account), year=year) if term is not None and term.known else None

    def told_as(self, label: str) -> Mention | None:
        """The last level whose name ends with these words (「年末资产总额…；资产总额较上年末增加…」)."""
        named = [m for m in self.levels() if m.term is not None and len(label) > 2 and m.fact.subject.endswith(label)]
        wholes = [m for m in named if m.fact.subject == label or m.head is None or m.head.role != "level"]
        return next(iter(wholes or named), None)
