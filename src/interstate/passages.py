"""Passages as Turtle: written from spans of a text, read back with their positions.

A passage has offsets, a digest, section, page and ordinal, and never the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from interstate.errors import InputError
from interstate.graphs import Index, Term
from interstate.namespaces import DATA, IST, OA, ONTOLOGY, OWL, PREFIXES, RDF, XSD, source_prefix
from interstate.segmentation import Span, SpanKind
from interstate.spans import digest
from interstate.turtle import format_turtle

_CITEKEY = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_REASONS = {SpanKind.HEADING: "heading", SpanKind.FURNITURE: "page-furniture"}
_DIGITS = re.compile(r"[0-9]{1,18}")
GENERATED = frozenset(
    {
        RDF.type,
        IST.digest,
        IST.page,
        IST.passageKind,
        IST.section,
        IST.sentence,
        OA.hasSelector,
        OA.hasSource,
        OA.start,
        OA.end,
    }
)
"""What ``segment`` writes on passages and selectors; all else on them is entered by people."""


@dataclass(frozen=True, slots=True, order=True)
class Passage:
    """One stored passage: where its words stand, and their digest."""

    start: int
    end: int
    iri: NamedNode
    digest: str


def check_citekey(citekey: str) -> str:
    """Return ``citekey`` if it is well formed and no kind's name.

    Raises:
        InputError: it is neither.
    """
    if _CITEKEY.fullmatch(citekey) is None or citekey in PREFIXES:
        raise InputError(
            f"'{citekey}' cannot name a source.",
            remedy="use lower-case letters, digits and hyphens (doe-1999), and no kind's name.",
        )
    return citekey


def passage_triples(citekey: str, text: str, spans: Sequence[Span]) -> tuple[Triple, ...]:
    """Return the triples of the passages ``p001…`` and their selectors, in text order."""
    base = source_prefix(check_citekey(citekey))
    work = NamedNode(f"{PREFIXES['work']}{citekey}")
    width = max(3, len(str(len(spans))))
    triples: list[Triple] = []
    for number, span in enumerate(spans, start=1):
        node = NamedNode(f"{base}p{number:0{width}}")
        selector = NamedNode(f"{node.value}-position")
        said: list[tuple[NamedNode, NamedNode, NamedNode | Literal]] = [
            (node, RDF.type, IST.Passage),
            (node, IST.digest, Literal(digest(text[span.start : span.end]))),
            (node, IST.passageKind, NamedNode(f"{PREFIXES['passage-kind']}{span.kind}")),
            (node, OA.hasSelector, selector),
            (node, OA.hasSource, work),
            (selector, RDF.type, OA.TextPositionSelector),
            (selector, OA.start, _integer(span.start)),
            (selector, OA.end, _integer(span.end)),
        ]
        if span.section:
            said.append((node, IST.section, Literal(span.section, language="en")))
        if span.ordinal is not None:
            said.append((node, IST.sentence, _integer(span.ordinal)))
        if span.page is not None:
            said.append((node, IST.page, Literal(span.page)))
        triples.extend(Triple(*parts) for parts in said)
    return tuple(triples)


def obvious_reasons(citekey: str, spans: Sequence[Span]) -> tuple[Triple, ...]:
    """Return why headings and page furniture make no claim: their kind says it."""
    base = source_prefix(check_citekey(citekey))
    width = max(3, len(str(len(spans))))
    return tuple(
        Triple(
            NamedNode(f"{base}p{number:0{width}}"),
            IST.lacksClaimFor,
            NamedNode(f"{PREFIXES['passage-reason']}{_REASONS[span.kind]}"),
        )
        for number, span in enumerate(spans, start=1)
        if span.kind in _REASONS
    )


def passages_turtle(
    citekey: str, text: str, spans: Sequence[Span], entered: Iterable[Triple] = ()
) -> str:
    """Return the canonical Turtle of a source's ``passages.ttl``.

    ``entered`` are statements by people about these passages (a reason for no claim, say) that
    are written along.
    """
    header = NamedNode(f"{DATA}{check_citekey(citekey)}/passages")
    triples = (
        Triple(header, RDF.type, OWL.Ontology),
        Triple(header, OWL.imports, NamedNode(ONTOLOGY)),
        *passage_triples(citekey, text, spans),
        *entered,
    )
    turtle = serialize(triples, format=RdfFormat.N_TRIPLES)
    return format_turtle((turtle or b"").decode(), f"data/sources/{citekey}/passages.ttl")


@dataclass(frozen=True, slots=True)
class Entered:
    """What people said on passages that are about to be written again.

    ``changed`` names the passages that come out otherwise than before, ``homeless`` those whose
    words change although statements hang on them, ``statements`` are the ones that stay true.
    """

    statements: tuple[Triple, ...]
    changed: tuple[str, ...]
    homeless: tuple[str, ...]


def entered_statements(
    citekey: str, text: str, spans: Sequence[Span], before: Iterable[Triple]
) -> Entered:
    """Compare an existing ``passages.ttl`` with new spans; keep what people entered."""
    header = NamedNode(f"{DATA}{citekey}/passages")
    old = Index(t for t in before if t.subject != header)
    new = Index(passage_triples(citekey, text, spans))
    nodes = {t.subject for t in (*old.triples, *new.triples) if isinstance(t.subject, NamedNode)}
    changed = {_local(node) for node in nodes if _generated(old, node) != _generated(new, node)}
    statements, homeless = [], set()
    for triple in old.triples:
        node = triple.subject
        if triple.predicate in GENERATED or not isinstance(node, NamedNode):
            continue
        if old.objects(node, IST.digest) == new.objects(node, IST.digest):
            statements.append(triple)
        else:
            homeless.add(_local(node))
    return Entered(tuple(statements), tuple(sorted(changed)), tuple(sorted(homeless)))


def _generated(index: Index, node: NamedNode) -> frozenset[tuple[NamedNode, Term]]:
    return frozenset(pair for pair in index.outgoing(node) if pair[0] in GENERATED)


def _local(node: NamedNode) -> str:
    """Return the passage's number, also for its selector."""
    return node.value.rsplit("/", 1)[-1].removesuffix("-position")


