"""Versions of the program by content: which parser wrote a row, and which program made a release.

A version is a hash of the files themselves and of the libraries that do the work, so that an edit of a map or of one line
of code is noticed without anybody having to raise a number.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from pipeline.readers.limits import LIMITS
from pipeline.warehouse.settings import PROJECT

PARSER = ("pipeline/document.py", "pipeline/readers", "pipeline/extract", "pipeline/warehouse")
"""What makes rows of a document: readers, extraction with its maps, and how their values become rows."""
PROGRAM = ("pipeline", "dbt_project", "expectations")
"""What makes a release of the rows: code, maps, models, rules and other seeds, suites."""
SUFFIXES = frozenset({".py", ".toml", ".sql", ".yml", ".csv", ".json", ".css", ".html", ".js", ".j2"})
MADE = frozenset({"target", "logs", "__pycache__", "replay.json", ".user.yml"})
"""What running the program writes."""


@cache
def parser_version() -> str:
    """What wrote the rows of a document: ``gouji <version>``, and hashes of the parser's code and of its maps."""
    files = list(_files(PARSER))
    maps = [path for path in files if path.suffix == ".toml"]
    code = [path for path in files if path.suffix != ".toml"]
    return f"gouji {version('gouji')} parser {_digest(code)[:12]} maps {_digest(maps, with_libraries=False)[:12]}"


@cache
def program_version() -> str:
    """A hash of all that, beside the raw folder and the registers, decides what a release holds; the limits included."""
    return hashlib.sha256(f"{_digest(_files(PROGRAM))} {LIMITS}".encode()).hexdigest()


def _files(roots: Iterable[str]) -> Iterator[Path]:
    for root in roots:
        path = PROJECT / root
        yield from [path] if path.is_file() else sorted(path.rglob("*"))


def _digest(paths: Iterable[Path], with_libraries: bool = True) -> str:
    digest = hashlib.sha256()
    for path in paths:
        name = path.relative_to(PROJECT)
        if path.suffix in SUFFIXES and MADE.isdisjoint(name.parts) and path.is_file():
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            digest.update(f"{name.as_posix()}\0{content}\n".encode())
    if with_libraries:
        digest.update("\n".join(_libraries()).encode())
    return digest.hexdigest()


def _libraries() -> Iterator[str]:
    """Python and the libraries that the project asks for, each with the version that is installed."""
    yield "python " + ".".join(map(str, sys.version_info[:3]))
    for requirement in sorted(requires("gouji") or ()):
        name = re.split(r"[^\w.-]", requirement, maxsplit=1)[0]
        if "extra ==" not in requirement:
            try:
                yield f"{name} {version(name)}"
            except PackageNotFoundError:
                yield f"{name} absent"
