"""Load on loopback: ``interstate serve`` beside the reference server, same data, same requests.

    python benchmarks/serve.py            # about nine minutes; prints Markdown tables
    python benchmarks/serve.py --write    # and puts them into docs/benchmarks/serve.md

Bounded in count and time: each run of a cell ends after REQUESTS requests or SECONDS seconds; each
figure is the median of RUNS runs, which take turns between the servers, so that other work on the
machine meets both. Each connection comes from a loopback address of its own, as many clients
would. The client runs on the same cores as the servers, so the figures are for comparing, not for
promising.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import importlib.metadata
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from urllib.parse import quote

REQUESTS = 600
SECONDS = 4.0
RUNS = 3
CONCURRENCY = (1, 4, 16, 32)
PAGE = Path(__file__).resolve().parents[1] / "docs/benchmarks/serve.md"
MARK = "<!-- what follows is written by benchmarks/serve.py -->\n"
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
        try:
            process.wait(30)
        finally:
            process.kill()


@contextlib.contextmanager
def ours(dump: Path) -> Iterator[str]:
    port = free_port()
    command = [sys.executable, "-m", "interstate", "serve", "--graph", str(dump)]
    with program(*command, "--port", str(port)):
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


Key = tuple[str, str, int]
"""A server, a query, and a number of clients."""


def measure_all(places: Mapping[str, str]) -> dict[Key, list[Cell]]:
    """Measure every cell RUNS times, the servers by turns."""
    found: dict[Key, list[Cell]] = {}
    for run in range(RUNS):
        for title, query in QUERIES.items():
            for concurrency in CONCURRENCY:
                for name, place in places.items():
                    cell = asyncio.run(measure(place, query, concurrency))
                    found.setdefault((name, title, concurrency), []).append(cell)
        print(f"run {run + 1} of {RUNS} is done", file=sys.stderr, flush=True)
    return found


def table(name: str, found: Mapping[Key, list[Cell]]) -> Iterator[str]:
    yield from ("", f"### {name}", "")
    yield "| query | clients | requests/s | p50 ms | p95 ms | p99 ms | other than 200 |"
    yield "|---|--:|--:|--:|--:|--:|--:|"
    for (server, title, concurrency), cells in found.items():
        if server != name:
            continue
        failed = sum(n for cell in cells for status, n in cell.statuses.items() if status != 200)
        rate = median(len(cell.times) / cell.seconds for cell in cells)
        figures = (median(cell.quantile(q) for cell in cells) for q in (0.5, 0.95, 0.99))
        shown = " | ".join(f"{figure:,.1f}" for figure in figures)
        yield f"| {title} | {concurrency} | {rate:,.0f} | {shown} | {failed} |"


def busy_share(seconds: float) -> float:
    """Return which share of the processors' time is used while this program sleeps (Linux)."""

    def read() -> tuple[int, int]:
        line = Path("/proc/stat").read_text(encoding="ascii").splitlines()[0]
        ticks = [int(number) for number in line.split()[1:]]
        return sum(ticks) - ticks[3] - ticks[4], sum(ticks)

    before = read()
    time.sleep(seconds)
    after = read()
    return (after[0] - before[0]) / max(after[1] - before[1], 1)


def versions() -> str:
    names = ("pyoxigraph", "oxigraph", "uvicorn", "starlette")
    return ", ".join(f"{name} {importlib.metadata.version(name)}" for name in names)


def main() -> None:
    from pyoxigraph import RdfFormat

    from interstate.project import open_project

    store = open_project().store
    busy = busy_share(3)
    with tempfile.TemporaryDirectory() as folder:
        dump = Path(folder) / "data.nq"
        store.dump(str(dump), RdfFormat.N_QUADS)
        with ours(dump) as our_place, reference(dump) as reference_place:
            places = {"interstate serve": our_place, "oxigraph serve-read-only": reference_place}
            found = measure_all(places)
    day = datetime.datetime.now(datetime.UTC).date()
    lines = [
        f"{day}: {len(store):,} quads, {os.cpu_count()} cores, Python {sys.version.split()[0]}, "
        f"{versions()}. Of the processors' time, {busy:.0%} went to other work in the seconds "
        f"before. Each figure is the median of {RUNS} runs.",
        *(line for name in places for line in table(name, found)),
    ]
    text = "\n".join(lines) + "\n"
    print(text)
    if "--write" in sys.argv[1:]:
        above = PAGE.read_text(encoding="utf-8").partition(MARK)[0]
        PAGE.write_text(f"{above}{MARK}\n{text}", encoding="utf-8")


if __name__ == "__main__":
    main()
