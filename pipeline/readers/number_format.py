"""A stored number and its spreadsheet number format → the digits that a person sees. Decimal throughout, never float.

Formats follow ECMA-376 Part 1, 18.8.30–31: up to four sections parted by semicolons (positive; negative; zero; text),
placeholders 0 # ?, scaling commas, literals, colours and conditions in brackets.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

# Formats that files name by number alone (18.8.30), as a Chinese Excel shows them.
BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00",
    5: '"¥"#,##0;"¥"-#,##0', 6: '"¥"#,##0;[Red]"¥"-#,##0', 7: '"¥"#,##0.00;"¥"-#,##0.00',
    8: '"¥"#,##0.00;[Red]"¥"-#,##0.00',
    9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm",
    21: "h:mm:ss", 22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"', 34: 'AM/PMh"时"mm"分"', 35: 'AM/PMh"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"',
    37: "#,##0;-#,##0", 38: "#,##0;[Red]-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;[Red]-#,##0.00",
    41: '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', 42: '_ "¥"* #,##0_ ;_ "¥"* -#,##0_ ;_ "¥"* "-"_ ;_ @_ ',
    43: '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ',
    44: '_ "¥"* #,##0.00_ ;_ "¥"* -#,##0.00_ ;_ "¥"* "-"??_ ;_ @_ ',
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
    50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: 'm"月"d"日"',
    55: 'AM/PMh"时"mm"分"',
    56: 'AM/PMh"时"mm"分"ss"秒"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?'
    r"|[\\!](?P<escaped>.)"
    r"|_(?P<space>.)"
    r"|\*(?P<fill>.)"
    r"|\[(?P<bracket>[^\]]*)\]"
    r"|(?P<general>(?i:General)|G/通用格式)"
    r"|(?P<ampm>AM/PM|A/P|上午/下午)"
    r"|(?P<exponent>E[+-])"
    r"|(?P<date>[yY]+|[mM]+|[dD]+|[hH]+|[sS]+|[eE]+|[aA]{3,4}|[gG]+|[bB]{2,})"
    r"|(?P<digit>[0#?])"
    r"|(?P<mark>[.,%@/])"
    r"|(?P<other>.)",
    re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_CURRENCY = re.compile(r"\$([^-]*)(?:-.*)?")
_ELAPSED = re.compile(r"[hH]+|[mM]+|[sS]+")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_CHINESE_WEEKDAYS = "一二三四五六日"
# What Excel computes with: fifteen significant digits.
_SIGNIFICANT = 15
# General shows at most eleven characters, the point among them.
_GENERAL_WIDTH = 11
# Wide enough for any double written out in full.
_WIDE = Context(prec=700)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class _Section:
    tokens: tuple[_Token, ...] = ()
    condition: tuple[str, Decimal] | None = None
    is_date: bool = False

    def has(self, kind: str) -> bool:
        return any(token.kind == kind for token in self.tokens)


@dataclass(frozen=True, slots=True)
class _Format:
    for_numbers: tuple[_Section, ...]
    for_text: _Section | None


def number_of(stored: str) -> Decimal | None:
    """The number of a ``<v>`` as Excel holds it, None if it is none.

    Binary noise is undone: 6288.3000000000002 is 6288.3.
    """
    try:
        binary = float(stored)
    except ValueError:
        return None
    if binary != binary or binary in (float("inf"), float("-inf")):
        return None
    # repr gives the shortest digits that name the same double; Excel shows no more than fifteen of them.
    shortest = Decimal(repr(binary))
    excess = len(shortest.as_tuple().digits) - _SIGNIFICANT
    if excess > 0:
        shortest = _rounded(shortest, _SIGNIFICANT - 1 - shortest.adjusted())
    return shortest


def show_number(number: Decimal, code: str, epoch_1904: bool = False) -> str:
    """The number as printed under the format ``code``, without the padding of accounting formats.

    Dates with year, month and day are given as 2024-01-31 (with the time of day after a space, if the format shows it).
    """
    parsed = _parsed(code)
    section, shown = _section_for(parsed, number)
    if section is None:
        return show_general(number)
    if section.is_date:
        return _show_date(number, section, epoch_1904)
    if section.has("general"):
        return _show_literals(section, show_general(abs(shown)), "-" if shown < 0 else "")
    if section.has("exponent"):
        return _show_scientific(section, shown)
    if _is_fraction(section):
        return show_general(shown)
    return _show_digits(section, shown)


def show_text(text: str, code: str) -> str:
    """A text cell under its format: the text section, if the format has one, may add to it or hide it."""
    section = _parsed(code).for_text
    if section is None:
        return text
    return "".join(
        text if token.kind in ("@", "general") else token.text for token in section.tokens if token.kind != "pad"
    )


def show_general(number: Decimal) -> str:
    """A number without format: as many decimals as fit in Excel's eleven characters; whole digits all stay."""
    whole = len(str(abs(int(number))))
    fitted = _rounded(number, max(_GENERAL_WIDTH - 1 - whole, 0))
    if fitted == 0 and number != 0:
        fitted = number
    text = f"{fitted:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@lru_cache(maxsize=512)
