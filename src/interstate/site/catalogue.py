"""Every IRI that the project mints, by the document that answers for it, with its triples."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Triple

from interstate.graphs import Document, Index, Term
from interstate.namespaces import BASE, DATA, ID, IST, ONTOLOGY, OWL, PROV, RDF, RDFS
from interstate.publication_terms import SH, VOID, WHOLE
from interstate.questions import Question, load_questions
from interstate.record import MODES
from interstate.site.library import Library
from interstate.site.paths import document_of, local_of
from interstate.views import graph_name

Descriptions = Mapping[str, tuple[Triple, ...]]

MOST_INBOUND = 3
"""How many statements by one property that point at a thing its document tells of."""

_REPEATS = {PROV.wasAttributedTo: IST.hasSpeaker, PROV.wasDerivedFrom: IST.anchoredAt}
"""Computed property -> the authored one that says the same."""

_STATES = frozenset((IST.stateAgent, IST.stateTarget, IST.stateBeneficiary))


@dataclass(frozen=True, slots=True)
class Topic:
    """A document: its path without ending, what it is about, all IRIs it tells of."""

    document: str
    primary: NamedNode
    nodes: tuple[NamedNode, ...]


class Catalogue:
    """All documents of linked data; triples are put together when asked for."""

    def __init__(self, library: Library) -> None:
        """Collect what ``library`` mints."""
        self.library = library

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """The competency questions."""
        return load_questions(self.library.project.corpus.root)

    @cached_property
    def topics(self) -> Mapping[str, Topic]:
        """Every document by its path."""
        nodes: dict[str, set[NamedNode]] = defaultdict(set)
        for node in self._minted():
            document = document_of(node.value)
            if document is not None:
                nodes[document].add(node)
        return {
            document: Topic(
                document,
                NamedNode(BASE + document.removeprefix("doc/")),
                tuple(sorted(found, key=str)),
            )
            for document, found in sorted(nodes.items())
        }

    def _minted(self) -> Iterable[NamedNode]:
        library = self.library
        graphs = (library.index, library.ontology, library.shapes, self.library.descriptions)
        for graph in graphs:
            for triple in graph.triples:
                for node in (triple.subject, triple.object):
                    if isinstance(node, NamedNode) and node.value.startswith(BASE):
                        yield node
        yield from (self._graph_nodes.keys())
        yield from (question_iri(question) for question in self.questions)
        for key in library.project.corpus.sources:
            yield NamedNode(f"{DATA}{key}")

    @cached_property
    def _graph_nodes(self) -> Mapping[NamedNode, NamedNode]:
        """The named graphs of the first view, which stores hold, each with its claim."""
        name, view = next(iter(self.library.project.views.items()))
        return {graph_name(name, root): root for root in view.claims.values()}

    @cached_property
    def _graphs_of_document(self) -> Mapping[str, tuple[NamedNode, ...]]:
        found: dict[str, list[NamedNode]] = defaultdict(list)
        for graph in self._graph_nodes:
            document = document_of(graph.value)
            if document:
                found[document].append(graph)
        return {document: tuple(graphs) for document, graphs in found.items()}

    def triples(self, topic: Topic) -> tuple[Triple, ...]:
        """Return what a document says, in every syntax.

        That is what the thing has, what points at it (of each property the first few, and where
        to ask for the rest), and the data set that it is of.
        """
        return tuple(dict.fromkeys(self._content(topic)))

    def _content(self, topic: Topic) -> Iterable[Triple]:
        library = self.library
        local = topic.document.removeprefix("doc/")
        whole = self._whole(local)
        if whole is not None:
            yield from whole
        for node in (topic.primary, *topic.nodes):
            if whole is None or node == topic.primary:
                yield from self._outgoing(library.index, node)
            yield from self._outgoing(self.library.descriptions, node)
        primary = topic.primary
        for predicate in (IST.accountOf, IST.anchoredAt):
            for subject in library.index.subjects(predicate, primary):
                yield Triple(subject, predicate, primary)
        # An account is told with its claim (ist:describedIn), whose page has its links.
        if whole is None and self._is_told_alone(primary):
            yield from self._inbound(primary)
            yield Triple(primary, VOID.inDataset, self.dataset_of(primary))
        for graph in self._graphs_of_document.get(topic.document, ()):
            yield Triple(graph, PROV.wasDerivedFrom, self._graph_nodes[graph])
        if local.startswith("id/question/"):
            yield from self._question(primary)

    def _is_told_alone(self, node: NamedNode) -> bool:
        """Tell whether a node is a thing of the data, and no account that a claim describes."""
        library = self.library
        is_account = library.describing(node) is not None and node not in library.record.claims
        return node.value.startswith(ID) and node in library.index and not is_account

    def _inbound(self, node: NamedNode) -> Iterable[Triple]:
        """Yield what is authored about a node from elsewhere, and where to ask for what is left."""
        found: dict[NamedNode, list[NamedNode]] = defaultdict(list)
        told_in = self.library.index.objects(node, IST.describedIn)
        for subject, predicate in self.library.incoming(node):
            if not (predicate in MODES and subject in told_in):
                found[predicate].append(subject)
        for predicate, subjects in found.items():
            for subject in sorted(subjects, key=str)[:MOST_INBOUND]:
                yield Triple(subject, predicate, node)
        if any(len(subjects) > MOST_INBOUND for subjects in found.values()):
            yield Triple(node, RDFS.seeAlso, inbound_query(node))

    def _outgoing(self, index: Index, node: NamedNode) -> Iterable[Triple]:
        """Yield a node's statements, without computed ones that only repeat an authored one.

        Which curation entered a claim is told once, of the data set (``void:inDataset``).
        """
        said = {v for p in MODES for v in index.objects(node, p)}
        for predicate, value in index.outgoing(node):
            same = _REPEATS.get(predicate)
            if (
                (same is not None and value in index.objects(node, same))
                or (predicate == PROV.wasGeneratedBy and node in self._root_set)
                or (predicate in _STATES and self._is_named(index, node, value))
            ):
                continue
            repeats = (
                (predicate == IST.affirms and value in said)
                or (predicate == IST.rootClaim and value == node)
                or (predicate == IST.hearsayDepth and node in self._root_set)
                or (predicate == IST.contentOf and value in index.objects(node, IST.describedIn))
            )
            if not repeats:
                yield Triple(node, predicate, value)

    @staticmethod
    def _is_named(index: Index, node: NamedNode, state: Term) -> bool:
        """Tell whether a node names a state itself, and not only somebody who acts for it."""
        return any(v == state and p not in _STATES for p, v in index.outgoing(node))

    @cached_property
    def _root_set(self) -> frozenset[NamedNode]:
        return frozenset(self.library.roots)

    def _whole(self, local: str) -> tuple[Triple, ...] | None:
        """Return the graph of which a document is the whole text, None for single nodes."""
        corpus = self.library.project.corpus
        if local == "ns":
            return corpus.ontology_triples
        if local == "shapes":
            return corpus.shapes_triples
        file = self.files.get(local)
        if file is None:
            return None
        if local.startswith("shapes/"):
            return tuple(t for t in file.triples if t.subject == file.iri)
        return file.triples

    @cached_property
    def files(self) -> Mapping[str, Document]:
        """Ontology and shapes files by the path of their IRI and version IRI below the base."""
        corpus = self.library.project.corpus
        found: dict[str, Document] = {}
        for document in (*corpus.ontology, *corpus.alignments, *corpus.shapes):
            if document.iri is None:
                continue
            versions = [
                t.object.value
                for t in document.triples
                if t.predicate == OWL.versionIRI and isinstance(t.object, NamedNode)
            ]
            for iri in (document.iri.value, *versions):
                local = local_of(iri)
                if local:
                    found[local] = document
        return found

    def _question(self, node: NamedNode) -> Iterable[Triple]:
        for question in self.questions:
            if question_iri(question) == node:
                yield Triple(node, RDF.type, SH.SPARQLSelectExecutable)
                yield Triple(node, RDFS.label, Literal(question.english, language="en"))
                yield Triple(node, SH.select, Literal(question.query()))

    def dataset_of(self, node: NamedNode) -> NamedNode:
        """Return the data set that a node belongs to."""
        source = self.library.source_of(node)
        if source is not None:
            return NamedNode(f"{DATA}{source.citekey}")
        local = local_of(node.value) or ""
        if local.startswith(("ns", "ontology")):
            return NamedNode(ONTOLOGY)
        if local.startswith("shapes"):
            return NamedNode(f"{BASE}shapes")
        if local.startswith("id/") and not local.startswith(("id/view/", "id/question/")):
            return NamedNode(f"{DATA}reference")
        return WHOLE


def inbound_query(node: NamedNode) -> NamedNode:
    """Return where to ask for all that points at a node: the query page, with the query in it.

    >>> inbound_query(NamedNode("https://w3id.org/interstate/id/state/usa")).value[:54]
    'https://w3id.org/interstate/query.html?query=SELECT%20'
    """
    query = f"SELECT ?thing ?property WHERE {{ ?thing ?property <{node.value}> }}"
    return NamedNode(f"{BASE}query.html?query={quote(query, safe='')}")


def question_iri(question: Question) -> NamedNode:
    """Return a competency question's IRI."""
    return NamedNode(f"{ID}question/{question.key}")
