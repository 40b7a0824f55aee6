"""Excel (xlsx) → one table a sheet, each cell with the text that a person sees under its number format."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from pipeline.document import UnreadableDocument
from pipeline.readers import grids
from pipeline.readers.archive import Archive
from pipeline.readers.blocks import Blocks, too_many_cells, warn_of_hidden
from pipeline.readers.limits import LIMITS
from pipeline.readers.number_format import BUILT_IN, number_of, serial_of, show_general, show_number, show_text

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_STRICT = (
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
# So many places are named in one warning; more are counted.
_NAMED = 5


@dataclass(slots=True)
class _Workbook:
    """What the sheets of one file share."""

    archive: Archive
    strings: list[str]
    formats: list[str]
    epoch_1904: bool
    awaits_calculation: bool


@dataclass(slots=True)
class _Sheet:
    """One sheet while it is being read."""

    name: str
    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    spans: list[grids.Span] = field(default_factory=list)
    without_value: list[tuple[int, int]] = field(default_factory=list)
    hidden_rows: int = 0
    hidden_columns: int = 0
    has_formulas: bool = False


def parse(data: bytes, blocks: Blocks) -> None:
    """Adds the tables of an Excel file to ``blocks``, in the order of its sheets.

    Raises UnreadableDocument for a damaged container or more than ``LIMITS.cells`` cells.
    """
    archive = Archive(data, blocks.name)
    main = archive.related("", "officeDocument") or "xl/workbook.xml"
    root = _xml(archive, main)
    strings_part, styles_part = archive.related(main, "sharedStrings"), archive.related(main, "styles")
    properties = root.find(f"{_S}workbookPr")
    workbook = _Workbook(
        archive,
        _read_strings(_xml(archive, strings_part)) if strings_part else [],
        _read_formats(_xml(archive, styles_part)) if styles_part else [],
        properties is not None and _is_on(properties.get("date1904")),
        _awaits_calculation(root),
    )
    parts = archive.relationships(main)
    budget = LIMITS.cells
    for entry in root.iter(f"{_S}sheet"):
        kind, part = parts.get(entry.get(f"{_R}id", ""), ("", ""))
        if kind != "worksheet":
            continue
        sheet = _read_sheet(workbook, part, entry.get("name", ""), budget)
        budget -= len(sheet.texts)
        found = grids.tables(sheet.texts, sheet.spans, sheet.without_value)
        for table in found:
            blocks.add_table(table, sheet=sheet.name)
        if found:
            _warn(blocks, sheet, entry.get("state", "visible"), workbook.awaits_calculation)
    archive.warn_of_macros(blocks)


def _xml(archive: Archive, part: str) -> etree._Element:
    return archive.parse(_plain(archive.read(part)), part)


def _plain(content: bytes) -> bytes:
    """XML of a "strict" workbook in the usual namespaces."""
    if b"purl.oclc.org/ooxml" in content[:4096]:
        for strict, transitional in _STRICT:
            content = content.replace(strict, transitional)
    return content


def _awaits_calculation(root: etree._Element) -> bool:
    """Whether the file was written by a program that leaves calculating to the next opening in Excel."""
    calculation = root.find(f"{_S}calcPr")
    return calculation is not None and _is_on(calculation.get("fullCalcOnLoad"))


def _warn(blocks: Blocks, sheet: _Sheet, state: str, awaits_calculation: bool) -> None:
    title = f"工作表“{sheet.name}”", f'Sheet "{sheet.name}"'
    warn_of_hidden(blocks, sheet.name, state != "visible", sheet.hidden_rows, sheet.hidden_columns)
    if sheet.without_value:
        named = ", ".join(grids.reference(*place) for place in sheet.without_value[:_NAMED])
        count = len(sheet.without_value)
        more = (f" 等 {count} 个", f" and others, {count} in all") if count > _NAMED else ("", "")
        blocks.warn(
            f"{title[0]}的公式单元格 {named}{more[0]}没有保存计算结果，按空白读取；请用 Excel 打开并保存一次。 / "
            f"{title[1]}: formula cells {named}{more[1]} hold no calculated value and are read as blank; "
            "open and save the file once in Excel."
        )
    elif sheet.has_formulas and awaits_calculation:
        blocks.warn(
            f"{title[0]}的公式结果由生成文件的程序写入，打开时才会重算，可能不是最终数。 / "
            f"{title[1]}: the results of its formulas were written by the program that made the file and await "
            "recalculation; they may not be final."
        )


def _read_strings(root: etree._Element) -> list[str]:
    return [_string(item) for item in root.iter(f"{_S}si")]


def _string(item: etree._Element) -> str:
    """Text of a string item: its own or that of its runs, without the phonetic guides beside them."""
    pieces = [child.text or "" for child in item if child.tag == f"{_S}t"]
    pieces += [run.text or "" for child in item if child.tag == f"{_S}r" for run in child if run.tag == f"{_S}t"]
    return _unescaped("".join(pieces))


def _unescaped(text: str) -> str:
    if "_x" not in text:
        return text
    return _ESCAPE.sub(_character, text).replace("\r\n", "\n").replace("\r", "\n")


def _character(match: re.Match[str]) -> str:
    point = int(match.group(1), 16)
    return match.group() if 0xD800 <= point <= 0xDFFF else chr(point)


def _read_formats(root: etree._Element) -> list[str]:
    """Format code of each cell style, by the number that cells refer to."""
    own = {fmt.get("numFmtId", ""): fmt.get("formatCode", "General") for fmt in root.iter(f"{_S}numFmt")}
    styles = root.find(f"{_S}cellXfs")
    codes: list[str] = []
    for style in styles if styles is not None else ():
        number = style.get("numFmtId", "0")
        codes.append(own.get(number) or BUILT_IN.get(_int(number, 0), "General"))
    return codes


def _read_sheet(workbook: _Workbook, part: str, name: str, budget: int) -> _Sheet:
    sheet = _Sheet(name)
    content = io.BytesIO(_plain(workbook.archive.read(part)))
    handlers: dict[str, Callable[[etree._Element], None]] = {
        f"{_S}mergeCell": lambda e: _add_span(sheet, e),
        f"{_S}col": lambda e: _count_hidden_columns(sheet, e),
    }
    row = -1
    try:
        for _, element in etree.iterparse(
            content,
            tag=(f"{_S}row", *handlers),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
        ):
            if element.tag == f"{_S}row":
                if row < 0:
                    workbook.archive.refuse_entities(element, part)
                row = _int(element.get("r"), row + 2) - 1
                sheet.hidden_rows += _is_on(element.get("hidden"))
                _read_row(workbook, sheet, element, row)
                if len(sheet.texts) > budget:
                    raise too_many_cells(workbook.archive.name)
            else:
                handlers[element.tag](element)
            element.clear()
    except etree.XMLSyntaxError as error:
        raise UnreadableDocument(
            workbook.archive.name,
            f'工作表“{name}”的内容损坏。 / The content of sheet "{name}" is damaged.',
            "请用 Excel 或 WPS 打开并重新保存后再试。 / Open it in Excel or WPS, save it again, then retry.",
        ) from error
    return sheet


def _add_span(sheet: _Sheet, element: etree._Element) -> None:
    merged = grids.span(element.get("ref", ""))
    if merged is not None:
        sheet.spans.append(merged)


def _count_hidden_columns(sheet: _Sheet, element: etree._Element) -> None:
    if _is_on(element.get("hidden")):
        first = _int(element.get("min"), 1)
        # A run to the last column hides only the empty rest of the sheet.
        last = _int(element.get("max"), first)
        sheet.hidden_columns += 0 if last >= 16_384 else max(last - first + 1, 0)


def _read_row(workbook: _Workbook, sheet: _Sheet, row_element: etree._Element, row: int) -> None:
    column = -1
    for cell in row_element:
        if cell.tag != f"{_S}c":
            continue
        place = grids.position(cell.get("r", ""))
        column = place[1] if place is not None else column + 1
        sheet.texts[(row, column)] = _cell_text(workbook, sheet, cell, (row, column))


def _cell_text(workbook: _Workbook, sheet: _Sheet, cell: etree._Element, place: tuple[int, int]) -> str:
    kind, code = cell.get("t", "n"), _format_code(workbook, cell)
    stored, formula = cell.findtext(f"{_S}v"), cell.find(f"{_S}f")
    sheet.has_formulas = sheet.has_formulas or formula is not None
    if kind == "inlineStr":
        item = cell.find(f"{_S}is")
        return show_text(_string(item), code) if item is not None else ""
    # Such a program stores 0 as the result of every formula; a blank is safer than a figure nobody computed.
    placeholder = formula is not None and workbook.awaits_calculation and stored == "0"
    if stored is None or placeholder or (stored == "" and kind != "str"):
        if formula is not None:
            sheet.without_value.append(place)
        return ""
    match kind:
        case "s":
            index = _int(stored, -1)
            return show_text(workbook.strings[index], code) if 0 <= index < len(workbook.strings) else ""
        case "b":
            return "TRUE" if stored.strip() == "1" else "FALSE"
        case "str":
            return show_text(_unescaped(stored), code)
        case "d":
            return _show_iso(stored, code, workbook.epoch_1904)
        case "e":
            return stored
    number = number_of(stored)
    if number is None:
        return stored
    return show_general(number) if code == "General" else show_number(number, code, workbook.epoch_1904)


def _show_iso(stored: str, code: str, epoch_1904: bool) -> str:
    """A date stored as ISO 8601 instead of a serial number."""
    try:
        moment = dt.datetime.fromisoformat(stored)
    except ValueError:
        return stored
    if code == "General":
        code = "yyyy-mm-dd" if moment.time() == dt.time() else "yyyy-mm-dd hh:mm:ss"
    return show_number(serial_of(moment, epoch_1904), code, epoch_1904)


def _format_code(workbook: _Workbook, cell: etree._Element) -> str:
    index = _int(cell.get("s"), 0)
    return workbook.formats[index] if 0 <= index < len(workbook.formats) else "General"


def _is_on(value: str | None) -> bool:
    return value in ("1", "true", "on")


def _int(text: str | None, default: int) -> int:
    return int(text) if text is not None and re.fullmatch(r"\d{1,9}", text) else default
