"""Axioms with their annotations: ``owl:Axiom`` nodes find the triple that they talk about."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from interstate.namespaces import OWL, RDF
from interstate.owl_axioms import Axiom, Expr, Kind, Part
from interstate.owl_expressions import ExpressionReader
from interstate.owl_graph import Declarations, Term, UnreadableError, UnreadGraph, show


class AnnotationReader(ExpressionReader):
    """Collects axioms; whatever ``owl:Axiom`` says about an axiom's triple goes with it."""

    def __init__(self, triples: tuple[Triple, ...], declared: Declarations) -> None:
        """Read ``triples`` with the kinds of ``declared``."""
        super().__init__(UnreadGraph(triples), declared)
        self.triples = triples
        self.axioms: list[Axiom] = []
        self._annotating: dict[tuple[Term, Term, Term], list[BlankNode | NamedNode]] = {}

    def add(self, head: str, *args: Part, triples: Iterable[Triple] = ()) -> None:
        """Collect an axiom, with the annotations of the triples that say it."""
        taken = tuple(triples)
        annotations: list[Expr] = []
        for triple in taken:
            annotations += self.annotations_of(triple.subject, triple.predicate, triple.object)
        self.axioms.append(Axiom(Expr(head, args), tuple(annotations), taken))

    def drop_node(self, subject: Term) -> None:
        """Cross out all that a node says."""
        for predicate in self.graph.predicates(subject):
            for value in self.graph.objects(subject, predicate):
                self.graph.take(subject, predicate, value)  # type: ignore[arg-type]
                self.graph.abandon(value)

    def note_blank(self) -> None:
        """Note an anonymous individual."""
        self.note(
            "dl-blank-node",
            "a blank node stands for an individual: tools rename it on every load; give it an IRI.",
        )

    def data_list(self) -> UnreadableError:
        """Return the error for a list that is no part of an OWL expression."""
        return self.fail(
            "dl-list",
            "an RDF list or container is a value here: OWL tools drop its members; give each item "
            "a node of its own, with ist:ordinal if order matters.",
        )

    def collect_annotations(self) -> None:
        """Find the ``owl:Axiom`` nodes and the triples that they talk about."""
        for triple in self.triples:
            if triple.predicate != RDF.type or triple.object not in (OWL.Axiom, OWL.Annotation):
                continue
            node = triple.subject
            self.focus = node.value if isinstance(node, NamedNode) else ""
            parts = []
            try:
                for predicate in (
                    OWL.annotatedSource,
                    OWL.annotatedProperty,
                    OWL.annotatedTarget,
                ):
                    values = self.graph.objects(node, predicate)
                    if len(values) != 1:
                        raise self.malformed(
                            f"an owl:Axiom has {len(values)} values of {show(predicate)}"
                        )
                    parts.append(values[0])
            except UnreadableError as error:
                self.problems[error.problem] = None
                self.drop_node(node)
                continue
            key = (parts[0], parts[1], parts[2])
            self._annotating.setdefault(key, []).append(node)  # type: ignore[arg-type]
            for part in parts:  # mentioned here, which does not make a blank node shared
                self.graph.references[part] -= 1

    def annotations_of(self, subject: Term, predicate: Term, value: Term) -> list[Expr]:
        """Return what is said about a triple, and cross it out."""
        found: list[Expr] = []
        for node in self._annotating.pop((subject, predicate, value), ()):
            for cls in (OWL.Axiom, OWL.Annotation):
                if cls in self.graph.objects(node, RDF.type):
                    self.graph.take(node, RDF.type, cls)
            self.graph.take(node, OWL.annotatedSource, subject)
            self.graph.take(node, OWL.annotatedProperty, predicate)
            self.graph.take(node, OWL.annotatedTarget, value)
            for triple in self.graph.left(node):
                found.append(self.annotation(triple))
        return found

    def annotation(self, triple: Triple) -> Expr:
        """Return an annotation (of an ontology or axiom) with the annotations it has itself."""
        subject, predicate, value = triple.subject, triple.predicate, triple.object
        self.graph.take(subject, predicate, value)  # type: ignore[arg-type]
        nested = self.annotations_of(subject, predicate, value)
        entity = self.entity(predicate, Kind.ANNOTATION)
        return Expr("Annotation", (*nested, entity, self.annotation_value(value)))

    def annotation_value(self, value: Term) -> Part:
        """Return the value of an annotation; a blank one or a list is a problem."""
        if isinstance(value, Triple):
            raise self.malformed("a quoted triple is no annotation value")
        if isinstance(value, Literal):
            self.lexical(value)
        elif isinstance(value, BlankNode):
            if RDF.first in self.graph.predicates(value):
                raise self.data_list()
            self.note_blank()
        return value

    def dangling_annotations(self) -> None:
        """Report annotations of axioms that the file does not have."""
        for (subject, predicate, value), nodes in list(self._annotating.items()):
            self.focus = subject.value if isinstance(subject, NamedNode) else ""
            self.note(
                "dl-malformed-expression",
                f"an owl:Axiom annotates {show(subject)} {show(predicate)} {show(value)}, which "
                "the file does not say; say it too, or take the annotation out.",
            )
            for node in nodes:
                self.drop_node(node)
