"""Nights: what is not done again, and that what is left out makes no difference; whole builds that are killed."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from pipeline.orchestration import run_build
from pipeline.warehouse import ingest
from pipeline.warehouse.ingest import input_hashes, raw_files, take_in
from pipeline.warehouse.release import MartsFolder, Release, open_build
from pipeline.warehouse.settings import Settings
from pipeline.warehouse.standing import standing_release
from tests.integration import killed, raw_folder
from tests.integration.conftest import Published, gouji
from tests.integration.test_release import left_over

KILLS = int(os.environ.get("GOUJI_KILLS", "2"))
SEED = int(os.environ.get("GOUJI_KILLS_SEED", "6"))
"""How many whole builds are killed at random moments (`make kill` asks for forty), and which moments."""
STEPS = 8
"""Steps that a build announces: start, ingest, review, gate raw, dbt, gate marts, report, release."""
MOMENT = datetime(2031, 5, 1, 18, 0, tzinfo=UTC)


@pytest.fixture
def settings(published: Published, tmp_path: Path) -> Settings:
    """A raw folder and a marts folder of one's own, with one release."""
    shutil.copytree(published.settings.raw, tmp_path / "raw")
    shutil.copytree(published.settings.marts, tmp_path / "marts", symlinks=True)
    # Other tests share the folder: what they left there besides the current release does not belong here.
    for release in MartsFolder(tmp_path / "marts").releases():
        if not release.is_current:
            shutil.rmtree(release.folder)
    shutil.rmtree(tmp_path / "marts" / "failed", ignore_errors=True)
    return replace(published.settings, raw=tmp_path / "raw", marts=tmp_path / "marts")


def current(settings: Settings) -> Release:
    return MartsFolder(settings.marts).must_have_current()


def rewrite(path: Path, content: bytes) -> None:
    """Puts another file in the place of one of a release, which nobody may write to."""
    path.unlink()
    path.write_bytes(content)


def parquet_hashes(release: Release) -> dict[str, str]:
    """SHA-256 of every exported mart."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (release.folder / "parquet").iterdir()}


def test_a_night_in_which_nothing_changed_builds_nothing_and_says_so(settings: Settings) -> None:
    before = current(settings)
    run = gouji("build", "--raw", str(settings.raw), "--marts", str(settings.marts))
    assert run.code == 0 and "Nothing has changed" in run.out and before.release_id in run.out
    assert current(settings) == before
    assert MartsFolder(settings.marts).releases() == [before]
    assert raw_folder.EMPTY in run.out, "what is quarantined is still named"


def test_each_thing_that_decides_a_release_ends_its_standing(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs = input_hashes(settings.raw)
    assert standing_release(settings, inputs) == current(settings)
    assert standing_release(replace(settings, full_refresh=True), inputs) is None
    assert standing_release(settings, inputs | {"new.csv": "0" * 64}) is None
    assert standing_release(settings, inputs | {raw_folder.GOOD: "0" * 64}) is None
    assert standing_release(settings, {name: inputs[name] for name in inputs if name != raw_folder.GOOD}) is None
    record_file = current(settings).folder / "release.json"
    record = json.loads(record_file.read_text(encoding="utf-8"))
    for changed in (
        {"program": "another"},
        {"register": "another"},
        {"waivers_hold_until": "2001-01-01"},
        {"quarantined": [{"path": "a", "reason": "b", "remedy": "c", "transient": True}]},
    ):
        rewrite(record_file, json.dumps(record | changed).encode())
        assert standing_release(settings, inputs) is None, changed


BUREAU, SHORT, TOWN = "红岩县水务局", "红岩水务局", "白沙镇人民政府"
ACCOUNT = """{office}{year}年部门决算情况说明
{alias}{year}年支出合计{this}万元，{last_year}年支出合计{last}万元，比上年增加{rise}万元，增长{rate}%。
"""


def account(raw: Path, office: str, year: int, amounts: tuple[str, str, str, str], alias: str = "") -> None:
    """An office's account of one year, below its own folder."""
    path = raw / office / str(year) / "决算说明.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    this, last, rise, rate = amounts
    text = ACCOUNT.format(
        office=office, year=year, last_year=year - 1, this=this, last=last, rise=rise, rate=rate, alias=alias
    )
    path.write_text(text, encoding="utf-8")


