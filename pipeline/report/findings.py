"""Findings of the published release: the list, and one of them with everything that it rests on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.report.place import place_text
from pipeline.report.published import published_warehouse, query
from pipeline.report.tabular import printable
from pipeline.warehouse.release import ReleaseError

COLUMNS = (
    "finding_id",
    "severity",
    "verdict",
    "status",
    "rule_id",
    "department",
    "fiscal_year",
    "subject",
    "stated_value",
    "stated_unit",
    "computed_value",
    "message_zh",
    "message_en",
)


CORRECTIONS = """
    select
        printed_value, corrected_value, unit, mended_count, newly_broken_count,
        (
            select string_agg(distinct rule_id, ', ' order by rule_id)
            from fct_check where list_contains(mended_check_ids, check_id)
        ) as rules
    from fct_correction
    where list_contains(mended_check_ids, ?)
    order by mended_count - newly_broken_count desc, correction_id
    limit 5
"""
"""Where one misprinted figure may lie, the likeliest first."""


def list_findings(marts: Path, wanted: Mapping[str, Any]) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Columns and rows of the findings of the current release, the gravest first.

    wanted: values that columns must have (severity, department, fiscal_year, status).
    """
    where = " and ".join(f"{column} = ?" for column in wanted) or "true"
    with published_warehouse(marts) as con:
        return query(
            con,
            f"select {', '.join(COLUMNS)} from fct_finding where {where} "
            "order by list_position(['error', 'warn', 'info'], severity), department, fiscal_year, rule_id, finding_id",
            list(wanted.values()),
        )


def explain(marts: Path, finding_id: str) -> str:
    """One finding in words: its arithmetic, each operand's quote and place, the rule's text and source.

    The beginning of an id is enough where it names one finding. Of a finding that is resolved: its last words, and how it
    was resolved.

    Raises:
        ReleaseError: no release that the current one goes back to had such a finding, or several are named.
    """
    with published_warehouse(marts) as con:
        history = _records(
            con,
            "select * from fct_finding_history where starts_with(finding_id, ?) order by finding_id, span_no",
            finding_id,
        )
        if history and history[-1]["status"] in ("resolved", "unread"):
            _refuse_unless_one(finding_id, len({span["finding_id"] for span in history}))
            return "\n".join(_past_lines(history))
        finding = find(con, finding_id)
        rules = _records(con, "select * from dim_rule where rule_id = ?", finding["rule_id"])
        documents = _records(
            con,
            "select * from dim_document where document_id = ?1 or document_id in "
            "(select place ->> 'document' from unnest(cast(?2 as json[])) as places (place))",
            finding["document_id"],
            finding["locators"],
        )
        facts = _records(
            con, "select * from fct_fact where list_contains(?::varchar[], fact_id)", finding["operand_fact_ids"]
        )
        corrections = _records(con, CORRECTIONS, finding["check_id"])
    by_id = {fact["fact_id"]: fact for fact in facts}
    by_document = {document["document_id"]: document for document in documents}
    return "\n".join(_lines(finding, rules[0] if rules else {}, by_document, by_id, history, corrections))


def find(con: Any, finding_id: str) -> dict[str, Any]:
    """The row of ``fct_finding`` whose id begins so, of a warehouse whose schema is ``marts``.

    Raises:
        ReleaseError: there is no such finding, or several.
    """
    found = _records(con, "select * from fct_finding where starts_with(finding_id, ?)", finding_id)
    _refuse_unless_one(finding_id, len(found))
    return found[0]


def _records(con: Any, sql: str, *values: Any) -> list[dict[str, Any]]:
    columns, rows = query(con, sql, list(values))
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _refuse_unless_one(finding_id: str, count: int) -> None:
    if count != 1:
        raise ReleaseError(_not_one(finding_id, count))


def _not_one(finding_id: str, count: int) -> str:
    if count:
        return (
            f"{finding_id} 对应 {count} 个发现，请写全编号。 / {finding_id} names {count} findings: give the whole id."
        )
    return (
        f"没有发现 {finding_id}；请用 gouji findings 列出。 / "
        f"There is no finding {finding_id}: list them with gouji findings."
    )


