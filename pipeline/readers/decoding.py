"""Bytes → text: UTF-8 (with or without BOM), UTF-16 with BOM, GB18030. Anything else is refused, never guessed."""

from __future__ import annotations

import codecs

from pipeline.document import UnreadableDocument

_REMEDY = (
    "请用文本编辑器或 Excel 另存为 UTF-8 编码后重试。 / Save it again as UTF-8 from a text editor or Excel, then retry."
)
_CONTROL = bytes((*range(0x09), *range(0x0E, 0x20)))


def decode(data: bytes, name: str) -> str:
    """The text of the bytes, line ends as ``\\n``. Raises UnreadableDocument when no known encoding fits."""
    text = _decode_marked(data, name)
    if text is None:
        text = _decode_unmarked(data, name)
    if "\x00" in text or _controls(text) > len(text) // 100:
        raise _undecodable(name, "文件含有二进制内容，不是文本", "The file holds binary content, not text")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _controls(text: str) -> int:
    # Of bytes they are counted several times faster, and in UTF-8 they are bytes of their own.
    plain = text.encode()
    return len(plain) - len(plain.translate(None, _CONTROL))


def _decode_marked(data: bytes, name: str) -> str | None:
    """Text of a file that starts with a byte order mark; None when it has none."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding)
            except UnicodeDecodeError as error:
                where = error.start + len(mark)
                raise _damaged(name, encoding.upper(), where) from error
    return None


def _decode_unmarked(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if _is_mostly_utf8(data):
            # GB18030 would accept most such files and turn every Chinese character into another one.
            raise _damaged(name, "UTF-8", error.start) from error
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError as error:
        raise _undecodable(
            name,
            "文件既不是 UTF-8、UTF-16（带 BOM），也不是 GB18030 编码",
            "The bytes are neither UTF-8, UTF-16 with BOM, nor GB18030",
        ) from error


def _is_mostly_utf8(data: bytes) -> bool:
    """Whether well-formed multi-byte sequences of UTF-8 far outnumber broken ones."""
    loose = data[: 1 << 20].decode("utf-8", errors="replace")
    broken = loose.count("\ufffd")
    whole = sum(1 for ch in loose if ch > "\x7f") - broken
    return whole > 4 * broken


def _damaged(name: str, encoding: str, offset: int) -> UnreadableDocument:
    return _undecodable(
        name,
        f"{encoding} 文本在第 {offset + 1} 个字节处损坏或被截断",
        f"The {encoding} text is damaged or cut off at byte {offset + 1}",
    )


def _undecodable(name: str, chinese: str, english: str) -> UnreadableDocument:
    return UnreadableDocument(name, f"{chinese}。 / {english}.", _REMEDY)
