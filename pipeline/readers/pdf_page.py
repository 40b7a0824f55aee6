"""One PDF page as printed: characters in reading order and ruling lines, in points from its top left corner."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]

_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
# What PDFium reports for the hyphen of a word parted at a line end.
_LINE_END_HYPHENS = (0x02, 0xFFFE)
_MAX_FORM_DEPTH = 8


@dataclass(frozen=True, slots=True)
class Character:
    """A printed character with the box of its font around it; ``line`` counts the printed lines of the page."""

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
    line, after_space = 0, False
    box = pdfium_c.FS_RECTF()
    for index in range(text_page.count_chars()):
        code = pdfium_c.FPDFText_GetUnicode(text_page, index)
        if code in (0x0A, 0x0D):
            line, after_space = line + 1, False
            continue
        text = _text_of(code)
        if text.isspace():
            after_space = True
            continue
        if not pdfium_c.FPDFText_GetLooseCharBox(text_page, index, box):
            continue
        (x0, y0), (x1, y1) = place(box.left, box.top), place(box.right, box.bottom)
        yield Character(text, min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1), line, after_space)
        after_space = False


def _text_of(code: int) -> str:
    if code in _LINE_END_HYPHENS:
        return "-"
    if code == 0 or 0xD800 <= code <= 0xDFFF or 0xE000 <= code <= 0xF8FF or code > 0x10FFFF:
        return "\ufffd"
    return chr(code)


def rules(page: pdfium.PdfPage) -> list[Rule]:
    """Straight horizontal and vertical lines, the sides of rectangles among them."""
    place = page_transform(page)
    found: list[Rule] = []
    for start, end in _segments(page, None, _IDENTITY, 0):
        (x0, y0), (x1, y1) = place(*start), place(*end)
        if abs(x0 - x1) < 1 < abs(y0 - y1):
            found.append(Rule(True, (x0 + x1) / 2, min(y0, y1), max(y0, y1)))
        elif abs(y0 - y1) < 1 < abs(x0 - x1):
            found.append(Rule(False, (y0 + y1) / 2, min(x0, x1), max(x0, x1)))
    return found


def _segments(
    page: pdfium.PdfPage, form: ctypes.c_void_p | None, outer: Matrix, depth: int
) -> Iterator[tuple[Point, Point]]:
    """Straight parts of all drawn paths, forms (reused drawings) opened."""
    if form is None:
        count, get, parent = pdfium_c.FPDFPage_CountObjects(page), pdfium_c.FPDFPage_GetObject, page
    else:
        count, get, parent = pdfium_c.FPDFFormObj_CountObjects(form), pdfium_c.FPDFFormObj_GetObject, form
    for index in range(count):
        item = get(parent, index)
        kind = pdfium_c.FPDFPageObj_GetType(item)
        if kind == pdfium_c.FPDF_PAGEOBJ_PATH and _is_drawn(item):
            yield from _path_segments(item, _combined(_matrix(item), outer))
        elif kind == pdfium_c.FPDF_PAGEOBJ_FORM and depth < _MAX_FORM_DEPTH:
            yield from _segments(page, item, _combined(_matrix(item), outer), depth + 1)


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
