"""What an auditor does with the report: looks over it, filters, opens a finding, reads it in the other language, goes back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import duckdb
import pytest
from playwright.sync_api import expect

from tests.browser import hostile
from tests.browser.conftest import NARROW, WIDE, Report

Open = Callable[..., Report]


def query(release: Path, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(release / "gouji.duckdb"), read_only=True) as con:
        return con.execute(sql).fetchall()


def test_from_the_overview_to_the_finding_of_53_99_percent_and_back(release: Path, open_report: Open) -> None:
    report = open_report(release)
    report.open()
    page = report.page
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(page.get_by_role("heading", level=1)).to_have_text("核对总览")
    expect(page.locator("#heat tbody tr")).to_have_count(2)
    page.get_by_role("navigation").get_by_role("link", name="发现").click()
    report.shows("#/findings")
    page.locator("select[name=severity]").select_option("error")
    page.locator("select[name=department]").select_option(label="峨边彝族自治县公安局")
    errors = query(
        release,
        "select count(*) from marts.fct_finding where severity = 'error' and department = '峨边彝族自治县公安局'",
    )[0][0]
    rows = page.locator("table.findings tbody tr")
    expect(rows).to_have_count(errors)
    expect(page.locator("#count")).to_contain_text(f"{errors} ")
    found = rows.filter(has_text="R02").filter(has_text="53.9862")
    expect(found).to_have_count(1)
    found.get_by_role("link", name="中央和省级政法转移支付（禁毒）").click()

    article = page.locator("#finding")
    expect(article.locator(".message")).to_contain_text("35.89 ÷ (35.89 + 30.59) = 53.986 %，文中为 100 %")
    marked = article.locator("#passages td mark.operand")
    for digits in ("35.89万元", "30.59万元", "100%"):
        mark = marked.filter(has_text=digits)
        expect(mark).to_have_count(1)
        expect(mark).to_be_visible()
        assert mark.evaluate("mark => getComputedStyle(mark).backgroundColor") == "rgb(255, 224, 138)"
    heads = article.locator("table.source tr").first
    expect(heads).to_contain_text("项目金额")
    expect(heads).to_contain_text("资金结余")
    expect(article.locator("#rule")).to_contain_text("执行率")
    expect(article.locator("#history tbody tr")).to_have_count(1)
    expect(article.locator("#waiver")).to_contain_text("没有豁免")
    report.keep("finding-zh-1280")

    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(article.locator(".message")).to_contain_text("the document prints 100 %")
    expect(article.get_by_role("heading", level=1)).to_have_text("R02 Execution rate recomputed")
    expect(marked.filter(has_text="35.89万元")).to_be_visible()
    report.keep("finding-en-1280")

    page.get_by_role("link", name="Back").click()
    report.shows("#/findings")
    expect(page.locator("select[name=severity]")).to_have_value("error")
    expect(rows).to_have_count(errors)
    expect(page.get_by_role("heading", level=1)).to_have_text("Findings")
    page.reload()
    report.shows("#/findings")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(rows).to_have_count(errors)


def test_the_counts_are_those_of_the_marts_and_lead_to_their_findings(release: Path, open_report: Open) -> None:
    report = open_report(release)
    for severity, count in query(release, "select severity, count(*) from marts.fct_finding group by 1 order by 1"):
        report.open("#/")
        tile = report.page.locator(f"#figures li.{severity}")
        expect(tile.locator("b")).to_have_text(str(count))
        tile.get_by_role("link").click()
        report.shows("#/findings")
        expect(report.page.locator("#count")).to_contain_text(f"{count} ")
    rules = query(
        release,
        "select rule_id, count(*) from marts.fct_finding group by 1 order by count_if(severity = 'error') desc limit 1",
    )
    report.open("#/")
    row = report.page.locator("#rules tbody tr").filter(has=report.page.get_by_role("link", name=str(rules[0][0])))
    expect(row.locator("td").last).to_have_text(str(rules[0][1]))


def test_search_looks_into_subject_rule_department_and_id(release: Path, open_report: Open) -> None:
    report = open_report(release)
    (finding_id, subject), *_ = query(
        release,
        "select finding_id, subject from marts.fct_finding where rule_id = 'R02' and severity = 'error' "
        "and department = '峨边彝族自治县公安局'",
    )
    report.open("#/findings")
    rows = report.page.locator("table.findings tbody tr")
    box = report.page.get_by_role("searchbox")
    for words in (finding_id, f"{subject} R02", "执行率复算 53.9862 公安局"):
        box.fill(str(words))
        expect(rows).to_have_count(1)
        expect(rows.get_by_role("link", name=str(subject))).to_have_attribute("href", f"#/finding/{finding_id}")
    box.fill("没有这样的对象")
    expect(report.page.locator("#results")).to_have_text("没有符合条件的发现。")


def test_a_department_in_a_year_shows_budget_projects_and_coverage(release: Path, open_report: Open) -> None:
    ((department_id,),) = query(release, "select department_id from marts.dim_department where name like '峨边%'")
    report = open_report(release)
    report.open(f"#/department/{department_id}/2024")
    page = report.page
    expect(page.locator("#budget")).to_contain_text("62,883,000")
    projects = page.locator("#projects tbody tr")
    expect(projects).to_have_count(10)
    row = projects.filter(has_text="中央和省级政法转移支付（禁毒）")
    expect(row).to_contain_text("53.9862")
    expect(row).to_contain_text("664,800")
    ((coverage,),) = query(
        release, "select printf('%g', coverage_pct) from marts.mart_quality_summary where department like '峨边%'"
    )
    expect(page.locator("#coverage")).to_contain_text(str(coverage))
    expect(page.locator("#documents tbody tr")).to_have_count(3)


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_pages_fit_their_window(release: Path, open_report: Open, width: int) -> None:
    ((department_id, finding_id),) = query(
        release,
        "select department_id, finding_id from marts.fct_finding join marts.dim_document using (document_id) "
        "where rule_id = 'R03' and severity = 'error'",
    )
    report = open_report(release, width)
    pages = {
        "overview": "#/",
        "findings": "#/findings",
        "department": f"#/department/{department_id}/2024",
        "finding": f"#/finding/{finding_id}",
    }
    for name, address in pages.items():
        report.open(address)
        assert report.page.evaluate("document.documentElement.scrollWidth") <= width, name
        drawn = report.page.locator("canvas")
        for n in range(drawn.count()):
            assert drawn.nth(n).evaluate("canvas => canvas.width > 0 && canvas.height > 0"), name
        report.keep(f"{name}-zh-{width}")
    report.page.get_by_role("button", name="English").click()
    report.open("#/")
    assert report.page.evaluate("document.documentElement.scrollWidth") <= width
    report.keep(f"overview-en-{width}")


def test_on_paper_the_controls_are_gone_and_the_figures_stay(release: Path, open_report: Open) -> None:
    report = open_report(release)
    report.open("#/findings?severity=error")
    report.page.emulate_media(media="print")
    expect(report.page.locator("form.filters")).to_be_hidden()
    expect(report.page.locator("header")).to_be_hidden()
    expect(report.page.locator("table.findings")).to_be_visible()


def test_texts_of_a_hostile_document_are_shown_as_texts(release: Path, open_report: Open) -> None:
    report = open_report(release)
    page = report.page
    rows = query(
        release,
        "select finding_id, subject from marts.fct_finding join marts.dim_document using (document_id) "
        "where path like '青石%' and rule_id = 'R02'",
    )
    subjects = {str(subject): finding_id for finding_id, subject in rows}
    assert set(subjects) == set(hostile.PROJECTS)
    ((department_id,),) = query(release, "select department_id from marts.dim_department where name like '青石%'")
    for address in ("#/", "#/findings", f"#/department/{department_id}/2024"):
        report.open(address)
        expect(page.locator("#page")).to_contain_text(hostile.DEPARTMENT)
        assert_no_markup(report)
    report.keep("hostile-department-1280")
    for subject, finding_id in subjects.items():
        report.open(f"#/finding/{finding_id}")
        cell = page.locator("table.source mark.operand").first
        assert subject in cell.evaluate("mark => mark.textContent")
        expect(page.locator("figcaption").first).to_contain_text(hostile.FILE)
        assert_no_markup(report)
    report.open(f"#/finding/{subjects[hostile.DIRECTION]}")
    codes = page.locator("table.source mark .control")
    assert [codes.nth(n).get_attribute("data-code") for n in range(codes.count())] == ["U+202E", "U+2067"]
    report.keep("hostile-direction-1280")
    report.open("#/findings")
    page.get_by_role("searchbox").fill("<script>")
    expect(page.locator("table.findings")).to_contain_text(hostile.SCRIPT)


def test_an_address_that_leads_nowhere_says_so(release: Path, open_report: Open) -> None:
    report = open_report(release)
    report.open("#/finding/" + quote("<img src=x onerror=alert(4)>"))
    expect(report.page.get_by_role("heading", level=1)).to_have_text("没有这一页。")
    assert_no_markup(report)
    report.open("#/nowhere")
    expect(report.page.get_by_role("heading", level=1)).to_have_text("没有这一页。")


def test_data_docs_and_working_paper_lie_where_the_report_says(release: Path, open_report: Open) -> None:
    report = open_report(release)
    report.open("#/")
    for name in ("质量检查", "审计底稿"):
        target = report.page.get_by_role("link", name=name).get_attribute("href")
        assert target is not None
        assert (release / "report" / target).resolve().is_file()
    report.page.get_by_role("link", name="质量检查").click()
    expect(report.page.get_by_role("heading", level=1)).to_contain_text("质量检查")
    report.keep("data-docs-1280")
    assert sum(file.stat().st_size for file in (release / "data_docs").iterdir()) < 2_000_000


def assert_no_markup(report: Report) -> None:
    """Nothing in the page is an image, or a script or frame that the report did not bring."""
    strangers = report.page.evaluate(
        "[...document.querySelectorAll('img, iframe, object, embed, body script:not([src^=\"assets/\"])')].length"
    )
    assert strangers == 0
