"""Rows of the raw schema: a Document and its Extraction as plain values, and their way into DuckDB.

Rows are dictionaries that JSON can hold: amounts are strings of decimal digits, places are numbers. One JSON text
takes them into a warehouse in memory (``insert``), newline-delimited files take them in bulk (``insert_files``); both
are read by DuckDB itself, which needs neither polars nor pyarrow. The columns are those of ``columns.py``.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.warehouse.columns import RAW_TABLES, RawTable

if TYPE_CHECKING:
    import duckdb

    # Values are handed over, none is made here: dbt and the replay need not import the readers and the extraction.
    from pipeline.document import Document, Locator
    from pipeline.extract.facts import Extraction, Fact, Figure, Identity, RecordField, Wording

Row = dict[str, object]
Rows = dict[str, list[Row]]

_JSON = json.JSONEncoder(ensure_ascii=False)
_CELL = ("text", "row", "col", "rowspan", "colspan")


def create_raw_schema(con: duckdb.DuckDBPyConnection) -> None:
    """Creates the schema ``raw`` with its tables and comments where they do not exist; rows stay as they are."""
    con.execute("CREATE SCHEMA IF NOT EXISTS raw")
    for table in RAW_TABLES.values():
        create_table(con, "raw", table)


def create_table(con: duckdb.DuckDBPyConnection, schema: str, table: RawTable) -> None:
    """Creates a declared table in a schema, without comments, where it does not exist."""
    columns = ", ".join(f'"{column.name}" {column.type}' for column in table.columns)
    con.execute(f"CREATE TABLE IF NOT EXISTS {schema}.{table.name} ({columns})")


def comment_raw_schema(con: duckdb.DuckDBPyConnection) -> None:
    """Writes the meaning of every raw table and column into the database (Chinese term: English definition)."""
    for table in RAW_TABLES.values():
        con.execute(f"COMMENT ON TABLE raw.{table.name} IS {quoted(table.comment)}")
        for column in table.columns:
            con.execute(f'COMMENT ON COLUMN raw.{table.name}."{column.name}" IS {quoted(column.comment)}')


def rows_of(document: Document, extraction: Extraction, parser_version: str = "") -> Rows:
    """The rows of one document that was read, by table.

    ``parser_version`` names the reader and extraction that made them, so that a cache can tell old rows from new ones.
    """
    document_id = extraction.document_id
    return {
        "document": [_document_row(document, extraction, parser_version)],
        "fact": [_fact_row(document_id, fact) for fact in extraction.facts],
        "identity": [_identity_row(document_id, identity) for identity in extraction.identities],
        "operand": [row for identity in extraction.identities for row in _operand_rows(document_id, identity)],
        "record_field": [_record_field_row(document_id, cell) for cell in extraction.records],
        "wording": [_wording_row(document_id, n, wording) for n, wording in enumerate(extraction.wordings)],
        "figure": [_figure_row(document_id, n, figure) for n, figure in enumerate(extraction.figures)],
    }


def passage_rows(document_id: str, document: Document) -> list[Row]:
    """The rows of ``raw.passage``: every paragraph, heading and printed cell of a document that is not blank.

    They show people the words around a figure. No check rests on them, so they are apart from ``rows_of``.
    """
    rows: list[Row] = []
    for block in document.blocks:
        place: Row = {"document_id": document_id, "block": block.index, "page": block.page, "sheet": block.sheet}
        if block.table is None:
            passages: list[Row] = [{"kind": block.kind, "row": None, "col": None, "text": block.text}]
        else:
            passages = [{"kind": "cell"} | {name: getattr(cell, name) for name in _CELL} for cell in block.table.cells]
        rows += [place | {"rowspan": None, "colspan": None} | row for row in passages if str(row["text"]).strip()]
    return rows


def quarantine_row(path: str, sha256: str, reason: str, remedy: str) -> Row:
    """The row of ``raw.document`` for a file that could not be read.

    reason, remedy: one sentence each, Chinese / English. ``sha256`` may be empty where not even the bytes could be
    read; the path then stands for them, so that every quarantined file keeps an id of its own.
    """
    row: Row = dict.fromkeys(RAW_TABLES["document"].column_names)
    digest = sha256 or hashlib.sha256(path.encode()).hexdigest()
    return row | {
        "document_id": digest[:16],
        "path": path,
        "sha256": sha256,
        "aliases": [],
        "status": "quarantined",
        "reason": reason,
        "remedy": remedy,
        "warnings": [],
        "table_blocks": [],
    }


def insert(con: duckdb.DuckDBPyConnection, rows: Mapping[str, Sequence[Row]]) -> None:
    """Appends rows to the raw tables of ``con``, each table in one statement.

    The rows travel as one JSON object of columns, which DuckDB parses about three times as fast as a list of objects.
    A key that is no column of its table raises KeyError: a value would otherwise be lost in silence.
    """
    for name, table_rows in rows.items():
        table = RAW_TABLES[name]
        if table_rows:
            _refuse_unknown_keys(table, table_rows)
            lists = {column: [row.get(column) for row in table_rows] for column in table.column_names}
            unnested = ", ".join(f'unnest(lists."{column}")' for column in table.column_names)
            con.execute(
                f"INSERT INTO raw.{name} SELECT {unnested} FROM (SELECT from_json(?, {_structure(table)}) AS lists)",
                [json.dumps(lists)],
            )


def write_files(rows: Mapping[str, Sequence[Row]], folder: Path, stem: str) -> list[Path]:
    """Writes one newline-delimited JSON file a table, ``folder/<table>/<stem>.ndjson``; an empty table gets none."""
    paths = []
    for name, table_rows in rows.items():
        if table_rows:
            _refuse_unknown_keys(RAW_TABLES[name], table_rows)
            path = folder / name / f"{stem}.ndjson"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("".join(_JSON.encode(row) + "\n" for row in table_rows), encoding="utf-8")
            paths.append(path)
    return paths


def insert_files(con: duckdb.DuckDBPyConnection, paths: Iterable[Path]) -> None:
    """Appends newline-delimited JSON files to the raw tables; each file lies in a folder called like its table."""
    by_table: dict[str, list[str]] = defaultdict(list)
    for path in paths:
        by_table[path.parent.name].append(str(path))
    for name, files in sorted(by_table.items()):
        columns = ", ".join(f"'{column.name}': '{column.type}'" for column in RAW_TABLES[name].columns)
        con.execute(
            f"INSERT INTO raw.{name} SELECT * FROM read_json(?, format = 'newline_delimited', columns = {{{columns}}})",
            [sorted(files)],
        )


def _document_row(document: Document, extraction: Extraction, parser_version: str) -> Row:
    return {
        "document_id": extraction.document_id,
        "path": document.path,
        "sha256": document.sha256,
        "format": document.format,
        "kind": extraction.kind,
        "title": extraction.title,
        "department": extraction.department,
        "region_code": extraction.region_code,
        "fiscal_year": extraction.fiscal_year,
        "aliases": list(extraction.aliases),
        "status": "read",
        "reason": None,
        "remedy": None,
        "warnings": [*document.warnings, *extraction.warnings],
        "table_blocks": list(document.table_blocks),
        "parser_version": parser_version,
    }


def _fact_row(document_id: str, fact: Fact) -> Row:
    row: Row = {name: getattr(fact, name, None) for name in RAW_TABLES["fact"].column_names}
    amounts: Row = {name: _digits(getattr(fact, name)) for name in ("value_base", "lower", "upper")}
    return row | amounts | _place(fact.locator) | {"document_id": document_id}


def _identity_row(document_id: str, identity: Identity) -> Row:
    row: Row = {name: getattr(identity, name, None) for name in RAW_TABLES["identity"].column_names}
    constants: Row = {name: _digits(getattr(identity, name)) for name in ("numerator_constant", "denominator_constant")}
    return row | constants | {"document_id": document_id}


def _operand_rows(document_id: str, identity: Identity) -> list[Row]:
    return [
        {"document_id": document_id, "identity_id": identity.identity_id, "ordinal": n} | asdict(operand)
        for n, operand in enumerate(identity.operands)
    ]


def _record_field_row(document_id: str, cell: RecordField) -> Row:
    row: Row = {name: getattr(cell, name, None) for name in RAW_TABLES["record_field"].column_names}
    place: Row = {name: getattr(cell.locator, name) for name in ("block", "row", "col")}
    return row | place | {"document_id": document_id}


def _wording_row(document_id: str, ordinal: int, wording: Wording) -> Row:
    row: Row = {name: getattr(wording, name, None) for name in RAW_TABLES["wording"].column_names}
    place: Row = {name: getattr(wording.locator, name) for name in ("block", "row", "col")}
    return row | place | {"document_id": document_id, "ordinal": ordinal}


def _figure_row(document_id: str, ordinal: int, figure: Figure) -> Row:
    row: Row = {name: getattr(figure, name, None) for name in RAW_TABLES["figure"].column_names}
    return row | _place(figure.locator) | {"document_id": document_id, "ordinal": ordinal}


def _place(locator: Locator) -> Row:
    return {name: getattr(locator, name) for name in ("block", "row", "col", "start", "end", "page", "sheet")}


def _digits(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def _refuse_unknown_keys(table: RawTable, rows: Sequence[Row]) -> None:
    known = set(table.column_names)
    for row in rows:
        if not row.keys() <= known:
            raise KeyError(f"raw.{table.name}: {sorted(row.keys() - known)}")


def _structure(table: RawTable) -> str:
    """The SQL text of the structure that from_json() casts to: one list a column, of its declared type."""
    return quoted(json.dumps({column.name: [_json_type(column.type)] for column in table.columns}))


def _json_type(duckdb_type: str) -> str | list[str]:
    return [duckdb_type.removesuffix("[]")] if duckdb_type.endswith("[]") else duckdb_type


def quoted(text: str) -> str:
    """The text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"
