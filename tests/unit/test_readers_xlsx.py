"""Excel files: each cell as a person sees it, coordinates as on the sheet."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from dataclasses import replace

import openpyxl
import pytest
import xlsxwriter

from pipeline.document import Cell, Document, Table, UnreadableDocument
from pipeline.readers import read_bytes
from pipeline.readers.limits import LIMITS
from tests.unit.readers_docx import with_part


def written(fill: Callable[[xlsxwriter.Workbook], None]) -> Document:
    return read_bytes(workbook(fill), "表.xlsx")


def workbook(fill: Callable[[xlsxwriter.Workbook], None]) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    fill(book)
    book.close()
    return stream.getvalue()


def only_table(document: Document) -> Table:
    (block,) = document.blocks
    assert block.table is not None
    return block.table


def by_place(table: Table) -> dict[tuple[int, int], str]:
    return {(cell.row, cell.col): cell.text for cell in table.cells}


def with_sheet(rows: str, after: str = "") -> Document:
    """A workbook whose one sheet holds these raw rows."""
    data = workbook(lambda book: book.add_worksheet("表"))
    namespace = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    sheet = f"<worksheet {namespace}><sheetData>{rows}</sheetData>{after}</worksheet>"
    return read_bytes(with_part(data, "xl/worksheets/sheet1.xml", sheet), "表.xlsx")


def test_numbers_carry_the_digits_of_their_format() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("表1")
        sheet.write(0, 0, 6288.3, book.add_format({"num_format": "#,##0.00"}))
        sheet.write(0, 1, 0.832, book.add_format({"num_format": 10}))
        sheet.write(0, 2, 6288.3)
        sheet.write(0, 3, 0.1 + 0.2)
        sheet.write(0, 4, dt.date(2024, 1, 31), book.add_format({"num_format": "yyyy/m/d"}))
        sheet.write(0, 5, 0, book.add_format({"num_format": 43}))

    texts = [cell.text for cell in only_table(written(fill)).cells]
    assert texts == ["6,288.30", "83.20%", "6288.3", "0.3", "2024-01-31", "-"]


def test_merged_cells_stand_once_with_their_span() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, 2, "收入支出决算总表")
        sheet.merge_range(1, 0, 2, 0, "项目")
        sheet.write_row(1, 1, ["预算", "决算"])
        sheet.write_row(2, 1, [1, 2])

    table = only_table(written(fill))
    assert table.cells[0] == Cell("收入支出决算总表", 0, 0, 1, 3)
    assert Cell("项目", 1, 0, 2, 1) in table.cells
    assert (table.n_rows, table.n_cols) == (3, 3)
    assert all(cell is not None for row in table.grid() for cell in row)


def test_places_are_those_of_the_sheet() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet().write(3, 2, "单位：万元")

    table = only_table(written(fill))
    assert table.cells == (Cell("单位：万元", 3, 2),)
    assert (table.n_rows, table.n_cols) == (4, 3)


def test_two_empty_rows_part_tables_and_one_does_not() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("收支")
        for row in (0, 2, 5):
            sheet.write(row, 0, row)

    document = written(fill)
    assert [block.sheet for block in document.blocks] == ["收支", "收支"]
    first, second = document.blocks[0].table, document.blocks[1].table
    assert first is not None and [cell.row for cell in first.cells] == [0, 2]
    assert second is not None and [cell.row for cell in second.cells] == [5]


def test_a_tall_merged_cell_is_no_gap() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 3, 0, "产出指标")
        sheet.write(4, 0, "效益指标")

    assert len(written(fill).blocks) == 1


def test_sheets_come_in_their_order_and_hidden_ones_are_told() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet("一").write(0, 0, "甲")
        book.add_worksheet("空")
        hidden = book.add_worksheet("二")
        hidden.write(0, 0, "乙")
        hidden.hide()

    document = written(fill)
    assert [block.sheet for block in document.blocks] == ["一", "二"]
    assert len(document.warnings) == 1 and "二" in document.warnings[0]


def test_hidden_rows_and_columns_are_told() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("表")
        sheet.write(0, 0, 1)
        sheet.write(1, 1, 2)
        sheet.set_row(1, None, None, {"hidden": True})
        sheet.set_column(1, 1, None, None, {"hidden": True})

    document = written(fill)
    assert by_place(only_table(document)) == {(0, 0): "1", (1, 1): "2"}
    assert "1 个隐藏行、1 个隐藏列" in document.warnings[0]


def test_formula_without_value_is_blank_and_named() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["B1"] = 5, "=A1*2"
    stream = io.BytesIO()
    book.save(stream)
    document = read_bytes(stream.getvalue(), "表.xlsx")
    assert by_place(only_table(document)) == {(0, 0): "5", (0, 1): ""}
    assert len(document.warnings) == 1
    assert "Sheet" in document.warnings[0] and "B1" in document.warnings[0]


def test_placeholder_zero_of_an_uncalculated_formula_is_no_figure() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write(0, 0, 5)
        sheet.write_formula(0, 1, "=A1*2")
        sheet.write_formula(0, 2, "=A1*3", None, 15)

    document = written(fill)
    assert by_place(only_table(document)) == {(0, 0): "5", (0, 1): "", (0, 2): "15"}
    assert "B1" in document.warnings[0]


def test_cached_value_of_a_formula_is_read() -> None:
    document = with_sheet('<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>"a"</f><v>甲</v></c></row>')
    assert by_place(only_table(document)) == {(0, 0): "2", (0, 1): "甲"}


def test_rich_text_keeps_its_runs_and_drops_phonetic_guides() -> None:
    data = workbook(lambda book: _write_text(book, "占位"))
    strings = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><r><t>预</t></r><r><t>算</t></r>'
        '<rPh sb="0" eb="1"><t>yusuan</t></rPh></si></sst>'
    )
    document = read_bytes(with_part(data, "xl/sharedStrings.xml", strings), "表.xlsx")
    assert only_table(document).cells[0].text == "预算"


def _write_text(book: xlsxwriter.Workbook, text: str) -> None:
    book.add_worksheet().write(0, 0, text)


def test_inline_strings_booleans_errors_and_escapes() -> None:
    document = with_sheet(
        '<row><c t="inlineStr"><is><t>甲_x000D_\n乙</t></is></c><c t="b"><v>1</v></c><c t="e"><v>#DIV/0!</v></c>'
        '<c t="d"><v>2024-01-31T00:00:00</v></c></row>'
    )
    assert [cell.text for cell in only_table(document).cells] == ["甲\n乙", "TRUE", "#DIV/0!", "2024-01-31"]


def test_rows_and_cells_without_references_are_counted() -> None:
    document = with_sheet("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>")
    assert by_place(only_table(document)) == {(0, 0): "1", (0, 1): "2", (1, 0): "3"}


def test_too_many_cells_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = workbook(lambda book: book.add_worksheet().write_row(0, 0, range(9)))
    monkeypatch.setattr("pipeline.readers.xlsx.LIMITS", replace(LIMITS, cells=8))
    with pytest.raises(UnreadableDocument, match="cells"):
        read_bytes(data, "表.xlsx")


def test_a_stray_cell_far_away_is_refused_not_unrolled() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "甲")
        sheet.write(1_000_000, 16_000, "远")

    with pytest.raises(UnreadableDocument, match="stray"):
        written(fill)


def test_many_tables_down_a_sheet_are_counted_by_their_own_size(monkeypatch: pytest.MonkeyPatch) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        for row in range(0, 90, 3):
            sheet.write(row, 0, row)

    monkeypatch.setattr("pipeline.readers.blocks.LIMITS", replace(LIMITS, cells=100))
    assert len(written(fill).blocks) == 30


def test_dates_stored_as_iso_follow_their_format() -> None:
    document = with_sheet('<row><c t="d"><v>2024-01-31T08:30:00</v></c></row>')
    assert only_table(document).cells[0].text == "2024-01-31 08:30:00"


def test_empty_workbook_is_refused() -> None:
    with pytest.raises(UnreadableDocument, match="no text"):
        written(lambda book: None)
