"""Findings live over releases: one appears, is waived, the waiver expires, it is corrected, and comes back.

Five real builds on dates of their own (``played.py``); each test looks at what they left.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import duckdb
import openpyxl

from pipeline.warehouse.release import Build, MartsFolder, Unwatched
from pipeline.warehouse.review import take_in_review
from pipeline.warehouse.settings import Settings
from pipeline.warehouse.standing import standing_release
from tests.integration.conftest import gouji
from tests.integration.played import Played
from tests.integration.test_release import publish


def test_the_status_of_each_release(played: Played) -> None:
    status = "select status from fct_finding_history where is_current and finding_id = ?"
    told = [played.rows(n, status, played.finding_id)[0][0] for n in range(1, 6)]
    assert told == ["new", "waived", "reopened", "resolved", "reopened"]


def test_the_id_survives_a_renamed_file_a_moved_page_and_another_finding_beside_it(played: Played) -> None:
    paths = [played.rows(n, "select path from dim_document where format = 'docx'") for n in (1, 2)]
    assert paths[0] != paths[1]
    beside = played.rows(2, "select finding_id, status from fct_finding where rule_id = 'R09' order by status")
    assert len(beside) == 2
    assert {status for _, status in beside} == {"new", "waived"}
    assert (played.finding_id, "waived") in beside


def test_a_finding_that_is_gone_is_no_finding_and_stays_in_the_history(played: Played) -> None:
    assert played.rows(4, "select count(*) from fct_finding where rule_id = 'R09'") == [(0,)]
    rows = played.rows(
        4,
        "select stated_value, status, resolution, first_release_id, last_release_id from fct_finding_history "
        "where is_current and rule_id = 'R09' order by stated_value",
    )
    first, second, third = (release.release_id for release in played.releases[:3])
    assert rows == [
        ("12.50", "resolved", "corrected", first, third),
        ("25.00", "resolved", "not_checked", second, third),
    ]


def test_the_history_of_the_last_release_tells_all(played: Played) -> None:
    rows = played.rows(
        5,
        "select span_no, status, from_release_id, to_release_id, release_count, is_current, reopened_count "
        "from fct_finding_history where finding_id = ? order by span_no",
        played.finding_id,
    )
    ids = [release.release_id for release in played.releases]
    told = ["new", "waived", "reopened", "resolved", "reopened"]
    assert rows == [(n + 1, told[n], ids[n], ids[n], 1, n == 4, [0, 0, 1, 1, 2][n]) for n in range(5)]
    [seen] = played.rows(
        5, "select first_release_id, last_release_id from fct_finding where finding_id = ?", played.finding_id
    )
    assert seen == (ids[0], ids[4])


def test_a_finding_that_nothing_happens_to_is_one_span(played: Played) -> None:
    rows = played.rows(
        5,
        "select history.status, history.release_count from fct_finding_history as history "
        "inner join fct_finding using (finding_id) where fct_finding.rule_id = 'R02' order by span_no, finding_id",
    )
    assert set(rows) == {("new", 1), ("open", 4)}


def test_the_waiver_complains_where_it_no_longer_holds(played: Played) -> None:
    state = "select state, needs_attention from fct_waiver"
    assert [played.rows(n, state) for n in range(1, 6)] == [
        [],
        [("in_force", False)],
        [("expired", True)],
        [("gone", True)],
        [("spent", True)],
    ]
    for release, complains in zip(played.releases, (False, False, True, True, True), strict=True):
        complaints = release.record["waiver_complaints"]
        assert [played.finding_id in complaint for complaint in complaints] == ([True] if complains else [])
    asked = "select success, gate from quality_result where suite = 'review'"
    assert [played.rows(n, asked)[0] for n in (2, 3, 4, 5)] == [(True, False), *[(False, False)] * 3]


def test_the_commands_say_so(played: Played) -> None:
    marts = str(played.settings.marts)
    run = gouji("waivers", "--register", str(played.register), "--marts", marts, "--format", "json")
    assert run.code == 1
    assert [row["state"] for row in json.loads(run.out)] == ["spent"]
    told = gouji("explain", played.finding_id, "--marts", marts).out
    assert told.count("沿革 / History") == 5
    listed = json.loads(gouji("findings", "--status", "reopened", "--marts", marts, "--format", "json").out)
    assert [row["finding_id"] for row in listed] == [played.finding_id]
    run = gouji("build", "--raw", str(played.settings.raw), "--marts", marts, "--register", str(played.register))
    assert run.code == 0
    assert played.finding_id in run.err and "is back" in run.err


def test_an_opinion_from_the_workbook_is_shown_by_the_next_release(played: Played) -> None:
    note = "select note_decision, note_opinion, note_owner, note_dated_on from fct_finding where finding_id = ?"
    assert played.rows(3, note, played.finding_id) == [(None, None, None, None)]
    assert played.rows(5, note, played.finding_id) == [
        ("to_be_corrected", "增长率有误，\n请部门更正。", "李四", date(2026, 3, 6))
    ]


def test_a_build_is_due_once_a_waiver_has_expired_or_a_register_has_changed(played: Played) -> None:
    """Nothing else has changed, and yet the release that stands is not what a build would give."""
    second = played.releases[1]
    assert second.record["waivers_hold_until"] == "2026-03-04"
    marts, inputs = MartsFolder(played.settings.marts), second.record["inputs"]
    last = marts.must_have_current()
    marts.rollback(second.release_id)
    try:
        standing = partial(standing_release, inputs=inputs)
        as_then = replace(played.settings, register=played.register_of_second)
        held = standing(as_then, today=date(2026, 3, 4))
        assert held is not None and held.release_id == second.release_id
        assert standing(as_then, today=date(2026, 3, 5)) is None
        assert standing(replace(as_then, register=played.settings.raw), today=date(2026, 3, 4)) is None
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


def test_history_begins_where_the_release_before_has_none(tmp_path: Path) -> None:
    """A release of an earlier version of the program has neither history nor waivers."""
    settings = Settings(raw=tmp_path / "raw", marts=tmp_path / "marts", register=tmp_path / "register")
    earlier = publish(settings, 1)
    take_in_review(Build(settings, "next", datetime(2026, 3, 1, tzinfo=UTC), tmp_path, {}, "program", Unwatched()))
    with duckdb.connect(str(tmp_path / "gouji.duckdb")) as con:
        assert con.execute("select previous_release_id from review.release").fetchall() == [(earlier.release_id,)]
        assert con.execute("select * from review.finding_history").fetchall() == []
