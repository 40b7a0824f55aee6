"""The raw folder into the raw schema: a file is read, or quarantined with reason and remedy; none stops another."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import duckdb

from pipeline.document import UnreadableDocument
from pipeline.extract.facts import Extraction
from pipeline.readers import read
from pipeline.warehouse.kept import begin_with, earlier_release, read_before
from pipeline.warehouse.load import (
    Row,
    comment_raw_schema,
    create_raw_schema,
    insert,
    insert_files,
    passage_rows,
    quarantine_row,
    rows_of,
    write_files,
)
from pipeline.warehouse.owner import extract_with_owner
from pipeline.warehouse.parsing import Stopped, in_workers
from pipeline.warehouse.release import Build, Quarantined, ReleaseError, log
from pipeline.warehouse.versions import parser_version

READINGS = 3
SECONDS_BETWEEN_READINGS = 1.0
"""How often a file that somebody is writing is tried, and how long apart."""
REFUSALS = (duckdb.DataError, duckdb.ProgrammingError, duckdb.IntegrityError, duckdb.InternalError)
"""What the database says of rows that it does not take. A full disk or memory is no fault of a document."""


@dataclass(frozen=True, slots=True)
class RawFile:
    """One file to take in: where it lies, and its path below the raw folder, which is its name from here on.

    name: bytes that are no UTF-8 stand in it as ``\\xb9``.
    obstacle: why it is not opened at all.
    """

    path: Path
    name: str
    sha256: str = ""
    obstacle: Quarantined | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker is given: a file, the folder that its rows go to, and a number that no other file has."""

    file: RawFile
    spool: Path
    number: int


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of one file: the files of rows that it gave, or the document whose rows are kept, or why it is
    quarantined.

    ``file.sha256`` is of the bytes that were read. ``kept`` is the id of a document that an earlier build has read.
    ``trace`` is the traceback of a fault of ours, for the build log alone.
    """

    file: RawFile
    row_files: tuple[Path, ...] = ()
    kept: str | None = None
    quarantined: Quarantined | None = None
    trace: str | None = None


def raw_files(folder: Path) -> list[RawFile]:
    """The files of a raw folder at any depth, sorted by path.

    Left out are names with a leading dot, lock files of office programs (``~$…``) and README.md. Links out of the folder
    and links to folders are not followed; these come with this obstacle, as do folders that cannot be listed.

    Raises:
        ReleaseError: the raw folder itself cannot be listed. Nothing to read is no reason to publish nothing.
    """
    return [file if file.obstacle else replace(file, sha256=_sha256(file.path)) for file in _listed(folder)]


def _listed(folder: Path) -> list[RawFile]:
    """``raw_files`` without their hashes."""
    found, unlisted = list[Path](), list[OSError]()
    for parent, folders, names in os.walk(folder, onerror=unlisted.append):
        folders[:] = [name for name in folders if not name.startswith(".")]
        links = [name for name in folders if os.path.islink(os.path.join(parent, name))]
        found += [Path(parent, name) for name in (*names, *links) if _is_document_name(name)]
    files = [_raw_file(path, folder) for path in found] + [_unlisted_folder(error, folder) for error in unlisted]
    return sorted(files, key=lambda file: file.name)


def input_hashes(folder: Path) -> dict[str, str]:
    """SHA-256 by path below the raw folder, of every file that a build would take in."""
    return {file.name: file.sha256 for file in raw_files(folder)}


def input_listing(folder: Path) -> str:
    """One hash over path, size and time of those files: a cheap look whether anything has moved."""
    digest = hashlib.sha256()
    for file in _listed(folder):
        try:
            status = file.path.lstat()
        except FileNotFoundError:
            continue  # Gone since the folder was listed.
        digest.update(f"{file.name}\0{status.st_size}\0{status.st_mtime_ns}\0{status.st_ino}\n".encode())
    return digest.hexdigest()


def ingest(build: Build) -> None:
    """Writes the rows of every file of the raw folder into the build's warehouse; notes what was quarantined.

    A document that the current release has read, with the same bytes, path and parser, is not read again: the build begins
    with a copy of that release's warehouse.
    """
    listed = {file.name: file for file in _listed(build.settings.raw)}
    gone = {name: RawFile(build.settings.raw / name, name) for name in build.inputs.keys() - listed.keys()}
    files = [replace((listed | gone)[name], sha256=sha256) for name, sha256 in sorted(build.inputs.items())]
    spool = build.folder / "rows"
    earlier = earlier_release(build.settings)
    kept = _kept(files, read_before(earlier))
    known = {one.file.name for one in kept}
    fresh = _take_in_all(build, [file for file in files if file.name not in known], spool)
    taken = _first_of_each_content(sorted([*kept, *fresh], key=lambda one: one.file.name))
    build.inputs = {one.file.name: one.file.sha256 for one in taken}
    kept_ids = [one.kept for one in taken if one.kept is not None]
    build.kept = len(kept_ids)
    if earlier is not None and kept_ids:
        build.goes_on = begin_with(earlier, build.database, kept_ids, build.program)
    with duckdb.connect(str(build.database)) as con:
        create_raw_schema(con)
        taken = _inserted(con, taken)
        insert(con, {"document": _quarantine_rows(taken)})
        comment_raw_schema(con)
    refused = [one for one in taken if one.quarantined is not None]
    for one in refused:
        log.warning("quarantined %s", one.quarantined)
        if one.trace:
            log.error("%r: %s", one.file.name, one.trace)
    build.quarantined = [one.quarantined for one in refused if one.quarantined is not None]
    shutil.rmtree(spool, ignore_errors=True)


def do(task: Task) -> TakenIn:
    """``take_in`` in a worker process, whose temporary files go to the spool and with it."""
    task.spool.mkdir(parents=True, exist_ok=True)
    tempfile.tempdir = str(task.spool)
    return take_in(task.file, task.spool, task.number)


def take_in(file: RawFile, spool: Path, number: int) -> TakenIn:
    """Reads one file at rest and leaves its rows in ``spool``. What goes wrong is the file's quarantine.

    What was read while somebody wrote to the file is not believed, whether it was read or refused: it is tried again.

    Raises:
        MemoryError: the worker's share does not suffice.
    """
    for left in reversed(range(READINGS)):
        outcome = _read_once(file, spool, number)
        file = replace(file, sha256=_sha256(file.path))
        if outcome.file.sha256 == file.sha256:
            return outcome
        time.sleep(SECONDS_BETWEEN_READINGS if left else 0)
    return TakenIn(replace(file, sha256=""), quarantined=_never_at_rest(file.name))


def _read_once(file: RawFile, spool: Path, number: int) -> TakenIn:
    try:
        document = read(file.path, name=file.name)
        file = replace(file, sha256=document.sha256)
        extraction = extract_with_owner(document)
        if extraction.department is None or extraction.fiscal_year is None:
            return TakenIn(file, quarantined=_without_owner(file.name, extraction))
        rows = rows_of(document, extraction, parser_version=parser_version())
        rows["passage"] = passage_rows(extraction.document_id, document)
        return TakenIn(file, tuple(write_files(rows, spool, f"{number:06d}")))
    except UnreadableDocument as error:
        return TakenIn(file, quarantined=Quarantined(file.name, error.reason, error.remedy))
    except MemoryError:
        raise
    except Exception as error:
        # Whatever a reader or the extraction stumbles over must not stop the other files; the log has the traceback.
        return TakenIn(file, quarantined=_internal_error(file.name, error), trace=traceback.format_exc())


def _kept(files: Sequence[RawFile], known: Mapping[tuple[str, str], str]) -> list[TakenIn]:
    """The files that need not be read: those of known documents, and later copies of their bytes."""
    kept: dict[str, TakenIn] = {}
    copies = []
    for file in files:
        if document_id := known.get((file.name, file.sha256)):
            kept[file.sha256] = TakenIn(file, kept=document_id)
        elif file.sha256 in kept:
            copies.append(TakenIn(file, quarantined=_same_content(file.name, kept[file.sha256].file.name)))
    return [*kept.values(), *copies]


def _is_document_name(name: str) -> bool:
    return not name.startswith((".", "~$")) and name.casefold() != "readme.md"


def _raw_file(path: Path, folder: Path) -> RawFile:
    name = _name(path, folder)
    leads_out = path.is_symlink() and not Path(os.path.realpath(path)).is_relative_to(folder.resolve())
    return RawFile(path, name, obstacle=_link_not_followed(name) if leads_out or path.is_dir() else None)


def _unlisted_folder(error: OSError, folder: Path) -> RawFile:
    path = Path(error.filename)
    if path == folder:
        raise ReleaseError(
            f"无法列出原始文件夹 {folder}：{error.strerror}。 / The raw folder {folder} cannot be listed: {error.strerror}."
        )
    name = _name(path, folder)
    reason = f"无法列出文件夹：{error.strerror}。 / The folder cannot be listed: {error.strerror}."
    return RawFile(path, name, obstacle=Quarantined(name, reason, "请检查其访问权限。 / Check its permissions."))


def _name(path: Path, folder: Path) -> str:
    return os.fsencode(path.relative_to(folder).as_posix()).decode("utf-8", "backslashreplace")


def _sha256(path: Path) -> str:
    """The file's SHA-256, or "" where it cannot be read: taking it in then says why."""
    if not path.is_file():
        # Opening a named pipe would wait for ever.
        return ""
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _take_in_all(build: Build, files: Sequence[RawFile], spool: Path) -> Iterator[TakenIn]:
    tasks = [Task(file, spool, number) for number, file in enumerate(files) if file.obstacle is None]
    outcomes = chain(
        (TakenIn(file, quarantined=file.obstacle) for file in files if file.obstacle is not None),
        (_taken_in(task, outcome) for task, outcome in in_workers(do, tasks, os.cpu_count() or 1, "spawn")),
    )
    for done, outcome in enumerate(outcomes, start=1):
        build.watcher.advance(done, len(files), outcome.file.name)
        yield outcome


