"""The registers that people review: ``expectations/waivers.yml`` and ``notes.yml``, read strictly and edited in place.

Every value is read as text, so that digits and dates stay as they are written. A key that stands twice, a value that
the register's JSON schema refuses and a finding that two waivers cover are errors that name file and line. An edit
touches the lines of its own entry alone: comments and the entries of others stay as they are.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator, FormatChecker

from pipeline.warehouse.settings import PROJECT

SCHEMAS = PROJECT / "expectations"
WAIVERS = "waivers"
NOTES = "notes"

Entry = dict[str, Any]


class RegisterError(Exception):
    """A register that cannot be used; the text names file and line, and says what to do, in Chinese and English."""


@dataclass(frozen=True, slots=True)
class Entries:
    """What a register holds: its entries as plain values, and the line (from 1) on which each begins."""

    path: Path
    entries: tuple[Entry, ...]
    lines: tuple[int, ...]


def read_waivers(folder: Path) -> Entries:
    """The waivers of ``<folder>/waivers.yml``; none where there is no such file.

    Raises:
        RegisterError: the file is no register of waivers, an expiry lies before its date, or two cover one finding.
    """
    waivers = _read(folder, WAIVERS)
    _refuse_contradictions(waivers)
    return waivers


def read_notes(folder: Path) -> Entries:
    """The notes of ``<folder>/notes.yml``; none where there is no such file.

    Raises:
        RegisterError: the file is no register of notes.
    """
    return _read(folder, NOTES)


def register_version(folder: Path) -> str:
    """A hash of both registers as they are, by which a build tells whether they have changed."""
    digest = hashlib.sha256()
    for register in (WAIVERS, NOTES):
        path = folder / f"{register}.yml"
        content = path.read_bytes() if path.is_file() else b""
        digest.update(hashlib.sha256(content).digest())
    return digest.hexdigest()


def covered_findings(waiver: Mapping[str, Any]) -> list[Entry]:
    """What a waiver expects to be seen: one entry a finding, with ``finding``, ``verdict``, ``stated``, ``computed``."""
    if "finding" in waiver:
        return [{"finding": waiver["finding"], **waiver["expect"]}]
    return list(waiver["expect"])


def waiver_name(waiver: Mapping[str, Any]) -> str:
    """How a waiver is called: the finding that it names, or its rule and scope."""
    if "finding" in waiver:
        return str(waiver["finding"])
    scope = waiver["scope"]
    return "/".join(
        [waiver["rule"], *(scope[part] for part in ("department", "fiscal_year", "subject") if part in scope)]
    )


def write_entries(folder: Path, register: str, added: Sequence[Entry], removed: Callable[[Entry], bool]) -> Path:
    """Takes the entries out of a register of which ``removed`` holds, appends ``added``, and returns the file's path.

    The new text is read back before it replaces the old one in one step.

    Raises:
        RegisterError: the register as it stands, or as it would be, is not valid; it is left as it is.
    """
    path = folder / f"{register}.yml"
    text = path.read_text(encoding="utf-8") if path.is_file() else f"{register}:\n"
    _values(path, register, text)
    fresh = _edited(text, register, added, removed)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        parsed = _values(path, register, fresh)
        if register == WAIVERS:
            _refuse_contradictions(parsed)
        aside.write_text(fresh, encoding="utf-8")
        os.replace(aside, path)
    finally:
        aside.unlink(missing_ok=True)
    return path


def _read(folder: Path, register: str) -> Entries:
    path = folder / f"{register}.yml"
    if not path.is_file():
        return Entries(path, (), ())
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RegisterError(f"{path} 无法读取：{error}。 / {path} cannot be read: {error}.") from error
    return _values(path, register, text)


def _values(path: Path, register: str, text: str) -> Entries:
    try:
        aliases = [token for token in yaml.scan(text, Loader=yaml.BaseLoader) if isinstance(token, yaml.AliasToken)]
        root = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        raise RegisterError(f"{path} 不是 YAML：{error}。 / {path} is not YAML: {error}.") from error
    for alias in aliases:
        line = alias.start_mark.line + 1
        raise RegisterError(
            f"{path} 第 {line} 行：引用（*{alias.value}）不能使用，请把内容写全。 / "
            f"{path}, line {line}: an alias (*{alias.value}) cannot be used; write the content in full."
        )
    document = _plain(path, root) if root is not None else {}
    if isinstance(document, dict) and document.get(register) == "":
        document[register] = []
    for flaw in _validator(register).iter_errors(document):
        line = _line(root, list(flaw.absolute_path))
        place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in flaw.absolute_path).lstrip(".")
        raise RegisterError(
            f"{path} 第 {line} 行不合登记格式（{place}）：{flaw.message}。请照 {register}.schema.json 更正。 / "
            f"{path}, line {line} ({place}): {flaw.message}. Mend it as {register}.schema.json asks."
        )
    return Entries(
        path, tuple(document[register]), tuple(_line(root, [register, n]) for n in range(len(document[register])))
    )


@cache
def _validator(register: str) -> Draft202012Validator:
    schema = json.loads((SCHEMAS / f"{register}.schema.json").read_text(encoding="utf-8"))
    return Draft202012Validator(schema, format_checker=FormatChecker())


def _plain(path: Path, node: yaml.Node) -> Any:
    """The node as dicts, lists and texts."""
    if isinstance(node, yaml.SequenceNode):
        return [_plain(path, item) for item in node.value]
    if not isinstance(node, yaml.MappingNode):
        return node.value
    plain: dict[str, Any] = {}
    for key, value in node.value:
        name = str(key.value)
        if name in plain:
            line = key.start_mark.line + 1
            raise RegisterError(
                f"{path} 第 {line} 行：“{name}”重复出现，请只留一个。 / {path}, line {line}: {name} stands twice; keep one."
            )
        plain[name] = _plain(path, value)
    return plain


def _line(root: yaml.Node | None, place: Sequence[str | int]) -> int:
    """The line, counted from 1, of what stands at that place, or of the nearest thing around it."""
    node, line = root, 1
    for part in place:
        node = _child(node, part)
        if node is None:
            break
        line = node.start_mark.line + 1
    return line


def _child(node: yaml.Node | None, part: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int):
        item: yaml.Node = node.value[part]
        return item
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == part), None)
    return None


def _refuse_contradictions(waivers: Entries) -> None:
    first: dict[str, int] = {}
    for waiver, line in zip(waivers.entries, waivers.lines, strict=True):
        if date.fromisoformat(waiver["expires"]) < date.fromisoformat(waiver["date"]):
            raise RegisterError(
                f"{waivers.path} 第 {line} 行：到期日 {waiver['expires']} 早于签署日 {waiver['date']}。 / "
                f"{waivers.path}, line {line}: it expires on {waiver['expires']}, before its date {waiver['date']}."
            )
        for seen in covered_findings(waiver):
            finding = seen["finding"]
            if finding in first:
                raise RegisterError(
                    f"{waivers.path} 第 {line} 行：发现 {finding} 在第 {first[finding]} 行已有豁免，请只留一项。 / "
                    f"{waivers.path}, line {line}: finding {finding} is waived on line {first[finding]} already; keep one."
                )
            first[finding] = line


def _edited(text: str, register: str, added: Sequence[Entry], removed: Callable[[Entry], bool]) -> str:
    lines = text.splitlines(keepends=True)
    root = yaml.compose(text, Loader=yaml.BaseLoader)
    listed = _child(root, register)
    items = list(listed.value) if isinstance(listed, yaml.SequenceNode) else []
    if isinstance(listed, yaml.SequenceNode) and listed.flow_style:
        if items:
            raise RegisterError(
                f"{register}.yml 的列表写在一行里，不能自动编辑；请改为每项一段（- ……）。 / "
                f"The list of {register}.yml is written in brackets and cannot be edited; write one block (- …) an entry."
            )
        lines[listed.start_mark.line] = f"{register}:\n"
    indent = max((items[0].start_mark.column - 2) if items else 2, 0)
    for item in reversed(items):
        if removed(_plain(Path(f"{register}.yml"), item)):
            del lines[item.start_mark.line : _last_line(item) + 1]
    kept = "".join(lines)
    if kept and not kept.endswith("\n"):
        kept += "\n"
    return kept + "".join(_block(entry, indent) for entry in added)


def _last_line(node: yaml.Node) -> int:
    """The line, counted from 0, on which the last value of an entry ends; comments after it are not its own."""
    leaves = list(_leaves(node))
    last = leaves[-1]
    # The end of a block text lies at the beginning of the line after it.
    return max(leaf.end_mark.line - (leaf.end_mark.column == 0) for leaf in (last, *leaves)) if leaves else 0


def _leaves(node: yaml.Node) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        for _, value in node.value:
            yield from _leaves(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _leaves(item)
    else:
        yield node


def _block(entry: Entry, indent: int) -> str:
    dumped = yaml.safe_dump([entry], allow_unicode=True, sort_keys=False, width=1000)
    return "".join(" " * indent + line for line in dumped.splitlines(keepends=True))
