"""Word (docx) → blocks: body order, printed text only, exact spans of merged cells.

Read from ``word/document.xml`` directly. Tracked changes are read as accepted: insertions stand, deletions do not.
Headers, footers, footnotes and comments are not part of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from pipeline.document import BlockKind, Cell, Table
from pipeline.readers.archive import Archive
from pipeline.readers.blocks import Blocks
from pipeline.readers.numbering import Numbering, W, read_numbering

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
# Documents saved as "strict Open XML" carry the same words in another namespace.
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
)  # fmt: skip

_CHARACTERS = {
    f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-",
}  # fmt: skip
# Symbols of the Wingdings fonts that forms use as tick boxes and arrows.
_SYMBOLS = {
    "F0FE": "☑", "F0FD": "☒", "F0A8": "☐", "F06F": "☐", "F0FC": "✓", "F0FB": "✗", "F052": "☑", "F0A3": "☐",
    "F0E0": "→",
}  # fmt: skip
# Wrappers whose children are read as if the wrapper were not there.
_TRANSPARENT = {
    f"{W}ins", f"{W}moveTo", f"{W}hyperlink", f"{W}smartTag", f"{W}customXml", f"{W}sdt", f"{W}sdtContent",
    f"{W}fldSimple", f"{W}dir", f"{W}bdo",
}  # fmt: skip
_HEADING_NAME = re.compile(
    r"(toc )?heading\s*\d*$|[一二三四五六七八九]?级?标题\s*[\d一二三四五六七八九]*$|(sub)?title$|副标题$", re.I
)


def parse(data: bytes, blocks: Blocks) -> None:
    """Adds the paragraphs and tables of a Word file to ``blocks``.

    Raises UnreadableDocument for a damaged container.
    """
    archive = Archive(data, blocks.name)
    main = archive.related("", "officeDocument") or "word/document.xml"
    root = _xml(archive, main)
    styles_part, numbering_part = archive.related(main, "styles"), archive.related(main, "numbering")
    styles = _read_styles(_xml(archive, styles_part) if styles_part else None)
    numbering = read_numbering(_xml(archive, numbering_part) if numbering_part else None)
    body = root.find(f"{W}body")
    if body is not None:
        _Body(blocks, styles, numbering).read(body)
    for form in sorted(numbering.unknown_forms):
        blocks.warn(
            f"自动编号格式 {form} 无法还原，相应段落未带编号。 / "
            f"Automatic list numbers of form {form} cannot be rendered; those paragraphs are read without their number."
        )


def _xml(archive: Archive, part: str) -> etree._Element:
    content = archive.read(part)
    if b"purl.oclc.org/ooxml" not in content[:4096]:
        return archive.xml(part)
    for strict, transitional in _STRICT:
        content = content.replace(strict, transitional)
    return archive.parse(content, part)


@dataclass(frozen=True, slots=True)
class _Style:
    name: str = ""
    based_on: str = ""
    outline: int | None = None
    num_id: str | None = None
    level: int | None = None


def _read_styles(root: etree._Element | None) -> dict[str, _Style]:
    styles: dict[str, _Style] = {}
    if root is None:
        return styles
    for style in root.iter(f"{W}style"):
        if style.get(f"{W}type", "paragraph") != "paragraph":
            continue
        outline, num_id, level = _paragraph_marks(style.find(f"{W}pPr"))
        styles[style.get(f"{W}styleId", "")] = _Style(
            _val(style, "name") or "", _val(style, "basedOn") or "", outline, num_id, level
        )
    return styles


def _paragraph_marks(properties: etree._Element | None) -> tuple[int | None, str | None, int | None]:
    """(outline level, numId, list level) as set by a ``w:pPr``."""
    if properties is None:
        return None, None, None
    outline, numbered = _number(_val(properties, "outlineLvl")), properties.find(f"{W}numPr")
    if numbered is None:
        return outline, None, None
    return outline, _val(numbered, "numId"), _number(_val(numbered, "ilvl"))


@dataclass(slots=True)
class _Row:
    """Cells of one row while its table is read: grid column, width, ``merge`` and text of each."""

    cells: list[tuple[int, int, str, str]] = field(default_factory=list)


class _Body:
    """Reads block-level content in order."""

    def __init__(self, blocks: Blocks, styles: dict[str, _Style], numbering: Numbering) -> None:
        self._blocks = blocks
        self._styles = styles
        self._numbering = numbering
        # Text boxes and nested tables, which follow the paragraph or table that they stand in.
        self._boxes: list[etree._Element] = []
        # Text of a paragraph whose end mark is a tracked deletion: it runs on into the next paragraph.
        self._run_on = ""

    def read(self, container: etree._Element) -> None:
        for child in _children(container):
            if child.tag == f"{W}p":
                text, kind = self._paragraph(child)
                if kind is not None:
                    self._blocks.add_text(text, kind)
                self._read_boxes()
            elif child.tag == f"{W}tbl":
                self._blocks.add_table(self._table(child))
                self._read_boxes()
            elif child.tag == f"{W}altChunk":
                self._blocks.warn(
                    "文档嵌入了外部内容块（altChunk），未读取；请用 Word 另存一次。 / "
                    "The document embeds a chunk of another format (altChunk), which is not read; save it once in Word."
                )

    def _read_boxes(self) -> None:
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            if box.tag == f"{W}tbl":
                self._blocks.add_table(self._table(box))
                self._read_boxes()
            else:
                self.read(box)

    def _paragraph(self, paragraph: etree._Element) -> tuple[str, BlockKind | None]:
        """Label and text, and the kind of block; None while the paragraph runs on into the next."""
        properties = paragraph.find(f"{W}pPr")
        label = self._label(properties)
        pieces: list[str] = []
        self._inline(paragraph, pieces)
        text = self._run_on + label + "".join(pieces)
        self._run_on = ""
        if properties is not None and properties.find(f"{W}rPr/{W}del") is not None:
            self._run_on = text
            return "", None
        return text, "heading" if self._is_heading(properties) else "paragraph"

    def _inline(self, container: etree._Element, pieces: list[str]) -> None:
        for child in container:
            tag = child.tag
            if tag == f"{W}r":
                self._run(child, pieces)
            elif tag == f"{_MC}AlternateContent":
                chosen = _chosen(child)
                if chosen is not None:
                    self._inline(chosen, pieces)
            elif tag in _TRANSPARENT:
                self._inline(child, pieces)
            elif isinstance(tag, str) and tag.startswith(_MATH):
                pieces.extend(t.text or "" for t in child.iter(f"{_MATH}t"))

    def _run(self, run: etree._Element, pieces: list[str]) -> None:
        for child in run:
            tag = child.tag
            if tag == f"{W}t":
                pieces.append(child.text or "")
            elif tag in _CHARACTERS:
                pieces.append(_CHARACTERS[tag])
            elif tag == f"{W}rPr":
                if _is_on(child.find(f"{W}vanish")):
                    return
            elif tag == f"{W}sym":
                pieces.append(_symbol(child))
            elif tag in (f"{W}drawing", f"{W}pict", f"{W}object"):
                self._boxes.extend(_text_boxes(child))
            elif tag == f"{W}ruby":
                for base in child.iter(f"{W}rubyBase"):
                    self._inline(base, pieces)
            elif tag == f"{_MC}AlternateContent":
                chosen = _chosen(child)
                if chosen is not None:
                    self._run(chosen, pieces)

    def _chain(self, properties: etree._Element | None) -> Iterator[tuple[str, _Style]]:
        """The paragraph's style and those it is based on."""
        style_id = (_val(properties, "pStyle") if properties is not None else None) or ""
        seen: set[str] = set()
        while style_id in self._styles and style_id not in seen:
            seen.add(style_id)
            yield style_id, self._styles[style_id]
            style_id = self._styles[style_id].based_on

    def _is_heading(self, properties: etree._Element | None) -> bool:
        outline = _paragraph_marks(properties)[0]
        for _, style in self._chain(properties):
            if outline is None:
                outline = style.outline
            if _HEADING_NAME.match(style.name):
                return True
        return outline is not None and outline < 9

    def _label(self, properties: etree._Element | None) -> str:
        _, num_id, level = _paragraph_marks(properties)
        for style_id, style in self._chain(properties):
            if num_id is None and style.num_id is not None:
                num_id = style.num_id
                linked = self._numbering.of_style(style_id)
                level = linked[1] if level is None and linked is not None and linked[0] == num_id else level
            level = style.level if level is None else level
        if num_id is None or num_id == "0":
            return ""
        return self._numbering.label(num_id, level or 0)

    def _table(self, table: etree._Element) -> Table:
        rows = [self._row(tr) for tr in _rows(table)]
        cells: list[Cell] = []
        # The cell that a vertical merge would go on with, by its grid column.
        above: dict[int, int] = {}
        for r, row in enumerate(rows):
            below: dict[int, int] = {}
            for col, width, merge, text in row.cells:
                open_cell = above.get(col)
                if merge == "continue" and open_cell is not None and cells[open_cell].colspan == width:
                    cells[open_cell] = replace(cells[open_cell], rowspan=r - cells[open_cell].row + 1)
                    below[col] = open_cell
                else:
                    if merge:
                        below[col] = len(cells)
                    cells.append(Cell(text, r, col, 1, width))
            above = below
        n_cols = max((cell.col + cell.colspan for cell in cells), default=0)
        return Table(tuple(cells), len(rows), n_cols)

    def _row(self, tr: etree._Element) -> _Row:
        row, col = _Row(), 0
        properties = tr.find(f"{W}trPr")
        if properties is not None:
            col = _number(_val(properties, "gridBefore")) or 0
        for tc in _children(tr):
            if tc.tag != f"{W}tc":
                continue
            width, merge, horizontal = _cell_marks(tc.find(f"{W}tcPr"))
            text = self._cell_text(tc)
            if horizontal == "continue" and row.cells:
                start, wide, kept_merge, kept = row.cells[-1]
                row.cells[-1] = (start, wide + width, kept_merge, kept)
            else:
                row.cells.append((col, width, merge, text))
            col += width
        return row

    def _cell_text(self, tc: etree._Element) -> str:
        lines: list[str] = []
        for child in _children(tc):
            if child.tag == f"{W}p":
                text, kind = self._paragraph(child)
                if kind is not None:
                    lines.append(text)
            elif child.tag == f"{W}tbl":
                self._boxes.append(child)
        if self._run_on:
            # A deleted paragraph mark cannot join a cell with the next one.
            lines.append(self._run_on)
            self._run_on = ""
        return "\n".join(lines).strip("\n")


