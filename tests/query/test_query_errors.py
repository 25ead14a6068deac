"""Each common mistake gets its own message, at the right place."""

from __future__ import annotations

import pytest
from pyoxigraph import Store

from interstate.queries import run_query
from interstate.query_errors import KEYWORDS, QueryError, close_names, unknown_term


@pytest.mark.parametrize(
    ("text", "line", "column", "problem", "remedy"),
    [
        ("", 1, 1, "is empty", "SELECT"),
        ("SELCT ?s { ?s ?p ?o }", 1, 1, "'SELCT' is no word", "'SELECT'"),
        ("SELECT ?s {\n  FITLER(true) }", 2, 3, "'FITLER' is no word", "'FILTER'"),
        ("SELECT ?s { ?s a Claim }", 1, 18, "'Claim' is no word", "'ist:Claim'"),
        ("SELECT ?s { ?s fooof:a 1 }", 1, 16, "prefix 'fooof:'", "PREFIX fooof:"),
        ("SELECT ?s { ?s dctrms:title 1 }", 1, 16, "prefix 'dctrms:'", "'dcterms:'"),
        ("SELECT ?s {\n?s a ist:Clam }", 2, 6, "no term 'ist:Clam'", "'ist:Claim'"),
        ("SELECT ?s { ?s ist:hasSpeeker ?o }", 1, 16, "no term", "'ist:hasSpeaker'"),
        ("SELECT ?s { ?s ist:zzzz ?o }", 1, 16, "no term 'ist:zzzz'", "interstate show"),
        ("SELECT ?s { ?s ?p 'x }", 1, 19, "quotation mark", "close it"),
        ("SELECT ?s { ?s ?p ?o", 1, 11, "'{' is never closed", "'}'"),
        ("SELECT ?s { ?s ?p ?o ) }", 1, 22, "')' closes nothing", "remove"),
        ("SELECT ?s { ?s <a b> 1 }", 1, 16, "has a space", "%20"),
        ("SELECT ?s { ?s ?p }", 1, 19, "too few parts", "subject"),
        ("SELECT ?s { ?s a ist:Claim ?x . }", 1, 31, "too many parts", "subject"),
        ("SELECT ?s { ?s a ist:Claim ; ist:gloss . }", 1, 40, "too few parts", "value"),
        ("SELECT ?s (SUM(?o) AS ?x) { ?s ?p ?o }", 1, 39, "unbound", "correct"),
        ("SELECT ?s { VALUES ?s { ist:a } LIMIT 1 }", 1, 25, "no term 'ist:a'", "show"),
        ("INSERT DATA { <x:a> <x:b> 1 }", 1, 1, "an update", "SELECT"),
    ],
)
def test_message(text: str, line: int, column: int, problem: str, remedy: str) -> None:
    with pytest.raises(QueryError) as caught:
        run_query(Store(), text)
    error = caught.value
    assert (error.line, error.column) == (line, column)
    assert problem in error.problem
    assert remedy in error.remedy
    shown = str(error).splitlines()
    assert shown[-1] == "  " + " " * (column - 1) + "^"
    assert shown[-2] == "  " + text.split("\n")[line - 1]


def test_long_lines_are_cut_around_the_place() -> None:
    text = f"SELECT ?s {{ ?s ?p '{'a' * 300}' . FITLER(true) }}"
    with pytest.raises(QueryError) as caught:
        run_query(Store(), text)
    shown, mark = str(caught.value).splitlines()[-2:]
    assert shown[mark.index("^") :].startswith("FITLER")


def test_values_are_not_taken_for_triples() -> None:
    with pytest.raises(QueryError) as caught:
        run_query(Store(), "SELECT ?s { VALUES ?s { <x:a> <x:b> } FILTER(1 1) }")
    assert "parts" not in caught.value.problem


def test_terms_in_the_store_are_known() -> None:
    assert unknown_term("ASK { ?s a ist:Local }", lambda iri: iri.endswith("#Local")) is None
    text = "PREFIX x: <https://w3id.org/interstate/ns#> ASK { ?s a x:Clam }"
    assert unknown_term(text, lambda _: False) is not None
    assert unknown_term('ASK { ?s ?p "ist:Clam" }', lambda _: False) is None


def test_unknown_term_asks_for_the_iri() -> None:
    asked: list[str] = []

    def is_known(iri: str) -> bool:
        asked.append(iri)
        return True

    assert unknown_term("ASK { ?s a ist:Clam, ist:Claim }", is_known) is None
    assert asked == ["https://w3id.org/interstate/ns#Clam"]


def test_close_names_wants_likeness() -> None:
    assert close_names("calim", ["Claim", "Demand", "Zebra"]) == ("Claim",)
    assert close_names("q", ["Claim"]) == ()
    assert "SELECT" in KEYWORDS
