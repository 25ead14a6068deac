"""A quick look for contradictions without Java: the part of OWL that rules can decide (OWL 2 RL).

``reasonable`` (a reasoner in Rust) closes the graph under the rules of OWL 2 RL; here the clashes
are looked for that those rules call false. It finds every contradiction that needs no case
distinction and no unnamed thing; where the ontology goes beyond that, the verdict says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from interstate.errors import MissingToolError
from interstate.namespaces import OWL, RDF, RDFS, VOCABULARIES
from interstate.owl_axioms import Axiom, Expr, Part
from interstate.owl_reader import read_owl
from interstate.owl_vocabulary import DATATYPES

Node = NamedNode | BlankNode


@dataclass(frozen=True, slots=True)
class Clash:
    """Two things that cannot be true together: the node, and why."""

    focus: str
    words: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What rules alone can say; ``beyond`` names constructs that they do not fully understand."""

    clashes: tuple[Clash, ...]
    beyond: tuple[str, ...]
    inferred: tuple[Triple, ...]

    @property
    def consistent(self) -> bool | None:
        """False with a clash, True when none can be hidden, None when only HermiT can tell."""
        if self.clashes:
            return False
        return None if self.beyond else True


def look(triples: Iterable[Triple]) -> Verdict:
    """Look for contradictions in ontology and data by the rules of OWL 2 RL.

    Raises:
        MissingToolError: the package ``reasonable`` is not installed.
    """
    whole = tuple(dict.fromkeys(triples))
    reading = read_owl(whole)
    closed = _close(whole)
    facts = _Facts(closed, reading.axioms)
    clashes = sorted(set(_clashes(reading.axioms, facts)), key=lambda c: (c.focus, c.words))
    said = set(whole)
    inferred = tuple(sorted((t for t in closed if t not in said), key=str))
    return Verdict(tuple(clashes), _beyond(reading.axioms, facts), inferred)


def suspects(triples: Iterable[Triple]) -> tuple[str, ...]:
    """Return the nodes that contradict something by rules alone; none if that cannot be told."""
    try:
        return tuple(clash.focus for clash in look(triples).clashes)
    except MissingToolError:
        return ()


_INVERSE = "urn:interstate:inverse:"


def _needs_value(triple: Triple) -> bool:
    """Tell whether a triple means nothing without its very literal, which rules do not see."""
    return triple.predicate in (OWL.oneOf, OWL.targetValue) or (
        triple.predicate == OWL.hasValue and isinstance(triple.object, Literal)
    )


def _close(triples: tuple[Triple, ...]) -> tuple[Triple, ...]:
    try:
        from reasonable import PyReasoner
    except ImportError as error:
        raise MissingToolError(
            "the package reasonable is missing. Remedy: pip install 'interstate[reason]'."
        ) from error
    from rdflib import BNode, URIRef
    from rdflib import Literal as RdflibLiteral

    # A property must have a name to be followed, so unnamed inverses get one for a while.
    inverses = {t.subject for t in triples if t.predicate == OWL.inverseOf}

    def out(term: Any) -> Any:
        if isinstance(term, NamedNode):
            return URIRef(term.value)
        if term in inverses:
            return URIRef(_INVERSE + term.value)
        # Of a literal the rules used here ask only that there is one: see _range, _functional.
        return BNode(term.value) if isinstance(term, BlankNode) else RdflibLiteral("")

    def back(term: Any) -> Any:
        if isinstance(term, URIRef):
            return None if term.startswith(_INVERSE) else NamedNode(str(term))
        return BlankNode(str(term)) if isinstance(term, BNode) else None

    reasoner = PyReasoner()
    reasoner.from_graph(list({tuple(map(out, t)) for t in triples if not _needs_value(t)}))
    closed = dict.fromkeys(triples)
    for subject, predicate, value in reasoner.reason():
        parts = back(subject), back(predicate), back(value)
        if all(part is not None for part in parts) and not isinstance(parts[1], BlankNode):
            closed[Triple(*parts)] = None
    return tuple(closed)


class _Facts:
    """A closed graph by class and by property."""

    def __init__(self, triples: Iterable[Triple], axioms: Iterable[Axiom]) -> None:
        self.members: dict[str, set[str]] = defaultdict(set)
        self.links: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self.values: dict[str, list[tuple[str, Literal]]] = defaultdict(list)
        above = _data_hierarchy(axioms)
        for triple in triples:
            subject, value = triple.subject, triple.object
            if isinstance(subject, Triple) or isinstance(value, Triple):
                continue
            name = triple.predicate.value
            if isinstance(value, Literal):
                for prop in above.get(name, {name}):
                    self.values[prop].append((subject.value, value))
            elif triple.predicate == RDF.type:
                self.members[value.value].add(subject.value)
            else:
                self.links[name].add((subject.value, value.value))


