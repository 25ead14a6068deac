"""Axioms in words: labels instead of IRIs, one clause for each axiom."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from pyoxigraph import BlankNode, Literal, NamedNode

from interstate.owl_axioms import Axiom, Entity, Expr, Part
from interstate.owl_functional import render
from interstate.vocabulary import shorten

Labels = Callable[[str], str]
"""From an IRI to what people call the thing."""


def labels_of(labels: Mapping[str, str]) -> Labels:
    """Return a way to call things: their label, else their prefixed name."""
    return lambda iri: labels.get(iri) or shorten(iri)


def in_words(axiom: Axiom, label: Labels, among: frozenset[str] = frozenset()) -> str:
    """Return what an axiom says; of names that exclude each other, only those ``among`` some.

    >>> from interstate.owl_axioms import Kind
    >>> pact, party = Entity(Kind.CLASS, "pact"), Entity(Kind.OBJECT, "has party")
    >>> some = Expr("ObjectSomeValuesFrom", (party, Entity(Kind.CLASS, "state")))
    >>> in_words(Axiom(Expr("SubClassOf", (pact, some))), str)
    'every pact is something that has party some state'
    """
    head, args = axiom.body.head, axiom.body.args
    write = _CLAUSES.get(head)
    if write is None:
        return render(axiom.body)
    if head == "DisjointClasses":
        told = tuple(arg for arg in args if isinstance(arg, Entity) and arg.iri in among)
        args = told if len(told) > 1 else args
    return write([_phrase(arg, label) for arg in args])


def _noun(text: str) -> str:
    """Return a phrase with its article, where it takes one."""
    if text.startswith(("something", "one of", "any", "not ")):
        return text
    return f"an {text}" if re.match(r"[aeio]|u(?![ns][ie])", text, re.IGNORECASE) else f"a {text}"


_CLAUSES: Mapping[str, Callable[[list[str]], str]] = {
    "AsymmetricObjectProperty": lambda a: f"what {a[0]} another is never the other way round",
    "ClassAssertion": lambda a: f"{a[1]} is {_noun(a[0])}",
    "DataPropertyAssertion": lambda a: f"{a[1]} {a[0]} {a[2]}",
    "DataPropertyDomain": lambda a: f"whatever has a {a[0]} is {_noun(a[1])}",
    "DataPropertyRange": lambda a: f"every {a[0]} is {_noun(a[1])}",
    "DifferentIndividuals": lambda a: f"{' and '.join(a)} are different",
    "DisjointClasses": lambda a: (
        f"nothing is both {_noun(a[0])} and {_noun(a[1])}"
        if len(a) == 2
        else f"nothing is more than one of {', '.join(a)}"
    ),
    "DisjointObjectProperties": lambda a: f"nothing is related by more than one of {', '.join(a)}",
    "EquivalentClasses": lambda a: f"being {_noun(a[0])} means being {_noun(a[1])}",
    "EquivalentObjectProperties": lambda a: f"{a[0]} means {a[1]}",
    "FunctionalDataProperty": lambda a: f"nothing has two values of {a[0]}",
    "FunctionalObjectProperty": lambda a: f"nothing {a[0]} two things",
    "InverseObjectProperties": lambda a: f"{a[0]} is the reverse of {a[1]}",
    "IrreflexiveObjectProperty": lambda a: f"nothing {a[0]} itself",
    "NegativeObjectPropertyAssertion": lambda a: f"it is not so that {a[1]} {a[0]} {a[2]}",
    "ObjectPropertyAssertion": lambda a: f"{a[1]} {a[0]} {a[2]}",
    "ObjectPropertyDomain": lambda a: f"whatever {a[0]} something is {_noun(a[1])}",
    "ObjectPropertyRange": lambda a: f"whatever something {a[0]} is {_noun(a[1])}",
    "SameIndividual": lambda a: f"{a[0]} is the same as {a[1]}",
    "SubClassOf": lambda a: f"every {a[0]} is {_noun(a[1])}",
    "SubDataPropertyOf": lambda a: f"every {a[0]} is a {a[1]}",
    "SubObjectPropertyOf": lambda a: f"whatever {a[0]} something also {a[1]} it",
    "SymmetricObjectProperty": lambda a: f"{a[0]} holds both ways",
    "TransitiveObjectProperty": lambda a: f"{a[0]} carries on from one to the next",
}

_EXPRESSIONS: Mapping[str, Callable[[list[str]], str]] = {
    "DataHasValue": lambda a: f"something whose {a[0]} is {a[1]}",
    "DataSomeValuesFrom": lambda a: f"something that has a {a[0]} which is {_noun(a[1])}",
    "DatatypeRestriction": lambda a: f"{a[0]} within limits",
    "ObjectAllValuesFrom": lambda a: f"something that {a[0]} nothing but {a[1]}",
    "ObjectComplementOf": lambda a: f"not {_noun(a[0])}",
    "ObjectHasSelf": lambda a: f"something that {a[0]} itself",
    "ObjectHasValue": lambda a: f"something that {a[0]} {a[1]}",
    "ObjectIntersectionOf": lambda a: " and ".join((a[0], *map(_noun, a[1:]))),
    "ObjectInverseOf": lambda a: f"is at the other end of '{a[0]}' from",
    "ObjectOneOf": lambda a: f"one of {', '.join(a)}",
    "ObjectPropertyChain": lambda a: " something that ".join(a),
    "ObjectSomeValuesFrom": lambda a: f"something that {a[0]} {_some(a[1])}",
    "ObjectUnionOf": lambda a: " or ".join(a),
}


def _some(text: str) -> str:
    return text if text.startswith(("something", "one of", "any ")) else f"some {text}"


def _phrase(part: Part, label: Labels) -> str:
    if isinstance(part, Entity):
        return "anything" if part.iri.endswith("owl#Thing") else label(part.iri)
    if isinstance(part, Literal):
        return f'"{part.value}"'
    if isinstance(part, NamedNode):
        return label(part.value)
    if isinstance(part, BlankNode):
        return "somebody or something"
    if isinstance(part, Expr):
        first = part.args[0] if part.args else None
        if part.head == "ObjectSomeValuesFrom" and isinstance(first, Expr):  # an inverse
            prop, filler = _phrase(first.args[0], label), _phrase(part.args[1], label)
            return f"something that {_some(filler)} {prop}"
        inside = [_phrase(arg, label) for arg in part.args]
        if "Cardinality" in part.head:
            bound = {"Exa": "exactly", "Max": "at most", "Min": "at least"}
            words = bound[part.head.removeprefix("Object").removeprefix("Data")[:3]]
            rest = inside[2] if len(inside) > 2 else "things"
            return f"something that {inside[1]} {words} {inside[0]} {rest}"
        write = _EXPRESSIONS.get(part.head)
        return write(inside) if write else render(part)
    return str(part)
