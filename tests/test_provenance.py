"""Each fact of a view carries its claims, their source and place; nothing else is asserted."""

from __future__ import annotations

from functools import cache

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from interstate.graphs import Index
from interstate.namespaces import DCTERMS, ID, IST, OA, OWL, RDF, RDFS
from interstate.owl_reader import read_owl
from interstate.project import Project, open_project
from interstate.provenance import (
    annotate,
    citation,
    facts_of,
    names_of_passages,
    view_product,
)

EX = "https://example.org/"
CITATION = NamedNode("http://purl.org/dc/terms/bibliographicCitation")


@cache
def project() -> Project:
    return open_project()


@cache
def product() -> tuple[str, tuple[Triple, ...]]:
    return view_product(project())


def test_an_annotated_fact_is_one_axiom_with_its_claims() -> None:
    pact, claims = NamedNode(f"{EX}pact"), [NamedNode(f"{EX}c{n}") for n in (1, 2)]
    fact = Triple(pact, RDF.type, IST.Alliance)
    declared = (
        Triple(IST.Alliance, RDF.type, OWL.Class),
        Triple(DCTERMS.source, RDF.type, OWL.AnnotationProperty),
        Triple(CITATION, RDF.type, OWL.AnnotationProperty),
    )
    said = tuple(annotate([(fact, claims)], lambda claim: f"p. 3 of {claim.value}"))
    (axiom,) = [a for a in read_owl((*said, *declared)).axioms if a.triples == (fact,)]
    values = [annotation.args[-1] for annotation in axiom.annotations]
    assert {v for v in values if isinstance(v, NamedNode)} == set(claims)
    assert {v.value for v in values if isinstance(v, Literal)} == {
        f"p. 3 of {claim.value}" for claim in claims
    }


def test_every_fact_of_the_view_is_there_with_exactly_its_claims() -> None:
    view = project().views["default"]
    wanted = dict(facts_of(view))
    assert set(wanted) == set(view.triples())
    _, triples = product()
    index = Index(triples)
    found = {}
    for node in index.subjects(RDF.type, OWL.Axiom):
        fact = Triple(
            index.value(node, OWL.annotatedSource),  # type: ignore[arg-type]
            index.value(node, OWL.annotatedProperty),  # type: ignore[arg-type]
            index.value(node, OWL.annotatedTarget),  # type: ignore[arg-type]
        )
        found[fact] = index.nodes(node, DCTERMS.source)
        assert len(index.objects(node, CITATION)) >= 1
    assert found == wanted
    assert set(wanted) <= set(triples)


def test_only_the_view_and_the_record_are_asserted() -> None:
    _, triples = product()
    view = set(project().views["default"].triples())
    record = {*project().data, *project().corpus.ontology_triples}
    header = NamedNode(product()[0])
    labels = set(names_of_passages(project().index))
    extra = [
        t
        for t in triples
        if t not in view
        and t not in labels
        and t not in record
        and t.subject != header
        and not str(t.subject).startswith("_:fact-")
    ]
    assert extra == []


def test_everything_has_a_name() -> None:
    """In the file for Protégé nothing is shown by the end of its IRI."""
    index = Index(product()[1])
    unnamed = {
        t.subject
        for t in index.triples
        if t.predicate == RDF.type
        and isinstance(t.subject, NamedNode)
        and t.object != OWL.Ontology
        and not index.text(t.subject, RDFS.label)
    }
    assert unnamed == set()


def test_a_passage_is_named_by_its_place() -> None:
    index = Index(product()[1])
    passages = index.subjects_of_type(IST.Passage)
    labels = [index.text(passage, RDFS.label) for passage in passages]
    assert len(set(labels)) == len(labels)
    place = NamedNode(f"{ID}zafar-shad-2019/p073")
    assert index.text(place, RDFS.label) == "zafar-shad-2019:p073 · sentence 24, p. 44"
    (selector,) = index.nodes(place, OA.hasSelector)
    assert index.text(selector, RDFS.label) == "zafar-shad-2019:p073 · characters 8749 to 9193"


@pytest.mark.parametrize("citekey", sorted(project().corpus.sources))
def test_a_citation_names_source_place_and_words(citekey: str) -> None:
    index = project().index
    claims = [c for c in index.subjects_of_type(IST.Claim) if f"/id/{citekey}/" in c.value]
    anchored = [c for c in claims if index.nodes(c, IST.anchoredAt) and index.text(c, IST.gloss)]
    for claim in anchored[:50]:
        text = citation(claim, index)
        assert text.endswith(f" · [{citekey}:{claim.value.rpartition('/')[2]}]")
        assert index.text(claim, IST.gloss) in text
        (locus, *_) = index.nodes(claim, IST.anchoredAt)
        assert f"{citekey}:{locus.value.rpartition('/')[2]}" in text


def test_a_product_without_declared_annotations_would_be_refused() -> None:
    """The file is only written if OWL tools keep all of it."""
    fact = Triple(NamedNode(f"{EX}a"), RDF.type, IST.Alliance)
    said = tuple(annotate([(fact, [NamedNode(f"{EX}c")])], lambda _: "p. 3"))
    rules = {problem.rule for problem in read_owl(said).problems}
    assert "dl-undeclared-property" in rules
