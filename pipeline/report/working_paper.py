"""The working paper (审计工作底稿): ``findings.xlsx`` with one row a finding and columns for auditor and department.

Every text of a document is written as a text cell, in a text format that keeps it one when somebody edits it: no quote
can become a formula or a link. Figures are numbers as long as a spreadsheet can hold their digits.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import xlsxwriter

from pipeline.report.place import place_text
from pipeline.report.tabular import printable
from pipeline.warehouse.release import MartsFolder, ReleaseError

WORKING_PAPER = "findings.xlsx"
FINDINGS_SHEET = "审计工作底稿"
WAIVERS_SHEET = "豁免"
NOT_EVALUATED_SHEET = "未核算"
RESOLVED_SHEET = "已消除"
GUIDE_SHEET = "说明"

ENGLISH = "英文说明"
FINDING = "发现编号"
VERDICT = "结论"
STATED = "文中数"
COMPUTED = "核算数"
DECISION = "审计认定"
OPINION = "审计意见"
REPLY = "部门反馈"
AUDITOR = "审计人员"
EXPIRES = "豁免到期日"
"""Heads that `gouji review` looks for, wherever the columns have been moved to."""

SEVERITIES = {"error": "错误", "warn": "警告", "info": "提示"}
VERDICTS = {"inconsistent": "不一致", "ambiguous": "存疑", "rounding": "舍入", "not_evaluated": "未核算"}
STATUSES = {"new": "新发现", "open": "未解决", "waived": "已豁免", "reopened": "重新打开"}
RESOLUTIONS = {
    "corrected": "文件已更正，现在相符",
    "restated": "文中数字已改，成为另一个发现",
    "not_checked": "文件中不再有这项核对",
    "withdrawn": "文件已不在原始文件夹",
}
WAIVER_STATES = {
    "in_force": "有效",
    "expired": "已到期",
    "changed": "数字已变",
    "gone": "发现已不存在",
    "spent": "已失效",
    "out_of_scope": "不在范围内",
    "unread": "文件未能读取",
}
ACCEPTED, FALSE_ALARM, TO_BE_CORRECTED = "属实", "误报", "待整改"
DECISIONS = {"accepted": ACCEPTED, "to_be_corrected": TO_BE_CORRECTED}
"""Decisions that are notes, as the workbook writes them; 误报 (a false alarm) is a waiver."""

LONGEST_TEXT = 32767
"""Characters that a cell of a workbook can hold."""
MOST_DIGITS = 15
"""Digits that a number of a workbook keeps."""
MOST_ROWS = 20_000
"""Rows of one sheet, the gravest findings first: what a person can still open and filter. A workbook could hold a million."""
SHOWN_QUOTES = 12
LINE_HEIGHT = 15.0
"""Points that a line of 宋体 10 takes, or of what a machine without it shows."""
TALLEST_ROW = 409.0
"""Points that a row can have."""
PRINTED_WIDTH = 240
"""Characters that fit side by side on a landscape A3 page and can still be read."""
NUMBER = re.compile(r"-?\d+(\.\d+)?")

Finding = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its head in Chinese and English, its width in characters, what its cells hold, and their kind.

    kind: text, number, date, or input (a cell that people fill in).
    """

    zh: str
    en: str
    width: int
    value: Callable[[Finding], Any]
    kind: str = "text"


def write_working_paper(
    database: Path, target: Path, wanted: Mapping[str, Any] | None = None, most_rows: int = MOST_ROWS
) -> None:
    """Writes the working paper of the release whose warehouse file is ``database``.

    wanted: values that columns of the findings must have (severity, department, fiscal_year, status); all by default. Of more
    than ``most_rows`` of a sheet the gravest are written, and the sheet says how many are not, and how to get them.
    """
    wanted = wanted or {}
    values = {**wanted, "most_rows": most_rows}
    where = " and ".join(f"{column} = ${column}" for column in wanted) or "true"
    with duckdb.connect(str(database), read_only=True) as con:
        con.execute("set schema = 'marts'")
        released = _rows(con, "select release_id, built_at from review.release")[0]
        documents = {row["document_id"]: row for row in _rows(con, "select * from dim_document")}
        findings = [
            {**finding, "documents": documents} for finding in _rows(con, _FINDINGS.format(where=where), values)
        ]
        waivers = _rows(con, "select * from fct_waiver order by needs_attention desc, waiver_id, finding_id")
        resolved = _rows(con, _RESOLVED.format(where=where), values)
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(target), options) as workbook:
        workbook.set_properties({"title": FINDINGS_SHEET, "created": released["built_at"]})
        sheets = _Sheets(workbook, f"版本 / Release {released['release_id']}")
        sheets.add(FINDINGS_SHEET, _FINDING_COLUMNS, [f for f in findings if f["verdict"] != "not_evaluated"])
        sheets.add(WAIVERS_SHEET, _WAIVER_COLUMNS, waivers)
        sheets.add(
            NOT_EVALUATED_SHEET, _NOT_EVALUATED_COLUMNS, [f for f in findings if f["verdict"] == "not_evaluated"]
        )
        sheets.add(RESOLVED_SHEET, _RESOLVED_COLUMNS, resolved)
        sheets.add_guide()


