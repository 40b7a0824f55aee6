"""What Dagster knows of this project, in one place."""

from __future__ import annotations

import dagster as dg

from pipeline.orchestration.assets import dbt_models, raw_documents, release, review_register
from pipeline.orchestration.checks import gate_checks
from pipeline.orchestration.log import build_log
from pipeline.orchestration.notices import notice_sensors
from pipeline.orchestration.opened import build_of_a_run
from pipeline.orchestration.triggers import JOB, nightly_schedule, raw_folder_sensor
from pipeline.warehouse.release import Build
from pipeline.warehouse.settings import Settings

SECONDS_BETWEEN_LOOKS = 60


def build_definitions(
    settings: Settings | None = None, build: Build | None = None, look_seconds: int = SECONDS_BETWEEN_LOOKS
) -> dg.Definitions:
    """Assets, checks, the job, what asks for it and who is told how it went.

    settings: the folders of a build (default: those of the project).
    build: a build that is open already; without it each run opens one of its own and ends it with the run.
    look_seconds: how often the raw folder is looked at.
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
    folders = settings or Settings()
    return dg.Definitions(
        assets=[raw_documents(), review_register(), models, release(models)],
        asset_checks=gate_checks(),
        jobs=[job],
        schedules=[nightly_schedule(folders)],
        sensors=[raw_folder_sensor(folders, look_seconds), *notice_sensors(folders, look_seconds)],
        resources={"build": build or build_of_a_run(folders)},
        loggers={"build_log": build_log},
    )
