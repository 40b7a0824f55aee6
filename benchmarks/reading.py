"""How fast documents are read, beside other readers doing nothing but extraction, and beside the floor.

    python benchmarks/reading.py [FILE ...] [--runs N] [--peer-python PYTHON]

The floor of a format is what no reader of it can do without: bytes and XML parser for docx and xlsx, bytes to lines for
text and csv, PDFium's text of all pages for pdf. Every method starts from the path. Methods take turns, N rounds of them;
CPU time of the process counts, because other work may share the cores, and the best round, because it is the least disturbed.

markitdown is no dependency of the project: install it in an environment of its own and name its interpreter with
``--peer-python``. Peers that are not installed are left out, and so are files that are not there.
"""

from __future__ import annotations

import argparse
import functools
import importlib
import io
import json
import os
import platform
import statistics
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
CASES = ROOT.parent / "shared/cases"
FLOOR, READ, EXTRACT = "floor", "gouji: read", "gouji: read and extract"
# Rounds are made this long by repeating what is quick, and fewer where one run takes longer than _SLOW.
_ROUND_SECONDS, _SLOW, _SLOW_RUNS = 0.05, 0.5, 3

Method = Callable[[Path], object]


def default_files() -> list[Path]:
    """The shipped documents, and those beside the project if they are there."""
    shipped = sorted(path for path in (ROOT / "data/raw").rglob("*.*") if path.suffix in (".docx", ".xlsx", ".csv"))
    others = [ROOT / "tests/validation/printed/self_evaluation_2024.pdf", CASES / "seed/report.txt"]
    others += sorted((CASES / "real").glob("*.pdf"))
    return shipped + [path for path in others if path.exists()]


def _floor(path: Path) -> object:
    data = path.read_bytes()
    match path.suffix:
        case ".docx" | ".xlsx":
            from lxml import etree

            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                return [etree.fromstring(archive.read(name)) for name in archive.namelist() if _is_content(name)]
        case ".pdf":
            import pypdfium2

            with pypdfium2.PdfDocument(data) as document:
                return [page.get_textpage().get_text_range() for page in document]
    return data.decode().splitlines()


def _is_content(name: str) -> bool:
    return name in ("word/document.xml", "xl/sharedStrings.xml") or name.startswith("xl/worksheets/sheet")


def _read(path: Path) -> object:
    from pipeline.readers import read

    return read(path)


def _read_and_extract(path: Path) -> object:
    from pipeline.extract import extract
    from pipeline.readers import read

    return extract(read(path))


def _markitdown(path: Path) -> object:
    return _converter().convert(path).text_content


@functools.cache
def _converter() -> Any:
    # By name, because type checkers of an environment without it would miss it.
    return importlib.import_module("markitdown").MarkItDown()


def _python_docx(path: Path) -> object:
    import docx

    document = docx.Document(str(path))
    paragraphs = [paragraph.text for paragraph in document.paragraphs]
    return paragraphs, [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]


def _openpyxl(path: Path) -> object:
    import openpyxl

    book = openpyxl.load_workbook(path, data_only=True)
    return [list(sheet.iter_rows(values_only=True)) for sheet in book]


def _pdfplumber_text(path: Path) -> object:
    import pdfplumber

    with pdfplumber.open(path) as document:
        return [page.extract_text() for page in document.pages]


def _pdfplumber_tables(path: Path) -> object:
    import pdfplumber

    with pdfplumber.open(path) as document:
        return [(page.extract_text(), page.extract_tables()) for page in document.pages]


# Name → method, the distribution it needs (None: always there), and the suffixes it is asked for (empty: all).
METHODS: dict[str, tuple[Method, str | None, tuple[str, ...]]] = {
    FLOOR: (_floor, None, ()),
    READ: (_read, None, ()),
    EXTRACT: (_read_and_extract, None, ()),
    "python-docx": (_python_docx, "python-docx", (".docx",)),
    "openpyxl": (_openpyxl, "openpyxl", (".xlsx",)),
    "pdfplumber, text": (_pdfplumber_text, "pdfplumber", (".pdf",)),
    "pdfplumber, text and tables": (_pdfplumber_tables, "pdfplumber", (".pdf",)),
    "markitdown": (_markitdown, "markitdown", ()),
}
_SHOWN = ("lxml", "pypdfium2", "python-docx", "openpyxl", "pdfplumber", "markitdown")


