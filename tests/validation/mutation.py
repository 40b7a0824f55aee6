"""How many planted errors are caught: each figure of a report that takes part in an identity that holds, changed in six ways.

    python -m tests.validation.mutation [REPORT] [--every N]

A mutant is caught when a check that the report as printed does not fail is ``inconsistent`` or ``ambiguous`` and rests on
the changed figure; for a dropped row, which can no longer be cited, on a figure that stood in an identity with it. A row is
dropped only where the figure is a part of a printed sum: elsewhere nothing that is left says that it was there. A figure
counts where its value enters an identity: not where it is named alone (role ``context``: the amount beside a code), and not
where a rule of plausibility has looked at it, one that the rule book gives no tolerance (a price within wide bounds). How
many figures that leaves out is printed. A
seventh change, the last printed digit one up or down, must not make a check ``inconsistent`` whose rounding intervals
still meet. The change is made in the document as read; extraction and evaluation are those of ``gouji check``. Mutants
are evaluated many at a time, each as a department of its own, which is quicker and gives the same verdicts.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

from pipeline.document import Block, Document
from pipeline.extract import extract
from pipeline.extract.facts import Extraction, Fact
from pipeline.readers import read
from pipeline.warehouse.load import rows_of
from pipeline.warehouse.replay import evaluate

SEED = Path(__file__).parents[3] / "shared/cases/seed/report.txt"
RULE_BOOK = Path(__file__).parents[2] / "dbt_project/seeds/rules.csv"
with RULE_BOOK.open(encoding="utf-8", newline="") as seed:
    PLAUSIBILITY = frozenset(row["rule_id"] for row in csv.DictReader(seed) if not row["tolerance"])
"""Rules that compare no two values: the rule book gives them no tolerance."""
ASKED = """
select identity_id, fact_id from gouji.intermediate.int_identity__operand where fact_id is not null and role <> 'context'
"""
"""The figures of which an identity asks something."""
UNSOUND = frozenset({"inconsistent", "ambiguous"})
AT_A_TIME = 40
PARTS = """
select distinct fact_id from gouji.intermediate.int_identity__operand
where numerator_weight = 1 and relation = 'eq' and form = 'quotient'
qualify
    count(*) filter (where numerator_weight = 1) over (partition by document_id, identity_id) > 1
    and bool_and(denominator_weight = 0) over (partition by document_id, identity_id)
