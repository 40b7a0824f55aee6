"""Plain values that every format is read into: a Document of Blocks, each a paragraph or a Table.

Nothing here knows of money, rules or databases. A reader makes these values, the extraction reads them; a place in
a document is named by a Locator and by nothing else.

Texts are kept **exactly** as the source prints them (line ends inside a paragraph included), because each quote that
an auditor is shown must be found again in the source by a plain text search. Normalising is the extraction's work.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

BlockKind = Literal["heading", "paragraph", "table"]


@dataclass(frozen=True, slots=True)
class Locator:
    """A place in a document.

    ``block`` counts from 0 over the whole document. ``row`` and ``col`` count from 0 inside a table and are None in
    prose; a merged cell is named by its top left corner. ``start`` and ``end`` are character offsets (half open) into
    the text of the block, or of the cell when ``row`` is given. ``page`` (from 1) and ``sheet`` are given where the
    format has them.
    """

    block: int
    row: int | None = None
    col: int | None = None
    start: int = 0
    end: int = 0
    page: int | None = None
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One printed cell. ``row`` and ``col`` are its top left corner in the grid of its table, counted from 0.

    ``text`` is what a person sees: a number carries the digits that its number format shows.
    """

    text: str
    row: int
    col: int
    rowspan: int = 1
    colspan: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A grid of cells. Each printed cell stands once in ``cells``, in reading order; places it covers are in no cell.

    ``n_rows`` and ``n_cols`` give the extent of the grid.
    """

    cells: tuple[Cell, ...]
    n_rows: int
    n_cols: int

    def grid(self) -> list[list[Cell | None]]:
        """The table as rows of equal length in which a merged cell stands at each place it covers."""
        rows: list[list[Cell | None]] = [[None] * self.n_cols for _ in range(self.n_rows)]
        for cell in self.cells:
            for r in range(cell.row, min(cell.row + cell.rowspan, self.n_rows)):
                for c in range(cell.col, min(cell.col + cell.colspan, self.n_cols)):
                    rows[r][c] = cell
        return rows


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading or table, in reading order.

    ``text`` is the source text of a paragraph or heading, line ends included ("" for a table). ``table`` is set for
    tables alone. A heading is what the *format* marks as one (a Word style, an HTML h1–h6); whether a numbered line
    such as 「二、部门财政资金收支情况」 opens a section is the extraction's question.
    """

    index: int
    kind: BlockKind
    text: str = ""
    table: Table | None = None
    page: int | None = None
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One file as read.

    ``path`` is the path as the user gave it (below the raw folder, in a build). ``sha256`` is of the file's bytes,
    ``format`` one of docx, xlsx, xls, csv, txt, html, pdf. ``warnings`` are sentences for the user about what the
    reader had to assume or skip, each naming the place.
    """

    path: str
    sha256: str
    format: str
    blocks: tuple[Block, ...]
    warnings: tuple[str, ...] = field(default=())

    @property
    def table_blocks(self) -> tuple[int, ...]:
        """The blocks that are tables, in order: people count tables apart from paragraphs."""
        return tuple(block.index for block in self.blocks if block.table is not None)


class UnreadableDocument(Exception):
    """A file that cannot be read. Says what was found, what was expected and what to do, in words for its owner.

    ``reason`` and ``remedy`` are one sentence each, Chinese and English in one string parted by " / ".
    """

    def __init__(self, path: str, reason: str, remedy: str) -> None:
        super().__init__(f"{path}: {reason} {remedy}")
        self.path = path
        self.reason = reason
        self.remedy = remedy
