"""Excel 97–2003: values with their number formats, merged cells, damage."""

from __future__ import annotations

import pytest

from pipeline.document import Cell, UnreadableDocument
from pipeline.readers import read_bytes
from tests.unit.readers_xls import compound_file, xls_file


def test_numbers_carry_the_digits_of_their_format() -> None:
    data = xls_file(
        {
            (0, 0): ("执行率", "General"),
            (0, 1): (0.832, "0.00%"),
            (0, 2): (6288.3000000000002, "#,##0.00"),
            (0, 3): (6288.3000000000002, "General"),
            (0, 4): (243.31, '0.00"万元"'),
            (0, 5): (45322.0, "yyyy-mm-dd"),
        }
    )
    document = read_bytes(data, "表.xls")
    table = document.blocks[0].table
    assert table is not None
    assert [cell.text for cell in table.cells] == ["执行率", "83.20%", "6,288.30", "6288.3", "243.31万元", "2024-01-31"]
    assert document.format == "xls" and document.blocks[0].sheet == "表1" and document.warnings == ()


def test_merged_cells_stand_once_with_their_span() -> None:
    data = xls_file({(0, 0): ("标题", "General"), (1, 0): (1.0, "General"), (1, 1): (2.0, "General")}, [(0, 0, 0, 1)])
    table = read_bytes(data, "表.xls").blocks[0].table
    assert table is not None and table.cells == (Cell("标题", 0, 0, 1, 2), Cell("1", 1, 0), Cell("2", 1, 1))


def test_formats_that_cannot_be_read_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.readers.xls.read_formats", lambda data: None)
    document = read_bytes(xls_file({(0, 0): (0.832, "0.00%")}), "表.xls")
    table = document.blocks[0].table
    assert table is not None and table.cells[0].text == "0.832"
    assert "数字格式" in document.warnings[0]


def test_truncated_file_is_refused() -> None:
    data = xls_file({(0, 0): ("甲", "General")})
    with pytest.raises(UnreadableDocument):
        read_bytes(data[:1400], "表.xls")


def test_container_without_a_workbook_stream_is_refused() -> None:
    with pytest.raises(UnreadableDocument):
        read_bytes(compound_file({"Other": b"x"}), "表.xls")
