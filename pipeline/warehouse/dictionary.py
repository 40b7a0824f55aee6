"""The data dictionary: docs/data-dictionary.md, written from the same descriptions that are the comments in the database.

Run ``python -m pipeline.warehouse.dictionary`` after a mart has changed; a test says when it is stale.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

PROJECT = Path(__file__).parents[2]
MARTS = PROJECT / "dbt_project" / "models" / "marts"
PAGE = PROJECT / "docs" / "data-dictionary.md"

_HEAD = """# Data dictionary

The published warehouse is `data/marts/gouji.duckdb`, schema `marts`. Amounts `*_yuan` are DECIMAL in 元, rates `*_pct` in percent
points, `fiscal_year` is the year that a figure is of. The same words are comments in the database: `DESCRIBE` and
`duckdb_columns()` show them. This page is written by `python -m pipeline.warehouse.dictionary`.
"""


def dictionary(folder: Path = MARTS) -> str:
    """The page as text: a section for each mart, in the order of their names, with a row for each column."""
    models = [model for path in sorted(folder.rglob("*.yml")) for model in _models(path)]
    sections = [_section(model) for model in sorted(models, key=lambda m: str(m["name"]))]
    return "\n".join([_HEAD, *sections])


def _models(path: Path) -> list[dict[str, Any]]:
    return list(yaml.safe_load(path.read_text(encoding="utf-8")).get("models", ()))


def _section(model: dict[str, Any]) -> str:
    lines = [
        f"## {model['name']}",
        _one_line(model.get("description")),
        "",
        "| column | type | meaning |",
        "|---|---|---|",
    ]
    for column in model.get("columns", ()):
        lines.append(f"| `{column['name']}` | {column.get('data_type', '')} | {_one_line(column.get('description'))} |")
    return "\n".join([*lines, ""])


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split()).replace("|", "\\|")


def main() -> None:
    """Writes the page."""
    PAGE.write_text(dictionary(), encoding="utf-8")


if __name__ == "__main__":
    main()
