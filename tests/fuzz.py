"""Mutated copies of all cases, beside the originals, through the ingest and the models of a build.

    python -m tests.fuzz --files 10000 [--seed 1] [--batch 400] [--minutes 60] [--keep DIR]

Each batch is a raw folder of its own with every original and some hundred mutants. It ends well when nothing crashed, hung
or failed in the models, no file is missing from ``raw.document``, and the rows of every original are those that it gives alone.
Prints what became of the mutants; exits with 1 and keeps the files that are to blame when a batch did not end well.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import math
import os
import random
import re
import shutil
import sys
import tempfile
import time
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from pipeline.warehouse.columns import RAW_TABLES
from pipeline.warehouse.ingest import ingest
from pipeline.warehouse.release import Build
from pipeline.warehouse.replay import evaluate
from tests.integration.raw_folder import build_under_way
from tests.unit.readers_xls import xls_file

ROOT = Path(__file__).resolve().parents[1]
SOURCES = (
    ROOT.parent / "shared/cases",
    ROOT / "tests/validation/corpus",
    ROOT / "tests/validation/printed",
    ROOT / "data/raw",
)
FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The date of every part of a mutant: the same seed gives the same bytes at any time."""
FORMATS = {".txt", ".csv", ".html", ".docx", ".xlsx", ".xls", ".pdf"}
# So that the owner of every mutant is known, whatever became of its title.
OWNER = "某县财政局/2024"
FIGURES = (
    "0", "-0", "00000", "9" * 40, "1" + "0" * 400, "0." + "0" * 60 + "1", "1,,2", "１２３．４５", "一亿三千万", "壹佰", "1e400", "NaN", "∞",
    "100.00%", "-6288.30", "6288.3O", "6 288.30", "6288.30万", "99999999999999999999.99亿元", "0.00",
)  # fmt: skip
ODDITIES = (
    "\0", "\x1b[2J", "\ufeff", "\u202e", "\u2028", "\ufffd", "\U0001f4a3", "́" * 50, "\n" * 40, "\t\t\t", "|", "（" * 200, "）", "“", ",", ";",
    "其中：", "比上年增加", "分别为", "、" * 30, "%", "万元", "表1", "一、", "&amp;", "<", "]]>", "合计", "2024年", "年" * 300,
)  # fmt: skip


@dataclass
class Tally:
    """What became of the mutants, and what must not have."""

    files: int = 0
    by_format: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    slowest_batch: float = 0.0
    facts: int = 0
    checks: int = 0


def originals() -> dict[str, bytes]:
    """All cases by file name, and the formats that no case has made of them."""
    found: dict[str, bytes] = {}
    for source in SOURCES:
        for path in sorted(source.rglob("*")) if source.is_dir() else ():
            if path.suffix in FORMATS and path.is_file():
                found[f"{hashlib.sha256(path.name.encode()).hexdigest()[:4]}-{path.name}"] = path.read_bytes()
    texts = [(name, data.decode()) for name, data in found.items() if name.endswith(".txt")]
    for name, text in texts[::8]:
        stem = name.removesuffix(".txt")
        found[f"{stem}.gb.txt"] = text.encode("gb18030", "ignore") + "\n（国标编码）".encode("gb18030")
        paragraphs = "".join(f"<p>{line}</p>" for line in text.replace("&", "&amp;").replace("<", "&lt;").split("\n"))
        cells = "<tr><td>项目</td><td>预算数（万元）</td></tr><tr><td>教育支出</td><td>868.00</td></tr>"
        found[f"{stem}.html"] = f"<html><body>{paragraphs}<table>{cells}</table></body></html>".encode()
    rows = {
        (0, 0): ("项目", "General"),
        (0, 1): ("预算数（万元）", "General"),
        (1, 0): ("教育支出", "General"),
        (1, 1): (868.0, "0.00"),
    }
    found["表.xls"] = xls_file(rows, [(0, 0, 0, 1)])
    return {name: data for name, data in found.items() if data.strip()}


