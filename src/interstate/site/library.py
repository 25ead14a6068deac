"""All that pages look up, prepared once: names, kinds, sources, claims, contradictions.

Pages never search the graph themselves; what they need more than once is here.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal, NamedNode, Triple

from interstate.contradictions import Contradiction, Contradictions, find_contradictions
from interstate.graphs import Hierarchy, Index
from interstate.namespaces import (
    BASE,
    DCTERMS,
    ID,
    IST,
    OA,
    OWL,
    RDF,
    RDFS,
    SKOS,
    VOCABULARIES,
)
from interstate.publication import Header, read_header
from interstate.record import MODES, Record, said, short, source_key

if TYPE_CHECKING:
    from interstate.derivation import Derived
    from interstate.project import Project

TOP_KINDS = (
    IST.Event,
    IST.Relation,
    IST.Condition,
    IST.Attitude,
    IST.Explanation,
    IST.Conditional,
    IST.Judgement,
    IST.Measurement,
    IST.Proposition,
)
"""The nine disjoint kinds of situation."""

AGENT_KINDS = (IST.State, IST.Organization, IST.Person, IST.Group)


@dataclass(frozen=True, slots=True)
class Source:
    """A source whose claims are entered: citekey, work, name, colour number (0, 1, …).

    Texts have passages; the other sources are data sets, and the project itself.
    """

    citekey: str
    work: NamedNode
    label: str
    short: str
    tint: int
    authors: tuple[NamedNode, ...]
    is_text: bool


class Library:
    """Look-ups over one project; everything is sorted, so that pages are the same each time."""

    def __init__(self, project: Project, descriptions: Iterable[Triple] = ()) -> None:
        """Wrap a project and what its build says of itself; the rest is computed when asked for."""
        self.project = project
        self.descriptions = Index(descriptions)
        self.memory: dict[str, Any] = {}

    @cached_property
    def header(self) -> Header:
        """What the ontology's header says of the release."""
        return read_header(self.project)

    @cached_property
    def index(self) -> Index:
        """Data, authored and computed."""
        return self.project.index

    @cached_property
    def ontology(self) -> Index:
        """The ontology's statements."""
        return Index(self.project.corpus.ontology_triples)

    @cached_property
    def shapes(self) -> Index:
        """The shapes' statements."""
        return Index(self.project.corpus.shapes_triples)

    @property
    def hierarchy(self) -> Hierarchy:
        """Classes and properties by what lies below what."""
        return self.project.corpus.hierarchy

    @property
    def derived(self) -> Derived:
        """What is computed from the authored statements."""
        return self.project.derived

    @property
    def record(self) -> Record:
        """Claims and situations."""
        return self.derived.record

    @cached_property
    def contradictions(self) -> Contradictions:
        """Where claims do not fit."""
        return find_contradictions(
            self.project.store, self.project.ground, self.project.corpus.root
        )

    @cached_property
    def contradictions_of(self) -> Mapping[NamedNode, tuple[Contradiction, ...]]:
        """Contradictions, and what is only coarser or finer, by what they are about and sides."""
        found: dict[NamedNode, dict[int, Contradiction]] = defaultdict(dict)
        for number, contradiction in enumerate(self.contradictions.found):
            sides = (contradiction.first, contradiction.second)
            for node in (
                contradiction.about,
                *(side.node for side in sides),
                *(side.claim for side in sides),
                *(side.root for side in sides),
            ):
                found[node][number] = contradiction
        return {node: tuple(these.values()) for node, these in found.items()}

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """The sources whose claims are entered, by citekey."""
        found = []
        for tint, citekey in enumerate(self.project.corpus.sources):
            works = self.index.subjects(IST.citekey, Literal(citekey))
            if works and isinstance(works[0], NamedNode):
                label = self.index.label(works[0])
                found.append(
                    Source(
                        citekey,
                        works[0],
                        label,
                        _short_label(label),
                        tint % 6,
                        self.index.nodes(works[0], DCTERMS.creator),
                        any(True for _ in self.index.subjects(OA.hasSource, works[0])),
                    )
                )
        return tuple(found)

    @cached_property
    def texts(self) -> tuple[Source, ...]:
        """The sources that are texts, read sentence by sentence."""
        return tuple(source for source in self.sources if source.is_text)

    @cached_property
    def source_by_key(self) -> Mapping[str, Source]:
        """Sources by citekey."""
        return {source.citekey: source for source in self.sources}

    def source_of(self, node: NamedNode) -> Source | None:
        """Return the source in whose namespace a node lies, None for shared ones."""
        return self.source_by_key.get(source_key(node))

    def label(self, node: NamedNode) -> str:
        """Return a node's name for people."""
        for index in (self.index, self.ontology, self.shapes, self.descriptions):
            text = index.text(node, RDFS.label) or index.text(node, DCTERMS.title)
            if text:
                return text
        kinds = self.index.types(node)
        if IST.Passage in kinds:
            return self.passage_label(node)
        if node.value.startswith(ID):
            return short(node)
        parts = [part for part in re.split(r"[/#]", node.value) if part]
        if node.value[-1] in "/#":
            return node.value
        if node.value.removesuffix(parts[-1]) in _NAMESPACES:
            return _in_words(parts[-1])
        return parts[-1]

    def passage_label(self, passage: NamedNode) -> str:
        """Return a passage's place: section, sentence, page."""
        section = self.index.text(passage, IST.section)
        sentence = self.index.text(passage, IST.sentence)
        page = self.index.text(passage, IST.page)
        parts = [
            section,
            f"sentence {sentence}" if sentence else "heading",
            f"p. {page}" if page else "",
        ]
        return ", ".join(part for part in parts if part)

    def kinds(self, node: NamedNode) -> tuple[NamedNode, ...]:
        """Return a node's classes, without those that another of them implies."""
        found = self.index.types(node) or self.ontology.types(node) or self.shapes.types(node)
        above = {a for kind in found for a in self.hierarchy.above(kind) if a != kind}
        return tuple(kind for kind in found if kind not in above and kind != OWL.NamedIndividual)

    def kind_words(self, node: NamedNode) -> str:
        """Return a node's classes in words."""
        return ", ".join(self.label(kind) for kind in self.kinds(node))

    def is_a(self, node: NamedNode, kind: NamedNode) -> bool:
        """Tell whether a node is of a kind."""
        return self.hierarchy.is_a(self.index.types(node), kind)

    def of_kind(self, kind: NamedNode) -> tuple[NamedNode, ...]:
        """Return the nodes of a kind or one below it, by label and IRI."""
        return self.by_label(self.index.subjects_of_type(*self.hierarchy.below(kind)))

    def by_label(self, nodes: Iterable[NamedNode]) -> tuple[NamedNode, ...]:
        """Return nodes by label, those without article first by their main word."""
        return tuple(sorted(set(nodes), key=lambda n: (_sort_key(self.label(n)), n.value)))

    # Claims ------------------------------------------------------------------------------

    @cached_property
    def claims(self) -> tuple[NamedNode, ...]:
        """All claims by IRI."""
        return tuple(sorted(self.record.claims, key=str))

    @cached_property
    def roots(self) -> tuple[NamedNode, ...]:
        """The claims that no claim has as content."""
        return self.project.ground.roots

    @cached_property
    def root_set(self) -> frozenset[NamedNode]:
        """The root claims, for membership."""
        return frozenset(self.roots)

    def root_of(self, claim: NamedNode) -> NamedNode:
        """Return the outermost claim of a claim's chain."""
        return self.derived.attribution.root.get(claim, claim)

    def chain(self, claim: NamedNode) -> tuple[NamedNode, ...]:
        """Return the claims from the outermost down to ``claim``."""
        return self.derived.attribution.chain(claim, self.derived.description)

    def contents(self, claim: NamedNode) -> tuple[tuple[NamedNode, NamedNode], ...]:
        """Return what a claim says: (asserts, denies or supposes; situation or claim)."""
        return tuple((c.mode, c.situation) for c in self.record.contents.get(claim, ()))

    def gloss(self, claim: NamedNode) -> str:
        """Return a claim's own gloss, else its label: an outer claim's words are another's."""
        return said(claim, self.index)

    def speakers(self, claim: NamedNode) -> tuple[NamedNode, ...]:
        """Return who says it."""
        return self.index.nodes(claim, IST.hasSpeaker)

    def passages(self, claim: NamedNode) -> tuple[NamedNode, ...]:
        """Return where the outermost claim of the chain stands."""
        return self.index.nodes(self.root_of(claim), IST.anchoredAt)

    def describing(self, situation: NamedNode) -> NamedNode | None:
        """Return the claim that describes a situation."""
        return self.derived.description.claim_of(situation)

    @cached_property
    def described_by(self) -> Mapping[NamedNode, tuple[NamedNode, ...]]:
        """The situations that each claim describes, contents first."""
        found: dict[NamedNode, list[NamedNode]] = defaultdict(list)
        for node in sorted(self.derived.description.origins, key=str):
            found[self.derived.description.origins[node].claim].append(node)
        return {
            claim: tuple(
                sorted(
                    nodes,
                    key=lambda n, c=claim: (  # type: ignore[misc]
                        not any(x.claim == c for x in self.record.claimed_by.get(n, ())),
                        n.value,
                    ),
                )
            )
            for claim, nodes in found.items()
        }

    @cached_property
    def notes_on(self) -> Mapping[NamedNode, tuple[NamedNode, ...]]:
        """Editorial notes by the node that they annotate."""
        found: dict[NamedNode, list[NamedNode]] = defaultdict(list)
        for note in self.of_kind(IST.EditorialNote):
            for node in self.index.nodes(note, IST.annotates):
                found[node].append(note)
        return {node: tuple(sorted(notes, key=str)) for node, notes in found.items()}

    @cached_property
    def claims_at(self) -> Mapping[NamedNode, tuple[NamedNode, ...]]:
        """The claims that stand at each passage."""
        found: dict[NamedNode, list[NamedNode]] = defaultdict(list)
        for claim in self.claims:
            for passage in self.index.nodes(claim, IST.anchoredAt):
                found[passage].append(claim)
        return {passage: tuple(claims) for passage, claims in found.items()}

    def passages_of(self, source: Source) -> tuple[NamedNode, ...]:
        """Return a source's passages in the order of its text."""
        found = self.index.subjects(OA.hasSource, source.work)
        return tuple(
            sorted(
                (p for p in found if isinstance(p, NamedNode) and self.is_a(p, IST.Passage)),
                key=lambda p: (self._start(p), p.value),
            )
        )

    def _start(self, passage: NamedNode) -> int:
        for selector in self.index.nodes(passage, OA.hasSelector):
            text = self.index.text(selector, OA.start)
            if text:
                return int(text)
        return 0

    # Situations --------------------------------------------------------------------------

    @cached_property
    def references(self) -> tuple[NamedNode, ...]:
        """The reference situations, by label."""
        return self.by_label(self.record.references)

    def accounts(self, reference: NamedNode) -> tuple[NamedNode, ...]:
        """Return the accounts of a reference situation, by source (texts first) and claim."""
        found = self.record.accounts.get(reference, ())
        texts = {source.citekey for source in self.texts}

        def key(account: NamedNode) -> tuple[bool, str, str, str]:
            source = source_key(account)
            return (source not in texts, source, self._claim_key(account), account.value)

        return tuple(sorted(found, key=key))

    def _claim_key(self, situation: NamedNode) -> str:
        claim = self.describing(situation)
        return claim.value if claim else "~"

    def top_kind(self, node: NamedNode) -> NamedNode | None:
        """Return which of the nine kinds a situation is."""
        for kind in TOP_KINDS:
            if self.is_a(node, kind):
                return kind
        return None

    def is_held(self, situation: NamedNode) -> bool:
        """Tell whether a situation holds in the default view."""
        return situation in self.default_held

    @cached_property
    def default_held(self) -> frozenset[NamedNode]:
        """What holds in the first view of the project."""
        views = self.project.views
        first = next(iter(views.values()))
        return frozenset(first.held)

    def incoming(self, node: NamedNode) -> Iterator[tuple[NamedNode, NamedNode]]:
        """Iterate over (subject, predicate) that point at ``node``, computed links left out."""
        for subject, predicate in self.index.incoming(node):
            if isinstance(subject, NamedNode) and predicate not in _COMPUTED:
                yield subject, predicate


