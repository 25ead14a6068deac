"""Pages that stand alone: one file, no script, no outside request, readable in the dark too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from pyoxigraph import NamedNode

from interstate.graphs import Index
from interstate.record import short

_STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1d2126;"
    "background:#fff}table{border-collapse:collapse;width:100%;margin:1rem 0}"
    "td,th{border-bottom:1px solid #c9ced4;padding:.4rem .6rem;text-align:left;vertical-align:top}"
    "code{font-size:.85em;color:#4a5563;overflow-wrap:anywhere}"
    "@media(prefers-color-scheme:dark){body{color:#e6e8eb;background:#15181c}"
    "td,th{border-color:#3a414a}code{color:#a9b4c0}}"
)


def page(title: str, parts: Iterable[str]) -> str:
    """Return a page of HTML parts under a title, which is its first heading too.

    >>> page("Doe & Roe", ["<p>Nothing.</p>"]).count("Doe &amp; Roe")
    2
    """
    head = (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<title>{escape(title)}</title><meta name="viewport" content="width=device-width">'
        f"<style>{_STYLE}</style></head><body>\n<h1>{escape(title)}</h1>"
    )
    return "\n".join((head, *parts, "</body></html>\n"))


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; heads are text, cells are HTML.

    >>> table(["a<b"], [["<i>x</i>"]]).splitlines()[1:3]
    ['<thead><tr><th scope="col">a&lt;b</th></tr></thead>', '<tbody>']
    """
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>\n" for row in rows)
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>"


def item(node: NamedNode, index: Index) -> str:
    """Return a node as HTML: its label, and its short name as code."""
    return f"{escape(index.label(node))} <code>{escape(short(node))}</code>"
