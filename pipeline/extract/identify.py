"""Whose document is it, of which year, of what kind: told by title, headings, form heads and path; never assumed."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

from pipeline.document import Block, Document
from pipeline.extract.view import normalise

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=年|度)")
_PATH_YEAR = re.compile(r"(?<!\d)(20\d\d|19\d\d)(?!\d)")
_DOCUMENT_NUMBER = re.compile(r"[〔\[(]\d{4}[〕\])]\d*号?")
_FORM_HEAD = re.compile(
    r"(?:编制单位|填报单位|单位名称|部门名称|预算单位|主管部门|实施单位|部门|单位):?([\u4e00-\u9fff()]{4,40})"
)
_TITLE_BLOCKS = 12
# So many rows of a table hold its titles and heads.
_TITLE_ROWS = 6
_HAN = r"[\u4e00-\u9fff（）()]"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who and when. Each is None where neither the document nor its path tells."""

    kind: str
    stage: str | None
    title: str
    department: str | None
    fiscal_year: int | None
    aliases: tuple[str, ...]


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "maps" / "kinds.toml").read_text(encoding="utf-8"))


@cache
def _department_pattern() -> re.Pattern[str]:
    words = sorted(_data()["department"]["suffixes"], key=len, reverse=True)
    return re.compile(
        rf"((?:中共)?[\u4e00-\u9fff]{{1,24}}?(?:{'|'.join(words)}))(?=(?:部门)?(?:本级)?(?:\()?(?:19|20)\d\d(?:年|\))|$|,|。|的|总编制|核定|编制|部门|单位|本级|是|共有|共实施|共|全年|本年|实有|公开|收入|支出|收、?支|预算|决算|“三公”|机关运行|政府采购|截至|金额)"
    )


def identify(document: Document, *, department: str | None = None, fiscal_year: int | None = None) -> Identity:
    """Reads the identity of a document. ``department`` and ``fiscal_year`` given by the user win over all else."""
    texts = [normalise(t).text for t in _opening_texts(document)]
    title = _title(texts, document)
    kind, stage = _kind(title, texts, document)
    found = department or _department(title, texts, document)
    year = fiscal_year or _year(title, texts, document)
    return Identity(kind, stage, title, found, year, _aliases(found, document))


def _opening_texts(document: Document) -> list[str]:
    """The first paragraphs, title rows of the first tables, in reading order; a title broken over two lines is one."""
    texts: list[str] = []
    for block in document.blocks[:_TITLE_BLOCKS]:
        if block.table is None:
            texts.append(block.text)
            continue
        first = min(c.row for c in block.table.cells)
        for r in range(first, first + _TITLE_ROWS):
            texts.extend(c.text for c in block.table.cells if c.row == r)
    return [t for t in texts if t.strip()]


def _title(texts: list[str], document: Document) -> str:
    """The first line that names a kind of document, joined with the line before it when that holds the name or year."""
    for i, text in enumerate(texts):
        if _is_line(text) and _kind_of(text) is not None:
            before = texts[i - 1] if i and len(texts[i - 1]) <= 40 and not texts[i - 1].startswith("附件") else ""
            joins = (
                before
                and (not _YEAR.search(text) or not _department_pattern().search(text))
                and not before.endswith("。")
            )
            return before + text if joins else text
    stem = PurePosixPath(document.path).stem
    return next((t for t in texts[:2] if _is_line(t)), stem) if _kind_of(stem) is None else stem


def _is_line(text: str) -> bool:
    """A title line, not a sentence."""
    return len(text) <= 60 and not text.endswith(("。", ";", ","))


def _kind_of(text: str) -> tuple[str, str | None] | None:
    for row in _data()["kind"]:
        if re.search(row["pattern"], text):
            return row["code"], row.get("stage")
    return None


def _kind(title: str, texts: list[str], document: Document) -> tuple[str, str | None]:
    for text in (title, PurePosixPath(document.path).stem, *(t for t in texts[:4] if _is_line(t))):
        found = _kind_of(text)
        if found is not None:
            return found
    body = "".join(texts)
    if "决算" in body:
        return "final_accounts", "final_outturn"
    if re.search("自评|绩效评价", body):
        return "self_evaluation", "outturn"
    if "预算" in body and not re.search("完成|执行|实际|同比|上年(?!结转|结余)", body):
        return "budget", "budget"
    return "other", None


