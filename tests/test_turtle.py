"""The writer's layout, strings, refusals and speed; its properties are in the file beside."""

from __future__ import annotations

import re
import tracemalloc
from pathlib import Path
from textwrap import dedent

import pyoxigraph as ox
import pytest
from pyoxigraph import Literal

from growth import cpu_seconds
from interstate.errors import InputError
from interstate.graphs import MAX_FILE_BYTES, MAX_LITERAL_CHARACTERS
from interstate.namespaces import PREFIXES
from interstate.turtle import MAX_NESTING, format_turtle
from interstate.turtle_lexer import scan

STYLE = Path(__file__).parents[2] / "shared" / "style.md"

HEAD = "".join(f"@prefix {n}: <{PREFIXES[n]}> .\n" for n in ("ist", "istsh", "owl", "rdfs", "sh"))
HEAD += "@prefix ex: <https://example.org/> .\n"


def body(turtle: str) -> str:
    """Format ``turtle`` with the usual prefixes; return what follows the declarations."""
    return format_turtle(HEAD + turtle).split("\n\n", 1)[1]


def canonical(turtle: str) -> list[str]:
    """Return the graph as sorted canonical N-Triples: equal exactly for isomorphic graphs."""
    dataset = ox.Dataset(ox.parse(turtle.encode(), ox.RdfFormat.TURTLE))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(map(str, dataset))


# --- layout -----------------------------------------------------------------------------------

LAYOUT = """\
# Pacts, for the tests.
#
# Second paragraph.

@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix ex: <https://example.org/> .
@prefix ist: <https://w3id.org/interstate/ns#> .
@prefix istsh: <https://w3id.org/interstate/shapes#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix roe-2001: <https://w3id.org/interstate/id/roe-2001/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<https://w3id.org/interstate/ontology/pacts>
    a owl:Ontology ;
    owl:imports <https://w3id.org/interstate/ontology> ;
.

ist:zone
    a owl:AnnotationProperty ;
.

ist:Pact
    a owl:Class ;
    rdfs:label "pact"@en ;
    skos:altLabel
        "accord"@en ,
        "treaty"@en ;
    skos:definition "A promise between states."@en ;
    rdfs:subClassOf
        ist:Relation ,
        [
            a owl:Class ;
            owl:unionOf (
                ist:Promise
                [
                    a owl:Restriction ;
                    owl:onProperty ist:hasParty ;
                    owl:someValuesFrom ist:State ;
                ]
            ) ;
        ] ,
        [
            a owl:Restriction ;
            owl:onProperty ist:hasPlace ;
            owl:someValuesFrom ist:Place ;
        ] ;
    owl:disjointWith ist:Act ;
    dcterms:source <https://example.com/codebook> ;
    rdfs:isDefinedBy <https://w3id.org/interstate/ontology/pacts> ;
    owl:deprecated true ;
.

ist:hasParty
    a
        owl:FunctionalProperty ,
        owl:ObjectProperty ;
    rdfs:domain ist:Pact ;
    rdfs:range ist:State ;
.

ist:amount
    a owl:DatatypeProperty ;
.

roe-2001:c001
    a ist:Claim ;
    ist:amount
        "1e3"^^xsd:double ,
        "5."^^xsd:decimal ,
        -5.0 ,
        01 ,
        1.50 ;
    ist:created "2001-09-13T00:00:00Z"^^xsd:dateTime ;
    ist:nothing () ;
    ist:page "010" ;
    ist:requires ex:bases ;
.

istsh:Pact
    a sh:NodeShape ;
    sh:targetClass ist:Pact ;
    sh:property istsh:Pact-hasParty-count ;
    sh:sparql istsh:Pact-order ;
.

istsh:Pact-hasParty-count
    a sh:PropertyShape ;
    sh:path ( ist:hasParty rdfs:label ) ;
    sh:message "A pact needs parties."@en ;
    sh:severity sh:Violation ;
    sh:minCount 2 ;
.

istsh:Pact-order
    a sh:SPARQLConstraint ;
    sh:select \"\"\"PREFIX ist: <https://w3id.org/interstate/ns#>
SELECT $this
WHERE {
    $this ist:label "a \\\\"quoted\\\\" # no comment" .
}
\"\"\" ;
.

[]
    a owl:AllDisjointClasses ;
    owl:members (
        ist:Condition
        ist:ConditionalAndSomethingMore
        ist:Event
        ist:Explanation
        ist:Judgement
    ) ;
.
"""


