"""A department's final accounts as published (PDF): nine forms, read with their cells in place, sums evaluated."""

from __future__ import annotations

from collections import Counter

import pytest

from pipeline.extract.forms import form_of
from pipeline.readers import read
from pipeline.report.checked import Checked, check_file
from tests.validation.conftest import SHARED

PDF = SHARED / "cases/real/putuo-social-work-2024-final-accounts.pdf"


@pytest.fixture(scope="module")
def checked() -> Checked:
    if not PDF.exists():
        pytest.skip("../shared is absent: the published document is not part of the project")
    return check_file(PDF)


def test_nine_forms_in_order() -> None:
    if not PDF.exists():
        pytest.skip("../shared is absent: the published document is not part of the project")
    document = read(PDF)
    titles = [
        next(
            b.text
            for b in reversed(document.blocks[: block.index])
            if b.table is None and b.text.rstrip().endswith("表")
        )
        for block in document.blocks
        if block.table is not None and block.index > 38
    ]
    assert [form_of(title).name for title in titles] == [
        "receipts_and_payments", "revenue", "expenditure", "appropriation_total", "general_expenditure",
        "general_basic", "three_public", "fund_receipts_and_payments", "capital_receipts_and_payments",
    ]  # fmt: skip


def test_sums_inside_and_between_the_forms(checked: Checked) -> None:
    verdicts = Counter((c["rule_id"], c["verdict"]) for c in checked.checks)
    for rule, least in (
        ("D01", 2),
        ("D02", 2),
        ("D03", 1),
        ("D04", 90),
        ("D07", 10),
        ("D08", 15),
        ("D09", 5),
        ("D05", 2),
        ("D06", 5),
        ("D15", 1),
        ("D16", 1),
        ("D17", 20),
    ):
        assert verdicts[rule, "consistent"] >= least, rule
        assert verdicts[rule, "inconsistent"] == 0
    assert verdicts["R11", "inconsistent"] == 0


def test_what_is_wrong_in_it(checked: Checked) -> None:
    """One truncated share, rates over a base of zero, and small-firm purchases that exceed the total."""
    found = Counter(c["rule_id"] for c in checked.checks if c["verdict"] == "inconsistent")
    assert found == {"R92": 1, "R89": 5, "R41": 1}
    (share,) = (c for c in checked.checks if c["rule_id"] == "R92" and c["verdict"] == "inconsistent")
    assert share["stated_value"] == "9.55"


def test_nearly_every_figure_is_read(checked: Checked) -> None:
    fates = Counter(row["fate"] for row in checked.rows["figure"])
    assert fates["unread"] == 0, [row["text"] for row in checked.rows["figure"] if row["fate"] == "unread"]
