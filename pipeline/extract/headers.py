"""Heads of columns: from the words of a table's head rows to fields, years, stages and units (maps/headers.toml)."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.extract.terms import split_stage
from pipeline.extract.view import normalise

_UNIT = re.compile(r"(?:单位|金额单位)?:?(亿元|万元|千元|元|%|分)")
_DECLARED = re.compile(r"(?:金额)?单位[:：]?\s*(?:人民币)?\s*[(（]?(亿元|万元|千元|元)")
# A line of heads without cells: 「项目资金(万元)全年预算数(A)全年执行数(B)…」.
_HEADED = re.compile(r"(?:项目资金|资金情况|预算资金|项目支出)\((亿元|万元|千元|元)\)")
_POINTS = re.compile(r"\((\d{1,3})分")
_BRACKETED_UNIT = re.compile(r"\((?:单位:?)?(亿元|万元|千元|元)\)")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
# 「年度目标1（80分）」: parts of one kind are numbered.
_PART_NUMBER = re.compile(r"[\d一二三四五六七八九十]+$")
_NOISE = re.compile(r"[ABab/、.:;,*—\-]|(?:亿|万|千)元$")
_YEAR = re.compile(r"((?:19|20)\d\d)年?(?:度)?")
_RELATIVE = {"本年": 0, "当年": 0, "本年度": 0, "上年": -1, "上年度": -1, "去年": -1}


@dataclass(frozen=True, slots=True)
class Column:
    """What stands in a column. ``year_offset`` is set for 本年/上年 heads, ``year`` for heads that name a year."""

    index: int
    field: str
    type: str
    head: str
    unit: str = ""
    year: int | None = None
    year_offset: int | None = None
    stage: str | None = None
    measure: str | None = None
    aspect: str = "level"


@dataclass(frozen=True, slots=True)
class TableKind:
    """A kind of table: its name, the field that names a record, and the fields that are carried down merged cells."""

    name: str
    record: str
    carry: tuple[str, ...]


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "maps" / "headers.toml").read_text(encoding="utf-8"))


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Heads that are built from parts (「占年初预算%」「比上年同期增减额」), tried after the listed ones."""
    return tuple((re.compile(spec["pattern"]), name) for name, spec in _data()["field"].items() if "pattern" in spec)


@cache
def _heads() -> dict[str, str]:
    """Normalised head → field. One head may not mean two things: that is refused at load."""
    out: dict[str, str] = {}
    for name, spec in _data()["field"].items():
        for head in spec["heads"]:
            if out.setdefault(head, name) != name:
                raise ValueError(f"headers.toml: the head {head!r} is listed under {out[head]!r} and {name!r}")
    return out


def declared_unit(text: str) -> str | None:
    """「单位：万元」 → 万元; None where the text declares none."""
    plain = normalise(text).text
    m = _DECLARED.search(plain) or _HEADED.match(plain)
    return m.group(1) if m else None


def bracketed_unit(text: str) -> str:
    """「年度预算申请（万元）」 → 万元, the unit of the amounts under a title; "" where it names none."""
    m = _BRACKETED_UNIT.search(normalise(text).text)
    return m.group(1) if m else ""


def read_head(index: int, text: str) -> Column | None:
    """The column that a head announces, or None where the words are no known head."""
    plain = normalise(text).text
    if not plain or len(plain) > 40:
        return None
    unit_match = re.search(r"\(([^()]*(?:元|%|分)[^()]*)\)", plain)
    unit = ""
    if unit_match:
        found = _UNIT.search(unit_match.group(1))
        unit = found.group(1) if found else ""
    without = _BRACKETS.sub("", plain)
    field = _listed(plain) or _listed(without)
    if field is None or (unit == "%" and _data()["field"][field]["type"] == "amount"):
        # 「增减（%）」 is a rate though 「增减」 alone is an amount.
        field = _built(f"{without}%" if unit == "%" else without) or field
    if field is not None:
        return _column(index, field, plain, unit)
    return _year_column(index, without, plain, unit)


