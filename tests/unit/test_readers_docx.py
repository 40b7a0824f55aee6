"""Word files: what a person reads on the page, in order, with exact spans."""

from __future__ import annotations

import io

import docx
import pytest

from pipeline.document import Cell, Document, UnreadableDocument
from pipeline.readers import read_bytes
from tests.unit.readers_docx import (
    cell,
    docx_file,
    list_level,
    numbered,
    one_list,
    paragraph,
    row,
    run,
    table,
    with_part,
)


def read(body: str, styles: str = "", numbering: str = "") -> Document:
    return read_bytes(docx_file(body, styles, numbering), "report.docx")


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


def test_body_order_of_paragraphs_and_tables() -> None:
    document = read(paragraph("前") + table(row(cell("甲"), cell("乙"))) + paragraph("后"))
    assert [block.kind for block in document.blocks] == ["paragraph", "table", "paragraph"]
    assert [block.index for block in document.blocks] == [0, 1, 2]


def test_tabs_breaks_and_hyphens_stand_in_the_text() -> None:
    document = read(
        paragraph("<w:r><w:t>收入</w:t><w:tab/><w:t>1</w:t><w:noBreakHyphen/><w:t>2</w:t><w:br/><w:t>完</w:t></w:r>")
    )
    assert texts(document) == ["收入\t1-2\n完"]


def test_tracked_insertions_stand_and_deletions_do_not() -> None:
    inserted = f"<w:ins>{run('12.5')}</w:ins>"
    deleted = "<w:del><w:r><w:delText>13.5</w:delText></w:r></w:del>"
    moved = f"<w:moveFrom>{run('旧处')}</w:moveFrom><w:moveTo>{run('新处')}</w:moveTo>"
    assert texts(read(paragraph("预算", inserted, deleted, "万元", moved))) == ["预算12.5万元新处"]


def test_deleted_paragraph_mark_joins_with_the_next_paragraph() -> None:
    document = read(paragraph("支出", properties="<w:rPr><w:del/></w:rPr>") + paragraph("合计"))
    assert texts(document) == ["支出合计"]


def test_deleted_table_row_is_left_out() -> None:
    document = read(
        table(row(cell("留")), row(cell("删"), properties="<w:del/>"), row(cell("增"), properties="<w:ins/>"))
    )
    grid = document.blocks[0].table
    assert grid is not None and [c.text for c in grid.cells] == ["留", "增"]


def test_content_controls_hyperlinks_and_fields_are_opened() -> None:
    control = f"<w:sdt><w:sdtContent>{run('甲')}</w:sdtContent></w:sdt>"
    link = f"<w:hyperlink>{run('乙')}</w:hyperlink><w:smartTag>{run('丙')}</w:smartTag>"
    field = f"<w:fldSimple>{run('丁')}</w:fldSimple><w:r><w:instrText>PAGE</w:instrText></w:r>"
    block = f"<w:sdt><w:sdtContent>{paragraph('块')}</w:sdtContent></w:sdt>"
    assert texts(read(paragraph(control, link, field) + block)) == ["甲乙丙丁", "块"]


def test_hidden_text_and_ruby_guides_are_not_read() -> None:
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>暗</w:t></w:r>"
    ruby = f"<w:r><w:ruby><w:rt>{run('yù')}</w:rt><w:rubyBase>{run('预')}</w:rubyBase></w:ruby></w:r>"
    assert texts(read(paragraph(hidden, ruby, "算"))) == ["预算"]


