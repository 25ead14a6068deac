"""Who says that who says what: chains of claims, their roots, and what each speaker commits to.

Nesting is attribution. A claim whose content is another claim reports that it was made; its
*stance* tells how its speaker treats what the inner one says: endorses, reports, doubts, disputes.
Only an unbroken chain of endorsements makes the inner content the outer speaker's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from interstate.description import Description
from interstate.findings import Finding
from interstate.namespaces import IST, PREFIXES
from interstate.record import Record, short

ENDORSES, REPORTS, DOUBTS, DISPUTES = (
    NamedNode(f"{PREFIXES['stance']}{name}")
    for name in ("endorses", "reports", "doubts", "disputes")
)


@dataclass(frozen=True, slots=True)
class Attribution:
    """For each claim: the root of its chain, its depth there, what it affirms and rejects."""

    root: Mapping[NamedNode, NamedNode]
    depth: Mapping[NamedNode, int]
    affirms: Mapping[NamedNode, tuple[NamedNode, ...]]
    rejects: Mapping[NamedNode, tuple[NamedNode, ...]]
    findings: tuple[Finding, ...]

    def chain(self, claim: NamedNode, description: Description) -> tuple[NamedNode, ...]:
        """Return the claims from the root down to ``claim``."""
        links = [claim]
        while (outer := description.claim_of(links[-1])) is not None and outer not in links:
            links.append(outer)
        return tuple(reversed(links))


def attribute(record: Record, description: Description) -> Attribution:
    """Follow every claim to its root; chains that bite their tail are findings."""
    root: dict[NamedNode, NamedNode] = {}
    depth: dict[NamedNode, int] = {}
    broken: set[NamedNode] = set()
    cycles: set[tuple[NamedNode, ...]] = set()
    for claim in sorted(record.claims, key=str):
        path: dict[NamedNode, None] = {}
        node: NamedNode | None = claim
        while node is not None and node not in root and node not in broken and node not in path:
            path[node] = None
            node = description.claim_of(node)
        if node is not None and node not in root:
            if node in path:
                steps = list(path)
                cycles.add(tuple(sorted(steps[steps.index(node) :], key=str)))
            broken.update(path)
            continue
        for step in reversed(path):
            outer = description.claim_of(step)
            root[step] = step if outer is None else root[outer]
            depth[step] = 0 if outer is None else depth[outer] + 1
    affirms: dict[NamedNode, tuple[NamedNode, ...]] = {}
    rejects: dict[NamedNode, tuple[NamedNode, ...]] = {}
    for claim in sorted(root, key=lambda c: (-depth[c], c.value)):
        yes, no = _commitments(claim, record, affirms, rejects)
        affirms[claim] = tuple(sorted(yes, key=str))
        rejects[claim] = tuple(sorted(no, key=str))
    return Attribution(root, depth, affirms, rejects, tuple(_cycles(cycles)))


def _commitments(
    claim: NamedNode,
    record: Record,
    affirms: Mapping[NamedNode, tuple[NamedNode, ...]],
    rejects: Mapping[NamedNode, tuple[NamedNode, ...]],
) -> tuple[set[NamedNode], set[NamedNode]]:
    yes: set[NamedNode] = set()
    no: set[NamedNode] = set()
    stance = record.index.value(claim, IST.stance)
    for content in record.contents.get(claim, ()):
        inner = content.situation
        if content.mode == IST.denies:
            no.add(inner)
        elif content.mode == IST.asserts:
            yes.add(inner)
            if stance == ENDORSES:
                yes.update(affirms.get(inner, ()))
                no.update(rejects.get(inner, ()))
            elif stance == DISPUTES:
                # To dispute what somebody denies is to hold it; that it was *said* stays as it is.
                said = {c for c in affirms.get(inner, ()) if c in record.claims}
                yes.update((*rejects.get(inner, ()), *said))
                no.update(c for c in affirms.get(inner, ()) if c not in said)
    return yes, no


def _cycles(cycles: set[tuple[NamedNode, ...]]) -> Iterator[Finding]:
    for members in sorted(cycles, key=lambda nodes: nodes[0].value):
        names = ", ".join(short(member) for member in members)
        yield Finding(
            "",
            0,
            members[0].value,
            "derivation-nesting-cycle",
            f"these claims report one another in a circle: {names}; one of them must be anchored "
            "in a source and be the content of none.",
        )
