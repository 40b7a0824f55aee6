"""How much of labelled documents the product reads and judges rightly: facts, claims, seed labels.

    python -m tests.validation.measure CORPUS_DIR [CORPUS_DIR ...] [--misses]

A folder with ``gold.jsonl`` holds passages with labelled facts and claims; one with ``labels.jsonl`` and ``report.txt``
holds one report with labels by rule. Each file is read, extracted and evaluated as ``gouji check`` does it.

A claim is met by a check that states the same figure, rests on the labelled operands and computes the labelled value;
or by one that states the same figure in an overlapping quote and computes that value from equivalent figures (a share of
the sum of all parts in place of their printed total). A check that computes another value is bound to other figures: its
verdict does not count as right, whatever it is, but it counts as an alarm. Signs are left out of all comparisons: a
decrease is printed as a positive figure and kept as a negative one.

Beside the strict row stands one more: planted errors that a reader of the findings would look at all the same, because some
finding (inconsistent or ambiguous) states the very figure in an overlapping quote, by whatever identity and over whatever
operands. It counts the strict hits as well, and no finding whose verdict or figure differs.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import SequenceMatcher
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from pipeline.extract import extract
from pipeline.readers import read
from pipeline.warehouse.load import rows_of
from pipeline.warehouse.replay import evaluate

#: How near a check comes to a labelled claim: it rests on the labelled operands, computes the same value from
#: equivalent ones, lacks an operand, or is bound to other figures.
Tier = Literal["same", "equivalent", "not_evaluated", "other", "none"]

UNSOUND = frozenset({"inconsistent", "ambiguous"})
# Kinds whose label states no figure of its own that a check would state too.
_UNSTATED = frozenset({"bound", "same_value", "base_year", "grade"})
# Rules that state the figures of another kind of claim: a share of 100 % is no growth of 100 %.
_OTHER_KINDS = {
    "pct_change": frozenset({"R02", "R03", "R90", "R92"}),
    "share": frozenset({"R08", "R09", "R90"}),
    "ratio": frozenset({"R08", "R09", "R90"}),
    "rate": frozenset({"R08", "R09", "R90"}),
    "sum": frozenset({"R11", "R41"}),
    "delta": frozenset({"R11", "R41"}),
    "product": frozenset({"R06", "R07", "R10", "R11", "R33"}),
}
# Rules that compute; a base year that is the report's own is not theirs to find.
_ARITHMETIC = frozenset({"R02", "R04", "R06", "R07", "R08", "R09", "R10", "R11", "R33", "R36", "R92"})
_SPACE = re.compile(r"\s+")
_WIDTH = str.maketrans("％（）０１２３４５６７８９．，", "%()0123456789.,")


# --- labels -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class GoldFact:
    """A labelled figure: ``value`` and ``unit`` as printed, ``year`` None where the passage does not tell it."""

    file: str
    metric: str
    value: Decimal
    unit: str
    year: int | None
    quote: str


@dataclass(frozen=True, slots=True)
class GoldClaim:
    """A labelled statement about figures: ``formula`` over ``operands`` (a, b, c …) ought to give ``stated``.

    ``recomputed`` is what it gives, None where the base is zero; for a bound (``stated<=a``) it is the bound.
    """

    file: str
    kind: str
    stated: Decimal
    unit: str
    operands: tuple[Decimal, ...]
    recomputed: Decimal | None
    verdict: str
    quote: str
    formula: str
    note: str


@dataclass(frozen=True, slots=True)
class GoldFile:
    """One passage and its labels."""

    path: Path
    facts: tuple[GoldFact, ...]
    claims: tuple[GoldClaim, ...]


@dataclass(frozen=True, slots=True)
class SeedLabel:
    """A labelled verdict of one rule about a report; ``rule`` is the bare id (R01)."""

    label_id: str
    rule: str
    verdict: str
    severity: str
    quotes: tuple[str, ...]
    stated: str


def load_gold(folder: Path) -> list[GoldFile]:
    """The passages of a folder with ``gold.jsonl``; numbers may be JSON numbers or strings of digits."""
    return [_gold_file(folder, row) for row in _json_lines(folder / "gold.jsonl")]


def load_labels(folder: Path) -> list[SeedLabel]:
    """The labels of a folder with ``labels.jsonl``."""
    return [
        SeedLabel(
            str(row["id"]),
            str(row["rule"]).partition("_")[0],
            str(row["verdict"]),
            str(row["severity"]),
            tuple(row["quotes"]),
            str(row["stated"]),
        )
        for row in _json_lines(folder / "labels.jsonl")
    ]


def _json_lines(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line, parse_float=Decimal, parse_int=Decimal)


def _gold_file(folder: Path, row: Mapping[str, Any]) -> GoldFile:
    name = str(row["file"])
    facts = tuple(
        GoldFact(
            name, x["metric"], Decimal(x["value"]), x["unit"], None if x["year"] is None else int(x["year"]), x["quote"]
        )
        for x in row["facts"]
    )
    claims = tuple(
        GoldClaim(
            name,
            x["kind"],
            Decimal(x["stated"]),
            x["unit"],
            tuple(Decimal(v) for v in x["operands"]),
            None if x["recomputed"] is None else Decimal(x["recomputed"]),
            x["verdict"],
            x["quote"],
            x["formula"],
            x.get("note") or "",
        )
        for x in row["claims"]
    )
    return GoldFile(folder / name, facts, claims)


# --- what the product says --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReadFact:
    """A figure as the extraction gives it."""

    fact_id: str
    value: Decimal
    unit: str
    year: int | None
    measure: str
    aspect: str
    quote: str


@dataclass(frozen=True, slots=True)
class ReadCheck:
    """A row of ``fct_check``: ``operands`` are the printed values it rests on without the stated one."""

    check_id: str
    rule: str
    verdict: str
    stated: Decimal | None
    computed: Decimal | None
    operands: tuple[Decimal, ...]
    quotes: tuple[str, ...]
    reason: str

    @property
    def values(self) -> Counter[Decimal]:
        """All printed figures of the check, unsigned."""
        return Counter(self.operands) + Counter([] if self.stated is None else [abs(self.stated)])


@dataclass(frozen=True)
class Reading:
    """All facts and checks of one file, and the figures that were left unread."""

    facts: tuple[ReadFact, ...]
    checks: tuple[ReadCheck, ...]
    unread: tuple[str, ...]

    @cached_property
    def by_stated(self) -> dict[Decimal, list[ReadCheck]]:
        """The checks by the unsigned figure they state."""
        found: dict[Decimal, list[ReadCheck]] = {}
        for check in self.checks:
            if check.stated is not None:
                found.setdefault(abs(check.stated), []).append(check)
        return found

    @cached_property
    def read_values(self) -> frozenset[Decimal]:
        """The unsigned values of all facts."""
        return frozenset(abs(fact.value) for fact in self.facts)


def read_file(path: Path) -> Reading:
    """Reads, extracts and evaluates one file."""
    document = read(path)
    rows = rows_of(document, extract(document))
    facts = tuple(_read_fact(row) for row in rows["fact"] if row["value_base"] is not None)
    values = {fact.fact_id: abs(fact.value) for fact in facts}
    with evaluate(rows) as con:
        found = con.execute(
            "select check_id, rule_id, verdict, stated_value, computed_value, operand_fact_ids, quotes, coalesce(reason, '') "
            "from marts.fct_check"
        ).fetchall()
    unread = tuple(str(row["text"]) for row in rows["figure"] if row["fate"] == "unread")
    return Reading(facts, tuple(_read_check(row, values) for row in found), unread)


def _read_fact(row: Mapping[str, Any]) -> ReadFact:
    return ReadFact(
        row["fact_id"],
        Decimal(row["value"]),
        row["unit"],
        row["fiscal_year"],
        row["measure"],
        row["aspect"],
        row["quote"],
    )


def _read_check(row: Sequence[Any], values: Mapping[str, Decimal]) -> ReadCheck:
    check_id, rule, verdict, stated_text, computed, fact_ids, quotes, reason = row
    stated = Decimal(stated_text) if re.fullmatch(r"-?\d+(?:\.\d+)?", stated_text or "") else None
    operands = [values[fact_id] for fact_id in fact_ids if fact_id in values]
    if stated is not None and abs(stated) in operands:
        operands.remove(abs(stated))
    return ReadCheck(check_id, rule, verdict, stated, computed, tuple(operands), tuple(quotes), reason)


# --- scores -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Miss:
    """One label that the product does not meet; ``cause`` groups misses of one kind."""

    file: str
    what: str
    cause: str
    quote: str
    expected: str
    got: str


@dataclass(slots=True)
class Score:
    """Counts by name (rows of the table) and the misses behind them."""

    hits: Counter[str] = field(default_factory=Counter)
    totals: Counter[str] = field(default_factory=Counter)
    misses: list[Miss] = field(default_factory=list)

    def note(self, name: str, hit: bool, miss: Miss | None = None) -> None:
        """Counts one label under ``name``, and keeps ``miss`` where it was not met."""
        self.totals[name] += 1
        self.hits[name] += hit
        if miss is not None and not hit:
            self.misses.append(miss)

    def add(self, other: Score) -> None:
        """Adds the counts and misses of another score."""
        self.hits.update(other.hits)
        self.totals.update(other.totals)
        self.misses.extend(other.misses)


def measure_corpus(folder: Path) -> Score:
    """Scores a folder of passages with labelled facts and claims."""
    score = Score()
    for gold in load_gold(folder):
        score.add(score_file(gold, read_file(gold.path)))
    return score


def score_file(gold: GoldFile, reading: Reading) -> Score:
    """Scores one passage against what was read from it."""
    score = Score()
    for fact in gold.facts:
        _score_fact(score, fact, reading)
    met: set[str] = set()
    for claim in gold.claims:
        met |= _score_claim(score, claim, reading)
    _score_alarms(score, gold, reading, met)
    return score


def _score_fact(score: Score, fact: GoldFact, reading: Reading) -> None:
    found = [x for x in reading.facts if x.value == fact.value and _plain(x.unit) == _plain(fact.unit)]
    expected = f"{fact.value} {fact.unit} ({fact.metric})"
    others = [f"{x.value} {x.unit} {x.measure}" for x in reading.facts if x.value == fact.value]
    cause = "fact: read with another unit" if others else "fact: figure not read"
    score.note("facts found", bool(found), Miss(fact.file, "fact", cause, fact.quote, expected, "; ".join(others)))
    if found and fact.year is not None:
        near = [x for x in found if overlap(x.quote, fact.quote)] or found
        years = {x.year for x in near}
        if years != {None}:
            told = ", ".join(str(year) for year in sorted(years, key=str))
            miss = Miss(fact.file, "year", "fact: another year", fact.quote, f"{expected} in {fact.year}", told)
            score.note("facts of the right year", fact.year in years, miss)


def _score_claim(score: Score, claim: GoldClaim, reading: Reading) -> set[str]:
    """Scores one claim; returns the checks that speak of it."""
    tier, matched = match(claim, reading)
    verdicts = {check.verdict for check in matched}
    answered = tier in ("same", "equivalent")
    expected = f"{claim.kind} {claim.stated}{claim.unit} of {_list(claim.operands)}: {claim.verdict}"
    if claim.note:
        expected += f" ({claim.note})"
    got = "; ".join(_shown(check) for check in matched) or _what_was_read(claim, reading)
    right = answered and claim.verdict in verdicts
    miss = Miss(claim.file, claim.kind, cause_of(claim, reading, tier, matched), claim.quote, expected, got)
    score.note("claims evaluated", answered)
    score.note("claims with the right verdict", right, miss)
    score.note(f"  {claim.kind}: right verdict", right)
    if tier == "equivalent":
        score.note("  by equivalent figures", True)
    if claim.verdict == "inconsistent":
        score.note("inconsistent claims found", right)
        score.note("  or flagged as ambiguous", answered and bool(verdicts & UNSOUND))
        score.note("  or by another identity over the figure", right or flagged_at(claim, reading))
        if tier == "other" and "inconsistent" in verdicts:
            score.note("  flagged with other figures", True)
    else:
        score.note("sound claims left alone", "inconsistent" not in verdicts)
        if "inconsistent" in verdicts and right:
            score.misses.append(Miss(claim.file, claim.kind, "alarm on a sound claim", claim.quote, expected, got))
    return {check.check_id for check in matched}


def _score_alarms(score: Score, gold: GoldFile, reading: Reading, met: set[str]) -> None:
    """Checks ``inconsistent`` that no label speaks of: beside a planted error, or out of the blue."""
    broken = [claim for claim in gold.claims if claim.verdict == "inconsistent"]
    for check in reading.checks:
        if check.verdict != "inconsistent" or check.check_id in met:
            continue
        beside = any(_shares_figures(check, claim) for claim in broken)
        name = "alarms beside a planted error" if beside else "alarms out of the blue"
        score.note(name, True)
        if not beside:
            quote = "  ".join(check.quotes)
            score.misses.append(
                Miss(
                    gold.path.name, "alarm", f"alarm out of the blue: {check.rule}", quote, "no finding", _shown(check)
                )
            )


def _shares_figures(check: ReadCheck, claim: GoldClaim) -> bool:
    """Does the check rest on the misprinted figure? The stated one, or two of the figures of the broken claim."""
    if check.values[abs(claim.stated)]:
        return True
    if check.stated is None:
        return any(overlap(quote, claim.quote) for quote in check.quotes)
    return (check.values & Counter(abs(x) for x in claim.operands)).total() >= min(2, len(claim.operands))


def match(claim: GoldClaim, reading: Reading) -> tuple[Tier, list[ReadCheck]]:
    """The checks that speak of a claim, and how near they come to it."""
    operands = Counter(abs(x) for x in claim.operands)
    tiers: dict[Tier, list[ReadCheck]] = {"same": [], "equivalent": [], "not_evaluated": [], "other": []}
    for check in _candidates(claim, operands, reading):
        if check.verdict == "not_evaluated":
            tiers["not_evaluated"].append(check)
        elif not _computes(check, claim):
            tiers["other"].append(check)
        else:
            tiers["equivalent" if operands - check.values else "same"].append(check)
    for tier, checks in tiers.items():
        if checks:
            return tier, checks
    return "none", []


def _candidates(claim: GoldClaim, operands: Counter[Decimal], reading: Reading) -> list[ReadCheck]:
    """Checks that state the figure and rest on the operands, or stand at the same place and share an operand.

    Where a figure is printed at several places, those at the place of the claim.
    """
    if claim.kind in _UNSTATED:
        return _unstated(claim, reading)
    found = [
        (check, any(overlap(quote, claim.quote) for quote in check.quotes))
        for check in reading.by_stated.get(abs(claim.stated), [])
        if check.rule not in _OTHER_KINDS.get(claim.kind, frozenset())
        and (not check.operands or not operands or operands & Counter(check.operands))
    ]
    at_place = [check for check, here in found if here]
    return at_place or [check for check, _ in found if not operands - Counter(check.operands)]


def _unstated(claim: GoldClaim, reading: Reading) -> list[ReadCheck]:
    """Checks at the place of a claim that prints no figure of its own: a bound, 「持平」, a grade, a base year."""
    figures = Counter(abs(x) for x in (claim.stated, *claim.operands))
    at_place = [check for check in reading.checks if any(overlap(quote, claim.quote) for quote in check.quotes)]
    if claim.kind == "grade":
        return [check for check in at_place if check.rule == "R88"]
    if claim.kind == "base_year":
        return [check for check in at_place if check.verdict in UNSOUND and check.rule not in _ARITHMETIC]
    return [check for check in at_place if not figures - check.values]


def _computes(check: ReadCheck, claim: GoldClaim) -> bool:
    """Does the check compute the labelled value, within one unit of the stated figure's last place?"""
    if claim.kind in _UNSTATED:
        return True
    if check.computed is None:
        # A logical rule, or a base of zero: it computes nothing, and speaks of the claim where it rests on its figures.
        return not Counter(abs(x) for x in claim.operands) - check.values
    if claim.recomputed is None:
        return False
    exponent = claim.stated.as_tuple().exponent
    unit = Decimal(1).scaleb(exponent) if isinstance(exponent, int) else Decimal(1)
    return abs(abs(check.computed) - abs(claim.recomputed)) <= unit


