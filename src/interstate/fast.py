"""A quick look for contradictions without Java: the part of OWL that rules can decide (OWL 2 RL).

``reasonable`` (a reasoner in Rust) closes the graph under the rules of OWL 2 RL; in what is closed,
:mod:`interstate.fast_rules` looks for clashes. It finds every contradiction that needs no case
distinction and no unnamed thing; where the ontology goes beyond that, the verdict says so and
names the axioms (:mod:`interstate.fast_limits`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from interstate.collector import paused_collector
from interstate.errors import MissingToolError
from interstate.fast_limits import Limit, find_limits
from interstate.fast_rules import Clash, Facts, find_clashes
from interstate.namespaces import OWL, RDF
from interstate.owl_axioms import Axiom
from interstate.owl_reader import read_owl


@dataclass(frozen=True, slots=True)
class Verdict:
    """What rules alone can say; ``limits`` are the axioms that they do not fully understand."""

    clashes: tuple[Clash, ...]
    limits: tuple[Limit, ...]
    inferred: tuple[Triple, ...]

    @property
    def beyond(self) -> tuple[str, ...]:
        """The constructs that rules cannot follow, in OWL's words."""
        return tuple(sorted({limit.construct for limit in self.limits}))

    @property
    def consistent(self) -> bool | None:
        """False with a clash, True when none can be hidden, None when only HermiT can tell.

        With None, all axioms but those of ``limits`` are still free of contradiction.
        """
        if self.clashes:
            return False
        return None if self.limits else True


@paused_collector()
def look(triples: Iterable[Triple], axioms: Iterable[Axiom] | None = None) -> Verdict:
    """Look for contradictions in ontology and data by the rules of OWL 2 RL.

    ``axioms`` are those that the triples say, if somebody has read them already.

    Raises:
        MissingToolError: the package ``reasonable`` is not installed.
    """
    whole = tuple(dict.fromkeys(triples))
    axioms = read_owl(whole).axioms if axioms is None else tuple(axioms)
    closed = _close(whole)
    facts = Facts(closed, axioms)
    clashes = sorted(set(find_clashes(axioms, facts)), key=lambda c: (c.focus, c.words))
    said = set(whole)
    inferred = tuple(sorted((t for t in closed if t not in said), key=str))
    return Verdict(tuple(clashes), tuple(find_limits(axioms, facts)), inferred)


def suspects(triples: Iterable[Triple], axioms: Iterable[Axiom] | None = None) -> tuple[str, ...]:
    """Return the nodes that contradict something by rules alone; none if that cannot be told."""
    try:
        return tuple(clash.focus for clash in look(triples, axioms).clashes)
    except MissingToolError:
        return ()


_INVERSE = "urn:interstate:inverse:"


def _needs_value(triple: Triple) -> bool:
    """Tell whether a triple means nothing without its very literal, which rules do not see."""
    return triple.predicate in (OWL.oneOf, OWL.targetValue) or (
        triple.predicate == OWL.hasValue and isinstance(triple.object, Literal)
    )


def _close(triples: tuple[Triple, ...]) -> tuple[Triple, ...]:
    try:
        from reasonable import PyReasoner
    except ImportError as error:
        raise MissingToolError(
            "the package reasonable is missing. Remedy: pip install 'interstate[reason]'."
        ) from error
    from rdflib import BNode, URIRef
    from rdflib import Literal as RdflibLiteral

    # A property must have a name to be followed, so unnamed inverses get one for a while.
    inverses = {t.subject for t in triples if t.predicate == OWL.inverseOf}
    # Of a literal the rules used here ask only that there is one: see fast_rules.
    literal = RdflibLiteral("")
    there: dict[Any, Any] = {}
    back: dict[Any, NamedNode | BlankNode | None] = {literal: None}

    def out(term: Any) -> Any:
        found = there.get(term)
        if found is None:
            if isinstance(term, Literal):
                return literal
            named = isinstance(term, NamedNode)
            unnamed_inverse = not named and term in inverses
            if named or unnamed_inverse:
                found = URIRef(term.value if named else _INVERSE + term.value)
            else:
                found = BNode(term.value)
            there[term] = found
            back[found] = None if unnamed_inverse else term
        return found

    def reverse(prop: Any) -> set[tuple[Any, Any, Any]]:
        """Say by its inverse that a property is inverse functional.

        reasonable 0.4.4 takes everything that has such a property for one and the same thing.
        """
        name = URIRef(f"{_INVERSE}of:{prop.value}")
        back[name] = None
        functional = out(RDF.type), out(OWL.FunctionalProperty)
        return {(name, out(OWL.inverseOf), out(prop)), (name, *functional)}

    given: set[tuple[Any, ...]] = set()
    for triple in triples:
        if triple.object == OWL.InverseFunctionalProperty and triple.predicate == RDF.type:
            given |= reverse(triple.subject)
        elif not _needs_value(triple):
            given.add(tuple(map(out, triple)))
    reasoner = PyReasoner()
    reasoner.from_graph(list(given))
    closed = dict.fromkeys(triples)
    for parts in reasoner.reason():
        for term in parts:
            if term not in back:  # of the rules themselves: owl:Thing and the like
                back[term] = _own(term)
        subject, predicate, value = (back[term] for term in parts)
        if subject is not None and isinstance(predicate, NamedNode) and value is not None:
            closed[Triple(subject, predicate, value)] = None
    return tuple(closed)


def _own(term: Any) -> NamedNode | BlankNode | None:
    from rdflib import BNode, URIRef

    if isinstance(term, URIRef):
        return NamedNode(str(term))
    return BlankNode(str(term)) if isinstance(term, BNode) else None
