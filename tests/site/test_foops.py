"""The items of FOOPS! that can be decided offline, each by its own rule.

Not here, as a person or a registry decides them: FIND2 (the prefix at prefix.cc or LOV), the part
of FIND3 and FIND_3_BIS that LOV answers, a minted DOI (OM3), and that the licence's address
resolves (OM4.2). Nothing is there to name as earlier version (OM3, optional) before the second
release, and no work that the ontology is a copy of (``dcterms:source``). That the OWL API reads
every module (RDF1) is tested in ``tests/owlapi``; here a second and a third parser do.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
import rdflib
from rdflib import DCTERMS, FOAF, OWL, RDF, RDFS, SKOS, Graph, URIRef

from interstate.namespaces import BASE, ONTOLOGY, PREFIXES

VANN = rdflib.Namespace(PREFIXES["vann"])
DCAT = rdflib.Namespace(PREFIXES["dcat"])
BIBO = rdflib.Namespace(PREFIXES["bibo"])
NODE = URIRef(ONTOLOGY)
KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
IST = PREFIXES["ist"]


IN_CATALOG = URIRef(f"{PREFIXES['schema']}includedInDataCatalog")
HEADER_PROPERTIES = (
    DCTERMS.abstract,
    DCTERMS.bibliographicCitation,
    DCTERMS.created,
    DCTERMS.creator,
    DCTERMS.description,
    DCTERMS.issued,
    DCTERMS.license,
    DCTERMS.modified,
    DCTERMS.publisher,
    DCTERMS["title"],
    BIBO.status,
    VANN.preferredNamespacePrefix,
    VANN.preferredNamespaceUri,
    FOAF.logo,
    IN_CATALOG,
)
_FOUNDATION = {str(RDF), str(RDFS), str(OWL), IST}


def _space(term: rdflib.term.Node) -> str:
    return re.sub(r"[^/#]*$", "", str(term))


def has(*predicates: URIRef) -> Callable[[Graph], bool]:
    return lambda graph: all(graph.value(NODE, p) is not None for p in predicates)


def own_terms(graph: Graph) -> set[rdflib.term.Node]:
    return {s for kind in KINDS for s in graph.subjects(RDF.type, kind) if str(s).startswith(IST)}


def all_have(*predicates: URIRef) -> Callable[[Graph], bool]:
    return lambda graph: all(
        any(graph.value(term, p) is not None for p in predicates) for term in own_terms(graph)
    )


ITEMS: dict[str, tuple[Callable[[Graph], bool], tuple[URIRef, ...]]] = {
    "PURL1 permanent": (lambda g: ONTOLOGY.startswith("https://w3id.org/"), ()),
    "OM1 title": (has(DCTERMS.title), (DCTERMS.title,)),
    "OM1 description": (has(DCTERMS.description), (DCTERMS.description,)),
    "OM1 license": (has(DCTERMS.license), (DCTERMS.license,)),
    "OM1 version": (has(OWL.versionIRI), (OWL.versionIRI,)),
    "OM1 creator": (has(DCTERMS.creator), (DCTERMS.creator,)),
    "OM1 namespace": (has(VANN.preferredNamespaceUri), (VANN.preferredNamespaceUri,)),
    "OM2 prefix": (has(VANN.preferredNamespacePrefix), (VANN.preferredNamespacePrefix,)),
    "OM2 version info": (has(OWL.versionInfo), (OWL.versionInfo,)),
    "OM2 created": (has(DCTERMS.created), (DCTERMS.created,)),
    "OM2 citation": (has(DCTERMS.bibliographicCitation), (DCTERMS.bibliographicCitation,)),
    "OM3 publisher": (has(DCTERMS.publisher), (DCTERMS.publisher,)),
    "OM3 status": (has(BIBO.status), (BIBO.status,)),
    "OM3 issued": (has(DCTERMS.issued), (DCTERMS.issued,)),
    "OM3 modified": (has(DCTERMS.modified), (DCTERMS.modified,)),
    "OM3 logo": (has(FOAF.logo), (FOAF.logo,)),
    "OM4.1 licence or rights": (has(DCTERMS.license), (DCTERMS.license,)),
    "OM4.2 licence is an IRI": (
        lambda g: isinstance(g.value(NODE, DCTERMS.license), URIRef),
        (DCTERMS.license,),
    ),
    "OM5.1 creator and created": (has(DCTERMS.creator, DCTERMS.created), (DCTERMS.created,)),
    "OM5.2 issued and publisher": (has(DCTERMS.issued, DCTERMS.publisher), (DCTERMS.issued,)),
    "FIND1 prefix and namespace agree": (
        lambda g: (
            str(g.value(NODE, VANN.preferredNamespacePrefix)) == "ist"
            and str(g.value(NODE, VANN.preferredNamespaceUri)) == IST
        ),
        (VANN.preferredNamespacePrefix,),
    ),
    "FIND3 in a catalogue": (has(IN_CATALOG), (IN_CATALOG,)),
    "VOC2 reuses vocabularies": (
        lambda g: len({_space(p) for p in g.predicates() if _space(p) not in _FOUNDATION}) > 2,
        (SKOS.definition, SKOS.scopeNote, *HEADER_PROPERTIES),
    ),
    "HTTP1 http": (lambda g: re.match("https?://", ONTOLOGY) is not None, ()),
    "VER1 version IRI differs": (
        lambda g: g.value(NODE, OWL.versionIRI) not in (None, NODE),
        (OWL.versionIRI,),
    ),
    "VOC1 known vocabularies": (
        lambda g: len({str(p).rsplit("/", 1)[0] for p in g.predicates(NODE)}) > 3,
        (DCTERMS.title, DCTERMS.description, DCTERMS.license, BIBO.status, OWL.versionInfo),
    ),
    "VOC3 labels": (all_have(RDFS.label), (RDFS.label,)),
    "VOC4 definitions": (all_have(SKOS.definition, RDFS.comment), (SKOS.definition,)),
}


@pytest.fixture(scope="module")
def ontology(dist: Path) -> Graph:
    """The ontology as it is served at its namespace."""
    return Graph().parse(dist / "site/doc/ns.ttl")


@pytest.mark.parametrize("item", ITEMS)
def test_item(ontology: Graph, item: str) -> None:
    passes, needed = ITEMS[item]
    assert passes(ontology)
    if not needed:
        return
    # The rule can fail: without what it looks at, it does.
    stripped = Graph()
    for triple in ontology:
        if triple[1] not in needed:
            stripped.add(triple)
    if item.startswith("VOC1"):
        for predicate in set(stripped.predicates(NODE)):
            stripped.remove((NODE, predicate, None))
    assert not passes(stripped)


def test_rdf1_every_module_parses(dist: Path) -> None:
    for path in sorted((dist / "site/doc").glob("ontology*/**/*.ttl")):
        one = Graph().parse(path)
        other = set(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))
        assert len(one) == len(other) > 0, path.name


def test_the_logo_and_the_catalogue_are_there(
    http: httpx.Client, ontology: Graph, dist: Path
) -> None:
    logo = str(ontology.value(NODE, FOAF.logo)).removeprefix(BASE)
    answer = http.get(f"/{logo}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("image/svg+xml")
    catalog = ontology.value(NODE, IN_CATALOG)
    assert (catalog, DCAT.dataset, NODE) in Graph().parse(dist / "dcat.ttl")


def test_uri1_uri2_the_iri_resolves_to_itself(http: httpx.Client) -> None:
    for accept, form in (("text/turtle", "turtle"), ("application/rdf+xml", "xml")):
        way = http.get("/ontology", headers={"accept": accept})
        answer = http.get(way.headers["location"])
        graph = Graph().parse(data=answer.text, format=form)
        assert (NODE, RDF.type, OWL.Ontology) in graph


def test_ver2_the_version_resolves(http: httpx.Client, ontology: Graph) -> None:
    path = str(ontology.value(NODE, OWL.versionIRI)).removeprefix(BASE)
    way = http.get(f"/{path}", headers={"accept": "text/turtle"})
    assert way.status_code == 303
    graph = Graph().parse(data=http.get(way.headers["location"]).text, format="turtle")
    assert (NODE, OWL.versionIRI, URIRef(f"{BASE}{path}")) in graph


def test_cn1_doc1_html_and_data(http: httpx.Client) -> None:
    kinds = {
        accept: http.get("/ontology", headers={"accept": accept}).headers["location"]
        for accept in ("text/html", "text/turtle", "application/ld+json")
    }
    assert len(set(kinds.values())) == 3
    page = http.get(kinds["text/html"])
    assert page.status_code == 200
    assert "<h1>" in page.text


def test_every_term_has_an_entry_with_its_words(http: httpx.Client, ontology: Graph) -> None:
    page = http.get("/doc/ns.html").text
    for term in own_terms(ontology):
        local = str(term).removeprefix(IST)
        assert f"<section class=term id={local}>" in page
