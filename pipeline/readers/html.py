"""Web pages → headings, paragraphs and tables. Menus, scripts and hidden parts are not read.

White space is what a browser shows: any run of it is one space. A table that holds another table, or a single cell,
is layout and is read as running text.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator

from lxml import etree

from pipeline.document import BlockKind, Cell, Table
from pipeline.readers.blocks import Blocks, too_deep, too_many_cells
from pipeline.readers.decoding import decode
from pipeline.readers.limits import LIMITS

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]+)", re.IGNORECASE)
_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_DROPPED = {
    "script", "style", "noscript", "template", "nav", "head", "iframe", "svg", "object", "button", "select", "textarea",
    "footer", "map", "audio", "video", "canvas",
}  # fmt: skip
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_PARAGRAPHS = _HEADINGS | {
    "p", "div", "li", "ul", "ol", "dl", "dt", "dd", "section", "article", "main", "header", "aside", "body", "html",
    "blockquote", "pre", "center", "form", "fieldset", "figure", "figcaption", "hr", "address", "caption", "details",
    "summary", "table", "tbody", "thead", "tfoot", "tr", "td", "th",
}  # fmt: skip
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
# Space that a browser folds; no-break and ideographic spaces are characters of the text.
_SPACE = re.compile(r"[ \t\r\n\f]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")
_MAX_SPAN = 1000


def parse(data: bytes, blocks: Blocks) -> None:
    """Adds the text and tables of a page to ``blocks``. Raises UnreadableDocument for an unknown encoding."""
    text = _CONTROL.sub("", _DECLARATION.sub("", _decoded(data, blocks.name), count=1))
    # HTML has no entities to expand; without huge_tree all text below 256 levels of markup would be lost in silence.
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(text.encode("utf-8", "replace"), parser) if text.strip() else None
    # Even so the parser goes no deeper than a few thousand levels, and only its log says that it stopped.
    if any(error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for error in parser.error_log):
        raise too_deep(blocks.name)
    if root is None:
        return
    _Page(blocks).read(root)


def _decoded(data: bytes, name: str) -> str:
    """Text by byte order mark, else by the encoding that the page names, else as any text file is decoded."""
    named = _CHARSET.search(data[:4096])
    if named is None or data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return decode(data, name)
    encoding = named.group(1).decode("ascii").lower()
    # Pages that name GB2312 use its extensions all the same.
    encoding = "gb18030" if encoding in ("gb2312", "gbk", "gb18030", "x-gbk") else encoding
    try:
        return data.decode(encoding)
    except (LookupError, UnicodeError):
        # The page names a wrong encoding, as many do: let the bytes decide.
        return decode(data, name)


class _Page:
    """Walks a page and gathers lines of running text between block elements."""

    def __init__(self, blocks: Blocks) -> None:
        self._blocks = blocks
        self._line: list[str] = []
        self._kind: BlockKind = "paragraph"

    def read(self, element: etree._Element) -> None:
        for child in _walk(element, self._enter, self._leave):
            self._line.append(child)
        self._flush()

    def _enter(self, element: etree._Element) -> bool:
        """Whether to go into the element; a data table is read here and not gone into."""
        tag = element.tag
        if _is_dropped(element):
            return False
        if tag in _PARAGRAPHS or tag == "br":
            self._flush()
        if tag in _HEADINGS:
            self._kind = "heading"
        if tag == "table" and not _is_layout(element):
            for caption in element.iterchildren("caption"):
                self._blocks.add_text(_cell_text(caption))
            self._blocks.add_table(_read_table(element, self._blocks.name))
            return False
        return True

    def _leave(self, element: etree._Element) -> None:
        if element.tag in _PARAGRAPHS:
            self._flush()
        if element.tag in _HEADINGS:
            self._kind = "paragraph"

    def _flush(self) -> None:
        text = _SPACE.sub(" ", "".join(self._line))
        self._line = []
        self._blocks.add_text(text, self._kind)


def _walk(
    root: etree._Element, enter: Callable[[etree._Element], bool], leave: Callable[[etree._Element], None]
) -> Iterator[str]:
    """Pieces of text in document order. Without recursion: pages of broken markup nest hundreds deep."""
    stack: list[tuple[etree._Element, bool]] = [(root, False)]
    while stack:
        element, is_done = stack.pop()
        if is_done:
            leave(element)
        elif isinstance(element.tag, str) and enter(element):
            yield element.text or ""
            stack.append((element, True))
            stack.extend((child, False) for child in reversed(element))
            continue
        if element is not root:
            yield element.tail or ""


def _is_dropped(element: etree._Element) -> bool:
    if element.tag in _DROPPED or element.get("hidden") is not None:
        return True
    if _HIDDEN.search(element.get("style", "")):
        return True
    return element.tag in ("ul", "ol") and _is_menu(element)


def _is_menu(items: etree._Element) -> bool:
    """A list all of whose text is links leads elsewhere and is no part of the report."""
    words, linked = _words(items), "".join(_words(link) for link in items.iter("a"))
    return bool(linked) and words == linked


def _words(element: etree._Element) -> str:
    return _SPACE.sub("", "".join(str(text) for text in element.itertext()))


def _is_layout(table: etree._Element) -> bool:
    if next(table.iterdescendants("table"), None) is not None:
        return True
    cells = table.iterdescendants("td", "th")
    return next(cells, None) is None or next(cells, None) is None


def _read_table(table: etree._Element, name: str) -> Table:
    """The grid of a table by the rules of HTML: each cell takes the next place that no rowspan covers."""
    rows = [row for row in table.iterdescendants("tr") if not _is_dropped(row)]
    taken: set[tuple[int, int]] = set()
    cells: list[Cell] = []
    for r, row in enumerate(rows):
        c = 0
        for entry in row.iterchildren("td", "th"):
            if _is_dropped(entry):
                continue
            while (r, c) in taken:
                c += 1
            width, height = _span(entry.get("colspan")), _span(entry.get("rowspan"))
            # A rowspan of 0, or one beyond the end, reaches to the last row.
            height = len(rows) - r if height == 0 else min(height, len(rows) - r)
            width = max(width, 1)
            taken.update((r + down, c + right) for down in range(height) for right in range(width))
            if len(taken) > LIMITS.cells:
                raise too_many_cells(name)
            cells.append(Cell(_cell_text(entry), r, c, height, width))
            c += width
    n_cols = max((cell.col + cell.colspan for cell in cells), default=0)
    return Table(tuple(cells), len(rows), n_cols)


def _span(value: str | None) -> int:
    match = re.match(r"\s*(\d{1,6})", value or "")
    return min(int(match.group(1)), _MAX_SPAN) if match else 1


def _cell_text(element: etree._Element) -> str:
    """Text of a cell; its paragraphs and line breaks parted by line ends."""
    pieces: list[str] = []

    def enter(child: etree._Element) -> bool:
        if child is not element and _is_dropped(child):
            return False
        if child is not element and (child.tag in _PARAGRAPHS or child.tag == "br"):
            pieces.append("\n")
        return True

    def leave(child: etree._Element) -> None:
        if child is not element and child.tag in _PARAGRAPHS:
            pieces.append("\n")

    for text in _walk(element, enter, leave):
        pieces.append(_SPACE.sub(" ", text))
    lines = [_SPACE.sub(" ", line).strip(" ") for line in "".join(pieces).split("\n")]
    return "\n".join(line for line in lines if line)