def test_layout_is_a_fixed_point() -> None:
    assert format_turtle(LAYOUT) == LAYOUT


def test_layout_survives_a_hostile_rewriting() -> None:
    """N-Triples in reverse, blank nodes labelled, no prefix declared but one: same blocks."""
    triples = [str(q.triple) for q in ox.parse(LAYOUT.encode(), ox.RdfFormat.TURTLE)]
    hostile = "@prefix e: <https://example.org/> .\n" + " .\n".join(reversed(triples)) + " .\n"
    assert format_turtle(hostile) == LAYOUT.split("\n\n", 1)[1]


@pytest.mark.shared
@pytest.mark.skipif(not STYLE.is_file(), reason="../shared/style.md is not here")
def test_samples_of_the_conventions_are_fixed_points() -> None:
    samples = re.findall(r"^```turtle\n(.*?)^```", STYLE.read_text(), re.DOTALL | re.MULTILINE)
    assert len(samples) >= 4
    for sample in samples:
        assert format_turtle(sample) == sample


def test_an_unrelated_reference_moves_no_block() -> None:
    before = "ex:a ex:p ex:b . ex:b ex:p ex:c . ex:c ex:p ex:d ."
    after = format_turtle(HEAD + before + " ex:d ex:q ex:c, ex:b, ex:a .")
    assert after.startswith(format_turtle(HEAD + before))


def test_rule_stands_directly_below_its_shape() -> None:
    found = body(
        "istsh:AllianceX a sh:NodeShape . istsh:Alliance-b-count a sh:PropertyShape ."
        "istsh:Alliance a sh:NodeShape ."
    )
    assert re.findall(r"^istsh:\S+", found, re.MULTILINE) == [
        "istsh:Alliance",
        "istsh:Alliance-b-count",
        "istsh:AllianceX",
    ]


def test_equal_siblings_both_stay() -> None:
    twins = HEAD + "ex:a ex:p [ ex:q 1 ], [ ex:q 1 ] ."
    assert format_turtle(twins).count("ex:q 1") == 2


def test_a_triple_said_twice_is_written_once() -> None:
    assert body("ex:a ex:p 1, 1 . ex:a ex:p 1 .") == "ex:a\n    ex:p 1 ;\n.\n"


@pytest.mark.parametrize(
    "cell",
    [
        "[ rdf:first 1 ; rdf:rest () ; a rdf:List ]",
        "[ rdf:first 1, 2 ; rdf:rest () ]",
        "[ rdf:first 1 ; rdf:rest ex:other ]",
        "[ rdf:first 1 ; rdf:rest [ rdf:first 2 ] ]",
        '[ rdf:first 1 ; rdf:rest "end" ]',
    ],
)
def test_what_is_not_quite_a_list_loses_nothing(cell: str) -> None:
    source = f"{HEAD}@prefix rdf: <{PREFIXES['rdf']}> .\nex:a ex:p {cell} ."
    assert "rdf:first" in format_turtle(source)
    assert canonical(format_turtle(source)) == canonical(source)


def test_empty_graph_keeps_its_header() -> None:
    assert format_turtle("") == ""
    assert format_turtle("#  licence\r\n\r\n\r\n#   two  \r\n") == "#  licence\n\n#   two\n"


