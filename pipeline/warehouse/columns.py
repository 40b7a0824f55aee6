"""The raw schema, declared once: every table and column of ``raw.*`` with its DuckDB type and its meaning.

``load.py`` creates and fills the tables from this declaration; ``dbt_project/models/staging/raw.yml`` repeats the names
for dbt, and a unit test holds the two together. Comments are "Chinese term: English definition". Amounts are in 元
(yuan) and never floats; ids are lower-case hexadecimal strings.
"""

from __future__ import annotations

from dataclasses import dataclass

DECIMAL = "DECIMAL(30, 8)"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a raw table: its name, DuckDB type, and comment (Chinese term: English definition)."""

    name: str
    type: str
    comment: str


@dataclass(frozen=True, slots=True)
class RawTable:
    """One table of the schema ``raw``: its name, what one row is, and its columns in order."""

    name: str
    comment: str
    columns: tuple[Column, ...]

    @property
    def column_names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(column.name for column in self.columns)


_DOCUMENT_ID = Column("document_id", "VARCHAR", "文件编号: first 16 hex digits of the SHA-256 of the file's bytes")

_PLACE = (
    Column("block", "INTEGER", "段落序号: block of the document, counted from 0"),
    Column("row", "INTEGER", "表格行: row inside a table, counted from 0; null in prose"),
    Column("col", "INTEGER", "表格列: column inside a table, counted from 0; null in prose"),
    Column("start", "INTEGER", "起始字符: first character in the text of the block or cell"),
    Column("end", "INTEGER", "结束字符: character after the last one"),
    Column("page", "INTEGER", "页码: page, counted from 1, where the format has pages"),
    Column("sheet", "VARCHAR", "工作表: sheet, where the format has sheets"),
)
_CELL = _PLACE[:3]

DOCUMENT = RawTable(
    "document",
    "文件: one file of the raw folder, read or quarantined",
    (
        _DOCUMENT_ID,
        Column("path", "VARCHAR", "路径: path as given, below the raw folder in a build"),
        Column("sha256", "VARCHAR", "校验和: SHA-256 of the file's bytes, 64 hex digits"),
        Column("format", "VARCHAR", "格式: docx, xlsx, xls, csv, txt, html, pdf; null for a quarantined file"),
        Column("kind", "VARCHAR", "文种: kind of report, as recognised by the extraction"),
        Column("title", "VARCHAR", "标题: title of the document"),
        Column("department", "VARCHAR", "部门: department that the document reports on"),
        Column("region_code", "VARCHAR", "行政区划代码: six-digit division code"),
        Column("fiscal_year", "INTEGER", "预算年度: fiscal year that the document reports on"),
        Column("aliases", "VARCHAR[]", "简称: other names that the document uses for the department"),
        Column("status", "VARCHAR", "状态: read, or quarantined when the file could not be read"),
        Column("reason", "VARCHAR", "原因: why the file was quarantined, Chinese / English"),
        Column("remedy", "VARCHAR", "处理办法: what its owner can do, Chinese / English"),
        Column("warnings", "VARCHAR[]", "提示: what the reader had to assume or skip"),
        Column("parser_version", "VARCHAR", "解析版本: version of reader and extraction that wrote the rows"),
    ),
)

FACT = RawTable(
    "fact",
    "数据: one printed figure with its place and its rounding interval",
    (
        _DOCUMENT_ID,
        Column("fact_id", "VARCHAR", "数据编号: hash of document and place"),
        Column("subject", "VARCHAR", "对象: what the figure is about, in the document's own words"),
        Column("measure", "VARCHAR", "指标: code of the seed measures"),
        Column("aspect", "VARCHAR", "口径: level, change, change_rate, share or rate of the measure"),
        Column("breakdown", "VARCHAR", "分类: list of parts it belongs to (total, fund_source, function, project …)"),
        Column("item", "VARCHAR", "分项: canonical name of the part"),
        Column("item_code", "VARCHAR", "分项代码: official code of the part, if known"),
        Column("fiscal_year", "INTEGER", "年度: year that the figure belongs to"),
        Column("base_year", "INTEGER", "基期年度: year that a change is measured against"),
        Column("stage", "VARCHAR", "阶段: original_budget, revised_budget, budget, outturn, final_outturn …"),
        Column("value", "VARCHAR", "数值: digits as printed, without commas, half width"),
        Column("unit", "VARCHAR", "单位: as printed; empty where none is printed or declared"),
        Column("value_base", DECIMAL, "基本单位数值: in 元 for amounts, the plain number otherwise"),
        Column("decimals", "INTEGER", "小数位: digits printed after the point"),
        Column("lower", DECIMAL, "下限: lower end of the rounding interval in base units; null is unbounded"),
        Column("upper", DECIMAL, "上限: upper end of the rounding interval in base units; null is unbounded"),
        Column("exactness", "VARCHAR", "精确性: printed, exact, at_least, at_most or about"),
        Column("direction", "INTEGER", "方向: 1 for an increase, -1 for a decrease, null where it is no change"),
        Column("section", "VARCHAR", "章节: section of the document that it stands in"),
        Column("record_id", "VARCHAR", "记录编号: table record that it stands in"),
        Column("quote", "VARCHAR", "原文: exact text of the source"),
        *_PLACE,
    ),
)

IDENTITY = RawTable(
    "identity",
    "勾稽关系: figures that ought to agree because a sentence or table says so",
    (
        _DOCUMENT_ID,
        Column("identity_id", "VARCHAR", "关系编号: hash of document, rule and operands"),
        Column("rule_id", "VARCHAR", "规则: code of the seed rules"),
        Column("subject", "VARCHAR", "对象: what the identity is about"),
        Column("fiscal_year", "INTEGER", "年度: year that the identity is about"),
        Column("form", "VARCHAR", "形式: quotient or product"),
        Column("relation", "VARCHAR", "关系符: eq, le or ge"),
        Column("scale", "INTEGER", "倍数: factor before the quotient, 100 for percents"),
        Column("numerator_constant", DECIMAL, "分子常数: n0 of the identity"),
        Column("denominator_constant", DECIMAL, "分母常数: d0 of the identity"),
        Column("broken_verdict", "VARCHAR", "不符时结论: inconsistent, or ambiguous where a reading is assumed"),
        Column("assumption", "VARCHAR", "假设: the reading that the binding rests on, Chinese / English"),
    ),
)

OPERAND = RawTable(
    "operand",
    "运算项: one figure's part in an identity",
    (
        _DOCUMENT_ID,
        Column("identity_id", "VARCHAR", "关系编号: identity that the operand belongs to"),
        Column("ordinal", "INTEGER", "序号: place in the identity, counted from 0"),
        Column("role", "VARCHAR", "角色: stated, part, base or context"),
        Column("fact_id", "VARCHAR", "数据编号: the figure; null when the document does not give it"),
        Column("stated_weight", "INTEGER", "文中数权重: weight in the stated sum"),
        Column("numerator_weight", "INTEGER", "分子权重: weight in the numerator"),
        Column("denominator_weight", "INTEGER", "分母权重: weight in the denominator"),
        Column("missing", "VARCHAR", "缺失项: which datum is missing when there is no figure"),
    ),
)

RECORD_FIELD = RawTable(
    "record_field",
    "表格记录: one cell of a table whose rows are records",
    (
        _DOCUMENT_ID,
        Column("record_id", "VARCHAR", "记录编号: hash of document and table row"),
        Column("table_kind", "VARCHAR", "表种: goal_task, goal_indicator, project_goal, project_result …"),
        Column("record_no", "INTEGER", "行号: number of the record in its table"),
        Column("name", "VARCHAR", "名称: name of the record (project, indicator, task)"),
        Column("field", "VARCHAR", "栏目: canonical name of the column"),
        Column("text", "VARCHAR", "内容: text of the cell"),
        Column("fact_id", "VARCHAR", "数据编号: first figure read from the cell"),
        *_CELL,
    ),
)

FIGURE = RawTable(
    "figure",
    "数字去向: one figure of the document and what became of it",
    (
        _DOCUMENT_ID,
        Column("ordinal", "INTEGER", "序号: number of the figure in its document"),
        Column("text", "VARCHAR", "原文: the figure as printed"),
        Column("fate", "VARCHAR", "去向: fact, ignored or unread"),
        Column("reason", "VARCHAR", "原因: why it was ignored or left unread"),
        Column("fact_id", "VARCHAR", "数据编号: the fact made of it"),
        *_PLACE,
    ),
)

PASSAGE = RawTable(
    "passage",
    "原文段落: one paragraph, heading or printed cell of a document, as it stands there",
    (
        _DOCUMENT_ID,
        Column("kind", "VARCHAR", "种类: paragraph, heading or cell"),
        *_CELL,
        Column("rowspan", "INTEGER", "占行数: rows that a cell covers; null in prose"),
        Column("colspan", "INTEGER", "占列数: columns that a cell covers; null in prose"),
        Column("text", "VARCHAR", "原文: exact text of the source"),
        Column("page", "INTEGER", "页码: page, counted from 1, where the format has pages"),
        Column("sheet", "VARCHAR", "工作表: sheet, where the format has sheets"),
    ),
)

RAW_TABLES: dict[str, RawTable] = {
    table.name: table for table in (DOCUMENT, FACT, IDENTITY, OPERAND, RECORD_FIELD, FIGURE, PASSAGE)
}
