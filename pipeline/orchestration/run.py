"""One rebuild in this process: `gouji build`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import dagster as dg

from pipeline.orchestration.definitions import build_definitions
from pipeline.orchestration.home import prepare_home
from pipeline.orchestration.triggers import INPUT_HASH, JOB, RELEASE_ID
from pipeline.warehouse.ingest import input_hashes
from pipeline.warehouse.release import Build, Watcher, input_hash, open_build
from pipeline.warehouse.settings import Settings


def run_build(settings: Settings, watcher: Watcher | None = None, created_at: datetime | None = None) -> Build:
    """Runs the job once and returns the build as it ended: published, or kept among the failed ones with its reasons.

    created_at: the moment (UTC) that the release is dated with; now by default.

    Runs are recorded where DAGSTER_HOME is set, and forgotten otherwise.

    Raises:
        BuildInProgress: another build holds the marts folder.
    """
    with open_build(settings, input_hashes(settings.raw), watcher, created_at) as build:
        with build.step("start"):
            job = build_definitions(settings, build).resolve_job_def(JOB)
        with _instance() as instance:
            tags = {INPUT_HASH: input_hash(build.inputs), RELEASE_ID: build.release_id}
            run = job.execute_in_process(instance=instance, raise_on_error=False, tags=tags)
        if not run.success and not build.failures:
            for event in run.all_events:
                if event.is_step_failure:
                    build.fail(f"{event.step_key}: {_cause(event)}")
    return build


def _cause(event: dg.DagsterEvent) -> str:
    """What a step failed of, without the frames around it."""
    error = event.step_failure_data.error
    while error is not None and error.cause is not None:
        error = error.cause
    return error.message.strip() if error else event.message or ""


@contextmanager
def _instance() -> Iterator[dg.DagsterInstance]:
    home = os.environ.get("DAGSTER_HOME")
    if home:
        prepare_home(Path(home))
    with dg.DagsterInstance.get() if home else dg.DagsterInstance.ephemeral() as instance:
        yield instance
