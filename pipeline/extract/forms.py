"""Published money forms: final accounts, budget tables and lists of items by year → facts and the sums inside each form.

A form is read by its grid: the head rows give each column its meaning (side, fund, kind of expenditure, stage, year), the
key columns (code, name) give each row its own. Two-sided forms are panels side by side. Which sums a form states
follows from codes (类 = Σ款, 款 = Σ项), from total rows and from total columns (SPEC 3.4, D01–D12); the same figure in two
forms is one datum printed twice, and is compared as such.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import Any

from pipeline.document import Block, Cell, Locator
from pipeline.extract.facts import Fact, Operand, RecordField
from pipeline.extract.figures import VALUE_KINDS, Token, tokens
from pipeline.extract.headers import Column, declared_unit, read_head
from pipeline.extract.ledger import Ledger, Place, short_hash
from pipeline.extract.prose import Setting
from pipeline.extract.terms import BALANCES, Term, classify, split_stage
from pipeline.extract.view import normalise

_KEY_FIELDS = ("item_name", "item_code", "project_name", "task_name")
_CODE = re.compile(r"^[1-5]\d{2}(?:\d{2}){0,2}$")
_EMPTY = frozenset({"", "/", "—", "-", "--", "——", "…", "·"})
_SUBTOTAL = re.compile(r"^(?:本年收入合计|本年支出合计|本年收入|本年支出|收入合计|支出合计|小计)$")
_TOTAL = re.compile(r"^(?:合计|总计|收入总计|支出总计|总额|收支总计)$")
# 一、 （一） 1. （1） ①: the five levels at which the lines of a form are numbered.
_NUMBERED = (
    re.compile(r"^[一二三四五六七八九十]{1,3}[、.]"),
    re.compile(r"^\([一二三四五六七八九十]{1,3}\)[、.]?"),
    re.compile(r"^\d{1,2}[、.](?!\d)"),
    re.compile(r"^(?:\(\d{1,2}\)|\d{1,2}\))[、.]?"),
    re.compile(r"^[①-⑳]"),
)
_SUM_TAIL = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:合计|小计|总计)$")
_AMONG = re.compile(r"^其中[:：]?")
_BASIC_TOTAL = re.compile(r"^(?:基本支出)?(?:合计|总计)$")
_SHARE_ASSUMED = (
    "占比以其左侧最近一栏为基数；表中另有金额栏 / The share is taken of the column next to its left; there are others"
)
_BLANK_BALANCE = "空白的年初或年末结转结余按零计 / A blank opening or closing balance counts as zero"
_COLUMN_TOTAL = re.compile(r"^(?:合计|小计|总计|本年(?:收入|支出)合计|总额)$")
_LINE_NUMBERS = re.compile(r"^(?:栏次|行次)$")
_HEAD_ROWS = 6


@dataclass(frozen=True, slots=True)
class Form:
    """What the title of a form says of all its figures."""

    name: str
    lines_rule: tuple[str, ...] = ()
    row_rule: str = "R93"
    code_rule: str = "D04"
    fund: str | None = None
    nature: str | None = None
    side: str | None = None
    measure: str | None = None


@dataclass(frozen=True, slots=True)
class _Value:
    """A value column: where it stands and what its heads say."""

    index: int
    term: Term | None
    is_total: bool
    head: str
    side: str | None
    stage: str | None
    unit: str
    year: int | None
    year_offset: int
    aspect: str
    field: str = ""
    period: str = ""

    @property
    def is_dated(self) -> bool:
        """Does the head say which year the column is of?"""
        return self.year is not None or bool(self.year_offset) or "本年" in self.head


@dataclass(slots=True)
class _Panel:
    """Key columns and the value columns to their right."""

    keys: list[Column]
    values: list[_Value]
    side: str | None
    rows: list[_Line] = field(default_factory=list)


@dataclass(slots=True)
class _Line:
    """A row of a panel with the fact of each value column."""

    name: str
    code: str | None
    term: Term
    facts: dict[int, Fact]

    @property
    def is_total(self) -> bool:
        return bool(_TOTAL.match(self.name))

    @property
    def is_subtotal(self) -> bool:
        return bool(_SUBTOTAL.match(self.name))

    @property
    def is_among(self) -> bool:
        """Is the line a part of the line above it?"""
        return bool(_AMONG.match(self.name))

    @property
    def level(self) -> int | None:
        return _level_of(self.name)


@dataclass(frozen=True, slots=True)
class Within:
    """Items that are complete by law or form: where all of them stand in a column with their whole, they add up to it."""

    measure: str
    whole: str
    parts: frozenset[str]
    rule: str


@cache
def _forms() -> tuple[tuple[re.Pattern[str], Form], ...]:
    data = tomllib.loads((Path(__file__).parent / "maps" / "forms.toml").read_text(encoding="utf-8"))
    made = []
    for row in data["form"]:
        given: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in row.items() if k != "pattern"}
        made.append((re.compile(row["pattern"]), Form(**given)))
    return tuple(made)


@cache
def _within() -> tuple[Within, ...]:
    data = tomllib.loads((Path(__file__).parent / "maps" / "forms.toml").read_text(encoding="utf-8"))
    return tuple(Within(w["measure"], w["whole"], frozenset(w["parts"]), w["rule"]) for w in data["within"])


def form_of(title: str) -> Form:
    """The form that a title names; a nameless list of items is a form of its own."""
    plain = normalise(title).text
    return next((form for pattern, form in _forms() if pattern.search(plain)), Form("list"))


def _title_in(text: str, form: Form) -> str:
    """The words of a text that name a form; "" where none do."""
    plain = normalise(text).text
    found = next((match for pattern, known in _forms() if known == form and (match := pattern.search(plain))), None)
    return "" if found is None else found.group()


class FormReader:
    """Reads the money forms of one document."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def read(self, block: Block, setting: Setting, *, caption: str, declared: str | None) -> bool:
        """Reads a table as a form; False when it has no head that makes it one (nothing is entered then)."""
        assert block.table is not None
        grid = block.table.grid()
        head = _head_rows(grid)
        if head is None:
            return False
        top, first = head
        title = caption + "".join(c.text for c in _distinct(grid[:top]))
        form = form_of(title)
        unit = declared or next((u for u in (declared_unit(c.text) for c in _distinct(grid[:first])) if u), "")
        panels = _panels(grid, top, first, form, title)
        if not any(p.values for p in panels):
            return False
        self._record(form, block, grid[:top], caption)
        self._pass_over(grid[:first], block)
        claimed = {i for p in panels for i in (*(k.index for k in p.keys), *(v.index for v in p.values))}
        numbers = _ordinal_columns(grid, top, first)
        for r in range(first, len(grid)):
            for panel in panels:
                self._line(grid[r], r, panel, form, block, setting, unit)
            self._names_in(grid[r], r, numbers, block)
            self._rest(grid[r], r, claimed | numbers, block)
        for panel in panels:
            self._state_panel(panel, form, setting)
        self._state_sides(panels, form)
        return True

    def _record(self, form: Form, block: Block, above: list[list[Cell | None]], caption: str) -> None:
        """Which published form the block holds, so that its figures can be held against other forms (D05–D17)."""
        if form.name == "list":
            return
        title = next((t for t in (_title_in(c.text, form) for c in _distinct(above)) if t), _title_in(caption, form))
        self._ledger.records.append(
            RecordField(
                short_hash(self._ledger.document_id, block.index, "form"), "money_form", block.index, title,
                form.name, title, None, Locator(block.index, None, None, 0, 0, block.page, block.sheet),
            )
        )  # fmt: skip

    # --- rows -----------------------------------------------------------------------------------------------------

    def _line(
        self, line: list[Cell | None], r: int, panel: _Panel, form: Form, block: Block, setting: Setting, unit: str
    ) -> None:
        name, code = _keys_of(line, panel)
        if _LINE_NUMBERS.match(name):
            self._pass_over([line], block)
            return
        for key in panel.keys:
            cell = line[key.index]
            if cell is not None and cell.row == r and cell.col == key.index:
                self._names(cell, block)
        if not name and panel.keys:
            return
        term = _under_balance(_row_term(name, code, panel, form), panel)
        made = _Line(name, code, term, {})
        record_id = short_hash(self._ledger.document_id, block.index, r, panel.values[0].index if panel.values else 0)
        for value in panel.values:
            cell = line[value.index]
            if cell is None or cell.row != r or cell.col != value.index:
                continue
            fact = self._value(cell, value, made, form, block, setting, unit, record_id)
            if fact is not None:
                made.facts[value.index] = fact
        panel.rows.append(made)

    def _value(
        self,
        cell: Cell,
        value: _Value,
        line: _Line,
        form: Form,
        block: Block,
        setting: Setting,
        unit: str,
        record_id: str,
    ) -> Fact | None:
        view = normalise(cell.text)
        if view.text in _EMPTY:
            return None
        place = Place(block.index, cell.row, cell.col, block.page, block.sheet)
        default = "%" if value.aspect in ("change_rate", "share", "rate") else value.unit or unit
        chosen: Token | None = None
        for token in tokens(view, default_unit=default):
            if token.kind in VALUE_KINDS and chosen is None:
                chosen = token
            elif token.kind in VALUE_KINDS or token.kind == "glued":
                self._ledger.leave_unread(token, view, place, "more than one figure in the cell / 单元格内有多个数字")
            else:
                self._ledger.ignore(token, view, place)
        if chosen is None:
            return None
        term = _coordinates(line.term, value, form)
        year = value.year or (None if setting.fiscal_year is None else setting.fiscal_year + value.year_offset)
        name = _SUM_TAIL.sub("", _unnumbered(line.name)) or line.name
        subject = (
            (setting.department or name)
            if term.is_total or term.measure in BALANCES
            else name
            if line.term.item or not term.item
            else term.item.rpartition("/")[2]
        )
        stage = value.stage or line.term.stage or (setting.stage if value.aspect == "level" else None)
        measure = "amount" if value.period == "month" else term.measure  # a month of the year has no place among years
        return self._ledger.enter(
            chosen, view, place, subject=subject, measure=measure, aspect=value.aspect, fiscal_year=year, stage=stage,
            breakdown=term.breakdown, item=term.item or None, item_code=term.item_code,
            direction=1 if value.aspect in ("change", "change_rate") else None, section=setting.section, record_id=record_id,
        )  # fmt: skip

    # --- what the form states ------------------------------------------------------------------------------------

    def _state_panel(self, panel: _Panel, form: Form, setting: Setting) -> None:
        for value in panel.values:
            if value.aspect == "level":
                self._state_codes(panel, value, form)
                self._state_lines(panel, value, form)
                self._state_within(panel, value)
                self._state_balances(panel, value)
            elif value.aspect == "share":
                self._state_shares(panel, value)
        for line in panel.rows:
            self._state_columns(line, panel, form)
            self._state_change(line, panel)
            self._state_rates(line, panel)
            self._state_unspent(line, panel)
            self._state_cap(line)
            self._state_closure(line)

    def _state_codes(self, panel: _Panel, value: _Value, form: Form) -> None:
        """类 = Σ款, 款 = Σ项, 合计 = Σ类 (D04, D09)."""
        coded = {line.code: line.facts[value.index] for line in panel.rows if line.code and value.index in line.facts}
        by_parent: dict[str, list[Fact]] = {}
        for code, fact in coded.items():
            if len(code) > 3:
                by_parent.setdefault(code[:-2], []).append(fact)
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

    def _state_lines(self, panel: _Panel, value: _Value, form: Form) -> None:
        """Lines above a subtotal add up to it; the subtotal and the balances below it add up to the total (D01, D02, D07)."""
        if any(line.code for line in panel.rows):
            return
        # Where no head names the side, its subtotal does (本年支出合计).
        pays = panel.side == "expenditure" or any(line.is_subtotal and "支出" in line.name for line in panel.rows)
        rule = form.lines_rule[1 if pays else 0] if form.lines_rule else None
        parts: list[Fact] = []
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
                elif len(parts) > 1 and _complete(kinds, parts):
                    self._sum(rule or _breakdown_rule(kinds - set(_BALANCE_KINDS)), fact, parts)
            elif subtotal is not None:
                if fact is not None and line.term.breakdown != "fund_source":
                    below.append(fact)
            elif fact is not None and line in top:
                parts.append(fact)
                kinds.add(line.term.measure if line.term.measure in BALANCES else line.term.breakdown)
        if parts and subtotal is None:
            self._total_on_top(panel, value, kinds, top)

    def _total_on_top(self, panel: _Panel, value: _Value, kinds: set[str], top: list[_Line]) -> None:
        """A list whose total stands in the first row (收入合计, then its sources)."""
        first = panel.rows[0]
        parts = [line.facts[value.index] for line in top if line is not first and value.index in line.facts]
        if first.term.is_total and value.index in first.facts and len(parts) > 1 and len(kinds - {"total"}) == 1:
            self._sum(_breakdown_rule(kinds - {"total"}), first.facts[value.index], parts)

    def _state_within(self, panel: _Panel, value: _Value) -> None:
        """Items that law or form makes complete: 税收 and 非税, the three kinds of 三公, the two costs of vehicles."""
        facts = {
            (line.term.measure, line.term.item): line.facts[value.index]
            for line in panel.rows
            if value.index in line.facts and (line.term.known or line.is_total)
        }
        for within in _within():
            whole = facts.get((within.measure, within.whole))
            parts = [
                fact for (measure, item), fact in facts.items() if measure == within.measure and item in within.parts
            ]
            if whole is not None and len(parts) == len(within.parts):
                self._sum(within.rule, whole, parts)

    def _state_balances(self, panel: _Panel, value: _Value) -> None:
        """D07: a balance brought forward is the sum of the funds that the form lists under it."""
        for at, line in enumerate(panel.rows):
            if line.term.measure not in BALANCES or not line.term.is_total or value.index not in line.facts:
                continue
            under = [x.facts[value.index] for x in _funds_under(panel.rows, at) if value.index in x.facts]
            if len(under) > 1:
                self._sum("D07", line.facts[value.index], under)

    def _state_shares(self, panel: _Panel, share: _Value) -> None:
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

    def _state_rates(self, line: _Line, panel: _Panel) -> None:
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
            same = [v for v in spent if budget is not None and v.term == budget.term]
            if budget is None or len(same or spent) != 1:
                continue
            outturn, base = line.facts[(same or spent)[0].index], line.facts[budget.index]
            if base.value_base or stated.value_base:
                self._rate("R02", stated, outturn, base)

    def _state_unspent(self, line: _Line, panel: _Panel) -> None:
        """R94: what is left is the budget less the outturn."""
        by_field = {v.field: line.facts[v.index] for v in panel.values if v.aspect == "level" and v.index in line.facts}
        unspent = by_field.get("unspent_amount")
        budget = by_field.get("revised_budget") or by_field.get("original_budget")
        outturn = by_field.get("outturn") or by_field.get("final_outturn") or by_field.get("cumulative")
        if unspent is None or budget is None or outturn is None:
            return
        self._ledger.state(
            "R94", unspent.subject, unspent.fiscal_year,
            [
                Operand("stated", unspent.fact_id, stated_weight=1),
                Operand("part", budget.fact_id, numerator_weight=1),
                Operand("part", outturn.fact_id, numerator_weight=-1),
            ],
        )  # fmt: skip

    def _state_cap(self, line: _Line) -> None:
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

    def _state_closure(self, line: _Line) -> None:
        """D11: a row that prints opening balance, revenue, expenditure and closing balance; a blank balance is none."""
        flows: dict[str, Fact] = {}
        for fact in line.facts.values():
            flows.setdefault(fact.measure, fact)
        revenue, expenditure = flows.get("revenue"), flows.get("expenditure")
        balances = [flows.get(measure) for measure in _BALANCE_KINDS]
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

    def _state_columns(self, line: _Line, panel: _Panel, form: Form) -> None:
        """A total column is the sum of the columns that it spans (D04, D07, D08, D12)."""
        for stage in {v.stage for v in panel.values}:
            values = [
                v
                for v in panel.values
                if v.aspect == "level"
                and v.stage == stage
                and v.index in line.facts
                and v.year_offset == 0
                and v.year is None
            ]
            totals = [v for v in values if v.is_total and (v.term is None or v.term.is_total)]
            if not totals:
                continue
            inner = {
                v.term.item: v
                for v in values
                if v.term is not None
                and v not in totals
                and v.term.breakdown != "official_vehicles"
                and v.term.measure not in BALANCES
            }
            # 本年收入 | 本年支出 {合计, 基本支出, 项目支出}: the total of the columns is the one next to their left.
            left = [v for v in totals if v.index < min((x.index for x in inner.values()), default=0)]
            total = left[-1] if left else totals[0]
            if inner:
                self._sum(form.row_rule, line.facts[total.index], [line.facts[v.index] for v in inner.values()])
            vehicles = [
                line.facts[v.index] for v in values if v.term is not None and v.term.breakdown == "official_vehicles"
            ]
            whole = next((v for v in values if v.term is not None and v.term.item == "公务用车购置及运行维护费"), None)
            if whole is not None and len(vehicles) == 2:
                self._sum(form.row_rule, line.facts[whole.index], vehicles)

    def _state_change(self, line: _Line, panel: _Panel) -> None:
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

    def _state_sides(self, panels: list[_Panel], form: Form) -> None:
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

    def _sum(self, rule: str, total: Fact, parts: Iterable[Fact]) -> None:
        operands = [
            Operand("stated", total.fact_id, stated_weight=1),
            *(Operand("part", f.fact_id, numerator_weight=1) for f in parts),
        ]
        self._ledger.state(rule, total.subject, total.fiscal_year, operands)

    # --- cells that carry no amount ------------------------------------------------------------------------------

    def _names(self, cell: Cell, block: Block) -> None:
        view = normalise(cell.text)
        for token in tokens(view):
            self._ledger.ignore(
                token,
                view,
                Place(block.index, cell.row, cell.col, block.page, block.sheet),
                "part of a name or code / 名称或编码的一部分",
            )

    def _names_in(self, line: list[Cell | None], r: int, columns: set[int], block: Block) -> None:
        for cell in _distinct([line]):
            if cell.row == r and cell.col in columns:
                self._names(cell, block)

    def _pass_over(self, lines: list[list[Cell | None]], block: Block) -> None:
        for cell in _distinct(lines):
            self._names(cell, block)

    def _rest(self, line: list[Cell | None], r: int, claimed: set[int], block: Block) -> None:
        for cell in _distinct([line]):
            if cell.row != r or claimed & set(range(cell.col, cell.col + cell.colspan)):
                continue
            view = normalise(cell.text)
            for token in tokens(view):
                place = Place(block.index, cell.row, cell.col, block.page, block.sheet)
                if token.kind in VALUE_KINDS:
                    self._ledger.leave_unread(
                        token, view, place, "column without a known head / 所在列没有可识别的表头"
                    )
                else:
                    self._ledger.ignore(token, view, place)