def _children(container: etree._Element) -> Iterator[etree._Element]:
    """Block-level children, with content controls, insertions and the like opened."""
    for child in container:
        if child.tag == f"{_MC}AlternateContent":
            chosen = _chosen(child)
            if chosen is not None:
                yield from _children(chosen)
        elif child.tag in _TRANSPARENT:
            yield from _children(child)
        else:
            yield child


def _rows(table: etree._Element) -> list[etree._Element]:
    """Rows that are not tracked as deleted."""
    return [tr for tr in _children(table) if tr.tag == f"{W}tr" and tr.find(f"{W}trPr/{W}del") is None]


def _chosen(alternatives: etree._Element) -> etree._Element | None:
    """The one branch of an ``mc:AlternateContent`` to read: both show the same thing."""
    choice = alternatives.find(f"{_MC}Choice")
    return choice if choice is not None else alternatives.find(f"{_MC}Fallback")


def _text_boxes(drawing: etree._Element) -> Iterator[etree._Element]:
    """Outermost text boxes of a drawing; boxes within boxes are found when their paragraphs are read."""
    for child in drawing:
        if child.tag == f"{W}txbxContent":
            yield child
        elif child.tag == f"{_MC}AlternateContent":
            chosen = _chosen(child)
            if chosen is not None:
                yield from _text_boxes(chosen)
        else:
            yield from _text_boxes(child)