@pytest.mark.parametrize(
    ("local", "written"),
    [
        ("usa", "state:usa"),
        ("u.s", "state:u.s"),
        ("007", "state:007"),
        ("côte", "state:côte"),
        ("a:b", "state:a:b"),
        ("", None),
        ("usa.", None),
        ("-usa", None),
        ("a/b", None),
        ("a,b", None),
        ("a%20b", None),
        ("a(b)", None),
    ],
)
def test_only_plain_local_names_are_shortened(local: str, written: str | None) -> None:
    iri = f"{PREFIXES['state']}{local}"
    expected = written or f"<{iri}>"
    assert format_turtle(f"<{iri}> a <{iri}> .").endswith(f"{expected}\n    a {expected} ;\n.\n")


@pytest.mark.parametrize("citekey", ["doe-1999", "untitled-pak-us", "a1"])
def test_citekey_is_a_prefix_declared_or_not(citekey: str) -> None:
    iri = f"https://w3id.org/interstate/id/{citekey}/"
    expected = f"@prefix {citekey}: <{iri}> .\n\n{citekey}:c001\n    a {citekey}:X ;\n.\n"
    assert format_turtle(f"<{iri}c001> a <{iri}X> .") == expected
    assert format_turtle(f"PREFIX y: <{iri}> y:c001 a y:X .") == expected


def test_citekey_that_no_prefix_can_spell_stays_whole() -> None:
    assert "<https://w3id.org/interstate/id/1999-doe/c1>" in format_turtle(
        "<https://w3id.org/interstate/id/1999-doe/c1> a <https://w3id.org/interstate/ns#Claim> ."
    )


# --- strings ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ('a "b" \\ c', r'"a \"b\" \\ c"'),
        ("tab\there", r'"tab\there"'),
        ("bell\x07, bom\ufeff, nel\x85", r'"bell\u0007, bom\uFEFF, nel\u0085"'),
        ("one\ntwo", '"""one\ntwo"""'),
        ('one\n"two"', '"""one\n"two\\""""'),
        ('a """ b\n', '"""a \\"\\"\\" b\n"""'),
        ("trailing  \nblank", '"""trailing \\u0020\nblank"""'),
        ("carriage\r\nreturn", '"""carriage\\r\nreturn"""'),
        ("back\\\nslash", '"""back\\\\\nslash"""'),
    ],
)
def test_strings(value: str, written: str) -> None:
    source = f"<https://e.org/a> <https://e.org/b> {Literal(value)} ."
    assert format_turtle(source) == f"<https://e.org/a>\n    <https://e.org/b> {written} ;\n.\n"


def test_no_line_ends_in_a_blank_whatever_the_strings() -> None:
    value = Literal(" x \n  \n y \t\n")
    source = f"<https://e.org/a> <https://e.org/b> {value} ."
    assert not re.search(r"[ \t]$", format_turtle(source), re.MULTILINE)


# --- refusals ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("turtle", "line", "problem"),
    [
        ("ex:a ex:b\n", 8, "broken Turtle"),
        ("nope:a ex:b ex:c .", 7, "prefix nope: has not been declared"),
        ('ex:a ex:b "never ends # .', 7, "broken Turtle"),
        ("<a> ex:b ex:c .", 7, "No scheme"),
        ("\n# lost\nex:a ex:b ex:c .", 8, "comment below the header would be lost: '# lost'"),
        ('ex:a ex:b "# kept", <http://x/#y> . # lost', 7, "'# lost'"),
        ("ex:a ex:b 'a \\' # kept', '' . # lost", 7, "'# lost'"),
        ("ex:a ex:b '''a '' \n# kept''' . # lost", 8, "'# lost'"),
        ('ex:a ex:b """a "" \n# kept""", "" . # lost', 8, "'# lost'"),
        ("ex:a ex:b ex:c\\#kept . # lost", 7, "'# lost'"),
        ("@prefix foo: <http://foo/> .\nfoo:a a foo:b .", 7, "unknown prefix foo: <http://foo/>"),
        ("@prefix schema: <http://schema.org/> .\nex:a schema:b 1 .", 7, "https://schema.org/"),
        ("\nex:a ex:b _:x .\nex:c ex:b _:x .", 8, "_:x is the object of 2 triples"),
        ("\n\n_:x ex:b _:y . _:y ex:b _:x .", 9, "_:x is part of a cycle"),
        ("_:x ex:b _:x .", 7, "_:x is part of a cycle"),
        ("<< ex:a ex:b ex:c >> ex:d ex:e .", None, "triple term"),
        ("ex:a ex:b " + "[ ex:b " * 70 + "1" + " ]" * 70 + " .", None, f"more than {MAX_NESTING}"),
    ],
)
def test_refusal_names_line_problem_and_remedy(turtle: str, line: int | None, problem: str) -> None:
    with pytest.raises(InputError) as caught:
        format_turtle(HEAD + turtle, "some/file.ttl")
    assert problem in str(caught.value)
    assert caught.value.line == line
    assert "some/file.ttl" in str(caught.value)
    assert caught.value.remedy


