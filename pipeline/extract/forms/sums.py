"""Which figures of a form ought to agree: sums of lines and columns, shares, rates, changes, sides (D01–D12, R02–R09, R91–R94)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import takewhile

from pipeline.extract.facts import Fact, Operand
from pipeline.extract.forms.column_sums import column_sums, meets, multiplies
from pipeline.extract.forms.panel import PRODUCT_FIELDS, Line, Panel, Value, unnumbered
from pipeline.extract.forms.titles import Form, completes
from pipeline.extract.ledger import Ledger
from pipeline.extract.terms import BALANCES

_BASIC_TOTAL = re.compile(r"^(?:基本支出)?(?:合计|总计)$")
_SHARE_ASSUMED = (
    "占比以其左侧最近一栏为基数；表中另有金额栏 / The share is taken of the column next to its left; there are others"
)
_BLANK_BALANCE = "空白的年初或年末结转结余按零计 / A blank opening or closing balance counts as zero"
_BLANK_LINES = "空白的各行按零计 / Lines left blank count as zero"
# A line that is the whole of what is numbered below it.
_WHOLE = re.compile(r"^(?:本年|上年|当年|年初|年末|年终)(?:收入|支出|结转)|(?:合计|小计|总计)(?:\([^()]*\))?$")
_LEVEL_ASSUMED = "以其下一级各行为其全部 / The lines numbered below it are taken to be all of it"
_HEAD_ASSUMED = (
    "其中一栏的表头不在词表中，按合计的一部分计 / The head of one column is not known; it counts as a part of the total"
)
_PRODUCT_ASSUMED = "以单价为每一计量单位的价格 / The price is taken to be that of one of the things counted"
# What 基本支出 and 项目支出 are broken down by.
_OF_A_KIND = ("basic", "economic")
_BUDGETS = ("original_budget", "budget", "revised_budget")
_SPENT = ("final_outturn", "outturn")


class FormBinder:
    """States what the panels of one form make add up."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def state_panel(self, panel: Panel, form: Form) -> None:
        if panel.named_by_place:
            self._state_list(panel)
        for value in () if panel.named_by_place else panel.values:
            if value.aspect == "level":
                self._state_codes(panel, value, form)
                self._state_lines(panel, value, form)
                self._state_within(panel, value)
                self._state_balances(panel, value)
            elif value.aspect == "share":
                self._state_shares(panel, value)
        if not panel.named_by_place:
            self._state_wholes(panel, form)
        self._state_columns(panel, form)
        self._state_products(panel)
        for line in panel.rows:
            self._state_public(line, panel)
            self._state_change(line, panel)
            self._state_rates(line, panel)
            self._state_unspent(line, panel)
            self._state_cap(line)
            self._state_closure(line)

    def _state_list(self, panel: Panel) -> None:
        """R93: the total row of a list that no head explains (乡镇, 标段 …), where it is the sum of its lines in most columns. A
        total that its lines exceed or miss by half is told in another way (a mean, a rate)."""
        totals = [line for line in panel.rows if line.is_total]
        lines = [line for line in _top_lines(panel.rows) if not line.is_total]
        if len(totals) != 1 or len(lines) < 2 or any(line.code for line in lines):
            return
        sums = []
        for value in panel.values:
            total = totals[0].facts.get(value.index)
            parts = [line.facts[value.index] for line in lines if value.index in line.facts]
            told = sum((f.value_base or Decimal(0) for f in parts), Decimal(0))
            if value.aspect == "level" and total is not None and abs(told - (total.value_base or 0)) * 2 <= told:
                sums.append((total, parts))
        if sum(meets(*found) for found in sums) * 2 >= len(sums):
            for total, parts in sums:
                self._sum("R93", total, parts)

    def _state_codes(self, panel: Panel, value: Value, form: Form) -> None:
        """类 = Σ款, 款 = Σ项, 合计 = Σ类 (D04, D09)."""
        coded = {line.code: line.facts[value.index] for line in panel.rows if line.code and value.index in line.facts}
        by_parent: dict[str, list[Fact]] = {}
        for code, fact in coded.items():
            if len(code) > 3:
                # A budget's list may go from the class to its items: what stands between is then not printed for any of them.
                near, far = code[:-2], code[:-4]
                by_parent.setdefault(near if near in coded or far not in coded else far, []).append(fact)
        for parent, children in by_parent.items():
            if parent in coded:
                self._sum(form.code_rule, coded[parent], children)
        classes = [fact for code, fact in coded.items() if len(code) == 3]
        total = next(
            (line for line in panel.rows if (line.is_total or line.is_subtotal) and value.index in line.facts), None
        )
        if total is not None and classes:
            is_form = form.name != "list" and len(coded) > len(classes)
            self._sum(
                form.code_rule if is_form else _breakdown_rule({f.breakdown or "" for f in classes}),
                total.facts[value.index],
                [*classes, *_balances_above(panel.rows, total, value, form)],
            )

    def _state_wholes(self, panel: Panel, form: Form) -> None:
        """Lines that others of the panel are parts of, in every value column: an item and its projects, an office and its
        units, a numbered line and those numbered below it."""
        levels = [v for v in panel.values if v.aspect == "level"]
        for whole, parts, assumption in _wholes(panel.rows):
            sums = [
                (whole.facts[v.index], [x.facts[v.index] for x in parts if v.index in x.facts])
                for v in levels
                if v.index in whole.facts and any(v.index in x.facts for x in parts)
            ]
            if len(sums) > 1 and not any(meets(total, found) for total, found in sums):
                continue  # what holds in no column is no misprint
            pays = panel.side == "expenditure" or "支出" in whole.name
            rule = form.lines_rule[1 if pays else 0] if form.lines_rule else "R93"
            for total, found in sums:
                self._sum(rule, total, found, assumption=assumption)

    def _state_lines(self, panel: Panel, value: Value, form: Form) -> None:
        """Lines above a subtotal add up to it; the subtotal and the balances below it add up to the total (D01, D02, D07)."""
        if any(line.code or line.project or line.is_office for line in panel.rows):
            return
        # Where no head names the side, its subtotal does (本年支出合计).
        pays = panel.side == "expenditure" or any(line.is_subtotal and "支出" in line.name for line in panel.rows)
        rule = form.lines_rule[1 if pays else 0] if form.lines_rule else None
        parts: list[Fact] = []
        listed: list[Line] = []
        kinds: set[str] = set()
        below: list[Fact] = []
        subtotal: Fact | None = None
        top = _top_lines(panel.rows)
        for line in panel.rows:
            fact = line.facts.get(value.index)
            if line.is_subtotal and parts and subtotal is None:
                subtotal = fact
                if fact is not None:
                    self._sum(rule or _breakdown_rule(kinds), fact, parts)
            elif line.is_subtotal:
                continue
            elif line.is_total:
                if fact is None:
                    continue
                if subtotal is not None:
                    self._sum(rule or "R93", fact, [subtotal, *below])
                elif (
                    _complete(kinds, parts) or _adds_up_somewhere(panel, line, listed)
                ) and sum(x.term.breakdown in kinds for x in top) > 1:  # fmt: skip
                    alone = _BLANK_LINES if len(parts) == 1 else None
                    self._sum(rule or _breakdown_rule(kinds - BALANCES), fact, parts, assumption=alone)
                    if panel.rows[-1] is not line:
                        parts, listed, kinds = [], [], set()  # 收入总计, then what is spent
            elif subtotal is not None:
                if fact is not None and not line.is_among and not _is_of_balance(line, panel.rows):
                    below.append(fact)
            elif fact is not None and line in top:
                parts.append(fact)
                listed.append(line)
                kinds.add(line.term.measure if line.term.measure in BALANCES else line.term.breakdown)
        if parts and subtotal is None:
            self._total_on_top(panel, value, kinds, top)

    def _total_on_top(self, panel: Panel, value: Value, kinds: set[str], top: list[Line]) -> None:
        """A list whose total stands in the first row (收入合计, then its sources)."""
        first = panel.rows[0]
        if first.level is not None:
            return  # 一、“三公”经费合计 二、会议费: one of the list
        parts = [line.facts[value.index] for line in top if line is not first and value.index in line.facts]
        if first.term.is_total and value.index in first.facts and len(parts) > 1 and len(kinds - {"total"}) == 1:
            self._sum(_breakdown_rule(kinds - {"total"}), first.facts[value.index], parts)

    def _state_within(self, panel: Panel, value: Value) -> None:
        """Items that law or form makes complete: 税收 and 非税, the three kinds of 三公, the two costs of vehicles."""
        lines = [line for line in panel.rows if line.term.known or line.is_total]
        self._state_complete({(x.term.measure, x.term.item): x.facts.get(value.index) for x in lines})

    def _state_complete(self, printed: Mapping[tuple[str, str], Fact | None]) -> None:
        """A whole is the sum of its parts where the form has a place for each of them; a place left blank is none."""
        for within in completes():
            whole = printed.get((within.measure, within.whole))
            parts = [printed[within.measure, item] for item in within.parts if (within.measure, item) in printed]
            told = [fact for fact in parts if fact is not None]
            if whole is not None and told and len(parts) == len(within.parts):
                self._sum(within.rule, whole, sorted(told, key=lambda f: (f.locator.row or 0, f.locator.col or 0)))

    def _state_balances(self, panel: Panel, value: Value) -> None:
        """D07: a balance brought forward is the sum of the funds that the form lists under it."""
        for at, line in enumerate(panel.rows):
            if line.term.measure not in BALANCES or not line.term.is_total or value.index not in line.facts:
                continue
            funds = _funds_under(panel.rows, at)
            under = [x.facts[value.index] for x in funds if value.index in x.facts]
            if under and len(funds) > 1:
                self._sum("D07", line.facts[value.index], under)

    def _state_shares(self, panel: Panel, share: Value) -> None:
        """R92: a share column is the column to its left over that column's total row."""
        totals = [
            x
            for x in panel.rows
            if x.is_total or x.is_subtotal or (x.term.is_total and x.term.measure == "three_public")
        ]
        bases = [
            v
            for v in panel.values
            if v.aspect == "level" and v.index < share.index and v.field != "unspent_amount" and not _is_of_last_year(v)
        ]
        base = bases[-1] if bases else None
        if base is None or len(totals) != 1 or base.index not in totals[0].facts:
            return
        whole = totals[0].facts[base.index]
        for line in _top_lines(panel.rows):
            stated, part = line.facts.get(share.index), line.facts.get(base.index)
            if (
                stated is not None
                and part is not None
                and line not in totals
                and not (line.code and len(line.code) > 3)
            ):
                self._rate("R92", stated, part, whole, assumption=_SHARE_ASSUMED if len(bases) > 1 else None)

    def _state_rates(self, line: Line, panel: Panel) -> None:
        """R02: outturn ÷ budget in one row. The head says of which budget; else the revised one, else the only one."""
        for value in panel.values:
            stated = line.facts.get(value.index)
            if stated is None or value.aspect != "rate":
                continue
            levels = [
                v for v in panel.values if v.aspect == "level" and v.index in line.facts and not _is_of_last_year(v)
            ]
            wanted = _BUDGETS[:1] if value.field == "original_budget_rate" else _BUDGETS[::-1]
            budget = next((v for stage in wanted for v in levels if v.stage == stage), None)
            spent = [v for v in levels if v.stage in _SPENT and v.period != "month"]
            # 「预算 | 支出 | 执行率」: what a rate of execution is printed beside was spent.
            spent = spent or [
                v for v in levels if v.stage is None and v.term is not None and v.term.measure == "expenditure"
            ]
            latest = max((v.year for v in spent if v.year), default=None)
            spent = [v for v in spent if v.year in (None, latest)]
            same = [v for v in spent if budget is not None and v.term == budget.term]
            if budget is None or len(same or spent) != 1:
                continue
            outturn, base = line.facts[(same or spent)[0].index], line.facts[budget.index]
            if base.value_base or stated.value_base:
                self._rate("R02", stated, outturn, base)

    def _state_unspent(self, line: Line, panel: Panel) -> None:
        """R94: what is left is the budget less the outturn."""
        by_field = {v.field: line.facts[v.index] for v in panel.values if v.aspect == "level" and v.index in line.facts}
        unspent = by_field.get("unspent_amount")
        budget = by_field.get("revised_budget") or by_field.get("original_budget")
        outturn = by_field.get("outturn") or by_field.get("final_outturn") or by_field.get("cumulative")
        if unspent is not None and budget is not None and outturn is not None:
            self._ledger.state_unspent(unspent, budget, outturn)

    def _state_cap(self, line: Line) -> None:
        """R91: what was spent on 三公, or on one of its three items, is not more than its budget.

        The two costs of vehicles are left out: money may move between them inside the item.
        """
        by_item: dict[str | None, dict[str | None, list[Fact]]] = {}
        for fact in line.facts.values():
            if fact.measure == "three_public" and fact.aspect == "level" and fact.breakdown != "official_vehicles":
                by_item.setdefault(fact.item, {}).setdefault(fact.stage, []).append(fact)
        for stages in by_item.values():
            budget = next((stages[s] for s in _BUDGETS[::-1] if s in stages), [])
            spent = next((stages[s] for s in _SPENT if s in stages), [])
            if len(budget) == len(spent) == 1 and budget[0].fiscal_year == spent[0].fiscal_year:
                operands = [
                    Operand("stated", spent[0].fact_id, stated_weight=1),
                    Operand("part", budget[0].fact_id, numerator_weight=1),
                ]
                self._ledger.state("R91", spent[0].subject, spent[0].fiscal_year, operands, relation="le")

    def _state_closure(self, line: Line) -> None:
        """D11: a row that prints opening balance, revenue, expenditure and closing balance; a blank balance is none."""
        flows: dict[str, Fact] = {}
        for fact in line.facts.values():
            flows.setdefault(fact.measure, fact)
        revenue, expenditure = flows.get("revenue"), flows.get("expenditure")
        balances = [flows.get(measure) for measure in ("opening_balance", "closing_balance")]
        if revenue is None or expenditure is None or not any(balances):
            return
        opening, closing = balances
        stated = [expenditure] if closing is None else [expenditure, closing]
        self._ledger.state(
            "D11", expenditure.subject, expenditure.fiscal_year,
            [
                *(Operand("stated", fact.fact_id, stated_weight=1) for fact in stated),
                *(Operand("part", f.fact_id, numerator_weight=1) for f in (opening, revenue) if f is not None),
            ],
            broken_verdict="inconsistent" if all(balances) else "ambiguous",
            assumption=None if all(balances) else _BLANK_BALANCE,
        )  # fmt: skip

    def _rate(self, rule: str, stated: Fact, part: Fact, base: Fact, assumption: str | None = None) -> None:
        self._ledger.state(
            rule, stated.subject, stated.fiscal_year,
            [
                Operand("stated", stated.fact_id, stated_weight=1),
                Operand("part", part.fact_id, numerator_weight=1),
                Operand("base", base.fact_id, denominator_weight=1),
            ],
            scale=100, denominator_constant=Decimal(0),
            broken_verdict="ambiguous" if assumption else "inconsistent", assumption=assumption,
        )  # fmt: skip

    def _state_columns(self, panel: Panel, form: Form) -> None:
        """A total column is the sum of the columns that stand with it under one head (D04, D07, D08, D12)."""
        for columns in column_sums(panel):
            for line in panel.rows:
                found = columns.terms(line)
                if found is not None:
                    self._sum(form.row_rule, *found, assumption=_HEAD_ASSUMED if columns.is_doubtful else None)

    def _state_products(self, panel: Panel) -> None:
        """R15: 数量 × 单价 = 金额 in each row that prints all three. What holds in no row of several was misread."""
        columns = _products(panel)
        if columns is None:
            return
        rows = [
            tuple(line.facts[v.index] for v in columns)
            for line in panel.rows
            if not (line.is_total or line.is_subtotal) and all(v.index in line.facts for v in columns)
        ]
        held = sum(multiplies(*row) for row in rows)
        if len(rows) > 1 and not held:
            return
        for quantity, price, amount in rows:
            parts = [Operand("part", f.fact_id, numerator_weight=1) for f in (price, quantity)]
            self._ledger.state(
                "R15", amount.subject, amount.fiscal_year,
                [Operand("stated", amount.fact_id, stated_weight=1), *parts], form="product",
                broken_verdict="inconsistent" if held else "ambiguous",
                assumption=None if held else _PRODUCT_ASSUMED,
            )  # fmt: skip

    def _state_public(self, line: Line, panel: Panel) -> None:
        """The three public costs of one year and stage in one line; a blank one is none."""
        for values in _of_one_time(panel.values):
            named = {(v.term.measure, v.term.item): v for v in values if v.term is not None}
            whole = next((v for v in values if v.term is None and v.is_total), None)
            if whole is not None:
                named.setdefault(("three_public", ""), whole)
            self._state_complete({key: line.facts.get(v.index) for key, v in named.items()})

    def _state_change(self, line: Line, panel: Panel) -> None:
        """Columns of two years and their change and growth (R08, R09)."""
        for value in panel.values:
            stated = line.facts.get(value.index)
            if stated is None or value.aspect not in ("change", "change_rate"):
                continue
            pair = _compared(value, [v for v in panel.values if v.aspect == "level" and v.index in line.facts], line)
            if pair is None:
                continue
            this, last = (line.facts[v.index] for v in pair)
            is_rate = value.aspect == "change_rate"
            operands = [
                Operand("stated", stated.fact_id, stated_weight=1),
                Operand("part", this.fact_id, numerator_weight=1),
                Operand("base", last.fact_id, numerator_weight=-1, denominator_weight=1 if is_rate else 0),
            ]
            if is_rate:
                self._ledger.state(
                    "R09", stated.subject, this.fiscal_year, operands, scale=100, denominator_constant=Decimal(0)
                )
            else:
                self._ledger.state("R08", stated.subject, this.fiscal_year, operands)

    def state_sides(self, panels: list[Panel], form: Form) -> None:
        """D03: the totals of the two sides of a form are equal. 人员经费合计 and 公用经费合计 are the classes above them (D09)."""
        totals = [
            (line.facts[v.index])
            for p in panels
            for line in p.rows
            if line.is_total
            for v in p.values[:1]
            if v.index in line.facts and v.aspect == "level"
        ]
        if form.lines_rule and len(totals) == 2:
            rule = "D03" if form.name == "receipts_and_payments" else form.lines_rule[0]
            self._ledger.state(
                rule,
                totals[0].subject,
                totals[0].fiscal_year,
                [
                    Operand("stated", totals[0].fact_id, stated_weight=1),
                    Operand("part", totals[1].fact_id, numerator_weight=1),
                ],
            )
        if form.name != "general_basic":
            return
        lines = [line for p in panels for line in p.rows]
        for word, codes in (
            ("人员经费合计", ("301", "303")),
            ("公用经费合计", ("302", "307", "309", "310", "311", "312", "313", "399")),
        ):
            total = next((line for line in lines if line.name == word and line.facts), None)
            parts = [next(iter(line.facts.values())) for line in lines if line.code in codes and line.facts]
            if total is not None and parts:
                self._sum("D09", next(iter(total.facts.values())), parts)
        inner = [line for line in lines if line.name in ("人员经费合计", "公用经费合计") and line.facts]
        whole = next((line for line in lines if _BASIC_TOTAL.match(line.name) and line.facts), None)
        if whole is not None and len(inner) == 2:
            self._sum("D09", next(iter(whole.facts.values())), [next(iter(line.facts.values())) for line in inner])

    def _sum(self, rule: str, total: Fact, parts: Iterable[Fact], assumption: str | None = None) -> None:
        self._ledger.state(
            rule, total.subject, total.fiscal_year,
            [
                Operand("stated", total.fact_id, stated_weight=1),
                *(Operand("part", f.fact_id, numerator_weight=1) for f in parts),
            ],
            broken_verdict="ambiguous" if assumption else "inconsistent", assumption=assumption,
        )  # fmt: skip


