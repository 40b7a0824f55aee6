"""Whose document it is; how much of its wording is looked at."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.readers.limits import LIMITS
from pipeline.warehouse import owner
from tests.unit.documents import document


def test_wordings_beyond_the_limit_are_left_out_and_the_document_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    hostile = document(*(f"第{i}段有一个（括号没有收尾。" for i in range(30)))
    whole = owner.extract_with_owner(hostile)
    assert len(whole.wordings) > 7 and not [w for w in whole.warnings if "wordings" in w]
    monkeypatch.setattr(owner, "LIMITS", replace(LIMITS, wordings=7))
    cut = owner.extract_with_owner(hostile)
    assert cut.wordings == whole.wordings[:7]
    (warning,) = (w for w in cut.warnings if "wordings" in w)
    assert f"{len(whole.wordings)} 处" in warning and "GOUJI_LIMIT_WORDINGS" in warning
