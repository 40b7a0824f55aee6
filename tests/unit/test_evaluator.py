"""The evaluator and the binders, run on the compiled models as ``gouji check`` runs them."""

from __future__ import annotations

import itertools
import json
import random
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import duckdb
import pytest

from pipeline.warehouse import replay
from pipeline.warehouse.load import Rows
from tests.unit.seed_rows import RawRows, seed_document


@dataclass(frozen=True)
class Check:
    """A row of fct_check, by column name."""

    row: dict[str, Any]

    def __getattr__(self, name: str) -> Any:
        return self.row[name]


def checks_of(*documents: Rows) -> list[Check]:
    rows: Rows = {}
    for document in documents:
        for table, table_rows in document.items():
            rows.setdefault(table, []).extend(table_rows)
    con = replay.evaluate(rows)
    try:
        result = con.sql("SELECT * FROM marts.fct_check ORDER BY rule_id, subject, check_id")
        return [Check(dict(zip(result.columns, row, strict=True))) for row in result.fetchall()]
    finally:
        con.close()


def only(checks: Sequence[Check], rule_id: str, **wanted: str) -> Check:
    found = [c for c in checks if c.rule_id == rule_id and all(c.row[k] == v for k, v in wanted.items())]
    assert len(found) == 1, [(c.rule_id, c.subject, c.message_en) for c in found]
    return found[0]


@pytest.fixture(scope="module")
def seed() -> list[Check]:
    return checks_of(seed_document())


# --- the first report ------------------------------------------------------------------------------------------------

BROKEN = {
    ("R01", "政法转移支付（禁毒）"): ("inconsistent", "error", "53.9786", "53.9937"),
    ("R01", "2023年铁路“护路办”工作经费"): ("ambiguous", "info", None, None),
    ("R02", "政法转移支付（禁毒）"): ("inconsistent", "error", "53.9786", "53.9937"),
    ("R02", "2023年铁路“护路办”工作经费"): ("not_evaluated", "info", None, None),
    ("R02", "铁路“护路办”工作经费"): ("rounding", "info", "83.0405", "83.0856"),
    ("R03", "峨边彝族自治县公安局"): ("inconsistent", "error", "90.8593", "90.8744"),
    ("R04", "峨边彝族自治县公安局"): ("ambiguous", "warn", "-100", "100"),
    ("R05", "峨边彝族自治县公安局"): ("ambiguous", "warn", "1463785.475", "1464085.485"),
    ("R08", "峨边彝族自治县公安局"): ("rounding", "info", "85.60", "85.62"),
    ("R10", "峨边彝族自治县公安局"): ("rounding", "info", "85.58", "85.64"),
    ("R11", "峨边彝族自治县公安局"): ("ambiguous", "info", None, None),
    ("R14", "2023年铁路“护路办”工作经费"): ("inconsistent", "warn", None, None),
    ("R18", "政法转移支付（禁毒）"): ("inconsistent", "warn", "95.3979", "95.3994"),
    ("R19", "铁路“护路办”工作经费"): ("ambiguous", "info", None, None),
    ("R20", "铁路“护路办”工作经费"): ("inconsistent", "warn", None, None),
    ("R20", "政法转移支付（禁毒）"): ("inconsistent", "warn", None, None),
    ("R20", "政法委转移支付资金"): ("inconsistent", "warn", None, None),
    ("R21", "峨边彝族自治县公安局"): ("ambiguous", "warn", None, None),
    ("R23", "峨边彝族自治县公安局"): ("not_evaluated", "info", None, None),
    ("R24", "峨边彝族自治县公安局"): ("not_evaluated", "info", None, None),
    ("R54", "拖欠企业账款清偿项目"): ("ambiguous", "warn", None, None),
    ("R55", "峨边彝族自治县公安局"): ("ambiguous", "info", None, None),
    ("R83", "铁路“护路办”工作经费"): ("ambiguous", "info", None, None),
    ("R83", "政法转移支付（禁毒）"): ("ambiguous", "info", None, None),
    ("R83", "政法委转移支付资金"): ("ambiguous", "info", None, None),
    ("R84", "铁路“护路办”工作经费"): ("ambiguous", "info", None, None),
    ("R84", "政法转移支付（禁毒）"): ("ambiguous", "info", None, None),
    ("R84", "政法委转移支付资金"): ("ambiguous", "info", None, None),
}


