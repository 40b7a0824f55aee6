"""PDF → paragraphs and ruled tables. Only the text layer is read: a scan without one is refused.

Lines are joined to paragraphs by where they end on the page. Tables are read from their ruling lines; one that goes on
at the top of the next page is joined. Tables without ruling lines are read as lines of text.
"""

from __future__ import annotations

import math
import re
import statistics
import threading
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from pipeline.document import UnreadableDocument
from pipeline.readers import ruled_tables, unembedded
from pipeline.readers.blocks import Blocks
from pipeline.readers.limits import LIMITS, LimitExceeded
from pipeline.readers.paragraphs import Line, paragraph_ranges, wrap_width
from pipeline.readers.pdf_page import Character, characters, page_objects, rules
from pipeline.readers.ruled_tables import RuledTable

# PDFium may be used by one thread at a time.
_PDFIUM = threading.Lock()

_PAGE_NUMBER = re.compile(r"[-—–－\s]*\d{1,4}[-—–－\s]*|第\s*\d+\s*页(\s*[,，/]?\s*共\s*\d+\s*页)?|\d+\s*/\s*\d+")
# Share of the page's height, at top and bottom, in which page numbers and running titles stand.
_MARGIN = 0.1
# A line on at least so many pages, and on this share of all, at one height is a running title.
_RUNNING_PAGES, _RUNNING_SHARE = 4, 0.6
_AMOUNT = re.compile(r"-?[\d,]+\.\d+%?|-?\d{1,3}(,\d{3})+")
# So many lines in sequence with three figures or more look like a table without ruling lines.
_TABULAR_LINES = 4
_UNMAPPED_SHARE = 0.3
# So many lines may stand between two pieces of one line in the text layer.
_PIECES_APART = 3
# The first line of a paragraph is set in by less than so many characters.
_SET_IN = 3


@dataclass(frozen=True, slots=True)
class _PrintedLine:
    number: int
    text: str
    left: float
    right: float
    top: float
    bottom: float
    # Width of a Chinese character, in points.
    em: float


@dataclass(slots=True)
class _Page:
    number: int
    width: float
    height: float
    lines: list[_PrintedLine] = field(default_factory=list)
    tables: list[RuledTable] = field(default_factory=list)
    unmapped: int = 0
    printed: int = 0


@dataclass(frozen=True, slots=True)
class _Item:
    """A line of prose or a table, in reading order."""

    page: _Page
    line: _PrintedLine | None = None
    table: RuledTable | None = None


def parse(data: bytes, blocks: Blocks) -> None:
    """Adds the paragraphs and ruled tables of a PDF to ``blocks``.

    Raises UnreadableDocument for an encrypted or damaged file, a scan without text layer, or text without a code.
    """
    with _PDFIUM:
        pages = _read_pages(data, blocks)
    _check_text(pages, blocks)
    _drop_page_furniture(pages, blocks)
    items = [item for page in pages for item in _ordered(page)]
    _warn_of_open_tables(pages, blocks)
    _Gatherer(blocks, pages).gather(_with_joined_tables(items, blocks))


def _read_pages(data: bytes, blocks: Blocks) -> list[_Page]:
    try:
        with pdfium.PdfDocument(data) as document:
            if len(document) > LIMITS.pages:
                raise _too_long(blocks.name, len(document))
            return [_read_page(document, index, data, blocks) for index in range(len(document))]
    except pdfium.PdfiumError as error:
        if pdfium_c.FPDF_GetLastError() == pdfium_c.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            raise UnreadableDocument(
                blocks.name,
                "PDF 已加密，需要密码才能打开。 / The PDF is encrypted and needs a password.",
                "请去除密码后重新保存。 / Remove the password and save it again.",
            ) from error
        raise UnreadableDocument(
            blocks.name,
            "PDF 文件损坏或被截断。 / The PDF is damaged or cut off.",
            "请重新导出或重新下载该文件。 / Export or download the file again.",
        ) from error


def _too_long(name: str, pages: int) -> LimitExceeded:
    return LimitExceeded(name, "pages", f" {LIMITS.pages:,} 页 / {LIMITS.pages:,} pages", f" {pages:,} 页 / {pages:,}")


