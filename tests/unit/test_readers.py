"""The door of the readers: formats told by content, refusals with reason and remedy, nothing else raised."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.document import Document, UnreadableDocument
from pipeline.readers import read, read_bytes
from pipeline.readers.limits import LIMITS, LimitExceeded, Limits, LimitSettingError, limits_from
from tests.unit.readers_docx import cell, docx_file, paragraph, row, table, with_part, zip_file
from tests.unit.readers_pdf import pdf_file, ruled_table, text
from tests.unit.readers_xls import compound_file, xls_file


@cache
def sample(suffix: str) -> bytes:
    """A small whole file of each format."""
    match suffix:
        case "docx":
            return docx_file(paragraph("正文") + table(row(cell("甲"), cell("1"))))
        case "xlsx":
            stream = io.BytesIO()
            book = xlsxwriter.Workbook(stream)
            book.add_worksheet().write_row(0, 0, ["甲", 1.5])
            book.close()
            return stream.getvalue()
        case "xls":
            return xls_file({(0, 0): ("甲", "General"), (0, 1): (0.5, "0.00%")}, [(0, 0, 0, 1)])
        case "pdf":
            return pdf_file([text(60, 780, "正文") + ruled_table((60, 160, 260), 700, [["甲", "乙"], ["1", "2"]])])
        case "html":
            return "<html><body><p>正文</p><table><tr><td>甲</td><td>1</td></tr></table></body></html>".encode()
        case "csv":
            return "项目,数\n甲,1\n".encode("gb18030")
    return "正文\n\t甲\n\t乙\n\n\t1\n\t2\n".encode()


WORD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'
SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)
FORMATS = ("docx", "xlsx", "xls", "pdf", "html", "csv", "txt")


def refusal(data: bytes, name: str) -> UnreadableDocument:
    with pytest.raises(UnreadableDocument) as caught:
        read_bytes(data, name)
    error = caught.value
    assert error.path == name
    for part in (error.reason, error.remedy):
        assert " / " in part and part.endswith(".")
    return error


def refused_by(limit: str, data: bytes, name: str) -> LimitExceeded:
    """The refusal, which names the limit, what it allows and how to raise it."""
    error = refusal(data, name)
    assert isinstance(error, LimitExceeded) and error.limit == limit
    assert f"超过上限 {limit}" in error.reason and f"Limit {limit} exceeded: expected at most" in error.reason
    assert f"GOUJI_LIMIT_{limit.upper()}" in error.remedy
    return error


@pytest.mark.parametrize("suffix", FORMATS)
def test_each_format_is_read_from_disk(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"报告.{suffix.upper()}"
    path.write_bytes(sample(suffix))
    document = read(path)
    assert document.path == str(path) and document.format == suffix
    assert document.sha256 == hashlib.sha256(sample(suffix)).hexdigest()
    assert [block.index for block in document.blocks] == list(range(len(document.blocks)))
    assert read(path, name="raw/报告." + suffix).path == "raw/报告." + suffix


@pytest.mark.parametrize("data", [b"", b"\x00" * 64, b" \r\n"], ids=["nothing", "zeros", "blank"])
@pytest.mark.parametrize("suffix", FORMATS)
def test_empty_file(suffix: str, data: bytes) -> None:
    assert "empty" in refusal(data, f"报告.{suffix}").reason


def test_missing_file_and_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "无.docx", tmp_path):
        with pytest.raises(UnreadableDocument, match="cannot be opened"):
            read(path)


@pytest.mark.parametrize("name", ["报告.wps", "报告", "报告.zip", "报告.png"])
def test_unsupported_suffix_names_those_that_are(name: str) -> None:
    assert ".docx" in refusal(sample("docx"), name).remedy


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        ("pdf", "表.xlsx", "PDF"),
        ("docx", "表.xlsx", "Word (docx)"),
        ("xlsx", "报告.docx", "Excel (xlsx)"),
        ("xlsx", "表.xls", "Excel (xlsx)"),
        ("html", "表.xls", "HTML"),
        ("xls", "表.csv", "Excel 97–2003 (xls)"),
        ("txt", "报告.docx", "TXT"),
        ("html", "报告.txt", "HTML"),
    ],
)
def test_content_of_another_format_than_the_suffix(content: str, name: str, told: str) -> None:
    error = refusal(sample(content), name)
    assert told in error.reason
    assert f".{content}" in error.remedy or content == "txt"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"{\\rtf1 text}", "RTF"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"MIME-Version: 1.0\r\n", "MHTML"),
        (zip_file({"mimetype": "application/vnd.oasis.opendocument.text"}), "OpenDocument"),
        (zip_file({"OFD.xml": "<OFD/>"}), "OFD"),
        (zip_file({"a.txt": "a"}), "ZIP"),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w/>', "Office XML"),
    ],
)
def test_formats_that_no_reader_takes_are_named(data: bytes, told: str) -> None:
    assert told in refusal(data, "报告.docx").reason


@pytest.mark.parametrize("suffix", ["docx", "xlsx"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.95])
def test_truncated_container(suffix: str, share: float) -> None:
    data = sample(suffix)
    assert "cut off" in refusal(data[: int(len(data) * share)], f"报告.{suffix}").reason


@pytest.mark.parametrize("suffix", ["docx", "xlsx", "doc", "xls"])
def test_encrypted_office_file(suffix: str) -> None:
    data = compound_file({"EncryptionInfo": b"x", "EncryptedPackage": b"y"})
    assert "password" in refusal(data, f"报告.{suffix}").reason


def test_document_without_text() -> None:
    assert "no text" in refusal(docx_file("<w:p/>"), "报告.docx").reason


def test_damaged_part_is_named() -> None:
    data = zip_file({"word/document.xml": "<w:document><unclosed>"})
    assert "word/document.xml" in refusal(data, "报告.docx").reason


def test_unpacked_size_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.readers.archive.LIMITS", replace(LIMITS, uncompressed_bytes=500))
    assert refused_by("uncompressed_bytes", sample("docx"), "报告.docx")


def test_compression_ratio_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    data = docx_file(paragraph("正文") + " " * 3_000_000)
    assert read_bytes(data, "报告.docx").blocks
    monkeypatch.setattr("pipeline.readers.archive.LIMITS", replace(LIMITS, ratio_floor_bytes=1_000_000))
    assert "-fold" in refused_by("compression_ratio", data, "报告.docx").reason


def test_file_size_is_limited(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("pipeline.readers.LIMITS", replace(LIMITS, file_bytes=10))
    refused_by("file_bytes", sample("docx"), "报告.docx")
    path = tmp_path / "报告.docx"
    path.write_bytes(sample("docx"))
    with pytest.raises(LimitExceeded, match="file_bytes"):
        read(path)


def test_named_pipe_is_refused_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "报告.txt"
    os.mkfifo(path)
    with pytest.raises(UnreadableDocument, match="pipe"):
        read(path)


def test_entities_are_refused() -> None:
    """A billion laughs, an entity of the file system, and a harmless one that would otherwise vanish from its sentence."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    declared = (
        f'<!ENTITY l0 "laugh">{laughs}',
        '<!ENTITY l9 SYSTEM "file:///etc/passwd">',
        '<!ENTITY l9 "6288.30">',
    )
    for entities in declared:
        part = f"<!DOCTYPE d [{entities}]>" + WORD.format("<w:p><w:r><w:t>&l9;万元</w:t></w:r></w:p>")
        word = refusal(with_part(sample("docx"), "word/document.xml", part), "报告.docx")
        assert "DOCTYPE" in word.reason or "entity amplification" in word.reason
        part = f"<!DOCTYPE d [{entities}]>" + SHEET.format('<row r="1"><c t="str"><v>&l9;</v></c></row>')
        excel = refusal(with_part(sample("xlsx"), "xl/worksheets/sheet1.xml", part), "表.xlsx")
        assert "DOCTYPE" in excel.reason or "damaged" in excel.reason