def first_night(raw: Path) -> None:
    """Offices come in beside the one that is there: one with two years, one under its short name, one more."""
    account(raw, BUREAU, 2023, ("100.00", "80.00", "20.00", "25.00"))
    account(raw, BUREAU, 2024, ("120.00", "100.00", "20.00", "21.00"))
    account(raw, SHORT, 2022, ("80.00", "60.00", "20.00", "33.33"))
    account(raw, TOWN, 2024, ("50.00", "40.00", "11.00", "25.00"))


def second_night(raw: Path) -> None:
    """An edit, a removal, an addition and a copy; last year's report of an office is replaced, and with it what is said of
    this year's; another office is not touched."""
    folder = raw / raw_folder.DEPARTMENT / "2024"
    (folder / "预算收支补充.csv").write_bytes(raw_folder.TABLE.replace("12.00", "13.00").encode("gbk"))
    (raw / raw_folder.GOOD).with_name("副本.docx").write_bytes((raw / raw_folder.GOOD).read_bytes())
    (raw / raw_folder.GBK).unlink()
    (raw / raw_folder.OWNERLESS).write_text(
        f"{raw_folder.DEPARTMENT}2023年决算情况说明\n本年收入12.00万元。\n", encoding="utf-8"
    )
    account(raw, BUREAU, 2023, ("101.00", "80.00", "21.00", "26.25"))


def third_night(raw: Path) -> None:
    """A document tells the short name of its office, under which another document lies: that one changes its owner."""
    account(raw, BUREAU, 2023, ("100.00", "80.00", "20.00", "25.00"), alias=f"{BUREAU}（以下简称“{SHORT}”）")


