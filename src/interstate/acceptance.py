"""What a policy accepts: every content of every claim decided on, with the reason in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from pyoxigraph import NamedNode

from interstate.attribution import DISPUTES
from interstate.ground import Ground, source_of
from interstate.namespaces import IST
from interstate.policies import Policy
from interstate.record import Content, short


class Status(StrEnum):
    """What becomes of a claim's content under a policy."""

    HELD = "held"
    DENIED = "denied"
    SUPPOSED = "supposed"
    REPORTED = "reported"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of one content, and why, in words."""

    root: NamedNode
    content: Content
    status: Status
    reason: str


def decide(ground: Ground, policy: Policy) -> tuple[Decision, ...]:
    """Decide on every content, root by root."""
    return tuple(_decide(ground, policy))


def _decide(ground: Ground, policy: Policy) -> Iterator[Decision]:
    contents = ground.record.contents
    for root in ground.roots:
        reason = _refusal(ground, policy, root)
        if reason:
            for content in contents.get(root, ()):
                yield Decision(root, content, Status.REJECTED, reason)
        else:
            yield from _walk(ground, policy, root)


def _refusal(ground: Ground, policy: Policy, root: NamedNode) -> str:
    """Say why a root claim is not accepted, "" if it is."""
    source = source_of(root)
    if policy.sources is not None and source not in policy.sources:
        return f"{source} is not among the sources of this view"
    if source in policy.without_sources:
        return f"{source} is left out of this view"
    if root in policy.without_claims:
        return "the claim is left out of this view"
    if root in ground.corrections and not policy.corrections:
        return "it is an editorial correction, and this view applies none"
    return _disbelief(ground, policy, root)


def _disbelief(ground: Ground, policy: Policy, claim: NamedNode) -> str:
    """Say why what a claim says is not believed, whoever passes it on; "" if it may be."""
    speakers = ground.speakers.get(claim, frozenset())
    if policy.without_speakers & speakers:
        names = ", ".join(sorted(map(short, policy.without_speakers & speakers)))
        return f"{names} is not believed in this view"
    if policy.speakers is not None and not policy.speakers & speakers:
        return "its speaker is not among those believed in this view"
    if policy.corrections and claim in ground.corrected_by:
        names = ", ".join(sorted(map(short, ground.corrected_by[claim])))
        return f"an editorial note puts {names} in its place"
    return ""


def _walk(ground: Ground, policy: Policy, root: NamedNode) -> Iterator[Decision]:
    """Follow a chain of claims inwards, to decide on the content of each."""
    record = ground.record
    agenda = [(root, _Way(True, "in its own voice"))]
    while agenda:
        claim, way = agenda.pop()
        for content in record.contents.get(claim, ()):
            inner = content.situation
            is_said = inner in record.claims and content.mode == IST.asserts
            if way.refused:
                status = Status.REPORTED
            elif content.mode == IST.supposes:
                status = Status.SUPPOSED
            elif is_said or (content.mode == IST.asserts) == way.sign:
                # That something was said stays true, however its content is disputed.
                status = Status.HELD
            else:
                status = Status.DENIED
            yield Decision(root, content, status, way.refused or way.words)
            if is_said:
                agenda.append((inner, _inwards(ground, policy, claim, inner, way)))


@dataclass(frozen=True, slots=True)
class _Way:
    """How far a chain of claims carries: ``sign`` is False below something disputed."""

    sign: bool
    words: str
    refused: str = ""


def _inwards(ground: Ground, policy: Policy, outer: NamedNode, inner: NamedNode, way: _Way) -> _Way:
    """Return how the content of an inner claim counts, or why it does not."""
    if way.refused:
        return way
    doubt = _disbelief(ground, policy, inner)
    if doubt:
        return _Way(way.sign, "", doubt)
    depth = ground.derived.attribution.depth.get(inner, 0)
    if policy.hearsay_depth is not None and depth > policy.hearsay_depth:
        return _Way(
            way.sign,
            "",
            f"hearsay of depth {depth}, and this view takes {policy.hearsay_depth} at most",
        )
    stances = ground.record.index.nodes(outer, IST.stance)
    stance = short(stances[0]).removeprefix("stance:") if stances else "reports"
    if not policy.inferred and not ground.is_stated(outer, IST.stanceBasis):
        return _Way(
            way.sign, "", f"the stance ({stance}) is inferred, and this view takes only stated ones"
        )
    words = f"{short(outer)} {stance} what {short(inner)} says"
    if stances and stances[0] == DISPUTES:
        return _Way(not way.sign, words)
    if stance in policy.stances and (way.sign or stance == "endorses"):
        return _Way(way.sign, words)
    return _Way(way.sign, "", f"{short(outer)} only {stance} what {short(inner)} says")
