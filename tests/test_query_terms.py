"""Our reading of a probe's query against the syntax tree of rdflib, and what it must refuse."""

from __future__ import annotations

import pytest

from growth import cpu_seconds
from interstate.errors import InputError
from interstate.graphs import Index, load_document
from interstate.namespaces import IST, PREFIXES, RDF
from interstate.query_terms import Level, Levels, read_query
from interstate.theory_library import load_library
from query_oracle import reading as oracle
from worldly import ONTOLOGY, hierarchy

HEAD = "".join(f"PREFIX {p}: <{PREFIXES[p]}>\n" for p in ("answer", "concept", "ist"))
REFERENCE = ONTOLOGY.parent / "data/reference"


def queries() -> list[str]:
    files = ("probes.ttl", "implications.ttl")
    triples = [t for name in files for t in load_document(REFERENCE / name).triples]
    library = load_library(Index(triples), hierarchy())
    return sorted(
        {text for p in library.probes.values() for text in (p.case_query, p.answer_query)}
        | {i.scope_query for i in library.implications if i.scope_query}
    )


CASE = "?case a ist:Alliance ; ist:hasParty ?a , ?b"
ODD = [
    f"SELECT ?case WHERE {{ {CASE} FILTER(EXISTS {{ ?x ist:follows ?case }}) ?y ist:follows ?a }}",
    f"SELECT ?case WHERE {{ {CASE} FILTER EXISTS {{ ?x ist:follows ?case }} ?y ist:follows ?a }}",
    f"SELECT ?case WHERE {{ {CASE} FILTER(!EXISTS {{ ?x ist:follows ?case }}) }}",
    f"SELECT ?case WHERE {{ {CASE} FILTER NOT EXISTS {{ ?x ist:follows ?case }} }}",
    f"SELECT ?case WHERE {{ {CASE} FILTER(EXISTS {{ ?x ist:follows ?case }} || ?a = ?b) }}",
    f"SELECT ?case WHERE {{ {CASE} FILTER(EXISTS {{ ?x ist:follows ?case }} = false) }}",
    f"SELECT ?case WHERE {{ {CASE} FILTER(false = EXISTS {{ ?x ist:follows ?case }}) }}",
    f"SELECT ?case WHERE {{ {CASE} BIND(EXISTS {{ ?x ist:follows ?case }} AS ?answer) }}",
    f"SELECT ?case WHERE {{ {CASE} "
    "BIND(IF(EXISTS { ?x ist:follows ?case }, answer:a, answer:b) AS ?answer) }",
    f"SELECT ?case WHERE {{ {CASE} OPTIONAL {{ ?x ist:follows ?case }} FILTER(!BOUND(?x)) }}",
    f"SELECT ?case WHERE {{ {CASE} OPTIONAL {{ ?x ist:follows ?case }} "
    "BIND(COALESCE(?x, answer:none) AS ?answer) }",
    f"SELECT ?case WHERE {{ {CASE} MINUS {{ ?x ist:follows ?case }} }}",
    "SELECT ?case (COUNT(?x) AS ?n) WHERE { ?x ist:follows ?case } GROUP BY ?case HAVING (?n < 1)",
    "SELECT ?case WHERE { { SELECT ?case (SUM(?v) AS ?n) WHERE { ?case ist:value ?v } "
    "GROUP BY ?case } }",
    "SELECT ?case WHERE { ?case ?p concept:bandwagoning }",
    "SELECT ?case WHERE { ?case ist:hasParty ?a ; ?p ?b }",
    "SELECT ?case WHERE { GRAPH ?g { ?case ?p ?b } }",
    "SELECT ?case WHERE { ?case ist:hasParty/ist:organOf|^ist:isPartOf* ?a . ?a ist:follows+ ?b }",
    "SELECT ?case WHERE { ?case (ist:hasParty|ist:hasTarget)/ist:organOf ?a }",
    "SELECT ?case WHERE { ?case ist:hasParty ?a } ORDER BY ?case LIMIT 1 OFFSET 2",
    "SELECT ?case WHERE { VALUES ?a { concept:x concept:y } ?case ist:hasConcept ?a }",
    "SELECT ?case WHERE { VALUES (?a ?b) { (concept:x concept:y) } ?case ist:hasConcept ?a }",
    "SELECT DISTINCT ?case (YEAR(?t) AS ?year) WHERE { ?case ist:latestEnd ?t } ORDER BY ?case",
    "SELECT ?case { ?case a ist:War . FILTER(?a != ?b && ?a <= 3) ?b a ist:Coup }",
    "SELECT ?case { ?case a <https://w3id.org/interstate/ns#War> }",
    "SELECT ?case { ?case ist:hasItem [ a ist:Demand ; ist:requires ?x ] ; ist:time 'MINUS' }",
    "SELECT ?case { { ?case a ist:War } UNION { ?case a ist:Coup } ?case ist:follows ?x }",
]


@pytest.mark.parametrize("text", [HEAD + text for text in ODD] + queries())
def test_our_reading_is_the_syntax_trees(text: str) -> None:
    columns, terms, forbidden = oracle(text)
    found = read_query(text)
    assert found.variables == columns
    assert found.terms == terms
    assert found.forbidden == forbidden


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT ?case { ?case a }", "not SPARQL"),
        ("SELECT ?case { ?case a nope:War }", "not SPARQL"),
        ("ASK { ?case a <x:War> }", "not a SELECT"),
        ("SELECT * { ?case a <x:War> }", "without named columns"),
    ],
)
def test_what_is_no_probe_query_is_refused(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_query(text)


def test_levels_follow_classes_and_domains() -> None:
    ontology = Index(t for p in ONTOLOGY.glob("*.ttl") for t in load_document(p).triples)
    levels = Levels(ontology, hierarchy())
    wanted = {
        Level.RECORD: (IST.Threat, IST.Rivalry, IST.Fear, IST.Measurement, IST.follows, IST.time),
        Level.INTERPRETATION: (
            IST.MotiveExplanation,
            IST.Classification,
            IST.Counterfactual,
            IST.hasExplanans,
            IST.hasSubject,
            IST.comparedWith,
            IST.hasWeight,
        ),
        Level.THEORY: (IST.Application, IST.hasTheory, IST.Proposition, IST.slotObject),
        Level.FOREIGN: (IST.gloss, IST.utterance),
    }
    for level, terms in wanted.items():
        assert {levels.of(term.value) for term in terms} == {level}, level
    assert levels.of(RDF.type.value) is Level.RECORD
    assert levels.of(f"{PREFIXES['rdfs']}label") is Level.FOREIGN
    assert levels.of(f"{PREFIXES['answer']}x") is Level.RECORD


def test_time_of_reading_grows_linearly() -> None:
    def seconds(size: int) -> float:
        values = " ".join(f"ist:t{n}" for n in range(size))
        text = f"PREFIX ist: <{PREFIXES['ist']}> SELECT ?s {{ VALUES ?s {{ {values} }} }}"
        return cpu_seconds(lambda: read_query(text))

    assert seconds(16_000) < 22 * seconds(2_000)  # linear gives 8, quadratic 64
