"""Who is told how a run went: a sensor on failed runs and one on published releases, both through ``deliver``."""

from __future__ import annotations

import dagster as dg

from pipeline.orchestration.triggers import JOB, RELEASE_ID, RETRY_AFTER, failures_in_a_row
from pipeline.report.delivery import deliver
from pipeline.report.notice import failure_notice, findings_notice, reasons_of
from pipeline.warehouse.release import MartsFolder
from pipeline.warehouse.settings import Settings


def notice_sensors(settings: Settings, look_seconds: int) -> list[dg.SensorDefinition]:
    """A sensor on runs that failed, and one on runs that published a release.

    What cannot be sent fails the tick, which the interface shows, and never the run.
    """
    marts = MartsFolder(settings.marts)

    @dg.run_failure_sensor(
        name="notice_of_failure",
        minimum_interval_seconds=look_seconds,
        default_status=dg.DefaultSensorStatus.RUNNING,
    )
    def notice_of_failure(context: dg.RunFailureSensorContext) -> None:
        """Tells of a failed rebuild at its first failure and when it is given up."""
        runs = context.instance.get_run_records(dg.RunsFilter(job_name=JOB), limit=len(RETRY_AFTER) + 2)
        attempt = max(failures_in_a_row(runs), 1)
        last = attempt > len(RETRY_AFTER)
        if attempt == 1 or last:
            build_id = context.dagster_run.tags.get(RELEASE_ID)
            noted = reasons_of(marts, build_id) if build_id else []
            deliver(failure_notice(noted or [context.failure_event.message or "?"], build_id, attempt, last))

    @dg.run_status_sensor(
        name="notice_of_findings",
        run_status=dg.DagsterRunStatus.SUCCESS,
        minimum_interval_seconds=look_seconds,
        default_status=dg.DefaultSensorStatus.RUNNING,
    )
    def notice_of_findings(context: dg.RunStatusSensorContext) -> None:
        """Tells of findings of severity error that a release is the first to have, by department."""
        release_id = context.dagster_run.tags.get(RELEASE_ID)
        published = {release.release_id: release for release in marts.releases()}
        if release_id in published and (notice := findings_notice(published[release_id])):
            deliver(notice)

    return [notice_of_failure, notice_of_findings]
