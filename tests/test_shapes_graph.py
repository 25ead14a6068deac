"""Checks of the shapes graph itself: each has a planted defect that turns it red."""

from __future__ import annotations

import re

import pytest
from rdflib import SH as RDFLIB_SH

from interstate.errors import InputError
from interstate.graphs import parse_turtle
from interstate.shacl_check import check_shapes_graph
from interstate.shacl_terms import REPORT, SEVERITIES, SH, SUPPORTED
from interstate.validation import Validator

PREFIXES = """
@prefix ex: <https://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
ONTOLOGY = "ex:Pact a owl:Class . ex:party a owl:ObjectProperty . ex:note a owl:DatatypeProperty ."
SOUND = """
ex:header a owl:Ontology ; sh:declare ex:declare-ex .
ex:declare-ex sh:prefix "ex" ; sh:namespace "https://example.org/"^^xsd:anyURI .

ex:Pact-shape a sh:NodeShape ;
    sh:targetClass ex:Pact ;
    sh:severity sh:Violation ;
    sh:property ex:Pact-party-count ;
    sh:sparql ex:Pact-twice ;
.
ex:Pact-party-count a sh:PropertyShape ;
    sh:path ex:party ;
    sh:message "A pact needs two parties (ex:party); add one."@en ;
    sh:severity sh:Violation ;
    sh:minCount 2 ;
    sh:or ( [ sh:nodeKind sh:IRI ] [ sh:property [ sh:path ex:note ; sh:minCount 1 ] ] ) ;
.
ex:Pact-twice a sh:SPARQLConstraint ;
    sh:message "A note repeats; drop one."@en ;
    sh:prefixes ex:header ;
    sh:select "SELECT $this WHERE { $this ex:note ?a , ?b FILTER(?a < ?b) }" ;
.
ex:Note-shape a sh:NodeShape ;
    sh:targetSubjectsOf ex:note , rdfs:label ;
    sh:message "Only a pact has a note; make it one."@en ;
    sh:severity sh:Info ;
    sh:class ex:Pact ;