def _data_hierarchy(axioms: Iterable[Axiom]) -> Mapping[str, set[str]]:
    """Map each data property with others above it to all of them, itself included."""
    direct: dict[str, set[str]] = defaultdict(set)
    for axiom in axioms:
        names = [_name(arg) for arg in axiom.body.args]
        if axiom.body.head == "SubDataPropertyOf":
            direct[names[0]].add(names[1])
        elif axiom.body.head == "EquivalentDataProperties":
            direct[names[0]].add(names[1])
            direct[names[1]].add(names[0])
    closed = {}
    for start in list(direct):
        seen, agenda = {start}, [start]
        while agenda:
            for name in direct.get(agenda.pop(), ()):
                if name not in seen:
                    seen.add(name)
                    agenda.append(name)
        closed[start] = seen
    return closed


def _name(part: Part) -> str:
    return str(getattr(part, "iri", ""))


def _clashes(axioms: Iterable[Axiom], facts: _Facts) -> Iterator[Clash]:
    """Yield what the rules of OWL 2 RL call false."""
    for node in facts.members[OWL.Nothing.value]:
        yield Clash(node, "belongs to a class that can have no member")
    for axiom in axioms:
        head, args = axiom.body.head, axiom.body.args
        check = _CHECKS.get(head)
        if check is not None:
            yield from check(args, facts)


def _disjoint(args: tuple[Part, ...], facts: _Facts) -> Iterator[Clash]:
    names = [_name(arg) for arg in args]
    for position, first in enumerate(names):
        for second in names[position + 1 :]:
            if first and second:
                for node in facts.members[first] & facts.members[second]:
                    yield Clash(node, f"is both <{first}> and <{second}>, which exclude each other")


def _complement(args: tuple[Part, ...], facts: _Facts) -> Iterator[Clash]:
    """A class below, or equal to, the complement of another."""
    for one, other in (args, args[::-1]):
        if isinstance(other, Expr) and other.head == "ObjectComplementOf" and _name(one):
            for node in facts.members[_name(one)] & facts.members[_name(other.args[0])]:
                yield Clash(
                    node, f"is <{_name(one)}> and <{_name(other.args[0])}>, which it excludes"
                )


def _not_member(args: tuple[Part, ...], facts: _Facts) -> Iterator[Clash]:
    cls, node = args
    if isinstance(cls, Expr) and cls.head == "ObjectComplementOf":
        name = _name(cls.args[0])
        if _name(node) in facts.members[name]:
            yield Clash(_name(node), f"is said not to be <{name}>, and is one")


def _different(args: tuple[Part, ...], facts: _Facts) -> Iterator[Clash]:
    names = [_name(arg) for arg in args]
    for one, other in facts.links[OWL.sameAs.value]:
        if one != other and one in names and other in names:
            yield Clash(one, f"is the same as <{other}> and different from it")


def _not_linked(args: tuple[Part, ...], facts: _Facts) -> Iterator[Clash]:
    prop, subject, value = (_name(arg) for arg in args)
    if (subject, value) in facts.links[prop]:
        yield Clash(subject, f"is said to have no <{prop}> <{value}>, and has it")


def _irreflexive(args: tuple[Part, ...], facts: _Facts) -> Iterator[Clash]:
    for one, other in facts.links[_name(args[0])]:
        if one == other:
            yield Clash(one, f"has itself as <{_name(args[0])}>, which nothing may")


def _asymmetric(args: tuple[Part, ...], facts: _Facts) -> Iterator[Clash]:
    links = facts.links[_name(args[0])]
    for one, other in links:
        if (other, one) in links:
            yield Clash(one, f"and <{other}> have each other as <{_name(args[0])}>")


def _disjoint_properties(args: tuple[Part, ...], facts: _Facts) -> Iterator[Clash]:
    names = [_name(arg) for arg in args]
    for position, first in enumerate(names):
        for second in names[position + 1 :]:
            for one, other in facts.links[first] & facts.links[second]:
                yield Clash(one, f"has <{other}> as both <{first}> and <{second}>")


def _range(args: tuple[Part, ...], facts: _Facts) -> Iterator[Clash]:
    prop, datatype = _name(args[0]), _name(args[1])
    for node, value in facts.values[prop]:
        if datatype and not _fits(value, datatype):
            yield Clash(node, f"has the <{prop}> {value}, which is no <{datatype}>")


def _functional(args: tuple[Part, ...], facts: _Facts) -> Iterator[Clash]:
    seen: dict[str, object] = {}
    for node, value in facts.values[_name(args[0])]:
        plain = _plain(value)
        if plain is not None and seen.setdefault(node, plain) != plain:
            yield Clash(node, f"has two values of <{_name(args[0])}>")


def _disjoint_data(args: tuple[Part, ...], facts: _Facts) -> Iterator[Clash]:
    names = [_name(arg) for arg in args]
    for position, first in enumerate(names):
        taken = {(node, _plain(value)) for node, value in facts.values[first]}
        for second in names[position + 1 :]:
            for node, value in facts.values[second]:
                if _plain(value) is not None and (node, _plain(value)) in taken:
                    yield Clash(node, f"has {value} as both <{first}> and <{second}>")