def _taken_in(task: Task, outcome: TakenIn | Stopped) -> TakenIn:
    if isinstance(outcome, TakenIn):
        return outcome
    # Time on the clock and deaths without a cause may come of a busy machine; the other limits come of the file.
    transient = outcome.limit in (None, "elapsed_seconds")
    return TakenIn(task.file, quarantined=Quarantined(task.file.name, outcome.reason, outcome.remedy, transient))


def _first_of_each_content(taken: Sequence[TakenIn]) -> list[TakenIn]:
    """Lets each content in once: a second file with the same bytes would count every figure twice."""
    first: dict[str, str] = {}
    kept = []
    for one in taken:
        if one.file.sha256 in first:
            one = TakenIn(one.file, quarantined=_same_content(one.file.name, first[one.file.sha256]))
        elif one.quarantined is None:
            first[one.file.sha256] = one.file.name
        kept.append(one)
    return kept


def _inserted(con: duckdb.DuckDBPyConnection, taken: Sequence[TakenIn]) -> list[TakenIn]:
    """Appends the rows of all documents at once; where the database refuses some, document by document, so that none falls
    with another. A document that is refused is quarantined."""
    try:
        with _transaction(con):
            insert_files(con, [path for one in taken for path in one.row_files])
        return list(taken)
    except REFUSALS as error:
        log.error("rows refused, now inserted document by document: %s", error)
    return [_inserted_alone(con, one) if one.row_files else one for one in taken]


