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

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store, Triple

from interstate.graphs import Corpus, Hierarchy, Index
from interstate.namespaces import DATA, IST, ONTOLOGY, RDF

if TYPE_CHECKING:
    from interstate.derivation import Derived

REFERENCE_GRAPH = NamedNode(f"{DATA}reference")
ONTOLOGY_GRAPH = NamedNode(ONTOLOGY)


def in_graph(triple: Triple, graph: NamedNode | DefaultGraph) -> Quad:
    """Return ``triple`` as a quad of ``graph``."""
    return Quad(triple.subject, triple.predicate, triple.object, graph)


def close(triples: Iterable[Triple], hierarchy: Hierarchy) -> Iterator[Triple]:
    """Yield what follows by subclass and subproperty, without what is there already.

    Only named superclasses and superproperties count; domains and ranges do not (the reasoner
    does those). Grows linearly with the triples.
    """
    for triple in triples:
        if triple.predicate == RDF.type and isinstance(triple.object, NamedNode):
            for above in hierarchy.above(triple.object):
                if above != triple.object:
                    yield Triple(triple.subject, RDF.type, above)
        else:
            for above in hierarchy.above(triple.predicate):
                if above != triple.predicate:
                    yield Triple(triple.subject, above, triple.object)


def content_quads(derived: Iterable[Triple], index: Index) -> Iterator[Quad]:
    """Yield each situation's statements in the graph of the claim that describes it."""
    for triple in derived:
        if triple.predicate != IST.describedIn:
            continue
        situation, claim = triple.subject, triple.object
        if not isinstance(situation, NamedNode) or not isinstance(claim, NamedNode):
            continue
        for predicate, value in index.outgoing(situation):
            yield Quad(situation, predicate, value, claim)


def quads_of(corpus: Corpus, derived: Derived, views: Iterable[Quad] = ()) -> Iterator[Quad]:
    """Yield every quad of the store; see the module's table."""
    default = DefaultGraph()
    authored = corpus.data_triples
    for triples in (authored, corpus.ontology_triples, derived.triples):
        for triple in triples:
            yield in_graph(triple, default)
    for triples in (authored, derived.triples):
        for triple in close(triples, corpus.hierarchy):
            yield in_graph(triple, default)
    for triple in corpus.ontology_triples:
        yield in_graph(triple, ONTOLOGY_GRAPH)
    for document in corpus.reference:
        for triple in document.triples:
            yield in_graph(triple, REFERENCE_GRAPH)
    for citekey, documents in corpus.sources.items():
        graph = NamedNode(f"{DATA}{citekey}")
        for document in documents:
            for triple in document.triples:
                yield in_graph(triple, graph)
    yield from content_quads(derived.triples, Index((*authored, *derived.triples)))
    yield from views


def build_store(corpus: Corpus, derived: Derived, views: Iterable[Quad] = ()) -> Store:
    """Return an in-memory store with all graphs; loading grows linearly."""
    store = Store()
    store.bulk_extend(quads_of(corpus, derived, views))
    return store
