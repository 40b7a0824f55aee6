"""Since when a finding is known: told by the release before, found again by its id."""

from __future__ import annotations

from pathlib import Path

import duckdb

from pipeline.warehouse.attach import attached


def date_findings(con: duckdb.DuckDBPyConnection, release_id: str, previous: Path | None) -> None:
    """Fills status and first and last release of ``marts.fct_finding`` in the warehouse that ``con`` writes.

    A finding that the release before (the warehouse file ``previous``) had is ``open`` and keeps its first release; one
    that it had not is ``new``. Without a release before, all are new.
    """
    con.execute(
        "update marts.fct_finding set status = 'new', first_release_id = $1, last_release_id = $1", [release_id]
    )
    if previous is None:
        return
    with attached(con, previous, "previous"):
        con.execute(
            """
            update marts.fct_finding as found
            set status = 'open', first_release_id = known.first_release_id
            from previous.marts.fct_finding as known
            where found.finding_id = known.finding_id and known.first_release_id is not null
            """
        )
