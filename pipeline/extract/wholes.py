"""What a list is of: the whole whose parts the words announce, found among what was told."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.extract.lead import AMONG, BY_CRITERION, Lead, strip_label
from pipeline.extract.mention import Mention, reproduces
from pipeline.extract.parts import SIDES
from pipeline.extract.recall import Recall
from pipeline.extract.scope import Scope
from pipeline.extract.terms import BUDGET_STAGES, classify

_OF_ITEMS = re.compile(
    "(?:主要|各项?|重点)?(?P<whole>[^:]{2,16}?)(?:主要)?(?:项目|科目|税种|分项|具体|构成|完成)*情况(?:如下)?:"
)
_USED_FOR = re.compile("(?:主要)?(?:用于|包括|分为)(?:以下|如下)(?:几个)?(?:方面|内容|项目)?:?$")
# 「其中产业基地中用于…」: the whole of the list that 其中 opens is named behind it.
_WITHIN = re.compile("[:,]?(?P<whole>[^,;:。]{3,14})中(?:[,:]|用于|安排)")
# 「按政府采购资金类型划分」: the criterion names what is parted by it.
_CRITERION_OF = re.compile(
    "按(?:照)?(?P<whole>[^,;。:]{2,10}?)(?:资金|项目|预算)*(?:类型|类别|性质|来源|方式|品目|用途|对象)(?:划分|分类|分为|,|分)"
)
# 「医疗收入中，…」, 「医疗收入里，…」
_INSIDE = re.compile("(?:当中|里头|里面|中|里)$")
_SIDE_TOPIC = re.compile("从?(?:主要)?(?P<side>收入|支出)(?:方面|端)?(?:来)?(?:看)?,")
_NAMES_MONEY = re.compile("[\u4e00-\u9fff]{2,}(?:资金|收入|支出)(?:预算|决算)?$")
_LEFT_OVER = re.compile("结转|结余|结存|剩余")


def list_head(
    scope: Scope, told: Recall, words: str, lead: Lead, aliases: tuple[str, ...], side: str | None, paragraph: int
) -> Mention | None:
    """The whole whose parts the words announce: the one they name, else the one last spoken of.

    Behind a list that is complete, another list goes back to the same whole (「按支出性质分…；按功能分…」).
    """
    if scope.in_base_year and scope.base_level is not None:
        return scope.base_level
    sentence = words.rpartition("。")[2]
    marker = AMONG.search(sentence)
    if (named_by := _CRITERION_OF.search(words)) is not None:
        paid = classify(strip_label(named_by["whole"], aliases), side)
        if paid is not None and paid.measure not in SIDES and (whole := told.last_level_of(paid, scope.account_name)):
            return whole  # 「按政府采购项目类型，分为货物类…三种类型。其中：货物类采购10000元」
    named = strip_label(_INSIDE.sub("", sentence[: marker.end()].strip(",;:")), aliases) if marker else ""
    for text in (named, strip_label(sentence[: marker.start()].strip(",;:"), aliases) if marker else ""):
        term = classify(re.split("[,;:]", text)[-1], side) if text else None
        if term is None or not term.known:
            if BY_CRITERION.search(sentence) and _NAMES_MONEY.search(text):
                return told.told_as(text)  # 「其他各类资金预算按用途划分，…」: of that, told or not
            continue
        whole = told.last_level_of(term, scope.account_name, year=scope.year)
        if whole is not None:
            return whole
        own_side = SIDES.get(term.measure)
        if BY_CRITERION.search(sentence) and term.breakdown == "fund_source":
            other = {"expenditure": "revenue", "revenue": "expenditure"}.get(term.measure, term.measure)
            return told.last_level_of(replace(term, measure=other), scope.account_name, year=scope.year)
        last = scope.last_level.term if scope.last_level is not None else None
        own = last is not None and last.is_total and SIDES.get(last.measure) == own_side
        if term.is_total and (both := _both_sides(scope.last_level)) is not None:
            return both  # 「收支总预算705万元。收入包括：…；支出包括：…」: each side is all of it
        if term.is_total and own_side is not None and last is not None and not own:
            return None  # 「收入包括：…；支出包括：…」: no whole of this side was told
    inner = _WITHIN.match(sentence, marker.end()) if marker is not None else None
    if inner is not None and (whole := told.told_as(strip_label(inner["whole"], aliases))) is not None:
        return whole
    if marker is not None and len(named) > 2 and _INSIDE.search(marker.group()) and marker.start() + 2 < marker.end():
        # 「一般性转移支付收入中，A10万元，B20万元」: the whole of that name, or none that was told.
        return told.told_as(named)
    topic = _SIDE_TOPIC.match(sentence)
    if topic is not None and marker is not None:
        # 「收入60亿元；支出72亿元。」, then 「收入方面，分中央和地方看，…」
        topic_side = "revenue" if topic["side"] == "收入" else "expenditure"
        return next((m for m in told.levels() if m.term is not None and SIDES.get(m.term.measure) == topic_side), None)
    if scope.last_level is None:
        return None
    head = scope.last_level
    if head.fact.unit == "%" and words == sentence:  # 「收回问卷432份，回收率96%，其中非常满意281份、…」
        counted = (m for m in told.levels() if m.sentence == head.sentence and m.fact.unit != "%" and m.aside is None)
        head = next(counted, head)
    again = BY_CRITERION.search(sentence) is not None
    if again and head.head is not None and head.head.role == "level":
        return head.head
    before = words[: len(words) - len(sentence) + marker.start()] if marker is not None else ""
    first = scope.last is None or scope.last.paragraph != paragraph
    told_anew = marker is None or first or re.search("[。;]", before) is not None
    while (
        told_anew and head.head is not None and head.head.role == "level"
        and head.head.paragraph == head.paragraph and reproduces(head.head, head.head.parts)
    ):  # fmt: skip
        head = head.head
    if told_anew and _LEFT_OVER.search(head.fact.quote) and lead.label and not _LEFT_OVER.search(lead.label):
        # 「全年支出9105.62万元，…，结转474.38万元。其中：基本支出3120.00万元」: what was spent, not what was left.
        near = (m for m in told.levels() if m.paragraph == head.paragraph and m.unit_family == head.unit_family)
        return next((m for m in near if "支出" in m.fact.quote and m.fact.stage not in BUDGET_STAGES), None)
    if head.fact.stage in BUDGET_STAGES:
        spent = (
            m for m in told.levels(head.key)
            if m.paragraph == head.paragraph and m.fact.stage not in BUDGET_STAGES
        )  # fmt: skip
        head = next(spent, head)
    return head


def _both_sides(level: Mention | None) -> Mention | None:
    """The total of receipts and payments that this level is, or is a part of."""
    while level is not None and level.head is not None:
        level = level.head
    is_both = level is not None and level.term is not None and level.term.measure.startswith("revenue_expenditure")
    return level if is_both else None


def whole_announced(
    scope: Scope, told: Recall, text: str, aliases: tuple[str, ...], side: str | None
) -> Mention | None:
    """「…税收收入150.6亿元；非税收入70.4亿元。主要税收收入项目情况：」: the whole that the last words name, else the last told."""
    words = re.split("[,;。]", text)[-1]
    if re.search(r"\d", words) is None and (named := _OF_ITEMS.fullmatch(words)) is not None:
        term = classify(strip_label(named["whole"], aliases), side)
        whole = told.last_level_of(term, scope.account_name, year=scope.year)
        if whole is not None:
            return whole
    return scope.last_level


def whole_announced_in_words(
    scope: Scope, told: Recall, text: str, aliases: tuple[str, ...], side: str | None
) -> Mention | None:
    """「一般公共预算财政拨款支出主要用于以下几个方面：」, without a figure: the whole that it names, told before."""
    named = _USED_FOR.search(text)
    if named is None:
        return None
    term = classify(strip_label(re.split("[,;。]", text[: named.start()])[-1], aliases), side)
    whole = told.last_level_of(term, scope.account_name, year=scope.year)
    if whole is not None and whole.parts:
        whole.told.append(whole.parts)
        whole.parts = []
    return whole
