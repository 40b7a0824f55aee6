"""What `gouji serve` loads: the definitions over the folders that it was told, or the project's own."""

from __future__ import annotations

import os
from pathlib import Path

from pipeline.orchestration.definitions import SECONDS_BETWEEN_LOOKS, build_definitions
from pipeline.orchestration.serve import LOOK_SECONDS, MARTS, RAW, REGISTER
from pipeline.warehouse.settings import Settings

_project = Settings()
defs = build_definitions(
    Settings(
        raw=Path(os.environ.get(RAW, _project.raw)),
        marts=Path(os.environ.get(MARTS, _project.marts)),
        register=Path(os.environ.get(REGISTER, _project.register)),
    ),
    look_seconds=int(os.environ.get(LOOK_SECONDS, SECONDS_BETWEEN_LOOKS)),
)
