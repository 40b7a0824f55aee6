"""Plain text → paragraphs and tables. Each paragraph is a substring of the source, line ends included.

Six ways of writing a table in plain text are known: one cell a line (``cell_lines``, or each cell ended by ``|``), cells
parted by TABs, cells parted by ``|``, columns set apart by spaces, cells parted by single blanks (``spaced_lines``), and a whole
sheet in one line (``one_line_forms``). The second and third need two lines in sequence, the fourth and fifth heads over names and
figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate

from pipeline.readers.blocks import Blocks, table_of_rows
from pipeline.readers.cell_lines import is_cell_line, read_cell_run
from pipeline.readers.decoding import decode
from pipeline.readers.one_line_forms import form_rows
from pipeline.readers.paragraphs import Line, cut_by_count, display_columns, paragraph_ranges, wrap_width
from pipeline.readers.spaced_lines import spaced_rows

# Ends of lines besides the usual one; like that one, each is a single character.
_LINE_ENDS = "\f\v\u2028\u2029"
# "# source: …" at the very top of a file tells where it is from and is no part of the text.
_METADATA = re.compile(r"# [^:：\n]{1,30}[:：]")
_RULE = re.compile(r"[\s|:+=-]*")
_FIGURE = re.compile(r"-?[\d,]+(?:\.\d+)?[%％]?")
_BLANK = ("", "-", "—", "/", "无")
# What sets columns apart, and how many rows a table set so must have beside its heads.
_GAP = re.compile("[ \u3000]{2,}")
_FEWEST_ALIGNED = 2
_INDENTED = re.compile(r"(?:\u3000| {2,}|\t)\s*\S")


def parse(data: bytes, blocks: Blocks) -> None:
    """Adds the paragraphs and tables of a text file to ``blocks``.

    Raises UnreadableDocument for an unknown encoding.
    """
    text = decode(data, blocks.name)
    lines = _lines(text)
    starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
    segments = list(_segments(lines, _metadata_lines(lines)))
    prose = [i for first, last, rows in segments if not rows for i in range(first, last)]
    printed = _printed(lines, prose)
    width = wrap_width([printed[i] for i in prose])
    for first, last, tables in segments:
        for rows in tables:
            blocks.add_table(table_of_rows(rows))
        if not tables:
            for start, end in paragraph_ranges([printed[i] for i in range(first, last)], width):
                blocks.add_text(text[starts[first + start] : starts[first + end] - 1])


def _lines(text: str) -> list[str]:
    for end in _LINE_ENDS:
        text = text.replace(end, "\n")
    return text.split("\n")


def _metadata_lines(lines: Sequence[str]) -> int:
    count = 0
    while count < len(lines) and _METADATA.match(lines[count]):
        count += 1
    return count


def _printed(lines: Sequence[str], prose: Sequence[int]) -> dict[int, Line]:
    """Lines of prose with their widths. Where no line is set in, indents were lost and say nothing."""
    set_in = {i: _INDENTED.match(lines[i]) is not None for i in prose}
    shows = any(set_in.values())
    width = _count_columns if cut_by_count(lines[i] for i in prose) else display_columns
    return {i: Line(lines[i], width(lines[i].rstrip()), set_in[i] if shows else None) for i in prose}


def _count_columns(text: str) -> int:
    """Width of a text whose characters all count as Chinese ones."""
    return 2 * len(text)


def _segments(lines: Sequence[str], start: int) -> Iterator[tuple[int, int, list[list[list[str]]]]]:
    """(first line, line after the last, tables) in order; a stretch without tables is prose."""
    prose_from = i = start
    while i < len(lines):
        tables, first, end = _tables_at(lines, i)
        if tables:
            if prose_from < first:
                yield prose_from, first, []
            yield first, end, tables
            prose_from = i = end
        else:
            i = max(end, i + 1)
    if prose_from < len(lines):
        yield prose_from, len(lines), []


def _tables_at(lines: Sequence[str], i: int) -> tuple[list[list[list[str]]], int, int]:
    """Tables from line ``i`` on, their first line and the line after them; without tables, the line to go on from."""
    if is_cell_line(lines[i]):
        run = read_cell_run(lines, i)
        return run.tables, run.start, run.end
    if form := form_rows(lines[i]):
        return [form], i, i + 1
    for delimiter in ("\t", "|"):
        end = i
        while end < len(lines) and _is_row(lines[end], delimiter):
            end += 1
        if end - i >= 2:
            rows = [_fields(line, delimiter) for line in lines[i:end] if not _is_rule(line)]
            return [_folded(rows) if delimiter == "|" else _without_blank_heads(rows)], i, end
    rows = _aligned_rows(lines, i) or spaced_rows(lines, i)
    return ([rows], i, i + len(rows)) if rows else ([], i, i)


def _aligned_rows(lines: Sequence[str], i: int) -> list[list[str]]:
    """The rows of a table whose columns are set apart by two spaces or more: heads, then names with nothing but figures behind
    them, all of one length; none where there is no such table."""
    rows: list[list[str]] = []
    for line in lines[i:]:
        fields = _GAP.split(line.strip())
        if len(fields) < 2 or (rows and len(fields) != len(rows[0])):
            break
        figures = [_FIGURE.fullmatch(field) is not None or field in _BLANK for field in fields]
        if figures[0] or (any(figures) if not rows else not all(figures[1:])):
            break
        rows.append(fields)
    return rows if len(rows) > _FEWEST_ALIGNED else []


def _folded(rows: list[list[str]]) -> list[list[str]]:
    """The rows of a table that was pasted with one cell a line, each ended by ``|``; the lines as they are where they are none.

    The first figure stands behind the head and the name of the first row, which tells how many columns there are. Every
    row must then begin with a name and hold nothing but figures and blanks behind it.
    """
    if any(row != [""] and (len(row) != 2 or row[1]) for row in rows):
        return rows
    cells = [row[0] for row in rows]
    width = next((i for i, cell in enumerate(cells) if _FIGURE.fullmatch(cell)), 0) - 1
    if width < 2:
        return rows
    folded = [cells[i : i + width] for i in range(0, len(cells), width)]
    head, *body = [row + [""] * (width - len(row)) for row in folded]
    named = all(row[0] and not _FIGURE.fullmatch(row[0]) for row in body)
    filled = all(cell in _BLANK or _FIGURE.fullmatch(cell) for row in body for cell in row[1:])
    return [head, *body] if named and filled else rows


def _without_blank_heads(rows: list[list[str]]) -> list[list[str]]:
    """Heads without the blanks between them, where the row below has a cell for each head and none for a blank: a cell that was
    merged over two columns was copied with a blank, and those below it without."""
    below = [*rows[1:], []]
    return [_filled(head) if _lacks_blanks(head, row) else head for head, row in zip(rows, below, strict=True)]


def _filled(row: list[str]) -> list[str]:
    return [cell for cell in row if cell.strip()]


def _lacks_blanks(head: list[str], row: list[str]) -> bool:
    heads = _filled(head)
    words = not any(_FIGURE.fullmatch(cell) for cell in heads)
    return words and 2 < len(heads) == len(row) < len(head) and any(_FIGURE.fullmatch(cell) for cell in row)


def _is_row(line: str, delimiter: str) -> bool:
    return delimiter in (line.strip("\n ") if delimiter == "|" else line.strip())


def _is_rule(line: str) -> bool:
    """The line of dashes under the titles of a Markdown table."""
    return line.count("-") > 1 and _RULE.fullmatch(line) is not None


def _fields(line: str, delimiter: str) -> list[str]:
    if delimiter == "\t":
        return line.split("\t")
    line = line.strip()
    if line.startswith("|"):
        # A frame on both sides is drawing, not an empty cell.
        line = line[1:].removesuffix("|")
    return [field.strip() for field in line.split("|")]
