"""The file for Protégé: what holds by default, every fact annotated, and worth reasoning over.

That it opens without loss, and in each syntax alike, is in ``test_products``.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from interstate.project import Project
from interstate.provenance import facts_of
from owlapi import oracle

pytestmark = pytest.mark.java


@pytest.fixture(scope="module")
def turtle(network: object, dist: Path) -> oracle.Loaded:
    return oracle.load(dist / "interstate-view-default.ttl")


def test_every_fact_is_an_annotated_axiom(turtle: oracle.Loaded, project: Project) -> None:
    facts = facts_of(project.views["default"])
    annotated = [axiom for axiom in turtle.axiom_texts() if "bibliographicCitation>" in axiom]
    with_claims = [
        axiom for axiom in annotated if "Annotation(<http://purl.org/dc/terms/source" in axiom
    ]
    assert len(with_claims) == len(facts) > 1000


def test_hermit_finds_it_consistent_and_worth_asking(turtle: oracle.Loaded) -> None:
    """What somebody sees who starts the reasoner in Protégé."""
    reasoner = oracle.Hermit(turtle)
    assert reasoner.is_consistent()
    assert reasoner.unsatisfiable() == ()
    for cls in ("SanctionedAlly", "DemandUnderThreat", "CoercedCompliance", "HearsayClaim"):
        assert reasoner.instances(f"{oracle.OURS}{cls}") != (), cls