def test_seed_findings_are_exactly_these(seed: list[Check]) -> None:
    findings = {(c.rule_id, c.subject): c for c in seed if c.verdict != "consistent"}
    assert findings.keys() == BROKEN.keys()
    for key, (verdict, severity, lower, upper) in BROKEN.items():
        check = findings[key]
        assert (check.verdict, check.severity) == (verdict, severity), key
        bounds = (check.computed_lower, check.computed_upper)
        assert [None if b is None else round(b, 4) for b in bounds] == [b and Decimal(b) for b in (lower, upper)], key


def test_seed_checks_that_hold(seed: list[Check]) -> None:
    consistent = [c.rule_id for c in seed if c.verdict == "consistent"]
    assert {rule: consistent.count(rule) for rule in sorted(set(consistent))} == {
        "R01": 6, "R02": 7, "R06": 2, "R07": 2, "R08": 9, "R09": 3, "R10": 1, "R13": 10, "R14": 9, "R18": 8,
        "R19": 2, "R19E": 7, "R20": 7, "R22": 1, "R36": 1, "R38": 10, "R39": 10, "R41": 1, "R55": 2, "R76": 10,
        "R83": 6,
    }  # fmt: skip


def test_messages_show_the_arithmetic(seed: list[Check]) -> None:
    full_rate = only(seed, "R01", subject="政法转移支付（禁毒）")
    assert full_rate.message_zh.startswith("35.89 ÷ (35.89 + 30.59) = 53.986 %，文中为 100 %；相差 +46.014 个百分点")
    assert full_rate.message_en.startswith("35.89 ÷ (35.89 + 30.59) = 53.986 %, the document prints 100 %")
    assert full_rate.quotes[-1] == "30.59万元"
    overall = only(seed, "R03")
    assert overall.message_zh.startswith("1349.70 ÷ (1349.70 + 135.66) = 90.867 %")
    assert any("83.05%" in quote for quote in overall.quotes), "printed rates below 100 stand beside the overall rate"
    total = only(seed, "R07", fiscal_year=2024)  # type: ignore[arg-type]
    assert total.message_zh == (
        "4475.42 + 500.55 + 83.67 + 243.31 + 733.65 + 251.70 = 6288.30 万元，文中为 6288.30 万元，相符。"
    )
    rounding = only(seed, "R08", verdict="rounding")
    assert "区间 [85.60, 85.62] 与文中的舍入区间 [85.615, 85.625] 相交" in rounding.message_zh
    fund = only(seed, "R08", subject="城乡社区支出")
    assert (fund.stated_value, fund.stated_unit, fund.computed_value) == ("-242.89", "万元", Decimal("-242.89"))


def test_what_follows_names_what_it_follows_from(seed: list[Check]) -> None:
    assert only(seed, "R02", subject="政法转移支付（禁毒）").derived_from == [
        only(seed, "R01", subject="政法转移支付（禁毒）").check_id
    ]
    assert only(seed, "R11", verdict="ambiguous").derived_from == [only(seed, "R08", verdict="rounding").check_id]
    assert only(seed, "R01", subject="政法转移支付（禁毒）").derived_from == []


def test_locators_name_every_quote() -> None:
    con = replay.evaluate(seed_document())
    query = "SELECT quotes, locators FROM intermediate.int_finding__identified WHERE rule_id = 'R14' AND verdict = 'inconsistent'"
    ((quotes, locators),) = con.sql(query).fetchall()
    con.close()
    places = json.loads(locators)
    assert [place["quote"] for place in places] == quotes == ["2023年铁路“护路办”工作经费", "无", "收回存量"]
    assert places[2]["block"] == 1001 and places[2]["row"] == 3


