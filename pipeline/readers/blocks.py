"""Gathers what a reader finds, in reading order: numbered blocks and warnings. Knows no file format."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.document import Block, BlockKind, Cell, Table, UnreadableDocument
from pipeline.readers.limits import LIMITS, LimitExceeded


class Blocks:
    """The blocks and warnings of one document while it is being read.

    ``name`` is the path to report in errors.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.blocks: list[Block] = []
        self.warnings: list[str] = []
        self._places = 0

    def add_text(self, text: str, kind: BlockKind = "paragraph", page: int | None = None) -> None:
        """Adds a paragraph or heading without its outer white space; one of white space alone is left out."""
        text = text.strip()
        if text:
            self.blocks.append(Block(len(self.blocks), kind, text, page=page))

    def add_table(self, table: Table, page: int | None = None, sheet: str | None = None) -> None:
        """Adds a table that has at least one printed character; others are only drawing.

        Raises LimitExceeded when the grid of the table, or the tables of the document together, exceed
        ``LIMITS.cells`` places. On a sheet the grid begins at the first row of the sheet, the table further down.
        """
        first = table.cells[0].row if table.cells else 0
        self._places += (table.n_rows - first) * table.n_cols
        if max(self._places, table.n_rows * table.n_cols) > LIMITS.cells:
            raise too_many_cells(self.name)
        if any(cell.text.strip() for cell in table.cells):
            self.blocks.append(Block(len(self.blocks), "table", table=table, page=page, sheet=sheet))

    def warn(self, sentence: str) -> None:
        """Notes what was assumed or skipped; the same sentence is noted once."""
        if sentence not in self.warnings:
            self.warnings.append(sentence)


def too_many_cells(name: str) -> LimitExceeded:
    """The refusal of a document whose tables span more than ``LIMITS.cells`` places."""
    return LimitExceeded(
        name,
        "cells",
        f" {LIMITS.cells:,} 个单元格 / {LIMITS.cells:,} cells in its tables",
        "更多 / more",
        "请删除数据区以外的零散单元格，或拆分文件 / Delete stray cells far from the data, or split the file",
    )


def too_deep(name: str) -> UnreadableDocument:
    """The refusal of a document nested beyond what its parser follows: what lies deeper would be lost."""
    return UnreadableDocument(
        name,
        "文件内容嵌套过深（表中套表等）。 / The content is nested too deeply (tables within tables and the like).",
        "请用原软件打开，取消嵌套后重新保存。 / Open it in the program it came from, undo the nesting and save it again.",
    )


def warn_of_hidden(blocks: Blocks, sheet: str, is_hidden: bool, rows: int, columns: int) -> None:
    """Notes that a sheet, or so many of its rows and columns, are not shown to the person who opens the file."""
    if is_hidden:
        blocks.warn(f'工作表“{sheet}”是隐藏的，已照常读取。 / Sheet "{sheet}" is hidden; it was read all the same.')
    if rows or columns:
        blocks.warn(
            f"工作表“{sheet}”有 {rows} 个隐藏行、{columns} 个隐藏列，已照常读取。 / "
            f'Sheet "{sheet}" has {rows} hidden rows and {columns} hidden columns; they were read all the same.'
        )


def table_of_rows(rows: Iterable[Iterable[str | None]]) -> Table:
    """A table without merged cells; None is a place where nothing is printed. Rows may differ in length."""
    cells: list[Cell] = []
    n_rows = n_cols = 0
    for r, row in enumerate(rows):
        n_rows, c = r + 1, -1
        for c, text in enumerate(row):
            if text is not None:
                cells.append(Cell(text, r, c))
        n_cols = max(n_cols, c + 1)
    return Table(tuple(cells), n_rows, n_cols)
