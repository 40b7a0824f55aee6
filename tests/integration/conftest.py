"""One real build for all tests that only look at what a build leaves behind."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass

import duckdb
import pytest

from pipeline.cli import main
from pipeline.warehouse.settings import Settings
from tests.integration.played import Played, play
from tests.integration.raw_folder import fill


@dataclass(frozen=True)
class Run:
    """What a command returned and printed."""

    code: int
    out: str
    err: str


def gouji(*arguments: str) -> Run:
    """Runs the command in this process."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main(arguments)
    return Run(code, out.getvalue(), err.getvalue())


@dataclass(frozen=True)
class Published:
    """A raw folder, the marts folder that was built from it, and what the build said."""

    settings: Settings
    run: Run

    @property
    def marts(self) -> str:
        """The marts folder, as an argument."""
        return str(self.settings.marts)


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    folder = tmp_path_factory.mktemp("build")
    settings = Settings(raw=folder / "raw folder", marts=folder / "marts")
    fill(settings.raw)
    run = gouji("build", "--raw", str(settings.raw), "--marts", str(settings.marts))
    return Published(settings, run)


@pytest.fixture
def warehouse(published: Published) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        con.execute(f"attach '{published.settings.marts / 'gouji.duckdb'}' as gouji (read_only)")
        con.execute("use gouji.marts")
        yield con


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    return play(tmp_path_factory.mktemp("releases"))