def flagged_at(claim: GoldClaim, reading: Reading) -> bool:
    """Does a finding, by whatever identity, state the figure of the claim, and quote it where the claim does?"""
    stated = abs(claim.stated)
    return any(
        check.verdict in UNSOUND and any(stated in _figures(q) and overlap(q, claim.quote) for q in check.quotes)
        for check in reading.by_stated.get(stated, [])
    )


def _figures(quote: str) -> set[Decimal]:
    return {Decimal(digits) for digits in re.findall(r"\d+(?:\.\d+)?", _plain(quote).replace(",", ""))}


def cause_of(claim: GoldClaim, reading: Reading, tier: Tier, matched: Sequence[ReadCheck]) -> str:
    """Why a claim is not met, in a few words that group like with like."""
    if tier == "not_evaluated":
        return f"{claim.kind}: not evaluated ({matched[0].reason})"
    if tier == "other":
        return f"{claim.kind}: bound to other figures, {_list(sorted({check.verdict for check in matched}))}"
    if matched:
        given = _list(sorted({check.verdict for check in matched}))
        return f"{claim.kind}: verdict {claim.verdict} expected, {given} given"
    figures = {abs(claim.stated), *map(abs, claim.operands)} - {Decimal(0)}
    if claim.kind != "base_year" and not figures <= reading.read_values:
        return f"{claim.kind}: a figure was not read"
    return f"{claim.kind}: no check"


