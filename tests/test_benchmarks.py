"""The benchmark's data are the same on each run, and exactly the planted faults are in them."""

from __future__ import annotations

import importlib
import itertools
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from pyoxigraph import Triple

from interstate.graphs import MAX_FILE_BYTES, load_corpus, parse_turtle
from interstate.validation import validate

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


def script(name: str) -> ModuleType:
    """Import a script of the benchmarks, and with it what stands beside it."""
    sys.path.insert(0, str(BENCHMARKS))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(BENCHMARKS))


@pytest.fixture(scope="module")
def synthetic() -> ModuleType:
    return script("synthetic")


def parsed(sample: Any) -> set[Triple]:
    return {t for text in sample.files for t in parse_turtle(text, "synthetic")}


def test_every_kind_of_fault_is_planted_and_nothing_else_found(synthetic: ModuleType) -> None:
    sample = synthetic.generate(15_000)
    assert {rule.split("#")[1] for _, rule in sample.planted} == {
        "Alliance-hasTwoParties",
        "Alliance-obligorIsParty",
        "Claim-anchoredHasGloss",
        "Measurement-valueIsNumber",
        "Passage-digest-form",
        "Passage-sentenceIsNumbered",
        "Sanction-hasTarget-count",
        "Situation-boundsInOrder",
    }
    corpus = load_corpus()
    data = parsed(sample)
    results = validate(data, corpus.shapes_triples, corpus.ontology_triples)
    assert {(r.focus, r.rule) for r in results} == sample.planted


@pytest.mark.parametrize("size", [1_000, 4_000])
def test_the_same_data_each_time_and_of_the_size_asked_for(
    synthetic: ModuleType, size: int
) -> None:
    sample = synthetic.generate(size)
    assert synthetic.generate(size) == sample
    assert len(parsed(sample)) == sample.size
    assert size <= sample.size < size + 60


def test_large_data_come_in_files_that_can_be_read(synthetic: ModuleType) -> None:
    sample = synthetic.generate(250_000, faults=False)
    assert len(sample.files) > 1
    assert max(len(text) for text in sample.files) < MAX_FILE_BYTES
    assert sample.planted == frozenset()


def test_the_benchmark_runs_and_says_what_it_did_not_run() -> None:
    command = [sys.executable, str(BENCHMARKS / "check.py"), "--sizes", "1000", "2000"]
    done = subprocess.run(
        [*command, "--baseline-up-to", "0", "--no-reasoner"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.count("right") == 2
    assert "wrong" not in done.stdout
    assert "growth of interstate: size to the power of" in done.stdout
    assert "growth of rdflib + pySHACL: size to the power of unknown" in done.stdout


def test_linked_data_are_the_same_each_time_and_of_the_size_asked_for(
    synthetic: ModuleType,
) -> None:
    sample = synthetic.linked(3_000)
    assert synthetic.linked(3_000) == sample
    assert len(parsed(sample)) == sample.size
    assert 3_000 <= sample.size < 3_060


@pytest.mark.filterwarnings("ignore:Dataset.default_context:DeprecationWarning")
def test_every_heavy_query_finds_as_much_in_rdflib_as_in_ours(tmp_path: Path) -> None:
    queries = script("queries")
    dump = tmp_path / "dump.nq"
    assert queries.dump_synthetic(dump, 3_000) > 3_000
    heavy = queries.heavy_queries()
    assert len(heavy) == 10
    ours, rdflib = queries.load_ours(dump), queries.load_rdflib(dump)
    found = {name: ours(text) for name, text in heavy.items()}
    assert {name: rdflib(text) for name, text in heavy.items()} == found
    assert all(found.values()), found


def test_a_query_that_takes_too_long_or_fails_is_told() -> None:
    queries = script("queries")

    def endless(_: str) -> int:
        return sum(0 for _ in itertools.count())

    def broken(_: str) -> int:
        raise ValueError("planted")

    assert queries.in_child(endless, "", 0.2) == {"error": "stopped after 0 s"}
    assert queries.in_child(broken, "", 5) == {"error": "ValueError: planted"}
    right = queries.in_child(len, "abc", 5)
    assert right["rows"] == 3
    assert right["runs"] == 3


def test_the_page_tells_what_was_not_run_and_where_engines_differ() -> None:
    report = script("queries_report")
    fine = {"cpu": 0.002, "wall": 0.003, "rows": 2, "runs": 3}
    grown = {**fine, "cpu": 0.2, "rows": 20}
    cells = {"ours": fine, "rdflib": {**fine, "rows": 3}, "reference": {"error": "stopped"}}
    parts = [
        {"data": "shipped", "quads": 10, "queries": {"cq-001-x": cells, "heavy": cells}},
        {"data": "synthetic", "size": 10, "quads": 10, "queries": {"heavy": {"ours": fine}}},
        {"data": "synthetic", "size": 99, "quads": 1000, "queries": {"heavy": {"ours": grown}}},
    ]
    parts = [{**part, "load": {"ours": 1.25, "rdflib": None}} for part in parts]
    told = report.page(
        {
            "parts": parts,
            "versions": {"rdflib": "7"},
            "date": "2001-09-11",
            "machine": "a machine",
            "python": "3",
            "load_at_start": 1,
            "load_at_end": 1,
            "limit": 5,
            "seconds": 1,
        }
    )
    assert "- shipped, heavy, reference: stopped." in told
    assert "**numbers of rows differ** (ours 2, rdflib 3)" in told
    assert "| heavy | 0.50 | – | 1.00 | – |" in told
    assert "The median power: ours 1.00." in told
    assert "| 1,000 | – | 1.2 | – |" in told
    assert "quiet (load 1" in told
