"""Tables with merged cells written down in a few lines, as a web page, a workbook or a Word file."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence

import docx
import openpyxl
from openpyxl.styles import Alignment, Border, Side
from openpyxl.utils import get_column_letter

from pipeline.document import Cell

Rows = Sequence[str]


def cells_of(rows: Rows) -> list[Cell]:
    """Cells parted by "|"; one may begin with its spans: 「2x3:text」 is two rows high and three columns wide.

    Places that a cell from above or from the left covers are left out of a row.
    """
    taken: set[tuple[int, int]] = set()
    cells: list[Cell] = []
    for r, row in enumerate(rows):
        c = 0
        for text in row.split("|"):
            while (r, c) in taken:
                c += 1
            height, width, words = _spans(text)
            taken |= {(r + i, c + j) for i in range(height) for j in range(width)}
            cells.append(Cell(words, r, c, height, width))
            c += width
    return cells


def _spans(text: str) -> tuple[int, int, str]:
    spans, found, rest = text.partition(":")
    height, times, width = spans.partition("x")
    if found and times and height.isdigit() and width.isdigit():
        return int(height), int(width), rest
    return 1, 1, text


def html_table(*rows: str) -> str:
    lines: list[list[str]] = [[] for _ in rows]
    for cell in cells_of(rows):
        lines[cell.row].append(f'<td rowspan="{cell.rowspan}" colspan="{cell.colspan}">{cell.text}</td>')
    return "<table>" + "".join(f"<tr>{''.join(line)}</tr>" for line in lines) + "</table>"


def html_file(forms: Mapping[str, Rows], unit: str) -> bytes:
    parts = (f"<p>{title}</p><p>{unit}</p>{html_table(*rows)}" for title, rows in forms.items())
    return f"<html><body>{''.join(parts)}</body></html>".encode()


def xlsx_file(forms: Mapping[str, Rows], unit: str) -> bytes:
    """A sheet a form: title, unit, then the ruled table. Amounts are numbers with two decimals."""
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    thin = Side(style="thin")
    for number, (title, rows) in enumerate(forms.items(), 1):
        sheet = book.create_sheet(f"表{number}")
        cells = cells_of(rows)
        width = max(cell.col + cell.colspan for cell in cells)
        sheet.append([title])
        sheet.append([*[""] * (width - 1), unit])
        sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=width)
        for cell in cells:
            for i in range(cell.rowspan):
                for j in range(cell.colspan):
                    sheet.cell(cell.row + 3 + i, cell.col + 1 + j).border = Border(thin, thin, thin, thin)
            place = sheet.cell(cell.row + 3, cell.col + 1)
            place.alignment = Alignment(wrap_text=True)
            if "." in cell.text and cell.text.replace(".", "").isdigit():
                place.value, place.number_format = float(cell.text), "#,##0.00"
            else:
                place.value = cell.text or None
            if cell.rowspan > 1 or cell.colspan > 1:
                sheet.merge_cells(
                    start_row=cell.row + 3, end_row=cell.row + 2 + cell.rowspan,
                    start_column=cell.col + 1, end_column=cell.col + cell.colspan,
                )  # fmt: skip
        for column in range(1, width + 1):
            sheet.column_dimensions[get_column_letter(column)].width = 24
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]
    return _saved(book.save)


def docx_file(forms: Mapping[str, Rows], unit: str) -> bytes:
    document = docx.Document()
    for title, rows in forms.items():
        document.add_paragraph(title).paragraph_format.page_break_before = True
        document.add_paragraph(unit)
        cells = cells_of(rows)
        table = document.add_table(len(rows), max(cell.col + cell.colspan for cell in cells), style="Table Grid")
        for cell in cells:
            corner = table.cell(cell.row, cell.col)
            last = table.cell(cell.row + cell.rowspan - 1, cell.col + cell.colspan - 1)
            (corner if corner is last else corner.merge(last)).text = cell.text
    return _saved(document.save)


def _saved(save: Callable[[io.BytesIO], None]) -> bytes:
    stream = io.BytesIO()
    save(stream)
    return stream.getvalue()
