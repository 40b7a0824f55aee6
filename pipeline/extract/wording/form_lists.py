"""D16: what a set of final accounts says of its own forms: which it lists, how it numbers them, which it calls empty."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.extract.facts import Role, Wording
from pipeline.extract.forms.titles import form_of
from pipeline.extract.wording.passages import Passage

_ENTRY = re.compile(
    r"^\s*(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]、?|\d+[.．、]|附?表\s*\d+(?:-\d+)?[:：]?|公开\d{2}表)?\s*"
    r"([^，。；\s][^，。；]{3,40}表)[\s.…·\d]*$"
)
_NUMBER = re.compile(r"公开(\d{2})表")
_SENTENCE = re.compile(r"[^。；]+")
_EMPTY = re.compile(
    r"(?:本|此|该)表(?:无数据|没有数据|无发生额|无内容|为空)|空表"
    r"|(?:没有|无|未发生|未安排|未使用).{0,40}?(?:收入|支出|收支|经费|拨款)(?!\w{0,4}的[，,])",
    re.DOTALL,
)
_TOPICS = {
    "fund_receipts_and_payments": "政府性基金",
    "capital_receipts_and_payments": "国有资本经营",
    "three_public": "三公",
}
_SHORTEST_LIST = 5
_LONGEST_TITLE = 60


def forms_of_a_set(passages: Sequence[Passage], subject: str) -> Iterator[Wording]:
    """Three kinds of rows: ``stated``, a form that the contents list (``found`` is its name; the note says that its title
    stands a second time); ``part``, a number 公开NN表; ``context``, a sentence that calls a form empty (``found`` is the
    form that it names, "" where it says 本表).
    """
    listed = _listed(passages)
    again = {
        form_of(p.text).name for p in passages if p not in listed and len(p.text) <= _LONGEST_TITLE and "表" in p.text
    }
    for passage, (title, name) in listed.items():
        start = passage.text.find(title)
        note = "该表的标题另有一处 / Its title stands a second time" if name in again else None
        yield _row("stated", passage, start, start + len(title), name, subject, note)
    seen = set[str]()
    for passage in passages:
        for m in _NUMBER.finditer(passage.text):
            if m.group(1) not in seen:
                seen.add(m.group(1))
                yield _row("part", passage, m.start(), m.end(), m.group(1), subject)
        for m in _SENTENCE.finditer(passage.text):
            if not _EMPTY.search(m.group()):
                continue
            named = [form for form, topic in _TOPICS.items() if topic in m.group()] or [""]
            for form in named:
                yield _row("context", passage, m.start(), m.end(), form, subject)


def _listed(passages: Sequence[Passage]) -> dict[Passage, tuple[str, str]]:
    """The entries of the contents that name forms: lines that follow each other without a table between them."""
    runs: list[dict[Passage, tuple[str, str]]] = [{}]
    for passage in passages:
        m = None if passage.is_cell else _ENTRY.match(passage.text)
        name = form_of(m.group(1)).name if m else "list"
        if m is None or name == "list":
            runs.append({})
        else:
            runs[-1][passage] = (m.group(1), name)
    return max((run for run in runs if len(run) >= _SHORTEST_LIST), key=len, default={})


def _row(
    role: Role, passage: Passage, start: int, end: int, found: str, subject: str, note: str | None = None
) -> Wording:
    place = (passage.block, passage.row, passage.col, start)
    return passage.told(
        "D16", role, *place, found, span=(start, end), subject=subject, found=found, role=role, note=note
    )