def _read_page(document: pdfium.PdfDocument, index: int, data: bytes, blocks: Blocks) -> _Page:
    page = document[index]
    try:
        width, height = page.get_size()
        read = _Page(index + 1, width, height)
        printed = characters(page)
        known = printed[-1].line if printed else 0
        objects = page_objects(page)
        if unembedded.has_lost_characters(objects):
            printed += _found_again(page, index, data, printed, blocks)
        read.printed = len(printed)
        read.unmapped = [character.text for character in printed].count("\ufffd")
        for table in ruled_tables.find_tables(rules(page, objects)):
            rest = table.fill(printed)
            if table.is_table():
                read.tables.append(table)
                printed = rest
        read.lines = _in_place(_put_together(_lines(printed)), known)
        return read
    finally:
        page.close()


def _found_again(
    page: pdfium.PdfPage, index: int, data: bytes, printed: Sequence[Character], blocks: Blocks
) -> list[Character]:
    lost = unembedded.lost_characters(data, index, printed) if unembedded.is_upright(page) else None
    if lost is None:
        blocks.warn(
            f"第 {index + 1} 页使用未嵌入的字体，单个字符可能缺失。 / "
            f"Page {index + 1} uses fonts that are not embedded; single characters may be missing."
        )
        return []
    if lost:
        blocks.warn(
            f"第 {index + 1} 页使用未嵌入的字体，{len(lost)} 个字符按位置补入，请核对。 / "
            f"Page {index + 1} uses fonts that are not embedded; {len(lost)} characters were put in by their place: "
            "check them."
        )
    return lost


def _lines(printed: Iterable[Character]) -> Iterable[_PrintedLine]:
    own: dict[int, list[Character]] = defaultdict(list)
    for character in printed:
        own[character.line].append(character)
    for number, line in own.items():
        text = "".join((" " if c.after_space and i else "") + c.text for i, c in enumerate(line))
        wide = [c.right - c.left for c in line if c.text > "\u2e80"]
        em = statistics.median(wide) if wide else statistics.median(c.bottom - c.top for c in line)
        _, lefts, tops, rights, bottoms, _, _ = zip(*line, strict=True)
        yield _PrintedLine(number, text, min(lefts), max(rights), min(tops), max(bottoms), max(em, 1.0))


def _put_together(lines: Iterable[_PrintedLine]) -> list[_PrintedLine]:
    """Lines whose pieces the text layer gives apart, another line between them, made whole: a piece goes on exactly where one
    of the lines shortly before it ends."""
    whole: list[_PrintedLine] = []
    for line in lines:
        back = range(len(whole) - 1, max(len(whole) - 1 - _PIECES_APART, -1), -1)
        at = next((k for k in back if _goes_on(whole[k], line)), None)
        if at is None:
            whole.append(line)
        else:
            head = whole[at]
            whole[at] = replace(head, text=head.text + line.text, right=line.right)
    return whole


def _goes_on(line: _PrintedLine, piece: _PrintedLine) -> bool:
    same = abs(line.top - piece.top) < 1 and abs(line.bottom - piece.bottom) < 1
    return same and abs(piece.left - line.right) < line.em / 4


def _in_place(lines: Sequence[_PrintedLine], known: int) -> list[_PrintedLine]:
    """Lines in the order of the text layer; those numbered above ``known`` go where they stand."""
    ordered = [line for line in lines if line.number <= known]
    for line in lines:
        if line.number > known:
            at = next((i for i, other in enumerate(ordered) if other.top > line.top), len(ordered))
            ordered.insert(at, line)
    return ordered


