"""`gouji review`: reads the working paper back as auditors leave it, and turns what they say into waivers and notes.

Columns are known by their heads, wherever they have been moved; rows may be sorted, hidden or deleted. A row whose
finding is no longer published, or whose figures are not those published, is refused by its number: an opinion on other
figures is no opinion on these.
"""

from __future__ import annotations

import re
import zipfile
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from pipeline.report.published import published_warehouse, query
from pipeline.report.working_paper import (
    AUDITOR,
    COMPUTED,
    DECISION,
    DECISIONS,
    EXPIRES,
    FALSE_ALARM,
    FINDING,
    MOST_DIGITS,
    OPINION,
    REPLY,
    RESOLUTIONS,
    STATED,
    VERDICT,
    VERDICTS,
    as_number,
    cell_text,
    prefilled,
)
from pipeline.review.waive import ReviewError, Signature, finding_waiver, refuse_covered_by_rule
from pipeline.warehouse.register import NOTES, WAIVERS, Entry, read_notes, read_waivers, write_entries

INPUTS = (DECISION, OPINION, REPLY, AUDITOR, EXPIRES)
SHOWN = (VERDICT, STATED, COMPUTED)
HEADS = (FINDING, *SHOWN, *INPUTS)
HEAD_WITHIN = 20
"""So many rows are looked through for the heads."""
ENGLISH_DECISIONS = {"accepted": "属实", "false alarm": "误报", "to be corrected": "待整改"}
DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")

Finding = Mapping[str, Any]


class _Formula:
    """A cell that holds a formula: nobody can tell what the auditor wanted it to say."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it stands in the sheet: its number, and its cells by head."""

    number: int
    cells: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that was not taken, and why (Chinese / English)."""

    number: int
    finding_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What came of a workbook: waivers and notes by row number, rows refused, and how many said nothing new."""

    waivers: Mapping[int, Entry]
    notes: Mapping[int, Entry]
    refused: tuple[Refusal, ...]
    unchanged: int


def review(
    path: Path, marts: Path, register: Path, today: date, owner: str | None = None, expires: date | None = None
) -> Reviewed:
    """Takes the opinions of a workbook into the registers, and returns what became of each row.

    today: the date of the entries. owner, expires: for rows that leave auditor or expiry blank.

    Raises:
        ReviewError: the file is no workbook, or has no sheet with the heads of a working paper.
        RegisterError: a register is not valid.
    """
    rows = read_rows(path)
    with published_warehouse(marts) as con:
        findings = {finding["finding_id"]: finding for finding in _records(con, "select * from fct_finding")}
        gone = {
            row["finding_id"]: row
            for row in _records(
                con, "select * from fct_finding_history where is_current and status in ('resolved', 'unread')"
            )
        }
    read_waivers(register), read_notes(register)
    numbers: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        numbers[_text(row.cells[FINDING])].append(row.number)
    waivers: dict[int, Entry] = {}
    notes: dict[int, Entry] = {}
    withdrawn: set[str] = set()
    refused: list[Refusal] = []
    unchanged = 0
    for row in rows:
        finding_id = _text(row.cells[FINDING])
        try:
            _refuse_unclear(row, numbers[finding_id] if finding_id else [])
            if not finding_id:
                _refuse_nameless(row)
                continue
            finding = findings.get(finding_id)
            if finding is None:
                if any(_text(row.cells[head]) for head in INPUTS):
                    raise ReviewError(_no_longer(finding_id, gone.get(finding_id)))
                continue
            before = {head: _text(value) for head, value in prefilled(finding).items()}
            changed = {head for head, text in _said(row).items() if text != before[head]}
            if not changed:
                unchanged += 1
                continue
            _refuse_other_figures(row, finding)
            refuse_covered_by_rule(register, finding_id)
            is_waiver = _decision(row) == FALSE_ALARM
            if is_waiver and changed != {REPLY}:
                waivers[row.number] = _waiver(row, finding, today, owner, expires)
            if not is_waiver or REPLY in changed:
                notes[row.number] = _note(row, finding_id, today, owner)
            if not is_waiver:
                withdrawn.add(finding_id)
        except ReviewError as error:
            refused.append(Refusal(row.number, finding_id, str(error)))
    _write(register, waivers, notes, withdrawn)
    return Reviewed(waivers, notes, tuple(refused), unchanged)


