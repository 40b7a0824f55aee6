"""Bytes → Document, one module a format. ``read`` decides by content which reader is asked; nothing else is public.

The modules of the formats are imported when a file of that format comes along, so that checking one Word file does not
pay for the PDF and spreadsheet libraries. Every file that cannot be read ends in ``UnreadableDocument`` with reason and
remedy, and in no other exception.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from pathlib import Path

from pipeline.document import Document, UnreadableDocument
from pipeline.readers.blocks import Blocks, too_deep
from pipeline.readers.limits import LIMITS, LimitExceeded
from pipeline.readers.sniffing import check_format

__all__ = ["read", "read_bytes"]


def read(path: Path, *, name: str | None = None) -> Document:
    """The document in the file ``path``; ``name`` is the path to record in it (default: ``path`` itself).

    Raises UnreadableDocument, with the reason and what to do about it.
    """
    shown = name if name is not None else str(path)
    try:
        data = _bytes_of(path, shown)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise UnreadableDocument(
            shown,
            f"无法打开文件：{why}。 / The file cannot be opened: {why}.",
            "请检查路径和访问权限。 / Check the path and the permissions.",
        ) from error
    return read_bytes(data, shown)


def read_bytes(data: bytes, name: str) -> Document:
    """The document in ``data``; the suffix of ``name`` is compared with what the content shows.

    Raises UnreadableDocument, with the reason and what to do about it.
    """
    if len(data) > LIMITS.file_bytes:
        raise _too_large(name, len(data))
    blocks = Blocks(name)
    try:
        read_as = check_format(data, name)
        _parse(read_as, data, blocks)
    except (UnreadableDocument, MemoryError):
        # Want of memory is for whoever gave the reader its share to tell.
        raise
    except RecursionError as error:
        raise too_deep(name) from error
    except Exception as error:
        # The one border where any failure of a parser on hostile bytes becomes a refusal with a reason.
        raise _broken(name, error) from error
    if not blocks.blocks:
        raise _without_text(name)
    return Document(
        path=name,
        sha256=hashlib.sha256(data).hexdigest(),
        format="docx" if read_as == "doc" else read_as,
        blocks=tuple(blocks.blocks),
        warnings=tuple(blocks.warnings),
    )


def _bytes_of(path: Path, shown: str) -> bytes:
    """The bytes of a regular file; the size is taken from the open file, and no more than the limit is read."""
    # Without O_NONBLOCK, opening a named pipe would wait for a writer for ever.
    with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
        state = os.fstat(file.fileno())
        if stat.S_ISDIR(state.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not stat.S_ISREG(state.st_mode):
            raise UnreadableDocument(
                shown,
                "不是普通文件（可能是管道或设备）。 / It is no regular file, but a pipe or a device.",
                "请放入文件本身。 / Put the file itself there.",
            )
        data = file.read(LIMITS.file_bytes + 1) if state.st_size <= LIMITS.file_bytes else b""
    if len(data) > LIMITS.file_bytes or state.st_size > LIMITS.file_bytes:
        raise _too_large(shown, max(len(data), state.st_size))
    return data


def _parse(read_as: str, data: bytes, blocks: Blocks) -> None:
    match read_as:
        case "docx":
            from pipeline.readers import docx

            docx.parse(data, blocks)
        case "doc":
            from pipeline.readers import doc

            doc.parse(data, blocks)
        case "xlsx":
            from pipeline.readers import xlsx

            xlsx.parse(data, blocks)
        case "xls":
            from pipeline.readers import xls

            xls.parse(data, blocks)
        case "csv":
            from pipeline.readers import csv

            csv.parse(data, blocks)
        case "html":
            from pipeline.readers import html

            html.parse(data, blocks)
        case "pdf":
            from pipeline.readers import pdf

            pdf.parse(data, blocks)
        case _:
            from pipeline.readers import text

            text.parse(data, blocks)


def _too_large(name: str, size: int) -> LimitExceeded:
    return LimitExceeded(
        name,
        "file_bytes",
        f" {LIMITS.file_bytes:,} 字节 / {LIMITS.file_bytes:,} bytes",
        f" {size:,} 字节 / {size:,}",
        "请拆分文件，或压缩其中的图片 / Split the file, or compress its pictures",
    )


def _without_text(name: str) -> UnreadableDocument:
    return UnreadableDocument(
        name,
        "文件中没有任何文字或表格内容。 / The file holds no text and no table.",
        "如内容是图片或扫描件，请提供带文字的原件。 / If it holds pictures or a scan, supply the original with text.",
    )


def _broken(name: str, error: Exception) -> UnreadableDocument:
    what = f"{type(error).__name__}: {error}".splitlines()[0][:200]
    return UnreadableDocument(
        name,
        f"文件内容已损坏，无法解析（{what}）。 / The content is damaged and cannot be parsed ({what}).",
        "请用原软件打开并重新保存后再试。 / Open it in the program it came from, save it again, then retry.",
    )
