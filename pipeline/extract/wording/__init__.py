"""What rules of wording ask about, one small module a theme. Only pieces that a rule asks about are kept, with their place.

Nothing here decides: a Wording says what stands in the document and what the rule would have there; ``bind_wording`` in
dbt compares the two.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.document import Document
from pipeline.extract.facts import RecordField, Wording
from pipeline.extract.identify import Identity
from pipeline.extract.wording.annexes import annexed_sheets
from pipeline.extract.wording.columns import misfilled_columns
from pipeline.extract.wording.copies import copied_targets
from pipeline.extract.wording.form_lists import forms_of_a_set
from pipeline.extract.wording.names import names_of_department
from pipeline.extract.wording.numbers_of_documents import issuers, years
from pipeline.extract.wording.ordinals import ordinals
from pipeline.extract.wording.passages import Passage, passages_of
from pipeline.extract.wording.punctuation import unbalanced
from pipeline.extract.wording.reasons import reasons
from pipeline.extract.wording.words import mixed_terms, stale_targets, technical_constants, truncated, typos


def wordings_of(document: Document, records: Sequence[RecordField], who: Identity) -> Iterator[Wording]:
    """All pieces of text of a document that a rule of wording asks about.

    Questions about the document as a whole are about its department, or else its title.
    """
    passages = list(passages_of(document))
    at = {(p.block, p.row, p.col): p for p in passages}
    for found in _asked(document, passages, records, who):
        place = at.get((found.locator.block, found.locator.row, found.locator.col))
        yield found if place is None else replace(found, quote=place.printed(found.quote))


def _asked(
    document: Document, passages: Sequence[Passage], records: Sequence[RecordField], who: Identity
) -> Iterator[Wording]:
    subject, fiscal_year = who.department or who.title, who.fiscal_year
    is_layout_broken = document.format == "pdf"
    yield from names_of_department(passages, who.department, who.aliases)
    yield from annexed_sheets(passages, subject)
    if who.kind == "final_accounts":
        yield from forms_of_a_set(passages, subject)
    yield from reasons(passages)
    yield from years(passages, fiscal_year)
    yield from issuers(passages, subject)
    yield from stale_targets(records, passages, subject, fiscal_year)
    yield from ordinals(passages)
    yield from unbalanced(passages, subject, is_layout_broken=is_layout_broken)
    yield from copied_targets(passages, records)
    yield from misfilled_columns(passages)
    yield from mixed_terms(passages)
    yield from technical_constants(passages)
    yield from typos(passages, subject)
    if not is_layout_broken:
        yield from truncated(passages, subject)
