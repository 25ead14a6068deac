"""A node for people: what it is, who claims it, at which passage, and what it touches."""

from __future__ import annotations

from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode

from interstate.citing import citation_words, citations_of
from interstate.errors import InputError
from interstate.graphs import Hierarchy, Index
from interstate.namespaces import BASE, ID, IST, OA, RDF, RDFS
from interstate.record import MODES

_HIDDEN = {RDF.type, IST.describedIn, IST.contentOf, IST.gloss}


@dataclass(frozen=True, slots=True)
class Value:
    """A value in words (its label) and as IRI or literal; the language of a text, else ""."""

    shown: str
    value: str
    language: str


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """What points at a node: its IRI, label, the property by which it does, and its kind."""

    iri: str
    label: str
    role: str
    kind: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A property and its values."""

    name: str
    values: tuple[Value, ...]


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
    mentioned_by: tuple[Mention, ...] = field(default=())


def describe(node: NamedNode, index: Index, hierarchy: Hierarchy, ontology: Index) -> Description:
    """Describe ``node`` from the data (authored and computed).

    Raises:
        InputError: nothing is said of ``node``.
    """
    if node not in index and not list(index.incoming(node)):
        raise InputError(
            f"nothing is known of {node.value}.", remedy="see `interstate ask` for what is here."
        )

    def name(term: NamedNode) -> str:
        return index.text(term, RDFS.label) or ontology.label(term)

    def words(term: NamedNode) -> str:
        # An outside identifier says nothing without its address: Q30 is of whose list?
        is_ours = term.value.startswith(BASE) or term in index or term in ontology
        return name(term) if is_ours else term.value

    label = name(node)
    statements: dict[str, list[Value]] = {}
    for predicate, value in index.outgoing(node):
        if predicate in _HIDDEN or (predicate == RDFS.label and value.value == label):
            continue
        shown = words(value) if isinstance(value, NamedNode) else str(value.value)
        language = (value.language or "") if isinstance(value, Literal) else ""
        said = Value(shown, str(value.value), language)
        statements.setdefault(name(predicate), []).append(said)
    accounts = [s for s in index.subjects(IST.accountOf, node) if isinstance(s, NamedNode)]
    claims = _claims_about(node, accounts, index, hierarchy)
    mentions = [
        Mention(s.value, name(s), name(p), next((name(t) for t in index.types(s)), ""))
        for s, p in index.incoming(node)
        if isinstance(s, NamedNode) and p not in (IST.accountOf, IST.describedIn)
    ]
    return Description(
        node.value,
        label,
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
            for p in MODES
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
    modes = [p.value.rsplit("#", 1)[-1] for p in MODES if index.nodes(claim, p)]
    return ClaimLine(
        claim.value,
        voices,
        modes[0] if modes else "",
        # The outermost claim's gloss says how it takes this one, not what this one says.
        index.text(claim, IST.gloss) or index.text(claim, RDFS.label),
        place_of(root, index),
    )


def place_of(claim: NamedNode, index: Index) -> str:
    """Return where a claim stands: source, section, sentence, page, or the row of a data set.

    A claim that stands nowhere cites a record instead.
    """
    if not index.nodes(claim, IST.anchoredAt):
        cited = [citation_words(c, index) for c in citations_of(claim, index)]
        return f"cites {'; '.join(cited)}" if cited else ""
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