def _parsed(code: str) -> _Format:
    sections: list[list[_Token]] = [[]]
    conditions: list[tuple[str, Decimal] | None] = [None]
    for match in _TOKEN.finditer(code):
        kind, text = match.lastgroup or "other", match.group()
        value = match.group(kind)
        if kind == "other" and text == ";":
            sections.append([])
            conditions.append(None)
        elif kind == "bracket":
            if condition := _CONDITION.fullmatch(value):
                conditions[-1] = (condition.group(1), Decimal(condition.group(2)))
            elif currency := _CURRENCY.fullmatch(value):
                sections[-1].append(_Token("literal", currency.group(1)))
            elif _ELAPSED.fullmatch(value):
                sections[-1].append(_Token("elapsed", value.lower()))
        elif kind in ("quoted", "escaped", "other"):
            sections[-1].append(_Token("literal", value))
        elif kind == "space":
            sections[-1].append(_Token("pad", " "))
        elif kind == "mark":
            sections[-1].append(_Token(value, value))
        elif kind != "fill":
            sections[-1].append(_Token(kind, value))
    built = tuple(_section(t, c) for t, c in zip(sections, conditions, strict=True))
    if len(built) > 3 or built[-1].has("@"):
        return _Format(built[:-1][:3] or built, built[-1])
    return _Format(built, None)


def _section(tokens: list[_Token], condition: tuple[str, Decimal] | None) -> _Section:
    kinds = {token.kind for token in tokens}
    is_date = bool(kinds & {"date", "elapsed", "ampm"}) and "general" not in kinds
    return _Section(tuple(tokens), condition, is_date)


def _section_for(parsed: _Format, number: Decimal) -> tuple[_Section | None, Decimal]:
    """The section that applies, and the number to print in it (without a sign that the section prints itself)."""
    numeric = parsed.for_numbers
    if any(section.condition for section in numeric):
        for section in numeric:
            if section.condition is None or _holds(section.condition, number):
                return section, abs(number) if _is_for_negatives(section) else number
        return None, number
    if len(numeric) > 1 and number < 0:
        return numeric[1], abs(number)
    if len(numeric) > 2 and number == 0:
        return numeric[2], number
    return numeric[0], number


def _is_for_negatives(section: _Section) -> bool:
    """Whether only negative numbers come here: such a section prints its own sign."""
    return section.condition is not None and section.condition[0] in ("<", "<=") and section.condition[1] <= 0


def _holds(condition: tuple[str, Decimal], number: Decimal) -> bool:
    sign, bound = condition
    return {
        "<": number < bound, "<=": number <= bound, ">": number > bound,
        ">=": number >= bound, "=": number == bound, "<>": number != bound,
    }[sign]  # fmt: skip


def _show_literals(section: _Section, inner: str, sign: str) -> str:
    pieces = [inner if token.kind == "general" else token.text for token in section.tokens]
    return (sign + "".join(pieces)).strip()


