"""R73: the self-evaluation sheets of projects that a report rests on. Whether they are annexed is asked in dbt (bind_r73)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.extract.facts import Wording
from pipeline.extract.wording.passages import Passage

_RESTS_ON = re.compile(r"(?:根据|按照|依据|详见|参见|见|附)[^。；《》]{0,12}(《[^《》]{0,20}项目[^《》]{0,20}自评表》)")


def annexed_sheets(passages: Sequence[Passage], subject: str) -> Iterator[Wording]:
    """The first place where prose rests on a sheet, 根据《…项目…自评表》, for each title."""
    seen = set[str]()
    for passage in passages:
        for m in () if passage.is_cell else _RESTS_ON.finditer(passage.text):
            title = m.group(1)
            if title in seen:
                continue
            seen.add(title)
            yield passage.told("R73", title, span=m.span(1), subject=subject, found=title)
