"""Who says that who says what: a chain of claims laid out for a page."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode

from interstate.namespaces import IST
from interstate.site.library import Library

_STANCES = {
    "endorses": "agreeing",
    "reports": "reporting",
    "doubts": "doubting",
    "disputes": "disputing",
}
_MODES = {IST.asserts: "saying", IST.denies: "denying", IST.supposes: "supposing"}


@dataclass(frozen=True, slots=True)
class Content:
    """One thing that a claim puts forward: as so, as not so, or supposed."""

    mode: str
    node: NamedNode
    kind: str
    reference: NamedNode | None


@dataclass(frozen=True, slots=True)
class Saying:
    """A claim: who says it, how the speaker treats what is inside, and what is inside."""

    claim: NamedNode
    speakers: tuple[NamedNode, ...]
    verb: str
    stance: str
    inferred: bool
    medium: tuple[NamedNode, ...]
    certainty: str
    time: str
    contents: tuple[Content, ...]
    inner: tuple[Saying, ...]

    @property
    def depth(self) -> int:
        """How many claims stand inside one another here."""
        return 1 + max((saying.depth for saying in self.inner), default=0)


def saying(claim: NamedNode, library: Library, seen: frozenset[NamedNode] = frozenset()) -> Saying:
    """Lay out a claim with the claims that are its content."""
    index = library.index
    contents: list[Content] = []
    inner: list[Saying] = []
    modes: list[NamedNode] = []
    for mode, node in library.contents(claim):
        modes.append(mode)
        if node in library.record.claims and node not in seen:
            inner.append(saying(node, library, seen | {claim}))
        else:
            reference = library.record.account_of.get(node)
            contents.append(Content(_MODES[mode], node, library.kind_words(node), reference))
    stances = index.nodes(claim, IST.stance)
    stance = stances[0].value.rsplit("/", 1)[-1] if stances else ""
    basis = index.nodes(claim, IST.stanceBasis)
    denied = IST.denies in modes
    accuses = library.is_a(claim, IST.Accusation)
    if inner:
        verb = "denying that it was said" if denied else _STANCES.get(stance, "saying")
    elif denied:
        verb = "denying"
    elif IST.supposes in modes:
        verb = "supposing"
    else:
        verb = "accusing" if accuses else "saying"
    certainty = index.nodes(claim, IST.hasCertainty)
    return Saying(
        claim=claim,
        speakers=library.speakers(claim),
        verb=verb,
        stance=stance or ("denies" if denied else "plain"),
        inferred=any(b.value.endswith("/inferred") for b in basis),
        medium=index.nodes(claim, IST.hasMedium),
        certainty=library.label(certainty[0]) if certainty else "",
        time=index.text(claim, IST.time),
        contents=tuple(contents),
        inner=tuple(inner),
    )
