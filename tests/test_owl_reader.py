"""Graphs read as axioms and written as Functional and OWL/XML, without Java."""

from __future__ import annotations

import random
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from interstate.errors import InputError
from interstate.graphs import load_document, parse_turtle
from interstate.namespaces import RDFS, VOCABULARIES
from interstate.owl_functional import Names, render_axiom, write_functional
from interstate.owl_reader import Reading, read_owl
from interstate.owl_xml import write_owl_xml

EVERY = Path(__file__).parent / "fixtures" / "owl" / "every-construct.ttl"
PREFIXES = {
    "ex": "https://example.org/",
    **{key: VOCABULARIES[key] for key in ("owl", "rdf", "rdfs", "xsd")},
}
TOP = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())


def read(text: str) -> Reading:
    return read_owl(parse_turtle(f"{TOP}ex:o a owl:Ontology .\n{text}", "<test>"))


def axioms(text: str) -> list[str]:
    reading = read(text)
    assert reading.problems == ()
    return [render_axiom(a, Names(PREFIXES)) for a in reading.axioms]


def test_every_construct_is_read_and_written() -> None:
    reading = read_owl(load_document(EVERY).triples)
    assert reading.problems == ()
    assert write_functional(reading, PREFIXES) == EVERY.with_suffix(".ofn").read_text()


def test_the_order_of_triples_does_not_matter() -> None:
    triples = list(load_document(EVERY).triples)
    wanted = write_functional(read_owl(triples)), write_owl_xml(read_owl(triples))
    random.Random(3).shuffle(triples)
    found = read_owl(triples)
    assert (write_functional(found), write_owl_xml(found)) == wanted


def test_owl_xml_is_xml_with_one_element_for_each_axiom() -> None:
    reading = read_owl(load_document(EVERY).triples)
    root = ET.fromstring(write_owl_xml(reading))
    names = [child.tag.rpartition("}")[2] for child in root]
    assert len(names) - names.count("Prefix") == len(reading.axioms) + len(reading.annotations)
    assert root.get("versionIRI") == "https://example.org/ontology/1"


def test_annotations_of_annotations_are_kept() -> None:
    assert axioms(
        """
        ex:a rdfs:label "a" .
        _:outer a owl:Axiom ; owl:annotatedSource ex:a ; owl:annotatedProperty rdfs:label ;
            owl:annotatedTarget "a" ; rdfs:comment "why" .
        [] a owl:Annotation ; owl:annotatedSource _:outer ; owl:annotatedProperty rdfs:comment ;
            owl:annotatedTarget "why" ; rdfs:seeAlso ex:b .
        """
    ) == [
        'AnnotationAssertion(Annotation(Annotation(rdfs:seeAlso ex:b) rdfs:comment "why") '
        'rdfs:label ex:a "a")'
    ]


def test_negative_facts_and_anonymous_classes_are_read() -> None:
    assert axioms(
        """
        ex:p a owl:ObjectProperty . ex:C a owl:Class .
        [] a owl:NegativePropertyAssertion ; owl:sourceIndividual ex:a ;
            owl:assertionProperty ex:p ; owl:targetIndividual ex:b .
        ex:a a [ a owl:Class ; owl:complementOf ex:C ] .
        """
    ) == [
        "Declaration(ObjectProperty(ex:p))",
        "Declaration(Class(ex:C))",
        "ClassAssertion(ObjectComplementOf(ex:C) ex:a)",
        "NegativeObjectPropertyAssertion(ex:p ex:a ex:b)",
    ]


def test_a_class_may_be_an_individual_too() -> None:
    assert axioms("ex:C a owl:Class , ex:D . ex:D a owl:Class .") == [
        "Declaration(Class(ex:C))",
        "ClassAssertion(ex:D ex:C)",
        "Declaration(Class(ex:D))",
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ex:C rdfs:subClassOf 7 .", "stands where a class belongs"),
        ("[] a owl:AllDisjointClasses ; owl:members ( ex:C ) .", "two members or more"),
        ("[] a owl:AllDisjointClasses .", "0 values of owl:members"),
        ("ex:C rdfs:subClassOf [ a owl:Class ] .", "none of the properties"),
        ("ex:C rdfs:subClassOf [ a owl:Class ; owl:oneOf ( ) ] .", "needs a member"),
        ("ex:C rdfs:subClassOf [ a owl:Class ; owl:unionOf ( ex:C ) ] .", "two classes or more"),
        (
            "ex:C rdfs:subClassOf [ a owl:Restriction ; owl:onProperty ex:p ] .",
            "says nothing about its property",
        ),
        (
            "ex:C rdfs:subClassOf [ a owl:Restriction ; owl:onProperty ex:p ; "
            'owl:minCardinality "-1" ] .',
            "needs an xsd:nonNegativeInteger",
        ),
        (
            "ex:C rdfs:subClassOf [ a owl:Restriction ; owl:onProperty ex:p ; "
            "owl:hasSelf false ] .",
            "the value true",
        ),
        (
            "ex:C rdfs:subClassOf [ a owl:Restriction ; owl:onProperty ex:d ; "
            "owl:hasValue ex:a ] .",
            "needs a literal",
        ),
        (
            "ex:C rdfs:subClassOf [ a owl:Restriction ; owl:onProperty ex:p ; "
            "owl:someValuesFrom ex:C ; ex:note 7 ] .",
            "note> too",
        ),
        ("ex:p owl:propertyChainAxiom ( ex:p ) .", "two properties or more"),
        ("ex:C owl:hasKey ( ) .", "needs a property"),
        ("ex:C owl:disjointUnionOf ( ex:C ) .", "two classes or more"),
        ("ex:note owl:equivalentProperty ex:note2 .", "OWL cannot say"),
        ("ex:note rdfs:domain [ a owl:Class ] .", "needs an IRI"),
        ("ex:d rdfs:range [ a rdfs:Datatype ] .", "none of the properties"),
        ("ex:d rdfs:range [ a rdfs:Datatype ; owl:oneOf ( ex:a ) ] .", "needs literals"),
        (
            "ex:d rdfs:range [ a rdfs:Datatype ; owl:onDatatype xsd:string ; "
            "owl:withRestrictions ( [ ex:note 7 ] ) ] .",
            "a facet is a blank node",
        ),
        (
            "[] a owl:NegativePropertyAssertion ; owl:sourceIndividual ex:a ; "
            "owl:assertionProperty ex:d ; owl:targetValue ex:b .",
            "needs a literal",
        ),
    ],
)
def test_what_is_spelt_wrongly_is_said(text: str, words: str) -> None:
    problems = read(
        "ex:C a owl:Class . ex:p a owl:ObjectProperty . ex:d a owl:DatatypeProperty . "
        f"ex:note a owl:AnnotationProperty . ex:note2 a owl:AnnotationProperty . {text}"
    ).problems
    assert len(problems) == 1
    assert problems[0].rule in ("dl-malformed-expression", "dl-mixed-properties")
    assert words in problems[0].message


def test_xml_refuses_what_it_cannot_carry() -> None:
    bell = Triple(NamedNode("https://example.org/a"), RDFS.comment, Literal("a\x07b"))
    with pytest.raises(InputError, match=r"U\+0007"):
        write_owl_xml(read_owl([bell]))