@pytest.mark.parametrize("depth", [100, 300, 3_000, 100_000])
def test_deep_nesting_is_read_or_refused(depth: int) -> None:
    """Elements within elements as deep as no person makes them; the text inside is never lost in silence."""
    tables = WORD.format("<w:tbl><w:tr><w:tc>" * depth + paragraph("底") + "</w:tc></w:tr></w:tbl>" * depth)
    document = read_or_refuse(with_part(sample("docx"), "word/document.xml", tables), "报告.docx")
    assert document is None or any("底" in cell.text for b in document.blocks if b.table for cell in b.table.cells)
    for tag in ("div", "table><tr><td", "ul><li"):
        closing = "".join(f"</{name}>" for name in reversed(tag.split("><")))
        markup = f"<html><body><p>前</p>{f'<{tag}>' * depth}底{closing * depth}</body></html>"
        html = read_or_refuse(markup.encode(), "报告.html")
        assert html is None or "底" in repr(html.blocks)


def test_macros_are_told_and_not_run() -> None:
    for suffix, member in (("docm", "word/vbaProject.bin"), ("xlsm", "xl/vbaProject.bin")):
        data = with_part(sample({"docm": "docx", "xlsm": "xlsx"}[suffix]), member, "macro")
        assert any("macros" in warning for warning in read_bytes(data, f"报告.{suffix}").warnings)