def save_working_paper(marts: Path, target: Path, wanted: Mapping[str, Any]) -> None:
    """Writes the working paper of the current release, for some of its findings, to a file of the user's.

    Raises:
        ReleaseError: nothing is published yet, or the file is there already: somebody may have filled it in.
    """
    release = MartsFolder(marts).must_have_current()
    if target.exists():
        raise ReleaseError(
            f"{target} 已经存在，可能有人填写过；请换一个文件名。 / "
            f"{target} is there already and may have been filled in: give another name."
        )
    write_working_paper(release.database, target, wanted)


def as_number(text: str | None) -> Decimal | None:
    """The printed digits as a number, or None where they are no number or have more digits than a cell keeps."""
    if text is None or NUMBER.fullmatch(text) is None:
        return None
    return Decimal(text) if len(re.sub(r"\D", "", text).lstrip("0")) <= MOST_DIGITS else None


def cell_text(text: str) -> str:
    """A document's text as a cell can hold it: control and direction marks made visible, cut at the longest length."""
    plain = "\n".join(printable(line) for line in text.split("\n"))
    plain = plain.replace("\ufffe", "�").replace("\uffff", "�")
    return plain if len(plain) <= LONGEST_TEXT else plain[: LONGEST_TEXT - 1] + "…"


def prefilled(finding: Finding) -> dict[str, Any]:
    """What the columns for people hold when the workbook is written: what the registers say already."""
    if finding["waiver_id"] is not None:
        return {
            DECISION: FALSE_ALARM,
            OPINION: finding["waiver_reason"],
            REPLY: finding["note_reply"],
            AUDITOR: finding["waiver_owner"],
            EXPIRES: finding["waiver_expires_on"],
        }
    return {
        DECISION: DECISIONS.get(finding["note_decision"]),
        OPINION: finding["note_opinion"],
        REPLY: finding["note_reply"],
        AUDITOR: finding["note_owner"],
        EXPIRES: None,
    }


