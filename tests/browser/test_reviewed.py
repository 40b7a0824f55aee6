"""A release later: one finding was waived, a document has gone; the report shows the waiver, the history and what is resolved."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from pipeline.cli import main
from pipeline.warehouse.settings import Settings
from tests.browser import hostile
from tests.browser.conftest import Report, built
from tests.browser.test_report import query

REASON = "<b>原始凭证</b>显示该项目资金已收回"


@pytest.fixture(scope="module")
def waived_id(release: Path) -> str:
    ((finding_id,),) = query(
        release,
        "select finding_id from marts.fct_finding where rule_id = 'R03' and severity = 'error' and department like '峨边%'",
    )
    return str(finding_id)


@pytest.fixture(scope="module")
def later(settings: Settings, release: Path, waived_id: str) -> Path:
    """The folder of a second release."""
    signature = ["--reason", REASON, "--owner", "张三", "--expires", "2099-12-31"]
    folders = ["--register", str(settings.register), "--marts", str(settings.marts)]
    assert main(["waive", waived_id, *signature, *folders]) == 0
    shutil.rmtree(settings.raw / hostile.DEPARTMENT)
    return built(settings)


def test_a_waived_finding_shows_its_waiver_and_its_history(
    later: Path, waived_id: str, open_report: Callable[..., Report]
) -> None:
    report = open_report(later)
    report.open("#/findings?status=waived")
    rows = report.page.locator("table.findings tbody tr")
    expect(rows).to_have_count(1)
    rows.get_by_role("link").first.click()
    report.shows(f"#/finding/{waived_id}")
    waiver = report.page.locator("#waiver")
    for text in (REASON, "张三", "2099-12-31", "有效"):
        expect(waiver).to_contain_text(text)
    spans = report.page.locator("#history tbody tr")
    expect(spans).to_have_count(2)
    expect(spans.nth(0)).to_contain_text("新出现")
    expect(spans.nth(1)).to_contain_text("已豁免")
    report.keep("waived-zh-1280")


def test_a_resolved_finding_is_listed_last_with_what_was_seen(
    release: Path, later: Path, open_report: Callable[..., Report]
) -> None:
    ((finding_id, message),) = query(
        release,
        "select finding_id, message_zh from marts.fct_finding where rule_id = 'R09' and department = '青石县教育局'",
    )
    report = open_report(later)
    report.open("#/")
    expect(report.page.locator("#heat")).not_to_contain_text("✖ 11")
    report.open("#/findings?status=resolved&rule=R09")
    expect(report.page.locator("table.findings tbody tr")).to_have_count(1)
    report.open(f"#/finding/{finding_id}")
    expect(report.page.locator("#arithmetic .message")).to_have_text(str(message))
    expect(report.page.locator("#history tbody tr").last).to_contain_text("文件已移走")
    report.keep("resolved-zh-1280")
