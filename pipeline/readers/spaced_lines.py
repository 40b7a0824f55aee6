"""Tables in plain text whose cells are parted by single blanks, as a text layer gives the lines of a printed table.

A blank cell leaves nothing behind, so that a line tells its columns only where the heads above it do: a line of heads without
figures, then lines that end with as many figures as the columns have that hold figures. In a block of indicators, where words
and figures are mixed, the points that were to be had and those that were given are what a line is set by.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.readers.two_sides import amounts_in_columns, is_two_sided

_FIGURE = re.compile(r"[-－+]?[\d,]+(?:\.\d+)?[%％]?")
_BLANK = frozenset(("-", "--", "—", "——", "/", "\\", "－", "无"))
_POINTS = re.compile(r"\d{1,3}(?:\.\d{1,2})?分?")
# Columns set apart are another way of writing, and what stands in brackets is one cell: 「（2023 年度）」.
_GAP = re.compile(r"\s{2}|[\t\u3000]|^[（(][^（）()]*[)）]$")
# Sentences end so; no cell of a head or name does.
_SENTENCE = re.compile(r"[。；;]|[，、：:]$")
# 「项目资金 （万元）」, 「全年预算数 (A)」: what stands in brackets goes with the cell before it.
_BRACKETED = re.compile(r"[（(][^（）()]{1,8}[)）]")
_POINTS_HEAD, _GIVEN_HEAD = re.compile(r"(?:分值|权重|标准分|满分)(?:[（(].*[)）])?"), re.compile(r"(?:自评)?得分")
_FEWEST_HEADS, _MOST_HEADS = 3, 20
_FEWEST_ROWS = 2
_LONGEST_CELL = 24
# A sheet tells what it is of in a few lines of labels and words, in front of its heads.
_MOST_LABELS = 6
_LABELS = (2, 4, 6)


@dataclass(frozen=True, slots=True)
class _Heads:
    """A line of heads; ``points`` is the column of the points to be had where those given stand behind it."""

    cells: list[str]
    points: int | None


def spaced_rows(lines: Sequence[str], start: int) -> list[list[str]]:
    """The rows of the table that begins at line ``start``, a row for each line; none where there is no such table."""
    if " " not in lines[start].strip():
        return []
    first = _first_heads(lines, start)
    if first is None:
        return []
    rows = [line.split() for line in lines[start:first]]
    found = False
    at = first
    while at < len(lines) and (heads := _heads(lines[at])) is not None:
        block = _two_sided(lines, at + 1, heads) if is_two_sided(heads.cells) else list(_rows(lines, at + 1, heads))
        if len(block) < _FEWEST_ROWS:
            break
        rows += [heads.cells, *block]
        at += 1 + len(block)
        found = True
    return rows if found else []


def _first_heads(lines: Sequence[str], start: int) -> int | None:
    """The line of the first heads: ``start``, or one that only labels and their words stand in front of."""
    for at in range(start, min(start + _MOST_LABELS, len(lines))):
        fields = _fields(lines[at])
        if _heads(lines[at]) is not None and any(
            _is_value(x) for x in lines[at + 1].split()[1:] if at + 1 < len(lines)
        ):
            return at
        if len(fields) not in _LABELS or not _is_words(fields):
            return None
    return None


def _fields(line: str) -> list[str]:
    """What single blanks part; nothing of a line in which columns are set apart."""
    return [] if _GAP.search(line.strip()) else line.split()


def _heads(line: str) -> _Heads | None:
    cells: list[str] = []
    for field in _fields(line):
        if cells and _BRACKETED.fullmatch(field):
            cells[-1] += field
        else:
            cells.append(field)
    if not _FEWEST_HEADS <= len(cells) <= _MOST_HEADS or not _is_words(cells):
        return None
    points = next((i for i, pair in enumerate(pairwise(cells)) if _are_points(*pair)), None)
    return _Heads(cells, points)


def _are_points(to_be_had: str, given: str) -> bool:
    return _POINTS_HEAD.fullmatch(to_be_had) is not None and _GIVEN_HEAD.fullmatch(given) is not None


def _is_words(cells: Sequence[str]) -> bool:
    return all(len(x) <= _LONGEST_CELL and not _is_value(x) and not _SENTENCE.search(x) for x in cells)


def _is_value(cell: str) -> bool:
    return cell in _BLANK or _FIGURE.fullmatch(cell) is not None


def _rows(lines: Sequence[str], start: int, heads: _Heads) -> Iterator[list[str]]:
    """The lines from ``start`` on that are set under the heads, as rows of as many cells."""
    width = None
    for line in lines[start:]:
        fields = _fields(line)
        figures = _figures_at_end(fields)
        if heads.points is not None and (row := _set_by_points(fields, heads.points, len(heads.cells))) is not None:
            yield row
            continue
        if width is None:
            width = figures
        if not 2 <= width == figures <= len(heads.cells) or len(fields) == figures:
            return
        yield _set_by_end(fields, figures, len(heads.cells))


def _two_sided(lines: Sequence[str], start: int, heads: _Heads) -> list[list[str]]:
    """The lines of a table of 基本支出 and 项目支出, in which each has two or three amounts."""
    split = []
    for line in lines[start:]:
        fields = _fields(line)
        figures = _figures_at_end(fields)
        if figures not in (2, 3) or len(fields) == figures:
            break
        split.append((fields[: len(fields) - figures], fields[len(fields) - figures :]))
    amounts = amounts_in_columns(split)
    room = len(heads.cells) - 3
    return (
        [[*_in_room(words, room), *cells] for (words, _), cells in zip(split, amounts, strict=True)] if amounts else []
    )


def _figures_at_end(fields: Sequence[str]) -> int:
    count = 0
    while count < len(fields) and _is_value(fields[-count - 1]):
        count += 1
    return count


def _set_by_end(fields: list[str], figures: int, width: int) -> list[str]:
    """The figures under the last heads, the words in front of them under the first."""
    words, values = fields[: len(fields) - figures], fields[len(fields) - figures :]
    return [*_in_room(words, width - figures), *values]


def _in_room(words: list[str], room: int) -> list[str]:
    """The words of a line in the columns of words: those too many go with the last."""
    if len(words) > room > 0:
        words = [*words[: room - 1], " ".join(words[room - 1 :])]
    return [*words, *[""] * (room - len(words))]


def _set_by_points(fields: list[str], points: int, width: int) -> list[str] | None:
    """The cells of an indicator's line: the last two figures beside each other are its points and what it was given of them."""
    at = next(
        (i for i in range(len(fields) - 2, 0, -1) if _POINTS.fullmatch(fields[i]) and _POINTS.fullmatch(fields[i + 1])),
        None,
    )
    if at is None or len(fields) - at > width - points or _is_value(fields[0]):
        return None
    before, behind = fields[:at], fields[at:]
    if len(before) > points:
        before = [" ".join(before[: len(before) - points + 1]), *before[len(before) - points + 1 :]]
    return [*[""] * (points - len(before)), *before, *behind, *[""] * (width - points - len(behind))]
