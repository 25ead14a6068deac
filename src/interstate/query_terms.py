"""What a probe's query is made of: its terms, its form, and constructs that turn silence into news.

An answer may come only from evidence that is there. A query that can answer *because something is
missing* would let the rejection of a source create evidence, so every construct that could do
that is found here by reading the query, token by token. (The store's parser says whether it is
SPARQL; tests compare this reading with rdflib's syntax tree, which takes a hundred times longer.)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from pyoxigraph import NamedNode

from interstate.errors import InputError
from interstate.graphs import Hierarchy, Index
from interstate.namespaces import ID, IST, PREFIXES, RDF, RDFS, XSD
from interstate.sparql_lexer import Token, body, declared_prefixes, form, lex, unescaped

_FORBIDDEN = {
    "MINUS": "MINUS",
    "OPTIONAL": "OPTIONAL",
    "BOUND": "BOUND",
    "COALESCE": "COALESCE",
    "LIMIT": "LIMIT",
    "OFFSET": "OFFSET",
    "SERVICE": "SERVICE",
    "FROM": "FROM",
    **dict.fromkeys(
        ("AVG", "COUNT", "GROUP", "GROUP_CONCAT", "HAVING", "MAX", "MIN", "SAMPLE", "SUM"),
        "an aggregate",
    ),
}
_ABSENCE = "EXISTS in a place where its absence counts"
_NEGATION = "a negation (!)"
_UNNAMED = "a predicate that is not named"
_PATH = frozenset("/|^*+?()")


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
    (('case', 'claim'), ('EXISTS in a place where its absence counts', 'a negation (!)'))
    >>> sorted(iri.rsplit("#")[-1] for iri in reading.terms)
    ['Alliance', 'follows', 'type']

    Raises:
        InputError: no SPARQL, or no SELECT query with named columns.
    """
    from pyoxigraph import Store

    try:
        Store().query(text)
    except SyntaxError as error:
        raise InputError(
            f"not SPARQL: {error}.", remedy="mend the query; docs/theories.md has a sample."
        ) from error
    everything = lex(text)
    if form(everything) != "SELECT":
        raise InputError("not a SELECT query.", remedy="write SELECT DISTINCT ?case …")
    prefixes = declared_prefixes(everything)
    tokens = tuple(body(everything))
    variables = tuple(_projected(tokens))
    if not variables:
        raise InputError("a query without named columns.", remedy="write SELECT DISTINCT ?case …")
    terms = frozenset(iri for token in tokens if (iri := _iri(token, prefixes)))
    forbidden = {_FORBIDDEN[t.word] for t in tokens if t.word in _FORBIDDEN}
    forbidden |= set(_absences(tokens)) | set(_unnamed(tokens))
    return QueryReading(variables, terms, tuple(sorted(forbidden)))


def _projected(tokens: tuple[Token, ...]) -> Iterator[str]:
    """Yield the columns: bare variables, and those behind AS in brackets."""
    depth = 0
    for before, token in pairwise(tokens):
        if token.text == "{" or token.word == "WHERE":
            return
        depth += {"(": 1, ")": -1}.get(token.text, 0)
        if token.kind == "variable" and (depth == 0 or before.word == "AS"):
            yield token.text[1:]


def _iri(token: Token, prefixes: Mapping[str, str]) -> str:
    """Return the IRI that a token names, "" if it names none."""
    if token.kind == "iri":
        return unescaped(token.text[1:-1])
    if token.kind == "name":
        prefix, local = token.text.split(":", 1)
        return prefixes.get(prefix, "") + re.sub(r"\\(.)", r"\1", local)
    return RDF.type.value if token.kind == "word" and token.text == "a" else ""


def _absences(tokens: tuple[Token, ...]) -> Iterator[str]:
    """Yield what lets a missing thing count; EXISTS may only stand as a condition of a FILTER."""
    brackets: list[str] = []
    for at, token in enumerate(tokens):
        before = tokens[at - 1] if at else token
        if token.text in ("(", "{"):
            brackets.append(before.word if token.text == "(" else "{")
        elif token.text in (")", "}") and brackets:
            brackets.pop()
        elif token.text == "!":
            yield _NEGATION
        elif token.word == "EXISTS":
            if before.word == "NOT":
                yield "NOT EXISTS"
            elif not _is_condition(tokens, at, brackets):
                yield _ABSENCE


