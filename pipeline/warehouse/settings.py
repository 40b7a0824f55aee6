"""Where a build reads and publishes, and how much of the past it keeps."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
"""The root of the project: the folder that holds data/, dbt_project/ and expectations/."""


@dataclass(frozen=True, slots=True)
class Settings:
    """One build's folders and limits.

    raw: the folder with the documents, read at any depth.
    register: the folder with waivers.yml and notes.yml, which people review.
    marts: the folder that analysts read; releases, builds under way and failed builds lie in it.
    keep_releases, keep_failed: how many published releases and failed builds stay on disk.
    full_refresh: read every document again, and build even where nothing has changed.
    """

    raw: Path = field(default=PROJECT / "data" / "raw")
    marts: Path = field(default=PROJECT / "data" / "marts")
    register: Path = field(default=PROJECT / "expectations")
    keep_releases: int = 10
    keep_failed: int = 5
    full_refresh: bool = False
