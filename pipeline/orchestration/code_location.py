"""What `gouji serve` loads: the definitions over the project's own folders."""

from __future__ import annotations

from pipeline.orchestration.definitions import build_definitions

defs = build_definitions()
