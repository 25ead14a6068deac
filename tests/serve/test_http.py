"""What HTTP promises: media types, conditional requests, CORS, compression, and plain errors."""

from __future__ import annotations

import gzip
import json
from typing import Any

import httpx
import pytest
from pyoxigraph import QueryResultsFormat, QuerySolutions, parse, parse_query_results
from rdflib import Graph
from rdflib.compare import isomorphic

from interstate.result_formats import GRAPH_FORMATS, RESULT_FORMATS
from interstate.results import Table, collect

from .conftest import TOKEN, Live

STATES = (
    "PREFIX ist: <https://w3id.org/interstate/ns#> PREFIX rdfs: "
    "<http://www.w3.org/2000/01/rdf-schema#> "
    "SELECT ?s ?l { ?s a ist:State ; rdfs:label ?l } ORDER BY ?s"
)
GRAPH = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


def ask(http: httpx.Client, query: str, accept: str = "*/*", **headers: str) -> httpx.Response:
    return http.get("/sparql", params={"query": query}, headers={"accept": accept, **headers})


def test_tables_are_the_same_in_every_format(http: httpx.Client) -> None:
    formats = {"json": "JSON", "xml": "XML", "tsv": "TSV"}
    tables = []
    for name, engine in formats.items():
        media_type = next(f.media_type for f in RESULT_FORMATS if f.name == name)
        response = ask(http, STATES, media_type)
        assert response.headers["content-type"].startswith(media_type)
        answer = parse_query_results(response.content, getattr(QueryResultsFormat, engine))
        assert isinstance(answer, QuerySolutions)
        tables.append(collect(answer))
    assert isinstance(tables[0], Table)
    assert [r["l"] for r in tables[0].records()] == ["Graustark", "Ruritania"]
    assert tables[0] == tables[1] == tables[2]
    assert ask(http, STATES, "text/csv").text == (
        "s,l\r\n"
        "https://w3id.org/interstate/id/state/graustark,Graustark\r\n"
        "https://w3id.org/interstate/id/state/ruritania,Ruritania\r\n"
    )


def test_graphs_are_the_same_in_every_format(http: httpx.Client) -> None:
    graphs = []
    for format in GRAPH_FORMATS:
        response = ask(http, GRAPH, format.media_type)
        assert response.headers["content-type"].partition(";")[0] == format.media_type
        graphs.append({quad.triple for quad in parse(response.content, format.rdf)})
    assert len(graphs[0]) == 9
    assert all(graph == graphs[0] for graph in graphs)
    # A reader that is not the engine's own agrees.
    turtle = Graph().parse(data=ask(http, GRAPH, "text/turtle").text, format="turtle")
    ntriples = Graph().parse(data=ask(http, GRAPH, "text/plain").text, format="nt")
    assert isomorphic(turtle, ntriples)


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("*/*", "application/sparql-results+json"),
        ("", "application/sparql-results+json"),
        ("application/json", "application/json"),
        ("text/csv;q=0.4, application/sparql-results+xml;q=0.5", "application/sparql-results+xml"),
        ("text/*", "text/csv; charset=utf-8"),
        ("application/sparql-results+json;q=0, */*", "application/sparql-results+xml"),
        ("text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8", "text/html"),
    ],
)
def test_the_wish_with_the_highest_q_wins(http: httpx.Client, accept: str, expected: str) -> None:
    response = ask(http, STATES, accept)
    assert response.headers["content-type"].startswith(expected)
    assert "Accept" in response.headers["vary"].split(", ")


def test_406_lists_what_there_is(http: httpx.Client) -> None:
    response = ask(http, STATES, "image/png")
    assert response.status_code == 406
    assert response.headers["content-type"] == "application/problem+json"
    assert "text/csv" in response.json()["offers"]
    assert ask(http, GRAPH, "text/csv").status_code == 406


def test_head_is_get_without_a_body(http: httpx.Client) -> None:
    got = ask(http, STATES)
    head = http.head("/sparql", params={"query": STATES}, headers={"accept": "*/*"})
    assert head.status_code == 200
    assert head.content == b""
    for name in ("content-type", "content-length", "etag", "vary"):
        assert head.headers.get(name) == got.headers.get(name)


