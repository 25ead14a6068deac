"""A new source starts clean, and nothing is overwritten."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from interstate.checks import run_checks
from interstate.commands import main
from interstate.errors import InputError
from interstate.findings import Severity
from interstate.scaffold import scaffold
from planted import Copy


def test_a_new_source_passes_every_check_that_does_not_ask_for_content(tmp_path: Path) -> None:
    copy = Copy(tmp_path / "p")
    assert (
        main(["new-source", "doe-1999", "--label", 'Doe, "A Study"', "--root", str(copy.root)]) == 0
    )
    assert copy.rules("format", "header", "terms", "data", "derivation", "shapes", "dl") == set()
    text = (copy.root / "data/sources/doe-1999/source.ttl").read_text(encoding="utf-8")
    assert 'rdfs:label "Doe, \\"A Study\\""@en' in text


@pytest.mark.parametrize("citekey", ["Doe1999", "doe_1999", "state", "", "doe 1999"])
def test_a_malformed_citekey_is_refused(citekey: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be a citekey"):
        scaffold(citekey, "x", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_an_existing_source_is_left_alone(tmp_path: Path) -> None:
    root = Copy(tmp_path / "p").root
    scaffold("doe-1999", "Doe", root)
    before = (root / "data/sources/doe-1999/source.ttl").read_bytes()
    with pytest.raises(InputError, match="there already"):
        scaffold("doe-1999", "Other", root)
    assert (root / "data/sources/doe-1999/source.ttl").read_bytes() == before


CLAIM = """
@prefix doe-1999: <https://w3id.org/interstate/id/doe-1999/> .
@prefix group: <https://w3id.org/interstate/id/group/> .
@prefix ist: <https://w3id.org/interstate/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix state: <https://w3id.org/interstate/id/state/> .
@prefix time-basis: <https://w3id.org/interstate/id/time-basis/> .

doe-1999:c001
    a ist:Claim ;
    rdfs:label "The United States sanctioned Pakistan"@en ;
    ist:anchoredAt doe-1999:p002 ;
    ist:asserts doe-1999:sanctions ;
    ist:gloss "The United States imposed sanctions on Pakistan in 1990."@en ;
    ist:hasSpeaker group:doe-1999-authors ;
.

doe-1999:sanctions
    a ist:Sanction ;
    rdfs:label "American sanctions on Pakistan in 1990"@en ;
    ist:hasSender state:usa ;
    ist:hasTarget state:pakistan ;
    ist:time "1990" ;
    ist:timeBasis time-basis:stated ;
.
"""


def test_a_paper_of_ones_own_ends_clean(tmp_path: Path) -> None:
    """The three steps that the README names, with a text of a heading and a sentence."""
    root, text = Copy(tmp_path / "p").root, tmp_path / "mine.txt"
    catalog = (root / "ontology/catalog-v001.xml").read_bytes()
    text.write_text("Sanctions\n\nIn 1990 America put sanctions on Pakistan.\n", encoding="utf-8")
    assert main(["new-source", "doe-1999", "--label", "Doe 1999", "--root", str(root)]) == 0
    assert main(["segment", "doe-1999", str(text), "--root", str(root)]) == 0
    claims = root / "data/sources/doe-1999/claims.ttl"
    claims.write_text(claims.read_text(encoding="utf-8") + CLAIM, encoding="utf-8")
    assert main(["fmt", str(claims)]) == 0
    assert (root / "ontology/catalog-v001.xml").read_bytes() == catalog
    report = run_checks(root)
    assert [f for f in report.findings if f.severity is not Severity.INFO] == []
    assert {ran.name for ran in report.ran} >= {"questions", "shapes", "anchors", "theories"}


def test_stored_answers_speak_of_their_sources_only(tmp_path: Path) -> None:
    """Another source that adds to an answer is no fault; one of theirs that is gone is."""
    copy = Copy(tmp_path / "p")
    shutil.copytree(copy.claims.parent, copy.root / "data/sources/roe-2000")
    for path in (copy.root / "data/sources/roe-2000").glob("*.ttl"):
        mine = path.read_text(encoding="utf-8").replace(copy.citekey, "roe-2000")
        path.write_text(mine, encoding="utf-8")
    assert copy.rules("questions") == set()
    sources = copy.root / "queries/questions/expected/sources.txt"
    sources.write_text(sources.read_text(encoding="utf-8") + "roe-2000\n", encoding="utf-8")
    assert copy.rules("questions") == {"questions-differ"}
