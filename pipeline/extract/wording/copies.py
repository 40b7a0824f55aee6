"""R74: a text of results that repeats a text of targets character for character."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from pipeline.extract.facts import RecordField, Role, Wording
from pipeline.extract.ledger import short_hash
from pipeline.extract.wording.passages import Passage

_GOAL_LABEL = re.compile(r"(?:年度)?(?:项目)?(?:年度总体|年度绩效|总体|年度|预期|预期绩效|绩效)目标[:：]?")
_RESULT_LABEL = re.compile(r"(?:年度|项目|目标|绩效目标|总体目标|年度目标|全年)?(?:实际)?完成情况[:：]?")
_RESULT_HEADING = re.compile(r"履职绩效|履职效能|(?:目标|履职|任务)(?:实际)?完成情况")
_HEADING = re.compile(r"\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．])\s*")
_HEADING_LENGTH = 40
_LONG_CELL = 20
_SPAN = 6
_LONG_PROSE = 80
_MOSTLY_THE_TARGET = 1.5
_SHARE_LIMIT = 80


def copied_targets(passages: Sequence[Passage], records: Sequence[RecordField]) -> Iterator[Wording]:
    """One question a text of results: is the longest piece that it shares with its target at most 80 % of that target?

    A text of results stands under a heading that says so, or in the cell beside its target. Short texts (「完成」, a figure
    that equals its target) and results that say half as much again of their own are not asked about.
    """
    cells = {(p.block, p.row, p.col): p for p in passages if p.is_cell}
    labelled = [*_labelled(cells, _GOAL_LABEL), *_paragraphs_under(passages, _GOAL_LABEL)]
    pairs = [
        (result, goal)
        for result in _paragraphs_of_results(passages)
        for goal in labelled
        if len(goal.text.strip()) >= _LONG_PROSE
    ]
    pairs += [
        (result, goal) for result in _labelled(cells, _RESULT_LABEL) for goal in labelled if result.block == goal.block
    ]
    fields: dict[str, dict[str, Passage]] = {}
    for cell in records:
        place = cells.get((cell.locator.block, cell.locator.row, cell.locator.col))
        if place is not None and cell.field in ("goal_setting", "goal_attainment"):
            fields.setdefault(cell.record_id, {})[cell.field] = place
    pairs += [(row["goal_attainment"], row["goal_setting"]) for row in fields.values() if len(row) > 1]
    for result, goal in pairs:
        yield from _compared(result, goal)


def _labelled(cells: dict[tuple[int, int | None, int | None], Passage], label: re.Pattern[str]) -> Iterator[Passage]:
    """The long cell to the right of a label, or else the one below it."""
    for (block, row, col), cell in cells.items():
        if row is None or col is None or not label.fullmatch(cell.text.strip()):
            continue
        # A label that spans columns is followed by empty cells, or by itself, where the table is told line by line.
        beside = next(
            (
                (block, row, c)
                for c in range(col + 1, col + 1 + _SPAN)
                if (block, row, c) in cells and cells[block, row, c].text != cell.text
            ),
            None,
        )
        for place in (beside, (block, row + 1, col)):
            if place is None:
                continue
            found = cells.get(place)
            if found is not None and len(found.text.strip()) >= _LONG_CELL:
                yield found
                break


def _paragraphs_under(passages: Sequence[Passage], label: re.Pattern[str]) -> Iterator[Passage]:
    """The paragraph below a line that is only the label: a form of one row told as text."""
    for line, below in pairwise(passages):
        if not line.is_cell and not below.is_cell and label.fullmatch(line.text.strip()):
            yield below


def _paragraphs_of_results(passages: Sequence[Passage]) -> Iterator[Passage]:
    reports_results = False
    for passage in passages:
        if passage.is_cell:
            continue
        text = passage.text.strip()
        if _HEADING.match(text) and len(text) <= _HEADING_LENGTH:
            reports_results = _RESULT_HEADING.search(text) is not None
        elif reports_results and len(text) >= _LONG_PROSE:
            yield passage


def _compared(result: Passage, goal: Passage) -> Iterator[Wording]:
    length = len(goal.text.strip())
    if length < _LONG_CELL or len(result.text.strip()) > _MOSTLY_THE_TARGET * length:
        return
    matcher = SequenceMatcher(None, goal.text, result.text, autojunk=False)
    piece = matcher.find_longest_match()
    sides: tuple[tuple[Role, Passage, int], ...] = (("stated", result, piece.b), ("part", goal, piece.a))
    for role, passage, start in sides:
        yield Wording(
            wording_id=short_hash("R74", result.block, result.row, result.col, goal.block, goal.row, goal.col),
            rule_id="R74",
            subject=result.text.strip()[:20],
            role=role,
            quote=passage.text[start : start + piece.size].strip() or passage.text.strip()[:20],
            found=str(piece.size),
            expected=str(length * _SHARE_LIMIT // 100),
            locator=passage.locator(start, start + piece.size),
            note=f"目标全文 {length} 字 / the target has {length} characters",
        )
