"""SHACL Core by the library ``shacl`` (native code), its results turned into ours."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode

from interstate.errors import InputError, MissingToolError
from interstate.findings import Severity
from interstate.shacl_results import Result, bare, n_triples
from interstate.shacl_shapes import ShapesGraph
from interstate.shacl_terms import SH


class CoreShapes:
    """The shapes of a graph without their ``sh:sparql``, compiled by the library."""

    def __init__(self, graph: ShapesGraph) -> None:
        """Compile the shapes.

        Raises:
            InputError: the library finds the shapes broken.
            MissingToolError: the library is not installed.
        """
        try:
            import shacl
        except ImportError as error:
            raise MissingToolError(
                "the package 'shacl' is not installed. Remedy: pip install 'shacl>=0.3.4,<0.4'."
            ) from error
        self._graph = graph
        core = (t for t in graph.index.triples if t.predicate != SH.sparql)
        try:
            self._compiled = shacl.Shapes.from_text(n_triples(core).decode(), "ntriples")
        except ValueError as error:
            raise InputError(
                f"the shapes graph is broken: {error}.", remedy="mend the shape."
            ) from error

    def results(self, data: bytes) -> Iterator[Result]:
        """Validate ``data`` (N-Triples)."""
        for found in self._compiled.validate_text(data.decode(), "ntriples").results:
            component = found.component_iri.strip("<>")
            shape = found.source_shape or ""
            source = NamedNode(shape[1:-1]) if shape.startswith("<") else None
            message = self._graph.message(source) if source else found.message
            yield Result(
                focus=_plain(found.focus_node),
                rule=source.value if source else _plain(found.root_shape or ""),
                severity=Severity(found.severity.lower()),
                message=message or _default(component),
                path=bare(found.path or ""),
                value=_plain(found.value or ""),
                component=component,
            )


def _default(component: str) -> str:
    return f"breaks {component.removeprefix(SH.base).removesuffix('ConstraintComponent')}"


def _plain(node: str) -> str:
    """Return a node that the library wrote in N-Triples as plain text."""
    if node.startswith("<"):
        return node[1:-1]
    if node.startswith('"'):
        [quad] = ox.parse(f"<a:> <a:> {node} .", ox.RdfFormat.N_TRIPLES)
        assert isinstance(quad.object, Literal)
        return quad.object.value
    return node
