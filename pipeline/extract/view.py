"""A normalised view of a source text that can always say where in the source a character came from.

Patterns are written once, against half-width text without layout white space; quotes and places are cut from the
source. Only widths and white space are normalised: no character is guessed, no digit is changed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

# Characters that have a half-width twin outside the block U+FF01–FF5E.
_TWINS = {
    "。": "。",
    "﹒": ".",
    "·": "·",
    "﹪": "%",
    "٪": "%",
    "−": "-",
    "–": "-",
    "﹣": "-",
    "‐": "-",
    "‑": "-",
    "﹐": ",",
    "﹔": ";",
    "﹕": ":",
    "【": "[",
    "】": "]",
    "萬": "万",
    "億": "亿",
}
_HALF = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_TABLE = str.maketrans({**_HALF, **{ord(k): v for k, v in _TWINS.items()}})
_SPACE = frozenset(" \t\r\n\f\v\u00a0\u3000\u2002\u2003\u2009\u200b\ufeff")


@dataclass(frozen=True)
class View:
    """``text`` is the normalised text; ``origin[i]`` the source offset of its i-th character."""

    source: str
    text: str
    origin: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Source offsets (half open) of the normalised characters from ``start`` to ``end``."""
        if start >= end:
            at = self.origin[start] if start < len(self.origin) else len(self.source)
            return at, at
        return self.origin[start], self.origin[end - 1] + 1

    def quote(self, start: int, end: int) -> str:
        """The exact source text behind ``text[start:end]``."""
        first, last = self.span(start, end)
        return self.source[first:last]


# A line end that was meant: a numbered item begins behind it.
_ITEM = re.compile(r"[\t ]*(?:[(（]?[一二三四五六七八九十\d]{1,3}[)）、．.](?!\d)|[①-⑳●■◆▲·•])")


def unbroken(source: str) -> View:
    """The text as its author wrote it, signs and widths as printed: without spaces, and without the line ends that the layout
    put into it (a cell of a PDF is cut into lines, and its figures are set off by spaces). Those before a numbered item stay."""
    if _SPACE.isdisjoint(source):
        return View(source, source, tuple(range(len(source))))
    chars: list[str] = []
    origin: list[int] = []
    for i, ch in enumerate(source):
        if ch in _SPACE and not (ch == "\n" and chars and _ITEM.match(source, i + 1)):
            continue
        chars.append(ch)
        origin.append(i)
    return View(source, "".join(chars), tuple(origin))


# The text of a cell is asked for by each of the rules that read it, one behind the other.
@lru_cache(maxsize=1024)
def normalise(source: str) -> View:
    """Half-width letters, digits and signs; white space dropped, except that a single space stays between two digits
    on one line (``12 34`` are two figures) unless it groups thousands (``1 129 236``).

    A line end between two digits is a figure broken by the layout and is closed.
    """
    widths = source.translate(_TABLE)
    if _SPACE.isdisjoint(widths):
        return View(source, widths, tuple(range(len(source))))
    chars: list[str] = []
    origin: list[int] = []
    gap_at: int | None = None
    gap_has_line_end = False
    for i, ch in enumerate(widths):
        if ch in _SPACE:
            gap_at = i if gap_at is None else gap_at
            gap_has_line_end = gap_has_line_end or ch == "\n"
            continue
        if gap_at is not None:
            parted = chars and chars[-1].isdigit() and ch.isdigit()
            if parted and not gap_has_line_end and not _groups_thousands(widths, gap_at, i):
                chars.append(" ")
                origin.append(gap_at)
            gap_at, gap_has_line_end = None, False
        chars.append(ch)
        origin.append(i)
    return View(source, "".join(chars), tuple(origin))


def _groups_thousands(text: str, gap_at: int, after: int) -> bool:
    """Is the gap a thousands separator: one to three digits before it, exactly three behind each gap?"""
    if after - gap_at != 1:
        return False
    before = gap_at
    while before > 0 and text[before - 1].isdigit():
        before -= 1
    lead = gap_at - before
    tail = after
    while tail < len(text) and text[tail].isdigit():
        tail += 1
    is_group = tail - after == 3 and text[tail : tail + 1] != ","  # 「38 697,723.84」: a line number, then the figure
    grouped_before = lead == 3 and before > 0 and text[before - 1] in _SPACE
    return is_group and (1 <= lead <= 3 or grouped_before) and text[before - 1 : before] != "."
