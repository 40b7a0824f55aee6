"""`gouji serve`: Dagster's web interface and daemon, with the nightly schedule and the raw-folder sensor on."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import dagster as dg

from pipeline.orchestration.home import end_interrupted_runs, prepare_home
from pipeline.warehouse.settings import PROJECT, Settings

LOCK = ".serving"
RAW, MARTS, REGISTER, LOOK_SECONDS = "GOUJI_RAW", "GOUJI_MARTS", "GOUJI_REGISTER", "GOUJI_LOOK_SECONDS"
"""How what it was told is handed on to ``code_location``, which Dagster's processes load."""
SECONDS_TO_STOP = 15
"""How long Dagster may take to stop by itself; then its processes are killed."""
STOPPED_BY = (signal.SIGTERM, signal.SIGINT)
SUPERSEDED = "ignore:Function `dev_command` is superseded"


class AlreadyServing(Exception):
    """Another `gouji serve` keeps its runs in the same folder: each night would be built twice."""


def serve(host: str, port: int, settings: Settings, look_seconds: int) -> int:
    """Runs Dagster until SIGTERM or SIGINT; returns 0 then, and Dagster's exit code where it ended by itself.

    Runs are kept in DAGSTER_HOME (default: ``.dagster``). When it returns no process is left. A build under way ends
    unpublished, as after a power cut, and is tried again by the next `gouji serve`.

    look_seconds: how often the raw folder is looked at.

    Raises:
        AlreadyServing: another one runs on the same DAGSTER_HOME.
    """
    home = Path(os.environ.get("DAGSTER_HOME") or PROJECT / ".dagster").resolve()
    prepare_home(home)
    os.environ |= {
        "DAGSTER_HOME": str(home),
        RAW: str(settings.raw.resolve()),
        MARTS: str(settings.marts.resolve()),
        REGISTER: str(settings.register.resolve()),
        LOOK_SECONDS: str(look_seconds),
        # A look hashes what has changed: a large folder on a slow disk takes longer than the minute that Dagster allows.
        "DAGSTER_SENSOR_GRPC_TIMEOUT_SECONDS": "1800",
        "DAGSTER_SCHEDULE_GRPC_TIMEOUT_SECONDS": "1800",
    }
    with _held(home / LOCK) as lock:
        _end_interrupted_runs(settings)
        print(f"http://{host}:{port}  DAGSTER_HOME={home}", flush=True)
        code = _until_stopped(_dagster(host, port), lock)
        _end_interrupted_runs(settings)
    return code


def _dagster(host: str, port: int) -> list[str]:
    command = [sys.executable, "-W", SUPERSEDED, "-m", "dagster", "dev", "--log-level", "warning"]
    module = "pipeline.orchestration.code_location"
    return [*command, "--module-name", module, "--host", host, "--port", str(port)]


def _until_stopped(command: list[str], lock: int) -> int:
    """Runs a command in a session of its own, and lets none of its processes outlive it."""
    stopping = False

    def stop(number: int, _: object) -> None:
        nonlocal stopping
        stopping = True
        signal.alarm(SECONDS_TO_STOP)
        process.send_signal(signal.SIGINT)

    def kill(number: int, _: object) -> None:
        _kill_group(process.pid)

    # The lock goes with it: were this process killed, a second one would still be refused while Dagster lives.
    process = subprocess.Popen(command, start_new_session=True, pass_fds=[lock])
    for number in STOPPED_BY:
        signal.signal(number, stop)
    signal.signal(signal.SIGALRM, kill)
    code = process.wait()
    signal.alarm(0)
    _kill_group(process.pid)
    return 0 if stopping else code


def _kill_group(leader: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)


@contextmanager
def _held(path: Path) -> Iterator[int]:
    """Locks a file, which says who holds it."""
    lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = path.read_text(encoding="utf-8").strip() or "?"
        raise AlreadyServing(
            f"已有 gouji serve 在使用 {path.parent}（{holder}）；请先停止它，或另设 DAGSTER_HOME。 / Another gouji serve "
            f"uses {path.parent} ({holder}): stop it first, or set another DAGSTER_HOME."
        ) from None
    os.ftruncate(lock, 0)
    os.pwrite(lock, f"PID {os.getpid()}\n".encode(), 0)
    try:
        yield lock
    finally:
        os.close(lock)


def _end_interrupted_runs(settings: Settings) -> None:
    with dg.DagsterInstance.get() as instance:
        for run_id in end_interrupted_runs(instance, settings):
            print(f"被中断的构建 / Interrupted build: {run_id}", flush=True)
