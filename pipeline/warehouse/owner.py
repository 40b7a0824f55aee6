"""Whose document it is, and of which year: told by the document itself, or else by the folders that it lies in."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import PurePosixPath

from pipeline.document import Document
from pipeline.extract import extract
from pipeline.extract.facts import Extraction
from pipeline.readers.limits import LIMITS

_YEAR_FOLDER = re.compile(r"((?:19|20)\d{2})(?:年度?)?")


def extract_with_owner(
    document: Document, folders: str | None = None, department: str | None = None, fiscal_year: int | None = None
) -> Extraction:
    """The extraction of a document, with its department and year where anything tells them.

    department, fiscal_year: what the user says; it goes before everything else.
    folders: the path below the raw folder that may tell them for a document that does not (default: the document's).
    """
    extraction = extract(document, department=department, fiscal_year=fiscal_year)
    by_folder = owner_by_folder(document.path if folders is None else folders)
    missing_department = by_folder[0] if extraction.department is None else None
    missing_year = by_folder[1] if extraction.fiscal_year is None else None
    if missing_department is not None or missing_year is not None:
        extraction = extract(
            document, department=department or missing_department, fiscal_year=fiscal_year or missing_year
        )
    return _within_limit(extraction)


def _within_limit(extraction: Extraction) -> Extraction:
    """The extraction with no more pieces of wording than the limit allows; what is left out, and why, is a warning."""
    found, most = len(extraction.wordings), LIMITS.wordings
    if found <= most:
        return extraction
    warning = (
        f"文字类检查共有 {found:,} 处待核，超过上限 wordings（{most:,} 处），其后各处未核对；确属正常文件时可提高环境变量 GOUJI_LIMIT_WORDINGS。 / "
        f"{found:,} pieces of wording are to be checked, more than the limit wordings ({most:,}); those behind are not checked. "
        "For a file that is meant to be so, raise GOUJI_LIMIT_WORDINGS."
    )
    return replace(extraction, wordings=extraction.wordings[:most], warnings=(*extraction.warnings, warning))


def owner_by_folder(name: str) -> tuple[str | None, int | None]:
    """Department and year that the folders of a path name: ``<department>/<year>/…``, the innermost such pair."""
    folders = PurePosixPath(name).parts[:-1]
    for department, year in reversed(list(pairwise(folders))):
        if match := _YEAR_FOLDER.fullmatch(year):
            return department, int(match[1])
    return None, None
