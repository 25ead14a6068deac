"""A project read once: what the checks, the commands and notebooks all work on.

>>> import interstate
>>> project = interstate.open()
>>> len(project.query("SELECT ?s WHERE { ?s a ist:State } ORDER BY ?s")) > 5
True
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store, Triple

from interstate.graphs import Corpus, Document, Index, load_corpus
from interstate.namespaces import ID, PREFIXES, RDF, source_prefix

if TYPE_CHECKING:
    import rdflib

    from interstate.checks import Report
    from interstate.derivation import Derived
    from interstate.describe import Description
    from interstate.ground import Ground
    from interstate.policies import Policy
    from interstate.results import Result, Table
    from interstate.study import Study
    from interstate.views import View


class Project:
    """One project; whatever is needed is computed when first asked for, and then kept."""

    def __init__(
        self, corpus: Corpus, *, texts: Path | None = None, cache: Path | None = None
    ) -> None:
        """Wrap ``corpus``; ``texts`` is a folder with the reader's own ``<citekey>.txt``.

        In ``cache`` checks remember what they found clean; without it they forget.
        """
        self.corpus = corpus
        self.texts = texts
        self.cache = cache

    @cached_property
    def derived(self) -> Derived:
        """The computed statements, and what could not be computed."""
        from interstate.derivation import derive

        return derive(self.corpus.index, self.corpus.hierarchy)

    @cached_property
    def data(self) -> tuple[Triple, ...]:
        """Authored and computed statements."""
        return (*self.corpus.data_triples, *self.derived.triples)

    @cached_property
    def index(self) -> Index:
        """Authored and computed statements, for look-ups."""
        return Index(self.data)

    @cached_property
    def store(self) -> Store:
        """The store that people query; its graphs are described in :mod:`interstate.store`."""
        from interstate.store import build_store

        return build_store(self.corpus, self.derived, self.view_graphs())

    @cached_property
    def ground(self) -> Ground:
        """What views are built from."""
        from interstate.ground import prepare

        return prepare(self.derived)

    @cached_property
    def policies(self) -> tuple[Policy, ...]:
        """The project's view policies, the default one first."""
        from interstate.policies import load_policies

        return load_policies(self.corpus.root, list(self.corpus.sources))

    @cached_property
    def views(self) -> Mapping[str, View]:
        """Every view of the project by the name of its policy, the default one first."""
        return {policy.name: self.study.view(policy) for policy in self.policies}

    @cached_property
    def study(self) -> Study:
        """Views under any policy, and the contradictions that some of them choose sides in."""
        from interstate.study import Study

        return Study(self)

    def view_graphs(
        self, *, every: bool = False
    ) -> Iterator[tuple[NamedNode | DefaultGraph, tuple[Triple, ...]]]:
        """Yield what a store holds of views: each view's union, and per claim the default one's.

        Only the default view unless ``every``: the others cost a second and are seldom asked.
        """
        from interstate.views import graphs_of_view

        first = self.policies[0]
        views = self.views if every else {first.name: self.study.view(first)}
        for name, view in views.items():
            union = NamedNode(f"{ID}view/{name}")
            for graph, triples in graphs_of_view(view, union, self.corpus.hierarchy):
                if graph == union or name == "default":
                    yield graph, triples

    def view_quads(self, *, every: bool = False) -> Iterator[Quad]:
        """Yield the quads of :meth:`view_graphs`."""
        for graph, triples in self.view_graphs(every=every):
            for triple in triples:
                yield Quad(triple.subject, triple.predicate, triple.object, graph)

    def of(self, citekeys: Collection[str]) -> Project:
        """Return the same project with these sources only; the policies stay as they are."""
        fewer = Project(self.corpus.of(citekeys), texts=self.texts, cache=self.cache)
        fewer.policies = self.policies
        return fewer

    @property
    def prefixes(self) -> Mapping[str, str]:
        """The table of prefixes, with those of this project's sources."""
        return {**PREFIXES, **{key: source_prefix(key) for key in self.corpus.sources}}

    @cached_property
    def places(self) -> Mapping[str, Document]:
        """The file that defines each node of data, ontology and shapes."""
        return {
            t.subject.value: document
            for document in (*self.corpus.shapes, *self.corpus.ontology, *self.corpus.data)
            for t in document.triples
            if t.predicate == RDF.type and isinstance(t.subject, NamedNode)
        }

    def locate(self, focus: str) -> tuple[str, int]:
        """Return file and line of the block of ``focus``, ("", 0) where there is none."""
        document = self.places.get(focus)
        return ("", 0) if document is None else (document.name, document.line_of(focus))

    def query(self, text: str, **bindings: str) -> Result:
        """Run SPARQL; in a notebook the answer renders as a table with labels.

        Raises:
            InputError: the query does not parse, or names a term that does not exist.
        """
        from interstate.queries import run_query

        return run_query(self.store, text, bindings=bindings, prefixes=self.prefixes)

    def ask(self, key: str, **values: str) -> Table:
        """Answer a competency question by its number (``cq-007``) or by words of its text.

        Raises:
            InputError: none or several questions fit, or a value has no such parameter.
        """
        from interstate.errors import InputError
        from interstate.questions import answer, find_questions, load_questions

        found = find_questions(load_questions(self.corpus.root), key)
        if len(found) != 1:
            raise InputError(
                f"{len(found)} questions fit '{key}'.",
                remedy="give a number: " + ", ".join(q.key for q in found[:10]),
            )
        return answer(self.store, found[0], found[0].read(values, self.prefixes, self.store))

    def show(self, node: str) -> Description:
        """Describe a node (``state:usa``, ``usa``, an IRI) with its claims, passages, neighbours.

        Raises:
            InputError: nothing is called so, or several nodes are; the remedy names them.
        """
        return self.describe(self.find_node(node))

    def find_node(self, text: str) -> NamedNode:
        """Return the node that an IRI, a name with or without prefix, or words of a label mean.

        Raises:
            InputError: nothing is called so, or several nodes are; the remedy names them.
        """
        from interstate.node_names import find_node

        return find_node(text, (*self.corpus.ontology_triples, *self.data), self.prefixes)

    def describe(self, node: NamedNode) -> Description:
        """Describe a node of the data, or a term of the ontology with what is said of it.

        Raises:
            InputError: nothing is known of it.
        """
        from interstate.describe import describe

        ontology = Index(self.corpus.ontology_triples)
        index = self.index
        if node in ontology:
            index = Index((*self.corpus.ontology_triples, *self.data))
        return describe(node, index, self.corpus.hierarchy, ontology)

    def check(self, only: Iterable[str] = (), *, reasoner: bool = False) -> Report:
        """Check everything that can be wrong; see :func:`interstate.checks.run_checks`."""
        from interstate.checks import run_checks

        return run_checks(self.corpus.root, only=only, texts=self.texts, reasoner=reasoner)

    def graph(self) -> rdflib.Graph:
        """Return ontology, data and computed statements as an rdflib graph (a fresh copy)."""
        import rdflib
        from pyoxigraph import RdfFormat, serialize

        triples = (*self.corpus.ontology_triples, *self.data)
        return rdflib.Graph().parse(
            data=serialize(triples, format=RdfFormat.N_TRIPLES), format="nt"
        )


def open_project(root: Path | str | None = None, *, texts: Path | None = None) -> Project:
    """Read a project (default: what is shipped).

    Raises:
        InputError: the folder is no project, or a file cannot be read.
    """
    return Project(load_corpus(root), texts=texts)