_COMPUTED = frozenset(
    (
        IST.describedIn,
        IST.contentOf,
        IST.affirms,
        IST.rejects,
        IST.rootClaim,
        IST.stateAgent,
        IST.stateTarget,
        IST.stateBeneficiary,
        NamedNode("http://www.w3.org/ns/prov#wasAttributedTo"),
        NamedNode("http://www.w3.org/ns/prov#wasDerivedFrom"),
        NamedNode("http://www.w3.org/ns/prov#wasGeneratedBy"),
        RDF.type,
    )
)


_NAMESPACES = frozenset(VOCABULARIES.values())


def _in_words(name: str) -> str:
    """Return a term of another vocabulary, whose label is not at hand, as words.

    >>> _in_words("downloadURL"), _in_words("Dataset"), _in_words("distinctSubjects")
    ('download URL', 'dataset', 'distinct subjects')
    """
    words = re.findall(r"[A-Z]+(?![a-z])|[A-Za-z][a-z0-9]*|[0-9]+", name)
    return " ".join(word if len(word) > 1 and word.isupper() else word.lower() for word in words)


def _short_label(label: str) -> str:
    """Return the part of a source's label that names it.

    >>> _short_label("Doe and Roe 1999, on alliances"), _short_label("Untitled article on bases")
    ('Doe and Roe 1999', 'Untitled article')
    """
    head = label.split(",", 1)[0]
    return re.split(r" (?:on|about) ", head)[0] if len(head) > 24 or head == label else head


def _sort_key(label: str) -> str:
    """Return what a label is sorted by.

    >>> _sort_key("the Cold War"), _sort_key("“Do More”")
    ('cold war', 'do more')
    """
    return re.sub(r"^(?:the|a|an) |[^\w\s]", "", label.casefold()).strip()


def is_ours(node: object) -> bool:
    """Tell whether a node is an IRI that this project mints."""
    return isinstance(node, NamedNode) and node.value.startswith(BASE)


__all__ = ["AGENT_KINDS", "MODES", "SKOS", "TOP_KINDS", "Library", "Source", "is_ours"]
