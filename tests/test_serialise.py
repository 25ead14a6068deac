"""Products without Java: the same graph in every RDF syntax, the same bytes on every run."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pyoxigraph as ox
import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple
from rdflib import Graph
from rdflib.compare import isomorphic, to_isomorphic

from interstate.errors import InputError
from interstate.graphs import Index, load_document, merged
from interstate.jsonld import load_context, write_jsonld
from interstate.namespaces import IST, OWL, PREFIXES, RDF, RDFS, XSD
from interstate.resources import shipped_root
from interstate.serialise import SYNTAXES, canonical, one_header, write_products

ONTOLOGY = "https://w3id.org/interstate/ontology"
EX = "https://example.org/"
RDF_SYNTAXES = {
    "ttl": RdfFormat.TURTLE,
    "rdf": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
    "nt": RdfFormat.N_TRIPLES,
}


def ontology() -> tuple[Triple, ...]:
    """The shipped ontology, with a fact whose axiom is annotated and awkward literals."""
    documents = [load_document(p) for p in sorted((shipped_root() / "ontology").glob("*.ttl"))]
    state, organ, note = NamedNode(f"{EX}a"), NamedNode(f"{EX}b"), BlankNode()
    extra = [
        Triple(state, RDF.type, IST.State),
        Triple(organ, RDF.type, IST.StateOrgan),
        Triple(organ, IST.organOf, state),
        Triple(note, RDF.type, OWL.Axiom),
        Triple(note, OWL.annotatedSource, organ),
        Triple(note, OWL.annotatedProperty, IST.organOf),
        Triple(note, OWL.annotatedTarget, state),
        Triple(note, RDFS.comment, Literal("p. 3", language="en")),
        Triple(state, RDFS.label, Literal('a "quoted" \\ back\nline <&> é', language="en")),
        Triple(state, RDFS.comment, Literal("01", datatype=XSD.integer)),
    ]
    return (*merged(documents), *extra)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    paths = write_products(ontology(), ONTOLOGY, tmp_path_factory.mktemp("built"))
    return {path.suffix[1:]: path for path in paths}


def test_all_syntaxes_are_there(built: dict[str, Path]) -> None:
    assert tuple(built) == SYNTAXES


@pytest.mark.parametrize("syntax", RDF_SYNTAXES)
def test_each_rdf_syntax_holds_the_same_graph(syntax: str, built: dict[str, Path]) -> None:
    wanted = canonical(one_header(ontology(), ONTOLOGY))
    quads = ox.parse(path=str(built[syntax]), format=RDF_SYNTAXES[syntax])
    assert canonical(quad.triple for quad in quads) == wanted


def test_rdflib_reads_the_same_graph_from_json_ld_and_rdf_xml(built: dict[str, Path]) -> None:
    names = {"nt": "nt", "jsonld": "json-ld", "rdf": "xml"}
    graphs = {
        syntax: to_isomorphic(Graph().parse(built[syntax], format=name))
        for syntax, name in names.items()
    }
    assert isomorphic(graphs["nt"], graphs["jsonld"])
    assert isomorphic(graphs["nt"], graphs["rdf"])


def test_order_and_blank_node_names_do_not_matter(built: dict[str, Path], tmp_path: Path) -> None:
    shuffled = list(ontology())
    random.Random(7).shuffle(shuffled)
    for path in write_products(shuffled, ONTOLOGY, tmp_path):
        assert path.read_bytes() == built[path.suffix[1:]].read_bytes(), path.name


def test_a_merged_product_has_one_header_and_no_imports(built: dict[str, Path]) -> None:
    graph = [q.triple for q in ox.parse(path=str(built["nt"]), format=RdfFormat.N_TRIPLES)]
    assert [t.subject.value for t in graph if t.object == OWL.Ontology] == [ONTOLOGY]
    assert not [t for t in graph if t.predicate == OWL.imports]
    titles = [t for t in ontology() if t.predicate.value.endswith("/dc/terms/title")]
    assert len(titles) > 1
    assert len([t for t in graph if t.predicate.value.endswith("/dc/terms/title")]) == 1


def test_a_header_is_made_where_none_is() -> None:
    made = one_header([Triple(NamedNode(f"{EX}a"), RDF.type, IST.State)], f"{EX}o")
    assert Triple(NamedNode(f"{EX}o"), RDF.type, OWL.Ontology) in made


def test_what_owl_cannot_say_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    lossy = Triple(NamedNode(f"{EX}a"), NamedNode(f"{EX}undeclared"), NamedNode(f"{EX}b"))
    with pytest.raises(InputError, match="dl-undeclared-property"):
        write_products((*ontology(), lossy), ONTOLOGY, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_functional_and_owl_xml_show_the_annotated_axiom(built: dict[str, Path]) -> None:
    line = next(
        line
        for line in built["ofn"].read_text().splitlines()
        if line.startswith("ObjectPropertyAssertion(")
    )
    assert line == (
        'ObjectPropertyAssertion(Annotation(rdfs:comment "p. 3"@en) ist:organOf '
        "<https://example.org/b> <https://example.org/a>)"
    )
    assert '<Literal xml:lang="en">p. 3</Literal>' in built["owx"].read_text()


# -- JSON-LD ------------------------------------------------------------------------------------


def test_the_context_covers_every_property_and_nothing_else() -> None:
    index = Index(ontology())
    context = load_context()
    terms = {v["@id"]: v for v in context.values() if isinstance(v, dict)}
    vocabularies = {v: k for k, v in PREFIXES.items()}

    def short(node: NamedNode) -> str:
        namespace = max((v for v in vocabularies if node.value.startswith(v)), key=len)
        return f"{vocabularies[namespace]}:{node.value[len(namespace) :]}"

    expected: dict[str, str | None] = {}
    for node in index.subjects_of_type(OWL.ObjectProperty):
        expected[short(node)] = "@id"
    for node in index.subjects_of_type(OWL.DatatypeProperty):
        datatype = index.nodes(node, RDFS.range)[0]
        literal = {RDF.langString: "@en", XSD.string: None}
        expected[short(node)] = literal.get(datatype, short(datatype))
    found = {
        name: rule.get("@type") or (f"@{rule['@language']}" if "@language" in rule else None)
        for name, rule in terms.items()
    }
    assert {name: found.get(name, "missing") for name in expected} == expected
    annotations = {short(n) for n in index.subjects_of_type(OWL.AnnotationProperty)}
    assert annotations - set(found) == set()
    ours = {name for name in found if name.startswith("ist:")}
    assert ours - set(expected) - annotations == set()
    assert {k: v for k, v in context.items() if isinstance(v, str) and k[0] != "@"} == PREFIXES


def test_json_ld_reads_like_json() -> None:
    node = NamedNode(f"{EX}pact")
    triples = [
        Triple(node, RDF.type, IST.Alliance),
        Triple(node, IST.hasParty, NamedNode(PREFIXES["state"] + "usa")),
        Triple(node, IST.statedSize, Literal("2", datatype=XSD.nonNegativeInteger)),
        Triple(node, IST.stance, NamedNode(PREFIXES["stance"] + "reports")),
        Triple(node, RDFS.label, Literal("pact", language="en")),
        Triple(node, RDFS.label, Literal("pacte", language="fr")),
    ]
    document = json.loads(write_jsonld(triples, load_context(), {"ex": EX}))
    assert document["@graph"] == [
        {
            "@id": "ex:pact",
            "@type": "Alliance",
            "hasParty": "state:usa",
            "ist:stance": "stance:reports",
            "label": ["pact", {"@language": "fr", "@value": "pacte"}],
            "statedSize": "2",
        }
    ]


@pytest.mark.parametrize(
    "value",
    [
        Literal("plain"),
        Literal("x", language="en"),
        Literal("x", language="de"),
        Literal("007", datatype=XSD.nonNegativeInteger),
        Literal("7", datatype=XSD.integer),
        Literal("T", datatype=NamedNode(f"{EX}odd")),
        NamedNode(f"{EX}node"),
        NamedNode("urn:x:y"),
        NamedNode("https://w3id.org/interstate/id/state/"),
        RDF.nil,
    ],
)
@pytest.mark.parametrize(
    "predicate", [IST.hasParty, IST.statedSize, IST.gloss, IST.time, RDFS.seeAlso, RDF.value]
)
def test_any_value_of_any_property_survives_json_ld(
    predicate: NamedNode, value: Literal | NamedNode
) -> None:
    """Coercions of the context are shortcuts: a value that does not fit is spelt out."""
    triple = Triple(NamedNode(f"{EX}s"), predicate, value)
    text = write_jsonld([triple], load_context())
    assert [q.triple for q in ox.parse(text, RdfFormat.JSON_LD)] == [triple]


def test_json_ld_refuses_a_shared_blank_node() -> None:
    node = BlankNode()
    triples = [Triple(NamedNode(f"{EX}{n}"), RDFS.seeAlso, node) for n in "ab"]
    with pytest.raises(InputError, match="several triples"):
        write_jsonld(triples, load_context())
