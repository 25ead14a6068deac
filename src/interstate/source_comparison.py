"""Two sources side by side: what both tell, where they differ, what one leaves out, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from interstate.contradictions import Contradiction, Tension
from interstate.errors import InputError
from interstate.ground import source_of
from interstate.namespaces import IST, PREFIXES
from interstate.record import Record
from interstate.roles import asserted
from interstate.study import Study


@dataclass(frozen=True, slots=True)
class Shared:
    """A situation that both sources tell of, with the claims by which each does.

    ``tensions`` are those, found by reading, that have claims of both sides on the situation.
    """

    reference: NamedNode
    first: tuple[NamedNode, ...]
    second: tuple[NamedNode, ...]
    is_disputed: bool
    tensions: tuple[NamedNode, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """One explanation: the reason given, its weight, and the claim that gives it."""

    explanation: NamedNode
    explanans: NamedNode
    weight: str
    claim: NamedNode
    source: str


@dataclass(frozen=True, slots=True)
class Explained:
    """An event with the reasons that each source gives for it."""

    explanandum: NamedNode
    first: tuple[Reason, ...]
    second: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class SourceComparison:
    """What two sources agree on, differ in, leave out and explain.

    ``alone`` has, for what only one of them tells, the claims by which it does.
    """

    first: str
    second: str
    shared: tuple[Shared, ...]
    disagreements: tuple[Contradiction, ...]
    only_first: tuple[NamedNode, ...]
    only_second: tuple[NamedNode, ...]
    explained: tuple[Explained, ...]
    tensions: tuple[Tension, ...]
    alone: Mapping[NamedNode, tuple[NamedNode, ...]]

    def agreed(self) -> tuple[Shared, ...]:
        """Return what both tell of without contradiction, and without tension between them."""
        return tuple(s for s in self.shared if not s.is_disputed and not s.tensions)

    def about(self, tension: Tension) -> tuple[NamedNode, ...]:
        """Return what both tell of that a tension is about."""
        return tuple(s.reference for s in self.shared if tension.node in s.tensions)


def compare_sources(study: Study, first: str, second: str) -> SourceComparison:
    """Compare two sources of a project, by the situations that they tell of as being so.

    Raises:
        InputError: a source is unknown, or both are the same.
    """
    ground = study.ground
    known = sorted({source_of(root) for root in ground.roots})
    for key in (first, second):
        if key not in known:
            raise InputError(
                f"there is no source '{key}'.", remedy=f"choose from {', '.join(known)}."
            )
    if first == second:
        raise InputError("a source is not compared with itself.", remedy="name two sources.")
    record, description = ground.record, ground.derived.description
    holding = asserted(record, description)
    told: dict[NamedNode, dict[str, set[NamedNode]]] = defaultdict(lambda: defaultdict(set))
    for reference, accounts in record.accounts.items():
        for account in accounts:
            claim = description.claim_of(account)
            if claim is not None and account in holding:
                root = ground.root_of(account) or claim
                told[reference][source_of(root)].add(claim)
    disagreements = tuple(
        c
        for c in study.contradictions.different()
        if {c.first.source, c.second.source} == {first, second}
    )
    disputed = {c.about for c in disagreements}
    only = {
        key: _only(told, key, other, disputed) for key, other in ((first, second), (second, first))
    }
    both = [ref for ref, by in told.items() if first in by and second in by]
    tensions = tuple(
        tension
        for tension in study.contradictions.tensions
        # A tension of three sources is one between two of them too.
        if not tension.found and {first, second} <= {source_of(claim) for claim in tension.claims}
    )
    return SourceComparison(
        first=first,
        second=second,
        shared=tuple(
            _shared(ref, told[ref][first], told[ref][second], ref in disputed, tensions)
            for ref in sorted(both, key=str)
        ),
        disagreements=disagreements,
        only_first=only[first],
        only_second=only[second],
        explained=tuple(_explained(study, first, second)),
        tensions=tensions,
        alone={
            node: tuple(sorted(told[node][key], key=str))
            for key, nodes in only.items()
            for node in nodes
        },
    )


def _shared(
    reference: NamedNode,
    first: set[NamedNode],
    second: set[NamedNode],
    is_disputed: bool,
    tensions: tuple[Tension, ...],
) -> Shared:
    between = tuple(
        t.node for t in tensions if first.intersection(t.claims) and second.intersection(t.claims)
    )
    one, other = (tuple(sorted(side, key=str)) for side in (first, second))
    return Shared(reference, one, other, is_disputed, between)


def _only(
    told: dict[NamedNode, dict[str, set[NamedNode]]],
    source: str,
    other: str,
    disputed: set[NamedNode],
) -> tuple[NamedNode, ...]:
    """Return what one source tells and the other leaves out; to deny it is not to leave it out."""
    found = [
        ref for ref, by in told.items() if source in by and other not in by and ref not in disputed
    ]
    return tuple(sorted(found, key=str))


def _explained(study: Study, first: str, second: str) -> Iterator[Explained]:
    ground, record = study.ground, study.ground.record
    holding = asserted(record, ground.derived.description)
    reasons: dict[NamedNode, list[Reason]] = defaultdict(list)
    for node in sorted(holding, key=str):
        if not record.is_a(node, IST.Explanation) or record.is_a(node, IST.Application):
            continue
        claim = ground.derived.description.claim_of(node)
        if claim is None:
            continue
        source = source_of(ground.root_of(node) or claim)
        if source not in (first, second):
            continue
        for explanandum in record.index.nodes(node, IST.hasExplanandum):
            for explanans in record.index.nodes(node, IST.hasExplanans):
                reasons[record.reference(explanandum)].append(
                    Reason(node, explanans, _weight(node, record), claim, source)
                )
    for explanandum, given in sorted(reasons.items(), key=lambda item: item[0].value):
        sides = [tuple(r for r in given if r.source == key) for key in (first, second)]
        # Only what both explain can be laid side by side.
        if sides[0] and sides[1]:
            yield Explained(explanandum, sides[0], sides[1])


def _weight(node: NamedNode, record: Record) -> str:
    weights = record.index.nodes(node, IST.hasWeight)
    return weights[0].value.removeprefix(PREFIXES["weight"]) if weights else ""
