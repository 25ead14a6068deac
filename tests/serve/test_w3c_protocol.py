"""The W3C's tests of the SPARQL 1.1 Protocol and Service Description, against a live server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import httpx
import pytest
from rdflib import RDF, Graph, Namespace, Node, URIRef
from rdflib.collection import Collection

from interstate.serve.description import service_description
from interstate.serve.limits import Limits

from .conftest import TOKEN, Live, serving

SUITE = Path(__file__).parents[3] / "shared/conformance/sparql11"
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
KASEI = "http://kasei.us/2009/09/sparql/data/"
MEDIA_TYPES = {
    "boolean": {"application/sparql-results+json", "application/sparql-results+xml"},
    "tabular": {
        "application/sparql-results+json",
        "application/sparql-results+xml",
        "text/csv",
        "text/tab-separated-values",
    },
    "RDF": {"text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"},
}

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SUITE.is_dir(), reason="W3C tests: ../shared/conformance is absent"),
]


@dataclass(frozen=True)
class Step:
    """One request of a test and what must come back."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    statuses: frozenset[int]
    format: str | None
    boolean: bool | None

    @property
    def is_query(self) -> bool:
        content_type = self.headers.get("content-type", "")
        return (
            "query=" in self.path
            or b"query=" in self.body
            or content_type == "application/sparql-query"
        )


@cache
def manifest() -> Graph:
    return Graph().parse(SUITE / "protocol/manifest.ttl")


def names() -> list[str]:
    if not SUITE.is_dir():
        return ["absent"]
    graph = manifest()
    entries = next(graph.objects(None, MF.entries))
    return [str(test).rpartition("#")[2] for test in Collection(graph, entries)]


def steps(name: str) -> Iterator[Step]:
    graph = manifest()
    test = next(s for s in graph.subjects(RDF.type, MF.ProtocolTest) if str(s).endswith(f"#{name}"))
    action = graph.value(test, MF.action)
    requests = graph.value(action, HT.requests)
    assert requests is not None
    for request in Collection(graph, requests):
        yield step(graph, request)


def step(graph: Graph, request: Node) -> Step:
    headers = {}
    listed = graph.value(request, HT.headers)
    for header in Collection(graph, listed) if listed else ():
        field_name = str(graph.value(header, HT.fieldName)).lower()
        headers[field_name] = str(graph.value(header, HT.fieldValue))
    body = b""
    content = graph.value(request, HT.body)
    if content is not None:
        encoding = str(graph.value(content, CNT.characterEncoding) or "UTF-8")
        body = str(graph.value(content, CNT.chars)).encode(encoding)
    response = graph.value(request, HT.resp)
    statuses: set[int] = set()
    for status in graph.objects(response, MF.expectedStatus):
        code = str(status).rpartition("StatusCode")[2]
        statuses |= (
            set(range(int(code[0]) * 100, int(code[0]) * 100 + 100))
            if code.endswith("xx")
            else {int(code)}
        )
    expected = graph.value(response, MF.expectedFormat)
    boolean = graph.value(response, MF.expectedBoolean)
    return Step(
        str(graph.value(request, HT.methodName)),
        str(graph.value(request, HT.absolutePath)),
        headers,
        body,
        frozenset(statuses),
        None if expected is None else str(expected),
        None if boolean is None else bool(boolean.toPython()),  # type: ignore[attr-defined]
    )


@pytest.fixture(scope="module")
def writable() -> Iterator[Live]:
    files = tuple((str(SUITE / f"protocol/data{n}.nt"), f"{KASEI}data{n}.rdf") for n in (1, 2, 3))
    with serving(files, Limits(seconds=5, workers=2), token=TOKEN) as running:
        yield running


def test_all_of_the_suite_is_here() -> None:
    """The suite has 34 tests; a manifest that is read wrongly must not pass for a short one."""
    assert len(names()) == len(set(names())) == 34