def _not_valued(args: tuple[Part, ...], facts: _Facts) -> Iterator[Clash]:
    prop, subject, denied = args
    assert isinstance(denied, Literal)
    for node, value in facts.values[_name(prop)]:
        if node == _name(subject) and _plain(value) == _plain(denied) is not None:
            yield Clash(node, f"is said to have no <{_name(prop)}> {denied}, and has it")


def _plain(value: Literal) -> object | None:
    """Return what a literal means, None where only a reasoner can compare it."""
    datatype = value.datatype.value.removeprefix(_XSD)
    if value.language or datatype == "string":
        return value.value, value.language
    if datatype in _NUMBERS and DATATYPES[f"{_XSD}{datatype}"](value.value):
        return Decimal(value.value)
    if datatype == "boolean":
        return value.value in ("true", "1")
    return None


_XSD = VOCABULARIES["xsd"]
_LITERAL = RDFS.Literal.value


def _fits(value: Literal, datatype: str) -> bool:
    """Tell whether a literal lies in the value space of a datatype."""
    own = value.datatype.value
    if datatype in (own, _LITERAL):
        return DATATYPES[own](value.value) if own in DATATYPES else True
    if datatype.endswith("#PlainLiteral"):
        return own in (f"{_XSD}string", RDF.langString.value)
    known = DATATYPES.get(datatype)
    numbers = own.startswith(_XSD) and own[len(_XSD) :] in _NUMBERS
    if numbers and datatype[len(_XSD) :] in _NUMBERS:  # value spaces of numbers nest
        return known is not None and known(value.value)
    return False


_NUMBERS = frozenset(
    {
        "byte",
        "decimal",
        "int",
        "integer",
        "long",
        "negativeInteger",
        "nonNegativeInteger",
        "nonPositiveInteger",
        "positiveInteger",
        "short",
        "unsignedByte",
        "unsignedInt",
        "unsignedLong",
        "unsignedShort",
    }
)

_CHECKS: Mapping[str, Any] = {
    "AsymmetricObjectProperty": _asymmetric,
    "ClassAssertion": _not_member,
    "DataPropertyRange": _range,
    "DifferentIndividuals": _different,
    "DisjointClasses": _disjoint,
    "DisjointDataProperties": _disjoint_data,
    "DisjointObjectProperties": _disjoint_properties,
    "EquivalentClasses": _complement,
    "FunctionalDataProperty": _functional,
    "IrreflexiveObjectProperty": _irreflexive,
    "NegativeDataPropertyAssertion": _not_valued,
    "NegativeObjectPropertyAssertion": _not_linked,
    "SubClassOf": _complement,
}


def _beyond(axioms: Iterable[Axiom], facts: _Facts) -> tuple[str, ...]:
    """Return the constructs that these rules cannot follow in full, such as unnamed things."""
    found: set[str] = set()
    for axiom in axioms:
        head, args = axiom.body.head, axiom.body.args
        if head == "SubClassOf":
            found |= {*_not_below(args[0]), *_not_above(args[1])}
        elif head == "EquivalentClasses":
            found |= {name for arg in args for name in (*_not_below(arg), *_not_above(arg))}
        elif head in ("ClassAssertion", "DisjointClasses"):
            found |= {name for arg in args for name in _not_named(arg, head)}
        elif head in ("DataPropertyDomain", "ObjectPropertyDomain", "ObjectPropertyRange"):
            found |= {*_not_above(args[1])}
        elif head in _UNFOLLOWED:
            found.add(head)
        elif head == "SubObjectPropertyOf" and getattr(args[0], "head", "").endswith("Chain"):
            found.add("ObjectPropertyChain")
        elif head == "DataPropertyRange" and isinstance(args[1], Expr):
            found.add(args[1].head)
        elif head in ("DisjointDataProperties", "FunctionalDataProperty"):
            values = (value for arg in args for _, value in facts.values[_name(arg)])
            if any(_plain(value) is None for value in values):
                found.add(head)
    return tuple(sorted(found))


_UNFOLLOWED = frozenset(
    {"DatatypeDefinition", "DisjointUnion", "HasKey", "ReflexiveObjectProperty"}
)
_BELOW = frozenset(
    {
        "ObjectHasValue",
        "ObjectIntersectionOf",
        "ObjectSomeValuesFrom",
        "ObjectUnionOf",
    }
)
_ABOVE = frozenset(
    {
        "ObjectAllValuesFrom",
        "ObjectComplementOf",
        "ObjectHasValue",
        "ObjectIntersectionOf",
    }
)


def _not_named(part: Part, head: str) -> Iterator[str]:
    """Yield what rules cannot follow where a class is asserted or excluded."""
    if isinstance(part, Expr) and (head == "DisjointClasses" or part.head != "ObjectComplementOf"):
        yield part.head


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
