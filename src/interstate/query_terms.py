"""What a probe's query is made of: its terms, its form, and constructs that turn silence into news.

An answer may come only from evidence that is there. A query that can answer *because something is
missing* would let the rejection of a source create evidence, so every construct that could do
that is found here by parsing, not by looking for words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pyoxigraph import NamedNode

from interstate.errors import InputError
from interstate.graphs import Hierarchy, Index
from interstate.namespaces import ID, IST, PREFIXES, RDF, RDFS, XSD

_TRANSPARENT = (
    "ConditionalOrExpression",
    "ConditionalAndExpression",
    "RelationalExpression",
    "AdditiveExpression",
    "MultiplicativeExpression",
)
_FORBIDDEN = {
    "MinusGraphPattern": "MINUS",
    "Builtin_NOTEXISTS": "NOT EXISTS",
    "OptionalGraphPattern": "OPTIONAL",
    "Builtin_BOUND": "BOUND",
    "Builtin_COALESCE": "COALESCE",
    "LimitOffsetClauses": "LIMIT or OFFSET",
    "ServiceGraphPattern": "SERVICE",
    "DatasetClause": "FROM",
    "PathNegatedPropertySet": "a negated property set",
}


@dataclass(frozen=True, slots=True)
class QueryReading:
    """A SELECT query's projection, the IRIs it names, and what it must not contain."""

    variables: tuple[str, ...]
    terms: frozenset[str]
    forbidden: tuple[str, ...]


class Level(StrEnum):
    """How far a term is from the record: what happened, what it is taken for, what follows."""

    RECORD = "record"
    INTERPRETATION = "interpretation"
    THEORY = "theory"
    FOREIGN = "foreign"


def read_query(text: str) -> QueryReading:
    """Parse a SELECT query.

    >>> reading = read_query(
    ...     "PREFIX ist: <https://w3id.org/interstate/ns#> SELECT ?case ?claim WHERE {"
    ...     " GRAPH ?claim { ?case a ist:Alliance } FILTER(!EXISTS { ?case ist:follows ?x }) }")
    >>> reading.variables, reading.forbidden
    (('case', 'claim'), ('EXISTS in a place where its absence counts',))
    >>> sorted(iri.rsplit("#")[-1] for iri in reading.terms)
    ['Alliance', 'follows', 'type']

    Raises:
        InputError: no SPARQL, or no SELECT query.
    """
    # rdflib's parser takes a while to load; only checks and the theory verb need it.
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        prologue, query = parseQuery(text)
    except Exception as error:  # rdflib lets pyparsing's own errors through
        raise InputError(
            f"not SPARQL: {error}.", remedy="mend the query; docs/theories.md has a sample."
        ) from error
    if query.name != "SelectQuery" or "projection" not in query:
        raise InputError(
            "not a SELECT query with named columns.", remedy="write SELECT DISTINCT ?case …"
        )
    prefixes = {
        _part(declared, "prefix"): str(declared["iri"])
        for declared in prologue
        if declared.name == "PrefixDecl"
    }
    names = tuple(
        _part(column, "evar" if "evar" in column else "var") for column in query["projection"]
    )
    terms: set[str] = set()
    forbidden: set[str] = set()
    _walk(query, prefixes, terms, forbidden, positive=False)
    return QueryReading(names, frozenset(terms), tuple(sorted(forbidden)))


def _part(node: Any, key: str) -> str:
    # rdflib's own get() answers with the key where there is no value.
    return str(node[key]) if key in node else ""


def _walk(
    node: Any, prefixes: dict[str, str], terms: set[str], forbidden: set[str], *, positive: bool
) -> None:
    from rdflib.plugins.sparql.parserutils import CompValue
    from rdflib.term import URIRef, Variable

    if isinstance(node, CompValue):
        name = str(node.name)
        if name == "pname":
            prefix = _part(node, "prefix")
            if prefix not in prefixes:
                raise InputError(
                    f"the prefix '{prefix}:' is not declared.",
                    remedy="queries keep their own PREFIX lines.",
                )
            terms.add(prefixes[prefix] + str(node["localname"]))
            return
        if name in _FORBIDDEN:
            forbidden.add(_FORBIDDEN[name])
        if name.startswith("Aggregate_") or name in ("GroupClause", "HavingClause"):
            forbidden.add("an aggregate")
        if name == "Builtin_EXISTS" and not positive:
            forbidden.add("EXISTS in a place where its absence counts")
        if name == "TriplesBlock" and any(
            isinstance(triples[i], Variable)
            for triples in node["triples"]
            for i in range(1, len(triples), 3)
        ):
            forbidden.add("a predicate that is not named")
        plain = name in _TRANSPARENT and "op" not in node
        inside = name == "Filter" or (positive and plain)
        for value in node.values():
            _walk(value, prefixes, terms, forbidden, positive=inside)
    elif isinstance(node, URIRef):
        terms.add(str(node))
    elif isinstance(node, (list, tuple)) or type(node).__name__ == "ParseResults":
        for item in node:
            _walk(item, prefixes, terms, forbidden, positive=positive)


class Levels:
    """Tells the level of terms, by the ontology's classes, domains and nothing else."""

    def __init__(self, ontology: Index, hierarchy: Hierarchy) -> None:
        """Read domains off the ontology's statements."""
        self._ontology = ontology
        self._hierarchy = hierarchy

    def of(self, iri: str) -> Level:
        """Return the level of a class or property; individuals of the data are record."""
        term = NamedNode(iri)
        if iri.startswith((ID, XSD.base)) or term == RDF.type:
            return Level.RECORD
        if not iri.startswith(PREFIXES["ist"]):
            return Level.FOREIGN
        classes = {term} | {
            domain
            for prop in self._hierarchy.above(term)
            for domain in self._ontology.nodes(prop, RDFS.domain)
        }
        if any(self._hierarchy.is_a(classes, kind) for kind in _THEORY):
            return Level.THEORY
        if any(self._hierarchy.is_a(classes, kind) for kind in _INTERPRETATION):
            return Level.INTERPRETATION
        if term in (IST.gloss, IST.note, IST.definiens, IST.utterance, IST.citedAs):
            return Level.FOREIGN
        return Level.RECORD

    def beyond(
        self, terms: Iterable[str], allowed: Iterable[str] = ()
    ) -> Iterator[tuple[str, Level]]:
        """Yield the terms above record level that are not ``allowed``, sorted."""
        known = set(allowed)
        for iri in sorted(terms):
            level = self.of(iri)
            if level is not Level.RECORD and iri not in known:
                yield iri, level


_THEORY = (
    IST.Theory,
    IST.Proposition,
    IST.Application,
    IST.Probe,
    IST.Implication,
    IST.Verdict,
    IST.Answer,
)
_INTERPRETATION = (IST.Explanation, IST.Judgement, IST.Conditional)
