"""What follows from the authored statements and is therefore computed, never typed.

Little to type is the aim: who describes what, how deep hearsay is, what each speaker commits to,
when things begin and end at the earliest and latest, which state acts through whom, and each
claim's origin in PROV terms all follow from the claims themselves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from interstate.attribution import Attribution, attribute
from interstate.bounds import range_triples, read_times, time_values, works_of
from interstate.description import Description, describe
from interstate.findings import Finding
from interstate.graphs import Hierarchy, Index
from interstate.namespaces import IST, PROV, XSD
from interstate.record import Record, read_record
from interstate.roles import NONE, Need, Role, asserted, default_speakers, set_items, state_roles
from interstate.times import Bounds


@dataclass(frozen=True, slots=True)
class Derived:
    """The computed statements, what is wrong, and the readings that they come from.

    ``needs`` has an entry for each statement that rests on situations beside its subject: one
    set per way in which it follows, each of which alone is enough.
    """

    triples: tuple[Triple, ...]
    findings: tuple[Finding, ...]
    record: Record
    description: Description
    attribution: Attribution
    bounds: Mapping[NamedNode, Bounds]
    needs: Mapping[Triple, tuple[Need, ...]]


def derive(index: Index, hierarchy: Hierarchy) -> Derived:
    """Compute all that follows from the authored statements of ``index``.

    ``hierarchy`` is the ontology's; the cost grows linearly with the statements.
    """
    record = read_record(index, hierarchy)
    description = describe(record)
    attribution = attribute(record, description)
    speakers, silent = default_speakers(record, description)
    items = set_items(record)
    handed = {role.subject: role for role in items if role.predicate == IST.time}
    texts = {node: str(getattr(role.value, "value", "")) for node, role in handed.items()}
    bounds, unreadable = read_times(record, description, attribution.root, texts)
    times = [
        Role(node, predicate, value, handed[node].needs if node in handed else NONE)
        for node, found in bounds.items()
        for predicate, value in time_values(found)
    ]
    states = state_roles(record, asserted(record, description), bounds, items)
    roles = (*speakers, *items, *times, *states)
    triples = (
        *_structure(record, description, attribution),
        *(role.triple for role in roles),
        *range_triples(record),
        *_provenance(record, description, speakers),
    )
    findings = (*description.findings, *attribution.findings, *silent, *unreadable)
    return Derived(
        triples=tuple(sorted(set(triples), key=str)),
        findings=tuple(sorted(set(findings))),
        record=record,
        description=description,
        attribution=attribution,
        bounds=bounds,
        needs=_needs(roles),
    )


def _needs(roles: tuple[Role, ...]) -> dict[Triple, tuple[Need, ...]]:
    ways: dict[Triple, set[Need]] = defaultdict(set)
    for role in roles:
        ways[role.triple].add(role.needs)
    return {
        triple: tuple(sorted(found, key=lambda need: (len(need), sorted(map(str, need)))))
        for triple, found in ways.items()
        if NONE not in found
    }


def _structure(
    record: Record, description: Description, attribution: Attribution
) -> Iterator[Triple]:
    for situation, origin in description.origins.items():
        yield Triple(situation, IST.describedIn, origin.claim)
    for situation, contents in record.claimed_by.items():
        for content in contents:
            yield Triple(situation, IST.contentOf, content.claim)
    for claim, root in attribution.root.items():
        yield Triple(claim, IST.rootClaim, root)
        depth = Literal(str(attribution.depth[claim]), datatype=XSD.nonNegativeInteger)
        yield Triple(claim, IST.hearsayDepth, depth)
        for predicate, situations in (
            (IST.affirms, attribution.affirms[claim]),
            (IST.rejects, attribution.rejects[claim]),
        ):
            for situation in situations:
                yield Triple(claim, predicate, situation)


def _provenance(record: Record, description: Description, speakers: list[Role]) -> Iterator[Triple]:
    """Yield where claims come from, by PROV: the passage, the speakers, the curation."""
    index = record.index
    curations: dict[NamedNode, list[NamedNode]] = defaultdict(list)
    for activity in index.subjects_of_type(*sorted(record.hierarchy.below(IST.Curation), key=str)):
        for work in index.nodes(activity, PROV.used):
            curations[work].append(activity)
    for role in speakers:
        yield Triple(role.subject, PROV.wasAttributedTo, role.value)
    for claim in record.claims:
        for place in index.nodes(claim, IST.anchoredAt):
            yield Triple(claim, PROV.wasDerivedFrom, place)
        for speaker in index.nodes(claim, IST.hasSpeaker):
            yield Triple(claim, PROV.wasAttributedTo, speaker)
        if claim in description.roots:
            for work in works_of(claim, record):
                for activity in curations.get(work, ()):
                    yield Triple(claim, PROV.wasGeneratedBy, activity)
