"""`gouji serve` for real: its own processes, its own DAGSTER_HOME, a file dropped into the raw folder, and SIGTERM."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pipeline.warehouse.release import MartsFolder
from tests.integration import raw_folder

PATIENCE = 300
"""Seconds that one step may take on a machine that has other things to do."""
STATES = """{ repositoriesOrError { ... on RepositoryConnection { nodes {
  schedules { name scheduleState { status } } sensors { name sensorState { status } } } } } }"""
RUNS = "{ runsOrError { ... on Runs { results { status tags { key value } } } } }"
HEALTH = "{ instance { daemonHealth { allDaemonStatuses { daemonType required healthy } } } }"


@dataclass
class Served:
    """A running `gouji serve`."""

    process: subprocess.Popen[str]
    port: int
    raw: Path
    marts: MartsFolder
    environment: dict[str, str]

    def ask(self, query: str) -> dict[str, Any]:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/graphql",
            json.dumps({"query": query}).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            data: dict[str, Any] = json.load(answer)["data"]
        return data

    def answers(self) -> bool:
        try:
            return bool(self.ask(STATES)["repositoriesOrError"].get("nodes"))
        except OSError:
            return False


def until(condition: Callable[[], Any], what: str) -> Any:
    """Waits for a condition to hold, and returns what it gave."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found := condition():
            return found
        time.sleep(0.5)
    raise AssertionError(f"not within {PATIENCE} s: {what}")


def command(port: int, raw: Path, marts: Path) -> list[str]:
    folders = ["--raw", str(raw), "--marts", str(marts)]
    return [sys.executable, "-m", "pipeline.cli", "serve", "--port", str(port), *folders, "--look-seconds", "5"]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    raw, marts = tmp_path / "raw", tmp_path / "marts"
    raw.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {**os.environ, "DAGSTER_HOME": str(tmp_path / "home")}
    process = subprocess.Popen(
        command(port, raw, marts), env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    yield Served(process, port, raw, MartsFolder(marts), environment)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=PATIENCE)


@pytest.mark.long
def test_a_dropped_file_becomes_a_release_and_sigterm_leaves_nothing_behind(served: Served) -> None:
    until(served.answers, "the interface answers")
    [repository] = served.ask(STATES)["repositoriesOrError"]["nodes"]
    schedules = {one["name"]: one["scheduleState"]["status"] for one in repository["schedules"]}
    sensors = {one["name"]: one["sensorState"]["status"] for one in repository["sensors"]}
    assert schedules == {"nightly": "RUNNING"}
    assert sensors == {"raw_folder": "RUNNING", "notice_of_failure": "RUNNING", "notice_of_findings": "RUNNING"}

    second = subprocess.run(
        command(served.port, served.raw, served.marts.path), env=served.environment, capture_output=True, text=True
    )
    assert second.returncode == 1 and f"PID {served.process.pid}" in second.stderr

    raw_folder.fill(served.raw)
    release = until(served.marts.current, "a release is published")
    assert set(release.record["inputs"]) >= {raw_folder.GOOD, raw_folder.GBK}
    finished = until(
        lambda: [run for run in served.ask(RUNS)["runsOrError"]["results"] if run["status"] == "SUCCESS"],
        "the run ends",
    )
    tags = {tag["key"]: tag["value"] for tag in finished[0]["tags"]}
    assert tags["dagster/sensor_name"] == "raw_folder" and tags["gouji/release_id"] == release.release_id
    daemons = served.ask(HEALTH)["instance"]["daemonHealth"]["allDaemonStatuses"]
    assert {daemon["daemonType"] for daemon in daemons if daemon["required"]} >= {
        "SCHEDULER",
        "SENSOR",
        "FRESHNESS_DAEMON",
    }

    served.process.send_signal(signal.SIGTERM)
    out, _ = served.process.communicate(timeout=PATIENCE)
    assert served.process.returncode == 0, out
    assert "Traceback" not in out
    with pytest.raises(OSError):
        served.ask(STATES)
    assert processes_of(served.environment["DAGSTER_HOME"]) == []


def processes_of(home: str) -> list[str]:
    """The command lines of the processes that were started with this DAGSTER_HOME, this one left out."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f"DAGSTER_HOME={home}\0".encode() in (folder / "environ").read_bytes():
                found.append((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except (OSError, ProcessLookupError):
            continue  # It has ended, or is not ours.
    return found