def _products(panel: Panel) -> tuple[Value, Value, Value] | None:
    """The columns of quantity, price and amount of a panel; the amount is the first one behind the price, else the only one."""
    quantity, price = (next((v for v in panel.values if v.field == field), None) for field in PRODUCT_FIELDS)
    levels = [v for v in panel.values if v.aspect == "level"]
    if quantity is None or price is None or not levels:
        return None
    behind = next((v for v in levels if v.index > price.index), None)
    amount = behind or (levels[0] if len(levels) == 1 else None)
    return None if amount is None else (quantity, price, amount)


def _of_one_time(values: list[Value]) -> Iterator[list[Value]]:
    """The columns of the three public costs, by stage and year."""
    levels = [v for v in values if v.aspect == "level"]
    for time in dict.fromkeys((v.stage, v.year, v.year_offset) for v in levels):
        of_time = [v for v in levels if (v.stage, v.year, v.year_offset) == time]
        if any(v.term is not None and v.term.measure == "three_public" for v in of_time):
            yield of_time


def _wholes(rows: list[Line]) -> Iterator[tuple[Line, list[Line], str | None]]:
    """Each line that has parts among the lines, with its parts, and what is assumed where they are no parts by their form."""
    projects: dict[str, list[Line]] = {}
    for line in rows:
        if line.project:
            projects.setdefault(line.of_code, []).append(line)
    heads = {line.code: line for line in rows if line.code and line.code in projects}
    for code, line in heads.items():
        yield line, projects[code], None
    total = next((line for line in rows if line.is_total), None)
    if projects and not any(line.code for line in rows) and total is not None:
        yield total, [line for found in projects.values() for line in found], None
    offices = [line for line in rows if line.is_office]
    if offices and total is not None:
        yield from _offices(total, offices)
    for at, line in enumerate(rows):
        spent_on = _spent_on(rows, at)
        if len(spent_on) > 1:
            yield line, spent_on, _LEVEL_ASSUMED
        parts = _numbered_below(rows, at)
        if len(parts) > 1 or (parts and _WHOLE.match(unnumbered(line.name))):
            yield line, parts, None if _WHOLE.search(unnumbered(line.name)) else _LEVEL_ASSUMED


