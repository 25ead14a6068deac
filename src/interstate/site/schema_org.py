"""schema.org descriptions: a small, stated subset of what the graph says, in every page."""

from __future__ import annotations

from typing import Any

from pyoxigraph import NamedNode

from interstate.namespaces import DCTERMS, IST, ONTOLOGY, SKOS
from interstate.publication_terms import LICENSE, WHOLE
from interstate.site.library import Library

_TYPES = (
    (IST.State, "Country"),
    (IST.StateOrgan, "GovernmentOrganization"),
    (IST.Organization, "Organization"),
    (IST.Group, "Organization"),
    (IST.Person, "Person"),
    (IST.Place, "Place"),
    (IST.LegalInstrument, "Legislation"),
    (IST.Source, "CreativeWork"),
    (IST.Claim, "Claim"),
    (IST.Passage, "CreativeWork"),
    (IST.Event, "Event"),
    (IST.Concept, "DefinedTerm"),
    (IST.EditorialNote, "Comment"),
)


def type_of(node: NamedNode, library: Library) -> str:
    """Return the schema.org type that fits a node best."""
    return next((name for kind, name in _TYPES if library.is_a(node, kind)), "Thing")


def thing(node: NamedNode, library: Library) -> dict[str, Any]:
    """Describe a node: what it is, its name, what it is the same as.

    Claims also have their words, speakers and the source that they appear in.
    """
    index = library.index
    found: dict[str, Any] = {
        "@type": type_of(node, library),
        "@id": node.value,
        "name": library.label(node),
    }
    if library.is_a(node, IST.Claim):
        found["name"] = library.gloss(node)
        found["author"] = [{"@id": s.value} for s in library.speakers(node)]
        source = library.source_of(node)
        if source is not None:
            found["appearance"] = {"@id": source.work.value}
    same = [n.value for n in index.nodes(node, SKOS.exactMatch)]
    if same:
        found["sameAs"] = same[0] if len(same) == 1 else same
    other = [
        value.value for value in index.objects(node, SKOS.altLabel) if hasattr(value, "language")
    ]
    if other:
        found["alternateName"] = other
    return found


def web_page(name: str, path: str) -> dict[str, Any]:
    """Describe a page that is about no single node."""
    return {"@type": "WebPage", "name": name, "url": path, "isPartOf": {"@id": WHOLE.value}}


def dataset(library: Library, node: NamedNode = WHOLE) -> dict[str, Any]:
    """Describe the whole as a data set, as data-set search engines read it."""
    header = library.header
    return {
        "@type": "Dataset",
        "@id": node.value,
        "name": header.title,
        "description": header.description,
        "version": header.version,
        "datePublished": header.issued,
        "license": LICENSE.value,
        "creator": {
            "@type": "Organization",
            "@id": header.publisher.value,
            "name": library.label(header.publisher),
        },
        "citation": library.ontology.text(NamedNode(ONTOLOGY), DCTERMS.bibliographicCitation),
        "isAccessibleForFree": True,
    }
