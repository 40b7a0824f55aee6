"""The data dictionary says what the marts are now."""

from __future__ import annotations

from pipeline.warehouse.dictionary import PAGE, dictionary


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == dictionary(), "run: python -m pipeline.warehouse.dictionary"


def test_every_mart_and_column_is_described() -> None:
    rows = [line for line in dictionary().splitlines() if line.startswith("| `")]
    assert len(rows) > 200
    assert [row for row in rows if row.rstrip("| ").endswith("|") or "{{" in row] == []
