"""Excel 97–2003 (xls) → one table a sheet, each number with the text that a person sees under its number format."""

from __future__ import annotations

import struct
from decimal import Decimal

from pipeline.document import UnreadableDocument
from pipeline.readers import grids
from pipeline.readers.biff import EncryptedWorkbook, Sheet, TooManyCells, read_workbook
from pipeline.readers.blocks import Blocks, too_many_cells, warn_of_hidden
from pipeline.readers.compound_file import CompoundFile
from pipeline.readers.number_format import show_number, show_text


def parse(data: bytes, blocks: Blocks) -> None:
    """Adds the tables of an xls file to ``blocks``, in the order of its sheets.

    Raises UnreadableDocument for a damaged or encrypted file or more than ``LIMITS.cells`` cells.
    """
    sheets, epoch_1904 = _read(data, blocks.name)
    for sheet in sheets:
        texts = {place: _text(sheet, place, value, epoch_1904) for place, value in sheet.values.items()}
        found = grids.tables(texts, sheet.spans)
        for table in found:
            blocks.add_table(table, sheet=sheet.name)
        if found:
            warn_of_hidden(blocks, sheet.name, sheet.is_hidden, sheet.hidden_rows, sheet.hidden_columns)


def _read(data: bytes, name: str) -> tuple[list[Sheet], bool]:
    try:
        book = CompoundFile(data).stream("workbook", "book")
        if book is None:
            raise ValueError("no workbook stream")
        return read_workbook(book)
    except EncryptedWorkbook as error:
        raise UnreadableDocument(
            name,
            "文件已加密，需要密码才能打开。 / The file is encrypted and needs a password.",
            "请去除密码后重新保存。 / Remove the password and save it again.",
        ) from error
    except TooManyCells as error:
        raise too_many_cells(name) from error
    except (ValueError, IndexError, struct.error) as error:
        raise UnreadableDocument(
            name,
            f"xls 文件损坏或被截断（{error}）。 / The xls file is damaged or cut off ({error}).",
            "请用 Excel 或 WPS 打开并另存为 xlsx。 / Open it in Excel or WPS and save it as xlsx.",
        ) from error


def _text(sheet: Sheet, place: tuple[int, int], value: Decimal | str | None, epoch_1904: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return show_text(value, sheet.codes[place])
    return show_number(value, sheet.codes[place], epoch_1904)
