"""How long the web report of ten thousand findings takes to write and to open, and how large its overview is.

``python benchmarks/web_report.py [DATABASE] [--findings 10000] [--runs 9]`` repeats the marts of a published warehouse
(the current release's by default) until there are enough findings, writes the report, and opens its pages from the disk
in headless Chromium, a new browser profile each time. Opening ends when the page's tables are in place and the frame
after them, in which charts are drawn, is over. Beside the wall seconds stand the processor seconds of the page's process, which
a busy machine changes less. Prints the results as a Markdown page.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

import duckdb  # noqa: E402
from playwright.sync_api import Browser, sync_playwright  # noqa: E402

from pipeline.report.web import WEB_REPORT, write_web_report  # noqa: E402
from tests.browser.many import multiply  # noqa: E402

AIM_SECONDS, AIM_BYTES = 1.0, 2_000_000
OPENED = """async address => {
    const frame = () => new Promise(requestAnimationFrame);
    while (document.getElementById("page")?.dataset.shown !== address) await frame();
    await frame();
    await frame();
    return performance.now() / 1000;
}"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("database", nargs="?", type=Path, default=PROJECT / "data" / "marts" / "gouji.duckdb")
    parser.add_argument("--findings", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=9)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = multiply(arguments.database.resolve(), Path(folder) / "release", arguments.findings)
        report = database.with_name(WEB_REPORT)
        started = time.perf_counter()
        write_web_report(database, report)
        written = time.perf_counter() - started
        with duckdb.connect(str(database), read_only=True) as con:
            ((finding_id, findings, departments),) = con.execute(
                "select min(finding_id) filter (where severity = 'error'), count(*), count(distinct department) "
                "from marts.fct_finding"
            ).fetchall()
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            show(report, browser, arguments.runs, findings, departments, finding_id, written)


def show(
    report: Path, browser: Browser, runs: int, findings: int, departments: int, finding_id: str, written: float
) -> None:
    """Measures the pages and prints the results."""
    files = [file for file in report.rglob("*") if file.is_file()]
    overview = [report / "index.html", *(report / "assets").rglob("*.js"), *(report / "assets").rglob("*.css")]
    overview += [report / "data" / "overview.js", report / "data" / "release.js"]
    size = sum(file.stat().st_size for file in overview)
    print(f"Python {platform.python_version()}, DuckDB {version('duckdb')}, Chromium {browser.version}, ", end="")
    print(f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}\n")
    print(f"{findings:,} findings of {departments:,} departments; the report is written in {written:.1f} s: ", end="")
    print(f"{len(files):,} files, {sum(file.stat().st_size for file in files) / 1e6:.1f} MB.\n")
    print(
        "| page | loads MB | aim MB | median s | best s | worst s | aim s | processor s |\n|---|---|---|---|---|---|---|---|"
    )
    pages = {"overview": "#/", "list of findings": "#/findings", "one finding": f"#/finding/{finding_id}"}
    for name, address in pages.items():
        seconds, used = zip(*(opened(browser, report, address) for _ in range(runs)), strict=True)
        told = f"{size / 1e6:.2f} | {AIM_BYTES / 1e6:.0f}" if address == "#/" else "– | –"
        aim = f"{AIM_SECONDS:.0f}" if address == "#/" else "–"
        wall = f"{statistics.median(seconds):.2f} | {min(seconds):.2f} | {max(seconds):.2f}"
        print(f"| {name} | {told} | {wall} | {aim} | {statistics.median(used):.2f} |")


def opened(browser: Browser, report: Path, address: str) -> tuple[float, float]:
    """Wall seconds from the start of the navigation until the page is drawn, in a profile that knows nothing yet, and
    processor seconds of the page's process."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto((report / "index.html").as_uri() + address, wait_until="commit")
    seconds: float = page.evaluate(OPENED, address)
    session = context.new_cdp_session(page)
    session.send("Performance.enable")
    metrics = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    context.close()
    return seconds, metrics["ProcessTime"]


if __name__ == "__main__":
    main()
