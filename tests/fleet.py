"""Random nights over a fleet of departments: does what a night makes differ from what a full refresh makes?

    python -m tests.fleet [--nights 3] [--seed 7] [FOLDER …]

Spreads the documents of the labelled corpus (and of further folders) over departments and years, some with one name in several places.
Each night edits, deletes, moves or adds four of them and builds twice from the same release: going on from it, and with everything
read anew. Every Parquet file and every page must have the same bytes. Exit code 1 where one has not.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import re
import shutil
import sys
import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipeline.orchestration import run_build
from pipeline.warehouse.release import MartsFolder
from pipeline.warehouse.settings import Settings

CORPUS = Path(__file__).parent / "validation" / "corpus"
SUFFIXES = (".txt", ".csv", ".html", ".docx")
BUREAUS = ("教育局", "水务局", "公安局", "财政局")
OFFICES = tuple(f"{place}{bureau}" for place in ("青石县", "白沙县", "红岩市", "") for bureau in BUREAUS)
YEARS = (2022, 2023, 2024)
CHANGES = 4
FIRST_NIGHT = datetime(2031, 1, 1, tzinfo=UTC)


class Fleet:
    """A raw folder that changes at random, always the same way for one seed."""

    def __init__(self, raw: Path, documents: list[Path], seed: int) -> None:
        self.raw = raw
        self._documents = documents
        self._random = random.Random(seed)
        for document in documents[: len(documents) * 2 // 3]:
            self._put(document)

    def change(self) -> None:
        """What happens to the folder in a day."""
        for path in self._random.sample(sorted(self._files()), CHANGES):
            match self._random.choice(("edit", "delete", "move", "add")):
                case "edit":
                    self._edit(path)
                case "delete":
                    path.unlink()
                case "move":
                    self._put(path)
                    path.unlink(missing_ok=True)
                case _:
                    self._put(self._random.choice(self._documents))

    def _files(self) -> list[Path]:
        return [path for path in self.raw.rglob("*") if path.is_file()]

    def _put(self, document: Path) -> None:
        target = self.raw / self._random.choice(OFFICES) / str(self._random.choice(YEARS)) / document.name
        target.parent.mkdir(parents=True, exist_ok=True)
        content = document.read_bytes()
        target.write_bytes(content)

    def _edit(self, path: Path) -> None:
        """Another digit in the place of one."""
        content = path.read_bytes()
        digits = [match.start() for match in re.finditer(rb"[1-9]", content)]
        if path.suffix != ".docx" and digits:
            place = self._random.choice(digits)
            other = b"%d" % (int(content[place : place + 1]) % 9 + 1)
            path.write_bytes(content[:place] + other + content[place + 1 :])


def hashes(marts: Path) -> dict[str, str]:
    """SHA-256 of every Parquet file and page of the current release."""
    folder = MartsFolder(marts).must_have_current().folder
    files = [path for name in ("parquet", "report") for path in (folder / name).rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def differing(fleet: Fleet, settings: Settings, refreshed: Settings, night: int) -> list[str]:
    """Builds one night both ways, prints a line, and returns the names of what differs."""
    shutil.copytree(settings.marts, refreshed.marts, symlinks=True)
    fleet.change()
    moment = FIRST_NIGHT + timedelta(days=night)
    builds = [run_build(one, created_at=moment) for one in (settings, refreshed)]
    failures = [failure for build in builds for failure in build.failures]
    here, there = hashes(settings.marts), hashes(refreshed.marts)
    names = sorted(name for name in here.keys() | there.keys() if here.get(name) != there.get(name))
    print(
        f"night {night}: {builds[0].kept} documents kept, goes on: {builds[0].goes_on}; {len(here)} files, "
        f"{len(names)} differ {names[:8]} {failures}",
        flush=True,
    )
    shutil.rmtree(refreshed.marts)
    return names + failures


def main() -> None:
    """Runs the nights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")
    parser.add_argument("--nights", type=int, default=3)
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    documents = [path for folder in (CORPUS, *arguments.folders) for path in sorted(folder.rglob("*"))]
    with tempfile.TemporaryDirectory() as scratch:
        settings = Settings(raw=Path(scratch, "raw"), marts=Path(scratch, "marts"))
        fleet = Fleet(settings.raw, [path for path in documents if path.suffix in SUFFIXES], arguments.seed)
        run_build(settings, created_at=FIRST_NIGHT)
        refreshed = replace(settings, marts=Path(scratch, "refreshed"), full_refresh=True)
        nights = range(1, arguments.nights + 1)
        failed = [name for night in nights for name in differing(fleet, settings, refreshed, night)]
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
