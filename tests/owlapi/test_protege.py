"""The transcript in ``docs/protege.md`` is what the OWL API loads, line by line."""

from __future__ import annotations

from pathlib import Path

import pytest

from owlapi.project import ROOT
from owlapi.protege import BLOCK, PAGE, renewed

pytestmark = pytest.mark.java


def test_the_transcript_is_up_to_date(network: object, dist: Path) -> None:
    owx = dist / "interstate-view-default.owx"
    assert PAGE.read_text(encoding="utf-8") == renewed(owx), (
        "renew it: cd tests && python -m owlapi.protege"
    )


def test_the_transcript_shows_definition_provenance_and_inference() -> None:
    (block,) = BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    for words in ("definition     ", "  @\n", "sentence ", "sanctioned ally", "Ontology IRI"):
        assert words in block


def test_files_of_the_checkout_that_the_page_names_exist() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for name in ("ontology/interstate.ttl", "ontology/inferences.ttl"):
        assert name in text
        assert (ROOT / name).is_file()