def _show_digits(section: _Section, number: Decimal) -> str:
    tokens = section.tokens
    places = [i for i, token in enumerate(tokens) if token.kind == "digit"]
    sign = "-" if number < 0 else ""
    if not places:
        if section.has("@"):
            return show_general(number)
        literals = "".join(token.text for token in tokens if token.kind in ("literal", "pad", "%", "/"))
        return literals.strip() if not sign or not literals.strip() else sign + literals.strip()
    point = next((i for i, token in enumerate(tokens) if token.kind == "."), None)
    whole_places = [i for i in places if point is None or i < point]
    decimal_places = [i for i in places if point is not None and i > point]
    last = places[-1]
    scaled = abs(number).scaleb(2 * sum(token.kind == "%" for token in tokens))
    scaled = scaled.scaleb(-3 * _scaling_commas(tokens, last))
    grouped = any(token.kind == "," for token in tokens[places[0] : (whole_places or places)[-1]])
    whole, decimals = _split(_rounded(scaled, len(decimal_places)), len(decimal_places))
    digits = _fill_whole(tokens, whole_places, whole, grouped)
    digits.update(_fill_decimals(tokens, decimal_places, decimals))
    pieces: list[str] = []
    for i, token in enumerate(tokens):
        if i == point:
            pieces.append(("" if whole_places else whole.lstrip("0")) + ".")
        elif token.kind == "digit":
            pieces.append(digits[i])
        elif token.kind != ",":
            pieces.append(token.text)
    return (sign + "".join(pieces).strip()).strip()


def _scaling_commas(tokens: tuple[_Token, ...], last_place: int) -> int:
    """Commas right after the last placeholder: each divides by a thousand."""
    count = 0
    for token in tokens[last_place + 1 :]:
        if token.kind != ",":
            break
        count += 1
    return count


def _fill_whole(tokens: tuple[_Token, ...], places: list[int], whole: str, grouped: bool) -> dict[int, str]:
    """Digits for the placeholders before the point, from the right; the leftmost takes all that remain."""
    whole = whole.lstrip("0")
    filled: dict[int, str] = {}
    done = 0
    for i in reversed(places):
        if i == places[0] and len(whole) > 1:
            own = whole
        elif whole:
            own = whole[-1]
        else:
            own = {"0": "0", "?": "", "#": ""}[tokens[i].text]
        whole = whole[: len(whole) - len(own)] if whole else ""
        filled[i] = _grouped(own, done) if grouped else own
        done += len(own)
    return filled


def _grouped(digits: str, to_the_right: int) -> str:
    """The digits with a comma after each whose count of digits to its right is a multiple of three."""
    pieces: list[str] = []
    for offset, digit in enumerate(reversed(digits)):
        behind = to_the_right + offset
        pieces.append(digit + ("," if behind and behind % 3 == 0 else ""))
    return "".join(reversed(pieces))


def _fill_decimals(tokens: tuple[_Token, ...], places: list[int], decimals: str) -> dict[int, str]:
    """Digits for the placeholders after the point; trailing zeros fall away under # and ?."""
    filled: dict[int, str] = {}
    trailing = True
    for i, digit in zip(reversed(places), reversed(decimals), strict=True):
        trailing = trailing and digit == "0" and tokens[i].text != "0"
        filled[i] = "" if trailing else digit
    return filled


def _split(number: Decimal, decimals: int) -> tuple[str, str]:
    text = f"{number:.{decimals}f}"
    whole, _, rest = text.partition(".")
    return whole, rest


def _rounded(number: Decimal, decimals: int) -> Decimal:
    return number.quantize(Decimal((0, (1,), -decimals)), ROUND_HALF_UP, _WIDE)


def _show_scientific(section: _Section, number: Decimal) -> str:
    decimals, after_point = 0, False
    for token in section.tokens:
        if token.kind == "exponent":
            break
        decimals += after_point and token.kind == "digit"
        after_point = after_point or token.kind == "."
    mantissa, exponent = f"{number:.{decimals}E}".split("E")
    return f"{mantissa}E{exponent[0]}{exponent[1:].zfill(2)}"


def _is_fraction(section: _Section) -> bool:
    kinds = [token.kind for token in section.tokens]
    return "/" in kinds and "digit" in kinds[: kinds.index("/")] and "digit" in kinds[kinds.index("/") :]


def _show_date(number: Decimal, section: _Section, epoch_1904: bool) -> str:
    moment = moment_of(number, epoch_1904)
    if moment is None or section.has("elapsed"):
        return _show_elapsed(number, section) if section.has("elapsed") else show_general(number)
    letters = _date_letters(section)
    if {"y", "m", "d"} <= letters:
        day = moment.strftime("%Y-%m-%d") if moment.year >= 1000 else moment.date().isoformat()
        return day if "h" not in letters else f"{day} {moment:%H:%M:%S}" if "s" in letters else f"{day} {moment:%H:%M}"
    return _show_moment(moment, section).strip()


