"""What the endpoint says about itself (SPARQL 1.1 Service Description)."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from interstate.namespaces import DCTERMS, RDF, RDFS, VOCABULARIES, XSD
from interstate.result_formats import GRAPH_FORMATS, RESULT_FORMATS, Format, write_graph

_FORMATS = "http://www.w3.org/ns/formats/"
_FORMAT_NAMES = {
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
    "turtle": "Turtle",
    "ntriples": "N-Triples",
    "rdfxml": "RDF_XML",
    "jsonld": "JSON-LD",
    "trig": "TriG",
    "nquads": "N-Quads",
}


_MOST_GRAPHS = 200
"""More named graphs than this are counted, not listed: a client can ask for them."""


def _sd(name: str) -> NamedNode:
    return NamedNode(VOCABULARIES["sd"] + name)


def _void(name: str) -> NamedNode:
    return NamedNode(VOCABULARIES["void"] + name)


def service_description(
    endpoint: str, content: Mapping[str, Any], update_endpoint: str | None
) -> tuple[Triple, ...]:
    """Return the description of the service at ``endpoint``.

    ``content`` is what the store holds: ``triples``, ``default`` (in the default graph) and
    ``graphs``. The service that takes updates, if there is one, is described as another.
    """
    return tuple(_triples(endpoint, content, update_endpoint))


def write_description(triples: tuple[Triple, ...], format: Format) -> bytes:
    """Write the description in one of the graph formats."""
    stream = io.BytesIO()
    write_graph(triples, stream, format)
    return stream.getvalue()


def _triples(
    endpoint: str, content: Mapping[str, Any], update_endpoint: str | None
) -> Iterator[Triple]:
    service, dataset = NamedNode(f"{endpoint}#service"), NamedNode(f"{endpoint}#dataset")
    default = NamedNode(f"{endpoint}#default-graph")
    yield Triple(service, RDF.type, _sd("Service"))
    yield Triple(service, DCTERMS.title, Literal("Interstate SPARQL endpoint", language="en"))
    yield Triple(service, _sd("endpoint"), NamedNode(endpoint))
    yield Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query"))
    for format in (*RESULT_FORMATS, *GRAPH_FORMATS):
        yield Triple(service, _sd("resultFormat"), NamedNode(_FORMATS + _FORMAT_NAMES[format.name]))
    yield Triple(service, _sd("defaultDataset"), dataset)
    yield Triple(dataset, RDF.type, _sd("Dataset"))
    yield Triple(dataset, _sd("defaultGraph"), default)
    yield Triple(default, RDF.type, _sd("Graph"))
    yield Triple(default, _void("triples"), _number(content["default"]))
    graphs = content["graphs"]
    if len(graphs) > _MOST_GRAPHS:
        said = f"There are {len(graphs)} named graphs: SELECT DISTINCT ?g {{ GRAPH ?g {{}} }}"
        yield Triple(dataset, RDFS.comment, Literal(said, language="en"))
        graphs = ()
    for iri in graphs:
        # A description of its own, as the graph's name may mean something else elsewhere.
        node = NamedNode(f"{endpoint}#graph={iri.replace('#', '%23')}")
        yield Triple(dataset, _sd("namedGraph"), node)
        yield Triple(node, RDF.type, _sd("NamedGraph"))
        yield Triple(node, _sd("name"), NamedNode(iri))
    if update_endpoint is not None:
        updates = NamedNode(f"{update_endpoint}#service")
        yield Triple(updates, RDF.type, _sd("Service"))
        yield Triple(updates, _sd("endpoint"), NamedNode(update_endpoint))
        yield Triple(updates, _sd("supportedLanguage"), _sd("SPARQL11Update"))
        yield Triple(updates, _sd("defaultDataset"), dataset)


def _number(value: int) -> Literal:
    return Literal(str(value), datatype=XSD.integer)
