"""Ruling lines and characters of a page → tables. Knows no PDF library.

Lines that touch make one table. Its lines cut the table into squares; squares with no line between them are one cell,
so merged cells come out as printed, and tables without outer side lines are read as well.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipeline.document import Cell, Table
from pipeline.readers.pdf_page import Character, Rule

# Lines closer than this (points) are one line: double rules, borders drawn by both neighbours.
_SAME = 3.0
# Share of a side that must be drawn for the side to part two cells.
_DRAWN = 0.6
# Above this a page is a drawing, not a table.
_MAX_RULES = 3000
# Edges of tables on following pages match within this (points).
_ALIGNED = 5.0
# A line that leaves less room in its cell (in heights of its characters) may have been broken: a character and two margins.
_BROKEN_ROOM = 2.0
# Characters of one text touch, or stand no further apart than this (in heights); a text reaches over the side of its cell from
# here on (points).
_TOUCHING, _APART, _OVER = 0.08, 0.5, 0.3
# What may not be the second half of a cell: a code, a line with a number of its own.
_BEGINS = re.compile(
    r"[1-5]\d{2}(?:\d{2}){0,2}$|[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,2}[)）]|\d{1,2}[、.．]"
)
# A figure that is whole where its pieces are put together, and the pieces of one.
_WHOLE_FIGURE = re.compile(r"-?(?:\d{1,3}(?:,\d{3})*|\d+)\.\d{1,2}%?|-?\d{1,3}(?:,\d{3})+")
_FIGURES = re.compile(r"[-\d,.]+%?")


@dataclass(slots=True)
class RuledTable:
    """A table on one page: positions of its column and row borders, and its cells in units of these."""

    xs: list[float]
    ys: list[float]
    cells: list[Cell]
    # Index of the cell that a square, (row, column), belongs to.
    _owner: dict[tuple[int, int], int] = field(default_factory=dict)
    # The cells, (row, column), of the last row whose last line goes from side to side.
    full: set[tuple[int, int]] = field(default_factory=set)

    def fill(self, printed: Iterable[Character]) -> list[Character]:
        """Gives the characters inside the table to its cells and returns the others."""
        outside: list[Character] = []
        inside: dict[int, list[tuple[int, Character]]] = defaultdict(list)
        owners, xs, ys = self._owner, self.xs, self.ys
        top, bottom = ys[0], ys[-1]
        previous: tuple[int, Character] | None = None
        for order, character in enumerate(printed):
            _, x0, y0, x1, y1, _, _ = character
            x, y = (x0 + x1) / 2, (y0 + y1) / 2
            is_near = top <= y < bottom
            owner = owners.get((bisect_right(ys, y) - 1, bisect_right(xs, x) - 1)) if is_near else None
            if previous is not None and owner != previous[0] and self._runs_over(*previous, character):
                owner = previous[0]
            if owner is None:
                outside.append(character)
                previous = None
            else:
                inside[owner].append((order, character))
                previous = owner, character
        for owner, own in inside.items():
            cell = self.cells[owner]
            self.cells[owner] = Cell(_joined(own), cell.row, cell.col, cell.rowspan, cell.colspan)
            if cell.row + cell.rowspan == len(ys) - 1 and _is_full(own, xs[cell.col + cell.colspan] - xs[cell.col]):
                self.full.add((cell.row, cell.col))
        return outside

    def _runs_over(self, owner: int, before: Character, character: Character) -> bool:
        """Whether a character goes on, without a gap, a text that is too long for its cell and runs over the cell's side."""
        if character.line != before.line or character.after_space or abs(character.top - before.top) > 1:
            return False
        cell = self.cells[owner]
        side = self.xs[cell.col + cell.colspan]
        gap, height = abs(character.left - before.right), character.bottom - character.top
        if before.left >= side:
            return gap < _TOUCHING * height
        begins_inside = character.left < side - _OVER
        return gap < (_APART if begins_inside else _TOUCHING) * height and (
            begins_inside or before.right > side - _OVER
        )

    def as_table(self) -> Table:
        return Table(tuple(self.cells), len(self.ys) - 1, len(self.xs) - 1)

    def is_table(self) -> bool:
        """Whether it parts text into at least two columns; a frame around text does not."""
        columns = {cell.col for cell in self.cells if cell.text.strip()}
        return len(self.xs) > 2 and len(columns) > 1


