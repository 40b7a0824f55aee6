"""Word (docx) → blocks: body order, printed text only, exact spans of merged cells.

Read from ``word/document.xml`` directly. Tracked changes are read as accepted: insertions stand, deletions do not.
Headers, footers, footnotes and comments are not part of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

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

# Names of elements, put together once: a document has tens of thousands of elements to compare them with.
_P, _P_PR, _R, _R_PR, _T = f"{W}p", f"{W}pPr", f"{W}r", f"{W}rPr", f"{W}t"
_TBL, _TR, _TR_PR, _TC, _TC_PR = f"{W}tbl", f"{W}tr", f"{W}trPr", f"{W}tc", f"{W}tcPr"
_GRID_SPAN, _V_MERGE, _H_MERGE, _GRID_BEFORE = f"{W}gridSpan", f"{W}vMerge", f"{W}hMerge", f"{W}gridBefore"
_P_STYLE, _NUM_PR, _OUTLINE, _NUM_ID, _ILVL = f"{W}pStyle", f"{W}numPr", f"{W}outlineLvl", f"{W}numId", f"{W}ilvl"
_NAME, _BASED_ON = f"{W}name", f"{W}basedOn"
_STYLE, _VAL, _DEL, _VANISH, _SYM, _RUBY = f"{W}style", f"{W}val", f"{W}del", f"{W}vanish", f"{W}sym", f"{W}ruby"
_TEXT_BOX, _DRAWINGS = f"{W}txbxContent", frozenset({f"{W}drawing", f"{W}pict", f"{W}object"})
_ALTERNATE = f"{_MC}AlternateContent"

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
_OTHER_STYLE = re.compile(rb'w:type="(?:table|character|numbering)"')
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
    styles = _read_styles(_styles_xml(archive, styles_part) if styles_part else None)
    numbering = read_numbering(_xml(archive, numbering_part) if numbering_part else None)
    body = root.find(f"{W}body")
    if body is not None:
        _Body(blocks, styles, numbering).read(body)
    archive.warn_of_macros(blocks)
    for form in sorted(numbering.unknown_forms):
        blocks.warn(
            f"自动编号格式 {form} 无法还原，相应段落未带编号。 / "
            f"Automatic list numbers of form {form} cannot be rendered; those paragraphs are read without their number."
        )


def _xml(archive: Archive, part: str) -> etree._Element:
    return archive.parse(_transitional(archive.read(part)), part)


def _transitional(content: bytes) -> bytes:
    """XML of a "strict" document in the usual namespaces."""
    if b"purl.oclc.org/ooxml" in content[:4096]:
        for strict, transitional in _STRICT:
            content = content.replace(strict, transitional)
    return content


def _styles_xml(archive: Archive, part: str) -> etree._Element:
    return archive.parse(_paragraph_styles(_transitional(archive.read(part))), part)


def _paragraph_styles(content: bytes) -> bytes:
    """``styles.xml`` without the table and character styles, which are most of it and of which nothing is read.

    They are cut out before parsing, which costs more than all else that is done with styles. Where the XML might show
    the words of a style without holding one (comments, CDATA, a DTD), nothing is cut.
    """
    if b"<!" in content:
        return content
    head, *styles = content.split(b"<w:style ")
    kept = [head]
    for style in styles:
        opening = style[: style.find(b">") + 1]
        end = style.find(b"</w:style>")
        if end < 0 or opening.endswith(b"/>") or not _OTHER_STYLE.search(opening):
            kept.append(b"<w:style " + style)
        else:
            kept.append(style[end + len(b"</w:style>") :])
    return b"".join(kept)


class _Marks(NamedTuple):
    """What a ``w:pPr`` itself sets; None where it sets nothing."""

    style_id: str = ""
    outline: int | None = None
    num_id: str | None = None
    level: int | None = None
    # The end mark of the paragraph is a tracked deletion.
    end_is_deleted: bool = False


_NO_MARKS = _Marks()


def _paragraph_marks(properties: etree._Element | None) -> _Marks:
    if properties is None:
        return _NO_MARKS
    style_id, outline, num_id, level, end_is_deleted = _NO_MARKS
    for child in properties:
        tag = child.tag
        if tag == _P_STYLE:
            style_id = child.get(_VAL, "")
        elif tag == _NUM_PR:
            num_id, level = _val(child, _NUM_ID), _number(_val(child, _ILVL))
        elif tag == _OUTLINE:
            outline = _number(child.get(_VAL, ""))
        elif tag == _R_PR:
            end_is_deleted = end_is_deleted or child.find(_DEL) is not None
    return _Marks(style_id, outline, num_id, level, end_is_deleted)


def _read_styles(root: etree._Element | None) -> dict[str, etree._Element]:
    """The paragraph styles by their id."""
    if root is None:
        return {}
    styles = (style for style in root.iter(_STYLE) if style.get(f"{W}type", "paragraph") == "paragraph")
    return {style.get(f"{W}styleId", ""): style for style in styles}


class _Inherited(NamedTuple):
    """What a style and those it is based on give to a paragraph.

    ``level`` is the list level for a paragraph that names a list of its own, ``own_level`` for one in the list
    ``num_id`` of the style.
    """

    is_named_heading: bool
    outline: int | None
    num_id: str | None
    own_level: int | None
    level: int | None


def _inherited(style_id: str, styles: dict[str, etree._Element], numbering: Numbering) -> _Inherited:
    is_named_heading = False
    outline: int | None = None
    num_id: str | None = None
    own_level: int | None = None
    level: int | None = None
    seen: set[str] = set()
    while style_id in styles and style_id not in seen:
        seen.add(style_id)
        style = styles[style_id]
        marks = _paragraph_marks(style.find(_P_PR))
        is_named_heading = is_named_heading or _HEADING_NAME.match(_val(style, _NAME) or "") is not None
        outline = marks.outline if outline is None else outline
        if num_id is None and marks.num_id is not None:
            num_id = marks.num_id
            linked = numbering.of_style(style_id)
            if own_level is None and linked is not None and linked[0] == num_id:
                own_level = linked[1]
        own_level = marks.level if own_level is None else own_level
        level = marks.level if level is None else level
        style_id = _val(style, _BASED_ON) or ""
    return _Inherited(is_named_heading, outline, num_id, own_level, level)


class _RowCell(NamedTuple):
    """A cell while its table is read: grid column and width, vertical merge, text."""

    col: int
    width: int
    merge: str
    text: str


class _Body:
    """Reads block-level content in order."""

    def __init__(self, blocks: Blocks, styles: dict[str, etree._Element], numbering: Numbering) -> None:
        self._blocks = blocks
        self._styles = styles
        self._numbering = numbering
        self._inherited: dict[str, _Inherited] = {}
        # Text boxes and nested tables, which follow the paragraph or table that they stand in.
        self._boxes: list[etree._Element] = []
        # Text of a paragraph whose end mark is a tracked deletion: it runs on into the next paragraph.
        self._run_on = ""

    def read(self, container: etree._Element) -> None:
        for child in _children(container):
            if child.tag == _P:
                text, kind = self._paragraph(child)
                if kind is not None:
                    self._blocks.add_text(text, kind)
                self._read_boxes()
            elif child.tag == _TBL:
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
            if box.tag == _TBL:
                self._blocks.add_table(self._table(box))
                self._read_boxes()
            else:
                self.read(box)

    def _paragraph(self, paragraph: etree._Element) -> tuple[str, BlockKind | None]:
        """Label and text, and the kind of block; None while the paragraph runs on into the next."""
        marks = _paragraph_marks(_properties(paragraph, _P_PR))
        inherited = self._inherited.get(marks.style_id)
        if inherited is None:
            inherited = _inherited(marks.style_id, self._styles, self._numbering)
            self._inherited[marks.style_id] = inherited
        pieces = [self._run_on, self._label(marks, inherited)]
        self._inline(paragraph, pieces)
        text = "".join(pieces)
        self._run_on = ""
        if marks.end_is_deleted:
            self._run_on = text
            return "", None
        return text, "heading" if _is_heading(marks, inherited) else "paragraph"

    def _inline(self, container: etree._Element, pieces: list[str]) -> None:
        for child in container:
            tag = child.tag
            if tag == _R:
                self._run(child, pieces)
            elif tag == _ALTERNATE:
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
            if tag == _T:
                pieces.append(child.text or "")
            elif tag == _R_PR:
                if _is_hidden(child):
                    return
            elif tag in _CHARACTERS:
                pieces.append(_CHARACTERS[tag])
            elif tag == _SYM:
                pieces.append(_symbol(child))
            elif tag in _DRAWINGS:
                self._boxes.extend(_text_boxes(child))
            elif tag == _RUBY:
                for base in child.iter(f"{W}rubyBase"):
                    self._inline(base, pieces)
            elif tag == _ALTERNATE:
                chosen = _chosen(child)
                if chosen is not None:
                    self._run(chosen, pieces)

    def _label(self, marks: _Marks, inherited: _Inherited) -> str:
        if marks.num_id is None:
            num_id, level = inherited.num_id, inherited.own_level
        else:
            num_id, level = marks.num_id, inherited.level
        if num_id is None or num_id == "0":
            return ""
        return self._numbering.label(num_id, (level if marks.level is None else marks.level) or 0)

    def _table(self, table: etree._Element) -> Table:
        rows = [self._row(tr) for tr in _rows(table)]
        cells: list[tuple[int, _RowCell]] = []
        # Last row of each cell.
        ends: list[int] = []
        # The cell that a vertical merge would go on with, by its grid column.
        above: dict[int, int] = {}
        for r, row in enumerate(rows):
            below: dict[int, int] = {}
            for cell in row:
                open_cell = above.get(cell.col)
                if cell.merge == "continue" and open_cell is not None and cells[open_cell][1].width == cell.width:
                    ends[open_cell] = r
                    below[cell.col] = open_cell
                else:
                    if cell.merge:
                        below[cell.col] = len(cells)
                    cells.append((r, cell))
                    ends.append(r)
            above = below
        n_cols = max((cell.col + cell.width for _, cell in cells), default=0)
        printed = (
            Cell(cell.text, r, cell.col, end - r + 1, cell.width) for (r, cell), end in zip(cells, ends, strict=True)
        )
        return Table(tuple(printed), len(rows), n_cols)

    def _row(self, tr: etree._Element) -> list[_RowCell]:
        row: list[_RowCell] = []
        properties = _properties(tr, _TR_PR)
        col = 0 if properties is None else _number(_val(properties, _GRID_BEFORE)) or 0
        for tc in _children(tr):
            if tc.tag != _TC:
                continue
            width, merge, horizontal = _cell_marks(_properties(tc, _TC_PR))
            text = self._cell_text(tc)
            if horizontal == "continue" and row:
                row[-1] = row[-1]._replace(width=row[-1].width + width)
            else:
                row.append(_RowCell(col, width, merge, text))
            col += width
        return row

    def _cell_text(self, tc: etree._Element) -> str:
        lines: list[str] = []
        for child in _children(tc):
            if child.tag == _P:
                text, kind = self._paragraph(child)
                if kind is not None:
                    lines.append(text)
            elif child.tag == _TBL:
                self._boxes.append(child)
        if self._run_on:
            # A deleted paragraph mark cannot join a cell with the next one.
            lines.append(self._run_on)
            self._run_on = ""
        return "\n".join(lines).strip("\n")


def _is_heading(marks: _Marks, inherited: _Inherited) -> bool:
    outline = inherited.outline if marks.outline is None else marks.outline
    return inherited.is_named_heading or (outline is not None and outline < 9)


def _children(container: etree._Element) -> list[etree._Element]:
    """Block-level children, with content controls, insertions and the like opened."""
    children: list[etree._Element] = []
    for child in container:
        tag = child.tag
        if tag in _TRANSPARENT:
            children.extend(_children(child))
        elif tag == _ALTERNATE:
            chosen = _chosen(child)
            children.extend(_children(chosen) if chosen is not None else ())
        else:
            children.append(child)
    return children


def _rows(table: etree._Element) -> list[etree._Element]:
    """Rows that are not tracked as deleted."""
    return [tr for tr in _children(table) if tr.tag == _TR and not _is_deleted(_properties(tr, _TR_PR))]


def _is_deleted(properties: etree._Element | None) -> bool:
    return properties is not None and properties.find(_DEL) is not None


def _properties(owner: etree._Element, tag: str) -> etree._Element | None:
    """The child that holds the properties of ``owner``; it nearly always stands first, where it is found sooner."""
    first = owner[0] if len(owner) else None
    if first is None or first.tag == tag:
        return first
    return owner.find(tag)


def _chosen(alternatives: etree._Element) -> etree._Element | None:
    """The one branch of an ``mc:AlternateContent`` to read: both show the same thing."""
    choice = alternatives.find(f"{_MC}Choice")
    return choice if choice is not None else alternatives.find(f"{_MC}Fallback")


def _text_boxes(drawing: etree._Element) -> Iterator[etree._Element]:
    """Outermost text boxes of a drawing; boxes within boxes are found when their paragraphs are read."""
    for child in drawing:
        if child.tag == _TEXT_BOX:
            yield child
        elif child.tag == _ALTERNATE:
            chosen = _chosen(child)
            if chosen is not None:
                yield from _text_boxes(chosen)
        else:
            yield from _text_boxes(child)


def _cell_marks(properties: etree._Element | None) -> tuple[int, str, str]:
    """(grid columns, vertical merge, horizontal merge); a merge is "restart", "continue" or ""."""
    width, vertical, horizontal = 1, "", ""
    if properties is not None:
        for child in properties:
            tag = child.tag
            # A merge element without w:val continues the merge.
            if tag == _V_MERGE:
                vertical = child.get(_VAL, "continue")
            elif tag == _GRID_SPAN:
                width = min(max(_number(child.get(_VAL, "")) or 1, 1), 1000)
            elif tag == _H_MERGE:
                horizontal = child.get(_VAL, "continue")
    return width, vertical, horizontal


def _symbol(sym: etree._Element) -> str:
    code = sym.get(f"{W}char", "").upper()
    if code in _SYMBOLS:
        return _SYMBOLS[code]
    point = int(code, 16) if re.fullmatch(r"[0-9A-F]{4}", code) else 0xE000
    # Private use and surrogates name a glyph of one font, not a character.
    return "" if 0xD800 <= point <= 0xF8FF else chr(point)


def _is_hidden(properties: etree._Element) -> bool:
    """Whether a ``w:rPr`` marks its run as hidden text."""
    for mark in properties:
        if mark.tag == _VANISH:
            return mark.get(_VAL, "1") not in ("0", "false", "off")
    return False


def _val(element: etree._Element, tag: str) -> str | None:
    child = element.find(tag)
    return None if child is None else child.get(_VAL, "")


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and re.fullmatch(r"\d{1,6}", text) else None