def _what_was_read(claim: GoldClaim, reading: Reading) -> str:
    lost = [str(x) for x in (claim.stated, *claim.operands) if x and abs(x) not in reading.read_values]
    if lost:
        return f"not read: {', '.join(lost)}"
    facts = [x for x in reading.facts if abs(x.value) == abs(claim.stated)]
    return "no check; read as " + "; ".join(f"{x.measure}/{x.aspect} {x.value}{x.unit}" for x in facts)


def _shown(check: ReadCheck) -> str:
    reason = f" [{check.reason}]" if check.reason else ""
    return f"{check.rule} {check.stated} of {_list(check.operands)}: {check.verdict}{reason}"


def _list(values: Iterable[object]) -> str:
    return ", ".join(str(value) for value in values) or "–"


# --- seed labels ------------------------------------------------------------------------------------------------------


def measure_labels(folder: Path) -> Score:
    """Scores a report with labels by rule: met by a check of that rule and verdict with an overlapping quote."""
    reading = read_file(folder / "report.txt")
    score = Score()
    for label in load_labels(folder):
        of_rule = [check for check in reading.checks if check.rule == label.rule]
        near = [check for check in of_rule if _quotes_overlap(check.quotes, label.quotes)]
        hit = any(check.verdict == label.verdict for check in near)
        if near:
            cause, got = "another verdict", "; ".join(f"{x.rule} {x.verdict} {x.stated}" for x in near[:4])
        else:
            cause, got = ("at another place", f"{len(of_rule)} checks") if of_rule else ("no check of the rule", "–")
        miss = Miss(
            label.label_id,
            label.rule,
            f"{label.rule}: {cause}",
            " … ".join(label.quotes),
            f"{label.rule} {label.verdict} ({label.stated})",
            got,
        )
        score.note("labels met", hit, miss)
        score.note(f"  {label.verdict}", hit)
        score.note(f"    {label.rule}", hit)
    return score


