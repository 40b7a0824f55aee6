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
from pathlib import Path
from typing import Any

from pipeline.document import Block, Cell
from pipeline.extract.facts import Fact, Operand
from pipeline.extract.figures import VALUE_KINDS, Token, tokens
from pipeline.extract.headers import Column, declared_unit, read_head
from pipeline.extract.lead import strip_label
from pipeline.extract.ledger import Ledger, Place, short_hash
from pipeline.extract.prose import Setting
from pipeline.extract.terms import BALANCES, Term, classify, split_stage
from pipeline.extract.view import normalise

_KEY_FIELDS = ("item_name", "item_code", "project_name", "task_name")
_CODE = re.compile(r"^[1-5]\d{2}(?:\d{2}){0,2}$")
_EMPTY = frozenset({"", "/", "—", "-", "--", "——", "…", "·"})
_SUBTOTAL = re.compile(r"^(?:本年收入合计|本年支出合计|本年收入|本年支出|收入合计|支出合计|小计)$")
_TOTAL = re.compile(r"^(?:合计|总计|收入总计|支出总计|总额|收支总计)$")
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


@cache
def _forms() -> tuple[tuple[re.Pattern[str], Form], ...]:
    data = tomllib.loads((Path(__file__).parent / "maps" / "forms.toml").read_text(encoding="utf-8"))
    made = []
    for row in data["form"]:
        given: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in row.items() if k != "pattern"}
        made.append((re.compile(row["pattern"]), Form(**given)))
    return tuple(made)


def form_of(title: str) -> Form:
    """The form that a title names; a nameless list of items is a form of its own."""
    plain = normalise(title).text
    return next((form for pattern, form in _forms() if pattern.search(plain)), Form("list"))


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
        self._pass_over(grid[:first], block)
        claimed = {i for p in panels for i in (*(k.index for k in p.keys), *(v.index for v in p.values))}
        for r in range(first, len(grid)):
            for panel in panels:
                self._line(grid[r], r, panel, form, block, setting, unit)
            self._rest(grid[r], r, claimed, block)
        for panel in panels:
            self._state_panel(panel, form, setting)
        self._state_sides(panels, form)
        return True

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
        term = _row_term(name, code, panel, form)
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
        name = strip_label(normalise(line.name).text, setting.aliases) or line.name
        subject = (
            (setting.department or name)
            if term.is_total or term.measure in BALANCES
            else name
            if line.term.item or not term.item
            else term.item.rpartition("/")[2]
        )
        stage = value.stage or line.term.stage or (setting.stage if value.aspect == "level" else None)
        return self._ledger.enter(
            chosen, view, place, subject=subject, measure=term.measure, aspect=value.aspect, fiscal_year=year, stage=stage,
            breakdown=term.breakdown, item=term.item or None, item_code=term.item_code,
            direction=1 if value.aspect in ("change", "change_rate") else None, section=setting.section, record_id=record_id,
        )  # fmt: skip

    # --- what the form states ------------------------------------------------------------------------------------

    def _state_panel(self, panel: _Panel, form: Form, setting: Setting) -> None:
        for value in panel.values:
            if value.aspect == "level":
                self._state_codes(panel, value, form)
                self._state_lines(panel, value, form)
        for line in panel.rows:
            self._state_columns(line, panel, form)
            self._state_change(line, panel)

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
                classes,
            )

    def _state_lines(self, panel: _Panel, value: _Value, form: Form) -> None:
        """Lines above a subtotal add up to it; the subtotal and the balances below it add up to the total (D01, D02, D07)."""
        if any(line.code for line in panel.rows):
            return
        rule = form.lines_rule[1 if panel.side == "expenditure" else 0] if form.lines_rule else None
        parts: list[Fact] = []
        kinds: set[str] = set()
        below: list[Fact] = []
        subtotal: Fact | None = None
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
                elif len(parts) > 1 and len(kinds) == 1:
                    self._sum(rule or _breakdown_rule(kinds), fact, parts)
            elif subtotal is not None:
                if fact is not None and line.term.breakdown != "fund_source":
                    below.append(fact)
            elif fact is not None:
                parts.append(fact)
                kinds.add(line.term.breakdown)
        if parts and subtotal is None:
            self._total_on_top(panel, value, kinds)

    def _total_on_top(self, panel: _Panel, value: _Value, kinds: set[str]) -> None:
        """A list whose total stands in the first row (收入合计, then its sources)."""
        first = panel.rows[0]
        parts = [line.facts[value.index] for line in panel.rows[1:] if value.index in line.facts and not line.is_total]
        if first.term.is_total and value.index in first.facts and len(parts) > 1 and len(kinds - {"total"}) == 1:
            self._sum(_breakdown_rule(kinds - {"total"}), first.facts[value.index], parts)

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
            total = next((v for v in values if v.is_total and (v.term is None or v.term.is_total)), None)
            if total is None:
                continue
            inner = {
                v.term.item: v
                for v in values
                if v is not total and v.term is not None and v.term.breakdown != "official_vehicles"
            }
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
        years = sorted(
            (
                v
                for v in panel.values
                if v.aspect == "level"
                and v.index in line.facts
                and (v.year is not None or v.year_offset or "本年" in v.head)
            ),
            key=lambda v: (line.facts[v.index].fiscal_year or 0, v.year_offset),
        )
        if len(years) != 2:
            return
        last, this = (line.facts[v.index] for v in years)
        for value in panel.values:
            stated = line.facts.get(value.index)
            if stated is None or value.aspect not in ("change", "change_rate"):
                continue
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
            panels[-1].values.append(value)
    return panels


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
    for text in chain:
        column = read_head(i, text)
        if column is not None and column.type in ("text", "label", "status", "target", "name", "code"):
            if text == chain[-1]:
                return None
            continue
        if column is not None:
            unit = column.unit or unit
            year, offset = column.year or year, column.year_offset or offset
            stage = column.stage or stage
            aspect = column.aspect if column.aspect != "level" else aspect
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
        found = classify(bare, side) if bare and (column is None or column.field == "total") else None
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
    return _Value(i, term, is_total, chain[-1], side, stage, unit, year, offset, aspect)


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


def _row_term(name: str, code: str | None, panel: _Panel, form: Form) -> Term:
    plain = strip_label(normalise(name).text, ())
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
        measure = column.measure if not row.measure.endswith("_total") else row.measure
    if form.measure == "three_public":
        return replace(column, stage=None) if column is not None else Term("three_public", "total")
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
    """R06 for funds, R07 for functions and kinds of expenditure, R93 for any other list with a total row."""
    if kinds == {"fund_source"}:
        return "R06"
    return "R07" if kinds and all(k.startswith(("function", "nature", "economic")) for k in kinds) else "R93"
