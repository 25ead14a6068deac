"""The benchmark's data are the same on each run, and exactly the planted faults are in them."""

from __future__ import annotations

import importlib.util
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


@pytest.fixture(scope="module")
def synthetic() -> ModuleType:
    spec = importlib.util.spec_from_file_location("synthetic", BENCHMARKS / "synthetic.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["synthetic"] = module
    spec.loader.exec_module(module)
    return module


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
