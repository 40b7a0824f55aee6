"""Publishing: built aside, swapped in with one rename, kept, rolled back; and who may do so at a time."""

from __future__ import annotations

import json
import mmap
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

import duckdb
import pytest

from pipeline.warehouse import release
from pipeline.warehouse.release import BuildInProgress, MartsFolder, Release, ReleaseError, open_build
from pipeline.warehouse.settings import Settings
from tests.integration import killed


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    raw = tmp_path / "raw"
    raw.mkdir()
    return Settings(raw=raw, marts=tmp_path / "marts", keep_releases=3, keep_failed=2)


def publish(settings: Settings, number: int) -> Release:
    """A release whose warehouse holds one table with one number."""
    with open_build(settings, {"a.txt": f"{number:064x}"}) as build:
        with duckdb.connect(str(build.database)) as con:
            con.execute(f"create schema marts; create table marts.t as select {number} as n")
        (build.folder / "release.json").write_text(json.dumps({"release_id": build.release_id}), encoding="utf-8")
        return MartsFolder(settings.marts).publish(build)


def published_number(settings: Settings) -> int:
    """What a new process reads at the fixed path."""
    code = (
        "import sys, duckdb\nprint(duckdb.connect(sys.argv[1], read_only=True).execute('from marts.t').fetchone()[0])"
    )
    path = str(settings.marts / "gouji.duckdb")
    return int(subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True, check=True).stdout)


def test_fixed_links_follow_the_current_release(settings: Settings) -> None:
    first = publish(settings, 1)
    assert published_number(settings) == 1
    second = publish(settings, 2)
    assert published_number(settings) == 2
    assert json.loads((settings.marts / "release.json").read_text())["release_id"] == second.release_id
    assert not (settings.marts / "report").is_symlink(), "no link to what no release has"
    MartsFolder(settings.marts).rollback(first.release_id)
    assert published_number(settings) == 1
    assert [release.is_current for release in MartsFolder(settings.marts).releases()] == [False, True]


def test_a_reader_keeps_the_release_that_it_holds_open(settings: Settings) -> None:
    publish(settings, 1)
    reader = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys, duckdb\n"
            "con = duckdb.connect(sys.argv[1], read_only=True)\n"
            "print(con.execute('from marts.t').fetchone()[0], flush=True)\n"
            "sys.stdin.readline()\n"
            "print(con.execute('from marts.t').fetchone()[0], flush=True)\n",
            str(settings.marts / "gouji.duckdb"),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert reader.stdout is not None and reader.stdout.readline().strip() == "1"
    publish(settings, 2)
    out, _ = reader.communicate("\n", timeout=30)
    assert out.strip() == "1"
    assert published_number(settings) == 2


def test_a_second_build_says_who_holds_the_folder(settings: Settings) -> None:
    with open_build(settings, {}), pytest.raises(BuildInProgress, match="PID"), open_build(settings, {}):
        pass


def test_an_unpublished_build_is_kept_apart_and_the_current_release_stands(settings: Settings) -> None:
    publish(settings, 1)
    with pytest.raises(ZeroDivisionError), open_build(settings, {}) as build, build.step("dbt"):
        raise ZeroDivisionError("broken model")
    assert published_number(settings) == 1
    failure = json.loads((settings.marts / "failed" / build.release_id / "failure.json").read_text())
    assert failure["failures"] == ["dbt: broken model"]
    assert "broken model" in (settings.marts / "failed" / build.release_id / "build.log").read_text()
    assert list((settings.marts / "building").iterdir()) == []


def test_a_failed_build_cannot_be_published(settings: Settings) -> None:
    with open_build(settings, {}) as build:
        build.fail("raw: broken")
        with pytest.raises(ReleaseError, match="raw: broken"):
            MartsFolder(settings.marts).publish(build)
    assert MartsFolder(settings.marts).current() is None


def test_what_a_killed_build_left_behind_is_moved_away(settings: Settings) -> None:
    leftover = settings.marts / "building" / "20200101T000000Z-00000000"
    leftover.mkdir(parents=True)
    publish(settings, 1)
    assert not leftover.exists()
    assert (settings.marts / "failed" / leftover.name / "failure.json").is_file()


def test_only_the_newest_releases_and_failures_are_kept(settings: Settings) -> None:
    ids = [publish(settings, number).release_id for number in range(5)]
    assert [release.release_id for release in MartsFolder(settings.marts).releases()] == sorted(ids, reverse=True)[:3]
    for number in range(4):
        with open_build(settings, {"a": str(number)}):
            pass
    assert len(list((settings.marts / "failed").iterdir())) == 2


