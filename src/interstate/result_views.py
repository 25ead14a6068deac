"""Show answers to people: names instead of IRIs, tables on a terminal and in notebooks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Store, Triple

from interstate.namespaces import ID, PREFIXES, RDFS, SKOS
from interstate.results import Ask, GraphResult, Result, Table, Term, plain

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

HTML_ROWS = 200
"""A notebook shows no more rows than this, and says so."""

_BY_NAMESPACE = sorted(PREFIXES.items(), key=lambda item: -len(item[1]))


def short_name(iri: str) -> str:
    """Return an IRI as ``prefix:name`` where our table knows the prefix, else in brackets.

    >>> short_name("https://w3id.org/interstate/id/state/usa"), short_name("https://example.org/a")
    ('state:usa', '<https://example.org/a>')
    >>> short_name("https://w3id.org/interstate/id/doe-1999/c001")
    'doe-1999:c001'
    """
    for prefix, namespace in _BY_NAMESPACE:
        local = iri.removeprefix(namespace)
        if local != iri and local and "/" not in local and "#" not in local:
            return f"{prefix}:{local}"
    source, slash, local = iri.removeprefix(ID).partition("/")
    if iri.startswith(ID) and slash and local and "/" not in local:
        return f"{source}:{local}"
    return f"<{iri}>"


def find_labels(store: Store, iris: Iterable[str]) -> dict[str, str]:
    """Return the label of each IRI that has one in ``store``; English first, then the shortest.

    Labels are ``rdfs:label`` or ``skos:prefLabel`` in the default graph, or in any graph if the
    default graph has none.
    """
    found: dict[str, str] = {}
    for iri in iris:
        node = NamedNode(iri)
        for graph in (DefaultGraph(), None):
            literals = [
                quad.object
                for predicate in (SKOS.prefLabel, RDFS.label)
                for quad in store.quads_for_pattern(node, predicate, None, graph)
                if isinstance(quad.object, Literal)
            ]
            if literals:
                best = min(literals, key=lambda t: (t.language != "en", len(t.value), t.value))
                found[iri] = best.value
                break
    return found


def labels_from(store: Store) -> Callable[[Iterable[str]], Mapping[str, str]]:
    """Return the look-up that :func:`interstate.results.with_labels` asks for."""
    return lambda iris: find_labels(store, iris)


def shown(term: Term | None, labels: Mapping[str, str]) -> str:
    """Return a term as people want to read it.

    >>> shown(NamedNode("https://w3id.org/interstate/id/state/usa"), {})
    'state:usa'
    >>> shown(Literal("1999-10"), {}), shown(None, {})
    ('1999-10', '')
    """
    if term is None:
        return ""
    if isinstance(term, NamedNode):
        return labels.get(term.value) or short_name(term.value)
    if isinstance(term, Triple):
        return " ".join(shown(part, labels) for part in (term.subject, term.predicate, term.object))
    return plain(term)


def rich_view(result: Result, *, links: bool = False) -> RenderableType:
    """Return what ``rich`` prints: a table with labels, or yes/no.

    With ``links`` a label is a hyperlink to its IRI (for terminals); without, the short name
    stands behind the label, so that piped output can still be looked up.
    """
    from rich.table import Table as RichTable
    from rich.text import Text

    if isinstance(result, Ask):
        return Text("yes" if result.answer else "no", style="bold")
    table = result.table() if isinstance(result, GraphResult) else result
    view = RichTable(box=None, pad_edge=False, header_style="bold", show_edge=False)
    for name in table.columns:
        numeric = bool(table.rows) and all(map(_is_number, table.column(name)))
        view.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in table.rows:
        view.add_row(*(_rich_cell(term, table.labels, links=links) for term in row))
    return view


def _rich_cell(term: Term | None, labels: Mapping[str, str], *, links: bool) -> Text:
    from rich.style import Style
    from rich.text import Text

    text = shown(term, labels)
    if not isinstance(term, NamedNode):
        return Text(text)
    if links:
        return Text(text, style=Style(link=term.value))
    return Text(f"{text} ({short_name(term.value)})" if term.value in labels else text)


def _is_number(term: Term | None) -> bool:
    return isinstance(term, Literal) and term.datatype.value.rpartition("#")[2] in (
        "integer",
        "decimal",
        "double",
    )


def plain_text(table: Table) -> str:
    """Return a table as lines of text, labels with short names behind them.

    >>> print(plain_text(Table(("who", "when"), ((Literal("Ruritania"), Literal("1950")),))))
    who        when
    Ruritania  1950
    """
    cells = [list(table.columns)] + [
        [_rich_cell(term, table.labels, links=False).plain for term in row]
        for row in table.rows[:HTML_ROWS]
    ]
    more = len(table) - HTML_ROWS
    return "\n".join([*aligned(cells), *([f"… and {more:,} more rows."] if more > 0 else [])])


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return one line of text for each row, with its cells in columns.

    >>> aligned([("who", "when"), ("Ruritania", "1950")])
    ['who        when', 'Ruritania  1950']
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def html(result: Result) -> str:
    """Return an answer as an HTML table with linked labels (what notebooks show)."""
    if isinstance(result, Ask):
        return f"<p><strong>{'yes' if result.answer else 'no'}</strong></p>"
    table = result.table() if isinstance(result, GraphResult) else result
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in table.columns)
    body = "".join(
        f"<tr>{''.join(f'<td>{_html_cell(term, table.labels)}</td>' for term in row)}</tr>"
        for row in table.rows[:HTML_ROWS]
    )
    more = len(table) - HTML_ROWS
    note = f"<p>… and {more:,} more rows.</p>" if more > 0 else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{note}"


def _html_cell(term: Term | None, labels: Mapping[str, str]) -> str:
    text = escape(shown(term, labels))
    # Only web addresses become links: an IRI may as well be "javascript:…".
    if isinstance(term, NamedNode) and term.value.startswith(("http://", "https://")):
        return f'<a href="{escape(term.value)}" title="{escape(short_name(term.value))}">{text}</a>'
    if isinstance(term, Literal) and term.language:
        return f'<span lang="{escape(term.language)}">{text}</span>'
    return f"<i>{text}</i>" if isinstance(term, BlankNode) else text
