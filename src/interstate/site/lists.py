"""Pages that list things: sources, situations, actors, works, notes, contradictions, questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import NamedNode

from interstate.contradictions import KINDS, Contradiction
from interstate.namespaces import DCTERMS, IST, OA, SKOS
from interstate.record import source_key
from interstate.site.library import AGENT_KINDS, TOP_KINDS, Library, Source
from interstate.site.words import plain_count

VOICES = {
    "one voice": "One voice contradicts itself",
    "one source": "Two voices in one source",
    "two sources": "Two sources",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list."""

    node: NamedNode
    kind: str = ""
    sources: tuple[Source, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under one heading."""

    title: str
    nodes: tuple[Row, ...]
    lead: str = ""
    style: str = ""


def sources_of(reference: NamedNode, library: Library) -> tuple[Source, ...]:
    """Return the sources that have an account of a matter."""
    keys = {source_key(a) for a in library.record.accounts.get(reference, ())}
    return tuple(source for source in library.sources if source.citekey in keys)


def situation_groups(library: Library) -> tuple[Group, ...]:
    """Return the reference situations by kind, with the sources that tell of each."""
    groups = []
    for kind in TOP_KINDS:
        rows = tuple(
            Row(
                node,
                "",
                sources_of(node, library),
                plain_count(len(library.record.accounts.get(node, ())), "account"),
            )
            for node in library.references
            if library.top_kind(node) == kind
        )
        if rows:
            label = library.label(kind)
            title = label[:1].upper() + label[1:]
            groups.append(Group(_plural(title), rows, style="columns"))
    return tuple(groups)


def _plural(word: str) -> str:
    """Return the plural of a kind's name.

    >>> _plural("Event"), _plural("Aid relation"), _plural("Proxy"), _plural("Class")
    ('Events', 'Aid relations', 'Proxies', 'Classes')
    """
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("s", "x", "ch")) else f"{word}s"


def agent_groups(library: Library) -> tuple[Group, ...]:
    """Return the agents by kind, with how often they appear."""
    groups = []
    for kind in AGENT_KINDS:
        rows = tuple(
            Row(node, _unless(library.kind_words(node), kind, library), (), "")
            for node in library.of_kind(kind)
        )
        label = library.label(kind)
        groups.append(Group(_plural(label[:1].upper() + label[1:]), rows, style="columns"))
    offices = tuple(Row(node) for node in library.of_kind(IST.Office))
    places = tuple(Row(node) for node in library.of_kind(IST.Place))
    groups.append(Group("Offices", offices, style="columns"))
    groups.append(Group("Places", places, style="columns"))
    return tuple(groups)


def _unless(words: str, kind: NamedNode, library: Library) -> str:
    return "" if words == library.label(kind) else words


def work_groups(library: Library) -> tuple[Group, ...]:
    """Return the works: those read here, those they cite, legal instruments."""
    cited = Counter(
        work
        for citation in library.of_kind(IST.Citation)
        for work in library.index.nodes(citation, IST.citesWork)
    )
    own = {source.work for source in library.sources}
    laws: list[Row] = []
    works: list[Row] = []
    for node in library.of_kind(IST.Source):
        if node in own:
            continue
        number = cited[node]
        note = plain_count(number, "citation") if number else ""
        full = library.index.text(node, DCTERMS.title)
        row = Row(node, full if full != library.label(node) else "", (), note)
        (laws if library.is_a(node, IST.LegalInstrument) else works).append(row)
    return (
        Group("Read here", tuple(Row(s.work, "", (s,)) for s in library.sources)),
        Group("Works cited or spoken of", tuple(works)),
        Group("Legal instruments", tuple(laws)),
    )


def note_groups(library: Library) -> tuple[Group, ...]:
    """Return the editorial notes by the kind of their evidence."""
    found: dict[tuple[str, str], list[Row]] = {}
    for note in library.of_kind(IST.EditorialNote):
        kinds = library.index.nodes(note, IST.evidenceKind)
        title = library.label(kinds[0]) if kinds else "without evidence"
        words = library.index.text(kinds[0], SKOS.definition) if kinds else ""
        source = library.source_of(note)
        found.setdefault((title, words), []).append(
            Row(note, "", (source,) if source else (), library.index.text(note, IST.note))
        )
    return tuple(
        Group(title[:1].upper() + title[1:], tuple(rows), lead=words, style="wide")
        for (title, words), rows in sorted(found.items())
    )


def concept_groups(library: Library) -> tuple[Group, ...]:
    """Return the concepts and closed lists."""
    by_kind: dict[NamedNode, list[Row]] = {}
    for node in library.of_kind(IST.Concept):
        for kind in library.kinds(node):
            by_kind.setdefault(kind, []).append(Row(node))
    groups = []
    for kind, rows in sorted(by_kind.items(), key=lambda i: (i[0] != IST.Concept, i[0].value)):
        label = library.label(kind)
        title = _plural(label[:1].upper() + label[1:])
        groups.append(Group(title, tuple(rows), style="columns"))
    return tuple(groups)


def source_groups(library: Library) -> list[dict[str, Any]]:
    """Return the sources: texts, data sets, and the project itself."""
    texts: list[dict[str, Any]] = []
    others: list[dict[str, Any]] = []
    for source in library.sources:
        summary = source_summary(source, library)
        (texts if source.is_text else others).append(summary)
    return [
        {
            "title": "Texts",
            "lead": "Every sentence is accounted for: it carries claims, or the reason why not.",
            "sources": texts,
        },
        {
            "title": "Data sets and the curators",
            "lead": "Claims that rows of data sets make, and what the curators add themselves, "
            "with the record that they cite. They can be left out like any other source.",
            "sources": others,
        },
    ]


def source_summary(source: Source, library: Library) -> dict[str, Any]:
    """Count what one source has here."""
    claims = [c for c in library.claims if source_key(c) == source.citekey]
    roots = set(library.roots)
    situations = [
        s
        for s in library.record.situations
        if source_key(s) == source.citekey and s not in library.record.claims
    ]
    passages = library.passages_of(source)
    return {
        "source": source,
        "citation": library.index.text(source.work, DCTERMS.bibliographicCitation),
        "claims": sum(c in roots for c in claims),
        "nested": sum(c not in roots for c in claims),
        "passages": len(passages),
        "situations": len(situations),
        "reading": passages[0].value.rsplit("/", 1)[0] + "/passages" if passages else "",
    }


def source_context(source: Source, library: Library) -> dict[str, Any]:
    """Return what a source's page adds: sections, voices, works cited."""
    voices: Counter[NamedNode] = Counter()
    cited: Counter[NamedNode] = Counter()
    for claim in library.claims:
        if source_key(claim) != source.citekey:
            continue
        if claim not in library.root_set:
            voices.update(library.speakers(claim))
        for citation in library.index.nodes(claim, IST.hasCitation):
            cited.update(library.index.nodes(citation, IST.citesWork))
    sections: dict[str, int] = {}
    for passage in library.passages_of(source):
        title = library.index.text(passage, IST.section)
        claims = library.claims_at.get(passage, ())
        sections[title] = sections.get(title, 0) + len(claims)
    summary = source_summary(source, library)
    told = [(title, number) for title, number in sections.items() if number]
    return {
        "reading": summary["reading"],
        "sections": [
            (title, f"../{source.citekey}/passages.html#s{n}", number)
            for n, (title, number) in enumerate(told, start=1)
        ],
        "voices": _by_number(voices, library),
        "cites": _by_number(cited, library),
    }


def _by_number(counts: Counter[NamedNode], library: Library) -> list[tuple[NamedNode, int]]:
    return sorted(counts.items(), key=lambda i: (-i[1], library.label(i[0]), i[0].value))


def contradiction_context(library: Library) -> dict[str, Any]:
    """Return the page of contradictions: by kind, each with its number."""
    found = library.contradictions
    numbered = list(enumerate(found.found, start=1))
    by_kind = [
        (kind, [(n, c) for n, c in numbered if c.kind == kind and c.is_different]) for kind in KINDS
    ]
    return {
        "different": found.different(),
        "near": [(n, c) for n, c in numbered if not c.is_different],
        "tensions": found.tensions,
        "kinds": [(kind, rows) for kind, rows in by_kind if rows],
        "voices": VOICES,
    }


def most_told(library: Library, number: int = 6) -> list[tuple[NamedNode, int]]:
    """Return the matters with accounts from most sources, then most accounts."""
    weighed = sorted(
        library.record.accounts.items(),
        key=lambda item: (
            -len(sources_of(item[0], library)),
            -len(item[1]),
            library.label(item[0]),
        ),
    )
    return [(reference, len(accounts)) for reference, accounts in weighed[:number]]


def disputed(library: Library) -> Sequence[Contradiction]:
    """Return the contradictions proper."""
    return library.contradictions.different()


def figures(library: Library, counts: Mapping[str, int]) -> list[tuple[int, str, str]]:
    """Return the home page's figures: number, words, page."""
    nested = [c for c in library.claims if c not in library.root_set]
    sentences = library.index.subjects_of_type(IST.Passage)
    read = [p for p in sentences if any(True for _ in library.index.objects(p, OA.hasSelector))]
    return [
        (len(library.sources), "sources", "sources.html"),
        (len(read), "passages read", "sources.html"),
        (len(library.claims), "claims", "sources.html"),
        (len(nested), "of them inside another claim", "attribution.html"),
        (len(library.record.situations - library.record.claims), "situations", "situations.html"),
        (len(_agents(library)), "actors", "agents.html"),
        (len(library.contradictions.different()), "contradictions", "contradictions.html"),
        (len(library.of_kind(IST.EditorialNote)), "editorial notes", "notes.html"),
        (counts["questions"], "questions with answers", "questions.html"),
        (counts["terms"], "terms with definitions", "doc/ns.html"),
        (counts["triples"], "statements", "download.html"),
    ]


def _agents(library: Library) -> set[NamedNode]:
    return {node for kind in AGENT_KINDS for node in library.of_kind(kind)}


def nodes_of(groups: Iterable[Group]) -> set[NamedNode]:
    """Return the nodes that groups list."""
    return {row.node for group in groups for row in group.nodes}
