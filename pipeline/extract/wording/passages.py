"""The texts of a document one by one, each with its place: a paragraph, or a cell of a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.document import Document, Locator
from pipeline.extract.facts import Role, Wording
from pipeline.extract.ledger import short_hash
from pipeline.extract.view import View, unbroken


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, heading or cell. ``text`` is what its author wrote, ``view`` says where the document prints it.

    ``row`` and ``col`` are None in prose. ``index`` counts passages in reading order.
    """

    index: int
    view: View
    block: int
    row: int | None = None
    col: int | None = None

    @property
    def text(self) -> str:
        """The text without what the layout put into it."""
        return self.view.text

    def locator(self, start: int, end: int) -> Locator:
        """The place of a piece of it; ``start`` and ``end`` are offsets into ``text``, half open."""
        return Locator(self.block, self.row, self.col, *self.view.span(start, end))

    def printed(self, piece: str) -> str:
        """A piece of ``text`` as the document prints it; the piece itself where it does not stand there."""
        at = self.text.find(piece)
        return piece if at < 0 or not piece else self.view.quote(at, at + len(piece))

    def told(
        self,
        rule_id: str,
        *key: object,
        span: tuple[int, int],
        subject: str,
        found: str,
        role: Role = "stated",
        note: str | None = None,
    ) -> Wording:
        """What it says in ``span`` of ``text``, for a rule that asks dbt about it and nothing of the words themselves.

        key: what tells it from everything else that the rule asks about in the document.
        """
        return Wording(
            wording_id=short_hash(rule_id, *key),
            rule_id=rule_id,
            subject=subject,
            role=role,
            quote=self.text[slice(*span)],
            found=found,
            expected=found,
            locator=self.locator(*span),
            note=note,
        )

    @property
    def is_cell(self) -> bool:
        """Whether it stands in a table."""
        return self.row is not None


def passages_of(document: Document) -> Iterator[Passage]:
    """All passages that are not blank, in reading order."""
    index = 0
    for block in document.blocks:
        if block.table is None:
            texts: list[tuple[str, int | None, int | None]] = [(block.text, None, None)]
        else:
            texts = [(cell.text, cell.row, cell.col) for cell in block.table.cells]
        for text, row, col in texts:
            if text.strip():
                yield Passage(index, unbroken(text), block.index, row, col)
                index += 1
