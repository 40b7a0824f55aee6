"""`gouji review` on workbooks as auditors leave them, and `gouji waive` on the command line."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipeline.report.working_paper import (
    AUDITOR,
    COMPUTED,
    DECISION,
    EXPIRES,
    FINDING,
    OPINION,
    REPLY,
    STATED,
    VERDICT,
    write_working_paper,
)
from pipeline.review.waive import ReviewError
from pipeline.review.workbook import Reviewed, read_rows, review
from pipeline.warehouse.register import read_notes, read_waivers
from tests.integration.conftest import gouji
from tests.integration.played import Played

TODAY = date(2026, 3, 10)
Sheet = Any


@pytest.fixture
def register(tmp_path: Path) -> Path:
    folder = tmp_path / "register"
    folder.mkdir()
    return folder


def heads(sheet: Sheet) -> dict[str, int]:
    return {str(cell.value).split("\n")[0]: cell.column for cell in sheet[3]}


def edited(played: Played, folder: Path, edit: Callable[[Sheet], None]) -> Path:
    """The working paper of the last release after an edit."""
    workbook = openpyxl.load_workbook(played.settings.marts / "findings.xlsx")
    edit(workbook.worksheets[0])
    path = folder / "底稿.xlsx"
    workbook.save(path)
    return path


def fill(sheet: Sheet, row: int, **texts: Any) -> None:
    names = {
        "finding": FINDING, "decision": DECISION, "opinion": OPINION, "reply": REPLY, "auditor": AUDITOR,
        "expires": EXPIRES, "stated": STATED, "computed": COMPUTED, "verdict": VERDICT,
    }  # fmt: skip
    for name, text in texts.items():
        sheet.cell(row, heads(sheet)[names[name]]).value = text


def reviewed(played: Played, tmp_path: Path, register: Path, edit: Callable[[Sheet], None]) -> Reviewed:
    return review(edited(played, tmp_path, edit), played.settings.marts, register, TODAY)


def hostile_rows(played: Played) -> list[int]:
    sheet = openpyxl.load_workbook(played.settings.marts / "findings.xlsx").worksheets[0]
    return [row for row in range(4, sheet.max_row + 1) if sheet.cell(row, 1).value != played.finding_id]


def test_an_untouched_workbook_says_nothing_new(played: Played, tmp_path: Path) -> None:
    """What the registers hold already stands in the workbook; reading it back changes nothing."""
    register = shutil.copytree(played.register, tmp_path / "copy")
    before = {path.name: path.read_bytes() for path in register.iterdir()}
    result = reviewed(played, tmp_path, register, lambda sheet: None)
    assert (result.waivers, result.notes, result.refused) == ({}, {}, ())
    assert result.unchanged == openpyxl.load_workbook(tmp_path / "底稿.xlsx").worksheets[0].max_row - 3
    assert {path.name: path.read_bytes() for path in register.iterdir()} == before


def test_opinions_become_waivers_and_notes(played: Played, tmp_path: Path, register: Path) -> None:
    first, second = hostile_rows(played)[:2]

    def edit(sheet: Sheet) -> None:
        fill(sheet, first, decision="误报", opinion="口径不同：\n见凭证", auditor="王五", expires="2026年12月1日")
        fill(sheet, second, decision="属实", reply="=1+1 只是文字")
        sheet.cell(second, heads(sheet)[REPLY]).data_type = "s"
        fill(sheet, second, auditor=" 赵六 ")

    result = reviewed(played, tmp_path, register, edit)
    assert result.refused == ()
    [waiver], [note] = read_waivers(register).entries, read_notes(register).entries
    assert waiver == result.waivers[first] and note == result.notes[second]
    assert (waiver["reason"], waiver["owner"], waiver["date"], waiver["expires"]) == (
        "口径不同：\n见凭证", "王五", "2026-03-10", "2026-12-01",
    )  # fmt: skip
    assert waiver["expect"]["verdict"] == "inconsistent"
    assert note == {
        "finding": note["finding"], "decision": "accepted", "reply": "=1+1 只是文字", "owner": "赵六", "date": "2026-03-10",
    }  # fmt: skip


def test_the_reply_to_a_false_alarm_is_noted_beside_its_waiver(played: Played, tmp_path: Path, register: Path) -> None:
    [row] = hostile_rows(played)[:1]

    def edit(sheet: Sheet) -> None:
        fill(sheet, row, decision="误报", opinion="口径不同", auditor="王五", expires="2026-12-01", reply="同意")

    result = reviewed(played, tmp_path, register, edit)
    assert result.refused == ()
    assert list(result.waivers) == list(result.notes) == [row]
    [note] = read_notes(register).entries
    assert (note["reply"], note.keys()) == ("同意", {"finding", "reply", "owner", "date"})


def test_columns_moved_rows_hidden_sorted_and_deleted(played: Played, tmp_path: Path, register: Path) -> None:
    """As it comes back from WPS: other order of columns, one more column, a filter on, another sheet in front."""
    source = openpyxl.load_workbook(played.settings.marts / "findings.xlsx").worksheets[0]
    target = openpyxl.Workbook()
    target.active.title = "封面"
    sheet = target.create_sheet("我的底稿")
    columns = list(range(source.max_column, 0, -1))
    kept = [row for row in range(source.max_row, 3, -1) if source.cell(row, 1).value != played.finding_id]
    for place, row in enumerate([3, *kept], start=1):
        sheet.cell(place, 1).value = "备注" if place == 1 else "自己加的一列"
        for position, column in enumerate(columns, start=2):
            cell = source.cell(row, column)
            sheet.cell(place, position).value = cell.value
            sheet.cell(place, position).data_type = cell.data_type  # "=HYPERLINK(…" stays the text that it is
    named = {str(cell.value).split("\n")[0]: cell.column for cell in sheet[1]}
    for head, text in ((DECISION, "To be corrected"), (AUDITOR, "王五")):
        sheet.cell(2, named[head]).value = text
    sheet.row_dimensions[2].hidden = True
    sheet.auto_filter.ref = "A1:Z9"
    target.save(tmp_path / "改.xlsx")
    result = review(tmp_path / "改.xlsx", played.settings.marts, register, TODAY)
    assert result.refused == ()
    assert {number: note["decision"] for number, note in result.notes.items()} == {2: "to_be_corrected"}
    assert result.notes[2]["finding"] == source.cell(kept[0], 1).value


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ({"decision": "可能", "auditor": "王五"}, "is none of"),
        ({"decision": "误报", "auditor": "王五", "expires": "2026-12-01"}, "needs an opinion"),
        ({"decision": "误报", "opinion": "口径", "expires": "2026-12-01"}, "an auditor"),
        ({"decision": "误报", "opinion": "口径", "auditor": "王五"}, "a date of expiry"),
        ({"decision": "误报", "opinion": "口径", "auditor": "王五", "expires": "明年"}, "is no date"),
        ({"decision": "误报", "opinion": "口径", "auditor": "王五", "expires": "2026-03-01"}, "has passed"),
        ({"decision": "属实"}, "auditor is missing"),
        ({"decision": "属实", "auditor": "王五", "stated": 99.5}, "文中数 99.5"),
        ({"decision": "属实", "auditor": "王五", "computed": "无"}, "核算数"),
        ({"decision": "属实", "auditor": "王五", "verdict": "存疑"}, "结论"),
        ({"decision": "属实", "auditor": "王五", "opinion": "=A1"}, "a formula stands there"),
        ({"decision": "属实", "auditor": "王五", "finding": "ffffffffffffffff"}, "has no finding ffffffffffffffff"),
        ({"decision": "属实", "auditor": "王五", "finding": None}, "There is no finding id"),
    ],
)
def test_a_row_that_cannot_be_taken_is_named_and_the_others_are_taken(
    played: Played, tmp_path: Path, register: Path, texts: dict[str, Any], said: str
) -> None:
    bad, good = hostile_rows(played)[:2]

    def edit(sheet: Sheet) -> None:
        fill(sheet, bad, **texts)
        fill(sheet, good, decision="属实", auditor="王五")

    result = reviewed(played, tmp_path, register, edit)
    [refusal] = result.refused
    assert refusal.number == bad
    assert said in refusal.reason and " / " in refusal.reason
    assert list(result.notes) == [good] and result.waivers == {}


def test_a_resolved_finding_takes_no_opinion_and_one_finding_has_one_row(
    played: Played, tmp_path: Path, register: Path
) -> None:
    [(resolved,)] = played.rows(
        5,
        "select finding_id from fct_finding_history where is_current and status = 'resolved' and stated_value = '25.00'",
    )
    first, second = hostile_rows(played)[:2]

    def edit(sheet: Sheet) -> None:
        fill(sheet, first, finding=resolved, decision="属实", auditor="王五")
        fill(sheet, second, finding=played.finding_id)

    result = reviewed(played, tmp_path, register, edit)
    reasons = {refusal.number: refusal.reason for refusal in result.refused}
    assert "is resolved in the current release" in reasons[first]
    assert len(reasons) == 3 and all("stands in row" in reasons[row] for row in reasons if row != first)


def test_what_is_no_working_paper_is_refused_with_what_is_missing(played: Played, tmp_path: Path) -> None:
    with pytest.raises(ReviewError, match=f"the columns {OPINION} are missing"):
        read_rows(edited(played, tmp_path, lambda sheet: fill_head(sheet, OPINION, "意见栏")))
    (tmp_path / "旧.xls").write_bytes(b"\xd0\xcf\x11\xe0 not a zip")
    with pytest.raises(ReviewError, match=r"save it as \.xlsx"):
        read_rows(tmp_path / "旧.xls")
    with pytest.raises(ReviewError, match="cannot be opened: No such file"):
        read_rows(tmp_path / "没有.xlsx")


def fill_head(sheet: Sheet, head: str, text: str) -> None:
    sheet.cell(3, heads(sheet)[head]).value = text


def test_waive_on_the_command_line(played: Played, register: Path) -> None:
    places = ("--marts", str(played.settings.marts), "--register", str(register))
    signed = ("--reason", "口径不同", "--owner", "张三", "--expires", "2999-12-31")
    run = gouji("waive", played.finding_id[:12], *signed, *places)
    assert run.code == 0, run.err
    assert played.finding_id in run.out and "git diff" in run.out
    [waiver] = read_waivers(register).entries
    assert waiver["expect"] == {"verdict": "inconsistent", "stated": "12.50 %", "computed": "10"}

    listed = json.loads(gouji("waivers", "--format", "json", *places).out)
    assert [row["state"] for row in listed if row["finding_id"] == played.finding_id][-1] == "not_built"

    run = gouji("waive", "--rule", "R02", "--year", "2024", *signed, *places)
    assert run.code == 0, run.err
    _, by_rule = read_waivers(register).entries
    assert by_rule["scope"] == {"fiscal_year": "2024"} and len(by_rule["expect"]) == 2

    for arguments, said in (
        (("ffff", *signed), "There is no finding ffff"),
        (("--rule", "R02", *signed), "needs a scope"),
        (("--rule", "R02", "--department", "别的局", *signed), "has no finding of rule R02"),
        ((by_rule["expect"][0]["finding"], *signed), "is covered by the waiver R02/2024"),
        ((played.finding_id, *signed[:-1], "2020-01-01"), "has passed"),
    ):
        run = gouji("waive", *arguments, *places)
        assert run.code == 1 and said in run.err and "Traceback" not in run.err
    assert len(read_waivers(register).entries) == 2


def test_a_working_paper_of_some_findings_and_one_that_leaves_findings_out(played: Played, tmp_path: Path) -> None:
    marts = str(played.settings.marts)
    findings = json.loads(gouji("findings", "--marts", marts, "--format", "json").out)
    year = str(findings[0]["fiscal_year"])
    paper = tmp_path / f"{year}.xlsx"
    run = gouji("findings", "--marts", marts, "--year", year, "--workbook", str(paper))
    of_year = [finding for finding in findings if str(finding["fiscal_year"]) == year]
    assert run.code == 0
    assert ids(paper) == {finding["finding_id"] for finding in of_year if finding["verdict"] != "not_evaluated"}
    again = gouji("findings", "--marts", marts, "--year", year, "--workbook", str(paper))
    assert again.code == 1 and "may have been filled in" in again.err

    few = tmp_path / "少.xlsx"
    whole = ids(played.settings.marts / "findings.xlsx")
    write_working_paper(played.settings.marts / "gouji.duckdb", few, most_rows=1)
    (kept,) = ids(few)
    assert kept == findings[0]["finding_id"]
    title = openpyxl.load_workbook(few).worksheets[0].cell(1, 3).value
    assert f"另有 {len(whole) - 1} 项未列" in title and "--workbook" in title


def ids(workbook: Path) -> set[str]:
    """The findings that the first sheet of a working paper lists."""
    sheet = openpyxl.load_workbook(workbook).worksheets[0]
    column = heads(sheet)[FINDING]
    return {str(sheet.cell(row, column).value) for row in range(4, sheet.max_row + 1)}


def test_review_on_the_command_line(played: Played, tmp_path: Path, register: Path) -> None:
    bad, good = hostile_rows(played)[:2]

    def edit(sheet: Sheet) -> None:
        fill(sheet, bad, decision="可能")
        fill(sheet, good, decision="误报", opinion="口径不同")

    path = edited(played, tmp_path, edit)
    places = ("--marts", str(played.settings.marts), "--register", str(register))
    run = gouji("review", str(tmp_path / "absent.xlsx"), *places)
    assert run.code == 1 and "No such file" in run.err and "Traceback" not in run.err

    run = gouji("review", str(path), "--owner", "张三", "--expires", "2999-12-31", *places)
    assert run.code == 1
    assert f"第 {bad} 行 / row {bad}" in run.err and f"第 {good} 行 / row {good}" in run.out
    [waiver] = read_waivers(register).entries
    assert (waiver["owner"], waiver["expires"]) == ("张三", "2999-12-31")
