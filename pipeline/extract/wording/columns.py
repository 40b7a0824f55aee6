"""R75: columns that are filled with something else than their head asks for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from pipeline.extract.facts import Wording
from pipeline.extract.ledger import short_hash
from pipeline.extract.wording.maps import wording_maps
from pipeline.extract.wording.passages import Passage


def misfilled_columns(passages: Sequence[Passage]) -> Iterator[Wording]:
    """One question a column whose head is in the map: is it filled with what the head says?

    It is not where most of its cells hold the other thing; how such a column is read (as outturn or budget) is decided
    by the printed rates that it reproduces (int_project__row).
    """
    columns: dict[tuple[int, int | None], list[Passage]] = defaultdict(list)
    for passage in passages:
        if passage.is_cell:
            columns[passage.block, passage.col].append(passage)
    for row in wording_maps()["column"]:
        filled = re.compile(row["filled"])
        for cells in columns.values():
            at = next((i for i, cell in enumerate(cells) if cell.text.strip() == row["head"]), None)
            below = cells[at + 1 :] if at is not None else []
            others = [cell for cell in below if filled.fullmatch(cell.text.strip())]
            if at is None or not below:
                continue
            is_misfilled = 2 * len(others) > len(below)
            head = cells[at]
            shown = [head, *others[:3]] if is_misfilled else [head]
            for cell in shown:
                yield Wording(
                    wording_id=short_hash("R75", head.block, head.row, head.col),
                    rule_id="R75",
                    subject=row["head"],
                    role="stated" if cell is head else "part",
                    quote=cell.text.strip(),
                    found=row["holds"] if is_misfilled and cell is head else row["asks"],
                    expected=row["asks"],
                    locator=cell.locator(0, len(cell.text)),
                    note=f"{len(below)} 格中 {len(others)} 格 / {len(others)} of {len(below)} cells",
                    assumption=row["assumption"],
                )
