"""The tables that come into dbt, declared once: every column of ``raw.*`` and ``review.*`` with its type and meaning.

``raw`` is what documents say, ``review`` what people decided and what earlier releases showed. ``load.py`` and
``review.py`` create and fill the tables from this declaration; ``dbt_project/models/staging/raw.yml`` and ``review.yml``
repeat the names for dbt, and a unit test holds them together. Comments are "Chinese term: English definition". Amounts are in 元
(yuan) and never floats; ids are lower-case hexadecimal strings.
"""

from __future__ import annotations

from dataclasses import dataclass, field

DECIMAL = "DECIMAL(30, 8)"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its name, DuckDB type, and comment (Chinese term: English definition)."""

    name: str
    type: str
    comment: str


@dataclass(frozen=True, slots=True)
class RawTable:
    """One table of ``raw`` or ``review``: its name, what one row is, and its columns in order."""

    name: str
    comment: str
    columns: tuple[Column, ...]
    column_names: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "column_names", tuple(column.name for column in self.columns))


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
        Column(
            "table_blocks",
            "INTEGER[]",
            "表格所在段落: blocks that are tables, in order, counted from 0: the n-th of them is table n of the document",
        ),
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

WORDING = RawTable(
    "wording",
    "措辞: one piece of text that a rule of wording asks about",
    (
        _DOCUMENT_ID,
        Column("wording_id", "VARCHAR", "措辞编号: pieces that answer one question together share it"),
        Column("ordinal", "INTEGER", "序号: number of the piece in its document"),
        Column("rule_id", "VARCHAR", "规则编号: rule that asks"),
        Column("subject", "VARCHAR", "对象: what the question is about"),
        Column("role", "VARCHAR", "角色: stated, part or context"),
        Column("quote", "VARCHAR", "原文: the piece as printed"),
        Column("found", "VARCHAR", "所见: what stands there"),
        Column("expected", "VARCHAR", "应为: what the rule would have there, in the same terms"),
        Column("note", "VARCHAR", "附注: what the reader has to know beside it, Chinese / English"),
        Column("assumption", "VARCHAR", "假设: the reading that it rests on, Chinese / English"),
        *_CELL,
    ),
)

RAW_TABLES: dict[str, RawTable] = {
    table.name: table for table in (DOCUMENT, FACT, IDENTITY, OPERAND, RECORD_FIELD, WORDING, FIGURE, PASSAGE)
}

RELEASE = RawTable(
    "release",
    "版本: the release under construction; one row",
    (
        Column("release_id", "VARCHAR", "版本编号: id of the release under construction"),
        Column("built_at", "TIMESTAMP", "构建时间: start of the build, UTC"),
        Column("built_on", "DATE", "构建日期: the same as a date in China, which expiry dates are compared with"),
        Column("previous_release_id", "VARCHAR", "上一版本: release whose history is carried on; null for the first"),
        Column("register_version", "VARCHAR", "登记版本: hash of waivers.yml and notes.yml as they were read"),
    ),
)

WAIVER = RawTable(
    "waiver",
    "豁免: one finding that a waiver of expectations/waivers.yml covers, with what was seen when it was signed",
    (
        Column("waiver_id", "VARCHAR", "豁免编号: the finding, or rule and scope, that the waiver names"),
        Column("scope_rule_id", "VARCHAR", "范围规则: rule of a waiver by rule; null where it names a finding"),
        Column("scope_department", "VARCHAR", "范围部门: department of its scope"),
        Column("scope_fiscal_year", "INTEGER", "范围年度: fiscal year of its scope"),
        Column("scope_subject", "VARCHAR", "范围对象: subject of its scope"),
        Column("reason", "VARCHAR", "理由: why the finding is waived"),
        Column("owner", "VARCHAR", "责任人: who answers for the waiver"),
        Column("dated_on", "DATE", "日期: day on which it was signed"),
        Column("expires_on", "DATE", "到期日: last day on which it holds"),
        Column("finding_id", "VARCHAR", "发现编号: finding that it covers"),
        Column("expected_verdict", "VARCHAR", "预期结论: verdict when it was signed"),
        Column("expected_stated", "VARCHAR", "预期文中数: stated figure and unit when it was signed"),
        Column("expected_computed", DECIMAL, "预期核算数: computed value when it was signed, in the stated unit"),
    ),
)

EARLIER_WAIVER = RawTable(
    "earlier_waiver",
    "上一版本的豁免: what the release before made of each waiver (marts.fct_waiver)",
    (
        *(column for column in WAIVER.columns if not column.name.startswith("scope_")),
        Column("state", "VARCHAR", "豁免状态: in_force, expired, changed, gone, spent, out_of_scope or unread"),
    ),
)

EARLIER_DOCUMENT = RawTable(
    "earlier_document",
    "上一版本的文件: one file as the release before knew it; empty where a build does not go on from that release",
    (
        Column("document_id", "VARCHAR", "文件编号: first 16 hex digits of the SHA-256 of the file's bytes"),
        Column("path", "VARCHAR", "路径: path below the raw folder"),
        Column("status", "VARCHAR", "状态: read, or quarantined"),
        Column("kind", "VARCHAR", "文种: kind of report"),
        Column("fiscal_year", "INTEGER", "预算年度: fiscal year that the document reports on"),
        Column("department", "VARCHAR", "部门: department that the document reports on"),
        Column("region_code", "VARCHAR", "行政区划代码: six-digit division code"),
        Column("aliases", "VARCHAR[]", "简称: other names that the document uses for the department"),
        Column("reason", "VARCHAR", "原因: why the file was quarantined"),
        Column("remedy", "VARCHAR", "处理办法: what its owner could do"),
        Column("department_id", "VARCHAR", "部门编号: department that the release took it for"),
    ),
)

NOTE = RawTable(
    "note",
    "审计意见: one entry of expectations/notes.yml; of several for one finding the last counts",
    (
        Column("finding_id", "VARCHAR", "发现编号: finding that the note is about"),
        Column("ordinal", "INTEGER", "序号: place in the file, counted from 0"),
        Column("decision", "VARCHAR", "认定: accepted, to_be_corrected, or null for an opinion alone"),
        Column("opinion", "VARCHAR", "审计意见: the auditor's opinion"),
        Column("reply", "VARCHAR", "部门反馈: the department's reply"),
        Column("owner", "VARCHAR", "审计人员: who wrote it"),
        Column("dated_on", "DATE", "日期: day on which it was written"),
    ),
)

FINDING_HISTORY = RawTable(
    "finding_history",
    "发现沿革: marts.fct_finding_history of the release before",
    (
        Column("finding_id", "VARCHAR", "发现编号: finding"),
        Column("span_no", "INTEGER", "段号: span of releases, counted from 1"),
        Column("status", "VARCHAR", "状态: new, open, waived, reopened, resolved or unread"),
        Column("resolution", "VARCHAR", "消除方式: corrected, restated, not_checked or withdrawn"),
        Column("waiver_id", "VARCHAR", "豁免编号: waiver in force"),
        Column("from_release_id", "VARCHAR", "起始版本: first release of the span"),
        Column("from_built_at", "TIMESTAMP", "起始时间: when that release was built, UTC"),
        Column("to_release_id", "VARCHAR", "截止版本: last release of the span"),
        Column("to_built_at", "TIMESTAMP", "截止时间: when that release was built, UTC"),
        Column("release_count", "INTEGER", "版本数: releases of the span"),
        Column("first_release_id", "VARCHAR", "首次发布: first release that showed the finding"),
        Column("last_release_id", "VARCHAR", "末次发布: last release that showed the finding"),
        Column("reopened_count", "INTEGER", "重开次数: how often the finding had come back"),
        Column("meaning_id", "VARCHAR", "核对含义编号: claim that the finding is about"),
        Column("rule_id", "VARCHAR", "规则编号: rule that the check applies"),
        Column("severity", "VARCHAR", "严重程度: error, warn or info"),
        Column("verdict", "VARCHAR", "结论: rounding, inconsistent, ambiguous or not_evaluated"),
        Column("department", "VARCHAR", "部门: department of the document"),
        Column("fiscal_year", "INTEGER", "年度: year that the check is about"),
        Column("subject", "VARCHAR", "对象: what the check is about"),
        Column("document_path", "VARCHAR", "文件路径: document that the check was made in"),
        Column("stated_value", "VARCHAR", "文中数: digits as printed"),
        Column("stated_unit", "VARCHAR", "文中单位: unit as printed"),
        Column("computed_value", DECIMAL, "核算数: value computed from the printed figures"),
        Column("computed_unit", "VARCHAR", "核算单位: unit of the computed value"),
        Column("quotes", "VARCHAR[]", "原文: exact texts of the source"),
        Column("message_zh", "VARCHAR", "说明（中文）: the arithmetic and the verdict in words"),
        Column("message_en", "VARCHAR", "说明（英文）: the same in English"),
    ),
)

REVIEW_TABLES: dict[str, RawTable] = {
    table.name: table for table in (RELEASE, EARLIER_DOCUMENT, WAIVER, EARLIER_WAIVER, NOTE, FINDING_HISTORY)
}
