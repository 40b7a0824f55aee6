"""What offices carry over from one clause to the next without saying it again."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.extract.governments import Account
from pipeline.extract.mention import Mention
from pipeline.extract.terms import Term


@dataclass(frozen=True, slots=True)
class Bracket:
    """An open bracket: the figure whose parts it holds, if any, and the year and subject outside it."""

    whole: Mention | None
    year: int | None
    subject: Term | None
    subject_label: str


@dataclass(slots=True)
class Scope:
    """What is carried from clause to clause."""

    year: int | None
    sentence_years: tuple[int, ...] = ()
    reach: str = ""
    base_year: int | None = None
    in_base_year: bool = False
    subject: Term | None = None
    subject_label: str = ""
    title: tuple[Term, str] | None = None
    last_level: Mention | None = None
    base_level: Mention | None = None
    last_change: Mention | None = None
    last: Mention | None = None
    rate_base: str | None = None
    change_list: Mention | None = None
    brackets: list[Bracket] = field(default_factory=list)
    one_part: bool = False
    fund: str | None = None
    line_label: str = ""
    account: Account | None = None
    part_label: str = ""
    lists: list[Mention] = field(default_factory=list)

    def year_after(self, own: int | None) -> int | None:
        """The year of what follows the sentence, in a report of its ``own``: where it told of several the one that it began with, or
        the later of two that follow one another (「2022年120万元，2023年135万元。其中…」)."""
        years = self.sentence_years
        if len(set(years)) < 2:
            return self.year
        return years[-1] if years[-1] == years[0] + 1 and years[0] != own else years[0]

    @property
    def account_name(self) -> str:
        """Whose account is being told, in a report of a government; "" in any other."""
        return self.account.name if self.account is not None else ""
