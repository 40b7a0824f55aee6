"""What Dagster knows of this project, in one place."""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg

from pipeline.orchestration.assets import dbt_models, raw_documents, release, review_register
from pipeline.orchestration.checks import gate_checks
from pipeline.orchestration.log import build_log
from pipeline.warehouse.ingest import input_hashes
from pipeline.warehouse.release import Build, input_hash, open_build
from pipeline.warehouse.settings import Settings

JOB = "rebuild"
NIGHTLY = "0 2 * * *"
TIME_ZONE = "Asia/Shanghai"
SECONDS_BETWEEN_LOOKS = 60


def build_definitions(settings: Settings | None = None, build: Build | None = None) -> dg.Definitions:
    """Assets, checks, the job and its nightly schedule.

    settings: the folders of a build (default: those of the project).
    build: a build that is open already; without it each run opens one of its own and ends it with the run.
    """
    models = dbt_models()
    job = dg.define_asset_job(
        JOB,
        selection=dg.AssetSelection.all(),
        description="从原始文件到发布的一次完整构建。 / One complete rebuild, from the raw folder to a release.",
        # One process: the warehouse has one writer, and imports cost more than the work.
        executor_def=dg.in_process_executor,
        config={"loggers": {"build_log": {}}},
    )
    nightly = dg.ScheduleDefinition(
        name="nightly",
        job=job,
        cron_schedule=NIGHTLY,
        execution_timezone=TIME_ZONE,
        default_status=dg.DefaultScheduleStatus.RUNNING,
    )
    folders = settings or Settings()
    return dg.Definitions(
        assets=[raw_documents(), review_register(), models, release(models)],
        asset_checks=gate_checks(),
        jobs=[job],
        schedules=[nightly],
        sensors=[_raw_folder_sensor(folders)],
        resources={"build": build or _build_of_a_run(folders)},
        loggers={"build_log": build_log},
    )


def _raw_folder_sensor(settings: Settings) -> dg.SensorDefinition:
    @dg.sensor(
        name="raw_folder",
        job_name=JOB,
        default_status=dg.DefaultSensorStatus.RUNNING,
        minimum_interval_seconds=SECONDS_BETWEEN_LOOKS,
    )
    def raw_folder() -> dg.RunRequest:
        """Asks for a rebuild when a file of the raw folder is new, changed or gone."""
        # A run key is asked for once: the same content starts no second build.
        return dg.RunRequest(run_key=input_hash(input_hashes(settings.raw)))

    return raw_folder


def _build_of_a_run(settings: Settings) -> dg.ResourceDefinition:
    """A build that is opened when a run starts and closed when it ends, published or kept among the failed ones."""

    @dg.resource(description="构建中的版本。 / The build under way.")
    def opened(_: dg.InitResourceContext) -> Iterator[Build]:
        with open_build(settings, input_hashes(settings.raw)) as build:
            yield build

    return opened
