"""What people are told after a build: that it failed, or which new findings of severity error it published."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from pipeline.report.published import opened, query
from pipeline.report.tabular import printable
from pipeline.warehouse.release import FAILURE, Build, MartsFolder, Release

SHOWN = 20
"""How many findings of one department, or reasons of one failure, a notice spells out."""
WITHOUT_DEPARTMENT = "（部门不明 / department unknown）"


@dataclass(frozen=True, slots=True)
class Notice:
    """A message to people. ``details`` holds the same for programs, as JSON values."""

    title: str
    body: str
    details: dict[str, Any]


def notice_of(build: Build) -> Notice | None:
    """What there is to tell of a build that has ended: its failure, its new errors, or nothing."""
    if not build.published:
        return failure_notice(build.failures, build.release_id, attempt=1, last=True)
    return findings_notice(MartsFolder(build.settings.marts).release(build.release_id))


def findings_notice(release: Release) -> Notice | None:
    """The findings of severity error that this release is the first to have, by department; None where there are none."""
    with opened(release.database) as con:
        _, rows = query(
            con,
            "select department, finding_id, rule_id, fiscal_year, message_zh, message_en from fct_finding "
            "where severity = 'error' and status in ('new', 'reopened') "
            "order by department nulls last, fiscal_year, rule_id, finding_id",
        )
    if not rows:
        return None
    groups = [
        (department or WITHOUT_DEPARTMENT, list(found)) for department, found in groupby(rows, lambda row: row[0])
    ]
    lines = [f"版本 / Release  {release.release_id}", f"位置 / Folder   {release.folder}"]
    for department, found in groups:
        lines += ["", f"{printable(department)}  {len(found)}"]
        for _, finding_id, rule_id, year, zh, en in found[:SHOWN]:
            lines += [f"- {finding_id} {rule_id} {year or ''} {printable(zh)}", f"  {printable(en)}"]
        if len(found) > SHOWN:
            more = len(found) - SHOWN
            lines.append(f"  另有 {more} 个，请用 gouji findings 查看。 / {more} more: see gouji findings.")
    details = [
        {
            "department": department,
            "findings": [
                {"finding_id": finding_id, "rule_id": rule_id, "fiscal_year": year, "message_zh": zh, "message_en": en}
                for _, finding_id, rule_id, year, zh, en in found
            ],
        }
        for department, found in groups
    ]
    return Notice(
        f"勾稽：新增 {len(rows)} 个错误，涉及 {len(groups)} 个部门 / "
        f"Gouji: {len(rows)} new errors, departments: {len(groups)}",
        "\n".join(lines) + "\n",
        {"kind": "findings", "release_id": release.release_id, "departments": details},
    )


def failure_notice(reasons: Sequence[str], build_id: str | None, attempt: int, last: bool) -> Notice:
    """That a rebuild failed and why.

    build_id: the failed build, or None where the run did not come so far.
    attempt: how many times in a row the same content has failed now.
    last: it is not tried again by itself.
    """
    outlook = (
        "不再自动重试；已发布的版本不受影响。 / It is not tried again by itself; the published release still stands."
        if last
        else "稍后自动重试；已发布的版本不受影响。 / It is tried again later; the published release still stands."
    )
    lines = [f"构建 / Build  {build_id or '–'}", f"次数 / Attempt  {attempt}", outlook, ""]
    lines += [f"- {reason}" for reason in reasons[:SHOWN]]
    if len(reasons) > SHOWN:
        lines.append(f"- … ({len(reasons)})")
    return Notice(
        f"勾稽：构建失败 / Gouji: the build failed ({attempt})",
        "\n".join(lines) + "\n",
        {"kind": "failure", "build_id": build_id, "attempt": attempt, "given_up": last, "reasons": list(reasons)},
    )


def reasons_of(marts: MartsFolder, build_id: str) -> list[str]:
    """Why a build was not published, as it noted itself; none where it is not, or no longer, among the failed ones."""
    note = marts.failed / build_id / FAILURE
    return list(json.loads(note.read_text(encoding="utf-8"))["failures"]) if note.is_file() else []
