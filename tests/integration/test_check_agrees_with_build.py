"""`gouji check --all` and `gouji build` agree on every verdict: over the data that ships, our corpus and the labelled cases.

All files are given to one check, as they lie in one raw folder, so that rules between documents are asked in both.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import duckdb

from tests.integration.conftest import gouji

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "data/raw"
CORPUS = ROOT / "tests/validation/corpus"
CASES = ROOT.parent / "shared/cases"

# Two years of one department, so that at least one rule between documents is asked.
LINKED = {
    "自评2024.txt": "青石县水务局2024年部门整体绩效自评报告\n2024年收入决算700.00万元，2023年收入决算640.00万元。\n",
    "自评2023.txt": "青石县水务局2023年部门整体绩效自评报告\n2023年收入决算604.00万元。\n",
}

Verdicts = Counter[tuple[str, ...]]


def gathered(raw: Path) -> list[Path]:
    """Puts all documents into one raw folder and names them for a check: the shared cases where they lie beside the
    project, and those that ship in their own raw folder, whose folders tell department and year."""
    raw.mkdir()
    for folder in (CORPUS, CASES / "seed", CASES / "dev", CASES / "real"):
        for path in sorted(folder.glob("*.*")):
            if path.suffix in (".txt", ".pdf"):
                (raw / folder.name).mkdir(exist_ok=True)
                shutil.copy(path, raw / folder.name)
    for name, text in LINKED.items():
        (raw / name).write_text(text, encoding="utf-8")
    others = sorted(path for path in raw.rglob("*") if path.is_file())
    shutil.copytree(SHIPPED, raw, ignore=shutil.ignore_patterns("README.md"), dirs_exist_ok=True)
    return [*others, *sorted(path for path in SHIPPED.rglob("*") if path.is_file() and path.name != "README.md")]


def of_build(marts: Path) -> tuple[Verdicts, set[str]]:
    """What the build says of each check, and the SHA-256 of the documents that it read."""
    with duckdb.connect() as con:
        con.execute(f"attach '{marts / 'gouji.duckdb'}' as gouji (read_only)")
        checks = con.execute(
            "select documents.sha256, checks.rule_id, checks.verdict, checks.severity, checks.message_zh "
            "from gouji.marts.fct_check as checks join gouji.marts.dim_document as documents using (document_id)"
        ).fetchall()
        read = con.execute("select sha256 from gouji.marts.dim_document where status = 'read'").fetchall()
    return Counter(checks), {sha256 for (sha256,) in read}


def of_check(entries: Iterable[dict[str, dict[str, str]]], read: set[str]) -> Verdicts:
    """What the check says, of the documents that the build read: it quarantines those without department or year."""
    return Counter(
        (sha256, check["rule_id"], check["verdict"], check["severity"], check["message_zh"])
        for entry in entries
        if (sha256 := entry["document"]["sha256"]) in read
        for check in entry["checks"]
    )


def test_every_verdict_is_the_same(tmp_path: Path) -> None:
    raw, marts = tmp_path / "raw", tmp_path / "marts"
    files = gathered(raw)
    assert gouji("build", "--raw", str(raw), "--marts", str(marts)).code == 0
    built, read = of_build(marts)

    run = gouji("check", "--all", "--format", "json", *map(str, files))
    assert run.code == 1, run.err
    checked = of_check(json.loads(run.out), read)

    assert checked - built == Counter()
    assert built - checked == Counter()
    assert ("R23", "inconsistent") in {(rule, verdict) for _, rule, verdict, *_ in built}
    assert len(read) > 20