def _is_full(own: Sequence[tuple[int, Character]], width: float) -> bool:
    """Whether the last line of a cell leaves no room for another character."""
    last = own[-1][1]
    height = last.bottom - last.top
    line = [character for _, character in own if abs(character.bottom - last.bottom) < height / 2]
    printed = max(character.right for character in line) - min(character.left for character in line)
    return width - printed < _BROKEN_ROOM * height


def _joined(own: Sequence[tuple[int, Character]]) -> str:
    """Text of a cell: a new line where the page starts one, below the one before, or where other cells stand between.

    The text layer may give a figure that is cut by the side of its cell as two pieces of one line (850.6 5).
    """
    pieces: list[str] = []
    previous: tuple[int, Character] | None = None
    for order, character in own:
        if previous is not None:
            before = previous[1]
            is_below = character.right <= before.left and (character.top + character.bottom) / 2 > before.bottom
            if is_below or before.line != character.line or order != previous[0] + 1:
                pieces.append("\n")
            elif character.after_space:
                pieces.append(" ")
        pieces.append(character.text)
        previous = order, character
    return "".join(pieces)


def find_tables(rules: Sequence[Rule]) -> list[RuledTable]:
    """The tables that ruling lines form, from top to bottom, without text yet."""
    merged = _merged(rules)
    if not 3 <= len(merged) <= _MAX_RULES:
        return []
    tables = [table for group in _connected(merged) if (table := _grid(group)) is not None]
    return sorted(tables, key=lambda table: (table.ys[0], table.xs[0]))


def _merged(rules: Sequence[Rule]) -> list[Rule]:
    """Lines on one another or end to end made into one."""
    found: list[Rule] = []
    for is_vertical in (True, False):
        own = sorted((rule for rule in rules if rule.is_vertical == is_vertical), key=lambda rule: rule.at)
        centres = _clustered([rule.at for rule in own])
        lanes: dict[float, list[Rule]] = defaultdict(list)
        for rule in own:
            lanes[centres[_nearest(centres, rule.at)]].append(rule)
        for centre, lane in lanes.items():
            found.extend(_end_to_end(is_vertical, centre, lane))
    return [rule for rule in found if rule.end - rule.start > _SAME]


def _end_to_end(is_vertical: bool, at: float, lane: Sequence[Rule]) -> list[Rule]:
    extents: list[tuple[float, float]] = []
    for start, end in sorted((rule.start, rule.end) for rule in lane):
        if extents and start <= extents[-1][1] + _SAME:
            extents[-1] = extents[-1][0], max(extents[-1][1], end)
        else:
            extents.append((start, end))
    return [Rule(is_vertical, at, start, end) for start, end in extents]


def _clustered(values: Iterable[float]) -> list[float]:
    """Values closer than ``_SAME`` to their neighbour, each group as its mean, in order."""
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][-1] <= _SAME and value - groups[-1][0] <= 2 * _SAME:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [sum(group) / len(group) for group in groups]


def _nearest(places: Sequence[float], at: float) -> int:
    """The index of the one of the ``places``, which are in order, that is nearest; of two equally near the first."""
    k = bisect_left(places, at)
    if k == len(places) or (k and at - places[k - 1] <= places[k] - at):
        k -= 1
    return k


