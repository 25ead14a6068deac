"""Why something follows, or cannot be: the axioms that it rests on, in labels, with their files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from interstate.hermit import Hermit
from interstate.justifications import justify
from interstate.namespaces import BASE, RDF, RDFS
from interstate.owl_axioms import Axiom, Entity, Expr, Kind, entities
from interstate.reasoning import Theory
from interstate.result_views import short_name as shorten_node
from interstate.verbalise import Labels, in_words, labels_of

_SOMETHING = Entity(Kind.INDIVIDUAL, f"{BASE}reasoning#something")
_ELSE = Entity(Kind.INDIVIDUAL, f"{BASE}reasoning#something-else")


@dataclass(frozen=True, slots=True)
class Reason:
    """One axiom of an explanation: in words, and the file or claim ("" for computed)."""

    words: str
    file: str
    line: int

    @property
    def place(self) -> str:
        """The place as ``file:line``."""
        if not self.file:
            return "computed"
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is explained, by the fewest axioms, facts before rules."""

    statement: str
    reasons: tuple[Reason, ...]
    axioms: tuple[Axiom, ...]
    focus: str

    @property
    def text(self) -> str:
        """The reasons in one line."""
        return "; ".join(f"{reason.words} ({reason.place})" for reason in self.reasons)

    @property
    def file(self) -> str:
        """The file of the first reason that has one."""
        return next((r.file for r in self.reasons if r.file), "")

    @property
    def line(self) -> int:
        """The line of the first reason that has a file."""
        return next((r.line for r in self.reasons if r.file), 0)


def explain_inconsistency(theory: Theory, hermit: Hermit) -> Explanation:
    """Return the fewest axioms that cannot be true together.

    Raises:
        InputError: they can.
        MissingToolError: the reasoner did not answer in time.
    """
    from interstate.fast import suspects

    seeds = [Entity(Kind.INDIVIDUAL, name) for name in suspects(theory.triples, theory.axioms)]
    found = justify(theory.axioms, (), hermit, seeds[:1])
    return _explanation(theory, "a contradiction", found)


def explain_class(theory: Theory, cls: NamedNode, hermit: Hermit) -> Explanation:
    """Return the fewest axioms because of which nothing can be of ``cls``.

    Raises:
        InputError: something can.
        MissingToolError: the reasoner did not answer in time.
    """
    negation = _assert(Entity(Kind.CLASS, cls.value), _SOMETHING)
    label = labels(theory)
    found = justify(theory.axioms, (negation,), hermit)
    return _explanation(theory, f"nothing can be of class {label(cls.value)}", found, cls.value)


def explain(theory: Theory, statement: Triple, hermit: Hermit) -> Explanation:
    """Return the fewest axioms from which a statement follows.

    Raises:
        InputError: it does not follow, or is no statement that a reasoner can draw.
        MissingToolError: the reasoner did not answer in time.
    """
    label = labels(theory)
    positive, negation = _negate(theory, statement)
    found = justify(theory.axioms, negation, hermit)
    focus = statement.subject.value if isinstance(statement.subject, NamedNode) else ""
    return _explanation(theory, in_words(positive, label), found, focus)


def _assert(cls: Entity | Expr, individual: Entity) -> Axiom:
    return Axiom(Expr("ClassAssertion", (cls, individual)))


def _not(cls: Entity) -> Expr:
    return Expr("ObjectComplementOf", (cls,))


def _negate(theory: Theory, statement: Triple) -> tuple[Axiom, Sequence[Axiom]]:
    """Return a statement as an axiom, and axioms that say that it is not so."""
    subject, predicate, value = statement.subject, statement.predicate, statement.object
    name, other = str(getattr(subject, "value", "")), str(getattr(value, "value", ""))
    if predicate == RDF.type:
        cls, individual = Entity(Kind.CLASS, other), Entity(Kind.INDIVIDUAL, name)
        return _assert(cls, individual), (_assert(_not(cls), individual),)
    if predicate == RDFS.subClassOf:
        low, high = Entity(Kind.CLASS, name), Entity(Kind.CLASS, other)
        positive = Axiom(Expr("SubClassOf", (low, high)))
        return positive, (_assert(low, _SOMETHING), _assert(_not(high), _SOMETHING))
    if predicate == RDFS.subPropertyOf:
        pair = Entity(Kind.OBJECT, name), Entity(Kind.OBJECT, other)
        positive = Axiom(Expr("SubObjectPropertyOf", pair))
        return positive, (
            Axiom(Expr("ObjectPropertyAssertion", (pair[0], _SOMETHING, _ELSE))),
            Axiom(Expr("NegativeObjectPropertyAssertion", (pair[1], _SOMETHING, _ELSE))),
        )
    individual = Entity(Kind.INDIVIDUAL, name)
    if isinstance(value, Literal):
        prop = Entity(Kind.DATA, predicate.value)
        parts = (prop, individual, value)
        return Axiom(Expr("DataPropertyAssertion", parts)), (
            Axiom(Expr("NegativeDataPropertyAssertion", parts)),
        )
    link = (Entity(Kind.OBJECT, predicate.value), individual, Entity(Kind.INDIVIDUAL, other))
    return Axiom(Expr("ObjectPropertyAssertion", link)), (
        Axiom(Expr("NegativeObjectPropertyAssertion", link)),
    )


def labels(theory: Theory) -> Labels:
    """Return how people call the things of a theory."""
    found: dict[str, str] = {}
    for triple in theory.triples:
        if (
            triple.predicate == RDFS.label
            and isinstance(triple.subject, NamedNode)
            and isinstance(triple.object, Literal)
        ):
            found.setdefault(triple.subject.value, triple.object.value)
    return labels_of(found)


def _explanation(
    theory: Theory, statement: str, found: Iterable[Axiom], focus: str = ""
) -> Explanation:
    label = labels(theory)
    axioms = sorted(found, key=lambda a: ("Assertion" not in a.body.head, in_words(a, label)))
    among = frozenset(
        e.iri for a in axioms if a.body.head != "DisjointClasses" for e in entities(a.body)
    )
    reasons = tuple(_reason(theory, axiom, label, among) for axiom in axioms)
    if not focus:
        facts = [e.iri for a in axioms for e in entities(a.body) if e.kind is Kind.INDIVIDUAL]
        focus = max(sorted(set(facts)), key=facts.count, default="")
    return Explanation(statement, reasons, tuple(axioms), focus)


def _reason(theory: Theory, axiom: Axiom, label: Labels, among: frozenset[str]) -> Reason:
    words = re.sub(r"\s+", " ", in_words(axiom, label, among))
    for triple in axiom.triples:
        document = theory.places.get(triple)
        if isinstance(document, str):
            return Reason(words, shorten_node(document), 0)
        if document is not None:
            subject = triple.subject
            line = document.line_of(subject.value) if isinstance(subject, NamedNode) else 0
            return Reason(words, document.name, line)
    return Reason(words, "", 0)
