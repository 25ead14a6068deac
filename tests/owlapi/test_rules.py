"""Rules without Java, put to the test by HermiT: a verdict that they are sure of is its verdict.

On mixtures of OWL's constructs at random, and on every fixture of the shapes, with our ontology.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
from pyoxigraph import NamedNode, Triple

import random_ontologies
from fixture_harness import fixtures, own_names, reference
from interstate.fast import look
from interstate.graphs import parse_turtle
from interstate.hermit import find_hermit
from interstate.namespaces import OWL, RDF
from interstate.owl_reader import read_owl
from interstate.reasoning import make_theory
from owlapi import oracle
from owlapi.test_reasoners import TALK
from reasoning_data import EX, TOP, ontology

pytestmark = pytest.mark.java

HEADER = Triple(NamedNode(f"{EX}whole"), RDF.type, OWL.Ontology)


@pytest.fixture(autouse=True, scope="module")
def _jvm(network: object) -> None:
    """Start the JVM before any test."""


@cache
def core() -> tuple[Triple, ...]:
    """The imported modules, but for texts: the opt-in one goes beyond rules."""
    apart = {t.subject for t in ontology() if str(t.object).endswith("/ontology/inferences>")}
    return tuple(
        t for t in ontology() if t.subject not in apart and not t.predicate.value.startswith(TALK)
    )


def is_consistent(triples: tuple[Triple, ...], path: Path) -> bool:
    """Ask the OWL API's HermiT, by way of RDF/XML, so that our reader has no part in it."""
    headers = {t.subject for t in triples if t.object == OWL.Ontology}
    body = (t for t in triples if t.subject not in headers)
    path.write_bytes(ox.serialize((HEADER, *body), format=ox.RdfFormat.RDF_XML) or b"")
    return oracle.Hermit(oracle.load(path)).is_consistent()


def test_on_mixtures_of_constructs_a_sure_verdict_is_hermits(tmp_path: Path) -> None:
    agreed: Counter[bool] = Counter()
    for seed in range(400):
        triples = parse_turtle(TOP + random_ontologies.ontology(seed), "mixture")
        verdict = look(triples).consistent
        if verdict is None:
            continue
        try:
            consistent = is_consistent(triples, tmp_path / "mixture.rdf")
        except oracle.NotLoadedError:  # no OWL 2 DL: a chain that has to be functional, say
            continue
        assert verdict is consistent, f"seed {seed}: {random_ontologies.ontology(seed)}"
        agreed[verdict] += 1
    assert min(agreed[True], agreed[False]) > 50


def test_where_hermit_reads_values_as_they_are_written_rules_cannot_tell(tmp_path: Path) -> None:
    """That something is not 1 denies by OWL 2 that it is 1.0; HermiT 1.4 does not see it."""
    said = {}
    for value in ("1", "1.0", "2"):
        triples = parse_turtle(
            f"{TOP} ex:d a owl:DatatypeProperty . ex:x ex:d {value} . "
            "[] a owl:NegativePropertyAssertion ; owl:sourceIndividual ex:x ; "
            "owl:assertionProperty ex:d ; owl:targetValue 1 .",
            "snippet",
        )
        said[value] = look(triples).consistent, is_consistent(triples, tmp_path / "one.rdf")
    assert said == {"1": (False, False), "1.0": (None, True), "2": (True, True)}


def _alone(number: int) -> tuple[Triple, ...]:
    """Return a fixture with names of its own and the classes of what it speaks of elsewhere."""
    names = own_names(number)
    said = []
    for triple in fixtures()[number].triples:
        subject, value = triple.subject, triple.object
        assert isinstance(subject, NamedNode)
        value = names.get(value, value) if isinstance(value, NamedNode) else value
        said.append(Triple(names.get(subject, subject), triple.predicate, value))
    spoken_of = {node for t in said for node in (t.subject, t.object)}
    kinds = (t for t in reference() if t.predicate == RDF.type and t.subject in spoken_of)
    return (*said, *kinds)


def test_on_every_fixture_of_the_shapes_rules_and_hermit_agree(tmp_path: Path) -> None:
    """Many that break a shape contradict the ontology too; none that is right does."""
    fine: list[Triple] = []
    contradictory: dict[str, tuple[Triple, ...]] = {}
    refused: set[str] = set()
    for number, fixture in enumerate(fixtures()):
        if fixture.path.parts[-3] == "ontology-style":  # ontologies themselves
            continue
        said = _alone(number)
        problems = {p.rule for p in read_owl(said, core()).problems} - {"dl-one-header"}
        if problems:  # nobody gets as far as reasoning: what is no OWL DL is named first
            refused |= problems
            continue
        verdict = look(core() + said).consistent
        assert verdict is not None, fixture.name
        if verdict:
            fine += said
        else:
            contradictory[fixture.name] = said
    assert refused == {"dl-literal-on-object-property", "dl-node-on-data-property"}
    # What is consistent together is so one by one.
    assert is_consistent((*core(), *fine), tmp_path / "fine.rdf")
    scratch = tmp_path / "contradictory.rdf"
    passing = {
        name for name, said in contradictory.items() if is_consistent(core() + said, scratch)
    }
    # HermiT 1.4 lets text without a language pass for rdf:langString; ours does not.
    assert passing == {"claims/Claim/fail_gloss.ttl", "situations/Definition/fail_definition.ttl"}
    ours = find_hermit()
    assert not any(
        ours.is_consistent(make_theory(core() + contradictory[n]).axioms) for n in passing
    )
    assert [name for name in contradictory if "/pass_" in name] == []
    assert len(contradictory) > 40
