"""Each anchored claim as a nanopublication: what it says, where that comes from, who entered it.

Four graphs a claim, as the guidelines at https://nanopub.net/guidelines/ ask: head, assertion (the
claim's content), provenance (speakers, passage, curation) and publication info (the project).
They are not signed: whoever publishes signs with an own key.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Quad

from interstate.derivation import Derived
from interstate.graphs import Index
from interstate.namespaces import BASE, DCTERMS, ID, IST, NP, PROV, RDF, XSD

LICENSE = NamedNode("https://creativecommons.org/licenses/by/4.0/")
PROJECT = NamedNode(f"{ID}organization/interstate-project")
_PROVENANCE = (PROV.wasDerivedFrom, PROV.wasAttributedTo, PROV.wasGeneratedBy, IST.hasCitation)


def nanopublications(index: Index, derived: Derived, issued: str) -> Iterator[Quad]:
    """Yield the quads of one nanopublication for each claim that is no other's content.

    ``index`` holds authored and computed statements, ``issued`` is the ISO date of the release.
    The assertion has every claim of the chain with its content, so that nesting is kept.
    """
    inside: dict[NamedNode, list[NamedNode]] = {}
    for claim, root in sorted(derived.attribution.root.items(), key=lambda pair: pair[0].value):
        inside.setdefault(root, []).append(claim)
    described: dict[NamedNode, list[NamedNode]] = {}
    for triple in derived.triples:
        if (
            triple.predicate == IST.describedIn
            and isinstance(triple.object, NamedNode)
            and isinstance(triple.subject, NamedNode)
        ):
            described.setdefault(triple.object, []).append(triple.subject)
    for root, chain in inside.items():
        parts = [s for claim in chain for s in described.get(claim, ()) if s not in chain]
        yield from _one(root, chain, sorted(parts, key=str), index, issued)


def _one(
    root: NamedNode, chain: list[NamedNode], parts: list[NamedNode], index: Index, issued: str
) -> Iterator[Quad]:
    base = root.value.replace(ID, f"{BASE}np/")
    pub = NamedNode(base)
    head, assertion, provenance, info = (
        NamedNode(f"{base}#{part}") for part in ("Head", "assertion", "provenance", "pubinfo")
    )
    yield Quad(pub, RDF.type, NP.Nanopublication, head)
    yield Quad(pub, NP.hasAssertion, assertion, head)
    yield Quad(pub, NP.hasProvenance, provenance, head)
    yield Quad(pub, NP.hasPublicationInfo, info, head)
    for node in (*chain, *parts):
        for predicate, value in index.outgoing(node):
            if predicate not in _PROVENANCE and predicate != IST.anchoredAt:
                yield Quad(node, predicate, value, assertion)
    for predicate in (*_PROVENANCE, IST.anchoredAt):
        for value in index.objects(root, predicate):
            yield Quad(root, predicate, value, provenance)
            if predicate == PROV.wasDerivedFrom:
                yield Quad(assertion, PROV.wasDerivedFrom, value, provenance)
    for speaker in index.objects(root, IST.hasSpeaker):
        yield Quad(assertion, PROV.wasAttributedTo, speaker, provenance)
    day = Literal(issued, datatype=XSD.date)
    yield Quad(pub, DCTERMS.created, day, info)
    yield Quad(pub, DCTERMS.creator, PROJECT, info)
    yield Quad(pub, DCTERMS.license, LICENSE, info)
    yield Quad(pub, PROV.wasAttributedTo, PROJECT, info)
