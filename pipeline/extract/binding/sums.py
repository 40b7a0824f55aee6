"""Sums that words announce behind what they add up: 「三样合起来1541.76万元」, 「在职和离退休合起来154人」: R07, R33, R36."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.extract.binding.told import Told, planned, state_sum, sum_rule
from pipeline.extract.ledger import Ledger
from pipeline.extract.mention import Mention, adds_up, difference, misprinted, reproduces

_NUMERALS = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "2": 2, "3": 3, "4": 4, "5": 5, "6": 6}
_TOGETHER = "合起来|加起来|加在一起|加总|相加|凑[够成齐]"
_TOTAL = f"合计|共计|总计|总共|一共|{_TOGETHER}"
#: 「两项合计」: how many figures are added up.
_NUMBERED = re.compile(
    rf"(?<![\d.第])(?P<number>[两二三四五六2-6])(?:[项者类笔级样头块路处]|部分|方面|个(?:项目|子项目|标段|单位)?)(?:资金|经费|费用|收入|支出|预算|实际)*(?:{_TOTAL}|共)[^,;。，；\d]*$"
)
_CLOSING = re.compile(rf"(?:{_TOTAL})[^,;。，；\d]{{0,6}}$")
#: 「在职和离退休合起来」, 「两本账的合同价加起来」: what is added up, by its names.
_NAMED = re.compile(rf"(?P<names>[\u4e00-\u9fff、]+?)(?:{_TOGETHER})[^,;。，；\d]{{0,6}}$")
_AND = re.compile("[和与及、]")
_SHORTEST_NAME = 2
_FIGURE = re.compile(r"[\d.,]+[^\d,;。，；]*$")
#: The most figures that are added up without their number told, and the fewest digits of a sum that is no chance.
_MOST = 8
_FEWEST_DIGITS = 3
#: The fewest products that are taken for a list, and how far before them their sum is told.
_FEWEST_PRODUCTS = 3
_PARAGRAPHS_BEFORE = 2
#: Figures of a sentence whose sum misses the total at its end by less than a fifth are what was added up.
NEARLY = 5


def bind_closing_sums(ledger: Ledger, told: Told) -> None:
    """States each sum that a word of adding up leads to: of so many figures as it says, of those that it names, else of those of its
    sentence, else of those of its paragraph that reproduce it."""
    of_several: set[str] = set()
    last: tuple[int, int] | None = None  # the last such total, and of how many figures it is
    for m in told.mentions:
        words = _FIGURE.sub("", m.words)
        numbered = _NUMBERED.search(words)
        if m.role != "level" or m.is_price or m.is_average or m.fact.unit == "分":
            continue
        if numbered is None and (m.aside is not None or not _CLOSING.search(words)):
            continue
        before = _of_its_stage(m, [x for x in told.levels_before(m) if x.unit_family == m.unit_family][::-1])
        added = _numbered(m, before, _NUMERALS[numbered["number"]]) if numbered is not None else []
        named = _named(words, before)
        if len(named) > 1:
            of_several.add(m.fact.fact_id)
        added = added or named or _of_sentence(m, before) or _reproduced(m, before)
        if not added and last is not None and last[0] == m.order - 1 and planned(m) is not None:
            added = before[-last[1] :]  # 「三个项目预算合计628.07万元，支出合计628.10万元」
        if added:
            last = m.order, len(added)
            state_sum(ledger, sum_rule(added), m, added)
    ledger.leave_unnamed(of_several)  # 「在职和离退休合起来154人」 is no print of 在职


def bind_sums_of_products(ledger: Ledger, told: Told) -> None:
    """States that what was reckoned item by item (「小学12486人，每生650元，计811.59万元；初中…」, or a line an item) adds up to the
    amount told before, where it does, or would but for a misprint."""
    results = {o.fact_id for i in ledger.identities if i.rule_id == "R15" for o in i.operands if o.role == "stated"}
    factors = {o.fact_id for i in ledger.identities if i.rule_id == "R15" for o in i.operands if o.role != "stated"}
    run: list[Mention] = []
    for m in (*(x for x in told.mentions if x.role == "level" and x.unit_family == "amount"), None):
        if m is not None and (m.is_price or m.is_average or m.fact.fact_id in factors):
            continue
        if m is not None and m.fact.fact_id in results and (not run or m.paragraph - run[-1].paragraph <= 1):
            run.append(m)
            continue
        if len(run) >= _FEWEST_PRODUCTS:
            before = (
                x for x in told.levels_before(run[0], _PARAGRAPHS_BEFORE) if x.fact.fact_id not in results | factors
            )
            heads = [x for x in before if x.unit_family == "amount" and adds_up(x, run)]
            head = next((x for x in heads if reproduces(x, run)), next(iter(heads), None))
            if head is not None:
                state_sum(ledger, sum_rule(run), head, run)
        run = [m] if m is not None and m.fact.fact_id in results else []


def _of_its_stage(total: Mention, before: list[Mention]) -> list[Mention]:
    """Where budgets and outturns are told by turns, those of the total's own stage: 「A预算3万元，支出2万元；B预算5万元，支出5万元」."""
    own = [x for x in before if planned(x) == planned(total)]
    by_turns = planned(total) is not None and {True, False} <= {planned(x) for x in before}
    return own if by_turns and len(own) > 1 else before


