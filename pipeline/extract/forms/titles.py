"""Which published form does a title name, and what does it say of all the figures under it? (maps/forms.toml)"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.extract.view import normalise

# So many paragraphs above a table may make up its title.
_TITLE_LINES = 2
# What stands between the title of a form and its table: 公开06表, 编制部门：…, 单位：万元, （2023年度）.
_FURNITURE = re.compile(
    r"\(?(?:财决|公开|部门公开|预算|附)?(?:附?表)?[\d\-一二三四五六七八九十]{1,5}表?(?:\(续\))?\)?:?|\(?(?:19|20)\d\d年度?\)?"
    r"|.*(?:部门|单位|编制|填报|填表|日期|金额)[^:]{0,8}:.*"
)


@dataclass(frozen=True, slots=True)
class Form:
    """What the title of a form says of all its figures."""

    name: str
    lines_rule: tuple[str, ...] = ()
    row_rule: str = "R93"
    code_rule: str = "D04"
    fund: str | None = None
    nature: str | None = None
    side: str | None = None
    measure: str | None = None


@dataclass(frozen=True, slots=True)
class Within:
    """Items that are complete by law or form: where all of them stand in a column with their whole, they add up to it."""

    measure: str
    whole: str
    parts: frozenset[str]
    rule: str


@cache
def _forms() -> tuple[tuple[re.Pattern[str], Form], ...]:
    data = tomllib.loads((Path(__file__).parent.parent / "maps" / "forms.toml").read_text(encoding="utf-8"))
    made = []
    for row in data["form"]:
        given: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in row.items() if k != "pattern"}
        made.append((re.compile(row["pattern"]), Form(**given)))
    return tuple(made)


@cache
def completes() -> tuple[Within, ...]:
    data = tomllib.loads((Path(__file__).parent.parent / "maps" / "forms.toml").read_text(encoding="utf-8"))
    return tuple(Within(w["measure"], w["whole"], frozenset(w["parts"]), w["rule"]) for w in data["within"])


def caption_of(above: Sequence[str]) -> str:
    """The title of a table and what is printed under it, from the paragraphs since the table before: its last lines, those that
    say the form's number, office, unit or year not counted. Nothing above a line that names a form belongs to it."""
    found: list[str] = []
    titles = 0
    for text in reversed(above):
        plain = normalise(text).text
        found.append(text)
        titles += not _FURNITURE.fullmatch(plain)
        if titles == _TITLE_LINES or form_of(plain).name != "list":
            break
    return "".join(reversed(found))


def form_of(title: str) -> Form:
    """The form that a title names; a nameless list of items is a form of its own."""
    plain = normalise(title).text
    return next((form for pattern, form in _forms() if pattern.search(plain)), Form("list"))


def form_by_lines(lines: set[str]) -> Form:
    """The form of two sides that normalised lines show where the title was lost or cut: both totals of the year, and the balance
    of the whole or of the appropriation. A nameless list where they show none."""
    if not {"本年收入合计", "本年支出合计"} <= lines:
        return Form("list")
    balances = {"年初结转和结余": "receipts_and_payments", "年初财政拨款结转和结余": "appropriation_total"}
    name = next((name for line, name in balances.items() if line in lines), None)
    return next((form for _, form in _forms() if form.name == name), Form("list"))


def title_in(text: str, form: Form) -> str:
    """The words of a text that name a form; "" where none do."""
    plain = normalise(text).text
    found = next((match for pattern, known in _forms() if known == form and (match := pattern.search(plain))), None)
    return "" if found is None else found.group()
