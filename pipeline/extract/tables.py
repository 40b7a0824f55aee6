"""Tables → facts, records and the identities that a table's own form states (totals rows, change columns, rates).

A table is taken apart into segments: a row of known heads opens one, and the rows below it are its records until other
heads or a label row come. Forms are recognised by heads (maps/headers.toml), never by number or position.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from pipeline.document import Block, Cell
from pipeline.extract.facts import Fact, Operand, RecordField
from pipeline.extract.figures import VALUE_KINDS, Token, tokens
from pipeline.extract.forms import FormReader
from pipeline.extract.headers import (
    Column,
    TableKind,
    declared_unit,
    fund_row_of,
    is_part_label,
    key_of,
    kind_of,
    read_head,
    with_fund_rows,
)
from pipeline.extract.ledger import Ledger, Place, short_hash
from pipeline.extract.prose import ProseReader, Setting
from pipeline.extract.view import View, normalise

_NONE = re.compile(r"^(?:无|没有|无结余|零)$")
_LAYOUT_SPACE = re.compile(r"(?<![A-Za-z0-9])\s+|\s+(?![A-Za-z0-9])")
_EMPTY = frozenset({"", "/", "—", "-", "--", "——", "\\", "…"})
_TOTAL_ROW = re.compile(
    r"^(?:合计|总计|小计|总额|年度资金总额|收入合计|支出合计|收入总计|支出总计|本年收入合计|本年支出合计|全年合计|共计|总分)$"
)
_AMONG_ROW = re.compile(r"^(?:其中[:：]?)")
_AMOUNT_MEASURES = {
    "original_budget": "original_budget",
    "revised_budget": "revised_budget",
    "outturn": "outturn",
    "final_outturn": "outturn",
}


@dataclass(frozen=True, slots=True)
class _Row:
    """A record under its heads: its label and the fact of each column."""

    label: str
    is_total: bool
    facts: dict[int, Fact]


class TableReader:
    """Reads the tables of one document. ``prose`` reads the sentences inside cells."""

    def __init__(self, ledger: Ledger, prose: ProseReader) -> None:
        self._ledger = ledger
        self._prose = prose
        self._forms = FormReader(ledger)
        self._form: dict[str, str] = {}

    def _keys(self, line: list[Cell | None], r: int) -> None:
        """「项目名称 | 某项目」: what the form says of itself stands behind its key."""
        cells = _own_cells(line, r)
        for key_cell, value_cell in pairwise(cells):
            key = key_of(key_cell.text)
            value = value_cell.text.strip()
            if key is not None and value and key_of(value) is None and read_head(0, value) is None:
                self._form[key] = re.sub(r"^[0-9A-Z]{10,}-", "", value)

    def read(self, block: Block, setting: Setting, *, caption: str, declared: str | None) -> None:
        """Reads one table block. ``caption`` is the text above it, ``declared`` the unit declared there."""
        assert block.table is not None
        grid = block.table.grid()
        has_records = any(kind_of(with_fund_rows(_heads(grid, r)[0])) for r in range(len(grid)))
        if not has_records and self._forms.read(block, setting, caption=caption, declared=declared):
            return
        unit = declared or _declared_in(grid) or ""
        columns: list[Column] = []
        kind: TableKind | None = None
        rows: list[_Row] = []
        n = 0
        skip = 0
        carried: dict[str, str] = {}
        for r, line in enumerate(grid):
            if skip:
                skip -= 1
                continue
            found, depth = _heads(grid, r)
            found = with_fund_rows(found) if found else found
            self._keys(line, r)
            found_kind = kind_of(found) if found else None
            if found_kind is not None:
                self._close(kind, columns, rows)
                columns, kind, rows, carried = found, found_kind, [], {}
                n, skip = 0, depth - 1
                self._pass_over(grid[r : r + depth], r, block)
                continue
            opens_part = any(is_part_label(c.text) for c in _own_cells(line, r)[:1])
            if kind is None or opens_part or _is_label_row(line, r):
                if kind is not None and (opens_part or _opens_other(line, columns)):
                    self._close(kind, columns, rows)
                    columns, kind, rows = [], None, []
                self._loose_row(line, r, block, setting)
                continue
            n += 1
            row = self._record(line, r, n, kind, columns, block, setting, unit, carried)
            if row is not None:
                rows.append(row)
        self._close(kind, columns, rows)

    # --- rows -----------------------------------------------------------------------------------------------------

    def _record(
        self, line: list[Cell | None], r: int, n: int, kind: TableKind, columns: list[Column], block: Block,
        setting: Setting, unit: str, carried: dict[str, str],
    ) -> _Row | None:  # fmt: skip
        texts = {c.field: _clean(line[c.index]) for c in columns if c.type in ("name", "label", "code")}
        role: str | None = None
        for field in kind.carry:
            if field in texts:
                texts[field] = texts[field] or carried.get(field, "")
                carried[field] = texts[field]
        name = texts.get(kind.record, "") or texts.get("item_code", "")
        total_cells = [t for t in texts.values() if _TOTAL_ROW.match(t)]
        if not name and total_cells:
            name = total_cells[0]
        if kind.name == "project_sheet":
            role = fund_row_of(name)
            filled = [c for c in columns if c.field != "fund_row" and _clean(line[c.index])]
            if role is None or len(filled) < 2:
                self._sheet_score(line, r, name, block, setting)
                return None
            if role == "total":
                name = self._form.get("project_name", name)
        if not name:
            self._loose_row(line, r, block, setting)
            return None
        record_id = short_hash(self._ledger.document_id, block.index, r)
        is_total = role == "total" if kind.name == "project_sheet" else bool(_TOTAL_ROW.match(name))
        row = _Row(name, is_total, {})
        seen: set[tuple[int, int]] = set()
        for column in columns:
            cell = line[column.index]
            if cell is None or (cell.row != r and column.type not in ("label",)) or (cell.row, cell.col) in seen:
                continue
            seen.add((cell.row, cell.col))
            fact = self._cell(cell, column, kind, texts, name, n, record_id, block, setting, unit)
            if fact is not None:
                row.facts[column.index] = fact
            text = texts.get(column.field, cell.text.strip())
            if text and (kind.name != "project_sheet" or is_total):
                place = Place(block.index, cell.row, cell.col, block.page, block.sheet)
                self._ledger.records.append(
                    RecordField(
                        record_id,
                        kind.name,
                        n,
                        name,
                        "project_name" if column.field == "fund_row" else column.field,
                        name if column.field == "fund_row" else text,
                        fact.fact_id if fact else None,
                        place.locator(0, len(cell.text)),
                    )
                )
        self._pass_over_unclaimed(line, r, columns, block)
        return row

    def _cell(
        self, cell: Cell, column: Column, kind: TableKind, texts: dict[str, str], name: str, n: int,
        record_id: str, block: Block, setting: Setting, unit: str,
    ) -> Fact | None:  # fmt: skip
        place = Place(block.index, cell.row, cell.col, block.page, block.sheet)
        if column.type in ("name", "label", "code"):
            self._names(cell, place)
            return None
        if column.type in ("text", "status", "target"):
            return self._sentence(cell, column, kind, texts, name, record_id, place, setting)
        view = normalise(cell.text)
        if view.text in _EMPTY:
            return None
        if column.field == "unspent_amount" and _NONE.match(view.text):
            return self._nothing(view, place, column, name, record_id, setting)
        default = {"percent": "%", "score": "分"}.get(column.type) or column.unit or unit
        found = tokens(view, default_unit=default)
        values = [t for t in found if t.kind in VALUE_KINDS]
        for t in found:
            if t.kind not in VALUE_KINDS:
                self._ledger.ignore(t, view, place)
        if not values:
            return None
        fact = self._figure(values[0], view, place, column, kind, texts, name, record_id, setting)
        for extra in values[1:]:
            self._ledger.leave_unread(extra, view, place, "more than one figure in the cell / 单元格内有多个数字")
        return fact

    def _figure(
        self, token: Token, view: View, place: Place, column: Column, kind: TableKind, texts: dict[str, str],
        name: str, record_id: str, setting: Setting,
    ) -> Fact:  # fmt: skip
        year = column.year or (None if setting.fiscal_year is None else setting.fiscal_year + (column.year_offset or 0))
        measure = column.measure or _AMOUNT_MEASURES.get(column.field, column.field)
        return self._ledger.enter(
            token, view, place, subject=name, measure=measure, aspect="rate" if column.type == "percent" else "level",
            fiscal_year=year, stage=column.stage, breakdown=_breakdown(kind, texts, name), item=name, section=setting.section, record_id=record_id,
        )  # fmt: skip

    def _nothing(self, view: View, place: Place, column: Column, name: str, record_id: str, setting: Setting) -> Fact:
        """「无」 in a balance column says that nothing is left: an exact zero, printed as a word."""
        token = Token("amount", 0, len(view.text), len(view.text), "0", "", exactness="exact")
        return self._ledger.enter(
            token, view, place, subject=name, measure="unspent_amount", fiscal_year=setting.fiscal_year,
            breakdown="project", item=name, section=setting.section, record_id=record_id,
        )  # fmt: skip

    def _sentence(
        self, cell: Cell, column: Column, kind: TableKind, texts: dict[str, str], name: str,
        record_id: str, place: Place, setting: Setting,
    ) -> Fact | None:  # fmt: skip
        measure = {"target_value": "indicator_target", "actual_value": "indicator_actual"}.get(
            column.field, "task_quantity"
        )
        breakdown = {"goal_indicator": "indicator", "goal_task": "task"}.get(kind.name, "project")
        inner = replace(
            setting, subject=name, measure=measure, breakdown=breakdown, record_id=record_id,
        )  # fmt: skip
        default = texts.get("unit", "") if column.type == "target" else ""
        mentions = self._prose.read_cell(cell.text, place, inner, default_unit=default)
        return mentions[0] if mentions else None

    def _names(self, cell: Cell, place: Place) -> None:
        view = normalise(cell.text)
        for token in tokens(view):
            self._ledger.ignore(token, view, place, "part of a name or code / 名称或编码的一部分")

    def _pass_over(self, lines: list[list[Cell | None]], first: int, block: Block) -> None:
        for r, line in enumerate(lines, first):
            for cell in _own_cells(line, r):
                self._names(cell, Place(block.index, cell.row, cell.col, block.page, block.sheet))

    def _pass_over_unclaimed(self, line: list[Cell | None], r: int, columns: list[Column], block: Block) -> None:
        claimed = {c.index for c in columns}
        for cell in _own_cells(line, r):
            if not claimed & set(range(cell.col, cell.col + cell.colspan)):
                self._cell_prose(cell, block, None)

    def _loose_row(self, line: list[Cell | None], r: int, block: Block, setting: Setting) -> None:
        for cell in _own_cells(line, r):
            self._cell_prose(cell, block, setting)

    def _cell_prose(self, cell: Cell, block: Block, setting: Setting | None) -> None:
        place = Place(block.index, cell.row, cell.col, block.page, block.sheet)
        view = normalise(cell.text)
        if setting is None or len(view.text) < 12:
            for token in tokens(view):
                if token.kind in VALUE_KINDS:
                    self._ledger.leave_unread(
                        token, view, place, "column without a known head / 所在列没有可识别的表头"
                    )
                else:
                    self._ledger.ignore(token, view, place)
            return
        self._prose.read_cell(cell.text, place, setting)

    # --- identities of the form -----------------------------------------------------------------------------------

    def _close(self, kind: TableKind | None, columns: list[Column], rows: list[_Row]) -> None:
        """States what the form itself claims: total rows, change and rate columns, unspent = budget − outturn."""
        if kind is None or not rows or kind.name in ("goal_indicator", "goal_task", "project_goal", "project_result"):
            return
        for column in columns:
            if column.type == "amount" and column.aspect == "level":
                self._total(column, rows, kind)
        for row in rows:
            self._row_unspent(row, columns)
            if kind.name == "project_sheet" and not row.is_total:
                self._row_rate(row, columns)

    def _total(self, column: Column, rows: list[_Row], kind: TableKind) -> None:
        """R93 (or R06, R07 where the rows are funds or functions): the total row is the sum of the rows of its table."""
        totals = [row for row in rows if row.is_total and column.index in row.facts]
        sheet = kind.name == "project_sheet"
        parts = [
            row.facts[column.index]
            for row in rows
            if not row.is_total and column.index in row.facts and (sheet or not _AMONG_ROW.match(row.label))
        ]
        if len(totals) != 1 or len(parts) < 2:
            return
        rule = "R06" if sheet else "R93"
        stated = totals[0].facts[column.index]
        self._ledger.state(
            rule, stated.subject, stated.fiscal_year,
            [Operand("stated", stated.fact_id, stated_weight=1), *(Operand("part", f.fact_id, numerator_weight=1) for f in parts)],
        )  # fmt: skip

    def _sheet_score(self, line: list[Cell | None], r: int, label: str, block: Block, setting: Setting) -> None:
        """「合计 | 100」 under a self-evaluation sheet: the total of weights or scores of the project."""
        cells = [c for c in _own_cells(line, r) if c.text.strip()]
        if len(cells) != 2 or not _TOTAL_ROW.match(label):
            self._loose_row(line, r, block, setting)
            return
        view = normalise(cells[1].text)
        place = Place(block.index, cells[1].row, cells[1].col, block.page, block.sheet)
        for token in tokens(view, default_unit="分"):
            name = self._form.get("project_name", label)
            self._ledger.enter(
                token,
                view,
                place,
                subject=name,
                measure="self_score",
                fiscal_year=setting.fiscal_year,
                breakdown="project",
                item=name,
                section=setting.section,
            )

    def _row_rate(self, row: _Row, columns: list[Column]) -> None:
        """R02 for the rows 其中… of a self-evaluation sheet (the row 总额 is a project's and is bound with all projects)."""
        by_field = {c.field: row.facts[c.index] for c in columns if c.index in row.facts}
        budget = by_field.get("revised_budget") or by_field.get("original_budget")
        rate, outturn = by_field.get("execution_rate"), by_field.get("outturn")
        if rate is None or outturn is None or budget is None or (not budget.value_base and not rate.value_base):
            return  # 0 ÷ 0 printed as 0.00 % is accepted (SPEC 2.1)
        self._ledger.state(
            "R02", row.label, rate.fiscal_year,
            [
                Operand("stated", rate.fact_id, stated_weight=1),
                Operand("part", outturn.fact_id, numerator_weight=1),
                Operand("base", budget.fact_id, denominator_weight=1),
            ],
            scale=100, denominator_constant=Decimal(0),
        )  # fmt: skip

    def _row_unspent(self, row: _Row, columns: list[Column]) -> None:
        """R94: unspent = budget − outturn, in one row."""
        by_field = {c.field: row.facts[c.index] for c in columns if c.index in row.facts}
        budget = by_field.get("revised_budget") or by_field.get("original_budget")
        outturn = by_field.get("outturn") or by_field.get("final_outturn")
        unspent = by_field.get("unspent_amount")
        if budget is None or outturn is None or unspent is None:
            return
        self._ledger.state(
            "R94", row.label, unspent.fiscal_year,
            [
                Operand("stated", unspent.fact_id, stated_weight=1),
                Operand("part", budget.fact_id, numerator_weight=1),
                Operand("part", outturn.fact_id, numerator_weight=-1),
            ],
        )  # fmt: skip


def _breakdown(kind: TableKind, texts: dict[str, str], name: str) -> str:
    if kind.name == "project_sheet":
        return "project_fund" if fund_row_of(texts["fund_row"]) == "part" else "project"
    if _TOTAL_ROW.match(name):
        return "projects_total"
    return {"goal_indicator": "indicator", "goal_task": "task"}.get(kind.name, "project")


# --- shapes of rows -----------------------------------------------------------------------------------------------


def _own_cells(line: list[Cell | None], r: int) -> list[Cell]:
    """The cells that begin in this row, each once."""
    out: list[Cell] = []
    for cell in line:
        if cell is not None and cell.row == r and (not out or out[-1] is not cell):
            out.append(cell)
    return out


def _distinct(line: list[Cell | None], r: int) -> list[str]:
    return [c.text.strip() for c in _own_cells(line, r) if c.text.strip()]


def _clean(cell: Cell | None) -> str:
    """A name as one line: layout breaks inside it are closed, a space between two Latin words stays."""
    return "" if cell is None else _LAYOUT_SPACE.sub("", cell.text.strip())


def _declared_in(grid: list[list[Cell | None]]) -> str | None:
    """The unit declared in a title row of the table itself."""
    for r, line in enumerate(grid[:6]):
        for text in _distinct(line, r):
            unit = declared_unit(text)
            if unit is not None:
                return unit
    return None


def _heads(grid: list[list[Cell | None]], r: int) -> tuple[list[Column], int]:
    """The columns announced by row ``r``, and how many rows the heads take (merged heads have a second row)."""
    line = grid[r]
    own = _distinct(line, r)
    if len(own) < 2:
        return [], 0
    columns = [c for c in (_head_at(line, i) for i in range(len(line))) if c is not None]
    if len(columns) < 2 or len(columns) * 2 < len(own):
        return [], 0
    depth = max((cell.rowspan for cell in line if cell is not None and cell.row == r), default=1)
    below = grid[r + 1] if r + 1 < len(grid) else []
    spans = any(c is not None and c.colspan > 1 and c.row == r for c in line)
    if depth < 2 and not spans:
        return columns, 1
    merged: list[Column] = []
    found_below = 0
    for i, top in enumerate(line):
        under = below[i] if i < len(below) else None
        if top is not None and under is not None and under is not top:
            column = read_head(i, under.text) or (
                read_head(i, top.text) if top.colspan == 1 and not under.text.strip() else None
            )
            found_below += column is not None
        else:
            column = _head_at(line, i)
        if column is not None:
            merged.append(column)
    return (merged, 2) if found_below else (columns, 1)


def _head_at(line: list[Cell | None], i: int) -> Column | None:
    cell = line[i]
    if cell is None or cell.col != i:
        return None
    return read_head(i, cell.text)


def _is_label_row(line: list[Cell | None], r: int) -> bool:
    """A row that is one label and a long text (年度总体目标 | …), or a title over the whole width."""
    return len(_own_cells(line, r)) == 1 or (len(_distinct(line, r)) == 1 and len(line) > 2)


def _opens_other(line: list[Cell | None], columns: list[Column]) -> bool:
    """Does a label row end the segment above it? Yes, when its label stands before the columns of the segment."""
    first = next((i for i, c in enumerate(line) if c is not None and c.text.strip()), 0)
    return first < min(c.index for c in columns)
