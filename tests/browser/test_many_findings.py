"""Ten thousand findings: the overview stays small, the list is paged, and a finding loads its own part alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from pipeline.report.web import WEB_REPORT, write_web_report
from tests.browser.conftest import Report
from tests.browser.many import multiply

FINDINGS = 10_000
OVERVIEW_BYTES = 2_000_000
WHOLE_BYTES = 1_000_000
"""At most so large is each further file."""


@pytest.fixture(scope="module")
def many(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("many") / "release"
    database = multiply(release / "gouji.duckdb", folder, FINDINGS)
    write_web_report(database, folder / WEB_REPORT)
    return folder


def test_the_overview_of_ten_thousand_findings_is_small(many: Path, open_report: Callable[..., Report]) -> None:
    report = open_report(many)
    loaded: list[str] = []
    report.page.on("request", lambda request: loaded.append(request.url))
    report.open("#/")
    files = [many / WEB_REPORT / url.split(f"/{WEB_REPORT}/")[1].split("#")[0] for url in loaded if url[:5] == "file:"]
    assert many / WEB_REPORT / "data" / "overview.js" in files
    assert sum(file.stat().st_size for file in files) < OVERVIEW_BYTES
    heat = report.page.locator("#heat tbody tr")
    assert 0 < heat.count() <= 50
    report.keep("many-overview-1280")


def test_the_list_is_paged_and_filters_all_of_it(many: Path, open_report: Callable[..., Report]) -> None:
    report = open_report(many)
    report.open("#/findings")
    rows = report.page.locator("table.findings tbody tr")
    expect(rows).to_have_count(50)
    count = report.page.locator("#count")
    expect(count).not_to_contain_text("正在读取")
    shown = int((count.text_content() or "").split()[0].replace(",", ""))
    assert shown >= FINDINGS
    report.page.get_by_role("button", name="下一页").click()
    expect(report.page.locator(".pager span")).to_have_text(f"2 / {-(-shown // 50)}")
    report.page.get_by_role("searchbox").fill("0007峨边 R02 53.9862")
    expect(rows).to_have_count(1)
    rows.get_by_role("link").first.click()
    expect(report.page.locator("#passages td mark.operand").filter(has_text="35.89万元")).to_be_visible()


def test_every_file_of_data_is_small(many: Path) -> None:
    large = {
        file.name: file.stat().st_size
        for file in (many / WEB_REPORT / "data").rglob("*.js")
        if file.stat().st_size > WHOLE_BYTES
    }
    assert large == {}
