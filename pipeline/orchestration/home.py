"""The folder in which Dagster keeps its runs, schedules and logs."""

from __future__ import annotations

from pathlib import Path

DAGSTER_YAML = "telemetry:\n  enabled: false\n"


def prepare_home(path: Path) -> None:
    """Makes the folder where need be, with telemetry switched off unless its dagster.yaml is there already."""
    path.mkdir(parents=True, exist_ok=True)
    settings = path / "dagster.yaml"
    if not settings.exists():
        settings.write_text(DAGSTER_YAML, encoding="utf-8")
