"""Theories with their propositions, the probes that no theory owns, and what theories predict."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from interstate.graphs import Hierarchy, Index
from interstate.namespaces import DCTERMS, IST, PREFIXES
from interstate.record import short
from interstate.shacl_terms import SH

KINDS = ("straw-in-the-wind", "hoop", "smoking-gun", "doubly-decisive")
"""Kinds of test, by how much passing and failing proves."""


@dataclass(frozen=True, slots=True)
class Probe:
    """A question to the record: which cases, which answer in each, from a closed list."""

    iri: NamedNode
    label: str
    case_query: str
    answer_query: str
    answers: tuple[NamedNode, ...]
    window: str


@dataclass(frozen=True, slots=True)
class Implication:
    """What a proposition predicts the answer of a probe to be, for which cases, and why so."""

    iri: NamedNode
    label: str
    proposition: NamedNode
    probe: NamedNode
    predicts: NamedNode
    kind: str
    scope_query: str
    rationale: str
    created: str


@dataclass(frozen=True, slots=True)
class Theory:
    """A theory, its propositions, and the cases that it was made from."""

    iri: NamedNode
    label: str
    propositions: tuple[NamedNode, ...]
    built_on: tuple[NamedNode, ...]


@dataclass(frozen=True, slots=True)
class Library:
    """All theories, probes and implications of a project, by IRI."""

    theories: tuple[Theory, ...]
    probes: Mapping[NamedNode, Probe]
    implications: tuple[Implication, ...]

    def theories_of(self, proposition: NamedNode) -> tuple[Theory, ...]:
        """Return the theories that a proposition belongs to."""
        return tuple(t for t in self.theories if proposition in t.propositions)

    def implications_of(self, theory: Theory) -> tuple[Implication, ...]:
        """Return a theory's implications."""
        return tuple(i for i in self.implications if i.proposition in theory.propositions)

    def rivals(self, implication: Implication) -> tuple[Implication, ...]:
        """Return the implications of other propositions that predict another answer.

        Only a rival on the same probe makes passing a test worth more than a straw.
        """
        return tuple(
            other
            for other in self.implications
            if other.probe == implication.probe
            and other.predicts != implication.predicts
            and other.proposition != implication.proposition
        )

    def digest(self, implication: Implication) -> str:
        """Return the SHA-256 of all queries and settings that a verdict comes from."""
        probe = self.probes[implication.probe]
        parts = (
            probe.case_query,
            probe.answer_query,
            *(answer.value for answer in probe.answers),
            probe.window,
            implication.scope_query,
            implication.predicts.value,
            implication.kind,
        )
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def load_library(index: Index, hierarchy: Hierarchy) -> Library:
    """Read the theories, probes and implications of a data set; incomplete ones are left out.

    (SHACL says what is incomplete.)
    """

    def of_kind(kind: NamedNode) -> tuple[NamedNode, ...]:
        return index.subjects_of_type(*sorted(hierarchy.below(kind), key=str))

    probes = {
        node: Probe(
            iri=node,
            label=index.label(node),
            case_query=index.text(node, IST.caseSelect),
            answer_query=index.text(node, SH.select),
            answers=index.nodes(node, IST.hasAnswer),
            window=index.text(node, IST.window),
        )
        for node in of_kind(IST.Probe)
        if index.text(node, IST.caseSelect) and index.text(node, SH.select)
    }
    implications = []
    for node in of_kind(IST.Implication):
        proposition, probe, predicts, kind = (
            next(iter(index.nodes(node, predicate)), None)
            for predicate in (IST.ofProposition, IST.usesProbe, IST.predicts, IST.testKind)
        )
        if None in (proposition, predicts, kind) or probe not in probes:
            continue
        assert proposition is not None
        assert probe is not None
        assert predicts is not None
        assert kind is not None
        implications.append(
            Implication(
                iri=node,
                label=index.label(node),
                proposition=proposition,
                probe=probe,
                predicts=predicts,
                kind=kind.value.removeprefix(PREFIXES["test-kind"]),
                scope_query=index.text(node, IST.scopeSelect),
                rationale=index.text(node, IST.rationale),
                created=index.text(node, DCTERMS.created),
            )
        )
    theories = tuple(
        Theory(
            node,
            index.label(node),
            index.nodes(node, IST.hasProposition),
            index.nodes(node, IST.builtOn),
        )
        for node in of_kind(IST.Theory)
    )
    return Library(theories, probes, tuple(implications))


def find_theory(library: Library, name: str) -> Theory | None:
    """Return the theory called ``name``: its slug, ``theory:slug`` or IRI."""
    for theory in library.theories:
        if name in (theory.iri.value, short(theory.iri), short(theory.iri).split(":")[1]):
            return theory
    return None
