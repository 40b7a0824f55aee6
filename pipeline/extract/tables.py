"""Tables → facts, records and the identities that a table's own form states (totals rows, change columns, rates).

A table is taken apart into segments: a row of known heads opens one, and the rows below it are its records until other
heads or a label row come. Forms are recognised by heads (maps/headers.toml), never by number or position.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise, takewhile

from pipeline.document import Block, Cell
from pipeline.extract.facts import Fact, Operand, RecordField
from pipeline.extract.figures import VALUE_KINDS, Token, tokens
from pipeline.extract.forms import FormReader
from pipeline.extract.forms.columns import numbers_columns
from pipeline.extract.headers import (
    Column,
    TableKind,
    bracketed_unit,
    fund_row_of,
    is_execution_label,
    is_fund_block,
    is_part_label,
    key_of,
    points_of,
    read_head,
)
from pipeline.extract.ledger import Ledger, Place, short_hash
from pipeline.extract.prose import ProseReader, Setting
from pipeline.extract.segments import (
    TOTAL_ROW,
    clean,
    declared_in,
    distinct,
    headed_figures,
    is_figure,
    is_label_row,
    opens_other,
    own_cells,
    segment,
)
from pipeline.extract.sheet import MoneyRow, Sheet
from pipeline.extract.terms import classify
from pipeline.extract.view import View, normalise, unbroken

_NONE = re.compile(r"^(?:无|没有|无结余|零)$")
_WORDS = re.compile(r"[\u4e00-\u9fff]{2}")
_SCORED = ("project_sheet", "goal_indicator")
_EMPTY = frozenset({"", "/", "—", "-", "--", "——", "\\", "…"})
_SCORE_TOTAL = re.compile(r"^(?:合计|总计|总分|总得分|自评总分|综合得分|评价总分|分值合计|得分合计|自评得分)$")
_INDICATOR_LEVEL = re.compile(r"^(?:产出|效益|效果|满意度|成本)(?:类)?指标")
_SCORE_SUBTOTAL = re.compile(r"小计$")
_SCORE = re.compile(r"\d{1,3}(?:\.\d+)?分?")
# A short cell that says what its figure is of: 「养护里程118公里」.
_TOLD = re.compile(r"[\u4e00-\u9fff]{2,}\d[\d.,]*[\u4e00-\u9fff%]")
_SUM_WORD = re.compile(r"(?<=.{2})(?:总额|总计|合计|小计)(?:\([^()]*\))?$")
_AMONG_ROW = re.compile(r"^(?:其中[:：]?)")
_AMOUNT_MEASURES = {
    "original_budget": "original_budget",
    "revised_budget": "revised_budget",
    "outturn": "outturn",
    "final_outturn": "outturn",
}


_TARGETS = {
    "target_value": "indicator_target",
    "original_target": "indicator_original_target",
    "actual_value": "indicator_actual",
}
# 「其中：一般公共预算：1402.70」: what a fund or kind of expenditure is of the money above, in one cell.
_SOURCE = re.compile(r"(?:其中)?:?([^\d:]{2,24}):(?:(?=-?[\d.])|$)")
_SOURCES_ASSUMED = "以最接近的一栏为其合计 / The column whose figure is nearest is taken to be their total"
_BLANK_ASSUMED = "空白的资金来源按零计 / A fund left blank counts as zero"
_MONEY = TableKind("project_sheet", "fund_row", ())
_LISTED = TableKind("project_execution", "project_name", ())
_GROUP = re.compile(r"资金(?:来源|结构)[:：]")
# In place of a column: what rows of a name and a figure tell.
_IN_PAIRS = -1


@dataclass(frozen=True, slots=True)
class _Row:
    """A record under its heads: its label and the fact of each column. Label rows (按资金来源分) part the rows into groups."""

    label: str
    is_total: bool
    facts: dict[int, Fact]
    group: int = 0

    def by_field(self, columns: list[Column]) -> dict[str, Fact]:
        return {c.field: self.facts[c.index] for c in columns if c.index in self.facts}


class TableReader:
    """Reads the tables of one document. ``prose`` reads the sentences inside cells."""

    def __init__(self, ledger: Ledger, prose: ProseReader) -> None:
        self._ledger = ledger
        self._prose = prose
        self._forms = FormReader(ledger)
        self._form: dict[str, str] = {}
        # Columns of tables without figures whose head is 序号: (block, column).
        self._numbered: set[tuple[int, int]] = set()
        self._sheet = Sheet(ledger)
        # The rows of a goal form's money by the turn of their figure in the row: label and fact, the total first.
        self._funds: dict[int, list[tuple[str, Fact | None]]] = {}
        self._fund_unit = ""
        # The weights of levels of indicators, by their column, with those of the indicators under them so far.
        self._levels: dict[int, tuple[Fact, list[Fact]]] = {}
        # What a sheet says in cells of its own of where the money came from and what it was spent on, by their column.
        self._sources: dict[int, list[Fact | None]] = {}

    def _keys(self, line: list[Cell | None], r: int) -> None:
        """「项目名称 | 某项目」 or 「项目名称：某项目」: what the form says of itself stands behind its key."""
        cells = own_cells(line, r)
        for key_cell, value_cell in pairwise(cells):
            self._key(key_of(key_cell.text), value_cell.text.strip())
        for cell in cells:
            key, _, value = cell.text.replace(":", "：").partition("：")
            self._key(key_of(key), value.strip())

    def _key(self, key: str | None, value: str) -> None:
        if key is None or not value or key_of(value) is not None or read_head(0, value) is not None:
            return
        self._form[key] = re.sub(r"^[0-9A-Z]{10,}-", "", value)
        if key == "project_name":
            self._sheet = Sheet(self._ledger)

    def read(self, block: Block, setting: Setting, *, caption: str, declared: str | None) -> None:
        """Reads one table block. ``caption`` is the text above it, ``declared`` the unit declared there."""
        assert block.table is not None
        grid = block.table.grid()
        has_records = any(segment(grid, r)[2] for r in range(len(grid)))
        if not has_records and self._forms.read(block, setting, caption=caption, declared=declared):
            return
        unit = declared or declared_in(grid) or ""
        columns: list[Column] = []
        kind: TableKind | None = None
        rows: list[_Row] = []
        n = 0
        skip = 0
        group = 0
        carried: dict[str, str] = {}
        title = ""
        for r, line in enumerate(grid):
            if skip:
                skip -= 1
                continue
            if numbers_columns(line, r):
                self._pass_over([line], r, block)
                continue
            found, depth, found_kind = segment(grid, r)
            self._keys(line, r)
            if found_kind is not None:
                if found_kind.name == "project_sheet" and self._sheet.has_indicators:
                    self._sheet = Sheet(self._ledger)
                    self._form.pop("project_name", None)
                self._close(kind, columns, rows)
                columns, kind, rows, carried = found, found_kind, [], {}
                n, skip = 0, depth - 1
                if found_kind.name == "project_sheet":
                    self._sheet.points = next((p for p in map(points_of, distinct(line, r)) if p is not None), None)
                title = next(iter(distinct(line, r)), "")
                self._pass_over(grid[r : r + depth], r, block)
                continue
            # A block's title may be repeated in front of each of its rows.
            opens_part = any(is_part_label(c.text) and c.text.strip() != title for c in own_cells(line, r)[:1])
            if (
                kind is not None
                and kind.name == "project_sheet"
                and self._source_cells(line, r, block, setting, columns)
            ):
                continue
            if (kind is None or kind.name == "project_sheet") and self._bare_indicator(line, r, block, setting):
                continue
            if kind is None and self._sheet.has_indicators and self._totals_row(line, r, columns, block, setting):
                continue
            names_fund = (
                kind is not None and kind.name == "project_sheet" and fund_row_of(clean(line[columns[0].index]))
            )
            if kind is None or opens_part or (is_label_row(line, r) and not names_fund):
                if kind is not None and (opens_part or opens_other(line, r, columns)):
                    self._close(kind, columns, rows)
                    columns, kind, rows = [], None, []
                group += kind is not None
                if self._fund_pairs(line, r, block, setting, unit):
                    continue
                self._close_funds()
                if not self._money_pairs(line, r, block, setting, unit):
                    self._loose_row(line, r, block, setting)
                continue
            n += 1
            row = self._record(line, r, n, kind, columns, block, setting, unit, carried)
            if row is not None:
                rows.append(replace(row, group=group))
        self._close_funds()
        self._close(kind, columns, rows)
        score = self._sheet.close()
        if score is not None and self._sheet.money is not None:
            self._record_score(score, self._sheet.money)

    # --- rows -----------------------------------------------------------------------------------------------------

    def _record(
        self, line: list[Cell | None], r: int, n: int, kind: TableKind, columns: list[Column], block: Block,
        setting: Setting, unit: str, carried: dict[str, str],
    ) -> _Row | None:  # fmt: skip
        texts = _texts(line, kind, columns, carried)
        if kind.name in _SCORED and (
            self._totals_row(line, r, columns, block, setting)
            or self._subtotal_row(line, r, columns, block, setting, carried)
        ):
            return None
        name = _name_of(line, kind, columns, texts)
        is_total = _is_total_row(line, r, name, kind)
        if kind.name == "project_sheet":
            if not _is_fund_row(line, name, columns):
                name = ""
            elif is_total:
                name = self._form.get("project_name", name)
        if not name:
            of_money = next((c.unit for c in columns if c.type == "amount"), "") or unit
            self._loose_row(line, r, block, setting, of_money if kind.name == "project_sheet" else "")
            return None
        record_id = short_hash(self._ledger.document_id, block.index, r)
        row = _Row(name, is_total, {})
        for cell, column in _cells_under(line, r, columns):
            fact = self._cell(cell, column, kind, texts, name, record_id, block, setting, unit)
            if fact is not None:
                row.facts[column.index] = fact
            elif column.type == "score" and any(ch.isdigit() for ch in normalise(cell.text).text):
                self._sheet.gaps.add(column.field)
            text = name if column.field == "fund_row" else texts.get(column.field, unbroken(cell.text).text.strip())
            if text and column.type != "ordinal" and _is_recorded(kind, is_total):
                where = Place.of_cell(block, cell).locator(0, len(cell.text))
                field, fact_id = _record_field(kind, column), fact.fact_id if fact else None
                self._ledger.records.append(RecordField(record_id, kind.name, n, name, field, text, fact_id, where))
        self._pass_over_unclaimed(line, r, columns, block)
        self._take_scores(row, kind, columns, texts, MoneyRow(record_id, n, name))
        return row

    def _take_scores(
        self, row: _Row, kind: TableKind, columns: list[Column], texts: dict[str, str], money: MoneyRow
    ) -> None:
        """Hands the weights and scores of a row to its self-evaluation sheet."""
        if kind.name == "project_sheet" and row.is_total:
            self._sheet.score_execution(money, row.by_field(columns))
        elif kind.name == "goal_indicator" and not row.is_total:
            found = row.by_field(list({c.field: c for c in columns}.values()))  # the rightmost of several weights
            self._cap_score(row.label, found)
            self._weigh_levels(row, columns, found.get("weight"))
            self._sheet.add_indicator(
                found.get("weight"), found.get("self_score"),
                of_execution=any(is_execution_label(t) for t in (row.label, *texts.values())),
            )  # fmt: skip

    def _weigh_levels(self, row: _Row, columns: list[Column], own: Fact | None) -> None:
        """Takes the weights that a form prints beside each level of its indicators: that of a level is the sum of those below."""
        weights = [c.index for c in columns if c.field == "weight"]
        for index in weights[:-1]:
            if index in row.facts:
                self._close_level(index)
                self._levels[index] = (row.facts[index], [])
            if index in self._levels and own is not None:
                self._levels[index][1].append(own)

    def _close_level(self, index: int) -> None:
        """R87: the weight of a level is the sum of the weights of its indicators."""
        level, parts = self._levels.pop(index, (None, []))
        if level is not None:
            self._sum("R87", level, parts, len(parts))

    def _cap_score(self, label: str, facts: Mapping[str, Fact]) -> None:
        """R86 where the points of an indicator stand in its name (合格率（15分）): the score is not above them."""
        points, score = points_of(label), facts.get("self_score")
        if points is not None and score is not None and "weight" not in facts:
            self._ledger.state(
                "R86", label, score.fiscal_year, [Operand("stated", score.fact_id, stated_weight=1)], relation="le",
                numerator_constant=points,
            )  # fmt: skip

    def _cell(
        self, cell: Cell, column: Column, kind: TableKind, texts: dict[str, str], name: str,
        record_id: str, block: Block, setting: Setting, unit: str,
    ) -> Fact | None:  # fmt: skip
        place = Place.of_cell(block, cell)
        if column.type in ("name", "label", "code", "ordinal"):
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
        if measure == "self_score" and kind.name in ("project_sheet", "goal_indicator"):
            measure = "score"  # of one item; the sheet's own score stands in its totals row
        if kind.name == "goal_indicator" and column.type == "amount" and texts.get("project_name"):
            kind, name = _LISTED, texts["project_name"]  # the money beside its indicators is the project's
        breakdown, item = self._breakdown(kind, texts, name), self._item(kind, texts, name)
        if column.field == "fund_amount":
            measure, breakdown, item = "amount", "other", f"{item}/{column.head}"
        token = _as_points(token, measure, breakdown)
        return self._ledger.enter(
            token, view, place, subject=name, measure=measure, aspect="rate" if column.type == "percent" else "level",
            fiscal_year=year, stage=column.stage, breakdown=breakdown, item=item, section=setting.section, record_id=record_id,
        )  # fmt: skip

    def _breakdown(self, kind: TableKind, texts: dict[str, str], name: str) -> str:
        if kind.name == "project_sheet":
            if "project_name" not in self._form or not texts["fund_row"]:
                return "other"  # the money of a project without a name is no datum that could be printed twice
            return "project" if fund_row_of(texts["fund_row"]) == "total" else "project_fund"
        if TOTAL_ROW.match(name):
            return "other" if kind.name == "goal_task" else "projects_total"
        return {"goal_indicator": "indicator", "goal_task": "task"}.get(kind.name, "project")

    def _item(self, kind: TableKind, texts: dict[str, str], name: str) -> str:
        """The fund of a project is told apart from the same fund of another project."""
        project = self._form.get("project_name")
        if kind.name == "project_sheet" and project and project != name:
            return f"{project}/{_AMONG_ROW.sub('', name)}"
        return name

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
        measure = _TARGETS.get(column.field, "task_quantity")
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
            for cell in own_cells(line, r):
                self._names(cell, Place.of_cell(block, cell))

    def _pass_over_unclaimed(self, line: list[Cell | None], r: int, columns: list[Column], block: Block) -> None:
        claimed = {c.index for c in columns}
        for cell in own_cells(line, r):
            if claimed & set(range(cell.col, cell.col + cell.colspan)):
                continue
            if cell.col < min(claimed) and _WORDS.search(cell.text):  # the block's title (预算执行情况（10分）)
                self._names(cell, Place.of_cell(block, cell))
            else:
                self._cell_prose(cell, block, None)

    def _money_pairs(self, line: list[Cell | None], r: int, block: Block, setting: Setting, unit: str) -> bool:
        """「预算数：| 120 | 执行数：| 110 | 执行率：| 91.67%」: the money block of a sheet in one row, each figure behind its head.
        True when the row was read as one."""
        pairs = headed_figures(line, r)
        if not is_fund_block([column for _, column in pairs]):
            return False
        title = next(iter(own_cells(line, r)))
        name = self._form.get("project_name") or setting.department or ""
        record = MoneyRow(short_hash(self._ledger.document_id, block.index, r), 1, name)
        texts = {"fund_row": "资金总额"}
        facts = {}
        for cell, column in pairs:
            money = bracketed_unit(title.text) or unit
            fact = self._cell(cell, column, _MONEY, texts, name, record.record_id, block, setting, money)
            if fact is not None:
                facts[column.field] = fact
                self._ledger.records.append(
                    RecordField(
                        record.record_id, _MONEY.name, record.record_no, name, _record_field(_MONEY, column),
                        unbroken(cell.text).text.strip(), fact.fact_id, fact.locator,
                    )
                )  # fmt: skip
        figures = [cell for cell, _ in pairs]
        for cell in own_cells(line, r):
            if not any(cell is figure for figure in figures):
                self._names(cell, Place.of_cell(block, cell))
        self._sheet.points = points_of(title.text)
        self._sheet.score_execution(record, facts)
        return True

    def _loose_row(
        self, line: list[Cell | None], r: int, block: Block, setting: Setting, default_unit: str = ""
    ) -> None:
        key, label = None, ""
        for cell in own_cells(line, r):
            head = read_head(cell.col, cell.text)
            told, label = label, clean(cell) or label
            if key is None and is_figure(cell) and self._told_pair(told, cell, block, setting, default_unit):
                continue
            if head is not None and head.type == "ordinal":
                self._numbered.add((block.index, cell.col))
            if (block.index, cell.col) in self._numbered or is_part_label(cell.text):
                self._names(cell, Place.of_cell(block, cell))
            elif key is None:
                self._cell_prose(cell, block, setting, default_unit)
            elif key == "total_score" and _SCORE.fullmatch(normalise(cell.text).text):
                self._sheet.printed_first = self._total_figure(cell, "self_score", block, setting)
            else:
                self._names(cell, Place.of_cell(block, cell))
            key = key_of(cell.text)

    def _told_pair(self, label: str, cell: Cell, block: Block, setting: Setting, default_unit: str) -> bool:
        """「基本支出总额 | 1836.20万元」: a figure behind the name of what it is. True when the figure was read."""
        term = classify(_AMONG_ROW.sub("", _SUM_WORD.sub("", normalise(label).text.rstrip(":"))), None)
        view = normalise(cell.text)
        found = [t for t in tokens(view, default_unit=default_unit) if t.kind in VALUE_KINDS]
        if term is None or not term.known or len(found) != 1 or not found[0].unit.endswith("元"):
            return False
        fact = self._ledger.enter(
            found[0], view, Place.of_cell(block, cell), subject=setting.department or label, measure=term.measure,
            fiscal_year=setting.fiscal_year, stage=term.stage, breakdown=term.breakdown, item=term.item or None,
            item_code=term.item_code, section=setting.section,
        )  # fmt: skip
        if term.breakdown == "nature":
            self._sources.setdefault(_IN_PAIRS, []).append(fact)  # 基本支出 and 项目支出 are all of the money below
        return True

    def _cell_prose(self, cell: Cell, block: Block, setting: Setting | None, default_unit: str = "") -> None:
        place = Place.of_cell(block, cell)
        view = normalise(cell.text)
        if setting is None or (len(view.text) < 12 and not _TOLD.match(view.text)):
            for token in tokens(view):
                if token.kind in VALUE_KINDS:
                    self._ledger.leave_unread(
                        token, view, place, "column without a known head / 所在列没有可识别的表头"
                    )
                else:
                    self._ledger.ignore(token, view, place)
            return
        self._prose.read_cell(cell.text, place, setting, default_unit=default_unit)

    # --- identities of the form -----------------------------------------------------------------------------------

    def _close(self, kind: TableKind | None, columns: list[Column], rows: list[_Row]) -> None:
        """States what the form itself claims: total rows, change and rate columns, unspent = budget − outturn."""
        for index in list(self._levels):
            self._close_level(index)
        if kind is not None:
            self._close_sources(columns, rows)
        if kind is None or not rows or kind.name in ("goal_indicator", "project_goal", "project_result"):
            return
        for row in rows:
            self._row_funds(row, columns)
        for column in columns:
            if column.type == "amount" and column.aspect == "level":
                self._total(column, rows, kind)
        for row in rows:
            self._row_unspent(row, columns)
            if kind.name == "project_sheet" and not row.is_total:
                self._row_rate(row, columns, "execution_rate", ("revised_budget", "original_budget"))
            self._row_rate(row, columns, "original_budget_rate", ("original_budget",))

    def _total(self, column: Column, rows: list[_Row], kind: TableKind) -> None:
        """R93 (or R06, R07 where the rows are funds or functions): the total row is the sum of the rows of its table."""
        totals = [row for row in rows if row.is_total and column.index in row.facts]
        sheet = kind.name == "project_sheet"
        if len(totals) != 1:
            return
        for group in dict.fromkeys(row.group for row in rows if not row.is_total):
            inner = [
                x for x in rows if x.group == group and not x.is_total and (sheet or not _AMONG_ROW.match(x.label))
            ]
            if sheet and any(_AMONG_ROW.match(x.label) for x in inner[1:]):
                continue  # 「其中」 below a part is a part of that part
            parts = [row.facts[column.index] for row in inner if column.index in row.facts]
            self._sum("R06" if sheet else "R93", totals[0].facts[column.index], parts, len(inner))

    def _sum(self, rule: str, total: Fact, parts: list[Fact], places: int, assumption: str | None = None) -> None:
        """A total and its parts, of which the form has so many ``places``: those left blank are none."""
        if not parts or places < 2:
            return
        assumed = assumption or (_BLANK_ASSUMED if len(parts) == 1 else None)
        self._ledger.state(
            rule, total.subject, total.fiscal_year,
            [Operand("stated", total.fact_id, stated_weight=1), *(Operand("part", f.fact_id, numerator_weight=1) for f in parts)],
            broken_verdict="ambiguous" if assumed else "inconsistent", assumption=assumed,
        )  # fmt: skip

    def _row_funds(self, row: _Row, columns: list[Column]) -> None:
        """R06: an amount whose head spans several is the sum of the funds under it."""
        whole: Column | None = None
        parts: dict[int, list[Column]] = {}
        for column in columns:
            if column.field == "fund_amount" and whole is not None:
                parts.setdefault(whole.index, []).append(column)
            elif column.type == "amount":
                whole = column
        for index, funds in parts.items():
            found = [row.facts[c.index] for c in funds if c.index in row.facts]
            if index in row.facts:
                self._sum("R06", row.facts[index], found, len(funds))

    def _source_cells(
        self, line: list[Cell | None], r: int, block: Block, setting: Setting, columns: list[Column]
    ) -> bool:
        """「其中：一般公共预算：1402.70 | 其中：基本支出：536.44」: parts of the money above, each told in one cell. True when the row
        was read as such."""
        cells = [cell for cell in own_cells(line, r) if cell.text.strip()]
        views = [normalise(cell.text) for cell in cells]
        labels = [_SOURCE.match(view.text) for view in views]
        unit = next((c.unit for c in columns if c.type == "amount" and c.unit), "")
        figures = [[t for t in tokens(view, default_unit=unit) if t.kind in VALUE_KINDS] for view in views]
        if None in labels or not any(figures) or any(len(values) > 1 for values in figures):
            return False
        for cell, view, label, values in zip(cells, views, labels, figures, strict=True):
            assert label is not None
            name = self._form.get("project_name") or setting.department or ""
            fact = None
            if values:
                fact = self._ledger.enter(
                    values[0], view, Place.of_cell(block, cell), subject=name, measure="amount",
                    fiscal_year=setting.fiscal_year, breakdown="other", item=f"{name}/{label.group(1)}",
                    section=setting.section,
                )  # fmt: skip
            self._sources.setdefault(cell.col, []).append(fact)
        return True

    def _close_sources(self, columns: list[Column], rows: list[_Row]) -> None:
        """R06: the funds, and the kinds of expenditure, that a sheet lists under its money are all of it."""
        totals = [
            row.facts[c.index]
            for row in rows
            if row.is_total
            for c in columns
            if c.type == "amount" and c.index in row.facts
        ]
        for found in self._sources.values():
            parts = [fact for fact in found if fact is not None]
            if len(found) < 2 or not totals or any(f.value_base is None for f in (*parts, *totals)):
                continue
            told = sum((f.value_base or Decimal(0) for f in parts), Decimal(0))
            total = min(totals, key=lambda f: abs((f.value_base or Decimal(0)) - told))
            self._sum("R06", total, parts, len(found), _SOURCES_ASSUMED)
        self._sources = {}

    def _fund_pairs(self, line: list[Cell | None], r: int, block: Block, setting: Setting, unit: str) -> bool:
        """「年度资金总额 | 120.00」, 「其中：财政拨款 | 100.00」: the money of a goal form, each figure behind the fund that it is of.
        True when the row was read as one."""
        cells = [cell for cell in own_cells(line, r) if cell.text.strip()]
        pairs = [
            (key, value)
            for key, value in pairwise(cells)
            if self._fund_role(key.text) is not None and (is_figure(value) or value.text.strip() in _EMPTY)
        ]
        roles = {self._fund_role(key.text) for key, _ in pairs}
        if not pairs or ("total" not in roles and not self._funds):
            return False
        if any(is_figure(c) and not any(c is value for _, value in pairs) for c in cells):
            return False
        title = next((bracketed_unit(c.text) for c in line if c is not None and bracketed_unit(c.text)), "")
        title = self._fund_unit = title or (self._fund_unit if self._funds else "")
        for at, (key, value) in enumerate(pairs):
            role, name = self._fund_role(key.text), self._form.get("project_name", "")
            of_year = at == len(pairs) - 1  # 中期资金总额 | … | 年度资金总额 | …
            column = Column(value.col, "original_budget", "amount", "", title, stage="original_budget")
            label = _AMONG_ROW.sub("", normalise(key.text).text).rstrip(":")
            texts = {"fund_row": key.text if of_year and name else ""}
            fact = self._cell(value, column, _MONEY, texts, name if role == "total" and name else label,
                              short_hash(self._ledger.document_id, block.index, r), block, setting, unit)  # fmt: skip
            if role == "total":
                self._funds[at] = [(key.text, fact)]
            elif at in self._funds:
                self._funds[at].append((key.text, fact))
        for cell in cells:
            if not any(cell is value for _, value in pairs):
                self._names(cell, Place.of_cell(block, cell))
        return True

    def _fund_role(self, label: str) -> str | None:
        """total or part; below a total the kinds of expenditure (资金结构：基本支出, 项目支出) are parts as well."""
        role = fund_row_of(label)
        if role is None and self._funds and re.search("(?:基本|项目)支出$", normalise(label).text):
            return "part"
        return role

    def _close_funds(self) -> None:
        """R06: the money of a goal form is that of its funds, and of its kinds of expenditure where it lists both."""
        for (_, total), *rows in self._funds.values():
            groups: list[list[tuple[str, Fact | None]]] = [[]]
            for label, fact in rows:
                if groups[-1] and _GROUP.search(label):
                    groups.append([])
                groups[-1].append((label, fact))
            for group in groups:
                nested = any(_AMONG_ROW.match(label) for label, _ in group[1:])
                if total is not None and not nested:
                    self._sum("R06", total, [fact for _, fact in group if fact is not None], len(group))
        self._funds = {}

    def _totals_row(
        self, line: list[Cell | None], r: int, columns: list[Column], block: Block, setting: Setting
    ) -> bool:
        """「总分 | 100 | 95.53」: the totals of weights and scores. True when the row was read as one."""
        scored = [c for c in columns if c.type == "score"]
        cells = [c for c in own_cells(line, r) if c.text.strip()]
        if not cells or not _SCORE_TOTAL.match(normalise(cells[0].text).text):
            return False
        in_money = any(clean(line[c.index]) for c in columns if c.type in ("amount", "percent"))
        if in_money and self._sheet.money is None:
            return False  # the total row of the money block itself
        figures = {c.col: c for c in cells[1:] if _SCORE.fullmatch(normalise(c.text).text)}
        by_field = {c.field: figures[c.index] for c in scored if c.index in figures}
        if not by_field and 0 < len(figures) <= 2:  # a row shorter than its heads: the last figure is the score
            by_field = dict(zip(("self_score", "weight"), reversed(list(figures.values())), strict=False))
        if not by_field:
            return False
        weight, score = (self._total_figure(by_field.get(f), f, block, setting) for f in ("weight", "self_score"))
        for cell in cells:
            if any(cell is used for used in by_field.values()):
                continue
            if any(cell.col == c.index for c in scored) and cell.col in figures:
                self._total_figure(cell, "weight", block, setting)  # the weights of a higher level of indicators
            else:
                self._cell_prose(cell, block, None)
        self._sheet.state_totals(weight, score)
        if score is not None and self._sheet.money is not None:
            self._record_score(score, self._sheet.money)
        return True

    def _subtotal_row(
        self, line: list[Cell | None], r: int, columns: list[Column], block: Block, setting: Setting,
        carried: Mapping[str, str],
    ) -> bool:  # fmt: skip
        """「产出指标 | 小计 | 50 | 48.5」: the points of a group of indicators. True when the row was read as one."""
        scored = {c.index: c.field for c in columns if c.type == "score"}
        words = [c for c in own_cells(line, r) if c.text.strip() and c.col not in scored]
        figures = [c for c in own_cells(line, r) if c.col in scored and _SCORE.fullmatch(normalise(c.text).text)]
        if not figures or not words or not _SCORE_SUBTOTAL.search(normalise(words[-1].text).text):
            return False
        group = [] if len(words) > 1 else list(carried.values())[:1]
        label = "".join(dict.fromkeys([*group, *(unbroken(c.text).text.strip() for c in words)]))
        by_field = {scored[c.col]: self._total_figure(c, scored[c.col], block, setting, label) for c in figures}
        self._sheet.add_subtotal(by_field.get("weight"), by_field.get("self_score"))
        for cell in words:
            self._cell_prose(cell, block, None)
        return True

    def _bare_indicator(self, line: list[Cell | None], r: int, block: Block, setting: Setting) -> bool:
        """「产出指标 | 数量指标 | 巡查12次 | 20 | 19.5」 in a sheet without heads for its indicators: the last two are points."""
        cells = [c for c in own_cells(line, r) if c.text.strip()]
        if len(cells) < 3 or _INDICATOR_LEVEL.match(normalise(cells[0].text).text) is None:
            return False
        points = [c for c in cells[-2:] if _SCORE.fullmatch(normalise(c.text).text)]
        if len(points) < 2 or Decimal(clean(points[1]).rstrip("分")) > Decimal(clean(points[0]).rstrip("分")):
            return False
        words = [unbroken(c.text).text.strip() for c in cells[:-2]]
        label = "".join(takewhile(_is_wordy, words)) or words[0]
        weight, score = (
            self._total_figure(cell, field, block, setting, label)
            for cell, field in zip(points, ("weight", "self_score"), strict=True)
        )
        self._sheet.add_indicator(weight, score, of_execution=is_execution_label(label))
        for cell in cells[:-2]:
            self._cell_prose(cell, block, setting)
        return True

    def _total_figure(
        self, cell: Cell | None, field: str, block: Block, setting: Setting, label: str | None = None
    ) -> Fact | None:
        """The points of a totals row, which are the project's, or of the group of indicators that ``label`` names."""
        if cell is None:
            return None
        view = normalise(cell.text)
        place = Place.of_cell(block, cell)
        name = self._form.get("project_name", "")
        breakdown = "project" if name and not label else "other"
        measure = "score" if label and field == "self_score" else field
        found = [
            self._ledger.enter(
                token.set_whole() if label else _as_points(token, measure, breakdown), view, place,
                subject=label or name or setting.department or "", measure=measure, fiscal_year=setting.fiscal_year,
                breakdown=breakdown, item=label or name or None, section=setting.section,
            )
            for token in tokens(view, default_unit="分")
        ]  # fmt: skip
        return found[0]

    def _record_score(self, score: Fact, money: MoneyRow) -> None:
        """The total score belongs to the project's record, whose money row stands further above."""
        self._ledger.records.append(
            RecordField(
                money.record_id, "project_sheet", money.record_no, money.name, "self_score", score.value,
                score.fact_id, score.locator,
            )
        )  # fmt: skip

    def _row_rate(self, row: _Row, columns: list[Column], field: str, bases: tuple[str, ...]) -> None:
        """R02 for the rows 其中… of a self-evaluation sheet (the row 总额 is a project's and is bound with all projects),
        and for a rate of the original budget."""
        by_field = row.by_field(columns)
        budget = next((by_field[f] for f in bases if f in by_field), None)
        rate = by_field.get(field)
        outturn = by_field.get("outturn") or by_field.get("final_outturn")
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
        by_field = row.by_field(columns)
        budget = by_field.get("revised_budget") or by_field.get("original_budget")
        outturn = by_field.get("outturn") or by_field.get("final_outturn")
        unspent = by_field.get("unspent_amount")
        if budget is not None and outturn is not None and unspent is not None:
            self._ledger.state_unspent(unspent, budget, outturn)