# --- heads --------------------------------------------------------------------------------------------------------


def _distinct(lines: Iterable[list[Cell | None]]) -> list[Cell]:
    seen: dict[int, Cell] = {}
    for line in lines:
        for cell in line:
            if cell is not None:
                seen.setdefault(id(cell), cell)
    return list(seen.values())


def _head_rows(grid: list[list[Cell | None]]) -> tuple[int, int] | None:
    """(first head row, first data row). Heads end with the last of the first rows that names a key or a stage column."""
    last = None
    for r, line in enumerate(grid[: _HEAD_ROWS + 4]):
        own = [c for c in _distinct([line]) if c.row == r and c.text.strip()]
        fields = [_field(c.text) for c in own]
        keys = sum(f in _KEY_FIELDS for f in fields)
        amounts = any(_is_amount(c.text) for c in own)
        heads = sum(f is not None for f in fields)
        if amounts and last is not None:
            break
        if not amounts and (keys or heads >= 2) and len(own) >= 2:
            last = r
    if last is None:
        return None
    top = last
    while top > 0 and any(c.row < top for c in _distinct([grid[top]])):
        top -= 1
    while top > 0 and _heads_a_group([c for c in _distinct([grid[top - 1]]) if c.row == top - 1 and c.text.strip()]):
        top -= 1
    return top, last + 1


