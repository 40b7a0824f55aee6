"""One PDF page as printed: characters in reading order and ruling lines, in points from its top left corner."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
# Handles of page objects, each with its kind (FPDF_PAGEOBJ_…).
Objects = list[tuple[ctypes.c_void_p, int]]

_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
# What PDFium reports for the hyphen of a word parted at a line end.
_LINE_END_HYPHENS = (0x02, 0xFFFE)
# Characters that are given as others: those that fonts map to no code, and hyphens at line ends.
_SPECIAL = re.compile("[\x00\x02\ud800-\uf8ff\ufffd\ufffe]")
_MAX_FORM_DEPTH = 8


class Character(NamedTuple):
    """A printed character with the box of its font around it; ``line`` counts the printed lines of the page.

    A tuple, because a page has thousands of them.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    line: int
    after_space: bool

    @property
    def middle(self) -> Point:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight horizontal or vertical line: ``at`` is its fixed coordinate, ``start`` to ``end`` its extent."""

    is_vertical: bool
    at: float
    start: float
    end: float


def page_transform(page: pdfium.PdfPage) -> Callable[[float, float], Point]:
    """From the coordinates of the page's content to points right of and below the top left corner as shown."""
    left, bottom, right, top = page.get_cropbox()
    match page.get_rotation():
        case 90:
            return lambda x, y: (y - bottom, x - left)
        case 180:
            return lambda x, y: (right - x, y - bottom)
        case 270:
            return lambda x, y: (top - y, right - x)
        case _:
            return lambda x, y: (x - left, top - y)


def characters(page: pdfium.PdfPage) -> Iterator[Character]:
    """Printed characters in the order of the text layer. White space is told by ``line`` and ``after_space``.

    A character that the font does not map to Unicode is given as U+FFFD.
    """
    place = page_transform(page)
    text_page = page.get_textpage()
    # The bare handle and function: this loop is most of the time that a PDF takes.
    handle, box_at = text_page.raw, pdfium_c.FPDFText_GetLooseCharBox
    line, after_space = 0, False
    box = pdfium_c.FS_RECTF()
    box_pointer = ctypes.pointer(box)
    for index, text in enumerate(_texts(text_page)):
        if text.isspace():
            if text == "\n" or text == "\r":
                line, after_space = line + 1, False
            else:
                after_space = True
            continue
        if not box_at(handle, index, box_pointer):
            continue
        x0, y0 = place(box.left, box.top)
        x1, y1 = place(box.right, box.bottom)
        if x0 > x1:
            x0, x1 = x1, x0
        if y0 > y1:
            y0, y1 = y1, y0
        yield Character(text, x0, y0, x1, y1, line, after_space)
        after_space = False


def _texts(text_page: pdfium.PdfTextPage) -> str:
    """One character for each that the text layer counts, in its order."""
    handle, count = text_page.raw, text_page.count_chars()
    units = (ctypes.c_ushort * (count + 1))()
    written = pdfium_c.FPDFText_GetText(handle, 0, count, units)
    text = bytes(units)[: 2 * count].decode("utf-16-le", errors="replace")
    # The whole text at once leaves out what has no code and takes two units for rare characters; both change the length.
    if written == count + 1 and len(text) == count and not _SPECIAL.search(text):
        return text
    return "".join(_text_of(pdfium_c.FPDFText_GetUnicode(handle, index)) for index in range(count))


def _text_of(code: int) -> str:
    if code in _LINE_END_HYPHENS:
        return "-"
    if code == 0 or 0xD800 <= code <= 0xDFFF or 0xE000 <= code <= 0xF8FF or code > 0x10FFFF:
        return "\ufffd"
    return chr(code)


def page_objects(page: pdfium.PdfPage) -> Objects:
    """What the page is drawn of, forms (reused drawings) not opened; valid while the page is open."""
    handle, get, kind_of = page.raw, pdfium_c.FPDFPage_GetObject, pdfium_c.FPDFPageObj_GetType
    items = [get(handle, index) for index in range(pdfium_c.FPDFPage_CountObjects(handle))]
    return [(item, kind_of(item)) for item in items]


def _form_objects(form: ctypes.c_void_p) -> Objects:
    count = pdfium_c.FPDFFormObj_CountObjects(form)
    items = [pdfium_c.FPDFFormObj_GetObject(form, index) for index in range(count)]
    return [(item, pdfium_c.FPDFPageObj_GetType(item)) for item in items]


def rules(page: pdfium.PdfPage, objects: Objects) -> list[Rule]:
    """Straight horizontal and vertical lines among the objects of a page, the sides of rectangles too."""
    place = page_transform(page)
    found: list[Rule] = []
    for start, end in _segments(objects, _IDENTITY, 0):
        (x0, y0), (x1, y1) = place(*start), place(*end)
        if abs(x0 - x1) < 1 < abs(y0 - y1):
            found.append(Rule(True, (x0 + x1) / 2, min(y0, y1), max(y0, y1)))
        elif abs(y0 - y1) < 1 < abs(x0 - x1):
            found.append(Rule(False, (y0 + y1) / 2, min(x0, x1), max(x0, x1)))
    return found


def _segments(objects: Objects, outer: Matrix, depth: int) -> Iterator[tuple[Point, Point]]:
    """Straight parts of all drawn paths, forms opened."""
    for item, kind in objects:
        if kind == pdfium_c.FPDF_PAGEOBJ_PATH and _is_drawn(item):
            yield from _path_segments(item, _combined(_matrix(item), outer))
        elif kind == pdfium_c.FPDF_PAGEOBJ_FORM and depth < _MAX_FORM_DEPTH:
            yield from _segments(_form_objects(item), _combined(_matrix(item), outer), depth + 1)


def _is_drawn(path: ctypes.c_void_p) -> bool:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not pdfium_c.FPDFPath_GetDrawMode(path, fill, stroke):
        return False
    return bool(fill.value or stroke.value)


def _path_segments(path: ctypes.c_void_p, matrix: Matrix) -> Iterator[tuple[Point, Point]]:
    first: Point | None = None
    previous: Point | None = None
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(pdfium_c.FPDFPath_CountSegments(path)):
        segment = pdfium_c.FPDFPath_GetPathSegment(path, index)
        if not pdfium_c.FPDFPathSegment_GetPoint(segment, x, y):
            continue
        point = _applied(matrix, x.value, y.value)
        kind = pdfium_c.FPDFPathSegment_GetType(segment)
        if kind == pdfium_c.FPDF_SEGMENT_MOVETO or previous is None:
            first = point
        elif kind == pdfium_c.FPDF_SEGMENT_LINETO:
            yield previous, point
        previous = point
        if first is not None and pdfium_c.FPDFPathSegment_GetClose(segment):
            yield point, first


def _matrix(item: ctypes.c_void_p) -> Matrix:
    matrix = pdfium_c.FS_MATRIX()
    if not pdfium_c.FPDFPageObj_GetMatrix(item, matrix):
        return _IDENTITY
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _combined(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    a2, b2, c2, d2, e2, f2 = outer
    return (
        a * a2 + b * c2, a * b2 + b * d2, c * a2 + d * c2, c * b2 + d * d2,
        e * a2 + f * c2 + e2, e * b2 + f * d2 + f2,
    )  # fmt: skip


def _applied(matrix: Matrix, x: float, y: float) -> Point:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
