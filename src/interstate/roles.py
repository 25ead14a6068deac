"""Roles that follow from others: a source's speakers, a set's items, states behind their servants.

Some of these statements rest on a second situation: an item's addressee on the set that lists
it, a minister's act as the state's act on the office that he held. Those are noted with each
statement, so that a view that does not hold the second situation does not hold the statement.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode, Triple

from interstate.bounds import creators_of
from interstate.description import Description
from interstate.findings import Finding
from interstate.graphs import Term
from interstate.namespaces import IST
from interstate.record import Record
from interstate.time_units import moment_of
from interstate.times import Bounds

Need = frozenset[NamedNode]
"""Situations that must hold, beside the statement's subject, for the statement to hold."""

NONE: Need = frozenset()

_ROLES: Mapping[NamedNode, tuple[NamedNode, ...]] = {
    IST.stateAgent: (IST.hasAgent, IST.hasSpeaker, IST.hasSender, IST.hasDonor, IST.actsFor),
    IST.stateTarget: (IST.hasTarget, IST.hasAddressee),
    IST.stateBeneficiary: (IST.hasBeneficiary, IST.hasRecipient),
}


@dataclass(frozen=True, slots=True)
class Role:
    """A computed statement and the other situations that it needs."""

    subject: NamedNode
    predicate: NamedNode
    value: Term
    needs: Need = NONE

    @property
    def triple(self) -> Triple:
        """The statement itself."""
        return Triple(self.subject, self.predicate, self.value)


def default_speakers(record: Record, description: Description) -> tuple[list[Role], list[Finding]]:
    """Give each root claim without a speaker the makers of its source."""
    roles: list[Role] = []
    findings: list[Finding] = []
    for claim in sorted(description.roots, key=str):
        if record.index.objects(claim, IST.hasSpeaker):
            continue
        creators = creators_of(claim, record)
        roles += [Role(claim, IST.hasSpeaker, creator) for creator in creators]
        if not creators and record.index.objects(claim, IST.anchoredAt):
            findings.append(
                Finding(
                    "",
                    0,
                    claim.value,
                    "derivation-speaker-none",
                    "nobody speaks in this claim: its source names no maker; give the source a "
                    "dcterms:creator (a descriptive group, if the authors are unknown), or the "
                    "claim an ist:hasSpeaker.",
                )
            )
    return roles, findings


def asserted(record: Record, description: Description) -> frozenset[NamedNode]:
    """Return the situations that some claim puts forward as being so, itself or as a part.

    Denied, supposed, demanded or feared ones are not among them.
    """
    holding: set[NamedNode] = set(description.roots)
    agenda = [
        content.situation
        for contents in record.contents.values()
        for content in contents
        if content.mode == IST.asserts
    ]
    while agenda:
        node = agenda.pop()
        if node in holding:
            continue
        holding.add(node)
        agenda += [link.target for link in record.links.get(node, ()) if link.transparent]
    return frozenset(holding)


def set_items(record: Record) -> list[Role]:
    """Hand a demand set's speaker, addressee and time down to its items, and answers too.

    An item's own values stand. Accepting the set counts for each item; refusing it does not: one
    may refuse a list and still grant a part of it.
    """
    roles: list[Role] = []
    index = record.index
    for group in sorted(record.situations, key=str):
        if not record.is_a(group, IST.DemandSet):
            continue
        answers = [
            answer
            for answer in index.subjects(IST.respondsTo, group)
            if isinstance(answer, NamedNode) and record.is_a(answer, IST.Acceptance)
        ]
        for item in index.nodes(group, IST.hasItem):
            for predicate in (IST.hasSpeaker, IST.hasAddressee, IST.time):
                if not index.objects(item, predicate):
                    roles += [
                        Role(item, predicate, value, frozenset({group}))
                        for value in index.objects(group, predicate)
                    ]
            roles += [
                Role(answer, IST.respondsTo, item, frozenset({group}))
                for answer in answers
                if item not in index.nodes(answer, IST.respondsTo)
            ]
    return roles


def state_roles(
    record: Record,
    holding: frozenset[NamedNode],
    bounds: Mapping[NamedNode, Bounds],
    inherited: Iterable[Role],
) -> Iterator[Role]:
    """Yield the states that act, are addressed or gain, themselves or through their servants.

    A state is in the role itself; or by an organ of it; or by a person whose office in it is
    told of the same time (both must be dated); or the act is said to be done for it. A coup is
    nobody's state act: whoever seizes a government against its rules does not act for the state.
    """
    states = _states(record)
    offices = _offices(record, holding, states)
    extra: dict[NamedNode, list[Role]] = defaultdict(list)
    for role in inherited:
        extra[role.subject].append(role)
    wanted = {
        below: computed
        for computed, roles in _ROLES.items()
        for role in roles
        for below in record.hierarchy.below(role)
    }
    for node in sorted(record.situations - record.references, key=str):
        if node in record.claims and node not in record.claimed_by:
            continue
        own = [(p, o, NONE) for p, o in record.index.outgoing(node) if p in wanted]
        handed = [(r.predicate, r.value, r.needs) for r in extra.get(node, ())]
        for predicate, agent, needs in (*own, *handed):
            if predicate not in wanted or not isinstance(agent, NamedNode):
                continue
            if wanted[predicate] == IST.stateAgent and record.is_a(node, IST.Coup):
                continue
            for state in states.get(agent, ()):
                yield Role(node, wanted[predicate], state, needs)
            for holding_node, state in offices.get(agent, ()):
                if _overlap(bounds.get(node), bounds.get(holding_node)):
                    yield Role(node, wanted[predicate], state, needs | {holding_node})


def _states(record: Record) -> dict[NamedNode, tuple[NamedNode, ...]]:
    """Map each state to itself and each organ to the states that it belongs to."""
    found: dict[NamedNode, set[NamedNode]] = defaultdict(set)
    index = record.index
    for kind in record.hierarchy.below(IST.State):
        for state in index.subjects_of_type(kind):
            found[state].add(state)
            agenda = [state]
            while agenda:
                for organ in index.subjects(IST.organOf, agenda.pop()):
                    if isinstance(organ, NamedNode) and state not in found[organ]:
                        found[organ].add(state)
                        agenda.append(organ)
    return {agent: tuple(sorted(states, key=str)) for agent, states in found.items()}


def _offices(
    record: Record, holding: frozenset[NamedNode], states: Mapping[NamedNode, tuple[NamedNode, ...]]
) -> dict[NamedNode, list[tuple[NamedNode, NamedNode]]]:
    """Map each person to the office-holdings told of him, with the state each one serves."""
    found: dict[NamedNode, list[tuple[NamedNode, NamedNode]]] = defaultdict(list)
    index = record.index
    for node in sorted(holding, key=str):
        for office in index.nodes(node, IST.hasOffice):
            for owner in index.nodes(office, IST.officeOf):
                for state in states.get(owner, ()):
                    for person in index.nodes(node, IST.hasHolder):
                        found[person].append((node, state))
    return found


def _overlap(act: Bounds | None, office: Bounds | None) -> bool:
    """Tell whether the spans that are told of an act and of an office meet."""
    if act is None or office is None:
        return False
    first, second = _span(act), _span(office)
    return bool(first and second and first[0] <= second[1] and second[0] <= first[1])


def _span(bounds: Bounds) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    texts = (bounds.earliest_begin, bounds.latest_begin, bounds.earliest_end, bounds.latest_end)
    moments = [moment_of(text) for text in texts if text is not None]
    return (min(moments), max(moments)) if moments else None
