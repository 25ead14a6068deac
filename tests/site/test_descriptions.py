"""What the publication says of itself, counted again by other means."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from pyoxigraph import QuerySolutions, RdfFormat, Store
from rdflib import DCTERMS, RDF, SH, URIRef

from interstate.graphs import merged
from interstate.namespaces import BASE, ONTOLOGY, PREFIXES
from interstate.project import Project
from interstate.publication import DESCRIPTION_SHAPES, NAMES, read_descriptions
from interstate.publication_terms import DOWNLOAD

VOID = rdflib.Namespace(PREFIXES["void"])
DCAT = rdflib.Namespace(PREFIXES["dcat"])
SPDX = rdflib.Namespace(PREFIXES["spdx"])
PROV = rdflib.Namespace(PREFIXES["prov"])
WHOLE = URIRef(f"{BASE}data")
FORMATS = {
    "nt": RdfFormat.N_TRIPLES,
    "ttl": RdfFormat.TURTLE,
    "trig": RdfFormat.TRIG,
    "jsonld": RdfFormat.JSON_LD,
    "rdf": RdfFormat.RDF_XML,
}


@pytest.fixture(scope="module")
def graph(small: Path) -> rdflib.Graph:
    found = rdflib.Graph()
    for name in NAMES:
        found.parse(small / f"{name}.ttl")
    return found


def ask(store: Store, query: str) -> int:
    answer = store.query(query)
    assert isinstance(answer, QuerySolutions)
    value = next(iter(answer))[0]
    assert value is not None
    return int(value.value)


def test_void_counts_are_those_of_the_file(graph: rdflib.Graph, small: Path) -> None:
    store = Store()
    store.bulk_load(path=str(small / "interstate.nt"), format=RdfFormat.N_TRIPLES)
    counted = {
        VOID.triples: "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
        VOID.distinctSubjects: "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }",
        VOID.properties: "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }",
        VOID.classes: "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?s a ?c FILTER(ISIRI(?c)) }",
        VOID.entities: "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o "
        f'FILTER(STRSTARTS(STR(?s), "{BASE}")) }}',
    }
    for predicate, query in counted.items():
        assert int(str(graph.value(WHOLE, predicate))) == ask(store, query), predicate
    # A store rewrites literals; how many there are as written, the lines of the file tell.
    lines = (small / "interstate.nt").read_text(encoding="utf-8").splitlines()
    objects = {line.removesuffix(" .").split(" ", 2)[2] for line in lines}
    assert int(str(graph.value(WHOLE, VOID.distinctObjects))) == len(objects)


def test_class_partitions_add_up(graph: rdflib.Graph, small: Path) -> None:
    store = Store()
    store.bulk_load(path=str(small / "interstate.nt"), format=RdfFormat.N_TRIPLES)
    parts = list(graph.objects(WHOLE, VOID.classPartition))
    assert len(parts) == int(str(graph.value(WHOLE, VOID.classes)))
    for part in parts:
        kind = graph.value(part, VOID["class"])
        query = f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ ?s a <{kind}> }}"
        assert int(str(graph.value(part, VOID.entities))) == ask(store, query)


def test_linksets_are_counted(project: Project, dist: Path) -> None:
    found = rdflib.Graph().parse(dist / "void.ttl")
    triples = {
        (str(t.subject), str(t.predicate.value), str(t.object))
        for t in (*project.data, *project.corpus.ontology_triples)
    }
    linksets = list(found.subjects(RDF.type, VOID.Linkset))
    assert linksets
    for node in linksets:
        predicate = str(found.value(node, VOID.linkPredicate))
        homepage = str(found.value(found.value(node, VOID.objectsTarget), rdflib.FOAF.homepage))
        host = homepage.split("/")[2]
        number = sum(p == predicate and f"//{host}/" in o for _, p, o in triples)
        assert int(str(found.value(node, VOID.triples))) == number > 0


def test_every_part_is_described(graph: rdflib.Graph, small: Path) -> None:
    described = set(graph.subjects(RDF.type, VOID.Dataset))
    for part in graph.objects(WHOLE, VOID.subset):
        assert part in described or (part, RDF.type, VOID.Linkset) in graph
        assert graph.value(part, DCTERMS.title)
    views = {URIRef(f"{BASE}id/view/{p.stem}") for p in (small / "views").glob("*.trig")}
    assert views
    assert views <= described


def test_checksums_and_sizes_are_those_of_the_files(graph: rdflib.Graph, small: Path) -> None:
    distributions = list(graph.subjects(RDF.type, DCAT.Distribution))
    products = set(small.glob("interstate.*")) | {small / "nanopublications.trig"}
    names = {str(d).removeprefix(DOWNLOAD) for d in distributions}
    assert {p.name for p in products} <= names
    for node in distributions:
        data = (small / str(node).removeprefix(DOWNLOAD)).read_bytes()
        assert int(str(graph.value(node, DCAT.byteSize))) == len(data)
        checksum = graph.value(node, SPDX.checksum)
        assert str(graph.value(checksum, SPDX.checksumValue)) == hashlib.sha256(data).hexdigest()
        assert graph.value(node, DCTERMS.license)
        assert str(graph.value(node, DCAT.mediaType)).startswith("https://www.iana.org/")


def test_prov_names_every_input_with_its_digest(graph: rdflib.Graph, small_root: Path) -> None:
    (activity,) = graph.subjects(RDF.type, PROV.Activity)
    used = set(graph.objects(activity, PROV.used))
    files = [*small_root.glob("ontology/*.ttl"), *small_root.glob("data/**/*.ttl")]
    by_name = {str(graph.value(node, DCTERMS.identifier)): node for node in used}
    for path in files:
        node = by_name[path.relative_to(small_root).as_posix()]
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        checksum = graph.value(node, SPDX.checksum)
        assert str(graph.value(checksum, SPDX.checksumValue)) == digest
    assert (WHOLE, PROV.wasGeneratedBy, activity) in graph


def test_dumps_hold_the_same_graph(small: Path) -> None:
    digests = set()
    for ending in ("ttl", "rdf", "jsonld", "nt"):
        dataset = ox.Dataset(
            ox.parse(path=str(small / f"interstate.{ending}"), format=FORMATS[ending])
        )
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        lines = sorted(map(str, dataset))
        digests.add(hashlib.sha256("\n".join(lines).encode()).hexdigest())
    assert len(digests) == 1


@pytest.fixture(scope="module")
def shapes() -> rdflib.Graph:
    return rdflib.Graph().parse(DESCRIPTION_SHAPES, format="turtle")


def faults(graph: rdflib.Graph, shapes: rdflib.Graph) -> list[str]:
    """Return the messages of what is malformed in descriptions, by pySHACL."""
    _, report, _ = pyshacl.validate(graph, shacl_graph=shapes)
    return sorted({str(message) for message in report.objects(None, SH.resultMessage)})


def test_descriptions_have_the_shape_they_should(
    graph: rdflib.Graph, shapes: rdflib.Graph, dist: Path
) -> None:
    assert faults(graph, shapes) == []
    shipped = rdflib.Graph()
    for name in NAMES:
        shipped.parse(dist / f"{name}.ttl")
    assert faults(shipped, shapes) == []


FILE = URIRef(f"{DOWNLOAD}interstate.nt")
SUM = URIRef(f"{FILE}#sha256")
DEFECTS: dict[str, tuple[tuple[URIRef | None, URIRef], rdflib.term.Node | None]] = {
    "a data set has not one licence.": ((WHOLE, DCTERMS.license), None),
    "a data set has no title.": ((WHOLE, DCTERMS.title), None),
    "a data set has not one version.": ((WHOLE, DCAT.version), None),
    "a data set does not say how many triples it has.": ((WHOLE, VOID.triples), rdflib.Literal(0)),
    "a data set has more subjects than triples.": (
        (WHOLE, VOID.distinctSubjects),
        rdflib.Literal(10**9),
    ),
    "a file has not one licence.": ((FILE, DCTERMS.license), None),
    "a file has not one checksum.": ((FILE, SPDX.checksum), None),
    "a file does not say how large it is.": ((FILE, DCAT.byteSize), None),
    "a file has no registered media type.": (
        (FILE, DCAT.mediaType),
        URIRef("https://example.org/text"),
    ),
    "a file does not say which build made it.": ((FILE, PROV.wasGeneratedBy), None),
    "a file belongs to no data set.": ((None, DCAT.distribution), None),
    "a checksum is no SHA-256 in hexadecimal digits.": (
        (SUM, SPDX.checksumValue),
        rdflib.Literal("abc", datatype=rdflib.XSD.hexBinary),
    ),
    "a checksum is not by SHA-256.": ((SUM, SPDX.algorithm), None),
    "the catalogue has no publisher.": ((URIRef(f"{BASE}catalog"), DCTERMS.publisher), None),
    "the catalogue lists something that is not described as a data set.": (
        (URIRef(f"{BASE}catalog"), DCAT.dataset),
        URIRef("https://example.org/elsewhere"),
    ),
    "a linkset has no links.": ((None, VOID.triples), rdflib.Literal(0)),
    "a linkset does not say to where.": ((None, VOID.objectsTarget), None),
    "a class partition is empty.": ((None, VOID.entities), rdflib.Literal(0)),
    "the VoID description is about no data set.": ((None, rdflib.FOAF.primaryTopic), None),
    "the build used nothing.": ((None, PROV.used), None),
    "an input has no checksum.": ((URIRef(ONTOLOGY), SPDX.checksum), None),
    "the build names not both its program and who published it.": (
        (None, PROV.wasAssociatedWith),
        None,
    ),
}


@pytest.mark.parametrize("message", DEFECTS)
def test_a_defect_of_a_description_is_found(dist: Path, shapes: rdflib.Graph, message: str) -> None:
    (subject, predicate), value = DEFECTS[message]
    broken = rdflib.Graph()
    for name in NAMES:
        broken.parse(dist / f"{name}.ttl")
    subjects = {s for s, _ in broken.subject_objects(predicate) if subject in (None, s)}
    assert subjects
    for node in subjects:
        broken.remove((node, predicate, None))
        if value is not None:
            broken.add((node, predicate, value))
    assert message in faults(broken, shapes)


def test_every_data_set_is_counted(project: Project, dist: Path) -> None:
    """Distinct triples of each part, by what the part is made of."""
    found = rdflib.Graph().parse(dist / "void.ttl")
    corpus = project.corpus
    parts = {
        ONTOLOGY: len(set(corpus.ontology_triples)),
        f"{BASE}shapes": len(set(corpus.shapes_triples)),
        f"{WHOLE}/reference": len(set(merged(corpus.reference))),
        **{f"{WHOLE}/{k}": len(set(merged(docs))) for k, docs in corpus.sources.items()},
        **{f"{BASE}id/view/{n}": len(set(v.triples())) for n, v in project.views.items()},
    }
    assert len(parts) > 10
    for iri, number in parts.items():
        assert int(str(found.value(URIRef(iri), VOID.triples))) == number, iri


def test_descriptions_read_back(small: Path) -> None:
    read = read_descriptions(small)
    assert set(read) == set(NAMES)
    assert (small / "site/.well-known/void").read_bytes() == (small / "void.ttl").read_bytes()


def test_no_doi_and_no_host_are_invented(graph: rdflib.Graph) -> None:
    text = graph.serialize(format="nt").lower()
    assert "doi.org/10." not in text, "only that others' works are linked to may be said"
    assert "ontology/bibo/doi" not in text
    assert "sparqlendpoint" not in text
    assert "accessservice" not in text