def _offices(total: Line, offices: list[Line]) -> Iterator[tuple[Line, list[Line], str | None]]:
    """A total and its offices, an office and its units. Codes tell them apart (301, 301001); without any, the lines."""
    coded = {line.unit_code: line for line in offices if line.unit_code}
    if len(coded) == len(offices):
        parents = {
            code: max((c for c in coded if c != code and code.startswith(c)), key=len, default="") for code in coded
        }
        for parent in dict.fromkeys(parents.values()):
            whole = coded[parent] if parent else total
            yield whole, [coded[code] for code, own in parents.items() if own == parent], None
        return
    within = next((line for line in offices if line.term.breakdown != "unit"), None)
    rest = [line for line in offices if line is not within]
    if within is not None and rest:
        yield within, rest, None
    yield total, [within] if within is not None else rest, None


def _numbered_below(rows: list[Line], at: int) -> list[Line]:
    """The lines under a numbered line: those of the next level down, up to the next line of its own level."""
    level = rows[at].level
    if level is None or rows[at].code:
        return []
    below = list(takewhile(lambda x: x.is_among if x.level is None else x.level > level, rows[at + 1 :]))
    inner = min((x.level for x in below if x.level is not None), default=None)
    parts = [x for x in below if x.level is not None and x.level == inner]
    return [] if any(x.is_among for x in parts) or (below and below[0] not in parts) else parts