def _heads_a_group(cells: list[Cell]) -> bool:
    """A row above the heads that spans them: 「收入 | 支出」, or merged cells that are no title and declare no unit."""
    if len(cells) < 2 or any(declared_unit(c.text) for c in cells):
        return False
    return any(c.colspan > 1 for c in cells) or all(normalise(c.text).text in ("收入", "支出") for c in cells)


def _field(text: str) -> str | None:
    column = read_head(0, text)
    if column is not None:
        return column.field
    plain = normalise(text).text
    if _COLUMN_TOTAL.match(plain):
        return "total"
    term = (
        classify(plain, None)
        if 2 <= len(plain) <= 24 and not re.match(r"^[一二三四五六七八九十]+[、.]", plain)
        else None
    )
    return "term" if term is not None and term.known else None


def _is_amount(text: str) -> bool:
    plain = normalise(text).text
    return bool(re.fullmatch(r"-?[\d,]+(?:\.\d+)?%?", plain)) and not _CODE.match(plain)


def _panels(grid: list[list[Cell | None]], top: int, first: int, form: Form, title: str) -> list[_Panel]:
    panels: list[_Panel] = []
    sides: list[str | None] = []
    width = len(grid[0]) if grid else 0
    for i in range(width):
        chain = _chain(grid, top, first, i)
        leaf = next((t for t in reversed(chain) if t), "")
        column = read_head(i, leaf)
        side = form.side or _side_of(chain) or _side_of([normalise(title).text])
        if column is not None and column.field in _KEY_FIELDS:
            if not panels or panels[-1].values:
                panels.append(_Panel([], [], side))
                sides.append(side)
            panels[-1].keys.append(column)
            panels[-1].side = panels[-1].side or side
            continue
        if not panels:
            panels.append(_Panel([], [], side))
        value = _value_column(i, chain, panels[-1].side or side, form)
        if value is not None:
            panels[-1].values.append(_of_period(value, panels[-1].values))
    return panels


