"""The same query API over a real server of another make, and over bad ones."""

from __future__ import annotations

import contextlib
import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store

from interstate.endpoints import query_endpoint, with_values
from interstate.errors import InputError, MissingToolError
from interstate.queries import run_query
from interstate.query_errors import QueryError
from interstate.results import GraphResult, Table
from interstate.sparql_guard import RefusedError
from reference_server import oxigraph_server

DATA = Path(__file__).parents[2] / "ontology/claims.ttl"


@pytest.fixture(scope="module")
def store() -> Store:
    made = Store()
    made.load(path=str(DATA), format=RdfFormat.TURTLE)
    return made


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The reference server of the engine's makers, on a store of its own."""
    with oxigraph_server(DATA, tmp_path_factory.mktemp("oxigraph")) as url:
        yield url


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?c ?l { ?c a owl:Class ; rdfs:label ?l } ORDER BY ?c",
        "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p ORDER BY ?p",
        "ASK { ist:Claim a owl:Class }",
        "ASK { ist:Claim a owl:Restriction }",
        "CONSTRUCT { ?c skos:note ?d } WHERE { ?c skos:definition ?d }",
        "DESCRIBE ist:Claim",
        "SELECT * { ?s rdfs:label ?o } ORDER BY ?s LIMIT 5",
    ],
)
def test_both_engines_answer_alike(reference: str, store: Store, text: str) -> None:
    """Blank nodes have no name to compare; DESCRIBE of a class has them, so they are left out."""
    ours, theirs = run_query(store, text), query_endpoint(reference, text)
    if isinstance(ours, GraphResult) and isinstance(theirs, GraphResult):
        assert named(ours) == named(theirs)
        assert named(ours)
    else:
        assert ours == theirs
    if isinstance(ours, Table) and isinstance(theirs, Table):
        assert len(ours) > 0
        assert ours.labels == theirs.labels


def named(graph: GraphResult) -> set[str]:
    return {str(triple) for triple in graph if "_:" not in str(triple)}


def test_bindings_and_limits(reference: str, store: Store) -> None:
    text = "SELECT ?c ?l { ?c rdfs:label ?l } # no more"
    table = query_endpoint(reference, text, bindings={"c": "ist:Claim"})
    assert table == run_query(store, text, bindings={"c": "ist:Claim"})
    assert isinstance(table, Table)
    assert len(table) == 1
    limited = query_endpoint(reference, text, limit=3)
    assert isinstance(limited, Table)
    assert len(limited) == 3


def test_errors_are_the_servers_own(reference: str) -> None:
    with pytest.raises(InputError, match=r"refused the query \(400\)"):
        query_endpoint(reference, "SELECT ?s { ?s ?p }")
    with pytest.raises(QueryError, match=r"no term 'ist:Clam'.*'ist:Claim'"):
        query_endpoint(reference, "ASK { ?s a ist:Clam }")
    with pytest.raises(RefusedError):
        query_endpoint(reference, "ASK { SERVICE <http://127.0.0.1:1/> {} }")


def test_values_must_be_terms() -> None:
    with pytest.raises(InputError, match=r"is no variable"):
        with_values("ASK {}", {"a) {} #": "1"})
    with pytest.raises(InputError, match=r"is no value"):
        with_values("ASK {}", {"a": '") } DROP ALL #'})
    joined = with_values("ASK {}", {"a": 'b") } DROP ALL #'})
    assert joined.endswith('VALUES (?a) { ("b\\") } DROP ALL #") }')


@pytest.mark.parametrize("url", ["file:///etc/hosts", "ftp://x/", "localhost", "http://"])
def test_only_web_addresses(url: str) -> None:
    with pytest.raises(InputError, match=r"is no address"):
        query_endpoint(url, "ASK {}")


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with pytest.raises(MissingToolError, match=r"no answer"):
        query_endpoint(f"http://127.0.0.1:{port}/", "ASK {}")


@pytest.fixture
def bad_server() -> Iterator[Callable[[bytes], str]]:
    """A server that sends whatever bytes it was given."""
    servers: list[HTTPServer] = []

    def start(raw: bytes) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                if not raw:
                    time.sleep(1)
                self.wfile.write(raw)

            def log_message(self, format: str, *args: object) -> None:
                """Keep quiet."""

        server = HTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def answer(
    body: bytes, media_type: str = "application/sparql-results+json", more: str = ""
) -> bytes:
    head = f"HTTP/1.0 200 OK\r\nContent-Type: {media_type}\r\n{more}\r\n"
    return head.encode() + body


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (answer(b"<html>hello</html>", "text/html"), "sent an answer of type text/html"),
        (answer(b'{"head":{"vars":["a"]},"results":{"bindings":[{'), "cannot be read"),
        (answer(gzip.compress(b"{}" * 99)[:20], more="Content-Encoding: gzip\r\n"), "cut short"),
        (answer(b'{"head', more="Content-Length: 999\r\n"), "cut short"),
        (b"HTTP/1.0 503 Busy\r\n\r\nlater", r"could not answer \(503\): later"),
        (b"nonsense\r\n\r\n", "no answer"),
        (b"", "no answer"),
    ],
)
def test_bad_servers_are_told_from_bad_queries(
    bad_server: Callable[[bytes], str], raw: bytes, problem: str
) -> None:
    with pytest.raises(MissingToolError, match=problem):
        query_endpoint(bad_server(raw), "SELECT ?a {}", timeout=0.5)


def test_an_answer_in_drops_is_given_up() -> None:
    """Each drop comes in time, so that only the time of the whole can end it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(20)

        def drip() -> None:
            connection, _ = listener.accept()
            with connection, contextlib.suppress(OSError):
                connection.recv(1 << 16)
                connection.sendall(answer(b""))
                for _ in range(600):
                    connection.sendall(b" ")
                    time.sleep(0.05)

        threading.Thread(target=drip, daemon=True).start()
        started = time.monotonic()
        with pytest.raises(MissingToolError, match="comes too slowly"):
            query_endpoint(f"http://127.0.0.1:{listener.getsockname()[1]}/", "ASK {}", timeout=0.2)
        assert 1 < time.monotonic() - started < 10


def test_xml_and_gzip_are_read(bad_server: Callable[[bytes], str]) -> None:
    xml = (
        b'<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#"><head>'
        b'<variable name="a"/></head><results><result><binding name="a"><uri>x:a</uri></binding>'
        b"</result></results></sparql>"
    )
    raw = answer(gzip.compress(xml), "application/sparql-results+xml", "Content-Encoding: gzip\r\n")
    table = query_endpoint(bad_server(raw), "SELECT ?a {}", labels=False)
    assert isinstance(table, Table)
    assert table.records() == ({"a": "x:a"},)
