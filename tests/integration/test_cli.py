"""The commands as a user meets them: what they print, what they return, and that no traceback is shown."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from tests.integration import raw_folder
from tests.integration.conftest import Published, gouji

HEAVY = ("dagster", "dbt", "great_expectations", "polars", "pyarrow", "pandas", "sqlalchemy", "rich")


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "自评报告.docx"
    path.write_bytes(raw_folder.report_docx())
    return path


def test_check_finds_the_wrong_rate_and_returns_1(report: Path) -> None:
    run = gouji("check", str(report))
    assert run.code == 1
    line = next(line for line in run.out.splitlines() if " error R09" in line)
    assert line.startswith(f"{report}: 第3段")
    assert "「增长12.50%」" in run.out or "12.50%" in run.out
    assert "Traceback" not in run.err


def test_check_as_json_has_the_fields_of_the_contract(report: Path) -> None:
    [entry] = json.loads(gouji("check", str(report), "--format", "json", "--all").out)
    assert entry["document"].keys() >= {
        "path", "sha256", "format", "kind", "department", "fiscal_year", "title", "warnings"
    }  # fmt: skip
    assert (entry["document"]["department"], entry["document"]["fiscal_year"]) == (raw_folder.DEPARTMENT, 2024)
    fact = next(fact for fact in entry["facts"] if fact["value"] == "880.00")
    assert fact.keys() >= {
        "fact_id", "subject", "measure", "fiscal_year", "stage", "value", "unit", "value_base", "decimals", "lower",
        "upper", "quote", "locator",
    }  # fmt: skip
    assert fact["unit"] == "万元"
    assert [Decimal(fact[name]) for name in ("lower", "value_base", "upper")] == [8799950, 8800000, 8800050]
    assert fact["locator"].keys() >= {"block", "row", "col", "start", "end"}
    facts = {fact["fact_id"] for fact in entry["facts"]}
    for check in entry["checks"]:
        assert check.keys() >= {
            "check_id", "rule_id", "severity", "verdict", "subject", "fiscal_year", "stated", "computed", "operands",
            "quotes", "message_zh", "message_en",
        }  # fmt: skip
        assert check["stated"].keys() == {"value", "unit"}
        assert check["computed"].keys() == {"value", "lower", "upper", "unit"}
        assert set(check["operands"]) <= facts
    assert {check["verdict"] for check in entry["checks"]} >= {"consistent", "inconsistent"}


def test_check_without_all_leaves_out_what_is_consistent(report: Path) -> None:
    [entry] = json.loads(gouji("check", str(report), "--format", "json").out)
    assert entry["checks"] and all(check["verdict"] != "consistent" for check in entry["checks"])


def test_check_names_what_it_cannot_read_and_checks_the_others(report: Path, tmp_path: Path) -> None:
    empty = tmp_path / "空.docx"
    empty.touch()
    run = gouji("check", str(empty), str(tmp_path / "nothing.txt"), str(report), "--format", "json")
    assert run.code == 2
    assert str(empty) in run.err and "nothing.txt" in run.err
    assert [entry["document"]["path"] for entry in json.loads(run.out)] == [str(report)]


def test_check_without_department_and_year_goes_on_and_names_the_flags(tmp_path: Path) -> None:
    path = tmp_path / "无主.txt"
    path.write_text("本年收入12.00万元。\n", encoding="utf-8")
    run = gouji("check", str(path))
    assert run.code == 0
    assert "--department" in run.err and "--year" in run.err
    assert gouji("check", str(path), "--department", "青石县教育局", "--year", "2024").err == ""


def test_check_imports_nothing_heavy(report: Path) -> None:
    code = (
        "import sys\nfrom pipeline.cli import main\n"
        f"code = main(['check', {str(report)!r}])\n"
        "print(code, sorted(set(sys.modules) & set(sys.argv[1:])), file=sys.stderr)"
    )
    run = subprocess.run([sys.executable, "-c", code, *HEAVY], capture_output=True, text=True, check=True)
    assert run.stderr.splitlines()[-1] == "1 []"


def test_findings_by_severity_in_each_format(published: Published) -> None:
    asked = ["findings", "--severity", "error", "--marts", published.marts]
    [finding] = json.loads(gouji(*asked, "--format", "json").out)
    assert (finding["rule_id"], finding["computed_value"]) == ("R09", "10.00000000")
    [row] = list(csv.DictReader(io.StringIO(gouji(*asked, "--format", "csv").out)))
    assert row["finding_id"] == finding["finding_id"]
    assert finding["finding_id"] in gouji(*asked).out
    assert json.loads(gouji(*asked, "--year", "1999", "--format", "json").out) == []


def test_explain_shows_arithmetic_operands_rule_and_source(published: Published) -> None:
    [finding] = json.loads(gouji("findings", "--severity", "error", "--format", "json", "--marts", published.marts).out)
    run = gouji("explain", finding["finding_id"], "--marts", published.marts)
    assert run.code == 0
    for part in ("R09", "12.50", "10", "800.00", raw_folder.GOOD, "Rule", "First seen", "Stated", "Computed"):
        assert part in run.out
    unknown = gouji("explain", "ffff", "--marts", published.marts)
    assert unknown.code == 1 and "gouji findings" in unknown.err


def test_sql_reads_and_does_nothing_else(published: Published, tmp_path: Path) -> None:
    def sql(query: str, *more: str) -> str:
        return gouji("sql", query, "--marts", published.marts, *more).out

    query = "select value_base, quote from fct_fact where value = '880.00' and path like '%.docx' limit 1"
    assert json.loads(sql(query, "--format", "json"))[0]["value_base"] == "8800000.00000000"
    assert sql(query, "--format", "csv").startswith("value_base,quote\n8800000.00000000,")
    for forbidden in (
        "delete from fct_fact",
        f"copy fct_fact to '{tmp_path / 'x.csv'}'",
        "select * from read_text('/etc/hostname')",
        "attach '/tmp/other.duckdb'",
        "set enable_external_access = true",
        "select nothing from nowhere",
    ):
        run = gouji("sql", forbidden, "--marts", published.marts)
        assert run.code == 1, forbidden
        assert run.err.startswith("gouji: ") and "Traceback" not in run.err


def test_sql_ends_what_takes_too_long_or_too_much(published: Published) -> None:
    def sql(query: str, *more: str) -> str:
        run = gouji("sql", query, "--marts", published.marts, *more)
        assert run.code == 1 and "Traceback" not in run.err
        return run.err

    endless = "select sum(a.range * b.range) from range(100000000) a, range(100000000) b"
    assert "--seconds" in sql(endless, "--seconds", "0.3")
    large = "select list(range) from range(50000000)"
    assert "OutOfMemory" in sql(large, "--memory", "100MB")
    for wrong in ("0", "x", "inf", "nan"):
        with pytest.raises(SystemExit):
            sql("select 1", "--seconds", wrong)


def test_releases_are_listed_compared_and_rolled_back(published: Published) -> None:
    listed = json.loads(gouji("releases", "--format", "json", "--marts", published.marts).out)
    assert sum(release["current"] == "*" for release in listed) == 1
    oldest = listed[-1]["release_id"]
    assert gouji("rollback", oldest, "--marts", published.marts).code == 0
    assert gouji("rollback", "nothing", "--marts", published.marts).code == 1
    run = gouji("diff", oldest, oldest, "--format", "json", "--marts", published.marts)
    difference = json.loads(run.out)
    assert [difference[part] for part in ("schema", "row_counts", "figures", "findings")] == [[], [], [], []]
    assert gouji("diff", oldest, oldest, "--marts", published.marts).code == 0


def test_without_a_release_the_remedy_is_named(tmp_path: Path) -> None:
    for command in (["findings"], ["sql", "select 1"], ["explain", "x"]):
        run = gouji(*command, "--marts", str(tmp_path))
        assert run.code == 1 and "gouji build" in run.err


@pytest.mark.parametrize("arguments", [["check"], ["build", "--raw", "/nowhere"], ["check", "x", "--year", "twenty"]])
def test_wrong_usage_returns_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        gouji(*arguments)
    assert ended.value.code == 2
