"""CSV → one table. Encoding and delimiter are told from the content, quotes respected."""

from __future__ import annotations

import csv
import io
from collections import Counter

from pipeline.readers.blocks import Blocks, table_of_rows
from pipeline.readers.decoding import decode

_DELIMITERS = (",", "\t", ";", "|")
# So much of the text decides on the delimiter.
_SAMPLE = 64 * 1024


def parse(data: bytes, blocks: Blocks) -> None:
    """Adds the one table of a CSV file to ``blocks``. Rows may differ in length; row 0 is the file's first record.

    Raises UnreadableDocument for bytes in an unknown encoding.
    """
    text = decode(data, blocks.name)
    delimiter, text = _declared(text)
    if delimiter is None:
        delimiter = _sniffed(text[:_SAMPLE])
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=csv.QUOTE_NONE))
        blocks.warn(
            "文件中的引号不成对，引号按普通字符读取。 / "
            "Quotation marks in the file do not pair up; they are read as ordinary characters."
        )
    while rows and not any(field.strip() for field in rows[-1]):
        rows.pop()
    blocks.add_table(table_of_rows(rows))


def _declared(text: str) -> tuple[str | None, str]:
    """The delimiter that a first line ``sep=;`` declares, as Excel does, and the text after it."""
    first, _, rest = text.partition("\n")
    if len(first) == 5 and first.lower().startswith("sep="):
        return first[4], rest
    return None, text


def _sniffed(sample: str) -> str:
    """The delimiter under which most records have the same number of fields; the comma where none parts anything."""
    return max(_DELIMITERS, key=lambda delimiter: _evenness(sample, delimiter))


def _evenness(sample: str, delimiter: str) -> tuple[float, int]:
    """Share of records with the commonest field count above one, and that count."""
    try:
        records = [record for record in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter) if record]
    except csv.Error:
        return 0.0, 0
    counts = Counter(len(record) for record in records if len(record) > 1)
    if not counts:
        return 0.0, 0
    fields, times = counts.most_common(1)[0]
    return times / len(records), fields
