"""`gouji serve`: Dagster's web interface and daemon, with the nightly schedule and the raw-folder sensor on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from pipeline.orchestration.home import prepare_home
from pipeline.warehouse.settings import PROJECT


def serve(host: str, port: int) -> int:
    """Runs until it is stopped; returns Dagster's exit code. Runs are kept in DAGSTER_HOME (default: ``.dagster``)."""
    home = Path(os.environ.get("DAGSTER_HOME") or PROJECT / ".dagster")
    prepare_home(home)
    command = [sys.executable, "-m", "dagster", "dev", "--module-name", "pipeline.orchestration.code_location"]
    return subprocess.call(
        [*command, "--host", host, "--port", str(port)], env={**os.environ, "DAGSTER_HOME": str(home.resolve())}
    )
