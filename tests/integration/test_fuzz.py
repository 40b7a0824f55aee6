"""A short run of the fuzz; `python -m tests.fuzz --files 10000` is the long one, its result is in benchmarks/results/fuzz.md."""

from __future__ import annotations

import random

from tests.fuzz import mutant, originals, run


def test_some_mutants_end_well_and_cost_no_original() -> None:
    tally = run(files=60, size=60, seed=20261122)
    assert tally.faults == []
    assert sum(tally.outcomes.values()) == 60 and tally.outcomes["read"] > 20
    assert tally.by_format.keys() == {"txt", "html", "csv", "docx", "xlsx", "xls", "pdf"}


def test_mutants_differ_from_their_original_and_are_the_same_for_the_same_seed() -> None:
    for name, data in originals().items():
        made = [mutant(name, data, random.Random(seed), [data]) for seed in (1, 1)]
        assert made[0] == made[1] != data