def _ordinal_columns(grid: list[list[Cell | None]], top: int, first: int) -> set[int]:
    """Columns that number the rows (序号)."""
    heads = ((i, read_head(i, text)) for i in range(len(grid[0])) for text in _chain(grid, top, first, i)[-1:])
    return {i for i, column in heads if column is not None and column.type == "ordinal"}


def _of_period(value: _Value, before: list[_Value]) -> _Value:
    """「本月 | 上年同期」: last year's column is of the period of the column before it."""
    if value.field != "same_period" or value.period:
        return value
    if "同月" in value.head:
        return replace(value, period="month")
    return replace(value, period=next((v.period for v in reversed(before) if v.period), ""))


def _chain(grid: list[list[Cell | None]], top: int, first: int, i: int) -> list[str]:
    texts: list[str] = []
    for r in range(top, first):
        cell = grid[r][i]
        text = normalise(cell.text).text if cell is not None else ""
        if text and (not texts or texts[-1] != text):
            texts.append(text)
    return texts


def _side_of(texts: list[str]) -> str | None:
    for text in texts:
        has_revenue, has_expenditure = "收入" in text, "支出" in text
        if has_revenue != has_expenditure:
            return "revenue" if has_revenue else "expenditure"
    return None


def _value_column(i: int, chain: list[str], side: str | None, form: Form) -> _Value | None:
    """The meaning of a value column from its heads, outermost first."""
    if not chain:
        return None
    term: Term | None = None
    stage: str | None = None
    unit, year, offset, aspect, total = "", None, 0, "level", False
    field = period = ""
    for text in chain:
        column = read_head(i, text)
        if column is not None and column.type in ("text", "label", "status", "target", "name", "code", "ordinal"):
            if text == chain[-1]:
                return None
            continue
        if column is not None:
            unit = column.unit or unit
            year, offset = column.year or year, column.year_offset or offset
            stage = column.stage or stage
            aspect = column.aspect if column.aspect != "level" else aspect
            field = column.field
            period = field if field in ("cumulative", "month") else period
            if column.field == "unspent_amount":
                term = Term("closing_balance", "total")
            if column.field == "execution_rate":
                aspect = "rate"
        bare = re.sub(r"\([^()]*元\)|[\d=+\-*/()]+$", "", text)
        if _COLUMN_TOTAL.match(bare):
            total = True
            continue
        bare, own_stage = split_stage(bare)
        stage = own_stage or stage
        names = column is None or column.field == "total" or text in ("本年收入", "本年支出")
        found = classify(bare, side) if bare and names else None
        if found is not None and found.known:
            term = found
    if (
        term is None
        and not total
        and stage is None
        and year is None
        and not offset
        and aspect == "level"
        and read_head(i, chain[-1]) is None
    ):
        return None
    is_total = (
        total
        or term is None
        or (term.is_total and term.measure in ("revenue", "expenditure", "revenue_total", "expenditure_total"))
    )
    if total and term is not None and term.item == "公务用车购置及运行维护费":
        is_total = False
    return _Value(i, term, is_total, chain[-1], side, stage, unit, year, offset, aspect, field, period)


