"""Is this figure a part of that whole? What a list takes in, what ends it, and what its parts are called."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.extract.lead import Lead
from pipeline.extract.mention import Mention, continues_list, difference
from pipeline.extract.terms import BALANCES, BUDGET_STAGES, Term

#: Which side of the account a measure stands on.
SIDES = {
    "revenue": "revenue",
    "revenue_total": "revenue",
    "expenditure": "expenditure",
    "expenditure_total": "expenditure",
}
#: What is owed, and what of the assets is left without it, are no parts of the assets.
_APART_FROM_ASSETS = re.compile("(?:负债|净资产)(?:总额|总计|合计)?$")
#: What is paid for, whichever funds its lists name.
_PAID_FROM_FUNDS = ("procurement", "three_public")


def _side_in(label: str) -> str | None:
    """The side that the last words of a label name (地方一般公共预算本级收入)."""
    return {"收入": "revenue", "支出": "expenditure"}.get(label[-2:])


def owned_by(term: Term, owner: Term) -> Term | None:
    """A kind of expenditure listed under something narrower than the whole: 项目支出 of one fund or function, 工资福利支出 of 项目支出;
    a fund listed under what it pays for: 一般公共预算拨款 of 政府采购预算."""
    if term.breakdown == "fund_source" and owner.known and owner.measure in _PAID_FROM_FUNDS:
        return replace(term, measure=owner.measure, breakdown="part", item=term.item)
    at_home = owner.breakdown == "nature" and owner.item == "基本支出"
    if term.breakdown not in ("nature", "basic", "economic") or owner.is_total or not owner.item:
        return None
    if owner.breakdown == "nature" and (at_home or term.breakdown == "nature"):
        return None
    if owner.breakdown == "fund_nature" and owner.item.endswith("/基本支出"):
        return replace(
            term, breakdown=f"fund_{term.breakdown}", item=f"{owner.item.removesuffix('基本支出')}{term.item}"
        )
    if owner.breakdown == "fund_source":
        return replace(term, breakdown=f"fund_{term.breakdown}", item=f"{owner.item}/{term.item}")
    return replace(term, breakdown=f"{owner.breakdown}×{term.breakdown}", item=f"{owner.item}/{term.item}")


def brings_nearer(mention: Mention, head: Mention, lead: Lead) -> bool:
    """Does another part bring the sum nearer to the whole? Of a list that adds up, only a zero told in its sentence is left."""
    before, after = difference(head, head.parts), difference(head, [*head.parts, mention])
    return abs(after) < abs(before) or (after == before and not lead.new_sentence)


def is_part(mention: Mention, head: Mention, lead: Lead, one_part: bool) -> bool:
    """Is this level a part of the list that is open? one_part: on a line of its own under an announced list."""
    if head is mention or mention.term is None or head.term is None:
        return False
    if mention.fact.unit == "%" or mention.is_average or head.is_average:
        return False  # rates and averages do not add up
    if head.fact.value_base == 0 and mention.fact.value_base:
        return False  # nothing has no parts
    if lead.new_sentence and not (lead.opens_list or lead.rejoins_list or one_part):
        siblings = head.parts
        if not siblings or siblings[-1].term is None or not continues_list(siblings[-1].term, mention.term):
            return False
        if not mention.term.known:
            return False
    if mention.key == head.key or (
        mention.term.stage in BUDGET_STAGES and head.term.stage not in BUDGET_STAGES and not mention.term.known
    ):
        return False
    if mention.fact.unit and head.fact.unit and mention.unit_family != head.unit_family:
        return False
    if mention.year != head.year:
        return False
    if ";" in lead.earlier and not lead.opens_list and (mention.fact.value_base or 0) > (head.fact.value_base or 0):
        return False  # 「教职工214人，其中专任教师189人；在校学生2688人」
    sides = SIDES.get(head.term.measure), SIDES.get(mention.term.measure) or _side_in(mention.fact.subject)
    if None not in sides and sides[0] != sides[1]:
        return False
    if "资产" in head.fact.subject and _APART_FROM_ASSETS.search(mention.fact.subject):
        return False
    if head.term.measure in BALANCES and mention.term.known and mention.term.measure not in BALANCES:
        return False
    return not (mention.term.measure.endswith("_total") and not head.term.measure.endswith("_total"))
