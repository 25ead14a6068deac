"""Three reasoners and one verdict: HermiT 1.4 in the OWL API, ours on HermiT 1.3, and rules.

The OWL API's runs in this process, so that every snippet can be put to it.
"""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from interstate.fast import look
from interstate.hermit import find_hermit, to_text
from interstate.namespaces import RDF, RDFS
from interstate.reasoning import Theory, reason
from owlapi import oracle
from reasoning_data import CONSISTENT, CONSTRUCTS, EX, INCONSISTENT, theory

pytestmark = pytest.mark.java


@pytest.fixture(autouse=True, scope="module")
def _jvm(network: object) -> None:
    """Start the JVM before any test."""


PLAIN_IS_LANG_STRING = "gloss without language"
"""Text without a language where rdf:langString belongs: HermiT 1.4 lets it pass, as OWL 2 of 2012
had no such datatype; ours and RDF 1.1 do not."""

TALK = ("http://purl.org/dc/terms/", "http://www.w3.org/2004/02/skos/core#", f"{RDFS.base}label")


def hermit(whole: Theory, path: Path) -> oracle.Hermit:
    """Give a theory to the OWL API, by way of Turtle, so that our reader has no part in it."""
    header = ox.Triple(
        ox.NamedNode(f"{EX}whole"),
        RDF.type,
        ox.NamedNode("http://www.w3.org/2002/07/owl#Ontology"),
    )
    logical = (t for t in whole.triples if not t.predicate.value.startswith(TALK))
    path.write_bytes(ox.serialize((header, *logical), format=ox.RdfFormat.RDF_XML) or b"")
    return oracle.Hermit(oracle.load(path))


@pytest.mark.parametrize("name", sorted(INCONSISTENT))
def test_contradictions_are_contradictions(name: str, tmp_path: Path) -> None:
    whole = theory(INCONSISTENT[name])
    found = hermit(whole, tmp_path / "whole.rdf").is_consistent()
    assert found is (name == PLAIN_IS_LANG_STRING)
    assert look(whole.triples).consistent in (False, None)


@pytest.mark.parametrize("name", sorted(CONSISTENT))
def test_contested_is_not_contradictory(name: str, tmp_path: Path) -> None:
    whole = theory(CONSISTENT[name])
    reasoner = hermit(whole, tmp_path / "whole.rdf")
    assert reasoner.is_consistent()
    assert reasoner.unsatisfiable() == ()
    assert look(whole.triples).consistent in (True, None)


@pytest.mark.parametrize("name", sorted(CONSTRUCTS))
def test_rules_agree_with_hermit_or_say_that_they_cannot_tell(name: str, tmp_path: Path) -> None:
    wanted, text = CONSTRUCTS[name]
    consistent = hermit(theory(text, with_record=False), tmp_path / "whole.rdf").is_consistent()
    assert consistent is (wanted is True)


def test_both_hermits_agree_on_every_construct() -> None:
    """Ours is asked in one run: it stops at the first contradiction, so each comes last once."""
    ours = find_hermit()
    fine = [
        to_text(theory(text, with_record=False).axioms) for ok, text in CONSTRUCTS.values() if ok
    ]
    assert ours.first_inconsistent(fine) is None
    for name in ("chain", "disjointUnion", "data some left", "property of inverse"):
        text = to_text(theory(CONSTRUCTS[name][1], with_record=False).axioms)
        assert ours.first_inconsistent([*fine, text]) == len(fine)


def test_both_hermits_infer_the_same(tmp_path: Path) -> None:
    whole = theory()
    found = reason(whole).triples
    hers = hermit(whole, tmp_path / "whole.rdf")
    said = set(whole.triples)
    classes = sorted(
        {str(t.object.value) for t in found if t.predicate == RDF.type}  # type: ignore[union-attr]
    )
    for cls in classes:
        ours = {
            t.subject.value  # type: ignore[union-attr]
            for t in (*found, *said)
            if t.predicate == RDF.type and getattr(t.object, "value", "") == cls
        }
        assert ours == set(hers.instances(cls)), cls
    links = [
        t
        for t in found
        if t.predicate not in (RDF.type, RDFS.subClassOf, RDFS.subPropertyOf)
        and not isinstance(t.object, ox.Literal)
    ]
    assert len(links) > 20
    for t in links:
        assert hers.entails_link(
            t.subject.value,  # type: ignore[union-attr]
            t.predicate.value,
            t.object.value,  # type: ignore[union-attr]
        ), t
