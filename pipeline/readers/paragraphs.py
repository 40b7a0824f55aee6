"""Lines → paragraphs, where a text layer or an e-mail program has cut paragraphs into lines of one width.

Whether a text is cut so is told from its lines alone. A line end inside a paragraph is one after which the next word
would not have fitted; any other line end was meant.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

# Lines shorter than this (in columns: a Chinese character is two) say nothing about the width of the page.
_LONG = 36
# Lines this much shorter or longer than the page still count as full: digits and punctuation are not evenly wide.
_SHORTER, _LONGER = 6, 8
# First lines of paragraphs are set in by two characters, which text layers drop.
_INDENT = 4
_SENTENCE_END = tuple("。！？；：!?")

_NUMBERED = re.compile(
    r"\s*(第[一二三四五六七八九十百零\d]+[部章节条篇]"
    r"|[一二三四五六七八九十百]{1,4}[、．.]"
    r"|[（(]\s*([一二三四五六七八九十]{1,3}|\d{1,2})\s*[)）]"
    r"|\d{1,2}(\.\d{1,2}){0,3}\s*[、．.](?!\d)"
    r"|\d{1,2}[)）]"
    r"|[①-⑳●■◆★▲·•])"
)
_FIRST_WORD = re.compile(r"[（(《“‘「『\[【]*(?:[A-Za-z0-9.,%％\-－+]+|.)[，。、；：！？）)》”’」』\]】%％]*")
# No line begins with these of its own.
_CANNOT_BEGIN = re.compile(r"\s*[，。、；：！？）)》”’」』\]】%％]")
# No paragraph ends with these.
_GOES_ON = re.compile(r"(?:[，、]|(?<=[\u4e00-\u9fff]),)\s*$")
_FIGURE = re.compile(r"[-\d,，.．%％\s]+")
_ENDS_IN_FIGURE, _BEGINS_IN_FIGURE = re.compile(r"\d[,，.．]?$"), re.compile(r"(?!(?:19|20)\d\d年)[,，.．]?\d")
# A text cut at a fixed number of characters: so many lines of it, and so great a part of all.
_FEWEST_CUT, _MOST_CUT = 3, 0.6


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line. ``columns`` is where it ends, counted from the left margin of the page in half characters.

    ``indented`` says whether it is set in like the first line of a paragraph; None where the source does not show it.
    """

    text: str
    columns: float
    indented: bool | None = None


def display_columns(text: str) -> int:
    """Width of a text in half characters: Chinese characters and full-width forms count two."""
    if text.isascii():
        return len(text)
    # Codes of the widths (W, F, A, H, N, Na) side by side; counting them so keeps the loop out of Python.
    widths = "".join(map(unicodedata.east_asian_width, text))
    return len(text) + widths.count("W") + widths.count("F") + widths.count("A")


def cut_by_count(texts: Iterable[str]) -> bool:
    """Whether lines are cut at a number of characters, however wide those are: most have the same number, and none has more."""
    lengths = [len(text.rstrip()) for text in texts]
    most = max(lengths, default=0)
    alike = lengths.count(most)
    return 2 * most >= _LONG and alike >= _FEWEST_CUT and alike >= _MOST_CUT * sum(n > 0 for n in lengths)


def starts_numbered(text: str) -> bool:
    """Whether a line begins with a number or bullet of a list or section: 一、 （一） 1. 1、 ①."""
    return _NUMBERED.match(text) is not None


def wrap_width(lines: Sequence[Line]) -> float | None:
    """The width at which the text is cut into lines; None where each line is a paragraph of its own."""
    long = sorted(line.columns for line in lines if line.columns >= _LONG)
    if len(long) < 3:
        return None
    width = long[len(long) * 4 // 5]
    full = [line for line in lines if width - _SHORTER <= line.columns <= width + _LONGER]
    overlong = sum(columns > width + _LONGER for columns in long)
    unfinished = sum(not line.text.rstrip().endswith(_SENTENCE_END) for line in full)
    is_cut = len(full) >= 0.4 * len(long) and overlong <= 0.05 * len(long) and unfinished >= max(2, 0.3 * len(full))
    return width if is_cut else None


def paragraph_ranges(lines: Sequence[Line], width: float | None) -> Iterator[tuple[int, int]]:
    """(first, last + 1) of the lines of each paragraph. ``width`` is that of the page, None for lines that stand alone.

    Blank lines part paragraphs and belong to none.
    """
    first: int | None = None
    for i, line in enumerate(lines):
        if not line.text.strip():
            if first is not None:
                yield first, i
            first = None
        elif first is None:
            first = i
        elif not _runs_on(lines[i - 1], line, is_first=first == i - 1, width=width):
            yield first, i
            first = i
    if first is not None:
        yield first, len(lines)


def _runs_on(line: Line, following: Line, is_first: bool, width: float | None) -> bool:
    """Whether ``following`` belongs to the same paragraph as ``line``."""
    if _GOES_ON.search(line.text) and not (following.indented or starts_numbered(following.text)):
        return True
    if width is None:
        return False
    if _CANNOT_BEGIN.match(following.text) or _cuts_figure(line.text.strip(), following.text.strip()):
        return True
    if following.indented or starts_numbered(following.text):
        return False
    word = _FIRST_WORD.match(following.text.strip())
    reach = line.columns + (display_columns(word.group()) if word else 0)
    if is_first and line.indented is None:
        reach += _INDENT
    # A sentence that ends before the margin most likely ends its paragraph; other ends are given some play.
    play = 2 if line.text.rstrip().endswith(_SENTENCE_END) else _SHORTER
    return reach > width - play


def _cuts_figure(text: str, following: str) -> bool:
    """Whether a figure begins at the end of one line and goes on in the next. Lines that are a figure alone are cells."""
    if _FIGURE.fullmatch(text) or _FIGURE.fullmatch(following) or starts_numbered(following):
        return False
    return _ENDS_IN_FIGURE.search(text) is not None and _BEGINS_IN_FIGURE.match(following) is not None
