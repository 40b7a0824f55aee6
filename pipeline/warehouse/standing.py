"""Whether a build would change anything: the same documents through the same program give the release that stands."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.warehouse.release import MartsFolder, Release
from pipeline.warehouse.settings import Settings
from pipeline.warehouse.versions import program_version


def standing_release(settings: Settings, inputs: Mapping[str, str]) -> Release | None:
    """The current release if a build of ``inputs`` would only repeat it, else None.

    inputs: SHA-256 by path below the raw folder (``ingest.input_hashes``). What else decides a release is the program:
    code, maps, models, rules, suites and libraries. A full refresh is never a repetition.
    """
    current = None if settings.full_refresh else MartsFolder(settings.marts).current()
    if current is None or not current.database.is_file():
        return None
    made_of = current.record.get("inputs"), current.record.get("program")
    return current if made_of == (dict(inputs), program_version()) else None
