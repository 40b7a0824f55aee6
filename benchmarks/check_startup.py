"""How long `gouji check` takes on the seed report, beside the floor: an interpreter that imports what it cannot do without.

    python benchmarks/check_startup.py [DOCUMENT] [--runs N]

Prints a Markdown table (median and best of N runs of each, alternating) with versions and machine class. The aim is at most five
times the floor.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parents[1]
SEED = ROOT.parent / "shared/cases/seed/report.txt"


def seconds(command: list[str]) -> float:
    """Wall seconds of one run. A finding makes `gouji check` exit with 1, which is no failure here."""
    start = time.perf_counter()
    run = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    taken = time.perf_counter() - start
    if run.returncode not in (0, 1):
        raise SystemExit(run.stderr.decode())
    return taken


def main() -> None:
    """Measures and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("document", nargs="?", type=Path, default=SEED)
    parser.add_argument("--runs", type=int, default=15)
    arguments = parser.parse_args()
    commands = {
        'floor: python -c "import duckdb, lxml.etree"': [sys.executable, "-c", "import duckdb, lxml.etree"],
        "gouji check": [sys.executable, "-m", "pipeline.cli", "check", str(arguments.document)],
        "gouji check --format json --all": [
            sys.executable, "-m", "pipeline.cli", "check", str(arguments.document), "--format", "json", "--all",
        ],
    }  # fmt: skip
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for name, command in commands.items():
        seconds(command)  # a first run compiles and fills the caches
        taken[name].clear()
    for _ in range(arguments.runs):
        for name, command in commands.items():
            taken[name].append(seconds(command))
    floor = statistics.median(next(iter(taken.values())))
    print(
        f"Python {platform.python_version()}, DuckDB {version('duckdb')}, {os.cpu_count()} cores, {platform.machine()}, {platform.system()}"
    )
    print("\n| command | median s | best s | times the floor |\n|---|---|---|---|")
    for name, times in taken.items():
        median = statistics.median(times)
        print(f"| `{name}` | {median:.3f} | {min(times):.3f} | {median / floor:.1f} |")


if __name__ == "__main__":
    main()