def _cell_marks(properties: etree._Element | None) -> tuple[int, str, str]:
    """(grid columns, vertical merge, horizontal merge); a merge is "restart", "continue" or ""."""
    if properties is None:
        return 1, "", ""
    width = min(max(_number(_val(properties, "gridSpan")) or 1, 1), 1000)
    return width, _merge(properties.find(f"{W}vMerge")), _merge(properties.find(f"{W}hMerge"))


def _merge(element: etree._Element | None) -> str:
    # An element without w:val continues the merge.
    return "" if element is None else element.get(f"{W}val", "continue")


def _symbol(sym: etree._Element) -> str:
    code = sym.get(f"{W}char", "").upper()
    if code in _SYMBOLS:
        return _SYMBOLS[code]
    point = int(code, 16) if re.fullmatch(r"[0-9A-F]{4}", code) else 0xE000
    # Private use and surrogates name a glyph of one font, not a character.
    return "" if 0xD800 <= point <= 0xF8FF else chr(point)


def _is_on(toggle: etree._Element | None) -> bool:
    return toggle is not None and toggle.get(f"{W}val", "1") not in ("0", "false", "off")


def _val(element: etree._Element, tag: str) -> str | None:
    child = element.find(f"{W}{tag}")
    return None if child is None else child.get(f"{W}val", "")


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and re.fullmatch(r"\d{1,6}", text) else None
