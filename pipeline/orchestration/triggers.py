"""When a rebuild is asked for: every night, when the raw folder has changed, and again after one has failed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from itertools import takewhile

import dagster as dg

from pipeline.warehouse.ingest import input_hashes, input_listing
from pipeline.warehouse.release import MartsFolder, Release, input_hash
from pipeline.warehouse.settings import Settings
from pipeline.warehouse.standing import standing_release

JOB = "rebuild"
NIGHTLY = "0 2 * * *"
TIME_ZONE = "Asia/Shanghai"
RELEASE = "release"
"""The asset of the published release."""
INPUT_HASH = "gouji/input_hash"
"""The tag of a run that says of which content of the raw folder it is."""
RELEASE_ID = "gouji/release_id"
"""The tag of a run that says which release, or failed build, came of it."""
RETRY_AFTER = (60, 240, 960)
"""Seconds after the first, second and third failure until the same content is tried again; then it is given up."""


def nightly_schedule(settings: Settings) -> dg.ScheduleDefinition:
    """A rebuild at two in the morning."""

    @dg.schedule(
        name="nightly",
        job_name=JOB,
        cron_schedule=NIGHTLY,
        execution_timezone=TIME_ZONE,
        default_status=dg.DefaultScheduleStatus.RUNNING,
    )
    def nightly(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        """Asks for a rebuild at two in the morning, unless it would only repeat the release that stands."""
        inputs = input_hashes(settings.raw)
        standing = standing_release(settings, inputs)
        if standing is None:
            return dg.RunRequest(tags={INPUT_HASH: input_hash(inputs)})
        why = f"没有变动，版本仍有效。 / Nothing changed: the release stands. ({standing.release_id})"
        # It counts as made tonight: it is what a rebuild would have made.
        context.instance.report_runless_asset_event(
            dg.AssetMaterialization(RELEASE, description=why, metadata={"release_id": standing.release_id})
        )
        return dg.SkipReason(why)

    return nightly


def raw_folder_sensor(settings: Settings, look_seconds: int) -> dg.SensorDefinition:
    """A rebuild when the raw folder has changed and stands still, and again, later and later, when one has failed.

    look_seconds: how long it waits between two looks.
    """

    @lru_cache(maxsize=1)
    def content(listing: str) -> str:
        # The listing is the key: files are read again only after it has changed.
        return input_hash(input_hashes(settings.raw))

    @dg.sensor(
        name="raw_folder",
        job_name=JOB,
        default_status=dg.DefaultSensorStatus.RUNNING,
        minimum_interval_seconds=look_seconds,
    )
    def raw_folder(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        """Asks for a rebuild when a file of the raw folder is new, changed or gone."""
        listing = input_listing(settings.raw)
        if listing != context.cursor:
            context.update_cursor(listing)
            return dg.SkipReason(
                "文件夹有变动：等它到下次查看时不再变动。 / The folder has changed: waiting until it stands still."
            )
        wanted = content(listing)
        runs = context.instance.get_run_records(dg.RunsFilter(job_name=JOB), limit=len(RETRY_AFTER) + 2)
        return asked(wanted, MartsFolder(settings.marts).current(), runs, datetime.now(UTC))

    return raw_folder


def asked(
    wanted: str, current: Release | None, runs: Sequence[dg.RunRecord], now: datetime
) -> dg.RunRequest | dg.SkipReason:
    """Whether the content ``wanted`` of the raw folder is to be built now; where not, why.

    current: the published release.
    runs: the newest runs of the job, the newest first.
    """
    if current is not None and input_hash(current.record.get("inputs", {})) == wanted:
        return dg.SkipReason(f"没有变动：{current.release_id}。 / Unchanged: {current.release_id} holds this content.")
    last = runs[0] if runs else None
    if last is not None and _content_of(last) == wanted:
        if not last.dagster_run.is_finished:
            return dg.SkipReason("正在构建。 / A run of this content is under way.")
        if last.dagster_run.status != dg.DagsterRunStatus.FAILURE:
            return dg.SkipReason("此内容已构建过或被取消。 / This content was built already, or its run was cancelled.")
        failures = failures_in_a_row(runs)
        if failures > len(RETRY_AFTER):
            return dg.SkipReason(
                f"失败 {failures} 次，不再重试，等文件变动或每晚构建。 / "
                f"Failed {failures} times: given up until the folder changes or the night comes."
            )
        due = (last.end_time or 0.0) + RETRY_AFTER[failures - 1]
        if now.timestamp() < due:
            at = datetime.fromtimestamp(due, UTC)
            return dg.SkipReason(f"失败后将于 {at:%H:%M:%S} UTC 重试。 / Failed: tried again at {at:%H:%M:%S} UTC.")
    # One request after each run: a tick that is evaluated twice asks once.
    after = last.dagster_run.run_id if last else "first"
    return dg.RunRequest(run_key=f"{wanted}:{after}", tags={INPUT_HASH: wanted})


def failures_in_a_row(runs: Sequence[dg.RunRecord]) -> int:
    """How many of the newest runs failed on the same content, the newest first."""
    newest = _content_of(runs[0]) if runs else None
    return sum(
        1
        for _ in takewhile(
            lambda run: run.dagster_run.status == dg.DagsterRunStatus.FAILURE and _content_of(run) == newest, runs
        )
    )


def _content_of(run: dg.RunRecord) -> str | None:
    return run.dagster_run.tags.get(INPUT_HASH)
