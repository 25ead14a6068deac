"""Queries over an embedded store: values go in as terms, and nothing goes out."""

from __future__ import annotations

import socket
import threading

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from interstate.errors import InputError
from interstate.namespaces import RDFS
from interstate.queries import hints, occurs, parse_term, run_query
from interstate.results import Ask, GraphResult, Table
from interstate.sparql_guard import RefusedError

USA = NamedNode("https://w3id.org/interstate/id/state/usa")
UK = NamedNode("https://w3id.org/interstate/id/state/united-kingdom")


@pytest.fixture(scope="module")
def store() -> Store:
    made = Store()
    made.add(Quad(USA, RDFS.label, Literal("United States", language="en")))
    made.add(Quad(UK, RDFS.label, Literal("United Kingdom", language="en")))
    made.add(Quad(USA, RDFS.label, Literal("in a graph"), NamedNode("x:g")))
    return made


def test_each_form_has_its_result(store: Store) -> None:
    table = run_query(store, "SELECT ?s { ?s rdfs:label ?l } ORDER BY ?s")
    assert table == Table(("s",), ((UK,), (USA,)))
    assert isinstance(table, Table)
    assert table.labels == {USA.value: "United States", UK.value: "United Kingdom"}
    assert run_query(store, "ASK { state:usa rdfs:label ?l }") == Ask(True)
    graph = run_query(store, "DESCRIBE state:usa", labels=False)
    assert isinstance(graph, GraphResult)
    assert [str(t.object) for t in graph] == ['"United States"@en']
    assert graph.labels == {}


def test_bindings_are_terms_not_text(store: Store) -> None:
    text = "SELECT ?s ?l { ?s rdfs:label ?l }"
    table = run_query(store, text, bindings={"?s": "state:usa"})
    assert isinstance(table, Table)
    assert table.records() == ({"s": USA.value, "l": "United States"},)
    hostile = 'x" } ; DROP ALL #'
    assert run_query(store, text, bindings={"l": hostile}) == Table(("s", "l"), ())


def test_a_binding_must_be_projected(store: Store) -> None:
    with pytest.raises(InputError, match=r"does not give out a variable \?l.*name \?l behind"):
        run_query(store, "SELECT ?s { ?s rdfs:label ?l }", bindings={"l": "x"})


def test_datasets_follow_the_protocol(store: Store) -> None:
    text = "SELECT ?l { ?s rdfs:label ?l }"
    assert run_query(store, text, default_graphs=["x:g"]) == Table(
        ("l",), ((Literal("in a graph"),),)
    )
    named = "SELECT ?g { GRAPH ?g { ?s ?p ?o } }"
    assert run_query(store, named) == Table(("g",), ((NamedNode("x:g"),),))
    assert run_query(store, named, named_graphs=["x:other"]) == Table(("g",), ())


def test_limit_stops_the_engine(store: Store) -> None:
    values = " ".join(map(str, range(100)))
    bomb = "SELECT * { " + " ".join(f"VALUES ?v{n} {{ {values} }}" for n in range(9)) + " }"
    table = run_query(store, bomb, limit=3)  # 10^18 rows: this ends because nobody asks for them
    assert isinstance(table, Table)
    assert len(table) == 3


def test_service_never_leaves_the_machine(store: Store) -> None:
    heard = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.5)

        def listen() -> None:
            try:
                listener.accept()[0].close()
                heard.set()
            except TimeoutError:
                pass

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        port = listener.getsockname()[1]
        with pytest.raises(RefusedError, match=r"line 1, column 12: SERVICE is not allowed"):
            run_query(store, f"SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}")
        thread.join(5)
    assert not heard.is_set()


@pytest.mark.parametrize("text", ["<a b>", '"a', '"a" , "b"', "<x:a> ; <x:b> <x:c>", "<<x:a>>"])
def test_terms_are_one_term(text: str) -> None:
    with pytest.raises(InputError, match=r"is no value"):
        parse_term(text)


def test_hints_know_languages_and_views(store: Store) -> None:
    said = 'SELECT ?x WHERE { ?x rdfs:label "%s"%s }'
    assert hints(store, said % ("United States", "")) == (
        'labels have a language: "United States"@en stands in the data.',
    )
    assert hints(store, said % ("United States", "@en")) == ()
    assert hints(store, said % ("Nowhere at all", "")) == ()
    asked = "SELECT * { GRAPH view:doubtful { ?s ?p ?o } }"
    assert "does not occur in the data" in hints(store, asked)[0]
    assert "interstate view build doubtful" in hints(store, asked, views=["doubtful"])[0]


def test_hints_name_what_the_data_do_not_have(store: Store) -> None:
    assert hints(store, "ASK { state:untied-kingdom rdfs:label ?l }") == (
        "state:untied-kingdom does not occur in the data; did you mean state:united-kingdom?",
    )
    assert hints(store, "ASK { state:usa rdfs:label ?l }") == ()
    assert hints(store, 'ASK { ?s rdfs:label "1"^^xsd:date }') == ()
    assert hints(store, "ASK { ?s rdfs:label event:nothing }") == (
        "event:nothing does not occur in the data.",
    )


def test_occurs_looks_at_every_place(store: Store) -> None:
    assert occurs(store, USA.value)
    assert occurs(store, RDFS.label.value)
    assert not occurs(store, "x:none")
    assert not occurs(store, "not an IRI")
