"""Records of an Excel 97–2003 workbook ([MS-XLS]; also Excel 5 and 95) → sheets with values and number formats."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from pipeline.readers.grids import Span
from pipeline.readers.limits import LIMITS
from pipeline.readers.number_format import BUILT_IN, number_of

Place = tuple[int, int]

_BOF, _EOF, _CONTINUE, _FILEPASS, _CODEPAGE, _DATE_1904 = 0x0809, 0x000A, 0x003C, 0x002F, 0x0042, 0x0022
_BOUNDSHEET, _FORMAT, _XF, _SST = 0x0085, 0x041E, 0x00E0, 0x00FC
_NUMBER, _RK, _MULRK, _LABELSST, _LABEL, _RSTRING = 0x0203, 0x027E, 0x00BD, 0x00FD, 0x0204, 0x00D6
_BOOLERR, _FORMULA, _STRING, _BLANK, _MULBLANK = 0x0205, 0x0006, 0x0207, 0x0201, 0x00BE
_MERGEDCELLS, _COLINFO, _ROW = 0x00E5, 0x007D, 0x0208
_BIFF8, _BIFF5 = 0x0600, 0x0500
_ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip


class EncryptedWorkbook(Exception):
    """The workbook needs a password."""


class TooManyCells(Exception):
    """The workbook stores more cells than ``LIMITS.cells``."""


@dataclass(slots=True)
class Sheet:
    """One worksheet: values and format codes by (row, column), merged ranges, and what is hidden.

    A value is a number, a text (logical values and errors as Excel writes them), or None for a cell that holds only
    a format.
    """

    name: str
    is_hidden: bool = False
    values: dict[Place, Decimal | str | None] = field(default_factory=dict)
    codes: dict[Place, str] = field(default_factory=dict)
    spans: list[Span] = field(default_factory=list)
    hidden_rows: int = 0
    hidden_columns: int = 0


@dataclass(slots=True)
class _Globals:
    """What the sheets share."""

    version: int = 0
    encoding: str = "gb18030"
    epoch_1904: bool = False
    own_formats: dict[int, str] = field(default_factory=dict)
    styles: list[int] = field(default_factory=list)
    strings: list[str] = field(default_factory=list)
    sheets: list[tuple[int, Sheet]] = field(default_factory=list)

    def code(self, style: int) -> str:
        number = self.styles[style] if style < len(self.styles) else 0
        return self.own_formats.get(number) or BUILT_IN.get(number, "General")


def read_workbook(book: bytes) -> tuple[list[Sheet], bool]:
    """The worksheets in order, and whether dates count from 1904.

    Raises EncryptedWorkbook, TooManyCells, and ValueError, IndexError or struct.error for damaged records.
    """
    shared = _read_globals(book)
    stored = 0
    for offset, sheet in shared.sheets:
        _read_sheet(book, offset, sheet, shared)
        stored += len(sheet.values)
        if stored > LIMITS.cells:
            raise TooManyCells
    return [sheet for _, sheet in shared.sheets], shared.epoch_1904


def _records(book: bytes, offset: int) -> Iterator[tuple[int, list[bytes]]]:
    """(kind, content and its continuations) of the records of one substream; charts inside it are passed over."""
    kind, pieces, depth = -1, list[bytes](), 0
    while offset + 4 <= len(book):
        following, length = struct.unpack_from("<HH", book, offset)
        content = book[offset + 4 : offset + 4 + length]
        offset += 4 + length
        depth += following == _BOF
        if following == _CONTINUE:
            pieces.append(content)
        elif depth == 1:
            if pieces:
                yield kind, pieces
            kind, pieces = following, [content]
        depth -= following == _EOF
        if depth == 0:
            break
    if pieces:
        yield kind, pieces


def _read_globals(book: bytes) -> _Globals:
    shared = _Globals()
    for kind, pieces in _records(book, 0):
        content = pieces[0]
        if kind == _BOF:
            shared.version = struct.unpack_from("<H", content)[0]
            if shared.version not in (_BIFF8, _BIFF5):
                raise ValueError(f"BIFF version {shared.version:#06x}")
        elif kind == _FILEPASS:
            raise EncryptedWorkbook
        elif kind == _CODEPAGE:
            shared.encoding = _encoding(struct.unpack_from("<H", content)[0])
        elif kind == _DATE_1904:
            shared.epoch_1904 = struct.unpack_from("<H", content)[0] == 1
        elif kind == _FORMAT:
            shared.own_formats[struct.unpack_from("<H", content)[0]] = _format_code(content, shared)
        elif kind == _XF:
            shared.styles.append(struct.unpack_from("<H", content, 2)[0])
        elif kind == _SST:
            shared.strings = _shared_strings(pieces)
        elif kind == _BOUNDSHEET:
            _add_sheet(content, shared)
    if not shared.version:
        raise ValueError("no workbook records")
    return shared


def _encoding(code_page: int) -> str:
    if code_page in (936, 1200):
        return "gb18030"
    try:
        "".encode(f"cp{code_page}")
    except LookupError:
        return "gb18030"
    return f"cp{code_page}"


def _add_sheet(content: bytes, shared: _Globals) -> None:
    offset, state, kind = struct.unpack_from("<IBB", content)
    if kind == 0:
        name = _text(content[6:], shared, length_bytes=1)
        shared.sheets.append((offset, Sheet(name, is_hidden=state & 3 != 0)))


def _format_code(content: bytes, shared: _Globals) -> str:
    return _text(content[2:], shared, length_bytes=2 if shared.version == _BIFF8 else 1)


def _text(content: bytes, shared: _Globals, length_bytes: int) -> str:
    """A string with its length before it; Excel 97 adds a byte that says whether characters are wide."""
    length = int.from_bytes(content[:length_bytes], "little")
    if shared.version != _BIFF8:
        return content[length_bytes : length_bytes + length].decode(shared.encoding, "replace")
    reader = _Pieces([content])
    reader.take(length_bytes)
    return reader.string(length)


class _Pieces:
    """Reads through a record and its continuations. Raises IndexError at the end."""

    def __init__(self, pieces: Sequence[bytes]) -> None:
        self._pieces = pieces
        self._piece = 0
        self._at = 0

    def take(self, count: int) -> bytes:
        taken = b""
        while len(taken) < count:
            self._advance()
            part = self._pieces[self._piece][self._at : self._at + count - len(taken)]
            self._at += len(part)
            taken += part
        return taken

    def string(self, length: int) -> str:
        """Flags, characters, and what follows them. A continuation begins with flags of its own."""
        flags = self.take(1)[0]
        runs = struct.unpack("<H", self.take(2))[0] if flags & 0x08 else 0
        extra = struct.unpack("<I", self.take(4))[0] if flags & 0x04 else 0
        text = self._characters(length, flags & 1)
        self.take(4 * runs)
        self.take(extra)
        return text

    def _characters(self, length: int, is_wide: int) -> str:
        raw = b""
        while len(raw) < 2 * length:
            if self._at >= len(self._pieces[self._piece]):
                self._advance()
                is_wide = self.take(1)[0] & 1
            size = 2 if is_wide else 1
            here = self._pieces[self._piece]
            count = min(length - len(raw) // 2, (len(here) - self._at) // size)
            if count == 0:
                raise IndexError("string beyond its record")
            part = here[self._at : self._at + count * size]
            self._at += count * size
            raw += part if is_wide else part.decode("latin-1").encode("utf-16-le")
        return raw.decode("utf-16-le", "replace")

    def _advance(self) -> None:
        while self._at >= len(self._pieces[self._piece]):
            self._piece += 1
            self._at = 0


def _shared_strings(pieces: Sequence[bytes]) -> list[str]:
    """Strings that cells refer to by number. Their count is not believed: some programs write too many."""
    reader = _Pieces(pieces)
    count = struct.unpack("<II", reader.take(8))[1]
    strings: list[str] = []
    try:
        while len(strings) < count:
            strings.append(reader.string(struct.unpack("<H", reader.take(2))[0]))
    except IndexError:
        # A cell that refers to a string beyond this fails by itself.
        return strings
    return strings


def _read_sheet(book: bytes, offset: int, sheet: Sheet, shared: _Globals) -> None:
    awaiting_text: Place | None = None
    for kind, pieces in _records(book, offset):
        content = pieces[0]
        if kind == _STRING and awaiting_text is not None:
            sheet.values[awaiting_text] = _continued_text(pieces, shared)
            awaiting_text = None
        elif kind in _SINGLE:
            row, column, style = struct.unpack_from("<HHH", content)
            sheet.codes[(row, column)] = shared.code(style)
            sheet.values[(row, column)] = _value(kind, pieces, shared)
            if kind == _FORMULA:
                awaiting_text = (row, column)
        elif kind in (_MULRK, _MULBLANK):
            _read_many(kind, content, sheet, shared)
        elif kind == _MERGEDCELLS:
            sheet.spans += _spans(content)
        elif kind == _ROW:
            sheet.hidden_rows += struct.unpack_from("<H", content, 12)[0] >> 5 & 1
        elif kind == _COLINFO:
            first, last, _, _, options = struct.unpack_from("<HHHHH", content)
            # A run to the last column hides only the empty rest of the sheet.
            sheet.hidden_columns += last - first + 1 if options & 1 and first <= last < 255 else 0


_SINGLE = (_NUMBER, _RK, _LABELSST, _LABEL, _RSTRING, _BOOLERR, _FORMULA, _BLANK)


def _value(kind: int, pieces: Sequence[bytes], shared: _Globals) -> Decimal | str | None:
    content = pieces[0]
    match kind:
        case 0x0203:
            return number_of(repr(struct.unpack_from("<d", content, 6)[0]))
        case 0x027E:
            return _rk(struct.unpack_from("<I", content, 6)[0])
        case 0x00FD:
            index: int = struct.unpack_from("<I", content, 6)[0]
            return shared.strings[index]
        case 0x0204 | 0x00D6:
            return _continued_text([content[6:], *pieces[1:]], shared)
        case 0x0205:
            return _logical_or_error(content[6], content[7] == 1)
        case 0x0006:
            return _formula_result(content)
    return None


def _formula_result(content: bytes) -> Decimal | str | None:
    result = content[6:14]
    if result[6:8] != b"\xff\xff":
        return number_of(repr(struct.unpack("<d", result)[0]))
    if result[0] in (1, 2):
        return _logical_or_error(result[2], result[0] == 2)
    return ""


def _logical_or_error(value: int, is_error: bool) -> str:
    if is_error:
        return _ERRORS.get(value, "#N/A")
    return "TRUE" if value else "FALSE"


def _continued_text(pieces: Sequence[bytes], shared: _Globals) -> str:
    if shared.version != _BIFF8:
        return _text(pieces[0], shared, length_bytes=2)
    reader = _Pieces(pieces)
    return reader.string(struct.unpack("<H", reader.take(2))[0])


def _rk(packed: int) -> Decimal | None:
    """A number in four bytes: a whole number or the upper half of a double, perhaps times a hundred."""
    if packed & 2:
        whole = packed >> 2
        number = Decimal(whole - (1 << 30) if whole & (1 << 29) else whole)
        return number.scaleb(-2) if packed & 1 else number
    value: float = struct.unpack("<d", struct.pack("<II", 0, packed & 0xFFFFFFFC))[0]
    return number_of(repr(value / 100 if packed & 1 else value))


def _read_many(kind: int, content: bytes, sheet: Sheet, shared: _Globals) -> None:
    """A run of numbers, or of blank cells, in one row."""
    row, first = struct.unpack_from("<HH", content)
    size = 6 if kind == _MULRK else 2
    for i in range((len(content) - 6) // size):
        place = (row, first + i)
        sheet.codes[place] = shared.code(struct.unpack_from("<H", content, 4 + size * i)[0])
        is_number = kind == _MULRK
        sheet.values[place] = _rk(struct.unpack_from("<I", content, 6 + size * i)[0]) if is_number else None


def _spans(content: bytes) -> list[Span]:
    count = struct.unpack_from("<H", content)[0]
    spans: list[Span] = []
    for i in range(count):
        top, bottom, left, right = struct.unpack_from("<HHHH", content, 2 + 8 * i)
        if top <= bottom and left <= right:
            spans.append(Span(top, left, bottom, right))
    return spans
