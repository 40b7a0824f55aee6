"""A published release, and Chromium without network looking at its report from the disk."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from pipeline.orchestration import run_build
from pipeline.warehouse.settings import PROJECT, Settings
from tests.browser import hostile

SCREENSHOTS = Path(os.environ.get("GOUJI_SCREENSHOTS", PROJECT / "artifacts" / "screenshots"))
WIDE, NARROW = 1280, 390


@dataclass
class Report:
    """The report in one browser tab, with everything in it that ought not to happen."""

    index: Path
    page: Page
    faults: list[str] = field(default_factory=list)

    def open(self, address: str = "#/") -> None:
        """Opens a page of the report by its address and waits until it is shown."""
        self.page.goto(self.index.as_uri() + address)
        self.shows(address)

    def shows(self, address: str) -> None:
        """Waits until the page of that address (its query left out) is shown."""
        self.page.wait_for_function(
            "address => document.getElementById('page').dataset.shown === address", arg=address.split("?")[0]
        )

    def keep(self, name: str) -> None:
        """Keeps a picture of the whole page."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        self.page.wait_for_timeout(200)  # Charts are drawn in the frame after the page.
        self.page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A project of its own, with the project's documents and a hostile one; its path has spaces and Chinese."""
    folder = tmp_path_factory.mktemp("审计 report")
    settings = Settings(raw=folder / "raw", marts=folder / "marts", register=folder / "register")
    shutil.copytree(PROJECT / "data" / "raw", settings.raw)
    shutil.copytree(PROJECT / "expectations", settings.register)
    hostile.write(settings.raw)
    return settings


@pytest.fixture(scope="session")
def release(settings: Settings) -> Path:
    """The folder of the first release."""
    return built(settings)


def built(settings: Settings) -> Path:
    """Builds, and returns the folder of the release."""
    build = run_build(settings)
    assert build.published, build.failures
    return build.folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.fail("没有 Chromium：apt-get install chromium。 / Chromium is missing: apt-get install chromium")
    with sync_playwright() as playwright:
        # Debian's Chromium as root has no sandbox; the pages are our own files.
        yield playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])


@pytest.fixture
def open_report(browser: Browser) -> Iterator[Callable[..., Report]]:
    """Opens the report of a release folder; at the end nothing may have been requested, logged, asked or thrown."""
    opened: list[Report] = []

    def open_one(release: Path, width: int = WIDE) -> Report:
        page = browser.new_context(viewport={"width": width, "height": 900}).new_page()
        report = Report(release / "report" / "index.html", page)
        page.on("console", lambda message: report.faults.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: report.faults.append(f"error: {error}"))
        page.on("requestfailed", lambda request: report.faults.append(f"failed: {request.url}"))
        page.on("request", lambda request: _note_if_outside(request.url, report.faults))
        page.on("dialog", lambda dialog: (report.faults.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        opened.append(report)
        return report

    yield open_one
    for report in opened:
        report.page.context.close()
        assert report.faults == []


def _note_if_outside(url: str, faults: list[str]) -> None:
    if not url.startswith(("file:", "data:")):
        faults.append(f"request: {url}")
