"""Every term used anywhere exists, and our lists of terms agree with the ontology."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pyoxigraph import NamedNode
from rdflib import namespace as known

from interstate import namespaces
from interstate.graphs import Corpus, Index, load_corpus
from interstate.namespaces import IST, KINDS, OWL, PREFIXES, RDFS, SKOS, VOCABULARIES
from interstate.vocabulary import check_terms, defined_terms


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load_corpus()


def test_our_list_of_terms_is_the_ontologys(corpus: Corpus) -> None:
    base = VOCABULARIES["ist"]
    in_ontology = {iri for iri in defined_terms(corpus) if iri.startswith(base)}
    assert {term.value for term in IST} == in_ontology


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (namespaces.RDF, known.RDF),
        (namespaces.RDFS, known.RDFS),
        (namespaces.OWL, known.OWL),
        (namespaces.SKOS, known.SKOS),
        (namespaces.DCTERMS, known.DCTERMS),
        (namespaces.PROV, known.PROV),
        (namespaces.XSD, known.XSD),
    ],
)
def test_borrowed_terms_are_real(
    ours: namespaces.Vocabulary, theirs: type[known.DefinedNamespace]
) -> None:
    for term in ours:
        assert term.value.removeprefix(ours.base) in theirs, term


def test_declared_annotation_properties_of_closed_vocabularies_are_real(corpus: Corpus) -> None:
    spaces = (known.DCTERMS, known.SKOS, known.VANN, known.SH, known.PROV)
    for iri in sorted(defined_terms(corpus)):
        for space in spaces:
            if iri.startswith(str(space)):
                assert iri.removeprefix(str(space)) in space, iri


def not_verbs(labels: dict[str, str]) -> list[str]:
    """Return the labels of properties that do not read as verb phrases ("has stance")."""
    return sorted(label for label in labels.values() if not label.split()[0].endswith("s"))


def test_labels_of_properties_read_as_verb_phrases(corpus: Corpus) -> None:
    kinds = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    index = Index(t for document in corpus.ontology for t in document.triples)
    ours = {
        term.value: index.text(term, RDFS.label)
        for kind in kinds
        for term in index.subjects_of_type(kind)
        if term.value.startswith(VOCABULARIES["ist"])
    }
    assert IST.stance.value in ours
    assert not_verbs(ours) == []
    assert not_verbs({"a": "stance", "b": "has stance"}) == ["stance"]


@pytest.mark.parametrize("word", ["mostly", "usually", "often", "typically", "normally"])
def test_definitions_do_not_hedge(corpus: Corpus, word: str) -> None:
    """What is usual of a thing is for its scope note; a definition says what is always so."""
    hedged = [
        triple.subject
        for document in corpus.ontology
        for triple in document.triples
        if triple.predicate == SKOS.definition
        and re.search(rf"\b{word}\b", str(getattr(triple.object, "value", "")))
        and not (word == "often" and "how often" in str(getattr(triple.object, "value", "")))
    ]
    assert hedged == []


def test_nothing_undefined_is_used(corpus: Corpus) -> None:
    assert check_terms(corpus) == ()


def test_prefixes_are_unambiguous() -> None:
    assert len(set(PREFIXES.values())) == len(PREFIXES)
    assert sorted(KINDS) == list(KINDS)


def test_a_misspelt_term_is_an_error() -> None:
    with pytest.raises(AttributeError, match="has no term 'Clam'"):
        _ = IST.Clam
    assert NamedNode(f"{IST.base}Clam") not in IST


def test_a_module_uses_only_terms_of_modules_that_it_imports(corpus: Corpus) -> None:
    """The modules are layered: annotations, agents, situations, claims, theories."""
    modules = {d.iri: d for d in corpus.ontology if d.iri and d.path.stem != "interstate"}
    imports = {
        iri: {
            t.object
            for t in document.triples
            if t.predicate == namespaces.OWL.imports and isinstance(t.object, NamedNode)
        }
        for iri, document in modules.items()
    }
    owner = {
        t.subject: iri
        for iri, document in modules.items()
        for t in document.triples
        if t.predicate == namespaces.RDF.type and isinstance(t.subject, NamedNode)
    }

    def closure(iri: NamedNode) -> set[NamedNode]:
        seen = {iri}
        agenda = [iri]
        while agenda:
            for parent in imports.get(agenda.pop(), set()) & set(modules):
                if parent not in seen:
                    seen.add(parent)
                    agenda.append(parent)
        return seen

    for iri, document in modules.items():
        allowed = closure(iri)
        for triple in document.triples:
            for node in (triple.subject, triple.predicate, triple.object):
                if isinstance(node, NamedNode) and node in owner:
                    assert owner[node] in allowed, f"{document.name} uses {node}"


def test_nothing_general_names_a_state_a_person_or_a_paper(corpus: Corpus) -> None:
    """The ontology, shapes and code are general; only data speak of particular things."""
    words = re.compile(r"pakistan|musharraf|zafar|untitled-pak|armitage|taliban", re.IGNORECASE)
    root = Path(__file__).parents[1]
    paths = [
        *(d.path for d in (*corpus.ontology, *corpus.shapes)),
        *(root / "src/interstate").rglob("*.py"),
    ]
    found = [p.name for p in paths if words.search(p.read_text(encoding="utf-8"))]
    assert found == []
