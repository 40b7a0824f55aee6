"""Planted errors in the report that ships: the changes are what they say, and a sample of them is caught."""

from __future__ import annotations

import pytest

from tests.validation import mutation
from tests.validation.conftest import SHIPPED

EVERY = 16
LEAST_CAUGHT = 0.9
"""Of the sample; benchmarks/results/mutation.md has the share of all."""


@pytest.fixture(scope="module")
def printed() -> mutation.Report:
    [path] = SHIPPED.rglob("*自评报告.docx")
    return mutation.report(path)


def test_a_sample_of_planted_errors_is_caught(printed: mutation.Report) -> None:
    found = list(mutation.outcomes(printed, EVERY))
    survivors = [f"{one.mutant.kind} {one.mutant.fact.quote}" for one in found if not one.caught_by]
    assert len(found) > 20
    assert len(survivors) <= (1 - LEAST_CAUGHT) * len(found), survivors


def test_rounding_is_not_called_inconsistent(printed: mutation.Report) -> None:
    tried, alarms = mutation.rounding_alarms(printed, every=2)
    assert tried > 5
    assert alarms == []
