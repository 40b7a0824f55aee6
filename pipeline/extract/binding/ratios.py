"""Shares of a whole and rates of completion: R92, R02."""

from __future__ import annotations

import re
from collections import defaultdict
from decimal import Decimal
from itertools import takewhile

from pipeline.extract.binding.differences import tells_difference
from pipeline.extract.binding.told import FULL_MARKS, OUTTURNS, Told, is_budget, operand
from pipeline.extract.facts import Operand
from pipeline.extract.lead import RESULT, strip_label
from pipeline.extract.ledger import Ledger
from pipeline.extract.mention import ADJUSTS, CUTS, Mention, a_misprint_off, key_of, reproduces
from pipeline.extract.parts import SIDES
from pipeline.extract.terms import BUDGET_STAGES, Term, classify, partitions, split_stage

_COUNTED_RATE = re.compile(
    r"(?P<done>完成|回收|满意|到位|合格|达标|发放|兑现|出勤|参训|支付|使用|验收|通过|办结|签约|就业|优良|及格|成功|结案|审结|执结|化解|检出|破案|签订|录取|升学|整改)(?:比)?(?:率|(?<=满意)度)(?:为|达到|达|是|约)*[\d.]+[%％]$"
)
#: Words for what was done, where they are not those of the rate.
_DONE = {"完成": "完成|实际|实施|已", "回收": "收回|回收", "使用": "使用|支出", "支付": "支付|支出"}
_PLANNED = re.compile("总投资|计划|预算|应到位|批复|下达|申请|安排")
_SPENT = re.compile("支出|支付|使用|执行|兑付|拨付")
_GRANTED = re.compile("资金|到位|下达|总额|安排|预算")
#: A figure at the end of a quote, with the verbs before it.
_VALUE = re.compile(r"(?:累计|共|预计)?(?:完成|实现|达到?|为|是)*[\d.,]+[^\d,;。，；]{0,4}$")
#: Names of a total that need not be those that it was told by.
_GENERAL_TOTAL = re.compile("(?:总|合计)(?:收入|支出|数|额|金额|资金|投入|量|计)*")
#: Words for a whole that say of nothing what it is.
_OF_ANYTHING = re.compile("(?:本年|当年|全年|全月|当月)?(?:支出|收入|决算|预算|经费|费用|资金|投入|支付)*")
_GIVEN = re.compile("得[^满应,;。]{0,4}$|得分?(?:为|是|:)?[\\d.]+分?$")
#: What a ratio of debts to assets is computed from, and how many paragraphs before it that may be told.
_DEBT, _ASSETS, _DEBT_REACH = re.compile("负债(?:总额|总计|合计)?$"), re.compile("资产(?:总额|总计|合计)$"), 4
_NUMBERED_ITEM = re.compile("[①-⑳]")
#: Paragraphs between shares of one whole, told a line each.
_BESIDE = 3
#: What was done is not more than so many times what was planned.
_FAR_MORE = 2
#: Shares that add up to this near 100 are told of all parts.
_NEARLY_ALL = 10
#: The points that the execution of a project's budget is given (SPEC 2.2).
_EXECUTION_MARKS = "10"
_RATED_ITEM = re.compile(
    "(?P<item>基本支出|项目支出|人员经费|公用经费|政府采购)(?:预算)?(?:执行率|完成率|执行进度|支出进度|支付率|支付进度)"
)
_EXECUTION_NAMES = re.compile("执行率|完成率|执行进度|支出进度|使用率|支付率|支付进度|控制率")


