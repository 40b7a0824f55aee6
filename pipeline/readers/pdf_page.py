"""One PDF page as printed: characters in reading order and ruling lines, in points from its top left corner."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from pipeline.readers.pdfium_calls import (
    closes_path,
    count_in_form,
    count_in_page,
    count_in_path,
    draw_mode_of_path,
    kind_of_object,
    kind_of_segment,
    loose_char_box,
    matrix_of_object,
    object_of_form,
    object_of_page,
    point_of_segment,
    segment_of_path,
)

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
# Handles of page objects, each with its kind (FPDF_PAGEOBJ_…).
Objects = list[tuple[int, int]]

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


# What a NamedTuple's own constructor comes to, without the call of a Python function for each character.
_character = tuple.__new__


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


def characters(page: pdfium.PdfPage) -> list[Character]:
    """Printed characters in the order of the text layer. White space is told by ``line`` and ``after_space``.

    A character that the font does not map to Unicode is given as U+FFFD.
    """
    place = page_transform(page)
    text_page = page.get_textpage()
    texts = _texts(text_page)
    printed: list[Character] = []
    line, after_space = 0, False
    for text, has_box, left, top, right, bottom in zip(texts, *_boxes(text_page, len(texts)), strict=True):
        if text.isspace():
            if text == "\n" or text == "\r":
                line, after_space = line + 1, False
            else:
                after_space = True
        elif has_box:
            x0, y0 = place(left, top)
            x1, y1 = place(right, bottom)
            if x0 > x1:
                x0, x1 = x1, x0
            if y0 > y1:
                y0, y1 = y1, y0
            printed.append(_character(Character, (text, x0, y0, x1, y1, line, after_space)))
            after_space = False
    return printed


def _boxes(text_page: pdfium.PdfTextPage, count: int) -> tuple[Sequence[float], ...]:
    """For each of ``count`` characters whether it has a box, and its left, top, right and bottom, side by side."""
    # PDFium has no call for many, and this is most of the time that a PDF takes: each call writes into one array.
    array = (ctypes.c_float * (4 * count))()
    start, size = ctypes.addressof(array), ctypes.sizeof(pdfium_c.FS_RECTF)
    handle = ctypes.cast(text_page.raw, ctypes.c_void_p).value
    has_box = list(map(loose_char_box, repeat(handle), range(count), range(start, start + size * count, size)))
    return has_box, array[0::4], array[1::4], array[2::4], array[3::4]


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
    handle = ctypes.cast(page.raw, ctypes.c_void_p).value
    return _with_kinds([object_of_page(handle, index) for index in range(count_in_page(handle))])


def _form_objects(form: int) -> Objects:
    return _with_kinds([object_of_form(form, index) for index in range(count_in_form(form))])


def _with_kinds(items: Sequence[int]) -> Objects:
    return list(zip(items, map(kind_of_object, items), strict=True))


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


def _is_drawn(path: int) -> bool:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not draw_mode_of_path(path, ctypes.byref(fill), ctypes.byref(stroke)):
        return False
    return bool(fill.value or stroke.value)


def _path_segments(path: int, matrix: Matrix) -> Iterator[tuple[Point, Point]]:
    first: Point | None = None
    previous: Point | None = None
    x, y = ctypes.c_float(), ctypes.c_float()
    to_x, to_y = ctypes.byref(x), ctypes.byref(y)
    for index in range(count_in_path(path)):
        segment = segment_of_path(path, index)
        if not point_of_segment(segment, to_x, to_y):
            continue
        point = _applied(matrix, x.value, y.value)
        kind = kind_of_segment(segment)
        if kind == pdfium_c.FPDF_SEGMENT_MOVETO or previous is None:
            first = point
        elif kind == pdfium_c.FPDF_SEGMENT_LINETO:
            yield previous, point
        previous = point
        if first is not None and closes_path(segment):
            yield point, first


def _matrix(item: int) -> Matrix:
    matrix = pdfium_c.FS_MATRIX()
    if not matrix_of_object(item, ctypes.byref(matrix)):
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