def read_rows(path: Path) -> list[Row]:
    """The rows of the sheet that has the heads of a working paper, hidden ones too.

    Raises:
        ReviewError: the file cannot be read as xlsx, or no sheet has all heads; the missing ones are named.
    """
    try:
        workbook = load_workbook(path, read_only=False)
    except OSError as error:
        raise ReviewError(
            f"{path} 无法打开：{error.strerror}；请检查路径和权限。 / "
            f"{path} cannot be opened: {error.strerror}; check the path and its permissions."
        ) from error
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise ReviewError(
            f"{path} 不能作为 xlsx 工作簿读取（{type(error).__name__}）；请在 WPS 或 Excel 中另存为 .xlsx 后再试。 / "
            f"{path} cannot be read as an xlsx workbook ({type(error).__name__}): save it as .xlsx and try again."
        ) from error
    nearest: Sequence[str] = HEADS
    for sheet in workbook.worksheets:
        rows = list(sheet.iter_rows())
        for number, row in enumerate(rows[:HEAD_WITHIN], start=1):
            columns = {_head(cell.value): position for position, cell in enumerate(row)}
            missing = [head for head in HEADS if head not in columns]
            if not missing:
                return [_row(n, row, columns) for n, row in enumerate(rows[number:], start=number + 1)]
            nearest = min(nearest, missing, key=len)
    raise ReviewError(
        f"{path} 里没有工作底稿：缺少列 {'、'.join(nearest)}。请保留 findings.xlsx 的列名。 / "
        f"{path} holds no working paper: the columns {', '.join(nearest)} are missing. Keep the heads of findings.xlsx."
    )


def _head(value: Any) -> str:
    """The Chinese line of a head."""
    return str(value or "").split("\n")[0].strip()


def _row(number: int, cells: Sequence[Any], columns: Mapping[str, int]) -> Row:
    by_head = {head: cells[columns[head]] for head in HEADS}
    return Row(number, {head: _Formula() if cell.data_type == "f" else cell.value for head, cell in by_head.items()})


def _records(con: Any, sql: str) -> list[dict[str, Any]]:
    columns, rows = query(con, sql)
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _text(value: Any) -> str:
    """A cell as text, without the spaces around it; dates as ISO, blank as "", what is written as it would be read back."""
    if value is None or isinstance(value, _Formula):
        return ""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return cell_text(str(value)).replace("\r", "").strip()


def _said(row: Row) -> dict[str, str]:
    said = {head: _text(row.cells[head]) for head in INPUTS}
    return said | {DECISION: ENGLISH_DECISIONS.get(said[DECISION].casefold(), said[DECISION])}


def _refuse_unclear(row: Row, rows_of_finding: Sequence[int]) -> None:
    formulas = [head for head in HEADS if isinstance(row.cells[head], _Formula)]
    if formulas:
        raise ReviewError(
            f"{'、'.join(formulas)} 是公式，请改写为文字或数值。 / "
            f"{', '.join(formulas)}: a formula stands there; write text or a value."
        )
    others = ", ".join(str(number) for number in rows_of_finding if number != row.number)
    if others:
        raise ReviewError(
            f"同一发现还在第 {others} 行，请只留一行。 / The same finding stands in row {others} too: keep one."
        )


def _refuse_nameless(row: Row) -> None:
    if any(_text(row.cells[head]) for head in INPUTS):
        raise ReviewError(
            "没有发现编号，不知道意见针对哪一项。 / There is no finding id: nobody can tell what the opinion is about."
        )


def _no_longer(finding_id: str, known: Finding | None) -> str:
    if known is not None and known["status"] == "resolved":
        why = RESOLUTIONS[known["resolution"]]
        return (
            f"发现 {finding_id} 在现版本中已消除（{why}）。 / "
            f"Finding {finding_id} is resolved in the current release ({known['resolution']})."
        )
    if known is not None and known["status"] == "unread":
        return f"发现 {finding_id} 的文件本次未能读取。 / The file of finding {finding_id} could not be read this time."
    return f"现版本没有发现 {finding_id}。 / The current release has no finding {finding_id}."


