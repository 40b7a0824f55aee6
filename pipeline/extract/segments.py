"""The shape of a table's rows: where heads open a segment, which kind of records stand below, what is a label, a pair, a figure."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from pipeline.document import Cell
from pipeline.extract.headers import (
    Column,
    TableKind,
    bracketed_unit,
    declared_unit,
    fund_row_of,
    is_fund_block,
    is_part_label,
    kind_of,
    read_head,
)
from pipeline.extract.terms import classify
from pipeline.extract.view import normalise

_FUND_ROWS = 8
# 「预算执行情况（10分）」, 「绩效指标（90分）」: the title of a block of a self-evaluation sheet.
_BLOCK_TITLE = re.compile(r"[(（]\s*\d{1,3}\s*分\s*[)）]\s*$")
_ENUMERATED = re.compile(r"^(?:其中[:：]?)?(?:\(?[一二三四五六七八九十\d]{1,3}\)?[、.)]?(?=[^\d.%]))?")
_LAYOUT_SPACE = re.compile(r"(?<![A-Za-z0-9])\s+|\s+(?![A-Za-z0-9])")
_FIGURE = re.compile(r"-?[\d,，]+(?:\.\d+)?\s*(?:[亿万千]?元|[%％分])?")
TOTAL_ROW = re.compile(
    r"^(?:合计|总计|小计|总额|金额合计|资金合计|预算合计|年度资金总额|收入合计|支出合计|收入总计|支出总计|本年收入合计|本年支出合计|全年合计|共计|总分)$"
)


def own_cells(line: list[Cell | None], r: int) -> list[Cell]:
    """The cells that begin in this row, each once."""
    out: list[Cell] = []
    for cell in line:
        if cell is not None and cell.row == r and (not out or out[-1] is not cell):
            out.append(cell)
    return out


def distinct(line: list[Cell | None], r: int) -> list[str]:
    return [c.text.strip() for c in own_cells(line, r) if c.text.strip()]


def clean(cell: Cell | None) -> str:
    """A name as one line: layout breaks inside it are closed, a space between two Latin words stays."""
    return "" if cell is None else _LAYOUT_SPACE.sub("", cell.text.strip())


def headed_figures(line: list[Cell | None], r: int) -> list[tuple[Cell, Column]]:
    """The figures of a row that each stand behind their head, with the column that the head would announce."""
    cells = [cell for cell in own_cells(line, r) if cell.text.strip()]
    found = []
    for key, value in pairwise(cells):
        column = read_head(value.col, key.text)
        if (
            column is not None
            and column.type in ("amount", "percent", "score")
            and _FIGURE.fullmatch(value.text.strip())
        ):
            found.append((value, column))
    return found


def declared_in(grid: list[list[Cell | None]]) -> str | None:
    """The unit declared in a title row of the table itself."""
    printed = [(r, line) for r, line in enumerate(grid) if any(cell is not None for cell in line)]
    for r, line in printed[:6]:
        for text in distinct(line, r):
            unit = declared_unit(text)
            if unit is not None:
                return unit
    return None


def _heads(grid: list[list[Cell | None]], r: int) -> tuple[list[Column], int]:
    """The columns announced by row ``r``, and how many rows the heads take (merged heads have a second row)."""
    line = grid[r]
    own = distinct(line, r)
    if len(own) < 2:
        return [], 0
    columns = [c for c in (_head_at(line, i) for i in range(len(line))) if c is not None]
    if len(columns) < 2 or len(columns) * 2 < len(own):
        return [], 0
    depth = max((cell.rowspan for cell in line if cell is not None and cell.row == r), default=1)
    below = grid[r + 1] if r + 1 < len(grid) else []
    spans = any(c is not None and c.colspan > 1 and c.row == r for c in line)
    if (depth < 2 and not spans) or any(is_figure(c) for c in below):
        return columns, 1
    merged: list[Column] = []
    found_below = 0
    for i, top in enumerate(line):
        under = below[i] if i < len(below) else None
        if top is not None and under is not None and under is not top:
            column = read_head(i, under.text) or _fund_column(i, top, under)
            found_below += column is not None
            if column is None and top.colspan == 1 and not under.text.strip():
                column = read_head(i, top.text)
        else:
            column = _head_at(line, i)
        if column is not None:
            merged.append(column)
    return (merged, 2) if found_below else (columns, 1)


def _fund_column(i: int, top: Cell, under: Cell) -> Column | None:
    """「预算金额（万元）」 over 「总额 | 财政拨款 | 其他资金」: the amount, and what of it each fund pays."""
    amount, role = read_head(i, top.text), fund_row_of(under.text)
    if amount is None or amount.type != "amount" or top.colspan < 2 or role is None:
        return None
    return amount if role == "total" else replace(amount, field="fund_amount", head=normalise(under.text).text)


def is_figure(cell: Cell | None) -> bool:
    return cell is not None and _FIGURE.fullmatch(cell.text.strip()) is not None


def segment(grid: list[list[Cell | None]], r: int) -> tuple[list[Column], int, TableKind | None]:
    """The columns that row ``r`` announces, the rows that their heads take, and the kind of records below."""
    columns, depth = _heads(grid, r)
    if not columns:
        return [], 0, None
    columns = _without_lost_title(grid, r, depth, columns)
    columns = _with_fund_rows(grid, r, depth, columns)
    kind = kind_of(columns)
    if kind is not None and kind.name == "project_execution" and _lists_items(grid, r + depth, columns):
        return columns, depth, None
    return columns, depth, kind


def _without_lost_title(grid: list[list[Cell | None]], r: int, depth: int, columns: list[Column]) -> list[Column]:
    """A block's title merged down its rows (预算执行情况（10分）) is printed once where a page was saved as text, and the rows
    below stand one column further left than their heads."""
    title, below = grid[r][0], grid[r + depth][0] if r + depth < len(grid) else None
    if title is None or below is None or title is below or title.rowspan > 1 or not _BLOCK_TITLE.search(title.text):
        return columns
    if not below.text.strip() or below.text == title.text or any(c.index == 0 for c in columns):
        return columns
    return [replace(c, index=c.index - 1) for c in columns]


def _with_fund_rows(grid: list[list[Cell | None]], r: int, depth: int, columns: list[Column]) -> list[Column]:
    """The money block of a self-evaluation sheet is told by its rows (年度资金总额, 其中：财政拨款 …): the column over them
    is headed by nothing, by the block's title or by any word (资金来源, 资金类别). It becomes the fund row's."""
    if not is_fund_block(columns):
        return columns
    amounts = [c.index for c in columns if c.type == "amount"]
    scored = any(c.type == "score" for c in columns)
    at = next((i for i in reversed(range(max(amounts))) if _labels_funds(grid, r + depth, i, scored)), None)
    if at is None:
        return columns
    titles = [c.unit for c in columns if c.index <= at] + [
        bracketed_unit(c.text) for c in grid[r][: at + 1] if c is not None
    ]
    unit = next((unit for unit in titles if unit), "")
    rest = [replace(c, unit=c.unit or unit) if c.type == "amount" else c for c in columns if c.index > at]
    return [Column(at, "fund_row", "name", ""), *rest]


def _labels_funds(grid: list[list[Cell | None]], first: int, i: int, scored: bool) -> bool:
    """Do the labels of this column name the total and the parts of a project's money? The first two must. The parts of a
    department's money that is scored may be kinds of expenditure (基本支出, 项目支出)."""
    roles: list[str | None] = []
    labels = []
    for r, line in enumerate(grid[first : first + _FUND_ROWS], first):
        cell = line[i]
        if cell is None or cell.row != r or cell.col != i or not cell.text.strip():
            break
        role = fund_row_of(cell.text)
        if role is None and scored and _is_known(cell.text):
            role = "part"
        if role is None and (read_head(i, cell.text) is not None or is_part_label(cell.text)):
            break  # the next block's heads
        labels.append(normalise(cell.text).text)
        roles.append(role)
    if "total" not in roles[:2]:
        return False
    if roles[0] == "total" and re.search("资金|整体", labels[0]):
        return True
    return len(roles) > 1 and None not in roles[:2]  # 合计 alone may be the total of any list