def _spent_on(rows: list[Line], at: int) -> list[Line]:
    """The lines without a number that follow 基本支出 or 项目支出 and say what it was spent on (工资福利支出 …)."""
    if rows[at].term.breakdown != "nature" or rows[at].code:
        return []
    return list(
        takewhile(
            lambda x: x.term.breakdown == "economic" and x.level is None and not x.code and not x.is_among,
            rows[at + 1 :],
        )
    )


def _is_of_balance(line: Line, rows: list[Line]) -> bool:
    """Is a line one of the funds or kinds that the balance above it is made of?"""
    if line.term.breakdown == "fund_source":
        return True
    above = takewhile(lambda x: x is not line, rows)
    return (
        line.term.measure in BALANCES
        and not line.term.is_total
        and any(x.term.measure == line.term.measure and x.term.is_total and x.facts for x in above)
    )


def _top_lines(rows: list[Line]) -> list[Line]:
    """The lines that no other line of the list holds: those of the highest number, without 「其中」 and what follows it.

    Lines behind a 「其中」 may be parts of the same line: only those of the highest number, of a kind that stood above it,
    or balances count as lines of their own again.
    """
    levels = [line.level for line in rows if line.level is not None]
    highest = min(levels, default=None)
    top: list[Line] = []
    within = False
    has_kinds = any(line.term.breakdown == "nature" and line.term.item == "基本支出" for line in rows)
    for line in rows:
        if line.is_total or line.is_subtotal:
            within = False
            continue
        if line.is_among:
            within = True
            continue
        if has_kinds and line.term.breakdown in _OF_A_KIND:
            continue  # 人员经费 or 工资福利支出 below 基本支出
        if line.level is not None:
            within = line.level != highest
        elif within and line.term.known:
            within = line.term.measure not in BALANCES and line.term.breakdown not in {x.term.breakdown for x in top}
        if not within:
            top.append(line)
    return top