def _is_condition(tokens: tuple[Token, ...], at: int, brackets: list[str]) -> bool:
    """Tell whether the EXISTS at ``at`` is a condition of a FILTER, or one of several joined."""
    inner = brackets[len(brackets) - brackets[::-1].index("{") :] if "{" in brackets else brackets
    if any(word not in ("", "FILTER") for word in inner):
        return False
    before = tokens[at - 1]
    if before.word != "FILTER" and before.text not in ("(", "&&", "||"):
        return False
    depth = 0
    for end in range(at + 1, len(tokens)):
        depth += {"{": 1, "}": -1}.get(tokens[end].text, 0)
        if depth == 0:
            after = tokens[end + 1].text if end + 1 < len(tokens) else ""
            return before.word == "FILTER" or after in (")", "&&", "||")
    return False


def _unnamed(tokens: tuple[Token, ...]) -> Iterator[str]:
    """Yield a complaint if some triple's predicate is a variable."""
    place = "subject"
    at = next((i for i, t in enumerate(tokens) if t.text == "{"), len(tokens))
    while at < len(tokens):
        token = tokens[at]
        at += 1
        if token.word in ("FILTER", "BIND", "VALUES", "ORDER", "HAVING", "SELECT"):
            at, inner = _behind_clause(tokens, at)
            for group in _groups(inner):
                yield from _unnamed(group)
            place = "subject"
        elif token.word in ("GRAPH", "SERVICE"):
            at += 1  # the graph's name
            place = "subject"
        elif token.text in ("{", "}", ".") or token.word == "UNION":
            place = "subject"
        elif token.text in (";", "[", "]"):
            place = "predicate"
        elif token.text == ",":
            place = "object"
        elif place == "subject":
            place = "predicate"
        elif place == "predicate":
            if token.kind == "variable":
                yield _UNNAMED
            at = _behind_path(tokens, at - 1)
            place = "object"


def _behind_clause(tokens: tuple[Token, ...], at: int) -> tuple[int, tuple[Token, ...]]:
    """Return the place behind a clause's bracket, and what of it is a pattern to be read."""
    while at < len(tokens) and tokens[at].text not in ("(", "{", "}"):
        at += 1
    if at >= len(tokens) or tokens[at].text == "}":
        return at, ()
    if tokens[at].text == "{":
        # VALUES ?x { … } lists terms; a FILTER EXISTS { … } holds a pattern, and is read on.
        return (_matching(tokens, at) + 1 if tokens[at - 1].kind == "variable" else at), ()
    end = _matching(tokens, at)
    if any(token.text == "{" for token in tokens[at:end]):
        return end + 1, tokens[at + 1 : end]
    # VALUES (?x ?y) { … }: the list comes behind the bracket.
    is_list = end + 1 < len(tokens) and tokens[end + 1].text == "{"
    return (_matching(tokens, end + 1) + 1 if is_list else end + 1), ()


def _groups(tokens: tuple[Token, ...]) -> Iterator[tuple[Token, ...]]:
    at = 0
    while at < len(tokens):
        end = _matching(tokens, at) if tokens[at].text == "{" else at
        if end > at:
            yield tokens[at : end + 1]
        at = end + 1


def _matching(tokens: tuple[Token, ...], at: int) -> int:
    depth = 0
    for end in range(at, len(tokens)):
        depth += {"(": 1, "{": 1, ")": -1, "}": -1}.get(tokens[end].text, 0)
        if depth == 0:
            return end
    return len(tokens)


def _behind_path(tokens: tuple[Token, ...], at: int) -> int:
    """Return the place behind a property path that begins at ``at``."""
    open_path = True  # a name is still wanted: at the start, or behind / | ^ (
    while at < len(tokens):
        text = tokens[at].text
        if open_path:
            open_path = text in ("^", "(")
        elif text in ("/", "|", "^"):
            open_path = True
        elif text not in _PATH:
            break
        at += 1
    return at


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
