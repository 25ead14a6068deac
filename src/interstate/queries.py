"""Run SPARQL over an embedded store: good errors, values put in safely, labels for people.

>>> from pyoxigraph import Quad
>>> store = Store()
>>> store.add(Quad(NamedNode("x:a"), NamedNode("x:p"), Literal("1")))
>>> run_query(store, "SELECT ?s ?o { ?s <x:p> ?o }", bindings={"s": "<x:a>"}).records()
({'s': 'x:a', 'o': '1'},)
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Store, Variable

from interstate.errors import InputError
from interstate.namespaces import PREFIXES, source_prefix
from interstate.near_names import near_nodes
from interstate.query_errors import syntax_error, terms, unknown_term
from interstate.result_views import labels_from, short_name
from interstate.results import Result, collect, with_labels
from interstate.sparql_guard import refuse_deep_nesting, refuse_outside_calls
from interstate.sparql_lexer import declared_prefixes, lex

LANGUAGES = ("en", "ur")
"""The languages in which the data have labels."""
_NAME = re.compile(r"([^\W\d_][\w.-]*)?:[^\s<>\"{}|^`\\]*")
_NUMBER = re.compile(r"[+-]?(\d+|\d*\.\d+)")


def run_query(
    store: Store,
    text: str,
    *,
    bindings: Mapping[str, str] | None = None,
    limit: int | None = None,
    labels: bool = True,
    prefixes: Mapping[str, str] = PREFIXES,
    default_graphs: Sequence[str] = (),
    named_graphs: Sequence[str] = (),
) -> Result:
    """Run a SELECT, ASK, CONSTRUCT or DESCRIBE and return its answer.

    Args:
        store: where to ask.
        text: SPARQL 1.1; prefixes of ``prefixes`` need not be declared.
        bindings: values for variables that the query projects, written as in
            :func:`parse_term`; they are handed to the engine as terms, never as text.
        limit: take no more rows or triples than this.
        labels: look up the labels of the IRIs in the answer.
        prefixes: prefixes that may go undeclared.
        default_graphs: the graphs whose union is the default graph (as in the SPARQL protocol).
        named_graphs: the graphs that ``GRAPH`` sees.

    Raises:
        QueryError: broken syntax (with line and column), or a term of ours that does not exist.
        RefusedError: the query would contact another host (``SERVICE``), or nests too deep.
        InputError: a binding is no term, or its variable is not projected.
    """
    refuse_outside_calls(text)
    refuse_deep_nesting(text)
    misspelt = unknown_term(text, lambda iri: occurs(store, iri), prefixes)
    if misspelt is not None:
        raise misspelt
    values = {
        Variable(name.lstrip("?$")): parse_term(value, prefixes)
        for name, value in (bindings or {}).items()
    }
    try:
        answer = store.query(
            text,
            prefixes=dict(prefixes),
            substitutions=dict(values) or None,
            default_graph=[NamedNode(iri) for iri in default_graphs] or None,
            named_graphs=[NamedNode(iri) for iri in named_graphs] or None,
        )
    except SyntaxError as error:
        raise syntax_error(text, error, prefixes) from error
    except RuntimeError as error:
        raise _no_such_variable(error) from error
    result = collect(answer, limit, text)
    return with_labels(result, labels_from(store)) if labels else result


def parse_term(text: str, prefixes: Mapping[str, str] = PREFIXES) -> NamedNode | Literal:
    """Read one value as people write it on a command line.

    >>> parse_term("state:usa").value, parse_term("https://example.org/a").value
    ('https://w3id.org/interstate/id/state/usa', 'https://example.org/a')
    >>> parse_term("doe-1999:c001").value
    'https://w3id.org/interstate/id/doe-1999/c001'
    >>> str(parse_term('"guerre"@fr')), str(parse_term("1999-10")), str(parse_term("12"))
    ('"guerre"@fr', '"1999-10"', '"12"^^<http://www.w3.org/2001/XMLSchema#integer>')

    Raises:
        InputError: the text looks like a Turtle term but is none.
    """
    if text.startswith(("http://", "https://", "urn:")):
        text = f"<{text}>"
    if text.startswith(("<", '"', "'")) or text in ("true", "false") or _NUMBER.fullmatch(text):
        return _parse_turtle_term(text, prefixes)
    if not _NAME.fullmatch(text):
        return Literal(text)
    prefix, _, local = text.partition(":")
    try:
        # A prefix outside the table is a source's citekey: the code names no source.
        return NamedNode(prefixes.get(prefix, source_prefix(prefix)) + local)
    except ValueError as error:
        raise _no_value(text) from error


def occurs(store: Store, iri: str) -> bool:
    """Tell whether an IRI stands anywhere in the store."""
    try:
        node = NamedNode(iri)
    except ValueError:
        return False
    return any(
        next(iter(quads), None) is not None
        for quads in (
            store.quads_for_pattern(node, None, None, None),
            store.quads_for_pattern(None, node, None, None),
            store.quads_for_pattern(None, None, node, None),
        )
    )


def hints(
    store: Store,
    text: str,
    prefixes: Mapping[str, str] = PREFIXES,
    views: Collection[str] = (),
) -> tuple[str, ...]:
    """Return what may explain an empty answer.

    That is IRIs that the store has never heard of, named with near ones from the same namespace,
    as misspelt individuals (``state:untied-kingdom``) are good SPARQL too; words without the
    language that they have in the data; and those of the project's ``views`` that the store does
    not hold.
    """
    known = dict(prefixes) | declared_prefixes(lex(text))
    found = list(_without_language(store, text))
    for term in terms(text, known):
        namespace = max(
            (n for n in known.values() if term.iri.startswith(n)), key=len, default=None
        )
        if namespace is None or occurs(store, term.iri) or _is_datatype_or_function(term.iri):
            continue
        view = term.iri.removeprefix(PREFIXES["view"])
        if view in views:
            found.append(
                f"the view '{view}' is not loaded: write it with interstate view build {view} "
                f"--output {view}.trig, and ask that with --graph {view}.trig."
            )
            continue
        names = " or ".join(near_nodes(store, namespace, term.iri[len(namespace) :]))
        written = short_name(term.iri) if term.written.startswith("<") else term.written
        found.append(
            f"{written} does not occur in the data" + (f"; did you mean {names}?" if names else ".")
        )
    return tuple(dict.fromkeys(found))


def _without_language(store: Store, text: str) -> Iterator[str]:
    """Yield a hint for each plain string that stands in the data with a language only."""
    tokens = lex(text)
    for token, after in zip(tokens, (*tokens[1:], None), strict=True):
        if token.kind != "string" or (after and (after.kind == "tag" or after.text == "^^")):
            continue
        words = token.text[1:-1]
        if next(iter(store.quads_for_pattern(None, None, Literal(words), None)), None):
            continue
        for language in LANGUAGES:
            tagged = Literal(words, language=language)
            if next(iter(store.quads_for_pattern(None, None, tagged, None)), None):
                yield f"labels have a language: {token.text}@{language} stands in the data."


def _is_datatype_or_function(iri: str) -> bool:
    return iri.startswith((PREFIXES["xsd"], "http://www.w3.org/2005/xpath-functions#"))


def _parse_turtle_term(text: str, prefixes: Mapping[str, str]) -> NamedNode | Literal:
    head = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in prefixes.items())
    try:
        quads = list(ox.parse(f"{head}<x:s> <x:p> {text} .".encode(), ox.RdfFormat.TURTLE))
    except SyntaxError:
        quads = []
    term = quads[0].object if len(quads) == 1 else None
    if not isinstance(term, NamedNode | Literal):
        raise _no_value(text)
    return term


def _no_value(text: str) -> InputError:
    return InputError(
        f"{text!r} is no value.",
        remedy="write an IRI (state:usa, <https://…>), a number, or text in quotes.",
    )


def _no_such_variable(error: RuntimeError) -> InputError:
    match = re.search(r"variable \?(\w+)", str(error))
    name = match[1] if match else "?"
    return InputError(
        f"the query does not give out a variable ?{name}, so no value can be put there.",
        remedy=f"name ?{name} behind SELECT, or leave the value away.",
    )
