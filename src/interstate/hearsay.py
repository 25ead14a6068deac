"""Hearsay: how a claim reached us, who at its core was there, who else tells of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import NamedNode

from interstate.citing import citation_words, citations_of
from interstate.comparisons import wholes_of
from interstate.errors import InputError
from interstate.ground import Ground, source_of
from interstate.namespaces import IST
from interstate.record import Content, Record, short


@dataclass(frozen=True, slots=True)
class Step:
    """One claim of a chain: who speaks, with which stance to the next, where, and citing what."""

    claim: NamedNode
    depth: int
    speakers: tuple[NamedNode, ...]
    stance: NamedNode | None
    passages: tuple[NamedNode, ...]
    citations: tuple[NamedNode, ...]
    medium: tuple[NamedNode, ...]
    gloss: str


@dataclass(frozen=True, slots=True)
class Telling:
    """Another claim that puts the same situation forward as being so (or as not so).

    ``agrees`` tells whether it does as the traced claim does.
    """

    claim: NamedNode
    source: str
    depth: int
    speakers: tuple[NamedNode, ...]
    is_so: bool
    agrees: bool


@dataclass(frozen=True, slots=True)
class Trace:
    """The chain of a claim, its witness, and the other tellings of what it says."""

    claim: NamedNode
    steps: tuple[Step, ...]
    contents: tuple[NamedNode, ...]
    modes: tuple[NamedNode, ...]
    witnesses: tuple[NamedNode, ...]
    servants: tuple[NamedNode, ...]
    tellings: tuple[Telling, ...]

    @property
    def depth(self) -> int:
        """The number of claims between the source and what the claim says."""
        return self.steps[-1].depth

    @property
    def is_one_voice(self) -> bool:
        """Tell whether nobody else says what the claim says."""
        voices = {t.speakers for t in self.tellings if t.agrees} | {self.steps[-1].speakers}
        return len(voices) == 1


def trace(ground: Ground, claim: NamedNode) -> Trace:
    """Trace a claim to its source and its witness.

    Raises:
        InputError: the node is no claim.
    """
    record, derived = ground.record, ground.derived
    if claim not in record.claims or claim not in derived.attribution.root:
        raise InputError(f"{short(claim)} is no claim.", remedy="name a claim, like doe-1999:c014.")
    chain = derived.attribution.chain(claim, derived.description)
    said = record.contents.get(claim, ())
    contents = tuple(content.situation for content in said)
    speakers = ground.speakers.get(claim, frozenset())
    present = {agent for node in contents for agent in _participants(node, record)}
    wholes = wholes_of(record)
    return Trace(
        claim=claim,
        steps=tuple(_step(link, ground) for link in chain),
        contents=contents,
        modes=tuple(content.mode for content in said),
        witnesses=tuple(sorted(speakers & present, key=str)),
        servants=tuple(
            sorted((s for s in speakers - present if wholes.get(s, frozenset()) & present), key=str)
        ),
        tellings=tuple(sorted(_tellings(claim, said, ground), key=lambda t: t.claim.value)),
    )


def _step(claim: NamedNode, ground: Ground) -> Step:
    index = ground.record.index
    stances = index.nodes(claim, IST.stance)
    return Step(
        claim=claim,
        depth=ground.derived.attribution.depth[claim],
        speakers=tuple(sorted(ground.speakers.get(claim, ()), key=str)),
        stance=stances[0] if stances else None,
        passages=index.nodes(claim, IST.anchoredAt),
        citations=citations_of(claim, index),
        medium=index.nodes(claim, IST.hasMedium),
        gloss=index.text(claim, IST.gloss),
    )


def _participants(node: NamedNode, record: Record) -> Iterator[NamedNode]:
    """Yield who takes part in a situation, or holds it as an attitude."""
    roles = record.hierarchy.below(IST.hasParticipant)
    for predicate, value in record.index.outgoing(node):
        if predicate in roles and isinstance(value, NamedNode):
            yield value


def _tellings(claim: NamedNode, said: Iterable[Content], ground: Ground) -> Iterator[Telling]:
    record, derived = ground.record, ground.derived
    for content in said:
        reference = record.account_of.get(content.situation)
        for account in record.accounts.get(reference, ()) if reference else ():
            for telling in record.claimed_by.get(account, ()):
                other = telling.claim
                if other == claim or telling.mode == IST.supposes:
                    continue
                yield Telling(
                    claim=other,
                    source=source_of(derived.attribution.root.get(other, other)),
                    depth=derived.attribution.depth.get(other, 0),
                    speakers=tuple(sorted(ground.speakers.get(other, ()), key=str)),
                    is_so=telling.mode == IST.asserts,
                    agrees=telling.mode == content.mode,
                )


_VERBS = {IST.denies: "denies", IST.supposes: "supposes"}


def lines(found: Trace, ground: Ground) -> Iterator[str]:
    """Say a trace in lines for a terminal."""
    index = ground.record.index

    def names(agents: tuple[NamedNode, ...]) -> str:
        return ", ".join(index.label(agent) for agent in agents) or "nobody named"

    for step in found.steps:
        indent = "    " * step.depth
        said = f": {step.gloss}" if step.gloss else f": {index.label(step.claim)}"
        yield f"{indent}{short(step.claim)}, {names(step.speakers)}{said}"
        if step.passages:
            yield f"{indent}    at {', '.join(map(short, step.passages))}"
        for citation in step.citations:
            yield f"{indent}    cites {citation_words(citation, index)} [{short(citation)}]"
        if step.medium:
            yield f"{indent}    in {names(step.medium)}"
        if step.stance is not None and step is not found.steps[-1]:
            yield f"{indent}    {short(step.stance).removeprefix('stance:')}:"
    for node, mode in zip(found.contents, found.modes, strict=True):
        verb = _VERBS.get(mode, "says")
        yield f"{verb}: {index.label(node)} [{short(node)}]"
    yield f"hearsay depth: {found.depth}"
    innermost = found.steps[-1].speakers
    if found.witnesses:
        yield f"first-hand: {names(found.witnesses)} took part in what is said"
    elif found.servants:
        yield f"near: {names(found.servants)} served one who took part in what is said"
    else:
        yield f"not first-hand: the record does not show {names(innermost)} taking part"
    for telling in found.tellings:
        verb = "told" if telling.is_so else "denied"
        if telling.agrees:
            verb += " too"
        elif telling.is_so:
            verb += " as so"
        depth = f", hearsay depth {telling.depth}" if telling.depth else ""
        yield f"{verb} by {names(telling.speakers)}: {short(telling.claim)}{depth}"
    if found.is_one_voice:
        yield "rests on one voice only"
