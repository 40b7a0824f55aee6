"""A raw folder as people leave it: one good report, one in GBK, and files that nobody can read."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from pipeline.warehouse import ingest
from pipeline.warehouse.release import Build, Unwatched
from pipeline.warehouse.settings import Settings
from tests.unit.readers_docx import docx_file, paragraph

DEPARTMENT = "青石县教育局"
GOOD = "教育局 送审稿/2024年部门整体绩效自评报告.docx"
GBK = f"{DEPARTMENT}/2024/预算收支.csv"
EMPTY = "空文件.docx"
TRUNCATED = "截断.docx"
RENAMED = "改名.xlsx"
OWNERLESS = "无主.txt"

# The sum by source holds, the printed growth of 12.50 % does not: (880.00 − 800.00) ÷ 800.00 is 10.00 %.
REPORT = (
    f"{DEPARTMENT}2024年部门整体绩效自评报告",
    "2024年收入预算880.00万元，其中：一般公共预算财政拨款收入800.00万元，政府性基金预算财政拨款收入80.00万元。",
    "2023年收入预算800.00万元，2024年相比2023年收入增加80.00万元，增长12.50%。",
)
TABLE = "项目,预算数（万元）\n公共安全支出,12.00\n教育支出,868.00\n支出合计,880.00\n"


def report_docx() -> bytes:
    """The good report as a Word file."""
    return docx_file("".join(paragraph(text) for text in REPORT))


def fill(folder: Path) -> None:
    """Puts the files into a raw folder."""
    good = report_docx()
    contents = {
        GOOD: good,
        GBK: TABLE.encode("gbk"),
        EMPTY: b"",
        TRUNCATED: good[: len(good) // 2],
        RENAMED: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n",
        OWNERLESS: "本年收入12.00万元。\n".encode(),
        "README.md": b"not a document",
        ".hidden.txt": b"not a document",
        "~$自评报告.docx": b"lock file of an office program",
    }
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def build_under_way(raw: Path, folder: Path) -> Build:
    """A build of a raw folder that has just begun, in a folder of its own, without Dagster."""
    settings = Settings(raw=raw, marts=folder)
    (folder / "rows").mkdir(parents=True)
    return Build(
        settings=settings,
        release_id="test",
        created_at=datetime.now(UTC),
        folder=folder,
        inputs=ingest.input_hashes(raw),
        program="test",
        watcher=Unwatched(),
    )
