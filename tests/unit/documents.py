"""Small documents built in code, for tests that need no file."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from pipeline.document import Block, Cell, Document, Table
from pipeline.extract import extract
from pipeline.extract.facts import Extraction, Fact, Identity

Rows = Sequence[Sequence[str]]


def document(*blocks: str | Rows, path: str = "某县财政局2024年部门整体绩效自评报告.txt") -> Document:
    """Paragraphs (strings) and tables (rows of cells), in order."""
    made = []
    for i, block in enumerate(blocks):
        if isinstance(block, str):
            made.append(Block(i, "paragraph", block))
        else:
            cells = tuple(Cell(text, r, c) for r, row in enumerate(block) for c, text in enumerate(row))
            made.append(Block(i, "table", table=Table(cells, len(block), max(len(row) for row in block))))
    digest = hashlib.sha256(repr(blocks).encode()).hexdigest()
    return Document(path, digest, "txt", tuple(made))


def read(*blocks: str | Rows, **given: object) -> Extraction:
    return extract(document(*blocks), **given)  # type: ignore[arg-type]


def fact(extraction: Extraction, value: str, aspect: str | None = None) -> Fact:
    """The one fact with that printed value."""
    found = [f for f in extraction.facts if f.value == value and aspect in (None, f.aspect)]
    assert len(found) == 1, [(f.value, f.unit, f.quote) for f in extraction.facts]
    return found[0]


def identities(extraction: Extraction, rule: str) -> list[Identity]:
    return [i for i in extraction.identities if i.rule_id == rule]


def terms_of(extraction: Extraction, identity: Identity) -> tuple[list[str], list[str]]:
    """(stated values, values that it is computed from) with their signs, as printed."""
    by_id = {f.fact_id: f for f in extraction.facts}

    def signed(weight: int, fact_id: str | None) -> str:
        return ("-" if weight < 0 else "") + (by_id[fact_id].value if fact_id else "missing")

    stated = [signed(o.stated_weight, o.fact_id) for o in identity.operands if o.stated_weight]
    computed = [
        signed(o.numerator_weight or o.denominator_weight, o.fact_id)
        for o in identity.operands
        if o.numerator_weight or o.denominator_weight
    ]
    return stated, computed
