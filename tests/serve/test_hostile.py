"""Requests made to hurt: each is stopped, tells its sender why, and nobody else notices."""

from __future__ import annotations

import concurrent.futures
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from interstate.serve.limits import MIB, Limits

from .conftest import TOKEN, Live, serving

ALL = "?s ?p ?o"
CHAIN = 2000


@pytest.fixture(scope="module")
def graph_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dense graph: 60 nodes, each linked to all, and a long chain."""
    lines = [f"<x:{a}> <x:p> <x:{b}> ." for a in range(60) for b in range(60)]
    lines += [f"<y:{n}> <x:next> <y:{n + 1}> ." for n in range(CHAIN)]
    path = tmp_path_factory.mktemp("hostile") / "dense.nt"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


TIGHT = Limits(
    seconds=1.5,
    rows=10_000,
    answer_bytes=8 * MIB,
    query_bytes=2 * MIB,
    memory_bytes=200 * MIB,
    workers=2,
    waiting=6,
    waiting_per_client=4,
    patience=6,
    header_seconds=1,
    body_seconds=1,
    stall_seconds=1,
)


@pytest.fixture(scope="module")
def fort(graph_file: Path) -> Iterator[Live]:
    with serving(((str(graph_file), None),), TIGHT, token=TOKEN) as running:
        yield running


@pytest.fixture
def crowded(graph_file: Path) -> Iterator[Live]:
    """The same, with as much time for a client to speak as any server gives.

    A dozen clients in one process may be slower than a second, and would be cut off as slow.
    """
    usual = Limits()
    limits = replace(
        TIGHT,
        header_seconds=usual.header_seconds,
        body_seconds=usual.body_seconds,
        stall_seconds=usual.stall_seconds,
    )
    with serving(((str(graph_file), None),), limits) as running:
        yield running


def post(live: Live, query: str | bytes, accept: str = "text/csv") -> httpx.Response:
    with live.client() as client:
        return client.post(
            "/sparql",
            content=query,
            headers={"content-type": "application/sparql-query", "accept": accept},
        )


def assert_well(live: Live) -> None:
    """The server answers, right and quickly, and has all its workers."""
    started = time.monotonic()
    assert post(live, "SELECT (1 + 1 AS ?n) {}").text == "n\r\n2\r\n"
    assert time.monotonic() - started < 1
    deadline = time.monotonic() + 5
    while True:
        with live.client() as client:
            health = client.get("/health").json()
        if health["workers"] == 2 and health["status"] == "ok":
            return
        assert time.monotonic() < deadline, health
        time.sleep(0.05)


CARTESIAN = f"SELECT (COUNT(*) AS ?n) {{ {ALL} . ?s2 ?p2 ?o2 . ?s3 ?p3 ?o3 . ?s4 ?p4 ?o4 }}"
SLOW = {
    "cartesian product": CARTESIAN,
    "cartesian order": f"SELECT ?s {{ {ALL} . ?s2 ?p2 ?o2 . ?s3 ?p3 ?o3 }} "
    "ORDER BY ?o3 ?s2 LIMIT 1",
    "cartesian distinct": "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?s2 ?o2 ?o3 "
    f"{{ {ALL} . ?s2 ?p2 ?o2 . ?s3 ?p3 ?o3 }} }}",
    "property path": "SELECT (COUNT(*) AS ?n) { ?a (<x:p>|<x:q>)* ?b . ?b (<x:p>/<x:p>)+ ?c . "
    "?c <x:p>* ?d . ?d (!<x:q>)* ?e }",
    "values": "SELECT (COUNT(*) AS ?n) { "
    + " ".join(f"VALUES ?v{i} {{ {' '.join(map(str, range(100)))} }}" for i in range(9))
    + " }",
    "nested optional": f"SELECT (COUNT(*) AS ?n) {{ {ALL} "
    + "".join(f"OPTIONAL {{ ?s{i} ?p{i} ?o{i} }} " for i in range(8))
    + "}",
    "subquery": "SELECT (COUNT(*) AS ?n) { { SELECT * { ?a ?b ?c . ?d ?e ?f } } "
    "{ SELECT * { ?g ?h ?i . ?j ?k ?l } } }",
    "string growth": "SELECT (STRLEN(?z) AS ?n) { ?a ?b ?c . ?d ?e ?f . BIND(CONCAT(STR(?a), "
    "STR(?b), STR(?d)) AS ?z) FILTER(REGEX(?z, '(x+x+)+y')) }",
}


@pytest.mark.parametrize("name", SLOW)
def test_slow_queries_are_stopped(fort: Live, name: str) -> None:
    replaced, records = fort.pool.replaced, len(fort.log)
    started = time.monotonic()
    response = post(fort, SLOW[name])
    took = time.monotonic() - started
    detail = response.json()["detail"]
    assert response.status_code in (504, 500), response.text  # too long, or too much memory
    assert "was stopped after 1.5 seconds" in detail or "memory" in detail
    assert took < 4
    assert fort.pool.replaced == replaced + 1
    assert_well(fort)
    assert fort.records(records)[0]["outcome"] in ("timeout", "crash")


DEEP = 200_000
NESTED = {
    "groups": "ASK " + "{" * DEEP + "}" * DEEP,
    "brackets": "ASK { FILTER(" + "(" * DEEP + "1" + ")" * DEEP + ") }",
    "lists": "ASK { ?s ?p " + "(" * DEEP + ")" * DEEP + " }",
    "blank nodes": "ASK { ?s ?p " + "[ ?p " * DEEP + "1" + "]" * DEEP + " }",
    "paths": "ASK { ?s " + "(" * DEEP + "<x:p>" + ")" * DEEP + " ?o }",
}
LONG = {
    "not": "ASK { FILTER(" + "!" * DEEP + "true) }",
    "minus": "ASK { FILTER(1 = " + "- " * DEEP + "1) }",
    "or": "ASK { FILTER(" + "||".join(["?a"] * DEEP) + ") }",
    "sum": "ASK { FILTER(0 < " + "+".join(["1"] * DEEP) + ") }",
    "union": "ASK { " + "{}UNION" * DEEP + "{} }",
    "optional": "ASK { " + "OPTIONAL{}" * DEEP + " }",
    "sequence": "ASK { ?s " + "/".join(["<x:p>"] * DEEP) + " ?o }",
    "alternatives": "ASK { ?s " + "|".join(["<x:p>"] * DEEP) + " ?o }",
    "inverse": "ASK { ?s " + "^" * DEEP + "<x:p> ?o }",
    "prefixes": "PREFIX a: <x:> " * 50_000 + "ASK {}",
    "comments": "#\n" * DEEP + "ASK {}",
    "dots": "a." * DEEP,
    "quotes": '"' * DEEP,
}


@pytest.mark.parametrize("name", NESTED)
def test_deep_nesting_is_refused_before_the_parser_sees_it(fort: Live, name: str) -> None:
    replaced = fort.pool.replaced
    response = post(fort, NESTED[name], "*/*")
    assert response.status_code == 403
    assert "more than 100 deep" in response.json()["detail"]
    assert fort.pool.replaced == replaced


@pytest.mark.parametrize("name", LONG)
def test_long_chains_end_at_most_their_worker(fort: Live, name: str) -> None:
    """The parser and the optimiser are recursive: such a text may kill them, and only them."""
    response = post(fort, LONG[name], "*/*")
    assert response.status_code in (200, 400, 500, 504), response.text
    assert_well(fort)


def test_catastrophic_patterns_are_linear_here(fort: Live) -> None:
    """The engine's patterns have no backtracking; a back-tracking one would take years."""
    subject = "a" * 5000
    response = post(fort, f"SELECT (REGEX('{subject}', '^(a+)+$') AS ?m) {{}}")
    assert response.text == "m\r\ntrue\r\n"
    response = post(fort, f"SELECT (REGEX('{subject}!', '^(a+)+$') AS ?m) {{}}")
    assert response.text == "m\r\nfalse\r\n"
    huge = post(fort, "SELECT (REGEX('a', '((((a{100}){100}){100}){100})') AS ?m) {}")
    assert huge.status_code == 200  # an error inside an expression: no value
    assert huge.text == "m\r\n\r\n"
    assert_well(fort)


