"""Word files built from raw WordprocessingML, for what python-docx cannot write."""

from __future__ import annotations

import io
import zipfile

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_NAMESPACES = (
    f'{_W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def docx_file(body: str, styles: str = "", numbering: str = "", main: str = "word/document.xml") -> bytes:
    """A .docx whose ``w:body`` holds ``body``; ``styles`` and ``numbering`` are the contents of those parts."""
    folder, base = main.rsplit("/", 1)
    files = {
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1" Type="{_RELATIONS}/officeDocument" '
        f'Target="{main}"/></Relationships>',
        main: f"<w:document {_NAMESPACES}><w:body>{body}</w:body></w:document>",
        f"{folder}/_rels/{base}.rels": f'<Relationships xmlns="{_PACKAGE}">'
        f'<Relationship Id="r1" Type="{_RELATIONS}/styles" Target="styles.xml"/>'
        f'<Relationship Id="r2" Type="{_RELATIONS}/numbering" Target="numbering.xml"/></Relationships>',
        f"{folder}/styles.xml": f"<w:styles {_W}>{styles}</w:styles>",
        f"{folder}/numbering.xml": f"<w:numbering {_W}>{numbering}</w:numbering>",
    }
    return zip_file(files)


def zip_file(files: dict[str, str]) -> bytes:
    """A zip container with these members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def with_part(data: bytes, part: str, content: str) -> bytes:
    """The same container with one member replaced."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name).decode() for name in archive.namelist()}
    return zip_file({**files, part: content})


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*inner: str, properties: str = "") -> str:
    """A paragraph of raw inline content; plain text is wrapped into a run."""
    pieces = "".join(piece if piece.startswith("<") else run(piece) for piece in inner)
    return f"<w:p><w:pPr>{properties}</w:pPr>{pieces}</w:p>"


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text) if text else '<w:p/>'}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def numbered(num_id: int, level: int = 0) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num_id}"/></w:numPr>'


def one_list(levels: str) -> str:
    """Numbering part with one list, number 1."""
    return (
        f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )


def list_level(level: int, form: str, pattern: str, start: int = 1, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
    )
