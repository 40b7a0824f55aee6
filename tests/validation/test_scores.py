"""How much of labelled passages is read and judged rightly: floors that a change may raise and must not fall below.

The development cases lie beside the project; the corpus is our own and ships. `make eval` lists each miss.

The blind passages were written, and labelled, without a look at the program, many of them loosely worded. What it did with each set
before anything of that set was mended (November 2026; x restates in a journalist's words, w is small and formal, p is
worded as final accounts are, t as self-evaluations, r as budgets, u as all three):

    set      claims  facts found  right verdict  planted errors found  sound claims left alone
    a01-a30     279       96.1 %         57.7 %                60.4 %                   98.2 %
    b01-b30     317       97.7 %         47.6 %                32.2 %                   95.0 %
    x01-x15     133      100.0 %         16.5 %                 7.7 %                  100.0 %
    y01-y15     144       95.2 %         38.2 %                33.3 %                  100.0 %
    w01-w05      18      100.0 %         88.9 %                66.7 %                  100.0 %
    p01-p12     112      100.0 %         86.6 %                80.0 %                   94.6 %
    t01-t09     124       94.3 %         74.2 %                62.5 %                   99.0 %
    r01-r04      65       97.2 %         70.8 %                75.0 %                  100.0 %
    u01-u12     131       98.4 %         89.3 %                83.3 %                  100.0 %

Those are the figures to expect of wordings never seen; the floors below are of after some mending. At first sight x had three alarms
out of the blue and y two; w and r had none, p and u one, t four.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.validation.conftest import SHARED
from tests.validation.measure import Score, measure

DEV = SHARED / "cases/dev"
CORPUS = Path(__file__).parent / "corpus"
BLIND = Path(__file__).parent / "blind"


def share(score: Score, name: str) -> float:
    """Hits of a row of the table in percent."""
    assert score.totals[name], name
    return 100 * score.hits[name] / score.totals[name]


@pytest.fixture(scope="module")
def dev() -> Score:
    if not DEV.exists():
        pytest.skip("../shared is absent: the development cases are not part of the project")
    return measure(DEV)


@pytest.fixture(scope="module")
def corpus() -> Score:
    return measure(CORPUS)


@pytest.fixture(scope="module")
def blind() -> Score:
    return measure(BLIND)


def test_development_cases(dev: Score) -> None:
    assert share(dev, "facts found") >= 97
    assert share(dev, "claims with the right verdict") >= 97
    # 9 of 10: the tenth (three parts each equal to the whole) is found by R41, not as the labelled sum.
    assert share(dev, "inconsistent claims found") >= 90
    assert share(dev, "sound claims left alone") >= 99
    assert dev.totals["alarms out of the blue"] == 0


def test_our_own_corpus(corpus: Score) -> None:
    assert share(corpus, "facts found") >= 97
    assert share(corpus, "claims with the right verdict") >= 83
    assert share(corpus, "sound claims left alone") >= 97.5
    assert corpus.totals["alarms out of the blue"] <= 3


def test_passages_written_blind(blind: Score) -> None:
    assert share(blind, "facts found") >= 98
    assert share(blind, "claims with the right verdict") >= 85
    assert share(blind, "inconsistent claims found") >= 77
    assert share(blind, "sound claims left alone") >= 99
    assert blind.totals["alarms out of the blue"] <= 1
