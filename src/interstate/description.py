"""Which claim says what a situation is: a small fixpoint over contents and links.

A situation is described by exactly one claim: the one that has it as content, or, for a part
without a claim of its own, the one from whose content it is reached without passing through
another claim's content. None or two is an error of the data.

Root claims are described by none: they are where the record touches a source. A claim is a root
if it is the content of no claim and stands at a place in a source; the project's own claims cite
a record instead.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from interstate.findings import Finding
from interstate.namespaces import IST
from interstate.record import Record, short


@dataclass(frozen=True, slots=True)
class Origin:
    """The claim that describes a situation, and the content of it that reaches the situation."""

    claim: NamedNode
    content: NamedNode


@dataclass(frozen=True, slots=True)
class Description:
    """For each situation its describing claim; the root claims; what is wrong."""

    origins: Mapping[NamedNode, Origin]
    roots: frozenset[NamedNode]
    findings: tuple[Finding, ...]

    def claim_of(self, situation: NamedNode) -> NamedNode | None:
        """Return the claim that describes ``situation``, None for roots and references."""
        origin = self.origins.get(situation)
        return None if origin is None else origin.claim


def describe(record: Record) -> Description:
    """Find each situation's describing claim; every node is visited at most twice per link."""
    anchored = {c for c in record.claims if record.index.objects(c, IST.anchoredAt)}
    roots = {claim for claim in anchored if claim not in record.claimed_by}
    found: dict[NamedNode, list[Origin]] = {
        situation: list(
            dict.fromkeys(Origin(content.claim, content.situation) for content in contents)
        )
        for situation, contents in record.claimed_by.items()
        if situation not in record.references
    }
    _spread(record, found, roots, list(found))
    # A claim that no text anchors is a root too, unless it is a part of what another claim tells.
    roots |= {c for c in record.claims if c not in found and c not in record.references}
    own = [Origin(root, root) for root in sorted(roots, key=str)]
    seeds: list[NamedNode] = []
    for origin in own:
        for link in record.links.get(origin.claim, ()):
            if _takes(record, link.target, roots) and _add(found, link.target, origin):
                seeds.append(link.target)
    _spread(record, found, roots, seeds)
    origins = {node: min(these, key=lambda o: o.claim.value) for node, these in found.items()}
    findings = tuple(sorted((*_none(record, found, roots), *_two(found), *_shared(record))))
    return Description(origins, frozenset(roots), findings)


def _takes(record: Record, node: NamedNode, roots: set[NamedNode]) -> bool:
    """Tell whether a description may reach ``node``: no other claim has or is it."""
    return (
        node in record.situations
        and node not in record.references
        and node not in record.claimed_by
        and node not in roots
    )


def _add(found: dict[NamedNode, list[Origin]], node: NamedNode, origin: Origin) -> bool:
    these = found.setdefault(node, [])
    # Two describing claims are as wrong as ten, so the third never travels: cost stays linear.
    if len(these) >= 2 or any(known.claim == origin.claim for known in these):
        return False
    these.append(origin)
    return True


def _spread(
    record: Record,
    found: dict[NamedNode, list[Origin]],
    roots: set[NamedNode],
    seeds: Iterable[NamedNode],
) -> None:
    agenda = deque((node, origin) for node in sorted(seeds, key=str) for origin in found[node])
    while agenda:
        node, origin = agenda.popleft()
        for link in record.links.get(node, ()):
            if _takes(record, link.target, roots) and _add(found, link.target, origin):
                agenda.append((link.target, origin))


def _none(
    record: Record, found: Mapping[NamedNode, list[Origin]], roots: set[NamedNode]
) -> Iterable[Finding]:
    for node in record.situations - record.references:
        if node in roots:
            cited = record.index.objects(node, IST.hasCitation)
            if not cited and not record.index.objects(node, IST.anchoredAt):
                yield _finding(
                    node,
                    "derivation-describedIn-none",
                    "this claim is no claim's content and stands at no place: anchor it "
                    "(ist:anchoredAt), cite its record (ist:hasCitation), or make it the content "
                    "of the claim that reports it.",
                )
        elif node not in found:
            yield _finding(
                node,
                "derivation-describedIn-none",
                "no claim describes this situation: make it the content of a claim, or link it "
                "to one by a property below ist:involves or ist:mentions.",
            )


def _two(found: Mapping[NamedNode, list[Origin]]) -> Iterable[Finding]:
    for node, these in found.items():
        claims = sorted({origin.claim for origin in these}, key=str)
        if len(claims) > 1:
            names = " and ".join(short(claim) for claim in claims)
            yield _finding(
                node,
                "derivation-describedIn-two",
                f"{names} both describe this situation: give each claim an account of its own "
                "(with ist:accountOf one reference situation), or give the situation a claim of "
                "its own that both refer to.",
            )


def _shared(record: Record) -> Iterable[Finding]:
    for node in record.references.intersection(record.claimed_by):
        claims = ", ".join(short(content.claim) for content in record.claimed_by[node])
        yield _finding(
            node,
            "derivation-content-reference",
            f"{claims} has this reference situation as content, but a reference says nothing: "
            "give the claim an account of its own with ist:accountOf this one.",
        )


def _finding(node: NamedNode, rule: str, message: str) -> Finding:
    return Finding("", 0, node.value, rule, message)