# --- rows ---------------------------------------------------------------------------------------------------------


def _keys_of(line: list[Cell | None], panel: _Panel) -> tuple[str, str | None]:
    """(name, code) of a row; a merged cell over code and name is a name."""
    name, code = "", None
    for key in panel.keys:
        cell = line[key.index]
        text = "" if cell is None else re.sub(r"\s+", "", cell.text)
        if not text:
            continue
        if key.field == "item_code" or _CODE.match(text):
            if _CODE.match(text):
                code = text
            else:
                name = name or text
        else:
            coded = re.match(r"^([1-5]\d{2}(?:\d{2}){0,2})[-—]?([\u4e00-\u9fff].*)$", text)
            if coded is not None:
                code, text = coded.groups()
            name = name or text
    return name or (code or ""), code


def _level_of(name: str) -> int | None:
    """The level at which a line is numbered (0 for 一、 … 4 for ①), None where it has no number."""
    plain = _AMONG.sub("", normalise(name).text)
    return next((i for i, pattern in enumerate(_NUMBERED) if pattern.match(plain)), None)


def _unnumbered(name: str) -> str:
    """A line's name without 其中 and without its number."""
    plain = _AMONG.sub("", normalise(name).text)
    for pattern in _NUMBERED:
        plain = pattern.sub("", plain, count=1)
    return _AMONG.sub("", plain)