def _complete(kinds: set[str], parts: list[Fact]) -> bool:
    """May these lines be added up to the total row below them? They must be parts of one kind; balances may stand beside
    a kind of expenditure or a fund that is complete by law."""
    own = kinds - BALANCES
    if own == {"total"}:
        return True  # 一、本年收入 二、上年结转
    if len(own) != 1:
        return False
    if own == kinds:
        return True
    return own == {"nature"} and {"基本支出", "项目支出"} <= {f.item for f in parts}


def _adds_up_somewhere(panel: Panel, total: Line, lines: list[Line]) -> bool:
    """Do the lines add up to the total in some column? Then they are all of it in the others."""
    return len(lines) > 1 and any(
        meets(total.facts[v.index], [x.facts[v.index] for x in lines if v.index in x.facts])
        for v in panel.values
        if v.aspect == "level" and v.index in total.facts and any(v.index in x.facts for x in lines)
    )


def _balances_above(rows: list[Line], total: Line, value: Value, form: Form) -> list[Fact]:
    """Balances among the coded lines above a total row are in that total (结转下年 above 支出总计)."""
    if form.measure is not None:
        return []
    above = takewhile(lambda line: line is not total, rows)
    return [
        line.facts[value.index]
        for line in above
        if not line.code and line.term.measure in BALANCES and line.term.is_total and value.index in line.facts
    ]


