"""Suites as data: read from ``expectations/<name>.yml``, or generated from the rule table.

A suite file names its tables and, for each, what is expected of it::

    suite: raw
    gate: true
    tables:
      raw.fact:
        - expect: column_values_to_not_be_null
          column: fact_id
          why: 每个事实有编号。 / Every fact has an id.
        - expect: unexpected_rows
          rows: select fact_id from {batch} where lower > upper
          why: …

``expect`` is the name of a Great Expectations expectation without ``expect_``; what else stands beside it goes to that
expectation as it is. ``unexpected_rows`` takes SQL that returns the rows that break it, and ``{batch}`` in it, the
table, takes no alias. ``why`` is what an auditor reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

SUITES = Path(__file__).resolve().parents[2] / "expectations"
RULES_TABLE = "marts.fct_check"


class SuiteError(Exception):
    """A suite file that does not say what it should; the text names file and place."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """One thing that is expected of one table.

    kind: the expectation's name without ``expect_``, or ``unexpected_rows``.
    arguments: what that expectation is given (column, value_set, min_value, rows …).
    why: what is asked, in Chinese and English.
    rule_id: the audit rule that it stands for, or None.
    """

    kind: str
    arguments: Mapping[str, Any]
    why: str
    rule_id: str | None = None

    @property
    def subject(self) -> str:
        """What of the table it is about: a rule, a column, a list of columns, or the whole table (``*``)."""
        columns = self.arguments.get("column_list")
        if columns is None and "column_A" in self.arguments:
            columns = [self.arguments["column_A"], self.arguments["column_B"]]
        joined = ",".join(columns) if columns else None
        return self.rule_id or self.arguments.get("column") or joined or "*"


@dataclass(frozen=True, slots=True)
class Suite:
    """What is expected of some tables; ``gate`` says whether a failure stops the release."""

    name: str
    gate: bool
    tables: Mapping[str, tuple[Expectation, ...]] = field(default_factory=dict)


def load_suite(name: str, folder: Path = SUITES) -> Suite:
    """The suite of ``<folder>/<name>.yml``.

    Raises:
        SuiteError: the file is not there or is not a suite.
    """
    path = folder / f"{name}.yml"
    if not path.is_file():
        raise SuiteError(f"缺少期望文件 {path}。 / The suite file {path} is missing.")
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        tables = {
            table: tuple(_expectation(entry) for entry in entries) for table, entries in document["tables"].items()
        }
        return Suite(document["suite"], bool(document["gate"]), tables)
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise SuiteError(f"{path} 不是期望文件：{error!r}。 / {path} is not a suite: {error!r}.") from error


def _expectation(entry: Mapping[str, Any]) -> Expectation:
    arguments = {key: value for key, value in entry.items() if key not in {"expect", "why"}}
    return Expectation(entry["expect"], arguments, entry["why"])


def rules_suite(rules: Iterable[tuple[str, str, str]]) -> Suite:
    """One expectation a rule: no check of it is inconsistent. A failure is a finding about a document, not a gate.

    ``rules`` are (rule_id, Chinese name, English name) of the rules that are implemented.
    """
    expectations = tuple(
        Expectation(
            "unexpected_rows",
            {"rows": f"select check_id from {{batch}} where rule_id = '{rule_id}' and verdict = 'inconsistent'"},
            f"{rule_id} {name_zh}：没有不一致的检查。 / {rule_id} {name_en}: no check is inconsistent.",
            rule_id,
        )
        for rule_id, name_zh, name_en in rules
    )
    return Suite("rules", False, {RULES_TABLE: expectations} if expectations else {})