def test_sparql_inside_a_string_declares_no_prefix_and_holds_no_comment() -> None:
    query = 'ex:a sh:select """\nPREFIX foo: <http://foo/>\n# why\nSELECT * {}\n""" .'
    assert "# why" in body(query)


def test_protege_output_is_accepted() -> None:
    """What the OWL API adds on its own is dropped; what a person wrote there is not."""
    saved = dedent("""\
        @prefix : <https://w3id.org/interstate/ontology/pacts/> .
        @prefix xml: <http://www.w3.org/XML/1998/namespace> .
        @prefix owl: <http://www.w3.org/2002/07/owl#> .
        @base <https://w3id.org/interstate/ontology/pacts> .

        <https://w3id.org/interstate/ontology/pacts> rdf:type owl:Ontology .

        #################################################################
        #    Object Properties
        #################################################################

        ###  https://w3id.org/interstate/ns#hasParty
        <https://w3id.org/interstate/ns#hasParty> rdf:type owl:ObjectProperty .

        ###  Generated by the OWL API (version 4.5.29) https://github.com/owlcs/owlapi
        """).replace("rdf:type", "a")
    assert format_turtle(saved) == dedent("""\
        @prefix ist: <https://w3id.org/interstate/ns#> .
        @prefix owl: <http://www.w3.org/2002/07/owl#> .

        <https://w3id.org/interstate/ontology/pacts>
            a owl:Ontology ;
        .

        ist:hasParty
            a owl:ObjectProperty ;
        .
        """)
    with pytest.raises(InputError, match="would be lost"):
        format_turtle(saved.replace("#    Object Properties", "#    Object Properties?"))


def test_huge_text_and_huge_literal_are_refused_cheaply() -> None:
    start = '<https://e.org/a> <https://e.org/b> """'
    huge = start + "x" * (MAX_FILE_BYTES + 1) + '""" .'
    large = start + 'y\\"' * MAX_LITERAL_CHARACTERS + '""" .'
    tracemalloc.start()
    with pytest.raises(InputError, match="33,554,432 is the most"):
        format_turtle(huge)
    with pytest.raises(InputError, match=r"a literal of 3,145,734 characters; 1,048,576 is"):
        format_turtle(large)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10_000_000


def test_scanner_stops_at_what_never_ends() -> None:
    assert scan('ex:a ex:b """ never # ends').comments == ()


def test_time_grows_linearly() -> None:
    def seconds(count: int) -> float:
        rows = (
            f'x:c{n} a ist:Claim ; ist:gloss "a sentence, number {n}"@en ; ist:page "{n}" ;'
            f" ist:asserts x:s{n} ; ist:sentence {n} ; ist:anchoredAt x:p{n} .\n"
            for n in range(count)
        )
        text = f"{HEAD}@prefix x: <https://w3id.org/interstate/id/doe-1999/> .\n{''.join(rows)}"
        return cpu_seconds(lambda: format_turtle(text))

    assert seconds(5000) < 25 * seconds(500)  # 30 000 and 3 000 triples
