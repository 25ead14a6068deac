"""Every built file, as the OWL API sees it: the same axioms in each syntax, and nothing amiss.

``interstate`` is ontology and data as claimed; ``interstate-view-default`` adds what holds, each
fact with its provenance (more of it in ``test_provenance``).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from interstate import __version__
from interstate.graphs import merged
from interstate.namespaces import OWL, RDF
from interstate.project import Project
from owlapi import counting, oracle
from owlapi.project import MODULES, ONTOLOGY, iri_of

pytestmark = pytest.mark.java

FORMATS = {
    "ttl": "TurtleDocumentFormat",
    "rdf": "RDFXMLDocumentFormat",
    "owx": "OWLXMLDocumentFormat",
    "ofn": "FunctionalSyntaxDocumentFormat",
}
"""N-Triples is for machines and not among them: it writes a line end as an escape, which the OWL
API reads as the letter n (see ``test_constructs``)."""

NAMES = {
    "interstate": ONTOLOGY,
    "interstate-view-default": ONTOLOGY.replace("/ontology", "/data/view/default"),
}

each_name = pytest.mark.parametrize("name", NAMES)
each_syntax = pytest.mark.parametrize("syntax", FORMATS)


@cache
def turtle(path: Path) -> oracle.Loaded:
    """Load a Turtle file once for all comparisons."""
    return oracle.load(path)


def test_these_are_all_that_owl_tools_can_open(dist: Path) -> None:
    """Descriptions and shapes are RDF; what speaks OWL is in one of the lists here."""
    owl = {path.name for path in dist.iterdir() if path.suffix[1:] in FORMATS}
    descriptions = {"dcat.ttl", "prov.ttl", "void.ttl"}
    assert owl - descriptions == {f"{name}.{syntax}" for name in NAMES for syntax in FORMATS}
    assert {path.name for path in (dist / "ontology").glob("*.*")} == {
        *(path.name for path in MODULES),
        "catalog-v001.xml",
    }


@each_syntax
@each_name
def test_a_product_opens_alone_without_loss(name: str, syntax: str, dist: Path) -> None:
    report = oracle.load(dist / f"{name}.{syntax}").report()
    assert report.format == FORMATS[syntax]
    assert report.ontology_iri == NAMES[name]
    assert report.version_iri == f"{NAMES[name]}/{__version__}"
    assert report.imports == ()
    assert report.unparsed == ()
    assert report.violations == ()
    assert report.misplaced == ()
    assert report.anonymous == 0


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_built_module_opens_with_the_built_catalog(path: Path, dist: Path) -> None:
    copy = dist / "ontology" / path.name
    report = oracle.load(copy, dist / "ontology" / "catalog-v001.xml").report()
    assert (report.format, report.ontology_iri) == (FORMATS["ttl"], iri_of(path))
    assert (report.unparsed, report.violations, report.misplaced) == ((), (), ())


@pytest.mark.parametrize("syntax", ["rdfxml", "owlxml", "functional"])
@each_name
def test_a_product_survives_being_saved(name: str, syntax: str, dist: Path, tmp_path: Path) -> None:
    loaded = oracle.load(dist / f"{name}.ttl")
    assert loaded.round_trip(syntax, tmp_path / f"saved.{syntax}") == ()


@each_syntax
@each_name
def test_each_syntax_has_the_same_axioms(name: str, syntax: str, dist: Path) -> None:
    first = turtle(dist / f"{name}.ttl")
    assert oracle.difference(first, oracle.load(dist / f"{name}.{syntax}")) == ()


@each_name
def test_counts_equal_those_of_rdflib(name: str, dist: Path) -> None:
    graph = counting.parse([dist / f"{name}.ttl"])
    loaded = turtle(dist / f"{name}.ttl")
    assert dict(loaded.axioms()) == counting.axioms(graph, graph)
    found = dict(loaded.entities())
    assert found.pop("NamedIndividual") == counting.individuals(graph, graph)
    assert found == counting.entities(graph)
    assert len(loaded.header()) == counting.header_annotations(graph)


def test_the_product_says_what_its_parts_say(dist: Path, project: Project) -> None:
    """Nothing is lost on the way from the files to the product either."""
    built = {quad.triple for quad in ox.parse(path=str(dist / "interstate.ttl"))}
    authored = {*merged(project.corpus.ontology), *project.corpus.data_triples}
    headers = {t.subject for t in authored if t.predicate == RDF.type and t.object == OWL.Ontology}
    plain = {
        t
        for t in authored
        if t.subject not in headers
        and not isinstance(t.subject, ox.BlankNode)
        and not isinstance(t.object, ox.BlankNode)
    }
    assert len(plain) > 10_000
    assert plain - built == set()
    assert set(project.derived.triples) - built == set()


def test_the_oracle_sees_a_lost_axiom(dist: Path, tmp_path: Path) -> None:
    """The comparison itself can fail: one line less in the functional file is one axiom less."""
    lines = (dist / "interstate.ofn").read_text(encoding="utf-8").splitlines(keepends=True)
    victim = next(line for line in lines if line.startswith("SubClassOf("))
    lines.remove(victim)
    lame = tmp_path / "lame.ofn"
    lame.write_text("".join(lines))
    difference = oracle.difference(turtle(dist / "interstate.ttl"), oracle.load(lame))
    assert len(difference) == 1
    assert difference[0].startswith("- SubClassOf(")


def test_manchester_is_left_out_because_the_owl_api_does_not_keep_it(
    dist: Path, tmp_path: Path
) -> None:
    """Once this fails, the OWL API writes Manchester faithfully and we can offer it."""
    path = tmp_path / "interstate.omn"
    loaded = turtle(dist / "interstate.ttl")
    loaded.save("manchester", path)
    try:
        difference = oracle.difference(loaded, oracle.load(path))
    except oracle.NotLoadedError:
        return
    assert difference != ()