class _Sheets:
    """The sheets of one workbook, all alike: a title, the release, frozen heads with a filter, and the rows."""

    HEAD_ROW = 2

    def __init__(self, workbook: Any, released: str) -> None:
        self._workbook = workbook
        self._released = released
        font = {"font_name": "宋体", "font_size": 10, "valign": "top", "border": 1, "border_color": "#BFBFBF"}
        self._font = font
        self._title = workbook.add_format({"font_name": "宋体", "font_size": 16, "bold": True})
        self._plain = workbook.add_format({"font_name": "宋体", "font_size": 10})
        self._wrapped = workbook.add_format(
            {"font_name": "宋体", "font_size": 11, "text_wrap": True, "num_format": "@"}
        )
        self._head = workbook.add_format({**font, "bold": True, "text_wrap": True, "bg_color": "#D9E2EC"})
        self._text = workbook.add_format({**font, "text_wrap": True, "num_format": "@"})
        self._input = workbook.add_format({**font, "text_wrap": True, "num_format": "@", "bg_color": "#FFF8DC"})
        self._date = workbook.add_format({**font, "num_format": "yyyy-mm-dd"})
        self._input_date = workbook.add_format({**font, "num_format": "yyyy-mm-dd", "bg_color": "#FFF8DC"})
        self._numbers: dict[int, Any] = {}

    def add(self, name: str, columns: Sequence[Column], rows: Sequence[Finding]) -> None:
        sheet = self._workbook.add_worksheet(name)
        sheet.write_string(0, 0, name, self._title)
        sheet.write_string(1, 0, f"{self._released}    编制人：            复核人：            日期：", self._plain)
        if rows and (left_out := rows[0].get("row_count", 0) - len(rows)):
            sheet.write_string(0, 2, _LEFT_OUT.format(shown=len(rows), left_out=left_out), self._plain)
        sheet.set_row(self.HEAD_ROW, 2 * LINE_HEIGHT)
        for col, column in enumerate(columns):
            sheet.set_column(col, col, column.width)
            sheet.write_string(self.HEAD_ROW, col, f"{column.zh}\n{column.en}", self._head)
        for row, entry in enumerate(rows, start=self.HEAD_ROW + 1):
            values = [_cell_value(column.value(entry)) for column in columns]
            sheet.set_row(row, _height(columns, values))
            for col, (column, value) in enumerate(zip(columns, values, strict=True)):
                self._write(sheet, row, col, column, value)
        last = self.HEAD_ROW + max(len(rows), 1)
        sheet.autofilter(self.HEAD_ROW, 0, last, len(columns) - 1)
        sheet.freeze_panes(self.HEAD_ROW + 1, min(2, len(columns)))
        for col, column in enumerate(columns):
            if column.zh == DECISION:
                choices = [*DECISIONS.values(), FALSE_ALARM]
                sheet.data_validation(self.HEAD_ROW + 1, col, last, col, {"validate": "list", "source": choices})
        self._set_print(sheet, columns, last)

    def add_guide(self) -> None:
        sheet = self._workbook.add_worksheet(GUIDE_SHEET)
        sheet.set_column(0, 0, 110)
        for row, line in enumerate(_GUIDE):
            sheet.write_string(row, 0, line, self._wrapped)

    def _set_print(self, sheet: Any, columns: Sequence[Column], last: int) -> None:
        """Landscape A3 without what stands there in Chinese already, and the first column on each page."""
        printed = [column.width for column in columns if column.zh != ENGLISH]
        sheet.set_landscape()
        sheet.set_paper(8)
        sheet.print_area(0, 0, last, len(printed) - 1)
        sheet.fit_to_pages(math.ceil(sum(printed) / PRINTED_WIDTH), 0)
        sheet.repeat_rows(self.HEAD_ROW)
        sheet.repeat_columns(0)
        sheet.set_footer("&C&P / &N")

    def _write(self, sheet: Any, row: int, col: int, column: Column, value: Any) -> None:
        is_input = column.kind == "input"
        text = self._input if is_input else self._text
        if value is None:
            sheet.write_blank(row, col, None, text)
        elif isinstance(value, date):
            sheet.write_datetime(row, col, value, self._input_date if is_input else self._date)
        elif isinstance(value, Decimal | int):
            sheet.write_number(row, col, float(value), self._number(value, plain=column.kind == "text"))
        else:
            sheet.write_string(row, col, value, text)

    def _number(self, value: Decimal | int, plain: bool) -> Any:
        places = -1 if plain else max(-int(Decimal(value).as_tuple().exponent), 0)
        if places not in self._numbers:
            form = "0" if places < 0 else "#,##0" + ("." + "0" * places if places else "")
            self._numbers[places] = self._workbook.add_format({**self._font, "num_format": form})
        return self._numbers[places]


def _cell_value(value: Any) -> Any:
    """A number or date as it is, all else as a text that a cell can hold."""
    return value if value is None or isinstance(value, date | Decimal | int) else cell_text(str(value))


