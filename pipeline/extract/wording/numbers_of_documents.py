"""R57 and R58: the document numbers by which funds are granted, 川财行〔2024〕73号: their year and their issuer's code."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.extract.facts import Wording
from pipeline.extract.ledger import short_hash
from pipeline.extract.wording.passages import Passage

_NUMBER = re.compile(r"([\u4e00-\u9fff]{2,12})[ 　]*[〔\[（(【]((?:19|20)\d\d)[〕\]）)】][ 　]*第?(\d{1,4})号")
_CLAUSE_END = re.compile(r"[。；;\n\t]")
_GRANTS = re.compile("下达|拨付|拨款|资金|经费|转移支付|补助|专项")
_REGULATES = re.compile("办法|规定|意见|细则|条例|标准|制度|方案|规划|纲要|决定|》[（(]?$|印发|按照|根据|依据")
_CARRIED_OVER = re.compile("结转|上年|跨年|往年|历年|以前年度|续建|尾款|质保金|清偿|拖欠")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=年|[-—–~至])")
_BEFORE_CODE = re.compile(
    r"^.*(?:根据|按照|依据|通知|文件|资金|经费|以及|和|及|与|的|将|由|经|以|按|号)(?=[\u4e00-\u9fff]{2})"
)


@dataclass(frozen=True, slots=True)
class _Number:
    passage: Passage
    issuer: str
    year: int
    start: int
    end: int

    @property
    def quote(self) -> str:
        return self.passage.text[self.start : self.end]


def years(passages: Sequence[Passage], fiscal_year: int | None) -> Iterator[Wording]:
    """R57: the year of a number that grants funds is the report's own, one that its text names, or the year before where
    the funds were granted in advance (提前下达). Numbers of rules (办法, 意见 …) may be of any year and are not asked about.
    """
    if fiscal_year is None:
        return
    for number in _numbers(passages):
        clause = _clause(number)
        if not _GRANTS.search(clause) or _REGULATES.search(_before(number)) or _CARRIED_OVER.search(clause):
            continue
        allowed = {fiscal_year, *(int(year) for year in _YEAR.findall(number.passage.text))}
        if "提前下达" in clause:
            allowed.add(fiscal_year - 1)
        yield Wording(
            wording_id=short_hash("R57", number.passage.block, number.passage.row, number.passage.col, number.start),
            rule_id="R57",
            subject=number.quote,
            role="stated",
            quote=number.quote,
            found=str(number.year),
            expected=str(number.year if number.year in allowed else fiscal_year),
            locator=number.passage.locator(number.start, number.end),
        )


def issuers(passages: Sequence[Passage], subject: str) -> Iterator[Wording]:
    """R58: two codes of a finance office of which one is the other with a character or two left out."""
    numbers = [number for number in _numbers(passages) if "财" in number.issuer]
    counts = Counter(number.issuer for number in numbers)
    first = {number.issuer: number for number in reversed(numbers)}
    for shorter in counts:
        for longer in counts:
            if not _is_shortened(shorter, longer):
                continue
            # The full form counts as meant, unless the short one is what the document mostly prints.
            meant = shorter if counts[shorter] > counts[longer] else longer
            for issuer in (shorter, longer):
                number = first[issuer]
                yield Wording(
                    wording_id=short_hash("R58", shorter, longer),
                    rule_id="R58",
                    subject=subject,
                    role="part" if issuer == meant else "stated",
                    quote=number.quote,
                    found=issuer,
                    expected=meant,
                    locator=number.passage.locator(number.start, number.end),
                )


def _numbers(passages: Sequence[Passage]) -> Iterator[_Number]:
    for passage in passages:
        for m in _NUMBER.finditer(passage.text):
            words = m.group(1)
            lead = _BEFORE_CODE.match(words)
            issuer = words[lead.end() :] if lead else words
            # A code names a region in up to three characters, an organ and its office: 川财行, 乐山市财政行.
            issuer = issuer[-7:]
            yield _Number(passage, issuer, int(m.group(2)), m.end(1) - len(issuer), m.end())


def _clause(number: _Number) -> str:
    text = number.passage.text
    left = max((m.end() for m in _CLAUSE_END.finditer(text, 0, number.start)), default=0)
    right = _CLAUSE_END.search(text, number.end)
    return text[left : right.start() if right else len(text)]


def _before(number: _Number) -> str:
    """The words just before the number: a rule is named there, 《…办法》（财预〔2013〕53号）."""
    text = number.passage.text[: number.start]
    return re.split(r"[，。；;\n\t]", text)[-1][-30:]


def _is_shortened(shorter: str, longer: str) -> bool:
    if not 3 <= len(shorter) < len(longer) <= len(shorter) + 2 or shorter[0] != longer[0] or shorter[-1] != longer[-1]:
        return False
    rest = iter(longer)
    left_out = Counter(longer) - Counter(shorter)
    # 国发 and 国办发 are two issuers: 办 is an office of its own.
    return all(ch in rest for ch in shorter) and "办" not in left_out
