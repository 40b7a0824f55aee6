"""Minimal PDFs: Chinese text in a standard font, ruling lines, page sizes and rotations."""

from __future__ import annotations

from collections.abc import Sequence

_FONT = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
    b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) "
    b"/Ordering (GB1) /Supplement 4 >> /FontDescriptor 5 0 R /DW 1000 /W [1 95 500] >>",
    b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 "
    b"/Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
)


def pdf_file(
    pages: Sequence[bytes], page_entries: bytes = b"", encrypted: bool = False, codes: Sequence[tuple[str, str]] = ()
) -> bytes:
    """A PDF with one content stream a page (A4); ``page_entries`` goes into each page's dictionary.

    ``codes`` is what the font says of single characters: that as which they are drawn, that which they stand for.
    """
    kids = b" ".join(b"%d 0 R" % (6 + 2 * i) for i in range(len(pages)))
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages))]
    objects += _FONT
    box = b"" if b"/MediaBox" in page_entries else b"/MediaBox [0 0 595 842] "
    for i, content in enumerate(pages):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R %s%s /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>"
            % (box, page_entries, 7 + 2 * i)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    if codes:
        objects[2] = objects[2].removesuffix(b">>") + b"/ToUnicode %d 0 R >>" % (len(objects) + 1)
        objects.append(_character_map(codes))
    trailer = b""
    if encrypted:
        # Keys that no password opens, the empty one included.
        key = b"ab" * 32
        trailer = b" /Encrypt << /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >> /ID [<00> <00>]" % (key, key)
    return _assembled(objects, trailer)


def _character_map(codes: Sequence[tuple[str, str]]) -> bytes:
    pairs = "\n".join(
        f"<{drawn.encode('utf-16-be').hex()}> <{meant.encode('utf-16-be').hex()}>" for drawn, meant in codes
    )
    content = (
        "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{len(codes)} beginbfchar\n{pairs}\nendbfchar endcmap end"
    ).encode()
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)


def _assembled(objects: Sequence[bytes], trailer: bytes) -> bytes:
    out, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    start = len(out)
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R%s >>\nstartxref\n%d\n%%%%EOF" % (
        size,
        table,
        size,
        trailer,
        start,
    )


def text(x: float, y: float, content: str, size: float = 12) -> bytes:
    """Text whose baseline starts at (x, y), counted from the bottom left corner."""
    return b"BT /F1 %g Tf %g %g Td <%s> Tj ET\n" % (size, x, y, content.encode("utf-16-be").hex().encode())


def lines(x: float, y: float, contents: Sequence[str], size: float = 12, leading: float = 20) -> bytes:
    """Lines of text below one another."""
    return b"".join(text(x, y - i * leading, content, size) for i, content in enumerate(contents))


def rule(x0: float, y0: float, x1: float, y1: float) -> bytes:
    return b"%g %g m %g %g l S\n" % (x0, y0, x1, y1)


def grid(xs: Sequence[float], ys: Sequence[float]) -> bytes:
    """Ruling lines of a table without merged cells."""
    level = b"".join(rule(xs[0], y, xs[-1], y) for y in ys)
    return level + b"".join(rule(x, ys[0], x, ys[-1]) for x in xs)


def ruled_table(xs: Sequence[float], top: float, rows: Sequence[Sequence[str]], height: float = 20) -> bytes:
    """A ruled table with its upper border at ``top``."""
    ys = [top - i * height for i in range(len(rows) + 1)]
    printed = b"".join(
        text(xs[c] + 3, ys[r + 1] + 6, content, 10)
        for r, row in enumerate(rows)
        for c, content in enumerate(row)
        if content
    )
    return grid(xs, ys) + printed
