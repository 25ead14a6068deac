"""OWL 2 DL's rules about an ontology as a whole: names with two roles, and simple properties.

Reasoners rely on them. No tool says a word about a name with two roles until somebody uses it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from interstate.owl_axioms import PROPERTY_KINDS, Axiom, Entity, Expr, Kind, Part
from interstate.owl_graph import Declarations, Problem
from interstate.owl_vocabulary import BUILT_IN
from interstate.vocabulary import shorten

_NEED_SIMPLE = frozenset(
    {
        "AsymmetricObjectProperty",
        "DisjointObjectProperties",
        "FunctionalObjectProperty",
        "InverseFunctionalObjectProperty",
        "IrreflexiveObjectProperty",
    }
)
_SIMPLE_IN_CLASSES = frozenset(
    {
        "ObjectExactCardinality",
        "ObjectHasSelf",
        "ObjectMaxCardinality",
        "ObjectMinCardinality",
    }
)
_SHAPING = frozenset(
    {
        "EquivalentObjectProperties",
        "InverseObjectProperties",
        "SubObjectPropertyOf",
        "TransitiveObjectProperty",
    }
)
_TOP = "http://www.w3.org/2002/07/owl#topObjectProperty"


def double_typing(declared: Declarations) -> Iterator[Problem]:
    """Yield the names that have two roles which OWL 2 DL keeps apart.

    A class may be an individual too; a class no datatype; a property of one kind only.
    """
    for iri, kinds in declared.items():
        clash = kinds & PROPERTY_KINDS if len(kinds & PROPERTY_KINDS) > 1 else frozenset[Kind]()
        if {Kind.CLASS, Kind.DATATYPE} <= kinds:
            clash |= {Kind.CLASS, Kind.DATATYPE}
        if clash and iri not in BUILT_IN:
            yield Problem(
                "dl-double-typing",
                iri,
                f"{shorten(iri)} is declared {' and '.join(sorted(clash))}: tools keep one of them "
                "at random and bend the statements; give the second use a name of its own.",
            )


def concerns_properties(axiom: Axiom) -> bool:
    """Tell whether :func:`not_simple` and :func:`irregular` need to see an axiom at all."""
    return axiom.body.head in _SHAPING or next(_demanded(axiom.body), None) is not None


def not_simple(axioms: Iterable[Axiom]) -> Iterator[tuple[Axiom, Problem]]:
    """Yield axioms that demand a simple property of a transitive or chain property."""
    axioms = tuple(axioms)
    composite = _composite(axioms)
    for axiom in axioms:
        for prop in _demanded(axiom.body):
            if prop in composite:
                yield (
                    axiom,
                    Problem(
                        "dl-non-simple",
                        prop,
                        f"{shorten(prop)} is transitive or follows from a chain "
                        f"({composite[prop]}), so it cannot be {_demand(axiom.body)}: the reasoner "
                        "refuses the ontology; take one of the two axioms out.",
                    ),
                )


def _demand(body: Expr) -> str:
    return {
        "AsymmetricObjectProperty": "asymmetric",
        "DisjointObjectProperties": "disjoint",
        "FunctionalObjectProperty": "functional",
        "InverseFunctionalObjectProperty": "inverse functional",
        "IrreflexiveObjectProperty": "irreflexive",
    }.get(body.head, "counted, or reflexive in a class")


def _demanded(part: Part) -> Iterator[str]:
    """Yield the properties that an expression needs to be simple."""
    if not isinstance(part, Expr):
        return
    if part.head in _NEED_SIMPLE:
        yield from (name for arg in part.args if (name := _name(arg)))
    if part.head in _SIMPLE_IN_CLASSES:
        yield from (name for arg in part.args[:2] if (name := _name(arg)))
    for arg in part.args:
        yield from _demanded(arg)


def _name(part: Part) -> str:
    """Return the IRI of an object property, without its inverse; "" for anything else."""
    if isinstance(part, Expr) and part.head == "ObjectInverseOf":
        part = part.args[0]
    return part.iri if isinstance(part, Entity) and part.kind is Kind.OBJECT else ""


def _supers(axioms: Iterable[Axiom]) -> Mapping[str, set[str]]:
    """Map each property to those directly above it; inverses count as the property itself."""
    above: dict[str, set[str]] = defaultdict(set)
    for axiom in axioms:
        head, args = axiom.body.head, axiom.body.args
        names = [_name(arg) for arg in args]
        if head == "SubObjectPropertyOf" and names[0]:
            above[names[0]].add(names[1])
        elif head in ("EquivalentObjectProperties", "InverseObjectProperties"):
            above[names[0]].add(names[1])
            above[names[1]].add(names[0])
    return above


def _reach(start: str, above: Mapping[str, set[str]]) -> set[str]:
    seen, agenda = {start}, [start]
    while agenda:
        for name in above.get(agenda.pop(), ()):
            if name not in seen:
                seen.add(name)
                agenda.append(name)
    return seen


def _composite(axioms: Iterable[Axiom]) -> Mapping[str, str]:
    """Map the properties that are not simple to what makes them so."""
    axioms = tuple(axioms)
    above = _supers(axioms)
    reasons = {_TOP: "it holds of everything"}
    for axiom in axioms:
        head, args = axiom.body.head, axiom.body.args
        if head == "TransitiveObjectProperty":
            reasons[_name(args[0])] = f"{shorten(_name(args[0]))} is transitive"
        elif head == "SubObjectPropertyOf" and _is_chain(args[0]):
            reasons[_name(args[1])] = f"{shorten(_name(args[1]))} has a chain"
    found: dict[str, str] = {}
    for start, reason in sorted(reasons.items()):
        for name in _reach(start, above):
            found.setdefault(name, reason)
    return found


def _is_chain(part: Part) -> bool:
    return isinstance(part, Expr) and part.head == "ObjectPropertyChain"


def irregular(axioms: Iterable[Axiom]) -> Iterator[tuple[Axiom, Problem]]:
    """Yield chains that make the hierarchy of properties circular.

    Every property of a chain must stand strictly below what the chain implies, but that the
    implied property itself may stand first or last in it.
    """
    axioms = tuple(axioms)
    above = _supers(axioms)
    chains = [
        a for a in axioms if a.body.head == "SubObjectPropertyOf" and _is_chain(a.body.args[0])
    ]
    below: dict[str, set[str]] = defaultdict(set)
    for axiom in chains:
        for name in _strictly_below(axiom):
            below[name].add(_name(axiom.body.args[1]))
    order: dict[str, set[str]] = defaultdict(set)
    for source in (above, below):
        for name, targets in source.items():
            order[name] |= targets
    for axiom in chains:
        whole = _name(axiom.body.args[1])
        if any(name in _reach(whole, order) for name in _strictly_below(axiom)):
            yield (
                axiom,
                Problem(
                    "dl-irregular-chain",
                    whole,
                    f"a chain implies {shorten(whole)}, and one of its members stands above or "
                    f"equal to {shorten(whole)} itself: the reasoner refuses the ontology; break "
                    "the circle.",
                ),
            )


def _strictly_below(axiom: Axiom) -> tuple[str, ...]:
    chain, whole = axiom.body.args
    assert isinstance(chain, Expr)
    names = [_name(arg) for arg in chain.args]
    top = _name(whole)
    if names == [top, top]:
        return ()  # a chain of a property with itself is transitivity
    if names[0] == top:
        names = names[1:]
    elif names[-1] == top:
        names = names[:-1]
    return tuple(names)
