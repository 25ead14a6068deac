"""Run the competency questions and ten heavier queries in rdflib, in ours, in Oxigraph's server.

    python benchmarks/queries.py                 # print what was measured
    python benchmarks/queries.py --write         # and write docs/benchmarks/queries.{md,json}

All engines read one dump of the same graph: of the shipped data the very store that
`interstate query` asks, of synthetic data (benchmarks/synthetic.py) the triples, the ontology and
the closure. Each query runs in a forked child that is killed when its time is up. rdflib and ours
are told in CPU seconds, which other work on the machine disturbs least; the server, a process of
its own on loopback whose ticks are too coarse, in wall-clock seconds beside ours.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import gc
import importlib.metadata
import json
import math
import os
import platform
import select
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from synthetic import linked

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs/benchmarks"
HEAVY = ROOT / "benchmarks/heavy"
RUNS, LONG = 3, 0.3
"""A query runs three times, but once where the first run takes longer than this (seconds)."""
WARM = """SELECT ?s (COUNT(*) AS ?n) WHERE {
  OPTIONAL { ?s (<x:p>/<x:q>)+ ?o FILTER(REGEX(STR(?o), "a", "i") && ?o < 3) }
} GROUP BY ?s ORDER BY ?s"""
LOADING = 600
"""Seconds after which an engine that has not loaded its data is given up."""
Measured = dict[str, Any]
NOT_RUN = "not run: the time for the whole benchmark was up"


class NotLoadedError(Exception):
    """An engine did not load the data in time."""


# --- engines: each loads a dump and returns a function that runs a query and counts its rows ---


def load_ours(dump: Path) -> Callable[[str], int]:
    """Load pyoxigraph, the store of `interstate query`."""
    from pyoxigraph import RdfFormat, Store

    store = Store()
    store.bulk_load(path=str(dump), format=RdfFormat.N_QUADS)
    return lambda text: sum(1 for _ in store.query(text))  # type: ignore[union-attr]


def load_rdflib(dump: Path) -> Callable[[str], int]:
    """Load rdflib's in-memory dataset."""
    import rdflib

    dataset = rdflib.Dataset()
    dataset.parse(dump, format="nquads")
    return lambda text: sum(1 for _ in dataset.query(text))


LOADERS = {"ours": load_ours, "rdflib": load_rdflib}


def serve_worker(engine: str, dump: Path, limit: float) -> None:
    """Load, then answer each line of standard input (JSON text of a query) by its measures."""
    started = time.perf_counter()
    run = LOADERS[engine](dump)
    print(json.dumps(time.perf_counter() - started), flush=True)
    run(WARM)  # what an engine sets up at its first query is no query's own
    gc.freeze()
    for line in sys.stdin:
        print(json.dumps(in_child(run, json.loads(line), limit)), flush=True)


