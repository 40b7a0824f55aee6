"""Minimal Excel 97–2003 files: one sheet, numbers with formats, texts, merged ranges ([MS-XLS], [MS-CFB])."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def xls_file(
    cells: Mapping[tuple[int, int], tuple[float | str, str]],
    merged: Sequence[tuple[int, int, int, int]] = (),
    sheet: str = "表1",
    raw_globals: bytes = b"",
    raw_cells: bytes = b"",
    state: int = 0,
) -> bytes:
    """A workbook whose cells are (value, format code) by (row, column); ``merged`` is (top, bottom, left, right).

    ``raw_globals`` and ``raw_cells`` are records put in before the list of sheets and after the cells; ``state`` is 1
    for a hidden sheet.
    """
    codes = sorted({code for _, code in cells.values()} - {"General"})
    style = {code: i + 1 for i, code in enumerate(codes)} | {"General": 0}
    globals_start = record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0))
    formats = b"".join(
        record(0x041E, struct.pack("<HHB", 164 + i, len(code), 1) + code.encode("utf-16-le"))
        for i, code in enumerate(codes)
    )
    styles = record(0x00E0, struct.pack("<HH16x", 0, 0))
    styles += b"".join(record(0x00E0, struct.pack("<HH16x", 0, 164 + i)) for i in range(len(codes)))
    head = globals_start + formats + styles + raw_globals
    name = sheet.encode("utf-16-le")
    bound_length = 4 + 8 + len(name)
    offset = len(head) + bound_length + 4
    bound = record(0x0085, struct.pack("<IBBBB", offset, state, 0, len(sheet), 1) + name)
    body = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0, 0, 0, 0))
    for (row, column), (value, code) in sorted(cells.items()):
        body += _cell(row, column, style[code], value)
    body += raw_cells
    if merged:
        body += record(0x00E5, struct.pack("<H", len(merged)) + b"".join(struct.pack("<HHHH", *m) for m in merged))
    end = record(0x000A, b"")
    return compound_file({"Workbook": head + bound + end + body + end})


def _cell(row: int, column: int, style: int, value: float | str) -> bytes:
    place = struct.pack("<HHH", row, column, style)
    if isinstance(value, str):
        return record(0x0204, place + struct.pack("<HB", len(value), 1) + value.encode("utf-16-le"))
    return record(0x0203, place + struct.pack("<d", value))


def number(row: int, column: int, value: float) -> bytes:
    """A cell with a number in the General format."""
    return _cell(row, column, 0, value)


def shared_text(row: int, column: int, index: int) -> bytes:
    """A cell that refers to a shared string."""
    return record(0x00FD, struct.pack("<HHHI", row, column, 0, index))


def record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def compound_file(streams: Mapping[str, bytes]) -> bytes:
    """An OLE container; streams are padded to the size from which they stand in sectors of their own."""
    sectors: list[bytes] = []
    fat: list[int] = [_FAT, _END]
    entries = [_entry("Root Entry", 5, _END, 0, child=1)]
    for name, content in streams.items():
        padded = content.ljust(4096, b"\x00")
        count = -(-len(padded) // 512)
        first = len(fat)
        fat += [first + i + 1 for i in range(count - 1)] + [_END]
        sectors += [padded[i * 512 : (i + 1) * 512].ljust(512, b"\x00") for i in range(count)]
        entries.append(_entry(name, 2, first, len(padded)))
    directory = b"".join(entries).ljust(512, b"\x00")
    assert len(directory) == 512 and len(fat) <= 128
    table = struct.pack("<128I", *fat, *[_FREE] * (128 - len(fat)))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 16
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<109I", 0, *[_FREE] * 108)
    return header + table + directory + b"".join(sectors)


def _entry(name: str, kind: int, start: int, size: int, child: int = _FREE) -> bytes:
    raw = (name + "\x00").encode("utf-16-le")
    entry = raw.ljust(64, b"\x00") + struct.pack("<HBBIII", len(raw), kind, 1, _FREE, _FREE, child)
    return entry + b"\x00" * 36 + struct.pack("<IQ", start, size)
