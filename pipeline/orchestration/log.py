"""Dagster's messages go to the log of the build that they belong to, not to the terminal."""

from __future__ import annotations

import logging

import dagster as dg

from pipeline.warehouse.release import log


def _build_log(_: dg.InitLoggerContext) -> logging.Logger:
    """A child of the build's logger; warnings and worse are kept."""
    messages = log.getChild("dagster")
    messages.setLevel(logging.WARNING)
    return messages


build_log = dg.LoggerDefinition(_build_log, description="构建日志。 / The build's own log file.")
