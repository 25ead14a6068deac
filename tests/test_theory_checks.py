"""Planted defects in probes and implications: each must be found, by its own rule."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from interstate.controls import FOLDER, check_controls
from interstate.findings import Finding
from interstate.graphs import Index, load_document
from interstate.theories import check_theories
from interstate.theory_library import Probe, load_library
from worldly import ONTOLOGY, hierarchy, n, project

ROOT = ONTOLOGY.parent
HEAD = "PREFIX answer: <https://w3id.org/interstate/id/answer/> PREFIX concept: <https://w3id.org/interstate/id/concept/> PREFIX ist: <https://w3id.org/interstate/ns#> PREFIX state: <https://w3id.org/interstate/id/state/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "  # noqa: E501
CASE = "SELECT ?case ?claim WHERE { GRAPH ?claim { ?case a ist:Alignment } }"
ANSWER = (
    "SELECT ?case ?answer ?claim WHERE { GRAPH ?claim { ?case ist:alignsWith ?x . %s } "
    "BIND(IF(?x = ?y, answer:partner, answer:third-state) AS ?answer) }"
)


def probe(answer: str = ANSWER % "?x a ist:State", case: str = CASE, more: str = "") -> str:
    return (
        'probe:p a ist:Probe ; rdfs:label "p"@en ; ist:hasAnswer answer:partner , '
        f'answer:third-state ; ist:caseSelect """{HEAD}{case}""" ; sh:select """{HEAD}{answer}""" '
        f"{more} . "
    )


def implication(kind: str = "hoop", more: str = "; dcterms:created '2020-01-01'") -> str:
    return (
        'implication:i a ist:Implication ; rdfs:label "i"@en ; '
        "ist:ofProposition situation:weak-join ; ist:usesProbe probe:p ; "
        f"ist:predicts answer:partner ; ist:testKind test-kind:{kind} ; "
        f'ist:rationale "r"@en {more} . '
    )


def rules(folder: Path, text: str) -> set[tuple[str, str]]:
    found = project(folder, "balance", text)
    findings = check_theories(found.corpus, found.derived)
    return {
        (f.rule.removeprefix("theories-"), f.focus.rsplit("/", 1)[-1])
        for f in findings
        if f.rule != "theories-control"
    }


def test_a_sound_probe_has_no_finding(tmp_path: Path) -> None:
    assert rules(tmp_path, probe() + implication()) == set()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            probe(ANSWER % "FILTER NOT EXISTS { ?case ist:follows ?t }") + implication(),
            {("absence", "p")},
            id="answer-by-absence",
        ),
        pytest.param(
            probe(case=CASE.replace("} }", "} MINUS { ?case ist:follows ?t } }")) + implication(),
            {("absence", "p")},
            id="case-by-absence",
        ),
        pytest.param(
            probe(ANSWER % "?w ist:hasExplanandum ?case") + implication(),
            {("level", "p")},
            id="interpretation-as-hoop",
        ),
        pytest.param(
            probe(ANSWER % "?w ist:hasExplanandum ?case") + implication("straw-in-the-wind"),
            set(),
            id="interpretation-as-straw",
        ),
        pytest.param(
            probe(ANSWER % "?w a ist:Application") + implication("straw-in-the-wind"),
            {("level", "p")},
            id="application-as-evidence",
        ),
        pytest.param(
            probe(case=CASE.replace("?case a", "?w ist:hasExplanans ?case . ?case a"))
            + implication(),
            {("level", "p")},
            id="case-by-explanation",
        ),
        pytest.param(
            probe(case=CASE.replace("?case a", "?w a ist:Classification . ?case a"))
            + implication(),
            set(),
            id="case-by-classification",
        ),
        pytest.param(
            probe(ANSWER % "?case ist:hasConcept concept:siding-with-threatener") + implication(),
            {("predicted-concept", "i")},
            id="the-tag-it-predicts",
        ),
        pytest.param(
            probe(ANSWER % "?case ist:hasParty state:graustark") + implication(),
            {("particular", "p")},
            id="a-particular-state",
        ),
        pytest.param(
            probe(ANSWER % "?case rdfs:label ?l") + implication(),
            {("foreign-term", "p")},
            id="labels",
        ),
        pytest.param(
            probe(ANSWER % "?case ist:gloss ?l") + implication(),
            {("foreign-term", "p")},
            id="glosses",
        ),
        pytest.param(
            probe(ANSWER % "?case ist:bandwagonsWith ?x") + implication(),
            {("unknown-term", "p")},
            id="unknown-term",
        ),
        pytest.param(
            probe(ANSWER.replace("third-state", "nobody") % "") + implication(),
            {("answers", "p")},
            id="answers-differ",
        ),
        pytest.param(
            probe(ANSWER.replace("?answer ?claim", "?answer") % "") + implication(),
            {("query", "p")},
            id="no-claim-column",
        ),
        pytest.param(probe("SELECT ?case") + implication(), {("query", "p")}, id="not-sparql"),
        pytest.param(
            probe(more='; ist:window "ten years"') + implication(), {("window", "p")}, id="window"
        ),
        pytest.param(probe() + implication(more=""), {("undated", "i")}, id="undated"),
        pytest.param(
            probe()
            + implication(more=f"; dcterms:created '2020' ; ist:scopeSelect '''{HEAD}ASK {{}}'''"),
            {("query", "i")},
            id="scope-is-no-select",
        ),
    ],
)
def test_defects_are_found(tmp_path: Path, text: str, expected: set[tuple[str, str]]) -> None:
    assert rules(tmp_path, text) == expected


# --- controls -------------------------------------------------------------------------------------


def shipped() -> list[Probe]:
    files = ("probes.ttl", "implications.ttl")
    triples = [t for f in files for t in load_document(ROOT / "data/reference" / f).triples]
    return list(load_library(Index(triples), hierarchy()).probes.values())


def messages(findings: object) -> str:
    assert not isinstance(findings, str)
    return "\n".join(f.message for f in findings if isinstance(f, Finding))  # type: ignore[attr-defined]


@pytest.mark.parametrize("found", shipped(), ids=lambda p: p.iri.value.rsplit("/", 1)[-1])
def test_every_shipped_probe_has_controls_that_work(found: Probe) -> None:
    assert messages(check_controls(ROOT, found, hierarchy())) == ""


@pytest.fixture
def controls(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / FOLDER / "source-of-threat", tmp_path / FOLDER / "source-of-threat")
    return tmp_path


def source_of_threat() -> Probe:
    return next(p for p in shipped() if p.iri == n("probe:source-of-threat"))


def test_missing_controls_are_named(controls: Path) -> None:
    folder = controls / FOLDER / "source-of-threat"
    (folder / "partner.ttl").unlink()
    for path in folder.glob("none*.ttl"):
        path.unlink()
    text = messages(check_controls(controls, source_of_threat(), hierarchy()))
    assert "partner.ttl is missing" in text
    assert "none.ttl is missing" in text


def broken(answer_query: str) -> Probe:
    probe = source_of_threat()
    return Probe(
        probe.iri, probe.label, probe.case_query, answer_query, probe.answers, probe.window
    )


def test_a_query_that_finds_nothing_is_caught(controls: Path) -> None:
    query = source_of_threat().answer_query.replace("ist:follows+", "ist:respondsTo")
    text = messages(check_controls(controls, broken(query), hierarchy()))
    assert "partner.ttl: the answer should be partner, but the query gives none" in text


def test_a_query_that_takes_undated_evidence_is_caught(controls: Path) -> None:
    query = source_of_threat().answer_query.replace("{ ?case ist:follows+ ?threat }", "{ }")
    text = messages(check_controls(controls, broken(query), hierarchy()))
    assert "none.ttl: the answer should be none, but the query gives partner" in text


def test_an_open_window_is_caught(controls: Path) -> None:
    query = source_of_threat().answer_query.replace(
        "FILTER(?then <= ?begin && YEAR(?begin) - YEAR(?then) <= 2)", ""
    )
    text = messages(check_controls(controls, broken(query), hierarchy()))
    assert "none-too-early.ttl" in text
    assert "none-afterwards.ttl" in text


def test_a_control_without_a_case_or_with_a_fault_is_caught(controls: Path) -> None:
    folder = controls / FOLDER / "source-of-threat"
    text = (folder / "none.ttl").read_text()
    (folder / "none.ttl").write_text(text.replace("ist:Alignment", "ist:Rivalry"))
    (folder / "partner.ttl").write_text("doe-1999:x a ist:War .")
    found = messages(check_controls(controls, source_of_threat(), hierarchy()))
    assert "none.ttl: the case query finds no case" in found
    assert "partner.ttl: broken Turtle" in found


def test_scopes_that_meet_make_a_theory_unable_to_fail(tmp_path: Path) -> None:
    probe_iri = NamedNode("https://w3id.org/interstate/id/probe/source")
    text = (
        "implication:a a ist:Implication ; rdfs:label 'a'@en ; ist:usesProbe probe:source ;"
        "ist:ofProposition situation:weak-join ; ist:predicts answer:partner ;"
        "ist:testKind test-kind:hoop ; ist:rationale 'r'@en ; dcterms:created '2020' ."
        "implication:b a ist:Implication ; rdfs:label 'b'@en ; ist:usesProbe probe:source ;"
        "ist:ofProposition situation:all-balance ; ist:predicts answer:third-state ;"
        "ist:testKind test-kind:hoop ; ist:rationale 'r'@en ; dcterms:created '2020' ."
    )
    (tmp_path / "world").mkdir()
    found = project(tmp_path / "world", "balance", text)
    # The world's probe has no controls, and what is unsound is not run: give it some.
    queries = tmp_path / "world" / "queries"
    queries.unlink()
    folder = queries / "theories" / "source"
    shutil.copytree(ROOT / FOLDER / "source-of-threat", folder)
    findings = check_theories(found.corpus, found.derived)
    assert {(f.rule, f.focus.rsplit("/", 1)[-1]) for f in findings} <= {
        ("theories-control", "source"),
        ("theories-scopes-overlap", "a"),
    }
    for path in folder.glob("none*.ttl"):
        path.unlink()
    shutil.copy(ROOT / FOLDER / "source-of-threat" / "none.ttl", folder)
    findings = check_theories(found.corpus, found.derived)
    assert {f.rule for f in findings} == {"theories-scopes-overlap"}
    assert len(findings) == 5  # one for each case
    assert probe_iri in load_library(found.corpus.index, hierarchy()).probes
