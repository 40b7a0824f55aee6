"""Word 97–2003 (doc) → blocks, by way of docx: LibreOffice converts a copy in a folder of its own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from pipeline.document import UnreadableDocument
from pipeline.readers import docx
from pipeline.readers.blocks import Blocks
from pipeline.readers.limits import LIMITS, LimitExceeded

_REMEDY = "请用 Word 或 WPS 打开并另存为 docx 格式。 / Open it in Word or WPS and save it as docx."


def parse(data: bytes, blocks: Blocks) -> None:
    """Adds the paragraphs and tables of a .doc file to ``blocks``, with a warning that it was converted.

    Raises UnreadableDocument when LibreOffice is not installed, fails, or takes longer than the limit. LibreOffice runs
    no macro of a document that it converts.
    """
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        raise _refused(
            blocks.name,
            "读取 .doc 需要 LibreOffice，本机未安装",
            "Reading .doc needs LibreOffice, which is not installed",
        )
    docx.parse(_converted(office, data, blocks.name), blocks)
    blocks.warn(
        "本文件由 .doc 经 LibreOffice 转换后读取。 / This .doc file was converted by LibreOffice before reading."
    )


def _converted(office: str, data: bytes, name: str) -> bytes:
    """The bytes of the file as docx."""
    with tempfile.TemporaryDirectory(prefix="gouji-doc-") as folder:
        source = Path(folder, "source.doc")
        source.write_bytes(data)
        # A profile of its own lets conversions run side by side and keeps the user's settings out.
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        command = [
            office,
            profile,
            "--headless",
            "--norestore",
            "--convert-to",
            "docx",
            "--outdir",
            folder,
            str(source),
        ]
        try:
            _run(command)
            return Path(folder, "source.docx").read_bytes()
        except subprocess.TimeoutExpired as error:
            raise LimitExceeded(
                name,
                "conversion_seconds",
                f" {LIMITS.conversion_seconds} 秒（LibreOffice 转换） / {LIMITS.conversion_seconds} seconds of conversion by LibreOffice",
                "更多 / more",
                "请用 Word 或 WPS 打开并另存为 docx 格式 / Open it in Word or WPS and save it as docx",
            ) from error
        except (subprocess.CalledProcessError, OSError) as error:
            raise _refused(name, "LibreOffice 无法转换该文件", "LibreOffice cannot convert this file") from error


def _run(command: Sequence[str]) -> None:
    """Runs the conversion. soffice is a script that starts others; in a session of their own, all end with the limit."""
    nothing = subprocess.DEVNULL
    with subprocess.Popen(command, stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True) as process:
        try:
            code = process.wait(LIMITS.conversion_seconds)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
    if code:
        raise subprocess.CalledProcessError(code, command)


def _refused(name: str, chinese: str, english: str) -> UnreadableDocument:
    return UnreadableDocument(name, f"{chinese}。 / {english}.", _REMEDY)
