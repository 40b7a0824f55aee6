"""Where does the head of a form end, and what does each column mean?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise, takewhile

from pipeline.document import Cell
from pipeline.extract.figures import declared
from pipeline.extract.forms.panel import CODE, CODE_LEVELS, PRODUCT_FIELDS, Panel, Value
from pipeline.extract.forms.titles import Form
from pipeline.extract.headers import Column, declared_unit, read_head
from pipeline.extract.terms import BALANCES, Term, classify, split_stage
from pipeline.extract.view import normalise

_KEY_FIELDS = ("item_name", "item_code", "project_name", "task_name", "unit_name", "unit_code")
# What stands under such a head is no money, though it be a number.
_NO_MONEY = re.compile(
    r"数量|人数|个数|户数|次数|人次|辆|台|套|面积|单价|时间|日期|年限|电话|比|率|号|备注|说明|依据|排序|分$"
)
# 「户数」, 「接待人次（万）」, 「面积（亩）」: what a column counts in.
_COUNTS = re.compile(
    r"(?P<of>人次|户次|批次|人|户|个|次|辆|家)数?\((?P<scale>[万亿])\)$|\((?P<unit>[^()]{1,4})\)$|(?P<alone>人次|户次|批次|人|户|个|次|辆|家)数?$"
)
_COLUMN_TOTAL = re.compile(r"^(?:合计|小计|总计|本年(?:收入|支出)合计|总额)$")
_HEAD_ROWS = 6
_SIDES = frozenset({"收入", "支出"})
# 「2024年“三公”经费预算数」.
_OF_YEAR = re.compile(r"((?:19|20)\d\d)年度?(?=[^\d])")
# 「2024年预算数比2023年增减（%）」 over columns of its own.
_COMPARES = re.compile(r"(?:比|较|与).*(?:年|上年|去年).*(?:增减|增长|变动|变化|±)")
_VEHICLES = "公务用车购置及运行维护费"
_COLUMN_NUMBER = re.compile(r"\(?(\d{1,2})\)?(?:=.*)?")
_LINE_HEADS = frozenset({"栏次", "行次"})
_BESIDE_NUMBERS = _LINE_HEADS | {"", "类", "款", "项", "目", "次", "—", "-", "--", "——", "/", "*", "**", "***"}


def distinct(lines: Iterable[list[Cell | None]]) -> list[Cell]:
    seen: dict[int, Cell] = {}
    for line in lines:
        for cell in line:
            if cell is not None:
                seen.setdefault(id(cell), cell)
    return list(seen.values())


def head_rows(grid: list[list[Cell | None]]) -> tuple[int, int] | None:
    """(first head row, first data row). Heads end with the last of the first rows that names a key or a stage column. Rows of
    a sheet that stand above the table hold no cells of it."""
    last = None
    above = next((r for r, line in enumerate(grid) if any(cell is not None for cell in line)), 0)
    for r, line in enumerate(grid[above : above + _HEAD_ROWS + 4], above):
        own = [c for c in distinct([line]) if c.row == r and c.text.strip()]
        fields = [_field(c.text) for c in own]
        keys = sum(f in _KEY_FIELDS for f in fields)
        amounts = any(_is_amount(c.text) for c in own)
        heads = sum(f is not None for f in fields)
        if amounts and last is not None:
            break
        if (
            last is not None
            and len(own) > 1
            and any(c.row <= last for c in distinct([line]) if c.row < r and c.text.strip())
        ):
            last = r  # 「小计 | 购置费 | 运行费」 beside heads that are merged down to it
            continue
        if not amounts and (keys or heads >= 2) and len(own) >= 2:
            last = r
    if last is None:
        last = _above_named_figures(grid, above)
    if last is None:
        return None
    top = last
    while top > above and any(c.row < top for c in distinct([grid[top]])):
        top -= 1
    while top > above and (
        _is_sliver(grid[top - 1], top - 1)
        or _heads_a_group([c for c in distinct([grid[top - 1]]) if c.row == top - 1 and c.text.strip()])
    ):
        top -= 1
    return top, last + 1


def _above_named_figures(grid: list[list[Cell | None]], above: int) -> int | None:
    """Heads that nobody knows (乡镇 | 禁牧资金 | 平衡资金): the row of nothing but words over the first that is a name with figures
    behind it."""
    for r in range(above, min(above + _HEAD_ROWS, len(grid) - 1)):
        heads, below = ([c.text for c in distinct([grid[i]]) if c.row == i] for i in (r, r + 1))
        told = [text for text in below if text.strip()]
        if len(told) > 1 and not _is_amount(told[0]) and all(map(_is_amount, told[1:])):
            words = all(text.strip() and not _is_amount(text) for text in heads)
            return r if words and len(heads) == len(below) else None
    return None


def _is_sliver(line: list[Cell | None], r: int) -> bool:
    """A row of which nothing but the lower ends of heads is left: two borders that were drawn a little apart."""
    printed = [c.row for c in distinct([line]) if c.text.strip()]
    return any(row < r for row in printed) and r not in printed


def _heads_a_group(cells: list[Cell]) -> bool:
    """A row above the heads that spans them: 「收入 | 支出」, heads of its own, or merged cells that are no title and declare no unit."""
    if len(cells) < 2 or any(declared_unit(c.text) for c in cells):
        return False
    texts = [_head_text(c) for c in cells]
    repeated = any(a == b for a, b in pairwise(texts))
    known = sum(_field(text) is not None for text in texts) >= 2
    return known or repeated or any(c.colspan > 1 for c in cells) or set(texts) <= _SIDES


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
    return bool(re.fullmatch(r"-?[\d,]+(?:\.\d+)?%?", plain)) and not CODE.match(plain)


def panels_of(grid: list[list[Cell | None]], top: int, first: int, form: Form, title: str) -> list[Panel]:
    panels: list[Panel] = []
    sides: list[str | None] = []
    chains = _chains(grid, top, first)
    by_place = _name_column(grid[first:], chains)
    for i, chain in enumerate(chains):
        leaf = next((t for t in reversed(chain) if t), "")
        column = Column(i, "item_code", "code", leaf) if leaf in CODE_LEVELS else read_head(i, leaf)
        if leaf in _SIDES and _names_lines(grid[first:], i):
            column = Column(i, "item_name", "name", leaf)  # 收入 | 预算数 | 支出 | 预算数
        if i == by_place:
            panels.append(Panel([Column(i, "item_name", "name", leaf)], [], form.side, named_by_place=True))
            sides.append(form.side)
            continue
        side = form.side or _side_of(chain) or _side_of([normalise(title).text])
        if column is not None and column.field in _KEY_FIELDS:
            if not panels or panels[-1].values:
                panels.append(Panel([], [], side))
                sides.append(side)
            panels[-1].keys.append(column)
            panels[-1].side = panels[-1].side or side
            continue
        if not panels:
            panels.append(Panel([], [], side))
        value = _value_column(i, chain, panels[-1].side or side, form)
        if value is None and panels[-1].named_by_place:
            value = _counted_column(i, leaf)
        if value is not None:
            panels[-1].values.append(_of_period(value, panels[-1].values))
    if not any(v.term is None or v.term.known for p in panels for v in p.values) and not _declares(grid[:first], title):
        return []  # a list of which no head is known, and no unit
    for panel in panels:
        panel.values = _with_balances(panel.values)
    return panels


def _counted_column(i: int, head: str) -> Value | None:
    """「户数」, 「接待人次（万）」, 「禁牧面积（万亩）」: a column of a list that counts something else than money, by its head's unit."""
    m = _COUNTS.search(normalise(head).text)
    if m is None:
        return None
    unit = m["unit"] or m["alone"] or f"{m['scale']}{m['of']}"
    if declared(unit, 0)[0] != "count":
        return None
    return Value(
        i, Term("count", "other", head, known=False), False, head, None, None, unit, None, 0, "level", "counted"
    )


