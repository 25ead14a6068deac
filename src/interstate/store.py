"""The graph that people query: one store, its default graph and its named graphs.

=====================  ============================================================================
graph                  holds
=====================  ============================================================================
default                data, ontology, computed statements, and the closure over classes and
                       properties: ask here what is *claimed*
``<claim>``            the content of one claim: every situation that it describes
``<data/<citekey>>``   all that one source's files say, as authored
``<data/reference>``   what is shared by sources
``<ontology>``         the ontology
``<view/<name>/…>``    one graph per claim that a view accepts: ask here what *holds*
=====================  ============================================================================
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, Triple, serialize

from interstate.collector import paused_collector
from interstate.graphs import Corpus, Hierarchy, Index
from interstate.namespaces import DATA, IST, ONTOLOGY, RDF

if TYPE_CHECKING:
    from interstate.derivation import Derived

REFERENCE_GRAPH = NamedNode(f"{DATA}reference")
ONTOLOGY_GRAPH = NamedNode(ONTOLOGY)

Graph = NamedNode | DefaultGraph
GraphPart = tuple[Graph, Iterable[Triple]]
"""A graph's name and some of its statements."""


def in_graph(triple: Triple, graph: Graph) -> Quad:
    """Return ``triple`` as a quad of ``graph``."""
    return Quad(triple.subject, triple.predicate, triple.object, graph)


def close(triples: Iterable[Triple], hierarchy: Hierarchy) -> Iterator[Triple]:
    """Yield what follows by subclass and subproperty, without what is there already.

    Only named superclasses and superproperties count; domains and ranges do not (the reasoner
    does those). Grows linearly with the triples.
    """
    higher: dict[NamedNode, tuple[NamedNode, ...]] = {}

    def above(term: NamedNode) -> tuple[NamedNode, ...]:
        found = higher.get(term)
        if found is None:
            found = higher[term] = tuple(hierarchy.above(term) - {term})
        return found

    rdf_type = RDF.type
    for triple in triples:
        predicate, value = triple.predicate, triple.object
        if predicate == rdf_type and isinstance(value, NamedNode):
            for cls in above(value):
                yield Triple(triple.subject, rdf_type, cls)
        else:
            for prop in above(predicate):
                yield Triple(triple.subject, prop, value)


def content_graphs(
    derived: Iterable[Triple], authored: Index
) -> Iterator[tuple[NamedNode, tuple[Triple, ...]]]:
    """Yield each situation's statements with the graph of the claim that describes it."""
    derived = tuple(derived)
    computed = Index(derived)
    for triple in derived:
        if triple.predicate != IST.describedIn:
            continue
        situation, claim = triple.subject, triple.object
        if not isinstance(situation, NamedNode) or not isinstance(claim, NamedNode):
            continue
        stated = (*authored.outgoing(situation), *computed.outgoing(situation))
        yield claim, tuple(Triple(situation, p, o) for p, o in stated)


def graphs_of(corpus: Corpus, derived: Derived) -> Iterator[GraphPart]:
    """Yield what is in which graph, without the views; a graph may come in several parts."""
    default = DefaultGraph()
    authored = corpus.data_triples
    yield default, (*authored, *corpus.ontology_triples, *derived.triples)
    for triples in (authored, derived.triples):
        yield default, close(triples, corpus.hierarchy)
    yield ONTOLOGY_GRAPH, corpus.ontology_triples
    for document in corpus.reference:
        yield REFERENCE_GRAPH, document.triples
    for citekey, documents in corpus.sources.items():
        for document in documents:
            yield NamedNode(f"{DATA}{citekey}"), document.triples
    yield from content_graphs(derived.triples, corpus.index)


def quads_of(corpus: Corpus, derived: Derived, views: Iterable[Quad] = ()) -> Iterator[Quad]:
    """Yield every quad of the store; see the module's table."""
    for graph, triples in graphs_of(corpus, derived):
        for triple in triples:
            yield in_graph(triple, graph)
    yield from views


@paused_collector()
def build_store(corpus: Corpus, derived: Derived, views: Iterable[GraphPart] = ()) -> Store:
    """Return an in-memory store with all graphs; loading grows linearly."""
    store = Store()
    parts = (*graphs_of(corpus, derived), *views)
    # One text, so that a blank node is one node in all graphs; its terms were checked by the
    # parser, so they are not checked again. Half the cost of as many Quad objects.
    store.bulk_load(b"".join(_n_quads(*part) for part in parts), RdfFormat.N_QUADS, lenient=True)
    return store


def _n_quads(graph: Graph, triples: Iterable[Triple]) -> bytes:
    lines = serialize(triples, format=RdfFormat.N_TRIPLES)
    assert lines is not None  # it is None only when written to a file
    if isinstance(graph, DefaultGraph):
        return lines
    # A line break inside a literal is escaped, so that this is the end of a statement.
    return lines.replace(b" .\n", f" {graph} .\n".encode())