def _inserted_alone(con: duckdb.DuckDBPyConnection, one: TakenIn) -> TakenIn:
    try:
        with _transaction(con):
            insert_files(con, one.row_files)
        return one
    except REFUSALS as error:
        return TakenIn(one.file, quarantined=_internal_error(one.file.name, error), trace=traceback.format_exc())


@contextmanager
def _transaction(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    con.begin()
    try:
        yield
    except BaseException:
        con.rollback()
        raise
    con.commit()


def _quarantine_rows(taken: Sequence[TakenIn]) -> list[Row]:
    """Rows of the quarantined files. Where two files have the same bytes, the later is known by its path instead."""
    used = {one.file.sha256 for one in taken if one.quarantined is None}
    rows = []
    for one in taken:
        if one.quarantined is None:
            continue
        known_by = one.file.sha256 if one.file.sha256 not in used else ""
        used.add(one.file.sha256)
        row = quarantine_row(one.file.name, known_by, one.quarantined.reason, one.quarantined.remedy)
        rows.append(row | {"sha256": one.file.sha256})
    return rows


def _without_owner(name: str, extraction: Extraction) -> Quarantined:
    missing = [
        (zh, en)
        for value, zh, en in (
            (extraction.department, "部门", "department"),
            (extraction.fiscal_year, "年度", "fiscal year"),
        )
        if value is None
    ]
    zh, en = "和".join(zh for zh, _ in missing), " and ".join(en for _, en in missing)
    return Quarantined(
        name,
        f"文件没有写明{zh}。 / The document does not tell its {en}.",
        "请放到 raw/<部门>/<年度>/ 之下，或用 gouji check --department 部门 --year 年度 单独检查。 / "
        "Put it below raw/<department>/<year>/, or check it alone: gouji check --department NAME --year YYYY.",
    )


def _never_at_rest(name: str) -> Quarantined:
    return Quarantined(
        name,
        "文件在读取时一直被改写。 / The file was written to all the while it was read.",
        "等写完之后，下一次构建会读它。 / The next build will read it, once it is finished.",
        transient=True,
    )


def _same_content(name: str, first: str) -> Quarantined:
    return Quarantined(
        name,
        f"内容与 {first} 完全相同。 / Its content is the same as that of {first}.",
        "请只保留其中一份。 / Keep only one of the two.",
    )


def _link_not_followed(name: str) -> Quarantined:
    return Quarantined(
        name,
        "是指向原始文件夹之外或指向文件夹的链接，没有读取。 / "
        "It is a link that leads out of the raw folder or to a folder; it was not followed.",
        "请把文件本身复制进来。 / Copy the files themselves into the raw folder.",
    )


def _internal_error(name: str, error: Exception) -> Quarantined:
    return Quarantined(
        name,
        f"内部错误：{type(error).__name__}。 / internal error: {type(error).__name__}.",
        "这是程序的缺陷，请把文件和构建日志交给维护者。 / This is a fault of the program: "
        "give the file and the build log to its maintainers.",
    )
