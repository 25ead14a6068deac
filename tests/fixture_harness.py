"""Fixtures: small graphs that say which node breaks which rule, and nothing else does.

A fixture lies at ``tests/fixtures/<module>/<Class>/{pass,fail}_<what>.ttl``. In it, ``t:violates``
names the rule that a node breaks; the harness takes these statements out, adds the reference data,
validates, and compares two sets of pairs. Nothing is derived: a fixture states what is computed
elsewhere (bounds, ``ist:describedIn``) itself, so that it can also state it wrongly.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, Store, Triple

from interstate.graphs import Corpus, load_corpus, load_document
from interstate.namespaces import VOCABULARIES
from interstate.shacl_constraints import focus_nodes, subclasses
from interstate.shacl_results import n_triples
from interstate.shacl_shapes import ShapesGraph
from interstate.shacl_terms import CONSTRAINTS, SH, term
from interstate.validation import Validator

FIXTURES = Path(__file__).parent / "fixtures"
SHAPES = Path(__file__).parents[1] / "shapes"
VIOLATES = NamedNode(VOCABULARIES["t"] + "violates")

Pair = tuple[str, str]
Pairs = frozenset[Pair]
Triples = tuple[Triple, ...]


@dataclass(frozen=True)
class Fixture:
    """One fixture: its data without the expectations, and the expectations."""

    path: Path
    triples: Triples
    expected: Pairs

    @property
    def name(self) -> str:
        """The path below ``fixtures``, for people."""
        return self.path.relative_to(FIXTURES).as_posix()

    @property
    def is_pass(self) -> bool:
        """Tell whether the file name promises that nothing is wrong."""
        return self.path.name.startswith("pass_")


def read_fixture(path: Path) -> Fixture:
    """Read a fixture, its expectations apart."""
    triples = load_document(path).triples
    expected = frozenset(
        (_iri(t.subject), _iri(t.object)) for t in triples if t.predicate == VIOLATES
    )
    return Fixture(path, tuple(t for t in triples if t.predicate != VIOLATES), expected)


def _iri(node: object) -> str:
    assert isinstance(node, NamedNode), f"t:violates joins two IRIs, not {node}"
    return node.value


@cache
def fixtures() -> tuple[Fixture, ...]:
    """Return all fixtures, by path; other tests keep files of their own beside them."""
    modules = {path.stem for path in SHAPES.glob("*.ttl")}
    paths = sorted(path for module in modules for path in (FIXTURES / module).rglob("*.ttl"))
    return tuple(read_fixture(path) for path in paths)


@cache
def corpus() -> Corpus:
    """Return what is shipped, read once."""
    return load_corpus()


@cache
def reference() -> Triples:
    """Return the reference data, which fixtures may speak of."""
    return tuple(t for document in corpus().reference for t in document.triples)


def completed(triples: Iterable[Triple]) -> Triples:
    """Return data together with the reference data."""
    return tuple(dict.fromkeys((*triples, *reference())))


@cache
def validator() -> Validator:
    """Return the shipped shapes, made ready."""
    return Validator(corpus().shapes_triples)


def found(data: Triples) -> Pairs:
    """Validate complete data against the shipped shapes."""
    results = validator().validate(data, corpus().ontology_triples)
    return frozenset((r.focus, r.rule) for r in results)


def own_names(number: int) -> dict[NamedNode, NamedNode]:
    """Return the names that the nodes of a fixture (by its place) have in the merged graph.

    Nodes of the reference data, which a fixture may state again, keep their names.
    """
    shared = {t.subject for t in reference()}
    own = {t.subject for t in fixtures()[number].triples}
    return {
        node: node if node in shared else NamedNode(f"{node.value}-f{number}")
        for node in own
        if isinstance(node, NamedNode)
    }


def merged() -> Triples:
    """Return all fixtures as one graph; nodes of each keep apart by a suffix of their names."""
    joined: list[Triple] = []
    for number, fixture in enumerate(fixtures()):
        names = own_names(number)
        joined += [_renamed(t, names) for t in fixture.triples]
    return completed(joined)


def _renamed(triple: Triple, names: Mapping[NamedNode, NamedNode]) -> Triple:
    subject, value = triple.subject, triple.object
    return Triple(
        names.get(subject, subject) if isinstance(subject, NamedNode) else subject,
        triple.predicate,
        names.get(value, value) if isinstance(value, NamedNode) else value,
    )


# --- rules and the nodes that they are about ----------------------------------------------------

_FRAME = frozenset({term("property"), term("sparql")})


@cache
def shapes_graph() -> ShapesGraph:
    """Return the shipped shapes, ready for look-ups."""
    return ShapesGraph(corpus().shapes_triples)


def node_shapes() -> tuple[NamedNode, ...]:
    """Return the named shapes that have no path."""
    graph = shapes_graph()
    return tuple(
        s for s in graph.shapes if isinstance(s, NamedNode) and not graph.is_property_shape(s)
    )


def rules() -> dict[str, tuple[NamedNode, ...]]:
    """Return each rule that can be reported, with the node shapes whose focus nodes it judges.

    Rules are property shapes and SPARQL constraints, and node shapes with constraints of their own.
    """
    index = shapes_graph().index
    owners: dict[str, tuple[NamedNode, ...]] = {}
    for shape in node_shapes():
        own = {p.value for p, _ in index.outgoing(shape)} & CONSTRAINTS - _FRAME
        for rule in (
            *([shape] if own else []),
            *index.nodes(shape, SH.property),
            *index.nodes(shape, SH.sparql),
        ):
            owners[rule.value] = (*owners.get(rule.value, ()), shape)
    return owners


def focus_by_shape(data: Triples) -> dict[NamedNode, frozenset[str]]:
    """Return the IRIs of the focus nodes of each node shape in ``data``."""
    store = Store()
    store.bulk_load(n_triples((*data, *corpus().ontology_triples)), RdfFormat.N_TRIPLES)
    below = subclasses(store)
    about = {t.subject for t in data}
    return {
        shape: frozenset(
            node.value
            for node in focus_nodes(store, shapes_graph(), shape, below)
            if isinstance(node, NamedNode) and node in about
        )
        for shape in node_shapes()
    }