def test_text_box_is_read_once_after_its_paragraph() -> None:
    box = f"<w:txbxContent>{paragraph('框内 3 人')}</w:txbxContent>"
    alternatives = (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing>'
        f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert texts(read(paragraph("正文", alternatives) + paragraph("下文"))) == ["正文", "框内 3 人", "下文"]


def test_formulas_keep_their_figures() -> None:
    math = "<m:oMath><m:r><m:t>83.20%</m:t></m:r></m:oMath>"
    assert texts(read(paragraph("执行率", math))) == ["执行率83.20%"]


def test_spans_of_merged_cells_are_exact() -> None:
    down, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    document = read(
        table(
            row(cell("项目", down), cell("金额", '<w:gridSpan w:val="2"/>')),
            row(cell("", on), cell("预算"), cell("决算")),
            row(cell("甲"), cell("1"), cell("2")),
        )
    )
    grid = document.blocks[0].table
    assert grid is not None
    assert grid.cells[:4] == (
        Cell("项目", 0, 0, 2, 1),
        Cell("金额", 0, 1, 1, 2),
        Cell("预算", 1, 1),
        Cell("决算", 1, 2),
    )
    assert (grid.n_rows, grid.n_cols) == (3, 3)


def test_two_merges_below_each_other_stay_two() -> None:
    down, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    document = read(table(row(cell("甲", down)), row(cell("", on)), row(cell("乙", down)), row(cell("", on))))
    grid = document.blocks[0].table
    assert grid is not None and grid.cells == (Cell("甲", 0, 0, 2, 1), Cell("乙", 2, 0, 2, 1))


def test_old_horizontal_merge_and_missing_first_columns() -> None:
    start, on = '<w:hMerge w:val="restart"/>', '<w:hMerge w:val="continue"/>'
    document = read(
        table(
            row(cell("合", start), cell("", on), cell("末")),
            row(cell("后"), properties='<w:gridBefore w:val="2"/>'),
        )
    )
    grid = document.blocks[0].table
    assert grid is not None and grid.cells == (Cell("合", 0, 0, 1, 2), Cell("末", 0, 2), Cell("后", 1, 2))


def test_paragraphs_of_a_cell_are_parted_by_line_ends() -> None:
    two = f"<w:tc>{paragraph('第一')}{paragraph('第二')}</w:tc>"
    grid = read(table(row(two))).blocks[0].table
    assert grid is not None and grid.cells[0].text == "第一\n第二"


def test_nested_table_follows_the_outer_one() -> None:
    inner = table(row(cell("里")))
    outer = table(row(f"<w:tc>{paragraph('外')}{inner}<w:p/></w:tc>"))
    document = read(outer + paragraph("后"))
    first, second = document.blocks[0].table, document.blocks[1].table
    assert first is not None and [c.text for c in first.cells] == ["外"]
    assert second is not None and [c.text for c in second.cells] == ["里"]


def test_headings_by_style_name_outline_level_and_inheritance() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="mine"><w:name w:val="部门标题"/><w:basedOn w:val="base"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="base"><w:name w:val="底"/>'
        '<w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="body"><w:name w:val="Body Text"/></w:style>'
    )
    body = "".join(paragraph(style, properties=f'<w:pStyle w:val="{style}"/>') for style in ("1", "mine", "body"))
    body += paragraph("级", properties='<w:outlineLvl w:val="0"/>') + paragraph(
        "文", properties='<w:outlineLvl w:val="9"/>'
    )
    assert [block.kind for block in read(body, styles).blocks] == [
        "heading", "heading", "paragraph", "heading", "paragraph",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "before",
    [
        '<w:style w:type="table" w:styleId="t"><w:name w:val="heading 9"/><w:pPr/></w:style>',
        '<w:style w:type="character" w:styleId="c"/>',
        '<w:style w:styleId="d" w:type="numbering"><w:name w:val="无列表"/></w:style><w:latentStyles/>',
        '<!-- <w:style w:type="table"> -->',
        '<w:style w:type="table"\nw:styleId="t"></w:style><w:style\nw:type="table" w:styleId="u"/>',
    ],
    ids=["table", "empty", "numbering", "comment", "line ends"],
)
def test_styles_of_tables_and_characters_stand_in_nobodys_way(before: str) -> None:
    own = '<w:style w:type="paragraph" w:styleId="{}"><w:name w:val="{}"/></w:style>'
    styles = (
        before + own.format("1", "heading 1") + before + '<w:style w:styleId="2"><w:name w:val="标题 2"/></w:style>'
    )
    body = "".join(paragraph(style, properties=f'<w:pStyle w:val="{style}"/>') for style in ("1", "2", "t"))
    assert [block.kind for block in read(body, styles).blocks] == ["heading", "heading", "paragraph"]


