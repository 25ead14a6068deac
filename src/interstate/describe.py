"""A node for people: what it is, who claims it, at which passage, and what it touches."""

from __future__ import annotations

from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode

from interstate.errors import InputError
from interstate.graphs import Hierarchy, Index
from interstate.namespaces import ID, IST, OA, RDF, RDFS

_HIDDEN = {RDF.type, RDFS.label, IST.describedIn, IST.contentOf, IST.gloss}
_CONTENT = (IST.asserts, IST.denies, IST.supposes)


@dataclass(frozen=True, slots=True)
class Statement:
    """A property and its values, in words (labels) and as IRIs or literals."""

    name: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """A claim in one line: who says so (outermost first), how, where, in our words."""

    claim: str
    voices: tuple[str, ...]
    mode: str
    gloss: str
    place: str


@dataclass(frozen=True, slots=True)
class Description:
    """All that ``interstate show`` prints of one node."""

    iri: str
    label: str
    kinds: tuple[str, ...]
    statements: tuple[Statement, ...]
    claims: tuple[ClaimLine, ...]
    accounts: tuple[tuple[str, str], ...] = field(default=())
    mentioned_by: tuple[tuple[str, str, str], ...] = field(default=())


def describe(node: NamedNode, index: Index, hierarchy: Hierarchy, ontology: Index) -> Description:
    """Describe ``node`` from the data (authored and computed).

    Raises:
        InputError: nothing is said of ``node``; the message has the nearest known ones.
    """
    if node not in index and not list(index.incoming(node)):
        raise InputError(f"nothing is known of {node.value}.", remedy=_near(node, index), path=None)

    def name(term: NamedNode) -> str:
        return index.text(term, RDFS.label) or ontology.label(term)

    statements: dict[str, list[tuple[str, str]]] = {}
    for predicate, value in index.outgoing(node):
        if predicate not in _HIDDEN:
            shown = name(value) if isinstance(value, NamedNode) else str(value.value)
            statements.setdefault(name(predicate), []).append((shown, str(value.value)))
    accounts = [s for s in index.subjects(IST.accountOf, node) if isinstance(s, NamedNode)]
    claims = _claims_about(node, accounts, index, hierarchy)
    mentions = [
        (s.value, name(s), name(p))
        for s, p in index.incoming(node)
        if isinstance(s, NamedNode) and p not in (IST.accountOf, IST.describedIn)
    ]
    return Description(
        node.value,
        name(node),
        tuple(name(t) for t in index.types(node)),
        tuple(Statement(key, tuple(values)) for key, values in statements.items()),
        tuple(claim_line(c, index) for c in claims),
        tuple((a.value, name(a)) for a in accounts),
        tuple(sorted(set(mentions))),
    )


def _claims_about(
    node: NamedNode, accounts: list[NamedNode], index: Index, hierarchy: Hierarchy
) -> tuple[NamedNode, ...]:
    """Return the claims that describe the node, an account of it, or something that names it."""
    if hierarchy.is_a(index.types(node), IST.Claim):
        return (node,)
    if hierarchy.is_a(index.types(node), IST.Passage):
        anchored = index.subjects(IST.anchoredAt, node)
        return tuple(c for c in anchored if isinstance(c, NamedNode))
    described = {c for n in (node, *accounts) for c in index.nodes(n, IST.describedIn)}
    if not described and not accounts:
        near = [s for s, _ in index.incoming(node) if isinstance(s, NamedNode)]
        described = {c for n in near for c in index.nodes(n, IST.describedIn)}
    return tuple(sorted(described, key=lambda c: c.value))


def claim_line(claim: NamedNode, index: Index) -> ClaimLine:
    """Return ``claim`` in one line, with the voices from the paper inwards."""
    chain = [claim]
    while True:
        outer = [
            s
            for p in _CONTENT
            for s in index.subjects(p, chain[-1])
            if isinstance(s, NamedNode) and s not in chain
        ]
        if not outer:
            break
        chain.append(outer[0])
    root = chain[-1]
    voices = tuple(
        " & ".join(index.label(s) for s in index.nodes(c, IST.hasSpeaker)) for c in reversed(chain)
    )
    modes = [p.value.rsplit("#", 1)[-1] for p in _CONTENT if index.nodes(claim, p)]
    return ClaimLine(
        claim.value,
        voices,
        modes[0] if modes else "",
        index.text(claim, IST.gloss) or index.text(root, IST.gloss),
        place_of(root, index),
    )


def place_of(claim: NamedNode, index: Index) -> str:
    """Return where a claim stands: source, section, sentence, page, or the row of a data set.

    A claim that stands nowhere cites a record instead.
    """
    if not index.nodes(claim, IST.anchoredAt):
        cited = [index.label(c) for c in index.nodes(claim, IST.hasCitation)]
        return f"cites {', '.join(cited)}" if cited else ""
    places = []
    for locus in index.nodes(claim, IST.anchoredAt):
        source = index.value(locus, OA.hasSource) or index.value(locus, IST.hasDataset)
        texts = [
            (word, index.text(locus, predicate))
            for word, predicate in (
                ("", IST.section),
                ("sentence ", IST.sentence),
                ("p. ", IST.page),
                ("row ", IST.rowKey),
                ("column ", IST.column),
            )
        ]
        parts = [
            index.label(source) if isinstance(source, NamedNode) else "",
            *(f"{word}{text}" for word, text in texts if text),
            locus.value.removeprefix(ID).replace("/", ":", 1),
        ]
        places.append(", ".join(part for part in parts if part))
    return "; ".join(places)


def _near(node: NamedNode, index: Index) -> str:
    import difflib

    known = sorted({t.subject.value for t in index.triples if isinstance(t.subject, NamedNode)})
    close = difflib.get_close_matches(node.value, known, n=3, cutoff=0.7)
    words = [c.removeprefix(ID).replace("/", ":", 1) for c in close]
    return (
        f"did you mean {' or '.join(words)}?" if words else "see `interstate ask` for what is here."
    )


def find_by_label(words: str, index: Index) -> tuple[NamedNode, ...]:
    """Return the nodes whose label holds ``words`` (case folded), shortest label first."""
    wanted = words.casefold()
    found = [
        (len(t.object.value), t.subject.value)
        for t in index.triples
        if t.predicate == RDFS.label
        and isinstance(t.object, Literal)
        and isinstance(t.subject, NamedNode)
        and wanted in t.object.value.casefold()
    ]
    return tuple(NamedNode(iri) for _, iri in sorted(found))
