"""Excel 97–2003: values with their number formats, merged cells, damage."""

from __future__ import annotations

import struct
from dataclasses import replace

import pytest

from pipeline.document import Cell, UnreadableDocument
from pipeline.readers import read_bytes
from pipeline.readers.limits import LIMITS
from tests.unit.readers_xls import compound_file, number, record, shared_text, xls_file


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


def test_texts_that_go_on_in_another_record() -> None:
    # A shared string cut in two; the second part is stored in narrow characters.
    start = struct.pack("<IIHB", 1, 1, 6, 1) + "项目".encode("utf-16-le")
    rest = b"\x00ABCD"
    data = xls_file({}, raw_globals=record(0x00FC, start) + record(0x003C, rest), raw_cells=shared_text(0, 0, 0))
    table = read_bytes(data, "表.xls").blocks[0].table
    assert table is not None and table.cells[0].text == "项目ABCD"


def test_packed_numbers_and_formula_results() -> None:
    packed = record(0x027E, struct.pack("<HHHI", 0, 0, 0, 624_331 << 2 | 3))
    many = record(0x00BD, struct.pack("<HHHIHIH", 0, 1, 0, 5 << 2 | 2, 0, 0x40040000, 2))
    text = record(0x0006, struct.pack("<HHH", 0, 3, 0) + b"\x00" * 6 + b"\xff\xff" + b"\x00" * 8)
    text += record(0x0207, struct.pack("<HB", 2, 1) + "合格".encode("utf-16-le"))
    error = record(0x0006, struct.pack("<HHH", 0, 4, 0) + b"\x02\x00\x07\x00\x00\x00\xff\xff" + b"\x00" * 8)
    table = read_bytes(xls_file({}, raw_cells=packed + many + text + error), "表.xls").blocks[0].table
    assert table is not None
    assert [cell.text for cell in table.cells] == ["6243.31", "5", "2.5", "合格", "#DIV/0!"]


def test_cells_of_an_embedded_chart_are_not_read() -> None:
    chart = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x20, 0, 0, 0, 0)) + number(0, 0, 9.0) + record(0x000A, b"")
    table = read_bytes(xls_file({}, raw_cells=chart + number(1, 0, 7.0)), "表.xls").blocks[0].table
    assert table is not None and [(cell.row, cell.text) for cell in table.cells] == [(1, "7")]


def test_encrypted_workbook_is_refused() -> None:
    with pytest.raises(UnreadableDocument, match="password"):
        read_bytes(xls_file({}, raw_globals=record(0x002F, b"\x00" * 6)), "表.xls")


def test_hidden_sheet_is_told() -> None:
    document = read_bytes(xls_file({(0, 0): ("甲", "General")}, state=1), "表.xls")
    assert "隐藏" in document.warnings[0]


def test_too_many_cells_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.readers.biff.LIMITS", replace(LIMITS, cells=1))
    with pytest.raises(UnreadableDocument, match="cells"):
        read_bytes(xls_file({(0, 0): (1.0, "General"), (0, 1): (2.0, "General")}), "表.xls")


def test_truncated_file_is_refused() -> None:
    data = xls_file({(0, 0): ("甲", "General")})
    with pytest.raises(UnreadableDocument):
        read_bytes(data[:1400], "表.xls")


def test_container_without_a_workbook_stream_is_refused() -> None:
    with pytest.raises(UnreadableDocument):
        read_bytes(compound_file({"Other": b"x"}), "表.xls")