def _name_column(rows: list[list[Cell | None]], chains: list[list[str]]) -> int | None:
    """The first column of nothing but words, where no head says which column names the lines (乡镇, 子项目, 标段); None where
    one does, or where figures stand before it."""
    heads = [read_head(i, chain[-1]) if chain else None for i, chain in enumerate(chains)]
    leaves = [chain[-1] if chain else "" for chain in chains]
    names_a_side = any(leaf in _SIDES and _names_lines(rows, i) for i, leaf in enumerate(leaves))
    if names_a_side or set(leaves) & set(CODE_LEVELS) or any(c is not None and c.field in _KEY_FIELDS for c in heads):
        return None
    for i, column in enumerate(heads):
        if column is None and _names_lines(rows, i):
            return i
        if column is None or column.type not in ("ordinal", "label"):
            return None
    return None


def _names_lines(rows: list[list[Cell | None]], i: int) -> bool:
    """Do words stand in this column, and no figures?"""
    told = [normalise(line[i].text).text for line in rows if line[i] is not None]  # type: ignore[union-attr]
    return any(told) and not any(_is_amount(text) for text in told)


def _with_balances(values: list[Value]) -> list[Value]:
    """合计 {本年收入 …, 上年结转 …}: a total that holds a balance brought forward is 收入总计."""
    first = values[0] if values else None
    if first is None or first.term is not None or not first.is_total or first.side != "revenue" or len(first.chain) > 1:
        return values
    if not any(v.term is not None and v.term.measure == "opening_balance" for v in values):
        return values
    return [replace(first, term=Term("revenue_total", "total")), *values[1:]]


def _declares(lines: list[list[Cell | None]], title: str) -> bool:
    return declared_unit(title) is not None or any(declared_unit(c.text) for c in distinct(lines))


