"""Hostile files in a raw folder: each is quarantined with the limit it trips, and every good document beside it survives."""

from __future__ import annotations

import faulthandler
import io
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from pipeline.document import UnreadableDocument
from pipeline.readers.limits import LIMITS
from pipeline.warehouse import ingest, parsing
from pipeline.warehouse.parsing import Stopped, in_workers
from tests.integration import raw_folder
from tests.unit.readers_docx import docx_file, paragraph, with_part

MEBIBYTE = 1024 * 1024


def behave(task: str) -> str:
    """The work of the tests' workers: does what the task says."""
    match task.split():
        case ["spin"]:
            while True:
                pass
        case ["sleep"]:
            time.sleep(60)
        case ["hog"]:
            return str(len([bytes(MEBIBYTE) for _ in range(4096)]))
        case ["die", name]:
            faulthandler.disable()
            os.kill(os.getpid(), signal.Signals[name])
        case ["leave"]:
            os._exit(3)
        case ["id"]:
            return str(os.getpid())
    return task


@pytest.fixture
def tight(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits that a test need not wait for. A forked worker has them too."""
    limits = replace(LIMITS, cpu_seconds=1, elapsed_seconds=60, memory_bytes=256 * MEBIBYTE)
    monkeypatch.setattr(parsing, "LIMITS", limits)


@pytest.mark.usefixtures("tight")
class TestWorkers:
    """A worker that is stopped or dies costs its own task alone."""

    @pytest.mark.parametrize(
        ("task", "limit"),
        [
            ("spin", "cpu_seconds"),
            ("hog", "memory_bytes"),
            ("die SIGSEGV", None),
            ("die SIGKILL", None),
            ("leave", None),
        ],
    )
    @pytest.mark.parametrize("workers", [1, 2])
    def test_one_bad_task_among_good_ones(self, task: str, limit: str | None, workers: int) -> None:
        tasks = ["a", "b", task, "c", "d", "e"]
        outcomes = dict(in_workers(behave, tasks, workers, "fork"))
        stopped = outcomes.pop(task)
        assert outcomes == {name: name for name in "abcde"}
        assert isinstance(stopped, Stopped) and stopped.limit == limit
        assert " / " in stopped.reason and " / " in stopped.remedy
        if limit:
            assert f"超过上限 {limit}" in stopped.reason and f"GOUJI_LIMIT_{limit.upper()}" in stopped.remedy
        else:
            assert task.split()[-1] in stopped.reason or "exit 3" in stopped.reason

    def test_a_task_that_waits_for_ever(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(parsing, "LIMITS", replace(LIMITS, elapsed_seconds=2))
        stopped = dict(in_workers(behave, ["sleep"], 1, "fork"))["sleep"]
        assert isinstance(stopped, Stopped) and stopped.limit == "elapsed_seconds"

    def test_only_bad_tasks(self) -> None:
        outcomes = [outcome for _, outcome in in_workers(behave, ["spin", "leave", "hog"], 2, "fork")]
        assert len(outcomes) == 3 and all(isinstance(outcome, Stopped) for outcome in outcomes)

    def test_each_task_has_the_whole_of_its_time(self) -> None:
        """Processor time is counted anew for each task, not added up over the life of the worker."""
        tasks = [f"{n} busy" for n in range(4)]
        outcomes = dict(in_workers(busy, tasks, 1, "fork"))
        assert outcomes == {task: task for task in tasks}

    def test_order_with_one_worker_and_one_process_for_all(self) -> None:
        assert [task for task, _ in in_workers(behave, list("edcba"), 1, "fork")] == list("edcba")
        assert len({outcome for _, outcome in in_workers(behave, ["id"] * 5, 1, "fork")}) == 1

    def test_no_task_no_worker(self) -> None:
        assert list(in_workers(behave, [], 2, "fork")) == []


def busy(task: str) -> str:
    """Takes over half of the second that a task may take."""
    until = time.process_time() + 0.6
    while time.process_time() < until:
        pass
    return task


def test_workers_die_with_their_caller(tmp_path: Path) -> None:
    """kill -9 of a build leaves no worker behind, not even one that is busy."""
    code = (
        "import sys\nfrom tests.integration.test_hostile import note_and_spin\nfrom pipeline.warehouse.parsing import in_workers\n"
        "list(in_workers(note_and_spin, [sys.argv[1]], 1, 'fork'))"
    )
    noted = tmp_path / "pid"
    caller = subprocess.Popen([sys.executable, "-c", code, str(noted)], cwd=Path(__file__).parents[2])
    try:
        wait_until(lambda: noted.exists() and noted.read_text() != "")
        worker = int(noted.read_text())
        assert Path(f"/proc/{worker}").exists()
    finally:
        caller.kill()
        caller.wait()
    wait_until(lambda: is_gone(worker))


def note_and_spin(path: str) -> str:
    """Notes the worker's process number and never ends."""
    Path(path).write_text(str(os.getpid()))
    return behave("spin")


def is_gone(process: int) -> bool:
    """Whether the process has ended (one that nobody has asked for its exit code counts as ended)."""
    status = Path(f"/proc/{process}/status")
    return not status.exists() or "State:\tZ" in status.read_text()


def wait_until(holds) -> None:  # type: ignore[no-untyped-def]
    """Waits for something that must come about within seconds."""
    until = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.02)