def _top_lines(rows: list[_Line]) -> list[_Line]:
    """The lines that no other line of the list holds: those of the highest number, without 「其中」 and what follows it.

    Lines behind a 「其中」 may be parts of the same line: only those of the highest number, of a kind that stood above it,
    or balances count as lines of their own again.
    """
    levels = [line.level for line in rows if line.level is not None]
    highest = min(levels, default=None)
    top: list[_Line] = []
    within = False
    for line in rows:
        if line.is_total or line.is_subtotal:
            within = False
            continue
        if line.is_among:
            within = True
            continue
        if line.level is not None:
            within = line.level != highest
        elif within and line.term.known:
            within = line.term.measure not in BALANCES and line.term.breakdown not in {x.term.breakdown for x in top}
        if not within:
            top.append(line)
    return top


_BALANCE_KINDS = ("opening_balance", "closing_balance")
_BUDGETS = ("original_budget", "budget", "revised_budget")
_SPENT = ("final_outturn", "outturn")


def _complete(kinds: set[str], parts: list[Fact]) -> bool:
    """May these lines be added up to the total row below them? They must be parts of one kind; balances may stand beside
    a kind of expenditure or a fund that is complete by law."""
    own = kinds - set(_BALANCE_KINDS)
    if len(own) != 1:
        return False
    if own == kinds:
        return True
    return own == {"nature"} and {"基本支出", "项目支出"} <= {f.item for f in parts}