def test_huge_values_are_fine_up_to_the_size_of_a_request(fort: Live) -> None:
    values = " ".join(f"<x:{n}>" for n in range(50_000))
    response = post(fort, f"SELECT (COUNT(*) AS ?n) {{ VALUES ?s {{ {values} }} ?s <x:p> ?o }}")
    assert response.text == "n\r\n3600\r\n"
    response = post(fort, b"ASK { # " + b"x" * (3 * MIB) + b"\n }")
    assert response.status_code == 413
    assert "2,097,152" in response.json()["detail"]
    assert_well(fort)


def test_long_request_lines_are_refused(fort: Live) -> None:
    with connect(fort) as connection:
        connection.sendall(b"GET /sparql?query=" + b"x" * 100_000 + b" HTTP/1.1\r\n\r\n")
        assert b" 400 " in connection.recv(4096).split(b"\r\n")[0]
    assert_well(fort)


def test_too_many_rows_are_refused_whole(fort: Live) -> None:
    exact = post(fort, f"SELECT * {{ {ALL} . ?s2 ?p2 ?o2 }} LIMIT 10000")
    assert exact.status_code == 200
    assert exact.text.count("\r\n") == 10_001
    response = post(fort, f"SELECT * {{ {ALL} . ?s2 ?p2 ?o2 }} LIMIT 10001")
    assert response.status_code == 403
    assert "more than 10,000 rows" in response.json()["detail"]
    graph = post(fort, f"CONSTRUCT {{ ?s ?s2 ?o2 }} {{ {ALL} . ?s2 ?p2 ?o2 }}", "*/*")
    assert graph.status_code == 403
    assert_well(fort)


