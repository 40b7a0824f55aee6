"""The rubric is data: weights add up where they were read, and nothing that was not read is switched on."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

RUBRIC = Path(__file__).parents[2] / "dbt_project/seeds/rubric.csv"


def lines() -> list[dict[str, str]]:
    with RUBRIC.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_weights_that_were_read_add_up_to_a_hundred_and_parts_to_their_whole() -> None:
    read = [line for line in lines() if line["verified"] == "source"]
    tops: dict[str, int] = defaultdict(int)
    parts: dict[str, int] = defaultdict(int)
    for line in read:
        assert line["weight_min"] == line["weight_max"]
        if line["parent_code"]:
            parts[line["parent_code"]] += int(line["weight_min"])
        else:
            tops[line["scope"]] += int(line["weight_min"])
    assert tops == {"department": 100, "project": 100}
    assert parts == {line["item_code"]: int(line["weight_min"]) for line in read if line["item_code"] in parts}


def test_nothing_is_on_and_nothing_unread_may_be() -> None:
    assert {line["is_enabled"] for line in lines()} == {"false"}
    assert {line["verified"] for line in lines() if line["generation"] == "1"} == {"partial", "knowledge"}
