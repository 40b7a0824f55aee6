"""R78: by which names a document calls its department, and where it first does. A table of names, never a finding."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.extract.facts import Wording
from pipeline.extract.wording.passages import Passage

_BEFORE_A_NAME = r"(?:(?<![\u4e00-\u9fff])|(?<=[由在对和及与经向为给以是按我本该])|(?<=根据|依据|按照))"
"""A short name is one of its own where no other name ends right before it: 乐山市公安局 is no 公安局 of the county."""
_CALLED = re.compile(r"[（(]?以下(?:统一|统|均)?简称[:：]?[“\"「]?([\u4e00-\u9fff]{2,10}?)[”\"」]?(?=[）)，,。；]|$)")

_KINDS = {"全称": "full name", "简称": "part of the name", "以下简称": "name that the document gives"}


def names_of_department(
    passages: Sequence[Passage], department: str | None, aliases: Sequence[str]
) -> Iterator[Wording]:
    """One row a name: the full one where it first stands, and each other one where it does.

    aliases: the full name and those that shorten it, longest first (identify).
    """
    if department is None:
        return
    seen = set[str]()
    pattern = _pattern(department, aliases)
    for passage in passages:
        for m in pattern.finditer(passage.text):
            yield from _first(
                seen, passage, m.start(), m.end(), department, "全称" if m.group() == department else "简称"
            )
            called = _CALLED.match(passage.text, m.end()) if m.group() == department else None
            if called is not None:
                yield from _first(seen, passage, *called.span(1), department, "以下简称")


def _pattern(department: str, aliases: Sequence[str]) -> re.Pattern[str]:
    short = "|".join(re.escape(name) for name in aliases if name != department)
    full = re.escape(department)
    return re.compile(rf"{full}|{_BEFORE_A_NAME}(?:{short})(?!长)" if short else full)


def _first(seen: set[str], passage: Passage, start: int, end: int, department: str, kind: str) -> Iterator[Wording]:
    name = passage.text[start:end]
    if name in seen:
        return
    seen.add(name)
    note = f"{kind} / {_KINDS[kind]}"
    yield passage.told("R78", name, span=(start, end), subject=department, found=department, note=note)