def _check_text(pages: Sequence[_Page], blocks: Blocks) -> None:
    printed = sum(page.printed for page in pages)
    if not printed:
        raise UnreadableDocument(
            blocks.name,
            "PDF 没有文字层，可能是扫描件。 / The PDF has no text layer; it is probably a scan.",
            "请提供由原文件导出的 PDF，或先做文字识别（OCR）。 / Supply a PDF exported from the original, or run OCR.",
        )
    if sum(page.unmapped for page in pages) > _UNMAPPED_SHARE * printed:
        raise UnreadableDocument(
            blocks.name,
            "PDF 字体没有文字编码，文字无法提取。 / The fonts of the PDF carry no text codes; no text can be read.",
            "请提供 Word、Excel 原件，或重新导出 PDF。 / Supply the Word or Excel original, or export the PDF again.",
        )
    empty = [str(page.number) for page in pages if not page.printed]
    if empty:
        numbers = ", ".join(empty[:20])
        blocks.warn(f"第 {numbers} 页没有文字，未读取（可能是图片）。 / Pages {numbers} hold no text (pictures?).")


def _drop_page_furniture(pages: Sequence[_Page], blocks: Blocks) -> None:
    """Takes page numbers and running titles out of the prose."""
    running = _running_titles(pages)
    numbers = titles = 0
    for page in pages:
        kept: list[_PrintedLine] = []
        for line in page.lines:
            if _is_in_margin(page, line) and _PAGE_NUMBER.fullmatch(line.text):
                numbers += 1
            elif _place(page, line) in running:
                titles += 1
            else:
                kept.append(line)
        page.lines = kept
    if numbers:
        blocks.warn(f"略去页码 {numbers} 处。 / {numbers} page numbers were left out.")
    if titles:
        blocks.warn(f"略去页眉页脚 {titles} 处。 / {titles} running titles were left out.")


def _running_titles(pages: Sequence[_Page]) -> set[tuple[str, bool]]:
    places = Counter(place for page in pages for place in {_place(page, line) for line in page.lines} if place)
    enough = max(_RUNNING_PAGES, math.ceil(_RUNNING_SHARE * len(pages)))
    return {place for place, count in places.items() if place is not None and count >= enough}


def _place(page: _Page, line: _PrintedLine) -> tuple[str, bool] | None:
    """Text of a line in the margin, and whether that is the upper one; None for lines of the body."""
    return (line.text, line.top < page.height / 2) if _is_in_margin(page, line) else None


def _is_in_margin(page: _Page, line: _PrintedLine) -> bool:
    return line.bottom < _MARGIN * page.height or line.top > (1 - _MARGIN) * page.height


def _ordered(page: _Page) -> list[_Item]:
    """Lines in the order of the text layer, each table before the first line that stands below its top."""
    items: list[_Item] = []
    waiting = list(page.tables)
    for line in page.lines:
        while waiting and waiting[0].ys[0] < (line.top + line.bottom) / 2:
            items.append(_Item(page, table=waiting.pop(0)))
        items.append(_Item(page, line=line))
    items.extend(_Item(page, table=table) for table in waiting)
    return items


def _with_joined_tables(items: Sequence[_Item], blocks: Blocks) -> list[_Item]:
    """The items with tables that go on at the top of the following page made into one."""
    found: list[_Item] = []
    last_page = 0
    for item in _without_repeats(items):
        previous = found[-1] if found else None
        if item.table is None or previous is None or previous.table is None:
            found.append(item)
        elif item.page.number == last_page + 1 and ruled_tables.continues(previous.table, item.table):
            table, repeated = ruled_tables.joined(previous.table, item.table)
            found[-1] = _Item(previous.page, table=table)
            _warn_of_join(blocks, previous.page.number, item.page.number, repeated)
        else:
            found.append(item)
        last_page = item.page.number
    return found


def _without_repeats(items: Sequence[_Item]) -> list[_Item]:
    """The items without lines at the top of a page that print again what a merged cell at the end of the page before says."""
    kept: list[_Item] = []
    table: _Item | None = None
    for item in items:
        line = item.line
        if (
            line is not None
            and table is not None
            and table.table is not None
            and item.page.number == table.page.number + 1
            and ruled_tables.repeats(table.table, line.text, line.left, line.right)
        ):
            continue
        table = item if item.table is not None else None
        kept.append(item)
    return kept


def _warn_of_join(blocks: Blocks, first: int, last: int, repeated: int) -> None:
    left_out = (
        (f"，略去重复的表头 {repeated} 行", f"; {repeated} repeated title rows were left out") if repeated else ("", "")
    )
    blocks.warn(
        f"第 {first} 页的表格延续到第 {last} 页，已合并为一张{left_out[0]}。 / "
        f"The table on page {first} goes on on page {last} and was joined{left_out[1]}."
    )


