"""The data files of the web report: every finding has its details, every operand its passage, every figure its digits."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline.report.web import SITE
from tests.integration.conftest import Published


@pytest.fixture(scope="module")
def report(published: Published) -> Path:
    return published.settings.marts / "report"


def content(report: Path, name: str) -> Any:
    """What a data file hands over."""
    text = (report / "data" / f"{name}.js").read_text(encoding="utf-8")
    head = f"gouji.take({json.dumps(name)}, "
    assert text.startswith(head) and text.endswith(");\n")
    return json.loads(text[len(head) : -3])


def listed(report: Path) -> list[dict[str, Any]]:
    chunks = range(1, content(report, "overview")["chunks"] + 1)
    columns = [content(report, f"findings/{chunk}") for chunk in chunks]
    return [dict(zip(part, row, strict=True)) for part in columns for row in zip(*part.values(), strict=True)]


def test_every_finding_is_listed_once_the_gravest_first(report: Path, warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = listed(report)
    ids = [row["finding_id"] for row in rows]
    known = warehouse.execute("select finding_id from fct_finding").fetchall()
    assert sorted(ids) == sorted(finding_id for (finding_id,) in known)
    order = ["error", "warn", "info"]
    assert [row["severity"] for row in rows] == sorted((row["severity"] for row in rows), key=order.index)


def test_a_finding_has_its_arithmetic_and_each_operand_its_passage(
    report: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    rows = listed(report)
    assert rows
    for row in rows:
        part = content(report, f"details/{row['department_id']}-{row['fiscal_year']}-{row['part']}")
        finding = part["findings"][row["finding_id"]]
        message, places = warehouse.execute(
            "select message_zh, locators from fct_finding where finding_id = ?", [row["finding_id"]]
        ).fetchall()[0]
        assert finding["message_zh"] == message
        assert [operand["quote"] for operand in finding["operands"] or []] == [
            place["quote"] for place in json.loads(places)
        ]
        assert [span["status"] for span in finding["spans"]] == [row["status"]]
        for operand in finding["operands"] or []:
            if operand["start"] is not None:
                assert operand["value"] in marked(part["passages"], operand).replace(",", "")


def marked(passages: list[dict[str, Any]], operand: dict[str, Any]) -> str:
    """The text that the page marks for an operand."""
    (passage,) = (one for one in passages if all(one[key] == operand[key] for key in ("document_id", "block")))
    (cell,) = (one for one in passage["cells"] if one["row"] == operand["row"] and one["col"] == operand["col"])
    text: str = cell["text"]
    return text[operand["start"] : operand["end"]]


def test_amounts_and_rates_are_digits_not_numbers(report: Path) -> None:
    for file in (report / "data" / "departments").glob("*.js"):
        page = content(report, f"departments/{file.stem}")
        for row in page["budget"] or []:
            assert all(re.fullmatch(r"-?\d+(\.\d*[1-9])?", amount) for amount in row["amounts"].values())
        for row in page["rates"] or []:
            assert row["rate"] is None or re.fullmatch(r"-?\d+(\.\d*[1-9])?", row["rate"])


def test_the_page_names_no_address_outside_its_folder(report: Path) -> None:
    for file in (SITE / "index.html", *(SITE / "assets").glob("*.js"), *(SITE / "assets").glob("*.css")):
        text = file.read_text(encoding="utf-8")
        assert re.findall(r"(?:https?:)?//[a-z]", text) == [], file.name
        assert "innerHTML" not in text and "insertAdjacentHTML" not in text and "eval(" not in text, file.name
        assert (report / file.relative_to(SITE)).read_bytes() == file.read_bytes()


def test_every_word_that_a_page_says_is_known_in_both_languages() -> None:
    words = (SITE / "assets" / "words.js").read_text(encoding="utf-8")
    known = set(re.findall(r'^ {4}(\w+): \["', words, flags=re.MULTILINE))
    said = {
        word
        for file in (SITE / "assets").glob("*.js")
        for word in re.findall(r'(?:say|pair|section|tell)\("(\w+)"', file.read_text(encoding="utf-8"))
    }
    assert said - known == set()
