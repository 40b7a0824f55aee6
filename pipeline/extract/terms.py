"""The vocabulary: what a label means, looked up in maps/terms.toml.

A label is the few words in front of a figure, or the head of a row. It is classified into a Term: which measure,
which list of parts (breakdown), which part (item), at which stage of the budget cycle.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

#: The stages at which money is planned, not yet spent.
BUDGET_STAGES = ("original_budget", "revised_budget", "budget", "target")


@dataclass(frozen=True, slots=True)
class Term:
    """The meaning of a label. ``known`` is False when the vocabulary has no entry and the label itself became the item.

    account: in a report of a government, the level and budget whose item it is (governments.py).
    """

    measure: str
    breakdown: str
    item: str = ""
    item_code: str | None = None
    stage: str | None = None
    known: bool = True
    account: str = ""

    @property
    def is_total(self) -> bool:
        return self.breakdown == "total"

    @property
    def kind(self) -> str:
        """What the item is one of (nature, economic …), whatever fund or item it is listed under."""
        return self.breakdown.rpartition("×")[2].removeprefix("fund_")


@dataclass(frozen=True, slots=True)
class Partition:
    """Parts that are complete by law or form: they add up to the whole wherever they are listed together.

    head: the item that they are parts of, where it is not a total; of_fund: the one fund that may be the whole as well.
    """

    measure: str
    parts: frozenset[str]
    may_add: frozenset[str]
    head: str | None = None
    of_fund: str | None = None


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "maps" / "terms.toml").read_text(encoding="utf-8"))


@cache
def _patterns(key: str) -> tuple[tuple[re.Pattern[str], dict[str, Any]], ...]:
    return tuple((re.compile(row["pattern"]), row) for row in _data()[key])


@cache
def _function_names() -> dict[str, tuple[str, str]]:
    """Printed name → (code, canonical name)."""
    return {name: (code, names[0]) for code, names in _data()["function"].items() for name in names}


@cache
def partitions() -> tuple[Partition, ...]:
    return tuple(
        Partition(p["measure"], frozenset(p["parts"]), frozenset(p.get("may_add", ())), p.get("head"), p.get("of_fund"))
        for p in _data()["partition"]
    )


def account_of(words: str) -> str | None:
    """The fund with an account of its own that a heading or label is about, if it is about one alone."""
    insurance = set(_INSURANCE.findall(words))
    if insurance:
        return insurance.pop() if len(insurance) == 1 else None
    named = set(_ACCOUNT.findall(words))
    if not named and _APPROPRIATION_ACCOUNT.search(words):
        return "财政拨款"
    return OWN_ACCOUNTS.get(named.pop()) if len(named) == 1 else None


def named_fund(words: str) -> str | None:
    """The fund that a heading names, if it names one alone; its section's 年初财政拨款结转和结余 is that fund's."""
    return "一般公共预算财政拨款" if set(_ACCOUNT.findall(words)) == {"一般公共预算"} else account_of(words)


def of_one_partition(one: str, other: str) -> bool:
    """Can two items be parts of one whole? Not where law makes them parts of different ones (税收收入, 政府性基金)."""
    own = [p.parts | p.may_add for p in partitions()]
    return not any((one in items) != (other in items) for items in own) or any({one, other} <= items for items in own)


@cache
def headcount_types() -> tuple[str, ...]:
    return tuple(_data()["headcount"]["types"])


STAFF = frozenset({"establishment", "on_board_staff", "retired_veteran", "retired", "budget_unit"})
#: Funds with an account of their own: a section about one of them tells its receipts, payments and balances.
OWN_ACCOUNTS = {"政府性基金": "政府性基金预算财政拨款", "国有资本经营": "国有资本经营预算财政拨款"}
_INSURANCE = re.compile(r"[\u4e00-\u9fff()]{0,14}(?:保险|医保|社保)基金")
_ACCOUNT = re.compile("一般公共预算|政府性基金|国有资本经营|社会保险基金|财政专户")
#: A heading or label about both sides of the appropriation: 财政拨款收入支出决算总体情况.
_APPROPRIATION_ACCOUNT = re.compile("财政拨款(?:收入支出|收支|收、支|收入总计|支出总计)")
BALANCES = frozenset({"opening_balance", "closing_balance"})
_CLASS_MARK = re.compile(r"\((?:类|款|项|类级|款级|项级)\)")
# 「公共安全支出（204类）司法（06款）」: the code of a level beside its mark.
_CODED_MARK = re.compile(r"\(\d{2,3}(类|款|项)\)")
# 「当年预算执行数」: a stage of what the sentence is about, and no total of its own.
_OF_THE_YEAR = re.compile(r"^(?:当年|本年|全年|本年度|当年度)")
_PATH = re.compile(r"([^()。;,:]+?)\(类\)(?:([^()。;,:]+(?:\([^()]*\))?[^()。;,:]*?)\(款\))?(?:([^。;,:]+?)\(项\))?")
# The class stands in the heading above: 「1.市场监督管理事务（款）行政运行（项）」.
_GROUP_PATH = re.compile(r"([^()。;,:]+?)\(款\)(?:([^。;,:]+?)\(项\))?")
# In a list of procurement: 工程支出, 服务类采购金额.
_PROCURED = re.compile("(?:政府采购)?(?P<kind>货物|工程|服务)类?(?:项目)?(?:采购)?(?:支出|金额|预算)*")
# 「收、支总计（含结转和结余）」: what a total holds at all events.
_HOLDS_BALANCES = re.compile(r"(?<=.)\((?:含|包括|包含)[^()]*结[转余][^()]*\)$")
# 「一般公共预算收入中税收收入」 are the tax receipts.
_WITHIN = re.compile(r"[^,;。:]{2,16}(?:收入|支出|预算|决算)中的?([^,;。:]{2,})")
_CODE_NAME = re.compile(r"^([1-5]\d{2}(?:\d{2}){0,2})(?!\d)[-—]?(.*)$")
# 「年末基本支出结转结余2040201行政运行」: a measure, then the item that it stands under.
_CODE_BEHIND = re.compile(r"^([\u4e00-\u9fff()]{2,}?)([1-5]\d{4}(?:\d{2})?)[\u4e00-\u9fff()]*$")
_TOTAL_WORDS = re.compile(
    r"(?:合计|总计|总额|共计|累计|总量|总体|财务(?=总)|总|本年度|本年|当年|全年|部门整体|整体|全区|全县|全市|本级)+"
)


def split_stage(label: str) -> tuple[str, str | None]:
    """Takes the stage words out of a label: 支出决算 → (支出, final_outturn); 年初预算 → ("", original_budget)."""
    for pattern, row in _patterns("stage"):
        m = pattern.search(label)
        if m is None:
            continue
        side = "支出" if m.group().startswith("支出") else "收入" if m.group().startswith("收入") else ""
        rest = label[: m.start()] + side + label[m.end() :]
        return rest.strip("的数"), str(row["code"])
    return label, None


@lru_cache(maxsize=4096)
def classify(label: str, side: str | None, group_measure: str | None = None) -> Term | None:
    """The meaning of a normalised label, or None for an empty one.

    side: ``revenue`` or ``expenditure`` where the section or the list settles what an unmarked part is.
    group_measure: the measure of the whole whose parts are being listed; a staff measure makes 行政, 事业 … its types.
    """
    label = _CODED_MARK.sub(r"(\1)", label)
    path = function_path(label)
    if path is not None:
        return path
    label = re.sub("(?<=.)(?:类级|款级|项级|类|款|项)?科目$", "", _CLASS_MARK.sub("", label))
    label = _HOLDS_BALANCES.sub("", label)
    if not label:
        return None
    coded = _CODE_BEHIND.match(label)
    if coded is not None:
        found = classify(coded.group(1), side, group_measure)
        return None if found is None else replace(found, item_code=coded.group(2))
    whole = _function(label) or _measure(label)
    if whole is not None and not (group_measure in STAFF and whole.measure not in STAFF):
        staged = whole.measure in ("three_public", "procurement", "organ_operating")
        return replace(whole, stage=split_stage(label)[1]) if staged else whole
    if group_measure in STAFF:
        kind = next((t for t in headcount_types() if t in label), None)
        if kind is not None and group_measure is not None:
            return Term(group_measure, "headcount_type", kind)
    staff = _typed_staff(label)
    if staff is not None:
        return staff
    bare, stage = split_stage(label)
    if not (_OF_THE_YEAR.sub("", bare) if stage is not None else bare).strip("的数为"):
        return None
    found = _function(bare) or _measure(bare) or _money(bare, side)
    if group_measure in ("amount", "revenue", "expenditure") and bare in ("资金收入", "资金支出"):
        found = None  # 「折合8018.82万元（资金收入6000.53万元，物资收入2018.29万元）」: a part, not the total
    if group_measure == "procurement" and (procured := _PROCURED.fullmatch(bare)) is not None:
        found = Term("procurement", "procurement", procured["kind"])
    if found is None and (within := _WITHIN.fullmatch(bare)) is not None:
        found = _function(within[1]) or _money(within[1], side)
    if found is not None:
        return replace(found, stage=stage or found.stage)
    return Term(
        group_measure or "amount", "part" if group_measure else "other", bare or label, None, stage, known=False
    )


def context_term(words: str, kind: str) -> Term | None:
    """What an amount with a generic label (采购金额) is of, by the words that lead to it."""
    found = [(m.start(), row) for pattern, row in _patterns("context") for m in pattern.finditer(words)]
    if kind != "amount" or not found:
        return None
    row = max(found, key=lambda hit: hit[0])[1]
    return Term(row["measure"], row["breakdown"], row["item"])


def function_path(text: str) -> Term | None:
    """「一般公共服务支出（类）…（款）…（项）」: the deepest level named is the item, the class gives the code."""
    text = _CODED_MARK.sub(r"(\1)", text)
    last = None
    for m in _PATH.finditer(text):
        last = m
    if last is None:
        return _group_path(text)
    names = [g for g in last.groups() if g]
    class_name = re.sub(r"^(?:\d+[、.]|[^\u4e00-\u9fff]+)", "", names[0])
    code = _function_names().get(class_name, (None, class_name))
    names[0] = code[1]
    breakdown = {1: "function", 2: "function_group", 3: "function_item"}[len(names)]
    return Term("expenditure", breakdown, "/".join(names), code[0] if len(names) == 1 else None)


def _group_path(text: str) -> Term | None:
    last = None
    for m in _GROUP_PATH.finditer(text):
        last = m
    if last is None:
        return None
    group, item = (
        re.sub(r"^(?:\(?[\d一二三四五六七八九十]+\)?[、.]?|[^\u4e00-\u9fff]+)", "", last.group(1)),
        last.group(2),
    )
    return Term("expenditure", "function_item" if item else "function_group", f"{group}/{item}" if item else group)


def _function(label: str) -> Term | None:
    coded = _CODE_NAME.match(label)
    if coded:
        code, name = coded.groups()
        breakdown = {3: "function", 5: "function_group", 7: "function_item"}[len(code)]
        canonical = _function_names().get(name, (code, name))[1] if len(code) == 3 else name
        return Term("expenditure", breakdown, canonical or code, code)
    hit = _function_names().get(label)
    return Term("expenditure", "function", hit[1], hit[0]) if hit else None


def _measure(label: str) -> Term | None:
    for pattern, row in _patterns("measure"):
        if pattern.fullmatch(label) and ("requires" not in row or re.search(row["requires"], label)):
            nature = next((n for n in ("基本支出", "项目支出") if n[:2] in label), None)
            if row["measure"] in BALANCES and nature is not None:
                return Term(row["measure"], "nature", nature)
            return Term(row["measure"], row["breakdown"], row.get("item", ""))
    fund, rest = _fund(label, None)
    inner = _measure(rest) if fund is not None else None
    if fund is None or inner is None or not inner.is_total:
        return None
    own = inner.measure in BALANCES and fund in OWN_ACCOUNTS.values()
    if own or inner.measure == "revenue_expenditure_total":
        return replace(inner, breakdown="fund_source", item=fund)
    return None


# Posts, and not that something is drawn up: 「编制绩效目标项目15个」.
_ESTABLISHED = "编制(?!了?(?:[\u4e00-\u9fff]{0,4})(?:绩效|目标|项目|预算|规划|方案|报告))"


def _typed_staff(label: str) -> Term | None:
    """行政编制, 事业在职人员 …: the measure and the type in one label."""
    for word, measure in ((_ESTABLISHED, "establishment"), ("在职", "on_board_staff")):
        if re.search(word, label):
            kind = next((t for t in headcount_types() if t in label), None)
            return Term(measure, "headcount_type" if kind else "total", kind or "")
    return None


def _money(label: str, side: str | None) -> Term | None:
    """Funds, kinds of expenditure and totals of revenue or expenditure."""
    has_revenue, has_expenditure = "收入" in label, "支出" in label
    if has_revenue != has_expenditure:
        side = "revenue" if has_revenue else "expenditure"
    fund, rest = _fund(label, side)
    nature = next(((p, r) for p, r in _patterns("nature") if p.search(label)), None)
    if nature is not None and _is_spent(re.sub("支出|经费", "", nature[0].sub("", rest))):
        row = nature[1]
        item = row["item"] if fund is None else f"{fund}/{row['item']}"
        return Term("expenditure", row["breakdown"] if fund is None else f"fund_{row['breakdown']}", item)
    if fund is not None and _is_spent(re.sub("收入|支出|拨款|安排的?|资金", "", rest)):
        measure = side or ("revenue" if "拨款" in label else "amount")
        # 一般公共预算总收入 and 财政拨款收入总计 hold transfers and balances as well; 一般公共预算收入 does not.
        with_transfers = side is not None and re.search("总(?:收入|支出)|(?:收入|支出)总计", rest) is not None
        return Term(f"{measure}_total" if with_transfers else measure, "fund_source", fund)
    words = re.sub("收入|支出", "", label)
    if (has_revenue or has_expenditure) and _is_spent(words):
        total = bool(re.search("总计|总额|总量|^总|总(?:收入|支出)", label))
        measure = side or "amount"
        # 本年收入总计 is what form 01 calls 本年收入合计; in 本年度收入总计 the first word is but the year.
        return Term(f"{measure}_total" if total and not re.search("本年(?!度)", label) else measure, "total")
    if side and _is_spent(label):
        return Term(side, "total")
    return None


def _fund(label: str, side: str | None) -> tuple[str | None, str]:
    for pattern, row in _patterns("fund"):
        m = pattern.search(label)
        if m is None or (row.get("only") and side != row["only"]):
            continue
        if m.start() and not _is_spent(label[: m.start()]):
            continue
        return row["item"] or m.group(), label[: m.start()] + label[m.end() :]
    return None, label


def _is_spent(rest: str) -> bool:
    """Nothing is left of a label but words that add no meaning."""
    return not _TOTAL_WORDS.sub("", rest).strip("的为是数和与:、()“”预算决安排资金费用类款项")
