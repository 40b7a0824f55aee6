"""How much of the year had gone by when a text was written, as its own words say: 1-11月, 上半年, 截至9月30日."""

from __future__ import annotations

import re

_SPANS = re.compile(
    r"(?:1|一)(?:-|至|到|—|~)(?P<to>\d{1,2})月|截[至止](?:到)?(?:(?:19|20)\d\d年)?(?P<by>\d{1,2})月(?:\d{1,2}日|底|末)"
    r"|(?<!\d)(?P<end>\d{1,2})月(?:底|末)|(?P<half>上半年)|(?P<third>前三季度|[前三]个?季度末)|(?P<first>一季度)"
)
_NAMED = {"half": 6, "third": 9, "first": 3}


def months_elapsed(text: str) -> int | None:
    """The months from January on that the last such words of a normalised text speak of; None where there are none."""
    found = list(_SPANS.finditer(text))
    if not found:
        return None
    last = found[-1]
    named = next((n for name, n in _NAMED.items() if last[name]), None)
    months = named or int(last["to"] or last["by"] or last["end"])
    return months if 1 <= months <= 12 else None
