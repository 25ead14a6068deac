"""Computed values of a single situation: the bounds of its time, the range of its figure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pyoxigraph import Literal, NamedNode, Triple

from interstate.description import Description
from interstate.errors import InputError
from interstate.findings import Finding
from interstate.namespaces import DCTERMS, IST, OA, PREFIXES, XSD
from interstate.record import Record
from interstate.times import Bounds, parse_time

LASTING = (IST.Relation, IST.Condition, IST.Attitude)
"""Kinds that a single date only attests: they may have begun before and end after."""

_LOW = frozenset(NamedNode(f"{PREFIXES['bound']}{name}") for name in ("at-least", "more-than"))
_HIGH = frozenset(
    NamedNode(f"{PREFIXES['bound']}{name}") for name in ("at-most", "less-than", "nearly")
)


def works_of(claim: NamedNode, record: Record) -> tuple[NamedNode, ...]:
    """Return the works in which a claim is anchored, sorted."""
    index = record.index
    found = {
        work
        for locus in index.nodes(claim, IST.anchoredAt)
        for predicate in (OA.hasSource, IST.hasDataset)
        for work in index.nodes(locus, predicate)
    }
    return tuple(sorted(found, key=str))


def read_times(
    record: Record,
    description: Description,
    roots: Mapping[NamedNode, NamedNode],
    inherited: Mapping[NamedNode, str],
) -> tuple[dict[NamedNode, Bounds], tuple[Finding, ...]]:
    """Read each situation's time, its own or ``inherited``; what cannot be read is a finding.

    "Until now" (``A/..``) reaches as far as the describing claim's source covers.
    """
    bounds: dict[NamedNode, Bounds] = {}
    findings: list[Finding] = []
    cache: dict[tuple[str, bool, str | None], Bounds] = {}
    for node in sorted(record.situations, key=str):
        text = record.index.text(node, IST.time) or inherited.get(node, "")
        if not text:
            continue
        lasting = any(record.is_a(node, kind) for kind in LASTING)
        claim = description.claim_of(node) or node
        covered = _coverage(roots.get(claim, claim), record)
        try:
            key = (text, lasting, covered)
            if key not in cache:
                cache[key] = parse_time(text, lasting=lasting, covered_until=covered)
            bounds[node] = cache[key]
        except InputError as error:
            findings.append(
                Finding(
                    "",
                    0,
                    node.value,
                    "derivation-time",
                    f'ist:time "{text}": {error.problem} {error.remedy}',
                    value=text,
                )
            )
    return bounds, tuple(findings)


def _coverage(root: NamedNode, record: Record) -> str | None:
    texts = sorted(
        text for work in works_of(root, record) if (text := record.index.text(work, IST.coverage))
    )
    return texts[0] if texts else None


def time_values(bounds: Bounds) -> Iterator[tuple[NamedNode, Literal]]:
    """Yield the bounds of one situation as property and value; unknown ones are left out."""
    for predicate, text in (
        (IST.earliestBegin, bounds.earliest_begin),
        (IST.latestBegin, bounds.latest_begin),
        (IST.earliestEnd, bounds.earliest_end),
        (IST.latestEnd, bounds.latest_end),
    ):
        if text is not None:
            yield predicate, Literal(text, datatype=XSD.dateTime)
    if bounds.approximate:
        yield IST.approximate, Literal("true", datatype=XSD.boolean)


def range_triples(record: Record) -> Iterator[Triple]:
    """Yield the least and the greatest number of measurements whose bound gives one.

    "About" gives neither, and a bare figure is no claim to be exact.
    """
    for node in sorted(record.situations, key=str):
        value = record.index.text(node, IST.value)
        if not value:
            continue
        for bound in record.index.nodes(node, IST.hasBound):
            if bound in _LOW:
                yield Triple(node, IST.low, Literal(value, datatype=XSD.decimal))
            if bound in _HIGH:
                yield Triple(node, IST.high, Literal(value, datatype=XSD.decimal))


def creators_of(claim: NamedNode, record: Record) -> tuple[NamedNode, ...]:
    """Return the agents who made the works that a claim is anchored in."""
    found = {
        agent
        for work in works_of(claim, record)
        for agent in record.index.nodes(work, DCTERMS.creator)
    }
    return tuple(sorted(found, key=str))
