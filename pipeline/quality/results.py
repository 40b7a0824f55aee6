"""What the suites found, as rows of ``marts.quality_result``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

COLUMNS = {
    "suite": ("VARCHAR", "期望组。 / Suite: raw, marts or rules."),
    "gate": ("BOOLEAN", "失败时是否停止发布。 / Whether a failure stops the release."),
    "table_name": ("VARCHAR", "被检查的表。 / Table that was checked."),
    "subject": ("VARCHAR", "列或规则；* 为整表。 / Column or rule; * is the whole table."),
    "rule_id": ("VARCHAR", "对应的审核规则。 / Audit rule that it stands for."),
    "expectation": ("VARCHAR", "期望的种类。 / Kind of expectation."),
    "why": ("VARCHAR", "问的是什么。 / What is asked."),
    "success": ("BOOLEAN", "是否符合。 / Whether it holds."),
    "row_count": ("BIGINT", "检查的行数。 / Rows that were looked at."),
    "unexpected_count": ("BIGINT", "不符合的行数。 / Rows that break it."),
    "observed": ("VARCHAR", "观察到的值。 / What was observed, where it is not a count of rows."),
    "examples": ("VARCHAR[]", "不符合的值，至多五个。 / Up to five values that break it."),
    "message": ("VARCHAR", "无法检查时的原因。 / Why it could not be evaluated."),
}


@dataclass(frozen=True, slots=True)
class ExpectationResult:
    """One expectation's outcome. Its fields are the columns of ``marts.quality_result`` and mean what COLUMNS says."""

    suite: str
    gate: bool
    table_name: str
    subject: str
    rule_id: str | None
    expectation: str
    why: str
    success: bool
    row_count: int | None
    unexpected_count: int | None
    observed: str | None
    examples: tuple[str, ...]
    message: str | None

    def sentence(self) -> str:
        """The outcome in one line, for people."""
        rows = f"{self.unexpected_count} 行 rows" if self.unexpected_count is not None else f"= {self.observed}"
        detail = self.message or rows
        shown = f" ({', '.join(self.examples)})" if self.examples else ""
        return f"{self.suite} · {self.table_name}.{self.subject} · {self.expectation}: {detail}{shown}. {self.why}"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many expectations of a suite were asked of a table, and how many of them failed."""

    suite: str
    table_name: str
    asked: int
    failed: int


def tally_results(database: Path) -> list[Tally]:
    """The recorded results of a warehouse file, counted by suite and table in the order in which they were recorded."""
    with duckdb.connect(str(database)) as con:
        rows = con.execute(
            "select suite, table_name, count(*), count(*) filter (not success) from marts.quality_result "
            "group by all order by min(rowid)"
        ).fetchall()
    return [Tally(*row) for row in rows]


def record_results(database: Path, results: Sequence[ExpectationResult]) -> None:
    """Appends results to ``marts.quality_result`` of a warehouse file, made with its comments if need be."""
    declared = ", ".join(f"{name} {type_}" for name, (type_, _) in COLUMNS.items())
    with duckdb.connect(str(database)) as con:
        con.execute("create schema if not exists marts")
        con.execute(f"create table if not exists marts.quality_result ({declared})")
        con.execute("comment on table marts.quality_result is '质量检查结果。 / Results of the quality gate.'")
        for name, (_, comment) in COLUMNS.items():
            con.execute(f"comment on column marts.quality_result.{name} is '{comment}'")
        rows = [[getattr(result, name) for name in COLUMNS] for result in results]
        if rows:
            marks = ", ".join("?" for _ in COLUMNS)
            con.executemany(f"insert into marts.quality_result values ({marks})", rows)
