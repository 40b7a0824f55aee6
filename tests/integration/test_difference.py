"""What changed between two releases, on warehouses of a few rows."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from pipeline.warehouse.difference import Difference, compare

TABLES = """
create schema marts;
create table marts.dim_document (document_id varchar, department varchar);
create table marts.fct_fact (
    document_id varchar, fiscal_year integer, subject varchar, measure varchar, aspect varchar, breakdown varchar,
    item varchar, stage varchar, value varchar, unit varchar
);
create table marts.fct_finding (
    finding_id varchar, rule_id varchar, verdict varchar, severity varchar, department varchar, fiscal_year integer,
    subject varchar, message_zh varchar, message_en varchar, status varchar, first_release_id varchar,
    last_release_id varchar
);
"""


def warehouse(marts: Path, release_id: str, revenue: str, findings: dict[str, str], more: str = "") -> Path:
    """A release with one document, one figure, and findings by id with their verdicts."""
    path = marts / "releases" / release_id / "gouji.duckdb"
    path.parent.mkdir(parents=True)
    with duckdb.connect(str(path)) as con:
        con.execute(TABLES + more)
        con.execute("insert into marts.dim_document values (?, '青石县教育局')", [f"document of {release_id}"])
        con.execute(
            "insert into marts.fct_fact values (?, 2024, '收入', 'revenue', 'level', 'total', null, null, ?, '万元')",
            [f"document of {release_id}", revenue],
        )
        for finding_id, verdict in findings.items():
            con.execute(
                "insert into marts.fct_finding values (?, 'R09', ?, 'error', '青石县教育局', 2024, '收入', 'zh', 'en', "
                "'new', null, null)",
                [finding_id, verdict],
            )
    return path


@pytest.fixture
def difference(tmp_path: Path) -> Difference:
    warehouse(tmp_path, "a", "880.00", {"kept": "inconsistent", "changed": "ambiguous", "gone": "inconsistent"})
    warehouse(
        tmp_path,
        "b",
        "890.00",
        {"kept": "inconsistent", "changed": "inconsistent", "appeared": "inconsistent", "another": "rounding"},
        "create table marts.fct_task (n integer); alter table marts.dim_document alter department set data type text;",
    )
    return compare(tmp_path, "a", "b")


def test_a_figure_is_compared_by_what_it_is_not_by_its_document(difference: Difference) -> None:
    [row] = difference.figures.rows
    assert row[-2:] == ("880.00万元", "890.00万元")


def test_findings_appear_go_and_change(difference: Difference) -> None:
    assert sorted(row[:2] for row in difference.findings.rows) == [
        ("appeared", "another"),
        ("appeared", "appeared"),
        ("changed", "changed"),
        ("gone", "gone"),
    ]


def test_schema_and_row_counts_are_compared(difference: Difference) -> None:
    assert difference.schema.rows == [("fct_task", "n", None, "INTEGER")]
    assert difference.row_counts.rows == [("fct_finding", 3, 4), ("fct_task", None, 0)]