def mutant(name: str, data: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    """A copy with something wrong in it, other than the original."""
    changed = data
    while changed == data:
        match Path(name).suffix:
            case ".docx" | ".xlsx" if chance.random() < 0.8:
                changed = _in_container(data, chance)
            case ".pdf" if chance.random() < 0.7:
                changed = _in_streams(data, chance)
            case ".txt" | ".csv" | ".html" if chance.random() < 0.8:
                changed = _in_text(data, chance)
            case _:
                changed = _in_bytes(data, chance, others)
    return changed


def _in_bytes(data: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5, 30))):
        start = chance.randrange(len(changed) + 1)
        end = min(len(changed), start + chance.choice((1, 2, 8, 100, 5000)))
        match chance.randrange(7):
            case 0:
                changed[start:end] = chance.randbytes(end - start)
            case 1:
                del changed[start:end]
            case 2:
                changed[start:start] = changed[start:end] * chance.choice((1, 2, 50))
            case 3:
                del changed[start:]
            case 4:
                changed[start:end] = bytes(end - start)
            case 5:
                other = chance.choice(others)
                at = chance.randrange(len(other))
                changed[start:end] = other[at : at + chance.choice((10, 1000))]
            case 6:
                changed[start : start + 4] = chance.choice(
                    (b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\0\0\0\x80", b"\0\0\0\0")
                )
    return bytes(changed)


def _in_text(data: bytes, chance: random.Random) -> bytes:
    encoding = "utf-8"
    try:
        text = data.decode()
    except UnicodeDecodeError:
        encoding = "gb18030"
        text = data.decode(encoding, "replace")
    for _ in range(chance.choice((1, 1, 2, 4, 20))):
        text = _text_changed(text, chance)
    return text.encode(encoding, "ignore")


def _text_changed(text: str, chance: random.Random) -> str:
    start = chance.randrange(len(text) + 1)
    end = min(len(text), start + chance.choice((1, 3, 20, 300)))
    match chance.randrange(9):
        case 0 | 1 | 2:
            figures = list(re.finditer(r"\d[\d,.]*", text))
            if not figures:
                return text
            figure = chance.choice(figures)
            return text[: figure.start()] + chance.choice(FIGURES) + text[figure.end() :]
        case 3:
            return text[:start] + text[end:]
        case 4:
            return text[:end] + text[start:end] * chance.choice((1, 3, 60)) + text[end:]
        case 5 | 6:
            return text[:start] + chance.choice(ODDITIES) + text[start:]
        case 7:
            lines = text.split("\n")
            chance.shuffle(lines)
            return "\n".join(lines)
        case _:
            return text.replace(
                chance.choice(("万元", "。", "\n", "，", "、", "年", ">", '"')),
                chance.choice(("", "元", "\n", "：", "\t")),
            )


def _in_container(data: bytes, chance: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = [(name, archive.read(name)) for name in archive.namelist()]
    at = chance.randrange(len(members))
    if chance.random() < 0.7:
        # The part with the content, more often than not.
        at = max(range(len(members)), key=lambda i: len(members[i][1]) * (members[i][0].endswith(".xml")))
    name, content = members[at]
    match chance.randrange(10):
        case 0:
            del members[at]
        case 1:
            members[at] = (chance.choice(("../", "/", "", "word/")) + name.swapcase(), content)
        case 2:
            members.insert(at, (name + "2", content))
        case 3 | 4:
            members[at] = (name, _in_bytes(content, chance, [content]) if content else b"<a/>")
        case _:
            members[at] = (name, _in_text(content, chance))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name, FIRST_DAY), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _in_streams(data: bytes, chance: random.Random) -> bytes:
    """A PDF with something changed inside one of its compressed streams."""
    streams = list(re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL))
    stream = chance.choice(streams)
    try:
        content = zlib.decompress(stream[1])
    except zlib.error:
        content = stream[1]
    changed = zlib.compress(_in_bytes(content, chance, [content]) if content else b"q Q")
    return data[: stream.start(1)] + changed + data[stream.end(1) :]


def odd_name(number: int, suffix: str, chance: random.Random) -> bytes:
    """Mostly a plain name; at times one that a folder may hold and a program may stumble over."""
    match chance.randrange(30):
        case 0:
            return f"{number}\n第二行{suffix}".encode()
        case 1:
            return f"{number}公安局{suffix}".encode("gb18030")
        case 2:
            return f"-{number} 'x\" %s {{}} $(true){suffix}".encode()
        case 3:
            return f"{number}{'长' * 70}{suffix}".encode()
    return f"{number}{suffix}".encode()


def batches(files: int, size: int, seed: int, goods: dict[str, bytes]) -> Iterator[dict[bytes, bytes]]:
    """The mutants by file name; those of one seed are always the same."""
    names, contents = list(goods), list(goods.values())
    # Every format has its share, however many cases there are of it; plain text, of which there are most, has two.
    suffixes = [*sorted({Path(name).suffix for name in names}), ".txt"]
    for first in range(0, files, size):
        batch = {}
        for number in range(first, min(first + size, files)):
            chance = random.Random(f"{seed}:{number}")
            suffix = chance.choice(suffixes)
            name = chance.choice([name for name in names if name.endswith(suffix)])
            batch[odd_name(number, Path(name).suffix, chance)] = mutant(name, goods[name], chance, contents)
        yield batch


def taken_in(folder: Path, goods: dict[str, bytes], mutants: dict[bytes, bytes]) -> Build:
    """A build's ingest of a raw folder with the originals and the mutants."""
    raw = folder / "raw" / OWNER
    (raw / "原件").mkdir(parents=True)
    for name, data in goods.items():
        (raw / "原件" / name).write_bytes(data)
    for encoded, data in mutants.items():
        Path(os.fsdecode(os.fsencode(raw) + b"/" + encoded)).write_bytes(data)
    build = build_under_way(folder / "raw", folder / "build")
    ingest(build)
    return build