class RatioBinder:
    """States what each share and each rate is computed from."""

    def __init__(self, ledger: Ledger, told: Told) -> None:
        self._ledger = ledger
        self._told = told
        #: Parts without a list marker whose shares lead to one whole, by that whole.
        self._unbound: list[tuple[Mention, Mention]] = []
        #: By a whole, and by the kind of its parts where their shares name it, the parts that shares are told of.
        self.shared: dict[tuple[str, str], list[tuple[Mention, Mention]]] = defaultdict(list)
        #: The words in front of figures, by their order, once asked for.
        self._names: dict[int, str] = {}
        #: The parts of which shares are told, by the words that these name their whole by.
        self._parts_by_whole: dict[str, set[int]] = defaultdict(set)
        for m in told.mentions:
            if m.role == "share" and m.whole:
                self._parts_by_whole[m.whole].add(id(m.of))
        #: The wholes found for shares that name none: by the kind of the part, with their paragraph.
        self._found: dict[str, list[tuple[int, Mention]]] = defaultdict(list)
        #: The whole of the shares of a sentence that name none: they are of one.
        self._of_sentence: dict[int, Mention] = {}
        #: The wholes found for shares that name theirs in general words, by those words.
        self._named: dict[str, list[Mention]] = defaultdict(list)

    def bind_share(self, m: Mention) -> None:
        """R92: share = part ÷ whole; the whole is the one named, else the one whose parts are being listed."""
        part = m.of
        if part is None:
            return
        if m.fact.unit == "倍":
            if m.base is not None:
                stated = Operand("stated", m.fact.fact_id, stated_weight=1)
                self._ledger.state(
                    "R92", m.fact.subject, m.fact.fiscal_year, [stated, _part(part), _base(m.base)],
                    denominator_constant=Decimal(0),
                )  # fmt: skip
            return
        whole = self.whole(m, part)
        if whole is None and not m.whole:
            beside = self._of_sentence.get(m.sentence)
            whole = beside if beside is not None and _may_be_whole(beside, part) else self._unnamed_whole(m, part)
            if whole is not None and part.term is not None:
                self._found[part.term.kind].append((m.paragraph, whole))
        if whole is None and not m.whole and part.head is None:
            whole = self._reproducing_level(m, part)
        if whole is not None and not m.whole and part.head is None:
            self._of_sentence[m.sentence] = whole
        if whole is None and m.whole and _GENERAL_TOTAL.fullmatch(m.whole):
            whole = self._reproducing_level(m, part)
            if whole is not None:
                self._named[m.whole].append(whole)
        whole = whole and self._print_that_fits(m, part, whole)
        if whole is part or (whole is not None and _of_another_account(whole, part)):
            return
        if whole is not None and part.head is None:
            kind = part.term.kind if m.whole and part.term is not None else ""
            self.shared[whole.fact.fact_id, kind].append((whole, part))
        siblings = self._siblings(m, part) if whole is None else []
        if siblings:
            # The whole is named and not printed, but all its parts are: 基本支出 ÷ (基本支出 + 项目支出).
            self._state_ratio(
                "R92", m,
                Operand("part", part.fact.fact_id, numerator_weight=1, denominator_weight=1),
                *(_base(x) for x in siblings),
            )  # fmt: skip
        elif whole is not None:
            self._state_ratio("R92", m, _part(part), _base(whole))
        else:
            self._unbound.append((m, part))

    def _print_that_fits(self, m: Mention, part: Mention, whole: Mention) -> Mention:
        """Of a whole printed twice with different figures, the print that reproduces the share, if one does: that the prints differ is
        told once, of the whole (R11)."""
        if whole.aside is not None or _is_share_of(m, part, whole):
            return whole
        if whole is part.head and (listed := self._whole_of_list(whole)) is not None and _is_share_of(m, part, listed):
            return listed
        if whole.key is None:
            return whole
        prints = (
            x for x in self._told.levels_of_meaning(whole.key)
            if x.year == whole.year and x.fact.stage == whole.fact.stage and x.aside is None
            and x.unit_family == whole.unit_family
        )  # fmt: skip
        return next((x for x in prints if _is_share_of(m, part, x)), whole)

    def _whole_of_list(self, head: Mention) -> Mention | None:
        """「资产总额326亿元，负债59亿元，净资产267亿元。其中：行政单位资产122亿元，占37%；…」: what the list behind the last of them adds up to."""
        before = [
            x for x in self._told.of_paragraph[head.paragraph]
            if x.role == "level" and x.aside is None and x.order < head.order and x.year == head.year
            and x.unit_family == head.unit_family
        ]  # fmt: skip
        lists = [parts for parts in (*head.told, head.parts) if len(parts) > 1]
        return next((x for x in reversed(before) if any(reproduces(x, parts) for parts in lists)), None)

    def bind_shares_of_each_other(self) -> None:
        """R92, R90: 「道路投入50万元，占总投入的50%；饮水投入30万元，占30%；…」: no whole is printed, but all its parts are."""
        by_paragraph: dict[int, list[tuple[Mention, Mention]]] = defaultdict(list)
        for m, part in self._unbound:
            kind = part.term.kind if part.term is not None and not m.whole else ""
            beside = [whole for at, whole in self._found.get(kind, ()) if abs(at - m.paragraph) <= _BESIDE]
            if len({id(x) for x in beside}) == 1:
                # The shares beside it are of one whole, so this one is as well.
                self.shared[beside[0].fact.fact_id, ""].append((beside[0], part))
                self._state_ratio("R92", m, _part(part), _base(beside[0]))
                continue
            by_paragraph[m.paragraph].append((m, part))
        for found in by_paragraph.values():
            parts = {part.fact.fact_id: part for _, part in found}
            units = {(part.unit_family, part.year, part.fact.stage) for part in parts.values()}
            if len(parts) == len(found) > 2 and len(units) == 1 and _all_shares([m for m, _ in found]):
                for m, part in found:
                    others = (_base(x) for x in parts.values() if x is not part)
                    own = Operand("part", part.fact.fact_id, numerator_weight=1, denominator_weight=1)
                    self._state_ratio("R92", m, own, *others)
                shares = [Operand("stated", m.fact.fact_id, stated_weight=1) for m, _ in found]
                first = found[0][0].fact
                self._ledger.state("R90", first.subject, first.fiscal_year, shares, numerator_constant=Decimal(100))
                continue
            for m, part in found:
                same = self._named.get(m.whole or "", ())
                if len(same) > 1 and len({x.fact.value_base for x in same}) == 1:
                    self._state_ratio("R92", m, _part(part), _base(same[0]))
                elif m.whole:
                    named = f"总数「{m.whole}」 / the whole ({m.whole})"
                    self._state_ratio("R92", m, _part(part), operand("base", None, named, denominator_weight=1))

    def bind_shares_without_amounts(self) -> None:
        """R90: 「人员经费占38.5%，公用经费占9.2%，项目支出占52.3%」: shares of one sentence alone add up to 100 %."""
        by_sentence: dict[int, list[Mention]] = defaultdict(list)
        for m in self._told.mentions:
            by_sentence[m.sentence].append(m)
        for told in by_sentence.values():
            shares = [m for m in told if m.role == "share" and m.of is None and m.fact.unit == "%" and m.base is None]
            alike = len({m.whole for m in shares}) == 1 and len({m.fact.subject for m in shares}) == len(shares)
            if len(shares) > 2 and alike and len(shares) == len(told) and _all_shares(shares):
                operands = [Operand("stated", m.fact.fact_id, stated_weight=1) for m in shares]
                first = shares[0].fact
                self._ledger.state("R90", first.subject, first.fiscal_year, operands, numerator_constant=Decimal(100))

    def _siblings(self, m: Mention, part: Mention) -> list[Mention]:
        """The other parts of the whole that law says a part belongs to, if all of them are printed nearby, or with their shares of
        the whole of that name."""
        if part.term is None:
            return []
        shared = self._parts_by_whole[m.whole or ""]
        for partition in partitions():
            if (
                part.term.measure != partition.measure
                or part.term.item not in partition.parts
                or partition.head is not None
            ):
                continue
            others = [
                self._told.level((part.term.measure, part.term.breakdown, item, part.term.account), part.year, part)
                for item in sorted(partition.parts - {part.term.item})
            ]
            found = [x for x in others if x is not None and (abs(x.paragraph - part.paragraph) <= 1 or id(x) in shared)]
            if len(found) == len(others):
                return found
        return []

    def _unnamed_whole(self, m: Mention, part: Mention) -> Mention | None:
        """「…，占81.68%」 with no whole named: the total nearby that reproduces the share, else the nearest total before it."""
        found = self._reproducing_total(m, part, reach=_BESIDE)
        before = [x for x in self._totals_near(m, part, 0) if x.order < part.order]
        return found or next(reversed(before), None)

    def _reproducing_total(self, m: Mention, part: Mention, reach: int = 9) -> Mention | None:
        """The nearest total of which the part is the printed share (SPEC R75: the reading that reproduces)."""
        totals = sorted(self._totals_near(m, part, reach), key=lambda x: abs(x.order - m.order))
        return next((x for x in totals if _is_share_of(m, part, x)), None)

    def _reproducing_level(self, m: Mention, part: Mention) -> Mention | None:
        """「实现财务收入279.40万元。…捐赠收入41.31万元，占总收入的14.79%」: a level told before of which the part is the printed share."""
        before = (
            x for x in (*self._named.get(m.whole or "", ()), *reversed(self._told.counted[part.year, part.unit_family]))
            if x.order < part.order and x.year == part.year and x.unit_family == part.unit_family and _may_be_whole(x, part)
        )  # fmt: skip
        return next((x for x in before if _is_share_of(m, part, x)), None)

    def _totals_near(self, m: Mention, part: Mention, reach: int) -> list[Mention]:
        near = (
            x for x in self._told.of_paragraphs(m.paragraph - reach, m.paragraph + reach)
            if x.role == "level" and x.term is not None and x is not part and x.year == part.year
            and x.unit_family == part.unit_family
            and x.fact.value_base and part.fact.value_base is not None and x.fact.value_base >= part.fact.value_base
        )  # fmt: skip
        return [x for x in near if x.term is not None and (x.term.is_total or x.term.breakdown == "fund_source")]

    def whole(self, m: Mention, part: Mention) -> Mention | None:
        if m.base is not None and m.base.aside == "whole":
            return m.base
        if not m.whole:
            return self._whole_of_whole(m, part) or part.head
        side = {"revenue": "revenue", "expenditure": "expenditure"}.get(part.term.measure if part.term else "")
        term = classify(re.sub(r"^(?:本年度|本年|当年|全年|年度)", "", m.whole) or m.whole, side)
        candidates = [term] if term is not None else []
        if term is not None and term.breakdown == "nature":
            candidates.append(Term("expenditure", "fund_nature", f"一般公共预算财政拨款/{term.item}"))
        if (
            part.term is not None
            and part.term.item.rpartition("/")[2] in ("税收收入", "非税收入")
            and "收入" in m.whole
        ):
            candidates.append(Term("revenue", "fund_source", "一般公共预算财政拨款"))
        if "采购" in m.whole:
            candidates.append(Term("procurement", "total", ""))  # 「占采购预算的40%」 of what was told as 政府采购
        for candidate in candidates:
            found = self._told.level(
                key_of(candidate, part.term.account if part.term is not None else ""),
                m.year,
                m,
                lambda x: (
                    x.unit_family == part.unit_family
                    and (_may_be_whole(x, part) or (x is not part and x.aside is None and "预算" in (m.whole or "")))
                ),
            )
            if found is not None:
                return found
        if (
            part.head is not None
            and part.head.term is not None
            and term is not None
            and part.head.term.measure.removesuffix("_total") == term.measure.removesuffix("_total")
            and (term.is_total or part.head.term.item.endswith(term.item))
        ):
            return part.head
        if part.head is not None and _OF_ANYTHING.fullmatch(_bare_words(m.whole)):
            return part.head  # 「…共计6283.70元。其中：…1388.70元，占总支出决算的22.10%」
        return self._whole_by_words(m, part) or (self._reproducing_total(m, part) if _names_total(term) else None)

    def _whole_of_whole(self, m: Mention, part: Mention) -> Mention | None:
        """「总支出71亿元。基本支出48亿元，占比67.6%。其中人员经费45亿元，占比63.4%」: both shares are of the grand total, if they fit it."""
        head = part.head
        if head is None or _is_share_of(m, part, head):
            return None
        told = [s for s in self._told.mentions[head.order :] if s.role == "share" and s.paragraph == head.paragraph]
        own = next((s for s in told if s.order < m.order and s.of is head), None)
        if own is None or own.whole or any(s.of in head.parts and _is_share_of(s, s.of, head) for s in told if s.of):
            return None  # shares of one list are of one whole
        before = (
            x for x in reversed(self._told.mentions[: head.order])
            if x.role == "level" and x.unit_family == head.unit_family and x.year == head.year and _may_be_whole(x, head)
        )  # fmt: skip
        return next((x for x in before if _may_be_share_of(own, head, x) and _may_be_share_of(m, part, x)), None)

    def _whole_by_words(self, m: Mention, part: Mention) -> Mention | None:
        """The amount told in the words by which the share names its whole (「占全国政府采购规模的74.4%」), the nearest before."""
        words = _bare_words(strip_label(m.whole or "", ()))
        shortest = 2 if re.match("全部|所有", m.whole or "") else 3
        if len(words) < shortest or _OF_ANYTHING.fullmatch(words):
            return None
        before = (x for x in reversed(self._told.counted[m.year, part.unit_family]) if x.order < m.order)
        return next((x for x in before if _may_be_whole(x, part) and self._name_of(x).endswith(words)), None)

    def _name_of(self, x: Mention) -> str:
        """The bare words in front of a figure."""
        if x.order not in self._names:
            self._names[x.order] = _bare_words(_VALUE.sub("", x.words))
        return self._names[x.order]

    def bind_rate(self, m: Mention) -> None:
        """R02: completion = outturn ÷ the budget that is named."""
        if m.rate_name is not None:
            self._bind_named_rate(m)
            return
        if m.rate_base is None:
            return
        near = m.of
        stage = split_stage(m.rate_base)[1] if m.rate_base else None
        before = [
            x
            for x in self._told.of_paragraph[m.paragraph]
            if x.role == "level" and x.order < m.order and x.year == m.year
        ]
        budget = next(
            (x for x in reversed(before) if is_budget(x, stage) and near is not None and x.key == near.key), None
        )
        if m.base is not None and m.base.aside == "budget":
            budget = m.base
        if budget is None and near is not None and is_budget(near, stage):
            budget = near
        key = budget.key if budget is not None else near.key if near is not None else None
        outturn = next((x for x in reversed(before) if x.fact.stage in OUTTURNS and x.key == key), None)
        if (
            budget is not None
            and budget.aside == "budget"
            and near is not None
            and near.unit_family == budget.unit_family
        ):
            outturn = near
        elif budget is not None and budget.aside == "base" and outturn is None:
            outturn = self._told.level(key, m.year, m, lambda x: x.fact.stage in OUTTURNS and x.aside is None)
        if budget is None and near is not None and self._bind_rate_by_change(m, near):
            return
        whole = near.head if near is not None and near.role == "level" else None
        is_of_whole = whole is not None and (is_budget(whole, None) or re.match("支出|收入|部门", m.rate_base))
        if whole is not None and near is not None and is_of_whole and "占" in m.words:
            self._state_ratio(
                "R92", m, _part(near), _base(whole)
            )  # 「支出预算2500万元，其中项目支出1000万元，占支出预算的40%」
            return
        if outturn is None and budget is not None and budget is near and budget.head is None:
            outturn = self._outturn_told_before(m, budget)
        if outturn is None:
            return
        if budget is not None and not _is_share_of(m, outturn, budget):
            outturn = self._outturn_by_change(m, budget) or outturn
        bases = [budget]
        if budget is not None and not budget.fact.value_base:
            # 「年初预算为0…完成年初预算的95.89%」: the named base cannot carry a rate; a budget printed beside it may.
            bases += [x for x in before if is_budget(x, None) and x.key == key and x.fact.value_base]
        for base in bases:
            named = f"{m.rate_base or '预算'} / the budget it names"
            self._state_ratio("R02", m, _part(outturn), operand("base", base, named, denominator_weight=1))

    def _outturn_by_change(self, m: Mention, budget: Mention) -> Mention | None:
        """「支出2800万元，收入2775万元加上年初结转25万元。与年初预算2500万元比，超出300万元，为预算的112%」: what exceeds the budget, or
        falls short of it, by as much as the sentence tells."""
        changes = [x for x in self._told.of_paragraph[m.paragraph] if x.role == "change" and x.sentence == m.sentence]
        levels = (
            x for x in reversed(self._told.of_paragraph[m.paragraph])
            if x.role == "level" and x.aside is None and x.order < m.order and x.year == m.year
        )  # fmt: skip
        return next((x for x in levels if any(tells_difference(c, (x, budget)) for c in changes)), None)

    def _outturn_told_before(self, m: Mention, budget: Mention) -> Mention | None:
        """「一般公共预算支出9254.38万元，占…。（三）具体情况。年初预算6120.40万元，完成年初预算的151.21%」: of what was told in a paragraph before;
        of several totals and prints the one that fits."""
        if budget.term is None or not (budget.term.is_total or budget.term.breakdown == "fund_source"):
            return None
        told = [
            x for x in self._told.of_paragraphs(m.paragraph - _BESIDE, m.paragraph)
            if x.role == "level" and x.aside is None and x.order < m.order and x.year == m.year
            and x.unit_family == budget.unit_family and x.fact.stage in OUTTURNS and _names_total(x.term)
        ]  # fmt: skip
        own = [x for x in told if x.key == budget.key]
        return next((x for x in reversed([*told, *own]) if _is_share_of(m, x, budget)), own[-1] if own else None)

    def _bind_rate_by_change(self, m: Mention, outturn: Mention) -> bool:
        """「比年初预算增加189.78万元，完成年初预算的101.60%」: the budget is the outturn less its printed excess."""
        beside = self._told.mentions[max(m.order - 1, 0) : m.order + 2]
        told = (x for x in beside if x.role == "change" and x.key == outturn.key and x.paragraph == m.paragraph)
        change = next((x for x in told if x.base_budget or "预算" in x.words), None)
        if change is None or change.direction is None:
            return False
        self._state_ratio(
            "R02", m,
            Operand("part", outturn.fact.fact_id, numerator_weight=1, denominator_weight=1),
            Operand("base", change.fact.fact_id, denominator_weight=-change.direction),
        )  # fmt: skip
        return True

    def _bind_named_rate(self, m: Mention) -> None:
        """R02: 「全年预算320万元，执行数318.4万元，执行率99.5%」; 在职人员控制率 = on board ÷ establishment."""
        if _NUMBERED_ITEM.search(m.words):
            return  # 「其中①的支付率95%」: of an item told by its number
        name = m.rate_name or ""
        before = [x for x in self._told.of_paragraph[m.paragraph] if x.role == "level" and x.order < m.order]
        before = [
            x for x in before
            if x.year == m.year and (x.aside in (None, "budget") or (x.aside == "base" and is_budget(x, None)))
        ]  # fmt: skip
        spent: Mention | None = None
        budget: Mention | None = None
        of_posts = m.term is not None and m.term.measure == "establishment" and name.endswith("使用率")
        if of_posts or (name.endswith("控制率") and re.search("在职|人员", m.words)):
            spent = self._told.level(("on_board_staff", "total", "", ""), m.year, m)
            budget = self._told.level(("establishment", "total", "", ""), m.year, m)
        elif name.endswith("调整率"):
            budget = next((x for x in reversed(before) if x.fact.stage == "original_budget"), None)
            since = self._told.mentions[budget.order + 1 : m.order] if budget is not None else []
            moves = [
                x for x in since if x.unit_family == "amount" and ADJUSTS.search(x.words) and not is_budget(x, None)
            ]
            if budget is not None and len(moves) > 1:
                signs = [-1 if CUTS.search(x.words) else 1 for x in moves]
                parts = (Operand("part", x.fact.fact_id, numerator_weight=s) for x, s in zip(moves, signs, strict=True))
                self._state_ratio("R02", m, *parts, _base(budget))
                return
            spent = next((x for x in reversed(before) if ADJUSTS.search(x.words) and x.fact.stage is None), None)
            revised = next((x for x in reversed(before) if x.fact.stage == "revised_budget"), None)
            if spent is None and budget is not None and revised is not None:
                moved = Operand("base", budget.fact.fact_id, numerator_weight=-1, denominator_weight=1)
                self._state_ratio("R02", m, _part(revised), moved)
                return
        elif name == RESULT:
            spent, budget = self._divided(m)
        elif name.endswith("得分率"):
            spent, budget = _given_of_full(m, self._told)
        elif name.endswith("到位率"):
            spent, budget = _part_arrived(m, before) or _arrived_of_planned(m, before)
        elif None not in (of_item := self._of_named_item(m)):
            spent, budget = of_item
        elif _EXECUTION_NAMES.search(name) and not _is_procurement(m):
            spent, budget = _spent_of_budget(_of_its_side(name, before))
            if budget is not None and budget.aside == "base" and spent is None:
                spent = self._told.level(budget.key, m.year, m, lambda x: x.fact.stage in OUTTURNS and x.aside is None)
            if budget is None:
                spent, budget = _spent_of_budget(_of_its_side(name, self._totals_behind(m)))
            if budget is None:
                spent, budget = _spent_of_grant(self._amounts_before(m, 1), m)
            spent, budget = self._of_the_part(m, spent, budget)
        elif name.endswith(("结转率", "结余率")):
            spent, budget = _left_of_budget(m, self._amounts_before(m, 2))
        if spent is not None and budget is not None and spent is not budget:
            self._state_ratio("R02", m, _part(spent), _base(budget))
        else:
            self.bind_counted_rate(m)

    def _of_named_item(self, m: Mention) -> tuple[Mention | None, Mention | None]:
        """「预算执行率为96%，基本支出执行率97%」: (outturn, budget) of the item that the rate names, if both are told nearby."""
        named = _RATED_ITEM.search(m.words)
        term = classify(named["item"], "expenditure") if named is not None else None
        if term is None:
            return None, None
        near = [x for x in self._told.of_paragraphs(m.paragraph - _BESIDE, m.paragraph) if x.order < m.order]
        told = [x for x in near if x.role == "level" and x.aside is None and x.key == key_of(term) and x.year == m.year]
        spent = next((x for x in reversed(told) if x.fact.stage in OUTTURNS), None)
        budget = next((x for x in reversed(told) if x.fact.stage in BUDGET_STAGES), None)
        if spent is None and budget is not None and term.measure == "procurement":
            # 「政府采购预算316万元，实际采购309.28万元，政府采购执行率97.87%」
            behind = (x for x in near if x.order > budget.order and x.role == "level" and x.unit_family == "amount")
            spent = next((x for x in behind if "实际" in x.words or x.fact.stage in OUTTURNS), None)
        return spent, budget

    def _totals_behind(self, rate: Mention) -> list[Mention]:
        """「收入完成率为101.68%，收入预算1500.00万元，收入决算1525.20万元；…」: totals told behind their rate, up to the next one."""
        behind = takewhile(lambda x: x.role == "level", self._told.mentions[rate.order + 1 :])
        return [x for x in behind if x.sentence == rate.sentence and x.term is not None and x.term.is_total]

    def bind_debt_ratios(self) -> None:
        """R02: 「资产总额15862.40万元，…。负债合计902.10万元，资产负债率5.69%」."""
        for m in self._told.mentions:
            if m.fact.unit != "%" or not m.fact.subject.endswith("资产负债率"):
                continue
            near = [x for x in self._told.levels_before(m, _DEBT_REACH) if x.unit_family == "amount"]
            debt = next((x for x in near if _DEBT.search(x.fact.subject)), None)
            owned = next((x for x in near if _ASSETS.search(x.fact.subject)), None)
            if debt is not None and owned is not None:
                self._state_ratio("R02", m, _part(debt), _base(owned))

    def bind_divisions(self) -> None:
        """R02: 「控制率96.35%（实际支出415.26万元/预算安排431.00万元×100%）」: the division behind its result."""
        for m, over, under in zip(self._told.mentions, self._told.mentions[1:], self._told.mentions[2:], strict=False):
            if under.divides and m.fact.unit == "%" and m.sentence == under.sentence and m.rate_name != RESULT:
                self._state_ratio("R02", m, _part(over), _base(under))

    def bind_execution_scores(self) -> None:
        """R85: 「预算执行率94.91%，得分9.49分（满分10分）」: the points of the execution are the rate of the most that can be given."""
        for rate, given, full in zip(
            self._told.mentions, self._told.mentions[1:], self._told.mentions[2:], strict=False
        ):
            if rate.rate_name is None or not _EXECUTION_NAMES.search(rate.rate_name) or given.sentence != full.sentence:
                continue
            if given.fact.unit != "分" or not FULL_MARKS.search(full.words) or full.fact.value != _EXECUTION_MARKS:
                continue
            of_rate = next((i for i in self._ledger.identities if i.operands[0].fact_id == rate.fact.fact_id), None)
            if rate.sentence != given.sentence or of_rate is None or (rate.fact.value_base or 0) > 100:
                continue
            self._ledger.state(
                "R85", given.fact.subject, given.fact.fiscal_year,
                [Operand("stated", given.fact.fact_id, stated_weight=1), *of_rate.operands[1:]],
                scale=int(_EXECUTION_MARKS), denominator_constant=of_rate.denominator_constant,
            )  # fmt: skip

    def _divided(self, m: Mention) -> tuple[Mention | None, Mention | None]:
        """「控制率=决算数36.50万元/预算数45.00万元×100%=81.11%」: the two figures of the division."""
        pair = self._told.mentions[max(m.order - 2, 0) : m.order]
        if len(pair) < 2 or any(x.sentence != m.sentence for x in pair) or not pair[1].divides:
            return None, None
        return pair[0], pair[1]

    def _of_the_part(
        self, m: Mention, spent: Mention | None, budget: Mention | None
    ) -> tuple[Mention | None, Mention | None]:
        """「支出24610.75万元，执行率97.27%。其中：基本支出8605.10万元，执行率99.48%」: of the part's own budget, wherever told."""
        near = m.of
        whole = near.head if near is not None and near.role == "level" else None
        if near is None or whole is None or budget is None or is_budget(near, None) or m.order != near.order + 1:
            return spent, budget
        if budget.order > whole.order or budget.key == near.key:
            return spent, budget
        own = self._told.level(near.key, m.year, m, lambda x: x.fact.stage == budget.fact.stage)
        return (near, own) if own is not None else (None, None)

    def _amounts_before(self, m: Mention, paragraphs: int) -> list[Mention]:
        """The amounts told before, in this paragraph and in so many before it."""
        return [
            x for x in self._told.of_paragraphs(m.paragraph - paragraphs, m.paragraph)
            if x.role == "level" and x.order < m.order and x.year == m.year and x.aside in (None, "budget")
            and x.unit_family == "amount" and not x.is_price
        ]  # fmt: skip

    def bind_counted_rate(self, m: Mention) -> None:
        """R02: 「计划培训960人次，实际培训1003人次，完成率104.48%」, 「收回187份，其中满意176份，满意率94.12%」.

        The rate is named after what was counted last; the figure of its unit before that one is what it is a rate of.
        """
        name = _COUNTED_RATE.search(m.words)
        if m.fact.unit != "%" or name is None or m.fact.exactness != "printed":
            return
        words = f"(?<![不未没])(?:{_DONE.get(name['done'], name['done'])})"
        near = [
            x for x in self._told.of_paragraph[m.paragraph]
            if x.role == "level" and x.sentence == m.sentence and x.order < m.order and x.fact.unit != "%"
        ]  # fmt: skip
        done = next((x for x in reversed(near) if re.search(words, x.words)), None)
        alike = [x for x in near if done is not None and x.unit_family == done.unit_family and x.order <= done.order]
        parts = list(takewhile(lambda x: re.search(words, x.words), reversed(alike)))
        planned = self._planned_of(m, done) if done is not None and done.order == m.order - 1 else None
        if planned is not None and done is not None and not any(_is_share_of(m, done, x) for x in alike):
            self._state_ratio("R02", m, _part(done), _base(planned))
            return
        if len(parts) < len(alike):
            base = alike[-len(parts) - 1]
            told = sum(((x.fact.value_base or Decimal(0)) for x in parts), Decimal(0))
            if (base.fact.value_base or Decimal(0)) * _FAR_MORE < told:
                # 「归还原渠道290.62万元，合计整改金额2350.16万元，整改率82.06%」: no plan is exceeded so far
                earlier = (x for x in reversed(self._told.mentions[: m.order]) if x.unit_family == parts[0].unit_family)
                found = next((x for x in earlier if len(parts) == 1 and _is_share_of(m, parts[0], x)), None)
                if found is None:
                    return
                base = found
            self._state_ratio("R02", m, *(_part(x) for x in parts), _base(base))

    def _planned_of(self, m: Mention, done: Mention) -> Mention | None:
        """「其中产出指标25个、效益指标15个。…分类看，产出指标完成24个，完成率96%」: what was told of the same name before, in the unit of what was done."""
        near = self._told.of_paragraphs(m.paragraph - _BESIDE, m.paragraph)
        return next(
            (
                x for x in reversed(near)
                if x.role == "level" and x.order < done.order and x.sentence < done.sentence and x.fact.unit == done.fact.unit
                and len(x.fact.subject) > 1 and x.fact.subject == done.fact.subject and x.fact.value_base
            ),
            None,
        )  # fmt: skip

    def _state_ratio(self, rule: str, m: Mention, *operands: Operand) -> None:
        stated = Operand("stated", m.fact.fact_id, stated_weight=1)
        self._ledger.state(
            rule, m.fact.subject, m.fact.fiscal_year, [stated, *operands], scale=100, denominator_constant=Decimal(0)
        )


