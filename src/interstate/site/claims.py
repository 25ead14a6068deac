"""Pages of claims and of whole sources: sentence by sentence, voice inside voice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pyoxigraph import NamedNode

from interstate.contradictions import Contradiction
from interstate.namespaces import DCTERMS, IST, PROV
from interstate.record import short
from interstate.site.facts import rows_of
from interstate.site.library import Library, Source
from interstate.site.sayings import saying
from interstate.site.situations import contradiction_anchor, referrers, role_heading

_SHOWN_ABOVE = (
    IST.asserts,
    IST.denies,
    IST.supposes,
    IST.stance,
    IST.hasMedium,
    IST.hasSpeaker,
    IST.hasCertainty,
    IST.anchoredAt,
    IST.stanceBasis,
    IST.hearsayDepth,
    PROV.wasGeneratedBy,
)


def reading_context(source: Source, library: Library, numbers: Mapping[int, int]) -> dict[str, Any]:
    """Return a paper's sections with their sentences and the claims at each."""
    sections: list[dict[str, Any]] = []
    index = library.index
    seen: set[NamedNode] = set()  # claims and notes that stand further up already
    for passage in library.passages_of(source):
        title = index.text(passage, IST.section)
        if not sections or sections[-1]["title"] != title:
            sections.append({"title": title, "passages": [], "headings": []})
        reason = index.nodes(passage, IST.lacksClaimFor)
        kinds = index.nodes(passage, IST.passageKind)
        name = passage.value.rsplit("/", 1)[-1]
        if any(k.value.endswith("/heading") for k in (*reason, *kinds)):
            sections[-1]["headings"].append(name)
            continue
        sections[-1]["passages"].append(
            {
                "name": name,
                "sentence": index.text(passage, IST.sentence),
                "page": index.text(passage, IST.page),
                "reason": library.label(reason[0]).capitalize() + "." if reason else "",
                "claims": [
                    _reading_claim(claim, source, library, numbers, seen)
                    for claim in library.claims_at.get(passage, ())
                ],
            }
        )
    return {
        "source": source,
        "sections": _with_sentences(sections),
    }


def _with_sentences(sections: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the sections that have sentences; a heading alone goes with what follows it."""
    found: list[dict[str, Any]] = []
    waiting: list[str] = []
    for section in sections:
        if section["passages"]:
            found.append({**section, "headings": [*waiting, *section["headings"]]})
            waiting = []
        else:
            waiting += section["headings"]
    if waiting and found:
        found[-1]["headings"] += waiting
    return found


def _reading_claim(
    claim: NamedNode,
    source: Source,
    library: Library,
    numbers: Mapping[int, int],
    seen: set[NamedNode],
) -> dict[str, Any]:
    """Return a claim as it stands under a sentence; one of two sentences stands twice."""
    first = claim not in seen
    notes = library.notes_on.get(claim, ())
    told = seen.intersection(notes)
    seen.update((claim, *notes))
    said = saying(claim, library)
    own = set(library.speakers(claim)) <= set(source.authors)
    return {
        "node": claim,
        "name": claim.value.rsplit("/", 1)[-1],
        "gloss": library.gloss(claim),
        "first": first,
        "said": said,
        "plain_speaker": not own,
        "citations": library.index.nodes(claim, IST.hasCitation),
        "notes": notes,
        "told": told,
        "contradictions": [
            {"target": contradiction_anchor(numbers[id(c)]), "title": c.kind}
            for c in library.contradictions_of.get(claim, ())
            if c.is_different and id(c) in numbers
        ],
    }


def claim_context(claim: NamedNode, library: Library, numbers: Mapping[int, int]) -> dict[str, Any]:
    """Return all that a claim's page shows."""
    root = library.root_of(claim)
    return {
        "node": claim,
        "source": library.source_of(claim),
        "passages": library.passages(claim),
        "gloss": library.gloss(claim),
        "chain": saying(root, library),
        "notes": library.notes_on.get(claim, ()),
        "contradictions": [
            _against(c, claim, numbers)
            for c in library.contradictions_of.get(claim, ())
            if id(c) in numbers
        ],
        "rows": rows_of(claim, library, hidden=_SHOWN_ABOVE),
        "described": [
            described_context(node, claim, library)
            for node in library.described_by.get(claim, ())
            if node not in library.record.claims
        ],
        "citation": citation(claim, library),
    }


def described_context(node: NamedNode, claim: NamedNode, library: Library) -> dict[str, Any]:
    """Return what a claim's page tells of a situation that the claim describes.

    What refers to it in the same claim stands on the same page already.
    """
    reference = library.record.account_of.get(node)
    accounts = library.record.accounts.get(reference, ()) if reference else ()
    return {
        "node": node,
        "name": node.value.rsplit("/", 1)[-1],
        "reference": reference,
        "others": len(accounts) - 1,
        "held": library.is_held(node),
        "rows": rows_of(node, library, hidden=(IST.accountOf,)),
        "links": [
            (role_heading(library.label(predicate)), elsewhere)
            for predicate, nodes in referrers((node,), library).items()
            if (elsewhere := [n for n in nodes if library.describing(n) != claim])
        ],
        "notes": library.notes_on.get(node, ()),
    }


def _against(c: Contradiction, claim: NamedNode, numbers: Mapping[int, int]) -> dict[str, Any]:
    mine, other = (
        (c.first, c.second) if claim in (c.first.claim, c.first.root) else (c.second, c.first)
    )
    return {
        "target": contradiction_anchor(numbers[id(c)]),
        "sign": "≠" if c.is_different else "≈",
        "kind": c.kind,
        "mine": "; ".join(mine.values),
        "theirs": "; ".join(other.values),
        "other": other.claim,
    }


def citation(claim: NamedNode, library: Library) -> str:
    """Return how to cite a claim: who says it, where, as entered here, in which version."""
    root = library.root_of(claim)
    source = library.source_of(claim)
    where = "; ".join(library.passage_label(p) for p in library.index.nodes(root, IST.anchoredAt))
    header = library.header
    publisher = library.label(header.publisher)
    publisher = publisher[:1].upper() + publisher[1:]
    words = library.gloss(claim)
    parts = [f"“{words}” (paraphrase)."]
    if source is not None:
        work = library.index.text(source.work, DCTERMS.bibliographicCitation) or source.label
        parts.append(f"{work.rstrip('.')}{f', {where}' if where else ''}.")
    parts.append(
        f"As entered by {publisher}: claim {short(claim)}, {header.title} {header.version} "
        f"({header.issued[:4]}). {claim.value}"
    )
    return " ".join(parts)