def serial_of(moment: dt.datetime, epoch_1904: bool) -> Decimal:
    """The serial number of a date and time, as ``moment_of`` reads it; from March 1900 on."""
    start = dt.datetime(1904, 1, 1) if epoch_1904 else dt.datetime(1899, 12, 30)
    passed = moment.replace(tzinfo=None) - start
    return Decimal(passed.days) + Decimal(passed.seconds) / 86_400


def moment_of(number: Decimal, epoch_1904: bool) -> dt.datetime | None:
    """The date and time of a serial number, to the second; None outside the calendar.

    In the 1900 system Excel counts a 29 February 1900 that never was: serials from 61 on are one too high.
    """
    if not 0 <= number < 2_958_466:
        return None
    days = int(number)
    seconds = int(_rounded((number - days) * 86_400, 0))
    epoch_1900 = dt.datetime(1899, 12, 30) if days >= 61 else dt.datetime(1899, 12, 31)
    start = dt.datetime(1904, 1, 1) if epoch_1904 else epoch_1900
    try:
        return start + dt.timedelta(days=days, seconds=seconds)
    except OverflowError:
        return None


def _date_letters(section: _Section) -> set[str]:
    return {letter for token, letter in _dated(section) if letter}


def _dated(section: _Section) -> list[tuple[_Token, str]]:
    """Each token with what it shows: y, m (month), d, h, n (minute), s, a (weekday) or "" for anything else."""
    found: list[tuple[_Token, str]] = []
    previous = ""
    tokens = section.tokens
    for i, token in enumerate(tokens):
        letter = token.text[0].lower() if token.kind == "date" else ""
        if letter == "e":
            letter = "y"
        if letter == "m" and len(token.text) <= 2 and (previous == "h" or _next_letter(tokens, i) == "s"):
            letter = "n"
        if letter == "d" and len(token.text) > 2:
            letter = "a"
        found.append((token, letter))
        previous = letter or previous
    return found


def _next_letter(tokens: tuple[_Token, ...], index: int) -> str:
    return next((token.text[0].lower() for token in tokens[index + 1 :] if token.kind == "date"), "")


def _show_moment(moment: dt.datetime, section: _Section) -> str:
    half = section.has("ampm")
    hour = moment.hour if not half else (moment.hour - 1) % 12 + 1
    numbers = {"d": moment.day, "h": hour, "n": moment.minute, "s": moment.second, "m": moment.month}
    pieces: list[str] = []
    for token, letter in _dated(section):
        if letter == "y":
            pieces.append(
                f"{moment.year:04d}" if len(token.text) > 2 or token.text[0] in "eE" else f"{moment.year % 100:02d}"
            )
        elif letter == "a":
            pieces.append(_weekday(moment.weekday(), token.text))
        elif letter == "m" and len(token.text) > 2:
            pieces.append(_MONTHS[moment.month - 1][: {3: 3, 5: 1}.get(len(token.text))])
        elif letter in numbers:
            pieces.append(f"{numbers[letter]:0{min(len(token.text), 2)}d}")
        elif token.kind == "ampm":
            before, _, after = token.text.partition("/")
            pieces.append(before if moment.hour < 12 else after)
        elif token.kind not in ("date", "digit", "."):
            pieces.append(token.text)
    return "".join(pieces)


def _weekday(day: int, letters: str) -> str:
    if letters[0] in "aA":
        return ("星期" if len(letters) > 3 else "") + _CHINESE_WEEKDAYS[day]
    return _WEEKDAYS[day] if len(letters) > 3 else _WEEKDAYS[day][:3]


def _show_elapsed(number: Decimal, section: _Section) -> str:
    seconds = int(_rounded(abs(number) * 86_400, 0))
    units = {"h": seconds // 3600, "m": seconds // 60, "s": seconds}
    rest = {"m": seconds // 60 % 60, "s": seconds % 60, "h": seconds // 3600}
    pieces: list[str] = ["-"] if number < 0 else []
    for token in section.tokens:
        letter = token.text[:1].lower()
        if token.kind == "elapsed":
            pieces.append(f"{units[letter]:0{min(len(token.text), 2)}d}")
        elif token.kind == "date" and letter in rest:
            pieces.append(f"{rest[letter]:0{min(len(token.text), 2)}d}")
        elif token.kind in ("literal", "pad"):
            pieces.append(token.text)
    return "".join(pieces).strip()