def test_automatic_numbers_are_rendered_as_printed() -> None:
    levels = (
        list_level(0, "chineseCounting", "%1、")
        + list_level(1, "chineseCounting", "（%2）")
        + list_level(2, "decimal", "%3.")
    )
    numbering = one_list(levels)
    body = "".join(paragraph("题", properties=numbered(1, level)) for level in (0, 1, 2, 2, 1, 0, 1))
    assert texts(read(body, numbering=numbering)) == [
        "一、题", "（一）题", "1. 题", "2. 题", "（二）题", "二、题", "（一）题",
    ]  # fmt: skip


def test_numbers_come_from_the_style_and_may_be_switched_off() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="h"><w:name w:val="heading 1"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    level = list_level(0, "chineseCountingThousand", "第%1部分", more='<w:suff w:val="space"/>')
    numbering = one_list(level)
    body = paragraph("概况", properties='<w:pStyle w:val="h"/>')
    body += paragraph("无号", properties='<w:pStyle w:val="h"/>' + numbered(0))
    body += paragraph("决算表", properties='<w:pStyle w:val="h"/>')
    assert texts(read(body, styles, numbering)) == ["第一部分 概况", "无号", "第二部分 决算表"]


def test_start_override_begins_a_list_again() -> None:
    numbering = (
        f'<w:abstractNum w:abstractNumId="0">{list_level(0, "decimal", "%1、")}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    )
    body = "".join(paragraph("项", properties=numbered(num)) for num in (1, 1, 2, 2))
    assert texts(read(body, numbering=numbering)) == ["1、项", "2、项", "1、项", "2、项"]


def test_bullets_are_left_out_and_unknown_numerals_warned_of() -> None:
    numbering = one_list(list_level(0, "bullet", "l") + list_level(1, "hebrew1", "%2."))
    document = read(
        paragraph("点", properties=numbered(1)) + paragraph("号", properties=numbered(1, 1)), numbering=numbering
    )
    assert texts(document) == ["点", "号"]
    assert len(document.warnings) == 1 and "hebrew1" in document.warnings[0]


def test_empty_numbered_cells_show_their_number() -> None:
    numbering = one_list(list_level(0, "decimal", "%1"))
    numbered_cell = f"<w:tc>{paragraph(properties=numbered(1))}</w:tc>"
    grid = (
        read(table(row(numbered_cell, cell("甲")), row(numbered_cell, cell("乙"))), numbering=numbering).blocks[0].table
    )
    assert grid is not None and [c.text.strip() for c in grid.cells] == ["1", "甲", "2", "乙"]


@pytest.mark.parametrize("name", ["word/document.xml", "word/document2.xml"])
def test_main_part_is_found_by_relationship(name: str) -> None:
    assert texts(read_bytes(docx_file(paragraph("文"), main=name), "a.docx")) == ["文"]


def test_strict_open_xml_reads_the_same() -> None:
    strict = 'xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"'
    body = f"<w:document {strict}><w:body>{paragraph('严格')}</w:body></w:document>"
    data = with_part(docx_file(""), "word/document.xml", body)
    assert texts(read_bytes(data, "a.docx")) == ["严格"]


def test_file_made_by_python_docx() -> None:
    made = docx.Document()
    made.add_heading("一、概况", 1)
    made.add_paragraph("编制 157 名")
    grid = made.add_table(2, 2)
    grid.cell(0, 0).merge(grid.cell(0, 1)).text = "合并"
    stream = io.BytesIO()
    made.save(stream)
    document = read_bytes(stream.getvalue(), "a.docx")
    assert [block.kind for block in document.blocks] == ["heading", "paragraph", "table"]
    read_grid = document.blocks[2].table
    assert read_grid is not None and read_grid.cells[0] == Cell("合并", 0, 0, 1, 2)


def test_external_entities_are_refused() -> None:
    body = (
        '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
        "<w:p><w:r><w:t>甲&x;</w:t></w:r></w:p></w:body></w:document>"
    )
    with pytest.raises(UnreadableDocument, match="DOCTYPE"):
        read_bytes(with_part(docx_file(""), "word/document.xml", body), "a.docx")
