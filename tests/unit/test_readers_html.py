"""Web pages: running text and data tables, without menus and layout."""

from __future__ import annotations

import codecs

import pytest

from pipeline.document import Cell, Document, Table
from pipeline.readers import read_bytes


def read_page(body: str) -> Document:
    return read_bytes(f"<!DOCTYPE html><html><body>{body}</body></html>".encode(), "公开.html")


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks if block.kind != "table"]


def tables(document: Document) -> list[Table]:
    return [block.table for block in document.blocks if block.table is not None]


def test_headings_paragraphs_and_line_breaks_part_text() -> None:
    document = read_page("<h1>决算公开</h1><div>一、概况<br>　　编制\n 157 名</div><ul><li>甲</li></ul>尾")
    assert [(block.kind, block.text) for block in document.blocks] == [
        ("heading", "决算公开"),
        ("paragraph", "一、概况"),
        ("paragraph", "编制 157 名"),
        ("paragraph", "甲"),
        ("paragraph", "尾"),
    ]


def test_inline_tags_do_not_part_figures() -> None:
    assert texts(read_page("<p>收入<b>62</b><span>88.30</span>万元</p>")) == ["收入6288.30万元"]


def test_scripts_menus_and_hidden_parts_are_left_out() -> None:
    document = read_page(
        "<script>var a=1</script><style>p{}</style><nav>导航</nav><ul><li><a>首页</a></li><li><a>公开</a></li></ul>"
        '<p style="display: none">暗</p><p hidden>暗</p><p>明<!-- 注 --></p>'
    )
    assert texts(document) == ["明"]


def test_spans_and_cells_that_rows_above_cover() -> None:
    document = read_page(
        "<table><tr><th rowspan=2>项目</th><th colspan=2>金额</th></tr><tr><td>预算</td><td>决算</td></tr>"
        "<tr><td>甲<br>乙</td><td><p>1</p><p>2</p></td><td rowspan=9>3</td></tr></table>"
    )
    (table,) = tables(document)
    assert table.cells == (
        Cell("项目", 0, 0, 2, 1), Cell("金额", 0, 1, 1, 2), Cell("预算", 1, 1), Cell("决算", 1, 2),
        Cell("甲\n乙", 2, 0), Cell("1\n2", 2, 1), Cell("3", 2, 2),
    )  # fmt: skip
    assert (table.n_rows, table.n_cols) == (3, 3)


def test_layout_tables_are_read_as_text() -> None:
    document = read_page(
        "<table><tr><td>栏目</td><td><p>说明</p><table><tr><td>甲</td><td>1</td></tr></table></td></tr></table>"
        "<table><tr><td>独格</td></tr></table>"
    )
    assert texts(document) == ["栏目", "说明", "独格"]
    assert [[cell.text for cell in table.cells] for table in tables(document)] == [["甲", "1"]]


def test_caption_precedes_its_table() -> None:
    document = read_page("<table><caption>收入表</caption><tr><td>甲</td><td>1</td></tr></table>")
    assert [block.kind for block in document.blocks] == ["paragraph", "table"]


@pytest.mark.parametrize(
    "data",
    [
        '<html><head><meta charset="gb2312"></head><body>峨边彝族自治县镕基</body></html>'.encode("gb18030"),
        "<html><head><meta http-equiv='Content-Type' content='text/html; charset=utf-8'></head>"
        "<body>峨边彝族自治县镕基</body></html>".encode(),
        "<html><body>峨边彝族自治县镕基</body></html>".encode("gb18030"),
        '<html><head><meta charset="utf-8"></head><body>峨边彝族自治县镕基</body></html>'.encode("gb18030"),
        codecs.BOM_UTF16_LE + "<html><body>峨边彝族自治县镕基</body></html>".encode("utf-16-le"),
        b'<?xml version="1.0" encoding="utf-8"?>' + "<html><body>峨边彝族自治县镕基</body></html>".encode(),
    ],
    ids=["gb2312-named", "utf-8-named", "unnamed", "wrongly-named", "utf-16", "xhtml"],
)
def test_charsets(data: bytes) -> None:
    assert texts(read_bytes(data, "公开.htm")) == ["峨边彝族自治县镕基"]


def test_deeply_nested_markup_is_read() -> None:
    assert "深" in texts(read_page("<div>" * 600 + "深" + "</div>" * 600))
