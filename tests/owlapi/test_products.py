"""Every built file, as the OWL API sees it: the same axioms in each syntax, and nothing amiss."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from interstate import __version__
from interstate.graphs import load_document, merged
from interstate.serialise import write_products
from owlapi import counting, oracle
from owlapi.project import DATA, MODULES, ONTOLOGY

pytestmark = pytest.mark.java

FORMATS = {
    "ttl": "TurtleDocumentFormat",
    "rdf": "RDFXMLDocumentFormat",
    "owx": "OWLXMLDocumentFormat",
    "ofn": "FunctionalSyntaxDocumentFormat",
}
"""N-Triples is for machines and not among them: it writes a line end as an escape, which the OWL
API reads as the letter n (see ``test_constructs``)."""


@pytest.fixture(scope="session")
def parts(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A copy of all files, so that somebody who edits meanwhile does no harm."""
    folder = tmp_path_factory.mktemp("parts")
    return [
        Path(shutil.copy(path, folder / f"{number}.ttl"))
        for number, path in enumerate((*MODULES, *DATA))
    ]


@pytest.fixture(scope="session")
def products(parts: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """The merged ontology and data in every syntax."""
    documents = [load_document(path) for path in parts]
    paths = write_products(merged(documents), ONTOLOGY, tmp_path_factory.mktemp("products"))
    return {path.suffix[1:]: path for path in paths}


@pytest.fixture(scope="session")
def turtle(network: object, products: Mapping[str, Path]) -> oracle.Loaded:
    return oracle.load(products["ttl"])


@pytest.mark.parametrize("syntax", FORMATS)
def test_a_product_opens_alone_without_loss(syntax: str, products: Mapping[str, Path]) -> None:
    report = oracle.load(products[syntax]).report()
    assert report.format == FORMATS[syntax]
    assert report.ontology_iri == ONTOLOGY
    assert report.version_iri == f"{ONTOLOGY}/{__version__}"
    assert report.imports == ()
    assert report.unparsed == ()
    assert report.violations == ()
    assert report.misplaced == ()
    assert report.anonymous == 0


@pytest.mark.parametrize("syntax", ["rdfxml", "owlxml", "functional"])
def test_a_product_survives_being_saved(
    syntax: str, products: Mapping[str, Path], tmp_path: Path
) -> None:
    loaded = oracle.load(products["ttl"])
    assert loaded.round_trip(syntax, tmp_path / f"saved.{syntax}") == ()


@pytest.mark.parametrize("syntax", FORMATS)
def test_each_syntax_has_the_same_axioms(
    syntax: str, products: Mapping[str, Path], turtle: oracle.Loaded
) -> None:
    assert oracle.difference(turtle, oracle.load(products[syntax])) == ()


def test_the_product_has_what_its_parts_have(turtle: oracle.Loaded, parts: list[Path]) -> None:
    whole = counting.parse(parts)
    assert dict(turtle.axioms()) == counting.axioms(whole, whole)


def test_the_oracle_sees_a_lost_axiom(products: Mapping[str, Path], tmp_path: Path) -> None:
    """The comparison itself can fail: one line less in the functional file is one axiom less."""
    lines = products["ofn"].read_text().splitlines(keepends=True)
    victim = next(line for line in lines if line.startswith("SubClassOf("))
    lines.remove(victim)
    lame = tmp_path / "lame.ofn"
    lame.write_text("".join(lines))
    difference = oracle.difference(oracle.load(products["ttl"]), oracle.load(lame))
    assert len(difference) == 1
    assert difference[0].startswith("- SubClassOf(")


def test_manchester_is_left_out_because_the_owl_api_does_not_keep_it(
    turtle: oracle.Loaded, tmp_path: Path
) -> None:
    """Once this fails, the OWL API writes Manchester faithfully and we can offer it."""
    path = tmp_path / "interstate.omn"
    turtle.save("manchester", path)
    try:
        difference = oracle.difference(turtle, oracle.load(path))
    except oracle.NotLoadedError:
        return
    assert difference != ()
