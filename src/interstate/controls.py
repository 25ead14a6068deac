"""Positive controls and empty twins: does a probe find what is there, and nothing that is not?

A silent verdict can be a broken query. So ``queries/theories/<probe>/`` holds small invented
worlds: one ``<answer>.ttl`` for each answer on the probe's list, in which that answer and no other
must come out, and at least one ``none….ttl``, a twin with a case but no evidence, which must come
out silent.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from interstate.bench import Bench
from interstate.derivation import derive
from interstate.errors import InputError
from interstate.findings import Finding
from interstate.graphs import Hierarchy, Index, load_document
from interstate.ground import prepare
from interstate.policies import DEFAULT
from interstate.record import short
from interstate.theory_library import Probe

FOLDER = "queries/theories"


def control_paths(root: Path, probe: Probe) -> tuple[Path, ...]:
    """Return the files of a probe's controls, by name."""
    slug = short(probe.iri).split(":", 1)[1]
    return tuple(sorted((root / FOLDER / slug).glob("*.ttl")))


def check_controls(root: Path, probe: Probe, hierarchy: Hierarchy) -> Iterator[Finding]:
    """Yield what is wrong with a probe's controls: missing, or with another answer."""
    slug = short(probe.iri).split(":", 1)[1]
    paths = control_paths(root, probe)
    wanted = {f"{short(answer).split(':', 1)[1]}.ttl" for answer in probe.answers}
    present = {path.name for path in paths}
    for name in sorted(wanted - present):
        yield _finding(
            probe, f"{FOLDER}/{slug}/{name} is missing: write a small world with that answer."
        )
    if not any(name.startswith("none") for name in present):
        yield _finding(
            probe,
            f"{FOLDER}/{slug}/none.ttl is missing: write a twin world whose case has no answer.",
        )
    for path in paths:
        try:
            yield from _run(root, path, probe, hierarchy)
        except InputError as error:
            yield _finding(probe, f"{path.name}: {error.problem} {error.remedy}")


def _run(root: Path, path: Path, probe: Probe, hierarchy: Hierarchy) -> Iterator[Finding]:
    document = load_document(path, root)
    derived = derive(Index(document.triples), hierarchy)
    for fault in derived.findings:
        yield _finding(probe, f"{document.name}: {short(fault.focus)}: {fault.message}")
    bench = Bench(prepare(derived), hierarchy, DEFAULT)
    cases = {row["case"] for row in bench.rows(probe.case_query, ("case", "claim"))}
    rows = bench.rows(probe.answer_query, ("case", "answer", "claim"))
    answers = sorted(
        {short(row["answer"]).split(":", 1)[1] for row in rows if row["case"] in cases}
    )
    wanted = [] if path.stem.startswith("none") else [path.stem]
    if not cases:
        yield _finding(probe, f"{document.name}: the case query finds no case in this control.")
    elif answers != wanted:
        yield _finding(
            probe,
            f"{document.name}: the answer should be {' '.join(wanted) or 'none'}, but the query "
            f"gives {' '.join(answers) or 'none'}.",
        )


def _finding(probe: Probe, message: str) -> Finding:
    return Finding("", 0, probe.iri.value, "theories-control", message)
