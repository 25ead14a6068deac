"""How much of a source is entered: every passage carries claims, or says why it has none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from interstate.graphs import Corpus, Hierarchy, Index
from interstate.namespaces import IST, OA, RDF, RDFS, SKOS
from interstate.record import MODES

_BARE_AT_MOST = {RDF.type, RDFS.label, IST.accountOf, IST.time, IST.timeBasis}


@dataclass(frozen=True, slots=True)
class PassageState:
    """One passage: where it stands, its claims, or the reason for having none."""

    passage: str
    section: str
    ordinal: int
    kind: str
    claims: tuple[str, ...]
    reason: str

    @property
    def is_open(self) -> bool:
        """Tell whether nothing accounts for this passage yet."""
        return not self.claims and not self.reason


@dataclass(frozen=True, slots=True)
class BareClaim:
    """A claim that is only a gloss, and why (its ``skos:editorialNote``, "" if nobody says)."""

    claim: str
    reason: str


@dataclass(frozen=True, slots=True)
class SourceCoverage:
    """One source: its passages, its claims by depth, the claims that are only a gloss."""

    citekey: str
    passages: tuple[PassageState, ...]
    anchored: int
    nested: int
    situations: int
    bare: tuple[BareClaim, ...]
    situation_kinds: tuple[tuple[str, int], ...]

    @property
    def open(self) -> tuple[PassageState, ...]:
        """The passages that nothing accounts for."""
        return tuple(p for p in self.passages if p.is_open)


def cover(corpus: Corpus) -> tuple[SourceCoverage, ...]:
    """Return the coverage of every source that has passages, by citekey."""
    index, hierarchy = corpus.index, corpus.hierarchy
    passages = [
        (node, source.value)
        for node in index.subjects_of_type(IST.Passage)
        for source in index.nodes(node, OA.hasSource)
    ]
    found = []
    for citekey in sorted(corpus.sources):
        work = next(
            (
                s.value
                for s in index.subjects(IST.citekey, Literal(citekey))
                if isinstance(s, NamedNode)
            ),
            None,
        )
        mine = [node for node, source in passages if source == work]
        if mine:
            found.append(_cover_source(citekey, mine, index, hierarchy))
    return tuple(found)


def _cover_source(
    citekey: str, passages: Iterable[NamedNode], index: Index, hierarchy: Hierarchy
) -> SourceCoverage:
    states = []
    claims: set[NamedNode] = set()
    for node in passages:
        anchored = [c for c in index.subjects(IST.anchoredAt, node) if isinstance(c, NamedNode)]
        claims.update(anchored)
        reason = index.value(node, IST.lacksClaimFor)
        kind = index.value(node, IST.passageKind)
        states.append(
            PassageState(
                node.value,
                index.text(node, IST.section),
                int(index.text(node, IST.sentence) or 0),
                index.label(kind) if isinstance(kind, NamedNode) else "",
                tuple(c.value for c in anchored),
                index.label(reason) if isinstance(reason, NamedNode) else "",
            )
        )
    prefix = f"/id/{citekey}/"
    kinds: Counter[str] = Counter()
    nested = situations = 0
    for node in index.subjects_of_type(*hierarchy.below(IST.Situation)):
        if prefix not in node.value:
            continue
        if hierarchy.is_a(index.types(node), IST.Claim):
            nested += node not in claims
            continue
        situations += 1
        kinds.update(index.label(t) if t in index else _local(t) for t in index.types(node))
    bare = [
        BareClaim(claim.value, index.text(claim, SKOS.editorialNote))
        for claim in sorted(claims, key=str)
        if _is_bare(claim, index)
    ]
    return SourceCoverage(
        citekey,
        tuple(states),
        len(claims),
        nested,
        situations,
        tuple(bare),
        tuple(sorted(kinds.items(), key=lambda item: (-item[1], item[0]))),
    )


def _local(node: NamedNode) -> str:
    return node.value.rsplit("#", 1)[-1]


def _is_bare(claim: NamedNode, index: Index) -> bool:
    """Tell whether a claim's content says nothing beyond type, label, identity and time."""
    contents = [c for p in MODES for c in index.nodes(claim, p)]
    return bool(contents) and all(
        {predicate for predicate, _ in index.outgoing(content)} <= _BARE_AT_MOST
        for content in contents
    )
