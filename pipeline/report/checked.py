"""`gouji check`: documents read, their checks evaluated in memory, and shown as a linter shows them or as JSON.

Starts at once: worker processes read the documents while this one gets the database ready. Each side imports what it needs
after they have parted, and neither more than reading or DuckDB need.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from pipeline.document import Document, UnreadableDocument
from pipeline.report.place import place_text
from pipeline.report.tabular import json_value, printable
from pipeline.warehouse.parsing import Start, in_workers
from pipeline.warehouse.settings import Settings

if TYPE_CHECKING:
    import duckdb

    from pipeline.warehouse.load import Rows
    from pipeline.warehouse.replay import Replay

VERDICTS = {
    "consistent": "一致",
    "rounding": "舍入",
    "inconsistent": "不一致",
    "ambiguous": "存疑",
    "not_evaluated": "未核算",
}
SEVERITIES = ("error", "warn", "info")
SHOWN_QUOTES = 8
"""How many quotes a finding shows on a terminal; its JSON has all."""
SHOWN_UNREAD = 10
"""How many unread figures are named without --all."""
FACT_FIELDS = (
    "fact_id",
    "subject",
    "measure",
    "aspect",
    "breakdown",
    "item",
    "fiscal_year",
    "base_year",
    "stage",
    "value",
    "unit",
    "value_base",
    "decimals",
    "lower",
    "upper",
    "exactness",
    "direction",
    "quote",
)
PLACE_FIELDS = ("block", "row", "col", "start", "end", "page", "sheet")


START: Start = "fork" if sys.platform == "linux" else "spawn"
"""How workers start: a process that has imported next to nothing is forked in a few milliseconds."""


@dataclass(frozen=True, slots=True)
class Submitted:
    """A document to check, with what the user says of it."""

    path: Path
    department: str | None = None
    fiscal_year: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One document as read, what reading it had to assume, and the rows read from it."""

    document: Document
    warnings: tuple[str, ...]
    rows: Rows


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a document could not be read and what to do (Chinese / English)."""

    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Checked:
    """One document, what reading it had to assume, the rows read from it, and all its checks (``fct_check``)."""

    document: Document
    warnings: tuple[str, ...]
    rows: Rows
    checks: list[dict[str, Any]]

    @property
    def has_error(self) -> bool:
        """Whether a finding of severity error is among the checks."""
        return any(check["severity"] == "error" and check["verdict"] != "consistent" for check in self.checks)


def check_files(
    paths: Iterable[Path], form: str, show_all: bool, department: str | None, fiscal_year: int | None
) -> int:
    """Checks the files together and shows what was found in each (form ``text`` or ``json``); returns the exit code.

    Figures of one department are held against each other over all files, as in a build. A file that cannot be read is
    named on the standard error with its reason, and the others are checked all the same.
    """
    given = [Submitted(path, department, fiscal_year) for path in paths]
    readings, replay = _read_all(given)
    found = [one for one in readings if one is not None]
    checked = _evaluated(found, replay)
    if form == "json":
        print(json.dumps([as_json(one, show_all) for one in checked], ensure_ascii=False, indent=1))
    else:
        titles = {str(one.rows["document"][0]["document_id"]): one.document.path for one in checked}
        for one in checked:
            write_text(one, show_all, sys.stdout, titles)
    return 2 if len(found) < len(given) else 1 if any(one.has_error for one in checked) else 0


def check_file(path: Path, department: str | None = None, fiscal_year: int | None = None) -> Checked:
    """Reads one file and evaluates its checks, exactly as a build of this file alone does.

    Raises:
        UnreadableDocument: the file cannot be read.
    """
    from pipeline.warehouse.replay import Replay

    return _evaluated([_read(Submitted(path, department, fiscal_year))], Replay())[0]


def read_submitted(submitted: Submitted) -> Reading | Refused:
    """The work of a worker process: whatever the file, a reading or a refusal.

    Raises:
        MemoryError: the worker's share does not suffice.
    """
    try:
        return _read(submitted)
    except UnreadableDocument as error:
        return Refused(error.reason, error.remedy)
    except MemoryError:
        raise
    except Exception as error:
        # One file that we stumble over must not keep the others from being checked.
        if os.environ.get("GOUJI_DEBUG") == "1":
            traceback.print_exc()
        kind = type(error).__name__
        return Refused(
            f"内部错误：{kind}。 / internal error: {kind}.",
            "这是程序的缺陷，请把文件交给维护者。 / This is a fault of the program: give the file to its maintainers.",
        )


def _read_all(given: Sequence[Submitted]) -> tuple[list[Reading | None], Replay]:
    """The documents in their order, None for one whose name and reason went to the standard error; and the models, got
    ready in the meantime."""
    outcomes = in_workers(read_submitted, given, os.cpu_count() or 1, START)
    from pipeline.warehouse.replay import Replay

    replay = Replay()
    found: dict[Submitted, Reading] = {}
    for one, outcome in outcomes:
        if isinstance(outcome, Reading):
            found[one] = outcome
        else:
            print(f"{printable(str(one.path))}: {outcome.reason} {outcome.remedy}", file=sys.stderr)
    return [found.get(one) for one in given], replay


def _read(submitted: Submitted) -> Reading:
    from pipeline.readers import read
    from pipeline.warehouse.load import rows_of
    from pipeline.warehouse.owner import extract_with_owner

    path = submitted.path
    document = read(path)
    extraction = extract_with_owner(document, _below_raw(path), submitted.department, submitted.fiscal_year)
    return Reading(document, (*document.warnings, *extraction.warnings), rows_of(document, extraction))


def _evaluated(found: Sequence[Reading], replay: Replay) -> list[Checked]:
    """All documents in one evaluation, so that they meet as they do in a build; each with the checks that are its own.

    Two files of the same content are one document.
    """
    documents = {one.rows["document"][0]["document_id"]: one.rows for one in found}
    if not documents:
        return []
    together = {table: [row for one in documents.values() for row in one[table]] for table in found[0].rows}
    with replay.evaluate(together) as con:
        checks = _checks(con)
    return [
        Checked(
            one.document,
            one.warnings,
            one.rows,
            [check for check in checks if check["document_id"] == one.rows["document"][0]["document_id"]],
        )
        for one in found
    ]


def _checks(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """The rows of ``fct_check``, the places of their operands as values."""
    cursor = con.execute("from marts.fct_check")
    names = [column[0] for column in cursor.description or ()]
    checks = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [check | {"locators": json.loads(check["locators"] or "[]")} for check in checks]


def as_json(checked: Checked, show_all: bool) -> dict[str, Any]:
    """The JSON object of one file: its document, facts and checks. Figures are strings of decimal digits."""
    row = checked.rows["document"][0]
    return {
        "document": {
            name: row[name] for name in ("path", "sha256", "format", "kind", "department", "fiscal_year", "title")
        }
        | {"warnings": list(checked.warnings)},
        "facts": [_fact(fact) for fact in checked.rows["fact"]],
        "checks": [_check(check) for check in _shown(checked, show_all)],
    }


def write_text(checked: Checked, show_all: bool, out: TextIO, paths: Mapping[str, str]) -> None:
    """One line a check, as a linter prints it, with its English text and quotes below, and a line that sums up.

    paths: the files that are checked together, by document_id: a quote from another one says from which.
    """
    path = printable(checked.document.path)
    for warning in checked.warnings:
        print(f"{path}: {printable(warning)}", file=sys.stderr)
    own, tables = checked.rows["document"][0]["document_id"], checked.document.table_blocks
    rules = {check["check_id"]: check["rule_id"] for check in checked.checks}
    for check in sorted(_shown(checked, show_all), key=_order):
        roots = sorted({rules[root] for root in check["derived_from"] if root in rules})
        follows = f"（随 {'、'.join(roots)} 而来 / follows from {', '.join(roots)}）" if roots else ""
        place = next((place_text(at, tables) for at in check["locators"] if at["document"] == own), "–")
        out.write(
            f"{path}: {place}  {check['severity']} {check['rule_id']}{follows}  "
            f"{printable(check['subject'] or '')}：{printable(check['message_zh'])}\n"
            f"    {printable(check['message_en'])}\n"
        )
        if check["quotes"]:
            out.write(f"    {_quotes(check['quotes'])}\n")
        for other in dict.fromkeys(place["document"] for place in check["locators"] if place["document"] != own):
            out.write(f"    对照文件 / held against {printable(paths[other])}\n")
    unread = [figure for figure in checked.rows["figure"] if figure["fate"] == "unread"]
    for figure in unread if show_all else unread[:SHOWN_UNREAD]:
        place = place_text(figure, tables)
        out.write(f"{path}: {place}  未读 / unread 「{printable(str(figure['text']))}」 {figure['reason']}\n")
    if len(unread) > SHOWN_UNREAD and not show_all:
        out.write(f"{path}: 另有 {len(unread) - SHOWN_UNREAD} 个未读数字，用 --all 列出。 / ")
        out.write(f"{len(unread) - SHOWN_UNREAD} more unread figures: --all lists them.\n")
    out.write(f"{path}: {_summary(checked)}\n")


def _quotes(quotes: Sequence[str]) -> str:
    more = f"  …（+{len(quotes) - SHOWN_QUOTES}）" if len(quotes) > SHOWN_QUOTES else ""
    return "  ".join(f"「{printable(quote)}」" for quote in quotes[:SHOWN_QUOTES]) + more


def _below_raw(path: Path) -> str:
    """The path below the raw folder, whose folders may name department and year; elsewhere the mere file name."""
    raw = Settings().raw.resolve()
    absolute = path.resolve()
    return absolute.relative_to(raw).as_posix() if absolute.is_relative_to(raw) else path.name


def _shown(checked: Checked, show_all: bool) -> list[dict[str, Any]]:
    return [check for check in checked.checks if show_all or check["verdict"] != "consistent"]


def _order(check: Mapping[str, Any]) -> tuple[int, int, int, int]:
    """By place in the document."""
    place = next((at for at in check["locators"] if at["document"] == check["document_id"]), None)
    if place is None:
        return (sys.maxsize, 0, 0, SEVERITIES.index(check["severity"]))
    return (place["block"], place["row"] or 0, place["col"] or 0, SEVERITIES.index(check["severity"]))


def _fact(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in FACT_FIELDS} | {"locator": {name: row[name] for name in PLACE_FIELDS}}


def _check(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "check_id": row["check_id"],
        "rule_id": row["rule_id"],
        "severity": row["severity"],
        "verdict": row["verdict"],
        "subject": row["subject"],
        "fiscal_year": row["fiscal_year"],
        "stated": {"value": row["stated_value"], "unit": row["stated_unit"]},
        "computed": {
            "value": json_value(row["computed_value"]),
            "lower": json_value(row["computed_lower"]),
            "upper": json_value(row["computed_upper"]),
            "unit": row["computed_unit"],
        },
        "operands": row["operand_fact_ids"],
        "quotes": row["quotes"],
        "message_zh": row["message_zh"],
        "message_en": row["message_en"],
        "reason": row["reason"],
        "assumption": row["assumption"],
        "derived_from": row["derived_from"],
    }


def _summary(checked: Checked) -> str:
    fates = Counter(figure["fate"] for figure in checked.rows["figure"])
    figures = sum(fates.values())
    share = f"{100 * (figures - fates['unread']) / figures:.1f} %" if figures else "–"
    verdicts = Counter(check["verdict"] for check in checked.checks)
    zh = "，".join(f"{name} {verdicts[verdict]}" for verdict, name in VERDICTS.items() if verdicts[verdict])
    en = ", ".join(f"{verdicts[verdict]} {verdict}" for verdict in VERDICTS if verdicts[verdict])
    return (
        f"读懂 {figures} 个数字中的 {share}（未读 {fates['unread']}）；检查 {len(checked.checks)} 项"
        f"{'：' + zh if zh else ''}。 / {share} of {figures} figures read ({fates['unread']} unread); "
        f"{len(checked.checks)} checks{': ' + en if en else ''}.{_coverage(checked.checks)}"
    )


def _coverage(checks: Sequence[Mapping[str, Any]]) -> str:
    """The share of the applicable identities that were evaluated, and by rule how many were not; nothing without checks."""
    if not checks:
        return ""
    not_evaluated = Counter(check["rule_id"] for check in checks if check["verdict"] == "not_evaluated")
    evaluated = len(checks) - not_evaluated.total()
    share = f"{100 * evaluated / len(checks):.1f} %"
    rules = ", ".join(f"{rule} {count}" for rule, count in sorted(not_evaluated.items()))
    zh = f"（未核算：{rules}）" if rules else ""
    en = f" (not evaluated: {rules})" if rules else ""
    return f" 核算覆盖率 {share}{zh}。 / Coverage {share}{en}."
