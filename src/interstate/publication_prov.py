"""PROV of the build: which files went in, which came out, which program did it.

No time is recorded but the release's date, so that building twice gives the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Triple

from interstate.graphs import Document
from interstate.namespaces import BASE, DCTERMS, PROV, RDF, RDFS, VOCABULARIES, XSD
from interstate.publication_downloads import Download
from interstate.publication_terms import BUILD, SPDX, WHOLE, download_iri

_IDENTIFIER = NamedNode(f"{VOCABULARIES['dcterms']}identifier")
_SOFTWARE = NamedNode(f"{VOCABULARIES['prov']}SoftwareAgent")


def prov_triples(
    inputs: Iterable[Document],
    outputs: Iterable[Download],
    *,
    version: str,
    issued: str,
    publisher: NamedNode,
) -> Iterator[Triple]:
    """Yield the build as an activity with its inputs (and their digests), outputs and agents."""
    activity = NamedNode(f"{BUILD}{version}")
    software = NamedNode(f"{BASE}software/{version}")
    yield Triple(activity, RDF.type, PROV.Activity)
    yield Triple(activity, RDFS.label, _en(f"build of version {version}"))
    yield Triple(activity, DCTERMS.issued, Literal(issued, datatype=XSD.date))
    yield Triple(activity, PROV.wasAssociatedWith, software)
    yield Triple(activity, PROV.wasAssociatedWith, publisher)
    yield Triple(software, RDF.type, _SOFTWARE)
    yield Triple(software, RDFS.label, _en(f"interstate {version}"))
    yield Triple(WHOLE, PROV.wasGeneratedBy, activity)
    for document in inputs:
        if document.iri is None:
            continue
        node = document.iri
        checksum = NamedNode(f"{node.value}#sha256")
        digest = hashlib.sha256(document.text.encode()).hexdigest()
        hexadecimal = NamedNode(f"{VOCABULARIES['xsd']}hexBinary")
        yield Triple(activity, PROV.used, node)
        yield Triple(node, RDF.type, PROV.Entity)
        yield Triple(node, _IDENTIFIER, Literal(document.name))
        yield Triple(node, SPDX.checksum, checksum)
        yield Triple(checksum, RDF.type, SPDX.Checksum)
        yield Triple(checksum, SPDX.algorithm, SPDX.checksumAlgorithm_sha256)
        yield Triple(checksum, SPDX.checksumValue, Literal(digest, datatype=hexadecimal))
        yield Triple(WHOLE, PROV.wasDerivedFrom, node)
    for file in outputs:
        node = download_iri(file.path)
        yield Triple(node, RDF.type, PROV.Entity)
        yield Triple(node, PROV.wasGeneratedBy, activity)


def _en(text: str) -> Literal:
    return Literal(text, language="en")
