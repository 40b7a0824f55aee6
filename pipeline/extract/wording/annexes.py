"""R73: the self-evaluation sheets of projects that a report rests on. Whether they are annexed is asked in dbt (bind_r73)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.extract.facts import Wording
from pipeline.extract.ledger import short_hash
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
            yield Wording(
                wording_id=short_hash("R73", title),
                rule_id="R73",
                subject=subject,
                role="stated",
                quote=title,
                found=title,
                expected=title,
                locator=passage.locator(*m.span(1)),
            )