def test_finding_ids_change_with_the_stated_figure_alone() -> None:
    def finding_ids(rows: Rows) -> dict[str, str]:
        con = replay.evaluate(rows)
        found = dict(con.sql("SELECT check_id, finding_id FROM intermediate.int_finding__identified").fetchall())
        con.close()
        return found

    before, changed = seed_document(), seed_document()
    (rate,) = (row for row in changed["fact"] if row["value"] == "83.05")
    rate |= {"value": "83.06", "value_base": "83.06", "lower": "83.055", "upper": "83.065"}
    old, new = finding_ids(before), finding_ids(changed)
    assert len(old.keys() - new.keys()) == 1, "83.06 % is what the figures give"
    rate |= {"value": "83.15", "value_base": "83.15", "lower": "83.145", "upper": "83.155"}
    new = finding_ids(changed)
    assert old.keys() == new.keys()
    assert sum(old[check_id] != new[check_id] for check_id in old) == 1


# --- identity of a check ---------------------------------------------------------------------------------------------


def test_check_ids_do_not_depend_on_places(seed: list[Check]) -> None:
    moved = seed_document("0123456789abcdef")
    for row in moved["fact"]:
        row["block"] = int(str(row["block"])) + 7
        row["page"] = 3
    assert {c.check_id for c in checks_of(moved)} == {c.check_id for c in seed}


def test_one_claim_in_two_documents_makes_two_checks(seed: list[Check]) -> None:
    both = checks_of(seed_document(), seed_document("f0f0f0f0f0f0f0f0"))
    assert len({c.check_id for c in both}) == len(both) == 2 * len(seed)
    assert {c.check_id for c in seed} <= {c.check_id for c in both}


# --- intervals against brute force -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Quotient:
    """A random identity: printed values, decimals, weights, and the printed claim."""

    values: tuple[str, ...]
    numerator: tuple[int, ...]
    denominator: tuple[int, ...]
    stated: str

    def at(self, x: Sequence[Fraction]) -> Fraction:
        above = sum((w * v for w, v in zip(self.numerator, x, strict=True)), Fraction(0))
        if not any(self.denominator):
            return above
        return 100 * above / sum((w * v for w, v in zip(self.denominator, x, strict=True)), Fraction(0))

    def computed(self) -> Fraction:
        return self.at([Fraction(v) for v in self.values])

    def corners(self) -> Iterator[Fraction]:
        halves = [Fraction(5, 10 ** (len(v.partition(".")[2]) + 1)) for v in self.values]
        for signs in itertools.product((-1, 1), repeat=len(self.values)):
            yield self.at([Fraction(v) + s * h for v, s, h in zip(self.values, signs, halves, strict=True)])

    def verdict(self) -> str:
        half = Fraction(5, 10 ** (len(self.stated.partition(".")[2]) + 1))
        low, high = Fraction(self.stated) - half, Fraction(self.stated) + half
        if low <= self.computed() <= high:
            return "consistent"
        return "rounding" if min(self.corners()) <= high and low <= max(self.corners()) else "inconsistent"


SHAPES = (
    ((1, 0), (1, 1)),  # outturn of outturn and unspent
    ((1, -1), (0, 1)),  # growth
    ((1, 0), (0, 1)),  # share
    ((0, 1), (1, -1)),  # change as a share of what it started from
    ((-1, 1), (1, 0)),  # unspent share
    ((1, 1, -1), (0, 0, 0)),  # sum
    ((1, 1, 0, 0), (1, 1, 1, 1)),  # overall rate
)


def random_quotients(count: int, seed: int) -> list[Quotient]:
    rng = random.Random(seed)
    made: list[Quotient] = []
    while len(made) < count:
        numerator, denominator = rng.choice(SHAPES)
        values = tuple(f"{Decimal(rng.randint(1, 90_000)).scaleb(-rng.choice((0, 1, 2, 2, 2))):f}" for _ in numerator)
        draft = Quotient(values, numerator, denominator, "0")
        x = [Fraction(v) - Fraction(1, 2) for v in values]
        if any(denominator) and sum(min(w * v, w * (v + 1)) for w, v in zip(denominator, x, strict=True)) <= 0:
            continue
        decimals = rng.choice((0, 1, 2))
        step = Decimal(1).scaleb(-decimals)
        exact = Decimal(draft.computed().numerator) / Decimal(draft.computed().denominator)
        printed = exact.quantize(step, ROUND_HALF_UP) + rng.choice((0, 0, 1, -1, 2, 5)) * step
        made.append(Quotient(values, numerator, denominator, f"{printed:f}"))
    return made


