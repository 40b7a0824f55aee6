"""The build of a run that Dagster starts by itself."""

from __future__ import annotations

import time
from collections.abc import Iterator

import dagster as dg

from pipeline.orchestration.triggers import INPUT_HASH, RELEASE_ID
from pipeline.warehouse.ingest import input_hashes
from pipeline.warehouse.release import Build, BuildInProgress, MartsFolder, input_hash, open_build
from pipeline.warehouse.settings import Settings

WAITS = (1, 2, 4, 8, 16, 32, 64, 128, 256)
"""Seconds between the tries to get hold of the marts folder: some eight minutes in all."""


def build_of_a_run(settings: Settings) -> dg.ResourceDefinition:
    """A build that is opened when a run starts and closed when it ends, published or kept among the failed ones."""

    @dg.resource(description="构建中的版本。 / The build under way.")
    def opened(context: dg.InitResourceContext) -> Iterator[Build]:
        _wait_for_the_folder(context, settings)
        with open_build(settings, input_hashes(settings.raw)) as build:
            if context.instance is not None and context.run is not None:
                tags = {INPUT_HASH: input_hash(build.inputs), RELEASE_ID: build.release_id}
                context.instance.add_run_tags(context.run.run_id, tags)
            yield build

    return opened


def _wait_for_the_folder(context: dg.InitResourceContext, settings: Settings) -> None:
    """Waits, later and later, while somebody else writes to the marts folder, and says in the run's log who."""
    for seconds in WAITS:
        try:
            with MartsFolder(settings.marts).exclusive():
                return
        except BuildInProgress as busy:
            if context.log is not None:
                context.log.warning(f"{busy} ({seconds} s)")
            time.sleep(seconds)
