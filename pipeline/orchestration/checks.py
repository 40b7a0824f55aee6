"""The quality gate as asset checks: what comes in blocks the models, what the marts hold blocks the release.

A rule that a document breaks is a warning beside ``fct_check``: findings are the product, not a fault of the pipeline.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence

import dagster as dg

from pipeline.quality import ExpectationResult, Suite, implemented_rules, load_suite, rules_suite, run_suites
from pipeline.quality.suites import RULES_TABLE
from pipeline.warehouse.release import Build
from pipeline.warehouse.settings import PROJECT

RULES_SEED = PROJECT / "dbt_project" / "seeds" / "rules.csv"
SHOWN_FAILURES = 20
"""How many failed expectations a check's metadata names."""


def gate_checks() -> list[dg.AssetChecksDefinition]:
    """The checks of what comes in, and those of the marts and rules."""
    return [_raw_checks(load_suite("raw")), _mart_checks(load_suite("marts"), load_suite("review"))]


def _raw_checks(suite: Suite) -> dg.AssetChecksDefinition:
    @dg.multi_asset_check(name="gate_raw", specs=_gate_specs(suite))
    def gate_raw(build: dg.ResourceParam[Build]) -> Iterator[dg.AssetCheckResult]:
        results = _held(build, "gate raw", [suite])
        yield from _gate_results(suite, results)

    return gate_raw


def _mart_checks(suite: Suite, review: Suite) -> dg.AssetChecksDefinition:
    rule_ids = _rules_of_seed()
    rule_specs = [dg.AssetCheckSpec(_rule_check(rule_id), asset=_key(RULES_TABLE)) for rule_id in rule_ids]

    @dg.multi_asset_check(name="gate_marts", specs=[*_gate_specs(suite), *_gate_specs(review), *rule_specs])
    def gate_marts(build: dg.ResourceParam[Build]) -> Iterator[dg.AssetCheckResult]:
        rules = rules_suite(implemented_rules(build.database))
        results = _held(build, "gate marts", [suite, review, rules])
        yield from _gate_results(suite, results)
        yield from _gate_results(review, results)
        yield from _rule_results(result for result in results if result.rule_id in rule_ids)

    return gate_marts


def _held(build: Build, step: str, suites: Sequence[Suite]) -> list[ExpectationResult]:
    """The results of some suites; each failure of a gate is noted as a reason not to publish."""
    with build.step(step):
        results = run_suites(build.database, suites, build.folder / "data_docs")
    for result in results:
        if result.gate and not result.success:
            build.fail(f"{step}: {result.sentence()}")
    return results


def _gate_specs(suite: Suite) -> list[dg.AssetCheckSpec]:
    return [
        dg.AssetCheckSpec(
            f"gate_{suite.name}",
            asset=_key(table),
            blocking=suite.gate,
            description="\n".join(f"- {expectation.why}" for expectation in expectations),
        )
        for table, expectations in suite.tables.items()
    ]


def _gate_results(suite: Suite, results: Iterable[ExpectationResult]) -> Iterator[dg.AssetCheckResult]:
    by_table: dict[str, list[ExpectationResult]] = {table: [] for table in suite.tables}
    for result in results:
        if result.suite == suite.name:
            by_table[result.table_name].append(result)
    for table, asked in by_table.items():
        failed = [result for result in asked if not result.success]
        yield dg.AssetCheckResult(
            asset_key=_key(table),
            check_name=f"gate_{suite.name}",
            passed=not failed,
            severity=dg.AssetCheckSeverity.ERROR if suite.gate else dg.AssetCheckSeverity.WARN,
            metadata={
                "expectations": len(asked),
                "failed": len(failed),
                "failures": [result.sentence() for result in failed[:SHOWN_FAILURES]],
            },
        )


def _rule_results(results: Iterable[ExpectationResult]) -> Iterator[dg.AssetCheckResult]:
    for result in results:
        yield dg.AssetCheckResult(
            asset_key=_key(RULES_TABLE),
            check_name=_rule_check(result.subject),
            passed=result.success,
            severity=dg.AssetCheckSeverity.WARN,
            description=result.why,
            metadata={"inconsistent_checks": result.unexpected_count or 0},
        )


def _rules_of_seed() -> list[str]:
    """The ids of the implemented rules, from the rule table that the warehouse is seeded with."""
    with open(RULES_SEED, encoding="utf-8", newline="") as seed:
        return [row["rule_id"] for row in csv.DictReader(seed) if row["implemented"] == "true"]


def _rule_check(rule_id: str) -> str:
    return f"rule_{rule_id}"


def _key(table: str) -> dg.AssetKey:
    return dg.AssetKey(table.split("."))
