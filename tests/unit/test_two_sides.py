"""基本支出 and 项目支出 of a table whose blank cells were lost: told by the line above, or not at all."""

from __future__ import annotations

import pytest

from pipeline.readers.two_sides import amounts_in_columns, is_two_sided


def lines(text: str) -> list[tuple[list[str], list[str]]]:
    """「2080505 养老保险 3.00 3.00」 → words and amounts."""
    rows = (row.split() for row in text.split(";"))
    return [([x for x in row if "." not in x], [x for x in row if "." in x]) for row in rows]


def test_heads() -> None:
    assert is_two_sided(["科目编码", "科目名称", "合计", "基本支出", "项目支出"])
    assert not is_two_sided(["科目编码", "科目名称", "基本支出", "项目支出", "合计"])


def test_sides_are_those_that_make_up_what_is_printed_above() -> None:
    table = lines(
        "合计 19.10 12.10 7.00; 208 社会保障 5.00 5.00; 2080505 养老保险 5.00 5.00;"
        "213 农林水 14.10 7.10 7.00; 2130101 运行 4.00 4.00; 2130104 事业 3.10 3.10; 2130108 防疫 7.00 7.00"
    )
    assert amounts_in_columns(table) == [
        ["19.10", "12.10", "7.00"],
        ["5.00", "5.00", ""],
        ["5.00", "5.00", ""],
        ["14.10", "7.10", "7.00"],
        ["4.00", "4.00", ""],
        ["3.10", "3.10", ""],
        ["7.00", "", "7.00"],
    ]


def test_a_misprint_leaves_the_nearest_way() -> None:
    table = lines("合计 20.00 12.00 8.00; 208 社会保障 5.00 5.00; 213 农林水 7.10 7.10; 221 住房 8.00 8.00")
    assert [row[1] for row in amounts_in_columns(table)] == ["12.00", "5.00", "7.10", ""]


@pytest.mark.parametrize(
    "text",
    [
        "合计 10.00 5.00 5.00; 208 社会保障 5.00 5.00; 213 农林水 5.00 5.00",  # two ways come as near
        "208 社会保障 5.00 3.00 2.00; 2080505 养老保险 3.00 3.00",  # no grand total
        "合计 9.00 9.00; 208 社会保障 9.00 9.00",  # nothing tells the side of the whole
        "合计 9.00 4.00 5.00; 208 社会保障 4.00 5.00",  # two amounts that are no total and its part
        "合计 9.00 4.00 5.00; 甲单位 4.00 4.00; 合计 5.00 5.00",  # no codes
    ],
)
def test_what_cannot_be_told_is_not_told(text: str) -> None:
    assert amounts_in_columns(lines(text)) == []
