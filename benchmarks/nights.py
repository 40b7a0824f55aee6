"""What a night costs: everything read anew, nothing changed, one document in a hundred changed.

    python benchmarks/nights.py [--documents 100 1000]

Makes a folder of that many self-evaluation reports out of the shipped one, each of a county of its own, and builds it into
a scratch folder, one process a build as at night. CPU seconds of the process and its children stand beside wall seconds,
because other work may share the cores; the shares are those of CPU seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parents[1]
REPORT = next((ROOT / "data/raw").rglob("*.docx"))
COUNTY = "峨边彝族自治县"
DIGITS = "甲乙丙丁戊己庚辛壬癸"
SHED = ("stylesWithEffects.xml", "theme1.xml")
"""Parts that no reader looks at, left out to keep the folder small."""


@dataclass(frozen=True)
class Night:
    """One build: wall seconds, CPU seconds, and what its release says of its steps."""

    wall: float
    cpu: float
    steps: dict[str, float]


def county(number: int) -> str:
    """A name of its own for each number."""
    return "".join(DIGITS[int(digit)] for digit in f"{number:04d}") + "县"


def write_report(folder: Path, number: int, spending: str = "4475.42") -> None:
    """The shipped report as that of another county."""
    path = folder / f"{county(number)}公安局" / "2024" / "自评报告.docx"
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(REPORT) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "word/document.xml":
                data = data.replace(COUNTY.encode(), county(number).encode()).replace(b"4475.42", spending.encode())
            if not name.endswith(SHED):
                target.writestr(name, data)


def night(raw: Path, marts: Path, *options: str) -> Night:
    """Runs one build in a process of its own."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [sys.executable, "-m", "pipeline.cli", "build", "--raw", str(raw), "--marts", str(marts), *options]
    run = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if run.returncode:
        raise SystemExit(run.stderr.decode())
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Night(wall, cpu, json.loads((marts / "release.json").read_text(encoding="utf-8"))["steps"])


def measure(documents: int) -> None:
    """Builds a folder of so many documents in all ways, and prints a table."""
    with tempfile.TemporaryDirectory() as scratch:
        raw, marts = Path(scratch, "raw"), Path(scratch, "marts")
        for number in range(documents):
            write_report(raw, number)
        nights = {"everything read anew": night(raw, marts, "--full-refresh")}
        nights["nothing changed"] = night(raw, marts)
        # On the first night every finding turns from new to open, and every page with it; not so on later ones.
        for name, spending in (("one in a hundred changed", "4475.43"), ("again, a later night", "4475.44")):
            for number in range(0, documents, 100):
                write_report(raw, number, spending)
            nights[name] = night(raw, marts)
    full = nights["everything read anew"]
    print(
        f"\n{documents} documents\n\n| build | wall s | CPU s | share of CPU | steps, wall s |\n|---|---|---|---|---|"
    )
    for name, one in nights.items():
        steps = (
            "–" if name == "nothing changed" else ", ".join(f"{step} {taken:.1f}" for step, taken in one.steps.items())
        )
        print(f"| {name} | {one.wall:.1f} | {one.cpu:.1f} | {100 * one.cpu / full.cpu:.0f} % | {steps} |", flush=True)


def main() -> None:
    """Measures and prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", nargs="+", type=int, default=[100, 1000])
    arguments = parser.parse_args()
    print(
        f"Python {platform.python_version()}, DuckDB {version('duckdb')}, dbt {version('dbt-core')}, "
        f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}"
    )
    for documents in arguments.documents:
        measure(documents)


if __name__ == "__main__":
    main()