def _is_procurement(m: Mention) -> bool:
    return m.term is not None and m.term.measure == "procurement"


def _part(m: Mention) -> Operand:
    return Operand("part", m.fact.fact_id, numerator_weight=1)


def _base(m: Mention) -> Operand:
    return Operand("base", m.fact.fact_id, denominator_weight=1)


def _of_its_side(name: str, levels: list[Mention]) -> list[Mention]:
    """The levels that a rate may be of by the side that its name tells (支出完成率); all, where it tells none."""
    sides = {side for word, side in (("收入", "revenue"), ("支出", "expenditure")) if word in name}
    if len(sides) != 1:
        return levels
    return [x for x in levels if x.term is None or SIDES.get(x.term.measure) in (None, *sides)]


def _spent_of_budget(before: list[Mention]) -> tuple[Mention | None, Mention | None]:
    """(outturn, budget) that a named rate is of: the revised budget before others, the whole before parts.

    An amount told right behind the budget, or before it of the same item, is what was spent whatever it is called (兑付, 采购金额).
    """
    planned = [x for x in before if x.fact.stage in BUDGET_STAGES]
    # 「其余8个项目450.18万元。全年支出4768.21万元，执行率91.71%」: of what counts as the figure right before the rate does
    budgets = [x for x in planned if x.unit_family == before[-1].unit_family] or planned
    revised = [x for x in budgets if x.fact.stage == "revised_budget"]
    whole = [x for x in (revised or budgets) if x.head is None]
    if not budgets:
        return None, None
    budget = (whole or revised or budgets)[-1]
    outturns = [
        x for x in before if x.fact.stage in ("outturn", "final_outturn") and x.unit_family == budget.unit_family
    ]
    same = [x for x in outturns if x.key == budget.key]
    last = before[-1]
    if not same and last.order > budget.order and last.unit_family == budget.unit_family and _SPENT.search(last.words):
        return last, budget  # 「年初预算2240万元，中央补助1568万元、省补助672万元，全年执行2198万元，执行率98.13%」
    behind = [x for x in before if x.order == budget.order + 1 and x.fact.stage is None and x.head is not budget]
    ahead = [x for x in before if x.order == budget.order - 1 and x.fact.stage is None and x.key == budget.key]
    beside = [x for x in behind or ahead if x.unit_family == budget.unit_family and not ADJUSTS.search(x.words)]
    unstaged = [
        x for x in before
        if x.fact.stage is None and x.order > budget.order and x.head is None and "支出" in x.words
        and x.unit_family == budget.unit_family
    ]  # fmt: skip
    return next(reversed(same or outturns or beside or unstaged), None), budget


