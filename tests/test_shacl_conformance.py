"""W3C's SHACL test suite: right on all that we take, loud on all that we do not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from interstate.errors import InputError
from interstate.graphs import Index, Node
from interstate.namespaces import RDF
from interstate.shacl_shapes import path_text
from interstate.shacl_terms import SH
from interstate.validation import validate

SUITE = Path(__file__).parents[2] / "shared/conformance/shacl"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
SHT = "http://www.w3.org/ns/shacl-test#"

UNSUPPORTED = {
    "core/misc/severity-002": "a severity of one's own; reports know three",
    "core/property/qualifiedValueShape-001": "sh:nodeShape, no word of SHACL, in its shapes graph",
    "sparql/component/nodeValidator-001": "SPARQL-based constraint components",
    "sparql/component/optional-001": "SPARQL-based constraint components",
    "sparql/component/propertyValidator-select-001": "SPARQL-based constraint components",
    "sparql/component/validator-001": "SPARQL-based constraint components",
    "sparql/pre-binding/shapesGraph-001": "$shapesGraph and GRAPH",
}
"""Tests that we must refuse loudly although SHACL has an answer, with the reason."""

Row = tuple[str, str, str, str, str]


@dataclass(frozen=True)
class Case:
    """One W3C test; ``expected`` is None where an engine has to refuse."""

    name: str
    data: tuple[Triple, ...]
    shapes: tuple[Triple, ...]
    expected: frozenset[Row] | None


def _parse(path: Path) -> tuple[Triple, ...]:
    quads = ox.parse(path.read_bytes(), ox.RdfFormat.TURTLE, base_iri=path.as_uri())
    return tuple(quad.triple for quad in quads)


def _cases() -> Iterator[Case]:
    for path in sorted(SUITE.rglob("*.ttl")):
        triples = _parse(path)
        index = Index(triples)
        for test in index.subjects(RDF.type, NamedNode(SHT + "Validate")):
            action = _one(index, test, MF + "action")
            result = index.value(test, NamedNode(MF + "result"))
            graphs = [
                triples if file == path else _parse(file)
                for name in ("dataGraph", "shapesGraph")
                for file in [Path(_one(index, action, SHT + name).value.removeprefix("file://"))]
            ]
            refuse = result == NamedNode(SHT + "Failure")
            yield Case(
                path.relative_to(SUITE).with_suffix("").as_posix(),
                graphs[0],
                graphs[1],
                None if refuse or result is None else _expected(index, result),
            )


def _one(index: Index, node: Node, predicate: str) -> Node:
    value = index.value(node, NamedNode(predicate))
    assert isinstance(value, NamedNode | BlankNode)
    return value


def _expected(index: Index, report: object) -> frozenset[Row]:
    assert isinstance(report, BlankNode)
    rows = set()
    for result in index.objects(report, SH.result):
        assert isinstance(result, BlankNode)
        path = index.value(result, SH.resultPath)
        rows.add(
            (
                _text(index.value(result, SH.focusNode)),
                _text(index.value(result, SH.sourceConstraintComponent)),
                _text(index.value(result, SH.resultSeverity)).removeprefix(SH.base).lower(),
                "" if path is None else _bare(path_text(index, path)),
                _text(index.value(result, SH.value)),
            )
        )
    return frozenset(rows)


def _bare(path: str) -> str:
    """Return a path without brackets, which SPARQL allows in more than one place."""
    return "".join(c for c in path if c not in "<>()")


def _text(node: object) -> str:
    if isinstance(node, BlankNode):
        return "_:"
    return node.value if isinstance(node, NamedNode | Literal) else ""


CASES = list(_cases())
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SUITE.is_dir(), reason=f"the W3C SHACL test suite is not at {SUITE}"),
]


def _found(case: Case) -> frozenset[Row]:
    return frozenset(
        (
            "_:" if r.focus.startswith("_:") else r.focus,
            r.component,
            r.severity.value,
            _bare(r.path),
            "_:" if r.value.startswith("_:") else r.value,
        )
        for r in validate(case.data, case.shapes)
    )


def test_the_whole_suite_is_there() -> None:
    assert len(CASES) == 121
    assert {case.name for case in CASES} >= set(UNSUPPORTED)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_answers_as_the_suite_expects_or_refuses(case: Case) -> None:
    if case.expected is None or case.name in UNSUPPORTED:
        with pytest.raises(InputError):
            validate(case.data, case.shapes)
    else:
        assert _found(case) == case.expected
