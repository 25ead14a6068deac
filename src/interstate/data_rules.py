"""Rules that span files: headers, imports, identity, what may be typed by hand.

SHACL sees one merged graph; these need to know which file says what.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from pyoxigraph import BlankNode, NamedNode

from interstate.findings import Finding
from interstate.graphs import Corpus, Document
from interstate.namespaces import BASE, DATA, ID, IST, KINDS, ONTOLOGY, OWL, RDF
from interstate.vocabulary import shorten

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NEVER_AUTHORED = (IST.involves, IST.mentions, IST.hasContent, IST.hasParticipant)


def expected_header(name: str) -> str | None:
    """Return the ontology IRI that the file at ``name`` (relative to the root) must have.

    >>> expected_header("data/sources/doe-1999/claims.ttl")
    'https://w3id.org/interstate/data/doe-1999/claims'
    >>> expected_header("ontology/interstate.ttl")
    'https://w3id.org/interstate/ontology'
    """
    stem = name.removesuffix(".ttl")
    if stem == "ontology/interstate":
        return ONTOLOGY
    for start, base in (
        ("ontology/", f"{ONTOLOGY}/"),
        ("shapes/", f"{BASE}shapes/"),
        ("data/sources/", DATA),
        ("data/", DATA),
    ):
        if stem.startswith(start):
            return base + stem.removeprefix(start)
    return None


def check_headers(corpus: Corpus) -> tuple[Finding, ...]:
    """Each file has one ontology header with the IRI of its place, and imports what exists.

    A data file that does not import the ontology would lose every statement in Protégé, where
    they silently turn into annotations.
    """
    documents = (*corpus.ontology, *corpus.alignments, *corpus.shapes, *corpus.data)
    known = {document.iri for document in documents if document.iri}
    data = set(corpus.data)

    def check(document: Document) -> Iterator[Finding]:
        headers = {
            t.subject
            for t in document.triples
            if t.predicate == RDF.type and t.object == OWL.Ontology
        }
        if len(headers) != 1:
            yield Finding(
                document.name,
                1,
                "",
                "header-one",
                f"the file has {len(headers)} ontology headers; give it exactly one "
                f"(<{expected_header(document.name)}> a owl:Ontology).",
            )
        elif document.iri and document.iri.value != expected_header(document.name):
            yield Finding(
                document.name,
                document.line_of(document.iri.value),
                document.iri.value,
                "header-iri",
                f"the header's IRI does not fit the file's place; write "
                f"<{expected_header(document.name)}>.",
            )
        imports = {t.object for t in document.triples if t.predicate == OWL.imports}
        for target in sorted(imports - known, key=str):
            yield _lost_import(document, str(getattr(target, "value", target)))
        if document in data and NamedNode(ONTOLOGY) not in imports:
            yield Finding(
                document.name,
                1,
                document.iri.value if document.iri else "",
                "header-no-import",
                f"data must import <{ONTOLOGY}>: without it OWL tools read every statement "
                "as an annotation.",
            )

    return tuple(finding for document in documents for finding in check(document))


def missing_modules(corpus: Corpus) -> tuple[Finding, ...]:
    """Return the findings on imports without which no other check could tell what is what.

    These are a module that another one imports, and the root that all data import: with one of
    them gone, thousands of findings would follow from its terms, and none would name the cause.
    """
    known = {document.iri.value for document in corpus.ontology if document.iri}
    lost = [
        _lost_import(document, target)
        for document in corpus.ontology
        for target in document.imports
        if target not in known
    ]
    if ONTOLOGY not in known:
        lost += [_lost_import(d, ONTOLOGY) for d in corpus.data if ONTOLOGY in d.imports][:1]
    return tuple(sorted(lost))


def _lost_import(document: Document, target: str) -> Finding:
    return Finding(
        document.name,
        1,
        target,
        "header-import",
        "this import is none of the project's files, so it would need the network; mend the IRI, "
        "put the file that has it back, or import a module of ontology/.",
    )


def check_versions(corpus: Corpus, package_version: str) -> tuple[Finding, ...]:
    """The version is stated once: module headers agree with the package."""
    findings = []
    for document in corpus.ontology:
        if document.iri is None:
            continue
        for triple in document.triples:
            wanted = {
                OWL.versionIRI: f"{document.iri.value}/{package_version}",
                OWL.versionInfo: package_version,
            }.get(triple.predicate)
            value = getattr(triple.object, "value", "")
            if wanted is not None and triple.subject == document.iri and value != wanted:
                findings.append(
                    Finding(
                        document.name,
                        document.line_of(document.iri.value),
                        document.iri.value,
                        "header-version",
                        f"{shorten(triple.predicate.value)} is {value}; the package says {wanted}.",
                    )
                )
    return tuple(findings)


def check_identity(corpus: Corpus) -> tuple[Finding, ...]:
    """Every node that data name is defined in exactly one file, under a well-formed IRI."""
    return tuple(sorted((*_undefined(corpus), *_defined_twice(corpus), *_bad_iris(corpus))))


def _definitions(documents: Iterable[Document]) -> dict[NamedNode, list[Document]]:
    """Map each typed individual to the files that type it."""
    found: dict[NamedNode, list[Document]] = defaultdict(list)
    for document in documents:
        for node in dict.fromkeys(t.subject for t in document.triples if t.predicate == RDF.type):
            if isinstance(node, NamedNode) and node != document.iri:
                found[node].append(document)
    return found


def _undefined(corpus: Corpus) -> Iterator[Finding]:
    defined = _definitions(corpus.data)
    for document in corpus.data:
        for triple in document.triples:
            value = triple.object
            if isinstance(value, NamedNode) and value.value.startswith(ID) and value not in defined:
                subject = str(getattr(triple.subject, "value", triple.subject))
                yield Finding(
                    document.name,
                    document.line_of(subject),
                    subject,
                    "data-undefined",
                    f"{shorten(triple.predicate.value)} points at {shorten(value.value)}, which "
                    "no file defines; define it (give it a type) or mend the name.",
                    value=value.value,
                )


def _defined_twice(corpus: Corpus) -> Iterator[Finding]:
    for node, documents in _definitions(corpus.data).items():
        if len(documents) > 1:
            types = sorted(
                {
                    shorten(t.object.value)
                    for d in documents
                    for t in d.triples
                    if t.subject == node
                    and t.predicate == RDF.type
                    and isinstance(t.object, NamedNode)
                }
            )
            yield Finding(
                documents[-1].name,
                documents[-1].line_of(node.value),
                node.value,
                "data-defined-twice",
                f"{shorten(node.value)} is defined in {' and '.join(d.name for d in documents)} "
                f"(as {', '.join(types)}); two things need two IRIs, one thing one block.",
            )


def _bad_iris(corpus: Corpus) -> Iterator[Finding]:
    heads = {*KINDS, *corpus.sources}
    for node, documents in _definitions(corpus.data).items():
        parts = node.value.removeprefix(ID).split("/")
        if node.value.startswith(ID) and (
            len(parts) != 2 or parts[0] not in heads or not _SLUG.fullmatch(parts[1])
        ):
            yield Finding(
                documents[0].name,
                documents[0].line_of(node.value),
                node.value,
                "data-iri",
                "an individual's IRI is …/id/<kind or citekey>/<slug>, the slug in lower case "
                "with single hyphens; rename it.",
            )
        elif not node.value.startswith(ID):
            yield Finding(
                documents[0].name,
                documents[0].line_of(node.value),
                node.value,
                "data-iri",
                f"individuals of the data lie below {ID}; rename it.",
            )


def check_authored(corpus: Corpus) -> tuple[Finding, ...]:
    """What the build computes is not typed by hand, and data hold no blank nodes."""
    computed = {
        t.subject
        for t in corpus.ontology_triples
        if t.predicate == IST.computed and isinstance(t.subject, NamedNode)
    }

    def check(document: Document) -> Iterator[Finding]:
        for triple in document.triples:
            subject = str(getattr(triple.subject, "value", triple.subject))
            if triple.predicate in computed or triple.predicate in _NEVER_AUTHORED:
                why = (
                    "is computed by the build"
                    if triple.predicate in computed
                    else "is too general to be authored; use a property below it"
                )
                yield Finding(
                    document.name,
                    document.line_of(subject),
                    subject,
                    "data-computed",
                    f"{shorten(triple.predicate.value)} {why}; take this statement out.",
                )
            if isinstance(triple.subject, BlankNode) or isinstance(triple.object, BlankNode):
                yield Finding(
                    document.name,
                    0 if isinstance(triple.subject, BlankNode) else document.line_of(subject),
                    "" if isinstance(triple.subject, BlankNode) else subject,
                    "data-blank-node",
                    f"a blank node stands at {shorten(triple.predicate.value)}; "
                    "give every node of the data an IRI.",
                )

    return tuple(finding for document in corpus.data for finding in check(document))
