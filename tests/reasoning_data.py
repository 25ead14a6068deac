"""Ontology and toy records for the tests of reasoning."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pyoxigraph import NamedNode, Triple

from interstate.graphs import load_document, merged, parse_turtle
from interstate.namespaces import PREFIXES
from interstate.reasoning import Theory, make_theory
from interstate.resources import shipped_root

EX = "https://example.org/"
RECORD = Path(__file__).parent / "fixtures" / "inferences" / "record.ttl"
TOP = "".join(
    f"@prefix {name}: <{iri}> .\n"
    for name, iri in {
        "ex": EX,
        **{k: PREFIXES[k] for k in ("ist", "owl", "rdf", "rdfs", "xsd")},
    }.items()
)


@cache
def ontology() -> tuple[Triple, ...]:
    """The shipped ontology, the module of inferences with it."""
    return merged(load_document(p) for p in sorted((shipped_root() / "ontology").glob("*.ttl")))


@cache
def record() -> tuple[Triple, ...]:
    """The toy record, in which everything that can be inferred has a near miss."""
    return load_document(RECORD).triples


def turtle(text: str) -> tuple[Triple, ...]:
    """Parse a snippet with the usual prefixes."""
    return parse_turtle(TOP + text, "<snippet>")


@cache
def theory(text: str = "", *, with_record: bool = True) -> Theory:
    """Ontology and record, with more."""
    return make_theory((*ontology(), *(record() if with_record else ()), *turtle(text)))


def statement(text: str) -> Triple:
    """Return the only triple of a snippet."""
    (triple,) = turtle(f"{text} .")
    return triple


def ex(name: str) -> NamedNode:
    """Return a node of the record."""
    return NamedNode(EX + name)


INCONSISTENT = {
    "state and person": "ex:arcadia a ist:Person .",
    "agent and place": "ex:x a ist:Agent , ist:Place .",
    "act and relation": "ex:x a ist:Attack , ist:Alliance .",
    "party of a person kind": "ex:x a ist:Place . ex:pact ist:hasParty ex:x .",
    "speaker that is a source": "ex:x a ist:Source . ex:plain ist:hasSpeaker ex:x .",
    "time on a state": 'ex:arcadia ist:time "1914" .',
    "gloss without language": 'ex:plain ist:gloss "said" .',
    "value that is text": 'ex:m a ist:Measurement ; ist:value "many" .',
    "ordinal below zero": 'ex:demand ist:ordinal "-1"^^xsd:integer .',
    "involving a concept": "ex:c a ist:Concept . ex:demands ist:hasItem ex:c .",
    "stance of a state": "ex:arcadia ist:stance ex:s .",
    "nothing": "ex:x a owl:Nothing .",
    "different from itself": "ex:arcadia owl:sameAs ex:b . ex:b owl:differentFrom ex:arcadia .",
    "not what it is": "ex:arcadia a [ a owl:Class ; owl:complementOf ist:Agent ] .",
    "a fact denied in OWL": "[] a owl:NegativePropertyAssertion ; owl:sourceIndividual ex:pact ; "
    "owl:assertionProperty ist:hasParty ; owl:targetIndividual ex:arcadia .",
    "a fact denied beyond its property": "[] a owl:NegativePropertyAssertion ; "
    "owl:sourceIndividual ex:pact ; owl:assertionProperty ist:hasParticipant ; "
    "owl:targetIndividual ex:arcadia .",
    "a new class below two": "ex:Both a owl:Class ; rdfs:subClassOf ist:State , ist:Place . "
    "ex:x a ex:Both .",
    "an existential that cannot be": "ex:Odd a owl:Class ; rdfs:subClassOf "
    "[ a owl:Restriction ; owl:onProperty ist:hasParty ; owl:someValuesFrom ist:Place ] . "
    "ex:x a ex:Odd .",
    "one of two, and neither": "ex:Kind a owl:Class ; rdfs:subClassOf "
    "[ a owl:Class ; owl:unionOf ( ist:Person ist:Place ) ] . ex:x a ex:Kind , ist:State .",
    "one wife of two": "ex:only a owl:ObjectProperty , owl:FunctionalProperty . "
    "ex:x ex:only ex:y , ex:z . ex:y owl:differentFrom ex:z .",
}
"""Additions to the record that no reasoner may let pass."""

CONSISTENT = {
    "nothing more": "",
    "contested": 'ex:demands ist:statedSize "7"^^xsd:nonNegativeInteger , '
    '"6"^^xsd:nonNegativeInteger .',
    "two times": 'ex:war ist:time "1914" , "1915" .',
    "threat and demand": "ex:x a ist:Threat , ist:Demand .",
    "class as individual": "ist:War ist:hasConcept ex:c . ex:c a ist:Concept .",
    "an existential": "ex:Odd a owl:Class ; rdfs:subClassOf "
    "[ a owl:Restriction ; owl:onProperty ist:hasParty ; owl:someValuesFrom ist:State ] . "
    "ex:x a ex:Odd .",
}
"""Additions that are contested at most, never contradictory."""


CONSTRUCTS: Mapping[str, tuple[bool | None, str]] = {
    "symmetric": (
        False,
        "ex:p a owl:ObjectProperty, owl:SymmetricProperty; rdfs:domain ist:State . ex:x "
        "ex:p ex:y . ex:y a ist:Place .",
    ),
    "transitive": (
        False,
        "ex:p a owl:ObjectProperty, owl:TransitiveProperty . ex:x ex:p ex:y . ex:y ex:p "
        "ex:z . [] a owl:NegativePropertyAssertion; owl:sourceIndividual ex:x ; "
        "owl:assertionProperty ex:p ; owl:targetIndividual ex:z .",
    ),
    "inverseOf named": (
        False,
        "ex:p a owl:ObjectProperty; owl:inverseOf ex:q . ex:q a owl:ObjectProperty; "
        "rdfs:domain ist:State . ex:x ex:p ex:y . ex:y a ist:Place .",
    ),
    "inverse functional": (
        False,
        "ex:p a owl:ObjectProperty, owl:InverseFunctionalProperty . ex:x ex:p ex:z . ex:y"
        " ex:p ex:z . ex:x owl:differentFrom ex:y .",
    ),
    "functional same types": (
        False,
        "ex:p a owl:ObjectProperty, owl:FunctionalProperty . ex:x ex:p ex:z , ex:y . ex:z"
        " a ist:State . ex:y a ist:Place .",
    ),
    "sameAs types": (False, "ex:x a ist:State ; owl:sameAs ex:y . ex:y a ist:Place ."),
    "sameAs links": (
        False,
        "ex:p a owl:ObjectProperty ; rdfs:domain ist:State . ex:x ex:p ex:z ; owl:sameAs "
        "ex:y . ex:y a ist:Place .",
    ),
    "equivalent property": (
        False,
        "ex:p a owl:ObjectProperty ; owl:equivalentProperty ex:q . ex:q a "
        "owl:ObjectProperty ; rdfs:domain ist:State . ex:x ex:p ex:z ; a ist:Place .",
    ),
    "equivalent class": (
        False,
        "ex:C a owl:Class ; owl:equivalentClass ist:State . ex:x a ex:C, ist:Place .",
    ),
    "allValuesFrom": (
        False,
        "ex:p a owl:ObjectProperty . ex:C a owl:Class ; rdfs:subClassOf [a "
        "owl:Restriction; owl:onProperty ex:p; owl:allValuesFrom ist:State] . ex:x a ex:C"
        " ; ex:p ex:y . ex:y a ist:Place .",
    ),
    "someValuesFrom left": (
        False,
        "ex:p a owl:ObjectProperty . ex:C a owl:Class . [a owl:Restriction; "
        "owl:onProperty ex:p; owl:someValuesFrom ist:State] rdfs:subClassOf ist:Person . "
        "ex:x ex:p ex:y ; a ist:Place . ex:y a ist:State .",
    ),
    "hasValue left": (
        False,
        "ex:p a owl:ObjectProperty . [a owl:Restriction; owl:onProperty ex:p; "
        "owl:hasValue ex:y] rdfs:subClassOf ist:Person . ex:x ex:p ex:y ; a ist:Place .",
    ),
    "hasValue right": (
        False,
        "ex:p a owl:ObjectProperty ; rdfs:range ist:Place . ex:C a owl:Class; "
        "rdfs:subClassOf [a owl:Restriction; owl:onProperty ex:p; owl:hasValue ex:y] . "
        "ex:x a ex:C . ex:y a ist:State .",
    ),
    "union left": (
        False,
        "[a owl:Class; owl:unionOf (ist:State ist:Place)] rdfs:subClassOf ist:Person . "
        "ex:x a ist:Place .",
    ),
    "oneOf left": (
        None,
        "[a owl:Class; owl:oneOf (ex:x ex:y)] rdfs:subClassOf ist:Person . ex:x a ist:Place .",
    ),
    "intersection left": (
        False,
        "[a owl:Class; owl:intersectionOf (ist:Threat ist:Demand)] rdfs:subClassOf "
        "ist:Person . ex:x a ist:Threat, ist:Demand .",
    ),
    "intersection right": (
        False,
        "ex:C a owl:Class; rdfs:subClassOf [a owl:Class; owl:intersectionOf (ist:State "
        "ist:Agent)] . ex:x a ex:C , ist:Place .",
    ),
    "complement right": (
        False,
        "ex:C a owl:Class; rdfs:subClassOf [a owl:Class; owl:complementOf ist:Agent] . "
        "ex:x a ex:C , ist:State .",
    ),
    "chain": (
        None,
        "ex:p a owl:ObjectProperty; owl:propertyChainAxiom (ex:q ex:q); rdfs:range "
        "ist:State . ex:q a owl:ObjectProperty . ex:x ex:q ex:y . ex:y ex:q ex:z . ex:z a"
        " ist:Place .",
    ),
    "hasKey": (
        None,
        "ex:C a owl:Class; owl:hasKey (ex:d) . ex:d a owl:DatatypeProperty . ex:x a ex:C;"
        ' ex:d "1" . ex:y a ex:C; ex:d "1" . ex:x owl:differentFrom ex:y .',
    ),
    "maxCardinality 1": (
        None,
        "ex:p a owl:ObjectProperty . ex:C a owl:Class; rdfs:subClassOf [a "
        "owl:Restriction; owl:onProperty ex:p; owl:maxCardinality "
        '"1"^^xsd:nonNegativeInteger] . ex:x a ex:C; ex:p ex:y, ex:z . ex:y '
        "owl:differentFrom ex:z .",
    ),
    "maxCardinality 0": (
        None,
        "ex:p a owl:ObjectProperty . ex:C a owl:Class; rdfs:subClassOf [a "
        "owl:Restriction; owl:onProperty ex:p; owl:maxCardinality "
        '"0"^^xsd:nonNegativeInteger] . ex:x a ex:C; ex:p ex:y .',
    ),
    "asymmetric": (
        False,
        "ex:p a owl:ObjectProperty, owl:AsymmetricProperty . ex:x ex:p ex:y . ex:y ex:p ex:x .",
    ),
    "irreflexive": (False, "ex:p a owl:ObjectProperty, owl:IrreflexiveProperty . ex:x ex:p ex:x ."),
    "irreflexive via sameAs": (
        False,
        "ex:p a owl:ObjectProperty, owl:IrreflexiveProperty . ex:x ex:p ex:y . ex:x "
        "owl:sameAs ex:y .",
    ),
    "disjoint props": (
        False,
        "ex:p a owl:ObjectProperty; owl:propertyDisjointWith ex:q . ex:q a "
        "owl:ObjectProperty . ex:x ex:p ex:y ; ex:q ex:y .",
    ),
    "all disjoint props": (
        False,
        "ex:p a owl:ObjectProperty . ex:q a owl:ObjectProperty . [] a "
        "owl:AllDisjointProperties; owl:members (ex:p ex:q) . ex:x ex:p ex:y ; ex:q ex:y "
        ".",
    ),
    "allDifferent": (
        False,
        "[] a owl:AllDifferent; owl:distinctMembers (ex:x ex:y) . ex:x owl:sameAs ex:y .",
    ),
    "functional data": (
        False,
        'ex:d a owl:DatatypeProperty, owl:FunctionalProperty . ex:x ex:d "1", "2" .',
    ),
    "functional data equal": (
        True,
        "ex:d a owl:DatatypeProperty, owl:FunctionalProperty . ex:x ex:d 1, 1.0 .",
    ),
    "sub data property range": (
        False,
        "ex:d a owl:DatatypeProperty; rdfs:subPropertyOf ex:e . ex:e a "
        'owl:DatatypeProperty; rdfs:range xsd:integer . ex:x ex:d "a" .',
    ),
    "equivalent data property": (
        False,
        "ex:d a owl:DatatypeProperty; owl:equivalentProperty ex:e . ex:e a "
        'owl:DatatypeProperty; rdfs:range xsd:integer . ex:x ex:d "a" .',
    ),
    "disjoint data": (
        False,
        "ex:d a owl:DatatypeProperty; owl:propertyDisjointWith ex:e . ex:e a "
        'owl:DatatypeProperty . ex:x ex:d "a" ; ex:e "a" .',
    ),
    "negative data": (
        False,
        'ex:d a owl:DatatypeProperty . ex:x ex:d "a" . [] a '
        "owl:NegativePropertyAssertion; owl:sourceIndividual ex:x ; owl:assertionProperty"
        ' ex:d ; owl:targetValue "a" .',
    ),
    "data all": (
        None,
        "ex:d a owl:DatatypeProperty . ex:C a owl:Class ; rdfs:subClassOf [a "
        "owl:Restriction; owl:onProperty ex:d; owl:allValuesFrom xsd:integer] . ex:x a "
        'ex:C ; ex:d "a" .',
    ),
    "data some left": (
        None,
        "ex:d a owl:DatatypeProperty . [a owl:Restriction; owl:onProperty ex:d; "
        "owl:someValuesFrom xsd:integer] rdfs:subClassOf ist:Person . ex:x a ist:Place ; "
        "ex:d 1 .",
    ),
    "data hasValue left": (
        None,
        "ex:d a owl:DatatypeProperty . [a owl:Restriction; owl:onProperty ex:d; "
        "owl:hasValue 1] rdfs:subClassOf ist:Person . ex:x a ist:Place ; ex:d 1 .",
    ),
    "disjointUnion": (
        None,
        "ex:C a owl:Class; owl:disjointUnionOf (ist:Threat ist:Promise) . ex:x a "
        "ist:Threat, ist:Promise .",
    ),
    "disjoint expr": (
        None,
        "[a owl:Restriction; owl:onProperty ist:hasParty; owl:someValuesFrom owl:Thing] "
        "owl:disjointWith ist:Alliance . ex:x a ist:Alliance; ist:hasParty ex:y .",
    ),
    "disjoint data of another form": (
        False,
        "ex:d a owl:DatatypeProperty; owl:propertyDisjointWith ex:e . ex:e a "
        "owl:DatatypeProperty . ex:x ex:d 1 ; ex:e 1.0 .",
    ),
    "data of the same": (
        False,
        "ex:d a owl:DatatypeProperty, owl:FunctionalProperty . ex:x ex:d 1 . ex:y ex:d 2 ; "
        "owl:sameAs ex:x .",
    ),
    "negative data of the same": (
        False,
        'ex:d a owl:DatatypeProperty . ex:x ex:d "a" . [] a owl:NegativePropertyAssertion; '
        'owl:sourceIndividual ex:y ; owl:assertionProperty ex:d ; owl:targetValue "a" . '
        "ex:y owl:sameAs ex:x .",
    ),
    "truth is no number": (
        False,
        "ex:d a owl:DatatypeProperty, owl:FunctionalProperty . ex:x ex:d true, 1 .",
    ),
    "a language in capitals": (
        True,
        'ex:d a owl:DatatypeProperty, owl:FunctionalProperty . ex:x ex:d "a"@en, "a"@EN .',
    ),
    "an integer with a point": (
        True,
        "ex:d a owl:DatatypeProperty ; rdfs:range xsd:integer . ex:x ex:d 1.0 .",
    ),
    "no integer": (
        False,
        "ex:d a owl:DatatypeProperty ; rdfs:range xsd:integer . ex:x ex:d 1.5 .",
    ),
    "a token is a text": (
        True,
        'ex:d a owl:DatatypeProperty ; rdfs:range xsd:string . ex:x ex:d "a"^^xsd:token .',
    ),
    "a moment with a zone": (
        True,
        "ex:d a owl:DatatypeProperty ; rdfs:range xsd:dateTime . ex:x ex:d "
        '"2001-09-13T00:00:00Z"^^xsd:dateTimeStamp .',
    ),
    "a moment without a zone": (
        False,
        "ex:d a owl:DatatypeProperty ; rdfs:range xsd:dateTimeStamp . ex:x ex:d "
        '"2001-09-13T00:00:00"^^xsd:dateTime .',
    ),
    "complement inside": (
        False,
        "ex:C a owl:Class; rdfs:subClassOf [a owl:Class; owl:intersectionOf (ist:State [a "
        "owl:Class; owl:complementOf ist:Agent])] . ex:x a ex:C .",
    ),
    "complement at the other end": (
        False,
        "ex:p a owl:ObjectProperty; rdfs:range [a owl:Class; owl:complementOf ist:Agent] . "
        "ex:x ex:p ex:y . ex:y a ist:State .",
    ),
    "disjoint with an inverse": (
        None,
        "ex:p a owl:ObjectProperty . ex:q a owl:ObjectProperty ; owl:propertyDisjointWith "
        "[owl:inverseOf ex:p] . ex:x ex:p ex:y . ex:y ex:q ex:x .",
    ),
    "inverse functional, different values": (
        True,
        "ex:p a owl:ObjectProperty, owl:InverseFunctionalProperty . ex:x ex:p ex:z . ex:y"
        " ex:p ex:w . ex:x owl:differentFrom ex:y .",
    ),
    "anything below": (
        False,
        "ex:p a owl:ObjectProperty . [a owl:Restriction; owl:onProperty ex:p; "
        "owl:someValuesFrom owl:Thing] rdfs:subClassOf ist:Person . ex:x a ist:Place ; ex:p ex:y .",
    ),
    "the property without pairs": (
        None,
        "ex:p a owl:ObjectProperty; rdfs:subPropertyOf owl:bottomObjectProperty . ex:x ex:p ex:y .",
    ),
    "two ranges of data": (
        False,
        "ex:d a owl:DatatypeProperty; rdfs:range xsd:integer, xsd:string . ex:x ex:d 1 .",
    ),
    "property of inverse": (
        False,
        "ex:p a owl:ObjectProperty . [owl:inverseOf ex:p] rdfs:subPropertyOf ex:q . ex:q "
        "a owl:ObjectProperty; rdfs:domain ist:State . ex:x ex:p ex:y . ex:y a ist:Place "
        ".",
    ),
    "self": (
        None,
        "ex:p a owl:ObjectProperty . ex:C a owl:Class; rdfs:subClassOf [a "
        "owl:Restriction; owl:onProperty ex:p; owl:hasSelf true] . ex:p rdfs:range "
        "ist:State . ex:x a ex:C, ist:Place .",
    ),
    "top": (
        False,
        "ex:C a owl:Class . owl:Thing rdfs:subClassOf ex:C . ex:C owl:disjointWith "
        "ist:State . ex:x a ist:State .",
    ),
    "reflexive": (
        None,
        "ex:p a owl:ObjectProperty, owl:ReflexiveProperty ; rdfs:domain ist:State . ex:x "
        "a ist:Place .",
    ),
}
"""For each OWL construct a snippet (consistent where marked True) and what rules can say of it."""
