"""The file for Protégé: what holds by default, every fact annotated, the same in each syntax."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from interstate import __version__
from interstate.project import Project, open_project
from interstate.provenance import facts_of, write_view_product
from owlapi import oracle

pytestmark = pytest.mark.java

IRI = "https://w3id.org/interstate/data/view/default"


@pytest.fixture(scope="module")
def project() -> Project:
    return open_project()


@pytest.fixture(scope="module")
def products(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    paths = write_view_product(project, tmp_path_factory.mktemp("view"))
    return {path.suffix[1:]: path for path in paths}


@pytest.fixture(scope="module")
def turtle(network: object, products: Mapping[str, Path]) -> oracle.Loaded:
    return oracle.load(products["ttl"])


def test_it_opens_alone_without_loss(turtle: oracle.Loaded) -> None:
    report = turtle.report()
    assert (report.format, report.ontology_iri) == ("TurtleDocumentFormat", IRI)
    assert report.version_iri == f"{IRI}/{__version__}"
    assert (report.imports, report.unparsed, report.violations) == ((), (), ())
    assert (report.misplaced, report.anonymous) == ((), 0)


def test_every_fact_is_an_annotated_axiom(turtle: oracle.Loaded, project: Project) -> None:
    facts = facts_of(project.views["default"])
    annotated = [axiom for axiom in turtle.axiom_texts() if "bibliographicCitation>" in axiom]
    with_claims = [
        axiom for axiom in annotated if "Annotation(<http://purl.org/dc/terms/source" in axiom
    ]
    assert len(with_claims) == len(facts) > 1000


@pytest.mark.parametrize("syntax", ["rdf", "owx", "ofn"])
def test_each_syntax_has_the_same_annotated_axioms(
    syntax: str, products: Mapping[str, Path], turtle: oracle.Loaded
) -> None:
    assert oracle.difference(turtle, oracle.load(products[syntax])) == ()


def test_hermit_finds_it_consistent_and_worth_asking(turtle: oracle.Loaded) -> None:
    """What somebody sees who starts the reasoner in Protégé."""
    reasoner = oracle.Hermit(turtle)
    assert reasoner.is_consistent()
    assert reasoner.unsatisfiable() == ()
    for cls in ("SanctionedAlly", "DemandUnderThreat", "CoercedCompliance", "HearsayClaim"):
        assert reasoner.instances(f"{oracle.OURS}{cls}") != (), cls