def in_child(run: Callable[[str], int], text: str, limit: float) -> Measured:
    """Run a query in a forked child; kill it when its time is up."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            result = repeat(run, text)
        except BaseException as error:
            result = {"error": f"{type(error).__name__}: {error}"[:200]}
        os.write(writing, json.dumps(result).encode())
        os._exit(0)
    os.close(writing)
    ready, _, _ = select.select([reading], [], [], limit)
    answer = os.read(reading, 65536) if ready else b""
    os.close(reading)
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    if answer:
        return dict(json.loads(answer))
    return {"error": f"stopped after {limit:.0f} s" if not ready else "ended without an answer"}


def repeat(run: Callable[[str], int], text: str) -> Measured:
    """Return the medians of some runs."""
    cpu, wall, rows = [], [], 0
    while not cpu or (len(cpu) < RUNS and wall[0] < LONG):
        before = time.process_time(), time.perf_counter()
        rows = run(text)
        cpu.append(time.process_time() - before[0])
        wall.append(time.perf_counter() - before[1])
    return {
        "cpu": statistics.median(cpu),
        "wall": statistics.median(wall),
        "rows": rows,
        "runs": len(cpu),
    }


Engine = tuple[float, Callable[[str], Measured]]
"""How many seconds it took to load, and what measures a query."""


@contextlib.contextmanager
def worker(engine: str, dump: Path, limit: float) -> Iterator[Engine]:
    """Start a fresh process of an engine."""
    command = [sys.executable, __file__, "--worker", engine, str(dump), "--limit", str(limit)]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        stdin, stdout = process.stdin, process.stdout

        def ask(text: str) -> Measured:
            stdin.write(json.dumps(text) + "\n")
            stdin.flush()
            return dict(json.loads(stdout.readline()))

        try:
            if not select.select([stdout], [], [], LOADING)[0]:
                raise NotLoadedError
            yield float(json.loads(stdout.readline())), ask
        finally:
            process.kill()


@contextlib.contextmanager
def server(dump: Path, limit: float) -> Iterator[Engine]:
    """Start `oxigraph serve-read-only`."""
    oxigraph = shutil.which("oxigraph", path=str(Path(sys.executable).parent))
    if oxigraph is None:
        raise SystemExit("install the PyPI package oxigraph to compare with it")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        place = f"127.0.0.1:{probe.getsockname()[1]}"
    with tempfile.TemporaryDirectory() as location:
        load = [oxigraph, "load", "--location", location, "--file", str(dump)]
        started = time.perf_counter()
        try:
            subprocess.run(load, check=True, capture_output=True, timeout=LOADING)
        except subprocess.TimeoutExpired:
            raise NotLoadedError from None
        took = time.perf_counter() - started
        command = [oxigraph, "serve-read-only", "--location", location, "--bind", place]
        quiet = subprocess.DEVNULL
        process = subprocess.Popen(
            [*command, "--timeout-s", str(math.ceil(limit))], stdout=quiet, stderr=quiet
        )
        try:
            wait_for(place, process)
            yield took, lambda text: ask_server(place, text, limit)
        finally:
            process.kill()
            process.wait(20)


def wait_for(place: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until a server answers."""
    host, _, port = place.partition(":")
    for _ in range(600):
        with contextlib.suppress(OSError), socket.create_connection((host, int(port)), 1):
            return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise SystemExit("the reference server did not start")


def ask_server(place: str, text: str, limit: float) -> Measured:
    """Measure one query over HTTP."""
    request = urllib.request.Request(
        f"http://{place}/query",
        data=text.encode(),
        headers={
            "Content-Type": "application/sparql-query",
            "Accept": "application/sparql-results+json",
        },
    )

    def run(_: str) -> int:
        with urllib.request.urlopen(request, timeout=limit) as response:
            answers.append(response.read())
        return 0

    answers: list[bytes] = []
    try:
        measured = repeat(run, text)
        measured["rows"] = len(json.loads(answers[-1])["results"]["bindings"])
    except (OSError, ValueError):  # ValueError: cut off in the middle of the answer
        return {"error": f"stopped after {limit:.0f} s"}
    del measured["cpu"]  # that is the client's
    return measured


# --- what is run ------------------------------------------------------------------------------


def dump_shipped(path: Path) -> int:
    """Write the store of the shipped data; return its number of quads."""
    from pyoxigraph import RdfFormat

    from interstate.project import open_project

    store = open_project().store
    store.dump(str(path), RdfFormat.N_QUADS)
    return len(store)


def dump_synthetic(path: Path, size: int) -> int:
    """Write synthetic triples with ontology and closure; return how many quads that is."""
    from pyoxigraph import RdfFormat, serialize

    from interstate.graphs import load_corpus, parse_turtle
    from interstate.store import close

    corpus = load_corpus(ROOT)
    triples = [t for text in linked(size).files for t in parse_turtle(text, "synthetic")]
    whole = dict.fromkeys((*triples, *corpus.ontology_triples, *close(triples, corpus.hierarchy)))
    serialize(whole, str(path), RdfFormat.N_QUADS)
    return len(whole)


