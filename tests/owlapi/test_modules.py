"""Every module and data file, as the OWL API (and Protégé) sees it: nothing lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from interstate import __version__
from owlapi import counting, oracle
from owlapi.conftest import Watch
from owlapi.project import CATALOG, DATA, MODULES, ONTOLOGY, iri_of, name

pytestmark = pytest.mark.java


@pytest.mark.parametrize("path", [*MODULES, *DATA], ids=name)
def test_a_file_opens_without_loss(path: Path) -> None:
    report = oracle.load(path, CATALOG).report()
    assert report.format == "TurtleDocumentFormat"
    assert report.ontology_iri == iri_of(path)
    assert report.version_iri == (f"{iri_of(path)}/{__version__}" if path in MODULES else "")
    assert report.unparsed == ()
    assert report.violations == ()
    assert report.misplaced == ()
    assert report.anonymous == 0


@pytest.mark.parametrize("path", [*MODULES, *DATA], ids=name)
def test_counts_equal_those_of_rdflib(path: Path) -> None:
    loaded = oracle.load(path, CATALOG)
    report = loaded.report()
    graph, closure = counting.parse([path]), counting.parse([*MODULES, path])
    found = dict(report.entities)
    assert found.pop("NamedIndividual") == counting.individuals(graph, closure)
    assert found == counting.entities(graph)
    assert dict(report.axioms) == counting.axioms(graph, closure)
    assert len(loaded.header()) == counting.header_annotations(graph)


@pytest.mark.parametrize("path", [*MODULES, *DATA], ids=name)
def test_a_round_trip_keeps_every_axiom(path: Path, tmp_path: Path) -> None:
    loaded = oracle.load(path, CATALOG)
    for syntax in ("rdfxml", "owlxml", "functional", "turtle"):
        assert loaded.round_trip(syntax, tmp_path / f"{path.stem}.{syntax}") == ()


def test_root_and_data_together_are_owl_2_dl(tmp_path: Path) -> None:
    """One ontology that imports all others, as somebody who opens everything would have it."""
    everything = tmp_path / "everything.ttl"
    imports = " , ".join(f"<{iri_of(path)}>" for path in [*MODULES, *DATA])
    everything.write_text(
        f"<https://example.org/everything> a <http://www.w3.org/2002/07/owl#Ontology> ; "
        f"<http://www.w3.org/2002/07/owl#imports> {imports} .\n"
    )
    loaded = oracle.load(everything, CATALOG, {iri_of(path): path for path in DATA})
    report = loaded.report()
    assert len(report.imports) == len(MODULES) + len(DATA)
    assert (report.unparsed, report.violations, report.misplaced, report.anonymous) == (
        (),
        (),
        (),
        0,
    )


@pytest.mark.usefixtures("reaching_out")
def test_an_import_without_catalog_entry_stops_the_load(network: Watch, tmp_path: Path) -> None:
    """It also reaches for the network, and the watch that guards all other tests sees it."""
    path = tmp_path / "lonely.ttl"
    path.write_text(
        "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
        f"<https://example.org/lonely> a owl:Ontology ; owl:imports <{ONTOLOGY}> .\n"
    )
    assert oracle.load(path, CATALOG).report().imports == (ONTOLOGY,)
    assert network.calls == []
    emptied = tmp_path / "catalog-v001.xml"
    emptied.write_text('<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog"/>')
    with pytest.raises(oracle.NotLoadedError):
        oracle.load(path, emptied)
    assert any("w3id.org" in call for call in network.calls)
    network.calls.clear()


def test_what_follows_an_import_in_a_header_can_be_forgotten(tmp_path: Path) -> None:
    """Why our headers have their imports first (seen in OWL API 5.1.9).

    The first annotation behind ``owl:imports`` disappears if another one stood before it.
    """
    text = (
        "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
        "@prefix dcterms: <http://purl.org/dc/terms/> .\n"
        "<https://example.org/o> a owl:Ontology ; {} .\n"
    )
    imports = f"owl:imports <{ONTOLOGY}/annotations>"
    title, version = 'dcterms:title "t"@en', 'owl:versionInfo "1"'
    found = {}
    for order in ((title, imports, version), (imports, title, version)):
        path = tmp_path / "o.ttl"
        path.write_text(text.format(" ; ".join(order)))
        found[order[0]] = len(oracle.load(path, CATALOG).header())
    assert found == {title: 1, imports: 2}
