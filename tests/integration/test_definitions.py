"""What Dagster is told: assets and what they follow, checks and what they block, the job and its schedule.

The list in ``definitions.txt`` is compared word by word; GOUJI_WRITE_DEFINITIONS=1 writes it anew for review.
"""

from __future__ import annotations

import os
from pathlib import Path

import dagster as dg
import pytest

from pipeline.orchestration import build_definitions
from pipeline.quality import load_suite

LISTED = Path(__file__).with_name("definitions.txt")


@pytest.fixture(scope="module")
def definitions() -> dg.Definitions:
    return build_definitions()


def described(definitions: dg.Definitions) -> str:
    graph = definitions.resolve_asset_graph()
    lines = []
    for key in sorted(graph.get_all_asset_keys()):
        follows = sorted(parent.to_user_string() for parent in graph.get(key).parent_keys)
        lines.append(f"{key.to_user_string()} <- {' '.join(follows)}".rstrip())
    for check in sorted(graph.asset_check_keys, key=lambda check: (check.asset_key, check.name)):
        if not check.name.startswith(("gate_", "rule_")):
            continue  # A dbt test: the yml of its model says what it asks.
        blocking = " blocking" if graph.get_check_spec(check).blocking else ""
        lines.append(f"check {check.asset_key.to_user_string()} {check.name}{blocking}")
    return "\n".join(lines) + "\n"


def test_assets_and_checks_are_those_that_were_reviewed(definitions: dg.Definitions) -> None:
    now = described(definitions)
    if os.environ.get("GOUJI_WRITE_DEFINITIONS") == "1":
        LISTED.write_text(now, encoding="utf-8")
    assert now == LISTED.read_text(encoding="utf-8")


def test_the_release_follows_every_mart(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    marts = {key for key in graph.get_all_asset_keys() if key.path[0] == "marts"}
    assert set(graph.get(dg.AssetKey("release")).parent_keys) == marts


@pytest.mark.parametrize("suite", ["raw", "marts"])
def test_every_table_of_a_gate_has_a_blocking_check(definitions: dg.Definitions, suite: str) -> None:
    graph = definitions.resolve_asset_graph()
    for table in load_suite(suite).tables:
        check = dg.AssetCheckKey(dg.AssetKey(table.split(".")), f"gate_{suite}")
        assert graph.get_check_spec(check).blocking


def test_the_release_is_to_be_fresh_by_four_in_the_morning(definitions: dg.Definitions) -> None:
    spec = definitions.resolve_asset_graph().get(dg.AssetKey("release"))
    policy = spec.freshness_policy
    assert isinstance(policy, dg.FreshnessPolicy)
    assert (policy.deadline_cron, policy.timezone) == ("0 4 * * *", "Asia/Shanghai")  # type: ignore[attr-defined]


def test_schedule_and_sensors_run_without_being_switched_on(definitions: dg.Definitions) -> None:
    assert definitions.resolve_schedule_def("nightly").default_status is dg.DefaultScheduleStatus.RUNNING
    for name in ("raw_folder", "notice_of_failure", "notice_of_findings"):
        assert definitions.resolve_sensor_def(name).default_status is dg.DefaultSensorStatus.RUNNING


def test_the_rebuild_is_planned_every_night(definitions: dg.Definitions) -> None:
    nightly = definitions.resolve_schedule_def("nightly")
    assert (nightly.cron_schedule, nightly.execution_timezone) == ("0 2 * * *", "Asia/Shanghai")
    assert nightly.job_name == "rebuild"
    job = definitions.resolve_job_def("rebuild")
    assert job.executor_def is dg.in_process_executor
