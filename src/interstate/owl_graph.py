"""A graph that is read piece by piece, so that one sees in the end what nothing has read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from interstate.namespaces import OWL, RDF, RDFS
from interstate.owl_axioms import Kind
from interstate.owl_vocabulary import BUILT_IN, DATATYPES
from interstate.vocabulary import shorten

Node = NamedNode | BlankNode
Term = NamedNode | BlankNode | Literal | Triple

DECLARING: Mapping[NamedNode, Kind] = {
    OWL.AnnotationProperty: Kind.ANNOTATION,
    OWL.Class: Kind.CLASS,
    OWL.DatatypeProperty: Kind.DATA,
    OWL.NamedIndividual: Kind.INDIVIDUAL,
    OWL.ObjectProperty: Kind.OBJECT,
    RDFS.Datatype: Kind.DATATYPE,
}
"""The classes of which an entity is declared to be."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that OWL tools would lose, twist or refuse; ``focus`` is an IRI or ""."""

    rule: str
    focus: str
    message: str
    value: str = ""


class UnreadableError(Exception):
    """An axiom cannot be read; carries the problem that says why."""

    def __init__(self, problem: Problem) -> None:
        """Carry ``problem``."""
        super().__init__(problem.message)
        self.problem = problem


class Declarations:
    """Which kinds of entity each IRI is declared to be, built-in ones included."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        """Collect the declarations among ``triples`` (a file and all that it imports)."""
        self._kinds: dict[str, set[Kind]] = defaultdict(set)
        for iri, kind in BUILT_IN.items():
            self._kinds[iri].add(kind)
        for iri in DATATYPES:
            self._kinds[iri].add(Kind.DATATYPE)
        for triple in triples:
            if triple.predicate == RDF.type and isinstance(triple.subject, NamedNode):
                declared = DECLARING.get(triple.object)  # type: ignore[arg-type]
                if declared is not None:
                    self._kinds[triple.subject.value].add(declared)

    def kinds(self, iri: str) -> frozenset[Kind]:
        """Return what ``iri`` is declared to be."""
        return frozenset(self._kinds.get(iri, ()))

    def items(self) -> Iterator[tuple[str, frozenset[Kind]]]:
        """Iterate over IRIs and their kinds, by IRI."""
        return ((iri, frozenset(self._kinds[iri])) for iri in sorted(self._kinds))


class UnreadGraph:
    """Triples by subject, of which those already read are crossed out."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        """Index ``triples`` once."""
        self.unread: dict[Triple, None] = dict.fromkeys(triples)
        self._forward: dict[Term, dict[NamedNode, list[Term]]] = defaultdict(
            lambda: defaultdict(list)
        )
        self.references: dict[Term, int] = defaultdict(int)
        for triple in self.unread:
            self._forward[triple.subject][triple.predicate].append(triple.object)
            self.references[triple.object] += 1

    def objects(self, subject: Term, predicate: NamedNode) -> list[Term]:
        """Return all values, read or not."""
        return self._forward.get(subject, {}).get(predicate, [])

    def predicates(self, subject: Term) -> list[NamedNode]:
        """Return the predicates of a node."""
        return list(self._forward.get(subject, {}))

    def left(self, subject: Term) -> list[Triple]:
        """Return the triples of a node that nothing has read, by predicate and value."""
        found = (
            Triple(subject, predicate, value)  # type: ignore[arg-type]
            for predicate, values in self._forward.get(subject, {}).items()
            for value in values
        )
        return sorted((t for t in found if t in self.unread), key=str)

    def take(self, subject: Node, predicate: NamedNode, value: Term) -> Triple:
        """Cross out one triple and return it."""
        triple = Triple(subject, predicate, value)
        self.unread.pop(triple, None)
        return triple

    def abandon(self, node: Term) -> None:
        """Cross out all that hangs on a blank node, so that one defect is reported once."""
        agenda, seen = [node], set[Term]()
        while agenda:
            current = agenda.pop()
            if not isinstance(current, BlankNode) or current in seen:
                continue
            seen.add(current)
            for predicate, values in self._forward.get(current, {}).items():
                for value in values:
                    self.take(current, predicate, value)
                    agenda.append(value)


def show(term: Term) -> str:
    """Return a term for a message: prefixed name, quoted text, or "a blank node"."""
    if isinstance(term, NamedNode):
        return shorten(term.value)
    if isinstance(term, Literal):
        text = term.value if len(term.value) <= 60 else f"{term.value[:57]}..."
        return f'"{text}"'
    return "a blank node" if isinstance(term, BlankNode) else "a triple term"