def numbers_columns(line: list[Cell | None], r: int) -> bool:
    """Does row ``r`` number the columns: 「栏次 | 1 | 2 | 3」, 「1 | 2 | 3=2-1」? Numbers that rise by one, and nothing else."""
    numbers: list[int] = []
    is_headed = False
    for cell in distinct([line]):
        text = normalise(cell.text).text if cell.row == r else ""
        number = _COLUMN_NUMBER.fullmatch(text)
        if number is not None:
            numbers.append(int(number.group(1)))
        elif text not in _BESIDE_NUMBERS:
            return False  # most rows end here, at their first name
        is_headed = is_headed or text in _LINE_HEADS
    return len(numbers) > (not is_headed) and all(after - before == 1 for before, after in pairwise(numbers))


def ordinal_columns(grid: list[list[Cell | None]], top: int, first: int) -> set[int]:
    """Columns that number the rows (序号)."""
    heads = ((i, read_head(i, text)) for i, chain in enumerate(_chains(grid, top, first)) for text in chain[-1:])
    return {i for i, column in heads if column is not None and column.type == "ordinal"}


def _of_period(value: Value, before: list[Value]) -> Value:
    """「本月 | 上年同期」: last year's column is of the period of the column before it."""
    if value.field != "same_period" or value.period:
        return value
    if "同月" in value.head:
        return replace(value, period="month")
    return replace(value, period=next((v.period for v in reversed(before) if v.period), ""))


def _chains(grid: list[list[Cell | None]], top: int, first: int) -> list[list[str]]:
    """The heads over each column, outermost first. Where merged cells were lost, a blank one belongs to the head on its
    left, if both stand under the same heads."""
    heads: list[list[str]] = []
    for r in range(top, first):
        printed = [_head_text(cell) for cell in grid[r]]
        if r < first - 1:
            leaves = [_head_text(cell) for cell in grid[first - 1]]
            printed = [text or _spanning(printed, leaves, heads, i) for i, text in enumerate(printed)]
        heads.append(printed)
    return [
        [text for text, above in zip(column, ("", *column), strict=False) if text and text != above]
        for column in ([row[i] for row in heads] for i in range(len(grid[0])))
    ]


def _spanning(printed: list[str], leaves: list[str], above: list[list[str]], i: int) -> str:
    """The head to the left of a blank one that spans it; "" where none does."""
    spanned = takewhile(lambda j: leaves[j] and all(row[j] == row[i] for row in above), range(i, -1, -1))
    return next((printed[j] for j in spanned if printed[j]), "")


def _head_text(cell: Cell | None) -> str:
    return "" if cell is None else normalise(cell.text).text


def _side_of(texts: list[str]) -> str | None:
    for text in texts:
        has_revenue, has_expenditure = "收入" in text, "支出" in text
        if has_revenue != has_expenditure:
            return "revenue" if has_revenue else "expenditure"
    return None


def _value_column(i: int, chain: list[str], side: str | None, form: Form) -> Value | None:
    """The meaning of a value column from its heads, outermost first."""
    if not chain:
        return None
    bought = read_head(i, chain[-1])
    if bought is not None and bought.field in PRODUCT_FIELDS:
        thing = Term(PRODUCT_FIELDS[bought.field], "other", chain[-1], known=False)
        return Value(
            i, thing, False, chain[-1], side, None, bought.unit, None, 0, bought.field, bought.field, "", tuple(chain)
        )  # fmt: skip
    term: Term | None = None
    stage: str | None = None
    unit, year, offset, aspect, total = "", None, 0, "level", False
    field = period = ""
    for text in chain:
        column = read_head(i, text)
        if column is None and _COMPARES.search(text):
            aspect = "change_rate" if re.search("%|率|幅", text) else "change"
            continue
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
        of_year = _OF_YEAR.match(bare)
        if column is None and of_year is not None:
            year, bare = int(of_year.group(1)), bare[of_year.end() :]
        if _COLUMN_TOTAL.match(bare):
            total = True
            continue
        bare, own_stage = split_stage(bare)
        stage = own_stage or stage
        names = column is None or column.field == "total" or text in ("本年收入", "本年支出")
        found = classify(bare, side) if bare and names else None
        if found is not None and not found.known and term is not None and term.item == _VEHICLES:
            found = classify(f"公务用车{bare}", side)
        if found is not None and (found.known or text == chain[-1]):
            within = term is not None and term.measure in BALANCES and found.breakdown == "fund_source"
            term = replace(found, measure=term.measure) if within and term is not None else found
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
    if term is not None and not term.known:
        if _NO_MONEY.search(chain[-1]):
            return None
        term = Term(term.measure, "other", term.item, known=False)
    # 基本支出 {小计, 人员经费, 公用经费}: a subtotal is its item's whole, not the total of the line.
    is_total = (
        term is None
        or (total and term.is_total)
        or (term.is_total and term.measure in ("revenue", "expenditure", "revenue_total", "expenditure_total"))
    )
    return Value(i, term, is_total, chain[-1], side, stage, unit, year, offset, aspect, field, period, tuple(chain))
