"""The folder in which Dagster keeps its runs, schedules and logs."""

from __future__ import annotations

from pathlib import Path

import dagster as dg

from pipeline.warehouse.release import BuildInProgress, MartsFolder
from pipeline.warehouse.settings import Settings

DAGSTER_YAML = """\
# Written by gouji when it was not there; yours to change.
telemetry: {enabled: false}
nux: {enabled: false}
# The warehouse has one writer: a second build waits in the queue.
concurrency: {runs: {max_concurrent_runs: 1}}
# A run whose process never came up, or that hangs, must not hold the queue for ever.
run_monitoring: {enabled: true, start_timeout_seconds: 300, max_runtime_seconds: 21600}
freshness: {enabled: true}
retention:
  schedule: {purge_after_days: {skipped: 90, failure: 365, success: 365}}
  sensor: {purge_after_days: {skipped: 7, failure: 90, success: 365}}
"""
IN_PROGRESS = (dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING)


def prepare_home(path: Path) -> None:
    """Makes the folder where need be, and its dagster.yaml unless there is one."""
    path.mkdir(parents=True, exist_ok=True)
    settings = path / "dagster.yaml"
    if not settings.exists():
        settings.write_text(DAGSTER_YAML, encoding="utf-8")


def end_interrupted_runs(instance: dg.DagsterInstance, settings: Settings) -> list[str]:
    """Ends the runs that were under way when their process was killed, and returns their ids.

    Dagster would count them as running for ever, and no other could leave the queue. Who holds the lock of the marts
    folder, as this function does, knows that no build is alive; while a build is, nothing is ended.
    """
    try:
        with MartsFolder(settings.marts).exclusive():
            runs = instance.get_runs(dg.RunsFilter(statuses=list(IN_PROGRESS)))
            for run in runs:
                instance.report_run_failed(run, "进程在构建中被终止。 / Its process was killed during the build.")
    except BuildInProgress:
        return []
    return [run.run_id for run in runs]