def test_intervals_and_verdicts_equal_brute_force() -> None:
    quotients = random_quotients(400, seed=20241122)
    doc = RawRows()
    by_subject: dict[str, Quotient] = {}
    for n, quotient in enumerate(quotients):
        facts = [doc.fact("price", v, "元") for v in quotient.values]
        is_rate = any(quotient.denominator)
        stated = doc.fact("price", quotient.stated, "%" if is_rate else "元")
        numerator = {f: w for f, w in zip(facts, quotient.numerator, strict=True) if w}
        denominator = {f: w for f, w in zip(facts, quotient.denominator, strict=True) if w}
        doc.identity("R09", {stated: 1}, numerator, denominator, scale=100 if is_rate else 1, subject=f"s{n}")
        by_subject[f"s{n}"] = quotient
    for row in doc.rows["fact"]:
        row["exactness"] = "exact"  # so that no precision is inferred: that has a test of its own
    checks = checks_of(doc.rows)
    assert len(checks) == len(quotients)
    for check in checks:
        quotient = by_subject[check.subject]
        assert check.verdict == quotient.verdict(), (quotient, check.message_en)
        for got, wanted in (
            (check.computed_value, quotient.computed()),
            (check.computed_lower, min(quotient.corners())),
            (check.computed_upper, max(quotient.corners())),
        ):
            assert abs(Fraction(got) - wanted) <= Fraction(1, 2_000_000), (quotient, got, float(wanted))


# --- single rules ----------------------------------------------------------------------------------------------------


def project(doc: RawRows, number: int, **cells: tuple[str, str]) -> None:
    """A row of table B: field → (digits, unit)."""
    name = f"项目{number}"
    more: dict[str, Any] = {"breakdown": "project", "item": name, "subject": name}
    fields: dict[str, tuple[str, str | None]] = {"project_name": (name, None)}
    for field, (digits, unit) in cells.items():
        fact_id = doc.fact(field, digits, unit, **more) if unit in ("万元", "%") else None
        fields[field] = (digits + unit, fact_id)
    doc.record("project_result", number, name, fields)


def test_amount_is_read_as_budget_where_that_reproduces_the_rates() -> None:
    doc = RawRows()
    project(doc, 1, project_amount=("100", "万元"), execution_rate=("80", "%"), unspent_amount=("20", "万元"))
    project(doc, 2, project_amount=("50.00", "万元"), execution_rate=("90", "%"), unspent_amount=("5.00", "万元"))
    doc.fact("execution_progress", "83.3", "%", aspect="rate")
    checks = checks_of(doc.rows)
    assert {c.verdict for c in checks if c.rule_id == "R02"} == {"consistent"}
    assert only(checks, "R03").message_en.startswith("(100 − 20 + 50.00 − 5.00) ÷ (100 + 50.00) = 83.333 %")


def test_overall_progress_names_the_row_that_lacks_a_figure() -> None:
    doc = RawRows()
    project(doc, 1, project_amount=("100", "万元"), unspent_amount=("20", "万元"))
    project(doc, 2, project_amount=("50", "万元"))
    doc.fact("execution_progress", "100", "%", aspect="rate")
    check = only(checks_of(doc.rows), "R03")
    assert (check.verdict, check.reason, check.severity) == ("not_evaluated", "missing", "info")
    assert "项目2：调整后预算数或资金结余" in check.message_zh
    assert "项目2: the revised budget or the unspent amount" in check.message_en


def test_an_empty_balance_claims_nothing_and_an_unread_one_says_so() -> None:
    doc = RawRows()
    project(doc, 1, project_amount=("100", "万元"), execution_rate=("100", "%"), unspent_amount=("", "—"))
    project(doc, 2, project_amount=("100", "万元"), execution_rate=("100", "%"), unspent_amount=("", "少量"))
    project(doc, 3, project_amount=("100", "万元"), execution_rate=("100", "%"), unspent_amount=("", "已收回财政"))
    full_rates = {c.subject: c.verdict for c in checks_of(doc.rows) if c.rule_id == "R01"}
    assert full_rates == {"项目2": "not_evaluated", "项目3": "ambiguous"}