def _under_balance(term: Term, panel: _Panel) -> Term:
    """A fund listed under a balance (年初财政拨款结转和结余: 一般公共预算财政拨款 …) is that balance's, not a revenue."""
    if term.breakdown != "fund_source" or not panel.rows:
        return term
    above = panel.rows[-1].term
    return replace(term, measure=above.measure) if above.measure in _BALANCE_KINDS else term


def _balances_above(rows: list[_Line], total: _Line, value: _Value, form: Form) -> list[Fact]:
    """Balances among the coded lines above a total row are in that total (结转下年 above 支出总计)."""
    if form.measure is not None:
        return []
    above = takewhile(lambda line: line is not total, rows)
    return [
        line.facts[value.index]
        for line in above
        if not line.code and line.term.measure in BALANCES and line.term.is_total and value.index in line.facts
    ]


def _funds_under(rows: list[_Line], at: int) -> list[_Line]:
    """The funds that follow the balance in row ``at`` and are its parts."""
    measure = rows[at].term.measure
    return list(takewhile(lambda x: x.term.measure == measure and x.term.breakdown == "fund_source", rows[at + 1 :]))


def _is_of_last_year(value: _Value) -> bool:
    return value.year_offset < 0


def _compared(change: _Value, levels: list[_Value], line: _Line) -> tuple[_Value, _Value] | None:
    """(this year's column, last year's) that a change column compares: those to its left, or any where none is."""
    left = [v for v in levels if v.index < change.index]
    for among in (left, levels):
        for last in sorted((v for v in among if v.is_dated), key=lambda v: abs(v.index - change.index)):
            this = _this_year(last, [v for v in among if v is not last and _year(v, line) == _year(last, line) + 1])
            if this is not None:
                return this, last
    return None


def _year(value: _Value, line: _Line) -> int:
    return line.facts[value.index].fiscal_year or value.year or value.year_offset


def _this_year(last: _Value, found: list[_Value]) -> _Value | None:
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


