"""VoID: what data sets there are, how much is in each, what it links to.

Every figure is counted in the triples that the data set's file holds.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from pyoxigraph import Literal, NamedNode, Triple

from interstate.namespaces import (
    BASE,
    DATA,
    DCTERMS,
    OWL,
    PROV,
    RDF,
    RDFS,
    SKOS,
    VOCABULARIES,
    XSD,
)
from interstate.publication_downloads import FORMAT_NAMES, Download
from interstate.publication_terms import FOAF, FORMATS, LICENSE, VOID, WHOLE, download_iri

_CLASS = NamedNode(f"{VOCABULARIES['void']}class")  # a keyword, so no attribute
_LINKS = (
    SKOS.exactMatch,
    SKOS.closeMatch,
    SKOS.broadMatch,
    SKOS.narrowMatch,
    SKOS.relatedMatch,
    RDFS.seeAlso,
    DCTERMS.source,
)


@dataclass(frozen=True, slots=True)
class DataSet:
    """A data set to describe: its IRI, words, triples, the files that hold it, who made it."""

    iri: NamedNode
    title: str
    description: str
    triples: tuple[Triple, ...]
    files: tuple[Download, ...] = ()
    uri_space: str = ""
    is_whole: bool = False
    version_iri: NamedNode | None = None
    activities: tuple[NamedNode, ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a data set holds."""

    triples: int
    entities: int
    subjects: int
    objects: int
    classes: Mapping[NamedNode, int]
    properties: Mapping[NamedNode, int]


def count(triples: Iterable[Triple]) -> Counts:
    """Count a graph's distinct triples, IRIs of ours that are subjects, classes and properties."""
    distinct = set(triples)
    subjects = {t.subject for t in distinct}
    classes = Counter(
        t.object for t in distinct if t.predicate == RDF.type and isinstance(t.object, NamedNode)
    )
    ours = {s for s in subjects if isinstance(s, NamedNode) and s.value.startswith(BASE)}
    return Counts(
        triples=len(distinct),
        entities=len(ours),
        subjects=len(subjects),
        objects=len({t.object for t in distinct}),
        classes=classes,
        properties=Counter(t.predicate for t in distinct),
    )


def void_triples(
    datasets: Iterable[DataSet], issued: str, title: str, publisher: NamedNode
) -> Iterator[Triple]:
    """Yield the VoID description; ``void.ttl`` is the document, the whole its main topic."""
    document = NamedNode(f"{BASE}void")
    yield Triple(document, RDF.type, VOID.DatasetDescription)
    yield Triple(document, DCTERMS.title, _en(f"VoID description of {title}"))
    yield Triple(document, FOAF.primaryTopic, WHOLE)
    for dataset in datasets:
        yield from _dataset(dataset, issued, publisher)
        yield from _linksets(dataset)


def _dataset(dataset: DataSet, issued: str, publisher: NamedNode) -> Iterator[Triple]:
    node, counts = dataset.iri, count(dataset.triples)
    yield Triple(node, RDF.type, VOID.Dataset)
    yield Triple(node, DCTERMS.title, _en(dataset.title))
    yield Triple(node, DCTERMS.description, _en(dataset.description))
    yield Triple(node, DCTERMS.license, LICENSE)
    yield Triple(node, DCTERMS.publisher, publisher)
    yield Triple(node, DCTERMS.issued, Literal(issued, datatype=XSD.date))
    if dataset.version_iri is not None:
        yield Triple(node, OWL.versionIRI, dataset.version_iri)
    for activity in dataset.activities:
        yield Triple(node, PROV.wasGeneratedBy, activity)
    if dataset.uri_space:
        yield Triple(node, VOID.uriSpace, Literal(dataset.uri_space))
    if not dataset.is_whole:
        yield Triple(WHOLE, VOID.subset, node)
    yield Triple(node, VOID.triples, _number(counts.triples))
    yield Triple(node, VOID.entities, _number(counts.entities))
    yield Triple(node, VOID.distinctSubjects, _number(counts.subjects))
    yield Triple(node, VOID.distinctObjects, _number(counts.objects))
    yield Triple(node, VOID.classes, _number(len(counts.classes)))
    yield Triple(node, VOID.properties, _number(len(counts.properties)))
    for file in dataset.files:
        yield Triple(node, VOID.dataDump, download_iri(file.path))
        if file.syntax in FORMAT_NAMES:
            yield Triple(node, VOID.feature, NamedNode(FORMATS + FORMAT_NAMES[file.syntax]))
    for namespace in _vocabularies((*counts.classes, *counts.properties)):
        yield Triple(node, VOID.vocabulary, NamedNode(namespace))
    if dataset.is_whole:
        yield from _partitions(node, counts)


def _partitions(node: NamedNode, counts: Counts) -> Iterator[Triple]:
    """Yield how often each class is used; partitions have IRIs, as all our nodes do."""
    for used, number in sorted(counts.classes.items(), key=lambda item: item[0].value):
        part = NamedNode(f"{node.value}/class/{_slug(used)}")
        yield Triple(node, VOID.classPartition, part)
        yield Triple(part, _CLASS, used)
        yield Triple(part, VOID.entities, _number(number))


def _linksets(dataset: DataSet) -> Iterator[Triple]:
    """Yield one linkset for each outside host and linking property of the whole."""
    if not dataset.is_whole:
        return
    found: dict[tuple[str, NamedNode], int] = defaultdict(int)
    for triple in set(dataset.triples):
        value = triple.object
        if triple.predicate in _LINKS and isinstance(value, NamedNode):
            host = urlsplit(value.value).hostname or ""
            if host and not value.value.startswith(BASE) and isinstance(triple.subject, NamedNode):
                found[host, triple.predicate] += 1
    for (host, predicate), number in sorted(found.items(), key=lambda i: (i[0][0], i[0][1].value)):
        node = NamedNode(f"{DATA}links/{host}/{_slug(predicate)}")
        target = NamedNode(f"{DATA}links/{host}")
        yield Triple(dataset.iri, VOID.subset, node)
        yield Triple(node, RDF.type, VOID.Linkset)
        yield Triple(node, DCTERMS.title, _en(f"links to {host} by {_slug(predicate)}"))
        yield Triple(node, VOID.linkPredicate, predicate)
        yield Triple(node, VOID.subjectsTarget, dataset.iri)
        yield Triple(node, VOID.objectsTarget, target)
        yield Triple(node, VOID.triples, _number(number))
        yield Triple(target, RDF.type, VOID.Dataset)
        yield Triple(target, DCTERMS.title, _en(f"what {host} publishes"))
        yield Triple(target, FOAF.homepage, NamedNode(f"https://{host}/"))


def _vocabularies(terms: Iterable[NamedNode]) -> list[str]:
    known = set(VOCABULARIES.values())
    return sorted({namespace for namespace in map(_namespace, terms) if namespace in known})


def _namespace(term: NamedNode) -> str:
    return re.sub(r"[^/#]*$", "", term.value)


def _slug(term: NamedNode) -> str:
    """Return a name for a term in an IRI.

    >>> _slug(NamedNode("http://www.w3.org/2004/02/skos/core#exactMatch"))
    'skos-exactMatch'
    """
    for prefix, namespace in sorted(VOCABULARIES.items()):
        local = term.value.removeprefix(namespace)
        if local != term.value and "/" not in local:
            return f"{prefix}-{local}"
    return re.sub(r"\W+", "-", term.value)


def _en(text: str) -> Literal:
    return Literal(text, language="en")


def _number(value: int) -> Literal:
    return Literal(str(value), datatype=XSD.integer)
