"""The registers of waivers and notes: read strictly, edited without touching what others wrote."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.warehouse.register import (
    NOTES,
    SCHEMAS,
    WAIVERS,
    RegisterError,
    covered_findings,
    read_notes,
    read_waivers,
    register_version,
    waiver_name,
    write_entries,
)

ONE = """\
# 甲局的说明
waivers:
  - finding: 11112222e3334444
    reason: 原始凭证显示口径不同
    owner: 张三   # 处长
    date: 2026-03-02
    expires: 2026-12-31
    expect: {verdict: inconsistent, stated: 12.50 %, computed: 10}
"""
BY_RULE = """\
  # 乙局
  - rule: R09
    scope: {department: 乙局, fiscal_year: 2024}
    reason: 已查
    owner: 李四
    date: 2026-03-02
    expires: 2026-12-31
    expect:
      - {finding: 0000000000000002, verdict: ambiguous, stated: "1.10"}
      - {finding: 0000000000000003, verdict: not_evaluated}
"""


def waivers_file(folder: Path, text: str) -> Path:
    path = folder / "waivers.yml"
    path.write_text(text, encoding="utf-8")
    return path


def entry(finding: str, expires: str = "2027-01-01") -> dict[str, object]:
    seen = {"verdict": "inconsistent", "stated": "1.10 %", "computed": "1"}
    return {
        "finding": finding,
        "reason": "理由",
        "owner": "王五",
        "date": "2026-03-09",
        "expires": expires,
        "expect": seen,
    }


def test_every_value_is_text_as_it_is_written(tmp_path: Path) -> None:
    waivers_file(tmp_path, ONE + BY_RULE)
    first, second = read_waivers(tmp_path).entries
    assert first["finding"] == "11112222e3334444", "an id is never a number"
    assert covered_findings(first) == [
        {"finding": "11112222e3334444", "verdict": "inconsistent", "stated": "12.50 %", "computed": "10"}
    ]
    assert waiver_name(second) == "R09/乙局/2024"
    assert [seen["finding"] for seen in covered_findings(second)] == ["0000000000000002", "0000000000000003"]


@pytest.mark.parametrize("text", ["waivers:\n", "waivers: []\n"])
def test_an_empty_register_is_one(tmp_path: Path, text: str) -> None:
    waivers_file(tmp_path, text)
    assert read_waivers(tmp_path).entries == ()
    assert read_notes(tmp_path).entries == (), "there need not be a file"


def test_the_registers_of_the_project_are_valid() -> None:
    read_waivers(SCHEMAS), read_notes(SCHEMAS)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (ONE.replace("    owner: 张三   # 处长\n", "    reason: 另一个\n    owner: 张三\n"), 5, "reason stands twice"),
        (ONE.replace("    owner: 张三   # 处长\n", ""), 3, "'owner' is a required property"),
        (ONE.replace("原始", "&a 原始") + "    more: *a\n", 9, "an alias"),
        (ONE.replace("11112222e3334444", "11112222"), 3, "'11112222' does not match"),
        (ONE.replace("2026-12-31", "2026/12/31"), 7, "2026/12/31"),
        (ONE.replace("2026-12-31", "2026-02-30"), 7, "is not a 'date'"),
        (ONE.replace("2026-12-31", "2026-03-01"), 3, "before its date"),
        (ONE.replace("computed: 10", "computed: 10.0 %"), 8, "does not match"),
        (ONE.replace("verdict: inconsistent", "verdict: wrong"), 8, "is not one of"),
        (ONE.replace("reason: 原始凭证显示口径不同", 'reason: "  "'), 4, "does not match"),
        (ONE.replace("owner: 张三", "owner: 张三\n    typo: 1"), 3, "'typo' was unexpected"),
        (ONE + ONE[ONE.index("  - finding") :], 9, "is waived on line 3 already"),
        (ONE + BY_RULE.replace("0000000000000003", "11112222e3334444"), 10, "is waived on line 3 already"),
        (BY_RULE.replace("  # 乙局\n", "waivers:\n").replace("    scope: {department: 乙局, fiscal_year: 2024}\n", ""), 2, "'scope'"),
        (BY_RULE.replace("  # 乙局\n", "waivers:\n").replace("{department: 乙局, fiscal_year: 2024}", "{}"), 3, "non-empty"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, text: str, line: int, said: str) -> None:
    path = waivers_file(tmp_path, text)
    with pytest.raises(RegisterError) as refused:
        read_waivers(tmp_path)
    message = str(refused.value)
    assert said in message
    assert f"第 {line} 行" in message and f"line {line}" in message and str(path) in message


def test_what_is_no_yaml_is_refused(tmp_path: Path) -> None:
    waivers_file(tmp_path, "waivers: [unclosed\n")
    with pytest.raises(RegisterError, match="is not YAML"):
        read_waivers(tmp_path)
    (tmp_path / "waivers.yml").write_bytes("豁免".encode("gbk"))
    with pytest.raises(RegisterError, match="cannot be read"):
        read_waivers(tmp_path)


def test_an_edit_leaves_comments_and_the_entries_of_others_as_they_are(tmp_path: Path) -> None:
    path = waivers_file(tmp_path, ONE + BY_RULE)
    write_entries(tmp_path, WAIVERS, [entry("00000000000000aa")], lambda _: False)
    text = path.read_text(encoding="utf-8")
    assert text.startswith(ONE + BY_RULE)
    assert [waiver_name(waiver) for waiver in read_waivers(tmp_path).entries][-1] == "00000000000000aa"

    write_entries(tmp_path, WAIVERS, [], lambda waiver: waiver.get("finding") == "11112222e3334444")
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# 甲局的说明\nwaivers:\n" + BY_RULE)
    assert len(read_waivers(tmp_path).entries) == 2


def test_an_entry_that_ends_in_a_block_of_text_is_taken_out_whole(tmp_path: Path) -> None:
    notes = (
        "notes:\n  - finding: {}\n    owner: 甲\n    date: 2026-03-01\n    opinion: |\n      第一行\n\n      第二行\n"
    )
    path = tmp_path / "notes.yml"
    path.write_text(
        notes.format("000000000000000a") + "  # 乙\n" + notes.format("000000000000000b")[7:], encoding="utf-8"
    )
    write_entries(tmp_path, NOTES, [], lambda note: note["finding"] == "000000000000000a")
    assert path.read_text(encoding="utf-8") == "notes:\n  # 乙\n" + notes.format("000000000000000b")[7:]
    write_entries(tmp_path, NOTES, [], lambda note: True)
    assert path.read_text(encoding="utf-8") == "notes:\n  # 乙\n"


def test_a_renewed_waiver_stands_in_place_of_the_old_one(tmp_path: Path) -> None:
    waivers_file(tmp_path, ONE)
    write_entries(
        tmp_path, WAIVERS, [entry("11112222e3334444")], lambda waiver: waiver.get("finding") == "11112222e3334444"
    )
    [renewed] = read_waivers(tmp_path).entries
    assert renewed == entry("11112222e3334444")


def test_an_edit_that_would_spoil_the_register_is_refused_and_nothing_changes(tmp_path: Path) -> None:
    path = waivers_file(tmp_path, ONE)
    before = path.read_bytes()
    for added in (entry("11112222e3334444"), entry("00000000000000aa", expires="2020-01-01"), {"finding": "x"}):
        with pytest.raises(RegisterError):
            write_entries(tmp_path, WAIVERS, [added], lambda _: False)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["waivers.yml"]


@pytest.mark.parametrize(
    "text",
    [
        "notes:\n",
        "notes: []\n",
        "notes:\n- {finding: 0000000000000001, reply: 已更正, owner: 甲, date: 2026-03-01}\n",
    ],
)
def test_entries_are_appended_whatever_the_indentation(tmp_path: Path, text: str) -> None:
    (tmp_path / "notes.yml").write_text(text, encoding="utf-8")
    hostile = '=HYPERLINK("x"): #不是注释\n- 第二行 & *锚'
    note = {"finding": "0000000000000009", "opinion": hostile, "owner": "甲", "date": "2026-03-01"}
    write_entries(tmp_path, NOTES, [note, note], lambda _: False)
    assert read_notes(tmp_path).entries[-2:] == (note, note)


def test_an_edit_of_either_register_is_another_version(tmp_path: Path) -> None:
    empty = register_version(tmp_path)
    waivers_file(tmp_path, ONE)
    one = register_version(tmp_path)
    (tmp_path / "notes.yml").write_text("notes:\n", encoding="utf-8")
    assert len({empty, one, register_version(tmp_path)}) == 3
