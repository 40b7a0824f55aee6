"""The assets of a rebuild, from the raw folder to the release. One run makes them all, in one process."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import dagster as dg
from dagster_dbt import dbt_assets
from dagster_dbt.core.dbt_cli_event import DbtCoreCliEventMessage
from dbt_common.events.functions import msg_to_dict

from pipeline.orchestration.triggers import TIME_ZONE
from pipeline.report.web import WEB_REPORT, write_web_report
from pipeline.report.working_paper import WORKING_PAPER, write_working_paper
from pipeline.warehouse import dbt
from pipeline.warehouse.columns import RAW_TABLES, REVIEW_TABLES
from pipeline.warehouse.ingest import ingest
from pipeline.warehouse.publication import publish
from pipeline.warehouse.release import Build, MartsFolder
from pipeline.warehouse.review import take_in_review

NIGHT = timedelta(hours=2)
"""By four in the morning a release must have been made since two, when the nightly build begins."""
RESULT_EVENTS = ("LogSeedResult", "LogModelResult", "LogTestResult")


def raw_documents() -> dg.AssetsDefinition:
    """The raw schema: every file of the raw folder read, or quarantined."""
    specs = [
        dg.AssetSpec(["raw", table.name], description=table.comment, group_name="raw", kinds={"duckdb"})
        for table in RAW_TABLES.values()
    ]

    @dg.multi_asset(name="raw_documents", specs=specs)
    def raw_documents(build: dg.ResourceParam[Build]) -> Iterator[dg.MaterializeResult[None]]:
        with build.step("ingest"):
            ingest(build)
        quarantined = dg.MetadataValue.json([f"{file.path}: {file.reason}" for file in build.quarantined])
        for spec in specs:
            yield dg.MaterializeResult(
                asset_key=spec.key, metadata={"files": len(build.inputs), "quarantined": quarantined}
            )

    return raw_documents


def review_register() -> dg.AssetsDefinition:
    """The schema ``review``: waivers, notes, and the history that the current release holds."""
    specs = [
        dg.AssetSpec(["review", table.name], description=table.comment, group_name="review", kinds={"duckdb"})
        for table in REVIEW_TABLES.values()
    ]

    @dg.multi_asset(name="review_register", specs=specs)
    def review_register(build: dg.ResourceParam[Build]) -> Iterator[dg.MaterializeResult[None]]:
        with build.step("review"):
            take_in_review(build)
        for spec in specs:
            yield dg.MaterializeResult(asset_key=spec.key)

    return review_register


def dbt_models() -> dg.AssetsDefinition:
    """Seeds, models and tests of the dbt project, run by dbt in this process."""
    manifest = dbt.manifest()

    @dbt_assets(manifest=manifest, name="dbt_models")
    def dbt_models(context: dg.AssetExecutionContext, build: dg.ResourceParam[Build]) -> Iterator[Any]:
        with build.step("dbt"):
            watched = _DbtEvents(build)
            results = dbt.build(build.database, goes_on=build.goes_on, callbacks=[watched])
        for event in watched.results:
            if event["data"]["node_info"]["unique_id"] not in manifest["nodes"]:
                continue  # Came into the project after these definitions were loaded.
            message = DbtCoreCliEventMessage(raw_event=event, event_history_metadata={})
            yield from message.to_default_asset_events(manifest=manifest, context=context)
        broken = [result for result in results if not result.is_ok and result.status != "skipped"]
        for result in broken:
            build.fail(f"dbt: {result.kind} {result.name}: {result.message}")
        if broken:
            raise dg.Failure(f"dbt: {', '.join(result.name for result in broken)}")

    return dbt_models


def release(models: dg.AssetsDefinition) -> dg.AssetsDefinition:
    """The published release: it follows every mart, and every check that blocks it."""
    marts = [key for key in sorted(models.keys) if key.path[0] == "marts"]

    @dg.asset(
        deps=marts,
        group_name="release",
        description="发布的版本。 / The published release.",
        freshness_policy=dg.FreshnessPolicy.cron("0 4 * * *", NIGHT, TIME_ZONE),
    )
    def release(build: dg.ResourceParam[Build]) -> dg.MaterializeResult[None]:
        with build.step("report"):
            write_working_paper(build.database, build.folder / WORKING_PAPER)
            earlier = MartsFolder(build.settings.marts).current() if build.goes_on else None
            write_web_report(build.database, build.folder / WEB_REPORT, earlier)
        with build.step("release"):
            published = publish(build)
        return dg.MaterializeResult(
            metadata={
                "release_id": published.release_id,
                "folder": dg.MetadataValue.path(str(published.folder)),
                "findings": dg.MetadataValue.json(published.record["findings"]),
            }
        )

    return release


class _DbtEvents:
    """Collects the events in which dbt tells what became of a node, and shows how far it has come."""

    def __init__(self, build: Build) -> None:
        self.results: list[dict[str, Any]] = []
        self._build = build
        self._total = 0
        self._done = 0

    def __call__(self, event: Any) -> None:
        name = event.info.name
        if name in RESULT_EVENTS:
            self.results.append(msg_to_dict(event))
        if name == "ConcurrencyLine":
            self._total = event.data.node_count
        if name == "NodeFinished":
            self._done += 1
            self._build.watcher.advance(min(self._done, self._total), self._total, event.data.node_info.node_name)