def _height(columns: Sequence[Column], values: Sequence[Any]) -> float:
    """Points that a row needs for the longest of its cells; not every office program works that out when it opens a file."""
    lines = (
        sum(-(-_width(line) // (column.width - 1)) or 1 for line in value.split("\n"))
        for column, value in zip(columns, values, strict=True)
        if isinstance(value, str) and column.zh != ENGLISH
    )
    return min(LINE_HEIGHT * max(lines, default=1), TALLEST_ROW)


def _width(text: str) -> int:
    """About the columns that a text takes: two for each character of three bytes, which the wide ones are."""
    return (len(text) + len(text.encode())) // 2


def _rows(con: duckdb.DuckDBPyConnection, sql: str, values: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    cursor = con.execute(sql, values or None)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _located(finding: Finding) -> list[Mapping[str, Any]]:
    return list(json.loads(finding["locators"] or "[]"))


def _lines(texts: Iterable[str], count: int) -> str:
    """A line each, so that quote and place stand side by side; how many more there are."""
    lines = list(texts)
    more = [f"……（共 {count} 处 / {count} in all）"] if count > SHOWN_QUOTES else []
    return "\n".join([*lines[:SHOWN_QUOTES], *more])


def _quotes(finding: Finding) -> str:
    located = _located(finding)
    return _lines((f"「{printable(str(one['quote']))}」" for one in located), len(located))


def _places(finding: Finding) -> str:
    """Where each quote stands; for one of another document, in which."""
    located = _located(finding)

    def words(one: Mapping[str, Any]) -> str:
        document = finding["documents"][one["document"]]
        name = "" if one["document"] == finding["document_id"] else f"{printable(document['path'])} "
        return name + place_text(one, document["table_blocks"])

    return _lines(map(words, located), len(located))


def _stated(finding: Finding) -> Any:
    number = as_number(finding["stated_value"])
    return finding["stated_value"] if number is None else number


def _trimmed(value: Decimal | None) -> Any:
    """The value without zeros at its end: a number, or its digits as text where a cell would lose some."""
    if value is None:
        return None
    text = f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"
    number = as_number(text)
    return text if number is None else number


def _correction(finding: Finding) -> str:
    """What would stand there if the other figures are right, where a misprint would mend several checks, and what the
    rule advises."""
    unit = finding["stated_unit"] or ""
    misprint = finding["misprint"]
    if misprint:
        return (
            f"如“{misprint['printed']}”为“{misprint['corrected']}”之误，可同时消除 {misprint['mended']} 项不符。"
            f"{finding['remedy_zh'] or ''}"
        )
    figure = f"如其他数字无误，应为 {finding['suggested_value']}{unit}。" if finding["suggested_value"] else ""
    return figure + (finding["remedy_zh"] or "")


def _rule(finding: Finding) -> str:
    return f"{finding['rule_id']} {finding['rule_name_zh'] or ''}".rstrip()


def _of(name: str) -> Callable[[Finding], Any]:
    return lambda row: row[name]


def _word(words: Mapping[str, str], name: str) -> Callable[[Finding], Any]:
    return lambda row: words.get(row[name], row[name])


def _filled(head: str) -> Callable[[Finding], Any]:
    return lambda row: prefilled(row)[head]


def _numbered() -> Iterator[Column]:
    yield Column(FINDING, "Finding", 19, _of("finding_id"))
    yield Column("部门", "Department", 20, _of("department"))
    yield Column("年度", "Year", 7, _of("fiscal_year"))


_ABOUT = tuple(_numbered())
_FINDING_COLUMNS = (
    _ABOUT[0],
    Column("严重程度", "Severity", 9, _word(SEVERITIES, "severity")),
    Column(VERDICT, "Verdict", 9, _word(VERDICTS, "verdict")),
    Column("状态", "Status", 10, _word(STATUSES, "status")),
    *_ABOUT[1:],
    Column("文件", "File", 30, _of("document_path")),
    Column("位置", "Place", 24, _places),
    Column("原文", "Quote", 36, _quotes),
    Column("对象", "Subject", 24, _of("subject")),
    Column(STATED, "Stated", 14, _stated, "number"),
    Column("单位", "Unit", 9, _of("stated_unit")),
    Column(COMPUTED, "Recomputed", 14, lambda row: _trimmed(row["computed_value"]), "number"),
    Column("差额", "Difference", 14, lambda row: _trimmed(row["difference"]), "number"),
    Column("规则", "Rule", 24, _rule),
    Column("发现说明", "What was found", 48, _of("message_zh")),
    Column("建议更正", "Suggested correction", 36, _correction),
    Column(DECISION, "Decision", 11, _filled(DECISION), "input"),
    Column(OPINION, "Auditor's opinion", 36, _filled(OPINION), "input"),
    Column(REPLY, "Department's reply", 36, _filled(REPLY), "input"),
    Column(AUDITOR, "Auditor", 11, _filled(AUDITOR), "input"),
    Column(EXPIRES, "Waiver expires", 12, _filled(EXPIRES), "input"),
    Column("首见版本", "First release", 26, _of("first_release_id")),
    Column(ENGLISH, "In English", 48, _of("message_en")),
)
_NOT_EVALUATED_COLUMNS = (
    *_ABOUT,
    Column("文件", "File", 30, _of("document_path")),
    Column("位置", "Place", 24, _places),
    Column("原文", "Quote", 36, _quotes),
    Column("对象", "Subject", 24, _of("subject")),
    Column("规则", "Rule", 24, _rule),
    Column("未核算的原因", "Why it was not evaluated", 60, _of("message_zh")),
    Column(ENGLISH, "In English", 60, _of("message_en")),
    Column("状态", "Status", 10, _word(STATUSES, "status")),
)
_RESOLVED_COLUMNS = (
    *_ABOUT,
    Column("文件", "File", 30, _of("document_path")),
    Column("对象", "Subject", 24, _of("subject")),
    Column(STATED, "Stated", 14, _stated, "number"),
    Column("单位", "Unit", 9, _of("stated_unit")),
    Column(COMPUTED, "Recomputed", 14, lambda row: _trimmed(row["computed_value"]), "number"),
    Column("规则", "Rule", 10, _of("rule_id")),
    Column("当时的发现", "What was found", 48, _of("message_zh")),
    Column("消除方式", "How it was resolved", 30, _word(RESOLUTIONS, "resolution")),
    Column("首见版本", "First release", 26, _of("first_release_id")),
    Column("末见版本", "Last release", 26, _of("last_release_id")),
)
_WAIVER_COLUMNS = (
    Column("豁免", "Waiver", 24, _of("waiver_id")),
    Column(FINDING, "Finding", 19, _of("finding_id")),
    Column("豁免状态", "State", 12, _word(WAIVER_STATES, "state")),
    Column("状态说明", "What to do", 60, _of("message_zh")),
    Column("理由", "Reason", 48, _of("reason")),
    Column("责任人", "Owner", 11, _of("owner")),
    Column("签署日期", "Signed", 12, _of("dated_on"), "date"),
    Column("到期日", "Expires", 12, _of("expires_on"), "date"),
    Column("预期结论", "Expected verdict", 10, _word(VERDICTS, "expected_verdict")),
    Column("预期文中数", "Expected stated", 16, _of("expected_stated")),
    Column("预期核算数", "Expected computed", 16, lambda row: _trimmed(row["expected_computed"]), "number"),
    Column(ENGLISH, "In English", 60, _of("message_en")),
)

_FINDINGS = """
with misprints as (
    select
        check_id,
        max_by(
            {{
                'printed': printed_value || coalesce(unit, ''),
                'corrected': corrected_value || coalesce(unit, ''),
                'mended': mended_count
            }},
            (mended_count - newly_broken_count, correction_id)
        ) as misprint
    from (select *, unnest(mended_check_ids) as check_id from fct_correction)
    group by check_id
),

-- Two sheets: what was found, and what could not be evaluated.
found as (
    select
        *,
        count(*) over (partition by verdict = 'not_evaluated') as row_count
    from fct_finding
    where {where}
    qualify row_number() over (
            partition by verdict = 'not_evaluated'
            order by list_position(['error', 'warn', 'info'], severity), department, fiscal_year, rule_id, finding_id
        ) <= $most_rows
)

select
    found.*, documents.path as document_path, rules.name_zh as rule_name_zh, rules.remedy_zh, misprints.misprint
from found
inner join dim_document as documents on found.document_id = documents.document_id
left join dim_rule as rules on found.rule_id = rules.rule_id
left join misprints on found.check_id = misprints.check_id
order by
    list_position(['error', 'warn', 'info'], found.severity), found.department, found.fiscal_year, found.rule_id,
    found.finding_id
"""
_RESOLVED = """
select *, count(*) over () as row_count from fct_finding_history
where is_current and status = 'resolved' and {where}
order by department, fiscal_year, rule_id, finding_id
limit $most_rows
"""
_LEFT_OUT = (
    "只列最重的 {shown:,} 项，另有 {left_out:,} 项未列；按部门取全部：gouji findings --department 部门 --workbook 文件.xlsx / "
    "The {shown:,} gravest are listed, {left_out:,} are not; for all of a department: gouji findings --department NAME --workbook FILE.xlsx"
)
_GUIDE = (
    "填写说明 / How to fill in",
    f"“{FINDINGS_SHEET}”一行一个发现。请在浅黄色的列填写：{DECISION}、{OPINION}、{REPLY}、{AUDITOR}、{EXPIRES}。",
    f"{DECISION}：{ACCEPTED}（发现成立）、{TO_BE_CORRECTED}（成立，部门将更正）、{FALSE_ALARM}（不追究；须写{OPINION}作为理由、{AUDITOR}和{EXPIRES}）。",
    "列可以移动、隐藏、筛选、排序，行可以删除；列名、发现编号、结论、文中数、核算数请勿改动。",
    "填好后运行 gouji review 文件.xlsx：误报写入豁免登记，其余写入意见登记，经审阅提交后在下一次构建生效。",
    f"“{NOT_EVALUATED_SHEET}”是缺少数据、没有核算的；“{RESOLVED_SHEET}”是以前发现、现在不再有的；“{WAIVERS_SHEET}”是豁免及其是否仍然有效。",
    "One row a finding. Fill in the pale yellow columns: decision (属实 it stands, 待整改 to be corrected, 误报 false alarm: "
    "needs an opinion as its reason, an auditor and a date of expiry), opinion, reply, auditor, expiry.",
    "Columns may be moved, hidden, filtered and sorted, rows deleted; leave heads, ids, verdicts and figures as they are.",
    "Then run: gouji review FILE.xlsx. False alarms become waivers, all else notes; reviewed as a diff, they count from the "
    "next build on.",
)
