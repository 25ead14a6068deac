"""Two sources side by side: what both tell, where they differ, what one leaves out, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from interstate.contradiction_reports import triples_of
from interstate.contradictions import Contradiction, Tension, words
from interstate.errors import InputError
from interstate.graphs import Index
from interstate.ground import source_of
from interstate.namespaces import ID, IST, PREFIXES, RDF, RDFS
from interstate.record import Record, short
from interstate.roles import asserted
from interstate.standalone import item, page, table
from interstate.study import Study


@dataclass(frozen=True, slots=True)
class Shared:
    """A situation that both sources tell of, with the claims by which each does."""

    reference: NamedNode
    first: tuple[NamedNode, ...]
    second: tuple[NamedNode, ...]
    is_disputed: bool


@dataclass(frozen=True, slots=True)
class Reason:
    """One explanation: the reason given, its weight, and the claim that gives it."""

    explanation: NamedNode
    explanans: NamedNode
    weight: str
    claim: NamedNode
    source: str


@dataclass(frozen=True, slots=True)
class Explained:
    """An event with the reasons that each source gives for it."""

    explanandum: NamedNode
    first: tuple[Reason, ...]
    second: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class SourceComparison:
    """What two sources agree on, differ in, leave out and explain.

    ``alone`` has, for what only one of them tells, the claims by which it does.
    """

    first: str
    second: str
    shared: tuple[Shared, ...]
    disagreements: tuple[Contradiction, ...]
    only_first: tuple[NamedNode, ...]
    only_second: tuple[NamedNode, ...]
    explained: tuple[Explained, ...]
    tensions: tuple[Tension, ...]
    alone: Mapping[NamedNode, tuple[NamedNode, ...]]

    def agreed(self) -> tuple[Shared, ...]:
        """Return what both tell of without contradicting one another."""
        return tuple(s for s in self.shared if not s.is_disputed)


def compare_sources(study: Study, first: str, second: str) -> SourceComparison:
    """Compare two sources of a project, by the situations that they tell of as being so.

    Raises:
        InputError: a source is unknown, or both are the same.
    """
    ground = study.ground
    known = sorted({source_of(root) for root in ground.roots})
    for key in (first, second):
        if key not in known:
            raise InputError(
                f"there is no source '{key}'.", remedy=f"choose from {', '.join(known)}."
            )
    if first == second:
        raise InputError("a source is not compared with itself.", remedy="name two sources.")
    record, description = ground.record, ground.derived.description
    holding = asserted(record, description)
    told: dict[NamedNode, dict[str, set[NamedNode]]] = defaultdict(lambda: defaultdict(set))
    for reference, accounts in record.accounts.items():
        for account in accounts:
            claim = description.claim_of(account)
            if claim is not None and account in holding:
                root = ground.root_of(account) or claim
                told[reference][source_of(root)].add(claim)
    disagreements = tuple(
        c
        for c in study.contradictions.different()
        if {c.first.source, c.second.source} == {first, second}
    )
    disputed = {c.about for c in disagreements}
    only = {
        key: _only(told, key, other, disputed) for key, other in ((first, second), (second, first))
    }
    both = [ref for ref, by in told.items() if first in by and second in by]
    return SourceComparison(
        first=first,
        second=second,
        shared=tuple(
            Shared(
                ref,
                tuple(sorted(told[ref][first], key=str)),
                tuple(sorted(told[ref][second], key=str)),
                ref in disputed,
            )
            for ref in sorted(both, key=str)
        ),
        disagreements=disagreements,
        only_first=only[first],
        only_second=only[second],
        explained=tuple(_explained(study, first, second)),
        tensions=tuple(
            tension
            for tension in study.contradictions.tensions
            if not tension.found
            and {source_of(claim) for claim in tension.claims} == {first, second}
        ),
        alone={
            node: tuple(sorted(told[node][key], key=str))
            for key, nodes in only.items()
            for node in nodes
        },
    )


def _only(
    told: dict[NamedNode, dict[str, set[NamedNode]]],
    source: str,
    other: str,
    disputed: set[NamedNode],
) -> tuple[NamedNode, ...]:
    """Return what one source tells and the other leaves out; to deny it is not to leave it out."""
    found = [
        ref for ref, by in told.items() if source in by and other not in by and ref not in disputed
    ]
    return tuple(sorted(found, key=str))


def _explained(study: Study, first: str, second: str) -> Iterator[Explained]:
    ground, record = study.ground, study.ground.record
    holding = asserted(record, ground.derived.description)
    reasons: dict[NamedNode, list[Reason]] = defaultdict(list)
    for node in sorted(holding, key=str):
        if not record.is_a(node, IST.Explanation) or record.is_a(node, IST.Application):
            continue
        claim = ground.derived.description.claim_of(node)
        if claim is None:
            continue
        source = source_of(ground.root_of(node) or claim)
        if source not in (first, second):
            continue
        for explanandum in record.index.nodes(node, IST.hasExplanandum):
            for explanans in record.index.nodes(node, IST.hasExplanans):
                reasons[record.reference(explanandum)].append(
                    Reason(node, explanans, _weight(node, record), claim, source)
                )
    for explanandum, given in sorted(reasons.items(), key=lambda item: item[0].value):
        sides = [tuple(r for r in given if r.source == key) for key in (first, second)]
        # Only what both explain can be laid side by side.
        if sides[0] and sides[1]:
            yield Explained(explanandum, sides[0], sides[1])


def _weight(node: NamedNode, record: Record) -> str:
    weights = record.index.nodes(node, IST.hasWeight)
    return weights[0].value.removeprefix(PREFIXES["weight"]) if weights else ""


def text_lines(found: SourceComparison, index: Index) -> Iterator[str]:
    """Say the comparison in lines for a terminal."""
    yield f"{found.first} and {found.second}"
    yield f"both tell, without contradiction: {len(found.agreed())}"
    for shared in found.agreed():
        yield f"    {index.label(shared.reference)}  [{short(shared.reference)}]"
        yield f"        {_names(shared.first)} | {_names(shared.second)}"
    yield f"they contradict one another: {len(found.disagreements)}"
    yield from (f"    {words(c)}" for c in found.disagreements)
    yield f"tensions found by reading: {len(found.tensions)}"
    for tension in found.tensions:
        yield f"    {tension.kind}: {tension.label}  [{_names(tension.claims)}]"
        yield f"        {tension.note}"
    yield f"explained by both: {len(found.explained)}"
    for explained in found.explained:
        yield f"    {index.label(explained.explanandum)}  [{short(explained.explanandum)}]"
        for key, reasons in ((found.first, explained.first), (found.second, explained.second)):
            for reason in reasons:
                weight = f" ({reason.weight})" if reason.weight else ""
                yield (
                    f"        {key}: {index.label(reason.explanans)}{weight}"
                    f"  [{short(reason.claim)}]"
                )
    for key, nodes in ((found.first, found.only_first), (found.second, found.only_second)):
        yield f"told by {key} and not by the other: {len(nodes)}"
        yield from (f"    {index.label(node)}  [{short(node)}]" for node in nodes)


def _names(nodes: tuple[NamedNode, ...]) -> str:
    return ", ".join(map(short, nodes))


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
    keys = {*(source_of(t.node) for t in found.tensions), found.first, found.second}
    prefixes |= {key: f"{ID}{key}/" for key in sorted(keys)}
    ordered = sorted(set(triples), key=str)
    return (serialize(ordered, format=RdfFormat.TURTLE, prefixes=prefixes) or b"").decode()


def as_html(found: SourceComparison, index: Index) -> str:
    """Write the comparison as a page that stands alone: no script, no outside request."""

    def shown(node: NamedNode) -> str:
        return item(node, index)

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
                    f"{escape(t.kind)}: {escape(t.label)}",
                    escape(_names(t.claims)),
                    escape(t.note),
                )
                for t in found.tensions
            ],
        ),
        f"<h2>Explained by both ({len(found.explained)})</h2>",
        table(
            ("what is explained", *sides),
            [(shown(e.explanandum), reasons(e.first), reasons(e.second)) for e in found.explained],
        ),
        f"<h2>Told by both without contradiction ({len(found.agreed())})</h2>",
        table(
            ("what is told", *sides),
            [
                (shown(s.reference), escape(_names(s.first)), escape(_names(s.second)))
                for s in found.agreed()
            ],
        ),
    ]
    for key, nodes in ((found.first, found.only_first), (found.second, found.only_second)):
        listed = "".join(f"<li>{shown(node)}</li>\n" for node in nodes)
        parts.append(f"<h2>Told by {escape(key)} alone ({len(nodes)})</h2>\n<ul>\n{listed}</ul>")
    return page(" and ".join(sides), parts)