.
"""


def found(shapes: str) -> set[tuple[str, str]]:
    findings = check_shapes_graph(
        parse_turtle(PREFIXES + shapes, "shapes"), parse_turtle(PREFIXES + ONTOLOGY, "ontology")
    )
    assert list(findings) == sorted(findings)
    assert all(f.message.endswith(".") and len(f.message.split()) > 6 for f in findings)
    return {(f.rule, f.focus.removeprefix("https://example.org/")) for f in findings}


def test_a_sound_shapes_graph_has_no_findings() -> None:
    assert found(SOUND) == set()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("sh:minCount 2", "sh:mincount 2", {("shapes-unknown-term", "Pact-party-count")}),
        (
            "sh:property ex:Pact",
            "sh:shape ex:Pact",
            {
                ("shapes-unknown-term", "Pact-shape"),
                ("shapes-unused", "Pact-party-count"),
            },
        ),
        (
            "a sh:NodeShape ;\n    sh:targetClass",
            "a sh:NodeSHape ;\n    sh:targetClass",
            {
                ("shapes-unknown-term", "Pact-shape"),
            },
        ),
        (
            "sh:minCount 2",
            "sh:minCount 2 ; sh:expression ex:e",
            {
                ("shapes-unsupported", "Pact-party-count"),
            },
        ),
        ("sh:minCount 2", "sh:minCount 2 ; sh:node ex:Lost", {("shapes-dangling", "Lost")}),
        (
            "sh:property ex:Pact-party-count",
            "sh:property ex:Pact-party-count , ex:Lost",
            {
                ("shapes-dangling", "Lost"),
            },
        ),
        (
            "( [ sh:nodeKind sh:IRI ]",
            "( ex:Lost [ sh:nodeKind sh:IRI ]",
            {
                ("shapes-dangling", "Lost"),
            },
        ),
        (
            "sh:sparql ex:Pact-twice",
            "sh:sparql ex:Pact-twice , ex:Lost",
            {
                ("shapes-dangling", "Pact-shape"),
            },
        ),
        (
            "sh:prefixes ex:header",
            "sh:prefixes ex:lost",
            {
                ("shapes-dangling", "Pact-twice"),
                ("shapes-query", "Pact-twice"),
            },
        ),
        ("sh:targetClass ex:Pact", "sh:targetClass ex:Pakt", {("shapes-target", "Pact-shape")}),
        (
            "sh:targetSubjectsOf ex:note",
            "sh:targetSubjectsOf ex:notes",
            {
                ("shapes-target", "Note-shape"),
            },
        ),
        (
            "sh:targetSubjectsOf ex:note , rdfs:label",
            "sh:targetObjectsOf ex:notes",
            {
                ("shapes-target", "Note-shape"),
            },
        ),
        ("    sh:targetClass ex:Pact ;\n", "", {("shapes-unused", "Pact-shape")}),
        ("    sh:sparql ex:Pact-twice ;\n", "", {("shapes-unused", "Pact-twice")}),
        ("    sh:property ex:Pact-party-count ;\n", "", {("shapes-unused", "Pact-party-count")}),
        (
            '"A pact needs two parties (ex:party); add one."@en',
            '"two"@de',
            {
                ("shapes-message", "Pact-party-count"),
            },
        ),
        (
            '    sh:message "A note repeats; drop one."@en ;\n',
            "",
            {
                ("shapes-message", "Pact-twice"),
            },
        ),
        (
            '    sh:message "Only a pact has a note; make it one."@en ;\n',
            "",
            {
                ("shapes-message", "Note-shape"),
            },
        ),
        ('drop one."@en', 'drop one."@en , "Again."@en', {("shapes-message", "Pact-twice")}),
        ("    sh:severity sh:Info ;\n", "", {("shapes-severity", "Note-shape")}),
        (
            "    sh:severity sh:Violation ;\n    sh:property",
            "    sh:property",
            {
                ("shapes-severity", "Pact-shape"),
            },
        ),
        (
            "    sh:severity sh:Violation ;\n    sh:minCount",
            "    sh:minCount",
            {
                ("shapes-severity", "Pact-party-count"),
            },
        ),
        (
            "sh:severity sh:Info",
            "sh:severity sh:Info , sh:Warning",
            {
                ("shapes-severity", "Note-shape"),
            },
        ),
        ("sh:severity sh:Info", "sh:severity ex:Mild", {("shapes-severity", "Note-shape")}),
        (
            "sh:prefixes ex:header",
            "sh:prefixes ex:header ; sh:severity sh:Info",
            {
                ("shapes-severity", "Pact-twice"),
            },
        ),
        ("    sh:path ex:party ;\n", "", {("shapes-path", "Pact-party-count")}),
        ("sh:path ex:party", "sh:path ex:party , ex:note", {("shapes-path", "Pact-party-count")}),
        (
            "sh:path ex:party",
            "sh:path [ sh:inversePath ex:party ; sh:zeroOrOnePath ex:note ]",
            {
                ("shapes-path", "Pact-party-count"),
            },
        ),
        ("sh:path ex:party", "sh:path ( )", {("shapes-path", "Pact-party-count")}),
        ("?a , ?b FILTER", "?a , FILTER", {("shapes-query", "Pact-twice")}),
        ("ex:note ?a", "other:note ?a", {("shapes-query", "Pact-twice")}),
        ("SELECT $this WHERE", "SELECT * WHERE", {("shapes-query", "Pact-twice")}),
        (
            "sh:select",
            "sh:ask",
            {
                ("shapes-query", "Pact-twice"),
                ("shapes-unsupported", "Pact-twice"),
            },
        ),
        ('sh:prefix "ex" ; ', "", {("shapes-query", "Pact-twice")}),
        ("sh:or (", "sh:or ex:header , (", {("shapes-broken", "")}),
        ("sh:minCount 2", 'sh:minCount 2 ; sh:node "x"', {("shapes-broken", "")}),
    ],
)
def test_planted_defect_is_found_and_nothing_else(
    old: str, new: str, expected: set[tuple[str, str]]
) -> None:
    assert old in SOUND
    assert found(SOUND.replace(old, new, 1)) == expected


@pytest.mark.parametrize(
    "added",
    [
        'ex:Note-shape sh:minLength "three" .',
        "ex:Note-shape sh:node ex:Pact-shape .",  # it has sh:sparql
        'ex:declare-ex sh:namespace "urn:other" .',
    ],
)
def test_what_the_validator_refuses_is_never_unreported(added: str) -> None:
    shapes = parse_turtle(PREFIXES + SOUND + added, "shapes")
    with pytest.raises(InputError):
        Validator(shapes)
    assert found(SOUND + added) & {("shapes-broken", ""), ("shapes-query", "Pact-twice")}


@pytest.mark.parametrize(
    "added",
    [
        "ex:Pact-shape sh:property [ sh:path ex:note ; sh:maxCount 2 ; sh:severity sh:Info ; "
        'sh:message "m"@en ] .',
        'ex:Pact-shape sh:sparql [ sh:prefixes ex:header ; sh:message "m"@en ; '
        'sh:select "SELECT $this { $this ex:note 1 }" ] .',
        'ex:Pact-shape sh:node [ sh:nodeKind sh:IRI ; sh:severity sh:Info ; sh:message "m"@en ] ; '
        'sh:message "m"@en .',
    ],
)
def test_a_rule_without_a_name_is_found(added: str) -> None:
    assert {rule for rule, _ in found(SOUND + added)} == {"shapes-anonymous"}


def test_our_list_of_shacl_words_is_the_real_one() -> None:
    rdflibs = {
        str(getattr(RDFLIB_SH, name)) for name in RDFLIB_SH.__annotations__ if name[0] != "_"
    }
    # rdflib spells Python's keywords otherwise or leaves them out; SHACL has these four.
    keywords = {SH.base + name for name in ("class", "in", "not", "or", "and")}
    assert {term.value for term in SH} == rdflibs | keywords


def test_words_taken_are_words_of_shacl() -> None:
    for iri in (*SUPPORTED, *REPORT, *SEVERITIES):
        assert iri in SH
        assert re.fullmatch(r"[A-Za-z]+", iri.removeprefix(SH.base))
    assert not SUPPORTED & REPORT
