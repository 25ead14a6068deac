"""What the rules of OWL 2 RL call false in a graph that is closed under them.

One function for each kind of axiom that can clash; :mod:`interstate.fast` closes the graph and
says what these rules cannot see.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from pyoxigraph import Literal, Triple

from interstate.namespaces import OWL, RDF, RDFS, VOCABULARIES
from interstate.owl_axioms import Axiom, Part
from interstate.owl_vocabulary import DATATYPES


@dataclass(frozen=True, slots=True)
class Clash:
    """Two things that cannot be true together: the node, and why."""

    focus: str
    words: str


class Facts:
    """A closed graph by class and by property."""

    def __init__(self, triples: Iterable[Triple], axioms: Iterable[Axiom]) -> None:
        """Sort ``triples``; the axioms say which data properties lie above which."""
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
        self._share_values()

    def _share_values(self) -> None:
        """Give the values of a node to all that are the same as it."""
        same: dict[str, set[str]] = defaultdict(set)
        for one, other in self.links[OWL.sameAs.value]:
            if one != other:
                same[one].add(other)
        for pairs in self.values.values() if same else ():
            pairs += [(other, value) for node, value in pairs for other in same.get(node, ())]


def _data_hierarchy(axioms: Iterable[Axiom]) -> Mapping[str, set[str]]:
    """Map each data property with others above it to all of them, itself included."""
    direct: dict[str, set[str]] = defaultdict(set)
    for axiom in axioms:
        names = [name_of(arg) for arg in axiom.body.args]
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


def name_of(part: Part) -> str:
    """Return the IRI of a named part, "" of any other."""
    return str(getattr(part, "iri", ""))


def find_clashes(axioms: Iterable[Axiom], facts: Facts) -> Iterator[Clash]:
    """Yield what the rules of OWL 2 RL call false."""
    for node in facts.members[OWL.Nothing.value]:
        yield Clash(node, "belongs to a class that can have no member")
    for negation, cls in facts.links[OWL.complementOf.value]:
        for node in facts.members[negation] & facts.members[cls]:
            named = f"<{cls}>" if ":" in cls else "of a class"
            yield Clash(node, f"is {named}, and something else that it is excludes it")
    for axiom in axioms:
        head, args = axiom.body.head, axiom.body.args
        check = _CHECKS.get(head)
        if check is not None:
            yield from check(args, facts)


def _disjoint(args: tuple[Part, ...], facts: Facts) -> Iterator[Clash]:
    names = [name_of(arg) for arg in args]
    for position, first in enumerate(names):
        for second in names[position + 1 :]:
            if first and second:
                for node in facts.members[first] & facts.members[second]:
                    yield Clash(node, f"is both <{first}> and <{second}>, which exclude each other")


def _different(args: tuple[Part, ...], facts: Facts) -> Iterator[Clash]:
    names = [name_of(arg) for arg in args]
    for one, other in facts.links[OWL.sameAs.value]:
        if one != other and one in names and other in names:
            yield Clash(one, f"is the same as <{other}> and different from it")


def _not_linked(args: tuple[Part, ...], facts: Facts) -> Iterator[Clash]:
    prop, subject, value = (name_of(arg) for arg in args)
    if (subject, value) in facts.links[prop]:
        yield Clash(subject, f"is said to have no <{prop}> <{value}>, and has it")


def _irreflexive(args: tuple[Part, ...], facts: Facts) -> Iterator[Clash]:
    for one, other in facts.links[name_of(args[0])]:
        if one == other:
            yield Clash(one, f"has itself as <{name_of(args[0])}>, which nothing may")


def _asymmetric(args: tuple[Part, ...], facts: Facts) -> Iterator[Clash]:
    links = facts.links[name_of(args[0])]
    for one, other in links:
        if (other, one) in links:
            yield Clash(one, f"and <{other}> have each other as <{name_of(args[0])}>")


def _disjoint_properties(args: tuple[Part, ...], facts: Facts) -> Iterator[Clash]:
    names = [name_of(arg) for arg in args]
    for position, first in enumerate(names):
        for second in names[position + 1 :]:
            for one, other in facts.links[first] & facts.links[second]:
                yield Clash(one, f"has <{other}> as both <{first}> and <{second}>")


def _range(args: tuple[Part, ...], facts: Facts) -> Iterator[Clash]:
    prop, datatype = name_of(args[0]), name_of(args[1])
    for node, value in facts.values[prop]:
        if datatype and not _fits(value, datatype):
            yield Clash(node, f"has the <{prop}> {value}, which is no <{datatype}>")


def _functional(args: tuple[Part, ...], facts: Facts) -> Iterator[Clash]:
    seen: dict[str, object] = {}
    for node, value in facts.values[name_of(args[0])]:
        meaning = value_of(value)
        if meaning is not Value.UNKNOWN and seen.setdefault(node, meaning) != meaning:
            yield Clash(node, f"has two values of <{name_of(args[0])}>")


def _disjoint_data(args: tuple[Part, ...], facts: Facts) -> Iterator[Clash]:
    names = [name_of(arg) for arg in args]
    for position, first in enumerate(names):
        taken = {(node, value_of(value)) for node, value in facts.values[first]}
        for second in names[position + 1 :]:
            for node, value in facts.values[second]:
                meaning = value_of(value)
                if meaning is not Value.UNKNOWN and (node, meaning) in taken:
                    yield Clash(node, f"has {value} as both <{first}> and <{second}>")


def _not_valued(args: tuple[Part, ...], facts: Facts) -> Iterator[Clash]:
    prop, subject, denied = args
    assert isinstance(denied, Literal)
    for node, value in facts.values[name_of(prop)]:
        if node == name_of(subject) and value == denied:
            yield Clash(node, f"is said to have no <{name_of(prop)}> {denied}, and has it")


class Value(Enum):
    """A meaning that only a reasoner can compare with others."""

    UNKNOWN = "unknown"


def value_of(literal: Literal) -> object:
    """Return what a literal means, the same for equal values only.

    >>> from interstate.namespaces import XSD
    >>> value_of(Literal("1", datatype=XSD.integer)) == value_of(Literal("1", datatype=XSD.decimal))
    True
    >>> value_of(Literal("1", datatype=XSD.integer)) == value_of(Literal("1", datatype=XSD.boolean))
    False
    >>> value_of(Literal(1.0))  # a double
    <Value.UNKNOWN: 'unknown'>
    """
    if literal.language:
        return literal.value, literal.language.lower()
    datatype = literal.datatype.value
    short = datatype.removeprefix(_XSD)
    if short == "string":
        return literal.value, ""
    if short in _NUMBERS and DATATYPES[datatype](literal.value):
        return Decimal(literal.value)
    if short == "boolean":
        return "boolean", literal.value in ("true", "1")
    return Value.UNKNOWN


_XSD = VOCABULARIES["xsd"]
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
_TEXTS = (
    "string",
    "normalizedString",
    "token",
    "language",
    "NMTOKEN",
    "Name",
    "NCName",
)
"""Each holds some of the texts of the first; the text itself decides which."""

_PLAIN = RDF.PlainLiteral.value


def _fits(literal: Literal, datatype: str) -> bool:
    """Tell whether a literal lies in the value space of a datatype; 1.0 is an integer."""
    own = literal.datatype.value
    if datatype in (own, RDFS.Literal.value):
        return DATATYPES[own](literal.value) if own in DATATYPES else True
    if own in _NUMBER_IRIS and datatype in (*_NUMBER_IRIS, *_REALS):
        number = value_of(literal)
        if datatype in _REALS or datatype.endswith("#decimal") or not isinstance(number, Decimal):
            return isinstance(number, Decimal)
        return number == number.to_integral_value() and DATATYPES[datatype](f"{number:.0f}")
    if own in _TEXT_IRIS:
        return datatype == _PLAIN or (datatype in _TEXT_IRIS and DATATYPES[datatype](literal.value))
    if {own, datatype} == {f"{_XSD}dateTime", f"{_XSD}dateTimeStamp"}:
        return DATATYPES[datatype](literal.value)
    return own == RDF.langString.value and datatype == _PLAIN


_TEXT_IRIS = frozenset(f"{_XSD}{name}" for name in _TEXTS)
_NUMBER_IRIS = frozenset(f"{_XSD}{name}" for name in _NUMBERS)
_REALS = (f"{VOCABULARIES['owl']}real", f"{VOCABULARIES['owl']}rational")

_CHECKS: Mapping[str, Callable[[tuple[Part, ...], Facts], Iterator[Clash]]] = {
    "AsymmetricObjectProperty": _asymmetric,
    "DataPropertyRange": _range,
    "DifferentIndividuals": _different,
    "DisjointClasses": _disjoint,
    "DisjointDataProperties": _disjoint_data,
    "DisjointObjectProperties": _disjoint_properties,
    "FunctionalDataProperty": _functional,
    "IrreflexiveObjectProperty": _irreflexive,
    "NegativeDataPropertyAssertion": _not_valued,
    "NegativeObjectPropertyAssertion": _not_linked,
}
