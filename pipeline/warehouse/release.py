"""A release: built aside, published with one rename, kept, listed and rolled back.

The folder that analysts read (``data/marts``) holds

- ``releases/<release_id>/``  published releases, never written to again,
- ``current``                 a link to one of them; replacing it is the act of publishing,
- ``gouji.duckdb`` …          fixed links through ``current``: all change in the same instant,
- ``building/<release_id>/``  the build under way,
- ``failed/<release_id>/``    builds that were not published, with their log and what the gate said.

A reader who holds a file of the old release open keeps that file; who opens the path anew sees the new one.

A process may be killed between any two steps. What it leaves behind says how far it came, and the next build ends it: a
link ``.current`` beside ``current`` means that a finished release waits for its last rename, a folder in ``building/`` is a
build that will never be one, a name with a leading dot in ``releases/`` or ``failed/`` is on its way out.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import logging
import os
import re
import shutil
import socket
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol, TextIO

from pipeline.warehouse.settings import Settings
from pipeline.warehouse.versions import program_version

DATABASE = "gouji.duckdb"
RECORD = "release.json"
FAILURE = "failure.json"
BUILD_LOG = "build.log"
FIXED_LINKS = (DATABASE, "parquet", "data_docs", "report", "findings.xlsx", RECORD)
"""What is published at a fixed name beside the releases, where the release has it."""

RELEASE_TIME = "%Y%m%dT%H%M%SZ"
RELEASE_NAME = re.compile(r"\d{8}T\d{6}Z-")

log = logging.getLogger("gouji.build")


class ReleaseError(Exception):
    """A release cannot be made, found or published; the text says why and what to do, in Chinese and English."""


class BuildInProgress(ReleaseError):
    """Another process is writing to the same marts folder."""


@dataclass(frozen=True, slots=True)
class Release:
    """One published release: its id, its folder, what release.json says of it, and whether it is the current one."""

    release_id: str
    folder: Path
    record: Mapping[str, Any]
    is_current: bool

    @property
    def database(self) -> Path:
        """The warehouse file of this release."""
        return self.folder / DATABASE


class Watcher(Protocol):
    """Who is told how a build gets on; a terminal, a log, or nobody."""

    def step(self, name: str) -> None:
        """A step of that name begins."""

    def advance(self, done: int, total: int, name: str) -> None:
        """Within the step, ``done`` of ``total`` pieces are finished, ``name`` the last."""


class Unwatched:
    """The watcher for builds that nobody looks at."""

    def step(self, name: str) -> None:
        """Says nothing."""

    def advance(self, done: int, total: int, name: str) -> None:
        """Says nothing."""


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A file of the raw folder that is not in the facts: why, and what its owner can do (Chinese / English).

    transient: whether the same bytes may be read another time, since the cause lay outside the file.
    """

    path: str
    reason: str
    remedy: str
    transient: bool = False


@dataclass(slots=True)
class Build:
    """A build under way, in a folder of its own that nobody reads.

    inputs: SHA-256 by path below the raw folder, of every file that was found; once it is read, of the bytes that were.
    program: version of all that, beside the inputs, decides what comes of it.
    kept: how many documents were not read again, because the release before had them.
    goes_on: whether the marts of the release before are gone on from, and only what has changed is evaluated.
    steps: seconds by step, in the order in which they ended.
    quarantined: the files that could not be taken in.
    failures: why the build cannot be published, one sentence each, in the order in which they were met.
    """

    settings: Settings
    release_id: str
    created_at: datetime
    folder: Path
    inputs: Mapping[str, str]
    program: str
    watcher: Watcher
    kept: int = 0
    goes_on: bool = False
    steps: dict[str, float] = field(default_factory=dict)
    quarantined: list[Quarantined] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    published: bool = False

    @property
    def database(self) -> Path:
        """The warehouse file under construction."""
        return self.folder / DATABASE

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Times one step; what it raises is noted as the step's failure and goes on to the caller."""
        started = time.perf_counter()
        self.watcher.step(name)
        log.info("step %s", name)
        try:
            yield
        except Exception as error:
            self.fail(f"{name}: {error}")
            log.exception("step %s failed", name)
            raise
        finally:
            self.steps[name] = round(self.steps.get(name, 0.0) + time.perf_counter() - started, 3)

    def fail(self, sentence: str) -> None:
        """Notes why this build must not be published."""
        self.failures.append(sentence)
        log.error("%s", sentence)


def input_hash(inputs: Mapping[str, str]) -> str:
    """One hash over all paths and contents of the raw folder."""
    digest = hashlib.sha256()
    for path in sorted(inputs):
        digest.update(f"{path}\0{inputs[path]}\n".encode())
    return digest.hexdigest()


