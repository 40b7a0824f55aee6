"""Dagster wiring alone: assets, asset checks, the nightly job, and one ``build_definitions()``.

The only room that imports dagster. What an asset does is said elsewhere (warehouse, quality); here stands only in which
order, and what stops what.
"""

from pipeline.orchestration.definitions import build_definitions
from pipeline.orchestration.run import run_build

__all__ = ["build_definitions", "run_build"]
