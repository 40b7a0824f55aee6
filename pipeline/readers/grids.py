"""Places on a sheet → tables: one a sheet, parted where at least two whole rows are empty."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from pipeline.document import Cell, Table

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
# So many wholly empty rows part two tables on one sheet.
_GAP = 2


@dataclass(frozen=True, slots=True)
class Span:
    """A merged range: first and last row and column, counted from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


def position(reference: str) -> tuple[int, int] | None:
    """(row, column) from 0 of a reference such as ``B3``; None if it is none."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return None
    column = 0
    for letter in match.group(1):
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match.group(2)) - 1, column - 1


def reference(row: int, column: int) -> str:
    """The reference of a place counted from 0: (2, 1) is ``B3``."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"


def span(range_reference: str) -> Span | None:
    """The merged range ``A1:C2``; None for anything else."""
    first, _, last = range_reference.partition(":")
    start, end = position(first), position(last or first)
    if start is None or end is None or end[0] < start[0] or end[1] < start[1]:
        return None
    return Span(start[0], start[1], end[0], end[1])


def tables(
    texts: dict[tuple[int, int], str], spans: Iterable[Span], uncalculated: Iterable[tuple[int, int]] = ()
) -> list[Table]:
    """The tables of a sheet. Rows and columns keep the numbers that they have on the sheet.

    ``texts`` holds the cells that the sheet stores, empty ones included; those outside the printed part are left out.
    ``uncalculated`` names cells whose text is missing, not empty: they belong to the printed part.
    """
    printed = {place for place, text in texts.items() if text.strip()} | set(uncalculated)
    if not printed:
        return []
    merges = {(s.top, s.left): s for s in spans if (s.top, s.left) in texts}
    rows = sorted(
        {row for row, _ in printed} | {r for place in printed if place in merges for r in _rows_of(merges[place])}
    )
    bands: list[tuple[int, int]] = []
    first = rows[0]
    for above, below in pairwise(rows):
        if below - above > _GAP:
            bands.append((first, above))
            first = below
    bands.append((first, rows[-1]))
    return [_band(texts, printed, merges, top, bottom) for top, bottom in bands]


def _rows_of(merged: Span) -> range:
    return range(merged.top, merged.bottom + 1)


def _band(
    texts: dict[tuple[int, int], str],
    printed: set[tuple[int, int]],
    merges: dict[tuple[int, int], Span],
    top: int,
    bottom: int,
) -> Table:
    right = max(
        max(column, merges[(row, column)].right if (row, column) in merges else 0)
        for row, column in printed
        if top <= row <= bottom
    )
    inside = [place for place in texts if top <= place[0] <= bottom and place[1] <= right]
    covered = {
        (r, c)
        for place in inside
        if place in merges
        for r in range(merges[place].top, min(merges[place].bottom, bottom) + 1)
        for c in range(merges[place].left, min(merges[place].right, right) + 1)
        if (r, c) != place
    }
    cells: list[Cell] = []
    for row, column in sorted(inside):
        if (row, column) in covered:
            continue
        merged = merges.get((row, column), Span(row, column, row, column))
        height, width = min(merged.bottom, bottom) - row + 1, min(merged.right, right) - column + 1
        cells.append(Cell(texts[(row, column)], row, column, height, width))
    return Table(tuple(cells), bottom + 1, right + 1)
