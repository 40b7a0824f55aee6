"""Plain text: paragraphs as the source has them, tables in six ways of writing."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from pipeline.document import Document, Table
from pipeline.readers import read, read_bytes

SEED = Path(__file__).parents[3] / "shared" / "cases" / "seed" / "report.txt"


def read_text(text: str) -> Document:
    return read_bytes(text.encode(), "报告.txt")


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks if block.kind != "table"]


def rows(table: Table | None) -> list[list[str | None]]:
    assert table is not None
    return [[None if cell is None else cell.text for cell in row] for row in table.grid()]


def test_each_line_of_unwrapped_text_is_a_paragraph() -> None:
    long = "本年度支出主要用于保障人员工资、社会保险、住房公积金以及日常公用经费等基本支出，据实列支。"
    assert texts(read_text(f"一、概况\n　　{long}\n\n{long}{long}\n")) == ["一、概况", long, long + long]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encodings_and_line_ends(encoding: str) -> None:
    document = read_bytes("一、概况\r\n预算１２万元\r\n".encode(encoding), "报告.txt")
    assert texts(document) == ["一、概况", "预算１２万元"]


def test_utf16_with_mark() -> None:
    assert texts(read_bytes(codecs.BOM_UTF16_BE + "预算\n".encode("utf-16-be"), "报告.txt")) == ["预算"]


def test_hard_wrapped_lines_join_to_the_source_substring() -> None:
    source = (
        "一、收入决算情况说明\n"
        "某某局二○二四年度收入支出总计为一百万元，其中本年收入九\n"
        "十万元，上年结转十万元。与上年度相比，收入支出总计增加十\n"
        "万元，增长百分之十。主要原因：新增人员两名，相应增加人员\n"
        "经费。\n"
        "（一）结构情况\n"
        "某某局本年支出合计九十万元，其中基本支出六十万元，占百分\n"
        "之六十七；项目支出三十万元。\n"
    )
    found = texts(read_text(source))
    assert [text.split("\n")[0][:6] for text in found] == [
        "一、收入决算",
        "某某局二○二",
        "（一）结构情",
        "某某局本年支",
    ]
    assert found[1].count("\n") == 3
    assert all(text in source for text in found)


def test_wrapped_figure_before_a_line_end_joins() -> None:
    line = "上海某某局本年度一般公共预算财政拨款支出，占本年支出合计的"
    source = (
        f"{line}\n100.00%。与上年度相比，支出增加，主要是新增了人员经费，增加\n{line}\n10.00%。\n{line}\n20.00%。\n"
    )
    assert texts(read_text(source))[0].startswith(f"{line}\n100.00%")


def test_metadata_lines_at_the_top_are_no_text() -> None:
    assert texts(read_text("# source: somewhere\n# kind: 决算\n\n正文第一段\n# 不是: 元数据\n")) == [
        "正文第一段",
        "# 不是: 元数据",
    ]


def test_cells_one_a_line() -> None:
    document = read_text(
        "（一）项目情况\n\t项目\n\t内容\n\t金额\n\n\t甲项目\n\t支付尾款。\n1.监控\n2.卡口\n\t10万元\n\n\t\n乙项目\n\t\n\t20万元\n\n\n\n（二）其他\n"
    )
    assert [block.kind for block in document.blocks] == ["paragraph", "table", "paragraph"]
    assert rows(document.blocks[1].table) == [
        ["项目", "内容", "金额"],
        ["甲项目", "支付尾款。\n1.监控\n2.卡口", "10万元"],
        ["乙项目", "", "20万元"],
    ]


def test_blank_line_inside_a_row() -> None:
    document = read_text(
        "\t项目\n\t内容\n\t金额\n\t结余\n\n\t甲\n\t说明\n\n\t10万元\n\t无\n\n\t乙\n\t说明\n\t20万元\n\t无\n"
    )
    assert rows(document.blocks[0].table) == [
        ["项目", "内容", "金额", "结余"],
        ["甲", "说明", "10万元", "无"],
        ["乙", "说明", "20万元", "无"],
    ]


def test_paragraph_of_a_cell_after_a_blank_line() -> None:
    document = read_text("\t项目\n\t内容\n\t金额\n\n\t甲\n\t第一段\n\n第二段\n\t10万元\n\n\t乙\n\t说明\n\t20万元\n")
    assert rows(document.blocks[0].table)[1] == ["甲", "第一段\n\n第二段", "10万元"]


def test_section_right_below_a_table_ends_it() -> None:
    document = read_text("\t项目\n\t金额\n\n\t甲\n\t10万元\n（二）其他情况\n正文。\n")
    assert texts(document) == ["（二）其他情况", "正文。"]


def test_rows_of_another_length_make_another_table() -> None:
    document = read_text("\t任务\n\t内容\n\n\t甲\n\t乙\n\n\t一级\n\t二级\n\t值\n\n\t产出\n\t数量\n\t9\n")
    assert [block.table.n_cols for block in document.blocks if block.table] == [2, 3]


def test_tabs_that_set_in_prose_are_no_cells() -> None:
    prose = ["一、概况", "本单位共有编制一百人，其中行政八十人。", "二、收支", "本年收入九十万元，支出九十万元。"]
    source = "\t{}\n\t{}\n\n\t{}\n\t{}\n".format(*prose)
    assert texts(read_text(source)) == prose


def test_table_below_prose_that_tabs_set_in() -> None:
    document = read_text("\t本年收入情况如下。\n\n\t项目\n\t金额\n\n\t甲\n\t10万元\n")
    assert [block.kind for block in document.blocks] == ["paragraph", "table"]
    assert rows(document.blocks[1].table) == [["项目", "金额"], ["甲", "10万元"]]


def test_cells_parted_by_bars() -> None:
    document = read_text("自评表\n总额 | 238.93 | 10 |\n其他资金 | | / | /\n合计 | 100\n")
    assert rows(document.blocks[1].table) == [
        ["总额", "238.93", "10", ""],
        ["其他资金", "", "/", "/"],
        ["合计", "100", None, None],
    ]


def test_framed_bars_and_their_rule() -> None:
    document = read_text("| 项目 | 数 |\n|---|---:|\n| 甲 | 1 |\n")
    assert rows(document.blocks[0].table) == [["项目", "数"], ["甲", "1"]]


def test_one_line_with_a_bar_is_prose() -> None:
    assert texts(read_text("甲 | 乙\n\n正文\n")) == ["甲 | 乙", "正文"]


def test_cells_parted_by_tabs() -> None:
    document = read_text("项目\t预算\t决算\n甲\t1\t\n")
    assert rows(document.blocks[0].table) == [["项目", "预算", "决算"], ["甲", "1", ""]]


@pytest.mark.skipif(not SEED.exists(), reason="the labelled cases are not beside the project")
class TestSeedReport:
    @pytest.fixture
    def tables(self) -> list[Table]:
        return [block.table for block in read(SEED).blocks if block.table is not None]

    def test_shape_of_each_table(self, tables: list[Table]) -> None:
        assert [(table.n_rows, table.n_cols) for table in tables] == [(11, 3), (1, 2), (108, 5), (11, 9), (11, 8)]

    def test_every_row_is_complete(self, tables: list[Table]) -> None:
        assert all(cell is not None for table in tables for row in table.grid() for cell in row)

    def test_first_column_of_the_goal_tables_is_empty_below_its_title(self, tables: list[Table]) -> None:
        for table in (tables[0], tables[2]):
            assert {row[0] for row in rows(table)[1:]} == {""}

    def test_row_that_starts_after_an_empty_cell_line(self, tables: list[Table]) -> None:
        assert "拖欠企业账款清偿项目" in [row[1] for row in rows(tables[0])]

    def test_amounts_rates_and_scores_stand_in_their_columns(self, tables: list[Table]) -> None:
        results = rows(tables[4])
        assert [row[2] for row in results[1:]] == [
            "10万元", "243.1万元", "18.44万元", "11.99万元", "185.74万元",
            "95.49万元", "35.89万元", "80万元", "501.69万元", "167.36万元",
        ]  # fmt: skip
        assert results[3][4] == "83.05%" and results[9][4:] == ["83.2%", "完成", "101.31万元", "95分"]
        assert all(str(row[7]).endswith("分") for row in results[1:])

    def test_balances_stand_in_their_column(self, tables: list[Table]) -> None:
        assert [row[7] for row in rows(tables[3])[1:]] == [
            "无", "无", "3.76万元", "无", "无", "无", "30.59万元", "无", "101.31万元", "无",
        ]  # fmt: skip

    def test_prose_is_found_in_the_source(self) -> None:
        source = SEED.read_text(encoding="utf-8")
        document = read(SEED)
        assert all(block.text in source for block in document.blocks)
        assert all(cell.text in source for block in document.blocks if block.table for cell in block.table.cells)


def test_one_cell_a_line_ended_by_a_stroke_is_a_table() -> None:
    document = read_text("单位：万元\n项目 |\n预算数 |\n决算数 |\n合计 |\n9.0 |\n- |\n接待费 |\n9.0 |\n|\n购置费 |\n")
    assert rows(document.blocks[1].table) == [
        ["项目", "预算数", "决算数"], ["合计", "9.0", "-"], ["接待费", "9.0", ""], ["购置费", "", ""],
    ]  # fmt: skip


def test_columns_set_apart_by_spaces_are_a_table() -> None:
    document = read_text(
        "2025年支出预算表        单位：元\n科目名称          合计      基本支出    项目支出\n"
        "公共安全支出    3,960,000           0   3,960,000\n住房保障支出    3,208,157   3,208,157           0\n"
        "说明：基本支出占44.8%，  项目支出占55.2%。\n"
    )
    [table] = [block.table for block in document.blocks if block.kind == "table"]
    assert rows(table) == [
        ["科目名称", "合计", "基本支出", "项目支出"],
        ["公共安全支出", "3,960,000", "0", "3,960,000"],
        ["住房保障支出", "3,208,157", "3,208,157", "0"],
    ]
    prose = "预算  100万元\n支出  90万元\n余额  10万元\n"
    assert [block.kind for block in read_text(prose).blocks] == ["paragraph"] * 3


def test_lines_cut_at_a_number_of_characters_join_however_wide_those_are() -> None:
    source = (
        "新乡市某街道办事处2020年度财政拨款支出2,318.75万\n"
        "元，主要用于以下方面：社会保障和就业支出418.37万元，占\n"
        "18.04%；卫生健康支出143.92万元，占6.21%；住\n"
        "房保障支出68.00万元，占2.93%。\n"
    )
    lines = source.splitlines()
    cut = "".join(lines)
    even = "\n".join(cut[i : i + 26] for i in range(0, len(cut), 26))
    assert texts(read_text(even)) == [even]


def test_what_cannot_begin_a_line_goes_on_the_one_before() -> None:
    wrapped = (
        "一般公共预算财政拨款支出完成年初预算的一百零二个百分点以上的\n"
        "主要原因是人员增加以及按照规定调整了机关事业单位人员的工资标\n"
        "准，新增了部分项目支出，具体支出数额为一百二十万元，占418.\n"
        "37%\n"
        "；卫生健康支出十万元。\n"
    )
    assert len(texts(read_text(wrapped))) == 1


def test_no_paragraph_ends_with_a_comma() -> None:
    cut = "投入指标9分，过程指标28分，\n效益指标27分，总分64分。"
    assert texts(read_text(f"自评得分\n{cut}\n")) == ["自评得分", cut]
    assert texts(read_text("（一）主要职责，\n（二）机构设置，\n")) == ["（一）主要职责，", "（二）机构设置，"]


def test_blank_beside_a_merged_head_that_the_rows_below_lack() -> None:
    text = "项目资金（万元）\t\t年初预算数\t全年执行数\t执行率\n年度资金总额\t860.00\t817.00\t95.00%\n"
    assert rows(read_text(text).blocks[0].table) == [
        ["项目资金（万元）", "年初预算数", "全年执行数", "执行率"],
        ["年度资金总额", "860.00", "817.00", "95.00%"],
    ]


def test_columns_parted_by_single_blanks_are_a_table() -> None:
    document = read_text(
        "项目名称 城区绿化养护\n"
        "资金来源 年初预算数 全年预算数 (A) 全年执行数 (B) 分值 执行率 (B/A) 得分\n"
        "年度资金总额 60.00 80.00 72.00 10 90.00% 9.00\n"
        "其中：财政拨款 50.00 70.00 66.00 — 94.29% —\n"
        "一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分\n"
        "产出指标 数量指标 补植乔木 ≥200株 210株 20 20\n"
        "数量指标 补植灌木 ≥300株 280株（因天气） 15 14\n"
        "总分 100 93.00\n"
    )
    [block] = document.blocks
    assert [[cell or "" for cell in row] for row in rows(block.table)] == [
        ["项目名称", "城区绿化养护", "", "", "", "", ""],
        ["资金来源", "年初预算数", "全年预算数(A)", "全年执行数(B)", "分值", "执行率(B/A)", "得分"],
        ["年度资金总额", "60.00", "80.00", "72.00", "10", "90.00%", "9.00"],
        ["其中：财政拨款", "50.00", "70.00", "66.00", "—", "94.29%", "—"],
        ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"],
        ["产出指标", "数量指标", "补植乔木", "≥200株", "210株", "20", "20"],
        ["", "数量指标", "补植灌木", "≥300株", "280株（因天气）", "15", "14"],
        ["", "", "", "", "总分", "100", "93.00"],
    ]


@pytest.mark.parametrize(
    "text",
    [
        "预算 100 万元\n决算 90 万元",
        "项目 预算 决算\n以上 各项 已完成。",
        "基本支出 项目支出 合计\n一、 概况\n二、 职责",
        "项目 预算 决算\n合计 100.00 90.00\n全年 支出 90.00 万元。",
    ],
)
def test_words_with_blanks_are_no_table(text: str) -> None:
    assert [block.kind for block in read_text(text).blocks if block.kind == "table"] == []


def test_a_sheet_in_one_line_is_a_table() -> None:
    document = read_text(
        "项目支出绩效自评表 (2023年度) 项目名称 城区绿化养护 主管部门 某局 项目资金 (万元) 年初预算数 全年预算数 全年执行数 分值 执行率 得分 "
        "年度资金总额： 60.00 80.00 72.00 10 90% 9 其中：财政拨款 60.00 80.00 72.00 其他资金 年度总体目标 预期目标 补植乔木200株。 "
        "绩效指标 一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分 产出指标 数量指标 补植乔木 ≥200株 210 50 50 "
        "质量指标 成活率 ≥95% 96% 20 20 保存率 ≥90% 85% 20 16 总分 100 95\n"
    )
    [block] = document.blocks
    assert [[cell for cell in row if cell] for row in rows(block.table)] == [
        ["项目支出绩效自评表(2023年度)"],
        ["项目名称", "城区绿化养护"],
        ["主管部门", "某局"],
        ["项目资金(万元)", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
        ["年度资金总额：", "60.00", "80.00", "72.00", "10", "90%", "9"],
        ["其中：财政拨款", "60.00", "80.00", "72.00"],
        ["其他资金"],
        ["年度总体目标 预期目标 补植乔木200株。 绩效指标"],
        ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"],
        ["产出指标", "数量指标", "补植乔木", "≥200株", "210", "50", "50"],
        ["质量指标", "成活率", "≥95%", "96%", "20", "20"],
        ["保存率", "≥90%", "85%", "20", "16"],
        ["总分", "100", "95"],
    ]


def test_a_line_that_only_names_heads_is_no_sheet() -> None:
    text = "自评表列有 一级指标 二级指标 三级指标 各项分值 和得分 。"
    assert texts(read_text(text)) == [text]
