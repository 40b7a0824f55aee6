"""Reasons that a paragraph gives for what changed: read for R55, which asks for one beside an unusual change."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.extract.facts import Wording
from pipeline.extract.ledger import short_hash
from pipeline.extract.wording.passages import Passage

_REASON = re.compile(
    r"原因|主要是|主要系|主要为|主要由于|主要因|由于|因为|所致|导致|受[^，。；]{1,20}影响|是因|系因|因[^，。；]{2,30}[，而]"
    r"|用于[^，。；]{2,}|(?:新增|增加|减少|压减|取消|追加|调整|结转)了?[^\d，。；]{2,20}(?:项目|经费|资金|支出|人员|拨款)"
)


def reasons(passages: Sequence[Passage]) -> Iterator[Wording]:
    """One row a paragraph that gives a reason, or whose next paragraph begins with one."""
    for passage in passages:
        m = None if passage.is_cell else _REASON.search(passage.text)
        if m is not None:
            yield Wording(
                wording_id=short_hash("R55", passage.block),
                rule_id="R55",
                subject="",
                role="context",
                quote=m.group(),
                found=m.group(),
                expected=m.group(),
                locator=passage.locator(m.start(), m.end()),
            )