def _warn_of_open_tables(pages: Sequence[_Page], blocks: Blocks) -> None:
    for page in pages:
        run = longest = 0
        for line in page.lines:
            run = run + 1 if len(_AMOUNT.findall(line.text)) >= 3 else 0
            longest = max(longest, run)
        if longest >= _TABULAR_LINES:
            blocks.warn(
                f"第 {page.number} 页似有无框线表格，按文字逐行读取。 / "
                f"Page {page.number} seems to hold a table without ruling lines; it is read as lines of text."
            )


class _Gatherer:
    """Turns lines into paragraphs and hands paragraphs and tables to the blocks, in order."""

    def __init__(self, blocks: Blocks, pages: Sequence[_Page]) -> None:
        self._blocks = blocks
        self._margins = {width: _left_margin(pages, width) for width in {round(page.width) for page in pages}}
        ems = [line.em for page in pages for line in page.lines for _ in line.text]
        self._em = statistics.median(ems) if ems else 12.0
        self._widths = {
            width: wrap_width(
                [self._line(page, line) for page in pages if round(page.width) == width for line in page.lines]
            )
            for width in self._margins
        }

    def gather(self, items: Sequence[_Item]) -> None:
        prose: list[_Item] = []
        for item in items:
            if item.table is not None:
                self._add_prose(prose)
                prose = []
                self._blocks.add_table(item.table.as_table(), page=item.page.number)
            else:
                prose.append(item)
        self._add_prose(prose)

    def _line(self, page: _Page, line: _PrintedLine) -> Line:
        margin = self._margins[round(page.width)]
        half = self._em / 2
        return Line(line.text, (line.right - margin) / half, line.left - margin > 1.5 * line.em)

    def _begins_left(self, item: _Item) -> bool:
        """Whether a line begins at the margin, or as far in as the first line of a paragraph: no title, no line on the right."""
        line = item.line
        return line is not None and line.left - self._margins[round(item.page.width)] < _SET_IN * line.em

    def _add_prose(self, items: Sequence[_Item]) -> None:
        """Adds paragraphs; pages of one width are read on, so that a paragraph may go over the page's end."""
        for run in _runs(items):
            page = run[0].page
            lines = [self._line(item.page, item.line) for item in run if item.line is not None]
            width = self._widths[round(page.width)]
            if width is None:  # too few long lines to tell: as far as a page reaches whose margins are equal
                width = (page.width - 2 * self._margins[round(page.width)]) / (self._em / 2)
                lines = [
                    line if self._begins_left(item) else replace(line, columns=0)
                    for item, line in zip(run, lines, strict=True)
                ]
            for first, last in paragraph_ranges(lines, width):
                self._blocks.add_text("\n".join(line.text for line in lines[first:last]), page=run[first].page.number)


def _runs(items: Sequence[_Item]) -> Iterable[list[_Item]]:
    """Lines between changes of type size, page width, or a gap that is no line spacing."""
    run: list[_Item] = []
    for item in items:
        if run and _is_apart(run[-1], item):
            yield run
            run = []
        run.append(item)
    if run:
        yield run


def _is_apart(item: _Item, following: _Item) -> bool:
    above, below = item.line, following.line
    if above is None or below is None or round(item.page.width) != round(following.page.width):
        return True
    if not 0.85 < above.em / below.em < 1.18:
        return True
    same_page = item.page.number == following.page.number
    return same_page and below.top - above.bottom > 2.5 * above.em


def _left_margin(pages: Sequence[_Page], width: int) -> float:
    """Where most unindented lines begin: the leftmost edge that a tenth of the lines share."""
    edges = Counter(round(line.left) for page in pages if round(page.width) == width for line in page.lines)
    enough = max(2, sum(edges.values()) // 10)
    shared = [edge for edge in edges if edges[edge] + edges.get(edge + 1, 0) >= enough]
    return float(min(shared, default=min(edges, default=0)))