def _lines(
    finding: Mapping[str, Any],
    rule: Mapping[str, Any],
    documents: Mapping[str, Mapping[str, Any]],
    facts: Mapping[str, Mapping[str, Any]],
    history: Sequence[Mapping[str, Any]],
    corrections: Sequence[Mapping[str, Any]],
) -> Iterator[str]:
    yield f"{finding['finding_id']}  {finding['severity']}  {finding['verdict']}  {finding['status']}"
    yield f"{finding['rule_id']} {rule.get('name_zh', '')} / {rule.get('name_en', '')}"
    yield ""
    who = [printable(str(part)) for part in (finding["department"], finding["fiscal_year"], finding["subject"]) if part]
    yield " · ".join(who)
    yield printable(finding["message_zh"])
    yield printable(finding["message_en"])
    yield ""
    yield f"文中 / Stated    {_amount(finding['stated_value'], finding['stated_unit'])}"
    if finding["computed_value"] is not None:
        interval = f"[{_bound(finding['computed_lower'], '−∞')}, {_bound(finding['computed_upper'], '+∞')}]"
        computed = _amount(_short(finding["computed_value"]), finding["computed_unit"])
        yield f"复算 / Computed  {computed}  {interval}"
    if finding["assumption"]:
        yield f"假设 / Assumes   {printable(finding['assumption'])}"
    if finding["derived_from"]:
        yield f"源自 / Follows from  {', '.join(finding['derived_from'])}"
    yield from _correction_lines(corrections)
    yield ""
    places = json.loads(finding["locators"] or "[]")
    own = finding["document_id"]
    for document_id in dict.fromkeys([own, *(place["document"] for place in places)]):
        document = documents[document_id]
        yield f"文件 / Document  {printable(document['path'])}"
        inside = [place for place in places if place["document"] == document_id]
        yield from _operand_lines(inside, document["table_blocks"], facts)
    yield ""
    yield from _rule_lines(rule)
    yield ""
    yield from _review_lines(finding)
    yield from _history_lines(history)
    yield f"首见 / First seen  {finding['first_release_id']}    末见 / Last seen  {finding['last_release_id']}"


def _past_lines(history: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """A finding that the current release does not show: what it said last, and its history."""
    last = history[-1]
    yield f"{last['finding_id']}  {last['severity']}  {last['verdict']}  {last['status']}"
    who = [printable(str(part)) for part in (last["department"], last["fiscal_year"], last["subject"]) if part]
    yield " · ".join([last["rule_id"], *who])
    yield printable(last["message_zh"])
    yield printable(last["message_en"])
    yield f"文件 / Document  {printable(last['document_path'])}"
    yield ""
    yield from _history_lines(history)
    yield f"首见 / First seen  {last['first_release_id']}    末见 / Last seen  {last['last_release_id']}"


def _review_lines(finding: Mapping[str, Any]) -> Iterator[str]:
    """The waiver in force and the auditor's note, as the registers have them."""
    if finding["waiver_id"] is not None:
        signed = f"{finding['waiver_owner']}, {finding['waiver_dated_on']} – {finding['waiver_expires_on']}"
        yield f"豁免 / Waived    {printable(finding['waiver_reason'])}（{printable(signed)}）"
    if finding["note_owner"] is not None:
        said = [finding[name] for name in ("note_decision", "note_opinion", "note_reply") if finding[name]]
        signed = f"{finding['note_owner']}, {finding['note_dated_on']}"
        yield f"意见 / Note      {printable(' · '.join(said))}（{printable(signed)}）"


def _history_lines(history: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """One line a span: its status and the releases that it covers."""
    for span in history:
        status = " ".join(part for part in (span["status"], span["resolution"]) if part)
        releases = dict.fromkeys((span["from_release_id"], span["to_release_id"]))
        yield f"沿革 / History   {status:<22}  {' … '.join(releases)}"


def _correction_lines(corrections: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """What one other figure would mend: where to look first, not what is right."""
    for correction in corrections:
        printed = _amount(correction["printed_value"], correction["unit"])
        other = _amount(correction["corrected_value"], correction["unit"])
        count, rules, broken = correction["mended_count"], correction["rules"], correction["newly_broken_count"]
        but_zh = f"，另有 {broken} 项会不成立" if broken else ""
        but_en = f", and {broken} others would not" if broken else ""
        yield (
            f"若印错 / If misprinted  若 {printed} 应为 {other}，则 {count} 项成立（{rules}）{but_zh}。 / "
            f"If {printed} were {other}, {count} checks would hold ({rules}){but_en}."
        )


def _operand_lines(
    locators: Sequence[Mapping[str, Any]], table_blocks: Sequence[int], facts: Mapping[str, Mapping[str, Any]]
) -> Iterator[str]:
    for locator in locators:
        yield f"  「{printable(locator['quote'])}」  {place_text(locator, table_blocks)}"
        fact = facts.get(locator.get("fact_id") or "")
        if fact:
            described = [fact["measure"], fact["stage"], fact["fiscal_year"], fact["subject"]]
            interval = f"[{_bound(fact['lower'], '−∞')}, {_bound(fact['upper'], '+∞')}]"
            words = " · ".join(printable(str(part)) for part in described if part)
            yield f"      {words} = {_amount(fact['value'], fact['unit'])} = {_short(fact['value_base'])}  {interval}"


def _rule_lines(rule: Mapping[str, Any]) -> Iterator[str]:
    for title, zh, en in (
        ("规则 / Rule", "asks_zh", "asks_en"),
        ("理由 / Why", "why_zh", "why_en"),
        ("处理 / Remedy", "remedy_zh", "remedy_en"),
    ):
        texts = [rule[name] for name in (zh, en) if rule.get(name)]
        if texts:
            yield f"{title}  {' / '.join(texts)}"
    if rule.get("source"):
        yield f"依据 / Source  {rule['source']}"


def _amount(value: str | None, unit: str | None) -> str:
    return f"{printable(value or '–')} {unit or ''}".rstrip()


def _short(value: Decimal) -> str:
    """Digits without trailing zeros, in plain notation."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _bound(value: Decimal | None, open_end: str) -> str:
    return open_end if value is None else _short(value)