def test_execution_rate_prefers_the_revised_budget() -> None:
    doc = RawRows()
    project(
        doc,
        1,
        original_budget=("90", "万元"),
        revised_budget=("120", "万元"),
        outturn=("60", "万元"),
        execution_rate=("50", "%"),
    )
    project(doc, 2, original_budget=("90", "万元"), outturn=("60", "万元"), execution_rate=("50", "%"))
    project(doc, 3, outturn=("60", "万元"), execution_rate=("50", "%"))
    rates = {c.subject: c for c in checks_of(doc.rows) if c.rule_id == "R02"}
    assert rates["项目1"].verdict == "consistent"
    assert (rates["项目2"].verdict, rates["项目2"].severity) == ("ambiguous", "warn")
    assert rates["项目2"].assumption is not None
    assert rates["项目3"].verdict == "not_evaluated"


def test_prints_of_one_datum() -> None:
    doc = RawRows()
    doc.fact("expenditure", "100.00")
    doc.fact("expenditure", "100")
    doc.fact("expenditure", "30.01", breakdown="function", item="教育支出")
    doc.fact("expenditure", "30.02", breakdown="function", item="教育支出")
    first = doc.fact("expenditure", "20.00", breakdown="function", item="农林水支出")
    doc.fact("expenditure", "20.90", breakdown="function", item="农林水支出")
    claim = doc.fact("expenditure", "21.00", breakdown="nature", item="项目支出")
    doc.identity("R07", {claim: 1}, {first: 1})
    doc.fact("price", "5", "元")
    doc.fact("price", "6", "元")
    checks = checks_of(doc.rows)
    prints = {c.subject: c for c in checks if c.rule_id == "R11"}
    assert {s: c.verdict for s, c in prints.items()} == {
        "甲县公安局": "consistent",
        "教育支出": "rounding",
        "农林水支出": "inconsistent",
    }
    assert "区间 [30.015, 30.025] 与文中的舍入区间 [30.005, 30.015] 相交" in prints["教育支出"].message_zh
    assert prints["农林水支出"].severity == "warn"
    assert only(checks, "R07").derived_from == [prints["农林水支出"].check_id], (
        "it rests on a datum that contradicts itself"
    )


def test_repeated_prints_narrow_each_other() -> None:
    doc = RawRows()
    coarse = doc.fact("expenditure", "10", breakdown="function", item="农林水支出")
    doc.fact("expenditure", "10.00", breakdown="function", item="农林水支出")
    total = doc.fact("expenditure", "30.40")
    other = doc.fact("expenditure", "20.10", breakdown="function", item="教育支出")
    doc.identity("R07", {total: 1}, {coarse: 1, other: 1})
    assert only(checks_of(doc.rows), "R07").verdict == "inconsistent"


def test_closing_balance() -> None:
    def flows(closing: str | None, opening: str | None, stage: str | None = None) -> list[Check]:
        doc = RawRows()
        doc.fact("revenue", "100.00", stage=stage)
        doc.fact("expenditure", "95.00", stage=stage)
        if closing is not None:
            doc.fact("closing_balance", closing)
        if opening is not None:
            doc.fact("opening_balance", opening)
        return [c for c in checks_of(doc.rows) if c.rule_id == "R04"]

    assert [c.verdict for c in flows("7.00", "2.00")] == ["consistent"]
    assert [(c.verdict, c.severity) for c in flows("8.00", "2.00")] == [("inconsistent", "error")]
    assert [(c.verdict, c.severity) for c in flows("7.00", None)] == [("ambiguous", "warn")]
    assert [c.verdict for c in flows("5.00", None)] == ["consistent"]
    (missing,) = flows(None, None)
    assert (missing.verdict, "年末结转结余" in missing.message_zh) == ("not_evaluated", True)
    assert flows(None, None, stage="original_budget") == [], "a plan has no closing balance yet"


