"""Labels of Word's automatic lists (「一、」「（一）」「1.」), which stand in no run of text but on the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_DIGITS = "零一二三四五六七八九"
_LEGAL = str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_PLACE = re.compile(r"%([1-9])")
_CLOSING = tuple("、．）)】〕》：:。")


def chinese(number: int) -> str:
    """Counting form of 1…9999: 十, 十一, 二十, 一百零一."""
    parts: list[str] = []
    pending_zero = False
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit:
            parts.append(("零" if pending_zero and parts else "") + _DIGITS[digit] + unit)
        pending_zero = not digit
    text = "".join(parts)
    return text[1:] if text.startswith("一十") else text


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        text += letters * (number // value)
        number %= value
    return text


def _letter(number: int) -> str:
    # Word repeats the letter after z: aa, bb, cc.
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _circled(number: int) -> str:
    return chr(0x245F + number) if 1 <= number <= 20 else str(number)


def _digital(number: int) -> str:
    return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number))


_FORMS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda n: f"{n:02d}",
    "decimalFullWidth": lambda n: str(n).translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    "decimalFullWidth2": lambda n: str(n).translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "chineseLegalSimplified": lambda n: chinese(n).translate(_LEGAL),
    "ideographDigital": _digital,
    "japaneseDigitalTen": _digital,
    "taiwaneseDigital": _digital,
    "ideographTraditional": lambda n: _STEMS[(n - 1) % 10],
    "ideographZodiac": lambda n: _BRANCHES[(n - 1) % 12],
    "lowerLetter": _letter,
    "upperLetter": lambda n: _letter(n).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda n: _roman(n).upper(),
    "none": lambda n: "",
}


@dataclass(slots=True)
class _Level:
    start: int = 1
    form: str = "decimal"
    pattern: str = ""
    suffix: str = "tab"
    legal: bool = False
    restart: int | None = None


@dataclass(slots=True)
class _List:
    """A list as defined (``w:abstractNum``) with the counters of its levels while the text is being read."""

    levels: dict[int, _Level] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class Numbering:
    """All lists of a document. ``label`` must be asked once for every numbered paragraph, in reading order."""

    _lists: dict[str, _List] = field(default_factory=dict)
    _instances: dict[str, str] = field(default_factory=dict)
    _overrides: dict[tuple[str, int], int] = field(default_factory=dict)
    _style_levels: dict[str, tuple[str, int]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)
    unknown_forms: set[str] = field(default_factory=set)

    def of_style(self, style_id: str) -> tuple[str, int] | None:
        """(numId, level) of the list level that names this paragraph style as its own."""
        return self._style_levels.get(style_id)

    def label(self, num_id: str, level: int) -> str:
        """The label that this paragraph is printed with, with a space where the text would run into it.

        "" for bullets, for lists that are not defined, and for forms of numerals that are not known (these are
        gathered in ``unknown_forms``).
        """
        numbered = self._lists.get(self._instances.get(num_id, ""))
        if numbered is None or level not in numbered.levels:
            return ""
        self._count(num_id, numbered, level)
        form = numbered.levels[level]
        if form.form == "bullet":
            return ""
        label = self._render(numbered, form)
        if not label or form.suffix == "nothing" or label.endswith(_CLOSING):
            return label
        return label + " "

    def _count(self, num_id: str, numbered: _List, level: int) -> None:
        start = self._overrides.get((num_id, level))
        if start is not None and (num_id, level) not in self._begun:
            numbered.counts[level] = start
        elif level in numbered.counts:
            numbered.counts[level] += 1
        else:
            numbered.counts[level] = numbered.levels[level].start
        self._begun.add((num_id, level))
        for deeper in [other for other in numbered.counts if other > level]:
            restart = numbered.levels[deeper].restart if deeper in numbered.levels else None
            # w:lvlRestart 0 never restarts; otherwise it names the (1-based) level that restarts it.
            if restart is None or (restart > 0 and level <= restart - 1):
                del numbered.counts[deeper]

    def _render(self, numbered: _List, own: _Level) -> str:
        def place(match: re.Match[str]) -> str:
            index = int(match.group(1)) - 1
            level = numbered.levels.get(index, _Level())
            number = numbered.counts.get(index, level.start)
            name = "decimal" if own.legal else level.form
            form = _FORMS.get(name)
            if form is None or not 0 <= number < 10_000:
                self.unknown_forms.add(name)
                return "\x00"
            return form(number)

        label = _PLACE.sub(place, own.pattern)
        return "" if "\x00" in label else label


def read_numbering(root: etree._Element | None) -> Numbering:
    """The lists of ``numbering.xml``; no lists for None."""
    numbering = Numbering()
    if root is None:
        return numbering
    by_style: dict[str, str] = {}
    links: dict[str, str] = {}
    for abstract in root.iter(f"{W}abstractNum"):
        abstract_id = abstract.get(f"{W}abstractNumId", "")
        numbering._lists[abstract_id] = _List(
            {_int(lvl.get(f"{W}ilvl")): _level(lvl) for lvl in abstract.iter(f"{W}lvl")}
        )
        if (link := _val(abstract, "styleLink")) is not None:
            by_style[link] = abstract_id
        if (link := _val(abstract, "numStyleLink")) is not None:
            links[abstract_id] = link
    for abstract_id, style in links.items():
        if style in by_style:
            numbering._lists[abstract_id] = numbering._lists[by_style[style]]
    for instance in root.iter(f"{W}num"):
        _read_instance(numbering, instance)
    _link_styles(numbering, root)
    return numbering


def _read_instance(numbering: Numbering, instance: etree._Element) -> None:
    num_id, abstract_id = instance.get(f"{W}numId", ""), _val(instance, "abstractNumId") or ""
    numbering._instances[num_id] = abstract_id
    for override in instance.iter(f"{W}lvlOverride"):
        level = _int(override.get(f"{W}ilvl"))
        if (own := override.find(f"{W}lvl")) is not None and abstract_id in numbering._lists:
            # An instance that redefines a level is a list of its own.
            private = f"{abstract_id}/{num_id}"
            levels = dict(numbering._lists[numbering._instances[num_id]].levels)
            levels[level] = _level(own)
            numbering._lists[private] = _List(levels)
            numbering._instances[num_id] = private
        if (start := _val(override, "startOverride")) is not None:
            numbering._overrides[(num_id, level)] = _int(start)


def _link_styles(numbering: Numbering, root: etree._Element) -> None:
    styled: dict[str, list[tuple[str, int]]] = {}
    for abstract in root.iter(f"{W}abstractNum"):
        levels = [(_val(lvl, "pStyle"), _int(lvl.get(f"{W}ilvl"))) for lvl in abstract.iter(f"{W}lvl")]
        styled[abstract.get(f"{W}abstractNumId", "")] = [(style, level) for style, level in levels if style is not None]
    for instance in root.iter(f"{W}num"):
        for style, level in styled.get(_val(instance, "abstractNumId") or "", ()):
            numbering._style_levels.setdefault(style, (instance.get(f"{W}numId", ""), level))


def _level(lvl: etree._Element) -> _Level:
    restart, legal = _val(lvl, "lvlRestart"), lvl.find(f"{W}isLgl")
    return _Level(
        start=_int(_val(lvl, "start")),
        form=_val(lvl, "numFmt") or "decimal",
        pattern=_val(lvl, "lvlText") or "",
        suffix=_val(lvl, "suff") or "tab",
        legal=legal is not None and legal.get(f"{W}val", "1") not in ("0", "false"),
        restart=None if restart is None else _int(restart),
    )


def _val(element: etree._Element, tag: str) -> str | None:
    child = element.find(f"{W}{tag}")
    return None if child is None else child.get(f"{W}val", "")


def _int(text: str | None, default: int = 0) -> int:
    return int(text) if text is not None and re.fullmatch(r"-?\d{1,9}", text) else default
