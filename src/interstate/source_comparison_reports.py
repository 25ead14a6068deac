"""A comparison of two sources written out: text and a page for people, JSON and Turtle else."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from html import escape

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from interstate.contradiction_reports import record_of, triples_of
from interstate.contradictions import words
from interstate.graphs import Index
from interstate.ground import source_of
from interstate.namespaces import ID, IST, PREFIXES, RDF, RDFS
from interstate.record import said, short
from interstate.source_comparison import Reason, SourceComparison
from interstate.standalone import item, page, table

CAP = 3
"""So many claims of a source on one matter are shown in text, unless all are wanted."""


def text_lines(found: SourceComparison, index: Index, *, everything: bool = False) -> Iterator[str]:
    """Say the comparison in lines for a terminal; of many claims the first, or ``everything``."""

    def named(node: NamedNode) -> str:
        return f"{index.label(node)}  [{short(node)}]"

    def told(key: str, claims: tuple[NamedNode, ...]) -> Iterator[str]:
        shown = claims if everything or len(claims) <= CAP + 1 else claims[:CAP]
        for claim in shown:
            yield f"        {key}: {said(claim, index)}  [{short(claim)}]"
        if len(shown) < len(claims):
            yield f"        {key}: … and {len(claims) - len(shown)} more claims: --all"

    sides = (found.first, found.second)
    yield " and ".join(sides)
    yield f"they contradict one another: {len(found.disagreements)}"
    yield from (f"    {words(c)}" for c in found.disagreements)
    yield f"in tension, as found by reading: {len(found.tensions)}"
    for tension in found.tensions:
        yield f"    {tension.kind}: {tension.label}  [{short(tension.node)}]"
        yield f"        {tension.note}"
        yield from (f"        about: {named(node)}" for node in found.about(tension))
        for claim in tension.claims:
            yield from told(source_of(claim), (claim,))
    yield f"explained by both: {len(found.explained)}"
    for explained in found.explained:
        yield f"    {named(explained.explanandum)}"
        for key, reasons in zip(sides, (explained.first, explained.second), strict=True):
            for reason in reasons:
                weight = f" ({reason.weight})" if reason.weight else ""
                given = f"{index.label(reason.explanans)}{weight}"
                yield f"        {key}: {given}  [{short(reason.claim)}]"
    yield f"told by both, without contradiction or tension: {len(found.agreed())}"
    for shared in found.agreed():
        yield f"    {named(shared.reference)}"
        yield from told(found.first, shared.first)
        yield from told(found.second, shared.second)
    for key, nodes in zip(sides, (found.only_first, found.only_second), strict=True):
        yield f"told by {key} and not by the other: {len(nodes)}"
        yield from (f"    {named(node)}" for node in nodes)


def as_json(found: SourceComparison, index: Index) -> str:
    """Write the comparison as JSON, whole: IRIs with their labels, lists sorted."""

    def node(iri: NamedNode, **more: object) -> dict[str, object]:
        return {"iri": iri.value, "label": index.label(iri), **more}

    def claims(iris: Iterable[NamedNode]) -> list[dict[str, object]]:
        return [{"iri": iri.value, "gloss": said(iri, index)} for iri in iris]

    def reasons(given: Iterable[Reason]) -> list[dict[str, object]]:
        return [node(r.explanans, weight=r.weight or None, claim=r.claim.value) for r in given]

    sides = (found.first, found.second)
    plain = {
        "sources": list(sides),
        "contradictions": [record_of(c) for c in found.disagreements],
        "tensions_found_by_reading": [
            {
                "iri": t.node.value,
                "kind": t.kind,
                "label": t.label,
                "note": t.note,
                "about": [iri.value for iri in found.about(t)],
                "claims": claims(t.claims),
            }
            for t in found.tensions
        ],
        "explained_by_both": [
            node(
                e.explanandum,
                reasons=dict(zip(sides, map(reasons, (e.first, e.second)), strict=True)),
            )
            for e in found.explained
        ],
        "told_by_both": [
            node(
                s.reference,
                contradicted=s.is_disputed,
                tensions=[iri.value for iri in s.tensions],
                claims=dict(zip(sides, map(claims, (s.first, s.second)), strict=True)),
            )
            for s in found.shared
        ],
        "told_by_one_alone": {
            key: [node(iri, claims=claims(found.alone[iri])) for iri in nodes]
            for key, nodes in zip(sides, (found.only_first, found.only_second), strict=True)
        },
    }
    return json.dumps(plain, indent=2, ensure_ascii=False) + "\n"


def as_turtle(found: SourceComparison) -> str:
    """Write the comparison as Turtle.

    What both tell and what one tells alone are situations with the claims that have them as
    content (silence is to have none of the other source); contradictions and tensions found by
    reading are tensions with two sides; explanations have their weights.
    """
    triples: list[Triple] = list(triples_of(found.disagreements))
    told = {shared.reference: (*shared.first, *shared.second) for shared in found.shared}
    for node, claims in {**told, **found.alone}.items():
        triples += [Triple(node, IST.contentOf, claim) for claim in claims]
    for tension in found.tensions:
        triples += [
            Triple(tension.node, RDF.type, IST.Tension),
            Triple(tension.node, RDFS.label, Literal(tension.label, language="en")),
            Triple(tension.node, IST.note, Literal(tension.note, language="en")),
            *(Triple(tension.node, IST.hasSide, claim) for claim in tension.claims),
        ]
    for explained in found.explained:
        for reason in (*explained.first, *explained.second):
            triples += [
                Triple(reason.explanation, RDF.type, IST.Explanation),
                Triple(reason.explanation, IST.hasExplanandum, explained.explanandum),
                Triple(reason.explanation, IST.hasExplanans, reason.explanans),
                Triple(reason.explanation, IST.describedIn, reason.claim),
            ]
            if reason.weight:
                weight = NamedNode(f"{PREFIXES['weight']}{reason.weight}")
                triples.append(Triple(reason.explanation, IST.hasWeight, weight))
    kinds = ("ist", "rdfs", "situation", "tension-kind", "weight")
    prefixes = {key: PREFIXES[key] for key in kinds}
    keys = {source_of(node) for t in found.tensions for node in (t.node, *t.claims)}
    keys |= {found.first, found.second}
    prefixes |= {key: f"{ID}{key}/" for key in sorted(keys)}
    ordered = sorted(set(triples), key=str)
    return (serialize(ordered, format=RdfFormat.TURTLE, prefixes=prefixes) or b"").decode()


def as_html(found: SourceComparison, index: Index) -> str:
    """Write the comparison as a page that stands alone: no script, no outside request."""

    def shown(node: NamedNode) -> str:
        return item(node, index)

    def listed(claims: tuple[NamedNode, ...]) -> str:
        return "<br>".join(
            f"{escape(said(c, index))} <code>{escape(short(c))}</code>" for c in claims
        )

    def reasons(given: tuple[Reason, ...]) -> str:
        return "<br>".join(
            f"{shown(r.explanans)}{f' ({escape(r.weight)})' if r.weight else ''}" for r in given
        )

    sides = (found.first, found.second)
    parts = [
        f"<h2>Contradictions ({len(found.disagreements)})</h2>",
        table(
            ("about", *sides),
            [
                (
                    f"{escape(c.kind)}: {shown(c.about)}",
                    *(
                        f"{escape('; '.join(s.values))}<br><code>{escape(short(s.claim))}</code> "
                        f"{escape(s.gloss)}"
                        for s in sorted((c.first, c.second), key=lambda s: sides.index(s.source))
                    ),
                )
                for c in found.disagreements
            ],
        ),
        f"<h2>Tensions found by reading ({len(found.tensions)})</h2>",
        table(
            ("in what respect", "claims", "note"),
            [
                (
                    f"{escape(t.kind)}: {escape(t.label)} <code>{escape(short(t.node))}</code>",
                    listed(t.claims),
                    "<br>".join((escape(t.note), *map(shown, found.about(t)))),
                )
                for t in found.tensions
            ],
        ),
        f"<h2>Explained by both ({len(found.explained)})</h2>",
        table(
            ("what is explained", *sides),
            [(shown(e.explanandum), reasons(e.first), reasons(e.second)) for e in found.explained],
        ),
        f"<h2>Told by both, without contradiction or tension ({len(found.agreed())})</h2>",
        table(
            ("what is told", *sides),
            [(shown(s.reference), listed(s.first), listed(s.second)) for s in found.agreed()],
        ),
    ]
    for key, nodes in ((found.first, found.only_first), (found.second, found.only_second)):
        rows = "".join(f"<li>{shown(node)}</li>\n" for node in nodes)
        parts.append(f"<h2>Told by {escape(key)} alone ({len(nodes)})</h2>\n<ul>\n{rows}</ul>")
    return page(" and ".join(sides), parts)
