"""Published releases as a list, and what changed between two of them."""

from __future__ import annotations

import json
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any, TextIO

from pipeline.report.tabular import json_value, write_rows
from pipeline.warehouse.difference import Changes, Difference
from pipeline.warehouse.release import MartsFolder

TITLES = {
    "schema": "结构 / Schema",
    "row_counts": "行数 / Row counts",
    "figures": "数据 / Figures",
    "findings": "发现 / Findings",
}


def release_rows(marts: Path) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Columns and rows of the list of releases, the newest first; the current one is marked."""
    columns = ["current", "release_id", "created_at", "documents_read", "quarantined", "facts", "error", "warn", "info"]
    rows = []
    for release in MartsFolder(marts).releases():
        record = release.record
        findings = record.get("findings", {})
        rows.append(
            (
                "*" if release.is_current else "",
                release.release_id,
                record.get("created_at"),
                record.get("documents", {}).get("read", 0),
                len(record.get("quarantined", [])),
                record.get("facts"),
                *(findings.get(severity, 0) for severity in ("error", "warn", "info")),
            )
        )
    return columns, rows


def show_difference(difference: Difference, form: str, out: TextIO | None = None) -> None:
    """Writes a difference as text or as JSON."""
    out = out or sys.stdout
    parts = {field.name: getattr(difference, field.name) for field in fields(difference)}
    if form == "json":
        plain = {name: _objects(part) if isinstance(part, Changes) else part for name, part in parts.items()}
        out.write(json.dumps(plain, ensure_ascii=False, indent=1) + "\n")
        return
    out.write(f"{difference.before} → {difference.after}\n")
    for name, title in TITLES.items():
        changes: Changes = parts[name]
        out.write(f"\n{title}: {len(changes.rows)}\n")
        if changes.rows:
            write_rows(changes.columns, changes.rows, "table", out)


def _objects(changes: Changes) -> list[dict[str, Any]]:
    return [dict(zip(changes.columns, map(json_value, row), strict=True)) for row in changes.rows]
