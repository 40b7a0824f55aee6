"""Tables pasted into plain text with one cell a line: a cell's line starts with a TAB, a blank line ends the row.

A line without TAB goes on with the cell above. A row that is shorter than its table's first row goes on after a blank
line. Rows of another length make another table. Lines of only a TAB are empty cells and keep the columns in place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.readers.paragraphs import display_columns, starts_numbered

_SECTION = re.compile(
    r"\s*(第[一二三四五六七八九十]+[部章节]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）])"
)
# So many blank lines in a row end a table.
_APART = 3
# Cells of a first row are titles: short, and no sentences.
_TITLE_COLUMNS = 60
# A single row of more cells is a list of lines that are set in.
_MOST_TITLES = 20


# So many lines are looked through for the next cell of a row.
_LOOK_AHEAD = 200


@dataclass(frozen=True, slots=True)
class CellRun:
    """Consecutive cell lines. ``tables`` holds rows of cell texts; it is empty where the TABs only set in prose.

    The tables reach from line ``start`` to the line before ``end``; what precedes ``start`` is prose.
    """

    tables: list[list[list[str]]]
    start: int
    end: int


def is_cell_line(line: str) -> bool:
    """Whether the line holds one cell: a TAB, then text without another."""
    return line[:1] == "\t" and (line.find("\t", 1) < 0 or "\t" not in line[1:].rstrip())


def read_cell_run(lines: Sequence[str], start: int) -> CellRun:
    """The tables among the consecutive cell lines that begin at line ``start``."""
    groups, starts, end = _groups(lines, start)
    for k in range(len(groups)):
        if _begins_table(groups, k):
            return CellRun(_tables(groups[k:]), starts[k], end)
    return CellRun([], end, end)


def _groups(lines: Sequence[str], start: int) -> tuple[list[list[str]], list[int], int]:
    """Cells between blank lines, the line that each group begins at, and the line after the last of them."""
    groups: list[list[str]] = []
    starts: list[int] = []
    i = end = start
    while i < len(lines):
        blanks = i - end if groups else 0
        width = len(groups[-1]) if groups else 0
        if blanks >= _APART:
            break
        if is_cell_line(lines[i]):
            starts.append(i)
            group, i = _group(lines, i, width, [])
            groups.append(group)
            end = i
        elif not lines[i].strip():
            i += 1
        elif groups and blanks == 1 and _goes_on(lines, i, len(groups[-1]), _row_width(groups)):
            groups[-1][-1] += "\n"
            groups[-1], i = _group(lines, i, width, groups[-1])
            end = i
        else:
            break
    return groups, starts, end


def _group(lines: Sequence[str], i: int, width: int, cells: list[str]) -> tuple[list[str], int]:
    """Adds the cells from line ``i`` to the next blank line; stops before a section heading below a complete row."""
    while i < len(lines):
        line = lines[i]
        if is_cell_line(line):
            cells.append(line[1:])
        elif not line.strip() or (
            width and len(cells) >= width and _SECTION.match(line) and not _cells_until_blank(lines, i)
        ):
            break
        else:
            cells[-1] = f"{cells[-1]}\n{line}" if cells[-1].strip() else line
        i += 1
    return cells, i


def _cells_until_blank(lines: Sequence[str], i: int) -> int:
    count = 0
    for line in lines[i : i + _LOOK_AHEAD]:
        if is_cell_line(line):
            count += 1
        elif not line.strip():
            break
    return count


def _row_width(groups: Sequence[Sequence[str]]) -> int:
    """Cells that the rows before the last one have."""
    return len(groups[-2]) if len(groups) > 1 else 0


def _goes_on(lines: Sequence[str], i: int, cells: int, width: int) -> bool:
    """Whether a line after a blank one belongs to the unfinished row above: its cells complete the row exactly."""
    return cells < width and not _SECTION.match(lines[i]) and cells + _cells_until_blank(lines, i) == width


def _tables(groups: Sequence[list[str]]) -> list[list[list[str]]]:
    """Rows of each table, with rows that a blank line had parted put together again."""
    tables: list[list[list[str]]] = []
    width = i = 0
    while i < len(groups):
        size = len(groups[i])
        last = _completing(groups, i, width)
        is_ragged = size < width and (i + 1 == len(groups) or len(groups[i + 1]) == width)
        if last is not None:
            tables[-1].append([cell for group in groups[i : last + 1] for cell in group])
            i = last
        elif tables and (size == width or is_ragged):
            tables[-1].append(groups[i])
        else:
            tables.append([groups[i]])
            width = size
        i += 1
    return tables


def _completing(groups: Sequence[list[str]], i: int, width: int) -> int | None:
    """The last of the groups that, from ``i`` on, make up one row of ``width`` cells; None if they do not."""
    total, last = len(groups[i]), i
    while total < width and last + 1 < len(groups):
        last += 1
        total += len(groups[last])
    if last == i or total != width:
        return None
    # Groups of one size in sequence are rows of a table of their own.
    is_own_table = last + 1 < len(groups) and len(groups[last + 1]) == len(groups[last])
    return None if is_own_table else last


def _begins_table(groups: Sequence[Sequence[str]], k: int) -> bool:
    """Whether the group can be the first row of a table: at least two titles, and not a list of numbered lines."""
    titles = groups[k]
    if len(titles) < 2 or not all(_is_title(cell) for cell in titles) or all(starts_numbered(cell) for cell in titles):
        return False
    return k + 1 < len(groups) or len(titles) <= _MOST_TITLES


def _is_title(cell: str) -> bool:
    return display_columns(cell) <= _TITLE_COLUMNS and not cell.rstrip().endswith(("。", "；", "！", "？"))
