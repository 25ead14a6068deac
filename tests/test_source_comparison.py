"""Two sources side by side."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from interstate.commands.compare import compare
from interstate.errors import InputError
from interstate.namespaces import IST
from interstate.record import short
from interstate.source_comparison import compare_sources
from interstate.source_comparison_reports import as_html, as_json, as_turtle, text_lines
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
    assert lines.index("they contradict one another: 8") < lines.index(
        "told by both, without contradiction or tension: 1"
    )
    # Labels first, the name in brackets; what is said, not only by which claim.
    assert "    pride in Graustark  [situation:pride]" in lines
    assert "        doe-1999: Pride had a part in it.  [doe-1999:c010]" in lines
    assert "they contradict one another: 8" in lines
    assert "        doe-1999: hunger (main)  [doe-1999:c009]" in lines


TENSIONS = """
interstate:t008 a ist:Tension ; rdfs:label "which pride"@en ; ist:note "Two prides."@en ;
    ist:hasSide doe-1999:c010 , roe-2005:c004 ; ist:tensionKind tension-kind:evaluation .
interstate:t009 a ist:Tension ; rdfs:label "among three"@en ; ist:note "Three prides."@en ;
    ist:hasSide doe-1999:c001 , roe-2005:c003 , interstate:c001 ;
    ist:tensionKind tension-kind:evaluation .
"""


@pytest.fixture(scope="module")
def tense(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return Study(project(tmp_path_factory.mktemp("tense"), "quarrel", TENSIONS))


def test_what_both_tell_in_tension_is_not_listed_as_agreed(quarrel: Study, tense: Study) -> None:
    pride = n("situation:pride")
    before = compare_sources(quarrel, "doe-1999", "roe-2005")
    assert [s.reference for s in before.agreed()] == [pride]
    found = compare_sources(tense, "doe-1999", "roe-2005")
    assert found.agreed() == ()
    index = tense.project.index
    lines = list(text_lines(found, index))
    at = lines.index("    evaluation: which pride  [interstate:t008]")
    assert lines[at + 1 : at + 3] == [
        "        Two prides.",
        f"        about: {index.label(pride)}  [situation:pride]",
    ]
    assert lines.index("told by both, without contradiction or tension: 0") > at
    (told,) = (s for s in json.loads(as_json(found, index))["told_by_both"] if s["tensions"])
    assert (told["iri"], told["tensions"]) == (pride.value, [n("interstate:t008").value])
    assert "or tension (0)" in as_html(found, index)


def test_a_tension_of_three_sources_is_one_of_two(tense: Study) -> None:
    found = compare_sources(tense, "doe-1999", "roe-2005")
    assert "interstate:t009" in [short(t.node) for t in found.tensions]
    assert "@prefix interstate:" in as_turtle(found)


def test_no_line_is_a_bare_name(quarrel: Study) -> None:
    found = compare_sources(quarrel, "doe-1999", "roe-2005")
    bare = re.compile(r"\s*(\S+: )?\[?[\w-]+:[\w-]+\]?(, [\w-]+:[\w-]+)*")
    lines = list(text_lines(found, quarrel.project.index))
    assert [line for line in lines if bare.fullmatch(line)] == []
    assert bare.fullmatch("        doe-1999:c001, roe-2005:c003")


def test_many_claims_on_one_matter_are_cut_unless_all_are_wanted(quarrel: Study) -> None:
    found = compare_sources(quarrel, "doe-1999", "roe-2005")
    (pride,) = found.agreed()
    many = replace(found, shared=(replace(pride, first=pride.first * 6),))
    index = quarrel.project.index
    assert "        doe-1999: … and 3 more claims: --all" in list(text_lines(many, index))
    assert not any("more claims" in line for line in text_lines(many, index, everything=True))


def test_json_is_whole_and_has_labels(quarrel: Study) -> None:
    found = compare_sources(quarrel, "doe-1999", "roe-2005")
    report = json.loads(as_json(found, quarrel.project.index))
    assert report["sources"] == ["doe-1999", "roe-2005"]
    assert {c["kind"] for c in report["contradictions"]} >= {"cause", "time", "value"}
    assert [t["label"] for t in report["tensions_found_by_reading"]] == ["tone"]
    (flight,) = report["explained_by_both"]
    weights = [(r["label"], r["weight"]) for r in flight["reasons"]["doe-1999"]]
    assert ("hunger", "main") in weights
    alone = report["told_by_one_alone"]["doe-1999"]
    assert [node["iri"] for node in alone] == [node.value for node in found.only_first]
    assert all(claim["gloss"] for node in alone for claim in node["claims"])


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
    for name, start in (("a.ttl", "@prefix"), ("a.JSON", "{"), ("a.txt", "doe-1999 and")):
        assert compare("doe-1999", "roe-2005", to=tmp_path / name, root=root) == 0
        assert (tmp_path / name).read_text().startswith(start)
    # What is named wins over the ending.
    assert compare("doe-1999", "roe-2005", output="json", to=tmp_path / "b.txt", root=root) == 0
    assert (tmp_path / "b.txt").read_text().startswith("{")
    for name in ("c.pdf", "c"):
        with pytest.raises(InputError, match=r"end it in \.txt, \.html, \.json, \.ttl"):
            compare("doe-1999", "roe-2005", to=tmp_path / name, root=root)
        assert not (tmp_path / name).exists()
    with pytest.raises(InputError, match="choose from doe-1999"):
        compare("doe-1999", "poe-1845", root=root)
    with pytest.raises(InputError, match="not compared with itself"):
        compare("doe-1999", "doe-1999", root=root)
    with pytest.raises(InputError, match="no format"):
        compare("doe-1999", "roe-2005", output="pdf", root=root)
