"""The vocabularies in which a publication describes itself, closed like our own."""

from __future__ import annotations

from pyoxigraph import NamedNode

from interstate.namespaces import BASE, DATA, VOCABULARIES, Vocabulary

DCAT = Vocabulary(
    VOCABULARIES["dcat"],
    """Catalog Dataset Distribution byteSize dataset distribution downloadURL
    inCatalog keyword landingPage mediaType record version""",
)
VOID = Vocabulary(
    VOCABULARIES["void"],
    """Dataset DatasetDescription Linkset class classPartition classes dataDump
    distinctObjects distinctSubjects entities exampleResource feature inDataset linkPredicate
    objectsTarget properties rootResource subjectsTarget subset
    triples uriSpace vocabulary""",
)
SPDX = Vocabulary(
    VOCABULARIES["spdx"], "Checksum algorithm checksum checksumAlgorithm_sha256 checksumValue"
)
FOAF = Vocabulary(VOCABULARIES["foaf"], "Document homepage isPrimaryTopicOf primaryTopic topic")
SH = Vocabulary(
    VOCABULARIES["sh"],
    """NodeShape PropertyShape SPARQLConstraint SPARQLSelectExecutable Violation class datatype
    maxCount message minCount nodeKind path pattern property select severity sparql targetClass
    targetObjectsOf targetSubjectsOf""",
)
FORMATS = "http://www.w3.org/ns/formats/"

CATALOG = NamedNode(f"{BASE}catalog")
WHOLE = NamedNode(DATA.rstrip("/"))
"""The data set that has all others as parts."""
DOWNLOAD = f"{BASE}download/"
BUILD = f"{BASE}build/"
LICENSE = NamedNode("https://creativecommons.org/licenses/by/4.0/")


def download_iri(path: str) -> NamedNode:
    """Return the IRI of a file that is offered for download.

    >>> download_iri("views/default.trig").value
    'https://w3id.org/interstate/download/views/default.trig'
    """
    return NamedNode(DOWNLOAD + path)
