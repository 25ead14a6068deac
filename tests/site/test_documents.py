"""Every IRI that is minted has a document, and all its syntaxes say the same."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox
import pytest
import rdflib
from pyoxigraph import BlankNode, Dataset, Literal, NamedNode, Quad, RdfFormat, Triple

from interstate.namespaces import BASE, ID, IST, PROV, RDFS
from interstate.publication_terms import VOID
from interstate.site.build import Site
from interstate.site.catalogue import inbound_query
from interstate.site.paths import anchor_of, document_of, page_of, relative, root_from
from interstate.site.rdf import write_all

FORMATS = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "rdf": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
}


def read(data: bytes, ending: str) -> frozenset[str]:
    """Parse, blank nodes renamed by what they say, each triple as text."""
    triples = [quad.triple for quad in ox.parse(data, FORMATS[ending])]
    if any(isinstance(n, BlankNode) for t in triples for n in (t.subject, t.object)):
        dataset = Dataset(Quad(*t) for t in triples)
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        triples = [quad.triple for quad in dataset]
    return frozenset(map(str, triples))


def differences(written: dict[str, bytes]) -> list[str]:
    """Return the endings whose graph is not that of the N-Triples."""
    wanted = read(written["nt"], "nt")
    return [ending for ending in written if read(written[ending], ending) != wanted]


def documents(folder: Path) -> Iterable[tuple[str, dict[str, bytes]]]:
    for path in sorted(folder.glob("doc/**/*.nt")):
        stem = path.with_suffix("")
        yield (
            stem.relative_to(folder).as_posix(),
            {ending: stem.with_suffix(f".{ending}").read_bytes() for ending in FORMATS}
            if "." not in stem.name
            else {e: path.with_name(f"{stem.name}.{e}").read_bytes() for e in FORMATS},
        )


def test_all_syntaxes_of_all_documents_say_the_same(dist: Path) -> None:
    unlike = {name: d for name, w in documents(dist / "site") if (d := differences(w))}
    assert unlike == {}


def test_a_syntax_that_says_something_else_is_found() -> None:
    node = NamedNode(f"{ID}state/ruritania")
    triples = [
        Triple(
            node,
            NamedNode("http://www.w3.org/2000/01/rdf-schema#label"),
            Literal("a", language="en"),
        ),
        Triple(node, NamedNode(f"{BASE}ns#note"), Literal("b")),
    ]
    written = write_all(triples)
    assert differences(written) == []
    written["rdf"] = write_all(triples[:1])["rdf"]
    assert differences(written) == ["rdf"]


def test_another_library_reads_the_same(dist: Path) -> None:
    """Addresses relative to a folder (``../state/usa``) are resolved alike by rdflib."""
    for name, written in list(documents(dist / "site"))[::60]:
        wanted = rdflib.Graph().parse(data=written["nt"], format="nt")
        if any(isinstance(node, rdflib.BNode) for node in wanted.all_nodes()):
            continue
        for ending, form in (("ttl", "turtle"), ("rdf", "xml"), ("jsonld", "json-ld")):
            found = rdflib.Graph().parse(data=written[ending], format=form)
            assert set(found) == set(wanted), f"{name}.{ending}"


TOPICS = [BASE, f"{ID}doe-1999/c001", f"{ID}thing/one", f"{BASE}ns", "https://example.org/a/b"]


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize(
    "value",
    [
        Literal('quotes " and \\ and <tag> & more'),
        Literal("two\nlines\tand a tab"),
        Literal("carriage\rreturn"),
        Literal("پاکستان", language="ur"),
        Literal("007", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer")),
        Literal("2001", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#gYear")),
        Literal("-5.0", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#decimal")),
        Literal("x", datatype=NamedNode("https://example.org/types/own")),
        NamedNode("https://example.org/a?b=c&d='e'#f"),
        NamedNode("urn:isbn:0-395-36341-1"),
        NamedNode(f"{ID}doe-1999/c001"),
        NamedNode(f"{ID}odd/a:b"),
        NamedNode(f"{BASE}ns#Claim"),
        NamedNode(f"{ID}doe-1999/"),
        NamedNode(f"{ID}doe-1999"),
        NamedNode(f"{ID}a//b"),
        NamedNode(f"{ID}a/../b"),
        NamedNode(f"{ID}a/.hidden"),
        NamedNode(f"{ID}a/b.c"),
        NamedNode(BASE),
    ],
)
def test_hard_values_survive_in_every_syntax(value: NamedNode | Literal, topic: str) -> None:
    node = NamedNode(f"{ID}thing/one")
    odd = NamedNode("https://example.org/p/1st")
    graph = [
        Triple(node, NamedNode(f"{BASE}ns#note"), value),
        Triple(node, NamedNode("https://example.org/vocabulary#has-it"), value),
        Triple(NamedNode("https://example.org/elsewhere"), odd, node)
        if False
        else Triple(
            NamedNode("https://example.org/elsewhere"),
            NamedNode("https://example.org/p/first"),
            node,
        ),
    ]
    written = write_all(graph, topic)
    assert differences(written) == []
    assert read(written["nt"], "nt") == frozenset(map(str, graph))


def test_every_minted_iri_is_told_of_in_its_document(site: Site, dist: Path) -> None:
    """The IRI is a subject in the Turtle; terms and shapes are in the one of their namespace."""
    subjects: dict[str, set[str]] = {}
    for path in sorted((dist / "site").glob("doc/**/*.nt")):
        name = path.relative_to(dist / "site").as_posix().removesuffix(".nt")
        subjects[name] = set(re.findall(rf"^<({re.escape(BASE)}[^>]*)>", path.read_text(), re.M))
    minted = {
        node.value
        for topic in site.catalogue.topics.values()
        for node in (topic.primary, *topic.nodes)
    }
    untold = {
        iri
        for iri in minted
        if iri not in subjects[str(document_of(iri))] and not _told_elsewhere(iri)
    }
    assert len(minted) > 4000
    assert untold == set()


def test_a_thing_is_told_with_what_points_at_it(site: Site, dist: Path) -> None:
    """Some of each property at least; where some are left out, the query for all is named."""
    library = site.library
    cut = 0
    for topic in site.catalogue.topics.values():
        node = topic.primary
        if not node.value.startswith(ID) or node not in library.index:
            continue
        if library.describing(node) is not None and node not in library.record.claims:
            continue
        triples = set(site.catalogue.triples(topic))
        there = {t for t in triples if t.object == node}
        told = {
            Triple(subject, predicate, node)
            for subject, predicate in library.incoming(node)
            if Triple(node, IST.describedIn, subject) not in triples
        }
        assert {t.predicate for t in told} <= {t.predicate for t in there}, node
        named = any(t.predicate == RDFS.seeAlso and "query=" in str(t.object) for t in triples)
        # All accounts of a situation are there, whatever their number.
        assert named or told <= there, node
        cut += named
        assert len([t for t in triples if t.predicate == VOID.inDataset]) == 1, node
    assert cut > 10
    usa = (dist / "site/doc/id/state/usa.ttl").read_text(encoding="utf-8")
    assert "organOf <usa>" in usa
    assert "void:inDataset <../../data/reference>" in usa


def test_the_query_for_the_rest_is_one(site: Site) -> None:
    node = NamedNode(f"{ID}state/usa")
    way = urlsplit(inbound_query(node).value)
    assert way.path.endswith("/query.html")
    found = site.library.project.store.query(parse_qs(way.query)["query"][0])
    assert isinstance(found, ox.QuerySolutions)
    assert len({(str(row["thing"]), str(row["property"])) for row in found}) > 100


def test_who_entered_a_claim_is_told_of_its_data_set(site: Site) -> None:
    library = site.library
    for claim in library.roots[::50]:
        entered = set(library.index.objects(claim, PROV.wasGeneratedBy))
        dataset = site.catalogue.dataset_of(claim)
        topic = site.catalogue.topics[str(document_of(dataset.value))]
        told = {
            t.object
            for t in site.catalogue.triples(topic)
            if t.subject == dataset and t.predicate == PROV.wasGeneratedBy
        }
        assert entered <= told, claim


def _told_elsewhere(iri: str) -> bool:
    """Version IRIs are objects of the header; grouping documents have only parts as subjects."""
    local = iri.removeprefix(BASE)
    return bool(
        re.match(
            r"(?:ontology|data/view)/(?:[a-z-]+/)?\d|id/[^/]+/passages$|ns#?$|shapes#?$|void$",
            local,
        )
    ) or (local in ("np", "ns", "shapes"))


def test_claims_passages_and_all_else_of_the_data_are_minted(site: Site) -> None:
    """No subject of the data is without a document."""
    documents = site.catalogue.topics
    lost = {
        t.subject.value
        for t in (*site.library.index.triples, *site.library.project.corpus.shapes_triples)
        if isinstance(t.subject, NamedNode)
        and t.subject.value.startswith(BASE)
        and document_of(t.subject.value) not in documents
    }
    assert lost == set()


@pytest.mark.parametrize(
    ("local", "document", "anchor"),
    [
        ("id/state/usa", "doc/id/state/usa", ""),
        ("id/doe-1999/p012", "doc/id/doe-1999/passages", "p012"),
        ("id/doe-1999/p012-position", "doc/id/doe-1999/passages", "p012"),
        ("id/doe-1999/position", "doc/id/doe-1999/position", ""),
        ("id/view/default/doe-1999/c001", "doc/id/view/default", ""),
        ("id/view/default", "doc/id/view/default", ""),
        ("np/doe-1999/c001", "doc/id/doe-1999/c001", ""),
        ("ns#Claim", "doc/ns", "Claim"),
        ("shapes#Claim-gloss", "doc/shapes", "Claim-gloss"),
        ("shapes/claims", "doc/shapes/claims", ""),
        ("ontology", "doc/ontology", ""),
        ("ontology/claims", "doc/ontology/claims", ""),
        ("ontology/0.1.0", "doc/ontology", ""),
        ("ontology/claims/0.1.0", "doc/ontology/claims", ""),
        ("data/doe-1999/claims", "doc/data/doe-1999/claims", ""),
        ("data/class/ist-Act", "doc/data", ""),
        ("download/interstate.ttl", "doc/catalog", ""),
        ("build/0.1.0", "doc/build/0.1.0", ""),
    ],
)
def test_documents_of_iris(local: str, document: str, anchor: str) -> None:
    assert document_of(BASE + local) == document
    assert anchor_of(BASE + local) == anchor


def test_outside_iris_have_no_page() -> None:
    assert page_of("http://www.wikidata.org/entity/Q30") is None
    assert document_of(BASE) is None


@pytest.mark.parametrize(
    ("here", "there", "way"),
    [
        ("a/b/c.html", "a/b/d.html", "d.html"),
        ("a/b/c.html", "a/d.html#x", "../d.html#x"),
        ("a/b/c.html", "a/b/c.html#x", "#x"),
        ("a/b/c.html", "a/b/c.html", "c.html"),
        ("a.html", "b/c.html", "b/c.html"),
        ("a/b.html", "a/b/c.html", "b/c.html"),
    ],
)
def test_ways_from_page_to_page(here: str, there: str, way: str) -> None:
    assert relative(here, there) == way
    assert root_from("doc/ns.html") == "../"
