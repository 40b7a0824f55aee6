"""Whole builds on a small raw folder: what is published, what is quarantined, and what stops a release."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from pipeline.orchestration import checks, run_build
from pipeline.quality import Expectation, Suite
from pipeline.warehouse import ingest
from pipeline.warehouse.release import MartsFolder
from tests.integration import raw_folder
from tests.integration.conftest import Published


def test_a_build_with_bad_files_is_published_and_says_what_it_did(published: Published) -> None:
    assert published.run.code == 0, published.run.err
    for part in ("Documents read", "Quarantined", "Facts", "Checks", "Findings", "Seconds", "Release"):
        assert part in published.run.out
    assert raw_folder.EMPTY in published.run.out
    release = MartsFolder(published.settings.marts).must_have_current()
    assert str(release.folder) in published.run.out


def test_bad_files_are_quarantined_with_reason_and_remedy(warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = warehouse.execute("select path, reason, remedy from dim_document where status = 'quarantined'").fetchall()
    assert {path for path, _, _ in rows} == {
        raw_folder.EMPTY,
        raw_folder.TRUNCATED,
        raw_folder.RENAMED,
        raw_folder.OWNERLESS,
    }
    for path, reason, remedy in rows:
        assert " / " in reason and " / " in remedy, path
    remedies = {path: remedy for path, _, remedy in rows}
    assert "raw/<department>/<year>/" in remedies[raw_folder.OWNERLESS]
    assert "--department" in remedies[raw_folder.OWNERLESS]


def test_good_files_are_read_whatever_their_encoding_and_folder(warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = warehouse.execute(
        "select path, department, fiscal_year from dim_document where status = 'read' order by path"
    ).fetchall()
    assert rows == [(raw_folder.GOOD, raw_folder.DEPARTMENT, 2024), (raw_folder.GBK, raw_folder.DEPARTMENT, 2024)]
    facts = warehouse.execute("select count(*) from fct_fact where path = ? and value = '868.00'", [raw_folder.GBK])
    assert facts.fetchone() == (1,)


def test_the_wrong_growth_rate_is_a_finding(warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = warehouse.execute(
        "select rule_id, verdict, severity, stated_value, computed_value, status, first_release_id = last_release_id "
        "from fct_finding where severity = 'error'"
    ).fetchall()
    assert [row[:4] for row in rows] == [("R09", "inconsistent", "error", "12.50")]
    assert rows[0][4] == 10
    assert rows[0][5:] == ("new", True)


def test_every_operand_of_a_finding_stands_in_its_passage(warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = warehouse.execute(
        """
        select facts.value, substr(passages.text, facts."start" + 1, facts."end" - facts."start")
        from (select unnest(operand_fact_ids) as fact_id from fct_finding) as operands
        join fct_fact as facts using (fact_id)
        left join fct_passage as passages
            on passages.document_id = facts.document_id and passages.block = facts.block
            and passages."row" is not distinct from facts."row" and passages.col is not distinct from facts.col
        """
    ).fetchall()
    assert len(rows) >= 3
    assert [row for row in rows if row[1] is None or row[0] not in row[1]] == []


def test_the_release_describes_itself(published: Published) -> None:
    record = json.loads((published.settings.marts / "release.json").read_text(encoding="utf-8"))
    assert record["documents"] == {"quarantined": 4, "read": 2}
    assert set(record["inputs"]) == {
        getattr(raw_folder, name) for name in ("GOOD", "GBK", "EMPTY", "TRUNCATED", "RENAMED", "OWNERLESS")
    }
    assert {file["path"] for file in record["quarantined"]} >= {raw_folder.EMPTY}
    assert record["versions"].keys() >= {"python", "duckdb", "dbt-core", "dagster", "great-expectations", "gouji"}
    assert {"ingest", "gate raw", "dbt", "gate marts"} <= record["steps"].keys()
    assert record["row_counts"]["fct_fact"] == record["facts"]
    assert record["findings"]["error"] == 1


def test_no_file_of_a_release_can_be_written_to(published: Published) -> None:
    files = [path for path in (published.settings.marts / "current").resolve().rglob("*") if path.is_file()]
    assert {path.name for path in files} >= {"gouji.duckdb", "release.json", "fct_fact.parquet", "index.html"}
    assert {path.name: oct(path.stat().st_mode & 0o777) for path in files} == {path.name: "0o444" for path in files}


def test_every_mart_is_exported_with_its_rows(published: Published, warehouse: duckdb.DuckDBPyConnection) -> None:
    record = json.loads((published.settings.marts / "release.json").read_text(encoding="utf-8"))
    for table, count in record["row_counts"].items():
        path = published.settings.marts / "parquet" / f"{table}.parquet"
        assert warehouse.execute("select count(*) from read_parquet(?)", [str(path)]).fetchone() == (count,), table


def test_the_gate_leaves_rows_and_pages_that_need_no_network(
    published: Published, warehouse: duckdb.DuckDBPyConnection
) -> None:
    rows = warehouse.execute(
        "select suite, gate, bool_and(success), count(*) > 0 from quality_result group by all order by all"
    ).fetchall()
    assert rows == [
        ("marts", True, True, True),
        ("raw", True, True, True),
        ("review", False, True, True),
        ("rules", False, False, True),
    ]
    failed = warehouse.execute("select rule_id from quality_result where not success").fetchall()
    assert failed == [("R09",)]
    pages = list((published.settings.marts / "data_docs").glob("*.html"))
    assert {page.name for page in pages} >= {"index.html", "raw.raw.fact.html", "rules.marts.fct_check.html"}
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert "<script" not in text and "<link" not in text and "src=" not in text, page.name


def test_every_published_table_and_column_has_a_comment(warehouse: duckdb.DuckDBPyConnection) -> None:
    tables = warehouse.execute(
        "select table_name from duckdb_tables() where database_name = 'gouji' and schema_name in ('raw', 'marts') "
        "and comment is null"
    ).fetchall()
    columns = warehouse.execute(
        "select table_name, column_name from duckdb_columns() where database_name = 'gouji' "
        "and schema_name in ('raw', 'marts') and comment is null"
    ).fetchall()
    assert (tables, columns) == ([], [])


def test_the_same_input_again_gives_a_second_release_with_the_same_findings_now_open(published: Published) -> None:
    first = MartsFolder(published.settings.marts).must_have_current()
    reader = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys, duckdb\n"
            "con = duckdb.connect(sys.argv[1], read_only=True)\n"
            "ask = lambda: print(con.execute('select min(first_release_id) from marts.fct_finding').fetchone()[0])\n"
            "ask(); sys.stdout.flush(); sys.stdin.readline(); ask()\n",
            str(published.settings.marts / "gouji.duckdb"),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert reader.stdout is not None and reader.stdout.readline().strip() == first.release_id

    build = run_build(published.settings)

    assert build.published, build.failures
    out, _ = reader.communicate("\n", timeout=30)
    assert out.strip() == first.release_id, "a reader keeps the release that it holds open"
    second = MartsFolder(published.settings.marts).must_have_current()
    assert second.release_id != first.release_id
    with duckdb.connect() as con:
        con.execute(f"attach '{first.database}' as a (read_only); attach '{second.database}' as b (read_only)")
        for table in ("fct_fact", "fct_check"):
            assert con.execute(f"(from a.marts.{table}) except all (from b.marts.{table})").fetchall() == []
            assert con.execute(f"(from b.marts.{table}) except all (from a.marts.{table})").fetchall() == []
        seen = con.execute(
            "select distinct b.status, b.first_release_id = a.first_release_id, b.last_release_id "
            "from a.marts.fct_finding as a full join b.marts.fct_finding as b using (finding_id)"
        ).fetchall()
    assert seen == [("open", True, second.release_id)]
    MartsFolder(published.settings.marts).rollback(first.release_id)


def test_a_gate_that_fails_keeps_the_release_and_the_failed_build(
    published: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = MartsFolder(published.settings.marts).must_have_current()
    impossible = Expectation("unexpected_rows", {"rows": "select path from {batch}"}, "没有文件。 / There is no file.")
    broken = Suite("raw", True, {"raw.document": (impossible,)})
    loaded = checks.load_suite
    monkeypatch.setattr(checks, "load_suite", lambda name: broken if name == "raw" else loaded(name))

    build = run_build(published.settings)

    assert not build.published
    assert any("raw.document" in sentence for sentence in build.failures)
    assert MartsFolder(published.settings.marts).must_have_current() == before
    kept = published.settings.marts / "failed" / build.release_id
    assert build.folder == kept
    assert "raw.document" in (kept / "build.log").read_text(encoding="utf-8")
    assert json.loads((kept / "failure.json").read_text(encoding="utf-8"))["failures"] == build.failures
    with duckdb.connect(str(kept / "gouji.duckdb"), read_only=True) as con:
        assert con.execute("select success, unexpected_count from marts.quality_result").fetchall() == [(False, 6)]


def test_a_fault_of_ours_in_one_file_quarantines_that_file_alone(
    published: Published, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    extracted = ingest.extract_with_owner

    def stumbling(document):  # type: ignore[no-untyped-def]
        if document.path == raw_folder.GBK:
            raise ZeroDivisionError("secret detail")
        return extracted(document)

    monkeypatch.setattr(ingest, "extract_with_owner", stumbling)
    files = {file.name: file for file in ingest.raw_files(published.settings.raw)}
    taken = {name: ingest.take_in(file, tmp_path, n) for n, (name, file) in enumerate(files.items())}
    refused = taken[raw_folder.GBK]
    assert refused.quarantined is not None and "internal error: ZeroDivisionError" in refused.quarantined.reason
    assert "secret detail" not in refused.quarantined.reason
    assert refused.trace is not None and "secret detail" in refused.trace
    assert taken[raw_folder.GOOD].row_files


def test_many_files_are_taken_in_by_workers_and_none_is_lost(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    for number in range(10):
        path = raw / raw_folder.DEPARTMENT / "2024" / f"{number}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(raw_folder.TABLE.replace("12.00", f"{number}.00"), encoding="utf-8")
    (raw / "again.csv").write_bytes((raw / raw_folder.DEPARTMENT / "2024" / "0.csv").read_bytes())
    files = ingest.raw_files(raw)
    build = raw_folder.build_under_way(raw, tmp_path / "build")
    ingest.ingest(build)
    assert [one.path for one in build.quarantined] == ["again.csv"]
    with duckdb.connect(str(build.database), read_only=True) as con:
        assert con.execute("select count(*) from raw.document where status = 'read'").fetchall() == [(10,)]
    assert len(files) == 11


def test_the_same_bytes_under_two_names_count_once(published: Published, tmp_path: Path) -> None:
    files = [file for file in ingest.raw_files(published.settings.raw) if file.name == raw_folder.GBK]
    twice = [files[0], replace(files[0], name=f"{raw_folder.DEPARTMENT}/2024/副本.csv")]
    kept = ingest._first_of_each_content([ingest.take_in(file, tmp_path, n) for n, file in enumerate(twice)])
    assert kept[0].quarantined is None
    assert kept[1].quarantined is not None and raw_folder.GBK in kept[1].quarantined.reason
