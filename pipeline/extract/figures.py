"""The number grammar: every figure of a normalised text becomes a Token, with its unit, or with the reason it is none.

Written from SPEC.md 2.0 and the forms seen in published reports: full-width digits, thousands commas and spaces, list
commas, 元/万元/亿元/%/个百分点/倍/counts with measure words, 万 without 元, prices (550元/月), bounds (≥90%, 以上, 左右),
doubled signs, Chinese numerals, and the figures that are none: years, dates, document numbers, ordinals, names.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Literal

from pipeline.extract.facts import Exactness
from pipeline.extract.view import View

Kind = Literal[
    "amount", "price", "percent", "points", "times", "score", "count", "number",
    "year", "date", "document_number", "ordinal", "code", "name", "telephone", "blank", "glued", "age", "factor",
    "page", "ratio", "band",
]  # fmt: skip
VALUE_KINDS = frozenset({"amount", "price", "percent", "points", "times", "score", "count", "number"})


@dataclass(frozen=True, slots=True)
class Token:
    """A figure at ``text[start:end]`` of a view, unit and bound words included; ``digits_end`` ends the bare number.

    ``value`` is the number as printed, normalised (None where the print cannot be read, as with a doubled sign);
    ``scale`` turns it into base units (元, or the plain number).
    """

    kind: Kind
    start: int
    end: int
    digits_end: int
    value: str | None = None
    unit: str = ""
    scale: Decimal = Decimal(1)
    exactness: Exactness = "printed"
    year: int | None = None

    @property
    def decimals(self) -> int:
        return len(self.value.partition(".")[2]) if self.value else 0

    @property
    def base(self) -> Decimal | None:
        return None if self.value is None else Decimal(self.value) * self.scale

    def set_whole(self) -> Token:
        """The same figure as one that was set, not measured: whole points (分值 10, 得分 8) are exact as counts are."""
        return self if self.decimals or self.exactness != "printed" else replace(self, exactness="exact")

    def interval(self) -> tuple[Decimal | None, Decimal | None]:
        """The rounding interval in base units (SPEC 2.0). Counts and prices are exact; None is an open side."""
        base = self.base
        if base is None:
            return None, None
        if self.exactness == "at_least":
            return base, None
        if self.exactness == "at_most":
            return None, base
        if self.exactness == "about":
            slack = abs(base) / 10
            return base - slack, base + slack
        if self.exactness == "exact" or self.kind in ("count", "price"):
            return base, base
        if self.kind == "amount" and not base and not self.decimals:
            return base, base  # 「出国费0万元，接待费2.35万元」: nothing was spent
        half = Decimal(5).scaleb(-self.decimals - 1) * self.scale
        return base - half, base + half


@dataclass(frozen=True)
class _Units:
    money: dict[str, Decimal]
    multiplier: dict[str, Decimal]
    count: frozenset[str]
    pattern: re.Pattern[str]


@cache
def _units() -> _Units:
    data = tomllib.loads((Path(__file__).parent / "maps" / "units.toml").read_text(encoding="utf-8"))
    money = {k: Decimal(v) for k, v in data["money"].items()}
    multiplier = {k: Decimal(v) for k, v in data["multiplier"].items()}
    words = data["words"]
    count = sorted(words["count"], key=len, reverse=True)
    per = sorted(words["per"], key=len, reverse=True)
    full_money = [u for u in sorted(money, key=len, reverse=True) if u.endswith("元")]
    pattern = re.compile(
        rf"(?P<price>(?:{'|'.join(full_money)})(?:/|每)(?:{'|'.join(per)})(?:[/·.](?:{'|'.join(per)}))?(?!初|度|末))"
        rf"|(?P<money>{'|'.join(full_money)})"
        rf"|(?P<percent>%)|(?P<points>{'|'.join(words['points'])})|(?P<times>倍)"
        rf"|(?P<mult>[{''.join(multiplier)}])?(?:个(?=人(?:[,;。:、)]|$)))?(?P<count>{'|'.join(count)})"  # 「215个人，」
        rf"|(?P<bare>万亿|[万亿])"
        rf"|(?P<score>分(?!别|类|为|项|级|局|管|区|成|钟|解|布|配|期|批|管))"
    )
    return _Units(money, multiplier, frozenset(count), pattern)


_SKIP = re.compile(
    r"""
    (?P<document_number>[〔﹝\[(（](?:19|20)\d\d[〕﹞\])）](?:第)?\d+(?:[-、]\d+)?号?)
  | (?P<telephone>(?<!\d)(?:0\d{2,3}-\d{7,8}|1[3-9]\d{9})(?![\d.,%]|万|亿|元|人))
  | (?P<date>(?<!\d)(?:19|20)\d\d(?:年(?:度)?\d{1,2}(?:-\d{1,2})?月(?:份|末|底|初)?(?:\d{1,2}日)?|[-./]\d{1,2}[-./]\d{1,2}(?!\d)))
  | (?P<months>(?<!\d)\d{1,2}(?:至|到|—|~)\d{1,2}月(?:份)?)
  | (?P<date2>(?<!\d)\d{1,2}月\d{1,2}日|(?<!\d)\d{1,2}(?:-\d{1,2})?月(?:份|末|底|初)(?!\d)|(?<![\d个/])\d{1,2}-\d{1,2}月)
  | (?P<day>(?<![\d.])\d{1,2}日(?=公布|发布|披露|相继|电|讯))
  | (?P<years>(?<!\d)(?:19|20)\d\d(?:-|—|至|~)(?:(?:19|20)\d\d)?年(?:度)?)
  | (?P<year>(?<!\d)(?:19|20)\d\d(?:年(?:度)?|(?=[、和与及](?:19|20)\d\d年)))
  | (?P<name>\d{6,}[A-Z]\d{6,}|[A-Za-z][A-Za-z+-]*\d(?:\.\d)?[\w-]*|(?<![\d.,])\d+(?:\.\d+)?(?!km|m²|m³)[A-Za-z]+(?![a-z])|[A-Za-z]+-\d+)
  | (?P<page>(?:—|–|-){1,2}\s*\d{1,3}\s*(?:—|–|-){1,2}(?=$|[^\d.]))
  | (?P<ratio>(?<![\d.:])\d{1,3}(?:\.\d+)?(?:[:∶]\d{1,3}(?:\.\d+)?)+(?![\d.,]|万|亿|元|%|分(?!配|摊|成))
      |(?<![\d.+])\d{1,2}(?:\+\d{1,2})+(?:\+[A-Za-z]+)?(?![\d.+=]|万|亿|元|%))
  | (?P<band>(?<![\d.])\d{1,3}(?:\.\d+)?分?(?:\((?:不)?含(?:\d+分?)?\))?(?:-|—|–|~|至|到)\d{1,3}(?:\.\d+)?
      (?:\((?:不)?含(?:\d+分?)?\))?分(?!别|类|为(?![“"]?(?:优|良|中|差|合格|不合格|较))|项|级|局|管|区|成|钟|解|布|配|期|批)(?:\((?:不)?含\))?)
  | (?P<ordinal>第\d+(?:-\d+)?|(?:附件|附表|表|图|公开)\d+(?:(?:-\d+)|(?:[、和至]\d{1,3})(?!\d|年))*(?![\d.]*(?:万|亿|元|%))|[(]\d{1,2}[)](?!元|万)|[①-⑳])
  | (?P<label>(?<=[“"])\d{3,4}(?=[\u4e00-\u9fff]{0,6}[”"])(?!万|亿|元|个|人|年))
  | (?P<age>(?<![\d.])\d{1,3}(?:-|—|至|~|到)\d{1,3}(?:周)?岁|(?<![\d.])\d{1,3}(?:周)?岁(?=[(]?[含及]|以[上下]))
  | (?P<factor>(?<=[×*xX])100%(?=\s*=|$))
  | (?P<code>(?<=[(])\d{2,3}(?=[类款项][)]))
  | (?P<regulation>《[^》]*》)
  | (?P<glued>(?<![\d.])\d+(?:\.\d+){2,}%?)
  | (?P<blank>XX+|××+|\*\*+)
    """,
    re.VERBOSE,
)
_ORDINAL_HEAD = re.compile(r"(?:^|(?<=[。;:；\n]))(\d{1,2})(?:、|\.(?!\d)|\.(?=(?:19|20)\d\d年)|[)])")
_CODE = re.compile(
    r"(?<![\d.])([1-5]\d{2}(?:\d{2}){0,2})(?=[-—]?[\u4e00-\u9fff](?<!万|亿|元|人|个|台|条|套|次|名|年|起|户|家|座|份|件|分|倍|张|场|项|处|辆|米|吨|天|日|月|期|批))"
)
_NUMBER = re.compile(
    r"(?P<sign>(?<![\d)A-Za-z])[-+]{1,3})?(?P<digits>\d{1,3}(?:,\d{3})+(?![\d])(?:\.\d+)?|\d+(?:\.\d+)?)"
)
_AT_LEAST = re.compile(r"(?:≥|>=|>|大于等于|不低于|不少于|不小于|至少|(?<!不)(?:超过|高于|大于))$")
_AT_MOST = re.compile(r"(?:≤|<=|<|小于等于|不高于|不超过|不多于|不大于|至多|最多|(?<!不)(?:低于|小于|少于))$")
_ABOUT = re.compile(r"(?:约|大约|近|将近)$")
_AFTER = re.compile(
    r"(?P<least>(?:\((?:不)?含(?:\d+分)?\)|\(?及?)以上\)?)|(?P<most>(?:\((?:不)?含(?:\d+分)?\)|\(?及?)以[下内]\)?)|(?P<about>左右|上下)"
)

_THOUSANDS = re.compile(r"\d,$")
_CN_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_CN_UNIT = {"十": 10, "百": 100, "千": 1000}
# Only numerals with a place word (十 百 千 万) or a digit before a measure word are amounts; 一是, 二要 are not.
_CN_NUMBER = re.compile(
    r"(?<![一二三四五六七八九十百千万两第零])([一二两三四五六七八九十百千]+万[一二三四五六七八九十百千零]*|[一二两三四五六七八九][十百千][一二三四五六七八九十百千零]*|[十百千][一二三四五六七八九十百千零]+)(?=([\u4e00-\u9fff]{1,2}))"
)


def chinese_number(text: str) -> int | None:
    """三万 → 30000, 一百二十 → 120; None where the characters do not form a number."""
    total = section = digit = 0
    for ch in text:
        if ch in _CN_DIGIT:
            digit = _CN_DIGIT[ch]
        elif ch in _CN_UNIT:
            section += (digit or 1) * _CN_UNIT[ch]
            digit = 0
        elif ch in ("万", "亿"):
            total = (total + section + digit) * (10_000 if ch == "万" else 100_000_000)
            section = digit = 0
        else:
            return None
    return total + section + digit


def split_glued(printed: str) -> tuple[str, str, str] | None:
    """「194.9194.9100%」 → budget, outturn and rate, where exactly one way to part the cells makes the rate theirs."""
    found: set[tuple[str, str, str]] = set()
    digits = printed.rstrip("%")
    for places in (1, 2):
        m = re.match(rf"(\d+\.\d{{{places}}})(?!0\d)(\d+\.\d{{{places}}})(?!0\d)(\d+(?:\.\d+)?)$", digits)
        if m is None or not Decimal(m.group(1)):
            continue
        budget, outturn, rate = m.groups()
        half = Decimal(5).scaleb(-len(rate.partition(".")[2]) - 1)
        if abs(100 * Decimal(outturn) - Decimal(rate) * Decimal(budget)) <= half * Decimal(budget):
            found.add((budget, outturn, rate))
    return found.pop() if len(found) == 1 else None


def tokens(view: View, *, default_unit: str = "", start: int = 0) -> list[Token]:
    """All figures of the text in order. ``default_unit`` is the unit declared for the table or list, if any."""
    return sorted(_scan(view.text, default_unit, start), key=lambda t: t.start)


def _scan(text: str, default_unit: str, start: int) -> Iterator[Token]:
    if not any(ch.isdigit() or ch in "十百千万X×*①②③④⑤⑥" for ch in text):
        return
    taken = [*_skipped(text), *_ordinals(text)]
    covered = sorted((t.start, t.end) for t in taken)
    yield from (t for t in taken if t.start >= start)
    spans = [*covered, (len(text), len(text))]
    at = start
    for first, last in spans:
        if first > at:
            yield from _numbers(text, at, first, default_unit)
        at = max(at, last)


def _skipped(text: str) -> list[Token]:
    found: list[Token] = []
    for m in _SKIP.finditer(text):
        group = m.lastgroup or ""
        if group == "regulation":
            # Figures in a title are part of the name of a paper.
            if any(ch.isdigit() for ch in m.group()):
                found.append(Token("name", m.start(), m.end(), m.end()))
            continue
        if group in ("year", "years", "date"):
            year = int(re.sub(r"\D", "", m.group())[:4])
            kind: Kind = "year" if group == "year" else "date"
            found.append(Token(kind, m.start(), m.end(), m.end(), year=year))
            continue
        kinds: dict[str, Kind] = {"date2": "date", "months": "date", "day": "date", "label": "name"}
        found.append(Token(kinds.get(group, group), m.start(), m.end(), m.end()))  # type: ignore[arg-type]
    return found


def _ordinals(text: str) -> list[Token]:
    heads = [Token("ordinal", m.start(1), m.end(), m.end()) for m in _ORDINAL_HEAD.finditer(text)]
    codes = [Token("code", m.start(1), m.end(1), m.end(1)) for m in _CODE.finditer(text) if _is_code(text, m)]
    return heads + [c for c in codes if all(c.start != h.start for h in heads)]


def _is_code(text: str, match: re.Match[str]) -> bool:
    """A number glued to a following name is a classification code where a clause begins with it (2040201行政运行)."""
    before = text[match.start() - 1] if match.start() else ""
    unit = _units().pattern.match(text, match.end(1))
    if unit is not None and not "\u4e00" <= text[unit.end() : unit.end() + 1] <= "\u9fff":
        return False  # 「封山育林18600亩，…」: a measure word, and nothing behind it
    if unit is not None and _THOUSANDS.search(text[: match.start()]) and len(match.group(1)) == 3:
        return False  # 「目标1,400公里的101.57%」: the last three digits of a number
    return len(match.group(1)) >= 5 or before in ("", ",", ";", "。", ":", "、", "(", ")")


def _numbers(text: str, start: int, end: int, default_unit: str) -> Iterator[Token]:
    for m in _NUMBER.finditer(text, start, end):
        yield _number_token(text, m, default_unit, start)
    for m in _CN_NUMBER.finditer(text, start, end):
        value = chinese_number(m.group(1))
        unit = next((w for w in (m.group(2), m.group(2)[:1]) if w in _units().count), None)
        if value is not None and unit is not None and unit not in ("年", "月", "天", "日", "级", "类", "届"):
            yield Token("count", m.start(1), m.end(1) + len(unit), m.end(1), str(value), unit)


def _number_token(text: str, m: re.Match[str], default_unit: str, floor: int) -> Token:
    digits = m.group("digits").replace(",", "").replace(" ", "")
    sign = m.group("sign") or ""
    value: str | None = digits
    if len(sign) == 1:
        value = f"-{digits}" if sign == "-" else digits
    elif sign:
        value = None  # 「－-12」: which sign is meant cannot be known (SPEC 2.0, R53)
    kind, unit, scale, end = _unit_after(text, m.end(), default_unit)
    exactness: Exactness = "printed"
    before = text[max(floor, m.start() - 5) : m.start()]
    after = _AFTER.match(text, end)
    if _AT_LEAST.search(before) or (after and after.lastgroup == "least"):
        exactness = "at_least"
    elif _AT_MOST.search(before) or (after and after.lastgroup == "most"):
        exactness = "at_most"
    elif _ABOUT.search(before) or (after and after.lastgroup == "about"):
        exactness = "about"
    return Token(kind, m.start(), end, m.end(), value, unit, scale, exactness)


def _unit_after(text: str, at: int, default_unit: str) -> tuple[Kind, str, Decimal, int]:
    units = _units()
    m = units.pattern.match(text, at)
    if m is None:
        return declared(default_unit, at)
    found = m.lastgroup or ""
    if found == "count":
        times = m.group("mult") or ""
        return "count", times + m.group("count"), units.multiplier.get(times, Decimal(1)), m.end()
    if found == "money":
        return "amount", m.group(), units.money[m.group()], m.end()
    if found == "price":
        money = re.match(r"[万亿千]?元", m.group())
        return "price", m.group(), units.money[money.group()] if money else Decimal(1), m.end()
    if found == "bare":
        return "amount", m.group(), units.money[m.group()], m.end()
    return found, m.group(), Decimal(1), m.end()  # type: ignore[return-value]


def declared(unit: str, at: int) -> tuple[Kind, str, Decimal, int]:
    """The unit that a table head or list declares for figures that carry none."""
    units = _units()
    if unit in units.money:
        return "amount", unit, units.money[unit], at
    if unit == "%":
        return "percent", unit, Decimal(1), at
    if unit == "分":
        return "score", unit, Decimal(1), at
    if unit in units.count:
        return "count", unit, Decimal(1), at
    if unit[:1] in units.multiplier and unit[1:] in units.count:
        return "count", unit, units.multiplier[unit[:1]], at
    return "number", unit, Decimal(1), at
