"""From a Document to what it says: facts, the identities it states, table records, and every figure's fate.

``extract`` is the one entry. It reads who and when (identify), walks the blocks in order (sections), reads running text (prose,
lead, terms) and tables (tables, segments, headers, forms), and binds what sentences claim (binding). All wordings are data in ``maps/``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.document import Block, Document
from pipeline.extract.binding import bind
from pipeline.extract.facts import Extraction
from pipeline.extract.figures import tokens
from pipeline.extract.forms.titles import caption_of
from pipeline.extract.governments import is_heading, levels_told, of_other_accounts, year_under
from pipeline.extract.grades import record_grades
from pipeline.extract.headers import declared_unit
from pipeline.extract.identify import identify
from pipeline.extract.ledger import Ledger, Place
from pipeline.extract.products import state_products
from pipeline.extract.prose import ProseReader, Setting
from pipeline.extract.sections import Sections
from pipeline.extract.tables import TableReader
from pipeline.extract.view import normalise
from pipeline.extract.wording import wordings_of

_BARE_FIGURE = re.compile(r"-?\d[\d,.]*%?")


def extract(document: Document, *, department: str | None = None, fiscal_year: int | None = None) -> Extraction:
    """Reads a document. ``department`` and ``fiscal_year`` given by the user win over what the document says.

    Where neither tells, they stay None and a warning names what to give; figures are read and checked all the same.
    """
    who = identify(document, department=department, fiscal_year=fiscal_year)
    document_id = document.sha256[:16]
    ledger = Ledger(document_id)
    prose = ProseReader(ledger)
    tables = TableReader(ledger, prose)
    sections = Sections()
    above: list[str] = []
    caption = ""
    declared: str | None = None
    lost = _of_lost_tables(document.blocks)
    levels = levels_told(who.title, (block.text for block in document.blocks if block.table is None))
    if levels is not None:
        who = replace(who, kind="execution_report", stage=None)
    year = who.fiscal_year
    for block in document.blocks:
        if block.table is None:
            heading = sections.enter(block.text)
            if levels is not None:
                year = year_under(block.text, year, who.fiscal_year)
                heading = heading or is_heading(block.text)
        setting = Setting(
            who.department, who.aliases + (levels or ()), year, who.stage or sections.stage, sections.path, sections.side, sections.fund,
            named_fund=sections.named_fund, governments=levels is not None,
        )  # fmt: skip
        if block.table is not None:
            # A table that follows another one without a word goes on under its title.
            caption = caption_of(above) if above else caption
            tables.read(block, setting, caption=caption, declared=declared)
            above, declared = [], None
            continue
        declared = declared_unit(block.text) or declared
        place = Place(block.index, page=block.page, sheet=block.sheet)
        if block.index in lost:
            _leave_unread(ledger, block, place)
            continue
        prose.read(block.text, place, setting, default_unit=declared or "", carry=_follows(block, heading))
        above.append(block.text)
    state_products(ledger, prose.mentions)
    record_grades(ledger, document)
    bind(ledger, prose.mentions, prose.comparisons)
    of_one_month = {m.fact.fact_id for m in prose.mentions if m.of_one_month}
    ledger.leave_unnamed(of_other_accounts(prose.mentions) | of_one_month)
    ledger.name_accounts({m.fact.fact_id: m.term.account for m in prose.mentions if m.term is not None})
    warnings = list(ledger.warnings)
    if who.department is None:
        warnings.append(
            "未能识别部门，请用 --department 指明。 / The department cannot be told: give it with --department."
        )
    if who.fiscal_year is None:
        warnings.append("未能识别年度，请用 --year 指明。 / The fiscal year cannot be told: give it with --year.")
    return Extraction(
        document_id=document_id,
        kind=who.kind,
        title=who.title,
        department=who.department,
        region_code=None,
        fiscal_year=who.fiscal_year,
        aliases=who.aliases,
        facts=tuple(ledger.facts),
        identities=tuple(ledger.identities),
        records=tuple(ledger.records),
        figures=tuple(ledger.figures),
        wordings=tuple(wordings_of(document, ledger.records, who)),
        warnings=tuple(warnings),
    )


def _of_lost_tables(blocks: Sequence[Block]) -> set[int]:
    """The paragraphs that are a bare figure next to another one: a table saved one cell a line, whose heads cannot be told."""
    bare = [block.table is None and _BARE_FIGURE.fullmatch(normalise(block.text).text) is not None for block in blocks]
    pairs = [(one, other) for one, other in pairwise(range(len(blocks))) if bare[one] and bare[other]]
    return {blocks[i].index for pair in pairs for i in pair}


def _leave_unread(ledger: Ledger, block: Block, place: Place) -> None:
    view = normalise(block.text)
    for token in tokens(view):
        ledger.leave_unread(token, view, place, "figure of a table without cells / 表格没有单元格，无法识别所指")


def _follows(block: Block, heading: bool) -> bool:
    """Does this paragraph go on with the one before (its year, subject and list are carried over)?"""
    return block.index > 0 and not heading and block.kind != "heading"
