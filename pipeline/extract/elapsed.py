"""How much of the year a text speaks of, as its own words say: 1-11月, 上半年, 截至9月30日; or one month of it alone."""

from __future__ import annotations

import re

_SPANS = re.compile(
    r"(?:1|一)(?:-|至|到|—|~)(?P<to>\d{1,2})月|截[至止](?:到)?(?:(?:19|20)\d\d年)?(?P<by>\d{1,2})月(?:\d{1,2}日|底|末)"
    r"|(?<!\d)(?P<end>\d{1,2})月(?:底|末)|(?P<half>上半年)|(?P<third>前三季度|[前三]个?季度末)|(?P<first>一季度)"
)
_NAMED = {"half": 6, "third": 9, "first": 3}
_ONE_MONTH = re.compile(r"(?<![\d\-—~至到止])(?:\d{1,2}月(?:份|当月)|当月|本月)")
_FROM_JANUARY = re.compile("累计|全年|年初")


def months_elapsed(text: str) -> int | None:
    """The months from January on that the last such words of a normalised text speak of; None where there are none."""
    found = list(_SPANS.finditer(text))
    if not found:
        return None
    last = found[-1]
    named = next((n for name, n in _NAMED.items() if last[name]), None)
    months = named or int(last["to"] or last["by"] or last["end"])
    return months if 1 <= months <= 12 else None


def is_of_one_month(text: str) -> bool:
    """Do the last words of this kind speak of one month alone (3月份, 当月)? 「3月份完成120万元；1-3月累计完成360万元」."""
    found = list(_ONE_MONTH.finditer(text))
    since = text[found[-1].end() :] if found else ""
    return bool(found) and _SPANS.search(since) is None and _FROM_JANUARY.search(since) is None
