"""R72: brackets, quotation marks and title marks that are opened and never closed, closed and never opened, or empty."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.extract.facts import Wording
from pipeline.extract.ledger import short_hash
from pipeline.extract.wording.passages import Passage

_OPENING = {"（": "）", "(": "）", "“": "”", "《": "》", "〔": "〕", "【": "】", "「": "」"}
_CLOSING = {"）": "（", ")": "（", "”": "“", "》": "《", "〕": "〔", "】": "【", "」": "「"}
_MARKS = re.compile("[" + re.escape("".join({*_OPENING, *_CLOSING})) + "]")
_LIST_MARK = re.compile(r"(?:^|[\s，。；;：:、,])(?:[\dA-Za-z①-⑩]{1,3}|[一二三四五六七八九十]{1,3})$")
_EMPTY_QUOTES = re.compile("“”([^“”]{1,20})“”")
_REACH = 10


def unbalanced(passages: Sequence[Passage], subject: str, *, is_layout_broken: bool) -> Iterator[Wording]:
    """One question a document, with every defect as a piece of it.

    ``is_layout_broken``: the format cuts paragraphs and cells at line and page ends (PDF), so that a mark may be closed in
    another one; only what stands within one passage counts then.
    """
    for passage, following in pairwise([*passages, None]):
        assert passage is not None
        for start, end, found, expected in _defects(passage, following, is_layout_broken):
            left, right = max(0, start - _REACH), min(len(passage.text), end + _REACH)
            yield Wording(
                wording_id=short_hash("R72", subject),
                rule_id="R72",
                subject=subject,
                role="stated",
                quote=_one_line(passage.text, left, right, start, end),
                found=found,
                expected=expected,
                locator=passage.locator(start, end),
            )


def _defects(
    passage: Passage, following: Passage | None, is_layout_broken: bool
) -> Iterator[tuple[int, int, str, str]]:
    text = passage.text
    spans = []
    for m in _EMPTY_QUOTES.finditer(text):
        spans.append(m.span())
        inside = "".join(m.group(1).split())
        yield m.start(), m.end(), f"“”{inside}“”", f"“{inside}”"
    opened: list[tuple[str, int]] = []
    for m in _MARKS.finditer(text):
        mark, at = m.group(), m.start()
        if any(first <= at < last for first, last in spans):
            continue
        if mark in _OPENING:
            opened.append((mark, at))
        elif opened and _OPENING[opened[-1][0]] == _OPENING[_CLOSING[mark]]:
            opened.pop()
        elif any(_OPENING[known] == _OPENING[_CLOSING[mark]] for known, _ in opened):
            # What was opened inside and not closed is the defect; this mark closes the outer one.
            while _OPENING[opened[-1][0]] != _OPENING[_CLOSING[mark]]:
                known, where = opened.pop()
                yield where, where + 1, known, f"{known}…{_OPENING[known]}"
            opened.pop()
        elif not _numbers_a_list(text, at, mark) and not is_layout_broken:
            yield at, at + 1, mark, f"{_CLOSING[mark]}…{mark}"
    for known, at in opened:
        if not is_layout_broken and not _closed_in(following, passage, _OPENING[known]):
            yield at, at + 1, known, f"{known}…{_OPENING[known]}"


def _numbers_a_list(text: str, at: int, mark: str) -> bool:
    """「1）」 and 「一）」 number a list: nothing was to be opened."""
    return mark in "）)" and _LIST_MARK.search(text[:at]) is not None


def _closed_in(following: Passage | None, passage: Passage, closing: str) -> bool:
    """A text that goes on in the next paragraph, or in the next line of a list, may close the mark there."""
    if following is None or following.is_cell != passage.is_cell:
        return False
    m = _MARKS.search(following.text)
    return m is not None and m.group() in _CLOSING and _OPENING[_CLOSING[m.group()]] == closing


def _one_line(text: str, left: int, right: int, start: int, end: int) -> str:
    """The piece of text around a mark, within its line: it must be found again as it stands."""
    before = text[left:start].rsplit("\n", 1)[-1].rsplit("\t", 1)[-1]
    after = text[end:right].split("\n", 1)[0].split("\t", 1)[0]
    return (before + text[start:end] + after).strip()
