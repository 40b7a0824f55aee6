"""The rule book is whole: each rule of the seed ``rules`` that is implemented has its binder, its texts, one planted error
and one clean twin; each that is not says so. A rule whose question says 「（不出结论）」 makes a table and no finding: its test holds
that nothing follows from it.

A module ``test_rules_of_*`` names in ``RULES`` the rules that it plants and holds a clean twin of.
"""

from __future__ import annotations

import csv
import re
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SEVERITIES = {"error", "warn", "info"}
TEXTS = (
    "rule_name", "tier", "name_zh", "name_en", "scope", "formula", "asks_zh", "asks_en", "why_zh", "why_en", "source",
    "remedy_zh", "remedy_en",
)  # fmt: skip
with (ROOT / "dbt_project/seeds/rules.csv").open(encoding="utf-8", newline="") as seed:
    ROWS = list(csv.DictReader(seed))
IMPLEMENTED = {row["rule_id"] for row in ROWS if row["implemented"] == "true"}


def bound() -> set[str]:
    """The rules that a model binds or that the reading of a document states: named there as a quoted id."""
    sources = [
        *(ROOT / "dbt_project/models/identity").glob("bind_*.sql"),
        *(ROOT / "pipeline/extract").rglob("*.py"),
        *(ROOT / "pipeline/extract/maps").glob("*.toml"),
    ]
    return {rule for path in sources for rule in re.findall(r"""['"]([RD]\d\dE?)['"]""", path.read_text("utf-8"))}


def planted() -> set[str]:
    modules = sorted(Path(__file__).parent.glob("test_rules_of_*.py"))
    return {rule for path in modules for rule in import_module(f"tests.validation.{path.stem}").RULES}


def test_ids_are_unique() -> None:
    ids = [row["rule_id"] for row in ROWS]
    assert sorted(ids) == sorted(set(ids))
    assert {row["implemented"] for row in ROWS} <= {"true", "false"}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["rule_id"])
def test_the_row_of_a_rule_is_whole(row: dict[str, str]) -> None:
    assert {row["severity"], row["severity_if_assumed"]} <= SEVERITIES
    if row["implemented"] == "true":
        assert [name for name in TEXTS if not row[name].strip()] == []


def test_a_rule_is_implemented_where_something_binds_it_and_only_there() -> None:
    assert IMPLEMENTED - bound() == set(), "no model and no reader binds them: write `false` into `implemented`"
    unsaid = (bound() & {row["rule_id"] for row in ROWS}) - IMPLEMENTED
    assert unsaid == set(), "bound, but the seed does not say that they are implemented"


def test_each_rule_has_its_planted_error_and_its_clean_twin() -> None:
    assert planted() - IMPLEMENTED == set(), "planted, but not implemented"
    assert IMPLEMENTED - planted() == set(), "name them in RULES of the test_rules_of_* that plants them"
