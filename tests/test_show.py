"""Showing a node: what a name fits, long lists cut with a count, languages and addresses."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from interstate.commands import main
from interstate.description_text import CAP
from interstate.errors import InputError
from interstate.project import Project
from worldly import project

MORE = """
state:ruthenia a ist:State ;
    rdfs:label "Ruthenia"@en , "Ruthenien"@de ;
    skos:altLabel "Rus"@en , "Русь"@uk ;
    skos:exactMatch <http://www.wikidata.org/entity/Q1> ;
    skos:scopeNote "A state for tests."@en .
place:ruthenia-hill a ist:Place ; rdfs:label "Hill of Ruthenia"@en .
""" + "".join(
    f'organization:office-{n:02} a ist:StateOrgan ; rdfs:label "office {n:02}"@en ;'
    " ist:organOf state:ruthenia .\n"
    for n in range(1, 26)
)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return project(tmp_path_factory.mktemp("small"), "ruritania", MORE)


def shown(small: Project, capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    assert main(["show", *words, "--root", str(small.corpus.root)]) == 0
    return capsys.readouterr().out.splitlines()


@pytest.mark.parametrize("text", ["x:y%", "state:us[a"])
def test_what_is_no_iri_is_told(
    small: Project, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in (["show", text], ["trace", text], ["view", "why", "default", text]):
        assert main([*words, "--root", str(small.corpus.root)]) == 2
        assert f"{text!r} is no value. Remedy: write an IRI" in capsys.readouterr().err


def test_a_long_list_is_cut_with_a_count_and_shown_whole_on_demand(
    small: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    cut = shown(small, capsys, "state:ruthenia")
    at = cut.index("  is organ of: 25  (25 state organ)")
    assert cut[at + CAP] == "    office 10   organization:office-10"
    assert cut[at + CAP + 1] == "    … and 15 more: --all"
    whole = shown(small, capsys, "state:ruthenia", "--all")
    assert "    office 25   organization:office-25" in whole
    assert not any("more" in line for line in whole)


def test_json_is_always_whole(small: Project, capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads("\n".join(shown(small, capsys, "state:ruthenia", "--format", "json")))
    organs = [m for m in found["mentioned_by"] if m["role"] == "is organ of"]
    assert len(organs) == 25
    assert (organs[0]["label"], organs[0]["kind"]) == ("office 01", "state organ")
    labels = next(s for s in found["statements"] if s["name"] == "alternative label")
    assert {"shown": "Русь", "value": "Русь", "language": "uk"} in labels["values"]


def test_languages_and_outside_addresses_are_shown(
    small: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = shown(small, capsys, "state:ruthenia")
    assert "  alternative label: Rus @en" in lines
    assert "  alternative label: Русь @uk" in lines
    assert "  label: Ruthenien @de" in lines
    assert "  has exact match: http://www.wikidata.org/entity/Q1" in lines
    # A text that is in English only needs no tag.
    assert "  scope note: A state for tests." in lines


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("ruthenia", "state:ruthenia"),
        ("RUTHENIA", "state:ruthenia"),
        ("Ruthenien", "state:ruthenia"),
        ("русь", "state:ruthenia"),
        ("hill ruthenia", "place:ruthenia-hill"),
        ("office 07", "organization:office-07"),
    ],
)
def test_what_fits_one_node_is_taken_and_said(
    small: Project, capsys: pytest.CaptureFixture[str], words: str, name: str
) -> None:
    assert main(["show", words, "--root", str(small.corpus.root)]) == 0
    said = capsys.readouterr()
    assert said.out.splitlines()[1].startswith(f"  {name}   <")
    assert said.err == f"'{words}' is {name}.\n"
    assert small.show(words).iri == small.show(name).iri


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        ("rutenia", "did you mean state:ruthenia (Ruthenia)"),
        ("state:rutenia", "did you mean state:ruthenia (Ruthenia)"),
        ("sate:ruthenia", "did you mean state:ruthenia (Ruthenia)"),
        ("person:ruthenia", "did you mean state:ruthenia (Ruthenia)"),
        ("ist:Clam", "did you mean ist:Claim (claim)?"),
        ("xyzzyx", "try other words"),
        ("offi", "name one of them:\n  "),
    ],
)
def test_what_fits_none_or_several_is_answered_with_what_may_be_meant(
    small: Project, capsys: pytest.CaptureFixture[str], words: str, remedy: str
) -> None:
    assert main(["show", words, "--root", str(small.corpus.root)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert remedy in said.err
    with pytest.raises(InputError, match=re.escape(remedy)):
        small.show(words)


def test_words_need_no_quotes(small: Project, capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(small, capsys, "hill", "of", "Ruthenia")[0] == "Hill of Ruthenia  (place)"


def test_a_list_of_candidates_is_cut(small: Project) -> None:
    with pytest.raises(InputError) as caught:
        small.find_node("offi")
    assert caught.value.remedy.splitlines()[-1].startswith("  … and ")


def test_a_claims_number_of_another_source_is_not_proposed(small: Project) -> None:
    with pytest.raises(InputError) as caught:
        small.find_node("poe-1845:c001")
    assert "c001 (" not in caught.value.remedy


def test_an_unknown_format_is_refused_before_anything_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["show", "usa", "--format", "xml", "--root", str(tmp_path)]) == 2
    assert "choose text or json" in capsys.readouterr().err
