"""Everyday SHACL validation: fast, set-at-a-time, loud about what it does not take.

SHACL Core goes to a library (:mod:`interstate.shacl_core`); each ``sh:sparql`` constraint runs as
one query over all its focus nodes (:mod:`interstate.shacl_constraints`). Why so: the record
"Everyday validator" under ``docs/decisions``.
"""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store, Triple

from interstate.namespaces import RDFS
from interstate.shacl_check import check_shapes_graph
from interstate.shacl_constraints import SparqlShapes
from interstate.shacl_core import CoreShapes
from interstate.shacl_results import Result, n_triples
from interstate.shacl_shapes import ShapesGraph

__all__ = ["Result", "Validator", "check_shapes_graph", "validate"]

_HIERARCHY = (RDFS.subClassOf, RDFS.subPropertyOf)


class Validator:
    """A shapes graph made ready once, for validating many data graphs."""

    def __init__(self, shapes: Iterable[Triple]) -> None:
        """Read and compile ``shapes``.

        Raises:
            InputError: the shapes are broken or use what is not taken here.
            MissingToolError: the core engine is not installed.
        """
        graph = ShapesGraph(shapes)
        self._core = CoreShapes(graph)
        self._sparql = SparqlShapes(graph)

    def validate(
        self, data: Iterable[Triple] | Store, ontology: Iterable[Triple] = ()
    ) -> tuple[Result, ...]:
        """Return all results of validating ``data``; see :func:`validate`."""
        hierarchy = (
            t
            for t in ontology
            if t.predicate in _HIERARCHY
            and isinstance(t.subject, NamedNode)
            and isinstance(t.object, NamedNode)
        )
        lines = _lines(data) + n_triples(hierarchy)
        return tuple(sorted({*self._core.results(lines), *self._sparql.results(lines)}))


def validate(
    data: Iterable[Triple] | Store,
    shapes: Iterable[Triple],
    ontology: Iterable[Triple] = (),
) -> tuple[Result, ...]:
    """Return all results of validating ``data`` against ``shapes``, sorted, without repetition.

    The data see the ontology's named subclass and subproperty triples and nothing else of it.
    Of a Store, the default graph is validated.

    >>> from interstate.graphs import parse_turtle
    >>> shapes = parse_turtle('''
    ... @prefix ex: <https://example.org/> .
    ... @prefix sh: <http://www.w3.org/ns/shacl#> .
    ... ex:Pact a sh:NodeShape ; sh:targetClass ex:Treaty ; sh:property ex:Pact-party .
    ... ex:Pact-party a sh:PropertyShape ; sh:path ex:party ; sh:minCount 2 ;
    ...     sh:message "A treaty needs two parties; add the other one."@en .
    ... ''', "shapes")
    >>> data = parse_turtle('''
    ... @prefix ex: <https://example.org/> .
    ... ex:t1 a ex:Treaty ; ex:party ex:ruritania .
    ... ''', "data")
    >>> for result in validate(data, shapes):
    ...     print(result.focus, result.rule, result.message)
    https://example.org/t1 https://example.org/Pact-party A treaty needs two parties; add the \
other one.

    Raises:
        InputError: the shapes are broken or use what is not taken here (see
            :func:`interstate.shacl_check.check_shapes_graph` for all such places at once).
        MissingToolError: the core engine is not installed.
    """
    return Validator(shapes).validate(data, ontology)


def _lines(data: Iterable[Triple] | Store) -> bytes:
    if not isinstance(data, Store):
        return n_triples(data)
    written = data.dump(format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph())
    assert written is not None  # it is None only when written to a file
    return written
