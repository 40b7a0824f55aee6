"""Processes that are killed while they publish or build. Forked from a server that has imported all they need."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from multiprocessing import get_context
from typing import Any

from pipeline.orchestration import run_build
from pipeline.warehouse import dbt
from pipeline.warehouse.release import Unwatched
from pipeline.warehouse.settings import Settings

CHANGES = ("replace", "fsync", "unlink", "mkdir", "symlink", "rmdir", "open")
"""The calls by which a publication changes the disk."""

_server = get_context("forkserver")
_server.set_forkserver_preload([__name__])
dbt.manifest()


def run(target: Callable[..., None], *arguments: Any) -> int:
    """The exit code of a process that runs ``target``: 0, or -9 where it was killed."""
    process = _server.Process(target=target, args=arguments)
    process.start()
    process.join()
    assert process.exitcode is not None
    return process.exitcode


def publishing(publish: Callable[[Settings, int], object], settings: Settings, edge: int) -> None:
    """Publishes 9, and dies before or after a change of the disk, the ``edge``-th such moment."""
    count = 0

    def deadly(change: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            moment()
            result = change(*arguments, **named)
            moment()
            return result

        return call

    def moment() -> None:
        nonlocal count
        count += 1
        if count == edge:
            os.kill(os.getpid(), signal.SIGKILL)

    for name in CHANGES:
        setattr(os, name, deadly(getattr(os, name)))
    publish(settings, 9)


class DeadlyWatcher(Unwatched):
    """Dies as the n-th step begins."""

    def __init__(self, left: int) -> None:
        self.left = left

    def step(self, name: str) -> None:
        """Counts down."""
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self.left -= 1


def building_until_step(settings: Settings, step: int) -> None:
    """Builds, and dies as the ``step``-th step begins."""
    run_build(settings, DeadlyWatcher(step))


def building_until(settings: Settings, seconds: float | None) -> None:
    """Builds, and dies so many seconds after the start, if it has not ended by then."""
    if seconds is not None:
        threading.Thread(target=_die_after, args=(seconds,), daemon=True).start()
    build = run_build(settings)
    assert build.published, build.failures


def _die_after(seconds: float) -> None:
    time.sleep(seconds)
    os.kill(os.getpid(), signal.SIGKILL)
