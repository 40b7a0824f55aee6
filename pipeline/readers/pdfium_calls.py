"""PDFium's functions that are called for each character or object of a page, with plain addresses for pointers.

ctypes makes an object of each typed pointer that it hands back or takes, which costs as much as the call itself. Handles
are whole numbers here (None for the null pointer); where a function writes to a place, give ``ctypes.byref`` of it or its address.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

import pypdfium2.raw as pdfium_c


def _untyped(function: Any) -> Callable[..., Any]:
    """The same C function, declared with addresses wherever it takes or gives a pointer."""
    kinds = (function.restype, *function.argtypes)
    plain = [ctypes.c_void_p if issubclass(kind, ctypes._Pointer) else kind for kind in kinds]
    address = ctypes.cast(function, ctypes.c_void_p).value
    return ctypes.CFUNCTYPE(*plain)(address)  # type: ignore[arg-type]


loose_char_box = _untyped(pdfium_c.FPDFText_GetLooseCharBox)

object_of_page = _untyped(pdfium_c.FPDFPage_GetObject)
object_of_form = _untyped(pdfium_c.FPDFFormObj_GetObject)
count_in_page = _untyped(pdfium_c.FPDFPage_CountObjects)
count_in_form = _untyped(pdfium_c.FPDFFormObj_CountObjects)
kind_of_object = _untyped(pdfium_c.FPDFPageObj_GetType)
matrix_of_object = _untyped(pdfium_c.FPDFPageObj_GetMatrix)
bounds_of_object = _untyped(pdfium_c.FPDFPageObj_GetBounds)

font_of_text = _untyped(pdfium_c.FPDFTextObj_GetFont)
is_font_embedded = _untyped(pdfium_c.FPDFFont_GetIsEmbedded)

draw_mode_of_path = _untyped(pdfium_c.FPDFPath_GetDrawMode)
count_in_path = _untyped(pdfium_c.FPDFPath_CountSegments)
segment_of_path = _untyped(pdfium_c.FPDFPath_GetPathSegment)
point_of_segment = _untyped(pdfium_c.FPDFPathSegment_GetPoint)
kind_of_segment = _untyped(pdfium_c.FPDFPathSegment_GetType)
closes_path = _untyped(pdfium_c.FPDFPathSegment_GetClose)
