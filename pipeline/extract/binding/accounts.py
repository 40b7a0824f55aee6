"""What a whole sentence accounts for: additions, scores, what is left, adjustments, comparisons, repeats: R06, R11, R21, R41, R94–R96."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, pairwise

from pipeline.extract.binding.differences import is_telling
from pipeline.extract.binding.sums import NEARLY, added_before
from pipeline.extract.binding.told import FULL_MARKS, OUTTURNS, Told, is_budget, planned, state_sum
from pipeline.extract.facts import Operand
from pipeline.extract.ledger import Ledger
from pipeline.extract.mention import ADJUSTS, CUTS, Mention, adds_up, difference, misprinted, one_figure, reproduces
from pipeline.extract.terms import BALANCES, BUDGET_STAGES, split_stage

_WHOLE_SCORE = re.compile(r"(?:综合|总|最终|评价|自评)(?:得分|评分)(?:为|是|:|：)?[\d.]+分$")
_OF_YEARS = re.compile("累计|年共|年合计|[两二三四五]年")
_YEAR_ALONE = re.compile(r"(?:其中)?(?:19|20)\d\d年(?:度)?(?:投入|安排|下达|支出|资金)?[\d.,]+")
_OPENING = re.compile("(?:年初|上年|期初|以前年度)[^,;。，；]{0,6}结[转余存]")
_OF_BOTH_SIDES = re.compile("收支(?:相抵|结余|差额|节余)|当年结余|半年结余")
_SIDE_OF_ALL = {"revenue": re.compile("收入"), "expenditure": re.compile("支出|花")}
_PAID = re.compile("支出|使用|支付|兑付|拨付|花|执行(?!率)")
#: What came in or was granted is not what was spent, though a sentence carries one subject over both.
_RECEIVED = re.compile("到位|下达|拨入|安排|投入|批复|争取|收到|计划|总投资")
_FLOWS = re.compile("总收入|总支出")
_ROLLED = re.compile("滚存|累计[^,;。，；]{0,6}结")
#: All that was spent or received, by no name.
_ALL_SPENT = re.compile("(?:全年|实际|累计|总|项目|共)*(?:支出|收入)(?:总额|合计|总计)?")
_WORDS = re.compile(r"(?:为|是|了|共|计|约|:|：)*\d")
_LEFT = re.compile(
    r"(?:结余|结转|剩余|还剩|收支相抵[,]?剩|(?:账面|账上|资金)余额|未(?:支付|支出|使用|用完|兑付|拨付|执行)的?)(?:资金)?(?:下年)?[^,;。]{0,6}$"
)


#: Paragraphs between the two sides of a budget.
_BUDGET_REACH = 6
#: 「基金预算年初安排500万元」
_AT_FIRST = re.compile("年初(?:安排|批复|下达|预算)[^,;。]{0,4}[\\d.,]+[万亿]?元$")


class AccountBinder:
    """States the identities that several figures of one paragraph make together without being a list."""

    def __init__(self, ledger: Ledger, told: Told) -> None:
        self._ledger = ledger
        self._told = told

    def bind_additions(self) -> None:
        """「…收入23.86亿元，加上级补助收入…、上年结转…，收入总计为64.12亿元」: a sum told over a whole sentence (R06)."""
        run: list[Mention] = []
        for m in self._told.mentions:
            if m.role != "level" or m.aside is not None or m.term is None:
                continue
            if run and (m.paragraph != run[-1].paragraph or m.fact.unit != run[-1].fact.unit):
                run = []
            if any(x in run for x in _wholes_of(m)):
                continue  # part of a figure that is added already
            rolls = m.term.measure == "closing_balance" and (m.term.is_total or _ROLLED.search(m.words) is not None)
            closes = m.term.measure.endswith("_total") or rolls
            if m.term.measure == "closing_balance" and any(x.adds for x in run):
                self._bind_uses(m, run)
            if closes and any(x.adds for x in run) and _may_add_up(m, added := _added(m, run)):
                state_sum(self._ledger, "R06", m, added)
            elif closes and m.term.measure.endswith("_total"):
                added = added_before(m, run)
                if added:
                    state_sum(self._ledger, "R06", m, added)
            run = [] if m.term.measure.endswith("_total") else [*run, m]

    def bind_years(self) -> None:
        """R07: 「三年累计投入3.66亿元，其中2020年1.05亿元，2021年1.23亿元，2022年1.38亿元」."""
        for head in self._told.mentions:
            if head.role != "level" or not _OF_YEARS.search(head.words):
                continue
            parts: list[Mention] = []
            for x in self._told.mentions[head.order + 1 :]:
                if x.sentence != head.sentence or x.unit_family != head.unit_family or not _YEAR_ALONE.match(x.words):
                    break
                parts.append(x)
            whole = len(parts) > 1 and len({x.year for x in parts}) == len(parts)
            gap = abs(difference(head, parts))
            if whole and (gap * 2 * NEARLY < (head.fact.value_base or 0) or misprinted(head, parts)):
                state_sum(self._ledger, "R07", head, parts)

    def _bind_uses(self, closing: Mention, run: list[Mention]) -> None:
        """R04: 「收入总计64.21亿元；支出57.93亿元，加上解支出2.15亿元、…，结转下年2.23亿元」: no total of the uses is printed."""
        sentence = [
            x for x in self._told.mentions[: closing.order] if x.sentence == closing.sentence and x.term is not None
        ]
        received = next((x for x in reversed(sentence) if x.term and x.term.measure == "revenue_total"), None)
        paid = any(x.term and x.term.measure == "expenditure_total" for x in sentence)
        used = [x for x in run if received is not None and x.order > received.order]
        if received is not None and used and not paid and any(x.adds for x in used):
            state_sum(self._ledger, "R04", received, [*used, closing])

    def bind_two_sides(self) -> None:
        """R04: 「收入总计3860.42万元，支出总计3860.42万元」, in one breath, are equal: each holds the balances, which 总收入 and
        总支出 need not (bind_r04)."""
        for one, other in pairwise(m for m in self._told.mentions if m.role == "level" and m.aside is None):
            if _FLOWS.search(one.words) or _FLOWS.search(other.words):
                continue
            if (
                one.sentence == other.sentence
                and one.term is not None and other.term is not None
                and {one.term.measure, other.term.measure} == {"revenue_total", "expenditure_total"}
                and one.key is not None and other.key is not None and one.key[1:] == other.key[1:]
                and one.year == other.year
            ):  # fmt: skip
                self._ledger.state(
                    "R04", other.fact.subject, other.fact.fiscal_year,
                    [
                        Operand("stated", other.fact.fact_id, stated_weight=1),
                        Operand("part", one.fact.fact_id, numerator_weight=1),
                    ],
                )  # fmt: skip

    def bind_budget_sides(self) -> None:
        """R04: 「收入预算412.36万元。…支出预算412.36万元」: the two sides of a department's budget are equal by law; a misprint apart,
        they are meant to be."""
        for spent in self._told.mentions:
            if not _is_side_of_budget(spent, "expenditure"):
                continue
            received = next(
                (
                    x for x in self._told.levels_before(spent, _BUDGET_REACH)
                    if _is_side_of_budget(x, "revenue") and x.unit_family == spent.unit_family
                ),
                None,
            )  # fmt: skip
            if received is not None and one_figure(received, spent):
                state_sum(self._ledger, "R04", spent, [received])

    def bind_totals(self) -> None:
        """R04: 收入总计 = 本年收入 + 年初结转和结余, 支出总计 = 本年支出 + 年末结转和结余, each wherever told (final-accounts form 01;
        a budget's 收入预算总计 likewise); 收、支总计 is both."""
        for side, balance in (("revenue", "opening_balance"), ("expenditure", "closing_balance")):
            both = self._told.levels.get(("revenue_expenditure_total", "total", "", ""), ())
            for total in (*self._told.levels.get((f"{side}_total", "total", "", ""), ()), *both):
                parts = [
                    self._told.level((measure, "total", "", ""), total.year, total, _goes_with(total))
                    for measure in (side, balance)
                ]
                found = [part for part in parts if part is not None]
                if total.aside is None and len(found) == len(parts) and adds_up(total, found):
                    state_sum(self._ledger, "R04", total, found)

    def bind_fund_accounts(self) -> None:
        """R04 for one fund: its opening balance and receipts against payments and closing balance, told in one paragraph."""
        for closing in self._told.mentions:
            term = closing.term
            if closing.role != "level" or term is None or term.measure != "closing_balance":
                continue
            if term.breakdown != "fund_source" or term.account:
                continue  # the department's own: bind_r04; a government's holds transfers as well
            opening, received, paid = (
                next(
                    (
                        x for x in reversed(self._told.levels.get((measure, "fund_source", term.item, term.account), ()))
                        if x.paragraph == closing.paragraph and x.order < closing.order and x.year == closing.year
                        and x.aside is None and x.fact.stage not in BUDGET_STAGES
                    ),
                    None,
                )
                for measure in ("opening_balance", "revenue", "expenditure")
            )  # fmt: skip
            if opening is not None and received is not None and paid is not None:
                self._ledger.state(
                    "R04", closing.fact.subject, closing.fact.fiscal_year,
                    [
                        Operand("stated", closing.fact.fact_id, stated_weight=1),
                        Operand("part", opening.fact.fact_id, numerator_weight=1),
                        Operand("part", received.fact.fact_id, numerator_weight=1),
                        Operand("part", paid.fact.fact_id, numerator_weight=-1),
                    ],
                )  # fmt: skip

    def bind_scores(self) -> None:
        """R21: 「投入9.5分，过程18分，产出46.5分，效果20分，合计94分」."""
        run: list[Mention] = []
        for m in self._told.mentions:
            if m.role != "level" or m.fact.unit != "分":
                continue
            if FULL_MARKS.search(m.words):
                continue
            if run and m.paragraph != run[-1].paragraph:
                run = []
            run = [x for x, behind in pairwise([*run, m]) if not _is_given_of(behind, x)]
            # 「满分100分，其中：投入10分…。经自评，投入得10分，…，总得分96.1分」
            own = [x for x in run if x.sentence == m.sentence]
            parts = next((xs for xs in (own, run) if abs(difference(m, xs)) * NEARLY < (m.fact.value_base or 0)), [])
            closes = re.search(r"(?:合计|总分|总计|共计)(?:为|得)?[\d.]+分$", m.words)
            if len(parts) > 1 and _WHOLE_SCORE.search(m.words):
                state_sum(self._ledger, "R21", m, parts)
                run = []
            elif len(run) > 1 and closes:
                state_sum(self._ledger, "R21", m, parts or run)
                run = []
            else:
                run.append(m)

    def bind_scores_behind(self) -> None:
        """R21: 「自评总分96.3分：预算执行9.5分，产出48.5分，效益38.3分」."""
        scored = [m for m in self._told.mentions if m.role == "level" and m.fact.unit == "分"]
        for total, first in pairwise(scored):
            if total.fact.measure != "self_score" or not first.opens_list or first.sentence != total.sentence:
                continue
            parts = [
                x
                for x in scored
                if x.order > total.order and x.sentence == total.sentence and x.fact.measure == "score"
                and x.aside is None and not FULL_MARKS.search(x.words)
            ]  # fmt: skip
            if len(parts) > 1 and abs(difference(total, parts)) * NEARLY < (total.fact.value_base or 0):
                state_sum(self._ledger, "R21", total, parts)

    def bind_unspent(self) -> None:
        """R94: what is left is what was granted or received less what was spent, where one paragraph prints the three."""
        for m in self._told.mentions:
            words = m.words.rstrip("0123456789.,-元万亿 ")
            if (
                m.role != "level"
                or m.aside is not None
                or m.unit_family != "amount"
                or m.adds
                or _is_opening(m)
                or (m.head is not None and m.head.fact.measure.endswith("_total"))  # its sum says what it is
                or (m.head is not None and m.head.is_left)  # 「结余22万元，其中收回15万元，结转下年7万元」
                or not _LEFT.search(words)
            ):
                continue
            near = [
                x for x in self._told.of_paragraph[m.paragraph]
                if x.role == "level" and x.aside is None and x.year == m.year
                and m.order - 8 <= x.order < m.order and x.unit_family == "amount" and not x.is_price
            ]  # fmt: skip
            totals = {
                x.term.measure: x for x in near
                if x.term is not None and x.term.measure.endswith("_total") and not _FLOWS.search(x.words)
            }  # fmt: skip
            received, paid = totals.get("revenue_total"), totals.get("expenditure_total")
            if received is not None and paid is not None:
                if received.fact.value_base != paid.fact.value_base:
                    # 「收入总计60亿元，…支出总计58亿元，年终结转2亿元」; where both are equal, each holds the balances.
                    self._state_unspent(m, received, paid)
                continue
            apart = [x for x in near if x.head is None]
            if any(_is_opening(x) or (x.term is not None and x.term.measure in BALANCES) for x in apart):
                self._bind_carried(m, near)
                continue
            if _ROLLED.search(words):
                continue  # 滚存结余: what earlier years left is in it as well
            if _OF_BOTH_SIDES.search(words):
                self._bind_surplus(m)
                continue
            spent = next((x for x in reversed(near) if x.head is None and _is_spending(x)), None)
            given = next(
                (x for x in reversed(near) if x.head is None and spent is not None and _is_grant(x, spent)), None
            )
            if spent is not None and given is not None and reproduces(given, [spent, m]):
                self._state_unspent(m, given, spent)
                continue
            if (
                self._bind_left_of_earlier(m, misprints=spent is None or given is None)
                or spent is None
                or given is None
            ):
                continue
            # A grant that is less than what was spent is none, unless the sentence says so itself.
            if (given.fact.value_base or 0) >= (
                spent.fact.value_base or 0
            ) or given.sentence == spent.sentence == m.sentence:
                self._state_unspent(m, given, spent)

    def _bind_surplus(self, surplus: Mention) -> None:
        """R94: 「总收入1284.65万元，…。总支出1251.18万元，…。收支结余33.47万元」: all that was received less all that was spent, where they
        add up, or would but for a misprint."""
        if surplus.term is None or surplus.term.account:
            return  # a government's accounts hold transfers as well
        before = [
            x for x in self._told.levels_before(surplus, _BUDGET_REACH)
            if x.head is None and x.unit_family == "amount"
        ]  # fmt: skip
        received = [x for x in before if _SIDE_OF_ALL["revenue"].search(x.words)]
        paid = [x for x in before if _SIDE_OF_ALL["expenditure"].search(x.words)]
        found = next(((r, p) for p in paid for r in received if adds_up(r, [p, surplus])), None)
        if found is not None:
            self._state_unspent(surplus, *found)

    def _state_unspent(self, left: Mention, given: Mention, spent: Mention) -> None:
        """R94; of an account of a government, whose receipts and payments hold transfers, only where the three fit together."""
        if left.term is None or not left.term.account or reproduces(given, [spent, left]):
            self._ledger.state_unspent(left.fact, given.fact, spent.fact)

    def _bind_left_of_earlier(self, left: Mention, *, misprints: bool) -> bool:
        """R94: what was given or spent may be told farther off, or in the paragraph before; then only figures that add up, or nearly,
        are meant."""
        near = [
            x for x in self._told.of_paragraphs(left.paragraph - 1, left.paragraph)
            if x.role == "level" and x.aside is None and x.order < left.order and x.year == left.year
            and x.unit_family == "amount" and not x.is_price and x.head is None
        ]  # fmt: skip
        spent = [x for x in near if _is_spending(x)]
        pairs = [
            (g, s)
            for s in reversed(spent)
            for g in reversed(near)
            if g is not s and not _is_spending(g) and _is_grant(g, s)
        ]
        found = next((p for p in pairs if reproduces(p[0], [p[1], left])), None)
        if misprints:
            found = found or next((p for p in pairs if misprinted(p[0], [p[1], left])), None)
        if found is not None:
            self._ledger.state_unspent(left.fact, found[0].fact, found[1].fact)
        return found is not None

    def _bind_carried(self, closing: Mention, near: list[Mention]) -> None:
        """R04: 「年初结转230.50万元，本年到位1860.00万元，支出1745.25万元，年末结转345.25万元」, the four in one sentence."""
        of_sentence = [x for x in near if x.sentence == closing.sentence and x.head is None]
        shared_out = [x for x in of_sentence if "结余分配" in x.words]
        of_sentence = [x for x in of_sentence if x not in shared_out]
        if len(of_sentence) != 3 or "结余分配" in closing.words:
            return  # the account is of three figures before the closing balance, and what was shared out
        opening = next((x for x in of_sentence if _is_opening(x)), None)
        paid = next((x for x in of_sentence if x is not opening and _PAID.search(x.words)), None)
        received = next((x for x in of_sentence if x is not opening and x is not paid), None)
        if opening is not None and paid is not None and received is not None and received.order < paid.order:
            self._ledger.state(
                "R04", closing.fact.subject, closing.fact.fiscal_year,
                [
                    Operand("stated", closing.fact.fact_id, stated_weight=1),
                    Operand("part", opening.fact.fact_id, numerator_weight=1),
                    Operand("part", received.fact.fact_id, numerator_weight=1),
                    *(Operand("part", x.fact.fact_id, numerator_weight=-1) for x in (paid, *shared_out)),
                ],
            )  # fmt: skip

    def bind_adjustments(self) -> None:
        """R95: revised budget = original budget + adjustments, where one sentence prints all of them."""
        for m in self._told.mentions:
            if m.role not in ("level", "change") or m.fact.stage != "revised_budget" or not m.fact.unit.endswith("元"):
                continue
            near = [
                x for x in self._told.of_paragraph[m.paragraph]
                if x.role in ("level", "change") and x.fact.unit.endswith("元") and m.order - 12 < x.order < m.order
            ]  # fmt: skip
            near = [x for x in near if x.head not in near]  # the original budget may be told with its parts
            first = next((x for x in reversed(near) if x.fact.stage == "original_budget"), None)
            first = first or next((x for x in reversed(near) if _AT_FIRST.search(x.words)), None)
            between = [x for x in near if first is not None and x.order > first.order]
            moves = [x for x in between if ADJUSTS.search(x.words)]
            if first is None or not moves or moves != between:
                continue
            operands = [
                Operand("stated", m.fact.fact_id, stated_weight=1),
                Operand("part", first.fact.fact_id, numerator_weight=1),
            ]
            signs = [-1 if CUTS.search(x.words) else 1 for x in moves]
            operands += [Operand("part", x.fact.fact_id, numerator_weight=s) for x, s in zip(moves, signs, strict=True)]
            self._ledger.state("R95", m.fact.subject, m.fact.fiscal_year, operands)

    def bind_reserved_procurement(self) -> None:
        """R41: what is reserved for SMEs and what they won of the other projects are apart, and within the total."""
        for other in self._told.levels.get(("procurement", "reserved", "其他政府采购项目", ""), ()):
            reserved = self._told.level(("procurement", "reserved", "面向中小企业预留", ""), other.year, other)
            total = self._told.level(("procurement", "total", "", ""), other.year, other)
            if reserved is None or total is None:
                continue
            self._ledger.state(
                "R41", other.fact.subject, other.fact.fiscal_year,
                [
                    Operand("stated", other.fact.fact_id, stated_weight=1),
                    Operand("part", total.fact.fact_id, numerator_weight=1),
                    Operand("part", reserved.fact.fact_id, numerator_weight=-1),
                ],
                relation="le",
            )  # fmt: skip

    def bind_comparisons(self, comparisons: Sequence[tuple[Mention, str, str]]) -> None:
        """R96: outturn above, below or equal to the budget, as the words behind the two figures say."""
        for last, relation, named in comparisons:
            stage = split_stage(named)[1]
            near = [x for x in self._told.of_paragraph[last.paragraph] if x.role == "level"]
            near = [x for x in near if last.order - 5 <= x.order <= last.order and x.year == last.year]
            budget = next((x for x in reversed(near) if is_budget(x, stage)), None)
            outturn = next(
                (
                    x
                    for x in reversed(near)
                    if x.fact.stage in ("outturn", "final_outturn") and budget and x.key == budget.key
                ),
                None,
            )
            if budget is not None and outturn is not None:
                self._ledger.state(
                    "R96", outturn.fact.subject, outturn.fact.fiscal_year,
                    [
                        Operand("stated", outturn.fact.fact_id, stated_weight=1),
                        Operand("part", budget.fact.fact_id, numerator_weight=1),
                    ],
                    relation=relation,
                )  # fmt: skip

    def bind_repeats(self) -> None:
        """R11 inside a paragraph: an item's figure in its heading and again behind 支出决算 (the stage named only once)."""
        for key, found in self._told.levels.items():
            if key[3]:
                continue  # an account of a government: its budget and what became of it are told by turns
            by_place: dict[tuple[int, int | None], list[Mention]] = defaultdict(list)
            for m in found:
                by_place[m.paragraph, m.year].append(m)
            for beside in by_place.values():
                for first, again in combinations(beside, 2):
                    if _names_stage_once(first, again):
                        self._ledger.state(
                            "R11", first.fact.subject, first.fact.fiscal_year,
                            [Operand("stated", first.fact.fact_id, stated_weight=1), Operand("part", again.fact.fact_id, numerator_weight=1)],
                        )  # fmt: skip

    def bind_reprints(self) -> None:
        """R11: 「实际支出1812.30万元，…。项目实际支出1821.30万元，已全部核算」: all that was spent, printed again in words that end alike, the same
        or but for two digits swapped."""
        levels = [
            m for m in self._told.mentions
            if m.role == "level" and m.aside is None and m.unit_family == "amount" and m.head is None
            and not (m.is_price or m.is_average or (m.term is not None and m.term.account)) and is_telling(m)
        ]  # fmt: skip
        alike: dict[str, list[Mention]] = defaultdict(list)
        for m in levels:
            alike[_digits(m)].append(m)
        for first in levels:
            if not _ALL_SPENT.fullmatch(words := _words(first)):
                continue
            again = (
                m for m in alike[_digits(first)]
                if m.sentence != first.sentence and m.year == first.year and _words(m).endswith(words)
                and planned(m) in (None, planned(first)) and one_figure(first, m)
                and (m.key == first.key or not (m.term and first.term and m.term.known and first.term.known))
            )  # fmt: skip
            for m in again:
                if m.key != first.key or m.fact.stage != first.fact.stage:  # of one datum: int_fact__datum
                    one, other = sorted((first, m), key=lambda x: x.order)
                    self._ledger.state(
                        "R11", one.fact.subject, one.fact.fiscal_year,
                        [
                            Operand("stated", other.fact.fact_id, stated_weight=1),
                            Operand("part", one.fact.fact_id, numerator_weight=1),
                        ],
                    )  # fmt: skip


def _names_stage_once(first: Mention, again: Mention) -> bool:
    """Are these an outturn and the same thing without a stage, of one period?"""
    stages = {first.fact.stage, again.fact.stage}
    alike = (
        again.term == first.term
        and first.of_one_month == again.of_one_month
        and again.unit_family == first.unit_family
        and not _RECEIVED.search(first.words + again.words)
    )
    return alike and len(stages) == 2 and None in stages and stages <= set(OUTTURNS)


def _words(m: Mention) -> str:
    """The words in front of a figure, without what every amount of its kind may have."""
    return _WORDS.split(m.words)[0]


def _digits(m: Mention) -> str:
    """The digits of a figure in order of size: the same of two figures of which one has digits swapped."""
    return "".join(sorted(m.fact.value.rstrip("0")))


def _added(total: Mention, run: list[Mention]) -> list[Mention]:
    """The figures that were added up: from the one in front of the first 加上, or from an earlier one that gives the total."""
    first = max(next(i for i, x in enumerate(run) if x.adds) - 1, 0)
    starts = [first, *range(first)]
    return next((run[i:] for i in starts if reproduces(total, run[i:])), run[first:])


def _wholes_of(m: Mention) -> Iterator[Mention]:
    """The whole that a figure is part of, the whole of that …"""
    while m.head is not None:
        m = m.head
        yield m


def _may_add_up(total: Mention, run: list[Mention]) -> bool:
    """What was spent is no part of what is left: 「…支出57.93亿元，加上解支出2.15亿元，结转下年2.23亿元」 is no sum."""
    return total.term is None or total.term.measure not in BALANCES or not any(_is_spending(x) for x in run)


def _is_opening(m: Mention) -> bool:
    return (m.term is not None and m.term.measure == "opening_balance") or _OPENING.search(m.words) is not None


def _is_spending(m: Mention) -> bool:
    return m.fact.stage in ("outturn", "final_outturn") or ("支出" in m.words and m.fact.stage not in BUDGET_STAGES)


def _is_grant(m: Mention, spent: Mention) -> bool:
    """The budget or the receipts that were spent; a revised budget before the original one."""
    if m.order > spent.order or m.fact.value_base is None or m is spent:
        return False
    return m.fact.stage in BUDGET_STAGES or re.search("收入|到位|下达|拨付|安排|资金", m.words) is not None


def _is_side_of_budget(m: Mention, side: str) -> bool:
    """Is this all that a budget receives, or spends?"""
    term = m.term
    if m.role != "level" or m.aside is not None or m.head is not None or term is None or term.account:
        return False
    return term.is_total and term.measure == side and not term.item and m.fact.stage in BUDGET_STAGES


def _is_given_of(score: Mention, full: Mention) -> bool:
    """「过程类30分，得28分」: the points given right behind those that were to be had."""
    return score.words.startswith("得") and score.sentence == full.sentence and not full.words.startswith("得")


def _goes_with(total: Mention) -> Callable[[Mention], bool]:
    """What a total may be made of: a budget of budgets and balances, an outturn of no budgets."""
    return (lambda m: m.aside is None) if total.fact.stage in BUDGET_STAGES else _is_outturn


def _is_outturn(m: Mention) -> bool:
    return m.fact.stage not in BUDGET_STAGES and m.aside is None
