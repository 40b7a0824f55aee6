"""Streams of a compound file (OLE), the container of Office 97–2003. Only what reading an xls needs ([MS-CFB])."""

from __future__ import annotations

import struct
from collections.abc import Sequence

_END = 0xFFFFFFFE
_HEADER = 512
_IN_HEADER = 109


class CompoundFile:
    """The container in ``data``. Raises ValueError or struct.error where it is damaged."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        shift, small_shift = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or small_shift != 6:
            raise ValueError("unknown sector size")
        self._size: int = 1 << shift
        self._small_size: int = 1 << small_shift
        self._fat = self._read_fat()
        first_directory, self._small_limit, first_small_fat = struct.unpack_from("<I4xII", data, 48)
        self._directory = self._chain(first_directory)
        small_fat = self._chain(first_small_fat) if first_small_fat < _END else b""
        self._small_fat = struct.unpack(f"<{len(small_fat) // 4}I", small_fat[: len(small_fat) // 4 * 4])

    def stream(self, *names: str) -> bytes | None:
        """Content of the first stream that has one of these names (lower case); None if there is none."""
        root_start = struct.unpack_from("<I", self._directory, 116)[0]
        for offset in range(0, len(self._directory) - 127, 128):
            length = struct.unpack_from("<H", self._directory, offset + 64)[0]
            name = self._directory[offset : offset + max(length - 2, 0)].decode("utf-16-le", "replace")
            if name.lower() in names and self._directory[offset + 66] == 2:
                start, size = struct.unpack_from("<II", self._directory, offset + 116)
                return self._content(start, size, root_start)
        return None

    def _content(self, start: int, size: int, root_start: int) -> bytes:
        if size >= self._small_limit:
            return self._chain(start)[:size]
        small = self._chain(root_start)
        pieces = [small[i * self._small_size : (i + 1) * self._small_size] for i in _links(start, self._small_fat)]
        return b"".join(pieces)[:size]

    def _read_fat(self) -> tuple[int, ...]:
        """The allocation table: for each sector the next one of its chain."""
        sectors = list(struct.unpack_from(f"<{_IN_HEADER}I", self._data, 76))
        following, seen = struct.unpack_from("<I", self._data, 68)[0], set[int]()
        per_sector = self._size // 4 - 1
        while following < _END and following not in seen:
            seen.add(following)
            entries = struct.unpack_from(f"<{per_sector + 1}I", self._data, self._offset(following))
            sectors.extend(entries[:-1])
            following = entries[-1]
        table = b"".join(self._sector(sector) for sector in sectors if sector < _END)
        return struct.unpack(f"<{len(table) // 4}I", table[: len(table) // 4 * 4])

    def _chain(self, start: int) -> bytes:
        return b"".join(self._sector(sector) for sector in _links(start, self._fat))

    def _sector(self, sector: int) -> bytes:
        offset = self._offset(sector)
        return self._data[offset : offset + self._size]

    def _offset(self, sector: int) -> int:
        return max(_HEADER, self._size) + sector * self._size


def _links(start: int, table: Sequence[int]) -> list[int]:
    """The sectors of a chain. Raises ValueError for one that leaves the table or bites its own tail."""
    found: list[int] = []
    seen: set[int] = set()
    while start < _END:
        if start >= len(table) or start in seen:
            raise ValueError("broken sector chain")
        seen.add(start)
        found.append(start)
        start = table[start]
    return found