def sheet_of_cells(rows: int, columns: int) -> bytes:
    """A workbook of so many cells, each the figure 1."""
    part = io.StringIO()
    part.write('<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>')
    for _ in range(rows):
        part.write("<row>" + "<c><v>1</v></c>" * columns + "</row>")
    part.write("</sheetData></worksheet>")
    main = (
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<sheets><sheet name="表" sheetId="1" r:id="r1"/></sheets></workbook>'
    )
    relationships = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="{}" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" Target="{}"/></Relationships>'
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_rels/.rels", relationships.format("r0", "officeDocument", "xl/workbook.xml"))
        archive.writestr("xl/_rels/workbook.xml.rels", relationships.format("r1", "worksheet", "worksheets/sheet1.xml"))
        archive.writestr("xl/workbook.xml", main)
        archive.writestr("xl/worksheets/sheet1.xml", part.getvalue())
    return stream.getvalue()


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A raw folder of one good report and every trick."""
    folder = tmp_path_factory.mktemp("hostile")
    raw = folder / "raw"
    raw.mkdir()
    good = raw_folder.report_docx()
    (raw / "好.docx").write_bytes(good)
    (raw / "名\n字\t.docx").write_bytes(with_part(good, "docProps/a.xml", "<a/>"))
    Path(os.fsdecode(os.fsencode(raw) + "/公安局.docx".encode("gbk"))).write_bytes(
        with_part(good, "docProps/b.xml", "<a/>")
    )
    (raw / "宏.docm").write_bytes(with_part(good, "word/vbaProject.bin", "macro"))
    (raw / "压缩炸弹.docx").write_bytes(docx_file(paragraph("正文") + " " * (40 * MEBIBYTE)))
    (raw / "百万单元格.xlsx").write_bytes(sheet_of_cells(1001, 1000))
    with open(raw / "五百兆.txt", "wb") as file:
        file.truncate(500 * MEBIBYTE)
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "外.docx").write_bytes(with_part(good, "docProps/c.xml", "<a/>"))
    (raw / "外链.docx").symlink_to(elsewhere / "外.docx")
    (raw / "外链文件夹").symlink_to(elsewhere)
    (raw / "断链.docx").symlink_to(elsewhere / "无.docx")
    (raw / "自链.docx").symlink_to(raw / "自链.docx")
    os.mkfifo(raw / "管道.txt")
    yield raw


OBSTACLES = {
    "压缩炸弹.docx": "compression_ratio",
    "百万单元格.xlsx": "cells",
    "五百兆.txt": "file_bytes",
    "外链.docx": "link",
    "外链文件夹": "link",
    "断链.docx": "link",
    "自链.docx": "symbolic links",
    "管道.txt": "pipe",
}


def test_every_trick_is_quarantined_and_every_good_document_read(hostile: Path, tmp_path: Path) -> None:
    build = raw_folder.build_under_way(hostile, tmp_path)
    ingest.ingest(build)
    reasons = {one.path: one.reason for one in build.quarantined}
    assert reasons.keys() == OBSTACLES.keys()
    for name, told in OBSTACLES.items():
        assert told in reasons[name], (name, reasons[name])
    with duckdb.connect(str(build.database), read_only=True) as con:
        read = con.execute("select path from raw.document where status = 'read'").fetchall()
        facts = con.execute("select document_id, count(*) from raw.fact group by all").fetchall()
    assert {path for (path,) in read} == {"好.docx", "名\n字\t.docx", "\\xb9\\xab\\xb0\\xb2\\xbe\\xd6.docx", "宏.docm"}
    assert len(facts) == 4 and len({count for _, count in facts}) == 1
    assert not (build.folder / "rows").exists()


def test_a_raw_folder_that_cannot_be_listed_stops_the_build(tmp_path: Path) -> None:
    """An unmounted drive must not publish a release without documents."""
    with pytest.raises(ingest.ReleaseError, match="cannot be listed"):
        ingest.raw_files(tmp_path / "无")


def test_check_stops_a_document_at_its_limits_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from pipeline.report import checked

    good, bad = tmp_path / "好.docx", tmp_path / "慢.txt"
    good.write_bytes(raw_folder.report_docx())
    bad.write_text("\n".join(raw_folder.REPORT))
    read = checked._read

    def slow(submitted: checked.Submitted) -> checked.Reading:
        if submitted.path == bad:
            behave("spin")
        return read(submitted)

    monkeypatch.setattr(checked, "_read", slow)
    monkeypatch.setattr(parsing, "LIMITS", replace(LIMITS, cpu_seconds=1))
    assert checked.check_files([bad, good], "text", False, None, None) == 2
    out, err = capsys.readouterr()
    assert "cpu_seconds" in err and str(bad) in err
    assert str(good) in out


def test_encrypted_documents_are_refused(tmp_path: Path) -> None:
    from tests.unit.readers_xls import compound_file

    path = tmp_path / "报告.docx"
    path.write_bytes(compound_file({"EncryptionInfo": b"x", "EncryptedPackage": b"y"}))
    with pytest.raises(UnreadableDocument, match="password"):
        ingest.read(path)


def test_rows_that_the_database_refuses_cost_their_own_document_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of ours that only shows in the database: the other documents are inserted all the same."""
    raw = tmp_path / "raw"
    raw_folder.fill(raw)
    taken_in = ingest._take_in_all

    def spoilt(build, files, spool):  # type: ignore[no-untyped-def]
        for one in taken_in(build, files, spool):
            for path in one.row_files:
                if one.file.name == raw_folder.GBK and path.parent.name == "fact":
                    path.write_text(path.read_text().replace('"lower": "', '"lower": "9999999999999999999999999'))
            yield one

    monkeypatch.setattr(ingest, "_take_in_all", spoilt)
    build = raw_folder.build_under_way(raw, tmp_path / "build")
    ingest.ingest(build)
    reasons = {one.path: one.reason for one in build.quarantined}
    assert "internal error" in reasons[raw_folder.GBK] and raw_folder.GOOD not in reasons
    with duckdb.connect(str(build.database), read_only=True) as con:
        read = con.execute("select distinct path from raw.document join raw.fact using (document_id)").fetchall()
        statuses = con.execute("select status from raw.document where path = ?", [raw_folder.GBK]).fetchall()
    assert read == [(raw_folder.GOOD,)] and statuses == [("quarantined",)]
