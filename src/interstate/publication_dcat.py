"""DCAT 3: the catalogue of data sets and the files that hold them, with sizes and checksums.

Where the data will be hosted is not known here, so there is no data service in the catalogue:
``interstate serve`` describes its own endpoint.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Triple

from interstate.namespaces import BASE, DCTERMS, RDF, VOCABULARIES, XSD
from interstate.publication_downloads import MEDIA_TYPES, Download
from interstate.publication_terms import CATALOG, DCAT, LICENSE, SPDX, WHOLE, download_iri
from interstate.publication_void import DataSet

_IANA = "https://www.iana.org/assignments/media-types/"


def dcat_triples(
    datasets: Iterable[DataSet],
    *,
    title: str,
    description: str,
    issued: str,
    version: str,
    publisher: NamedNode,
    keywords: Iterable[str],
) -> Iterator[Triple]:
    """Yield the catalogue, its data sets and their distributions."""
    day = Literal(issued, datatype=XSD.date)
    yield Triple(CATALOG, RDF.type, DCAT.Catalog)
    yield Triple(CATALOG, DCTERMS.title, _en(f"{title}: catalogue"))
    yield Triple(CATALOG, DCTERMS.description, _en(description))
    yield Triple(CATALOG, DCTERMS.publisher, publisher)
    yield Triple(CATALOG, DCTERMS.issued, day)
    yield Triple(CATALOG, DCTERMS.license, LICENSE)
    yield Triple(CATALOG, DCAT.landingPage, NamedNode(BASE))
    for dataset in datasets:
        node = dataset.iri
        yield Triple(CATALOG, DCAT.dataset, node)
        yield Triple(node, RDF.type, DCAT.Dataset)
        yield Triple(node, DCTERMS.title, _en(dataset.title))
        yield Triple(node, DCTERMS.description, _en(dataset.description))
        yield Triple(node, DCTERMS.publisher, publisher)
        yield Triple(node, DCTERMS.issued, day)
        yield Triple(node, DCTERMS.license, LICENSE)
        yield Triple(node, DCAT.version, Literal(version))
        for file in dataset.files:
            yield Triple(node, DCAT.distribution, download_iri(file.path))
            yield from _distribution(file, day)
        if node == WHOLE:
            for word in keywords:
                yield Triple(node, DCAT.keyword, _en(word))


def _distribution(file: Download, day: Literal) -> Iterator[Triple]:
    node = download_iri(file.path)
    checksum = NamedNode(f"{node.value}#sha256")
    yield Triple(node, RDF.type, DCAT.Distribution)
    yield Triple(node, DCTERMS.title, _en(file.path))
    yield Triple(node, DCTERMS.license, LICENSE)
    yield Triple(node, DCTERMS.issued, day)
    yield Triple(node, DCAT.downloadURL, node)
    yield Triple(node, DCAT.mediaType, NamedNode(_IANA + MEDIA_TYPES[file.syntax]))
    size = Literal(str(file.size), datatype=XSD.nonNegativeInteger)
    yield Triple(node, DCAT.byteSize, size)
    yield Triple(node, SPDX.checksum, checksum)
    yield Triple(checksum, RDF.type, SPDX.Checksum)
    yield Triple(checksum, SPDX.algorithm, SPDX.checksumAlgorithm_sha256)
    hexadecimal = NamedNode(f"{VOCABULARIES['xsd']}hexBinary")
    yield Triple(checksum, SPDX.checksumValue, Literal(file.sha256, datatype=hexadecimal))


def _en(text: str) -> Literal:
    return Literal(text, language="en")
