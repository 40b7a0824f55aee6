"""What a text has told so far, as later words refer back to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from types import EllipsisType

from pipeline.extract.mention import Key, Mention, key_of
from pipeline.extract.terms import Term

#: Words shorter than this name too much to be referred back to; names are looked up by so many characters of their ends.
_SHORTEST_NAME = 3


class Recall(list[Mention]):
    """The mentions of a document in their order, asked for by what they are of or how they were called."""

    def __init__(self) -> None:
        super().__init__()
        self._levels: list[Mention] = []
        self._by_key: dict[Key | None, list[Mention]] = defaultdict(list)
        self._by_ending: dict[str, list[Mention]] = defaultdict(list)

    def append(self, mention: Mention) -> None:
        super().append(mention)
        if mention.role == "level":
            self._levels.append(mention)
            self._by_key[mention.key].append(mention)
            if mention.term is not None:
                self._by_ending[mention.fact.subject[-_SHORTEST_NAME:]].append(mention)

    def levels(self, key: Key | None = None) -> Iterator[Mention]:
        """The levels told so far, the last one first, without those that only serve another figure; of one meaning, or all."""
        return _last_first(self._levels if key is None else self._by_key.get(key, []))

    def last_level(self, key: Key | None, *, year: int | EllipsisType | None = ...) -> Mention | None:
        """The level of that meaning told last (of that year, where one is given)."""
        return next((m for m in self.levels(key) if year is ... or m.year == year), None) if key is not None else None

    def last_level_of(
        self, term: Term | None, account: str, *, year: int | EllipsisType | None = ...
    ) -> Mention | None:
        """The level told last of what a known term means, in that account; None for words that mean nothing known."""
        return self.last_level(key_of(term, account), year=year) if term is not None and term.known else None

    def told_as(self, label: str) -> Mention | None:
        """The last level whose name ends with these words (「年末资产总额…；资产总额较上年末增加…」), a whole before parts."""
        if len(label) < _SHORTEST_NAME:
            return None
        alike = self._by_ending.get(label[-_SHORTEST_NAME:], ())
        named = [m for m in _last_first(alike) if m.fact.subject.endswith(label)]
        wholes = (m for m in named if m.fact.subject == label or m.head is None or m.head.role != "level")
        return next(wholes, next(iter(named), None))


def _last_first(levels: Sequence[Mention]) -> Iterator[Mention]:
    return (m for m in reversed(levels) if m.aside is None)