def _texts(line: list[Cell | None], kind: TableKind, columns: list[Column], carried: dict[str, str]) -> dict[str, str]:
    """The labels of a row by field; those of merged cells are carried down (``carried`` is kept up to date)."""
    texts = {c.field: clean(line[c.index]) for c in columns if c.type in ("name", "label", "code")}
    for field in kind.carry:
        if field in texts and not TOTAL_ROW.match(texts[field]):
            texts[field] = carried[field] = texts[field] or carried.get(field, "")
    return texts


def _name_of(line: list[Cell | None], kind: TableKind, columns: list[Column], texts: dict[str, str]) -> str:
    """The name of a record; a total row is named by its word, an indicator without a third level by its second or first."""
    name = texts.get(kind.record, "") or texts.get("item_code", "")
    if not name:
        # The word may stand in the column of ordinals.
        first = next((clean(cell) for cell in line if clean(cell)), "")
        name = next((t for t in (*texts.values(), first) if TOTAL_ROW.match(t)), "")
    if not name and kind.name == "goal_indicator":
        name = next((t for t in reversed([clean(line[c.index]) for c in columns if c.type == "label"]) if t), "")
    return name


def _cells_under(line: list[Cell | None], r: int, columns: list[Column]) -> list[tuple[Cell, Column]]:
    """The cells of a row under its heads, each once; of cells merged from above only the labels."""
    out: list[tuple[Cell, Column]] = []
    for column in columns:
        cell = line[column.index]
        if cell is None or (cell.row != r and column.type != "label") or any(cell is seen for seen, _ in out):
            continue
        out.append((cell, column))
    return out


