"""Which format do these bytes have? Decided by content; the suffix is only compared with it."""

from __future__ import annotations

import re
from pathlib import PurePath

from pipeline.document import UnreadableDocument
from pipeline.readers.archive import Archive

# Suffix → format, as users know them. "doc" is read by way of docx.
SUFFIXES = {
    ".docx": "docx", ".docm": "docx", ".xlsx": "xlsx", ".xlsm": "xlsx", ".xls": "xls", ".doc": "doc", ".pdf": "pdf",
    ".html": "html", ".htm": "html", ".csv": "csv", ".tsv": "csv", ".txt": "txt",
}  # fmt: skip

_TITLES = {
    "docx": "Word (docx)", "xlsx": "Excel (xlsx)", "xls": "Excel 97–2003 (xls)", "doc": "Word 97–2003 (doc)",
    "pdf": "PDF", "html": "HTML", "csv": "CSV", "txt": "TXT", "text": "TXT",
}  # fmt: skip

# Opening bytes of formats that are met under a wrong suffix but that no reader takes.
_FOREIGN = (
    (b"{\\rtf", "RTF"), (b"\x89PNG", "PNG"), (b"\xff\xd8\xff", "JPEG"), (b"GIF8", "GIF"), (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"), (b"Rar!", "RAR"), (b"7z\xbc\xaf\x27\x1c", "7-Zip"), (b"\x1f\x8b", "GZIP"),
    (b"\x09\x04\x06\x00", "Excel 4.0"), (b"\x09\x02\x06\x00", "Excel 3.0"), (b"\x09\x00\x04\x00", "Excel 2.x"),
    (b"%OFD", "OFD"), (b"SQLite format 3", "SQLite"), (b"PAR1", "Parquet"),
)  # fmt: skip

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP = re.compile(rb"<(!doctype\s+html|html|head|body|table|div|meta)[\s>]", re.IGNORECASE)
_XML_OFFICE = re.compile(rb"urn:schemas-microsoft-com:office:(spreadsheet|word)|wordprocessingml|mso-application")
_ENCRYPTED = (
    "文件已加密，需要密码才能打开。 / The file is encrypted and needs a password.",
    "请去除密码后重新保存。 / Remove the password and save it again.",
)


def expected_format(name: str) -> str:
    """The format that the suffix promises. Raises UnreadableDocument for a suffix that no reader takes."""
    suffix = PurePath(name).suffix.lower()
    if suffix not in SUFFIXES:
        known = " ".join(SUFFIXES)
        raise UnreadableDocument(
            name,
            f'不支持的文件类型“{suffix or "无后缀"}”。 / Unsupported file type "{suffix or "no suffix"}".',
            f"请另存为以下格式之一：{known}。 / Save it as one of: {known}.",
        )
    return SUFFIXES[suffix]


def check_format(data: bytes, name: str) -> str:
    """The format to read the bytes as: what the suffix promises and the content confirms.

    Raises UnreadableDocument when the file is empty, encrypted, or of another format than its suffix says.
    """
    expected = expected_format(name)
    if not data.strip(b"\x00 \t\r\n"):
        raise UnreadableDocument(
            name,
            "文件为空。 / The file is empty.",
            "请重新导出或重新复制该文件。 / Export or copy the file again.",
        )
    found = _sniff(data, name)
    if found == "text" and expected in ("csv", "txt", "html"):
        return expected
    if found != expected:
        raise _mismatch(name, expected, found)
    return expected


def _sniff(data: bytes, name: str) -> str:
    """A format's code, ``text`` for anything that has no tell-tale opening, or the title of a foreign format."""
    opening = data[:4096]
    if b"%PDF-" in opening[:1024]:
        return "pdf"
    if opening.startswith(b"PK\x03\x04") or opening.startswith(b"PK\x05\x06"):
        return _sniff_zip(Archive(data, name))
    if opening.startswith(_OLE):
        return _sniff_ole(data, name)
    for mark, title in _FOREIGN:
        if opening.startswith(mark):
            return title
    return _sniff_text(opening)


def _sniff_text(opening: bytes) -> str:
    plain = opening.replace(b"\x00", b"")
    if plain.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"MIME-Version"):
        return "MHTML"
    if b"<" in plain[:64]:
        if _XML_OFFICE.search(plain) and not _MARKUP.search(plain[:512]):
            return "Office XML"
        if _MARKUP.search(plain):
            return "html"
    return "text"


def _sniff_zip(archive: Archive) -> str:
    main = ""
    for kind, target in archive.relationships("").values():
        if kind == "officeDocument":
            main = target
    folder = main.split("/", 1)[0]
    if main.endswith(".bin"):
        return "Excel (xlsb)"
    if folder in ("word", "xl", "ppt"):
        return {"word": "docx", "xl": "xlsx", "ppt": "PowerPoint (pptx)"}[folder]
    if "word/document.xml" in archive:
        return "docx"
    if "xl/workbook.xml" in archive:
        return "xlsx"
    if "mimetype" in archive:
        return "OpenDocument"
    return "OFD" if "OFD.xml" in archive else "ZIP"


def _sniff_ole(data: bytes, name: str) -> str:
    """Office 97–2003 files are told apart by the streams in their directory, whose names are UTF-16."""

    def has(stream: str) -> bool:
        return stream.encode("utf-16-le") + b"\x00\x00" in data

    if has("EncryptedPackage") or has("EncryptionInfo"):
        raise UnreadableDocument(name, *_ENCRYPTED)
    if has("WordDocument"):
        return "doc"
    if any(has(stream) for stream in ("Workbook", "WORKBOOK", "Book", "BOOK")):
        return "xls"
    return "PowerPoint (ppt)" if has("PowerPoint Document") else "OLE"


def _mismatch(name: str, expected: str, found: str) -> UnreadableDocument:
    promised, actual = _TITLES[expected], _TITLES.get(found, found)
    suffix = next((s for s, code in SUFFIXES.items() if code == found), None)
    rename = (f"将后缀改为 {suffix}，或", f"Rename it to {suffix}, or ") if suffix else ("", "")
    return UnreadableDocument(
        name,
        f"后缀表示 {promised}，内容却是 {actual}。 / The suffix says {promised}, the content is {actual}.",
        f"请{rename[0]}重新导出为 {promised} 格式。 / {rename[1]}export it again as {promised}.",
    )