def test_unchanged_answers_are_not_sent_again(http: httpx.Client, live: Live) -> None:
    before = len(live.log)
    first = ask(http, STATES)
    tag = first.headers["etag"]
    assert live.records(before)[0]["outcome"] == "ok"
    again = ask(http, STATES, **{"if-none-match": f'"other", {tag}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == tag
    assert ask(http, STATES, "text/csv").headers["etag"] != tag
    assert ask(http, f"{STATES} # other").headers["etag"] != tag
    assert ask(http, STATES, "text/csv", **{"if-none-match": tag}).status_code == 200


@pytest.mark.parametrize("call", ["NOW()", "RAND()", "uuid()", "STRUUID()", "BNODE()"])
def test_answers_that_change_have_no_tag(http: httpx.Client, call: str) -> None:
    response = ask(http, f"SELECT ({call} AS ?x) {{ }}")
    assert response.status_code == 200
    assert "etag" not in response.headers


def test_pages_of_other_sites_may_ask_but_without_credentials(http: httpx.Client) -> None:
    origin = {"origin": "https://elsewhere.example"}
    response = ask(http, STATES, **origin)
    assert response.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in response.headers
    asked = {**origin, "access-control-request-method": "POST"}
    preflight = http.options("/sparql", headers=asked)
    assert preflight.status_code == 204
    assert "POST" in preflight.headers["access-control-allow-methods"]
    assert "access-control-allow-origin" not in http.options("/update", headers=asked).headers
    broken = ask(http, "SELECT", **origin)
    assert broken.headers["access-control-allow-origin"] == "*"


def test_large_answers_are_compressed_for_those_who_ask(http: httpx.Client) -> None:
    query = "SELECT ?a ?b { VALUES ?a {%s} VALUES ?b {%s} }" % (  # noqa: UP031
        " ".join(map(str, range(60))),
        " ".join(map(str, range(60))),
    )
    with http.stream(
        "GET",
        "/sparql",
        params={"query": query},
        headers={"accept": "text/csv", "accept-encoding": "gzip"},
    ) as response:
        packed = b"".join(response.iter_raw())
    assert response.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in response.headers["vary"]
    plain = ask(http, query, "text/csv", **{"accept-encoding": "gzip;q=0"})
    assert "content-encoding" not in plain.headers
    assert gzip.decompress(packed) == plain.content
    assert len(packed) < len(plain.content) / 2
    assert "content-encoding" not in ask(http, STATES, **{"accept-encoding": "gzip"}).headers


def test_errors_say_where_and_what(http: httpx.Client) -> None:
    response = ask(http, "SELECT ?s {\n  ?s a ist:State }")
    assert response.status_code == 400
    report: dict[str, Any] = response.json()
    assert (report["line"], report["column"]) == (2, 8)
    assert "the prefix 'ist:' is not declared" in report["detail"]
    assert "Traceback" not in response.text
    assert ".py" not in response.text


@pytest.mark.parametrize(
    ("method", "path", "headers", "body", "status"),
    [
        ("PUT", "/sparql", {}, b"", 405),
        ("DELETE", "/sparql?query=ASK%7B%7D", {}, b"", 405),
        ("POST", "/sparql", {}, b"query=ASK%7B%7D", 415),
        ("POST", "/sparql", {"content-type": "text/plain"}, b"ASK {}", 415),
        (
            "POST",
            "/sparql",
            {"content-type": "application/sparql-query; charset=latin-1"},
            b"",
            415,
        ),
        ("POST", "/sparql", {"content-type": "application/sparql-query"}, b"ASK { '\xff' }", 400),
        (
            "POST",
            "/sparql?query=ASK{}",
            {"content-type": "application/sparql-query"},
            b"ASK{}",
            400,
        ),
        ("POST", "/sparql", {"content-type": "application/x-www-form-urlencoded"}, b"a=b", 400),
        ("GET", "/sparql?query=ASK%7B%7D&query=ASK%7B%7D", {}, b"", 400),
        ("GET", "/sparql?query=%FF%FE", {}, b"", 400),
        ("GET", "/sparql?query=ASK%7B%00%7D", {}, b"", 400),
        ("GET", "/sparql?query=ASK%7B%7D&default-graph-uri=no%20iri", {}, b"", 400),
        ("GET", "/sparql?update=CLEAR%20ALL", {}, b"", 400),
        ("GET", "/sparql?" + "a=b&" * 1100, {}, b"", 400),
        ("GET", "/update", {}, b"", 405),
        ("POST", "/update", {"content-type": "application/sparql-update"}, b"CLEAR ALL", 403),
        ("GET", "/nowhere", {}, b"", 404),
        ("GET", "/assets/../app.py", {}, b"", 404),
        ("GET", "/assets/%2e%2e/serve/app.py", {}, b"", 404),
    ],
)
def test_misuse(
    http: httpx.Client, method: str, path: str, headers: dict[str, str], body: bytes, status: int
) -> None:
    response = http.request(method, path, headers=headers, content=body)
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["status"] == status
    assert response.json()["detail"]
    if status == 405:
        assert "POST" in response.headers["allow"]


@pytest.mark.parametrize("host", ['x"><script>', "a b", "", "[::1", "http://x/", "x\u00e9"])
def test_a_host_that_is_none_is_refused(http: httpx.Client, host: str) -> None:
    for query in ({}, {"query": "ASK {}"}):
        response = http.get("/sparql", params=query, headers=[(b"host", host.encode())])
        assert response.status_code == 400
        assert "script" not in response.text


def test_the_description_names_the_host_that_was_asked(http: httpx.Client) -> None:
    for host in ("data.example.org", "[::1]:8080"):
        response = http.get("/sparql", headers={"host": host, "accept": "application/n-triples"})
        assert f"service-description#endpoint> <http://{host}/sparql>" in response.text


def test_options_tells_the_methods(http: httpx.Client) -> None:
    response = http.options("/sparql")
    assert response.status_code == 204
    assert response.headers["allow"] == "GET, HEAD, POST, OPTIONS"


def test_queries_in_the_body(http: httpx.Client) -> None:
    expected = ask(http, STATES).content
    direct = http.post(
        "/sparql",
        content=STATES.encode(),
        headers={"content-type": "application/sparql-query; charset=UTF-8"},
    )
    form = http.post("/sparql", data={"query": STATES})
    assert direct.content == form.content == expected


def test_named_graphs_of_the_request(http: httpx.Client) -> None:
    query = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    everything = ask(http, query, "text/csv").text.split()
    chosen = http.get(
        "/sparql",
        params={"query": query, "named-graph-uri": "x:none"},
        headers={"accept": "text/csv"},
    ).text.split()
    assert (everything, chosen) == (["n", "9"], ["n", "0"])


def test_health(http: httpx.Client) -> None:
    report = http.get("/health").json()
    assert report["status"] == "ok"
    assert report["triples"] == 18
    assert report["workers"] == 2


def test_each_request_is_recorded_without_its_text(http: httpx.Client, live: Live) -> None:
    before = len(live.log)
    ask(http, "SELECT ?s { ?s ?p 'a secret' }")
    (record,) = live.records(before)
    assert record["method"] == "GET"
    assert record["path"] == "/sparql"
    assert (record["status"], record["outcome"], record["rows"]) == (200, "ok", 0)
    assert (record["form"], record["client"]) == ("SELECT", "127.0.0.1")
    assert record["bytes"] > 0
    assert record["ms"] > 0
    assert len(record["query"]) == 16
    assert "secret" not in json.dumps(record)


def test_wrong_tokens_change_nothing(writable: Live) -> None:
    body = b"INSERT DATA { <x:a> <x:b> 1 }"
    kind = {"content-type": "application/sparql-update"}
    with writable.client() as client:
        for given in ({}, {"authorization": "Bearer wrong"}, {"authorization": f"Basic {TOKEN}"}):
            response = client.post("/update", content=body, headers={**kind, **given})
            assert response.status_code == 401
            assert response.headers["www-authenticate"].startswith("Bearer")
        assert ask(client, "ASK { <x:a> <x:b> 1 }").json()["boolean"] is False


def test_updates_are_seen_at_once_and_change_the_tags(writable: Live) -> None:
    question = "ASK { <x:new> <x:b> 1 }"
    with writable.client() as client:
        before = ask(client, question)
        assert before.json()["boolean"] is False
        response = update(client, "INSERT DATA { <x:new> <x:b> 1 }")
        assert (response.status_code, response.content) == (204, b"")
        after = ask(client, question, **{"if-none-match": before.headers["etag"]})
        assert after.status_code == 200
        assert after.json()["boolean"] is True
        for _ in range(6):  # every worker has it
            assert ask(client, question).json()["boolean"] is True


def test_a_failed_update_changes_nothing(writable: Live) -> None:
    with writable.client() as client:
        both = "INSERT DATA { <x:half> <x:b> 1 } ; CREATE GRAPH <x:g> ; CREATE GRAPH <x:g>"
        failed = update(client, both)
        assert failed.status_code == 400
        broken = update(client, "INSERT DATA { <x:half> <x:b> 1")
        assert broken.status_code == 400
        assert "'{' is never closed" in broken.json()["detail"]
        assert ask(client, "ASK { <x:half> ?p ?o }").json()["boolean"] is False


def test_updates_use_the_dataset_of_the_request(writable: Live) -> None:
    with writable.client() as client:
        update(
            client, "INSERT DATA { GRAPH <x:g1> { <x:s> <x:p> 1 } GRAPH <x:g2> { <x:s> <x:p> 2 }}"
        )
        response = update(
            client,
            "INSERT { GRAPH <x:g3> { ?s ?p ?o } } WHERE { ?s ?p ?o }",
            **{"using-graph-uri": "x:g2"},
        )
        assert response.status_code == 204
        got = ask(client, "SELECT ?o { GRAPH <x:g3> { ?s ?p ?o } }", "text/csv")
        assert got.text.split() == ["o", "2"]
        conflict = update(
            client,
            "INSERT { <x:a> <x:b> ?o } USING <x:g1> WHERE { ?s ?p ?o }",
            **{"using-graph-uri": "x:g2"},
        )
        assert conflict.status_code == 400


def update(client: httpx.Client, text: str, **parameters: str) -> httpx.Response:
    return client.post(
        "/update",
        params=parameters,
        content=text.encode(),
        headers={
            "content-type": "application/sparql-update",
            "authorization": f"Bearer {TOKEN}",
        },
    )