"""
"""The figures that are parts of a printed sum, by the identities that were evaluated."""
FIGURE = re.compile(r"(?P<sign>[-－−]?)(?P<digits>[0-9][0-9,]*(?:\.[0-9]+)?)")
OPPOSITES = (("增加", "减少"), ("增长", "下降"), ("上升", "下降"), ("提高", "降低"), ("增幅", "降幅"))
CLAUSE_ENDS = "，。；、,;：:\n（）()"


@dataclass(frozen=True, slots=True)
class Check:
    """One evaluated identity: its facts, those of which it asks the value, those that are parts of a printed sum, and the
    key by which it is known again in another mutant."""

    rule_id: str
    verdict: str
    facts: tuple[Fact, ...]
    asked: tuple[Fact, ...]
    parts: frozenset[Place]
    stated: Fact | None
    computed: tuple[Decimal, Decimal] | None

    def key(self, changed: Place) -> Key:
        """The rule and the figures that it rests on beside the one at ``changed``."""
        return self.rule_id, tuple(sorted(fact.value + fact.unit for fact in self.facts if not stands(fact, changed)))


Place = tuple[int, int | None, int | None, int]
Key = tuple[str, tuple[str, ...]]
Change = Callable[[Document, Fact], Document | None]


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of one figure."""

    kind: str
    fact: Fact
    document: Document


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a mutant; ``rules`` are those of the identities that held before."""

    mutant: Mutant
    caught_by: tuple[str, ...]
    rules: tuple[str, ...]


def place(fact: Fact) -> Place:
    """Where a fact stands."""
    at = fact.locator
    return at.block, at.row, at.col, at.start


def stands(fact: Fact, at: Place) -> bool:
    """Whether a fact stands there, or one character on, where a sign was put in front of it."""
    return place(fact) in (at, (*at[:3], at[3] + 1))


# --- the changes ------------------------------------------------------------------------------------------------------


def transposed(document: Document, fact: Fact) -> Document | None:
    """The first two neighbouring digits that differ, swapped."""
    return _digits_changed(document, fact, _transposed)


def digit_changed(document: Document, fact: Fact) -> Document | None:
    """The first digit made another one."""
    return _digits_changed(document, fact, lambda digits: str(int(digits[0]) % 9 + 1) + digits[1:])


def shifted(document: Document, fact: Fact) -> Document | None:
    """Ten times as much: the point one place to the right, or a zero more."""

    def by_ten(digits: str) -> str | None:
        whole, point, part = digits.partition(".")
        if not digits.strip("0.,"):
            return None
        return f"{whole}{part[0]}.{part[1:]}".rstrip(".") if point else f"{whole}0"

    return _digits_changed(document, fact, by_ten)


def unit_swapped(document: Document, fact: Fact) -> Document | None:
    """元 for 万元 or the other way round, where the unit is printed beside the figure."""

    def swap(printed: str) -> str | None:
        if printed.endswith("万元"):
            return printed.removesuffix("万元") + "元"
        return printed.removesuffix("元") + "万元" if printed.endswith("元") and printed[-2] not in "亿千百" else None

    return _changed(document, fact, swap) if (fact.value_base or 0) != 0 else None


def sign_flipped(document: Document, fact: Fact) -> Document | None:
    """The word of direction turned round, or a minus sign in front of the digits (or taken away)."""
    if (fact.value_base or 0) == 0:
        return None
    if fact.direction is not None:
        return _direction_turned(document, fact)

    def minus(printed: str) -> str | None:
        match = FIGURE.search(printed)
        if match is None:
            return None
        sign = "" if match["sign"] else "-"
        return printed[: match.start()] + sign + match["digits"] + printed[match.end() :]

    return _changed(document, fact, minus)


def dropped(document: Document, fact: Fact) -> Document | None:
    """The row of the table, or the clause of the sentence, left out."""
    at = fact.locator
    block = document.blocks[at.block]
    if block.table is None:
        before = max(block.text.rfind(end, 0, at.start) for end in CLAUSE_ENDS)
        after = min((found for end in CLAUSE_ENDS if (found := block.text.find(end, at.end)) >= 0), default=at.end)
        return _with_block(document, replace(block, text=block.text[: before + 1] + block.text[after + 1 :]))
    row = at.row or 0
    cells = block.table.cells
    if any(cell.rowspan > 1 and cell.row <= row < cell.row + cell.rowspan for cell in cells):
        return None
    left = tuple(replace(cell, row=cell.row - (cell.row > row)) for cell in cells if cell.row != row)
    return _with_block(document, replace(block, table=replace(block.table, cells=left, n_rows=block.table.n_rows - 1)))


def last_digit(step: int) -> Change:
    """The last printed digit one up or down."""

    def stepped(digits: str) -> str | None:
        number = Decimal(digits.replace(",", ""))
        ulp = Decimal(1).scaleb(int(number.as_tuple().exponent))
        return f"{number + step * ulp:f}" if number + step * ulp > 0 else None

    return lambda document, fact: _digits_changed(document, fact, stepped)


DROPPED = "row dropped"
CHANGES: Mapping[str, Change] = {
    "digit transposed": transposed,
    "digit changed": digit_changed,
    "shifted by ten": shifted,
    "unit swapped": unit_swapped,
    "sign or direction flipped": sign_flipped,
    DROPPED: dropped,
}
ROUNDING: Mapping[str, Change] = {"last digit + 1": last_digit(1), "last digit - 1": last_digit(-1)}


def _transposed(digits: str) -> str | None:
    for left, right in pairwise(range(len(digits))):
        pair = digits[left], digits[right]
        if pair[0] != pair[1] and "".join(pair).isdigit() and not (left == 0 and pair[1] == "0"):
            return digits[:left] + pair[1] + pair[0] + digits[right + 1 :]
    return None


def _direction_turned(document: Document, fact: Fact) -> Document | None:
    text = _text(document, fact)
    start = max(0, fact.locator.start - 20)
    nearest = (-1, "", "")
    for one, other in (*OPPOSITES, *((b, a) for a, b in OPPOSITES)):
        nearest = max(nearest, (text.rfind(one, start, fact.locator.end), one, other))
    found, one, other = nearest
    if found < 0:
        return None
    return _with_text(document, fact, text[:found] + other + text[found + len(one) :])


def _digits_changed(document: Document, fact: Fact, change: Callable[[str], str | None]) -> Document | None:
    def within(printed: str) -> str | None:
        match = FIGURE.search(printed)
        changed = change(match["digits"]) if match else None
        if match is None or changed is None:
            return None
        return printed[: match.start("digits")] + changed + printed[match.end("digits") :]

    return _changed(document, fact, within)


def _changed(document: Document, fact: Fact, change: Callable[[str], str | None]) -> Document | None:
    text, at = _text(document, fact), fact.locator
    printed = change(text[at.start : at.end])
    if printed is None or printed == text[at.start : at.end]:
        return None
    return _with_text(document, fact, text[: at.start] + printed + text[at.end :])


def _text(document: Document, fact: Fact) -> str:
    block, at = document.blocks[fact.locator.block], fact.locator
    if block.table is None:
        return block.text
    return next(cell.text for cell in block.table.cells if (cell.row, cell.col) == (at.row, at.col))


def _with_text(document: Document, fact: Fact, text: str) -> Document:
    block, at = document.blocks[fact.locator.block], fact.locator
    if block.table is None:
        return _with_block(document, replace(block, text=text))
    cells = tuple(
        replace(cell, text=text) if (cell.row, cell.col) == (at.row, at.col) else cell for cell in block.table.cells
    )
    return _with_block(document, replace(block, table=replace(block.table, cells=cells)))


def _with_block(document: Document, block: Block) -> Document:
    blocks = tuple(block if one.index == block.index else one for one in document.blocks)
    return replace(document, blocks=blocks)


# --- their evaluation -------------------------------------------------------------------------------------------------


def evaluated(documents: Sequence[Document], department: str, fiscal_year: int | None) -> list[list[Check]]:
    """The checks of each document, each as if it were alone."""
    rows: dict[str, list[Any]] = defaultdict(list)
    extractions: list[Extraction] = []
    for number, document in enumerate(documents):
        own = hashlib.sha256(f"{number}".encode()).hexdigest()
        alone = replace(document, sha256=own, path=f"{number}/{document.path}")
        extractions.append(extract(alone, department=f"{department}{number:04d}", fiscal_year=fiscal_year))
        for table, more in rows_of(alone, extractions[-1]).items():
            rows[table].extend(more)
    numbers = {str(row["document_id"]): number for number, row in enumerate(rows["document"])}
    facts = {fact.fact_id: fact for extraction in extractions for fact in extraction.facts}
    found: list[list[Check]] = [[] for _ in documents]
    with evaluate(rows) as con:
        parts = {fact_id for (fact_id,) in con.execute(PARTS).fetchall()}
        asked = set(con.execute(ASKED).fetchall())
        checks = con.execute(
            "select identity_id, document_id, rule_id, verdict, operand_fact_ids, computed_lower, computed_upper, stated_value "
            "from gouji.marts.fct_check"
        ).fetchall()
    for identity_id, document_id, rule_id, verdict, fact_ids, lower, upper, stated in checks:
        operands = tuple(facts[fact_id] for fact_id in fact_ids)
        subjects = tuple(fact for fact in operands if (identity_id, fact.fact_id) in asked)
        of_stated = [fact for fact in operands if fact.value.lstrip("-") == (stated or "").lstrip("-")]
        computed = (lower, upper) if lower is not None and upper is not None else None
        first = of_stated[0] if len(of_stated) == 1 else None
        of_a_sum = frozenset(place(fact) for fact in operands if fact.fact_id in parts)
        found[numbers[document_id]].append(Check(rule_id, verdict, operands, subjects, of_a_sum, first, computed))
    return found


def mutants(document: Document, facts: Iterable[Fact], changes: Mapping[str, Change]) -> Iterator[Mutant]:
    """Each change of each figure that it applies to."""
    for fact in facts:
        for kind, change in changes.items():
            changed = change(document, fact)
            if changed is not None:
                yield Mutant(kind, fact, changed)


@dataclass(frozen=True, slots=True)
class Report:
    """A report as printed: its checks, and the figures that stand in an identity that holds."""

    document: Document
    department: str
    fiscal_year: int | None
    checks: tuple[Check, ...]

    @property
    def figures(self) -> list[Fact]:
        """The figures whose values enter identities that hold, in the order of the text."""
        facts = {place(fact): fact for check in self.checks if self._holds(check) for fact in check.asked}
        return [facts[at] for at in sorted(facts, key=lambda at: tuple(-1 if part is None else part for part in at))]

    @property
    def left_out(self) -> list[Fact]:
        """The other figures that a check that holds cites: it names them, or finds them plausible."""
        counted = {place(fact) for fact in self.figures}
        cited = {place(fact): fact for check in self.checks if check.verdict == "consistent" for fact in check.facts}
        return [fact for at, fact in cited.items() if at not in counted]

    def _holds(self, check: Check) -> bool:
        return check.verdict == "consistent" and check.rule_id not in PLAUSIBILITY

    def is_part(self, fact: Fact) -> bool:
        """Whether a figure is a part of a printed sum that holds; without a part of zero the sum holds as well."""
        return fact.value_base != 0 and any(place(fact) in check.parts for check in self.identities(fact))

    def identities(self, fact: Fact) -> list[Check]:
        """The identities that hold and rest on a figure."""
        return [c for c in self.checks if self._holds(c) and place(fact) in map(place, c.asked)]


def report(path: Path) -> Report:
    """Reads and evaluates a report."""
    document = read(path)
    extraction = extract(document)
    department = extraction.department or "某部门"
    [checks] = evaluated([document], department, extraction.fiscal_year)
    return Report(document, department, extraction.fiscal_year, tuple(checks))


def outcomes(of: Report, every: int = 1) -> Iterator[Outcome]:
    """What became of each mutant, or of every n-th."""
    made = [one for one in mutants(of.document, of.figures, CHANGES) if one.kind != DROPPED or of.is_part(one.fact)]
    chosen = made[::every]
    for start in range(0, len(chosen), AT_A_TIME):
        batch = chosen[start : start + AT_A_TIME]
        found = evaluated([mutant.document for mutant in batch], of.department, of.fiscal_year)
        for mutant, checks in zip(batch, found, strict=True):
            held = of.identities(mutant.fact)
            yield Outcome(
                mutant, tuple(sorted(_caught_by(of, mutant, checks))), tuple(sorted({c.rule_id for c in held}))
            )


def _caught_by(of: Report, mutant: Mutant, checks: Iterable[Check]) -> set[str]:
    at = place(mutant.fact)
    known = Counter(check.key(at) for check in of.checks if check.verdict in UNSOUND)
    partners = {(fact.value, fact.unit) for check in of.identities(mutant.fact) for fact in check.facts}
    caught = set()
    for check in checks:
        if check.verdict not in UNSOUND or check.key(at) in known:
            continue
        cited = partners if mutant.kind == DROPPED else None
        if any((fact.value, fact.unit) in cited if cited else stands(fact, at) for fact in check.facts):
            caught.add(check.rule_id)
    return caught


def rounding_alarms(of: Report, every: int = 1) -> tuple[int, list[tuple[Mutant, str]]]:
    """How many stated figures were moved by one last digit with intervals that still meet, and which of these mutants
    were called inconsistent (with the rule). The intervals are compared here, apart from the evaluator."""
    tried: list[tuple[Mutant, Check]] = []
    for check in of.checks:
        if check.verdict == "consistent" and check.stated and check.computed and check.stated.exactness == "printed":
            for mutant in mutants(of.document, [check.stated], ROUNDING):
                if _meets(check, 1 if mutant.kind.endswith("+ 1") else -1):
                    tried.append((mutant, check))
    tried = tried[::every]
    alarms = []
    for start in range(0, len(tried), AT_A_TIME):
        batch = tried[start : start + AT_A_TIME]
        found = evaluated([mutant.document for mutant, _ in batch], of.department, of.fiscal_year)
        for (mutant, check), checks in zip(batch, found, strict=True):
            at = place(mutant.fact)
            same = [one for one in checks if one.key(at) == check.key(at) and at in map(place, one.facts)]
            if any(one.verdict == "inconsistent" for one in same):
                alarms.append((mutant, check.rule_id))
    return len(tried), alarms


def _meets(check: Check, step: int) -> bool:
    """Whether the stated interval, moved by one last digit, still meets the computed one (both in the stated unit)."""
    assert check.stated is not None and check.computed is not None
    ulp = Decimal(1).scaleb(-check.stated.decimals)
    stated = abs(Decimal(check.stated.value)) + step * ulp
    lower, upper = sorted(map(abs, check.computed))
    return stated - ulp / 2 <= upper and lower <= stated + ulp / 2


# --- what is shown ----------------------------------------------------------------------------------------------------


def show(of: Report, found: Sequence[Outcome], tried: int, alarms: Sequence[tuple[Mutant, str]]) -> None:
    """Prints counts by change, survivors, and what rounding mutants did."""
    print(f"Figures in an identity that holds: {len(of.figures)}\n")
    print(f"Named or found plausible by a check that holds, and in no identity (left out): {len(of.left_out)}")
    for fact in of.left_out:
        print(f"- 「{' '.join(fact.quote.split())}」 {_where(fact)}")
    print()
    print("| change | mutants | caught | % |\n|---|---:|---:|---:|")
    for kind in (*CHANGES, "all"):
        some = [outcome for outcome in found if kind in (outcome.mutant.kind, "all")]
        caught = sum(bool(outcome.caught_by) for outcome in some)
        print(f"| {kind} | {len(some)} | {caught} | {100 * caught / max(len(some), 1):.1f} |")
    print(f"\nLast digit ± 1 with intervals that still meet: {tried}; called inconsistent: {len(alarms)}")
    for mutant, rule in alarms:
        print(f"- {rule} {mutant.kind}: 「{mutant.fact.quote.strip()}」")
    print("\nSurvivors:\n")
    for outcome in found:
        if not outcome.caught_by:
            kind, fact = outcome.mutant.kind, outcome.mutant.fact
            print(f"- {kind}: 「{' '.join(fact.quote.split())}」 {_where(fact)}; held in {', '.join(outcome.rules)}")


def _where(fact: Fact) -> str:
    return f"block {fact.locator.block}" + (f" row {fact.locator.row}" if fact.locator.row is not None else "")


def main() -> None:
    """Runs the command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("report", nargs="?", type=Path, default=SEED)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only every N-th mutant")
    arguments = parser.parse_args()
    of = report(arguments.report)
    show(of, list(outcomes(of, arguments.every)), *rounding_alarms(of, arguments.every))


if __name__ == "__main__":
    main()
