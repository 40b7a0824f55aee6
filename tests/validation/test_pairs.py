"""Sentences written before anybody looked how they are read: each sound, and with one figure or word of it wrong.

``pairs.jsonl`` holds a pair a line, with names and figures of our own in the phrasings of published reports. ``open`` says what is not yet
told apart: the planted error that is not found, or the sound sentence that is flagged. A pair that is told apart must lose its ``open``.
"""

from __future__ import annotations

import io
import json
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from pipeline.cli import main

PAIRS = [json.loads(line) for line in Path(__file__).with_name("pairs.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def flagged(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The sentences, by id and kind, that have a finding a person must look at."""
    folder = tmp_path_factory.mktemp("pairs")
    for pair in PAIRS:
        for kind in ("clean", "planted"):
            if kind in pair:
                (folder / f"{pair['id']}-{kind}.txt").write_text(pair[kind] + "\n", encoding="utf-8")
    with redirect_stdout(io.StringIO()) as said:
        main(["check", "--format", "json", *map(str, sorted(folder.glob("*.txt")))])
    documents = json.loads(said.getvalue())
    return {
        Path(one["document"]["path"]).stem
        for one in documents
        for check in one["checks"]
        if check["verdict"] in ("inconsistent", "ambiguous") and check["severity"] in ("error", "warn")
    }


def test_sound_sentences_are_left_alone(flagged: set[str]) -> None:
    known = {pair["id"] for pair in PAIRS if pair.get("open", "").startswith("clean:")}
    assert {pair["id"] for pair in PAIRS if f"{pair['id']}-clean" in flagged} == known


def test_planted_errors_are_found(flagged: set[str]) -> None:
    known = {pair["id"] for pair in PAIRS if pair.get("open", "").startswith("planted:")}
    planted = {pair["id"] for pair in PAIRS if "planted" in pair}
    assert {name for name in planted if f"{name}-planted" not in flagged} == known
