"""Load on loopback: ``interstate serve`` beside the reference server, same data, same requests.

    python benchmarks/serve.py                     # about four minutes; prints Markdown tables

Bounded in count and time: each cell ends after REQUESTS requests or SECONDS seconds. Each
connection comes from a loopback address of its own, as many clients would. The client runs on the
same cores as the servers, so the figures are for comparing, not for promising.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

REQUESTS = 600
SECONDS = 5.0
CONCURRENCY = (1, 4, 16, 32)
PREFIXES = (
    "PREFIX ist: <https://w3id.org/interstate/ns#> "
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
)
QUERIES = {
    "look-up": "SELECT ?l { <https://w3id.org/interstate/id/state/usa> rdfs:label ?l }",
    "join": "SELECT ?d ?s ?l { ?d a ist:Demand ; ist:hasSpeaker ?s . ?s rdfs:label ?l } "
    "ORDER BY ?d",
    "group": "SELECT ?c (COUNT(*) AS ?n) { ?s a ?c } GROUP BY ?c ORDER BY DESC(?n) ?c",
    "1,000 rows": "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 1000",
    "who says": "SELECT ?claim ?what { ?claim a ist:Claim ; ist:asserts ?what . "
    "?what a ist:Event } ORDER BY ?claim ?what LIMIT 200",
}


@dataclass
class Cell:
    """What one query did at one concurrency."""

    times: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    seconds: float = 0.0

    def quantile(self, share: float) -> float:
        ordered = sorted(self.times)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] * 1000


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def wait_for(url: str) -> None:
    deadline = time.monotonic() + 120
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5) as response:
                response.read()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


@contextlib.contextmanager
def program(*command: str) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)


@contextlib.contextmanager
def ours(dump: Path) -> Iterator[str]:
    port = free_port()
    code = "from interstate.commands.serve import serve; import typer; typer.run(serve)"
    with program(sys.executable, "-c", code, "--graph", str(dump), "--port", str(port)):
        wait_for(f"http://127.0.0.1:{port}/health")
        yield f"127.0.0.1:{port}/sparql"


@contextlib.contextmanager
def reference(dump: Path) -> Iterator[str]:
    oxigraph = shutil.which("oxigraph", path=str(Path(sys.executable).parent))
    if oxigraph is None:
        raise SystemExit("install the PyPI package oxigraph to compare with it")
    port = free_port()
    with tempfile.TemporaryDirectory() as location:
        load = [oxigraph, "load", "--location", location, "--file", str(dump)]
        subprocess.run(load, check=True, capture_output=True)
        serve = [oxigraph, "serve-read-only", "--location", location]
        with program(*serve, "--bind", f"127.0.0.1:{port}", "--timeout-s", "10"):
            wait_for(f"http://127.0.0.1:{port}/query?query=ASK%7B%7D")
            yield f"127.0.0.1:{port}/query"


async def request(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str) -> int:
    writer.write(
        f"GET {path} HTTP/1.1\r\nHost: localhost\r\n"
        "Accept: application/sparql-results+json\r\n\r\n".encode()
    )
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    status = int(head.split(" ", 2)[1])
    if "transfer-encoding: chunked" in head:
        while True:
            size = int((await reader.readuntil(b"\r\n")).split(b";")[0], 16)
            await reader.readexactly(size + 2)
            if size == 0:
                break
    else:
        length = next(
            int(line.partition(":")[2])
            for line in head.splitlines()
            if line.startswith("content-length")
        )
        await reader.readexactly(length)
    return status


async def client(number: int, place: str, query: str, cell: Cell, stop: float) -> None:
    address, _, path = place.partition("/")
    host, _, port = address.partition(":")
    reader, writer = await asyncio.open_connection(
        host, int(port), local_addr=(f"127.0.1.{number + 1}", 0), limit=1 << 20
    )
    target = f"/{path}?query={quote(PREFIXES + query)}"
    while len(cell.times) < REQUESTS and time.monotonic() < stop:
        started = time.perf_counter()
        status = await request(reader, writer, target)
        cell.times.append(time.perf_counter() - started)
        cell.statuses[status] += 1
    writer.close()


async def measure(place: str, query: str, concurrency: int) -> Cell:
    cell = Cell()
    started = time.monotonic()
    stop = started + SECONDS
    await asyncio.gather(*(client(n, place, query, cell, stop) for n in range(concurrency)))
    cell.seconds = time.monotonic() - started
    return cell


def report(name: str, place: str) -> None:
    print(f"\n### {name}\n")
    print("| query | clients | requests/s | p50 ms | p95 ms | p99 ms | other than 200 |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for title, query in QUERIES.items():
        for concurrency in CONCURRENCY:
            cell = asyncio.run(measure(place, query, concurrency))
            failed = sum(n for status, n in cell.statuses.items() if status != 200)
            rate = len(cell.times) / cell.seconds
            figures = " | ".join(f"{cell.quantile(q):.1f}" for q in (0.5, 0.95, 0.99))
            print(f"| {title} | {concurrency} | {rate:,.0f} | {figures} | {failed} |", flush=True)


def main() -> None:
    from pyoxigraph import RdfFormat

    from interstate.project import open_project

    store = open_project().store
    load = os.getloadavg()[0]
    print(
        f"{len(store):,} quads, {os.cpu_count()} cores, Python {sys.version.split()[0]}, ", end=""
    )
    print(f"load average at the start {load:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        dump = Path(folder) / "data.nq"
        store.dump(str(dump), RdfFormat.N_QUADS)
        for name, start in (("interstate serve", ours), ("oxigraph serve-read-only", reference)):
            with start(dump) as place:
                report(name, place)


if __name__ == "__main__":
    main()
