"""Data Docs that work from the disk: the library's own pages with every outside reference taken out.

Great Expectations renders each page for a browser that may load style sheets and scripts from elsewhere. Here those are
removed, together with the controls that need them, and one small style sheet of ours is put in. Values of documents are
taken out before rendering: the library does not escape them, and the rows themselves are in the warehouse.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.quality.results import Tally

STYLE = Path(__file__).with_name("data_docs.css")
SHOWN = frozenset({"element_count", "unexpected_count", "unexpected_percent", "observed_value", "missing_count"})


def write_page(docs: Path, name: str, outcome: Any) -> None:
    """Writes the page of one validated table, ``<docs>/<name>.html``; ``outcome`` is the library's result."""
    from great_expectations.render.renderer.page_renderer import ValidationResultsPageRenderer

    for result in outcome.results:
        result.result = {key: value for key, value in result.result.items() if key in SHOWN}
        result.exception_info = _without_traceback(result.exception_info)
    rendered = _view().render(ValidationResultsPageRenderer().render(outcome), show_how_to_buttons=False)
    docs.mkdir(parents=True, exist_ok=True)
    (docs / f"{name}.html").write_text(_self_contained(rendered, name), encoding="utf-8")


@cache
def _view() -> Any:
    """One for all pages: it compiles its templates, which takes longer than all rendering."""
    from great_expectations.render.view.view import DefaultJinjaPageView

    return DefaultJinjaPageView()


def _without_traceback(info: Mapping[str, Any]) -> dict[str, Any]:
    """A traceback names files of this machine and helps no auditor; the message stays."""
    return {
        key: _without_traceback(value) if isinstance(value, Mapping) else "" if key == "exception_traceback" else value
        for key, value in info.items()
    }


def write_index(docs: Path, tallies: Iterable[Tally]) -> None:
    """Writes ``<docs>/index.html``: each suite and table, how much was asked and how much failed."""
    docs.mkdir(parents=True, exist_ok=True)
    rows = "\n".join(_index_row(docs, tally) for tally in tallies)
    page = (
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="UTF-8"><title>质量检查 / Quality gate</title>'
        f"<style>{STYLE.read_text(encoding='utf-8')}</style></head>\n<body><h1>质量检查 / Quality gate</h1>\n"
        "<p>raw 与 marts 失败则不发布；rules 失败是文件中的发现，不影响发布。 / "
        "A failure in raw or marts stops the release; a failure in rules is a finding about a document "
        "and does not.</p>\n"
        "<table class='table'><thead><tr><th></th><th>期望组 / Suite</th><th>表 / Table</th>"
        "<th>期望 / Expectations</th><th>不符合 / Failed</th></tr></thead>\n"
        f"<tbody>\n{rows}\n</tbody></table></body></html>\n"
    )
    (docs / "index.html").write_text(page, encoding="utf-8")


def _index_row(docs: Path, tally: Tally) -> str:
    table, page = html.escape(tally.table_name), f"{tally.suite}.{tally.table_name}.html"
    name = f"<a href='{html.escape(page)}'>{table}</a>" if (docs / page).is_file() else table
    mark = "text-danger fa-times" if tally.failed else "text-success fa-check-circle"
    cells = f"<td>{html.escape(tally.suite)}</td><td>{name}</td><td>{tally.asked}</td><td>{tally.failed}</td>"
    return f"<tr><td><i class='fas {mark}'></i></td>{cells}</tr>"


def _self_contained(page: str, name: str) -> str:
    """The page without scripts, outside style sheets, images and the controls that only scripts can move."""
    from lxml import html as lxml_html

    root: Any = lxml_html.document_fromstring(page)
    for element in root.xpath("//script | //link | //img | //footer | //style | //title"):
        element.drop_tree()
    for card in root.xpath("//div[contains(@class, 'card-header')][contains(., 'Actions')]/.."):
        card.drop_tree()
    for link in root.xpath("//a[starts-with(@href, '..') or starts-with(@href, 'http')]"):
        link.drop_tag()
    head = root.find("head")
    title = lxml_html.fragment_fromstring(f"<title>{html.escape(name)}</title>")
    style = lxml_html.fragment_fromstring("<style></style>")
    style.text = STYLE.read_text(encoding="utf-8")
    head.extend([title, style])
    body = root.find("body")
    body.insert(0, lxml_html.fragment_fromstring("<p><a href='index.html'>质量检查 / Quality gate</a></p>"))
    return "<!DOCTYPE html>\n" + str(lxml_html.tostring(root, encoding="unicode"))
