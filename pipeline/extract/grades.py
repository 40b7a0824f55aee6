"""The grade that is printed beside a score (评价等级为“优”), kept as a record of the score for R88."""

from __future__ import annotations

import re

from pipeline.document import Document
from pipeline.extract.facts import Fact, RecordField
from pipeline.extract.ledger import Ledger, short_hash

_SCORES = ("self_score", "grade_score")
# 「优」 ends a word here: 优化, 中央 and 差旅 are none, and 「优」的项目3个 counts projects.
_GRADE = r"([优良中差])(?:秀|好|等|级)*[”\"」]?(?=[，。；,;、（(）)]|$)"
_NAMED = re.compile(r"(?:等级|等次|档次|评定|评级|评为|结果|结论)(?:结果)?(?:为|是|：|:)?[“\"「]?" + _GRADE)
_BEHIND = re.compile(r"^[分，,、（(\s“\"「]{0,4}" + _GRADE)


def record_grades(ledger: Ledger, document: Document) -> None:
    """Enters the grade of each score whose sentence names one: right behind the figure, else anywhere in the sentence."""
    for fact in ledger.facts:
        if fact.measure in _SCORES and fact.aspect == "level":
            grade = _grade_of(fact, _text_at(document, fact))
            if grade is not None:
                record_id = short_hash(ledger.document_id, fact.fact_id, "grade")
                ledger.records.append(
                    RecordField(record_id, "score_grade", 0, fact.subject, "grade", grade, fact.fact_id, fact.locator)
                )


def _grade_of(fact: Fact, text: str) -> str | None:
    before = text[: fact.locator.start].rpartition("。")[2]
    behind = text[fact.locator.end :].partition("。")[0]
    found = _BEHIND.search(behind) or _NAMED.search(behind) or _NAMED.search(before)
    return found.group(1) if found else None


def _text_at(document: Document, fact: Fact) -> str:
    block = document.blocks[fact.locator.block]
    if block.table is None or fact.locator.row is None:
        return block.text
    at = (fact.locator.row, fact.locator.col)
    return next((cell.text for cell in block.table.cells if (cell.row, cell.col) == at), "")
