"""What does a row mean, and what is the figure where it crosses a column?"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import takewhile

from pipeline.document import Cell
from pipeline.extract.forms.panel import CODE, CODE_LEVELS, SUBTOTAL, TOTAL, Panel, Value, level_of, unnumbered
from pipeline.extract.forms.titles import Form
from pipeline.extract.terms import BALANCES, Term, classify

# One level of a code: three digits of its class, then two a level, of which the first may have lost its zero.
_LEVEL = re.compile(r"[1-5]\d{2}|\d{1,2}")


@dataclass(frozen=True, slots=True)
class Keys:
    """What the key columns of a row say: its name and code; the project or office that they tell apart under one item."""

    name: str
    code: str | None
    project: str = ""
    unit: str = ""
    unit_code: str = ""


def keys_of(line: list[Cell | None], panel: Panel) -> Keys:
    """The keys of a row; a merged cell over code and name is a name."""
    name, code = "", _code_in_levels(line, panel)
    texts: dict[str, str] = {}
    for key in panel.keys:
        cell = line[key.index]
        text = "" if cell is None else re.sub(r"\s+", "", cell.text)
        if not text or text in CODE_LEVELS or (code is not None and _LEVEL.fullmatch(text)):
            continue
        if TOTAL.match(text):
            name = name or text
            continue
        if key.field in ("unit_name", "unit_code", "project_name"):
            texts[key.field] = text
            continue
        if key.field == "item_code" or CODE.match(text):
            if CODE.match(text):
                code = text
            else:
                name = name or text
        else:
            coded = re.match(r"^([1-5]\d{2}(?:\d{2}){0,2})[-—]?([\u4e00-\u9fff].*)$", text)
            if coded is not None:
                code, text = coded.groups()
            name = name or text
    project, unit, unit_code = (texts.get(f, "") for f in ("project_name", "unit_name", "unit_code"))
    if not name and not code:
        name, project = name or project or _total_word(line, panel), ""
        coded = re.match(r"^([1-5]\d{2}(?:\d{2}){0,2})[-—]?([\u4e00-\u9fff].*)$", name)
        if coded is not None:
            code, name = coded.groups()
        elif CODE.match(name):
            name, code = "", name
    return Keys(name or code or unit or unit_code, code, project, unit, unit_code)


def _total_word(line: list[Cell | None], panel: Panel) -> str:
    """合计 may stand in a column that is no key (类型, 序号)."""
    first = min((v.index for v in panel.values), default=0)
    texts = (re.sub(r"\s+", "", cell.text) for cell in line[:first] if cell is not None)
    return next((text for text in texts if TOTAL.match(text)), "")


def _code_in_levels(line: list[Cell | None], panel: Panel) -> str | None:
    """「201 | 03 | 01」: a code printed in one column a level, in front of the name; None where it is not."""
    cells = [line[key.index] for key in panel.keys]
    own = [cell for cell, before in zip(cells, [None, *cells], strict=False) if cell is not None and cell is not before]
    texts = [text for text in (re.sub(r"\s+", "", cell.text) for cell in own) if text]
    levels = list(takewhile(_LEVEL.fullmatch, texts))
    joined = "".join(level.zfill(2) for level in levels)
    return joined if len(levels) > 1 and CODE.match(joined) else None


def in_context(term: Term, name: str, panel: Panel) -> Term:
    """A line below a balance (年初财政拨款结转和结余: 一般公共预算财政拨款, 项目支出结转和结余 …) is that balance's; a total below a
    title without figures (一、“三公”经费支出: （一）支出合计) is the title's."""
    above = panel.rows[-1].term if panel.rows else None
    if above is not None and above.measure in BALANCES:
        is_balance = term.measure in BALANCES and not term.is_total and not re.search("年[初末终]|上年|下年", name)
        if is_balance or term.breakdown == "fund_source":
            return replace(term, measure=above.measure)
    level = level_of(name)
    if term.is_total and level is not None:
        title = next((x for x in reversed(panel.rows) if x.level is not None and x.level < level), None)
        if title is not None and not title.facts and title.term.measure == "three_public":
            return replace(term, measure=title.term.measure)
    return term


def of_office(term: Term, keys: Keys, department: str | None) -> Term:
    """A row about one office, or about one project of an item, is no print of the whole's figure."""
    if keys.project:
        return Term(term.measure, "project", keys.project, known=False)
    if not keys.unit or keys.unit == department or TOTAL.match(keys.name):
        return term
    if keys.name in (keys.unit, keys.unit_code):
        return Term(term.measure, "unit", keys.unit, known=False)
    return Term(term.measure, "other", f"{keys.unit}/{term.item or keys.name}", term.item_code, known=False)


def row_term(name: str, code: str | None, panel: Panel, form: Form) -> Term:
    plain = unnumbered(name)
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
    if form.measure == "three_public" and (TOTAL.match(plain) or SUBTOTAL.match(plain)):
        return Term("three_public", "total")
    if TOTAL.match(plain) or SUBTOTAL.match(plain) or not plain:
        side = "revenue" if "收入" in plain else "expenditure" if "支出" in plain else panel.side
        measure = form.measure or side or "amount"
        both_sides = bool(form.lines_rule) and plain in ("总计", "收入总计", "支出总计", "合计")
        return Term(f"{measure}_total" if both_sides and measure in ("revenue", "expenditure") else measure, "total")
    found = classify(plain, panel.side)
    return found if found is not None else Term(panel.side or "amount", "other", plain, known=False)


def coordinates(row: Term, value: Value, form: Form) -> Term:
    """The datum at a crossing: the row's item, the column's, and the fund or kind that the form's title fixes."""
    column = value.term
    if column is not None and (column.breakdown, column.item) == ("fund_source", form.fund):
        column = Term(column.measure, "total")  # 「财政拨款收入」 over a form of the appropriation: the form's own
    measure = row.measure
    if column is not None and column.measure in (
        "revenue",
        "expenditure",
        "opening_balance",
        "closing_balance",
        "three_public",
    ):
        kept = row.measure.endswith("_total") or (row.measure in BALANCES and row.measure != form.measure)
        measure = row.measure if kept else column.measure
    apart = row.breakdown in ("unit", "project", "other") and not row.known
    if apart and column is not None and (column.item or column.measure != row.measure):
        of = f"{row.item}/{column.item}" if column.item else row.item
        return Term(column.measure if column.known else row.measure, "other", of, known=False)
    if column is not None and not column.known:
        return Term(row.measure, "other", f"{row.item}/{column.item}".strip("/"), row.item_code, known=False)
    if form.measure == "three_public" and column is not None and column.measure == "organ_operating":
        return replace(column, stage=None)  # printed beside the three
    if form.measure == "three_public" and row.breakdown != "unit":
        named = column if column is not None and column.measure == "three_public" and column.item else row
        return replace(named, stage=None) if named.measure == "three_public" else Term("three_public", "total")
    if column is not None and column.measure == "revenue_total" and row.measure == "revenue":
        measure = column.measure
    of_fund = column is not None and column.breakdown == "fund_source" and column.measure not in BALANCES
    if of_fund and row.measure in ("revenue", "expenditure"):
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
