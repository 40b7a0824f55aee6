"""How much of the machine one document may take. Each limit guards against a file that is small on disk and huge once opened.

Every limit is a setting: the environment variable ``GOUJI_LIMIT_<NAME>`` (``GOUJI_LIMIT_CELLS=2000000``) replaces its
default, in a build, in ``gouji check`` and in their worker processes alike. What trips a limit is refused with its name.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields

from pipeline.document import UnreadableDocument

_PREFIX = "GOUJI_LIMIT_"
_SPLIT = "请拆分文件 / Split the file"


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds for one document. Those of sizes are checked before the work is done, wherever that can be told.

    file_bytes: size of the file itself.
    uncompressed_bytes: sum over all members of a zip container (docx, xlsx).
    compression_ratio: uncompressed ÷ compressed size of one member; applies above ``ratio_floor_bytes``, because
        small XML parts compress very well in honest files.
    cells: places of the grids of one document's tables, printed or not.
    pages: pages of one PDF.
    wordings: pieces of text of one document that rules of wording ask about; those beyond are left out, with a warning.
    conversion_seconds: time that LibreOffice is given for one .doc file.
    cpu_seconds: processor time for reading one document and extracting its figures. Not the time on the clock: a busy
        machine must not cost a good document.
    elapsed_seconds: time on the clock for the same, against files that never come (a dead network drive).
    memory_bytes: address space that a worker may add for one document (enforced on Linux).
    """

    file_bytes: int = 200 * 1024 * 1024
    uncompressed_bytes: int = 500 * 1024 * 1024
    compression_ratio: int = 200
    ratio_floor_bytes: int = 20 * 1024 * 1024
    cells: int = 1_000_000
    pages: int = 5_000
    wordings: int = 20_000
    conversion_seconds: int = 60
    cpu_seconds: int = 120
    elapsed_seconds: int = 900
    memory_bytes: int = 2 * 1024 * 1024 * 1024


class LimitSettingError(Exception):
    """A limit in the environment is no whole number above 0; the text says which."""


class LimitExceeded(UnreadableDocument):
    """A document that takes more than a limit allows. ``limit`` is the limit's name: that of its field in ``Limits``."""

    def __init__(self, path: str, limit: str, allowed: str, found: str, remedy: str = _SPLIT) -> None:
        """
        allowed, found: what the limit allows and what the document holds, with their unit, Chinese and English parted by " / ".
        remedy: what to do about it, likewise, without the full stop.
        """
        allowed_zh, allowed_en = allowed.split(" / ")
        found_zh, found_en = found.split(" / ")
        remedy_zh, remedy_en = remedy.split(" / ")
        variable = _PREFIX + limit.upper()
        super().__init__(
            path,
            f"超过上限 {limit}：至多{allowed_zh}，实际{found_zh}。 / "
            f"Limit {limit} exceeded: expected at most {allowed_en}, found {found_en}.",
            f"{remedy_zh}；确属正常文件时可提高环境变量 {variable}。 / "
            f"{remedy_en}; for a file that is meant to be so, raise {variable}.",
        )
        self.limit = limit


def limits_from(environment: Mapping[str, str]) -> Limits:
    """The limits, with those that the environment replaces.

    Raises:
        LimitSettingError: a value is no whole number above 0.
    """
    given: dict[str, int] = {}
    for field in fields(Limits):
        variable = _PREFIX + field.name.upper()
        text = environment.get(variable, "").strip()
        if text:
            if not (text.isascii() and text.isdigit() and int(text) > 0):
                raise LimitSettingError(
                    f"环境变量 {variable} 应为正整数，现为“{text}”。 / "
                    f'{variable} must be a whole number above 0, not "{text}".'
                )
            given[field.name] = int(text)
    return Limits(**given)


LIMITS = limits_from(os.environ)
