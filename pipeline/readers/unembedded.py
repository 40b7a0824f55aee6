"""Characters that PDFium leaves out: single characters of fonts that are neither embedded nor installed.

PDFium drops a piece of text without extent, and a lone character of a font it has no glyphs for has none: a cell that
says 「无」 would read as empty. pdfplumber goes by the widths that the PDF states and finds them; it is slow and asked
only where such pieces are seen.
"""

from __future__ import annotations

import ctypes
import io
import logging
from collections.abc import Sequence

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from pipeline.readers.pdf_page import Character, Objects
from pipeline.readers.pdfium_calls import bounds_of_object, font_of_text, is_font_embedded

# pdfplumber's parser logs each oddity of a damaged page; without a handler that would go to the terminal.
logging.getLogger("pdfminer").addHandler(logging.NullHandler())


def has_lost_characters(objects: Objects) -> bool:
    """Whether there is text without extent in a font that is not embedded among the objects of a page."""
    is_embedded: dict[int | None, bool] = {}
    for item, kind in objects:
        if kind != pdfium_c.FPDF_PAGEOBJ_TEXT:
            continue
        font = font_of_text(item)
        if font not in is_embedded:
            is_embedded[font] = is_font_embedded(font) != 0
        # The extent is asked for last: it costs most, and most documents embed their fonts.
        if not is_embedded[font] and _is_without_extent(item):
            return True
    return False


def _is_without_extent(item: int) -> bool:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    sides = [ctypes.byref(side) for side in (left, bottom, right, top)]
    return bool(bounds_of_object(item, *sides)) and abs(right.value - left.value) <= 0.01


def is_upright(page: pdfium.PdfPage) -> bool:
    """Whether page coordinates mean the same to both libraries: no rotation, no shifted or cut page box."""
    box = page.get_mediabox()
    return bool(page.get_rotation() == 0 and box[:2] == (0, 0) and box == page.get_cropbox())


def lost_characters(data: bytes, page_number: int, printed: Sequence[Character]) -> list[Character] | None:
    """The characters of an upright page (counted from 0) that are not among ``printed``; each is a line of its own.

    None where pdfplumber cannot read the page.
    """
    import pdfplumber

    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            chars = document.pages[page_number].chars
    except Exception:
        # PDFium mends damage on which pdfplumber gives up, in many ways; the caller tells the user what may be missing.
        return None
    taken = {(round(x / 4), round(y / 4)) for x, y in (character.middle for character in printed)}
    line = printed[-1].line if printed else 0
    lost: list[Character] = []
    for char in chars:
        text, left, right = str(char["text"]), float(char["x0"]), float(char["x1"])
        top, bottom = float(char["top"]), float(char["bottom"])
        if text.strip() and not _is_near(((left + right) / 2, (top + bottom) / 2), taken):
            line += 1
            lost.append(Character(text, left, top, right, bottom, line, False))
    return lost


def _is_near(middle: tuple[float, float], taken: set[tuple[int, int]]) -> bool:
    """Whether a character is already known within about four points."""
    x, y = round(middle[0] / 4), round(middle[1] / 4)
    return any((x + dx, y + dy) in taken for dx in (-1, 0, 1) for dy in (-1, 0, 1))
