"""What follows from ontology and data together, and whether they can be true together.

The answer comes from HermiT (:mod:`interstate.hermit`); here it is closed under the hierarchies,
compared with what was said, and explained in labels (:mod:`interstate.explanations`).
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Triple

from interstate.errors import InputError
from interstate.findings import Finding
from interstate.graphs import Corpus, Document, merged
from interstate.hermit import MEMORY, TIME_LIMIT, Hermit, Taxonomy, find_hermit
from interstate.namespaces import BASE, OWL, RDF, RDFS
from interstate.owl_axioms import Axiom
from interstate.owl_graph import Problem
from interstate.owl_reader import read_owl

if TYPE_CHECKING:
    from interstate.derivation import Derived
    from interstate.views import View

INFERRED_GRAPH = NamedNode(f"{BASE}data/inferred")
"""The graph, and the ontology, of inferred statements."""

_TRIVIAL = frozenset(
    {
        OWL.Nothing.value,
        OWL.Thing.value,
        OWL.bottomDataProperty.value,
        OWL.bottomObjectProperty.value,
        OWL.topDataProperty.value,
        OWL.topObjectProperty.value,
    }
)


@dataclass(frozen=True, slots=True)
class Theory:
    """Axioms to reason with, and where each of their triples is from.

    A place is a file, the IRI of the claim that carries the triple into a view, or None for what
    is computed.
    """

    axioms: tuple[Axiom, ...]
    triples: tuple[Triple, ...]
    places: Mapping[Triple, Document | str | None]


@dataclass(frozen=True, slots=True)
class Inferences:
    """What the reasoner found; without consistency nothing else means anything."""

    consistent: bool
    unsatisfiable: tuple[NamedNode, ...]
    triples: tuple[Triple, ...]
    undecided: int
    axioms: int
    seconds: float

    def types(self) -> Mapping[NamedNode, tuple[NamedNode, ...]]:
        """Return the individuals found to be of each class, beyond what is said."""
        found: dict[NamedNode, list[NamedNode]] = defaultdict(list)
        for triple in self.triples:
            subject, cls = triple.subject, triple.object
            if (
                triple.predicate == RDF.type
                and isinstance(subject, NamedNode)
                and isinstance(cls, NamedNode)
            ):
                found[cls].append(subject)
        return {cls: tuple(found[cls]) for cls in sorted(found, key=str)}


def theory_of(corpus: Corpus, computed: Iterable[Triple] = ()) -> Theory:
    """Return ontology, data and computed statements of a project, as axioms.

    Raises:
        InputError: something is no OWL 2 DL; the message names axiom, file and line.
    """
    from interstate.dl import check_corpus

    faults = check_corpus(corpus)
    if faults:
        raise InputError(
            f"{faults[0].message} ({faults[0].rule}; {len(faults)} in all)",
            remedy="mend what interstate check --only dl lists; reasoners refuse or overlook it.",
            path=faults[0].file,
            line=faults[0].line or None,
        )
    places: dict[Triple, Document | str | None] = {}
    for document in (*corpus.ontology, *corpus.data):
        for triple in document.triples:
            places.setdefault(triple, document)
    for triple in computed:
        places.setdefault(triple, None)
    return _faultless(places)


def theory_of_view(corpus: Corpus, view: View) -> Theory:
    """Return the ontology and what holds in a view, as axioms.

    Here a sanction that is only feared or denied sanctions nobody, as it does in the record.
    """
    places: dict[Triple, Document | str | None] = {}
    for document in (*corpus.ontology, *corpus.reference):
        for triple in document.triples:
            places.setdefault(triple, document)
    held = {t for found in view.graphs.values() for t in found}
    shared = {*view.ground.background, *merged(corpus.ontology)}
    places = {t: place for t, place in places.items() if t in shared or t in held}
    for graph, triples in view.graphs.items():
        for triple in triples:
            places.setdefault(triple, view.claims[graph].value)
    for triple in view.ground.background:
        places.setdefault(triple, None)
    return _faultless(places)


def _faultless(places: Mapping[Triple, Document | str | None]) -> Theory:
    theory, problems = _read(tuple(places), places)
    if problems:
        raise InputError(
            f"<{problems[0].focus}>: {problems[0].message} ({problems[0].rule})",
            remedy="mend the statement that this is computed from.",
        )
    return theory


def make_theory(
    triples: Iterable[Triple], places: Mapping[Triple, Document | str | None] | None = None
) -> Theory:
    """Return a theory of triples as they are; ontology headers do not count."""
    return _read(triples, places or {})[0]


def _read(
    triples: Iterable[Triple], places: Mapping[Triple, Document | str | None]
) -> tuple[Theory, tuple[Problem, ...]]:
    whole = tuple(dict.fromkeys(triples))
    headers = {t.subject for t in whole if t.predicate == RDF.type and t.object == OWL.Ontology}
    body = tuple(t for t in whole if t.subject not in headers)
    reading = read_owl(body)
    problems = tuple(p for p in reading.problems if p.rule != "dl-one-header")
    return Theory(reading.axioms, body, places), problems


def reason(
    theory: Theory,
    time_limit: float = TIME_LIMIT,
    memory: int = MEMORY,
    hermit: Hermit | None = None,
) -> Inferences:
    """Ask HermiT for everything that follows about named things.

    Raises:
        MissingToolError: the reasoner did not run, or did not answer; the message says why.
    """
    started = time.perf_counter()
    taxonomy = (hermit or find_hermit(time_limit, memory)).classify(theory.axioms)
    if taxonomy is None:
        return Inferences(False, (), (), 0, len(theory.axioms), time.perf_counter() - started)
    said = set(theory.triples)
    follows = {t for t in _close(taxonomy, theory.triples) if t not in said}
    return Inferences(
        consistent=True,
        unsatisfiable=tuple(map(NamedNode, taxonomy.unsatisfiable)),
        triples=tuple(sorted(follows, key=str)),
        undecided=taxonomy.undecided,
        axioms=len(theory.axioms),
        seconds=time.perf_counter() - started,
    )


def _close(taxonomy: Taxonomy, triples: Iterable[Triple]) -> Iterable[Triple]:
    """Yield all that HermiT's most specific answers amount to, as plain triples."""
    dead = {*taxonomy.unsatisfiable, OWL.Nothing.value}
    equal = [
        (a, b) for group in taxonomy.equivalent_classes for a in group for b in group if a != b
    ]
    above = _closure((a, b) for a, b in (*taxonomy.classes, *equal) if not {a, b} & dead)
    for low, highs in above.items():
        for high in highs:
            yield Triple(NamedNode(low), RDFS.subClassOf, NamedNode(high))
    for name, cls in taxonomy.types:
        for high in (above.get(cls, set()) | {cls}) - _TRIVIAL:
            yield Triple(NamedNode(name), RDF.type, NamedNode(high))
    for pairs in (taxonomy.object_properties, taxonomy.data_properties):
        for low, highs in _closure(pairs).items():
            for high in highs:
                yield Triple(NamedNode(low), RDFS.subPropertyOf, NamedNode(high))
    props = _closure(taxonomy.object_properties)
    for prop, links in taxonomy.links.items():
        for high in (props.get(prop, set()) | {prop}) - _TRIVIAL:
            for subject, value in links:
                yield Triple(NamedNode(subject), NamedNode(high), NamedNode(value))
    data = _closure(taxonomy.data_properties)
    for triple in triples:
        if isinstance(triple.object, Literal):
            for high in data.get(triple.predicate.value, ()):
                yield Triple(triple.subject, NamedNode(high), triple.object)


