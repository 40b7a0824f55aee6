"""Lists that tell each part by counts and an amount in turn: 「项目15个，资金2352.60万元。其中：预算项目11个，资金1852.60万元；…」: R33, R07."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipeline.extract.binding.told import Told, state_sum
from pipeline.extract.ledger import Ledger
from pipeline.extract.mention import Mention, difference, reproduces

#: What is counted and what it costs, of one part: 「24户77人，救助资金15.21万元」.
_Turn = tuple[Mention, ...]
#: The most figures of a turn come first: where three take turns, two of them do as well.
_LENGTHS = (3, 2)
#: A whole that its parts exceed, or miss, by more than this factor is not theirs.
_MAY_BE_SLIPPED = 2


def bind_turns(ledger: Ledger, told: Told) -> None:
    """States the sums of a list by turns, where one of them adds up: then the list is complete in the others as well."""
    by_paragraph: dict[int, list[Mention]] = defaultdict(list)
    opened = False
    for m in told.mentions:
        if m.role != "level" or m.aside is not None or m.fact.unit in ("", "%") or m.is_price or m.is_average:
            continue
        if m.fact.exactness in ("at_least", "at_most"):
            opened = m.opens_list  # 「其中50万元以上项目22个」: a threshold is no figure of the list that it opens
            continue
        m.opens_list, opened = m.opens_list or opened, False
        by_paragraph[m.paragraph].append(m)
    for levels in by_paragraph.values():
        for length in _LENGTHS:
            found = [_bind_run(ledger, run, levels) for run in _runs(levels, length)]
            if any(found):
                break


def _runs(levels: Sequence[Mention], length: int) -> Iterator[list[_Turn]]:
    """The longest runs of neighbours that take turns in the same units."""
    run: list[_Turn] = []
    i = 0
    while i + length <= len(levels):
        turn = tuple(levels[i : i + length])
        if not _is_turn(turn):
            yield run
            run, i = [], i + 1
            continue
        if run and _units(run[-1]) != _units(turn):
            yield run
            run = []
        run.append(turn)
        i += length
    yield run


def _is_turn(turn: _Turn) -> bool:
    """One amount and counts of different things, told in one sentence."""
    one = len({(m.sentence, m.year) for m in turn}) == 1
    return one and len(set(_units(turn))) == len(turn) and _units(turn).count("amount") == 1


def _units(turn: _Turn) -> tuple[str, ...]:
    return tuple(m.unit_family for m in turn)


def _bind_run(ledger: Ledger, run: Sequence[_Turn], levels: Sequence[Mention]) -> bool:
    """Whether a list was found: it begins at the turn whose words open it; its whole is the turn before."""
    found = False
    for at, (first, *_) in enumerate(run):
        if not first.opens_list:
            continue
        whole = run[at - 1] if at else _shorter_turn(levels[: levels.index(first)], _units(run[0]))
        ends = next((i for i in range(at + 1, len(run)) if run[i][0].opens_list), len(run))
        for end in range(ends, at + 1, -1):
            parts = run[at:end]
            sides = [_units(parts[0]).index(head.unit_family) for head in whole]
            columns = [(head, [turn[side] for turn in parts]) for head, side in zip(whole, sides, strict=True)]
            if any(reproduces(*column) for column in columns) and all(_is_near(*column) for column in columns):
                for head, listed in columns:
                    state_sum(ledger, "R07" if head.unit_family == "amount" else "R33", head, listed)
                found = True
                break
    return found


def _shorter_turn(before: Sequence[Mention], units: tuple[str, ...]) -> _Turn:
    """「低保对象8583人，发放3597万元。其中：城市低保412户768人，发放490万元；…」: a whole that is not told in all that its parts are told in."""
    turn: list[Mention] = []
    for m in reversed(before):
        if m.unit_family not in units or any(m.unit_family == x.unit_family or m.sentence != x.sentence for x in turn):
            break
        turn.insert(0, m)
    return tuple(turn) if len(turn) > 1 else ()


def _is_near(head: Mention, parts: Sequence[Mention]) -> bool:
    total = head.fact.value_base or Decimal(0)
    told = total - difference(head, parts)
    return total / _MAY_BE_SLIPPED <= told <= total * _MAY_BE_SLIPPED
