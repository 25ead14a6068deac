"""Contradictions written out: text and a page for people, JSON for programs, Turtle for graphs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from html import escape

from pyoxigraph import Literal, NamedNode, Triple

from interstate.citing import citation_words
from interstate.comparisons import Relation
from interstate.contradictions import Contradiction, Contradictions, Side, Tension
from interstate.graphs import Index
from interstate.namespaces import ID, IST, PREFIXES, RDF, RDFS
from interstate.record import MODES, said, short
from interstate.standalone import item, page, table

_WHO = {
    "one voice": ("the same voice", "contradicts itself"),
    "one source": ("two voices of one source", "contradict one another"),
    "two sources": ("two sources", "contradict one another"),
}
_HOW = {
    Relation.COARSER: "the first value coarser than the second",
    Relation.FINER: "the first value finer than the second",
    Relation.PARTIAL: "the values partly other",
}


def in_words(contradiction: Contradiction) -> str:
    """Say whose values differ, and how: to be coarser than another is not to contradict it."""
    who, verb = _WHO[contradiction.voices]
    how = _HOW.get(contradiction.relation)
    return f"{who} {verb}" if how is None else f"{who}, {how}"


def as_text(found: Contradictions, index: Index, *, near: bool = False) -> str:
    """Lay contradictions out for a terminal: both claims, speakers and passages."""
    lines: list[str] = []
    for contradiction in found.different():
        lines += [*_block(contradiction, index), ""]
    if near and found.near():
        lines += ["no contradictions, only coarser, finer or partly other:", ""]
        for pair in found.near():
            lines += [*_block(pair, index), ""]
    apart = [tension for tension in found.tensions if not tension.found]
    if apart:
        lines += ["found by reading, not by query:", ""]
        lines += [line for tension in apart for line in (*_tension(tension, index), "")]
    different, unlike = len(found.different()), len(found.near())
    lines.append(
        f"{different} contradictions, {unlike} pairs that are only coarser, finer or partly "
        f"other{'' if near or not unlike else ' (--near shows them)'}, {len(apart)} found by "
        "reading alone."
    )
    return "\n".join(lines)


def _block(c: Contradiction, index: Index) -> Iterator[str]:
    role = "" if c.role is None else f" ({short_term(c.role)})"
    yield f"{c.kind}{role}: {c.label}  [{short(c.about)}]  - {in_words(c)}"
    for side in (c.first, c.second):
        yield from _side(side, index)
    if c.recorded:
        yield f"    recorded by the curators: {', '.join(map(short, c.recorded))}"


def _side(side: Side, index: Index) -> Iterator[str]:
    speakers = ", ".join(index.label(s) for s in side.speakers) or "nobody named"
    depth = f", hearsay depth {side.depth}" if side.depth else ""
    yield f"    {'; '.join(side.values)}"
    gloss = f": {side.gloss}" if side.gloss else ""
    yield f"        {short(side.claim)}, {speakers}{depth}{gloss}"
    for line in _behind(side, index):
        yield f"        {line}"
    yield f"        {_place(side)}"


def _behind(side: Side, index: Index) -> Iterator[str]:
    """Say what stands behind a side: who tells of it, what lists it, which record is cited."""
    if side.told:
        # The outermost claim's stance is to what it tells itself, not to what lies deeper.
        near = any(side.claim in index.nodes(side.root, p) for p in MODES)
        told = index.nodes(side.root, IST.stance) if near else ()
        stances = [short(s).removeprefix("stance:") for s in told]
        takes = f", which {' and '.join(stances)} it" if stances else ""
        yield f"told in {short(side.root)}{takes}: {side.told}"
    for claim in side.items:
        yield f"listed in {short(claim)}: {said(claim, index)}"
    # Where a passage makes the claim, the passage is the place; else the record that it cites is.
    for citation in () if side.passages else side.citations:
        yield f"cites {citation_words(citation, index)}"


def _place(side: Side) -> str:
    if side.passages:
        return f"at {', '.join(map(short, side.passages))} in {side.source}"
    return f"in {side.source}" if side.citations else f"at no passage in {side.source}"


def _tension(tension: Tension, index: Index) -> Iterator[str]:
    yield f"{tension.kind}: {tension.label}  [{short(tension.node)}]"
    yield f"    {tension.note}"
    for claim in tension.claims:
        speakers = ", ".join(index.label(s) for s in index.nodes(claim, IST.hasSpeaker))
        yield f"        {short(claim)}, {speakers or 'nobody named'}: {said(claim, index)}"


def as_json(found: Contradictions) -> str:
    """Write contradictions as JSON; IRIs in full, lists sorted."""
    return json.dumps(
        {
            "contradictions": [record_of(c) for c in found.different()],
            "coarser_or_finer": [record_of(c) for c in found.near()],
            "found_by_reading": [
                {
                    "iri": t.node.value,
                    "kind": t.kind,
                    "label": t.label,
                    "note": t.note,
                    "claims": [claim.value for claim in t.claims],
                    "found_by_query_too": t.found,
                }
                for t in found.tensions
            ],
        },
        indent=2,
        ensure_ascii=False,
    )


def record_of(c: Contradiction) -> dict[str, object]:
    """Return a contradiction as plain values, IRIs in full."""
    return {
        "kind": c.kind,
        "relation": str(c.relation),
        "about": c.about.value,
        "label": c.label,
        "role": None if c.role is None else c.role.value,
        "voices": c.voices,
        "recorded": [node.value for node in c.recorded],
        "sides": [_side_record(side) for side in (c.first, c.second)],
    }


def _side_record(side: Side) -> dict[str, object]:
    return {
        "claim": side.claim.value,
        "root_claim": side.root.value,
        "situation": side.node.value,
        "values": list(side.values),
        "source": side.source,
        "hearsay_depth": side.depth,
        "speakers": [speaker.value for speaker in side.speakers],
        "passages": [passage.value for passage in side.passages],
        "citations": [citation.value for citation in side.citations],
        "gloss": side.gloss,
        "told": side.told,
        "listed_in": [item.value for item in side.items],
    }


def as_html(found: Contradictions, index: Index, *, near: bool = False) -> str:
    """Write contradictions as a page that stands alone."""

    def side(s: Side) -> str:
        speakers = ", ".join(index.label(agent) for agent in s.speakers) or "nobody named"
        depth = f", hearsay depth {s.depth}" if s.depth else ""
        behind = "".join(f"{escape(line)}<br>" for line in _behind(s, index))
        return (
            f"<b>{escape('; '.join(s.values))}</b><br>{escape(s.gloss)}<br>{behind}"
            f"{escape(speakers)}{depth}<br>"
            f"<code>{escape(short(s.claim))} {escape(_place(s))}</code>"
        )

    def rows(pairs: Iterable[Contradiction]) -> Iterator[tuple[str, ...]]:
        for c in pairs:
            role = "" if c.role is None else f" ({escape(short_term(c.role))})"
            recorded = ", ".join(map(short, c.recorded)) or "no"
            yield (
                f"{escape(c.kind)}{role}<br>{item(c.about, index)}",
                side(c.first),
                side(c.second),
                escape(in_words(c)),
                escape(recorded),
            )

    heads = ("what about", "one side", "other side", "who", "recorded by the curators")
    apart = [tension for tension in found.tensions if not tension.found]
    parts = [
        f"<h2>Found by query ({len(found.different())})</h2>",
        table(heads, rows(found.different())),
    ]
    if near:
        parts += [
            f"<h2>Only coarser, finer or partly other ({len(found.near())})</h2>",
            table(heads, rows(found.near())),
        ]
    parts += [
        f"<h2>Found by reading, not by query ({len(apart)})</h2>",
        table(
            ("in what respect", "claims", "note"),
            (
                (
                    f"{escape(t.kind)}: {item(t.node, index)}",
                    f"<code>{escape(', '.join(map(short, t.claims)))}</code>",
                    escape(t.note),
                )
                for t in apart
            ),
        ),
    ]
    return page("Contradictions", parts)


def triples_of(found: Iterable[Contradiction]) -> Iterator[Triple]:
    """Yield contradictions as tensions whose sides are the two claims."""
    kinds = PREFIXES["tension-kind"]
    for c in found:
        node = tension_node(c)
        kind = "role" if c.kind == "office" else c.kind
        yield Triple(node, RDF.type, IST.Tension)
        label = f"{c.kind}: {c.label}"
        yield Triple(node, RDFS.label, Literal(label, language="en"))
        yield Triple(node, IST.tensionKind, NamedNode(f"{kinds}{kind}"))
        for side in (c.first, c.second):
            yield Triple(node, IST.hasSide, side.claim)
        note = f"{'; '.join(c.first.values)} against {'; '.join(c.second.values)}; {c.voices}."
        yield Triple(node, IST.note, Literal(note, language="en"))


def tension_node(c: Contradiction) -> NamedNode:
    """Return a name that stays the same from run to run."""
    local = [side.node.value.removeprefix(ID).replace("/", "-") for side in (c.first, c.second)]
    role = "" if c.role is None else f"-{c.role.value.rsplit('#', 1)[-1]}"
    return NamedNode(f"{ID}tension/{c.kind}{role}-{local[0]}-{local[1]}")


def as_turtle(found: Contradictions) -> str:
    """Write contradictions as Turtle."""
    from pyoxigraph import RdfFormat, serialize

    triples = sorted(set(triples_of(found.different())), key=str)
    citekeys = {side.source for c in found.different() for side in (c.first, c.second)}
    prefixes = {key: PREFIXES[key] for key in ("ist", "rdfs", "tension-kind")}
    prefixes |= {key: f"{ID}{key}/" for key in sorted(citekeys)}
    text = serialize(triples, format=RdfFormat.TURTLE, prefixes=prefixes)
    return (text or b"").decode()


def short_term(term: NamedNode) -> str:
    """Return a term of ours as people write it.

    >>> short_term(IST.hasPlace)
    'ist:hasPlace'
    """
    return term.value.replace(PREFIXES["ist"], "ist:")
