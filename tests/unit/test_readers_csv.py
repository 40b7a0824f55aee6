"""CSV files: encodings, delimiters, quotes."""

from __future__ import annotations

import codecs

import pytest

from pipeline.document import Table, UnreadableDocument
from pipeline.readers import read_bytes

PLAIN = '项目,预算（万元）,决算\n基本支出,"4,475.42",83.67\n项目支出,,\n'


def read_table(data: bytes) -> Table:
    document = read_bytes(data, "表.csv")
    (block,) = document.blocks
    assert block.table is not None
    return block.table


def rows(table: Table) -> list[list[str | None]]:
    return [[None if cell is None else cell.text for cell in row] for row in table.grid()]


@pytest.mark.parametrize(
    "data",
    [
        PLAIN.encode("utf-8"),
        PLAIN.encode("utf-8-sig"),
        codecs.BOM_UTF16_LE + PLAIN.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + PLAIN.encode("utf-16-be"),
        PLAIN.encode("gb18030"),
        PLAIN.replace("\n", "\r\n").encode("gbk"),
    ],
    ids=["utf-8", "utf-8-bom", "utf-16-le", "utf-16-be", "gb18030", "gbk-crlf"],
)
def test_encodings_read_the_same(data: bytes) -> None:
    assert rows(read_table(data)) == [
        ["项目", "预算（万元）", "决算"],
        ["基本支出", "4,475.42", "83.67"],
        ["项目支出", "", ""],
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(delimiter: str) -> None:
    text = "\n".join(delimiter.join(row) for row in (["名称", "数"], ["甲", "1"], ["乙", "2"]))
    assert rows(read_table(text.encode())) == [["名称", "数"], ["甲", "1"], ["乙", "2"]]


def test_thousands_commas_do_not_part_where_the_delimiter_is_another() -> None:
    table = read_table("项目;预算;决算\n甲;1,234.50;1\n乙;2,345.60;22,222\n".encode())
    assert rows(table)[1] == ["甲", "1,234.50", "1"]


def test_declared_delimiter_is_no_row() -> None:
    assert rows(read_table("sep=;\n甲;1,5\n".encode())) == [["甲", "1,5"]]


def test_ragged_rows_keep_their_places() -> None:
    table = read_table("收入支出表\n项目,数\n甲,1,备注\n".encode())
    assert table.n_cols == 3
    assert rows(table) == [["收入支出表", None, None], ["项目", "数", None], ["甲", "1", "备注"]]


def test_line_ends_and_quotes_inside_quotes() -> None:
    assert rows(read_table('名称,说明\n甲,"第一行\n第二""行"\n'.encode())) == [
        ["名称", "说明"],
        ["甲", '第一行\n第二"行'],
    ]


def test_unpaired_quote_is_a_character_and_told() -> None:
    document = read_bytes('名称,数\n"甲,1\n乙,2\n'.encode(), "表.csv")
    table = document.blocks[0].table
    assert table is not None and rows(table) == [["名称", "数"], ['"甲', "1"], ["乙", "2"]]
    assert "引号" in document.warnings[0]


def test_damaged_utf8_is_refused_not_read_as_gb18030() -> None:
    data = ("预算执行率与结余" * 20).encode()
    with pytest.raises(UnreadableDocument, match="byte"):
        read_bytes(data[:100] + data[101:], "表.csv")


def test_truncated_utf8_is_refused() -> None:
    with pytest.raises(UnreadableDocument, match="UTF-8"):
        read_bytes("项目,预算执行率".encode()[:-1], "表.csv")


def test_binary_content_is_refused() -> None:
    with pytest.raises(UnreadableDocument):
        read_bytes(bytes(range(256)) * 4, "表.csv")