def installed() -> dict[str, str]:
    """Version of each library that this interpreter has."""
    found: dict[str, str] = {}
    for name in _SHOWN:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def serve() -> None:
    """Answers requests on standard input, one a line: CPU and wall seconds of one run, averaged over a round."""
    sys.path.insert(0, str(ROOT))
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    # Whatever a library prints must not stand among the answers.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    print(json.dumps(installed()), file=answers, flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        method, path, repeats = METHODS[request["method"]][0], Path(request["path"]), request["repeats"]
        wall, cpu = time.perf_counter(), time.process_time()
        for _ in range(repeats):
            method(path)
        taken = (time.process_time() - cpu) / repeats, (time.perf_counter() - wall) / repeats
        print(json.dumps(taken), file=answers, flush=True)


class Worker:
    """A process of one interpreter that runs methods when asked; ``versions`` are those of its libraries."""

    def __init__(self, interpreter: str) -> None:
        self._process = subprocess.Popen(
            [interpreter, __file__, "--serve"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8",
        )  # fmt: skip
        self.versions: dict[str, str] = json.loads(self._answer())

    def seconds(self, method: str, path: Path, repeats: int) -> tuple[float, float]:
        """(CPU, wall) seconds of one run."""
        if self._process.stdin is None:
            raise RuntimeError("the worker has no input")
        self._process.stdin.write(json.dumps({"method": method, "path": str(path), "repeats": repeats}) + "\n")
        self._process.stdin.flush()
        cpu, wall = json.loads(self._answer())
        return cpu, wall

    def close(self) -> None:
        self._process.communicate()

    def _answer(self) -> str:
        line = self._process.stdout.readline() if self._process.stdout is not None else ""
        if not line:
            raise SystemExit(f"A run failed in {self._process.args!r}.")
        return line


@dataclass(slots=True)
class Timing:
    """Runs of one method on one file, in seconds."""

    worker: Worker
    repeats: int
    runs: int
    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)


def measure(path: Path, workers: Sequence[Worker], runs: int) -> dict[str, Timing]:
    """Timings of every method that takes the file and is installed, the methods taking turns."""
    timings: dict[str, Timing] = {}
    for name, (_, needs, suffixes) in METHODS.items():
        worker = next((w for w in workers if needs is None or needs in w.versions), None)
        if worker is not None and (not suffixes or path.suffix in suffixes):
            worker.seconds(name, path, 1)  # imports, caches
            cpu, _ = worker.seconds(name, path, 1)
            timings[name] = Timing(
                worker, max(1, round(_ROUND_SECONDS / max(cpu, 1e-6))), runs if cpu < _SLOW else min(runs, _SLOW_RUNS)
            )
    for number in range(runs):
        for name, timing in timings.items():
            if number < timing.runs:
                cpu, wall = timing.worker.seconds(name, path, timing.repeats)
                timing.cpu.append(cpu)
                timing.wall.append(wall)
    return timings


def table(path: Path, timings: dict[str, Timing]) -> str:
    """The timings of one file as Markdown."""
    floor = min(timings[FLOOR].cpu)
    lines = [
        f"\n### {path.suffix[1:]}: {path.name} ({path.stat().st_size:,} bytes)\n",
        "| | documents/s per core | CPU ms best | CPU ms median | wall ms best | times the floor |",
        "|---|---|---|---|---|---|",
    ]
    for name, timing in timings.items():
        best = min(timing.cpu)
        lines.append(
            f"| {name} | {1 / best:,.{0 if best < 0.05 else 1}f} | {best * 1000:.2f} | "
            f"{statistics.median(timing.cpu) * 1000:.2f} | {min(timing.wall) * 1000:.2f} | {best / floor:.1f} |"
        )
    return "\n".join(lines)


def main() -> None:
    """Measures and prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--peer-python", help="interpreter of an environment that has the peers missing here")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        serve()
        return
    workers = [Worker(name) for name in (sys.executable, arguments.peer_python) if name]
    versions = {name: number for worker in reversed(workers) for name, number in worker.versions.items()}
    shown = ", ".join(f"{name} {versions[name]}" for name in _SHOWN if name in versions)
    print(
        f"Python {platform.python_version()}, {shown}; {os.cpu_count()} cores, {platform.machine()} {platform.system()}"
    )
    for path in arguments.files or default_files():
        print(table(path, measure(path.resolve(), workers, arguments.runs)), flush=True)
    for worker in workers:
        worker.close()


if __name__ == "__main__":
    main()
