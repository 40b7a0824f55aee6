"""A place in a document in the words that people count by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.report.tabular import printable


def place_text(locator: Mapping[str, Any], table_blocks: Sequence[int]) -> str:
    """Page or sheet, then the table (表5) with row and column, or the paragraph (第12段); all counted from 1.

    table_blocks: the blocks of the document that are tables, in order (``dim_document.table_blocks``).
    """
    block = locator["block"]
    where = []
    if locator.get("page") is not None:
        where.append(f"第{locator['page']}页")
    if locator.get("sheet"):
        where.append(printable(locator["sheet"]))
    where.append(f"表{table_blocks.index(block) + 1}" if block in table_blocks else f"第{block + 1}段")
    if locator.get("row") is not None:
        where.append(f"第{locator['row'] + 1}行第{locator['col'] + 1}列")
    return " ".join(where)