def _funds_under(rows: list[Line], at: int) -> list[Line]:
    """The funds that follow the balance in row ``at`` and are its parts."""
    measure = rows[at].term.measure
    return list(takewhile(lambda x: x.term.measure == measure and x.term.breakdown == "fund_source", rows[at + 1 :]))


def _is_of_last_year(value: Value) -> bool:
    return value.year_offset < 0


def _compared(change: Value, levels: list[Value], line: Line) -> tuple[Value, Value] | None:
    """(this year's column, last year's) that a change column compares: those to its left, or any where none is."""
    same = [v for v in levels if (v.term, v.is_total) == (change.term, change.is_total)]
    if len(change.chain) > 1 and len(same) > 1:
        levels = same  # 增减 {合计, 基本支出, 项目支出}
    left = [v for v in levels if v.index < change.index]
    for among in (left, levels):
        for last in sorted((v for v in among if v.is_dated), key=lambda v: abs(v.index - change.index)):
            this = _this_year(last, [v for v in among if v is not last and _year(v, line) == _year(last, line) + 1])
            if this is not None:
                return this, last
    return None


def _year(value: Value, line: Line) -> int:
    return line.facts[value.index].fiscal_year or value.year or value.year_offset


def _this_year(last: Value, found: list[Value]) -> Value | None:
    """Of the columns of the year after ``last``: the one of its period and stage, else the dated one, else the only one."""
    for same in (
        [
            v
            for v in found
            if v.stage is not None and v.stage == last.stage and (not last.period or v.period == last.period)
        ],
        [v for v in found if v.is_dated],
        found,
    ):
        if same:
            by_distance = sorted(same, key=lambda v: abs(v.index - last.index))
            return by_distance[0] if same is not found or len(same) == 1 else None
    return None


def _breakdown_rule(kinds: set[str]) -> str:
    """R06 for funds, D12 for 三公, R07 for functions and kinds of expenditure, R93 for any other list with a total row."""
    if kinds == {"fund_source"}:
        return "R06"
    if "three_public" in kinds and kinds <= {"three_public", "official_vehicles"}:
        return "D12"
    return "R07" if kinds and all(k.startswith(("function", "nature", "economic")) for k in kinds) else "R93"
