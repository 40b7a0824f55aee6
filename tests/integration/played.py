"""Five releases on dates of their own, as a department and its auditors would make them."""

from __future__ import annotations

import csv
import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import openpyxl

from pipeline.orchestration import run_build
from pipeline.report.working_paper import AUDITOR, DECISION, OPINION
from pipeline.review.waive import Signature, waive_finding
from pipeline.review.workbook import review
from pipeline.warehouse.release import MartsFolder, Release
from pipeline.warehouse.settings import Settings
from tests.unit.readers_docx import docx_file, paragraph

DEPARTMENT = "青石县教育局"
TITLE = f"{DEPARTMENT}2024年部门整体绩效自评报告"
WRONG = "2023年收入预算800.00万元，2024年收入预算880.00万元，2024年相比2023年收入增加80.00万元，增长12.50%。"
RIGHT = WRONG.replace("12.50", "10.00")
BESIDE = "2023年支出预算500.00万元，2024年支出预算600.00万元，2024年相比2023年支出增加100.00万元，增长25.00%。"
LINK = '=HYPERLINK("http://example.test","点我")项目'
TURNED = "\u202e<script>alert(1)</script>项目"
HOSTILE = (
    ("项目名称", "调整后预算数", "预算执行数", "执行率"),
    (LINK, "100.00", "50.00", "60.00%"),
    (TURNED, "200.00", "90.00", "55.00%"),
)


@dataclass(frozen=True)
class Played:
    """The releases in the order in which they were built, the finding that they are about, and the registers' folder."""

    settings: Settings
    releases: tuple[Release, ...]
    finding_id: str
    register: Path
    register_of_second: Path

    def rows(self, release: int, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """What a query of release n (from 1) gives."""
        with duckdb.connect(str(self.releases[release - 1].database), read_only=True) as con:
            con.execute("set schema = 'marts'")
            return con.execute(sql, list(values)).fetchall()


def report(*texts: str) -> bytes:
    return docx_file("".join(paragraph(text) for text in (TITLE, *texts)))


def play(folder: Path) -> Played:
    """An error appears, is waived (two more errors beside it), the waiver expires, the document is corrected, and the
    error comes back. The register keeps the waiver all along; after the third release an auditor gives an opinion."""
    register = folder / "register"
    register.mkdir()
    settings = Settings(raw=folder / "raw", marts=folder / "marts", register=register)
    home = settings.raw / DEPARTMENT / "2024"
    home.mkdir(parents=True)
    with open(home / "项目支出执行情况表.csv", "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("2024年部门预算项目支出执行情况表（单位：万元）",), *HOSTILE])
    first, renamed = home / "自评报告.docx", home / "自评报告（修订稿）.docx"
    marts = MartsFolder(settings.marts)
    releases = []

    def build(day: int) -> None:
        build = run_build(settings, created_at=datetime(2026, 3, day, 18, tzinfo=UTC))
        assert build.published, build.failures
        releases.append(marts.must_have_current())

    first.write_bytes(report(WRONG))
    build(1)
    [(finding_id,)] = query(settings, "select finding_id from fct_finding where rule_id = 'R09'")
    signature = Signature("口径不同", "张三", date(2026, 3, 2), date(2026, 3, 4))
    waive_finding(settings.marts, register, finding_id, signature)

    first.unlink()
    renamed.write_bytes(report("一、部门概况", "另起一页。", BESIDE, WRONG))
    build(3)
    register_of_second = shutil.copytree(register, folder / "register of the second")

    build(5)
    fill_in(settings.marts / "findings.xlsx", folder / "填好.xlsx", finding_id)
    # The waiver has expired: the opinion stands in its place, and the waiver leaves the register.
    kept = (register / "waivers.yml").read_bytes()
    reviewed = review(folder / "填好.xlsx", settings.marts, register, date(2026, 3, 6))
    assert reviewed.refused == () and len(reviewed.notes) == 1
    assert finding_id not in (register / "waivers.yml").read_text(encoding="utf-8")
    (register / "waivers.yml").write_bytes(kept)

    renamed.write_bytes(report(RIGHT))
    build(7)

    renamed.write_bytes(report(WRONG))
    build(9)
    return Played(settings, tuple(releases), finding_id, register, register_of_second)


def query(settings: Settings, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(MartsFolder(settings.marts).must_have_current().database), read_only=True) as con:
        con.execute("set schema = 'marts'")
        return con.execute(sql).fetchall()


def fill_in(source: Path, target: Path, finding_id: str) -> None:
    """An auditor's opinion on one finding, in Chinese."""
    workbook = openpyxl.load_workbook(source)
    sheet = workbook.worksheets[0]
    heads = {str(cell.value).split("\n")[0]: cell.column for cell in sheet[3]}
    [row] = [cell.row for cell in sheet["A"] if cell.value == finding_id]
    for head, text in ((DECISION, "待整改"), (OPINION, "增长率有误，\n请部门更正。"), (AUDITOR, "李四")):
        sheet.cell(row, heads[head]).value = text
    workbook.save(target)
