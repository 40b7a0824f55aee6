"""Whose document it is, and of which year: told by the document itself, or else by the folders that it lies in."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import PurePosixPath

from pipeline.document import Document
from pipeline.extract import extract
from pipeline.extract.facts import Extraction

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
    if missing_department is None and missing_year is None:
        return extraction
    return extract(document, department=department or missing_department, fiscal_year=fiscal_year or missing_year)


def owner_by_folder(name: str) -> tuple[str | None, int | None]:
    """Department and year that the folders of a path name: ``<department>/<year>/…``, the innermost such pair."""
    folders = PurePosixPath(name).parts[:-1]
    for department, year in reversed(list(pairwise(folders))):
        if match := _YEAR_FOLDER.fullmatch(year):
            return department, int(match[1])
    return None, None
