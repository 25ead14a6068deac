"""Which axioms the rules of OWL 2 RL cannot follow in full, so that a clash may hide in them.

Whatever is not known to be followed counts as beyond: a verdict may be unsure, never wrong. The
tests put every construct, and many random mixtures, to HermiT as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal

from interstate.fast_rules import Facts, Value, name_of, value_of
from interstate.namespaces import OWL
from interstate.owl_axioms import Axiom, Expr, Part, entities, is_logical


@dataclass(frozen=True, slots=True)
class Limit:
    """A construct that rules cannot follow, and the axiom it stands in."""

    construct: str
    axiom: Axiom


def find_limits(axioms: Iterable[Axiom], facts: Facts) -> Iterator[Limit]:
    """Yield what cannot be followed, axiom by axiom."""
    for axiom in axioms:
        if is_logical(axiom):
            for construct in sorted(set(_limits(axiom.body, facts))):
                yield Limit(construct, axiom)


def _limits(body: Expr, facts: Facts) -> Iterator[str]:
    yield from (_UNIVERSAL[e.iri] for e in entities(body) if e.iri in _UNIVERSAL)
    test = _FOLLOWED.get(body.head)
    if test is None:
        yield body.head
    else:
        yield from test(body, facts)


_UNIVERSAL = {
    node.value: node.value.rpartition("#")[2]
    for node in (
        OWL.bottomDataProperty,
        OWL.bottomObjectProperty,
        OWL.topDataProperty,
        OWL.topObjectProperty,
    )
}
"""What has all pairs, or none: no rule counts them."""


def _nothing(_: Expr, __: Facts) -> Iterator[str]:
    return iter(())


def _below_and_above(body: Expr, _: Facts) -> Iterator[str]:
    yield from _not_below(body.args[0])
    yield from _not_above(body.args[1])


def _both_ways(body: Expr, _: Facts) -> Iterator[str]:
    for arg in body.args:
        yield from _not_below(arg)
        yield from _not_above(arg)


def _member(body: Expr, _: Facts) -> Iterator[str]:
    """A class asserted of a node: rules know a named one, and the complement of a named one."""
    cls = body.args[0]
    if isinstance(cls, Expr):
        known = cls.head == "ObjectComplementOf" and not isinstance(cls.args[0], Expr)
        if not known:
            yield cls.head


def _of_property(body: Expr, _: Facts) -> Iterator[str]:
    """A domain, or a range of links."""
    yield from _not_above(body.args[1])


def _named_only(body: Expr, _: Facts) -> Iterator[str]:
    """What is looked up by name: nothing with an inverse, or a node without a name."""
    yield from (arg.head for arg in body.args if isinstance(arg, Expr))
    if any(isinstance(arg, BlankNode) for arg in body.args):
        yield "AnonymousIndividual"


def _chain(body: Expr, _: Facts) -> Iterator[str]:
    yield from (
        arg.head for arg in body.args if isinstance(arg, Expr) and arg.head != "ObjectInverseOf"
    )


def _values(body: Expr, facts: Facts) -> Iterator[str]:
    """What compares literals: only those whose meaning is known here."""
    yield from _named_only(body, facts)
    denied = [arg for arg in body.args if isinstance(arg, Literal)]
    seen = [value for arg in body.args for _, value in facts.values[name_of(arg)]]
    if any(value_of(literal) is Value.UNKNOWN for literal in (*denied, *seen)):
        yield body.head
    # One value written in two ways, as 1 and 1.0: HermiT denies only what is written alike.
    if any(a != b and value_of(a) == value_of(b) for a in denied for b in seen):
        yield body.head


_FOLLOWED: Mapping[str, Callable[[Expr, Facts], Iterator[str]]] = {
    "AsymmetricObjectProperty": _named_only,
    "ClassAssertion": _member,
    "DataPropertyAssertion": _nothing,
    "DataPropertyDomain": _of_property,
    "DataPropertyRange": _named_only,
    "DifferentIndividuals": _named_only,
    "DisjointClasses": _named_only,
    "DisjointDataProperties": _values,
    "DisjointObjectProperties": _named_only,
    "EquivalentClasses": _both_ways,
    "EquivalentDataProperties": _nothing,
    "EquivalentObjectProperties": _chain,
    "FunctionalDataProperty": _values,
    "FunctionalObjectProperty": _named_only,
    "InverseFunctionalObjectProperty": _named_only,
    "InverseObjectProperties": _nothing,
    "IrreflexiveObjectProperty": _named_only,
    "NegativeDataPropertyAssertion": _values,
    "NegativeObjectPropertyAssertion": _named_only,
    "ObjectPropertyAssertion": _nothing,
    "ObjectPropertyDomain": _of_property,
    "ObjectPropertyRange": _of_property,
    "SameIndividual": _nothing,
    "SubClassOf": _below_and_above,
    "SubDataPropertyOf": _nothing,
    "SubObjectPropertyOf": _chain,
    "SymmetricObjectProperty": _named_only,
    "TransitiveObjectProperty": _named_only,
}

_BELOW = frozenset(
    {"ObjectHasValue", "ObjectIntersectionOf", "ObjectSomeValuesFrom", "ObjectUnionOf"}
)
_ABOVE = frozenset(
    {"ObjectAllValuesFrom", "ObjectComplementOf", "ObjectHasValue", "ObjectIntersectionOf"}
)


def _not_below(part: Part) -> Iterator[str]:
    """Yield what rules cannot follow on the left of a subclass axiom."""
    if isinstance(part, Expr) and part.head != "ObjectInverseOf":
        if part.head not in _BELOW:
            yield part.head
        for arg in part.args:
            yield from _not_below(arg)


def _not_above(part: Part) -> Iterator[str]:
    """Yield what rules cannot follow on the right of a subclass axiom."""
    if isinstance(part, Expr) and part.head != "ObjectInverseOf":
        if part.head not in _ABOVE:
            yield part.head
            return
        inside = _not_below if part.head == "ObjectComplementOf" else _not_above
        for arg in part.args:
            yield from inside(arg)