def heavy_queries() -> dict[str, str]:
    """Return the ten heavier queries by name."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(HEAVY.glob("*.rq"))}


def questions() -> dict[str, str]:
    """Return the competency questions with their default parameters, by name."""
    from interstate.questions import load_questions

    return {question.path.stem: question.query() for question in load_questions(ROOT)}


def measure(
    dump: Path, queries: dict[str, str], engine: str, limit: float, deadline: float
) -> tuple[float | None, dict[str, Measured]]:
    """Return an engine's seconds for loading (None: it did not), and its measures by query."""
    print(f"{engine}: {len(queries)} queries on {dump.stem}", file=sys.stderr, flush=True)
    if time.monotonic() > deadline:
        return None, {name: {"error": NOT_RUN} for name in queries}
    start = server(dump, limit) if engine == "reference" else worker(engine, dump, limit)
    try:
        with start as (seconds, ask):
            return seconds, {
                name: {"error": NOT_RUN} if time.monotonic() > deadline else ask(text)
                for name, text in queries.items()
            }
    except NotLoadedError:
        error = f"not run: the data were not loaded within {LOADING} s"
        return None, {name: {"error": error} for name in queries}


def run_all(sizes: list[int], limit: float, seconds: float) -> Measured:
    """Measure everything and return it as what is written to JSON."""
    begun = time.monotonic()
    deadline = begun + seconds
    load = os.getloadavg()[0]
    versions = {n: importlib.metadata.version(n) for n in ("pyoxigraph", "oxigraph", "rdflib")}
    heavy, parts = heavy_queries(), []
    with tempfile.TemporaryDirectory() as folder:
        dumps = [Path(folder) / "shipped.nq"]
        whole = {"data": "shipped", "quads": dump_shipped(dumps[0])}
        names = (*questions(), *heavy)
        parts.append({**whole, "load": {}, "queries": {name: {} for name in names}})
        for size in sizes:
            dumps.append(Path(folder) / f"synthetic-{size}.nq")
            whole = {"data": "synthetic", "size": size, "quads": dump_synthetic(dumps[-1], size)}
            parts.append({**whole, "load": {}, "queries": {name: {} for name in heavy}})
        todo = [(engine, n) for engine in ("ours", "reference") for n in range(len(parts))]
        # The slowest engine comes last, and there its largest data.
        todo += [("rdflib", n) for n in range(len(parts))]
        texts = {**questions(), **heavy}
        for engine, number in todo:
            queries = {name: texts[name] for name in parts[number]["queries"]}
            loading, cells = measure(dumps[number], queries, engine, limit, deadline)
            parts[number]["load"][engine] = loading
            for name, cell in cells.items():
                parts[number]["queries"][name][engine] = cell
    return {
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "python": platform.python_version(),
        "versions": versions,
        "load_at_start": round(load, 1),
        "load_at_end": round(os.getloadavg()[0], 1),
        "seconds": round(time.monotonic() - begun),
        "limit": limit,
        "parts": parts,
    }


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--sizes", nargs="*", type=int, default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--limit", type=float, default=10, help="seconds that a query may take")
    parser.add_argument("--seconds", type=float, default=1200, help="start no query after so long")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks/queries.*")
    parser.add_argument("--worker", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        serve_worker(options.worker[0], Path(options.worker[1]), options.limit)
        return
    from queries_report import page

    measured = run_all(options.sizes, options.limit, options.seconds)
    text = page(measured)
    print(text)
    if options.write:
        DOCS.mkdir(parents=True, exist_ok=True)
        lines = json.dumps(measured, indent=1, sort_keys=True)
        (DOCS / "queries.json").write_text(lines + "\n", encoding="utf-8")
        (DOCS / "queries.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
