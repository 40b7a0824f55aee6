"""Words that give a text away: out of date (R59), cut off (R71), of another scope (R77), misspelt (R80), and technical
constants printed two ways (R79). The words themselves are data: maps/wording.toml.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

from pipeline.extract.facts import RecordField, Wording
from pipeline.extract.ledger import short_hash
from pipeline.extract.wording.maps import wording_maps
from pipeline.extract.wording.passages import Passage

_TARGET_TABLES = ("goal_task", "goal_indicator", "project_goal", "project_result", "project_sheet")
_REACH = 8
_LONG_ENOUGH = 12
_SENTENCE_END = re.compile(r"[。！？；;.）)”》]$")
_BUDGET_THEN_BARE = re.compile(
    r"((?:19|20)\d\d年(?:度)?收入预算)[^。\n]*?[，；;](?:相?比|较)[^，。；]{0,8}?(收入)(?=增加|减少|增长|下降)"
)
_PLANNED = re.compile(r"([\u4e00-\u9fff]{2,8})(即将)(运行|运营|通车|投运|开通|竣工|建成|投入使用)")


@cache
def _typos() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in wording_maps()["typo"]))


def stale_targets(
    records: Sequence[RecordField], passages: Sequence[Passage], subject: str, fiscal_year: int | None
) -> Iterator[Wording]:
    """R59: one question a document: do its targets name tasks that had ended, or call a thing planned that it has?"""
    cells = [cell for cell in records if cell.table_kind in _TARGET_TABLES]
    seen: set[tuple[int, int | None, int | None]] = set()
    for cell in cells:
        place = (cell.locator.block, cell.locator.row, cell.locator.col)
        found = _stale_word(cell, fiscal_year) or _planned_though_done(cell, passages)
        if found is None or place in seen:
            continue
        seen.add(place)
        quote, word, note = found
        yield Wording(
            wording_id=short_hash("R59", subject),
            rule_id="R59",
            subject=subject,
            role="stated",
            quote=quote,
            found=word,
            expected="",
            locator=cell.locator,
            note=note,
            assumption="这些内容可能是清偿以前年度的事项，文中没有说明 / The items may settle what earlier years left, which the "
            "document does not say",
        )


def _stale_word(cell: RecordField, fiscal_year: int | None) -> tuple[str, str, str] | None:
    for row in wording_maps()["stale"]:
        if fiscal_year is None or fiscal_year < row["from"] or re.search(row["unless"], cell.text + cell.name):
            continue
        m = re.search(row["pattern"], cell.text)
        if m is not None:
            return _around(cell.text, m.start(), m.end()), m.group(), row["why"]
    return None


def _planned_though_done(cell: RecordField, passages: Sequence[Passage]) -> tuple[str, str, str] | None:
    m = _PLANNED.search(cell.text)
    if m is None:
        return None
    done = m.group(1) + m.group(3)
    if not any(done in passage.text for passage in passages):
        return None
    return m.group(), m.group(2) + m.group(3), f"同一文件另处写“{done}” / Elsewhere the document says “{done}”"


def truncated(passages: Sequence[Passage], subject: str) -> Iterator[Wording]:
    """R71: one question a document: do its cells end where their sentence does?

    A cell is cut off where it ends with a word that needs another one behind it, or in the middle of a clause that another
    cell prints in full.
    """
    ending = re.compile(wording_maps()["truncated"]["ending"])
    cells = [p for p in passages if p.is_cell and len(p.text.strip()) >= _LONG_ENOUGH]
    for cell in cells:
        text = cell.text.strip()
        full = None if _SENTENCE_END.search(text) else _goes_on_elsewhere(text, cells)
        if full is None and not ending.search(text):
            continue
        yield Wording(
            wording_id=short_hash("R71", subject),
            rule_id="R71",
            subject=subject,
            role="stated",
            quote=re.split(r"[\n\t]", text)[-1][-24:],
            found=text[-6:],
            expected=text[-6:] + "…" if full is None else full,
            locator=cell.locator(0, len(cell.text)),
            assumption="该单元格的文字没有写完 / The text of the cell was cut off",
        )


def _goes_on_elsewhere(text: str, cells: Sequence[Passage]) -> str | None:
    """The end of the text with what follows it in a longer cell, where the cut is inside a clause; a label is no clause."""
    if not re.search("[，。；、]", text.partition("、")[2] or text):
        return None
    for other in cells:
        longer = other.text.strip()
        if len(longer) > len(text) and longer.startswith(text) and re.match(r"[\u4e00-\u9fff]", longer[len(text) :]):
            return text[-6:] + re.split(r"[，。；;、,]", longer[len(text) :], maxsplit=1)[0]
    return None


def typos(passages: Sequence[Passage], subject: str) -> Iterator[Wording]:
    """R80: one question a document: the misspellings of the dictionary that stand in it."""
    for passage in passages:
        for m in _typos().finditer(passage.text):
            meant = next(
                right
                for wrong, right in wording_maps()["typo"].items()
                if re.compile(wrong).match(passage.text, m.start())
            )
            yield Wording(
                wording_id=short_hash("R80", subject),
                rule_id="R80",
                subject=subject,
                role="stated",
                quote=_around(passage.text, m.start(), m.end()),
                found=m.group(),
                expected=meant,
                locator=passage.locator(m.start(), m.end()),
            )


def technical_constants(passages: Sequence[Passage]) -> Iterator[Wording]:
    """R79: one question a thing: does each of its mentions print the same number, such as the band of its radio network?"""
    nouns = wording_maps()["constant"]["nouns"]
    pattern = re.compile(
        rf"(?<![\d.])(\d{{2,4}})[ ]?({wording_maps()['constant']['units']})(?:数字|模拟|无线|专网|移动){{0,2}}({nouns})"
    )
    mentions = [(passage, m) for passage in passages for m in pattern.finditer(passage.text)]
    for noun in sorted({m.group(3) for _, m in mentions}):
        of_noun = [(passage, m) for passage, m in mentions if m.group(3) == noun]
        counts = Counter(m.group(1) for _, m in of_noun)
        usual = max(counts, key=lambda value: counts[value])
        first = {m.group(1): (passage, m) for passage, m in reversed(of_noun)}
        if len(of_noun) < 2:
            continue
        for value, (passage, m) in first.items():
            yield Wording(
                wording_id=short_hash("R79", noun),
                rule_id="R79",
                subject=noun,
                role="part" if value == usual else "stated",
                quote=m.group(),
                found=f"{value}{m.group(2)}",
                expected=f"{usual}{m.group(2)}",
                locator=passage.locator(m.start(), m.end()),
                assumption="两处所指是同一种设备 / Both mentions are of the same equipment",
            )


def mixed_terms(passages: Sequence[Passage]) -> Iterator[Wording]:
    """R77: one question a paragraph: does it name one figure by one stage and one scope?

    A department has no 一般公共预算收入: that is the government's revenue, of which it receives an appropriation.
    """
    for passage in passages:
        if passage.is_cell:
            continue
        mixed = list(_scope_words(passage)) + list(_stage_words(passage))
        for start, end, found, expected in mixed:
            yield Wording(
                wording_id=short_hash("R77", passage.block),
                rule_id="R77",
                subject=_around(passage.text, mixed[0][0], mixed[0][1]),
                role="stated",
                quote=passage.text[start:end],
                found=found,
                expected=expected,
                locator=passage.locator(start, end),
                assumption="两种说法所指是同一项资金 / Both terms are meant for the same funds",
            )


def _scope_words(passage: Passage) -> Iterator[tuple[int, int, str, str]]:
    for word, meant in wording_maps()["scope"].items():
        at = passage.text.find(word)
        if at >= 0 and meant in passage.text:
            yield at, at + len(word), word, meant


def _stage_words(passage: Passage) -> Iterator[tuple[int, int, str, str]]:
    m = _BUDGET_THEN_BARE.search(passage.text)
    if m is not None:
        yield m.start(1), m.end(1), m.group(1), re.sub("收入预算$", m.group(2), m.group(1))


def _around(text: str, start: int, end: int) -> str:
    """The words with a few characters on either side, within their clause: found again in the source as they stand."""
    before = re.split(r"[，。；;：:\n\t]", text[max(0, start - _REACH) : start])[-1]
    after = re.split(r"[，。；;：:\n\t]", text[end : end + _REACH])[0]
    return (before + text[start:end] + after).strip()
