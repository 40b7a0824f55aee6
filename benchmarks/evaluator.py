"""What the evaluator costs at 100, 1,000 and 10,000 documents: seconds a fact, and memory.

    python benchmarks/evaluator.py [--documents 100 1000 10000] [--memory 2GB]

One report of sentences and a table is read, extracted, and copied in SQL, each copy as a department of its own. Then the
compiled models, from staging to ``fct_check`` and ``fct_finding``, run on a warehouse file with DuckDB's own settings and
the memory limit given, as a nightly build runs them (dbt itself, its tests and the gate are left out). Each size runs in
a process of its own. Prints a Markdown table; CPU seconds are what to compare, since they do not count other work on the
machine.
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
from importlib.metadata import version
from pathlib import Path

import duckdb

from pipeline.extract import extract
from pipeline.readers import read
from pipeline.warehouse import replay
from pipeline.warehouse.columns import EARLIER_DOCUMENT, RAW_TABLES
from pipeline.warehouse.load import create_raw_schema, create_table, insert, rows_of

DEPARTMENT = "青石县教育局"
REPORT = f"""{DEPARTMENT}2024年部门整体绩效自评报告

一、部门概况
{DEPARTMENT}总编制157名，其中：行政编制152名，工勤编制5名。在职人员总数145名，其中：行政141名，工勤4名。

二、部门财政资金收支情况
2024年收入预算880.00万元，其中：一般公共预算财政拨款收入800.00万元，政府性基金预算财政拨款收入80.00万元。
2023年收入预算800.00万元，2024年相比2023年收入增加80.00万元，增长12.50%。
2024年支出预算880.00万元，其中：基本支出500.00万元，占56.82%；项目支出380.00万元，占43.18%。
2024年支出决算860.00万元，完成预算的97.73%。

项目名称,预算数（万元）,执行数（万元）,执行率
校舍维修,120.00,118.00,98.33%
教师培训,60.00,60.00,100.00%
学生资助,200.00,190.00,95.00%
合计,380.00,368.00,96.84%
"""


def measure(documents: int, memory: str) -> dict[str, float]:
    """Evaluates so many copies of the report and returns counts, seconds and MiB."""
    with tempfile.TemporaryDirectory() as folder:
        con = duckdb.connect(str(Path(folder) / "gouji.duckdb"))
        con.execute("set memory_limit = $memory", {"memory": memory})
        con.execute("set preserve_insertion_order = false")
        _fill(con, Path(folder), documents)
        # Empty: nothing is gone on from, and every document is in scope.
        con.execute("create schema review")
        create_table(con, "review", EARLIER_DOCUMENT)
        compiled = replay._compiled()
        for schema in sorted({item["schema"] for item in (*compiled["seeds"], *compiled["models"])} - {"raw"}):
            con.execute(f"create schema if not exists {schema}")
        for seed in compiled["seeds"]:
            replay._create_seed(con, seed)
        facts = _scalar(con, "select count(*) from raw.fact")
        wall, cpu, slowest = time.perf_counter(), time.process_time(), (0.0, "")
        for model in compiled["models"]:
            started = time.process_time()
            con.execute(f"create table {model['schema']}.{model['name']} as {model['sql']}")
            slowest = max(slowest, (time.process_time() - started, model["name"]))
        return {
            "documents": documents,
            "facts": facts,
            "checks": _scalar(con, "select count(*) from marts.fct_check"),
            "wall": time.perf_counter() - wall,
            "cpu": time.process_time() - cpu,
            "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            "slowest": slowest[1],
            "slowest_cpu": slowest[0],
        }  # type: ignore[dict-item]


def _fill(con: duckdb.DuckDBPyConnection, folder: Path, documents: int) -> None:
    path = folder / "report.txt"
    path.write_text(REPORT, encoding="utf-8")
    document = read(path)
    create_raw_schema(con)
    insert(con, rows_of(document, extract(document)))
    for name, table in RAW_TABLES.items():
        copied = [_copied(column.name, column.type) for column in table.columns]
        con.execute(
            f"insert into raw.{name} by name select {', '.join(copied)} from raw.{name}, range(1, {documents}) as copies(n)"
        )


def _copied(column: str, kind: str) -> str:
    """A column of the n-th copy: ids, path and department are its own."""
    if column.endswith("_id") or column in ("path", "sha256"):
        return f'"{column}" || \'-\' || n as "{column}"'
    if kind.upper() == "VARCHAR":
        return f"replace(\"{column}\", '{DEPARTMENT}', '{DEPARTMENT}' || n) as \"{column}\""
    return f'"{column}"'


def _scalar(con: duckdb.DuckDBPyConnection, query: str) -> int:
    row = con.execute(query).fetchone()
    assert row is not None
    return int(row[0])


def main() -> None:
    """Measures each size in a process of its own and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--documents", type=int, nargs="+", default=[100, 1_000, 10_000])
    parser.add_argument("--memory", default="2GB")
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.alone:
        print(json.dumps(measure(arguments.documents[0], arguments.memory)))
        return
    print(
        f"Python {platform.python_version()}, DuckDB {version('duckdb')}, {os.cpu_count()} cores, {platform.machine()}, "
        f"{platform.system()}, memory limit {arguments.memory}\n"
    )
    print("| documents | facts | checks | wall s | CPU s | CPU ms a fact | peak MiB | dearest model (CPU s) |")
    print("|---:|---:|---:|---:|---:|---:|---:|---|", flush=True)
    for documents in arguments.documents:
        command = [sys.executable, __file__, "--alone", "--documents", str(documents), "--memory", arguments.memory]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        if run.returncode:
            sys.exit(f"{documents} documents could not be evaluated:\n{run.stderr}")
        got = json.loads(run.stdout)
        print(
            f"| {documents:,} | {got['facts']:,} | {got['checks']:,} | {got['wall']:.1f} | {got['cpu']:.1f} "
            f"| {1000 * got['cpu'] / got['facts']:.3f} | {got['peak_mib']:.0f} | {got['slowest']} ({got['slowest_cpu']:.1f}) |",
            flush=True,
        )


if __name__ == "__main__":
    main()
