"""Whether a build would change anything: the same documents through the same program give the release that stands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

from pipeline.warehouse.register import register_version
from pipeline.warehouse.release import MartsFolder, Release
from pipeline.warehouse.review import day_in_china
from pipeline.warehouse.settings import Settings
from pipeline.warehouse.versions import program_version


def standing_release(settings: Settings, inputs: Mapping[str, str], today: date | None = None) -> Release | None:
    """The current release if a build of ``inputs`` would only repeat it, else None.

    inputs: SHA-256 by path below the raw folder (``ingest.input_hashes``). What else decides a release is the program:
    code, maps, models, rules, suites and libraries; the registers of waivers and notes; and the day, once a waiver has
    expired (today: the day in China, now by default). A full refresh is never a repetition, and neither is a build after
    one that could not read a file for a cause outside the file.
    """
    current = None if settings.full_refresh else MartsFolder(settings.marts).current()
    if current is None or not current.database.is_file():
        return None
    made_of = tuple(current.record.get(name) for name in ("inputs", "program", "register"))
    if made_of != (dict(inputs), program_version(), register_version(settings.register)):
        return None
    if any(file["transient"] for file in current.record["quarantined"]):
        return None
    held_until = current.record.get("waivers_hold_until")
    has_expired = held_until is not None and held_until < str(today or day_in_china(datetime.now(UTC)))
    return None if has_expired else current
