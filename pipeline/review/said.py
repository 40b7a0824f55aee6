"""What `gouji waive`, `gouji waivers` and `gouji review` show on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.report.published import published_warehouse, query
from pipeline.report.tabular import printable
from pipeline.review.workbook import Reviewed
from pipeline.warehouse.register import NOTES, WAIVERS, covered_findings, read_waivers, waiver_name

FOR_REVIEW = "请审阅改动（git diff）后提交；下一次构建生效。 / Review the change (git diff) and commit it; the next build applies it."
NOT_BUILT = ("not_built", "已登记，下一次构建生效。", "Registered; the next build applies it.")
"""State and words of a waiver that was signed after the current release."""


def list_waivers(marts: Path, register: Path) -> tuple[list[str], list[tuple[Any, ...]], int]:
    """Columns and rows of the waivers, the troubled ones first, and how many those are.

    They stand as the current release judged them; after them those of the register that no build has seen yet.

    Raises:
        ReleaseError: nothing is published.
        RegisterError: the register is not valid.
    """
    with published_warehouse(marts) as con:
        columns, rows = query(
            con,
            "select waiver_id, finding_id, owner, cast(expires_on as varchar) as expires_on, reason, "
            "needs_attention, state, message_zh, message_en "
            "from fct_waiver order by needs_attention desc, waiver_id, finding_id",
        )
    judged = {row[:5] for row in rows}
    signed = [
        (waiver_name(waiver), seen["finding"], waiver["owner"], waiver["expires"], waiver["reason"])
        for waiver in read_waivers(register).entries
        for seen in covered_findings(waiver)
    ]
    unseen = [(*waiver, False, *NOT_BUILT) for waiver in signed if waiver not in judged]
    return columns, [*rows, *unseen], sum(bool(row[5]) for row in rows)


def show_waiver(waiver: Mapping[str, Any], register: Path) -> None:
    """Says which findings the new entry covers, and where it was written."""
    print(f"豁免 / Waiver  {printable(waiver_name(waiver))}  → {register / WAIVERS}.yml")
    for seen in covered_findings(waiver):
        figures = [seen["verdict"], seen.get("stated", "–"), seen.get("computed", "–")]
        print(f"    {seen['finding']}  {printable(' · '.join(figures))}")
    print(FOR_REVIEW)


def show_reviewed(reviewed: Reviewed, register: Path) -> None:
    """What became of each row that said something; refused rows on the standard error."""
    for entries, zh, name in ((reviewed.waivers, "豁免 / waiver", WAIVERS), (reviewed.notes, "意见 / note", NOTES)):
        for number, entry in sorted(entries.items()):
            print(f"第 {number} 行 / row {number}  {entry['finding']}  → {zh}  {register / name}.yml")
    print(
        f"未变 / unchanged {reviewed.unchanged}，采纳 / taken {len(reviewed.waivers) + len(reviewed.notes)}，", end=""
    )
    print(f"拒绝 / refused {len(reviewed.refused)}")
    if reviewed.waivers or reviewed.notes:
        print(FOR_REVIEW)
    for refusal in reviewed.refused:
        print(
            f"gouji: 第 {refusal.number} 行 / row {refusal.number}  {printable(refusal.finding_id) or '–'}  "
            f"{printable(refusal.reason)}",
            file=sys.stderr,
        )
