"""A self-evaluation sheet that was saved as one line of words and figures, as a search engine or a converter leaves it.

What stands in the line is in the order of the sheet (SPEC 3.1): what it is of, the heads of its money and a row a fund, its goal in
words, the heads of its indicators and a row an indicator, its total. A blank cell left nothing behind. So a row of money is told by the
words that it begins with, its figures standing under the first heads; a row of an indicator by the two points that it ends with.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_MONEY_HEAD = re.compile(
    r"(?:年初|全年|年度|调整后?)?(?:预算|执行|支出|决算)数?(?:[(（][A-Za-z/]+[)）])?|分值|权重|执行率(?:[(（].+[)）])?|得分"
)
_INDICATOR_HEAD = re.compile(
    r"[一二三]级指标|指标(?:名称|性质|值|内容)|(?:年度|预期)指标值|(?:全年|实际|年度)*完成(?:值|情况)|度量单位|计量单位|分值|权重|得分|偏差原因.*|备注"
)
_POINTS_HEAD = ("分值", "权重")
_KEY = re.compile(r"项目名称|主管部门|实施单位|项目负责人|联系电话|项目资金.*")
_FUND = re.compile(
    r"年度资金总额|资金总额|其中[:：]|上年结转|其他资金|单位资金|财政专户|(?:本年|当年)?(?:中央|省级|市级|县级|区级)?财政(?:拨款|资金)"
)
_GOAL = re.compile(r"年度总体目标|总体目标|绩效指标|预期目标")
_FIGURE = re.compile(r"-?[\d,]+(?:\.\d+)?[%％]?|[-—/]+")
_POINTS = re.compile(r"\d{1,3}(?:\.\d{1,2})?分?")
_BRACKETED = re.compile(r"[（(][^（）()]{1,8}[)）]")
_FEWEST_HEADS = 4
_FEWEST_ROWS = 2


def form_rows(line: str) -> list[list[str]]:
    """The rows of the sheet in this line, none where its heads are not in it."""
    if "级指标" not in line or not any(x in line for x in _POINTS_HEAD):
        return []
    fields = _fields(line)
    indicators = _heads(fields, _INDICATOR_HEAD, 0)
    money = _heads(fields, _MONEY_HEAD, 0)
    if indicators is None or not any(x in _POINTS_HEAD for x in fields[slice(*indicators)]):
        return []
    if money is None or money[0] >= indicators[0]:
        money = (indicators[0], indicators[0])
    goal = next((i for i in range(money[1], indicators[0]) if _GOAL.match(fields[i])), indicators[0])
    rows = [*_keyed(fields[: money[0]])]
    if money[0] < money[1]:
        heads = fields[slice(*money)]
        title = rows.pop() if rows and rows[-1][0].startswith("项目资金") else ["项目资金"]
        rows += [["".join(title), *heads], *_funds(fields[money[1] : goal])]
    if goal < indicators[0]:
        rows.append([" ".join(fields[goal : indicators[0]])])
    heads = fields[slice(*indicators)]
    scored = list(_scored(fields[indicators[1] :], heads))
    return [*rows, heads, *scored] if len(scored) >= _FEWEST_ROWS else []


def _fields(line: str) -> list[str]:
    fields: list[str] = []
    for field in line.split():
        if fields and _BRACKETED.fullmatch(field) and not _FIGURE.fullmatch(fields[-1]):
            fields[-1] += field
        else:
            fields.append(field)
    return fields


def _heads(fields: Sequence[str], head: re.Pattern[str], start: int) -> tuple[int, int] | None:
    """Where the first run of heads begins and ends."""
    for i in range(start, len(fields)):
        end = i
        while end < len(fields) and head.fullmatch(fields[end]):
            end += 1
        if end - i >= _FEWEST_HEADS:
            return i, end
    return None


def _keyed(fields: Sequence[str]) -> Iterator[list[str]]:
    """「项目名称 某项目 主管部门 某局」: a row a key with what stands behind it."""
    row: list[str] = []
    for field in fields:
        if row and _KEY.match(field):
            yield row
            row = []
        row.append(field)
    if row:
        yield row


def _funds(fields: Sequence[str]) -> Iterator[list[str]]:
    """A row a fund: its words, then its figures under the first heads of money; one without figures is left out."""
    row: list[str] = []
    for field in (*fields, ""):
        opens = _FUND.match(field) is not None or not field
        if row and opens:
            figures = [x for x in row[1:] if _FIGURE.fullmatch(x)]
            yield [row[0], *figures] if figures else [" ".join(row)]
            row = []
        row.append(field)


def _scored(fields: Sequence[str], heads: Sequence[str]) -> Iterator[list[str]]:
    """A row an indicator: it ends with its points and what it was given of them, which stand under their heads."""
    points = next(i for i, x in enumerate(heads) if x in _POINTS_HEAD)
    row: list[str] = []
    for i, field in enumerate(fields):
        row.append(field)
        behind = fields[i + 1] if i + 1 < len(fields) else ""
        if len(row) < 3 or _POINTS.fullmatch(behind) or not all(_POINTS.fullmatch(x) for x in row[-2:]):
            continue
        words = row[:-2]
        if len(words) > points > 0:
            words = [" ".join(words[: len(words) - points + 1]), *words[len(words) - points + 1 :]]
        yield [*[""] * (points - len(words)), *words, *row[-2:]]
        row = []
    if row:
        yield [" ".join(row)]
