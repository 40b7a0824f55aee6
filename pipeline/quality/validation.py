"""Runs a suite with Great Expectations over a warehouse file, and writes its Data Docs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipeline.quality.data_docs import write_page
from pipeline.quality.results import ExpectationResult
from pipeline.quality.suites import Expectation, Suite, SuiteError

EXAMPLES = 5
"""How many breaking values a result names."""


def validate(database: Path, suite: Suite, docs: Path | None = None) -> list[ExpectationResult]:
    """What came of each expectation of a suite, in the suite's order.

    The file must not be open for writing in this process. With ``docs``, one Data Docs page a table is written there.
    """
    if not suite.tables:
        return []
    with _data_source(database) as (context, source):
        return [
            result
            for table, expectations in suite.tables.items()
            for result in _validate_table(context, source, suite, table, expectations, docs)
        ]


@contextmanager
def _data_source(database: Path) -> Iterator[tuple[Any, Any]]:
    """A Great Expectations context and its read-only source, closed for good afterwards.

    Autocommit, because the library reads rows after a rollback; closed by hand, because a pooled read-only connection
    would keep the next writer of this process out.
    """
    import great_expectations as gx
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )

    config = DataContextConfig(
        # No site of its own: data_docs.py renders the pages.
        store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
        progress_bars=ProgressBarsConfig(globally=False, metric_calculations=False),
        analytics_enabled=False,
    )
    context: Any = gx.get_context(mode="ephemeral", project_config=config)
    source = context.data_sources.add_sql(
        "warehouse",
        connection_string=f"duckdb:///{database}",
        create_temp_table=False,
        kwargs={
            "isolation_level": "AUTOCOMMIT",
            "skip_autocommit_rollback": True,
            "connect_args": {"read_only": True},
        },
    )
    try:
        yield context, source
    finally:
        source.get_execution_engine().close()
        source.get_engine().dispose()


def _validate_table(
    context: Any, source: Any, suite: Suite, table: str, expectations: tuple[Expectation, ...], docs: Path | None
) -> list[ExpectationResult]:
    import great_expectations as gx
    from great_expectations.datasource.fluent.interfaces import TestConnectionError

    name = f"{suite.name}.{table}"
    schema_name, table_name = table.split(".")
    try:
        asset = source.add_table_asset(name, table_name=table_name, schema_name=schema_name)
    except TestConnectionError as error:
        return [_unevaluated(suite, table, expectation, str(error)) for expectation in expectations]
    # All at once: a suite that is stored already would be stored again with each expectation.
    asked = context.suites.add(
        gx.ExpectationSuite(name, [_as_gx(expectation, position) for position, expectation in enumerate(expectations)])
    )
    definition = context.validation_definitions.add(
        gx.ValidationDefinition(name=name, data=asset.add_batch_definition_whole_table("all"), suite=asked)
    )
    outcome = definition.run(result_format={"result_format": "COMPLETE", "partial_unexpected_count": EXAMPLES})
    by_position = {result.expectation_config.meta["position"]: result for result in outcome.results}
    results = [
        _result(suite, table, expectation, by_position[position]) for position, expectation in enumerate(expectations)
    ]
    if docs is not None:
        write_page(docs, name, outcome)
    return results


def _as_gx(expectation: Expectation, position: int) -> Any:
    import great_expectations as gx

    known: Any = gx.expectations
    described = {"description": expectation.why, "meta": {"position": position}}
    if expectation.kind == "unexpected_rows":
        # Every brace but those of {batch} belongs to the SQL, a regular expression's quantifier for instance.
        # In a fixed order, so that the examples are the same whichever way the rows came in.
        rows = expectation.arguments["rows"].replace("{", "{{").replace("}", "}}").replace("{{batch}}", "{batch}")
        query = f"select * from ({rows}) order by all"
        return known.UnexpectedRowsExpectation(unexpected_rows_query=query, **described)
    class_name = "Expect" + "".join(word.capitalize() for word in expectation.kind.split("_"))
    expected = getattr(known, class_name, None)
    if expected is None:
        raise SuiteError(f"没有期望 {expectation.kind}。 / There is no expectation {expectation.kind}.")
    return expected(**expectation.arguments, **described)


def _result(suite: Suite, table: str, expectation: Expectation, outcome: Any) -> ExpectationResult:
    found: Mapping[str, Any] = outcome.result
    counts_rows = expectation.kind == "unexpected_rows"
    observed = found.get("observed_value")
    return ExpectationResult(
        suite=suite.name,
        gate=suite.gate,
        table_name=table,
        subject=expectation.subject,
        rule_id=expectation.rule_id,
        expectation=expectation.kind,
        why=expectation.why,
        success=bool(outcome.success),
        row_count=found.get("element_count"),
        unexpected_count=observed if counts_rows else found.get("unexpected_count"),
        observed=None if counts_rows or observed is None else str(observed),
        examples=_examples(found),
        message=_exception_of(outcome.exception_info),
    )


def _examples(found: Mapping[str, Any]) -> tuple[str, ...]:
    rows = found.get("details", {}).get("unexpected_rows") or found.get("partial_unexpected_list") or []
    texts = [", ".join(map(str, row.values())) if isinstance(row, Mapping) else str(row) for row in rows]
    return tuple(texts[:EXAMPLES])


def _exception_of(info: Mapping[str, Any]) -> str | None:
    """The library keys exceptions by metric when there are several, and flat when there is one."""
    for entry in [info, *(value for value in info.values() if isinstance(value, Mapping))]:
        if entry.get("raised_exception"):
            return str(entry.get("exception_message")).partition("\n")[0]
    return None


def _unevaluated(suite: Suite, table: str, expectation: Expectation, message: str) -> ExpectationResult:
    return ExpectationResult(
        suite=suite.name,
        gate=suite.gate,
        table_name=table,
        subject=expectation.subject,
        rule_id=expectation.rule_id,
        expectation=expectation.kind,
        why=expectation.why,
        success=False,
        row_count=None,
        unexpected_count=None,
        observed=None,
        examples=(),
        message=message,
    )
