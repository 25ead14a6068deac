"""What a claim cites, in words: the record that it rests on where no passage makes it."""

from __future__ import annotations

from pyoxigraph import NamedNode

from interstate.graphs import Index
from interstate.namespaces import DCTERMS, IST


def citations_of(claim: NamedNode, index: Index) -> tuple[NamedNode, ...]:
    """Return the pointers that a claim's text attaches to it, those of inferred reach included."""
    found = {
        *index.nodes(claim, IST.hasCitation),
        *index.nodes(claim, IST.hasInferredCitation),
    }
    return tuple(sorted(found, key=str))


def citation_words(citation: NamedNode, index: Index) -> str:
    """Say a pointer in words: its label, the pages, and the works' references in full.

    A work without a full reference is known by the pointer's label alone.
    """
    label, pages = index.label(citation), index.text(citation, IST.citedPages)
    # "chapter 10", "5.89" and "70-78" alike: the text says what it counts, or readers can tell.
    words = label if not pages or pages in label else f"{label}, {pages}"
    references = [
        text
        for work in index.nodes(citation, IST.citesWork)
        if (text := index.text(work, DCTERMS.bibliographicCitation))
    ]
    return ": ".join((words, "; ".join(references))) if references else words