def _quotes_overlap(found: Iterable[str], labelled: Sequence[str]) -> bool:
    return any(overlap(quote, label) for quote in found for label in labelled)


def overlap(one: str, other: str) -> bool:
    """Do two quotes show the same place? One holds the other, or they share a stretch with a figure in it."""
    a, b = _plain(one), _plain(other)
    if not a or not b:
        return False
    if a in b or b in a:
        return True
    shared = SequenceMatcher(None, a, b, autojunk=False).find_longest_match()
    stretch = a[shared.a : shared.a + shared.size]
    return shared.size >= 6 and re.search(r"\d+\.\d+|\d{3,}|\d+%", stretch) is not None


def _plain(text: str) -> str:
    return _SPACE.sub("", text).translate(_WIDTH)


# --- the face ---------------------------------------------------------------------------------------------------------


def table(score: Score) -> str:
    """The counts as lines: name, met, of how many, percent."""
    lines = []
    for name in _in_order(score.totals):
        hits, total = score.hits[name], score.totals[name]
        if name in _COUNTS:
            lines.append(f"{name:<42}{total:>5}")
        else:
            lines.append(f"{name:<42}{hits:>5} of {total:>4}  {100 * hits / total:5.1f} %")
    return "\n".join(lines)


_ORDER = (
    "facts found",
    "facts of the right year",
    "claims evaluated",
    "claims with the right verdict",
    "  by equivalent figures",
    "inconsistent claims found",
    "  or flagged as ambiguous",
    "  or by another identity over the figure",
    "  flagged with other figures",
    "sound claims left alone",
    "alarms out of the blue",
    "alarms beside a planted error",
    "labels met",
)


