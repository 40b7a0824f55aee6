"""What a document says, as plain values: facts, the identities it states itself, table records, and every figure's fate.

A **fact** is one printed figure with its place and its rounding interval. An **identity** says which facts ought to
agree; whether they do is decided once, in SQL, for all identities alike (dbt_project/models/intermediate/check).
Nothing here computes a verdict.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from pipeline.document import Locator

Exactness = Literal["printed", "exact", "at_least", "at_most", "about", "unreadable"]
Aspect = Literal["level", "change", "change_rate", "share", "rate"]
Form = Literal["quotient", "product"]
Relation = Literal["eq", "le", "ge"]
Role = Literal["stated", "part", "base", "context"]


@dataclass(frozen=True, slots=True)
class Fact:
    """One printed figure.

    value: the digits as printed, normalised (no commas, half width, a printed minus sign kept), e.g. ``6288.30``.
    unit: as printed (万元, 元, %, 个百分点, 人 …); "" where none is printed or declared.
    value_base: in 元 for amounts, the plain number for everything else (percent stays in percent points); None where the
        print cannot be read (a doubled sign, 「－-12万元」), and exactness is then ``unreadable``.
    decimals: digits printed after the point.
    lower, upper: the rounding interval in base units (SPEC 2.0): value ± half a unit in the last printed place;
        counts, contract prices and whole points are exact; None is an open side (以上, 以下).
    subject: what the figure is about, in the document's own words (a department, a function class, a project …).
    measure: a code of dbt_project/seeds/measures.csv: revenue, expenditure, unspent_amount, on_board_staff …
    aspect: what of the measure is printed: ``level`` (the quantity itself), ``change`` and ``change_rate`` (against
        ``base_year`` where that is known), ``share`` (of a whole) or ``rate`` (of a budget: 执行率, 完成预算的 %).
    breakdown, item, item_code: which list of parts the subject belongs to (total, fund_source, function, nature,
        headcount_type, project, indicator …), the canonical name of the part, and its official code if known.
    stage: original_budget, revised_budget, budget, outturn, final_outturn … (SPEC 1.2) or None.
    direction: +1 for 增加/增长, -1 for 减少/下降, None where the figure is not a change.
    record_id: the table record (row) that it stands in, or None.
    """

    fact_id: str
    subject: str
    measure: str
    fiscal_year: int | None
    stage: str | None
    value: str
    unit: str
    value_base: Decimal | None
    decimals: int
    lower: Decimal | None
    upper: Decimal | None
    exactness: Exactness
    quote: str
    locator: Locator
    aspect: Aspect = "level"
    base_year: int | None = None
    breakdown: str | None = None
    item: str | None = None
    item_code: str | None = None
    direction: int | None = None
    section: str = ""
    record_id: str | None = None


@dataclass(frozen=True, slots=True)
class Operand:
    """One fact's part in an identity.

    The identity claims ``Σ stated_weight·x  relation  scale · (n0 + Σ numerator_weight·x) / (d0 + Σ denominator_weight·x)``
    for the form ``quotient``, and ``Σ stated_weight·x  relation  Π x`` over operands of role part for ``product``.
    A fact may stand in numerator and denominator at once: its interval is then used once, not twice.
    ``fact_id`` None is an operand that the document does not give; ``missing`` then says which it is.
    """

    role: Role
    fact_id: str | None
    stated_weight: int = 0
    numerator_weight: int = 0
    denominator_weight: int = 0
    missing: str | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """Figures that ought to agree because a sentence or table of the document says so.

    ``broken_verdict`` is ``inconsistent``, or ``ambiguous`` where the binding rests on a reading that the document does
    not settle; ``assumption`` then names that reading (Chinese / English).
    """

    identity_id: str
    rule_id: str
    subject: str
    fiscal_year: int | None
    operands: tuple[Operand, ...]
    form: Form = "quotient"
    relation: Relation = "eq"
    scale: int = 1
    numerator_constant: Decimal = Decimal(0)
    denominator_constant: Decimal = Decimal(1)
    broken_verdict: Literal["inconsistent", "ambiguous"] = "inconsistent"
    assumption: str | None = None


@dataclass(frozen=True, slots=True)
class RecordField:
    """One cell of a table whose rows are records (a project, an indicator, a task): its canonical field and text.

    ``table_kind``: goal_task, goal_indicator, project_goal (table A), project_result (table B), project_sheet, …
    ``fact_id`` is the first fact read from the cell, if any.
    """

    record_id: str
    table_kind: str
    record_no: int
    name: str
    field: str
    text: str
    fact_id: str | None
    locator: Locator


@dataclass(frozen=True, slots=True)
class Wording:
    """A piece of text that a rule of wording asks about. Whether it is as it should be is decided in SQL (bind_wording).

    wording_id: pieces that answer one question together share it (the ordinals of one list, the spellings of one name).
    quote: exactly as printed. found, expected: what stands there and what the rule would have there, in the same terms
        (the ordinals 二 and 三, the words 尿检版 and 尿检板); for a copied text the characters copied and the most that
        would be no copy.
    note: what the reader of the finding has to know beside it, Chinese / English.
    assumption: the reading that the expectation rests on (Chinese / English); None where there is no other.
    """

    wording_id: str
    rule_id: str
    subject: str
    role: Role
    quote: str
    found: str
    expected: str
    locator: Locator
    note: str | None = None
    assumption: str | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """The fate of one figure of the document (strict reading): used as a fact, ignored for a reason, or unread."""

    text: str
    fate: Literal["fact", "ignored", "unread"]
    reason: str | None
    fact_id: str | None
    locator: Locator


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that was read from one document. ``document_id`` is the first 16 hex digits of the file's SHA-256."""

    document_id: str
    kind: str
    title: str
    department: str | None
    region_code: str | None
    fiscal_year: int | None
    aliases: tuple[str, ...]
    facts: tuple[Fact, ...]
    identities: tuple[Identity, ...]
    records: tuple[RecordField, ...]
    figures: tuple[Figure, ...]
    wordings: tuple[Wording, ...] = ()
    warnings: tuple[str, ...] = field(default=())
