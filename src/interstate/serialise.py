"""Write one graph in every syntax that people ask for, each the same bytes on every run.

Turtle for readers, RDF/XML, OWL/XML and Functional for OWL tools, JSON-LD for programmers,
N-Triples for machines. Manchester is not among them: the OWL API itself does not read back what it
writes there (it adds declarations), so no such file could be proven faithful.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import pyoxigraph as ox
from pyoxigraph import BlankNode, Dataset, DefaultGraph, NamedNode, Quad, RdfFormat, Triple

from interstate.errors import InputError
from interstate.files import write_atomically
from interstate.jsonld import load_context, write_jsonld
from interstate.namespaces import ID, KINDS, OWL, PREFIXES, RDF, source_prefix
from interstate.owl_functional import write_functional
from interstate.owl_reader import Reading, read_owl
from interstate.owl_xml import write_owl_xml
from interstate.turtle import write_turtle

SYNTAXES = ("ttl", "rdf", "owx", "ofn", "jsonld", "nt")
"""File endings of the products, in the order of writing."""


def one_header(triples: Iterable[Triple], ontology_iri: str) -> tuple[Triple, ...]:
    """Return a merged graph with one ontology header: that of ``ontology_iri``, without imports.

    A file with several headers belongs to none of them (OWL tools keep one at random), and one
    that holds what it imports would load it twice.
    """
    whole = tuple(dict.fromkeys(triples))
    keep = NamedNode(ontology_iri)
    headers = {t.subject for t in whole if t.predicate == RDF.type and t.object == OWL.Ontology}
    dropped = headers - {keep}
    body = [t for t in whole if t.subject not in dropped and t.predicate != OWL.imports]
    if keep not in headers:
        body.insert(0, Triple(keep, RDF.type, OWL.Ontology))
    return tuple(body)


def canonical(triples: Iterable[Triple]) -> tuple[Triple, ...]:
    """Return the triples sorted, blank nodes named by what they say (RDFC-1.0).

    >>> from interstate.namespaces import IST
    >>> node = BlankNode("x9"), NamedNode("https://example.org/a")
    >>> [str(t.subject) for t in canonical([Triple(n, RDF.type, IST.Place) for n in node])]
    ['<https://example.org/a>', '_:c14n0']
    """
    whole = tuple(dict.fromkeys(triples))
    if any(isinstance(n, BlankNode) for t in whole for n in (t.subject, t.object)):
        dataset = Dataset(Quad(*t) for t in whole)
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        whole = tuple(q.triple for q in dataset)
    return tuple(sorted(whole, key=lambda t: (str(t.subject), str(t.predicate), str(t.object))))


def sorted_quads(quads: Iterable[Quad]) -> Iterator[Quad]:
    """Yield quads without repetition by graph, subject, predicate, object; canonical labels.

    Blank nodes (class expressions of the ontology) are renamed by RDFC-1.0, so that equal content
    gives equal bytes.
    """
    dataset = Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)

    def key(quad: Quad) -> tuple[str, ...]:
        graph = "" if isinstance(quad.graph_name, DefaultGraph) else str(quad.graph_name)
        return (graph, str(quad.subject), str(quad.predicate), str(quad.object))

    return iter(sorted(dataset, key=key))


def prefixes_of(triples: Iterable[Triple]) -> Mapping[str, str]:
    """Return the prefix table with the citekeys of the sources whose nodes occur."""
    heads = {
        node.value[len(ID) :].split("/", 1)[0]
        for t in triples
        for node in (t.subject, t.object)
        if isinstance(node, NamedNode) and node.value.startswith(ID)
    }
    return {**PREFIXES, **{key: source_prefix(key) for key in sorted(heads - {*KINDS, ""})}}


def read_faithfully(triples: Iterable[Triple]) -> Reading:
    """Read a whole graph as OWL, refusing one of which something would be lost.

    Raises:
        InputError: names the first thing that OWL tools would lose or refuse.
    """
    reading = read_owl(triples)
    if reading.problems:
        first = reading.problems[0]
        raise InputError(
            f"<{first.focus}>: {first.message} ({first.rule}"
            + (f", and {len(reading.problems) - 1} more)." if len(reading.problems) > 1 else ")."),
            remedy="run: interstate check --only dl",
        )
    return reading


def write_products(
    triples: Iterable[Triple],
    ontology_iri: str,
    folder: Path,
    name: str = "interstate",
    *,
    progress: Callable[[str], None] = lambda _: None,
) -> tuple[Path, ...]:
    """Write ``name`` in all of :data:`SYNTAXES` below ``folder`` and return the paths.

    ``triples`` may be merged from many files; the product has the header of ``ontology_iri`` and
    needs no import. Every syntax holds the same axioms, proven with the OWL API in the tests.

    Raises:
        InputError: something in the graph cannot be said in OWL; nothing is written.
        OutputError: the folder cannot be written.
    """
    graph = canonical(one_header(triples, ontology_iri))
    reading = read_faithfully(graph)
    prefixes = prefixes_of(graph)
    sources = {key: iri for key, iri in prefixes.items() if key not in PREFIXES}
    makers: Mapping[str, Callable[[], str | bytes]] = {
        "ttl": lambda: write_turtle(graph, prefixes),
        "rdf": lambda: (
            ox.serialize(graph, format=RdfFormat.RDF_XML, prefixes=dict(prefixes)) or b""
        ),
        "owx": lambda: write_owl_xml(reading, prefixes),
        "ofn": lambda: write_functional(reading, prefixes),
        "jsonld": lambda: write_jsonld(graph, load_context(), sources),
        "nt": lambda: ox.serialize(graph, format=RdfFormat.N_TRIPLES) or b"",
    }
    paths = []
    for syntax in SYNTAXES:
        progress(f"{name}.{syntax}")
        path = folder / f"{name}.{syntax}"
        write_atomically(path, makers[syntax]())
        paths.append(path)
    return tuple(paths)
