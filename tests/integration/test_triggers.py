"""When a rebuild is asked for, on a real Dagster instance: changed, unchanged, under way, failed, given up."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest

from pipeline.orchestration import build_definitions
from pipeline.orchestration.home import end_interrupted_runs, prepare_home
from pipeline.orchestration.triggers import (
    INPUT_HASH,
    JOB,
    RELEASE,
    RETRY_AFTER,
    asked,
    nightly_schedule,
    raw_folder_sensor,
)
from pipeline.warehouse.ingest import input_hashes
from pipeline.warehouse.release import MartsFolder, input_hash
from pipeline.warehouse.settings import Settings
from tests.integration.conftest import Published


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    prepare_home(tmp_path / "home")
    with dg.DagsterInstance.from_config(str(tmp_path / "home")) as instance:
        yield instance


def a_run(instance: dg.DagsterInstance, content: str, status: dg.DagsterRunStatus) -> None:
    run = instance.create_run_for_job(_nothing, tags={INPUT_HASH: content}, status=dg.DagsterRunStatus.STARTED)
    if status is dg.DagsterRunStatus.FAILURE:
        instance.report_run_failed(run)
    elif status is dg.DagsterRunStatus.CANCELED:
        instance.report_run_canceled(run)


@dg.job(name=JOB)
def _nothing() -> None:
    pass


def now_asked(instance: dg.DagsterInstance, content: str, later: float = 0) -> dg.RunRequest | dg.SkipReason:
    runs = instance.get_run_records(dg.RunsFilter(job_name=JOB))
    return asked(content, None, runs, datetime.now(UTC) + timedelta(seconds=later))


def test_the_second_build_waits_and_freshness_and_monitoring_are_on(instance: dg.DagsterInstance) -> None:
    queue = instance.get_concurrency_config().run_queue_config
    assert queue is not None and queue.max_concurrent_runs == 1
    assert type(instance.run_coordinator).__name__ == "QueuedRunCoordinator"
    assert instance.freshness_enabled and instance.run_monitoring_enabled
    assert not instance.telemetry_enabled


def test_a_content_is_asked_for_once_with_its_hash_as_tag(instance: dg.DagsterInstance) -> None:
    first = now_asked(instance, "a")
    assert isinstance(first, dg.RunRequest) and first.tags[INPUT_HASH] == "a"
    a_run(instance, "a", dg.DagsterRunStatus.STARTED)
    assert isinstance(now_asked(instance, "a"), dg.SkipReason)
    changed = now_asked(instance, "b")
    assert isinstance(changed, dg.RunRequest) and changed.run_key != first.run_key


def test_a_failure_is_tried_again_later_and_later_and_then_given_up(instance: dg.DagsterInstance) -> None:
    for seconds in RETRY_AFTER:
        a_run(instance, "a", dg.DagsterRunStatus.FAILURE)
        early, late = now_asked(instance, "a", seconds - 20), now_asked(instance, "a", seconds + 1)
        assert isinstance(early, dg.SkipReason) and "tried again at" in str(early.skip_message)
        assert isinstance(late, dg.RunRequest)
    a_run(instance, "a", dg.DagsterRunStatus.FAILURE)
    given_up = now_asked(instance, "a", 10 * RETRY_AFTER[-1])
    assert isinstance(given_up, dg.SkipReason) and "given up" in str(given_up.skip_message)
    assert isinstance(now_asked(instance, "b"), dg.RunRequest), "another content begins anew"


def test_a_cancelled_run_is_not_started_again(instance: dg.DagsterInstance) -> None:
    a_run(instance, "a", dg.DagsterRunStatus.CANCELED)
    assert isinstance(now_asked(instance, "a", 10_000), dg.SkipReason)


def test_what_was_killed_no_longer_holds_the_queue(instance: dg.DagsterInstance, tmp_path: Path) -> None:
    settings = Settings(raw=tmp_path, marts=tmp_path / "marts")
    a_run(instance, "a", dg.DagsterRunStatus.STARTED)
    with MartsFolder(settings.marts).exclusive():
        assert end_interrupted_runs(instance, settings) == [], "a build may be alive"
    assert len(end_interrupted_runs(instance, settings)) == 1
    assert [run.status for run in instance.get_runs()] == [dg.DagsterRunStatus.FAILURE]


def test_the_sensor_waits_until_the_folder_stands_still_and_leaves_an_unchanged_one_alone(
    published: Published, instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    raw = tmp_path / "raw"
    settings = Settings(raw=raw, marts=published.settings.marts)
    for path in published.settings.raw.rglob("*"):
        if path.is_file():
            copy = raw / path.relative_to(published.settings.raw)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    sensor = raw_folder_sensor(settings, look_seconds=30)
    cursor = None

    def look() -> dg.SensorExecutionData | object:
        nonlocal cursor
        context = dg.build_sensor_context(instance=instance, cursor=cursor)
        result = sensor(context)
        cursor = context.cursor
        return result

    assert "stands still" in str(look().skip_message)  # type: ignore[attr-defined]
    assert "Unchanged" in str(look().skip_message)  # type: ignore[attr-defined]
    (raw / "neu.csv").write_text("项目,预算数\n", encoding="utf-8")
    assert "stands still" in str(look().skip_message)  # type: ignore[attr-defined]
    request = look()
    assert isinstance(request, dg.RunRequest)
    assert request.tags[INPUT_HASH] == input_hash(input_hashes(raw))
    os.remove(raw / "neu.csv")
    look()
    assert "Unchanged" in str(look().skip_message)  # type: ignore[attr-defined]


def test_a_night_without_changes_makes_no_run_and_the_release_counts_as_fresh(
    published: Published, instance: dg.DagsterInstance
) -> None:
    with dg.build_schedule_context(instance=instance) as context:
        skipped = nightly_schedule(published.settings)(context)
        assert isinstance(skipped, dg.SkipReason) and "the release stands" in str(skipped.skip_message)
        seen = instance.get_latest_materialization_event(dg.AssetKey(RELEASE))
        assert seen is not None
        wanted = nightly_schedule(replace(published.settings, full_refresh=True))(context)
    assert isinstance(wanted, dg.RunRequest)
    assert wanted.tags[INPUT_HASH] == input_hash(input_hashes(published.settings.raw))


def test_a_run_of_dagster_opens_a_build_and_is_tagged_with_its_content_and_release(
    published: Published, instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    settings = Settings(raw=published.settings.raw, marts=tmp_path / "marts")
    job = build_definitions(settings).resolve_job_def(JOB)
    run = job.execute_in_process(instance=instance, raise_on_error=False)
    assert run.success
    release = MartsFolder(settings.marts).must_have_current()
    tags = instance.get_runs()[0].tags
    assert tags["gouji/release_id"] == release.release_id
    assert tags[INPUT_HASH] == input_hash(input_hashes(settings.raw))
