"""The words that rules of wording know: maps/wording.toml, read once."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any


@cache
def wording_maps() -> dict[str, Any]:
    """The tables of maps/wording.toml by name."""
    path = Path(__file__).parent.parent / "maps" / "wording.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