@pytest.mark.parametrize("name", names())
def test_protocol(name: str, writable: Live) -> None:
    with writable.client() as client:
        for step in steps(name):
            target = "/sparql" if step.is_query else "/update"
            headers = dict(step.headers)
            if not step.is_query:
                headers["authorization"] = f"Bearer {TOKEN}"
            response = client.request(
                step.method,
                step.path.replace("/sparql/", target, 1),
                headers=headers,
                content=step.body or None,
            )
            assert response.status_code in step.statuses, response.text
            media_type = response.headers.get("content-type", "").partition(";")[0]
            if step.format is not None:
                assert media_type in MEDIA_TYPES[step.format]
            if step.boolean is not None:
                assert response.json()["boolean"] is step.boolean


def description(live: Live, accept: str = "text/turtle") -> tuple[Graph, httpx.Response]:
    with live.client() as client:
        response = client.get("/sparql", headers={"accept": accept})
    media_type = response.headers["content-type"].partition(";")[0]
    return Graph().parse(data=response.text, format=media_type), response


def test_description_returns_rdf(writable: Live) -> None:
    graph, response = description(writable)
    assert response.status_code == 200
    assert len(graph) > 10


def test_description_has_the_endpoint(writable: Live) -> None:
    graph, _ = description(writable)
    endpoint = URIRef(f"{writable.url}/sparql")
    assert (None, SD.endpoint, endpoint) in graph
    service = graph.value(predicate=SD.endpoint, object=endpoint)
    assert (service, RDF.type, SD.Service) in graph


def test_description_conforms_to_the_schema(writable: Live) -> None:
    """Each property of the vocabulary has the subject and object that its schema gives it."""
    graph, _ = description(writable)
    classes = {
        SD.Service, SD.Dataset, SD.Graph, SD.NamedGraph, SD.Feature, SD.Language, SD.Function,
    }  # fmt: skip
    domain = {
        SD.endpoint: SD.Service,
        SD.supportedLanguage: SD.Service,
        SD.resultFormat: SD.Service,
        SD.defaultDataset: SD.Service,
        SD.defaultGraph: SD.Dataset,
        SD.namedGraph: SD.Dataset,
        SD.name: SD.NamedGraph,
    }
    object_class = {
        SD.defaultDataset: SD.Dataset,
        SD.defaultGraph: SD.Graph,
        SD.namedGraph: SD.NamedGraph,
    }
    seen = set()
    for subject, predicate, value in graph:
        if str(predicate).startswith(str(SD)):
            seen.add(predicate)
            assert predicate in domain, f"{predicate} is not in the schema"
            assert (subject, RDF.type, domain[URIRef(str(predicate))]) in graph
            assert isinstance(value, URIRef)
            if predicate in object_class:
                assert (value, RDF.type, object_class[URIRef(str(predicate))]) in graph
        elif predicate == RDF.type and str(value).startswith(str(SD)):
            assert value in classes
    assert seen == set(domain)
    languages = set(graph.objects(None, SD.supportedLanguage))
    assert languages == {SD.SPARQL11Query, SD.SPARQL11Update}
    names = set(graph.objects(None, SD.name))
    assert {URIRef(f"{KASEI}data{n}.rdf") for n in (1, 2, 3)} <= names


def test_description_of_a_reader_has_no_updates(live: Live) -> None:
    graph, _ = description(live, "application/rdf+xml")
    assert set(graph.objects(None, SD.supportedLanguage)) == {SD.SPARQL11Query}
    assert [str(n) for n in graph.objects(None, SD.name)] == ["x:named"]


def test_a_description_counts_many_graphs_instead_of_listing_them() -> None:
    content = {"triples": 201, "default": 0, "graphs": [f"x:{n}" for n in range(201)]}
    triples = service_description("http://x/sparql", content, None)
    assert not any(str(SD.namedGraph) in str(t.predicate) for t in triples)
    assert any("There are 201 named graphs" in str(t.object) for t in triples)
