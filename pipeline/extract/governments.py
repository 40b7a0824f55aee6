"""Whose account a report of a government tells: the level (全市, 市本级, a zone) and the budget (一般公共预算, 政府性基金 …).

Such a report tells the same items (收入总计, 上级补助收入, 教育支出) of several accounts in turn, each a datum of its own. A department's
report has one account, its own, and names none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from pipeline.extract.mention import Mention, one_figure
from pipeline.extract.view import normalise

_OF_MONEY = r"(?=(?:地方)?(?:财政|一般|公共|政府性|国有|社会保险|社保|收|支|总|预算|决算))"
_ALL_OF = r"全[国省市州县区旗盟镇乡](?=[\u4e00-\u9fff]|$)"
_OWN = r"[省市州县区旗盟镇乡](?:本)?级"
_ZONE = r"(?:(?<=[,;。:、])|^)(?:[\u4e00-\u9fff]{2,8}?)(?:开发区|高新区|经开区|新区|园区|度假区|保税区|示范区|试验区)(?:本级)?"
_LEVEL = re.compile(rf"{_ALL_OF}|{_OWN}{_OF_MONEY}|{_ZONE}{_OF_MONEY}")
_LEVEL_IN_HEADING = re.compile(rf"{_ALL_OF}|{_OWN}")
_BUDGETS = r"(?:一般公共预算|公共财政预算|政府性基金|国有资本经营|社会保险基金|社保基金)"
_BUDGET = re.compile(rf"(?P<budget>{_BUDGETS})(?:预算)?(?:总|本级|当年|地方)?(?:收入|支出|收支)")
_BUDGET_IN_HEADING = re.compile(_BUDGETS)
#: Money that moves between budgets names the other one (「从政府性基金预算调入」).
_MOVES = re.compile("调入|调出|转入|转出|补助|统筹|划转|纳入")
#: 「全市一般公共预算收入150.1亿元」: a flow of a government, with its figure.
_FLOW = re.compile(rf"(?:{_ALL_OF}|{_OWN})(?:地方)?(?:财政|{_BUDGETS}(?:预算)?)(?:总)?(?:收入|支出)[^\d,;。]{{0,16}}\d")
_TOP = re.compile(r"(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\))")
_YEAR = re.compile(r"((?:19|20)\d\d)年")
_HEADING_LENGTH = 40
_FIGURE = re.compile(r"\d[万亿元%]")
#: A department's report may mention a flow of its government once, or one of the things that only governments have.
_FEWEST = 2
_ONLY_GOVERNMENTS = re.compile(
    "债务(?:转贷)?收入|转贷收入|上解(?:上级|省级?|州级?|市级?)?支出|预算稳定调节基金|补助下级|调出资金|税收收入|土地增值税|社会保险基金预算"
)
_OF_A_DEPARTMENT = re.compile("部门|单位|自评|绩效")
#: The account of a government that names neither level nor budget.
_UNNAMED = "财政"


@dataclass(frozen=True, slots=True)
class Account:
    """A level of government and one of its budgets; each "" where it is not told."""

    level: str = ""
    budget: str = ""

    @property
    def name(self) -> str:
        return self.level + self.budget or _UNNAMED

    def after(self, words: str) -> Account:
        """The account of the figure that these words lead to."""
        levels = _LEVEL.findall(words)
        told = [m for m in _BUDGET.finditer(words) if not _MOVES.search(_clause(words, m))]
        return Account(levels[-1] if levels else self.level, told[-1]["budget"] if told else self.budget)

    def under(self, heading: str) -> Account:
        """The account of what follows this heading, itself without a figure. A heading of several accounts is of none."""
        levels = set(_LEVEL_IN_HEADING.findall(heading))
        budgets = set(_BUDGET_IN_HEADING.findall(heading))
        top = _TOP.match(heading) is not None
        return Account(
            levels.pop() if len(levels) == 1 else "" if levels or top else self.level,
            budgets.pop() if len(budgets) == 1 else "" if budgets or top else self.budget,
        )


def _clause(words: str, found: re.Match[str]) -> str:
    """The words around a match, up to the next marks."""
    return re.split("[,;。:、]", words[: found.start()])[-1] + re.split("[,;。:、]", words[found.start() :])[0]


def levels_told(title: str, texts: Iterable[str]) -> tuple[str, ...] | None:
    """The levels of government whose accounts the document tells; None where it is not a government's report."""
    if _OF_A_DEPARTMENT.search(title):
        return None
    plain = [normalise(text).text for text in texts]
    flows = sum(len(_FLOW.findall(text)) for text in plain)
    things = {thing for text in plain for thing in _ONLY_GOVERNMENTS.findall(text)}
    if flows + len(things) < _FEWEST or not any(_BUDGET_IN_HEADING.search(text) for text in plain):
        return None
    return tuple(sorted({level for text in plain for level in _LEVEL.findall(text)}, key=len, reverse=True))


def of_other_accounts(mentions: Iterable[Mention]) -> set[str]:
    """The figures (by fact) that say of one thing something quite else: each is of an account that the words do not tell."""
    by_datum: dict[tuple[object, ...], list[Mention]] = defaultdict(list)
    for m in mentions:
        if m.term is not None and m.term.account:
            by_datum[m.key, m.role, m.year, m.base_year, m.fact.stage, m.unit_family].append(m)
    return {
        m.fact.fact_id
        for found in by_datum.values()
        if not all(one_figure(a, b) for a, b in combinations(found, 2))
        for m in found
    }


def is_heading(line: str) -> bool:
    """Is this a line that names what follows, and tells no figure?"""
    text = normalise(line).text
    return 0 < len(text) <= _HEADING_LENGTH and not text.endswith("。") and not _FIGURE.search(text)


def year_under(line: str, year: int | None, own: int | None) -> int | None:
    """The year of what follows this line: the one that a heading names, the document's own behind one of none at the top."""
    if not is_heading(line):
        return year
    heading = normalise(line).text
    named = set(_YEAR.findall(heading))
    if len(named) == 1:
        return int(named.pop())
    return own if _TOP.match(heading) else year
