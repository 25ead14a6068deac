"""owlready2 sees what the OWL API sees, and the session in the docs is a real one."""

from __future__ import annotations

import doctest
import sys
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

import interstate
from interstate.errors import MissingToolError
from interstate.graphs import Index, load_corpus
from interstate.namespaces import IST, OWL

SESSION = Path(__file__).parents[1] / "docs" / "owlready2.md"


@pytest.mark.java
def test_the_session_in_the_docs_runs() -> None:
    flags = doctest.NORMALIZE_WHITESPACE
    found = doctest.testfile(str(SESSION), module_relative=False, optionflags=flags)
    assert found.attempted >= 17
    assert found.failed == 0


def test_classes_properties_and_individuals_are_all_there() -> None:
    onto = interstate.owl()
    corpus = load_corpus()
    index = Index((*corpus.ontology_triples, *corpus.data_triples))
    classes = {node.value for node in index.subjects_of_type(OWL.Class)}
    assert {cls.iri for cls in onto.classes()} == classes
    objects = {node.value for node in index.subjects_of_type(OWL.ObjectProperty)}
    assert {prop.iri for prop in onto.object_properties()} == objects
    data = {node.value for node in index.subjects_of_type(OWL.DatatypeProperty)}
    assert {prop.iri for prop in onto.data_properties()} == data
    for cls in (IST.State, IST.Demand, IST.Passage):
        wanted = {node.value for node in index.subjects_of_type(cls)}
        python_class = onto.world[cls.value]
        assert wanted <= {thing.iri for thing in python_class.instances()}


def test_every_definition_is_on_its_class() -> None:
    onto = interstate.owl()
    defined = {
        t.subject.value
        for t in load_corpus().ontology_triples
        if t.predicate == OWL.intersectionOf and isinstance(t.subject, NamedNode)
    }
    assert len(defined) == 17
    for iri in defined:
        assert len(onto.world[iri].equivalent_to) == 1, iri


def test_two_worlds_do_not_meet() -> None:
    first, second = interstate.owl(), interstate.owl()
    assert first.world is not second.world
    first.State.label.append("nation")
    assert [str(label) for label in second.State.label] == ["state"]


def test_no_header_sends_owlready2_to_the_network() -> None:
    onto = interstate.owl()
    assert onto.imported_ontologies == []
    assert list(onto.world.sparql(f"SELECT ?o {{ ?s <{OWL.imports.value}> ?o }}")) == []


def test_without_the_package_the_error_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "owlready2", None)
    with pytest.raises(MissingToolError, match=r"pip install 'interstate\[reason\]'"):
        interstate.owl()
