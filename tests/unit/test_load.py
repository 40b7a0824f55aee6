"""Raw rows: from the extraction's values into DuckDB, in one piece or through files, with nothing lost or changed."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
import yaml

from pipeline.document import Block, Cell, Document, Locator, Table
from pipeline.extract.facts import Extraction, Fact, Figure, Identity, Operand, RecordField, Wording
from pipeline.warehouse import load
from pipeline.warehouse.columns import RAW_TABLES, REVIEW_TABLES, RawTable
from pipeline.warehouse.replay import DBT_PROJECT
from tests.unit.seed_rows import seed_document

DOCUMENT = Document("2024/甲县.txt", "ab" * 32, "txt", (), ("第3行有乱码。 / Line 3 is garbled.",))

FACT = Fact(
    fact_id="f1",
    subject="甲县“公安局”\n",
    measure="revenue",
    fiscal_year=2024,
    stage=None,
    value="6288.30",
    unit="万元",
    value_base=Decimal("62883000.00"),
    decimals=2,
    lower=Decimal("62882950"),
    upper=None,
    exactness="at_least",
    quote="收入6288.30万元",
    locator=Locator(block=3, start=2, end=9, page=1),
)

EXTRACTION = Extraction(
    document_id="abababababababab",
    kind="self_evaluation",
    title="甲县公安局2024年部门整体绩效自评报告",
    department="甲县公安局",
    region_code="511132",
    fiscal_year=2024,
    aliases=("县公安局", "我局"),
    facts=(FACT,),
    identities=(
        Identity(
            "i1",
            "R06",
            "甲县公安局",
            2024,
            (
                Operand("stated", "f1", stated_weight=1),
                Operand("part", None, numerator_weight=1, missing="其他收入 / other"),
            ),
            denominator_constant=Decimal("1.5"),
        ),
    ),
    records=(
        RecordField("r1", "project_result", 0, "项目一", "unspent_amount", "无", None, Locator(block=5, row=1, col=6)),
    ),
    figures=(
        Figure("2024", "ignored", "year", None, Locator(block=3, start=0, end=4)),
        Figure("6288.30", "fact", None, "f1", Locator(block=3, start=2, end=9)),
    ),
    wordings=(
        Wording("w1", "R80", "甲县公安局", "stated", "购买尿检版", "尿检版", "尿检板", Locator(block=5, row=2, col=3)),
    ),
    warnings=("表2缺少表头。 / Table 2 has no head.",),
)


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    """A database in memory under the warehouse's name, with the raw schema."""
    con = duckdb.connect()
    con.execute("ATTACH ':memory:' AS gouji")
    con.execute("USE gouji")
    load.create_raw_schema(con)
    return con


def test_values_arrive_as_they_were(con: duckdb.DuckDBPyConnection) -> None:
    load.insert(con, load.rows_of(DOCUMENT, EXTRACTION, "1.2"))
    assert con.sql(
        "SELECT document_id, path, kind, region_code, aliases, status, warnings, parser_version FROM raw.document"
    ).fetchall() == [
        (
            "abababababababab",
            "2024/甲县.txt",
            "self_evaluation",
            "511132",
            ["县公安局", "我局"],
            "read",
            ["第3行有乱码。 / Line 3 is garbled.", "表2缺少表头。 / Table 2 has no head."],
            "1.2",
        )
    ]
    assert con.sql(
        'SELECT document_id, subject, value, value_base, lower, upper, block, "row", "start", "end", page FROM raw.fact'
    ).fetchall() == [
        (
            "abababababababab",
            "甲县“公安局”\n",
            "6288.30",
            Decimal("62883000.00000000"),
            Decimal("62882950.00000000"),
            None,
            3,
            None,
            2,
            9,
            1,
        )
    ]
    assert con.sql("SELECT form, relation, denominator_constant FROM raw.identity").fetchall() == [
        ("quotient", "eq", Decimal("1.50000000"))
    ]
    assert con.sql(
        "SELECT ordinal, role, fact_id, stated_weight, missing FROM raw.operand ORDER BY ordinal"
    ).fetchall() == [
        (0, "stated", "f1", 1, None),
        (1, "part", None, 0, "其他收入 / other"),
    ]
    assert con.sql('SELECT field, text, block, "row", col FROM raw.record_field').fetchall() == [
        ("unspent_amount", "无", 5, 1, 6)
    ]
    assert con.sql('SELECT ordinal, rule_id, found, expected, block, "row", col FROM raw.wording').fetchall() == [
        (0, "R80", "尿检版", "尿检板", 5, 2, 3)
    ]
    assert con.sql("SELECT ordinal, fate, reason, fact_id FROM raw.figure ORDER BY ordinal").fetchall() == [
        (0, "ignored", "year", None),
        (1, "fact", None, "f1"),
    ]


