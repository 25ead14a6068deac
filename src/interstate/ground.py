"""What every view of one data set is built from, prepared once.

Building a view then only selects: which claims are accepted, what holds, which statements of what
holds stand in which claim's graph. That keeps leave-one-out runs, which build hundreds of views,
cheap.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode, Triple

from interstate.bounds import works_of
from interstate.derivation import Derived
from interstate.graphs import Index, Term
from interstate.namespaces import DCTERMS, ID, IST, KINDS, PREFIXES, PROV, RDF, RDFS, SKOS
from interstate.record import Record, source_key
from interstate.roles import Need

PROJECT = "interstate"
"""The citekey of the project's own claims."""

TIMES = frozenset(
    (
        IST.time,
        IST.timeBasis,
        IST.earliestBegin,
        IST.latestBegin,
        IST.earliestEnd,
        IST.latestEnd,
        IST.approximate,
    )
)

_NOT_IN_VIEWS = frozenset(
    (
        IST.describedIn,
        IST.affirms,
        IST.rejects,
        IST.rootClaim,
        IST.hearsayDepth,
        PROV.wasDerivedFrom,
        PROV.wasAttributedTo,
        PROV.wasGeneratedBy,
    )
)
_STAYS_WITH_ACCOUNT = frozenset(
    (IST.accountOf, RDFS.label, RDFS.comment, SKOS.altLabel, SKOS.editorialNote, SKOS.scopeNote)
)
_STATED = NamedNode(f"{PREFIXES['time-basis']}stated")
_SHARED = tuple(f"{ID}{kind}/" for kind in KINDS if kind != PROJECT)


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a situation as views have it: references in place of accounts.

    ``needs`` are the ways in which it follows if it is computed from other situations; without
    any, the situation itself is enough.
    """

    triple: Triple
    needs: tuple[Need, ...] = ()


@dataclass(frozen=True, slots=True)
class Ground:
    """What views are built from: statements by situation, and what is known of each claim."""

    derived: Derived
    roots: tuple[NamedNode, ...]
    statements: Mapping[NamedNode, tuple[Statement, ...]]
    speakers: Mapping[NamedNode, frozenset[NamedNode]]
    issued: Mapping[NamedNode, str]
    corrected_by: Mapping[NamedNode, tuple[NamedNode, ...]]
    corrections: frozenset[NamedNode]
    background: tuple[Triple, ...]

    @property
    def record(self) -> Record:
        """The claims and situations."""
        return self.derived.record

    def root_of(self, situation: NamedNode) -> NamedNode | None:
        """Return the root of the claim that describes a situation."""
        claim = self.derived.description.claim_of(situation)
        return None if claim is None else self.derived.attribution.root.get(claim)

    def is_stated(self, node: NamedNode, basis: NamedNode) -> bool:
        """Tell whether ``node`` has no ``basis`` or one that says "stated"."""
        values = self.record.index.nodes(node, basis)
        return not values or _STATED in values


def prepare(derived: Derived) -> Ground:
    """Prepare a data set for views; cost grows linearly."""
    record = derived.record
    index = record.index
    computed = Index(derived.triples)
    speakers = {
        claim: frozenset(
            (*index.nodes(claim, IST.hasSpeaker), *computed.nodes(claim, IST.hasSpeaker))
        )
        for claim in record.claims
    }
    corrected_by: dict[NamedNode, list[NamedNode]] = defaultdict(list)
    corrections: set[NamedNode] = set()
    for note in index.subjects_of_type(IST.EditorialNote):
        for proposed in index.nodes(note, IST.proposes):
            corrections.add(proposed)
            for claim in index.nodes(note, IST.annotates):
                corrected_by[claim].append(proposed)
    roots = tuple(sorted(derived.description.roots, key=str))
    return Ground(
        derived=derived,
        roots=roots,
        statements={
            node: tuple(_statements(node, index, computed, derived))
            for node in sorted(record.situations, key=str)
            if node not in derived.description.roots and node not in record.references
        },
        speakers=speakers,
        issued={root: _issued(root, record) for root in roots},
        corrected_by={claim: tuple(found) for claim, found in corrected_by.items()},
        corrections=frozenset(corrections),
        background=tuple(_background(index.triples, record)),
    )


def _statements(
    node: NamedNode, index: Index, computed: Index, derived: Derived
) -> Iterator[Statement]:
    record = derived.record
    reference = record.reference(node)
    done: set[tuple[NamedNode, Term]] = set()
    for source in (index, computed):
        for predicate, value in source.outgoing(node):
            if predicate in _NOT_IN_VIEWS or (predicate, value) in done:
                continue
            done.add((predicate, value))
            if predicate in _STAYS_WITH_ACCOUNT:
                yield Statement(Triple(node, predicate, value))
                continue
            shown = record.reference(value) if isinstance(value, NamedNode) else value
            needs = derived.needs.get(Triple(node, predicate, value), ())
            yield Statement(
                Triple(reference, predicate, shown), needs if source is computed else ()
            )


def _issued(root: NamedNode, record: Record) -> str:
    """Return when a claim's source was published; undated ones sort behind all dates."""
    dates = [
        record.index.text(work, DCTERMS.issued)
        for work in works_of(root, record)
        if record.index.text(work, DCTERMS.issued)
    ]
    return min(dates, default="~")


def _background(triples: Iterable[Triple], record: Record) -> Iterator[Triple]:
    """Yield what is shared by all sources: names and kinds of agents, places, works, theories.

    A reference situation gives only its name: that it exists is what views decide.
    """
    for triple in triples:
        subject = triple.subject
        if not isinstance(subject, NamedNode) or not subject.value.startswith(_SHARED):
            continue
        if subject in record.situations and triple.predicate not in (RDFS.label, SKOS.altLabel):
            continue
        yield triple


def source_of(claim: NamedNode) -> str:
    """Return the citekey of a claim, the project's own included."""
    return source_key(claim)


def type_of(statement: Statement) -> bool:
    """Tell whether a statement gives a type."""
    return statement.triple.predicate == RDF.type
