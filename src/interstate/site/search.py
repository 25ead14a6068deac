"""The index that the search page reads: names, sentences in our words, terms; small and sorted."""

from __future__ import annotations

import json

from pyoxigraph import NamedNode

from interstate.namespaces import IST, PREFIXES, SKOS
from interstate.site.catalogue import Catalogue, question_iri
from interstate.site.library import Library
from interstate.site.render import Renderer
from interstate.site.vocabulary import terms_of

Entry = tuple[str, str, int, str]
"""What is shown, where it leads, number of its kind, further words to find it by."""

_KINDS = ("term", "question", "matter", "actor", "concept", "work", "claim", "note", "other")


def index_script(library: Library, catalogue: Catalogue, renderer: Renderer) -> str:
    """Return the index as a script, which works from a folder without a server too."""
    entries = sorted(set(_entries(library, catalogue, renderer)))
    rows = json.dumps(entries, ensure_ascii=False, separators=(",", ":"))
    return f"window.searchKinds={json.dumps(_KINDS)};\nwindow.searchIndex={rows};\n"


def _entries(library: Library, catalogue: Catalogue, renderer: Renderer) -> list[Entry]:
    index = library.index

    def entry(node: NamedNode, text: str, kind: str, more: str = "") -> Entry:
        page = renderer.page_about(node.value) or "index.html"
        return (text, page, _KINDS.index(kind), more)

    found = []
    for _, terms, _ in terms_of(library):
        for term in terms:
            words = " ".join((f"ist:{term.local}", *term.other, term.definition))
            found.append(entry(term.node, term.label, "term", words))
    for question in catalogue.questions:
        found.append(entry(question_iri(question), question.english, "question", question.key))
    for claim in library.claims:
        gloss = index.text(claim, IST.gloss)
        if gloss:
            found.append(entry(claim, gloss, "claim", index.label(claim)))
    for node in index.subjects_of_type(IST.EditorialNote):
        found.append(entry(node, index.text(node, IST.note), "note", index.label(node)))
    for node in index.subjects_of_type(*_all_kinds(library)):
        kind = _kind_of(node, library)
        if kind:
            other = " ".join(
                str(getattr(v, "value", "")) for v in index.objects(node, SKOS.altLabel)
            )
            found.append(entry(node, library.label(node), kind, other))
    return found


def _all_kinds(library: Library) -> list[NamedNode]:
    kinds = (IST.Agent, IST.Office, IST.Place, IST.Concept, IST.Source, IST.Theory, IST.Situation)
    return sorted({k for kind in kinds for k in library.hierarchy.below(kind)}, key=str)


def _kind_of(node: NamedNode, library: Library) -> str:
    if node in library.record.claims:
        return ""
    if node in library.record.references:
        return "matter"
    if node in library.record.situations:
        # An account is found by its matter and its claim.
        return ""
    for kind, name in (
        (IST.Agent, "actor"),
        (IST.Office, "actor"),
        (IST.Place, "actor"),
        (IST.Concept, "concept"),
        (IST.Source, "work"),
    ):
        if library.is_a(node, kind):
            return name
    return "other" if node.value.startswith(PREFIXES["theory"]) else ""
