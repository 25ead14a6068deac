"""No term that data can use is without a rule: a new one needs its shape at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import pytest
from pyoxigraph import NamedNode, Triple

from fixture_harness import corpus, node_shapes, shapes_graph
from interstate.graphs import Hierarchy, Index
from interstate.namespaces import IST, OWL, RDF, RDFS, VOCABULARIES
from interstate.shacl_terms import SH

NEVER_AUTHORED = {IST.involves, IST.mentions, IST.hasContent, IST.hasParticipant}
SHARED = {IST.note, IST.signedBy}
"""Properties of several unrelated classes, which have no domain."""


def short(nodes: Iterable[NamedNode]) -> list[str]:
    return sorted(node.value.removeprefix(IST.base) for node in nodes)


def ours(index: Index, *kinds: NamedNode) -> set[NamedNode]:
    return {n for n in index.subjects_of_type(*kinds) if n.value.startswith(IST.base)}


def authored(index: Index) -> set[NamedNode]:
    """Return our properties that people type."""
    properties = ours(index, OWL.ObjectProperty, OWL.DatatypeProperty)
    return {p for p in properties if not index.objects(p, IST.computed)} - NEVER_AUTHORED


def targets(predicate: NamedNode) -> set[NamedNode]:
    index = shapes_graph().index
    return {t for shape in node_shapes() for t in index.nodes(shape, predicate)}


def classes_without_rules(triples: tuple[Triple, ...]) -> list[str]:
    """Return the classes that no node shape targets, neither them nor a class above.

    A class all of whose subclasses have rules, as ``ist:Locus``, needs none of its own.
    """
    hierarchy = Hierarchy(triples)
    covered = {c for target in targets(SH.targetClass) for c in hierarchy.below(target)}
    bare = ours(Index(triples), OWL.Class) - covered
    return short(
        c for c in bare if not hierarchy.below(c) - {c} or hierarchy.below(c) - {c} - covered
    )


def classes_without_shape(triples: tuple[Triple, ...]) -> list[str]:
    """Return the classes that have properties of their own but no node shape of their own."""
    index = Index(triples)
    with_roles = {d for p in authored(index) for d in index.nodes(p, RDFS.domain)}
    return short(with_roles - targets(SH.targetClass))


def properties_without_owner(triples: tuple[Triple, ...]) -> list[str]:
    """Return the properties that any node may have, as no rule says who may."""
    return short(authored(Index(triples)) - targets(SH.targetSubjectsOf) - SHARED)


def properties_without_values(triples: tuple[Triple, ...]) -> list[str]:
    """Return the properties whose values no rule judges."""
    places = (SH.path, SH.inversePath, RDF.first)
    paths = {
        t.object
        for t in shapes_graph().index.triples
        if t.predicate in places and isinstance(t.object, NamedNode)
    }
    return short(authored(Index(triples)) - paths - targets(SH.targetObjectsOf))


Check = Callable[[tuple[Triple, ...]], list[str]]

CHECKS: dict[Check, list[str]] = {
    classes_without_rules: ["Nonsense"],
    classes_without_shape: ["Nonsense"],
    properties_without_owner: ["hasNonsense", "nonsenseName"],
    properties_without_values: ["hasNonsense", "nonsenseName"],
}
"""Each check with what it has to find in the planted terms."""


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_no_term_is_without_a_rule(check: Check) -> None:
    assert check(corpus().ontology_triples) == []


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_a_new_term_without_a_rule_is_noticed(check: Check) -> None:
    term, role, name = (
        NamedNode(IST.base + local) for local in ("Nonsense", "hasNonsense", "nonsenseName")
    )
    planted = (
        Triple(term, RDF.type, OWL.Class),
        Triple(role, RDF.type, OWL.ObjectProperty),
        Triple(role, RDFS.domain, term),
        Triple(name, RDF.type, OWL.DatatypeProperty),
    )
    assert check((*corpus().ontology_triples, *planted)) == CHECKS[check]


def test_the_walk_along_transparent_roles_knows_all_of_them() -> None:
    constraint = NamedNode(VOCABULARIES["istsh"] + "Account-noAccountWhenOpaque")
    query = shapes_graph().index.text(constraint, SH.select)
    walked = set(re.findall(r"ist:(\w+)", query.split("/(")[1].split(")*")[0]))
    assert sorted(walked) == short(corpus().hierarchy.below(IST.involves) - {IST.involves})
