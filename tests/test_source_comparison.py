"""Two sources side by side."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from interstate.commands.compare import compare
from interstate.errors import InputError
from interstate.namespaces import IST
from interstate.record import short
from interstate.source_comparison import as_html, as_turtle, compare_sources, text_lines
from interstate.study import Study
from worldly import n, project


@pytest.fixture(scope="module")
def quarrel(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return Study(project(tmp_path_factory.mktemp("quarrel"), "quarrel"))


def test_agreement_disagreement_silence_and_reasons(quarrel: Study) -> None:
    found = compare_sources(quarrel, "doe-1999", "roe-2005")
    assert [short(s.reference) for s in found.agreed()] == ["situation:pride"]
    assert {short(c.about) for c in found.disagreements} == {
        "situation:flight",
        "situation:invasion",
    }
    assert {c.kind for c in found.disagreements} == {
        "cause",
        "evaluation",
        "existence",
        "time",
        "value",
    }
    # Roe tells of hunger only to deny that it was a reason.
    assert [short(node) for node in found.only_first] == ["situation:bases", "situation:hunger"]
    assert found.only_second == ()
    (flight,) = found.explained
    assert [(short(r.explanans), r.weight) for r in flight.first] == [
        ("doe-1999:pride", "contributory"),
        ("doe-1999:hunger", "main"),
    ]
    assert [(short(r.explanans), r.weight) for r in flight.second] == [("roe-2005:pride", "main")]
    assert [short(t.node) for t in found.tensions] == ["interstate:t002"]


def test_what_the_other_source_denies_it_does_not_leave_out(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    study = Study(project(tmp_path_factory.mktemp("ruritania"), "ruritania"))
    found = compare_sources(study, "doe-1999", "roe-2005")
    threat = n("situation:ruritanian-threat-1950")
    assert threat in {c.about for c in found.disagreements}
    assert threat not in (*found.only_first, *found.only_second)
    lines = list(text_lines(found, study.project.index))
    assert (
        "    existence: what Count Rupert told Graustark in 1950 "
        "[situation:ruritanian-threat-1950]: is so (doe-1999:c001) against is not so "
        "(roe-2005:c001)"
    ) in lines


def test_comparing_the_other_way_round_swaps_the_sides(quarrel: Study) -> None:
    one = compare_sources(quarrel, "doe-1999", "roe-2005")
    other = compare_sources(quarrel, "roe-2005", "doe-1999")
    assert one.only_first == other.only_second
    assert one.disagreements == other.disagreements
    assert [e.first for e in one.explained] == [e.second for e in other.explained]


def test_text(quarrel: Study) -> None:
    found = compare_sources(quarrel, "doe-1999", "roe-2005")
    lines = list(text_lines(found, quarrel.project.index))
    assert "both tell, without contradiction: 1" in lines
    assert "they contradict one another: 8" in lines
    assert "        doe-1999: hunger (main)  [doe-1999:c009]" in lines


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.outside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "br"):
            self.open.append(tag)
        self.outside += [v for k, v in attrs if k in ("src", "href") and v]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_page_is_well_formed_and_asks_for_nothing(quarrel: Study) -> None:
    found = compare_sources(quarrel, "doe-1999", "roe-2005")
    page = as_html(found, quarrel.project.index)
    parser = _Page()
    parser.feed(page)
    assert parser.open == []
    assert parser.outside == []
    assert "500 men came." in page
    assert not re.search(r"<script|https?://", page)


def test_rdf_has_both_claims_and_the_explanations(quarrel: Study) -> None:
    triples = {
        q.triple
        for q in parse(
            as_turtle(compare_sources(quarrel, "doe-1999", "roe-2005")), RdfFormat.TURTLE
        )
    }
    contents = {
        short(t.object)
        for t in triples
        if t.subject == n("situation:pride") and t.predicate == IST.contentOf
    }
    assert contents == {"doe-1999:c010", "roe-2005:c004"}
    # Silence: nothing of the other source's has these as content.
    for node in ("situation:bases", "situation:hunger"):
        claims = {
            short(t.object)
            for t in triples
            if t.subject == n(node) and t.predicate == IST.contentOf
        }
        assert claims
        assert all(claim.startswith("doe-1999:") for claim in claims)
    # Eight contradictions, and one tension that people found by reading.
    assert sum(t.object == IST.Tension for t in triples) == 8 + 1
    tone = {t.object for t in triples if t.subject == n("interstate:t002")}
    assert {n("doe-1999:c001"), n("roe-2005:c003")} <= tone
    weights = {(short(t.subject), short(t.object)) for t in triples if t.predicate == IST.hasWeight}
    assert ("doe-1999:why", "weight:main") in weights
    assert any(t.predicate == IST.hasExplanans for t in triples)


def test_command(quarrel: Study, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = quarrel.project.corpus.root
    assert compare("doe-1999", "roe-2005", root=root) == 0
    assert capsys.readouterr().out.startswith("doe-1999 and roe-2005\n")
    target = tmp_path / "page.html"
    assert compare("doe-1999", "roe-2005", output="html", to=target, root=root) == 0
    assert target.read_text().startswith("<!doctype html>")
    with pytest.raises(InputError, match="choose from doe-1999"):
        compare("doe-1999", "poe-1845", root=root)
    with pytest.raises(InputError, match="not compared with itself"):
        compare("doe-1999", "doe-1999", root=root)
    with pytest.raises(InputError, match="no format"):
        compare("doe-1999", "roe-2005", output="pdf", root=root)
