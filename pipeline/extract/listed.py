"""Figures printed in one run (「A、B和C分别为…」): whose each one is, which shares they are, and which unit they have in common."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise, takewhile

from pipeline.extract.figures import VALUE_KINDS, Token
from pipeline.extract.lead import CHANGE
from pipeline.extract.view import View


def _run_of_figures(values: list[Token], view: View) -> list[Token]:
    """The first figure and those that follow it with nothing but 、和与及 or a comma between (「A、B和C」)."""
    group = values[:1]
    for after in values[1:]:
        if view.text[group[-1].end : after.start] not in ("、", "和", "与", ",", "及", "、和"):
            break
        group.append(after)
    return group


def _both_sides(items: list[str]) -> list[str]:
    """「收、支总计」 are the total revenue and the total expenditure."""
    if len(items) == 2 and items[0].endswith("收") and items[1].startswith("支"):
        tail = items[1][1:].removeprefix("出")
        return [f"{items[0]}入{tail}", f"支出{tail}"]
    return items


_RESPECTIVELY = re.compile(r"(?P<items>[^,;。:]{3,60}?)(?:(?:分别|依次)(?:为|是|达|达到)?|各为|各是)$")
# 「环境服务、文化服务为106.59亿元、17.24亿元」: as many names as figures, without a word that says so.
_AS_MANY = re.compile(r"(?P<items>[^,;。:和与及]{3,60}?)(?:为|是)$")


def listed_words(view: View, found: list[Token]) -> dict[int, str]:
    """「2022年度、2021年度收入总计分别为A、B」: each figure of the list with its own words, by its start.

    A shared tail of the words (收入总计) goes to every item that is a year alone, a shared head to those that are a stage.
    """
    out: dict[int, str] = {}
    values = [t for t in found if t.kind in VALUE_KINDS]
    for i, token in enumerate(values):
        before = values[i - 1].end if i else 0
        words = view.text[before : token.start]
        m = _RESPECTIVELY.search(words) or _AS_MANY.search(words)
        if m is None:
            continue
        items = re.split(r"[、和与及]", m.group("items"))
        group = _run_of_figures(values[i:], view)
        if len(items) != len(group) or len(items) < 2:
            continue
        items = _both_sides(items)
        tail = re.sub(r"^(?:19|20)\d\d(?:年度|年)?", "", items[-1])
        told_first = re.fullmatch(r"(?P<label>\D+)(?P<year>(?:19|20)\d\d(?:年度|年)?)", items[0])
        if told_first is not None and not tail:
            # 「支出2022年和2021年各为…」: the label stands before the years.
            items[0], tail = told_first.group("year"), told_first.group("label")
        head = re.sub(r"(?:预算|决算|执行)数?$", "", items[0])
        for item, figure in zip(items, group, strict=True):
            alone = re.fullmatch(r"(?:19|20)\d\d(?:年度|年)?", item) is not None
            staged = re.fullmatch(r"(?:年初|全年|调整后)?(?:预算|决算|执行)数?", item) is not None
            out[figure.start] = item + tail if alone else head + item if staged else item
    return out


_SHARES = re.compile(
    r"(?:(?:分别|依次|各)占[^;。%]{0,40}|占[^,;。%和与、]{2,24}(?:的|(?:的)?(?:比重|比例))(?:为|是|达到|达)?|(?:占比|比重|比例|占[^,;。%]{2,20})(?:分别|依次)(?:为|是|达到|达)?)$"
)


# 「税收占财政收入和一般预算收入的比重分别为54.9%和80%」: one part of two wholes.
_SEVERAL_WHOLES = re.compile(r"占[^,;。%]*[和与、][^,;。%]*(?:分别|依次)[^,;。%]{0,6}$")


def listed_shares(view: View, found: list[Token]) -> dict[int, tuple[int, int]]:
    """「分别占C的x%和y%」, 「占比分别为x%、y%」: by its start, each percent's place in the list and the list's length.

    The place is -1 where the shares are of several wholes, not of several parts.
    """
    out: dict[int, tuple[int, int]] = {}
    values = [t for t in found if t.kind in VALUE_KINDS]
    for i, token in enumerate(values):
        words = re.split(r"[;。%]", view.text[: token.start])[-1][-60:]
        if token.kind != "percent" or token.start in out or not _SHARES.search(words):
            continue
        group = list(takewhile(lambda t: t.kind == "percent", _run_of_figures(values[i:], view)))
        if len(group) > 1:
            of_several = _SEVERAL_WHOLES.search(words) is not None
            out |= {t.start: (-1 if of_several else n, len(group)) for n, t in enumerate(group)}
    return out


@dataclass(frozen=True, slots=True)
class ListedChange:
    """One of several changes told in one run: its place, how many there are, and the item it is of ("" where not named)."""

    place: int
    count: int
    item: str


_EACH = re.compile(r"分别|依次|各")
_COMPARED_TO = re.compile(
    r"(?:分别|依次|各自|各|均|(?:较|比|与|同)?(?:上年|去年|同期|(?:19|20)\d\d年)(?:度|同期|相比)*|同比|相比)+$"
)


def listed_changes(view: View, found: list[Token]) -> dict[int, ListedChange]:
    """「A、B分别减少x万元、y万元」, 「增幅为x%、y%和z%」: each change of the run, by its start."""
    out: dict[int, ListedChange] = {}
    values = [t for t in found if t.kind in VALUE_KINDS]
    for i, token in enumerate(values):
        clause = re.split(r"[,;。:]", view.text[values[i - 1].end if i else 0 : token.start])[-1]
        change = CHANGE.search(clause)
        if change is None or token.start in out:
            continue
        group = list(takewhile(lambda t, kind=token.kind: t.kind == kind, _run_of_figures(values[i:], view)))  # type: ignore[misc]
        commas = any(view.text[a.end : b.start] == "," for a, b in pairwise(group))
        if len(group) < 2 or (commas and not _EACH.search(clause)):
            continue
        items = re.split(r"[、和与及]", _COMPARED_TO.sub("", clause[: change.start()]))
        if len(items) != len(group):
            items = [""] * len(group)
        items = _both_sides(items)
        out |= {
            t.start: ListedChange(n, len(group), item) for n, (t, item) in enumerate(zip(group, items, strict=True))
        }
    return out


def shared_units(found: list[Token], view: View) -> list[Token]:
    """「各是12.5,13.6万元」, 「较上年2.08减少0.03万元」: figures listed or compared before one unit share it."""
    out = list(found)
    for i in range(len(out) - 2, -1, -1):
        this, after = out[i], out[i + 1]
        between = view.text[this.end : after.start]
        if (
            this.kind == "number"
            and after.kind in ("amount", "count", "percent")
            and (between in (",", "、", "和", "及", "与") or _compared(view.text[: this.start], between))
            and "." in (this.value or "")
        ):
            out[i] = Token(
                after.kind, this.start, this.end, this.digits_end, this.value, after.unit, after.scale, this.exactness
            )
    return out


def _compared(before: str, between: str) -> bool:
    """Does a figure without a unit stand as the base of the change that is printed behind it?"""
    return re.search(r"(?:上年|去年|同期|(?:19|20)\d\d年)(?:度)?(?:数|的)?$", before) is not None and (
        CHANGE.fullmatch(between) is not None
    )
