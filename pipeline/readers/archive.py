"""The zip containers of Office files, opened with care: sizes are checked first, XML cannot reach outside itself."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib

from lxml import etree

from pipeline.document import UnreadableDocument
from pipeline.readers.blocks import Blocks
from pipeline.readers.limits import LIMITS, LimitExceeded

_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_EXPORT_AGAIN = "请用 Office 或 WPS 打开并重新保存后再试。 / Open it in Office or WPS, save it again, then retry."
_MAKE_SMALLER = "请删除不需要的工作表和图片，或拆分文件 / Delete sheets and pictures not needed, or split the file"
_READ_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)


class Archive:
    """An Office container whose members are read by name. Raises UnreadableDocument for whatever is wrong with it."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _READ_ERRORS as error:
            raise UnreadableDocument(
                name,
                "压缩包结构损坏或文件被截断。 / The zip container is damaged or cut off.",
                "请重新复制或下载该文件。 / Copy or download the file again.",
            ) from error
        self._members = {member.filename: member for member in self._zip.infolist()}
        self._relationships: dict[str, dict[str, tuple[str, str]]] = {}
        self._check_sizes()

    def __contains__(self, member: str) -> bool:
        return member in self._members

    def names(self) -> list[str]:
        """Names of all members, in the order of the container."""
        return list(self._members)

    def warn_of_macros(self, blocks: Blocks) -> None:
        """Notes that the document holds macros; nothing here can run them."""
        if any(posixpath.basename(name) == "vbaProject.bin" for name in self._members):
            blocks.warn("文件含有宏，没有运行。 / The file holds macros; they were not run.")

    def read(self, member: str) -> bytes:
        """The member's bytes. The size promised by the container is not believed: reading stops at it."""
        info = self._members.get(member)
        if info is None:
            raise self._damaged(member, "缺失", "is missing")
        if info.flag_bits & 0x1:
            raise UnreadableDocument(
                self.name,
                "压缩包已加密。 / The zip container is encrypted.",
                "请去除密码后重新保存。 / Remove the password and save it again.",
            )
        try:
            with self._zip.open(info) as stream:
                content = stream.read(info.file_size + 1)
        except _READ_ERRORS as error:
            raise self._damaged(member, "损坏", "is damaged") from error
        if len(content) > info.file_size:
            raise self._damaged(member, "大小与目录不符", "is larger than its directory entry says")
        return content

    def xml(self, member: str) -> etree._Element:
        """The root element of an XML member, with entities unresolved and no network."""
        return self.parse(self.read(member), member)

    def parse(self, content: bytes, member: str) -> etree._Element:
        """The root element of XML that was read from ``member``."""
        try:
            root = etree.fromstring(content, xml_parser())
        except etree.XMLSyntaxError as error:
            # The parser's own limits (depth, expansion of entities) end here too: its sentence tells which it was.
            why = error.msg.splitlines()[0][:200]
            raise self._damaged(member, f"不是有效的 XML（{why}）", f"is not well-formed XML ({why})") from error
        self.refuse_entities(root, member)
        return root

    def refuse_entities(self, element: etree._Element, member: str) -> None:
        """Raises UnreadableDocument where the part that holds the element declares a document type: no Office program
        writes one, and an entity that is not resolved would be a figure lost in silence."""
        if element.getroottree().docinfo.internalDTD is not None:
            raise self._damaged(
                member, "含有文档类型或实体声明（DOCTYPE）", "declares a document type or entities (DOCTYPE)"
            )

    def relationships(self, member: str) -> dict[str, tuple[str, str]]:
        """Id → (type, target member) of the relationships of a part; "" is the container itself. Empty if none."""
        if member not in self._relationships:
            self._relationships[member] = self._read_relationships(member)
        return self._relationships[member]

    def _read_relationships(self, member: str) -> dict[str, tuple[str, str]]:
        folder, base = posixpath.split(member)
        path = posixpath.join(folder, "_rels", f"{base}.rels")
        if path not in self:
            return {}
        found: dict[str, tuple[str, str]] = {}
        for relation in self.xml(path).iter(_RELATIONSHIP):
            if relation.get("TargetMode") == "External":
                continue
            target = relation.get("Target", "")
            resolved = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[relation.get("Id", "")] = (relation.get("Type", "").rsplit("/", 1)[-1], resolved)
        return found

    def related(self, member: str, kind: str) -> str | None:
        """The first part of this kind (``styles``, ``numbering`` …) that ``member`` refers to and that exists."""
        for type_name, target in self.relationships(member).values():
            if type_name == kind and target in self:
                return target
        return None

    def _check_sizes(self) -> None:
        total = sum(member.file_size for member in self._members.values())
        if total > LIMITS.uncompressed_bytes:
            most = LIMITS.uncompressed_bytes
            raise LimitExceeded(
                self.name,
                "uncompressed_bytes",
                f"解压为 {most:,} 字节 / {most:,} bytes when unpacked",
                f" {total:,} 字节 / {total:,}",
                _MAKE_SMALLER,
            )
        for member in self._members.values():
            ratio = member.file_size // max(member.compress_size, 1)
            if member.file_size > LIMITS.ratio_floor_bytes and ratio > LIMITS.compression_ratio:
                raise LimitExceeded(
                    self.name,
                    "compression_ratio",
                    f"展开 {LIMITS.compression_ratio} 倍 / {LIMITS.compression_ratio}-fold unpacking of a part",
                    f"部件 {member.filename} 展开 {ratio} 倍 / {ratio}-fold in {member.filename}",
                    _MAKE_SMALLER,
                )

    def _damaged(self, member: str, chinese: str, english: str) -> UnreadableDocument:
        return UnreadableDocument(
            self.name, f"文件部件 {member} {chinese}。 / Part {member} of the file {english}.", _EXPORT_AGAIN
        )


def xml_parser() -> etree.XMLParser:
    """A parser that expands no entities, loads no DTD, opens no network, and refuses absurd depths."""
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