def _closure(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """Return what lies above each name, itself and the trivial left out."""
    direct: dict[str, set[str]] = defaultdict(set)
    for low, high in pairs:
        direct[low].add(high)
    closed: dict[str, set[str]] = {}
    for start in direct:
        seen: set[str] = set()
        agenda = [start]
        while agenda:
            for name in direct.get(agenda.pop(), ()):
                if name not in seen:
                    seen.add(name)
                    agenda.append(name)
        found = seen - {start} - _TRIVIAL
        if found and start not in _TRIVIAL:
            closed[start] = found
    return closed


def check_consistency(
    corpus: Corpus, derived: Derived, time_limit: float = TIME_LIMIT, memory: int = MEMORY
) -> tuple[Finding, ...]:
    """Return what makes ontology and data contradictory, each with its axioms in labels.

    Raises:
        InputError: something is no OWL 2 DL, so no reasoner can be asked.
        MissingToolError: the reasoner did not run; never a sign that all is fine.
    """
    from interstate.explanations import explain_class, explain_inconsistency

    theory = theory_of(corpus, derived.triples)
    hermit = find_hermit(time_limit, memory)
    dead = hermit.unsatisfiable(theory.axioms)
    if dead is None:
        why = explain_inconsistency(theory, hermit)
        return (
            Finding(
                why.file,
                why.line,
                why.focus,
                "reasoner-inconsistent",
                f"these cannot all be true: {why.text}; correct one of them.",
            ),
        )
    findings = []
    for cls in map(NamedNode, dead):
        why = explain_class(theory, cls, hermit)
        findings.append(
            Finding(
                why.file,
                why.line,
                cls.value,
                "reasoner-unsatisfiable",
                f"nothing can be of this class, because: {why.text}; correct one of them.",
            )
        )
    return tuple(findings)
