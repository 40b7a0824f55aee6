"""R70: the ordinals of lists and headings, in the order in which they stand.

An ordinal belongs to a style: 一、 （一） 1. （1） 1） 第一 一要 一是. Lists nest, so each style keeps a stack of open lists: an ordinal
「一」 opens a list, any other one goes on with the innermost list that it follows. A heading of a higher style closes the
lists below it. What fits nowhere and is a repeat or a gap of the innermost list is a defect; anything else says nothing
(an excerpt may begin anywhere).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pipeline.extract.facts import Wording
from pipeline.extract.ledger import short_hash
from pipeline.extract.wording.passages import Passage

_DIGITS = "一二三四五六七八九"
_HAN = r"[一二三四五六七八九十]{1,3}"
_ARABIC = r"\d{1,2}"
_OPENS = r"(?:^|(?<=[。；;！？\n]))[ \t　]*"
_STYLES: dict[str, re.Pattern[str]] = {
    "一、": re.compile(rf"^[ \t　]*({_HAN})、"),
    "（一）": re.compile(rf"^[ \t　]*[（(]({_HAN})[）)]"),
    "1.": re.compile(rf"{_OPENS}({_ARABIC})[、．.](?!\d)"),
    "（1）": re.compile(rf"^[ \t　]*[（(]({_ARABIC})[）)]"),
    "1）": re.compile(rf"^[ \t　]*({_ARABIC})[）)]"),
    "第一": re.compile(rf"{_OPENS}第({_HAN})[，,、]"),
    "一要": re.compile(rf"(?:^|(?<=[。；;：:，,\n]))[ \t　]*({_HAN})要(?!求|素|件|点|么|闻|领)"),
    "一是": re.compile(rf"(?:^|(?<=[。；;：:，,\n]))[ \t　]*({_HAN})是(?!否)"),
}
_HEADINGS = ("一、", "（一）", "1.", "（1）", "1）")
_TWINS = {"（1）": "（一）", "（一）": "（1）"}  # one list printed in two styles: （一）（2）（3）（四）
_FARTHEST_GAP = 2
# A line of a form whose columns were run together: 「三、国防支出」 of the right side stands between lines of the left one.
_FORM_LINE = re.compile(
    r"[ \t　]*[一二三四五六七八九十]{1,3}、[^。，；\n]{2,24}(?:支出|收入|拨款|补助|结余|结转|资金)[ \t　]*(?:[-\d.,]+)?[ \t　]*"
)
_QUOTED = 14


@dataclass(frozen=True, slots=True)
class _Ordinal:
    passage: Passage
    style: str
    number: int
    start: int
    end: int

    @property
    def mark(self) -> str:
        """The ordinal as it is printed, without what numbers it."""
        return self.passage.text[self.start : self.end].strip()

    def quote(self) -> str:
        """The ordinal with the words behind it, to the end of their clause."""
        rest = self.passage.text[self.end : self.end + _QUOTED]
        return self.mark + re.split(r"[，。；;：:,\n\t]", rest, maxsplit=1)[0]

    def at_start(self) -> bool:
        return not self.passage.text[: self.start].strip()


@dataclass(slots=True)
class _List:
    items: list[_Ordinal]
    defects: list[tuple[_Ordinal, int]] = field(default_factory=list)
    last: int = 1


def ordinals(passages: Iterable[Passage]) -> Iterator[Wording]:
    """One question a list of two items or more: do its ordinals follow each other?"""
    lists: list[_List] = []
    in_prose: dict[str, list[_List]] = {style: [] for style in _STYLES}
    for passage in passages:
        # A cell has lists of its own; those of the text around it go on behind the table.
        open_lists = {style: [] for style in _STYLES} if passage.is_cell else in_prose
        if _FORM_LINE.fullmatch(passage.text):
            open_lists["一、"].clear()
            continue
        for ordinal in _ordinals_of(passage):
            _enter(ordinal, open_lists, lists)
    for found in lists:
        if len(found.items) > 1:
            yield from _wordings(found)


def _ordinals_of(passage: Passage) -> list[_Ordinal]:
    found = [
        _Ordinal(passage, style, _number(m.group(1)), m.start(), m.end())
        for style, pattern in _STYLES.items()
        for m in pattern.finditer(passage.text)
    ]
    return sorted((o for o in found if o.number), key=lambda o: o.start)


def _enter(ordinal: _Ordinal, open_lists: dict[str, list[_List]], lists: list[_List]) -> None:
    stack = open_lists[ordinal.style]
    if ordinal.number == 1:
        opened = _List([ordinal])
        stack.append(opened)
        lists.append(opened)
    elif not _goes_on(ordinal, stack):
        if not stack and _goes_on_in_twin(ordinal, open_lists):
            return
        _note_defect(ordinal, stack)
    if ordinal.style in _HEADINGS:
        for style in _HEADINGS[_HEADINGS.index(ordinal.style) + 1 :]:
            open_lists[style].clear()


def _goes_on(ordinal: _Ordinal, stack: list[_List]) -> bool:
    for depth in range(len(stack) - 1, -1, -1):
        if stack[depth].last + 1 == ordinal.number:
            del stack[depth + 1 :]
            stack[depth].items.append(ordinal)
            stack[depth].last = ordinal.number
            return True
    return False


def _goes_on_in_twin(ordinal: _Ordinal, open_lists: dict[str, list[_List]]) -> bool:
    """A heading in another style than the one before it, with the number that comes next."""
    stack = open_lists[_TWINS[ordinal.style]] if ordinal.style in _TWINS and not ordinal.passage.is_cell else []
    if not _goes_on(ordinal, stack):
        return False
    stack[-1].defects.append((ordinal, ordinal.number))
    return True


def _note_defect(ordinal: _Ordinal, stack: list[_List]) -> None:
    if not stack:
        return
    last = stack[-1].last
    near = 0 <= ordinal.number - last <= 1 + _FARTHEST_GAP
    together = stack[-1].items[-1].passage.index == ordinal.passage.index or ordinal.at_start()
    if near and together and len(stack[-1].items) > (ordinal.number != last):
        stack[-1].defects.append((ordinal, last + 1))
        stack[-1].items.append(ordinal)
        stack[-1].last = ordinal.number
    else:
        stack.clear()


def _wordings(found: _List) -> Iterator[Wording]:
    """First and last item of a list in order; of one that is not, every defect with the item before it."""
    first = found.items[0]
    expected = {id(ordinal): number for ordinal, number in found.defects}
    shown = {0, len(found.items) - 1}
    for i, ordinal in enumerate(found.items):
        if id(ordinal) in expected:
            shown |= {i - 1, i}
    for i in sorted(shown):
        ordinal = found.items[i]
        number = expected.get(id(ordinal), ordinal.number)
        yield Wording(
            wording_id=short_hash("R70", first.passage.block, first.passage.row, first.passage.col, first.start),
            rule_id="R70",
            subject=first.quote(),
            role="stated" if id(ordinal) in expected else "part",
            quote=ordinal.quote(),
            found=ordinal.mark,
            expected=_printed_as(first, ordinal, number) if id(ordinal) in expected else ordinal.mark,
            locator=ordinal.passage.locator(ordinal.start, ordinal.end),
        )


def _printed_as(first: _Ordinal, ordinal: _Ordinal, number: int) -> str:
    """The ordinal in the style of its list's first item."""
    figure = str(number) if re.search(r"\d", first.mark) else _han(number)
    return re.sub(rf"{_HAN}|{_ARABIC}", figure, first.mark, count=1)


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    if "十" not in text:
        return _DIGITS.index(text) + 1 if len(text) == 1 else 0
    tens, _, ones = text.partition("十")
    if len(tens) > 1 or len(ones) > 1:
        return 0
    return 10 * (_DIGITS.index(tens) + 1 if tens else 1) + (_DIGITS.index(ones) + 1 if ones else 0)


def _han(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else _DIGITS[tens - 1] + "十") + (_DIGITS[ones - 1] if ones else "")