def test_too_many_bytes_are_refused_whole(fort: Live) -> None:
    text = "x" * 100_000
    query = f"SELECT ('{text}' AS ?x) {{ {ALL} }} LIMIT 100"
    response = post(fort, query)
    assert response.status_code == 403
    assert "too many bytes" in response.json()["detail"]
    assert_well(fort)


def test_memory_is_limited(fort: Live) -> None:
    """Doubling a string thirty times needs a gigabyte; a worker here has a fifth of one."""
    doubled = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(30))
    response = post(fort, f"SELECT (STRLEN(?x30) AS ?n) {{ BIND('x' AS ?x0) {doubled} }}")
    assert response.status_code == 500
    assert "more memory" in response.json()["detail"]
    assert_well(fort)


@pytest.mark.parametrize(
    "body", [b"ASK { ?s ?p '\xff\xfe' }", b"\xc3\x28", b"\x00" * 100, "ASK {}".encode("utf-16")]
)
def test_malformed_text_is_a_plain_error(fort: Live, body: bytes) -> None:
    response = post(fort, body)
    assert response.status_code == 400
    assert response.headers["content-type"] == "application/problem+json"


@pytest.fixture
def listener() -> Iterator[tuple[int, list[bytes]]]:
    """A port on loopback, and what it heard."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        stop = threading.Event()

        def listen() -> None:
            while not stop.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                heard.append(b"connected")
                connection.close()

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        yield server.getsockname()[1], heard
        time.sleep(0.3)
        stop.set()
        thread.join(5)


OUTSIDE = [
    "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT <URL> { ?s ?p ?o } }",
    "SELECT * { ?s ?p '#' . service<URL>{} }",
    "ASK { # hidden\rSERVICE <URL> {} }",
    "ASK { \\u0053ERVICE <URL> {} }",
    "ASK { BIND(<URL> AS ?u) SERVICE ?u { ?s ?p ?o } }",
    "DESCRIBE * { { SELECT * { OPTIONAL { SERVICE <URL> { ?s ?p ?o } } } } }",
    "CONSTRUCT { ?s ?p ?o } { FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } ?s ?p ?o }",
]


@pytest.mark.parametrize("query", OUTSIDE)
def test_no_query_makes_the_server_call_out(
    fort: Live, listener: tuple[int, list[bytes]], query: str
) -> None:
    port, heard = listener
    response = post(fort, query.replace("URL", f"http://127.0.0.1:{port}/sparql"), "*/*")
    assert response.status_code in (403, 400)
    assert response.status_code == 403 or "\\u0053" in query
    time.sleep(0.2)
    assert heard == []
    assert_well(fort)


def test_neither_does_from(fort: Live, listener: tuple[int, list[bytes]]) -> None:
    port, heard = listener
    url = f"http://127.0.0.1:{port}/data.ttl"
    response = post(fort, f"SELECT * FROM <{url}> FROM NAMED <{url}> {{ {ALL} }}")
    assert response.text == "s,p,o\r\n"
    assert heard == []


def test_no_update_loads_from_elsewhere(fort: Live, listener: tuple[int, list[bytes]]) -> None:
    port, heard = listener
    for text in ("LOAD <URL>", "INSERT DATA { <x:a> <x:b> 1 } ; load silent <URL>"):
        with fort.client() as client:
            response = client.post(
                "/update",
                content=text.replace("URL", f"http://127.0.0.1:{port}/x.ttl"),
                headers={
                    "content-type": "application/sparql-update",
                    "authorization": f"Bearer {TOKEN}",
                },
            )
        assert response.status_code == 403
        assert "LOAD is not allowed" in response.json()["detail"]
    assert heard == []
    assert_well(fort)


def test_a_worker_could_not_call_out_even_if_asked(listener: tuple[int, list[bytes]]) -> None:
    """The second wall: without the guard, a forked worker still has no descriptor for a socket."""
    port, heard = listener
    query = f"SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}"

    def run(*how: str) -> dict[str, object]:
        program = Path(__file__).with_name("unguarded_worker.py")
        command = [sys.executable, str(program), query, *how]
        done = subprocess.run(command, capture_output=True, check=True, timeout=60)
        report: dict[str, object] = json.loads(done.stdout)
        return report

    assert run()["status"] == 400
    time.sleep(0.2)
    assert heard == []
    run("free")  # with no wall left it does call: the listener can hear
    time.sleep(0.2)
    assert heard


def test_a_slow_update_is_stopped_and_changes_nothing(fort: Live) -> None:
    with fort.client() as client:
        response = client.post(
            "/update",
            content=f"INSERT {{ <x:evil> ?s ?s4 }} WHERE {{ {ALL} . ?s2 ?p2 ?o2 . "
            "?s3 ?p3 ?o3 . ?s4 ?p4 ?o4 }",
            headers={
                "content-type": "application/sparql-update",
                "authorization": f"Bearer {TOKEN}",
            },
        )
    assert response.status_code == 504
    assert post(fort, "ASK { <x:evil> ?p ?o }", "text/csv").text == "false\n"
    assert_well(fort)


def test_a_flood_is_sent_away_and_others_get_through(crowded: Live) -> None:
    """One client sends twelve bombs at once; another one is answered in the middle of it."""

    def bomb(_: int) -> httpx.Response:
        return post(crowded, CARTESIAN)

    with concurrent.futures.ThreadPoolExecutor(12) as flood:
        waiting = [flood.submit(bomb, n) for n in range(12)]
        time.sleep(0.6)
        # Another client: loopback has many addresses.
        transport = httpx.HTTPTransport(local_address="127.0.0.2")
        started = time.monotonic()
        with httpx.Client(base_url=crowded.url, transport=transport, timeout=20) as other:
            answer = other.get(
                "/sparql", params={"query": "ASK {}"}, headers={"accept": "text/csv"}
            )
        took = time.monotonic() - started
        responses = [future.result() for future in waiting]
    assert answer.text == "true\n"
    assert took < 1
    statuses = [response.status_code for response in responses]
    assert set(statuses) <= {504, 429, 503}
    assert statuses.count(504) >= 1
    sent_away = [r for r in responses if r.status_code in (429, 503)]
    assert len(sent_away) >= 12 - 1 - 4 - 1
    assert all(r.headers["retry-after"] == "2" for r in sent_away)
    assert_well(crowded)


def test_a_client_that_goes_away_frees_its_worker(fort: Live) -> None:
    replaced = fort.pool.replaced
    with pytest.raises(httpx.ReadTimeout), fort.client() as client:
        client.get("/sparql", params={"query": CARTESIAN}, timeout=0.3)
    deadline = time.monotonic() + 1
    while fort.pool.replaced == replaced:
        assert time.monotonic() < deadline, "the abandoned query still runs"
        time.sleep(0.02)
    assert_well(fort)


def connect(live: Live) -> socket.socket:
    host, _, port = live.url.removeprefix("http://").partition(":")
    connection = socket.create_connection((host, int(port)))
    connection.settimeout(5)
    return connection


def drip(connection: socket.socket, data: bytes, pause: float) -> bytes:
    """Send a byte at a time until the server has enough of it; return what it said."""
    for byte in data:
        try:
            connection.sendall(bytes([byte]))
        except OSError:
            break
        time.sleep(pause)
    return connection.recv(4096)


def test_slow_heads_are_cut_off(fort: Live) -> None:
    started = time.monotonic()
    with connect(fort) as connection:
        said = drip(connection, b"GET /health HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 50, 0.02)
    assert time.monotonic() - started < 4
    assert b"408" in said.split(b"\r\n")[0]
    assert_well(fort)


def test_silent_connections_are_closed(fort: Live) -> None:
    started = time.monotonic()
    with connect(fort) as connection:
        said = connection.recv(4096)
        assert b"408" in said or said == b""
    assert 0.5 < time.monotonic() - started < 3


def test_a_slow_second_head_is_cut_off_too(fort: Live) -> None:
    with connect(fort) as connection:
        connection.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b"200 OK" in connection.recv(4096)
        started = time.monotonic()
        said = drip(connection, b"GET /health HTTP/1.1\r\n" + b"A: b\r\n" * 50, 0.02)
    assert time.monotonic() - started < 4
    assert b"408" in said.split(b"\r\n")[0]


def test_slow_bodies_are_cut_off(fort: Live) -> None:
    head = (
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
        b"Content-Length: 5000\r\n\r\n"
    )
    started = time.monotonic()
    with connect(fort) as connection:
        connection.sendall(head)
        said = drip(connection, b"A" * 200, 0.02)
    assert time.monotonic() - started < 6
    assert b"408" in said.split(b"\r\n")[0]
    assert_well(fort)


def test_readers_that_do_not_read_are_cut_off_and_hold_no_worker(fort: Live) -> None:
    query = f"SELECT ?s ('{'x' * 700}' AS ?t) {{ {ALL} . ?s2 ?p2 ?o2 }} LIMIT 10000"
    request = (
        f"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
        f"Accept: text/csv\r\nContent-Length: {len(query)}\r\n\r\n{query}"
    ).encode()
    held = []
    for _ in range(4):
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        host, _, port = fort.url.removeprefix("http://").partition(":")
        connection.connect((host, int(port)))
        connection.sendall(request)
        held.append(connection)
    time.sleep(0.5)
    assert_well(fort)
    time.sleep(2.5)
    for connection in held:
        connection.settimeout(5)
        received = 0
        with contextlib.suppress(ConnectionError):
            while piece := connection.recv(1 << 20):
                received += len(piece)
        assert received < 7_000_000  # cut short, and the length in the head shows it
        connection.close()
    assert_well(fort)


def test_nothing_tells_how_it_is_made(fort: Live) -> None:
    for response in (post(fort, "SELECT"), post(fort, CARTESIAN), post(fort, b"\xff")):
        text = response.text.lower()
        assert not any(word in text for word in ("traceback", ".py", "pyoxigraph", "line 0"))
        assert "server" not in response.headers


def test_processes_end_with_the_server(graph_file: Path) -> None:
    with serving(((str(graph_file), None),), Limits(seconds=1, workers=2)) as running:
        post(running, "ASK {}")
        holder = running.pool._holder.pid
        assert holder is not None
        pids = [holder, *(worker.pid for worker in running.pool._idle)]
        assert len(pids) == 3
    deadline = time.monotonic() + 5
    while any(Path(f"/proc/{pid}").exists() for pid in pids):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_processes_that_are_lost_are_replaced(graph_file: Path) -> None:
    """The machine may run out of memory: then whoever was killed is started anew."""
    with serving(((str(graph_file), None),), Limits(workers=2), token=TOKEN) as running:
        before = post(running, "ASK {}")
        idle = running.pool._idle[0].pid
        os.kill(idle, signal.SIGKILL)
        wait_for_end(idle)
        assert_well(running)  # a worker that died while it waited is nobody's error
        assert idle not in (worker.pid for worker in running.pool._idle)
        holder = running.pool._holder.pid
        assert holder is not None
        doomed = [holder, *(worker.pid for worker in running.pool._idle)]
        for pid in doomed:
            os.kill(pid, signal.SIGKILL)
        wait_for_end(*doomed[1:])
        again = post(running, "SELECT (COUNT(*) AS ?n) { ?s <x:p> ?o }")
        assert again.text == "n\r\n3600\r\n"
        assert running.pool._holder.pid != holder
        assert post(running, "ASK {}").headers["etag"] != before.headers["etag"]
        holder = running.pool._holder.pid
        assert holder is not None
        os.kill(holder, signal.SIGKILL)
        with running.client() as client:
            head = {"content-type": "application/sparql-update", "authorization": f"Bearer {TOKEN}"}
            lost = client.post("/update", content="INSERT DATA { <x:a> <x:b> 1 }", headers=head)
            assert (lost.status_code, lost.headers["retry-after"]) == (503, "2")
            assert client.post("/update", content="CLEAR ALL", headers=head).status_code == 204
        assert post(running, "ASK { ?s ?p ?o }").text == "false\n"


def test_a_holder_that_does_not_answer_is_replaced(
    graph_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("interstate.serve.holder.FORK_SECONDS", 1)
    with serving(((str(graph_file), None),), Limits(seconds=1, workers=2)) as running:
        holder = running.pool._holder.pid
        assert holder is not None
        os.kill(holder, signal.SIGSTOP)
        for _ in range(2):
            assert post(running, CARTESIAN).status_code == 504  # each ends its worker
        assert post(running, "SELECT (COUNT(*) AS ?n) { ?s <x:p> ?o }").text == "n\r\n3600\r\n"
        wait_for_end(holder)


def wait_for_end(*pids: int) -> None:
    """Wait until processes are gone; those that only wait to be asked for their end count too."""
    deadline = time.monotonic() + 5
    while any(is_alive(pid) for pid in pids):
        assert time.monotonic() < deadline, "a process did not end"
        time.sleep(0.02)
    time.sleep(0.1)  # the server's loop hears of it


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
