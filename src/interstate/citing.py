"""What a claim cites, in words: the record that it rests on where no passage makes it."""

from __future__ import annotations

import re

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

    >>> from interstate.namespaces import ID, RDFS
    >>> from pyoxigraph import Literal, Triple
    >>> n = NamedNode(f"{ID}doe-1999/n001")
    >>> for pages in ("20", "page 40"):
    ...     said = ((RDFS.label, "Woodward 2002, page 40"), (IST.citedPages, pages))
    ...     print(citation_words(n, Index(Triple(n, p, Literal(text)) for p, text in said)))
    Woodward 2002, page 40, 20
    Woodward 2002, page 40
    """
    label, pages = index.label(citation), index.text(citation, IST.citedPages)
    # "chapter 10", "5.89" and "70-78" alike: the text says what it counts, or readers can tell.
    told = re.search(rf"(?<!\w){re.escape(pages)}(?!\w)", label)
    words = label if not pages or told else f"{label}, {pages}"
    references = [
        text
        for work in index.nodes(citation, IST.citesWork)
        if (text := index.text(work, DCTERMS.bibliographicCitation))
    ]
    return ": ".join((words, "; ".join(references))) if references else words