def _given_of_full(m: Mention, told: Told) -> tuple[Mention | None, Mention | None]:
    """「满分20分，得分18分，得分率90%」: (the points given, the most that can be given), told right before."""
    near = [x for x in told.mentions[max(m.order - 3, 0) : m.order] if x.fact.unit == "分" and x.sentence == m.sentence]
    full = next((x for x in reversed(near) if FULL_MARKS.search(x.words)), None)
    if full is None and len(near) > 1 and near[-1].order == m.order - 1 and _GIVEN.search(near[-1].words):
        return near[-1], near[-2]  # 「产出类35分，得33.2分，得分率94.86%」
    given = next((x for x in reversed(near) if full is not None and x is not full), None)
    return given, full


def _part_arrived(m: Mention, before: list[Mention]) -> tuple[Mention | None, Mention | None] | None:
    """「总投资6000万元，其中县级配套1000万元…。到位资金5250万元，其中县级配套600万元（到位率60%）」: (the part, what of it was told before), where the
    rate stands behind a part in brackets."""
    part = before[-1] if before and before[-1].order == m.order - 1 else None
    if part is None or part.head is None or m.mark != "(":
        return None
    planned = (x for x in reversed(before[:-1]) if x.fact.subject == part.fact.subject and x.unit_family == "amount")
    return part, next(planned, None)


