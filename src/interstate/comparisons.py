"""How two accounts' values relate: equal, coarser, finer, partly other, or different.

Precision matters more than reach: most naive differences are noise. A list of names is open
unless its text closes it, so only lists with nothing in common differ. A state is a coarser answer
than its minister, and 1950 a coarser one than March 1950. "About" never proves a difference.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from pyoxigraph import NamedNode

from interstate.graphs import Term
from interstate.namespaces import IST, PREFIXES, SKOS
from interstate.record import Record

_NEAR = Decimal("0.1")
_INFINITE = Decimal("Infinity")


class Relation(StrEnum):
    """How the first of two values relates to the second."""

    EQUAL = "equal"
    COARSER = "coarser"
    FINER = "finer"
    PARTIAL = "partly other"
    DIFFERENT = "different"


def wholes_of(record: Record) -> dict[NamedNode, frozenset[NamedNode]]:
    """Map each agent to the agents that a coarser account may name in its place.

    An organ's state, an office-holder's office owner (whoever tells of the office), and so on up;
    and agents that the reference data match closely, such as a movement and the state it rules.
    """
    index = record.index
    up: dict[NamedNode, set[NamedNode]] = defaultdict(set)
    for triple in index.triples:
        if triple.predicate == IST.organOf and isinstance(triple.subject, NamedNode):
            up[triple.subject].update(index.nodes(triple.subject, IST.organOf))
        elif triple.predicate == SKOS.closeMatch and isinstance(triple.subject, NamedNode):
            for twin in index.nodes(triple.subject, SKOS.closeMatch):
                if twin in index:
                    up[triple.subject].add(twin)
                    up[twin].add(triple.subject)
        elif triple.predicate == IST.hasOffice and isinstance(triple.subject, NamedNode):
            owners = {
                owner
                for office in index.nodes(triple.subject, IST.hasOffice)
                for owner in index.nodes(office, IST.officeOf)
            }
            for person in index.nodes(triple.subject, IST.hasHolder):
                up[person] |= owners
    return {agent: _closed(agent, up) for agent in sorted(up, key=str)}


def _closed(agent: NamedNode, up: Mapping[NamedNode, set[NamedNode]]) -> frozenset[NamedNode]:
    found: set[NamedNode] = set()
    agenda = [agent]
    while agenda:
        for whole in up.get(agenda.pop(), ()):
            if whole not in found:
                found.add(whole)
                agenda.append(whole)
    return frozenset(found - {agent})


def compare_sets(
    first: Iterable[Term],
    second: Iterable[Term],
    wholes: Mapping[NamedNode, frozenset[NamedNode]],
    *,
    single: bool = False,
) -> Relation:
    """Compare the fillers of one role in two accounts.

    >>> a, b, c = (NamedNode(f"x:{letter}") for letter in "abc")
    >>> [str(compare_sets(*pair, {})) for pair in (([a], [a, b]), ([a, b], [b, c]), ([a], [c]))]
    ['coarser', 'partly other', 'different']
    >>> str(compare_sets([a], [c], {a: frozenset({c})}))
    'finer'
    """
    one, two = set(first), set(second)
    if one == two:
        return Relation.EQUAL
    if single:
        return Relation.DIFFERENT if one.isdisjoint(two) else Relation.PARTIAL
    if one < two:
        return Relation.COARSER
    if two < one:
        return Relation.FINER
    if not one.isdisjoint(two):
        return Relation.PARTIAL
    if any(_has_whole_in(member, two, wholes) for member in one):
        return Relation.FINER
    if any(_has_whole_in(member, one, wholes) for member in two):
        return Relation.COARSER
    return Relation.DIFFERENT


def _has_whole_in(
    member: Term, others: set[Term], wholes: Mapping[NamedNode, frozenset[NamedNode]]
) -> bool:
    return isinstance(member, NamedNode) and not wholes.get(member, frozenset()).isdisjoint(
        other for other in others if isinstance(other, NamedNode)
    )


def range_of(value: str, bound: str) -> tuple[Decimal, Decimal] | None:
    """Return the least and greatest number that a figure with its bound allows.

    >>> range_of("5", ""), range_of("80", "nearly"), range_of("1350", "more-than")[1]
    ((Decimal('5'), Decimal('5')), (Decimal('72.0'), Decimal('80')), Decimal('Infinity'))
    """
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    near = abs(number) * _NEAR
    return {
        "": (number, number),
        "about": (number - near, number + near),
        "nearly": (number - near, number),
        "at-least": (number, _INFINITE),
        "more-than": (number, _INFINITE),
        "at-most": (-_INFINITE, number),
        "less-than": (-_INFINITE, number),
    }.get(bound)


def compare_figures(first: tuple[str, str], second: tuple[str, str]) -> Relation:
    """Compare two (value, bound) figures; only ranges that do not meet differ.

    >>> str(compare_figures(("5", ""), ("6", ""))), str(compare_figures(("5", "about"), ("5", "")))
    ('different', 'coarser')
    >>> str(compare_figures(("1000", "more-than"), ("1000", "")))
    'different'
    """
    one, two = range_of(*first), range_of(*second)
    if one is None or two is None or first == second or one == two:
        return Relation.EQUAL
    if one[1] < two[0] or two[1] < one[0] or _touching(first, one, second, two):
        return Relation.DIFFERENT
    if one[0] <= two[0] and two[1] <= one[1]:
        return Relation.COARSER
    if two[0] <= one[0] and one[1] <= two[1]:
        return Relation.FINER
    return Relation.PARTIAL


def _touching(
    first: tuple[str, str],
    one: tuple[Decimal, Decimal],
    second: tuple[str, str],
    two: tuple[Decimal, Decimal],
) -> bool:
    """Tell whether two ranges share only an end that one of them leaves out."""
    if one[1] == two[0]:
        return first[1] == "less-than" or second[1] == "more-than"
    if two[1] == one[0]:
        return second[1] == "less-than" or first[1] == "more-than"
    return False


def figure(node: NamedNode, record: Record) -> tuple[str, str]:
    """Return a measurement's value and the name of its bound ("" for a bare figure)."""
    bounds = record.index.nodes(node, IST.hasBound)
    name = bounds[0].value.removeprefix(PREFIXES["bound"]) if bounds else ""
    return record.index.text(node, IST.value), name
