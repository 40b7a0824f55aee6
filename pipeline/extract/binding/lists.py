"""Lists of parts: they add up to their whole, and so do their changes and shares: R06, R07, R10, R33, R41, R90."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import takewhile

from pipeline.extract.binding.ratios import RatioBinder
from pipeline.extract.binding.told import Told, planned, state_sum, sum_rule
from pipeline.extract.facts import Operand
from pipeline.extract.ledger import Ledger
from pipeline.extract.mention import Key, Mention, adds_up, difference, misprinted, reproduces, told_together
from pipeline.extract.terms import BALANCES, BUDGET_STAGES, STAFF, Partition, Term, partitions

#: Paragraphs that the parts of the three public funds may lie behind their total.
_THREE_PUBLIC_REACH = 6
# A list that covers less than this part of the whole names examples (「其中：…」), not all parts; one that exceeds it by as much
# names parts that overlap.
_COVERS_WHOLE = Decimal("0.97")
#: Counted things are hardly ever told in part: a list of them that covers so much of the whole is complete.
_COVERS_COUNT = Decimal("0.9")
_FEWEST_DIGITS = 3
#: Items counted by the grade that they were given, and the item that closes a list.
_GRADE = re.compile(
    "(?:“|为|等级|评)?(?:优秀|优良|优|良好|良|中|差|合格|不合格)”?(?:等级|等次|级|档)?(?:[(][^)]*[)])?的?(?:项目|单位|部门)?(?:为|有|共)?\\d+[^\\d]*$"
)
#: A level of government and the one below it.
_LEVELS = (
    ("中央", "地方"),
    ("省(?:本)?级", "市县"),
    ("[市州](?:本)?级", "(?:各)?(?:区县|县区|县市|县[(]市|县级|区级)"),
    ("[县区市](?:本)?级", "乡镇|镇级|乡级"),
)
_THE_REST = re.compile("其他|其它|其余")
#: Items of a classification, and counted things, do not overlap: a list of them that exceeds its whole, by up to a fifth, is wrong
#: whether or not it is complete.
#: What the shares of all parts add up to, in percent, as they are rounded.
_HARDLY_ALL, _ALL = 99, 101
_HARDLY_EXCEEDS = Decimal("0.8")
#: So do the sources of one sum.
_SOURCE = re.compile(
    "(?:中央|国家|省|市|州|县|区|乡镇?|镇|上级|本级|地方|自筹|自有|社会|其他|其它|财政|债券|专项债券?|银行|企业|单位|集体)[级本]*"
    "(?:财政)?(?:拨款|配套|补助|专项|投入|筹措|安排)*(?:资金|贷款|拨款)"
)
#: A list that misses its whole by less than this part of it was added up wrongly; nobody leaves out so little.
_A_SLIP = 1000
#: A whole that its parts exceed, or miss, by more than this factor is not theirs.
_MAY_BE_SLIPPED = 2
#: What accounts of assets are made of: a whole and its two parts, by how their names end.
_BOOK_VALUES = (
    ("原值", "折旧|摊销|折旧[(]?(?:及|和|、)?摊销[)]?", "净值[)]?|账面价值[)]?"),
    ("资产(?:总额|总计|合计|总量)|^资产", "负债(?:总额|总计|合计)?", "净资产(?:总额|总计|合计)?"),
)
_ALL_NAMED = "文中所列各项即为全部 / the parts listed are all there are"


class ListBinder:
    """States the sums of lists, whether words mark them, law completes them, or they reproduce the whole."""

    def __init__(self, ledger: Ledger, told: Told, ratios: RatioBinder) -> None:
        self._ledger = ledger
        self._told = told
        self._ratios = ratios
        #: The items of lists that add up: wherever else the document lists the same items, it lists all of them.
        self._complete = {
            _items(parts)
            for m in told.mentions
            for parts in (*m.told, m.parts)
            if len(parts) > 1 and m.role == "level" and reproduces(m, parts) and _is_telling(m)
        }

    def bind_list(self, head: Mention, parts: list[Mention]) -> None:
        if head.role == "change" and head.direction is None:
            return  # differences without a direction cannot be added
        if head.role == "change":
            # Changes told one by one are all of them where law says so, or where they reproduce the total change.
            changes = self._parts_of(head, _with_projects(head, _one_breakdown(parts), parts))
            if changes:
                state_sum(self._ledger, "R10", head, changes)
            return
        if head.term is None or head.term.measure in STAFF:
            return  # R36 binds head-counts across the document
        levels = _with_projects(head, _one_breakdown(_of_its_stage(head, parts)), parts)
        if not levels:
            return
        if (two := _two_lists(head, levels)) is not None:
            for listed in two:
                state_sum(self._ledger, sum_rule(listed), head, listed)
            return
        levels = _as_far_as_it_fits(head, levels)
        whole = None if reproduces(head, levels) else self._closing_total(levels) or self._other_whole(head, levels)
        if whole is not None:
            state_sum(self._ledger, sum_rule(levels), whole, levels)
        elif self._is_complete(head, levels):
            state_sum(self._ledger, sum_rule(levels), head, self._with_balance(head, levels))
            self._bind_part_changes(head, levels)
            self._bind_share_sum(head, levels)
        elif self._nearly_covers(head, levels):
            state_sum(self._ledger, sum_rule(levels), head, levels, assumption=_ALL_NAMED)
        else:
            self._state_bound(head, levels)
        self._bind_other_stage(head, parts)

    def _with_balance(self, head: Mention, parts: list[Mention]) -> list[Mention]:
        """「支出总计99万元，其中：基本支出60万元；项目支出30万元；年末结转9万元」: a total may hold the balance told behind its parts."""
        behind = next((m for m in self._told.mentions[parts[-1].order + 1 :] if m.role == "level"), None)
        is_balance = behind is not None and behind.term is not None and behind.term.measure in BALANCES
        if not is_balance or behind is None or behind.sentence != parts[-1].sentence or reproduces(head, parts):
            return parts
        return [*parts, behind] if reproduces(head, [*parts, behind]) else parts

    def _closing_total(self, parts: list[Mention]) -> Mention | None:
        """「预算2640万元，分三个标段：一标段960万元，二标段872万元，三标段799万元，合同总金额2631万元」: the total right behind its parts."""
        behind = next((m for m in self._told.mentions[parts[-1].order + 1 :] if m.role == "level"), None)
        if behind is None or len(parts) < 2 or behind.sentence != parts[-1].sentence or not _is_telling(behind):
            return None
        return behind if behind.unit_family == parts[-1].unit_family and reproduces(behind, parts) else None

    def _other_whole(self, head: Mention, parts: list[Mention]) -> Mention | None:
        """A level told before the list that its parts add up to, where they do not to the one that words lead to."""
        if len(parts) < 2:
            return None
        before = [
            x for x in self._told.of_paragraph[head.paragraph]
            if x.role == "level" and x.order < parts[0].order and x is not head and x.aside is None
            and x.unit_family == head.unit_family and x.year == parts[0].year and not x.is_average
        ]  # fmt: skip
        return next((x for x in reversed(before) if reproduces(x, parts)), None)

    def _bind_other_stage(self, head: Mention, parts: list[Mention]) -> None:
        """「预算45.50万元，决算39.18万元。其中：…预算36.20万元，决算32.04万元；…」: the list of the other stage."""
        own = planned(head)
        others = [p for p in parts if own is not None and planned(p) == (not own)]
        levels = _one_breakdown(others)
        if len(levels) < 2 or head.key is None:
            return
        whole = self._told.level(head.key, head.year, head, lambda x: planned(x) == (not own))
        if whole is not None and whole.paragraph == head.paragraph and self._is_complete(whole, levels):
            state_sum(self._ledger, sum_rule(levels), whole, levels)

    def _is_complete(self, head: Mention, parts: list[Mention]) -> bool:
        """Does the list name all parts? By law (partitions), by its shares, or because it adds up, or would but for a misprint."""
        total = head.fact.value_base
        if total is None or any(p.fact.value_base is None for p in parts):
            return False
        items = {p.term.item.rpartition("/")[2] for p in parts if p.term is not None}
        if any(_fits_partition(head.term, items, p) for p in partitions()):
            return True
        covered = sum((p.fact.value_base or Decimal(0) for p in parts), Decimal(0))
        alike = bool(covered) and total / _MAY_BE_SLIPPED <= covered <= total * _MAY_BE_SLIPPED
        if len(parts) > 1 and alike and parts[-1].is_rest:
            return True
        if _is_side_of_budget(head, parts) and self._nearly_covers(head, parts, _HARDLY_EXCEEDS):
            return True
        if len(parts) > 1 and alike and (_items(parts) in self._complete or _by_level(parts)):
            return True
        shares = self._shares_of(parts)
        if len(shares) == len(parts) and len(parts) > 1 and sum(shares, Decimal(0)) >= _HARDLY_ALL:
            return True
        counted = parts[0].fact.measure == "count" and self._nearly_covers(head, parts, _COVERS_COUNT)
        if self._nearly_covers(head, parts, _COVERS_COUNT) and any(p.fact.value_base == 0 for p in parts[1:]):
            return True  # a list that names what there is nothing of names all there is
        slip = abs(difference(head, parts)) * _A_SLIP <= abs(total)
        apart = parts[0].fact.measure == "count" or all(
            (p.term is not None and p.term.known) or _SOURCE.fullmatch(p.fact.subject) for p in parts
        )
        exceeds = apart and difference(head, parts) < 0 and self._nearly_covers(head, parts, _HARDLY_EXCEEDS)
        return len(parts) > 1 and (counted or slip or exceeds or adds_up(head, parts))

    def _shares_of(self, parts: list[Mention]) -> list[Decimal]:
        shares = (s.fact.value_base for p in parts for s in self._told.shares[p.order])
        return [share for share in shares if share is not None]

    def _nearly_covers(self, head: Mention, parts: list[Mention], least: Decimal = _COVERS_WHOLE) -> bool:
        """Do the parts make up most of the whole, and hardly more? Then they may be all there are."""
        total = head.fact.value_base
        if total is None or len(parts) < 2 or any(p.fact.value_base is None for p in parts):
            return False
        if len(self._shares_of(parts)) == len(parts):
            return False  # the shares of all parts say how much is left
        covered = sum((p.fact.value_base or Decimal(0) for p in parts), Decimal(0))
        return least <= covered / total <= 2 - least if total else False

    def bind_shared_wholes(self) -> None:
        """Items told one by one, each with its share: when the shares add to 100 the items add to the whole."""
        for (_, kind), found in self._ratios.shared.items():
            whole, parts = found[0][0], [part for _, part in found]
            if kind and not _HARDLY_ALL <= sum(self._shares_of(parts), Decimal(0)) <= _ALL:
                continue
            if len(parts) > 1 and self._is_complete(whole, parts) and len(_one_breakdown(parts)) == len(parts):
                state_sum(self._ledger, sum_rule(parts), whole, parts)
                self._bind_part_changes(whole, parts)

    def _state_bound(self, head: Mention, parts: list[Mention]) -> None:
        """R41: parts that are only examples do not exceed the whole, each for itself."""
        if head.term is not None and head.term.account:
            return  # 「…收入134.71亿元，加上专项债券209.5亿元」: what a government adds may exceed what it has
        if head.term is not None and not head.term.known and _exceeds_by_far(head, parts):
            return  # 「未完成7个。分类看，产出指标完成31个…」: the list is not of what stands before it
        for part in parts:
            self._ledger.state(
                "R41", part.fact.subject, head.fact.fiscal_year,
                [Operand("stated", part.fact.fact_id, stated_weight=1), Operand("part", head.fact.fact_id, numerator_weight=1)],
                relation="le",
            )  # fmt: skip

    def _bind_part_changes(self, head: Mention, parts: list[Mention]) -> None:
        """R10: the changes of all parts add up to the change of the whole."""
        told = self._told.changes[head.year]
        changes = {m.key: m for m in told if m.base_budget is None and m.direction is not None}
        untold = [p for p in parts if p.key not in changes]
        total = changes.get(head.key) or self._change_of_other_side(head, changes)
        found = [c for p in parts if (c := changes.get(p.key)) is not None]
        if total is None or len(found) < 2:
            return
        # A part whose change is not printed may not have changed (持平); one of nothing can only have fallen.
        nothing = [p for p in untold if not p.fact.value_base and not p.unchanged]
        told_all = all(p.unchanged for p in untold if p not in nothing) and (
            not nothing or _rose_by_nothing(total, found)
        )
        if told_all or adds_up(total, found):
            state_sum(self._ledger, "R10", total, found)

    def _change_of_other_side(self, head: Mention, changes: dict[Key | None, Mention]) -> Mention | None:
        """「收入预算500万元，增加20万元。支出预算500万元。其中…」: a budget has two equal sides; the change is told of one."""
        if head.term is None or not head.term.is_total or head.fact.stage not in BUDGET_STAGES:
            return None
        sides = (c for c in changes.values() if c.of is not None and c.of.term is not None and c.of.term.is_total)
        return next((c for c in sides if c.of is not None and c.of.fact.value_base == head.fact.value_base), None)

    def _bind_share_sum(self, head: Mention, parts: list[Mention]) -> None:
        """R90: the shares of all parts add up to 100 %."""
        shares = [
            next((s for s in self._told.shares[p.order] if not s.whole or self._ratios.whole(s, p) is head), None)
            for p in parts
        ]
        complete = [s for s in shares if s is not None]
        if len(complete) == len(parts) > 1:
            operands = [Operand("stated", s.fact.fact_id, stated_weight=1) for s in complete]
            own = next(iter(self._told.shares[head.order]), None)
            if own is not None and reproduces(own, complete):
                # 「专项支出22.9亿元，占比32.3%：配套支出13亿元，占比18.3%；…」: all are of what the whole is a part of.
                whole = [Operand("part", own.fact.fact_id, numerator_weight=1)]
                self._ledger.state("R90", head.fact.subject, head.fact.fiscal_year, operands + whole)
                return
            self._ledger.state(
                "R90", head.fact.subject, head.fact.fiscal_year, operands, numerator_constant=Decimal(100)
            )

    def bind_numbered_lines(self) -> None:
        """「共实施项目4个，预算安排2066.50万元，实际支出1746.35万元」, then a line an item with budget and outturn: sums by column."""
        by_paragraph: dict[int, list[Mention]] = defaultdict(list)
        for m in self._told.mentions:
            if m.role == "level" and m.aside is None and m.unit_family == "amount" and not m.is_price:
                by_paragraph[m.paragraph].append(m)
        for paragraph, told in by_paragraph.items():
            lines: list[list[Mention]] = []
            while (line := by_paragraph.get(paragraph + 1 + len(lines))) is not None:
                lines.append(line)
            for head in told:
                if len(lines) > 1 and head.head is None and not head.parts and not head.told:
                    self._bind_column(head, lines)

    def _bind_column(self, head: Mention, lines: list[list[Mention]]) -> None:
        column = [
            next((m for m in line if planned(m) == planned(head) and m.year == head.year and m.head is None), None)
            for line in lines
        ]  # fmt: skip
        parts = list(takewhile(lambda m: m is not None, column))
        found = [m for m in parts if m is not None]
        for n in range(len(found), 1, -1):
            known = [m.key for m in found[:n] if m.term is not None and m.term.known]
            if reproduces(head, found[:n]) and len(set(known)) == len(known):
                state_sum(self._ledger, "R07", head, found[:n])
                return
        staged = head.fact.stage is not None and all(m.fact.stage is not None for m in found)
        if staged and len(found) > 2 and len(found) == len(lines) and misprinted(head, found):
            state_sum(self._ledger, "R07", head, found)

    def bind_three_public(self) -> None:
        """R07: the total of the three public funds, whose parts are told in paragraphs of their own below it."""
        for head in self._told.levels.get(("three_public", "total", "", ""), ()):
            if head.parts or head.told or head.aside is not None:
                continue
            below = [
                m for m in self._told.of_paragraphs(head.paragraph, head.paragraph + _THREE_PUBLIC_REACH)
                if m.role == "level" and m.aside in (None, "budget" if planned(head) else None) and m.order > head.order
                and m.year == head.year and m.term is not None and m.term.measure == "three_public"
                and m.unit_family == "amount" and planned(m) in (None, planned(head))
            ]  # fmt: skip
            parts = _one_breakdown(below)
            items = {m.term.item for m in parts if m.term is not None}
            if "公务用车购置及运行维护费" in items:
                parts = [m for m in parts if m.term is not None and m.term.breakdown == "three_public"]
            elif not adds_up(head, parts):
                # Of the vehicles only the two costs are told.
                of_plan = [m for m in below if planned(m) == planned(head)]
                parts = [m for i, m in enumerate(of_plan) if all(m.key != x.key for x in of_plan[:i])]
            if len(parts) > 1 and adds_up(head, parts):
                state_sum(self._ledger, "R07", head, parts)

    def bind_closed_lists(self) -> None:
        """Lists that nothing announces: taxes that end in 其他各税 add up to receipts told just before (R07); projects by grade
        (「优」28个，「良」7个) to the projects that were graded (R33)."""
        by_sentence: dict[int, list[Mention]] = defaultdict(list)
        for m in self._told.mentions:
            if m.role == "level" and m.aside is None and m.fact.unit and not m.is_price:
                by_sentence[m.sentence].append(m)
        for told in by_sentence.values():
            graded = [m for m in told if _GRADE.search(m.words)]
            if len(graded) > 1 and len({m.fact.unit for m in graded}) == 1 and graded[0].fact.exactness == "exact":
                of_kind = [x for x in self._before(graded[0], 0) if x.unit_family == graded[0].unit_family]
                whole = next((x for x in of_kind if reproduces(x, graded)), next(iter(of_kind), None))
                if whole is not None:
                    state_sum(self._ledger, "R33", whole, graded)
            elif len(told) > 2 and _THE_REST.match(told[-1].fact.subject) and told[0].head is None:
                wholes = [x for x in self._before(told[0], 1) if x.unit_family == told[0].unit_family]
                alike = len({(m.unit_family, m.year) for m in told}) == 1
                found = next((x for x in wholes if reproduces(x, told)), None)
                found = found or next((x for x in wholes if misprinted(x, told)), None)
                if alike and found is not None:
                    state_sum(self._ledger, sum_rule(told), found, told)

    def bind_unannounced(self) -> None:
        """R07: figures of a sentence that no word makes a list, and that add up to one told before them, or behind them in the same
        sentence: 「今年的盘子是432.65万元。钱从哪来：拨款396.82万元，收费28.53万元，结转7.30万元」."""
        by_sentence: dict[tuple[int, int | None, str], list[Mention]] = defaultdict(list)
        for m in self._told.mentions:
            alone = m.role == "level" and m.aside is None and m.head is None and not (m.is_price or m.is_average)
            if alone and (m.term is None or not m.term.account):  # a government's are told with some left out
                by_sentence[m.sentence, m.year, m.unit_family].append(m)
        for (_, _, family), told in by_sentence.items():
            if family != "amount" or len(told) < 2:
                continue
            before = [x for x in self._told.levels_before(told[0], 1) if x.unit_family == family]
            for n in range(2, len(told) + 1):
                behind = told[n : n + 1]
                whole = next((x for x in [*behind, *before] if _adds_up_to(x, told[:n])), None)
                if whole is not None:
                    state_sum(self._ledger, sum_rule(told[:n]), whole, told[:n])

    def bind_rests(self) -> None:
        """R07: 「本年支出126.87万元。…基本支出74.37万元，剩下的项目支出52.50万元」: the rest is the whole less what was told between."""
        for rest in self._told.mentions:
            if not rest.is_rest or rest.head is not None or rest.unit_family != "amount" or rest.aside is not None:
                continue
            told = [x for x in self._told.levels_before(rest) if x.unit_family == "amount"][::-1]
            for i in range(len(told) - 2, -1, -1):
                between = [[*told[i + 1 :], rest], [told[-1], rest]]
                parts = next((found for found in between if adds_up(told[i], found)), None)
                if parts is not None:
                    operands = [Operand("stated", rest.fact.fact_id, stated_weight=1)]
                    operands.append(Operand("part", told[i].fact.fact_id, numerator_weight=1))
                    operands += [Operand("part", p.fact.fact_id, numerator_weight=-1) for p in parts[:-1]]
                    self._ledger.state(sum_rule(parts), rest.fact.subject, rest.fact.fiscal_year, operands)
                    break

    def bind_book_values(self) -> None:
        """R07: 「固定资产原值2560万元，累计折旧1230万元，净值1330万元」; 「资产总额500万元，负债200万元，净资产300万元」, in one sentence."""
        by_sentence: dict[tuple[int, int | None], list[Mention]] = defaultdict(list)
        for m in self._told.mentions:
            if m.role == "level" and m.aside is None and m.unit_family == "amount":
                by_sentence[m.sentence, m.year].append(m)
        for told in by_sentence.values():
            for whole, less, rest in _BOOK_VALUES:
                found = [_called(told, whole, apart=rest), _called(told, less), _called(told, rest)]
                if all(len(named) == 1 for named in found):
                    [head], [off], [net] = found
                    operands = [
                        Operand("stated", net.fact.fact_id, stated_weight=1),
                        Operand("part", head.fact.fact_id, numerator_weight=1),
                        Operand("part", off.fact.fact_id, numerator_weight=-1),
                    ]
                    self._ledger.state("R07", net.fact.subject, net.fact.fiscal_year, operands)

    def _before(self, m: Mention, paragraphs: int) -> list[Mention]:
        """The levels told before, the last one first, in this paragraph and in so many before it."""
        return [
            x for x in reversed(self._told.mentions[: m.order])
            if x.role == "level" and x.aside is None and m.paragraph - x.paragraph <= paragraphs and x.year == m.year
            and not (paragraphs and x.sentence == m.sentence)
        ]  # fmt: skip

    def bind_partitions(self) -> None:
        """Lists without a marker: neighbours that by law make up a whole printed before them, or that reproduce it."""
        by_year: dict[int | None, list[Mention]] = defaultdict(list)
        for m in self._told.mentions:
            if m.role == "level" and m.aside not in ("whole", "mark"):
                by_year[m.year].append(m)
        for levels in by_year.values():
            run: list[Mention] = []
            for m in levels:
                if run and not _continues(run, m):
                    self._bind_run(run)
                    run = []
                run.append(m)
            self._bind_run(run)

    def _bind_run(self, run: list[Mention]) -> None:
        self._bind_total_below(run)
        for i, head in enumerate(run[:-1]):
            if head.term is None:
                continue
            rest = [m for m in run[i + 1 :] if m.key != head.key and (m.head is None or m.head is head)]
            parts = self._parts_of(head, _one_breakdown(rest))
            if parts and not any(p in told for told in (*head.told, head.parts) for p in parts):
                state_sum(self._ledger, sum_rule(parts), head, parts)
                self._bind_part_changes(head, parts)
                return

    def _bind_total_below(self, run: list[Mention]) -> None:
        """A form flattened to text: the total stands behind the items that add up to it."""
        for i, total in enumerate(run):
            if i < 2 or total.term is None or not total.term.is_total or total.head is not None:
                continue
            parts = [
                m
                for m in run[:i]
                if m.term is not None
                and m.term.measure == total.term.measure
                and m.term.breakdown in ("function", "fund_source", "nature")
            ]
            for kind in {m.term.breakdown for m in parts if m.term is not None}:
                chosen = _one_breakdown([m for m in parts if m.term is not None and m.term.breakdown == kind])
                # In a flattened form the subtotal is known by its name; in prose only by reproducing it.
                by_form = total.flat and all(m.flat for m in chosen) and not total.term.measure.endswith("_total")
                if len(chosen) > 1 and (by_form or reproduces(total, chosen)):
                    state_sum(self._ledger, sum_rule(chosen), total, chosen)

    def _parts_of(self, head: Mention, rest: list[Mention]) -> list[Mention]:
        """The first neighbours that by law make up the head, or that add up to it."""
        if rest and planned(head) is not None and planned(rest[0]) not in (None, planned(head)):
            return []
        found: list[list[Mention]] = []
        for n in range(2, len(rest) + 1):
            parts = rest[:n]
            items = {p.term.item.rpartition("/")[2] for p in parts if p.term is not None} | _unchanged_items(head)
            by_law = head.year == parts[0].year and any(
                _fits_partition(_law_term(head), items, p) for p in partitions()
            )
            term = rest[n].term if n < len(rest) else None
            after = term.item.rpartition("/")[2] if term is not None else ""
            ends = n == len(rest) or not any(after in p.may_add for p in partitions())
            if (reproduces(head, parts) and _is_telling(head)) or (by_law and ends):
                found.append(parts)
        # A list whose next figure brings the sum nearer to the whole was not yet complete.
        return min(found, key=lambda parts: abs(difference(head, parts)), default=[])


def _is_telling(head: Mention) -> bool:
    """A whole of two digits is the sum of its neighbours by chance."""
    return len(head.fact.value.replace(".", "").strip("-0")) >= _FEWEST_DIGITS


def _items(parts: Iterable[Mention]) -> frozenset[str]:
    return frozenset(p.fact.subject for p in parts)


def _called(told: Iterable[Mention], ending: str, apart: str | None = None) -> list[Mention]:
    """The figures whose names end so, and not as others do."""
    return [
        m for m in told
        if re.search(f"(?:{ending})$", m.fact.subject) and not (apart and re.search(f"(?:{apart})$", m.fact.subject))
    ]  # fmt: skip


def _adds_up_to(whole: Mention, parts: Sequence[Mention]) -> bool:
    """Is this their sum, and no chance? Neither has few digits, and none of the parts is nothing or nearly all of it."""
    telling = all(len(p.fact.value.replace(".", "").strip("-0")) >= _FEWEST_DIGITS - 1 for p in parts)
    return telling and len(whole.fact.value.replace(".", "").strip("-0")) > _FEWEST_DIGITS and reproduces(whole, parts)


def _unchanged_items(head: Mention) -> set[str]:
    """The items of what has changed that are told as they were: 「因公出国（境）费0万元，与上年持平」."""
    of = head.of if head.role == "change" else None
    told = [p for parts in (*of.told, of.parts) for p in parts] if of is not None else []
    return {p.term.item.rpartition("/")[2] for p in told if p.unchanged and p.term is not None}


def _is_side_of_budget(head: Mention, parts: Sequence[Mention]) -> bool:
    """「收支总预算705万元。收入包括：…；支出包括：…」: what both sides add up to, and only things that a budget is made of."""
    both = head.term is not None and head.term.measure.startswith("revenue_expenditure")
    return both and all(p.term is not None and p.term.known for p in parts)


def _by_level(parts: Sequence[Mention]) -> bool:
    """What one level of government and the one below it have is all there is: 中央 and 地方, 省级 and 市县级."""
    names = [p.fact.subject for p in parts]
    return len(names) == 2 and any(
        (re.match(upper, a) and re.match(lower, b)) or (re.match(upper, b) and re.match(lower, a))
        for upper, lower in _LEVELS
        for a, b in [names]
    )


def _one_breakdown(parts: Iterable[Mention]) -> list[Mention]:
    """The parts of the kind that the first one is of (all functions, all funds …), each item once, at one stage."""
    out: list[Mention] = []
    for part in parts:
        if part.role not in ("level", "change") or part.term is None:
            continue
        if out and (part.key in {p.key for p in out} or not _goes_with(part, out[0])):
            continue
        if out and part.role == "level" and part.fact.stage in BUDGET_STAGES and out[0].fact.stage not in BUDGET_STAGES:
            continue
        out.append(part)
    return out


def _rose_by_nothing(total: Mention, found: list[Mention]) -> bool:
    """Is the change of the whole above those of its parts together, as if what is now nothing had risen?"""
    signed = [(c.direction or 1) * (c.fact.value_base or Decimal(0)) for c in (total, *found)]
    return signed[0] > sum(signed[1:], Decimal(0)) and not adds_up(total, found)


def _exceeds_by_far(head: Mention, parts: list[Mention]) -> bool:
    whole = (head.fact.value_base or Decimal(0)) * _MAY_BE_SLIPPED
    return any((p.fact.value_base or Decimal(0)) > whole for p in parts)


def _as_far_as_it_fits(head: Mention, parts: list[Mention]) -> list[Mention]:
    """The first parts of a list, where these are the whole and what was told behind them is something else."""
    if reproduces(head, parts) or not _is_telling(head):
        return parts
    return next((parts[:n] for n in range(len(parts) - 1, 1, -1) if reproduces(head, parts[:n])), parts)


def _two_lists(head: Mention, parts: list[Mention]) -> tuple[list[Mention], list[Mention]] | None:
    """「资金500万元，其中中央300万元，省级200万元。共安排项目9个，其中产业类5个275万元，基础类4个225万元」: one whole, told by its parts in two ways;
    one of the two lists may hold a misprint."""
    for at in range(2, len(parts) - 1):
        first, second = parts[:at], parts[at:]
        fits = reproduces(head, first), reproduces(head, second)
        if all(fits) or (fits[0] and misprinted(head, second)) or (fits[1] and misprinted(head, first)):
            return first, second
    return None


def _with_projects(head: Mention, chosen: list[Mention], parts: list[Mention]) -> list[Mention]:
    """「支出合计99万元，其中：人员支出50万元；公用支出19万元；项目支出30万元」: 基本支出 may be told by its two kinds, beside the projects."""
    if head.term is None or not head.term.is_total or {p.term.breakdown for p in chosen if p.term} != {"basic"}:
        return chosen
    return chosen + [
        p
        for p in parts
        if p.role == chosen[0].role and p.term is not None and p.term.kind == "nature" and p.term.item == "项目支出"
    ]


def _of_its_stage(head: Mention, parts: list[Mention]) -> list[Mention]:
    """Of items told with budget and outturn, those that the whole is one of: 「决算9.86万元。其中：…预算9.00万元，决算8.20万元」."""
    return [p for p in parts if None in (planned(p), planned(head)) or planned(p) == planned(head)] or parts


def _goes_with(part: Mention, first: Mention) -> bool:
    assert part.term is not None and first.term is not None
    if {part.term.measure, first.term.measure} == {"revenue", "expenditure"}:
        return False
    return not (part.term.known and first.term.known) or told_together(part.term, first.term)


def _law_term(head: Mention) -> Term | None:
    """What a change is of, for the law that names its parts: the sides of a budget are equal, and what it spends on tells both."""
    term, of = head.term, head.of.fact if head.of is not None else None
    if head.role != "change" or term is None or not term.is_total or of is None or of.stage not in BUDGET_STAGES:
        return term
    return replace(term, measure="revenue_expenditure")


def _fits_partition(head: Term | None, items: set[str], partition: Partition) -> bool:
    """Are these items all the parts that law or form gives the head?"""
    if head is None or head.measure.removesuffix("_total") not in (partition.measure, "revenue_expenditure"):
        return False
    name = head.item.rpartition("/")[2]
    if partition.head is not None and name != partition.head:
        return False
    own_fund = head.breakdown == "fund_source" and name in (partition.of_fund, "")
    whole_of_nature = partition.measure == "expenditure" and head.breakdown == "fund_source"
    if partition.head is None and not (head.is_total or own_fund or whole_of_nature):
        return False
    return partition.parts <= items and items <= partition.parts | partition.may_add


def _continues(run: list[Mention], m: Mention) -> bool:
    last = run[-1]
    adjoins = m.paragraph == last.paragraph or (
        m.paragraph == last.paragraph + 1 and m.term is not None and m.term.is_total
    )
    return adjoins and m.fact.unit == last.fact.unit