def read_passages(triples: Iterable[Triple]) -> tuple[Passage, ...]:
    """Return the passages among ``triples``, in text order.

    Raises:
        InputError: a passage without exactly one digest, start and end, or with an end that is
            not after its start.
    """
    index = Index(triples)
    return tuple(sorted(_passage(node, index) for node in index.subjects_of_type(IST.Passage)))


def _passage(node: NamedNode, index: Index) -> Passage:
    selectors = index.nodes(node, OA.hasSelector)
    digests = index.objects(node, IST.digest)
    starts = [v for s in selectors for v in index.objects(s, OA.start)]
    ends = [v for s in selectors for v in index.objects(s, OA.end)]
    if any(len(values) != 1 for values in (selectors, digests, starts, ends)):
        raise _bad(node, "does not have exactly one digest and one selector with start and end")
    first, last = _offset(node, starts[0]), _offset(node, ends[0])
    if last <= first:
        raise _bad(node, f"ends at {last}, which is not after its start {first}")
    return Passage(first, last, node, str(digests[0].value))


def _offset(node: NamedNode, value: object) -> int:
    if not isinstance(value, Literal) or _DIGITS.fullmatch(value.value) is None:
        raise _bad(node, f"has {value} where an offset (a whole number) belongs")
    return int(value.value)


def _bad(node: NamedNode, problem: str) -> InputError:
    return InputError(
        f"the passage {node.value} {problem}.",
        remedy="write passages with interstate segment, not by hand.",
    )


def _integer(value: int) -> Literal:
    return Literal(str(value), datatype=XSD.integer)
