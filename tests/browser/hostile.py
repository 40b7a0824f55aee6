"""A document whose texts would be markup, formulas, quotes or directions where a program forgets that they are texts."""

from __future__ import annotations

from html import escape
from pathlib import Path

from tests.unit.readers_docx import cell, docx_file, paragraph, row, table

DEPARTMENT = "青石县教育局"
SCRIPT = "<script>alert(1)</script>"
IMAGE = "\"><img src=x onerror='alert(2)'>"
FORMULA = '=HYPERLINK("http://example.invalid","点击")'
DIRECTION = "校舍\u202e维修\u2067工程"
TEMPLATE = "`${alert(3)}`\\u003c</title>"
PROJECTS = (SCRIPT, IMAGE, FORMULA, DIRECTION, TEMPLATE)
"""Project names; each project's printed rate of 100 % is wrong."""
FILE = f"2024年自评报告 {SCRIPT.replace('/', '∕')} &amp; '\".docx"

_HEADS = ("项目名称", "项目金额", "及时处置", "调整执行率", "完成情况", "资金结余", "自评结果")


def write(raw: Path) -> None:
    """Puts the document into a raw folder."""
    rows = [_HEADS, *((name, "35.89万元", "及时", "100%", "完成", "30.59万元", "100分") for name in PROJECTS)]
    body = (
        paragraph(f"{DEPARTMENT}2024年部门整体绩效自评报告")
        + paragraph("2023年度收入预算合计800.00万元。")
        + paragraph(escape(f"2024年度收入预算合计880.00万元，{SCRIPT}与2023年度相比，增加80.00万元，增长12.50%。"))
        + table(*(row(*(cell(escape(text)) for text in texts)) for texts in rows))
    )
    folder = raw / DEPARTMENT / "2024"
    folder.mkdir(parents=True)
    (folder / FILE).write_bytes(docx_file(body))