def _row_term(name: str, code: str | None, panel: _Panel, form: Form) -> Term:
    plain = _unnumbered(name)
    if code is not None and code[0] == "3":
        breakdown = {3: "economic", 5: "economic_item"}.get(len(code), "economic_item")
        return Term("expenditure", breakdown, plain, code)
    if code is not None and code[0] == "2":
        breakdown = {3: "function", 5: "function_group", 7: "function_item"}[len(code)]
        known = classify(plain, "expenditure") if len(code) == 3 else None
        item = known.item if known is not None and known.known and known.breakdown == "function" else plain
        measure = form.measure or panel.side or "expenditure"
        if form.measure in ("closing_balance", "opening_balance"):
            kind = next((k for k in ("基本支出", "项目支出") if k in name), None)
            return Term(form.measure, "nature" if kind else breakdown, kind or item, code)
        return Term(measure, breakdown, item, code)
    if form.measure in ("closing_balance", "opening_balance"):
        kind = next((k for k in ("基本支出", "项目支出") if k in plain), None)
        return Term(form.measure, "nature" if kind else "total", kind or "", code)
    if form.measure == "three_public" and (_TOTAL.match(plain) or _SUBTOTAL.match(plain)):
        return Term("three_public", "total")
    if _TOTAL.match(plain) or _SUBTOTAL.match(plain) or not plain:
        side = "revenue" if "收入" in plain else "expenditure" if "支出" in plain else panel.side
        measure = form.measure or side or "amount"
        both_sides = bool(form.lines_rule) and plain in ("总计", "收入总计", "支出总计", "合计")
        return Term(f"{measure}_total" if both_sides and measure in ("revenue", "expenditure") else measure, "total")
    found = classify(plain, panel.side)
    return found if found is not None else Term(panel.side or "amount", "other", plain, known=False)


def _coordinates(row: Term, value: _Value, form: Form) -> Term:
    """The datum at a crossing: the row's item, the column's, and the fund or kind that the form's title fixes."""
    column = value.term
    measure = row.measure
    if column is not None and column.measure in (
        "revenue",
        "expenditure",
        "opening_balance",
        "closing_balance",
        "three_public",
    ):
        measure = row.measure if row.measure.endswith("_total") or row.measure in BALANCES else column.measure
    if form.measure == "three_public":
        named = column if column is not None and column.measure == "three_public" and column.item else row
        return replace(named, stage=None) if named.measure == "three_public" else Term("three_public", "total")
    if column is not None and column.breakdown == "fund_source" and row.measure in ("revenue", "expenditure"):
        measure = row.measure  # a fund over a column of expenditure is what that fund paid
    if column is None or value.is_total or column.breakdown == "total":
        made = replace(row, measure=measure)
    elif row.is_total:
        made = Term(measure, column.breakdown, column.item)
    else:
        made = Term(measure, f"{row.breakdown}×{column.breakdown}", f"{row.item}/{column.item}", row.item_code)
    if form.nature is not None and made.measure == "expenditure":
        made = (
            Term("expenditure", "nature", form.nature)
            if made.is_total
            else replace(made, breakdown=f"basic_{made.breakdown}" if made.breakdown != "basic" else "basic")
        )
    return _within_fund(made, form) if form.fund is not None else made


def _within_fund(term: Term, form: Form) -> Term:
    """Inside a form about one fund the total is the fund's, and each item is the fund's share of it."""
    fund = form.fund
    if fund is None or term.breakdown in ("fund_source", "basic") or "×fund_source" in term.breakdown:
        if term.breakdown.endswith("×fund_source"):
            return Term(
                term.measure,
                f"fund_{term.breakdown.removesuffix('×fund_source')}",
                "/".join(reversed(term.item.split("/"))),
                term.item_code,
            )
        return term
    if term.is_total:
        return replace(term, breakdown="fund_source", item=fund)
    return replace(term, breakdown=f"fund_{term.breakdown}", item=f"{fund}/{term.item}")


def _breakdown_rule(kinds: set[str]) -> str:
    """R06 for funds, D12 for 三公, R07 for functions and kinds of expenditure, R93 for any other list with a total row."""
    if kinds == {"fund_source"}:
        return "R06"
    if kinds == {"three_public"}:
        return "D12"
    return "R07" if kinds and all(k.startswith(("function", "nature", "economic")) for k in kinds) else "R93"
