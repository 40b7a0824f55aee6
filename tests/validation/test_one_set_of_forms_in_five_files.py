"""One set of final-accounts forms as web page, workbook, Word file, and as PDF printed from the last two: the same facts and verdicts.

`printed/forms_2024_workbook.pdf` and `printed/forms_2024_word.pdf` were made from the files that `xlsx_file` and `docx_file` write with
``soffice --headless --convert-to pdf`` (LibreOffice 7.4).
"""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.report.checked import Checked, check_file
from tests.unit.grids import docx_file, html_file, xlsx_file
from tests.validation.forms_2024 import FORMS, UNIT
from tests.validation.test_one_report_three_formats import facts, verdicts

PRINTED = Path(__file__).parent / "printed"
WRITERS = {"html": html_file, "xlsx": xlsx_file, "docx": docx_file}


def checked(path: Path) -> Checked:
    return check_file(path, department="某县林业局", fiscal_year=2024)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Checked]:
    folder = tmp_path_factory.mktemp("forms")
    made: dict[str, Checked] = {}
    for suffix, write in WRITERS.items():
        path = folder / f"forms.{suffix}"
        path.write_bytes(write(FORMS, UNIT))
        made[suffix] = checked(path)
    return made | {name: checked(PRINTED / f"forms_2024_{name}.pdf") for name in ("workbook", "word")}


@pytest.mark.parametrize("other", ["xlsx", "docx", "workbook", "word"])
def test_same_facts_and_verdicts(files: dict[str, Checked], other: str) -> None:
    assert facts(files[other]) == facts(files["html"])
    assert verdicts(files[other]) == verdicts(files["html"])


def test_every_figure_is_read_and_takes_part_in_a_sum_that_holds(files: dict[str, Checked]) -> None:
    page = files["html"]
    assert not [row for row in page.rows["figure"] if row["fate"] == "unread"]
    used = {row["fact_id"] for row in page.rows["operand"]}
    assert [row["value"] for row in page.rows["fact"] if row["fact_id"] not in used] == []
    broken = {c["rule_id"] for c in page.checks if c["verdict"] not in ("consistent", "not_evaluated")}
    assert broken == {"D16"}  # one form of the set is not printed
