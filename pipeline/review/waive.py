"""`gouji waive`: writes the waiver of a finding, or of a rule's findings in a scope, with what is seen today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.report.findings import find
from pipeline.report.published import published_warehouse, query
from pipeline.warehouse.register import WAIVERS, Entry, covered_findings, read_waivers, waiver_name, write_entries


class ReviewError(Exception):
    """What an auditor asked for cannot be written; the text says why and what to do, in Chinese and English."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who waives, why, since when and until when (the last day on which it holds)."""

    reason: str
    owner: str
    dated_on: date
    expires_on: date

    def refuse_unfit(self) -> None:
        """Raises ReviewError for a waiver without reason or owner, or one that has expired when it is signed."""
        if not self.reason.strip() or not self.owner.strip():
            raise ReviewError("豁免须写明理由和责任人。 / A waiver needs a reason and an owner.")
        if self.expires_on < self.dated_on:
            raise ReviewError(
                f"到期日 {self.expires_on} 已过（今天 {self.dated_on}）。 / "
                f"{self.expires_on} has passed (today is {self.dated_on}): a waiver needs a later day."
            )


def waive_finding(marts: Path, register: Path, finding_id: str, signature: Signature) -> Entry:
    """Writes the waiver of one finding of the current release, in place of an earlier one of it, and returns it.

    The beginning of an id is enough where it names one finding.

    Raises:
        ReviewError: a waiver by rule covers the finding already, or the signature is not fit.
        ReleaseError: the current release has no such finding, or several.
        RegisterError: the register is not valid.
    """
    signature.refuse_unfit()
    with published_warehouse(marts) as con:
        finding = find(con, finding_id)
    refuse_covered_by_rule(register, str(finding["finding_id"]))
    entry = finding_waiver(finding, signature)
    write_entries(register, WAIVERS, [entry], lambda waiver: waiver.get("finding") == entry["finding"])
    return entry


def waive_rule(marts: Path, register: Path, rule_id: str, scope: Mapping[str, str], signature: Signature) -> Entry:
    """Writes the waiver of all findings that a rule has in a scope today, in place of an earlier one of that scope.

    scope: department, fiscal_year, subject; at least one of them. A finding that appears later is not waived by it.

    Raises:
        ReviewError: the scope is empty, or holds no finding of the rule, or the signature is not fit.
        RegisterError: the register is not valid, or another waiver covers one of the findings.
    """
    signature.refuse_unfit()
    if not scope:
        raise ReviewError(
            "按规则豁免须限定范围：--department、--year 或 --subject。 / "
            "A waiver by rule needs a scope: --department, --year or --subject."
        )
    where = " and ".join(f"{name} = ?" for name in ("rule_id", *scope))
    with published_warehouse(marts) as con:
        columns, rows = query(
            con, f"select * from fct_finding where {where} order by finding_id", [rule_id, *scope.values()]
        )
    if not rows:
        raise ReviewError(
            f"现版本在这一范围内没有规则 {rule_id} 的发现。 / The current release has no finding of rule {rule_id} there."
        )
    seen = [{"finding": row["finding_id"], **_seen(row)} for row in (dict(zip(columns, r, strict=True)) for r in rows)]
    entry = {"rule": rule_id, "scope": dict(scope), **_signed(signature), "expect": seen}
    name = waiver_name(entry)
    write_entries(register, WAIVERS, [entry], lambda waiver: waiver_name(waiver) == name)
    return entry


def finding_waiver(finding: Mapping[str, Any], signature: Signature) -> Entry:
    """The entry of a waiver that names one finding (a row of ``fct_finding``)."""
    return {"finding": finding["finding_id"], **_signed(signature), "expect": _seen(finding)}


def refuse_covered_by_rule(register: Path, finding_id: str) -> None:
    """Raises ReviewError where a waiver by rule and scope covers the finding: only a person can part it from the others."""
    for waiver in read_waivers(register).entries:
        if "rule" in waiver and any(seen["finding"] == finding_id for seen in covered_findings(waiver)):
            name = waiver_name(waiver)
            raise ReviewError(
                f"发现 {finding_id} 已由按规则的豁免 {name} 覆盖；请直接编辑 waivers.yml。 / "
                f"Finding {finding_id} is covered by the waiver {name}: edit waivers.yml."
            )


def _signed(signature: Signature) -> Entry:
    return {
        "reason": signature.reason.strip(),
        "owner": signature.owner.strip(),
        "date": signature.dated_on.isoformat(),
        "expires": signature.expires_on.isoformat(),
    }


def _seen(finding: Mapping[str, Any]) -> Entry:
    """What is seen of a finding today, as the next builds must see it: verdict, stated figure with unit, computed value."""
    seen: Entry = {"verdict": finding["verdict"]}
    stated = " ".join(part for part in (finding["stated_value"], finding["stated_unit"]) if part)
    if stated:
        seen["stated"] = stated
    if finding["computed_value"] is not None:
        digits = f"{finding['computed_value']:f}"
        seen["computed"] = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return seen
