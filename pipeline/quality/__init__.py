"""The gate: what is asked of a warehouse before it is published, and what came of it.

Suites are data (``expectations/*.yml`` and the rule table); this is the only room that imports great_expectations.
Results are rows of ``marts.quality_result`` and pages of Data Docs; no figure of a report is ever taken from them.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb

from pipeline.quality.data_docs import write_index
from pipeline.quality.results import ExpectationResult, record_results, tally_results
from pipeline.quality.suites import Expectation, Suite, SuiteError, load_suite, rules_suite
from pipeline.quality.validation import validate

__all__ = [
    "Expectation",
    "ExpectationResult",
    "Suite",
    "SuiteError",
    "implemented_rules",
    "load_suite",
    "rules_suite",
    "run_suites",
]


def run_suites(database: Path, suites: Iterable[Suite], docs: Path) -> list[ExpectationResult]:
    """Asks the suites of a warehouse file, records what came of them there, and writes their pages into ``docs``."""
    results = [result for suite in suites for result in validate(database, suite, docs)]
    record_results(database, results)
    write_index(docs, tally_results(database))
    return results


def implemented_rules(database: Path) -> list[tuple[str, str, str]]:
    """The rules that a warehouse evaluates: id, Chinese name, English name, from ``marts.dim_rule``."""
    with duckdb.connect(str(database)) as con:
        return con.execute(
            "select rule_id, name_zh, name_en from marts.dim_rule where implemented order by rule_id"
        ).fetchall()
