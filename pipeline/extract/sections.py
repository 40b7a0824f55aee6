"""Sections of a report: the numbered headings a paragraph stands under, and what they say of revenue or expenditure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.extract.terms import account_of, named_fund
from pipeline.extract.view import normalise

_LEVELS = (
    re.compile(r"^(?:第)?([一二三四五六七八九十]{1,3})(?:、|部分|[.](?!\d))"),
    re.compile(r"^\(([一二三四五六七八九十]{1,3})\)"),
    re.compile(r"^(\d{1,2})[.、](?!\d)"),
    re.compile(r"^\((\d{1,2})\)"),
)
_CARRIES = re.compile(r"[,;:。]")
_MONEY = re.compile("收入|支出|收支|预算|决算")
_FINAL, _PLANNED = re.compile("(?<!预)决算"), re.compile("预算(?:安排|编制|情况|数|绩效)")
_REVENUE = re.compile("收入")
_EXPENDITURE = re.compile("支出")


@dataclass(slots=True)
class Sections:
    """The path of headings at the point that was reached, e.g. 二（一）."""

    numbers: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)

    def enter(self, text: str) -> bool:
        """Moves to the section that this paragraph opens; True when the paragraph is a heading and no more."""
        plain = normalise(text).text
        for level, pattern in enumerate(_LEVELS):
            m = pattern.match(plain)
            if m is None:
                continue
            title = plain[m.end() :]
            head = _CARRIES.split(title, maxsplit=1)[0]
            if len(head) > 40:
                return False
            number = m.group(1) if level in (0, 2) else f"（{m.group(1)}）"
            del self.numbers[level:], self.titles[level:]
            while len(self.numbers) < level:
                self.numbers.append("")
                self.titles.append("")
            self.numbers.append(number)
            self.titles.append(head)
            return not any(ch.isdigit() for ch in title) and len(title) <= 40
        return False

    @property
    def path(self) -> str:
        return "".join(self.numbers)

    @property
    def fund(self) -> str | None:
        """The fund that the innermost heading with money in it is about, where it keeps an account of its own."""
        return account_of(self._of_money)

    @property
    def named_fund(self) -> str | None:
        """The fund that the innermost heading with money in it names."""
        return named_fund(self._of_money)

    @property
    def _of_money(self) -> str:
        return next((t for t in reversed(self.titles) if _MONEY.search(t)), "")

    @property
    def stage(self) -> str | None:
        """final_outturn in a section of final accounts (支出决算情况说明); another heading leaves it open."""
        told = next((t for t in reversed(self.titles) if _FINAL.search(t) or _PLANNED.search(t)), "")
        return "final_outturn" if _FINAL.search(told) else None

    @property
    def side(self) -> str | None:
        """revenue or expenditure where the innermost heading that speaks of money settles it."""
        for title in reversed(self.titles):
            revenue, expenditure = bool(_REVENUE.search(title)), bool(_EXPENDITURE.search(title))
            if revenue != expenditure:
                return "revenue" if revenue else "expenditure"
            if revenue:
                return None
        return None
