"""Rows of a query as a table for a terminal, as CSV or as JSON. Decimals keep their digits: they are never floats."""

from __future__ import annotations

import csv
import datetime
import json
import sys
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, TextIO

FORMATS = ("table", "csv", "json")


def write_rows(columns: Sequence[str], rows: Sequence[Sequence[Any]], form: str, out: TextIO | None = None) -> None:
    """Writes rows in the form ``table``, ``csv`` or ``json`` (a list of objects) to ``out`` or the standard output."""
    out = out or sys.stdout
    if form == "json":
        entries = [dict(zip(columns, map(json_value, row), strict=True)) for row in rows]
        out.write(json.dumps(entries, ensure_ascii=False, indent=1) + "\n")
    elif form == "csv":
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([_text(value) for value in row] for row in rows)
    else:
        _write_table(columns, rows, out)


def printable(text: str) -> str:
    """A document's text as one terminal line: line ends as ⏎, other control characters as �, so that none is obeyed."""
    if text.isprintable():
        return text
    return "".join(
        "⏎" if char == "\n" else " " if char in "\t\r" else "�" if unicodedata.category(char) in {"Cc", "Cf"} else char
        for char in text
    )


def _write_table(columns: Sequence[str], rows: Sequence[Sequence[Any]], out: TextIO) -> None:
    cells = [list(columns), *([printable(_text(value)) for value in row] for row in rows)]
    widths = [max(text_width(row[i]) for row in cells) for i in range(len(columns))]
    numeric = [all(isinstance(row[i], int | Decimal) or row[i] is None for row in rows) for i in range(len(columns))]
    for position, row in enumerate(cells):
        padded = [pad(text, width, right) for text, width, right in zip(row, widths, numeric, strict=True)]
        out.write("  ".join(padded).rstrip() + "\n")
        if position == 0:
            out.write("  ".join("─" * width for width in widths) + "\n")


def pad(text: str, width: int, right: bool = False) -> str:
    """The text filled up with spaces to so many columns, on its right or, for figures, on its left."""
    gap = " " * (width - text_width(text))
    return gap + text if right else text + gap


def text_width(text: str) -> int:
    """Columns of a terminal that the text takes: two for each wide character."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, list | dict):
        return json.dumps(json_value(value), ensure_ascii=False)
    return str(value)


def json_value(value: Any) -> Any:
    """The value as JSON can hold it: decimals and dates as strings, containers part by part."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, list | tuple):
        return [json_value(part) for part in value]
    if isinstance(value, dict):
        return {str(key): json_value(part) for key, part in value.items()}
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta | bytes):
        return str(value)
    return value
