"""OWL axioms as nested expressions, the way OWL tools see a graph.

RDF says everything in triples; OWL tools keep *axioms* and drop what is none. An axiom here is an
expression in the words of the OWL 2 structural specification, so that
``SubClassOf(ist:Alliance ObjectSomeValuesFrom(ist:hasParty ist:State))`` is
``Expr("SubClassOf", (alliance, Expr("ObjectSomeValuesFrom", (has_party, state))))``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from pyoxigraph import BlankNode, Literal, NamedNode, Triple


class Kind(StrEnum):
    """The six kinds of entity; the values are OWL's own words."""

    CLASS = "Class"
    DATATYPE = "Datatype"
    OBJECT = "ObjectProperty"
    DATA = "DataProperty"
    ANNOTATION = "AnnotationProperty"
    INDIVIDUAL = "NamedIndividual"


PROPERTY_KINDS = frozenset({Kind.OBJECT, Kind.DATA, Kind.ANNOTATION})


@dataclass(frozen=True, slots=True)
class Entity:
    """A named thing in one of its roles: an IRI can be class and individual at once."""

    kind: Kind
    iri: str


@dataclass(frozen=True, slots=True)
class Expr:
    """An expression: a word of the structural specification and what stands in its brackets."""

    head: str
    args: tuple[Part, ...]


Part = Entity | Expr | Literal | NamedNode | BlankNode | int
"""What can stand in an expression; a bare NamedNode is an IRI in an annotation."""


@dataclass(frozen=True, slots=True)
class Axiom:
    """One axiom, its annotations, and the triples that say it."""

    body: Expr
    annotations: tuple[Expr, ...] = ()
    triples: tuple[Triple, ...] = field(default=(), compare=False, repr=False)


def entities(part: Part) -> Iterator[Entity]:
    """Yield the entities in an expression, as often as they occur.

    >>> has = Expr("ObjectSomeValuesFrom", (Entity(Kind.OBJECT, "p"), Entity(Kind.CLASS, "C")))
    >>> [entity.iri for entity in entities(has)]
    ['p', 'C']
    """
    if isinstance(part, Entity):
        yield part
    elif isinstance(part, Expr):
        for arg in part.args:
            yield from entities(arg)


def literals(part: Part) -> Iterator[Literal]:
    """Yield the literals in an expression."""
    if isinstance(part, Literal):
        yield part
    elif isinstance(part, Expr):
        for arg in part.args:
            yield from literals(arg)


def anonymous(part: Part) -> Iterator[BlankNode]:
    """Yield the anonymous individuals in an expression."""
    if isinstance(part, BlankNode):
        yield part
    elif isinstance(part, Expr):
        for arg in part.args:
            yield from anonymous(arg)


def is_logical(axiom: Axiom) -> bool:
    """Tell whether a reasoner takes notice of the axiom."""
    return axiom.body.head not in NOT_LOGICAL


NOT_LOGICAL = frozenset(
    {
        "AnnotationAssertion",
        "AnnotationPropertyDomain",
        "AnnotationPropertyRange",
        "Declaration",
        "SubAnnotationPropertyOf",
    }
)
"""Axioms that only say what is there or what it is called."""