def test_rows_hold_a_key_for_every_column() -> None:
    for name, rows in load.rows_of(DOCUMENT, EXTRACTION).items():
        assert rows and all(set(row) == set(RAW_TABLES[name].column_names) for row in rows), name


def test_files_and_memory_give_the_same_tables(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    rows = seed_document()
    rows["document"].append(
        load.quarantine_row("坏.doc", "cd" * 32, "旧格式。 / Old format.", "另存为docx。 / Save as docx.")
    )
    load.insert(con, rows)
    with duckdb.connect(str(tmp_path / "gouji.duckdb")) as warehouse:
        load.create_raw_schema(warehouse)
        load.insert_files(warehouse, load.write_files(rows, tmp_path / "rows", "0001"))
        for name in RAW_TABLES:
            query = f"SELECT * FROM raw.{name} ORDER BY ALL"
            assert warehouse.sql(query).fetchall() == con.sql(query).fetchall(), name
    assert con.sql("SELECT count(*) FROM raw.fact").fetchall() == [(98,)]


def test_quarantined_files_keep_ids_of_their_own() -> None:
    unreadable = [
        load.quarantine_row(path, "", "读不出。 / Unreadable.", "检查权限。 / Check its rights.")
        for path in ("甲", "乙")
    ]
    assert unreadable[0]["document_id"] != unreadable[1]["document_id"]
    assert unreadable[0]["status"] == "quarantined"


def test_passages_are_kept_as_printed_and_blank_ones_are_not(con: duckdb.DuckDBPyConnection) -> None:
    cells = (Cell("项目\n名称", 0, 0, rowspan=2), Cell("  ", 0, 1), Cell("35.89万元", 1, 1, colspan=3))
    blocks = (
        Block(0, "heading", "一、概况"),
        Block(1, "paragraph", " \n"),
        Block(2, "table", table=Table(cells, 2, 4), page=3),
    )
    document = Document("甲.docx", "cd" * 32, "docx", blocks)
    load.insert(con, {"passage": load.passage_rows("d1", document)})
    assert con.sql("SELECT * EXCLUDE (document_id) FROM raw.passage ORDER BY ALL").fetchall() == [
        ("cell", 2, 0, 0, 2, 1, "项目\n名称", 3, None),
        ("cell", 2, 1, 1, 1, 3, "35.89万元", 3, None),
        ("heading", 0, None, None, None, None, "一、概况", None, None),
    ]


def test_a_key_that_is_no_column_is_refused(con: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(KeyError, match="valeu"):
        load.insert(con, {"fact": [{"document_id": "d", "valeu": "1"}]})


def test_every_raw_column_is_described_in_the_database(con: duckdb.DuckDBPyConnection) -> None:
    load.comment_raw_schema(con)
    silent = con.sql(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE schema_name = 'raw' AND comment IS NULL"
    ).fetchall()
    assert silent == []


@pytest.mark.parametrize(("source", "tables"), [("raw", RAW_TABLES), ("review", REVIEW_TABLES)])
def test_dbt_sources_repeat_the_declaration(source: str, tables: dict[str, RawTable]) -> None:
    sources = yaml.safe_load((DBT_PROJECT / "models" / "staging" / f"{source}.yml").read_text(encoding="utf-8"))
    declared = {
        table["name"]: {column["name"]: column["description"] for column in table["columns"]}
        for table in sources["sources"][0]["tables"]
    }
    assert declared == {
        table.name: {column.name: column.comment for column in table.columns} for table in tables.values()
    }


def test_loading_imports_no_frames() -> None:
    code = (
        "import sys, duckdb, pipeline.warehouse.load as load\n"
        "con = duckdb.connect(); load.create_raw_schema(con)\n"
        "load.insert(con, {'document': [load.quarantine_row('a', '', 'b', 'c')]})\n"
        "print([m for m in ('polars', 'pyarrow', 'pandas', 'numpy') if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
