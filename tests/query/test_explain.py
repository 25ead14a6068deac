"""A query in words: every kind of clause, every shipped query, and no text that it hangs on."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interstate.explain import explain
from interstate.sparql_lexer import lex

QUERIES = sorted((Path(__file__).parents[2] / "queries").rglob("*.rq"))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            'SELECT DISTINCT ?a { ?a ist:hasSpeaker/rdfs:label "x"@en ; ist:time ?t , -3 . }',
            [
                "Give ?a, each once, for each way in which:",
                '  ?a ist:hasSpeaker/rdfs:label "x"@en',
                "  ?a ist:time ?t",
                "  ?a ist:time -3",
            ],
        ),
        (
            "SELECT * { ?a a ist:Act OPTIONAL { ?a rdfs:label ?l } MINUS { ?a ist:time ?t } }",
            [
                "Give everything, for each way in which:",
                "  ?a is a ist:Act",
                "  and, if there is one:",
                "    ?a rdfs:label ?l",
                "  but not where:",
                "    ?a ist:time ?t",
            ],
        ),
        (
            "ASK { { ?a ?p 1 } UNION { ?a ?p 2 } GRAPH ?g { ?s ?p ?o } { ?x ?y ?z } }",
            [
                "Tell whether:",
                "  either:",
                "    ?a ?p 1",
                "  or:",
                "    ?a ?p 2",
                "  in the graph ?g:",
                "    ?s ?p ?o",
                "  together:",
                "    ?x ?y ?z",
            ],
        ),
        (
            "SELECT ?a (COUNT(?b) AS ?n) { FILTER NOT EXISTS { ?a a ist:Act } FILTER EXISTS "
            "{ ?b ?p ?q } FILTER(?n > 3 && BOUND(?q)) FILTER REGEX(?l, 'x') BIND(STR(?a) AS ?z) "
            "VALUES (?q ?r) { (1 2) } } GROUP BY ?a HAVING (COUNT(?b) > 1) ORDER BY DESC(?n) "
            "LIMIT 10 OFFSET 2 VALUES ?a { ist:Claim }",
            [
                "Give ?a (COUNT(?b) AS ?n), for each way in which:",
                "  only if there is no:",
                "    ?a is a ist:Act",
                "  only if there is some:",
                "    ?b ?p ?q",
                "  only if ?n > 3 && BOUND(?q)",
                "  only if REGEX(?l, 'x')",
                "  call STR(?a) ?z",
                "  where ?q ?r is one of: (1 2)",
                "one row for each ?a",
                "of which only those with (COUNT(?b) > 1)",
                "sorted by DESC(?n)",
                "at most 10 rows",
                "without the first 2 rows",
                "where ?a is one of: ist:Claim",
            ],
        ),
        (
            "CONSTRUCT { ?s ist:note ?o } FROM NAMED <x:g> WHERE { ?s (ist:a|^ist:b)+ [ ?p ?o ] }",
            [
                "Make these statements:",
                "  ?s ist:note ?o",
                "With the named graph <x:g>:",
                "for each way in which:",
                "  ?s (ist:a|^ist:b)+ [?p ?o]",
            ],
        ),
        ("CONSTRUCT WHERE { ?s ?p ?o }", ["Make these statements, if found:", "  ?s ?p ?o"]),
        ("DESCRIBE ist:Claim", ["Tell all about ist:Claim"]),
        ("DESCRIBE ?c { ?c ?p 1 }", ["Tell all about ?c, where:", "  ?c ?p 1"]),
        (
            "ASK { { SELECT ?k { ?k ?p 'v'^^xsd:date } LIMIT 3 } ?k ?q ?r }",
            [
                "Tell whether:",
                "  Give ?k, for each way in which:",
                "    ?k ?p 'v'^^xsd:date",
                "  at most 3 rows",
                "  ?k ?q ?r",
            ],
        ),
    ],
)
def test_clauses(text: str, lines: list[str]) -> None:
    assert list(explain(text)) == lines


def test_terms_are_called_by_their_labels() -> None:
    labels = {"https://w3id.org/interstate/ns#Demand": "demand"}
    assert explain("ASK { ?d a ist:Demand ; <x:p> ist:Demand }", labels.get) == (
        "Tell whether:",
        "  ?d is a demand",
        "  ?d <x:p> demand",
    )


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_every_shipped_query_can_be_told(path: Path) -> None:
    """Nothing is left out: every variable of the query stands somewhere in its words."""
    text = path.read_text(encoding="utf-8")
    said = "\n".join(explain(text))
    variables = {token.text[1:] for token in lex(text) if token.kind == "variable"}
    told = {token.text[1:] for token in lex(said) if token.kind == "variable"}
    assert told == variables


_WORDS = """SELECT ASK CONSTRUCT WHERE OPTIONAL FILTER BIND VALUES GRAPH UNION NOT EXISTS GROUP BY
    LIMIT { } ( ) [ ] . ; , ^ / | ?a a:b <x:y> 'z' 1 FROM NAMED SERVICE MINUS"""
words = st.sampled_from(_WORDS.split())


@settings(max_examples=2000, deadline=None)
@given(st.lists(words, max_size=25))
def test_no_text_hangs_it(parts: list[str]) -> None:
    assert isinstance(explain(" ".join(parts)), tuple)