def _department(title: str, texts: list[str], document: Document) -> str | None:
    """From a form head, the title, the path, the first sentences: in this order."""
    plain = _DOCUMENT_NUMBER.sub("", title)
    for text in (plain, *texts[:6]):
        m = _department_pattern().search(re.sub(r"^(?:附件\d*:?)", "", text)) if _is_line(text) else None
        if m is not None and len(m.group(1)) >= 4:
            return _tidy(m.group(1))
    for text in texts:
        m = _FORM_HEAD.match(text)
        if m is not None and _department_pattern().search(m.group(1)):
            return _tidy(m.group(1))
    for part in reversed(PurePosixPath(document.path).parts):
        m = _department_pattern().search(PurePosixPath(part).stem)
        if m is not None and len(m.group(1)) >= 4:
            return _tidy(m.group(1))
    for text in texts:
        m = re.match(
            rf"({_HAN}{{2,26}}?)(?:19|20)\d\d年(?:度)?(?:的)?(?:部门|单位)?(?:收入|收支|支出|预算|决算)",
            text.split("。")[-2] if text.count("。") > 1 else text,
        )
        m = m or _department_pattern().search(text[:80])
        if m is not None and len(m.group(1)) >= 4 and _department_pattern().search(m.group(1)):
            return _tidy(m.group(1))
    return None


def _tidy(name: str) -> str:
    name = re.sub(
        r"^.*(?:主管部门|实施单位|填报单位|编制单位|单位名称|部门名称|预算单位):?(?=[\u4e00-\u9fff]{4})", "", name
    )
    name = re.sub(r"^第[一二三四五六七八九十]+(?:部分|章|篇)", "", name)
    name = re.sub(r"^.*(?:关于|附件|根据|按照|截至|月末|年末|年度|年底|日|年)(?=[\u4e00-\u9fff]{4})", "", name)
    return re.sub(r"^(?:表|由|在|对|和|及|与)", "", name)


def _year(title: str, texts: list[str], document: Document) -> int | None:
    """The year of the title; else the path's; else the one most often named with 年度, then the latest named."""
    for text in (_DOCUMENT_NUMBER.sub("", title), *(t for t in texts[:4] if _is_line(t))):
        m = _YEAR.search(_DOCUMENT_NUMBER.sub("", text))
        if m is not None:
            return int(m.group(1))
    for part in reversed(PurePosixPath(document.path).parts):
        years = _PATH_YEAR.findall(part)
        if len(set(years)) == 1:
            return int(years[0])
    body = _DOCUMENT_NUMBER.sub("", "".join(texts))
    termed = re.findall(r"((?:19|20)\d\d)年(?:度|末|收入|支出|部门)", body)
    named = termed or _YEAR.findall(body)
    if not named:
        return None
    counts = {int(y): named.count(y) for y in named}
    return max(counts, key=lambda y: (counts[y], y)) if termed else max(counts)


def _aliases(department: str | None, document: Document) -> tuple[str, ...]:
    """Short names that the document itself uses for its department, longest first (峨边公安局, 县公安局)."""
    if department is None:
        return ()
    names = {department}
    tail = re.search(r"(?:自治)?(省|市|县|区|州|旗|镇|乡)([\u4e00-\u9fff]+)$", department)
    if tail is not None:
        # Of its own level: the 市公安局 of which a county's bureau speaks is the one above it.
        level, bare = tail.groups()
        names.update({bare, level + bare, department[:2] + bare, department[:2] + level + bare})
    text = "".join(b.text for b in document.blocks if b.table is None)
    used = {n for n in names if n in text or n == department}
    return tuple(sorted(used, key=len, reverse=True))


def is_heading(block: Block) -> bool:
    """Does this paragraph open a section (marked by the format, or numbered 一、 （一） and short)?"""
    return block.kind == "heading"
