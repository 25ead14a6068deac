"""Is every term that a file uses a real one? SHACL ignores predicates it has no shape for."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode

from interstate.findings import Finding
from interstate.graphs import Corpus, Document
from interstate.namespaces import OWL, PREFIXES, RDF, RDFS, VOCABULARIES, XSD
from interstate.shacl_terms import SH

_CLOSED = {vocabulary.base: vocabulary for vocabulary in (OWL, RDF, RDFS, SH, XSD)}
_NAMESPACES = tuple(sorted(VOCABULARIES.values(), key=len, reverse=True))


def namespace_of(iri: str) -> str | None:
    """Return the vocabulary namespace that ``iri`` lies in, None for anything else."""
    return next((ns for ns in _NAMESPACES if iri.startswith(ns)), None)


def defined_terms(corpus: Corpus) -> frozenset[str]:
    """Return the IRIs that the ontology types: our terms and the borrowed ones it declares."""
    return frozenset(node.value for node in corpus.hierarchy.defined)


def defined_shapes(corpus: Corpus) -> frozenset[str]:
    """Return the IRIs that the shapes files type."""
    return frozenset(
        triple.subject.value
        for triple in corpus.shapes_triples
        if triple.predicate == RDF.type and isinstance(triple.subject, NamedNode)
    )


def suggestion(term: str, known: Iterable[str]) -> str:
    """Return `` (did you mean …?)`` for the nearest known term, "" when none is near.

    >>> from interstate.namespaces import IST
    >>> suggestion("https://w3id.org/interstate/ns#asert", [IST.asserts.value])
    ' (did you mean ist:asserts?)'
    """
    near = difflib.get_close_matches(term, list(known), n=1, cutoff=0.9)
    return f" (did you mean {shorten(near[0])}?)" if near else ""


def shorten(iri: str) -> str:
    """Return ``iri`` as a prefixed name where the table has a prefix for it.

    >>> shorten("https://w3id.org/interstate/ns#Claim")
    'ist:Claim'
    """
    best = max(
        (item for item in PREFIXES.items() if iri.startswith(item[1])),
        key=lambda item: len(item[1]),
        default=None,
    )
    if best is None:
        return f"<{iri}>"
    return f"{best[0]}:{iri[len(best[1]) :]}"


def check_terms(corpus: Corpus) -> tuple[Finding, ...]:
    """Return a finding for each term that no vocabulary defines, in every file of the project.

    Our own terms must be in the ontology, shapes in the shapes files, SHACL's, RDF's and OWL's
    in their recommendations; any other borrowed term must be declared in the ontology, which
    OWL 2 DL demands anyway.
    """
    terms, shapes = defined_terms(corpus), defined_shapes(corpus)

    def is_known(iri: str, namespace: str) -> bool:
        if namespace == VOCABULARIES["istsh"]:
            return iri in shapes
        if namespace in _CLOSED:
            return iri in _CLOSED[namespace]
        return iri in terms

    def candidates(namespace: str) -> tuple[Iterable[str], str]:
        if namespace in _CLOSED:
            return [t.value for t in _CLOSED[namespace]], "; only its makers add terms to it"
        if namespace == VOCABULARIES["istsh"]:
            return shapes, ", or define the shape in shapes/"
        return terms, ", or define the term in ontology/"

    def check(document: Document) -> Iterator[Finding]:
        for iri in sorted(_vocabulary_terms(document)):
            namespace = namespace_of(iri)
            if namespace is None or iri == namespace or "/" in iri[len(namespace) :]:
                continue  # an individual, such as bibo:status/draft, not a term
            if is_known(iri, namespace):
                continue
            rule = "terms-ours" if namespace == VOCABULARIES["ist"] else "terms-borrowed"
            known, remedy = candidates(namespace)
            yield Finding(
                document.name,
                _line_of_use(document, iri),
                iri,
                rule,
                f"{shorten(iri)} is used here but nothing defines it{suggestion(iri, known)}. "
                f"Mend the name{remedy}.",
            )

    documents = (*corpus.ontology, *corpus.alignments, *corpus.shapes, *corpus.data)
    return tuple(finding for document in documents for finding in check(document))


def _vocabulary_terms(document: Document) -> set[str]:
    found: set[str] = set()
    for triple in document.triples:
        found.add(triple.predicate.value)
        if isinstance(triple.subject, NamedNode):
            found.add(triple.subject.value)
        if isinstance(triple.object, NamedNode):
            found.add(triple.object.value)
    return {iri for iri in found if iri.startswith(_NAMESPACES)}


def _line_of_use(document: Document, iri: str) -> int:
    name = shorten(iri)
    for number, line in enumerate(document.text.splitlines(), start=1):
        if name in line.split() or name in line or f"<{iri}>" in line:
            return number
    return 0
