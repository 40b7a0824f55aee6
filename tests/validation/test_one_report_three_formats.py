"""The same report as Word, as PDF printed from it by LibreOffice, and as text gives the same facts and verdicts.

`printed/self_evaluation_2024.pdf` was made from the shipped report with
``soffice --headless --convert-to pdf 2024年部门整体绩效自评报告.docx`` (LibreOffice 7.4).
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from pipeline.document import Document
from pipeline.readers import read
from pipeline.report.checked import Checked, check_file

ROOT = Path(__file__).parents[2]
WORD = ROOT / "data/raw/峨边彝族自治县公安局/2024/2024年部门整体绩效自评报告.docx"
PRINTED = Path(__file__).parent / "printed/self_evaluation_2024.pdf"


def as_cell_lines(document: Document) -> str:
    """The report as text in which each cell is a line that begins with a tab (SPEC section 6)."""
    parts: list[str] = []
    for block in document.blocks:
        if block.table is None:
            parts.append(block.text.replace("\n", ""))
            continue
        parts.append("")
        for r, line in enumerate(block.table.grid()):
            for cell in line:
                own = cell is not None and cell.row == r
                parts.append("\t" + (cell.text if own and cell is not None else ""))
            parts.append("")
        parts.append("\n")
    return "\n".join(parts) + "\n"


def facts(checked: Checked) -> Counter[tuple[object, ...]]:
    fields = ("subject", "measure", "aspect", "breakdown", "item", "fiscal_year", "base_year", "stage", "value", "unit")
    return Counter(tuple(row[f] for f in fields) for row in checked.rows["fact"])


def verdicts(checked: Checked) -> set[tuple[object, ...]]:
    """What was asked and answered. Texts are quoted as the page prints them: line ends and spaces are the layout's.

    R71 is not asked of a PDF, whose lines end where the page does.
    """
    return {
        (c["rule_id"], c["verdict"], c["subject"], c["fiscal_year"], re.sub(r"\s", "", c["stated_value"] or ""))
        for c in checked.checks
        if c["rule_id"] != "R71"
    }


@pytest.fixture(scope="module")
def word() -> Checked:
    return check_file(WORD)


@pytest.fixture(scope="module", params=["pdf", "txt"])
def other(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Checked:
    if request.param == "pdf":
        return check_file(PRINTED)
    text = tmp_path_factory.mktemp("text") / "report.txt"
    text.write_text(as_cell_lines(read(WORD)), encoding="utf-8")
    return check_file(text)


def test_same_facts(word: Checked, other: Checked) -> None:
    assert facts(word) - facts(other) == Counter()
    assert facts(other) - facts(word) == Counter()


def test_same_verdicts(word: Checked, other: Checked) -> None:
    assert verdicts(word) == verdicts(other)
