"""What rdflib's syntax tree says of a query: the oracle for our own, much faster, reading."""

from __future__ import annotations

from typing import Any

from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import URIRef, Variable

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
    "ServiceGraphPattern": "SERVICE",
    "UnaryNot": "a negation (!)",
}


def reading(text: str) -> tuple[tuple[str, ...], frozenset[str], tuple[str, ...]]:
    """Return the projected variables, the IRIs named, and the constructs that are forbidden."""
    prologue, query = parseQuery(text)
    prefixes = {str(d["prefix"]): str(d["iri"]) for d in prologue if d.name == "PrefixDecl"}
    columns = tuple(str(c["evar"] if "evar" in c else c["var"]) for c in query["projection"])
    terms: set[str] = set()
    forbidden: set[str] = set()
    _walk(query, prefixes, terms, forbidden, positive=False)
    return columns, frozenset(terms), tuple(sorted(forbidden))


def _walk(
    node: Any, prefixes: dict[str, str], terms: set[str], forbidden: set[str], *, positive: bool
) -> None:
    if isinstance(node, CompValue):
        name = str(node.name)
        if name == "pname":
            terms.add(prefixes[str(node["prefix"])] + str(node["localname"]))
            return
        if name in _FORBIDDEN:
            forbidden.add(_FORBIDDEN[name])
        if name.startswith("Aggregate_") or name in ("GroupClause", "HavingClause"):
            forbidden.add("an aggregate")
        if name == "Builtin_EXISTS" and not positive:
            forbidden.add("EXISTS in a place where its absence counts")
        if name == "LimitOffsetClauses":
            forbidden |= {word for word in ("LIMIT", "OFFSET") if word.lower() in node}
        if name == "TriplesBlock" and any(
            isinstance(triples[i], Variable)
            for triples in node["triples"]
            for i in range(1, len(triples), 3)
        ):
            forbidden.add("a predicate that is not named")
        inside = name == "Filter" or (positive and name in _TRANSPARENT and "op" not in node)
        for value in node.values():
            _walk(value, prefixes, terms, forbidden, positive=inside)
    elif isinstance(node, URIRef):
        terms.add(str(node))
    elif isinstance(node, (list, tuple)) or type(node).__name__ == "ParseResults":
        for item in node:
            _walk(item, prefixes, terms, forbidden, positive=positive)
