"""The record as a graph of claims and situations, read off the triples once.

Everything that reasons about *who says that what is the case* works on this: which nodes are
situations, which of them are claims, what each claim has as content, and which situations are
linked to which, either transparently (``ist:involves``: if the subject is the case, so is the
object) or opaquely (``ist:mentions``: nothing follows about the object).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from interstate.graphs import Hierarchy, Index
from interstate.namespaces import ID, IST, PREFIXES, RDF

MODES = (IST.asserts, IST.denies, IST.supposes)
"""How a claim can have its content."""

_REFERENCE = PREFIXES["situation"]


@dataclass(frozen=True, slots=True)
class Content:
    """What a claim says: the situation (or inner claim), and whether it is put as so or not so."""

    claim: NamedNode
    mode: NamedNode
    situation: NamedNode


@dataclass(frozen=True, slots=True)
class Link:
    """One situation's authored link to another; ``transparent`` ones spread what holds."""

    predicate: NamedNode
    target: NamedNode
    transparent: bool


@dataclass(frozen=True, slots=True)
class Record:
    """Claims and situations with their links; every tuple is sorted by IRI.

    ``contents`` and ``claimed_by`` are the same pairs from both ends; ``links`` leaves out
    claims' contents and ``ist:accountOf``, which has its own map.
    """

    index: Index
    hierarchy: Hierarchy
    situations: frozenset[NamedNode]
    claims: frozenset[NamedNode]
    references: frozenset[NamedNode]
    contents: Mapping[NamedNode, tuple[Content, ...]]
    claimed_by: Mapping[NamedNode, tuple[Content, ...]]
    links: Mapping[NamedNode, tuple[Link, ...]]
    account_of: Mapping[NamedNode, NamedNode]
    accounts: Mapping[NamedNode, tuple[NamedNode, ...]]

    def is_a(self, node: NamedNode, kind: NamedNode) -> bool:
        """Tell whether ``node`` is typed as ``kind`` or something below it."""
        return self.hierarchy.is_a(self.index.types(node), kind)

    def reference(self, node: NamedNode) -> NamedNode:
        """Return the reference situation that ``node`` is an account of, else ``node`` itself."""
        return self.account_of.get(node, node)


def source_key(node: NamedNode) -> str:
    """Return the citekey (or kind) in whose namespace a node lies, "" for foreign IRIs.

    >>> source_key(NamedNode("https://w3id.org/interstate/id/doe-1999/c001"))
    'doe-1999'
    """
    return node.value[len(ID) :].split("/", 1)[0] if node.value.startswith(ID) else ""


def short(node: NamedNode | str) -> str:
    """Return an individual's IRI as people write it.

    >>> short("https://w3id.org/interstate/id/doe-1999/c001")
    'doe-1999:c001'
    """
    iri = node if isinstance(node, str) else node.value
    return iri.removeprefix(ID).replace("/", ":", 1) if iri.startswith(ID) else f"<{iri}>"


def said(claim: NamedNode, index: Index) -> str:
    """Return what a claim says in our words, else its label."""
    return index.text(claim, IST.gloss) or index.label(claim)


def read_record(index: Index, hierarchy: Hierarchy) -> Record:
    """Read the claims and situations of ``index``; cost grows linearly with its triples."""
    kinds = hierarchy.below(IST.Situation)
    claim_kinds = hierarchy.below(IST.Claim)
    transparent = hierarchy.below(IST.involves)
    opaque = hierarchy.below(IST.mentions)
    situations: set[NamedNode] = set()
    claims: set[NamedNode] = set()
    account_of: dict[NamedNode, NamedNode] = {}
    linked: list[tuple[NamedNode, NamedNode, NamedNode]] = []
    for triple in index.triples:
        subject, predicate, value = triple.subject, triple.predicate, triple.object
        if not isinstance(subject, NamedNode) or not isinstance(value, NamedNode):
            continue
        if predicate == RDF.type:
            if value in kinds:
                situations.add(subject)
            if value in claim_kinds:
                claims.add(subject)
        elif predicate == IST.accountOf:
            # One value is the rule (SHACL says so); the first by IRI keeps a broken graph usable.
            known = account_of.get(subject)
            account_of[subject] = value if known is None else min(known, value, key=str)
        elif predicate in transparent or predicate in opaque:
            linked.append((subject, predicate, value))
    contents: dict[NamedNode, set[Content]] = defaultdict(set)
    links: dict[NamedNode, set[Link]] = defaultdict(set)
    for subject, predicate, value in linked:
        if subject in claims and predicate in MODES:
            contents[subject].add(Content(subject, predicate, value))
        else:
            links[subject].add(Link(predicate, value, predicate in transparent))
    claimed_by: dict[NamedNode, set[Content]] = defaultdict(set)
    for found in contents.values():
        for content in found:
            claimed_by[content.situation].add(content)
    accounts: dict[NamedNode, set[NamedNode]] = defaultdict(set)
    for account, reference in account_of.items():
        accounts[reference].add(account)
    references = {node for node in situations if node.value.startswith(_REFERENCE)}
    return Record(
        index=index,
        hierarchy=hierarchy,
        situations=frozenset(situations),
        claims=frozenset(claims),
        references=frozenset(references.union(account_of.values())),
        contents={claim: _by_iri(found) for claim, found in contents.items()},
        claimed_by={node: _by_iri(found) for node, found in claimed_by.items()},
        links={
            node: tuple(sorted(found, key=lambda link: (link.predicate.value, link.target.value)))
            for node, found in links.items()
        },
        account_of=account_of,
        accounts={ref: tuple(sorted(nodes, key=str)) for ref, nodes in accounts.items()},
    )


def _by_iri(contents: Iterable[Content]) -> tuple[Content, ...]:
    return tuple(sorted(contents, key=lambda c: (c.claim.value, c.mode.value, c.situation.value)))