class MartsFolder:
    """The folder that analysts read, and the only code that changes what they see."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.building = path / "building"
        self.published = path / "releases"
        self.failed = path / "failed"
        self.current_link = path / "current"

    def current(self) -> Release | None:
        """The release that analysts see now, or None before the first one."""
        if not self.current_link.is_dir():
            return None
        return self._release(self.current_link.resolve())

    def must_have_current(self) -> Release:
        """The current release.

        Raises:
            ReleaseError: nothing is published yet.
        """
        current = self.current()
        if current is None:
            raise ReleaseError(
                f"{self.path} 里还没有发布的版本：请先运行 make build 或 gouji build。 / "
                f"Nothing is published in {self.path} yet: run make build or gouji build first."
            )
        return current

    def releases(self) -> list[Release]:
        """All published releases, the newest first."""
        if not self.published.is_dir():
            return []
        folders = sorted((f for f in self.published.glob("[!.]*") if f.is_dir()), key=lambda f: f.name, reverse=True)
        return [self._release(folder) for folder in folders]

    def release(self, release_id: str) -> Release:
        """The published release of that id.

        Raises:
            ReleaseError: there is none; the known ids are named.
        """
        known = {release.release_id: release for release in self.releases()}
        if release_id not in known:
            names = ", ".join(known) or "–"
            raise ReleaseError(
                f"没有版本 {release_id}；现有版本：{names}。 / There is no release {release_id}; there are: {names}."
            )
        return known[release_id]

    def rollback(self, release_id: str) -> Release:
        """Makes an earlier release the current one, in one rename."""
        with self.exclusive():
            folder = self.release(release_id).folder
            self._point_to(folder)
            return self._release(folder)

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Holds the folder's lock; the lock ends with the process, however it ends.

        Raises:
            BuildInProgress: another process holds it; the text says which and since when.
        """
        with self._lock_file() as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.seek(0)
                holder = lock.read().strip() or "?"
                raise BuildInProgress(
                    f"另一个进程正在写入 {self.path}（{holder}）；请等它结束后再试。 / "
                    f"Another process is writing to {self.path} ({holder}); wait until it has ended and try again."
                ) from None
            lock.truncate(0)
            lock.write(f"PID {os.getpid()}, {socket.gethostname()}, {datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}")
            lock.flush()
            try:
                yield
            finally:
                lock.truncate(0)

    def _lock_file(self) -> TextIO:
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            return open(self.path / ".lock", "a+", encoding="utf-8")
        except OSError as error:
            raise ReleaseError(
                f"无法写入 {self.path}：{error.strerror}；请检查权限和磁盘。 / "
                f"{self.path} cannot be written to: {error.strerror}; check its permissions and the disk."
            ) from error

    def publish(self, build: Build) -> Release:
        """Moves a finished build among the releases and makes it the current one.

        Raises:
            ReleaseError: the build failed, or something that is not ours stands where a fixed link belongs.
        """
        if build.failures:
            raise ReleaseError(build.failures[0])
        self._refuse_foreign_files()
        self.published.mkdir(exist_ok=True)
        folder = self.published / build.release_id
        _write_through(build.folder)
        self._link_fixed_names(build.folder)
        # From here on the release is complete: should the process die, the next one carries out the rest.
        _draw_link(self._next_link, folder)
        os.replace(build.folder, folder)
        build.folder = folder
        os.replace(self._next_link, self.current_link)
        _sync(self.path)
        build.published = True
        _keep_newest(self.published, build.settings.keep_releases, spare=folder.name)
        return self._release(folder)

    def keep_failed(self, folder: Path, failure: Mapping[str, Any], keep: int) -> Path:
        """Moves an unpublished build out of the way, with a note of why it failed, and returns where it lies.

        On a full disk its warehouse makes room for the note.
        """
        note = json.dumps(failure, ensure_ascii=False, indent=1) + "\n"
        try:
            (folder / FAILURE).write_text(note, encoding="utf-8")
        except OSError:
            _keep_log_alone(folder)
            (folder / FAILURE).write_text(note, encoding="utf-8")
        self.failed.mkdir(exist_ok=True)
        kept = self.failed / folder.name
        os.replace(folder, kept)
        _keep_newest(self.failed, keep, spare=kept.name)
        return kept

    def recover(self, keep: int) -> None:
        """Ends what a killed process has begun: publishes what was complete, clears what was not. Call it with the lock held."""
        if self._next_link.is_symlink():
            if self._next_link.is_dir():
                os.replace(self._next_link, self.current_link)
            else:
                self._next_link.unlink()
        for folder in (self.published, self.failed):
            for leaving in folder.glob(".*"):
                shutil.rmtree(leaving)
        for folder in sorted(self.building.glob("*")):
            reason = "构建被中断。 / The build was interrupted."
            _keep_log_alone(folder)
            self.keep_failed(folder, {"release_id": folder.name, "failures": [reason]}, keep)

    def next_release_id(self, now: datetime, inputs: Mapping[str, str]) -> str:
        """An id that sorts after all others, also where the clock was set back meanwhile."""
        known = [f.name for parent in (self.published, self.failed) if parent.is_dir() for f in parent.iterdir()]
        times = [datetime.strptime(name[:16], RELEASE_TIME) for name in known if RELEASE_NAME.match(name)]
        last = max(times, default=datetime.min).replace(tzinfo=UTC)
        return f"{max(now, last + timedelta(seconds=1)):{RELEASE_TIME}}-{input_hash(inputs)[:8]}"

    def _release(self, folder: Path) -> Release:
        record_file = folder / RECORD
        record = json.loads(record_file.read_text(encoding="utf-8")) if record_file.is_file() else {}
        return Release(folder.name, folder, record, folder.resolve() == self.current_link.resolve())

    @property
    def _next_link(self) -> Path:
        return self.current_link.with_name(f".{self.current_link.name}")

    def _point_to(self, folder: Path) -> None:
        self._link_fixed_names(folder)
        _draw_link(self._next_link, folder)
        os.replace(self._next_link, self.current_link)

    def _link_fixed_names(self, folder: Path) -> None:
        """Draws the fixed links that the release in ``folder`` wants and that are not there yet."""
        for name in FIXED_LINKS:
            link = self.path / name
            if (folder / name).exists() and not link.is_symlink():
                link.symlink_to(Path(self.current_link.name) / name)

    def _refuse_foreign_files(self) -> None:
        for link in [self.current_link, *(self.path / name for name in FIXED_LINKS)]:
            if link.exists() and not link.is_symlink():
                raise ReleaseError(
                    f"{link} 不是发布用的链接；请先把它移走。 / "
                    f"{link} is not a link that a release made; move it away first."
                )


