"""Every shipped query is plain SPARQL 1.1: three engines of three makes give the same answer.

(The competency questions are compared over the shipped data, in ``test_questions.py``.) Here all
other queries run over a graph in which each finds something: every canary of the lint rules, what
the reasoner infers of the toy record, and the invented worlds.
"""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, RdfFormat, Store, Triple

from interstate.endpoints import query_endpoint
from interstate.graphs import load_document, parse_turtle
from interstate.queries import run_query
from interstate.reasoning import reason
from interstate.results import Row, Table
from interstate.store import close, in_graph
from reasoning_data import ontology, record, theory, turtle
from reference_server import oxigraph_server
from worldly import hierarchy, world

ROOT = Path(__file__).parents[1]
FOLDERS = ("queries", "src/interstate/web/queries", "benchmarks/heavy")
QUERIES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for folder in FOLDERS
    for path in sorted((ROOT / folder).rglob("*.rq"))
    if not path.name.startswith("cq-")
}
_REBOUND = (
    "rdflib joins group to group by handing bindings on, and a BIND in the second group then puts "
    "its own value in place of the one handed on, where SPARQL would compare the two; "
    "written as a FILTER it would be right there, and quadratic in ours"
)
DIFFERENCES = {
    ("rdflib", "queries/lint/data-gloss-duplicate.rq"): _REBOUND,
    ("rdflib", "queries/lint/data-situation-label-duplicate.rq"): _REBOUND,
}
"""(engine, query) -> why its answer differs from ours; entries only ever go."""
SYNTHETIC = 3_000
GRAPH = NamedNode("https://example.org/graph")
HEARD = """
ex:heard ist:accountOf ex:matter ; ist:describedIn ex:second .
ex:second ist:hearsayDepth 1 ; ist:asserts ex:heard .
"""
"""What no world has: a situation that is known by hearsay only."""


@cache
def example() -> Store:
    """A graph in which every query but the benchmark's finds something."""
    canaries = sorted((ROOT / "tests/canaries/lint").glob("*.ttl"))
    authored: list[Triple] = [*ontology(), *record(), *reason(theory()).triples, *turtle(HEARD)]
    authored += [t for path in canaries for t in load_document(path).triples]
    for name in ("balance", "quarrel", "ruritania"):
        index, derived = world(name)
        authored += [*index.triples, *derived.triples]
    return stored(authored)


@cache
def synthetic() -> Store:
    """The benchmark's data, for its queries."""
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        texts = importlib.import_module("synthetic").linked(SYNTHETIC).files
    finally:
        sys.path.remove(str(ROOT / "benchmarks"))
    return stored([*ontology(), *(t for text in texts for t in parse_turtle(text, "<synthetic>"))])


def stored(triples: list[Triple]) -> Store:
    store = Store()
    whole = (*triples, *close(triples, hierarchy()))
    store.bulk_extend(in_graph(t, DefaultGraph()) for t in whole)
    store.bulk_extend(in_graph(t, GRAPH) for t in turtle(HEARD))
    return store


def store_for(name: str) -> Store:
    return synthetic() if name.startswith("benchmarks/") else example()


@cache
def ours(name: str) -> Table:
    table = run_query(store_for(name), QUERIES[name], labels=False)
    assert isinstance(table, Table)
    return table


def comparable(rows: Iterable[Row]) -> list[tuple[str, ...]]:
    """Return rows as text, sorted: where the order leaves a choice, each engine may choose."""

    def cell(term: object) -> str:
        if isinstance(term, BlankNode):
            return "_:"  # blank nodes have no name to compare
        return "" if term is None else str(getattr(term, "value", term))

    return sorted(tuple(map(cell, row)) for row in rows)


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_finds_something_here(name: str) -> None:
    """Two empty answers are always alike, so they would prove nothing."""
    assert ours(name).rows


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning")
def test_rdflib_answers_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read without rdflib's rewriting of literals, which turns ``Z`` into ``+00:00``."""
    rdflib = pytest.importorskip("rdflib")
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    loaded = {}
    for store in (example(), synthetic()):
        loaded[id(store)] = dataset = rdflib.Dataset(default_union=False)
        dataset.parse(data=store.dump(format=RdfFormat.N_QUADS), format="nquads")

    def term(value: object) -> NamedNode | BlankNode | Literal | None:
        if isinstance(value, rdflib.BNode):
            return BlankNode()
        if isinstance(value, rdflib.URIRef):
            return NamedNode(str(value))
        return None if value is None else Literal(str(value))

    def answer(name: str) -> list[tuple[str, ...]]:
        result = loaded[id(store_for(name))].query(QUERIES[name])
        columns = ours(name).columns
        return comparable(tuple(term(row[column]) for column in columns) for row in result)

    assert odd("rdflib", answer) == []


def test_the_reference_server_answers_alike(tmp_path: Path) -> None:
    urls = {}
    with ExitStack() as stack:
        for number, store in enumerate((example(), synthetic())):
            folder = tmp_path / str(number)
            folder.mkdir()
            store.dump(folder / "all.nq", RdfFormat.N_QUADS)
            server = oxigraph_server(folder / "all.nq", folder)
            urls[id(store)] = stack.enter_context(server)

        def answer(name: str) -> list[tuple[str, ...]]:
            found = query_endpoint(urls[id(store_for(name))], QUERIES[name], labels=False)
            assert isinstance(found, Table)
            assert found.columns == ours(name).columns
            return comparable(found.rows)

        assert odd("oxigraph", answer) == []


def odd(engine: str, answer: Callable[[str], list[tuple[str, ...]]]) -> list[str]:
    """Return queries that an engine answers otherwise unpinned, or as we do though pinned."""
    return [
        name
        for name in QUERIES
        if (answer(name) != comparable(ours(name).rows)) != ((engine, name) in DIFFERENCES)
    ]


def test_an_odd_answer_and_a_stale_pin_are_both_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    first = next(iter(QUERIES))

    def answer(name: str) -> list[tuple[str, ...]]:
        return comparable(ours(name).rows)[1 if name == first else 0 :]

    assert odd("planted", answer) == [first]
    monkeypatch.setitem(DIFFERENCES, ("planted", first), "planted")
    assert odd("planted", answer) == []
    assert odd("planted", lambda name: comparable(ours(name).rows)) == [first]


def test_only_standard_sparql_is_shipped() -> None:
    """No query calls a function by its IRI, as only one engine may have it, or leaves the graph."""
    for name, text in QUERIES.items():
        bare = re.sub(r"#[^\n]*|\"[^\"\n]*\"", "", text)
        assert not re.search(r"\b(SERVICE|LATERAL)\b", bare), name
        assert not re.search(r"(?<![\w?])(?!xsd:)\w+:\w+\(", bare), name
