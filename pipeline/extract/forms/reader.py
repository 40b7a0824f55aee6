"""A table → the facts of a form, each cell as a fact, a name or unread; then what the form states (sums)."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.document import Block, Cell, Locator
from pipeline.extract.facts import Fact, RecordField
from pipeline.extract.figures import VALUE_KINDS, Token, tokens
from pipeline.extract.forms.columns import distinct, head_rows, numbers_columns, ordinal_columns, panels_of
from pipeline.extract.forms.panel import PRODUCT_FIELDS, Line, Panel, Value, unnumbered
from pipeline.extract.forms.rows import coordinates, in_context, keys_of, of_office, row_term
from pipeline.extract.forms.sums import FormBinder
from pipeline.extract.forms.titles import Form, caption_of, form_by_lines, form_of, title_in
from pipeline.extract.headers import declared_unit
from pipeline.extract.ledger import Ledger, Place, short_hash
from pipeline.extract.prose import Setting
from pipeline.extract.terms import BALANCES
from pipeline.extract.view import View, normalise

_EMPTY = frozenset({"", "/", "—", "-", "--", "——", "…", "·"})
_SUM_TAIL = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:合计|小计|总计)$")
# 「（一）车辆数合计（辆）」: what a line counts.
_COUNTED = re.compile(r"\((个|人|辆|次|台|套|批|户|名|人次|批次|台,?套|台/套|平方米|㎡|亩|公里)\)$")
_LINE_NUMBERS = re.compile(r"^(?:栏次|行次)$")


def _indistinct(panels: list[Panel]) -> set[str]:
    """The facts whose rows and columns, as they were read, cannot be told apart though their figures differ. A form prints a
    datum once: here the keys were not understood, and what they are of is left open. A total row is what it says."""
    found: dict[tuple[object, ...], list[tuple[Fact, Line]]] = {}
    unknown = {f.fact_id for panel in panels if panel.named_by_place for x in panel.rows for f in x.facts.values()}
    for line in (line for panel in panels for line in panel.rows):
        for f in line.facts.values():
            meaning = (f.measure, f.aspect, f.breakdown, f.item, f.item_code, f.stage, f.fiscal_year)
            found.setdefault(meaning, []).append((f, line))
    groups = [prints for prints in found.values() if len({f.value_base for f, _ in prints}) > 1]
    return unknown | {f.fact_id for prints in groups for f, line in prints if not line.is_total}


def _counts(line: Line, panel: Panel) -> str:
    """The unit in which a line counts: its own, or that of the line that it is a part of; "" for money."""
    own = _COUNTED.search(normalise(line.name).text)
    if own is not None:
        return own.group(1)
    whole = next(
        (x for x in reversed(panel.rows) if x.level is not None and line.level is not None and x.level < line.level),
        None,
    )
    return "" if whole is None else whole.counts


class FormReader:
    """Reads the money forms of one document."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._binder = FormBinder(ledger)

    def read(self, block: Block, setting: Setting, *, caption: str, declared: str | None) -> bool:
        """Reads a table as a form; False when it has no head that makes it one (nothing is entered then)."""
        assert block.table is not None
        grid = block.table.grid()
        head = head_rows(grid)
        if head is None:
            return False
        top, first = head
        inside = caption_of([c.text for c in distinct(grid[:top]) if c.text.strip()])
        title = caption + inside
        form = form_of(inside)
        if form.name == "list":
            form = form_of(title)
        if form.name == "list":
            form = form_by_lines({normalise(c.text).text for c in distinct(grid[first:])})
        unit = declared or next((u for u in (declared_unit(c.text) for c in distinct(grid[:first])) if u), "")
        panels = panels_of(grid, top, first, form, title)
        if not any(p.values for p in panels):
            return False
        self._record(form, block, grid[:top], caption)
        self._pass_over(grid[:first], block)
        claimed = {i for p in panels for i in (*(k.index for k in p.keys), *(v.index for v in p.values))}
        numbers = ordinal_columns(grid, top, first)
        for r in range(first, len(grid)):
            if numbers_columns(grid[r], r):
                self._pass_over([grid[r]], block)
                continue
            for panel in panels:
                self._line(grid[r], r, panel, form, block, setting, unit)
            self._names_in(grid[r], r, numbers, block)
            self._rest(grid[r], r, claimed | numbers, block)
        for panel in panels:
            self._binder.state_panel(panel, form)
        self._binder.state_sides(panels, form)
        self._ledger.leave_unnamed(_indistinct(panels))
        return True

    def _record(self, form: Form, block: Block, above: list[list[Cell | None]], caption: str) -> None:
        """Which published form the block holds, so that its figures can be held against other forms (D05–D17)."""
        if form.name == "list":
            return
        title = next((t for t in (title_in(c.text, form) for c in distinct(above)) if t), title_in(caption, form))
        self._ledger.records.append(
            RecordField(
                short_hash(self._ledger.document_id, block.index, "form"), "money_form", block.index, title,
                form.name, title, None, Locator(block.index, None, None, 0, 0, block.page, block.sheet),
            )
        )  # fmt: skip

    def _line(
        self, line: list[Cell | None], r: int, panel: Panel, form: Form, block: Block, setting: Setting, unit: str
    ) -> None:
        keys = keys_of(line, panel)
        name, code = keys.name, keys.code
        if _LINE_NUMBERS.match(name):
            self._pass_over([line], block)
            return
        for key in panel.keys:
            cell = line[key.index]
            if cell is not None and cell.row == r and cell.col == key.index:
                self._names(cell, block)
        if not name and panel.keys:
            self._leave(line, r, panel, block)
            return
        named = "" if keys.unit and name in (keys.unit, keys.unit_code) else name
        term = of_office(in_context(row_term(named, code, panel, form), name, panel), keys, setting.department)
        made = Line(name, code if not keys.project else None, term, {}, keys.project, keys.unit, keys.unit_code)
        made.counts, made.of_code = _counts(made, panel), code or ""
        record_id = short_hash(self._ledger.document_id, block.index, r, panel.values[0].index if panel.values else 0)
        for value in panel.values:
            cell = line[value.index]
            if cell is None or cell.row != r or cell.col != value.index:
                continue
            fact = self._value(cell, value, made, form, block, setting, unit, record_id)
            if fact is not None:
                made.facts[value.index] = fact
        panel.rows.append(made)

    def _leave(self, line: list[Cell | None], r: int, panel: Panel, block: Block) -> None:
        """A row without a name: nobody can tell what its figures are of."""
        for value in panel.values:
            cell = line[value.index]
            if cell is None or cell.row != r or cell.col != value.index:
                continue
            view = normalise(cell.text)
            for token in tokens(view):
                if token.kind in VALUE_KINDS:
                    self._ledger.leave_unread(
                        token, view, Place.of_cell(block, cell), "row without a name / 所在行没有名称"
                    )
                else:
                    self._ledger.ignore(token, view, Place.of_cell(block, cell))

    def _value(
        self,
        cell: Cell,
        value: Value,
        line: Line,
        form: Form,
        block: Block,
        setting: Setting,
        unit: str,
        record_id: str,
    ) -> Fact | None:
        view = normalise(cell.text)
        if view.text in _EMPTY:
            return None
        place = Place.of_cell(block, cell)
        counted = line.counts if "." not in view.text else ""
        default = "%" if value.aspect in ("change_rate", "share", "rate") else counted or value.unit or unit
        if value.field == "quantity":
            default = ""
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
        if value.field in PRODUCT_FIELDS and value.term is not None:
            return self._bought(chosen, value, line, view, place, setting, record_id)
        term = coordinates(line.term, value, form)
        year = value.year or (None if setting.fiscal_year is None else setting.fiscal_year + value.year_offset)
        name = _SUM_TAIL.sub("", unnumbered(line.name)) or line.name
        subject = (
            (setting.department or name)
            if term.is_total or term.measure in BALANCES
            else name
            if line.term.item or not term.item
            else term.item.rpartition("/")[2]
        )
        stage = value.stage or line.term.stage or (setting.stage if value.aspect == "level" else None)
        measure = "amount" if value.period == "month" else term.measure  # a month of the year has no place among years
        if value.field == "counted":
            measure, stage = "count", None
        return self._ledger.enter(
            chosen, view, place, subject=subject, measure=measure, aspect=value.aspect, fiscal_year=year, stage=stage,
            breakdown=term.breakdown, item=term.item or None, item_code=term.item_code,
            direction=1 if value.aspect in ("change", "change_rate") else None, section=setting.section, record_id=record_id,
        )  # fmt: skip

    def _bought(
        self, token: Token, value: Value, line: Line, view: View, place: Place, setting: Setting, record_id: str
    ) -> Fact:
        """How many of a thing a row buys, or what one of them costs. A whole number of things is exact."""
        is_counted = value.field == "quantity" and not token.decimals
        return self._ledger.enter(
            replace(token, exactness="exact") if is_counted else token, view, place, subject=line.name,
            measure=PRODUCT_FIELDS[value.field], fiscal_year=setting.fiscal_year, breakdown="other",
            item=f"{line.name}/{value.head}", section=setting.section, record_id=record_id,
        )  # fmt: skip

    def _names(self, cell: Cell, block: Block) -> None:
        view = normalise(cell.text)
        for token in tokens(view):
            self._ledger.ignore(
                token,
                view,
                Place.of_cell(block, cell),
                "part of a name or code / 名称或编码的一部分",
            )

    def _names_in(self, line: list[Cell | None], r: int, columns: set[int], block: Block) -> None:
        for cell in distinct([line]):
            if cell.row == r and cell.col in columns:
                self._names(cell, block)

    def _pass_over(self, lines: list[list[Cell | None]], block: Block) -> None:
        for cell in distinct(lines):
            self._names(cell, block)

    def _rest(self, line: list[Cell | None], r: int, claimed: set[int], block: Block) -> None:
        for cell in distinct([line]):
            if cell.row != r or claimed & set(range(cell.col, cell.col + cell.colspan)):
                continue
            view = normalise(cell.text)
            for token in tokens(view):
                place = Place.of_cell(block, cell)
                if token.kind in VALUE_KINDS:
                    self._ledger.leave_unread(
                        token, view, place, "column without a known head / 所在列没有可识别的表头"
                    )
                else:
                    self._ledger.ignore(token, view, place)