def _refuse_other_figures(row: Row, finding: Finding) -> None:
    """The figures that the auditor saw must be those that are published."""
    published = {
        VERDICT: VERDICTS[finding["verdict"]],
        STATED: finding["stated_value"],
        COMPUTED: finding["computed_value"],
    }
    changed = [head for head in SHOWN if not _same(row.cells[head], published[head])]
    if changed:
        seen = "，".join(f"{head} {_text(row.cells[head]) or '–'} → {_plain(published[head])}" for head in changed)
        raise ReviewError(
            f"与现版本不符（{seen}）；请从现版本的 findings.xlsx 重新填写。 / "
            f"The row is not what is published ({seen}): fill in the findings.xlsx of the current release."
        )


def _same(cell: Any, published: Any) -> bool:
    number = as_number(_plain(published)) if published is not None else None
    if number is None:
        return _text(cell) == (cell_text(_plain(published)).strip() if published is not None else "")
    found = as_number(_text(cell)) if not isinstance(cell, float) else Decimal(f"{cell:.{MOST_DIGITS}g}")
    return found is not None and found == number


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return "–" if value is None else str(value)


def _decision(row: Row) -> str:
    decision = _said(row)[DECISION]
    known = [*DECISIONS.values(), FALSE_ALARM]
    if decision and decision not in known:
        raise ReviewError(
            f"{DECISION}“{decision}”不认识，请填 {'、'.join(known)} 之一。 / "
            f"The decision “{decision}” is none of {', '.join(known)}."
        )
    return decision


def _waiver(row: Row, finding: Finding, today: date, owner: str | None, expires: date | None) -> Entry:
    said = _said(row)
    expires_on = _day(said[EXPIRES]) if said[EXPIRES] else expires
    signed_by = said[AUDITOR] or owner or ""
    if not (said[OPINION] and signed_by and expires_on):
        raise ReviewError(
            f"{FALSE_ALARM}须填写{OPINION}（理由）、{AUDITOR}和{EXPIRES}。 / "
            "A false alarm needs an opinion (its reason), an auditor and a date of expiry."
        )
    signature = Signature(said[OPINION], signed_by, today, expires_on)
    signature.refuse_unfit()
    return finding_waiver(finding, signature)


def _day(text: str) -> date:
    found = DAY.fullmatch(text)
    try:
        return date(*map(int, found.groups())) if found else date.fromisoformat(text)
    except ValueError:
        raise ReviewError(
            f"{EXPIRES}“{text}”不是日期，请写成 2027-06-30。 / “{text}” is no date: write 2027-06-30."
        ) from None


def _note(row: Row, finding_id: str, today: date, owner: str | None) -> Entry:
    said = _said(row)
    decision = next((code for code, word in DECISIONS.items() if word == _decision(row)), None)
    # The reason of a false alarm stands in its waiver; the department's reply is noted beside it.
    opinion = "" if _decision(row) == FALSE_ALARM else said[OPINION]
    texts = {"decision": decision, "opinion": opinion, "reply": said[REPLY]}
    given = {name: text for name, text in texts.items() if text}
    if not given:
        raise ReviewError(
            "原有的认定和意见被清空；如要撤回，请在登记文件中删除。 / "
            "What was said before has been cleared: to take it back, delete it in the register."
        )
    signed_by = said[AUDITOR] or owner
    if not signed_by:
        raise ReviewError(f"没有填写{AUDITOR}（或用 --owner）。 / The auditor is missing (or give --owner).")
    return {"finding": finding_id, **given, "owner": signed_by, "date": today.isoformat()}


def _write(
    register: Path, waivers: Mapping[int, Entry], notes: Mapping[int, Entry], withdrawn: Collection[str]
) -> None:
    """Of a finding that was decided anew its earlier waiver goes; notes are a log and only grow."""
    replaced = {*withdrawn, *(entry["finding"] for entry in waivers.values())}
    if replaced:
        write_entries(register, WAIVERS, list(waivers.values()), lambda waiver: waiver.get("finding") in replaced)
    if notes:
        write_entries(register, NOTES, list(notes.values()), lambda _: False)