def _arrived_of_planned(m: Mention, before: list[Mention]) -> tuple[Mention | None, Mention | None]:
    """「总投资2860万元，…实际到位2680万元，资金到位率93.71%」: (what arrived, what was to arrive: the print that reproduces the rate, else the
    whole, else the last)."""
    amounts = [x for x in before if x.unit_family == "amount" and not x.is_price]
    arrived = next((x for x in reversed(amounts) if "到位" in x.words and "应到位" not in x.words), None)
    planned = [
        x for x in amounts
        if arrived is not None and x.order < arrived.order and x.head is None and _PLANNED.search(x.words)
    ]  # fmt: skip
    fits = [x for x in planned if arrived is not None and _is_share_of(m, arrived, x)]
    wholes = [x for x in planned if "总" in x.words]
    return arrived, next(reversed(fits or wholes or planned), None)


def _spent_of_grant(before: list[Mention], m: Mention) -> tuple[Mention | None, Mention | None]:
    """「补助资金共9630万元。…资金支出9412万元，支出进度97.74%」: no budget is named, but what was granted before it was spent."""
    spent = next((x for x in reversed(before) if x.sentence == m.sentence and _SPENT.search(x.words)), None)
    granted = [
        x for x in before
        if spent is not None and x.order < spent.order and x.head is None and not _SPENT.search(x.words)
        and _GRANTED.search(x.words)
    ]  # fmt: skip
    return spent, next(reversed(granted), None)


