"""Where the seconds of a rebuild of the shipped data go, beside the sum of what it cannot do without.

    python benchmarks/build_startup.py [--runs 3] [--project DIR]

The sum: an interpreter that imports dagster, `dbt build` from the shell with the project parsed before, and the gate alone
(importing Great Expectations, asking all suites, writing their pages), each in a process of its own. The aim is at most 1.5
times their sum. CPU seconds of the process and its children are compared, the least of N runs, because other work may share
the cores; wall seconds stand beside them. ``--project`` measures another work tree of the project, one of before a change.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parents[1]
IMPORTS = ("duckdb", "dagster", "dbt.cli.main", "dagster_dbt", "great_expectations", "rich")
GATE = """
import sys
from pathlib import Path
from pipeline.quality import implemented_rules, load_suite, rules_suite, run_suites
from pipeline.quality.suites import SUITES
database, docs = Path(sys.argv[1]), Path(sys.argv[2])
suites = [load_suite(name) for name in ("raw", "marts", "review") if (SUITES / f"{name}.yml").is_file()]
run_suites(database, [*suites, rules_suite(implemented_rules(database))], docs)
"""


def timed(command: list[str], cwd: Path, environment: dict[str, str]) -> tuple[float, float]:
    """CPU and wall seconds of one run."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    run = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if run.returncode:
        raise SystemExit(f"{' '.join(command[:4])}: {run.stdout[-2000:]}{run.stderr[-2000:]}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall


def main() -> None:
    """Measures and prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--project", type=Path, default=ROOT)
    arguments = parser.parse_args()
    project = arguments.project.resolve()
    with tempfile.TemporaryDirectory() as scratch:
        marts, alone = Path(scratch, "marts"), Path(scratch, "alone")
        warehouse = alone / "gouji.duckdb"
        environment = os.environ | {"PYTHONPATH": str(project), "DO_NOT_TRACK": "1", "GX_ANALYTICS_ENABLED": "false"}
        environment |= {"GOUJI_WAREHOUSE": str(warehouse), "GOUJI_KEEP_OPEN": "True"}
        python = sys.executable
        folders = ["--project-dir", "dbt_project", "--profiles-dir", "dbt_project"]
        build = [python, "-m", "pipeline.cli", "build", "--full-refresh", "--marts", str(marts)]
        parts = {
            "`import dagster`": [python, "-c", "import dagster"],
            "`dbt build`, warm": [
                str(Path(python).with_name("dbt")), "build", "--exclude-resource-type", "unit_test", *folders,
            ],
            "the gate alone": [python, "-c", GATE, str(warehouse), str(alone / "docs")],
            "`gouji build --full-refresh`": build,
        }  # fmt: skip
        timed(build, project, environment)
        alone.mkdir()
        shutil.copy(marts.resolve() / "current" / "gouji.duckdb", warehouse)
        taken: dict[str, list[tuple[float, float]]] = {name: [] for name in parts}
        for _ in range(arguments.runs):
            for name, command in parts.items():
                taken[name].append(timed(command, project, environment))
        imports = {name: timed([python, "-c", f"import {name}"], project, environment)[0] for name in IMPORTS}
    best = {name: (min(cpu for cpu, _ in runs), min(wall for _, wall in runs)) for name, runs in taken.items()}
    whole = best.popitem()
    floor = sum(cpu for cpu, _ in best.values())
    print(
        f"Python {platform.python_version()}, DuckDB {version('duckdb')}, dbt {version('dbt-core')}, dagster {version('dagster')}, "
        f"Great Expectations {version('great-expectations')}, {os.cpu_count()} cores, {platform.machine()}, {platform.system()}\n"
    )
    print("| what | CPU s | wall s |\n|---|---|---|")
    for name, (cpu, wall) in best.items():
        print(f"| {name} | {cpu:.1f} | {wall:.1f} |")
    print(f"| their sum | {floor:.1f} | {sum(wall for _, wall in best.values()):.1f} |")
    print(f"| {whole[0]} | {whole[1][0]:.1f} | {whole[1][1]:.1f} |")
    print(f"\nThe build takes {whole[1][0] / floor:.2f} times the sum (CPU).\n")
    print("| import, each in an interpreter of its own | CPU s |\n|---|---|")
    for name, cpu in imports.items():
        print(f"| {name} | {cpu:.1f} |")


if __name__ == "__main__":
    main()