def report_hashes(release: Release) -> dict[str, str]:
    """SHA-256 of every file of the web report."""
    files = (path for path in (release.folder / "report").rglob("*") if path.is_file())
    return {str(path.relative_to(release.folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_nights_and_full_refreshes_end_in_the_same_bytes_of_every_mart_and_page(
    settings: Settings, tmp_path: Path
) -> None:
    kept, linked, owners = [], [], []
    for number, change in enumerate((first_night, second_night, third_night)):
        change(settings.raw)
        refreshed = replace(settings, marts=tmp_path / f"refreshed {number}", full_refresh=True)
        shutil.copytree(settings.marts, refreshed.marts, symlinks=True)
        moment = MOMENT + timedelta(days=number)
        builds = [run_build(one, created_at=moment) for one in (settings, refreshed)]
        assert [build.failures for build in builds] == [[], []]
        assert [build.goes_on for build in builds] == [True, False]
        night, full = (current(one) for one in (settings, refreshed))
        assert parquet_hashes(night) == parquet_hashes(full) and len(parquet_hashes(night)) > 15
        assert report_hashes(night) == report_hashes(full)
        kept.append(builds[0].kept)
        # Page files that the night has in common with the one before.
        linked.append(sum(path.stat().st_nlink > 1 for path in (night.folder / "report/data").rglob("*.js")))
        with duckdb.connect(str(night.database), read_only=True) as con:
            for table in ("fact", "identity", "operand", "record_field", "figure", "passage"):
                strangers = con.execute(
                    f"select count(*) from raw.{table} anti join raw.document using (document_id)"
                ).fetchone()
                assert strangers == (0,), table
            owners.append(con.execute("select name from marts.dim_department order by name").fetchall())
    assert kept == [2, 4, 6]
    assert linked[0] == 0 and linked[2] > 0, "on the first two nights findings are new, then open"
    assert (SHORT,) in owners[1] and (SHORT,) not in owners[2]


def test_a_release_that_cannot_be_read_costs_time_and_not_the_night(settings: Settings) -> None:
    (settings.raw / raw_folder.DEPARTMENT / "2024" / "补充.csv").write_bytes(
        raw_folder.TABLE.replace("12", "14").encode()
    )
    rewrite(current(settings).database, b"no warehouse")
    with pytest.raises(duckdb.Error):
        duckdb.connect(str(current(settings).database), read_only=True)
    files = ingest.raw_files(settings.raw)
    assert ingest._kept(files, ingest.read_before(current(settings))) == []


def test_a_file_that_changes_while_it_is_read_is_read_again_at_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / raw_folder.DEPARTMENT / "2024" / "预算收支.csv"
    path.parent.mkdir(parents=True)
    path.write_bytes(raw_folder.TABLE.encode())
    (listed,) = raw_files(tmp_path)
    final = raw_folder.TABLE.replace("868.00", "867.00").encode()
    reading = ingest.read

    def interrupted(*arguments, **named):  # type: ignore[no-untyped-def]
        document = reading(*arguments, **named)
        path.write_bytes(final)
        return document

    monkeypatch.setattr(ingest, "read", interrupted)
    taken = take_in(listed, tmp_path / "rows", 0)
    assert taken.quarantined is None
    assert taken.file.sha256 == hashlib.sha256(final).hexdigest()
    facts = next(rows for rows in taken.row_files if rows.parent.name == "fact").read_text(encoding="utf-8")
    assert "867.00" in facts and "868.00" not in facts


def test_a_file_that_is_written_to_all_the_while_is_quarantined_and_tried_in_the_next_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / raw_folder.DEPARTMENT / "2024" / "预算收支.csv"
    path.parent.mkdir(parents=True)
    path.write_bytes(raw_folder.TABLE.encode())
    (listed,) = raw_files(tmp_path)
    monkeypatch.setattr(ingest, "SECONDS_BETWEEN_READINGS", 0.05)
    reading, numbers = ingest.read, iter(range(99))

    def interrupted(*arguments, **named):  # type: ignore[no-untyped-def]
        document = reading(*arguments, **named)
        path.write_bytes(raw_folder.TABLE.replace("868.00", f"{next(numbers)}.00").encode())
        return document

    monkeypatch.setattr(ingest, "read", interrupted)
    taken = take_in(listed, tmp_path / "rows", 0)
    assert taken.quarantined is not None and taken.quarantined.transient
    assert "written to" in taken.quarantined.reason
    assert taken.row_files == ()


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[None]:
    """A file system of its own of so many megabytes; the test is skipped where mounting is not allowed."""
    folder.mkdir(exist_ok=True)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", folder], capture_output=True)
    if mounted.returncode:
        pytest.skip("mounting is not allowed here")
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


def test_a_full_disk_leaves_the_release_and_the_next_build_succeeds(published: Published, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    with small_disk(disk, 200):
        marts = disk / "marts"
        shutil.copytree(published.settings.marts, marts, symlinks=True)
        settings = replace(published.settings, marts=marts, full_refresh=True)
        before = current(settings)
        filler = disk / "filler"
        free = shutil.disk_usage(disk).free
        for left in (0, free // 40):
            filler.write_bytes(b"\0" * max(shutil.disk_usage(disk).free - left, 0))
            run = gouji("build", "--raw", str(settings.raw), "--marts", str(marts), "--full-refresh")
            assert run.code == 1, left
            assert "Traceback" not in run.err, run.err
            assert current(settings) == before
            with duckdb.connect() as con:
                con.execute(f"attach '{marts / 'gouji.duckdb'}' as gouji (read_only)")
                assert con.execute("select count(*) > 0 from gouji.marts.fct_fact").fetchone() == (True,)
            filler.unlink()
        build = run_build(settings)
        assert build.published, build.failures
        assert list(MartsFolder(settings.marts).building.iterdir()) == []


def test_a_second_build_in_another_process_says_who_holds_the_folder(settings: Settings) -> None:
    command = [sys.executable, "-m", "pipeline.cli", "build", "--full-refresh"]
    folders = ["--raw", str(settings.raw), "--marts", str(settings.marts)]
    before = current(settings)
    with open_build(settings, {}):
        second = subprocess.run([*command, *folders], capture_output=True, text=True, check=False)
    assert second.returncode == 1
    assert "Another process is writing" in second.stderr and f"PID {os.getpid()}" in second.stderr
    assert "Traceback" not in second.stderr
    assert MartsFolder(settings.marts).releases() == [before]


def test_builds_killed_at_random_moments(settings: Settings) -> None:
    """After each kill the release is whole and what lies about is cleared; and the next whole build is published."""
    settings = replace(settings, full_refresh=True, keep_releases=3, keep_failed=3)
    started = time.monotonic()
    assert killed.run(killed.building_until, settings, None) == 0
    whole = time.monotonic() - started
    chance = random.Random(SEED)
    for n in range(1, KILLS + 1):
        when = chance.uniform(0, whole)
        # On a machine that has less to do by now a build may be over before; then the next is killed sooner.
        while _die(settings, _Death(killed.building_until, when), build_after=(n % 10 == 0 or n == KILLS)) == 0:
            when /= 2


def test_builds_killed_as_a_step_begins(settings: Settings) -> None:
    """The same at the edge of every step; in `make test` before the publication alone."""
    settings = replace(settings, full_refresh=True, keep_releases=3, keep_failed=3)
    steps = range(STEPS) if KILLS > 2 else (STEPS - 1,)
    for step in steps:
        code = _die(settings, _Death(killed.building_until_step, step), build_after=step == STEPS - 1)
        assert code == -9, step


@dataclass(frozen=True)
class _Death:
    """What builds and is killed, and when: seconds after its start, or the number of a step."""

    target: Callable[..., None]
    when: float


def _die(settings: Settings, death: _Death, build_after: bool) -> int:
    """The exit code of one build that is killed, with all that must hold afterwards."""
    marts, before, expected = MartsFolder(settings.marts), current(settings).release_id, whole_marts(settings)
    code = killed.run(death.target, settings, death.when)
    assert code in (0, -9), death
    assert whole_marts(settings) == expected, death
    with marts.exclusive():
        marts.recover(settings.keep_failed)
    after = current(settings).release_id
    assert after >= before
    assert (left_over_of_builds(settings), number_of_releases(settings, after)) == ([], 1), death
    assert whole_marts(settings) == expected, death
    if build_after:
        assert killed.run(killed.building_until, settings, None) == 0, death
        assert current(settings).release_id > after
        assert whole_marts(settings) == expected
    if path := os.environ.get("GOUJI_KILLS_REPORT"):
        line = {"target": death.target.__name__, "when": death.when, "code": code, "published": after > before}
        with open(path, "a", encoding="utf-8") as report:
            report.write(json.dumps(line | {"built_after": build_after}) + "\n")
    return code


def number_of_releases(settings: Settings, release_id: str) -> int:
    return sum(release.release_id == release_id for release in MartsFolder(settings.marts).releases())


def whole_marts(settings: Settings) -> dict[str, int]:
    """Rows by mart at the fixed path; each mart is read through, and its Parquet file beside it."""
    with duckdb.connect() as con:
        con.execute(f"attach '{settings.marts / 'gouji.duckdb'}' as gouji (read_only)")
        tables = con.execute(
            "select table_name from duckdb_tables() where database_name = 'gouji' and schema_name = 'marts'"
        ).fetchall()
        counts = {}
        for (table,) in sorted(tables):
            rows = con.execute(f"select count(*), bit_xor(hash(t)) from gouji.marts.{table} as t").fetchone()
            file = settings.marts / "parquet" / f"{table}.parquet"
            exported = con.execute("select count(*) from read_parquet(?)", [str(file)]).fetchone()
            assert rows is not None and exported == (rows[0],), table
            counts[table] = int(rows[0])
        # The history alone grows with each release.
        del counts["fct_finding_history"]
        return counts


def left_over_of_builds(settings: Settings) -> list[str]:
    """As ``left_over``, with what whole builds publish, and without builds that failed for a reason of their own."""
    known = {"parquet", "data_docs", "report", "findings.xlsx"}
    return [name for name in left_over(settings) if name not in known]