def _left_of_budget(m: Mention, before: list[Mention]) -> tuple[Mention | None, Mention | None]:
    """(what was left, the budget that it was left of): the one that reproduces the rate, else the only one."""
    left = next((x for x in reversed(before) if x.sentence == m.sentence and "结" in x.words), None)
    if left is None:
        return None, None
    budgets = [x for x in before if x.fact.stage in BUDGET_STAGES and x is not left]
    fitting = next((x for x in reversed(budgets) if _is_share_of(m, left, x)), None)
    revised = next((x for x in reversed(budgets) if x.fact.stage == "revised_budget" and x.head is None), None)
    return left, fitting or revised or (budgets[0] if len({x.fact.value_base for x in budgets}) == 1 else None)


def _may_be_whole(x: Mention, part: Mention) -> bool:
    """A whole is no aside, and no budget of which the part is an outturn."""
    plan = x.fact.stage in BUDGET_STAGES and part.fact.stage not in BUDGET_STAGES
    return x is not part and x.aside is None and not plan


def _is_share_of(m: Mention, part: Mention, whole: Mention) -> bool:
    """Does part ÷ whole round to the printed share? (Chooses a reading; the verdict is the evaluator's.)"""
    lower, upper, x, y = m.fact.lower, m.fact.upper, part.fact.value_base, whole.fact.value_base
    return None not in (lower, upper, x, y) and bool(y) and lower * y <= 100 * x <= upper * y  # type: ignore[operator]