def _numbered(total: Mention, before: Sequence[Mention], number: int) -> list[Mention]:
    """So many figures: those of a window that add up, else the last ones."""
    exact = [window for window in _windows(before) if len(window) == number and reproduces(total, window)]
    return [*exact, list(before[-number:])][0] if len(before) >= number else []


def _named(words: str, before: Sequence[Mention]) -> list[Mention]:
    """The figures whose names the words tell: one of each of several, or all of one."""
    told = _NAMED.search(words)
    if told is None:
        return []
    names = _AND.split(told["names"])
    if len(names) > 1:
        found = [[x for x in before if name and name in x.words] for name in names]
        return [x for one in found for x in one] if all(len(one) == 1 for one in found) else []
    name = names[0].rpartition("的")[2]
    alike = [x for x in before if x.fact.subject.endswith(name)] if len(name) >= _SHORTEST_NAME else []
    return alike if len(alike) > 1 and len({x.fact.value_base for x in alike}) == len(alike) else []


def _of_sentence(total: Mention, before: Sequence[Mention]) -> list[Mention]:
    own = [x for x in before if x.sentence == total.sentence and x.head is None]
    return added_before(total, own) if len(own) > 1 else []


def _reproduced(total: Mention, before: Sequence[Mention]) -> list[Mention]:
    """The figures told last in its paragraph whose sum it is, and by no chance."""
    telling = len(total.fact.value.replace(".", "").strip("-0")) >= _FEWEST_DIGITS
    return next((w for w in _windows(before) if reproduces(total, w)), []) if telling else []


def _windows(before: Sequence[Mention]) -> Iterator[list[Mention]]:
    """Runs of two or more figures, those that end last first, the shorter before the longer."""
    for end in range(len(before), 1, -1):
        for start in range(end - 2, max(end - _MOST, 0) - 1, -1):
            yield list(before[start:end])


def added_before(total: Mention, run: list[Mention]) -> list[Mention]:
    """The figures before a total that add up to it, or all of its sentence where they nearly do; none where they do not."""
    of_sentence = [x for x in run if x.sentence == total.sentence]
    exact = next((run[i:] for i in range(len(run) - 1) if reproduces(total, run[i:])), [])
    missed = abs(difference(total, of_sentence))
    close = missed * NEARLY < (total.fact.value_base or 0) or misprinted(total, of_sentence)
    return exact or (of_sentence if len(of_sentence) > 1 and close else [])
