"""What `gouji build` shows: progress while it runs, and the table at its end."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from pipeline.report.tabular import pad, printable, text_width
from pipeline.warehouse.release import BUILD_LOG, RECORD, Build, Quarantined, Release, Watcher

STEPS = {
    "start": "准备 / Starting",
    "ingest": "读取文件 / Reading documents",
    "review": "读取豁免和沿革 / Reading waivers and history",
    "gate raw": "检查进料 / Checking what came in",
    "dbt": "计算 / Building the marts",
    "gate marts": "检查结果 / Checking the marts",
    "report": "写出底稿和网页报告 / Writing working paper and web report",
    "release": "发布 / Publishing",
}
SECONDS_BETWEEN_LINES = 5.0


class PlainProgress:
    """Progress as plain lines: one a step, and one every few seconds within a long step."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._step: str | None = None
        self._said_at = time.monotonic()

    def step(self, name: str) -> None:
        """Says that a step begins, once."""
        if name != self._step:
            self._step = name
            self._say(STEPS.get(name, name))

    def advance(self, done: int, total: int, name: str) -> None:
        """Says how far the step has come, if nothing was said for a while."""
        if time.monotonic() - self._said_at >= SECONDS_BETWEEN_LINES:
            self._say(f"  {done}/{total} {printable(name)}")

    def _say(self, line: str) -> None:
        self._out.write(line + "\n")
        self._out.flush()
        self._said_at = time.monotonic()


class BarProgress:
    """Progress as one bar a step, on a terminal."""

    def __init__(self, display: Progress) -> None:
        self._display = display
        self._step: str | None = None
        self._task: TaskID | None = None

    def step(self, name: str) -> None:
        """Ends the bar of the step before and starts the next."""
        if name == self._step:
            return
        self.finish()
        self._step = name
        self._task = self._display.add_task(STEPS.get(name, name), total=None, piece="")

    def advance(self, done: int, total: int, name: str) -> None:
        """Moves the step's bar."""
        if self._task is not None:
            self._display.update(self._task, completed=done, total=total, piece=printable(name)[:40])

    def finish(self) -> None:
        """Fills the bar of the running step."""
        if self._task is not None:
            self._display.update(self._task, total=1, completed=1, piece="")


@contextmanager
def build_progress(out: TextIO | None = None) -> Iterator[Watcher]:
    """A watcher that shows a bar where ``out`` (the standard error) is a terminal, and plain lines elsewhere."""
    out = out or sys.stderr
    if not out.isatty():
        yield PlainProgress(out)
        return
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[piece]}", markup=False),
    )
    with Progress(*columns, console=Console(file=out)) as display:
        bar = BarProgress(display)
        yield bar
        bar.finish()


def show_build(build: Build) -> None:
    """The table at the end of a build: what was read and found, where the time went, and where its release lies.

    For a build that was not published: why, and where its remains lie; on the standard error.
    """
    if build.published:
        record = json.loads((build.folder / RECORD).read_text(encoding="utf-8"))
        place = ("版本 / Release", f"{build.release_id}\n{build.folder}")
        _show_pairs([*_count_lines(record), *_file_lines(build), place], sys.stdout)
        _complain(record)
        return
    pairs = [
        ("没有发布 / Not published", "\n".join(printable(sentence) for sentence in build.failures)),
        *_file_lines(build),
        ("失败的构建 / Failed build", f"{build.folder}\n{build.folder / BUILD_LOG}"),
    ]
    _show_pairs(pairs, sys.stderr)


def show_standing(release: Release) -> None:
    """The same table where nothing has changed: what the release that stands holds, and that nothing was built."""
    quarantined = [Quarantined(**file) for file in release.record["quarantined"]]
    place = ("没有变化，未重建 / Nothing has changed", f"{release.release_id}\n{release.folder}")
    _show_pairs([*_count_lines(release.record), *_quarantined_lines(quarantined), place], sys.stdout)
    _complain(release.record)


def _complain(record: Mapping[str, Any]) -> None:
    """What is wrong with waivers goes to the standard error, build after build until somebody mends it."""
    for complaint in record["waiver_complaints"]:
        print(f"gouji: {printable(complaint)}", file=sys.stderr)


def _count_lines(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What release.json counts, as pairs of a label and a value."""
    kept = f"（{record['documents_kept']:,} 份沿用 kept）" if record["documents_kept"] else ""
    yield "已读文件 / Documents read", f"{record['documents'].get('read', 0):,}{kept}"
    yield "数据 / Facts", f"{record['facts']:,}"
    yield "检查 / Checks", _tally(record["checks"])
    yield "发现 / Findings", _tally(record["findings"])
    yield "状态 / Status", _tally(record["statuses"])
    if record["waivers"]:
        yield "豁免 / Waivers", _tally(record["waivers"])


def _file_lines(build: Build) -> Iterator[tuple[str, str]]:
    """Quarantined files and seconds by step, as pairs of a label and a value that may have several lines."""
    yield from _quarantined_lines(build.quarantined)
    if build.steps:
        listed = "\n".join(f"{seconds:7.2f}  {STEPS.get(name, name)}" for name, seconds in build.steps.items())
        yield "用时（秒）/ Seconds", f"{sum(build.steps.values()):7.2f}\n{listed}"


def _quarantined_lines(quarantined: Sequence[Quarantined]) -> Iterator[tuple[str, str]]:
    if quarantined:
        listed = "\n".join(_quarantine_lines(quarantined))
        yield "隔离文件 / Quarantined", f"{len(quarantined):,}\n{listed}"


def _quarantine_lines(quarantined: Iterable[Quarantined]) -> Iterator[str]:
    for file in quarantined:
        yield printable(file.path)
        yield f"  {printable(file.reason)}"
        yield f"  → {printable(file.remedy)}"


def _tally(counts: Mapping[str, int]) -> str:
    total = f"{sum(counts.values()):,}"
    if not counts:
        return total
    return f"{total}（{'，'.join(f'{name} {number:,}' for name, number in counts.items())}）"


def _show_pairs(pairs: Iterable[tuple[str, str]], out: TextIO) -> None:
    """Labels on the left, values on the right, a further line of a value below its first."""
    listed = list(pairs)
    width = max(text_width(label) for label, _ in listed)
    for label, value in listed:
        first, *others = value.split("\n")
        out.write(f"{pad(label, width)}  {first}\n" + "".join(f"{' ' * width}  {line}\n" for line in others))