def _of_another_account(whole: Mention, part: Mention) -> bool:
    """A whole of a government that is less than its part is told of another account."""
    least, most = part.fact.value_base, whole.fact.value_base
    return part.term is not None and bool(part.term.account) and least is not None and most is not None and most < least


def _may_be_share_of(m: Mention, part: Mention, whole: Mention) -> bool:
    """Do the rounding intervals of part, whole and share leave it possible? (Chooses a reading.)"""
    ends = (m.fact.lower, m.fact.upper, part.fact.lower, part.fact.upper, whole.fact.lower, whole.fact.upper)
    if any(end is None or end < 0 for end in ends):
        return False
    low, high, least, most, small, large = (end or Decimal(0) for end in ends)
    return bool(small) and low * small <= 100 * most and 100 * least <= high * large


def _all_shares(shares: list[Mention]) -> bool:
    """Are these the shares of all parts: do they nearly add up to 100 %, or would they but for one misprint?"""
    gap = 100 - sum((m.fact.value_base or Decimal(0) for m in shares), Decimal(0))
    slack = Decimal("0.05") * len(shares)
    return abs(gap) < _NEARLY_ALL or a_misprint_off(shares, gap, len(shares), slack)


def _names_total(term: Term | None) -> bool:
    return term is not None and (term.is_total or term.breakdown == "fund_source")


def _bare_words(label: str) -> str:
    """A label as labels are compared: without the words that come and go (的, 为, 总, 合计)."""
    return re.sub(r"合计|总计|共计|总额|金额|全部|所有|[的为是总约共类\s“”\"]", "", label)