def _draw_link(link: Path, release: Path) -> None:
    """Lets ``link`` name a release, by a path that holds wherever the marts folder lies."""
    link.unlink(missing_ok=True)
    link.symlink_to(Path(release.parent.name) / release.name)


def _write_through(folder: Path) -> None:
    """Waits until all files below a folder are on the disk, so that no power cut can publish half of a release."""
    for parent, _, names in os.walk(folder):
        for name in names:
            _sync(Path(parent, name))
        _sync(Path(parent))


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _keep_newest(folder: Path, keep: int, spare: str) -> None:
    """Removes all but the newest ``keep`` sub-folders by name, never the one named ``spare``."""
    names = sorted((f.name for f in folder.iterdir() if f.is_dir() and f.name != spare), reverse=True)
    for name in names[max(keep - 1, 0) :]:
        # Hidden first: half a release must never be listed.
        leaving = folder / f".{name}"
        os.replace(folder / name, leaving)
        shutil.rmtree(leaving)


def _keep_log_alone(folder: Path) -> None:
    """Takes everything but the log out of a build that nobody will look into."""
    for path in folder.iterdir():
        if path.name == BUILD_LOG:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


@contextmanager
def open_build(
    settings: Settings, inputs: Mapping[str, str], watcher: Watcher | None = None, created_at: datetime | None = None
) -> Iterator[Build]:
    """A build under way, alone on its marts folder; what is not published when it ends goes to ``failed/``.

    created_at: the moment (UTC) that the release is dated with and waivers are held against; now by default.

    Raises:
        BuildInProgress: another build holds the folder.
    """
    marts = MartsFolder(settings.marts)
    with marts.exclusive():
        marts.recover(settings.keep_failed)
        build = _start(marts, settings, inputs, watcher or Unwatched(), created_at or datetime.now(UTC))
        handler = _log_to(build.folder / BUILD_LOG)
        try:
            yield build
        finally:
            log.removeHandler(handler)
            handler.close()
            if not build.published:
                build.folder = marts.keep_failed(build.folder, _failure_of(build), settings.keep_failed)


def _start(
    marts: MartsFolder, settings: Settings, inputs: Mapping[str, str], watcher: Watcher, created_at: datetime
) -> Build:
    created_at = created_at.replace(microsecond=0)
    release_id = marts.next_release_id(created_at, inputs)
    folder = marts.building / release_id
    folder.mkdir(parents=True)
    return Build(settings, release_id, created_at, folder, inputs, program_version(), watcher)


class _BuildLog(logging.FileHandler):
    """The log of one build. On a full disk it says nothing more: the build fails of the same and says so itself."""

    def handleError(self, record: logging.LogRecord) -> None:
        if not isinstance(sys.exc_info()[1], OSError):
            super().handleError(record)


def _log_to(path: Path) -> logging.Handler:
    handler = _BuildLog(path, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False
    return handler


def _failure_of(build: Build) -> dict[str, Any]:
    reasons = build.failures or ["构建没有走到发布这一步。 / The build did not reach its publication."]
    return {
        "release_id": build.release_id,
        "created_at": f"{build.created_at:%Y-%m-%dT%H:%M:%SZ}",
        "failures": reasons,
        "steps": build.steps,
        "inputs": dict(build.inputs),
    }
