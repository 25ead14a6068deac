r"""What a query answers: a table, yes or no, or a graph; the same for every engine.

The values are :mod:`pyoxigraph` terms, frozen and complete, so an answer outlives its store.

>>> answer = Table(("name",), ((Literal("Ruritania"),), (None,)))
>>> len(answer), answer.records()
(2, ({'name': 'Ruritania'}, {}))
>>> answer.serialize("csv")
b'name\r\nRuritania\r\n\r\n'
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Triple,
)

from interstate.errors import InputError
from interstate.sparql_lexer import in_order_of_appearance

Term = NamedNode | BlankNode | Literal | Triple
Row = tuple[Term | None, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The answer to a SELECT: columns, and rows with a term or None in each of them."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    labels: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)
    """What people read instead of an IRI, where it is known (IRI -> label)."""

    def __len__(self) -> int:
        """The number of rows."""
        return len(self.rows)

    def __iter__(self) -> Iterator[Row]:
        """Iterate over the rows."""
        return iter(self.rows)

    def __getitem__(self, number: int) -> Row:
        """Return one row, counted from 0."""
        return self.rows[number]

    def __str__(self) -> str:
        """The table as people read it: labels and short names, a row a line."""
        from interstate.result_views import plain_text

        return plain_text(self)

    def column(self, name: str) -> Row:
        """Return one column's values, top to bottom.

        Raises:
            InputError: there is no such column.
        """
        if name not in self.columns:
            raise InputError(
                f"the answer has no column {name!r}.",
                remedy=f"choose one of {', '.join(self.columns) or 'none (it has no columns)'}.",
            )
        at = self.columns.index(name)
        return tuple(row[at] for row in self.rows)

    def records(self) -> tuple[dict[str, str], ...]:
        """Return the rows as plain text by column; what is unbound is left out.

        >>> Table(("a", "b"), ((NamedNode("x:1"), None),)).records()
        ({'a': 'x:1'},)
        """
        return tuple(
            {
                name: plain(term)
                for name, term in zip(self.columns, row, strict=True)
                if term is not None
            }
            for row in self.rows
        )

    def serialize(self, format: str = "json") -> bytes:
        """Write the table as ``json``, ``xml``, ``csv`` or ``tsv`` (W3C forms)."""
        from interstate.result_formats import serialize

        return serialize(self, format)

    def _repr_html_(self) -> str:
        from interstate.result_views import html

        return html(self)


@dataclass(frozen=True, slots=True)
class Ask:
    """The answer to an ASK."""

    answer: bool

    def __bool__(self) -> bool:
        """The answer itself."""
        return self.answer

    def serialize(self, format: str = "json") -> bytes:
        """Write the answer as ``json``, ``xml``, ``csv`` or ``tsv``."""
        from interstate.result_formats import serialize

        return serialize(self, format)

    def _repr_html_(self) -> str:
        return f"<p><strong>{'yes' if self.answer else 'no'}</strong></p>"


@dataclass(frozen=True, slots=True)
class GraphResult:
    """The answer to a CONSTRUCT or DESCRIBE: triples, sorted."""

    triples: tuple[Triple, ...]
    labels: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    def __len__(self) -> int:
        """The number of triples."""
        return len(self.triples)

    def __iter__(self) -> Iterator[Triple]:
        """Iterate over the triples."""
        return iter(self.triples)

    def table(self) -> Table:
        """Return the triples as a table of subject, predicate and object."""
        rows = tuple((t.subject, t.predicate, t.object) for t in self.triples)
        return Table(("subject", "predicate", "object"), rows, self.labels)

    def serialize(self, format: str = "turtle") -> bytes:
        """Write the graph as ``turtle``, ``ntriples``, ``rdfxml``, ``jsonld``, ``trig``."""
        from interstate.result_formats import serialize

        return serialize(self, format)

    def _repr_html_(self) -> str:
        return self.table()._repr_html_()


Result = Table | Ask | GraphResult


def collect(
    answer: QuerySolutions | QueryBoolean | QueryTriples,
    limit: int | None = None,
    text: str = "",
) -> Result:
    """Take an engine's answer out of the store (at most ``limit`` rows or triples).

    With the query's ``text``, the columns of ``SELECT *`` stand as they were written.
    """
    if isinstance(answer, QueryBoolean):
        return Ask(bool(answer))
    if isinstance(answer, QueryTriples):
        return GraphResult(tuple(sorted(set(islice(answer, limit)), key=str)))
    found = tuple(variable.value for variable in answer.variables)
    columns = in_order_of_appearance(found, text)
    order = [found.index(name) for name in columns]
    rows = (tuple(solution[i] for i in order) for solution in answer)
    return Table(columns, tuple(islice(rows, limit)))


def iris_in(result: Result) -> tuple[str, ...]:
    """Return the IRIs that a result shows, sorted.

    >>> iris_in(Table(("a",), ((NamedNode("x:2"),), (NamedNode("x:1"),), (Literal("x:3"),))))
    ('x:1', 'x:2')
    """
    if isinstance(result, Ask):
        return ()
    table = result.table() if isinstance(result, GraphResult) else result
    return tuple(sorted({t.value for row in table.rows for t in row if isinstance(t, NamedNode)}))


def with_labels(
    result: Result, find_labels: Callable[[Iterable[str]], Mapping[str, str]]
) -> Result:
    """Return ``result`` with the labels that ``find_labels`` knows for its IRIs."""
    if isinstance(result, Ask):
        return result
    return replace(result, labels=dict(find_labels(iris_in(result))))


def plain(term: Term) -> str:
    """Return a term as unadorned text, as in CSV.

    >>> plain(NamedNode("x:1")), plain(Literal("hello", language="en")), plain(BlankNode("b"))
    ('x:1', 'hello', '_:b')
    """
    if isinstance(term, NamedNode | Literal):
        return str(term.value)
    if isinstance(term, BlankNode):
        return f"_:{term.value}"
    return f"{plain(term.subject)} {plain(term.predicate)} {plain(term.object)}"