def test_a_file_that_is_not_ours_is_not_overwritten(settings: Settings) -> None:
    settings.marts.mkdir()
    (settings.marts / "gouji.duckdb").write_text("mine")
    with pytest.raises(ReleaseError, match="not a link"):
        publish(settings, 1)
    assert (settings.marts / "gouji.duckdb").read_text() == "mine"


def test_an_unknown_release_is_named_with_those_that_exist(settings: Settings) -> None:
    known = publish(settings, 1)
    with pytest.raises(ReleaseError, match=known.release_id):
        MartsFolder(settings.marts).rollback("nothing")


def test_a_publication_killed_at_any_edge_of_any_change_of_the_disk_leaves_a_whole_release(tmp_path: Path) -> None:
    """Before and after each rename, link, removal and flush that a publication makes, with a full shelf to prune."""
    edge, code = 0, -9
    while code == -9:
        edge += 1
        folder = tmp_path / str(edge)
        settings = Settings(raw=folder / "raw", marts=folder / "marts", keep_releases=2, keep_failed=2)
        publish(settings, 1)
        before = publish(settings, 2)
        code = killed.run(killed.publishing, publish, settings, edge)
        assert code in (0, -9)
        current = MartsFolder(settings.marts).must_have_current()
        assert read_number(settings) in ((2,) if current == before else (9,)), edge
        for one in MartsFolder(settings.marts).releases():
            with duckdb.connect(str(one.database), read_only=True) as con:
                assert con.execute("select count(*) from marts.t").fetchone() == (1,), (edge, one.release_id)
        after = publish(settings, 10)
        assert read_number(settings) == 10
        assert left_over(settings) == [], edge
        assert MartsFolder(settings.marts).releases()[0] == after
    assert edge > 40


def read_number(settings: Settings) -> int:
    """What a new connection reads at the fixed path (attached: connecting twice to one path gives the old file)."""
    with duckdb.connect() as con:
        con.execute(f"attach '{settings.marts / 'gouji.duckdb'}' as published (read_only)")
        row = con.execute("from published.marts.t").fetchone()
        assert row is not None
        return int(row[0])


def left_over(settings: Settings) -> list[str]:
    """What lies in the marts folder and is neither a release, a kept failure nor a fixed link."""
    marts = MartsFolder(settings.marts)
    known = {"releases", "building", "failed", "current", ".lock", "gouji.duckdb", "release.json"}
    strange = [path.name for path in settings.marts.iterdir() if path.name not in known]
    building = [path.name for path in marts.building.iterdir()]
    hidden = [path.name for folder in (marts.published, marts.failed) for path in folder.glob(".*")]
    failed = [
        path.name
        for folder in marts.failed.glob("*")
        for path in folder.iterdir()
        if path.name not in ("failure.json", "build.log")
    ]
    return strange + building + hidden + failed


@pytest.mark.parametrize("jump", [timedelta(days=-400), timedelta(days=4000), timedelta(0)])
def test_a_clock_that_jumps_changes_no_order(
    settings: Settings, jump: timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [publish(settings, 1).release_id, publish(settings, 2).release_id]

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return datetime.now(tz) + jump

    monkeypatch.setattr(release, "datetime", Clock)
    ids += [publish(settings, 3).release_id, publish(settings, 4).release_id]
    monkeypatch.undo()
    ids.append(publish(settings, 5).release_id)
    assert sorted(ids) == ids
    assert [one.release_id for one in MartsFolder(settings.marts).releases()] == ids[:1:-1], "the newest three are kept"
    assert read_number(settings) == 5


def test_a_folder_that_cannot_be_written_is_a_sentence_and_the_release_stands(settings: Settings) -> None:
    publish(settings, 1)
    with mounted_over(settings.marts, "ro"):
        with pytest.raises(ReleaseError, match="cannot be written to"):
            publish(settings, 2)
        assert read_number(settings) == 1
    publish(settings, 2)
    assert read_number(settings) == 2


@contextmanager
def mounted_over(folder: Path, option: str) -> Iterator[None]:
    """The folder mounted over itself with an option; the test is skipped where that is not allowed."""
    if os.geteuid() != 0 or subprocess.run(["mount", "--bind", folder, folder], capture_output=True).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        subprocess.run(["mount", "-o", f"remount,bind,{option}", folder], check=True)
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


def test_a_mapped_file_outlives_its_release(settings: Settings) -> None:
    publish(settings, 1)
    path = settings.marts / "gouji.duckdb"
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        before = mapped[:]
        for number in range(2, 7):
            publish(settings, number)
        assert mapped[:] == before
        assert path.read_bytes() != before
    assert len(MartsFolder(settings.marts).releases()) == settings.keep_releases