class TestSettings:
    """Each limit is a setting of the environment."""

    def test_defaults_and_replaced(self) -> None:
        assert limits_from({}) == Limits()
        assert limits_from({"GOUJI_LIMIT_CELLS": "7", "GOUJI_CELLS": "8"}) == replace(Limits(), cells=7)

    @pytest.mark.parametrize("text", ["0", "-1", "many", "1.5", "１"])
    def test_refused(self, text: str) -> None:
        with pytest.raises(LimitSettingError, match="GOUJI_LIMIT_CPU_SECONDS"):
            limits_from({"GOUJI_LIMIT_CPU_SECONDS": text})


class TestWord97:
    """.doc files go through LibreOffice, for which a script stands in here."""

    doc = compound_file({"WordDocument": b"x"})

    @staticmethod
    def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
        program = tmp_path / "soffice"
        program.write_text(f"#!{sys.executable}\n{script}")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path))

    def test_without_libreoffice(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        error = refusal(self.doc, "报告.doc")
        assert "LibreOffice" in error.reason and "docx" in error.remedy

    def test_converted(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        script = (
            "import pathlib, sys\nargs = sys.argv\nassert '--headless' in args\n"
            f"pathlib.Path(args[args.index('--outdir') + 1], 'source.docx').write_bytes({sample('docx')!r})\n"
        )
        self.install(tmp_path, monkeypatch, script)
        document = read_bytes(self.doc, "报告.doc")
        assert document.blocks[0].text == "正文" and document.format == "docx"
        assert document.sha256 == hashlib.sha256(self.doc).hexdigest()
        assert "LibreOffice" in document.warnings[0]

    @pytest.mark.parametrize("script", ["raise SystemExit(1)", "pass"], ids=["fails", "writes nothing"])
    def test_conversion_fails(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str) -> None:
        self.install(tmp_path, monkeypatch, script)
        assert "cannot convert" in refusal(self.doc, "报告.doc").reason

    def test_conversion_takes_too_long(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        self.install(tmp_path, monkeypatch, "import time\ntime.sleep(30)")
        monkeypatch.setattr("pipeline.readers.doc.LIMITS", replace(LIMITS, conversion_seconds=1))
        assert "1 second" in refused_by("conversion_seconds", self.doc, "报告.doc").reason


def read_or_refuse(data: bytes, name: str) -> Document | None:
    """Whatever the bytes: a document or a refusal."""
    try:
        return read_bytes(data, name)
    except UnreadableDocument:
        return None


mutations = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255), st.integers(0, 2)), min_size=1, max_size=12)


def mutated(data: bytes, changes: list[tuple[float, int, int]]) -> bytes:
    """The bytes with some changed, dropped or doubled, at places given as shares of the length."""
    changed = bytearray(data)
    for share, byte, kind in changes:
        place = min(int(share * len(changed)), len(changed) - 1)
        if kind == 0:
            changed[place] = byte
        elif kind == 1:
            del changed[place : place + byte]
        else:
            changed[place:place] = changed[place : place + byte]
        if not changed:
            break
    return bytes(changed)


@pytest.mark.parametrize("suffix", FORMATS)
@given(changes=mutations)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_damage_raises_anything_else(suffix: str, changes: list[tuple[float, int, int]]) -> None:
    read_or_refuse(mutated(sample(suffix), changes), f"报告.{suffix}")


@pytest.mark.parametrize("suffix", ["docx", "xlsx"])
@given(changes=mutations, member=st.integers(0, 20))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_damage_inside_the_container_raises_anything_else(
    suffix: str, changes: list[tuple[float, int, int]], member: int
) -> None:
    with zipfile.ZipFile(io.BytesIO(sample(suffix))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    damaged = list(files)[member % len(files)]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, mutated(content, changes) if name == damaged else content)
    read_or_refuse(stream.getvalue(), f"报告.{suffix}")


@given(data=st.binary(max_size=400), suffix=st.sampled_from([*FORMATS, "doc"]))
@settings(max_examples=100, deadline=None)
def test_no_bytes_raise_anything_else(data: bytes, suffix: str) -> None:
    read_or_refuse(data, f"报告.{suffix}")


def test_reading_word_imports_no_library_of_other_formats(tmp_path: Path) -> None:
    path = tmp_path / "报告.docx"
    path.write_bytes(sample("docx"))
    heavy = ("openpyxl", "pdfplumber", "pandas", "pypdfium2", "python_calamine", "docx", "duckdb", "numpy")
    code = (
        "import sys, pathlib\nfrom pipeline.readers import read\n"
        f"read(pathlib.Path(sys.argv[1]))\nprint([name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
