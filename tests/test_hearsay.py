"""Hearsay: chains, witnesses, other tellings, and what rests on one voice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, QuerySolutions, Variable

from interstate.commands.trace import trace as command
from interstate.errors import InputError
from interstate.ground import Ground, prepare
from interstate.hearsay import lines, trace
from interstate.project import Project
from interstate.record import short
from worldly import brief, derived_of, n, project, world

CHAIN = (
    "doe-1999:c1 a ist:Claim ; ist:hasSpeaker person:doe ; ist:anchoredAt doe-1999:p1 ;"
    "ist:asserts doe-1999:c2 ; ist:stance stance:reports ; ist:gloss 'Doe has it from Otto.'@en ."
    "doe-1999:c2 a ist:Claim ; ist:hasSpeaker person:otto ; ist:asserts doe-1999:c3 ;"
    "ist:stance stance:endorses . "
    "doe-1999:c3 a ist:Claim ; ist:hasSpeaker {speaker} ; ist:asserts doe-1999:threat ."
    "doe-1999:threat a ist:Threat ; ist:hasSpeaker person:rupert ; ist:hasAddressee state:g ."
    "state:g a ist:State . organization:court ist:organOf state:g ."
)


def ground_of(text: str) -> Ground:
    return prepare(derived_of(text))


@pytest.mark.parametrize(
    ("speaker", "witnesses", "servants"),
    [
        ("person:rupert", ["person:rupert"], []),
        ("state:g", ["state:g"], []),
        ("organization:court", [], ["organization:court"]),
        ("person:nobody", [], []),
    ],
)
def test_the_innermost_speaker_is_first_hand_if_he_took_part(
    speaker: str, witnesses: list[str], servants: list[str]
) -> None:
    found = trace(ground_of(CHAIN.format(speaker=speaker)), n("doe-1999:c3"))
    assert found.depth == 2
    assert [short(step.claim) for step in found.steps] == [
        "doe-1999:c1",
        "doe-1999:c2",
        "doe-1999:c3",
    ]
    assert [short(a) for a in found.witnesses] == witnesses
    assert [short(a) for a in found.servants] == servants
    assert found.is_one_voice


def test_a_chain_in_words() -> None:
    ground = ground_of(CHAIN.format(speaker="person:rupert"))
    assert list(lines(trace(ground, n("doe-1999:c3")), ground)) == [
        "doe-1999:c1, doe: Doe has it from Otto.",
        "    at doe-1999:p1",
        "    reports:",
        "    doe-1999:c2, otto: c2",
        "        endorses:",
        "        doe-1999:c3, rupert: c3",
        "says: threat [doe-1999:threat]",
        "hearsay depth: 2",
        "first-hand: rupert took part in what is said",
        "rests on one voice only",
    ]


def test_a_chain_shows_what_each_link_cites() -> None:
    cites = (
        "doe-1999:c1 ist:hasCitation doe-1999:n1 . "
        "doe-1999:c2 ist:hasInferredCitation doe-1999:n2 . "
        "doe-1999:n1 a ist:Citation ; rdfs:label 'Otto 1970'@en ; ist:citedPages '70-78' ;"
        "ist:citesWork work:otto . work:otto dcterms:bibliographicCitation 'Otto, Memoirs, 1970.' ."
        "doe-1999:n2 a ist:Citation ; rdfs:label 'note 4, text not available'@en ."
    )
    ground = ground_of(CHAIN.format(speaker="person:rupert") + cites)
    found = trace(ground, n("doe-1999:c3"))
    assert [[short(c) for c in step.citations] for step in found.steps] == [
        ["doe-1999:n1"],
        ["doe-1999:n2"],
        [],
    ]
    assert list(lines(found, ground))[1:5] == [
        "    at doe-1999:p1",
        "    cites Otto 1970, 70-78: Otto, Memoirs, 1970. [doe-1999:n1]",
        "    reports:",
        "    doe-1999:c2, otto: c2",
    ]
    assert "        cites note 4, text not available [doe-1999:n2]" in list(lines(found, ground))


def test_other_tellings_and_denials_are_listed() -> None:
    ground = prepare(world("ruritania")[1])
    bases = trace(ground, n("doe-1999:c009"))
    assert [(short(t.claim), t.source, t.is_so) for t in bases.tellings] == [
        ("roe-2005:c004", "roe-2005", True)
    ]
    assert not bases.is_one_voice
    threat = trace(ground, n("doe-1999:c001"))
    assert [(short(t.claim), t.is_so) for t in threat.tellings] == [("roe-2005:c001", False)]
    assert threat.is_one_voice  # the other one only denies it


def test_what_a_denial_says_is_not_told_too_by_those_who_tell_it() -> None:
    ground = prepare(world("ruritania")[1])
    denial = trace(ground, n("roe-2005:c001"))
    assert {(short(t.claim), t.is_so, t.agrees) for t in denial.tellings} == {
        ("doe-1999:c001", True, False)
    }
    assert denial.is_one_voice
    text = list(lines(denial, ground))
    assert any(line.startswith("denies: ") for line in text)
    assert "told as so by Jane Doe: doe-1999:c001" in text
    assert not any("told too" in line for line in text)
    told = list(lines(trace(ground, n("doe-1999:c001")), ground))
    assert "denied by Richard Roe: roe-2005:c001" in told


def test_what_is_no_claim_is_refused() -> None:
    with pytest.raises(InputError, match="is no claim"):
        trace(prepare(world("ruritania")[1]), n("state:ruritania"))


@pytest.fixture(scope="module")
def ruritania(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return project(tmp_path_factory.mktemp("project"), "ruritania")


def run(
    found: Project, name: str, values: dict[Variable, NamedNode] | None = None
) -> list[tuple[str, ...]]:
    text = (found.corpus.root / f"queries/trace/{name}.rq").read_text()
    rows = found.store.query(text, substitutions=dict(values or {}) or None)
    assert isinstance(rows, QuerySolutions)
    return [tuple("" if term is None else brief(term) for term in row) for row in rows]


def test_queries(ruritania: Project) -> None:
    chain = run(ruritania, "chain", {Variable("claim"): n("doe-1999:c009")})
    assert [row[1:5] for row in chain] == [
        ("0", "doe-1999:c008", "person:jane-doe", "stance:reports"),
        ("1", "doe-1999:c009", "person:prince-otto", ""),
    ]
    assert run(ruritania, "one-voice") == [
        ("situation:ruritanian-threat-1950", "person:jane-doe", "1"),
    ]
    assert run(ruritania, "hearsay") == [("doe-1999:fear", "1", "1")]


def test_command(ruritania: Project, capsys: pytest.CaptureFixture[str]) -> None:
    root = Path(ruritania.corpus.root)
    assert command("doe-1999:c009", root=root) == 0
    assert "hearsay depth: 1" in capsys.readouterr().out
    assert command("doe-1999:c009", root=root, output="json") == 0
    assert json.loads(capsys.readouterr().out)["steps"][1]["depth"] == 1
    assert command(one_voice=True, root=root) == 0
    assert "(Jane Doe; claims: 1)" in capsys.readouterr().out
    assert command(hearsay=True, root=root) == 0
    assert "(hearsay depth 1; claims: 1)" in capsys.readouterr().out
    with pytest.raises(InputError, match="name a claim"):
        command(root=root)
