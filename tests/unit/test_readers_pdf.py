"""PDFs: paragraphs from lines, ruled tables with merged cells, tables over page breaks, scans refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.document import Document, Table, UnreadableDocument
from pipeline.readers import read, read_bytes
from tests.unit.readers_pdf import grid, lines, pdf_file, rule, ruled_table, text

REAL = Path(__file__).parents[3] / "shared" / "cases" / "real" / "putuo-social-work-2024-final-accounts.pdf"
XS = (60, 160, 260, 360)


def read_pages(*pages: bytes, page_entries: bytes = b"") -> Document:
    return read_bytes(pdf_file(pages, page_entries), "决算.pdf")


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks if block.kind != "table"]


def rows(table: Table | None) -> list[list[str | None]]:
    assert table is not None
    return [[None if cell is None else cell.text for cell in row] for row in table.grid()]


def tables(document: Document) -> list[list[list[str | None]]]:
    return [rows(block.table) for block in document.blocks if block.table is not None]


def test_lines_join_by_where_they_end() -> None:
    page = (
        text(84, 780, "一、收入决算情况说明")
        + text(84, 760, "某某局本年度收入支出总计为一百万元，其中本年收入共计")
        + lines(
            60,
            740,
            [
                "九十万元，上年结转十万元。与上年度相比，收入支出总计增加了",
                "十万元，增长百分之十，主要原因是新增了人员并相应增加经费支",
                "出。",
            ],
        )
        + text(84, 680, "某某局本年支出合计九十万元，其中基本支出六十万元，占")
        + lines(60, 660, ["百分之六十七；项目支出三十万元，占百分之三十三。"])
    )
    found = texts(read_pages(page))
    assert [paragraph.count("\n") for paragraph in found] == [0, 3, 1]
    assert found[1].endswith("增加经费支\n出。")


def test_paragraph_goes_on_over_the_page_and_page_numbers_do_not_stand_in_it() -> None:
    body = [
        "本年度一般公共预算财政拨款支出与上年度相比有所增加，主要原因",
        "是新增了人员经费和日常公用经费，基本支出与项目支出均有所增加",
        "其中一般公共服务支出增加最多，一般公共预算财政拨款占合计的",
    ]
    first = lines(60, 780, body) + text(290, 30, "- 1 -")
    second = text(60, 780, "100.00%。") + text(290, 30, "2")
    document = read_pages(first, second)
    (paragraph,) = document.blocks
    assert paragraph.text.endswith("占合计的\n100.00%。") and paragraph.page == 1
    assert any("页码 2 处" in warning for warning in document.warnings)


def test_number_glued_to_the_first_word_stays() -> None:
    assert texts(read_pages(text(60, 780, "12支出决算情况"))) == ["12支出决算情况"]


def test_running_titles_are_left_out_and_told() -> None:
    pages = [text(200, 815, "某某局决算") + text(60, 700, f"正文第{number}页。") for number in "一二三四五"]
    document = read_pages(*pages)
    assert texts(document) == [f"正文第{number}页。" for number in "一二三四五"]
    assert any("页眉页脚 5 处" in warning for warning in document.warnings)


def test_ruled_table_stands_between_the_prose_around_it() -> None:
    page = text(60, 780, "收入支出决算总表") + text(300, 760, "单位：万元")
    page += ruled_table(XS, 750, [["项目", "预算数", "决算数"], ["基本支出", "12.50", ""]]) + text(
        60, 690, "注：见附件。"
    )
    document = read_pages(page)
    assert [block.kind for block in document.blocks] == ["paragraph", "paragraph", "table", "paragraph"]
    assert tables(document) == [[["项目", "预算数", "决算数"], ["基本支出", "12.50", ""]]]
    assert texts(document) == ["收入支出决算总表", "单位：万元", "注：见附件。"]


def test_merged_cells_have_their_spans() -> None:
    level = rule(60, 750, 360, 750) + rule(160, 730, 360, 730) + rule(60, 710, 360, 710) + rule(60, 690, 360, 690)
    upright = rule(60, 690, 60, 750) + rule(160, 690, 160, 750) + rule(260, 690, 260, 730) + rule(360, 690, 360, 750)
    words = (
        text(70, 725, "项目", 10) + text(230, 735, "金额", 10) + text(170, 715, "预算", 10) + text(270, 715, "决算", 10)
    )
    words += text(70, 695, "甲", 10) + text(170, 695, "1", 10) + text(270, 695, "2", 10)
    table = read_pages(level + upright + words).blocks[0].table
    assert table is not None
    assert [(c.text, c.row, c.col, c.rowspan, c.colspan) for c in table.cells] == [
        ("项目", 0, 0, 2, 1), ("金额", 0, 1, 1, 2), ("预算", 1, 1, 1, 1), ("决算", 1, 2, 1, 1),
        ("甲", 2, 0, 1, 1), ("1", 2, 1, 1, 1), ("2", 2, 2, 1, 1),
    ]  # fmt: skip


def test_lines_in_a_cell_are_parted_and_rows_do_not_mix() -> None:
    page = grid(XS, (690, 730, 750)) + lines(63, 718, ["机关事业单位", "养老保险"], 10, 14) + text(163, 710, "6.18", 10)
    page += text(63, 736, "科目", 10) + text(163, 736, "合计", 10)
    assert tables(read_pages(page)) == [[["科目", "合计", ""], ["机关事业单位\n养老保险", "6.18", ""]]]


def test_table_without_outer_side_lines() -> None:
    level = b"".join(rule(60, y, 360, y) for y in (750, 730, 710))
    words = text(70, 736, "项目", 10) + text(210, 736, "金额", 10) + text(70, 716, "甲", 10) + text(210, 716, "1", 10)
    assert tables(read_pages(level + rule(200, 710, 200, 750) + words)) == [[["项目", "金额"], ["甲", "1"]]]


def test_frames_and_underlines_are_no_tables() -> None:
    page = grid((50, 500), (600, 800)) + text(60, 780, "框内文字。") + rule(60, 778, 120, 778)
    assert texts(read_pages(page)) == ["框内文字。"]


def test_table_over_a_page_break_is_joined_and_its_titles_dropped() -> None:
    titles = ["科目", "名称", "决算数"]
    first = text(60, 800, "支出决算表") + ruled_table(XS, 780, [titles, ["201", "一般公共服务", "1"]])
    second = ruled_table(XS, 800, [titles, ["208", "社会保障", "2"]]) + text(290, 30, "2")
    document = read_pages(first, second)
    assert tables(document) == [[titles, ["201", "一般公共服务", "1"], ["208", "社会保障", "2"]]]
    assert any("第 1 页的表格延续到第 2 页" in warning and "1 行" in warning for warning in document.warnings)


def test_table_below_a_title_on_the_next_page_is_another_one() -> None:
    first = ruled_table(XS, 780, [["甲", "乙", "丙"], ["1", "2", "3"]])
    second = text(60, 800, "表二") + ruled_table(XS, 780, [["甲", "乙", "丙"], ["4", "5", "6"]])
    assert len(tables(read_pages(first, second))) == 2


@pytest.mark.parametrize(
    "entries",
    [b"/Rotate 90", b"/Rotate 180", b"/Rotate 270", b"/MediaBox [-50 -60 645 902]", b"/CropBox [20 20 580 820]"],
    ids=["90", "180", "270", "mediabox", "cropbox"],
)
def test_rotated_and_shifted_pages(entries: bytes) -> None:
    page = ruled_table(XS, 700, [["项目", "预算数", "决算数"], ["甲项", "1", "2"]])
    cells = {cell for table in tables(read_pages(page, page_entries=entries)) for row in table for cell in row}
    assert cells == {"项目", "预算数", "决算数", "甲项", "1", "2"}


@pytest.mark.parametrize(
    ("meant", "read_as"),
    [("\ue000", "\ufffd"), ("\x00", "\ufffd"), ("\U00020bb7", "\ufffd\ufffd")],
    ids=["private", "none", "rare"],
)
def test_characters_without_a_usable_code_keep_the_others_in_place(meant: str, read_as: str) -> None:
    page = ruled_table(XS, 700, [["项甲目", "预算数", "决算甲"], ["乙项", "1", "2"]])
    found = read_bytes(pdf_file([page], codes=[("甲", meant)]), "决算.pdf")
    assert tables(found) == [[[f"项{read_as}目", "预算数", f"决算{read_as}"], ["乙项", "1", "2"]]]


def test_aligned_figures_without_rules_are_told() -> None:
    page = lines(60, 780, [f"科目{i} 12.50 {i}3.10 4,500.00" for i in range(5)])
    assert any("无框线表格" in warning for warning in read_pages(page).warnings)


def test_scan_without_text_is_refused() -> None:
    with pytest.raises(UnreadableDocument, match="scan"):
        read_pages(rule(0, 0, 100, 100))


def test_pages_without_text_are_told() -> None:
    document = read_pages(text(60, 780, "正文"), b"")
    assert texts(document) == ["正文"] and "第 2 页没有文字" in document.warnings[0]


def test_encrypted_pdf_is_refused() -> None:
    with pytest.raises(UnreadableDocument, match="password"):
        read_bytes(pdf_file([text(60, 780, "正文")], encrypted=True), "决算.pdf")


def test_truncated_pdf_is_refused() -> None:
    with pytest.raises(UnreadableDocument, match="damaged"):
        read_bytes(pdf_file([text(60, 780, "正文")])[:120], "决算.pdf")


@pytest.mark.skipif(not REAL.exists(), reason="the labelled cases are not beside the project")
class TestRealFinalAccounts:
    @pytest.fixture
    def document(self) -> Document:
        return read(REAL)

    def test_nine_forms_and_the_list_of_units(self, document: Document) -> None:
        shapes = [(block.table.n_rows, block.table.n_cols) for block in document.blocks if block.table]
        assert shapes == [
            (3, 3), (32, 4), (20, 9), (20, 8), (34, 7), (20, 5), (40, 6), (5, 12), (6, 8), (6, 8),
        ]  # fmt: skip

    def test_cells_of_forms_that_go_over_a_page(self, document: Document) -> None:
        expenditure = tables(document)[3]
        assert expenditure[2][:5] == ["合计", "合计", "307.82", "105.58", "202.24"]
        assert expenditure[-1][:4] == ["2210203", "购房补贴", "11.72", "11.72"]
        assert tables(document)[4][-1] == ["总计", "307.82", "总计", "307.82", "307.82", "", ""]

    def test_narrative_paragraphs_are_whole(self, document: Document) -> None:
        paragraph = next(text for text in texts(document) if text.startswith("3、一般公共服务支出"))
        assert paragraph.endswith("决算数与全年预算数持平。")
        assert any(text.startswith("一般公共预算财政拨款支出") and "\n100.00%。" in text for text in texts(document))


def test_pieces_of_one_line_that_the_text_layer_parts_are_put_together() -> None:
    title = text(255, 700, "收入支出决算总") + text(60, 760, "第二部分部门决算表") + text(255 + 7 * 12, 700, "表")
    assert texts(read_pages(title)) == ["收入支出决算总表", "第二部分部门决算表"]


def test_pieces_at_one_height_that_do_not_touch_are_lines_of_their_own() -> None:
    page = text(255, 700, "收入支出") + text(60, 760, "第二部分部门决算表") + text(355, 700, "单位")
    assert "收入支出单位" not in "".join(texts(read_pages(page)))


def test_a_figure_cut_by_the_side_of_its_cell_is_one_figure_on_two_lines() -> None:
    page = grid(XS, (700, 660, 620)) + text(64, 680, "项目") + text(164, 680, "金额") + text(64, 640, "合计")
    page += text(164, 648, "850.6") + text(164, 630, "5")
    assert tables(read_pages(page))[0][1][1] == "850.6\n5"


# Widths of a code, of a name of four characters of twelve points, and of an amount.
NARROW = [50.0, 110.0, 160.0, 260.0]


def test_a_row_that_the_page_s_end_has_cut_is_one() -> None:
    first = ruled_table(NARROW, 780, [["科目", "名称", "决算数"], ["20805", "事业单位", "71.35"]])
    second = ruled_table(NARROW, 800, [["", "养老", ""], ["221", "住房保障", "9.40"]])
    assert tables(read_pages(first, second)) == [
        [["科目", "名称", "决算数"], ["20805", "事业单位\n养老", "71.35"], ["221", "住房保障", "9.40"]]
    ]


@pytest.mark.parametrize(
    "row", [["221", "住房保障", ""], ["", "一、住房", ""], ["", "住房保障", "9.40"]], ids=["code", "number", "amount"]
)
def test_a_row_of_its_own_below_a_page_s_end_stays_one(row: list[str]) -> None:
    first = ruled_table(NARROW, 780, [["科目", "名称", "决算数"], ["20805", "事业单位", "71.35"]])
    second = ruled_table(NARROW, 800, [row, ["229", "其他", "3.00"]])
    (table,) = tables(read_pages(first, second))
    assert table[1:3] == [["20805", "事业单位", "71.35"], row]


def test_a_name_that_leaves_room_in_its_cell_was_not_cut() -> None:
    first = ruled_table(NARROW, 780, [["科目", "名称", "决算数"], ["20805", "事业", "71.35"]])
    second = ruled_table(NARROW, 800, [["", "养老", ""], ["221", "住房", "9.40"]])
    assert len(tables(read_pages(first, second))[0]) == 4


def test_a_merged_cell_printed_again_above_what_is_left_of_it_parts_no_table() -> None:
    left, right = [50.0, 110.0], [110.0, 160.0, 260.0]
    tall = grid(left, [780, 720]) + text(52, 750, "绩效指标")
    first = tall + ruled_table(right, 780, [["名称", "得分"], ["甲项", "9"], ["乙项", "8"]])
    again = text(52, 806, "绩效") + grid(left, [800, 780])
    second = again + ruled_table(right, 800, [["丙项", "7"]])
    (table,) = tables(read_pages(first, second))
    assert [row[1:] for row in table] == [["名称", "得分"], ["甲项", "9"], ["乙项", "8"], ["丙项", "7"]]


def test_a_sentence_over_two_lines_is_one_where_a_page_has_no_others() -> None:
    long = "本年度机关运行经费支出为八十二万元与上年相比有所减少主要原因是压缩了办公"
    page = lines(60, 800, [long, "费和差旅费。"]) + text(420, 700, "单位：万元") + text(60, 680, "说明")
    assert texts(read_pages(page)) == [f"{long}\n费和差旅费。", "单位：万元", "说明"]


def test_a_name_too_long_for_its_cell_stays_whole() -> None:
    page = grid([50, 110, 200], [780, 760, 740]) + text(52, 766, "住房保障支出", 12) + text(112, 746, "9.40", 12)
    page += text(52, 746, "其他", 12)
    assert tables(read_pages(page)) == [[["住房保障支出", ""], ["其他", "9.40"]]]