def _listed(words: str) -> str | None:
    return _heads().get(words) or _heads().get(_NOISE.sub("", words))


def _built(words: str) -> str | None:
    return next((field for pattern, field in _patterns() if pattern.fullmatch(words)), None)


def _column(index: int, field: str, head: str, unit: str) -> Column:
    spec = _data()["field"][field]
    if spec["type"] == "percent" and not unit:
        unit = "%" if "%" in head else ""
    return Column(
        index, field, spec["type"], head, unit, year_offset=spec.get("year_offset"),
        stage=spec.get("stage"), measure=spec.get("measure"), aspect=spec.get("aspect", "level"),
    )  # fmt: skip


def _year_column(index: int, bare: str, head: str, unit: str) -> Column | None:
    """「2024年预算数」「上年决算数」「本年数」: a level of the row's item in that year."""
    m = _YEAR.match(bare)
    year, offset, rest = None, None, ""
    if m is not None:
        year, rest = int(m.group(1)), bare[m.end() :]
    else:
        word = next((w for w in sorted(_RELATIVE, key=len, reverse=True) if bare.startswith(w)), None)
        if word is None:
            return None
        offset, rest = _RELATIVE[word], bare[len(word) :]
    left, stage = split_stage(rest)
    if left.strip("数额金收支出入合计"):
        return None
    return Column(index, "year_amount", "amount", head, unit, year=year, year_offset=offset, stage=stage)


@cache
def _key_words() -> dict[str, str]:
    return {word: key for key, words in _data()["keys"].items() for word in words}


def key_of(text: str) -> str | None:
    """The meaning of a form's key cell (项目名称 → project_name), or None."""
    return _key_words().get(normalise(text).text.rstrip(":"))


def is_part_label(text: str) -> bool:
    """Does this cell open another part of a goal table (年度总体目标 …)?"""
    return _PART_NUMBER.sub("", _BRACKETS.sub("", normalise(text).text)).rstrip(":") in _data()["labels"]["parts"]


def points_of(text: str) -> Decimal | None:
    """「预算执行情况（20分）」「得分（20分*执行率）」 → 20, the weight of what stands below; None where none is told."""
    m = _POINTS.search(normalise(text).text)
    return Decimal(m.group(1)) if m else None


def fund_row_of(text: str) -> str | None:
    """total, part, or None for a row label of a self-evaluation sheet's money block; its number is left out."""
    words = _data()["fund_row"]
    plain = _BRACKETS.sub("", re.sub(words["prefix"], "", normalise(text).text)).rstrip(":")
    if plain in words["total"] or re.fullmatch(words["total_pattern"], plain):
        return "total"
    return "part" if plain in words["part"] or re.fullmatch(words["pattern"], plain) else None


def is_fund_block(columns: list[Column]) -> bool:
    """May these columns head the money block of a self-evaluation sheet? It prints what was spent of which budget."""
    fields = {c.field for c in columns}
    return bool(fields & {"outturn", "final_outturn"}) and bool(
        fields & {"original_budget", "revised_budget", "execution_rate"}
    )


def is_execution_label(text: str) -> bool:
    """Does a row of the indicator block score the execution of the budget (预算执行率)?"""
    return bool(re.search(_data()["labels"]["execution"], normalise(text).text))


def kind_of(columns: list[Column]) -> TableKind | None:
    """The kind of table that these columns make, by its heads alone."""
    fields = {c.field for c in columns}
    for spec in _data()["kind"]:
        if not set(spec.get("needs", ())) <= fields:
            continue
        if fields & set(spec.get("without", ())):
            continue
        if spec.get("any_of") and not fields & set(spec["any_of"]):
            continue
        record = (
            spec["record"]
            if spec["record"] in fields
            else next((f for f in ("item_name", "project_name", "item_code") if f in fields), None)
        )
        if record is None or not any(
            c.type in ("amount", "percent", "score", "count", "text", "status", "target") for c in columns
        ):
            continue
        return TableKind(spec["name"], record, tuple(spec.get("carry", ())))
    return None