def rows_of_originals(con: duckdb.DuckDBPyConnection) -> dict[str, dict[str, object]]:
    """Number and hash of the rows of each original, by table and path. The place of its file in the folder is no part of them."""
    return {
        table: dict(
            con.execute(
                f"select d.path, (count(*), bit_xor(hash(t))) from raw.{table} t join raw.document d using (document_id) "
                "where d.path like '%/原件/%' and d.status = 'read' group by all"
            ).fetchall()
        )
        for table in RAW_TABLES
        if "document_id" in RAW_TABLES[table].column_names
    }


def raw_rows(con: duckdb.DuckDBPyConnection) -> dict[str, list[dict[str, object]]]:
    """All raw rows as plain values, amounts as their digits."""
    return {
        table: [
            json.loads(text, parse_float=str)
            for (text,) in con.execute(f"select to_json(t) from raw.{table} t").fetchall()
        ]
        for table in RAW_TABLES
    }


def judge(build: Build, mutants: dict[bytes, bytes], alone: dict[str, dict[str, object]], tally: Tally) -> list[str]:
    """What did not end well, one sentence each; counts what became of the mutants."""
    faults = []
    with duckdb.connect(str(build.database), read_only=True) as con:
        if rows_of_originals(con) != alone:
            faults.append("the rows of an original differ from those that it gives alone")
        documents = con.execute(
            "select path, status, reason from raw.document where path not like '%/原件/%'"
        ).fetchall()
        if len(documents) != len(mutants):
            faults.append(f"{len(mutants)} mutants, {len(documents)} rows")
        for path, status, reason in documents:
            kind = "read" if status == "read" else re.sub(r"\(.*\)|\d[\d,.]*", "…", reason.rsplit(" / ", 1)[1])[:60]
            tally.outcomes[kind] += 1
            if re.search("internal error|process that read|_seconds|memory_bytes", reason or ""):
                faults.append(f"{path!r}: {reason}")
        rows = raw_rows(con)
    try:
        with evaluate(rows) as models:
            tally.checks += models.execute("select count(*) from marts.fct_check").fetchall()[0][0]
    except duckdb.Error as error:
        faults.append(f"the models: {type(error).__name__}: {str(error)[:500]}")
    tally.facts += len(rows["fact"])
    return faults


def run(files: int, size: int, seed: int, keep: Path | None = None, until: float = math.inf) -> Tally:
    """Takes so many mutants in, batch by batch; folders of batches that did not end well are kept in ``keep``.

    until: on the monotonic clock; no batch begins after it.
    """
    goods, tally = originals(), Tally()
    with tempfile.TemporaryDirectory(prefix="gouji-fuzz-") as scratch:
        build = taken_in(Path(scratch, "alone"), goods, {})
        with duckdb.connect(str(build.database), read_only=True) as con:
            alone = rows_of_originals(con)
        assert len(alone["document"]) + len(build.quarantined) == len(goods)
        for number, mutants in enumerate(batches(files, size, seed, goods)):
            if time.monotonic() >= until:
                break
            started = time.perf_counter()
            folder = Path(scratch, f"batch{number}")
            faults = judge(taken_in(folder, goods, mutants), mutants, alone, tally)
            tally.files += len(mutants)
            tally.by_format.update(Path(os.fsdecode(name)).suffix[1:] for name in mutants)
            tally.faults += [f"batch {number}: {fault}" for fault in faults]
            tally.slowest_batch = max(tally.slowest_batch, time.perf_counter() - started)
            if faults and keep is not None:
                shutil.copytree(folder, keep / folder.name, dirs_exist_ok=True)
            shutil.rmtree(folder)
            print(f"{tally.files} of {files}, {len(tally.faults)} faults", file=sys.stderr, flush=True)
    return tally


def main() -> int:
    """Runs, prints a Markdown summary, and returns 1 where something did not end well."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--batch", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="where batches that did not end well are kept")
    parser.add_argument("--minutes", type=float, default=math.inf, help="no batch begins after so many")
    arguments = parser.parse_args()
    started = time.perf_counter()
    until = time.monotonic() + 60 * arguments.minutes
    tally = run(arguments.files, arguments.batch, arguments.seed, arguments.keep, until)
    formats = ", ".join(f"{name} {count:,}" for name, count in tally.by_format.most_common())
    print(
        f"{tally.files:,} mutants ({formats}) in {time.perf_counter() - started:,.0f} s, slowest batch {tally.slowest_batch:,.0f} s"
    )
    print(f"{tally.facts:,} facts, {tally.checks:,} checks evaluated; faults: {len(tally.faults)}\n")
    print("| outcome | mutants |\n|---|---|")
    for outcome, count in tally.outcomes.most_common():
        print(f"| {outcome} | {count:,} |")
    for fault in tally.faults:
        print(f"- {fault}")
    return 1 if tally.faults else 0


if __name__ == "__main__":
    sys.exit(main())