_COUNTS = frozenset(_ORDER) & {
    "  by equivalent figures",
    "  flagged with other figures",
    "alarms out of the blue",
    "alarms beside a planted error",
}


def _in_order(names: Iterable[str]) -> list[str]:
    present = set(names)
    return [name for name in _ORDER if name in present] + sorted(present - set(_ORDER))


def causes(misses: Sequence[Miss]) -> list[tuple[str, list[Miss]]]:
    """The misses grouped by cause, most frequent first."""
    groups: dict[str, list[Miss]] = {}
    for miss in misses:
        groups.setdefault(miss.cause, []).append(miss)
    return sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))


def listing(misses: Sequence[Miss]) -> str:
    """Every miss with file, quote, expected and got, below its cause."""
    lines = []
    for cause, group in causes(misses):
        lines.append(f"\n== {cause} ({len(group)})")
        for miss in group:
            lines.append(f"- {miss.file}  「{_SPACE.sub(' ', miss.quote)}」")
            lines.append(f"    expected {miss.expected}")
            lines.append(f"    got      {miss.got}")
    return "\n".join(lines)


def measure(folder: Path) -> Score:
    """Scores whichever labels a folder holds.

    Raises FileNotFoundError where it holds neither ``gold.jsonl`` nor ``labels.jsonl``.
    """
    if (folder / "gold.jsonl").is_file():
        return measure_corpus(folder)
    if (folder / "labels.jsonl").is_file():
        return measure_labels(folder)
    raise FileNotFoundError(
        f"{folder}: 没有 gold.jsonl 或 labels.jsonl。 / There is no gold.jsonl and no labels.jsonl."
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Measures each folder and prints its table; 2 where a folder holds no labels."""
    parser = argparse.ArgumentParser(prog="measure", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, metavar="CORPUS_DIR")
    parser.add_argument("--misses", action="store_true", help="逐条列出未达到的标注 / list each label that is not met")
    arguments = parser.parse_args(argv)
    for folder in arguments.folders:
        try:
            score = measure(folder)
        except FileNotFoundError as error:
            print(error)
            return 2
        print(f"# {folder.name}\n{table(score)}")
        if arguments.misses:
            print(listing(score.misses))
        print()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