def _is_known(label: str) -> bool:
    """Does the vocabulary know what is spent under this label?"""
    term = classify(_ENUMERATED.sub("", normalise(label).text), "expenditure")
    return term is not None and term.known


def _lists_items(grid: list[list[Cell | None]], first: int, columns: list[Column]) -> bool:
    """「项目」 may head projects or the items of a form. Items: columns of two years, or rows that the vocabulary knows."""
    name = next(c for c in columns if c.field == "project_name")
    fields = {c.field for c in columns}
    if name.head in ("项目", "项目名称") and fields & {"same_period", "year_amount", "cumulative", "month"}:
        return True
    labels = [normalise(line[name.index].text).text for line in grid[first:] if line[name.index] is not None]  # type: ignore[union-attr]
    told = [label for label in labels if label and not TOTAL_ROW.match(label)]
    return sum(map(_is_known, told)) * 2 > len(told)


def _head_at(line: list[Cell | None], i: int) -> Column | None:
    cell = line[i]
    if cell is None or cell.col != i:
        return None
    return read_head(i, cell.text)


def is_label_row(line: list[Cell | None], r: int) -> bool:
    """A row that is one label and a long text (年度总体目标 | …), or a title over the whole width."""
    return len(own_cells(line, r)) == 1 or (len(distinct(line, r)) == 1 and len(line) > 2)


def opens_other(line: list[Cell | None], r: int, columns: list[Column]) -> bool:
    """Does a label row end the segment above it? Yes, when its label stands before the columns of the segment."""
    first = next((c.col for c in own_cells(line, r) if c.text.strip()), 0)
    return first < min(c.index for c in columns)
