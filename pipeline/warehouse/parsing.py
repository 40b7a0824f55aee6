"""Hostile documents are read in worker processes, which the kernel stops at a limit and which can be killed.

A worker takes one task after another. What it answers comes back as it is; where it is stopped, runs out of memory or
dies, the task ends in ``Stopped``, a new worker takes its place, and every other task goes on. The limits are those of
``readers/limits.py``: processor time and memory are set for each task and enforced by the kernel, time on the clock is
watched from here.

Nothing here knows of documents, and nothing heavy is imported: a worker imports what its work needs.
"""

from __future__ import annotations

import ctypes
import math
import os
import resource
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing import Pipe, get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Generic, Literal, TypeVar

from pipeline.readers.limits import LIMITS, LimitExceeded

Task = TypeVar("Task")
Answer = TypeVar("Answer")
Start = Literal["fork", "spawn"]

_PR_SET_PDEATHSIG = 1
_LINUX = sys.platform == "linux"


@dataclass(frozen=True, slots=True)
class Stopped:
    """A task that its worker did not survive.

    limit: name of the limit that it tripped; None where the worker died of something else.
    reason, remedy: one sentence each, Chinese / English.
    """

    limit: str | None
    reason: str
    remedy: str


def in_workers(
    work: Callable[[Task], Answer], tasks: Iterable[Task], workers: int, start: Start
) -> Iterator[tuple[Task, Answer | Stopped]]:
    """Each task with what ``work`` answers, in the order in which they end; with one worker, in the order given.

    The workers start at once, and while the caller deals with an answer they are at the next tasks.

    start: ``fork`` starts at once and is for a process that has one thread and has not imported much; ``spawn`` starts
        a clean interpreter, and ``work`` is then a public function of a module that imports nothing that is not needed.
    """
    waiting = deque(tasks)
    team = [_Worker(work, start) for _ in range(min(workers, len(waiting)))]
    for worker in team:
        worker.give(waiting.popleft())
    return _outcomes(team, waiting)


def _outcomes(team: list[_Worker[Task, Answer]], waiting: deque[Task]) -> Iterator[tuple[Task, Answer | Stopped]]:
    try:
        while busy := [worker for worker in team if worker.is_busy]:
            _wait_for_any(busy)
            for worker in busy:
                if worker.is_due():
                    task, outcome = worker.take()
                    if waiting:
                        worker.give(waiting.popleft())
                    yield task, outcome
    finally:
        for worker in team:
            worker.end()


class _Worker(Generic[Task, Answer]):
    """One place in the team: a process, replaced by a new one when it dies, and the task that it is at."""

    def __init__(self, work: Callable[[Task], Answer], start: Start) -> None:
        self._work = work
        self._start_method = start
        self._task: Task | None = None
        self._deadline = math.inf
        self._start()

    @property
    def is_busy(self) -> bool:
        """Whether it has a task."""
        return self._task is not None

    @property
    def connection(self) -> Connection:
        """Where its answer comes in."""
        return self._connection

    @property
    def deadline(self) -> float:
        """When its time for the task is over, on the monotonic clock."""
        return self._deadline

    def give(self, task: Task) -> None:
        """Sets it to work on a task."""
        if not self._process.is_alive():
            self._start()
        self._task, self._deadline = task, time.monotonic() + LIMITS.elapsed_seconds
        self._connection.send(task)

    def is_due(self) -> bool:
        """Whether its answer is there, it is dead, or its time is over."""
        return self._connection.poll() or time.monotonic() >= self._deadline

    def take(self) -> tuple[Task, Answer | Stopped]:
        """The task with its outcome; the worker is free again."""
        assert self._task is not None
        task, self._task = self._task, None
        outcome: Answer | Stopped
        if not self._connection.poll():
            outcome = _stopped("elapsed_seconds", LIMITS.elapsed_seconds)
            self.end()
        else:
            try:
                outcome = self._connection.recv()
            except (EOFError, OSError):
                self._process.join()
                outcome = _death(self._process.exitcode)
            if isinstance(outcome, Stopped):
                self.end()
        return task, outcome

    def end(self) -> None:
        """Kills it: it holds nothing that must be put away."""
        self._process.kill()
        self._process.join()
        self._connection.close()

    def _start(self) -> None:
        process = get_context("fork").Process if self._start_method == "fork" else get_context("spawn").Process
        self._connection, theirs = Pipe()
        ours = self._connection if self._start_method == "fork" else None
        self._process: BaseProcess = process(target=_serve, args=(theirs, ours, self._work, os.getpid()), daemon=True)
        self._process.start()
        theirs.close()


def _wait_for_any(busy: list[_Worker[Task, Answer]]) -> None:
    soonest = min(worker.deadline for worker in busy)
    wait([worker.connection for worker in busy], max(0.0, soonest - time.monotonic()))


def _serve(
    connection: Connection, callers: Connection | None, work: Callable[[Task], Answer], caller: int
) -> None:  # pragma: no cover - runs in another process
    """The life of a worker: tasks in, answers out, until the caller has gone.

    callers: the caller's end, which a forked process has too and must close, or it would never see the end of it.
    """
    if callers is not None:
        callers.close()
    # An interruption at the terminal reaches all; the caller answers it for its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _die_with(caller)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while True:
        try:
            task = connection.recv()
        except EOFError:
            return
        _allow(LIMITS.cpu_seconds, LIMITS.memory_bytes)
        try:
            connection.send(work(task))
        except MemoryError:
            _set_soft_limit(resource.RLIMIT_AS, resource.RLIM_INFINITY)
            connection.send(_stopped("memory_bytes", LIMITS.memory_bytes))
            return


def _die_with(caller: int) -> None:
    """Has the kernel kill this process as soon as its caller is gone, however it went."""
    if _LINUX:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != caller:
        sys.exit(1)


def _allow(cpu_seconds: int, memory_bytes: int) -> None:
    """Gives this process so much more than what it has used until now."""
    _set_soft_limit(resource.RLIMIT_CPU, math.ceil(time.process_time()) + cpu_seconds)
    if _LINUX:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        _set_soft_limit(resource.RLIMIT_AS, pages * resource.getpagesize() + memory_bytes)


def _set_soft_limit(which: int, value: int) -> None:
    _, hard = resource.getrlimit(which)
    if hard != resource.RLIM_INFINITY and (value == resource.RLIM_INFINITY or value > hard):
        value = hard
    resource.setrlimit(which, (value, hard))


def _stopped(limit: str, allowed: int) -> Stopped:
    units = {
        "cpu_seconds": (f" {allowed:,} 秒处理器时间", f"{allowed:,} seconds of processor time"),
        "elapsed_seconds": (f" {allowed:,} 秒", f"{allowed:,} seconds on the clock"),
        "memory_bytes": (f" {allowed:,} 字节内存", f"{allowed:,} bytes of memory"),
    }
    refusal = LimitExceeded("", limit, " / ".join(units[limit]), "更多，已停止读取 / more; reading was stopped")
    return Stopped(limit, refusal.reason, refusal.remedy)


def _death(exit_code: int | None) -> Stopped:
    """What a dead worker died of."""
    if exit_code == -signal.SIGXCPU:
        return _stopped("cpu_seconds", LIMITS.cpu_seconds)
    cause = signal.Signals(-exit_code).name if exit_code is not None and exit_code < 0 else f"exit {exit_code}"
    return Stopped(
        None,
        f"读取进程异常终止（{cause}）。 / The process that read the file died ({cause}).",
        "请检查文件是否过大或已损坏，另存后再试。 / See whether the file is too large or damaged; save it anew and try again.",
    )