def _connected(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Groups of lines that touch."""
    parent = list(range(len(rules)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    upright = [i for i, rule in enumerate(rules) if rule.is_vertical]
    level = [i for i, rule in enumerate(rules) if not rule.is_vertical]
    for i in upright:
        for j in level:
            if _touch(rules[i], rules[j]):
                parent[root(i)] = root(j)
    groups: dict[int, list[Rule]] = defaultdict(list)
    for i, rule in enumerate(rules):
        groups[root(i)].append(rule)
    return list(groups.values())


def _touch(upright: Rule, level: Rule) -> bool:
    return (
        level.start - _SAME <= upright.at <= level.end + _SAME
        and upright.start - _SAME <= level.at <= upright.end + _SAME
    )


def _grid(group: Sequence[Rule]) -> RuledTable | None:
    """The table of one group of touching lines; None where they do not enclose anything."""
    upright = [rule for rule in group if rule.is_vertical]
    level = [rule for rule in group if not rule.is_vertical]
    if not upright or len(level) < 2:
        return None
    # Level lines that reach beyond the outer upright ones are borders of open sides.
    xs = _clustered([rule.at for rule in upright] + [min(r.start for r in level), max(r.end for r in level)])
    ys = _clustered([rule.at for rule in level])
    if len(xs) < 2 or len(ys) < 2:
        return None
    right_open = _sides(upright, xs, ys)
    below_open = _sides(level, ys, xs)
    regions = _regions(len(ys) - 1, len(xs) - 1, right_open, {(r, c) for c, r in below_open})
    table = RuledTable(xs, ys, [])
    for top, left, bottom, right in regions:
        for r in range(top, bottom + 1):
            for c in range(left, right + 1):
                table._owner[(r, c)] = len(table.cells)
        table.cells.append(Cell("", top, left, bottom - top + 1, right - left + 1))
    return table


def _sides(rules: Sequence[Rule], across: Sequence[float], along: Sequence[float]) -> set[tuple[int, int]]:
    """(i, j): no line is drawn at border ``across[j + 1]`` between ``along[i]`` and ``along[i + 1]``."""
    lanes: dict[int, list[Rule]] = defaultdict(list)
    for rule in rules:
        lanes[_nearest(across, rule.at)].append(rule)
    still_open: set[tuple[int, int]] = set()
    for j in range(len(across) - 2):
        for i in range(len(along) - 1):
            start, end = along[i], along[i + 1]
            drawn = sum(max(min(rule.end, end) - max(rule.start, start), 0.0) for rule in lanes[j + 1])
            if drawn < _DRAWN * (end - start):
                still_open.add((i, j))
    return still_open


def _regions(
    n_rows: int, n_cols: int, right_open: set[tuple[int, int]], below_open: set[tuple[int, int]]
) -> list[tuple[int, int, int, int]]:
    """(top, left, bottom, right) of each cell. Squares that do not make up a rectangle stay cells of their own."""
    seen: set[tuple[int, int]] = set()
    regions: list[tuple[int, int, int, int]] = []
    for row in range(n_rows):
        for column in range(n_cols):
            if (row, column) in seen:
                continue
            squares = _flooded((row, column), right_open, below_open)
            seen |= squares
            top, left = min(r for r, _ in squares), min(c for _, c in squares)
            bottom, right = max(r for r, _ in squares), max(c for _, c in squares)
            if len(squares) == (bottom - top + 1) * (right - left + 1):
                regions.append((top, left, bottom, right))
            else:
                regions.extend((r, c, r, c) for r, c in squares)
    return sorted(regions)


def _flooded(
    start: tuple[int, int], right_open: set[tuple[int, int]], below_open: set[tuple[int, int]]
) -> set[tuple[int, int]]:
    """All squares reached from ``start`` without crossing a line."""
    reached, waiting = {start}, [start]
    while waiting:
        r, c = waiting.pop()
        neighbours = (
            ((r, c + 1), (r, c) in right_open), ((r, c - 1), (r, c - 1) in right_open),
            ((r + 1, c), (r, c) in below_open), ((r - 1, c), (r - 1, c) in below_open),
        )  # fmt: skip
        for square, is_open in neighbours:
            if is_open and square not in reached:
                reached.add(square)
                waiting.append(square)
    return reached


def continues(above: RuledTable, below: RuledTable) -> bool:
    """Whether a table at the top of a page has the columns of the one that ended the page before."""
    if abs(above.xs[0] - below.xs[0]) > _ALIGNED or abs(above.xs[-1] - below.xs[-1]) > _ALIGNED:
        return False
    fewer, more = sorted((above.xs, below.xs), key=len)
    return all(min(abs(x - other) for other in more) <= _ALIGNED for x in fewer)


def joined(above: RuledTable, below: RuledTable) -> tuple[RuledTable, int]:
    """One table of both, and how many repeated title rows of the lower one were left out. A row that the page's end has cut is
    put together again."""
    xs = max(above.xs, below.xs, key=len)
    upper, lower = _on_columns(above, xs), _on_columns(below, xs)
    repeated = _repeated_rows(upper, lower)
    full = {(row, _nearest(xs, above.xs[col])) for row, col in above.full}
    rest = _rest_of_row([cell for cell in lower if cell.row == repeated], upper, full, len(above.ys) - 1)
    cells = [
        Cell(rest.get(i, cell.text), cell.row, cell.col, cell.rowspan, cell.colspan) for i, cell in enumerate(upper)
    ]
    left_out = repeated + bool(rest)
    offset = len(above.ys) - 1 - left_out
    cells += [
        Cell(cell.text, cell.row + offset, cell.col, cell.rowspan, cell.colspan)
        for cell in lower
        if cell.row >= left_out
    ]
    # Row borders serve only to count rows from here on.
    ys = above.ys + [above.ys[-1] + step + 1 for step in range(len(below.ys) - 1 - left_out)]
    table = RuledTable(xs, ys, cells)
    table.full = {(row + offset, _nearest(xs, below.xs[col])) for row, col in below.full}
    return table, repeated


def _rest_of_row(
    first: Sequence[Cell], upper: Sequence[Cell], full: set[tuple[int, int]], n_rows: int
) -> dict[int, str]:
    """The texts of the cells of the last row above, by their index, with what the first row below goes on with; empty where that
    is a row of its own. It goes on where each of its texts stands under a text that went up to the side of its cell, and some
    text of the last row has nothing below it."""
    last = {cell.col: i for i, cell in enumerate(upper) if cell.row + cell.rowspan == n_rows}
    under = {cell.col: cell for cell in first if cell.text.strip()}
    told = {col for col, i in last.items() if upper[i].text.strip()}
    if not under or any(cell.rowspan > 1 for cell in first) or not set(under) < told:
        return {}
    if any((upper[last[col]].row, col) not in full for col in under):
        return {}
    if any(not _goes_on(upper[last[col]].text, cell.text) for col, cell in under.items()):
        return {}
    return {last[col]: f"{upper[last[col]].text}\n{cell.text}" for col, cell in under.items()}


def _goes_on(text: str, rest: str) -> bool:
    """Whether a text may be the second half of another: no beginning of its own, no second figure."""
    rest = rest.strip()
    before = "".join(text.split())
    if _FIGURES.fullmatch(before) and _FIGURES.fullmatch(rest) and rest[0] != "%":
        return not _WHOLE_FIGURE.fullmatch(before) and _WHOLE_FIGURE.fullmatch(before + rest) is not None
    return _BEGINS.match(rest) is None


def repeats(table: RuledTable, text: str, left: float, right: float) -> bool:
    """Whether a line stands between the sides of a cell that the page's end has cut, and is a piece of its text: a merged cell is
    printed again on the page on which it goes on, and may begin above the border of what is left of it."""
    n_rows = len(table.ys) - 1
    for cell in table.cells:
        if cell.row + cell.rowspan != n_rows or cell.rowspan == 1:
            continue
        between = table.xs[cell.col] - _SAME <= left and right <= table.xs[cell.col + cell.colspan] + _SAME
        if between and text.strip() in cell.text:
            return True
    return False


def _on_columns(table: RuledTable, xs: Sequence[float]) -> list[Cell]:
    """The cells with their columns counted on the borders ``xs``."""
    index = [_nearest(xs, x) for x in table.xs]

    def placed(cell: Cell) -> Cell:
        first, end = index[cell.col], index[cell.col + cell.colspan]
        return Cell(cell.text, cell.row, first, cell.rowspan, max(end - first, 1))

    return [placed(cell) for cell in table.cells]


def _repeated_rows(upper: Sequence[Cell], lower: Sequence[Cell]) -> int:
    """How many rows at the top of the lower part print the same as the top of the upper part."""

    def row(cells: Sequence[Cell], number: int) -> list[tuple[int, str]]:
        return [(cell.col, cell.text) for cell in cells if cell.row == number]

    last = max((cell.row for cell in lower), default=0)
    count = 0
    while count < last and (own := row(lower, count)) and own == row(upper, count):
        count += 1
    has_text = any(cell.text.strip() for cell in lower if cell.row < count)
    return count if has_text else 0