def test_head_counts() -> None:
    doc = RawRows()
    doc.fact("establishment", "157", "名")
    doc.fact("establishment", "152", "名", breakdown="headcount_type", item="行政")
    doc.fact("establishment", "6", "名", breakdown="headcount_type", item="工勤")
    doc.fact("on_board_staff", "145", "名")
    doc.fact("on_board_staff", "138", "名", breakdown="headcount_type", item="行政")
    doc.fact("on_board_staff", "7", "名", breakdown="headcount_type", item="工勤")
    doc.fact("retired", "12", "名")
    doc.fact("retired", "9", "名", breakdown="headcount_type", item="行政")
    checks = checks_of(doc.rows)
    sums = {c.stated_value: c for c in checks if c.rule_id == "R36"}
    assert {v: c.verdict for v, c in sums.items()} == {"157": "inconsistent", "145": "consistent", "12": "ambiguous"}
    assert sums["157"].message_zh == "152 + 6 = 158 名，文中为 157 名；相差 -1 名，不一致。"
    assert {c.subject: c.verdict for c in checks if c.rule_id == "R37"} == {
        "甲县公安局": "consistent",
        "行政": "consistent",
        "工勤": "inconsistent",
    }


def test_what_a_sentence_states_is_not_bound_twice() -> None:
    doc = RawRows()
    total = doc.fact("establishment", "157", "名")
    parts = [
        doc.fact("establishment", v, "名", breakdown="headcount_type", item=i)
        for v, i in (("152", "行政"), ("5", "工勤"))
    ]
    doc.identity("R36", {total: 1}, dict.fromkeys(parts, 1))
    assert [c.verdict for c in checks_of(doc.rows)] == ["consistent"]


def test_trailing_zeros_that_may_have_been_dropped() -> None:
    doc = RawRows()
    for n in range(8):
        doc.fact("price", f"{n}.25", "万元")
    total = doc.fact("expenditure", "20.40")
    ten = doc.fact("expenditure", "10", breakdown="function", item="农林水支出")
    rest = doc.fact("expenditure", "10.30", breakdown="function", item="教育支出")
    rate = doc.fact("expenditure", "98", "%", aspect="share")
    doc.identity("R07", {total: 1}, {ten: 1, rest: 1})
    doc.identity("R09", {rate: 1}, {ten: 1}, {rest: 1}, scale=100)
    checks = checks_of(doc.rows)
    summed = only(checks, "R07")
    assert (summed.verdict, summed.reason, summed.severity) == ("ambiguous", "precision_inferred", "warn")
    assert only(checks, "R09").reason is None, "a rate is never judged on inferred precision"


def test_units_are_mixed_exactly() -> None:
    doc = RawRows()
    total = doc.fact("revenue", "1.5", "亿元")
    parts = [
        doc.fact("revenue", v, u, breakdown="fund_source", item=u) for v, u in (("14000", "万元"), ("9999999.99", "元"))
    ]
    doc.identity("R06", {total: 1}, dict.fromkeys(parts, 1))
    check = only(checks_of(doc.rows), "R06")
    assert check.verdict == "consistent"
    assert check.message_en == "1.4 + 0.1 = 1.5 亿元, the document prints 1.5 亿元: they agree.", "shown to one 元"


def test_figures_too_large_to_compare_are_not_evaluated() -> None:
    doc = RawRows()
    huge = "9" * 21
    stated = doc.fact("price", huge, "元")
    part = doc.fact("price", huge, "元")
    base = doc.fact("price", huge, "元")
    doc.identity("R09", {stated: 1}, {part: 1}, {base: 1}, scale=1)
    assert only(checks_of(doc.rows), "R09").verdict == "not_evaluated"


# --- the replay itself -----------------------------------------------------------------------------------------------


def test_nothing_read_gives_no_checks() -> None:
    assert checks_of({}) == []
    assert checks_of(RawRows().rows) == []


def test_replay_imports_neither_dbt_nor_frames() -> None:
    code = (
        "import sys, pipeline.warehouse.replay\n"
        "print([m for m in ('dbt', 'polars', 'pyarrow', 'pandas', 'numpy', 'dagster') if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_the_database_is_returned_open() -> None:
    con = replay.evaluate(seed_document())
    assert isinstance(con, duckdb.DuckDBPyConnection)
    assert con.sql("SELECT count(*) FROM intermediate.int_fact__reading").fetchall() == [(98,)]
    con.close()
