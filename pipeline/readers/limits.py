"""How much a reader will take in. Each limit guards against a file that is small on disk and huge once opened."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds, checked before the work is done.

    file_bytes: size of the file itself.
    uncompressed_bytes: sum over all members of a zip container (docx, xlsx).
    compression_ratio: uncompressed ÷ compressed size of one member; applies above ``ratio_floor_bytes``, because
        small XML parts compress very well in honest files.
    cells: places of the grids of one document's tables, printed or not.
    pages: pages of one PDF.
    conversion_seconds: time that LibreOffice is given for one .doc file.
    """

    file_bytes: int = 200 * 1024 * 1024
    uncompressed_bytes: int = 500 * 1024 * 1024
    compression_ratio: int = 200
    ratio_floor_bytes: int = 20 * 1024 * 1024
    cells: int = 1_000_000
    pages: int = 5_000
    conversion_seconds: int = 60


LIMITS = Limits()