def _is_wordy(text: str) -> bool:
    return not any(ch.isdigit() for ch in text)


def _as_points(token: Token, measure: str, breakdown: str) -> Token:
    """Points that are set for an item, and given to an indicator, are exact where they are whole; those reckoned by a rate are not."""
    is_set = measure == "weight" or (breakdown == "indicator" and measure == "score")
    return token.set_whole() if is_set else token


def _is_fund_row(line: list[Cell | None], label: str, columns: list[Column]) -> bool:
    """A row of the money block: the label of a fund, or figures in two amount columns under a label that no list knows."""
    amounts = [clean(line[c.index]) for c in columns if c.type == "amount"]
    if fund_row_of(label) is not None:
        return any(amounts) or all(clean(line[c.index]) in _EMPTY for c in columns if c.field != "fund_row")
    return sum(bool(re.fullmatch(r"-?[\d,.]+", text)) for text in amounts) > 1


def _is_total_row(line: list[Cell | None], r: int, name: str, kind: TableKind) -> bool:
    if kind.name == "project_sheet":
        return fund_row_of(name) == "total"
    labels = distinct(line, r)[:1] if kind.name == "goal_indicator" else []
    return any(TOTAL_ROW.match(normalise(text).text) for text in (name, *labels))


def _is_recorded(kind: TableKind, is_total: bool) -> bool:
    """In a sheet the total row is the project; under indicators it is none."""
    if kind.name == "project_sheet":
        return is_total
    return not (kind.name in ("goal_indicator", "goal_task") and is_total)


def _record_field(kind: TableKind, column: Column) -> str:
    """The field of a cell in the record: in a sheet's money row the label is the project's, the score the execution's."""
    if kind.name != "project_sheet":
        return column.field
    return {"fund_row": "project_name", "self_score": "execution_score"}.get(column.field, column.field)
