"""Findings live over releases: one appears, is waived, corrected, comes back, is waived anew, and the waiver expires.

Six real builds on dates of their own; each test looks at what they left.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from pipeline.orchestration import run_build
from pipeline.report.working_paper import AUDITOR, DECISION, OPINION
from pipeline.review.waive import Signature, waive_finding
from pipeline.review.workbook import review
from pipeline.warehouse.ingest import input_hashes
from pipeline.warehouse.release import Build, MartsFolder, Release, Unwatched
from pipeline.warehouse.review import take_in_review
from pipeline.warehouse.settings import Settings
from pipeline.warehouse.standing import standing_release
from tests.integration.conftest import gouji
from tests.unit.readers_docx import docx_file, paragraph

DEPARTMENT = "青石县教育局"
TITLE = f"{DEPARTMENT}2024年部门整体绩效自评报告"
WRONG = "2023年收入预算800.00万元，2024年收入预算880.00万元，2024年相比2023年收入增加80.00万元，增长12.50%。"
RIGHT = WRONG.replace("12.50", "10.00")
BESIDE = "2023年支出预算500.00万元，2024年支出预算600.00万元，2024年相比2023年支出增加100.00万元，增长25.00%。"
LINK = '=HYPERLINK("http://example.test","点我")项目'
TURNED = "\u202e<script>alert(1)</script>项目"
HOSTILE = (
    ("项目名称", "调整后预算数", "预算执行数", "执行率"),
    (LINK, "100.00", "50.00", "60.00%"),
    (TURNED, "200.00", "90.00", "55.00%"),
)


@dataclass(frozen=True)
class Played:
    """The releases in the order in which they were built, the finding that they are about, and the registers' folder."""

    settings: Settings
    releases: tuple[Release, ...]
    finding_id: str
    register: Path

    def rows(self, release: int, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """What a query of release n (from 1) gives."""
        with duckdb.connect(str(self.releases[release - 1].database), read_only=True) as con:
            con.execute("set schema = 'marts'")
            return con.execute(sql, list(values)).fetchall()


def report(*texts: str) -> bytes:
    return docx_file("".join(paragraph(text) for text in (TITLE, *texts)))


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    folder = tmp_path_factory.mktemp("releases")
    register = folder / "register"
    register.mkdir()
    settings = Settings(raw=folder / "raw", marts=folder / "marts", register=register)
    home = settings.raw / DEPARTMENT / "2024"
    home.mkdir(parents=True)
    with open(home / "项目支出执行情况表.csv", "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("2024年部门预算项目支出执行情况表（单位：万元）",), *HOSTILE])
    first, renamed = home / "自评报告.docx", home / "自评报告（修订稿）.docx"
    marts = MartsFolder(settings.marts)
    releases = []

    def build(day: int) -> None:
        build = run_build(settings, created_at=datetime(2026, 3, day, 18, tzinfo=UTC))
        assert build.published, build.failures
        releases.append(marts.must_have_current())

    def waive(dated_on: date, expires_on: date) -> None:
        waive_finding(settings.marts, register, finding_id, Signature("口径不同", "张三", dated_on, expires_on))

    first.write_bytes(report(WRONG))
    build(1)
    [(finding_id,)] = query(settings, "select finding_id from fct_finding where rule_id = 'R09'")
    waive(date(2026, 3, 2), date(2026, 12, 31))

    first.unlink()
    renamed.write_bytes(report("一、部门概况", "另起一页。", BESIDE, WRONG))
    build(3)

    renamed.write_bytes(report(RIGHT))
    build(5)

    renamed.write_bytes(report(WRONG))
    build(7)
    fill_in(settings.marts / "findings.xlsx", folder / "填好.xlsx", finding_id)
    reviewed = review(folder / "填好.xlsx", settings.marts, register, date(2026, 3, 8))
    assert reviewed.refused == ()
    waive(date(2026, 3, 8), date(2026, 3, 10))

    build(9)
    build(10)
    yield Played(settings, tuple(releases), finding_id, register)


def query(settings: Settings, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(MartsFolder(settings.marts).must_have_current().database), read_only=True) as con:
        con.execute("set schema = 'marts'")
        return con.execute(sql).fetchall()


def fill_in(source: Path, target: Path, finding_id: str) -> None:
    """An auditor's opinion on one finding, in Chinese."""
    workbook = openpyxl.load_workbook(source)
    sheet = workbook.worksheets[0]
    heads = {str(cell.value).split("\n")[0]: cell.column for cell in sheet[3]}
    [row] = [cell.row for cell in sheet["A"] if cell.value == finding_id]
    for head, text in ((DECISION, "待整改"), (OPINION, "增长率有误，\n请部门更正。"), (AUDITOR, "李四")):
        sheet.cell(row, heads[head]).value = text
    workbook.save(target)


def test_the_status_of_each_release(played: Played) -> None:
    status = "select status from fct_finding_history where is_current and finding_id = ?"
    told = [played.rows(n, status, played.finding_id)[0][0] for n in range(1, 7)]
    assert told == ["new", "waived", "resolved", "reopened", "waived", "reopened"]


def test_the_id_survives_a_renamed_file_a_moved_page_and_another_finding_beside_it(played: Played) -> None:
    paths = [played.rows(n, "select path from dim_document where format = 'docx'") for n in (1, 2)]
    assert paths[0] != paths[1]
    beside = played.rows(2, "select finding_id, status from fct_finding where rule_id = 'R09' order by status")
    assert len(beside) == 2
    assert {status for _, status in beside} == {"new", "waived"}
    assert (played.finding_id, "waived") in beside


def test_a_finding_that_is_gone_is_no_finding_and_stays_in_the_history(played: Played) -> None:
    assert played.rows(3, "select count(*) from fct_finding where rule_id = 'R09'") == [(0,)]
    rows = played.rows(
        3,
        "select stated_value, status, resolution, first_release_id, last_release_id from fct_finding_history "
        "where is_current and rule_id = 'R09' order by stated_value",
    )
    first, second = (release.release_id for release in played.releases[:2])
    assert rows == [
        ("12.50", "resolved", "corrected", first, second),
        ("25.00", "resolved", "not_checked", second, second),
    ]


def test_the_history_of_the_last_release_tells_all(played: Played) -> None:
    rows = played.rows(
        6,
        "select span_no, status, from_release_id, to_release_id, release_count, is_current, reopened_count "
        "from fct_finding_history where finding_id = ? order by span_no",
        played.finding_id,
    )
    ids = [release.release_id for release in played.releases]
    told = ["new", "waived", "resolved", "reopened", "waived", "reopened"]
    assert rows == [(n + 1, told[n], ids[n], ids[n], 1, n == 5, [0, 0, 0, 1, 1, 2][n]) for n in range(6)]
    [(first, last)] = played.rows(
        6, "select first_release_id, last_release_id from fct_finding where finding_id = ?", played.finding_id
    )
    assert (first, last) == (ids[0], ids[5])


def test_a_finding_that_nothing_happens_to_is_one_span(played: Played) -> None:
    rows = played.rows(
        6,
        "select history.status, history.release_count from fct_finding_history as history "
        "inner join fct_finding using (finding_id) where fct_finding.rule_id <> 'R09' order by span_no, finding_id",
    )
    assert set(rows) == {("new", 1), ("open", 5)}


def test_the_waiver_complains_where_it_no_longer_holds(played: Played) -> None:
    state = "select state, needs_attention from fct_waiver"
    assert [played.rows(n, state) for n in range(1, 7)] == [
        [],
        [("in_force", False)],
        [("gone", True)],
        [("spent", True)],
        [("in_force", False)],
        [("expired", True)],
    ]
    for release, complains in zip(played.releases[1:], (False, True, True, False, True), strict=True):
        complaints = release.record["waiver_complaints"]
        assert [played.finding_id in complaint for complaint in complaints] == ([True] if complains else [])
    asked = "select success, gate from quality_result where suite = 'review'"
    assert [played.rows(n, asked)[0] for n in (2, 3, 6)] == [(True, False), (False, False), (False, False)]


def test_the_commands_say_so(played: Played) -> None:
    marts = str(played.settings.marts)
    run = gouji("waivers", "--marts", marts, "--format", "json")
    assert run.code == 1
    assert [row["state"] for row in json.loads(run.out)] == ["expired"]
    told = gouji("explain", played.finding_id, "--marts", marts).out
    assert told.count("沿革 / History") == 6
    listed = json.loads(gouji("findings", "--status", "reopened", "--marts", marts, "--format", "json").out)
    assert [row["finding_id"] for row in listed] == [played.finding_id]
    run = gouji("build", "--raw", str(played.settings.raw), "--marts", marts, "--register", str(played.register))
    assert run.code == 0
    assert played.finding_id in run.err and "Expired on 2026-03-10" in run.err


def test_an_opinion_from_the_workbook_is_shown_by_the_next_release(played: Played) -> None:
    note = "select note_decision, note_opinion, note_owner, note_dated_on from fct_finding where finding_id = ?"
    assert played.rows(4, note, played.finding_id) == [(None, None, None, None)]
    assert played.rows(5, note, played.finding_id) == [
        ("to_be_corrected", "增长率有误，\n请部门更正。", "李四", date(2026, 3, 8))
    ]


def test_a_build_is_due_once_a_waiver_has_expired(played: Played) -> None:
    """Nothing else has changed, and yet the release that stands is not what a build would give."""
    marts, inputs = MartsFolder(played.settings.marts), input_hashes(played.settings.raw)
    last = marts.must_have_current()
    marts.rollback(played.releases[4].release_id)
    try:
        before, after = date(2026, 3, 10), date(2026, 3, 11)
        standing = standing_release(played.settings, inputs, before)
        assert standing is not None and standing.release_id == played.releases[4].release_id
        assert standing_release(played.settings, inputs, after) is None
        empty = played.settings.raw
        assert standing_release(replace(played.settings, register=empty), inputs, before) is None
    finally:
        marts.rollback(last.release_id)


def test_no_text_of_a_document_becomes_a_formula(played: Played) -> None:
    workbook = openpyxl.load_workbook(played.settings.marts / "findings.xlsx")
    cells = [cell for sheet in workbook for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink] == []
    texts = [cell.value for cell in cells if isinstance(cell.value, str)]
    assert any("=HYPERLINK(" in text for text in texts), "the hostile quote is shown as it is printed"
    assert any("<script>alert(1)</script>" in text for text in texts)
    assert not any("\u202e" in text for text in texts), "no text turns the direction of what follows it"
    for cell in cells:
        if isinstance(cell.value, str) and cell.row > 3 and cell.value.startswith(("=", "+", "-", "@")):
            assert cell.number_format == "@", cell.coordinate


def test_figures_of_the_working_paper_are_numbers(played: Played) -> None:
    sheet = openpyxl.load_workbook(played.settings.marts / "findings.xlsx")["审计工作底稿"]
    heads = {str(cell.value).split("\n")[0]: cell.column for cell in sheet[3]}
    [row] = [cell.row for cell in sheet["A"] if cell.value == played.finding_id]
    stated, computed, difference = (sheet.cell(row, heads[head]) for head in ("文中数", "核算数", "差额"))
    assert (stated.value, computed.value, difference.value) == (12.5, 10, 2.5)
    assert stated.number_format == "#,##0.00"
    assert sheet.cell(row, heads["建议更正"]).value.startswith("如其他数字无误，应为 10.00%。")
    assert sheet.freeze_panes == "C4" and sheet.auto_filter.ref == f"A3:X{sheet.max_row}"
    resolved = openpyxl.load_workbook(played.settings.marts / "findings.xlsx")["已消除"]
    assert [row[4].value for row in resolved.iter_rows(min_row=4)], "the one beside it is gone"


def test_after_a_rollback_history_goes_on_from_there(played: Played, tmp_path: Path) -> None:
    marts = MartsFolder(played.settings.marts)
    last, second = marts.must_have_current(), played.releases[1]
    marts.rollback(second.release_id)
    try:
        started = datetime(2026, 3, 20, 18, tzinfo=UTC)
        take_in_review(Build(played.settings, "next", started, tmp_path, {}, "program", Unwatched()))
    finally:
        marts.rollback(last.release_id)
    with duckdb.connect(str(tmp_path / "gouji.duckdb")) as con:
        carried = con.execute("select finding_id, span_no, status from review.finding_history order by all").fetchall()
        previous = con.execute("select previous_release_id, built_on from review.release").fetchall()
    assert carried == played.rows(2, "select finding_id, span_no, status from fct_finding_history order by all")
    assert previous == [(second.release_id, date(2026, 3, 21))], "two in the morning of the next day in China"
